"""What a family of distributions is: parameters with domains, a quantile function and its inverse.

A subclass says only what is its own:

    class Exponential(Family):
        parameters = {"mean": POSITIVE}

        def _ppf(self, u): ...
        def _cdf(self, x): ...

together with `mean`, `sd`, `low` and `high` where they are not parameters. Checking, equality, printing, the ends of
the support and everything that follows from the quantile function live here.
"""

from __future__ import annotations

import inspect
import math
import numbers
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mcba.errors import DomainError, FamilyError, FitError

Array: TypeAlias = NDArray[np.float64]
Floats: TypeAlias = NDArray[np.floating[Any]]
"""What `scipy.special` is typed to return; in truth float64 for float64."""

Value: TypeAlias = float | Array
"""A parameter or a moment: one number, or an array of them for a set of labels."""


@dataclass(frozen=True)
class Domain:
    """The values a parameter may take.

    Parameters
    ----------
    text : what every value is, to follow "is not": "above 0".
    holds : array of numbers to array of truths.
    advice : what to give instead.
    may_be_infinite : whether an end of the real line is a value.
    """

    text: str
    holds: Callable[[Array], NDArray[np.bool_]]
    advice: str
    may_be_infinite: bool = False


def _anything(x: Array) -> NDArray[np.bool_]:
    return np.ones(x.shape, dtype=np.bool_)


REAL = Domain("a finite number", _anything, "a finite number")
EXTENDED = Domain("a number", _anything, "a number, or an infinite one for no bound", may_be_infinite=True)
POSITIVE = Domain("above 0", lambda x: x > 0, "a number above 0")
SPREAD = Domain("above 0", lambda x: x > 0, "a number above 0, or use a constant when there is no spread")
NON_NEGATIVE = Domain("0 or more", lambda x: x >= 0, "a number that is 0 or more")
PROBABILITY = Domain("between 0 and 1", lambda x: (x >= 0) & (x <= 1), "a probability from 0 to 1")
MASS = Domain("between 0 and 1", lambda x: (x > 0) & (x < 1), "the share of worlds inside the range, such as 0.9")
SHARE = Domain("between 0 and 1, ends excluded", lambda x: (x > 0) & (x < 1), "a number between 0 and 1")
COUNT = Domain("a whole number of 1 or more", lambda x: (x >= 1) & (x == np.floor(x)), "a whole number from 1 upwards")


def number_text(value: float) -> str:
    """Write a number as a user would: 5 for 5.0, 0.9 for 0.9."""
    return f"{value:.15g}"


def checked(name: str, value: object, domain: Domain) -> Value:
    """Return `value` as a float, or as a read-only float64 array, if it lies in the domain.

    Raises
    ------
    FamilyError
        When it is not a number, and a DomainError when it lies outside; for an array the message names the first bad
        entry.

    Examples
    --------
    >>> checked("sd", 2, POSITIVE)
    2.0
    >>> checked("sd", [1, -1], POSITIVE)
    Traceback (most recent call last):
    mcba.errors.DomainError: sd[1] = -1 is not above 0; give a number above 0
    """
    array = _numbers(name, value, domain)
    known = (~np.isnan(array), "a number") if domain.may_be_infinite else (np.isfinite(array), "a finite number")
    for holds, text in (known, (domain.holds(array), domain.text)):
        if not np.all(holds):
            index, bad = first_bad(array, holds)
            message = f"{name} = {bad} is not {text}; give {domain.advice}"
            raise DomainError(message, parameter=name, index=index, rule=text)
    return frozen(array)


def _numbers(name: str, value: object, domain: Domain) -> Array:
    """Return a fresh float64 array; +0.0 so that -0.0 and 0.0 are one value."""
    if _is_numeric(value):
        try:
            array = np.asarray(np.array(value, dtype=np.float64) + 0.0)
        except OverflowError:  # a whole number beyond the largest float
            array = np.asarray(math.inf)
        except ValueError:
            raise FamilyError(f"{name} has rows of unequal length; give {domain.advice} in each", name) from None
        if array.size:
            return array
        raise FamilyError(f"{name} is an empty list; give {domain.advice}", parameter=name)
    raise FamilyError(f"{name} = {value!r} is not a number; give {domain.advice}", parameter=name)


def _is_numeric(value: object) -> bool:
    """Whether a value is a real number or holds only those: a truth is no number, nor is text that looks like one."""
    if isinstance(value, (list, tuple, range)):
        return all(map(_is_numeric, value))
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "iuf"
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def first_bad(array: Array, holds: NDArray[np.bool_]) -> tuple[tuple[int, ...], str]:
    """Index and text of the first entry that does not hold: ((1,), "-1")."""
    index = tuple(int(i) for i in np.argwhere(~holds)[0])
    return index, number_text(float(array[index]))


