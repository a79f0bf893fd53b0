from mcba.reporting.pages.assumption import ASSUMPTION as ASSUMPTION, ENTRY as ENTRY, LIBRARY as LIBRARY
from mcba.reporting.pages.calibration import CALIBRATION as CALIBRATION
from mcba.reporting.pages.checking import check as check
from mcba.reporting.pages.comparison import COMPARISON as COMPARISON
from mcba.reporting.pages.decision import ANSWER as ANSWER, DECISION as DECISION, decide as decide
from mcba.reporting.pages.page import Page as Page
from mcba.reporting.pages.ranking import RANKING as RANKING
from mcba.reporting.pages.run import RUN as RUN
from mcba.reporting.pages.sweep import SWEEP as SWEEP
from mcba.reporting.pages.workbook import CheckedWorkbook as CheckedWorkbook, check_workbook as check_workbook
