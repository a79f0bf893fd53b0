from mcba.engine.execution.cells import (
    InCell as InCell,
    cell_errors as cell_errors,
    rescued_cells as rescued_cells,
)
from mcba.engine.execution.precision import run_to_precision as run_to_precision
from mcba.engine.execution.redrawing import draws_of as draws_of
from mcba.engine.execution.running import extend as extend, run as run
from mcba.engine.execution.workers import cluster as cluster
from mcba.engine.execution.yearly import blocks_of as blocks_of
from mcba.engine.result import Run as Run
from mcba.engine.settings import (
    Progress as Progress,
    Settings as Settings,
    checked as checked,
    checked_mass as checked_mass,
)
from mcba.engine.tails import tails_of_function as tails_of_function, tails_of_plan as tails_of_plan
