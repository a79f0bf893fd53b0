"""The closed first-order index of several numbers: Var(E[y | all of them]) / Var(y), with what they do together.

Three ways, the best that there is for each group:

- of a study whose group is independent of the rest: the study at further points, once with the numbers of the group
  shared and once with those of the others (pick-freeze), exact for any number of numbers and any model;
- of other worlds at hand, for up to four numbers: what a polynomial leaves of the variance, and of that the part which
  neighbours have in common: what the polynomial missed;
- for more numbers: what a polynomial explains. It is the least that the index can be, and is said to be.

References
----------
Janon, Klein, Lagnoux, Nodet and Prieur (2014), doi:10.1051/ps/2013040 (pick-freeze as a correlation); Saltelli et al.
(2010), doi:10.1016/j.cpc.2009.09.018, Table 2 (b), for small indices; Devroye, Gyorfi, Lugosi and Walk (2018),
doi:10.1214/18-EJS1438 (what neighbours leave of a variance).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mcba.analysis.ranking.factors import assumption_of
from mcba.analysis.ranking.indices import shares_below
from mcba.analysis.ranking.methods.score import halves
from mcba.engine.drawing import RANDOMISATIONS, points
from mcba.engine.estimates import Estimate, mean
from mcba.engine.program import Plan

if TYPE_CHECKING:
    from mcba.analysis.ranking.methods.at_hand import AtHand

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

MOST_RESOLVED = 4  # numbers in which neighbours are near
NEIGHBOURS = 8
UNSURE = 1 / 3  # of what neighbours say that a score misses: jumps between them stay hidden
FEWEST_ROWS, MOST_ROWS = 1_024, 8_192
NUMBERS = 4_000_000  # drawn for a group


@dataclass(frozen=True)
class Closed:
    """The closed index of a group.

    Attributes
    ----------
    share : Estimate
    captured : float
        The part of the variance that the score of the group explains.
    way : str
        `drawn`, from further points of a study; `resolved`, from the worlds at hand; or `least`, of which the index may
        be larger by an amount that these worlds do not tell.
    """

    share: Estimate
    captured: float
    way: str = "resolved"

    @property
    def missed(self) -> bool:
        """Whether the score leaves out much of what the group does."""
        return self.share.value - self.captured > 2 * self.share.error + 0.02


def affordable_rows(addresses: int, numbers: int) -> int:
    """How many rows of so many addresses are drawn, in whole rounds of the randomisations."""
    return min(MOST_ROWS, max(FEWEST_ROWS, numbers // max(addresses, 1) // RANDOMISATIONS * RANDOMISATIONS))


@dataclass(frozen=True, eq=False)
class DrawnTwice:
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
    def of(cls, plan: Plan, outcome: str, rows: int | None = None) -> DrawnTwice:
        """One outcome of a plan at Sobol' points, whatever the run has: they only stand for the distributions."""
        settings = replace(plan.settings, sampler="sobol", worlds=MOST_ROWS)
        plan = replace(plan, settings=settings, keep=(outcome,), block=None)
        return cls(plan, affordable_rows(len(plan.drawing.addresses), NUMBERS) if rows is None else rows)

    @cached_property
    def assumptions(self) -> tuple[str, ...]:
        """The assumption of each address."""
        return tuple(one.name for one in self.plan.drawing.drawn for _ in range(one.numbers))

    @cached_property
    def given(self) -> Floats:
        """The first points, (address, row)."""
        return self.plan.drawing.independent(0, self.rows)

    @cached_property
    def again(self) -> Floats:
        """The second points: drawn at random, as other Sobol' points of a coordinate would go along with the first."""
        addresses = self.plan.drawing.addresses
        return points(
            "random",
            seed=self.plan.settings.seed,
            names=[f"{address} anew" for address in addresses],
            dimensions=range(len(addresses)),
            worlds=self.rows,
        ).draw(0, self.rows)

    def outcome(self, anew: Booleans | bool) -> Floats:
        """Outcomes (row,) where some addresses are drawn anew."""
        return self.plan.outcome_at(np.where(np.reshape(anew, (-1, 1)), self.again, self.given))

    @cached_property
    def sides(self) -> tuple[Floats, Floats]:
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


def closed_at_hand(members: Sequence[Floats], y: Floats, score: Floats) -> Closed:
    """The closed index of several columns of draws, from what their score leaves of the outcome.

    Neighbours share what the score misses and not the noise, and both are scored by the same half, so the mean product
    of what is left in a world and in its neighbours is the square of what the score misses. It falls with the distance
    between neighbours; from the nearer and the farther ones it is led back to none, and by how much is in the error.
    """
    standard = (y - y.mean()) / y.std()
    left = (y - score) / y.std()
    captured = 1 - float(np.mean(left**2))
    missed = np.zeros(len(y))
    doubt = 0.0
    if len(members) <= MOST_RESOLVED:
        missed, doubt = _missed(members, left)
    share = captured + float(missed.mean())
    contributions = missed - left**2 + (1 - share) * standard**2
    # A pair of neighbours that are each other's counts twice, which at most doubles the variance of the products.
    errors = (contributions.std() / np.sqrt(len(y)), missed.std() / np.sqrt(len(y)), doubt, UNSURE * missed.mean())
    way = "resolved" if len(members) <= MOST_RESOLVED else "least"
    return Closed(Estimate(share, float(np.linalg.norm(errors))), captured, way)


def _missed(members: Sequence[Floats], left: Floats) -> tuple[Floats, float]:
    """What worlds have in common with their neighbours, (world,), and how far it was led back to no distance."""
    from scipy.spatial import cKDTree  # a tenth of a second that only groups need

    place = np.column_stack([special.ndtri(shares_below(one, np.argsort(one, kind="stable"))) for one in members])
    near, far = np.empty(len(left)), np.empty(len(left))
    squares = np.zeros(2)
    for half in halves(len(left)):
        distance, who = map(np.asarray, cKDTree(place[half]).query(place[half], k=NEIGHBOURS + 1))
        own = who == np.arange(len(half))[:, np.newaxis]
        own[~own.any(axis=1), -1] = True  # of many at one place, it may not be among its own neighbours
        others = who[~own].reshape(len(half), NEIGHBOURS)
        apart = distance[~own].reshape(len(half), NEIGHBOURS) ** 2
        products = left[half][:, np.newaxis] * left[half][others]
        near[half], far[half] = (products[:, part].mean(axis=1) for part in (slice(None, 4), slice(4, None)))
        squares += apart[:, :4].mean(), apart[:, 4:].mean()
    steps = squares[0] / (squares[1] - squares[0]) if squares[1] > squares[0] else 0.0
    return near + steps * (near - far), float(abs(steps * (near - far).mean()))


def closed_indices(at_hand: AtHand) -> dict[str, Closed]:
    """The closed index of every factor of several numbers."""
    names, study = list(at_hand.worlds.names), at_hand.run.study
    twice = None
    found = {}
    for name, members in at_hand.members.items():
        score = at_hand.worlds.x[:, names.index(name)]
        found[name] = closed_at_hand(list(members.values()), at_hand.worlds.y, score)
        if study is not None and name not in at_hand.tied:
            twice = twice or DrawnTwice.of(at_hand.run.plan, at_hand.outcome)
            inside = np.isin(twice.assumptions, [assumption_of(number) for number in members])
            found[name] = Closed(twice.closed(inside), found[name].captured, "drawn")
    return found
