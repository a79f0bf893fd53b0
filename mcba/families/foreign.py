"""Distributions of `scipy.stats`: as a family of mcba where there is one, otherwise as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError, suggestion
from mcba.families.base.domains import EXTENDED, POSITIVE, REAL, Domain, Value, checked_value, short_number
from mcba.families.base.family import Family
from mcba.families.composite.altered import Shifted
from mcba.families.named.bounded import Beta, Loguniform, Uniform
from mcba.families.named.counts import Bernoulli, Binomial, NegativeBinomial, Poisson
from mcba.families.named.cut import TruncatedNormal
from mcba.families.named.measurement import Arcsine, Trapezoidal
from mcba.families.named.normal import Lognormal, Normal, StudentT
from mcba.families.named.positive import Exponential, Gamma, Weibull
from mcba.families.named.tailed import Gumbel, Logistic, Loglogistic, Pareto, SkewNormal
from mcba.families.named.three_point import Triangular


class ScipyDistribution(Family):
    """A distribution of `scipy.stats` by its name and parameters there; its quantiles are those of SciPy.

    Parameters
    ----------
    name : str
        Such as "genextreme".
    **parameters : float
        Shapes by their names, `loc` and `scale`, single numbers.

    Raises
    ------
    FamilyError
        When SciPy has no such distribution, or it cannot have these parameters.

    References
    ----------
    Virtanen et al. (2020), SciPy 1.0: fundamental algorithms for scientific computing in Python, Nature Methods 17,
    pages 261-272, doi:10.1038/s41592-019-0686-2.

    Examples
    --------
    >>> flood = ScipyDistribution("genextreme", c=0.1, loc=3, scale=2)
    >>> round(float(flood.median), 4), flood == ScipyDistribution("genextreme", scale=2, loc=3, c=0.1)
    (3.7198, True)
    """

    def __init__(self, name: str, /, **parameters: float):
        distribution = _named(name)
        values = {key: _number(key, value, REAL) for key, value in parameters.items()}
        _check(name, distribution, values)
        known = {key: values[key] for key in _keys(distribution) if key in values}
        self.__dict__.update(
            arguments=MappingProxyType({"name": name, **known}),
            batch_shape=(),
            discrete=isinstance(distribution, scipy.stats.rv_discrete),
            _key=(name, *sorted(known.items())),
            _frozen=distribution(**known),
        )

    def __repr__(self) -> str:
        name, *parameters = self.arguments.items()
        return f"ScipyDistribution({', '.join([repr(name[1]), *(f'{key}={value!r}' for key, value in parameters)])})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _remade, (dict(self.arguments),)

    def _ppf(self, u: Array) -> Floats:
        with np.errstate(all="ignore"):
            quantiles: Floats = self.__dict__["_frozen"].ppf(u)
        return np.maximum(quantiles, self.low)  # SciPy puts a count of probability 0 one below the least

    def _cdf(self, x: Array) -> Floats:
        with np.errstate(all="ignore"):
            probabilities: Floats = self.__dict__["_frozen"].cdf(x)
        return probabilities

    def values_between(self, low: float, high: float) -> Array:
        """Return the counts from `low` to `high`."""
        loc = float(self.arguments.get("loc", 0.0))
        return loc + np.arange(math.ceil(max(low, self.low) - loc), math.floor(min(high, self.high) - loc) + 1.0)

    @cached_property
    def _moments(self) -> tuple[float, float, float, float]:
        with np.errstate(all="ignore"):
            mean, variance, skewness, kurtosis = map(float, self.__dict__["_frozen"].stats(moments="mvsk"))
        return mean, variance, skewness, kurtosis

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        return self._moments[0]

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        return math.sqrt(self._moments[1]) if self._moments[1] >= 0 else math.nan

    @cached_property
    def skewness(self) -> Value:
        """Skewness."""
        return self._moments[2]

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return float(self.__dict__["_frozen"].support()[0])

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return float(self.__dict__["_frozen"].support()[1])

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """As heavy as the first of its four moments that SciPy does not find; of a tail that ends, infinity."""
        missing = [order for order, moment in enumerate(self._moments, start=1) if not math.isfinite(moment)]
        index = float(missing[0]) if missing else math.inf
        return (index if self.low == -math.inf else math.inf), (index if self.high == math.inf else math.inf)


def _remade(arguments: dict[str, Any]) -> ScipyDistribution:
    return ScipyDistribution(arguments.pop("name"), **arguments)


def _named(name: str) -> Any:
    distribution: Any = getattr(scipy.stats, name, None)
    kinds = (scipy.stats.rv_continuous, scipy.stats.rv_discrete)
    if isinstance(distribution, kinds):
        return distribution
    names = [each for each in dir(scipy.stats) if isinstance(getattr(scipy.stats, each), kinds)]
    raise FamilyError(f"scipy.stats has no distribution {name!r}; {suggestion(name, names)}", parameter="scipy")


def _number(key: str, value: object, domain: Domain) -> float:
    checked = checked_value(key, value, POSITIVE if key == "scale" else domain)
    if not isinstance(checked, float):
        raise FamilyError(f"{key} is a list; a distribution of SciPy has single numbers here", parameter="scipy")
    return checked


def _keys(distribution: Any) -> tuple[str, ...]:
    shapes = tuple(distribution.shapes.replace(" ", "").split(",")) if distribution.shapes else ()
    return (*shapes, "loc", *(() if isinstance(distribution, scipy.stats.rv_discrete) else ("scale",)))


def _check(name: str, distribution: Any, values: Mapping[str, float]) -> None:
    keys = _keys(distribution)
    for key in values:
        if key not in keys:
            raise FamilyError(f"scipy.stats.{name} has no parameter {key!r}; {suggestion(key, keys)}", "scipy")
    shapes = [key for key in keys if key not in {"loc", "scale"}]
    for key in shapes:
        if key not in values:
            raise FamilyError(f"scipy.stats.{name} needs {key}; its parameters are {', '.join(keys)}", "scipy")
    with np.errstate(all="ignore"):
        sound = bool(np.all(distribution._argcheck(*(values[key] for key in shapes))))
    if not sound:
        said = ", ".join(f"{key} = {short_number(values[key])}" for key in shapes)
        raise FamilyError(f"scipy.stats.{name} cannot have {said}", parameter="scipy")


def from_scipy(frozen: Any) -> Family:
    """Return the family that is a distribution of `scipy.stats` with its parameters.

    Parameters
    ----------
    frozen : frozen distribution
        Such as `scipy.stats.gamma(2, scale=3)`.

    Returns
    -------
    Family
        The one of mcba that is the same distribution, where there is one; a `ScipyDistribution` otherwise.

    Raises
    ------
    FamilyError
        For a distribution of SciPy that has no name there, or arrays of parameters.

    Examples
    --------
    >>> import scipy.stats
    >>> from_scipy(scipy.stats.gamma(2, scale=3))
    Gamma(shape=2.0, scale=3.0)
    >>> from_scipy(scipy.stats.genextreme(0.1))
    ScipyDistribution('genextreme', c=0.1)
    """
    name = str(getattr(frozen.dist, "name", ""))
    if type(getattr(scipy.stats, name, None)) is not type(frozen.dist):
        raise FamilyError(
            f"{name or type(frozen.dist).__name__!r} is no distribution that scipy.stats knows by name; give one of "
            "its own, or observations as an array"
        )
    keys = _keys(frozen.dist)
    dist: Any = frozen.dist
    parsed = dist._parse_args(*frozen.args, **frozen.kwds)
    given = dict(zip(keys, (*parsed[0], *parsed[1:]), strict=False))
    values = {key: _number(key, value, EXTENDED) for key, value in given.items()}
    _check(name, frozen.dist, values)
    if name in _SAME:
        try:
            return _moved(_SAME[name](values), values, name)
        except FamilyError:  # of parameters that only SciPy takes
            pass
    defaults = {"loc": 0.0, "scale": 1.0}
    return ScipyDistribution(name, **{key: value for key, value in values.items() if value != defaults.get(key)})


def _moved(family: Family, values: Mapping[str, float], name: str) -> Family:
    """The family, moved by a location that is none of its parameters."""
    return Shifted(family, by=values["loc"]) if name not in _WITH_LOCATION and values["loc"] else family


def _ends(values: Mapping[str, float], *shares: float) -> tuple[float, ...]:
    """Places between the ends of a support, by their shares of its width."""
    return tuple(values["loc"] + share * values["scale"] for share in shares)


_WITH_LOCATION = frozenset(
    {"norm", "uniform", "beta", "t", "triang", "trapezoid", "truncnorm", "arcsine", "logistic", "gumbel_r", "skewnorm"}
)
_SAME: Mapping[str, Callable[[Mapping[str, float]], Family]] = {
    "norm": lambda p: Normal(p["loc"], p["scale"]),
    "uniform": lambda p: Uniform(*_ends(p, 0.0, 1.0)),
    "beta": lambda p: Beta(p["a"], p["b"], *_ends(p, 0.0, 1.0)),
    "t": lambda p: StudentT(p["df"], p["loc"], p["scale"]),
    "triang": lambda p: Triangular(*_ends(p, 0.0, p["c"], 1.0)),
    "trapezoid": lambda p: Trapezoidal(*_ends(p, 0.0, p["c"], p["d"], 1.0)),
    "truncnorm": lambda p: TruncatedNormal(
        p["loc"], p["scale"], *(p["loc"] + p["scale"] * end for end in (p["a"], p["b"]))
    ),
    "arcsine": lambda p: Arcsine(*_ends(p, 0.0, 1.0)),
    "logistic": lambda p: Logistic(p["loc"], p["scale"]),
    "gumbel_r": lambda p: Gumbel(p["loc"], p["scale"]),
    "skewnorm": lambda p: SkewNormal(p["loc"], p["scale"], p["a"]),
    "lognorm": lambda p: Lognormal(math.log(p["scale"]), p["s"]),
    "expon": lambda p: Exponential(p["scale"]),
    "gamma": lambda p: Gamma(p["a"], p["scale"]),
    "weibull_min": lambda p: Weibull(p["c"], p["scale"]),
    "fisk": lambda p: Loglogistic(p["scale"], p["c"]),
    "pareto": lambda p: Pareto(p["scale"], p["b"]),
    "loguniform": lambda p: Loguniform(p["a"] * p["scale"], p["b"] * p["scale"]),
    "reciprocal": lambda p: Loguniform(p["a"] * p["scale"], p["b"] * p["scale"]),
    "poisson": lambda p: Poisson(p["mu"]),
    "binom": lambda p: Binomial(p["n"], p["p"]),
    "bernoulli": lambda p: Bernoulli(p["p"]),
    "nbinom": lambda p: NegativeBinomial(p["n"], p["p"]),
}
"""The distributions of SciPy that are a family of mcba, from shapes, `loc` and `scale` to that family."""
