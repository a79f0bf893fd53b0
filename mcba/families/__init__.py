"""One unknown number: the families of distributions, by class and by the names of the study file."""

from mcba.families.base import Family
from mcba.families.composite import EventRisk, Mixture, QuantileAverage, Shifted, Truncated
from mcba.families.flexible import Metalog, Piecewise
from mcba.families.hierarchical import Hierarchical
from mcba.families.joint import Dirichlet, Multinomial
from mcba.families.measurement import Arcsine, CurvilinearTrapezoid, Trapezoidal
from mcba.families.named import FAMILIES, WAYS_IN, WayIn, from_parameters, ways_in
from mcba.families.parametric import (
    Bernoulli,
    Beta,
    Binomial,
    Constant,
    Discrete,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Loguniform,
    Normal,
    Pert,
    Poisson,
    StudentT,
    Triangular,
    TruncatedNormal,
    Uniform,
    Weibull,
)
from mcba.families.tailed import Gumbel, Logistic, Loglogistic, NegativeBinomial, Pareto, SkewNormal

__all__ = [
    "FAMILIES",
    "WAYS_IN",
    "Arcsine",
    "Bernoulli",
    "Beta",
    "Binomial",
    "Constant",
    "CurvilinearTrapezoid",
    "Dirichlet",
    "Discrete",
    "Empirical",
    "EventRisk",
    "Exponential",
    "Family",
    "Gamma",
    "Gumbel",
    "Hierarchical",
    "Logistic",
    "Loglogistic",
    "Lognormal",
    "Loguniform",
    "Metalog",
    "Mixture",
    "Multinomial",
    "NegativeBinomial",
    "Normal",
    "Pareto",
    "Pert",
    "Piecewise",
    "Poisson",
    "QuantileAverage",
    "Shifted",
    "SkewNormal",
    "StudentT",
    "Trapezoidal",
    "Triangular",
    "Truncated",
    "TruncatedNormal",
    "Uniform",
    "WayIn",
    "Weibull",
    "from_parameters",
    "ways_in",
]
