from mcba.reporting.objects import (
    calibration_object as calibration_object,
    comparison_object as comparison_object,
    decision_object as decision_object,
    ranking_object as ranking_object,
    run_object as run_object,
)
from mcba.reporting.words.labels import Labels as Labels
