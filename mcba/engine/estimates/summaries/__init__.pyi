from mcba.engine.estimates.summaries.accumulator import Accumulator as Accumulator
from mcba.engine.estimates.summaries.cells import Cells as Cells
