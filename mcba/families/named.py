"""The families by the names and parameters of the study file."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mcba.errors import FamilyError
from mcba.families.base import Family
from mcba.families.flexible import Metalog, Piecewise
from mcba.families.joint import Dirichlet, Multinomial
from mcba.families.measurement import Arcsine, CurvilinearTrapezoid, Trapezoidal
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

FAMILIES: dict[str, type[Family]] = {
    "normal": Normal,
    "lognormal": Lognormal,
    "uniform": Uniform,
    "loguniform": Loguniform,
    "triangular": Triangular,
    "pert": Pert,
    "beta": Beta,
    "gamma": Gamma,
    "exponential": Exponential,
    "weibull": Weibull,
    "truncated_normal": TruncatedNormal,
    "student_t": StudentT,
    "constant": Constant,
    "bernoulli": Bernoulli,
    "binomial": Binomial,
    "poisson": Poisson,
    "discrete": Discrete,
    "skew_normal": SkewNormal,
    "logistic": Logistic,
    "loglogistic": Loglogistic,
    "gumbel": Gumbel,
    "pareto": Pareto,
    "trapezoidal": Trapezoidal,
    "curvilinear_trapezoid": CurvilinearTrapezoid,
    "arcsine": Arcsine,
    "metalog": Metalog,
    "piecewise": Piecewise,
    "empirical": Empirical,
    "negative_binomial": NegativeBinomial,
    "dirichlet": Dirichlet,
    "multinomial": Multinomial,
}
"""The families that are given by numbers, by their names in the study file."""


@dataclass(frozen=True)
class WayIn:
    """One set of parameters from which a member of a family can be made."""

    make: Callable[..., Family]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def fits(self, names: set[str]) -> bool:
        """Whether exactly these parameters lead in here."""
        return set(self.required) <= names <= {*self.required, *self.optional}

    def __str__(self) -> str:
        return _listed(self.required) + (f" (with {_listed(self.optional)})" if self.optional else "")


WAYS_IN: dict[str, tuple[WayIn, ...]] = {
    "normal": (
        WayIn(Normal, ("mean", "sd")),
        WayIn(Normal.between, ("low", "high"), ("mass",)),
        WayIn(Normal.from_estimate, ("mean", "standard_error")),
    ),
    "lognormal": (
        WayIn(Lognormal, ("mu", "sigma")),
        WayIn(Lognormal.from_mean_sd, ("mean", "sd")),
        WayIn(Lognormal.between, ("low", "high"), ("mass",)),
    ),
    "uniform": (
        WayIn(Uniform, ("low", "high")),
        WayIn(Uniform.between, ("low", "high", "mass")),
        WayIn(Uniform.from_mean_sd, ("mean", "sd")),
    ),
    "loguniform": (
        WayIn(Loguniform, ("low", "high")),
        WayIn(Loguniform.between, ("low", "high", "mass")),
        WayIn(Loguniform.from_mean_sd, ("mean", "sd")),
    ),
    "triangular": (
        WayIn(Triangular, ("low", "mode", "high")),
        WayIn(Triangular.between, ("low", "mode", "high", "mass")),
    ),
    "pert": (
        WayIn(Pert, ("low", "mode", "high"), ("shape",)),
        WayIn(Pert.between, ("low", "mode", "high", "mass"), ("shape",)),
    ),
    "beta": (
        WayIn(Beta, ("alpha", "beta"), ("low", "high")),
        WayIn(Beta.from_mean_sd, ("mean", "sd"), ("low", "high")),
    ),
    "gamma": (
        WayIn(Gamma, ("shape", "scale")),
        WayIn(Gamma.from_mean_sd, ("mean", "sd")),
        WayIn(Gamma.between, ("low", "high"), ("mass",)),
    ),
    "exponential": (WayIn(Exponential, ("mean",)),),
    "weibull": (
        WayIn(Weibull, ("shape", "scale")),
        WayIn(Weibull.from_mean_sd, ("mean", "sd")),
        WayIn(Weibull.between, ("low", "high"), ("mass",)),
    ),
    "truncated_normal": (WayIn(TruncatedNormal, ("mu", "sigma"), ("low", "high")),),
    "student_t": (
        WayIn(StudentT, ("df",), ("location", "scale")),
        WayIn(StudentT.from_mean_sd, ("mean", "sd", "df")),
        WayIn(StudentT.between, ("low", "high", "df"), ("mass",)),
    ),
    "constant": (WayIn(Constant, ("value",)),),
    "bernoulli": (WayIn(Bernoulli, ("probability",)),),
    "binomial": (WayIn(Binomial, ("trials", "probability")),),
    "poisson": (WayIn(Poisson, ("mean",)),),
    "discrete": (WayIn(Discrete, ("values", "probabilities")),),
    "skew_normal": (WayIn(SkewNormal, ("location", "scale", "shape")),),
    "logistic": (
        WayIn(Logistic, ("location", "scale")),
        WayIn(Logistic.from_mean_sd, ("mean", "sd")),
        WayIn(Logistic.between, ("low", "high"), ("mass",)),
    ),
    "loglogistic": (
        WayIn(Loglogistic, ("scale", "shape")),
        WayIn(Loglogistic.between, ("low", "high"), ("mass",)),
    ),
    "gumbel": (
        WayIn(Gumbel, ("location", "scale")),
        WayIn(Gumbel.from_mean_sd, ("mean", "sd")),
        WayIn(Gumbel.between, ("low", "high"), ("mass",)),
    ),
    "pareto": (WayIn(Pareto, ("low", "shape")),),
    "trapezoidal": (
        WayIn(Trapezoidal, ("low", "top_low", "top_high", "high")),
        WayIn(Trapezoidal.from_top, ("low", "high", "top")),
    ),
    "curvilinear_trapezoid": (WayIn(CurvilinearTrapezoid, ("low_end", "high_end", "margin")),),
    "arcsine": (WayIn(Arcsine, ("low", "high")),),
    "metalog": (
        WayIn(Metalog, ("coefficients",), ("low", "high")),
        WayIn(Metalog.between, ("low", "median", "high"), ("mass", "lowest", "highest")),
    ),
    "piecewise": (WayIn(Piecewise, ("values", "probabilities")),),
    "empirical": (WayIn(Empirical, ("values",), ("weights",)),),
    "negative_binomial": (
        WayIn(NegativeBinomial, ("successes", "probability")),
        WayIn(NegativeBinomial.from_mean_sd, ("mean", "sd")),
    ),
    "dirichlet": (WayIn(Dirichlet, ("alpha",)), WayIn(Dirichlet.from_shares, ("mean", "total"))),
    "multinomial": (WayIn(Multinomial, ("trials", "probability")),),
}


def ways_in(distribution: str) -> tuple[WayIn, ...]:
    """Return the sets of parameters a distribution can be given by.

    Examples
    --------
    >>> [str(way) for way in ways_in("normal")]
    ['mean and sd', 'low and high (with mass)', 'mean and standard_error']
    >>> ways_in("beta")[1].required, ways_in("beta")[1].optional
    (('mean', 'sd'), ('low', 'high'))
    """
    try:
        return WAYS_IN[distribution]
    except (KeyError, TypeError):
        nearest = difflib.get_close_matches(str(distribution), WAYS_IN, n=1)
        advice = f"did you mean '{nearest[0]}'?" if nearest else f"there are {_listed(tuple(WAYS_IN))}"
        raise FamilyError(f"unknown distribution '{distribution}'; {advice}", parameter="distribution") from None


def from_parameters(distribution: str, parameters: Mapping[str, object]) -> Family:
    """Make a distribution as the study file gives it: the names of the parameters choose the way in.

    Raises
    ------
    FamilyError
        For an unknown distribution, a set of parameters that is no way in, or values it cannot have.

    Examples
    --------
    >>> from_parameters("uniform", {"low": 0, "high": 1})
    Uniform(low=0.0, high=1.0)
    >>> from_parameters("gamma", {"mean": 1, "high": 4})
    Traceback (most recent call last):
    mcba.errors.FamilyError: gamma takes shape and scale, or mean and sd, or low and high (with mass); ...
    """
    ways = ways_in(distribution)
    for way in ways:
        if way.fits(set(parameters)):
            return way.make(**parameters)
    allowed = ", or ".join(map(str, ways))
    raise FamilyError(f"{distribution} takes {allowed}; found {_listed(tuple(parameters)) or 'nothing'}")


def _listed(names: tuple[str, ...]) -> str:
    """Join names as a sentence does: "low, mode and high"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
