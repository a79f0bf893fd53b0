from mcba.workbook.finding.jumps import choosing_cells as choosing_cells, rounding_cells as rounding_cells
from mcba.workbook.finding.labels import CellLabel as CellLabel, Labels as Labels
from mcba.workbook.finding.movers import Mover as Mover, Movers as Movers
from mcba.workbook.finding.outcomes import LikelyOutcome as LikelyOutcome
from mcba.workbook.finding.own_sheet import OwnAssumption as OwnAssumption
from mcba.workbook.finding.ranges import StatedRange as StatedRange
from mcba.workbook.finding.repeated import Repeated as Repeated
from mcba.workbook.finding.survey import (
    Survey as Survey,
    SurveyedOutcome as SurveyedOutcome,
    survey_book as survey_book,
)
