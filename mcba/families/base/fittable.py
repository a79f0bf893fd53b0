"""How a family is fitted: from free numbers, which may be anything, to a member, and how likely data are under it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from mcba.arrays import Array
from mcba.errors import FitError
from mcba.families.base.domains import POSITIVE, SPREAD

if TYPE_CHECKING:
    from mcba.families.base.family import Family

Start = Sequence[float]


@dataclass(frozen=True)
class Search:
    """Where a fit looks for a member between two ends of the support.

    Attributes
    ----------
    make : from free numbers to a member on the scale of the search.
    start : from the mean and standard deviation of what is fitted to free numbers.
    offset, width : a value x stands at (x - offset) / width on that scale.
    finished : from a member on the scale of the search to one on that of the values.
    """

    make: Callable[..., Family]
    start: Callable[[float, float], Start]
    offset: float = 0.0
    width: float = 1.0
    finished: Callable[[Family], Family] = lambda family: family


class Fittable:
    """What a family says for fits; one that says no `start` is not fitted.

    Attributes
    ----------
    free : the parameters that are fitted; None for all.
    start : from mean and standard deviation to the free numbers at which a search begins.
    log_density : logarithm of the density at x, with the free parameters in their order; needed for fits to data.
    most_likely : from a sample to its most likely member, where that takes no search.
    """

    free: ClassVar[tuple[str, ...] | None] = None
    start: ClassVar[Callable[..., Start] | None] = None
    log_density: ClassVar[Callable[..., Array] | None] = None
    most_likely: ClassVar[Callable[..., Any] | None] = None

    @classmethod
    def free_parameters(cls) -> tuple[str, ...]:
        """Names of the parameters that are fitted."""
        family = cast("type[Family]", cls)
        return tuple(family.parameters) if cls.free is None else cls.free

    @classmethod
    def from_free(cls, *numbers: float) -> Self:
        """Make a member from numbers that may be anything: those of positive parameters are their logarithms."""
        family: Any = cls
        positive = (family.parameters[name].domain in (POSITIVE, SPREAD) for name in cls.free_parameters())
        return cast("Self", family(*map(lambda log, value: math.exp(value) if log else value, positive, numbers)))

    @classmethod
    def support_of_fits(cls) -> tuple[float, float]:
        """Ends between which data have to lie: those of the family, or where its parameters have their defaults."""
        family = cast("type[Family]", cls)
        low, high = family.support
        if (first := family.parameters.get("low")) is not None:
            low = 0.0 if first.domain is POSITIVE else low if first.default is None else first.default
        if (last := family.parameters.get("high")) is not None and last.default is not None:
            high = last.default
        return low, high

    @classmethod
    def search(cls, low: float, high: float) -> Search:
        """Return where a fit between these ends looks: a family of positive numbers is moved to the lower end.

        Raises
        ------
        FitError
            When the family has no such ends.
        """
        family: Any = cls
        if math.isfinite(high) and cls.support_of_fits()[0] == 0:
            raise FitError(f"a {family.name} has no upper end; leave high out, or truncate it", "high")
        if cls.support_of_fits()[0] != 0 and (math.isfinite(low) or math.isfinite(high)):
            raise FitError(f"a {family.name} has no ends; leave low and high out, or truncate it", "low")
        assert cls.start is not None
        offset = low if math.isfinite(low) else 0.0
        return Search(family.from_free, cls.start, offset, finished=lambda member: _moved(member, offset))


def _moved(member: Family, offset: float) -> Family:
    from mcba.families.composite.altered import Shifted  # made of families

    return Shifted(member, by=offset) if offset else member
