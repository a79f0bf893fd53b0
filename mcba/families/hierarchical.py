"""Distributions whose parameters are uncertain themselves: other assumptions, or estimates from few data.

In one world the parameters are known, and `given` is the distribution there: that is how they are drawn. What such a
family says of itself (cdf, ppf, mean, sd, ends) is what is known of its number before the parameters are: the average
over them, with parameters of different names taken as independent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import scipy  # its parts load when first named

from mcba.errors import FamilyError
from mcba.families.base import POSITIVE, SPREAD, Array, Family, Floats, Value, frozen, inverse, moments_with_tails
from mcba.families.composite import Adjustment, open_tails
from mcba.families.named import FAMILIES, from_parameters, ways_in
from mcba.families.parametric import Gamma, Normal, Uniform
from mcba.families.tables import quantile_function

_FIXED = frozenset({"metalog", "piecewise", "empirical", "discrete", "dirichlet", "multinomial", "constant"})
"""The distributions of `FAMILIES` whose parameters are numbers in every world."""

_PLAIN = frozenset({"shape", "alpha", "beta", "df", "probability", "mass", "total", "top", "successes", "happens"})
"""The parameters that have no unit, whatever the number is in."""

_AT_A_TIME = 1 << 21  # numbers in one step of an average
_MOST_COUNTS = 5_000  # of a discrete number that are listed
_REACH = 8.25  # normal scores averaged over: beyond them lies less than a floating-point number can tell from 1


def is_plain(distribution: str | None, parameter: str) -> bool:
    """Whether a parameter is a plain number; the others are in the unit of the number itself.

    >>> is_plain("lognormal", "sigma"), is_plain("normal", "sd")
    (True, False)
    """
    return parameter in _PLAIN or (distribution == "lognormal" and parameter in {"mu", "sigma"})


class Conditional(Family):
    """A number whose distribution is known when others are.

    Attributes
    ----------
    parents : the names of the assumptions it depends on, with their distributions; None for one that is not known yet.
    own : names of further uniforms that its parameters are drawn from.
    """

    is_conditional: ClassVar = True
    parents: Mapping[str, Family | None]
    own: tuple[str, ...]

    def given(self, values: Mapping[str, Any]) -> Family:
        """Return the distribution when the parents have these values, and its own uniforms too.

        Raises
        ------
        FamilyError
            When it cannot have these parameters in one of the worlds.
        """
        raise NotImplementedError

    def adjusted(self, adjustment: Adjustment) -> Self:
        """Return the same, altered in every world."""
        raise NotImplementedError

    def at_medians(self) -> Family:
        """Return the distribution when every parent is at its median."""
        values: dict[str, Any] = {name: self._parent(name).median for name in self.parents}
        return self.given({**values, **dict.fromkeys(self.own, 0.5)})

    def _parent(self, name: str) -> Family:
        parent = self.parents[name]
        if parent is None:
            raise FamilyError(f"the distribution of {name!r} is not known here, so neither is one that follows from it")
        return parent

    # What is known of the number before its parents are.

    @cached_property
    def _average(self) -> tuple[Family, Array]:
        """The distribution at many places of the parents, (place,), and the weight of each place."""
        uncertain = {name: self._parent(name) for name in self.parents} | dict.fromkeys(self.own, Uniform(0, 1))
        moving = [name for name, family in uncertain.items() if np.any(np.not_equal(family.low, family.high))]
        u, weights = _places(len(moving))
        values = {name: family.ppf(np.full(weights.size, 0.5)) for name, family in uncertain.items()}
        values |= {name: uncertain[name].ppf(row) for name, row in zip(moving, u, strict=True)}
        sound = np.flatnonzero(sound_worlds(self, values))
        return self.given({name: each[sound] for name, each in values.items()}), weights[sound] / weights[sound].sum()

    @cached_property
    def _labels(self) -> tuple[Family, ...]:
        return tuple(self.of_label(label) for label in range(self.batch_shape[0]))

    def _by_label(self, what: Callable[[Family, Array], Array], x: Array) -> Array:
        whole = np.broadcast_to(x, np.broadcast_shapes(x.shape, self.batch_shape))
        return np.stack([what(family, row) for family, row in zip(self._labels, whole, strict=True)])

    def _cdf(self, x: Array) -> Floats:
        if self.batch_shape:
            return self._by_label(lambda family, row: family.cdf(row), x)
        family, weights = self._average

        def at(some: Array) -> Array:
            found: Array = np.sum(family.cdf(some[:, np.newaxis]) * weights, axis=1)
            return found

        return _in_parts(at, x, weights.size)

    def _ppf(self, u: Array) -> Floats:
        if self.batch_shape:
            return self._by_label(lambda family, row: family.ppf(row), u)
        family, weights = self._average
        if self.discrete and self._counts.size:
            return self._counts[np.minimum(np.searchsorted(self._upto, u), self._counts.size - 1)]

        def ends(some: Array) -> Array:
            x = np.broadcast_to(family.ppf(some[:, np.newaxis]), (some.size, weights.size))
            return np.stack([x.min(axis=1), x.max(axis=1)], axis=1)

        low, high = np.moveaxis(_in_parts(ends, u, weights.size), -1, 0)
        x = inverse(self._cdf, u, low, high)
        return self._on_a_value(x, u) if self.discrete else x

    @cached_property
    def _counts(self) -> Array:
        """The values of a discrete number that can be expected in 10^12 draws; none when they are very many."""
        family, weights = self._average
        first, last = np.broadcast_to(family.ppf(np.array([[1e-12], [1 - 1e-12]])), (2, weights.size))
        likely = weights > 1e-13
        low, high = float(first[likely].min()), float(last[likely].max())
        return family.values_between(low, high) if high - low < _MOST_COUNTS else np.empty(0)

    @cached_property
    def _upto(self) -> Array:
        return np.asarray(self.cdf(self._counts))

    def _on_a_value(self, x: Array, u: Array) -> Array:
        """The count at or next to x at which the cumulative curve reaches u."""
        x = np.round(x)
        x = np.where(self._cdf(x - 1) >= u, x - 1, x)
        return np.where(self._cdf(x) < u, x + 1, x)

    @cached_property
    def _moments(self) -> tuple[Value, Value]:
        if self.batch_shape:
            return self._pairs((family.mean, family.sd) for family in self._labels)
        family, weights = self._average
        with np.errstate(all="ignore"):
            mean = float(np.sum(weights * family.mean))
            square = float(np.sum(weights * (np.square(family.sd) + np.square(family.mean - mean))))
        return moments_with_tails(mean, math.sqrt(square) if math.isfinite(square) else math.inf, *self.tail_index)

    @staticmethod
    def _pairs(of_labels: Iterable[tuple[Value, Value]]) -> tuple[Value, Value]:
        pairs = np.array(list(of_labels))
        return frozen(pairs[:, :1]), frozen(pairs[:, 1:])

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """Those of the heaviest distribution it can have, and of the parameters that give its size."""
        if self.batch_shape:
            return self._pairs(family.tail_index for family in self._labels)
        below, above = (min(float(np.min(index)), self._index_of_parameters) for index in self._average[0].tail_index)
        return open_tails((below, above), self.low, self.high)

    @property
    def _index_of_parameters(self) -> float:
        """The index of the heaviest tail among the parameters in the unit of the number itself."""
        return math.inf

    @cached_property
    def mean(self) -> Value:
        """Mean, over the parents too."""
        return self._moments[0]

    @cached_property
    def sd(self) -> Value:
        """Standard deviation: within the worlds of known parents, and between them."""
        return self._moments[1]

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        if self.batch_shape:
            return frozen(np.array([[family.low] for family in self._labels]))
        return float(np.min(self._average[0].low))

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        if self.batch_shape:
            return frozen(np.array([[family.high] for family in self._labels]))
        return float(np.max(self._average[0].high))


class Hierarchical(Conditional):
    """A distribution of which a parameter is itself an assumption.

    Parameters
    ----------
    distribution : str
        As in the study file, such as "poisson"; or a distribution that happens only with an uncertain probability.
    parameters : number, array or str
        As in the study file; text is the name of the input that the parameter is.

    Examples
    --------
    A normal mean about which nothing better is known than another normal:

    >>> import mcba
    >>> from mcba.families import Normal
    >>> inputs = {"level": Normal(10, 3), "cost": Hierarchical("normal", mean="level", sd=4)}
    >>> run = mcba.simulate(lambda level, cost: cost, inputs, worlds=4_096)
    >>> round(run.summary("result").sd, 1)
    5.0
    """

    distribution: str | Family
    numbers: tuple[tuple[str, Any], ...]
    then: Adjustment

    def __init__(
        self,
        distribution: str | Family,
        /,
        *,
        then: Adjustment = Adjustment(),  # noqa: B008
        parents: Mapping[str, Family] | None = None,
        **parameters: object,
    ):
        if isinstance(distribution, Family):
            if parameters:
                raise FamilyError(f"{distribution} has its parameters; leave {next(iter(parameters))} out")
        else:
            _require_a_way_in(distribution, parameters)
        pairs = tuple((name, _hashable(value)) for name, value in parameters.items())
        names = dict.fromkeys(value for _, value in (*pairs, ("happens", then.happens)) if isinstance(value, str))
        if not names:
            raise FamilyError("no parameter is the name of another input; give the distribution itself")
        known = parents or {}
        self._set(
            {"distribution": distribution, "numbers": pairs, "then": then, "parents": {n: known.get(n) for n in names}}
        )

    def _set(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values, own=(), arguments=values)
        self.__dict__["_key"] = (*list(values.values())[:-1], tuple(values["parents"].items()))
        shapes = [np.shape(value) for _, value in values["numbers"] if not isinstance(value, str)]
        shapes += [family.batch_shape for family in values["parents"].values() if family is not None]
        self.__dict__["batch_shape"] = np.broadcast_shapes(*shapes)

    @cached_property
    def discrete(self) -> bool:  # type: ignore[override]
        """Whether the support is a set of separate values."""
        if isinstance(self.distribution, Family):
            return self.distribution.discrete
        return FAMILIES[self.distribution].discrete

    def __repr__(self) -> str:
        if isinstance(self.distribution, Family):
            parts = [repr(self.distribution)]
        else:
            parts = [repr(self.distribution), *(f"{name}={value!r}" for name, value in self.numbers)]
        if self.then != Adjustment():
            parts.append(f"then={self.then!r}")
        return f"Hierarchical({', '.join(parts)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.distribution, self.then, dict(self.parents), dict(self.numbers))

    def given(self, values: Mapping[str, Any]) -> Family:
        """Return the distribution when the parents have these values."""
        chance: Any = None
        if isinstance(self.then.happens, str):  # a chance too small for a number to hold is none
            chance = np.maximum(values[self.then.happens], 1e-300)
        if isinstance(self.distribution, Family):
            family = self.distribution
        else:
            found = {name: values[value] if isinstance(value, str) else np.array(value) for name, value in self.numbers}
            family = from_parameters(self.distribution, {name: _plain(value) for name, value in found.items()})
        return self.then.of(family, chance)

    def adjusted(self, adjustment: Adjustment) -> Self:
        """Return the same, altered in every world."""
        return type(self)(self.distribution, then=adjustment, parents=self._known, **dict(self.numbers))

    def linked(self, families: Mapping[str, Family]) -> Self:
        """Return the same with the distributions of its parents, to say what is known before they are."""
        parents = {name: families[name] for name in self.parents}
        return type(self)(self.distribution, then=self.then, parents=parents, **dict(self.numbers))

    @property
    def _known(self) -> dict[str, Family]:
        return {name: family for name, family in self.parents.items() if family is not None}

    @property
    def _index_of_parameters(self) -> float:
        distribution = None if isinstance(self.distribution, Family) else self.distribution
        sizes = [self._parent(name) for parameter, name in self.uses if not is_plain(distribution, parameter)]
        return min((float(np.min(index)) for family in sizes for index in family.tail_index), default=math.inf)

    @property
    def uses(self) -> tuple[tuple[str, str], ...]:
        """Each parameter that is an assumption, with its name."""
        pairs = (*self.numbers, ("happens", self.then.happens))
        return tuple((parameter, value) for parameter, value in pairs if isinstance(value, str))

    def of_label(self, label: int) -> Family:
        """Return the distribution of one label by itself."""
        if not self.batch_shape:
            return self
        numbers = {name: value[label][0] if isinstance(value, tuple) else value for name, value in self.numbers}
        parents = {name: family.of_label(label) for name, family in self._known.items()}
        one = self.distribution.of_label(label) if isinstance(self.distribution, Family) else self.distribution
        return type(self)(one, then=self.then, parents=parents, **numbers)


def _restored(
    distribution: str | Family, then: Adjustment, parents: Mapping[str, Family | None], numbers: Mapping[str, object]
) -> Hierarchical:
    known = {name: family for name, family in parents.items() if family is not None}
    return Hierarchical(distribution, then=then, parents=known, **numbers)


def _require_a_way_in(distribution: str, parameters: Mapping[str, object]) -> None:
    ways = ways_in(distribution)
    if distribution in _FIXED:
        name = next(name for name, value in parameters.items() if isinstance(value, str))
        raise FamilyError(f"the parameters of a {distribution} are numbers; none can be another assumption", name)
    if not any(way.fits(set(parameters)) for way in ways):
        from_parameters(distribution, dict.fromkeys(parameters, 0.5))  # says which sets of parameters lead in


def _hashable(value: object) -> object:
    if isinstance(value, np.ndarray | list | tuple):
        return tuple(map(_hashable, value))
    return value if isinstance(value, str) else float(value)  # type: ignore[arg-type]


def _plain(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value


class Predictive(Conditional):
    """The next value after few data: a distribution whose parameters are as uncertain as the sample leaves them.

    Normal and lognormal samples leave the variance as (n-1) s²/chi² and the mean as m + sigma/√n z, so that the next
    value follows Student's t with n-1 degrees of freedom about m with scale s √(1+1/n) (JCGM 101:2008, 6.4.9.2;
    Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, section 3.2). Exponential ones leave the mean as n m
    over a gamma of shape n. For all others the parameters, positive ones as logarithms, are normal about the most
    likely ones with the inverse of the observed information as covariance (same, section 4.1), which is right when the
    sample is large and rough when it is small.

    Parameters
    ----------
    distribution : str
    estimate : (parameter,)
        The most likely parameters, in the order of the family.
    root : (parameter, parameter)
        Lower triangle whose product with its transpose is their covariance, positive ones as logarithms; empty for the
        distributions of `EXACT`.
    count : int
        Size of the sample.
    """

    distribution: str
    estimate: tuple[float, ...]
    root: tuple[tuple[float, ...], ...]
    count: int
    then: Adjustment

    def __init__(
        self,
        distribution: str,
        estimate: object,
        root: object,
        count: int,
        then: Adjustment = Adjustment(),  # noqa: B008
    ):
        self._set(
            {
                "distribution": distribution,
                "estimate": _hashable(estimate),
                "root": _hashable(root),
                "count": int(count),
                "then": then,
            }
        )

    def _set(self, values: Mapping[str, Any]) -> None:
        names = tuple(FAMILIES[values["distribution"]].parameters)[: len(values["estimate"])]
        self.__dict__.update(values, parents={}, own=names, arguments=values, batch_shape=())
        self.__dict__["_key"] = tuple(values.values())

    def given(self, values: Mapping[str, Any]) -> Family:
        """Return the distribution when the parameters are drawn with these uniforms."""
        u = [np.asarray(values[name], dtype=np.float64) for name in self.own]
        draw: Callable[[Predictive, list[Array]], Any] = EXACT.get(self.distribution, _asymptotic)
        make: Callable[..., Family] = FAMILIES[self.distribution]
        return self.then.of(make(*map(_plain, draw(self, u))))

    def adjusted(self, adjustment: Adjustment) -> Self:
        """Return the same, altered in every world."""
        return type(self)(self.distribution, self.estimate, self.root, self.count, adjustment)

    @property
    def _index_of_parameters(self) -> float:
        """The uncertain parameters make a t of a normal, and a number whose logarithm is a t of a lognormal."""
        return {"normal": self.count - 1.0, "lognormal": 0.0, "exponential": float(self.count)}.get(
            self.distribution, math.inf
        )


def _from_normal_data(fit: Predictive, u: list[Array]) -> tuple[Array, Array]:
    centre, spread = fit.estimate  # of maximum likelihood, so that spread² is the sum of squares over n
    half_squares = fit.count * spread**2 / 2
    sigma = np.sqrt(half_squares / _quantiles(Gamma((fit.count - 1) / 2, 1), 1 - u[1]))
    return centre + sigma / math.sqrt(fit.count) * _quantiles(Normal(0, 1), u[0]), sigma


def _from_exponential_data(fit: Predictive, u: list[Array]) -> tuple[Array]:
    return (fit.count * fit.estimate[0] / _quantiles(Gamma(fit.count, 1), 1 - u[0]),)


def _asymptotic(fit: Predictive, u: list[Array]) -> list[Any]:
    scores = [_quantiles(Normal(0, 1), each) for each in u]
    drawn = []
    for place, (name, best) in enumerate(zip(fit.own, fit.estimate, strict=True)):
        step = sum(fit.root[place][other] * scores[other] for other in range(place + 1))
        drawn.append(best * np.exp(step) if is_positive(fit.distribution, name) else best + step)
    return drawn


EXACT: dict[str, Callable[[Predictive, list[Array]], Any]] = {
    "normal": _from_normal_data,
    "lognormal": _from_normal_data,
    "exponential": _from_exponential_data,
}
"""What is known exactly of the parameters after a sample, by distribution."""


def is_positive(distribution: str, parameter: str) -> bool:
    """Whether a parameter is estimated as a logarithm.

    >>> is_positive("gamma", "shape"), is_positive("gumbel", "location")
    (True, False)
    """
    return FAMILIES[distribution].parameters[parameter] in (POSITIVE, SPREAD)


def _quantiles(family: Family, u: Array) -> Array:
    return quantile_function(family)(np.atleast_1d(u)).reshape(u.shape)


# Averages over the parents.


def _places(dimensions: int) -> tuple[Array, Array]:
    """Return places of the unit cube, (dimension, place), and their weights.

    Up to two dimensions they are evenly spread in normal scores, where a smooth average is exact to many digits: a
    grid, or a Fibonacci lattice. From three on they are an additive recurrence (Roberts 2018, "The unreasonable
    effectiveness of quasirandom sequences"), exact to three or four digits.
    """
    if dimensions == 0:
        return np.empty((0, 1)), np.ones(1)
    if dimensions > 2:
        golden = inverse(lambda x: x ** (dimensions + 1) - x, 1.0, 1.0, 2.0)
        steps = float(golden) ** -np.arange(1.0, dimensions + 1)
        u = (0.5 + np.outer(steps, np.arange(1, 16_385))) % 1.0
        return np.clip(u, 2.0**-53, 1 - 2.0**-53), np.full(16_384, 1 / 16_384)
    if dimensions == 1:
        scores = np.linspace(-_REACH, _REACH, 1_001)[np.newaxis]
    else:
        place = np.arange(6_765)  # two Fibonacci numbers
        lattice = np.stack([(place + 0.5) / 6_765, (place * 4_181 / 6_765 + 0.5) % 1.0])
        scores = _REACH * (2 * lattice - 1)
    weights = np.exp(-np.sum(np.square(scores), axis=0) / 2)
    u = np.asarray(scipy.special.ndtr(scores))
    return np.clip(u, 5e-324, 1 - 2.0**-53), weights / weights.sum()


def _in_parts(at: Callable[[Array], Array], x: Array, width: int) -> Array:
    """Return `at` of all entries of x, some at a time, so that entries times width stays small."""
    flat = x.ravel()
    size = max(1, _AT_A_TIME // width)
    parts = [at(flat[start : start + size]) for start in range(0, max(flat.size, 1), size)]
    found = np.concatenate(parts)
    return found.reshape((*x.shape, *found.shape[1:]))


def sound_worlds(family: Conditional, values: Mapping[str, Array]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return in which worlds, the last axis of the values, the distribution can have its parameters."""
    worlds = max(np.shape(value)[-1] for value in values.values())
    sound = np.ones(worlds, dtype=np.bool_)
    open_ = [slice(0, worlds)]
    while open_:
        some = open_.pop()
        try:
            with np.errstate(all="ignore"):
                family.given({name: value[..., some] for name, value in values.items()})
        except FamilyError:
            if some.stop - some.start == 1:
                sound[some] = False
                continue
            middle = (some.start + some.stop) // 2
            open_ += [slice(some.start, middle), slice(middle, some.stop)]
    return sound
