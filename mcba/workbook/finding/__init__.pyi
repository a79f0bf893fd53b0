from mcba.workbook.finding.jumps import choosing_cells as choosing_cells, rounding_cells as rounding_cells
from mcba.workbook.finding.labels import CellLabel as CellLabel
from mcba.workbook.finding.movers import Mover as Mover
from mcba.workbook.finding.own_sheet import OwnAssumption as OwnAssumption
from mcba.workbook.finding.ranges import StatedRange as StatedRange
from mcba.workbook.finding.repeated import Repeated as Repeated
from mcba.workbook.finding.survey import (
    Survey as Survey,
    SurveyedOutcome as SurveyedOutcome,
    survey_book as survey_book,
)
