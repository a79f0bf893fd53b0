from mcba.engine.drawing.draws import (
    Drawing as Drawing,
    Unknown as Unknown,
    drawing_of as drawing_of,
    unknowns_of as unknowns_of,
)
from mcba.engine.drawing.samplers.registry import (
    extendable_samplers as extendable_samplers,
    points as points,
    sampler_named as sampler_named,
)
from mcba.engine.drawing.samplers.sobol import (
    SOBOL_DIMENSIONS as SOBOL_DIMENSIONS,
    SOBOL_SHIFT as SOBOL_SHIFT,
    Sobol as Sobol,
    tile_points as tile_points,
)
from mcba.engine.program.loops import RANDOMISATIONS as RANDOMISATIONS
