from mcba.reporting.delivery import (
    figures as figures,
    report as report,
    save_calibrations as save_calibrations,
    save_ranking as save_ranking,
    write_page as write_page,
)
from mcba.reporting.labels import Labels as Labels
from mcba.reporting.objects import (
    calibration_object as calibration_object,
    comparison_object as comparison_object,
    decision_object as decision_object,
    ranking_object as ranking_object,
    run_object as run_object,
)
from mcba.reporting.writers import FORMATS as FORMATS
