"""How a family is fitted: from free numbers, which may be anything, to a member, and how likely data are under it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from mcba.arrays import Array
from mcba.errors import FitError
from mcba.families.base.documentation import Described, hook
from mcba.families.base.domains import POSITIVE, SPREAD

Start = Sequence[float]


@dataclass(frozen=True)
class Search:
    """Where a fit looks for a member between two ends of the support.

    Attributes
    ----------
    make : from free numbers to a member on the scale of the search.
    start : from the mean and standard deviation of what is fitted to free numbers.
    offset, width : a value x stands at (x - offset) / width on that scale.
    finished : from a member on the scale of the search to one on that of the values; None to move and stretch it.
    """

    make: Callable[..., Any]
    start: Callable[[float, float], Start]
    offset: float = 0.0
    width: float = 1.0
    finished: Callable[[Any], Any] | None = None


class Fittable(Described):
    """What a family says for fits; one that says no `start` is not fitted.

    Attributes
    ----------
    free : the parameters that are fitted; None for all.
    """

    free: ClassVar[tuple[str, ...] | None] = None
    start: ClassVar[Callable[..., Start] | None] = hook(
        """Free numbers at which a fit begins; None for a family that is not fitted.

        Parameters
        ----------
        mean, sd : float
            Mean and standard deviation of what is fitted, on the scale of the search.

        Returns
        -------
        sequence of float
            As `from_free` takes them.
        """
    )
    log_density: ClassVar[Callable[..., Array] | None] = hook(
        """Logarithm of the density; None for a family that is not fitted to data.

        Parameters
        ----------
        x : array
            Where, in the unit of the variable.
        *parameters : float
            The parameters that are fitted, in their order (`free_parameters`).

        Returns
        -------
        array of the shape of `x`
        """
    )
    most_likely: ClassVar[Callable[..., Any] | None] = hook(
        """Make the most likely member for a sample; None for a family of which it has to be searched.

        Parameters
        ----------
        x : (observation,)
            The sample.

        Returns
        -------
        Family
        """
    )

    @classmethod
    def free_parameters(cls) -> tuple[str, ...]:
        """Names of the parameters that are fitted."""
        return tuple(cls.parameters) if cls.free is None else cls.free

    @classmethod
    def from_free(cls, *numbers: float) -> Self:
        """Make a member from numbers that may be anything: those of positive parameters are their logarithms.

        Parameters
        ----------
        *numbers : float
            One for each parameter that is fitted.

        Returns
        -------
        Family
        """
        positive = (cls.parameters[name].domain in (POSITIVE, SPREAD) for name in cls.free_parameters())
        return cls(*map(lambda log, value: math.exp(value) if log else value, positive, numbers))

    @classmethod
    def support_of_fits(cls) -> tuple[float, float]:
        """Ends between which data have to lie: those of the family, or where its parameters have their defaults."""
        low, high = cls.support
        if (first := cls.parameters.get("low")) is not None:
            low = 0.0 if first.domain is POSITIVE else low if first.default is None else first.default
        if (last := cls.parameters.get("high")) is not None and last.default is not None:
            high = last.default
        return low, high

    @classmethod
    def search(cls, low: float, high: float) -> Search:
        """Return where a fit between these ends looks: a family of positive numbers is moved to the lower end.

        Parameters
        ----------
        low, high : float
            Ends of the support, in the unit of the variable; infinite where none is known.

        Returns
        -------
        Search

        Raises
        ------
        FitError
            When the family has no such ends.
        """
        if math.isfinite(high) and cls.support_of_fits()[0] == 0:
            raise FitError(f"a {cls.name} has no upper end; leave high out, or truncate it", "high")
        if cls.support_of_fits()[0] != 0 and (math.isfinite(low) or math.isfinite(high)):
            raise FitError(f"a {cls.name} has no ends; leave low and high out, or truncate it", "low")
        assert cls.start is not None
        return Search(cls.from_free, cls.start, low if math.isfinite(low) else 0.0)
