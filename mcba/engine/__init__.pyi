from mcba.arrays import Array as Array
from mcba.engine.precision import run_to_precision as run_to_precision
from mcba.engine.result import (
    Progress as Progress,
    Run as Run,
    Settings as Settings,
    checked as checked,
    checked_mass as checked_mass,
)
from mcba.engine.running import draws_of as draws_of, extend as extend, plan_of as plan_of, run as run
from mcba.engine.workers import cluster as cluster
