"""How a distribution is altered after it was made."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from mcba.families.base.domains import Value
from mcba.families.base.family import Family
from mcba.families.composite.altered import EventRisk, Shifted, Truncated


@dataclass(frozen=True)
class Adjustment:
    """How a distribution is altered after it was made, in this order: moved, graded, cut off, only now and then.

    Attributes
    ----------
    times : what every value is multiplied by first.
    by : what is then added to it.
    bias : what every value is multiplied by.
    widen : how many times wider the range is made, about the median.
    low, high : where it is cut off.
    happens : the probability that it happens at all; or the name of the assumption that is this probability.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> worse = Adjustment(bias=0.9, widen=2.0).of(Normal(100, 5))
    >>> worse.mean, worse.sd
    (90.0, 9.0)
    """

    bias: float = 1.0
    widen: float = 1.0
    low: float = -math.inf
    high: float = math.inf
    happens: float | str = 1.0
    by: float = 0.0
    times: float = 1.0

    def of(self, family: Family, happens: Value | None = None) -> Family:
        """Return the distribution, altered; `happens` is the number where a name stands for it."""
        if self.by or self.times != 1:
            family = Shifted(family, self.by, self.times)
        if self.bias != 1 or self.widen != 1:
            family = Shifted(family, by=self.bias * family.median * (1 - self.widen), times=self.bias * self.widen)
        if self.low != -math.inf or self.high != math.inf:
            family = Truncated(family, self.low, self.high)
        chance: Any = self.happens if happens is None else happens
        return family if np.all(np.equal(chance, 1)) else EventRisk(chance, family)
