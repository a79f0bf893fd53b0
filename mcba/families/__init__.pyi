from mcba.families.base.domains import (
    MASS as MASS,
    POSITIVE as POSITIVE,
    PROBABILITY as PROBABILITY,
    REAL as REAL,
)
from mcba.families.base.family import Family as Family
from mcba.families.base.parameters import Parameter as Parameter, parameter as parameter
from mcba.families.base.registry import FAMILIES as FAMILIES, from_parameters as from_parameters, is_plain as is_plain
from mcba.families.base.solving import inverse as inverse, root as root
from mcba.families.composite import *
from mcba.families.composite.adjustment import Adjustment as Adjustment
from mcba.families.foreign import ScipyDistribution as ScipyDistribution, from_scipy as from_scipy
from mcba.families.loops import installed as installed, machine_code as machine_code
from mcba.families.named import *
from mcba.families.uncertain.linked import Hierarchical as Hierarchical
