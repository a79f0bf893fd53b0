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
from dataclasses import dataclass

import numpy as np
from scipy import special

from mcba.analysis.ranking.factors.scores import halves
from mcba.analysis.ranking.indices.worlds import shares_below
from mcba.arrays import Array
from mcba.engine.estimates import Estimate

_MOST_RESOLVED = 4  # numbers in which neighbours are near
_NEIGHBOURS = 8
_UNSURE = 1 / 3  # of what neighbours say that a score misses: jumps between them stay hidden


@dataclass(frozen=True)
class ClosedIndex:
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


def closed_index_of(members: Sequence[Array], y: Array, score: Array) -> ClosedIndex:
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
    if len(members) <= _MOST_RESOLVED:
        missed, doubt = _missed(members, left)
    share = captured + float(missed.mean())
    contributions = missed - left**2 + (1 - share) * standard**2
    # A pair of neighbours that are each other's counts twice, which at most doubles the variance of the products.
    errors = (contributions.std() / np.sqrt(len(y)), missed.std() / np.sqrt(len(y)), doubt, _UNSURE * missed.mean())
    way = "resolved" if len(members) <= _MOST_RESOLVED else "least"
    return ClosedIndex(Estimate(share, float(np.linalg.norm(errors))), captured, way)


def _missed(members: Sequence[Array], left: Array) -> tuple[Array, float]:
    """What worlds have in common with their neighbours, (world,), and how far it was led back to no distance."""
    from scipy.spatial import cKDTree  # a tenth of a second that only groups need

    place = np.column_stack([special.ndtri(shares_below(one, np.argsort(one, kind="stable"))) for one in members])
    near, far = np.empty(len(left)), np.empty(len(left))
    squares = np.zeros(2)
    for half in halves(len(left)):
        distance, who = map(np.asarray, cKDTree(place[half]).query(place[half], k=_NEIGHBOURS + 1))
        own = who == np.arange(len(half))[:, np.newaxis]
        own[~own.any(axis=1), -1] = True  # of many at one place, it may not be among its own neighbours
        others = who[~own].reshape(len(half), _NEIGHBOURS)
        apart = distance[~own].reshape(len(half), _NEIGHBOURS) ** 2
        products = left[half][:, np.newaxis] * left[half][others]
        near[half], far[half] = (products[:, part].mean(axis=1) for part in (slice(None, 4), slice(4, None)))
        squares += apart[:, :4].mean(), apart[:, 4:].mean()
    steps = squares[0] / (squares[1] - squares[0]) if squares[1] > squares[0] else 0.0
    return near + steps * (near - far), float(abs(steps * (near - far).mean()))
