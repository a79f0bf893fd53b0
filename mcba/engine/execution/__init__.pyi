from mcba.engine.execution.failures import (
    any_of as any_of,
    hold_to_policy as hold_to_policy,
    undefined_in as undefined_in,
)
from mcba.engine.execution.precision import run_to_precision as run_to_precision
from mcba.engine.execution.redrawing import draws_of as draws_of
from mcba.engine.execution.running import extend as extend, run as run
from mcba.engine.execution.workers import cluster as cluster, map_blocks as map_blocks
