from mcba.engine.drawing.samplers.registry import (
    extendable_samplers as extendable_samplers,
    points as points,
    require_sampler as require_sampler,
    sampler_named as sampler_named,
)
from mcba.engine.drawing.samplers.sampler import Points as Points, Sampler as Sampler
from mcba.engine.drawing.samplers.sobol import (
    SOBOL_DIMENSIONS as SOBOL_DIMENSIONS,
    SOBOL_SHIFT as SOBOL_SHIFT,
    Sobol as Sobol,
    tile_points as tile_points,
)
from mcba.engine.program.loops import RANDOMISATIONS as RANDOMISATIONS
