from mcba.engine.drawing.draws import Drawing as Drawing, Unknown as Unknown, drawing_of as drawing_of
from mcba.engine.drawing.samplers.registry import (
    extendable_samplers as extendable_samplers,
    points as points,
    sampler_named as sampler_named,
)
from mcba.engine.program.loops import RANDOMISATIONS as RANDOMISATIONS
