"""What a family with uncertain parameters is: known in every world, and on average before the parameters are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.domains import Value, frozen
from mcba.families.base.family import Family
from mcba.families.base.moments import moments_with_tails, open_tails
from mcba.families.base.solving import inverse
from mcba.families.composite.adjustment import Adjustment
from mcba.families.named.bounded import Uniform
from mcba.families.uncertain.averages import in_parts, places

_MOST_COUNTS = 5_000  # of a discrete number that are listed


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
        u, weights = places(len(moving))
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

        return in_parts(at, x, weights.size)

    def _ppf(self, u: Array) -> Floats:
        if self.batch_shape:
            return self._by_label(lambda family, row: family.ppf(row), u)
        family, weights = self._average
        if self.discrete and self._counts.size:
            return self._counts[np.minimum(np.searchsorted(self._upto, u), self._counts.size - 1)]

        def ends(some: Array) -> Array:
            x = np.broadcast_to(family.ppf(some[:, np.newaxis]), (some.size, weights.size))
            return np.stack([x.min(axis=1), x.max(axis=1)], axis=1)

        low, high = np.moveaxis(in_parts(ends, u, weights.size), -1, 0)
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
