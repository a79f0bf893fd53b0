from mcba.study.document.document import SAMPLERS as SAMPLERS, SamplerName as SamplerName
from mcba.study.formula.python import PythonFunction as PythonFunction, held_function as held_function
from mcba.study.making.base_values import ancestors as ancestors, base_value as base_value
from mcba.study.making.variants import apply_variants as apply_variants, variant as variant
from mcba.study.model import (
    DISCOUNT_RATE as DISCOUNT_RATE,
    FLOW_KINDS as FLOW_KINDS,
    YEAR as YEAR,
    Study as Study,
    is_certain as is_certain,
)
from mcba.study.reading.effects import (
    EffectFigure as EffectFigure,
    TreeEffect as TreeEffect,
    effect_tree as effect_tree,
)
