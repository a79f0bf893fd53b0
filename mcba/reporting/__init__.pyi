from mcba.reporting.objects.advice import answer_object as answer_object
from mcba.reporting.objects.calibrations import calibration_object as calibration_object
from mcba.reporting.objects.comparisons import comparison_object as comparison_object
from mcba.reporting.objects.decisions import decision_object as decision_object
from mcba.reporting.objects.rankings import ranking_object as ranking_object
from mcba.reporting.objects.runs import run_object as run_object
from mcba.reporting.objects.sweeps import sweep_object as sweep_object
from mcba.reporting.words.labels import Labels as Labels