def _identity(value: Any) -> object:
    """What makes an argument equal to another one: for numbers their shape and bits."""
    return value if isinstance(value, (Family, tuple)) else (np.shape(value), np.asarray(value).tobytes())


def frozen(array: ArrayLike) -> Value:
    """Return a float for one number and a read-only array for several."""
    array = np.array(array, dtype=np.float64)
    if array.ndim == 0:
        return float(array)
    array.flags.writeable = False
    return array


class Family:
    """One uncertain number: an immutable value, equal to another of the same class and parameters.

    Parameters are given by position or by name, each a number, or an array for a set of labels. Arrays broadcast
    against each other and against `u` in `ppf`: with parameters of shape (k, 1), `u` of shape (k, n) gives (k, n).

    Attributes
    ----------
    parameters : name to domain, in their natural order.
    defaults : the parameters that may be left out.
    discrete : whether the support is a set of separate values.
    cdf_is_solved : whether the cdf is found from the quantile function by iteration, and costs more than it.
    is_conditional : whether its parameters are uncertain themselves, and draws come from what is `given` in each world.
    arguments : name to value of this member of the family.
    batch_shape : the shape the parameters have in common; () for one number.
    mean, sd : mean and standard deviation; nan or infinite where it does not exist.
    tail_index : how heavy the two tails are, and so which moments exist.
    low, high : ends of the support, which may be infinite.
    """

    parameters: ClassVar[Mapping[str, Domain]] = {}
    defaults: ClassVar[Mapping[str, float]] = {}
    discrete: bool = False
    cdf_is_solved: ClassVar[bool] = False
    is_conditional: ClassVar[bool] = False
    __signature__: ClassVar[inspect.Signature]

    arguments: Mapping[str, Value]
    batch_shape: tuple[int, ...]

    def __init_subclass__(cls) -> None:
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        cls.__signature__ = inspect.Signature(
            [
                inspect.Parameter(name, kind, default=cls.defaults.get(name, inspect.Parameter.empty))
                for name in cls.parameters
            ]
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        try:
            bound = self.__signature__.bind(*args, **kwargs)
        except TypeError as problem:
            raise TypeError(f"{type(self).__name__}{self.__signature__}: {problem}") from None
        bound.apply_defaults()
        self._set(self._check(bound.arguments))

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        """Check each parameter by itself and broadcast them; a family with other rules between them overrides this."""
        values = {name: checked(name, given[name], domain) for name, domain in self.parameters.items()}
        try:
            shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        except ValueError:
            found = ", ".join(f"{name} {np.shape(value)}" for name, value in values.items())
            raise FamilyError(f"the parameters have shapes that do not fit together: {found}") from None
        return {name: frozen(np.broadcast_to(value, shape)) for name, value in values.items()} if shape else values

    def _set(self, values: Mapping[str, Value]) -> None:
        self.__dict__.update(values)
        self.__dict__["arguments"] = MappingProxyType(dict(values))
        self.__dict__["batch_shape"] = self._batch_shape()
        self.__dict__["_key"] = tuple(_identity(value) for value in values.values())

    def _batch_shape(self) -> tuple[int, ...]:
        return np.shape(next(iter(self.arguments.values()), 0.0))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change; make a new one to alter {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change; {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Family):
            return NotImplemented
        return type(self) is type(other) and bool(self.__dict__["_key"] == other.__dict__["_key"])

    def __hash__(self) -> int:
        return hash((type(self), self.__dict__["_key"]))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.arguments.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(self.arguments.values())

    # What a subclass says, where it is not a parameter.

    @cached_property
    def mean(self) -> Value:
        """Mean."""
        raise NotImplementedError(f"{type(self).__name__} does not say its mean")

    @cached_property
    def sd(self) -> Value:
        """Standard deviation."""
        raise NotImplementedError(f"{type(self).__name__} does not say its standard deviation")

    @cached_property
    def low(self) -> Value:
        """Lower end of the support."""
        return self._everywhere(-math.inf)

    @cached_property
    def high(self) -> Value:
        """Upper end of the support."""
        return self._everywhere(math.inf)

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """How heavy the lower and the upper tail are: the powers up to which each has moments.

        A tail of index a has E|x|^p for every p below a, and for none above: no mean for a of 1 or less, no variance
        for a of 2 or less. Bounded supports and tails that fall faster than every power, such as those of a normal
        and a lognormal, have the index infinity.
        """
        return self._everywhere(math.inf), self._everywhere(math.inf)

    @cached_property
    def skewness(self) -> Value:
        """The third central moment over the cube of the standard deviation: 0 for a symmetric distribution.

        nan where there is none (a tail of index 3 or less, no spread), and where it is not known: it is integrated
        numerically where no closed form is, which a tail of an index below 6 and separate values amid others forbid.
        """
        if not self.batch_shape:
            return _integrated_skewness(self)
        return frozen(np.array([[self.of_label(label).skewness] for label in range(self.batch_shape[0])]))

    def _ppf(self, u: Array) -> Floats:
        """Quantiles for `u` in [0, 1]; the base sees to the ends and to what lies outside."""
        raise NotImplementedError

    def _cdf(self, x: Array) -> Floats:
        """Probability of at most `x`, for `x` in [low, high]."""
        raise NotImplementedError

    def _standard_form(self) -> tuple[Family, Value, Value]:
        """Return a standard member, a location and a scale, with self = location + scale * standard member.

        Members that differ by location and scale only can so share one table.
        """
        return self, 0.0, 1.0

    def of_label(self, label: int) -> Family:
        """Return the distribution of one label by itself, where parameters have the shape (label, 1).

        Examples
        --------
        >>> from mcba.families import Normal
        >>> Normal([[1.0], [2.0]], 0.5).of_label(1)
        Normal(mean=2.0, sd=0.5)
        """
        if not self.batch_shape:
            return self
        return type(self)(*(value[label, 0] for value in self.arguments.values()))  # type: ignore[index]

    def values_between(self, low: float, high: float) -> Array:
        """Return the values of a discrete family that can occur from `low` to `high`, rising; counts, unless said."""
        return np.arange(math.ceil(low), math.floor(high) + 1, dtype=np.float64)

    @cached_property
    def atoms(self) -> Array:
        """The separate values, each with a probability of its own, of a family that also has a density."""
        return np.empty(0)

    # What follows from it.

    def ppf(self, u: ArrayLike) -> Array:
        """Exact quantiles: the smallest x with cdf(x) >= u.

        Parameters
        ----------
        u : probabilities, any shape that broadcasts with the parameters. 0 and 1 give the ends of the support.

        Returns
        -------
        float64, in the unit of the variable; nan where `u` is not in [0, 1].
        """
        u = np.asarray(u, dtype=np.float64)
        with np.errstate(all="ignore"):
            x = np.clip(self._ppf(np.clip(u, 0.0, 1.0)), self.low, self.high)
            x = np.where(u <= 0, self.low, np.where(u >= 1, self.high, x))
            return np.where((u >= 0) & (u <= 1), x, np.nan)[()]

    def cdf(self, x: ArrayLike) -> Array:
        """Probability of a value of at most `x`; nan where `x` is nan."""
        x = np.asarray(x, dtype=np.float64)
        with np.errstate(all="ignore"):
            u = np.clip(self._cdf(np.clip(x, self.low, self.high)), 0.0, 1.0)
            u = np.where(x < self.low, 0.0, np.where(x >= self.high, 1.0, u))
            return np.where(np.isnan(x), np.nan, u)[()]

    @cached_property
    def median(self) -> Value:
        """The value with as much probability below as above it."""
        return frozen(self.ppf(0.5))

    def central(self, mass: float = 0.9) -> tuple[Value, Value]:
        """Return the ends of the central range that holds `mass` of the probability.

        Examples
        --------
        >>> from mcba.families import Uniform
        >>> Uniform(0, 100).central(0.9)
        (5.0, 95.0)
        """
        below = tail(mass)
        return frozen(self.ppf(below)), frozen(self.ppf(1 - below))

    def density(self, x: ArrayLike) -> Array:
        """Probability per unit at `x`, for a figure: the slope of the cdf over 1/1000 of the central half."""
        x = np.asarray(x, dtype=np.float64)
        low, high = self.central(0.5)
        step = np.maximum((high - low) / 1000, 4 * np.spacing(np.abs(x)))
        slope: Array = (self.cdf(x + step) - self.cdf(x - step)) / (2 * step)
        return slope

    def _everywhere(self, value: float) -> Value:
        return frozen(np.full(self.batch_shape, value))

    def _hits(self, low: Value, high: Value, mass: float) -> Self:
        """Return self if its central range is what was asked, to 1e-9 relative; else say that none is."""
        slack = 1e-12 * np.max(np.abs(np.subtract(high, low)))  # for an end at zero
        for found, asked in zip(self.central(mass), (low, high), strict=True):
            if not np.all(np.abs(np.subtract(found, asked)) <= 1e-9 * np.abs(asked) + slack):
                name, percent = type(self).__name__, number_text(100 * mass)
                raise FitError(f"no {name} found whose central {percent} % runs from {low} to {high}")
        return self


def tail(mass: object) -> float:
    """Probability below the central range of `mass`: 0.05 for 0.9.

    >>> tail(0.5)
    0.25
    """
    value = checked("mass", mass, MASS)
    if not isinstance(value, float):
        raise FamilyError("mass is a list; give one number", parameter="mass")
    return round((1 - value) / 2, 15)  # so that 0.9 means 0.05 and not 0.04999999999999999


def require_below(names: tuple[str, str], low: Value, high: Value, *, or_equal: bool = False) -> None:
    """Refuse a lower value that is not below the higher one, in the user's words.

    >>> require_below(("low", "high"), 0.9, 0.6)
    Traceback (most recent call last):
    mcba.errors.FamilyError: low = 0.9 is above high = 0.6; give them with low < high
    """
    below, above = np.broadcast_arrays(low, high)
    holds = below <= above if or_equal else below < above
    if np.all(holds):
        return
    (index, bad_low), (_, bad_high) = first_bad(below, holds), first_bad(above, holds)
    same = bad_low == bad_high
    second = f"{names[1]}[{', '.join(map(str, index))}]" if index else names[1]
    found = f"{names[0]} = {bad_low} {'equals' if same else 'is above'} {second} = {bad_high}"
    order = f"{names[0]} {'<=' if or_equal else '<'} {names[1]}"
    otherwise = ", or use a constant when there is no spread" if same else ""
    raise FamilyError(f"{found}; give them with {order}{otherwise}", parameter=names[0], index=index)


def root(rises: Callable[[float], float], low: float, high: float) -> float | None:
    """Return where an increasing function is zero, to the last digits; None when it has one sign from low to high.

    By false position with the Illinois rule, and halving at every third step so that it cannot stall.

    >>> round(root(lambda x: x**3 - 2, 0, 2), 12)
    1.259921049895
    """
    at_low, at_high = rises(low), rises(high)
    if not at_low <= 0 <= at_high:
        return None
    last = 0
    for step in range(300):
        middle = low + (high - low) / 2
        if step % 3 and math.isfinite(at_high - at_low) and at_high > at_low:
            middle = low - at_low * ((high - low) / (at_high - at_low))
        if not low < middle < high:
            middle = low + (high - low) / 2
            if not low < middle < high:
                break
        value = rises(middle)
        if value == 0:
            return middle
        side = 1 if value > 0 else -1
        if side > 0:
            high, at_high, at_low = middle, value, at_low / 2 if last == side else at_low
        else:
            low, at_low, at_high = middle, value, at_high / 2 if last == side else at_high
        last = side
    return low + (high - low) / 2


def inverse(
    rises: Callable[..., Floats], target: ArrayLike, low: ArrayLike, high: ArrayLike, *rest: ArrayLike
) -> Array:
    """Solve rises(x, *rest) = target for x between low and high, entry by entry, to the last digits.

    `rises` never falls from low to high, and works entry by entry. Where the target lies outside, the nearer end is
    the answer.

    References
    ----------
    Chandrupatla (1997), A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
    without using derivatives, Advances in Engineering Software 28(3), doi:10.1016/S0965-9978(96)00051-8.

    Examples
    --------
    >>> inverse(lambda x, power: x**power, 2.0, 0.0, 2.0, [1.0, 2.0, 3.0]).round(6)
    array([2.      , 1.414214, 1.259921])
    """
    with np.errstate(all="ignore"):
        whole = np.broadcast_arrays(target, low, high, *rest)
        shape = whole[0].shape
        wanted, x1, x2, *given = (np.array(a, dtype=np.float64).ravel() for a in whole)
        f1, f2 = rises(x1, *given) - wanted, rises(x2, *given) - wanted
        result = np.where(f1 >= 0, x1, x2)
        open_ = np.flatnonzero((f1 < 0) & (f2 > 0))
        state = [a[open_] for a in (wanted, x1, x2, x1, f1, f2, f1)]
        given = [a[open_] for a in given]
        t = np.full(open_.size, 0.5)
        for _ in range(1200):
            if not open_.size:
                break
            wanted, x1, x2, x3, f1, f2, f3 = state
            x = x1 + t * (x2 - x1)
            f = rises(x, *given) - wanted
            same = (f > 0) == (f1 > 0)
            x3, f3 = np.where(same, x1, x2), np.where(same, f1, f2)
            x2, f2 = np.where(same, x2, x1), np.where(same, f2, f1)
            x1, f1 = x, f
            best = np.where(np.abs(f1) < np.abs(f2), x1, x2)
            least = 2 * np.spacing(np.abs(best)) / np.abs(x2 - x1)
            result[open_] = best
            xi, phi = (x1 - x2) / (x3 - x2), (f1 - f2) / (f3 - f2)
            inside = (phi**2 < xi) & ((1 - phi) ** 2 < 1 - xi)
            quadratic = f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
            t = np.clip(np.where(inside, quadratic, 0.5), least, 1 - least)
            left = (least < 0.5) & (f1 != 0)
            open_, t = open_[left], t[left]
            state = [a[left] for a in (wanted, x1, x2, x3, f1, f2, f3)]
            given = [a[left] for a in given]
        return result.reshape(shape)


_MOST_VALUES = 1e7  # of a discrete distribution, over which a sum is taken
_SCORES = np.linspace(-8.5, 8.5, 3401)
_WEIGHTS = np.exp(-np.square(_SCORES) / 2) / math.sqrt(2 * math.pi) * (_SCORES[1] - _SCORES[0])


def quantile_moments(ppf: Callable[[Array], Array]) -> tuple[Value, Value]:
    """Return mean and standard deviation from a quantile function, by the trapezoid rule in normal scores.

    The weights die away so fast at both ends that the rule is exact to many digits for a smooth function.
    """
    u = np.array([math.erfc(-score / math.sqrt(2)) / 2 for score in _SCORES])
    x = ppf(np.minimum(u, 1 - 2.0**-53))
    batch = x.ndim > 1
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.sum(_WEIGHTS * x, axis=-1, keepdims=batch) / np.sum(_WEIGHTS)
        square = np.sum(_WEIGHTS * np.square(x - mean), axis=-1, keepdims=batch) / np.sum(_WEIGHTS)
    return frozen(mean), frozen(np.sqrt(square))


def _integrated_skewness(family: Family) -> float:
    """The skewness of one distribution from its quantiles, as `quantile_moments`; of a discrete one from its values."""
    if min(float(np.min(index)) for index in family.tail_index) < 6 or (family.atoms.size and not family.discrete):
        return math.nan
    with np.errstate(all="ignore"):
        if family.discrete:
            ends = family.ppf(np.array([2.0**-53, 1 - 2.0**-53]))
            if not ends[1] - ends[0] <= _MOST_VALUES:
                return math.nan
            x = family.values_between(*map(float, ends))
            weights = np.diff(family.cdf(x), prepend=0.0)
        else:
            u = np.array([math.erfc(-score / math.sqrt(2)) / 2 for score in _SCORES])
            x, weights = family.ppf(np.minimum(u, 1 - 2.0**-53)), _WEIGHTS
        weights = weights / np.sum(weights)
        away = x - np.sum(weights * x)
        return float(np.sum(weights * away**3) / np.sum(weights * np.square(away)) ** 1.5)


def moments_with_tails(mean: Value, sd: Value, below: Value, above: Value) -> tuple[Value, Value]:
    """Return a mean and standard deviation as far as tails of these indices have them.

    A tail without a mean makes it infinite, two of them make it nan; without a variance the deviation is infinite, or
    nan where there is no mean to deviate from.

    >>> moments_with_tails(3.0, 5.0, math.inf, 1.5), moments_with_tails(3.0, 5.0, 0.9, 0.9)
    ((3.0, inf), (nan, nan))
    """
    endless = np.where(np.less_equal(above, 1), np.where(np.less_equal(below, 1), math.nan, math.inf), -math.inf)
    has_mean = np.greater(np.minimum(below, above), 1)
    centre = np.where(has_mean, mean, endless)
    spread = np.where(np.greater(np.minimum(below, above), 2), sd, np.where(np.isnan(centre), math.nan, math.inf))
    return frozen(centre), frozen(spread)


def each(solve: Callable[..., tuple[float, ...]], *arrays: Value) -> Iterator[Value]:
    """Call a solver for one set of numbers on every entry of arrays; return its answers as arrays of their shape."""
    whole = np.broadcast_arrays(*arrays)
    answers = np.array([solve(*map(float, entry)) for entry in zip(*(a.ravel() for a in whole), strict=True)])
    return (frozen(column.reshape(whole[0].shape)) for column in answers.T)
