"""Do the worlds move together as was asked? Rank correlations asked and achieved, pair by pair.

References
----------
Kruskal (1958), Ordinal measures of association, doi:10.1080/01621459.1958.10501481.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.engine.draws import Drawing, unknowns_of
from mcba.engine.result import Run
from mcba.errors import RunError

LOOKED_AT = 100_000
"""How many worlds are looked at, at most."""


@dataclass(frozen=True)
class Pair:
    """Two assumptions that were asked to move together.

    Attributes
    ----------
    first, second : str
    copula : str
    asked, achieved : float
        Spearman's rank correlation; for a t copula, Kendall's.
    error : float
        Standard error of `achieved`, if the worlds were independent.
    repaired : bool
        Whether what was asked was impossible and the nearest possible correlations were taken; `asked` is those.
    """

    first: str
    second: str
    copula: str
    asked: float
    achieved: float
    error: float
    repaired: bool = False

    @property
    def measure(self) -> str:
        """Which rank correlation it is."""
        return "Kendall" if self.copula == "t" else "Spearman"

    def __str__(self) -> str:
        repaired = ", repaired" if self.repaired else ""
        return (
            f"{self.first} and {self.second}: asked {self.asked:.3f}, achieved {self.achieved:.3f} "
            f"({self.measure}, {self.copula}{repaired})"
        )


def achieved_correlations(run: Run, *, worlds: int = LOOKED_AT) -> tuple[Pair, ...]:
    """Compare the rank correlations that a study asks with those of its worlds.

    Counts and other discrete numbers are ranked with ties, and so reach less than was asked of what lies behind them.

    Parameters
    ----------
    run : Run
        Of a study with dependence; its draws are had again from their addresses.
    worlds : int
        How many of the first worlds are looked at.
    """
    study = run.study
    if study is None:
        raise RunError("a run of a Python function keeps no dependence to compare with; compare its inputs yourself")
    settings = run.settings
    stop = min(worlds, settings.worlds)
    names = frozenset(name for group in study.dependence for name in group.names)
    drawing = Drawing(unknowns_of(study), names, study.dependence, settings.sampler, settings.seed, settings.worlds)
    drawn = drawing.block(0, stop) if names else {}
    pairs = []
    for group in study.dependence:
        changed = {frozenset(change[:2]) for change in group.changes}
        for (i, first), (j, second) in combinations(enumerate(group.names), 2):
            score = float(group.correlation[i, j])
            x, y = drawn[first].ravel(), drawn[second].ravel()
            if group.copula == "t":
                asked, achieved = 2 / math.pi * math.asin(score), _kendall(x, y)
            else:
                asked, achieved = 6 / math.pi * math.asin(score / 2), _spearman(x, y)
            error = math.sqrt((1 - achieved**2) ** 2 / stop)
            pairs.append(
                Pair(first, second, group.copula, asked, achieved, error, frozenset((first, second)) in changed)
            )
    return tuple(pairs)


def _spearman(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(x), rankdata(y))[0, 1])


def _kendall(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    from scipy.stats import kendalltau

    return float(kendalltau(x, y).statistic)
