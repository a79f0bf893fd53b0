from mcba.study.effects import EffectFigure as EffectFigure, TreeEffect as TreeEffect, effect_tree as effect_tree
from mcba.study.formula.python import PythonFunction as PythonFunction, held_function as held_function
from mcba.study.model import (
    DISCOUNT_RATE as DISCOUNT_RATE,
    YEAR as YEAR,
    Study as Study,
    ancestors as ancestors,
    apply_variants as apply_variants,
    base_value as base_value,
    is_certain as is_certain,
    linked as linked,
    variant as variant,
)
from mcba.study.samplers import SAMPLERS as SAMPLERS
