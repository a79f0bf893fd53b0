from mcba.engine.drawing.draws import (
    Drawing as Drawing,
    Unknown as Unknown,
    drawing_of as drawing_of,
    unknowns_of as unknowns_of,
)
from mcba.engine.drawing.samplers import (
    RANDOMISATIONS as RANDOMISATIONS,
    SOBOL_DIMENSIONS as SOBOL_DIMENSIONS,
    SOBOL_SHIFT as SOBOL_SHIFT,
    Sobol as Sobol,
    balanced_worlds as balanced_worlds,
    points as points,
    tile_points as tile_points,
)
