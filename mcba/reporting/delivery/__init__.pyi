from mcba.reporting.delivery.answer_files import (
    ANSWER_FORMATS as ANSWER_FORMATS,
    answer as answer,
    write_answer as write_answer,
)
from mcba.reporting.delivery.figure_files import (
    figures as figures,
    write_assumption_figures as write_assumption_figures,
    write_decision_figures as write_decision_figures,
)
from mcba.reporting.delivery.living_pages import page as page
from mcba.reporting.delivery.ranking_files import (
    save_calibrations as save_calibrations,
    save_ranking as save_ranking,
    save_sweep as save_sweep,
)
from mcba.reporting.delivery.recalculating.workbook import write_workbook as write_workbook
from mcba.reporting.delivery.reports import (
    REPORT_FORMATS as REPORT_FORMATS,
    report as report,
    write_appendix as write_appendix,
    write_page as write_page,
)
from mcba.reporting.delivery.workbooks import save_accounts as save_accounts
