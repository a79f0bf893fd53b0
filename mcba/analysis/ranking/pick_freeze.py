"""Pick-freeze: the outcome of a study at points, and at the same points with some of their numbers drawn anew.

References
----------
Janon, Klein, Lagnoux, Nodet and Prieur (2014), doi:10.1051/ps/2013040 (pick-freeze as a correlation); Saltelli et al.
(2010), doi:10.1016/j.cpc.2009.09.018, Table 2 (b), for small indices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mcba.arrays import Array, Booleans
from mcba.engine.drawing import RANDOMISATIONS, points
from mcba.engine.estimates import Estimate, mean
from mcba.engine.program import Plan

if TYPE_CHECKING:
    pass

_FEWEST_ROWS, _MOST_ROWS = 1_024, 8_192
_NUMBERS = 4_000_000  # drawn for a group


def affordable_rows(addresses: int, numbers: int) -> int:
    """How many rows of so many addresses are drawn, in whole rounds of the randomisations."""
    return min(_MOST_ROWS, max(_FEWEST_ROWS, numbers // max(addresses, 1) // RANDOMISATIONS * RANDOMISATIONS))


@dataclass(frozen=True, eq=False)
class PickFreeze:
    """The outcome of a study at points, and at points of which some numbers are drawn anew.

    Parameters
    ----------
    plan : Plan
        Keeps the outcome; its own points are the first.
    rows : int
    """

    plan: Plan
    rows: int

    @classmethod
    def of(cls, plan: Plan, outcome: str, rows: int | None = None) -> PickFreeze:
        """One outcome of a plan at Sobol' points, whatever the run has: they only stand for the distributions."""
        settings = replace(plan.settings, sampler="sobol", worlds=_MOST_ROWS)
        plan = replace(plan, settings=settings, keep=(outcome,), block=None)
        return cls(plan, affordable_rows(len(plan.drawing.addresses), _NUMBERS) if rows is None else rows)

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """The assumption of each address."""
        return tuple(one.name for one in self.plan.drawing.drawn for _ in range(one.numbers))

    @cached_property
    def given(self) -> Array:
        """The first points, (address, row)."""
        return self.plan.drawing.independent(0, self.rows)

    @cached_property
    def again(self) -> Array:
        """The second points: drawn at random, as other Sobol' points of a coordinate would go along with the first."""
        addresses = self.plan.drawing.addresses
        return points(
            "random",
            seed=self.plan.settings.seed,
            names=[f"{address} anew" for address in addresses],
            dimensions=range(len(addresses)),
            worlds=self.rows,
        ).draw(0, self.rows)

    def outcome(self, anew: Booleans | bool) -> Array:
        """Outcomes (row,) where some addresses are drawn anew."""
        return self.plan.outcome_at(np.where(np.reshape(anew, (-1, 1)), self.again, self.given))

    @cached_property
    def sides(self) -> tuple[Array, Array]:
        """Outcomes at the first points and at the second."""
        return self.outcome(False), self.outcome(True)

    def closed(self, inside: Booleans) -> Estimate:
        """The closed index of the addresses inside a group.

        Both sides share the numbers of the group with a row of their own, so there are two estimates, whose mean is
        taken. As a correlation they are sharp where the group does much, as products with a difference where it does
        little: the sharper is taken.
        """
        first, second = self.sides
        trios = np.array([[first, self.outcome(~inside), second], [second, self.outcome(inside), first]])
        defined = np.isfinite(trios).all(axis=(0, 1))
        trios = trios[:, :, defined]
        trios = (trios - trios[:, 0].mean()) / trios[:, 0].std()
        ranks = (np.arange(self.rows) % RANDOMISATIONS)[defined]
        own, shared, other = trios.swapaxes(0, 1)
        square = ((own**2 + shared**2) / 2).mean(axis=0)
        found = []
        for products in (own * shared, own * (shared - other)):
            product = products.mean(axis=0)
            share = float(product.mean() / square.mean())
            left = (product - share * square) / square.mean()
            found.append(Estimate(share, mean(left, randomisations=RANDOMISATIONS, ranks=ranks).error))
        return min(found, key=lambda one: one.error)
