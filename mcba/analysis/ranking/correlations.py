"""Correlations: those asked and achieved, pair by pair, and the pairs that move together at all.

References
----------
Kruskal (1958), Ordinal measures of association, doi:10.1080/01621459.1958.10501481.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.indices.worlds import shares_below
from mcba.arrays import Array
from mcba.engine import Run
from mcba.engine.drawing import drawing_of
from mcba.errors import RunError
from mcba.families.uncertain import Conditional
from mcba.study import Study, is_certain
from mcba.study.dependence import UNSTATED

_LOOKED_AT = 100_000
"""How many worlds are looked at, at most."""
NamePair = tuple[str, str]
_DOUBT = 5.0  # standard errors from which a rank correlation in worlds of unknown dependence is believed
_SCREENED = 2**14  # worlds of the screen for correlations, which detects those above 0.04


# --- asked and achieved


@dataclass(frozen=True)
class AchievedCorrelation:
    """Two assumptions that were asked to move together.

    Attributes
    ----------
    first, second : str
    copula, measure : str
        The measure is that in which it was asked, Spearman or Kendall; Spearman for what was asked on another scale.
    asked, used, achieved : float
        What the study asks, what was drawn with (another value only where a repair was needed), what the worlds have.
    error : float
        Standard error of `achieved`, if the worlds were independent.
    stated : bool
        Whether the study states it, or it is 0 because nothing was said of it.
    ties : bool
        Whether one of the two is discrete: ties in rank keep it from reaching what was asked.
    """

    first: str
    second: str
    copula: str
    measure: str
    asked: float
    used: float
    achieved: float
    error: float
    stated: bool = True
    ties: bool = False

    @property
    def repaired(self) -> bool:
        """Whether what was asked was impossible and the nearest possible correlation was taken."""
        return self.used != self.asked

    def __str__(self) -> str:
        repaired = f", repaired to {self.used:.3f}" if self.repaired else ""
        return (
            f"{self.first} and {self.second}: asked {self.asked:.3f}{repaired}, achieved {self.achieved:.3f} "
            f"({self.measure}, {self.copula})"
        )


def achieved_correlations(run: Run, *, worlds: int = _LOOKED_AT) -> tuple[AchievedCorrelation, ...]:
    """Compare the rank correlations that a study asks with those of its worlds.

    Counts and other discrete numbers are ranked with ties, and so reach less than was asked of what lies behind them.

    Parameters
    ----------
    run : Run
        Of a study with dependence; its draws are had again from their addresses.
    worlds : int
        How many of the first worlds are looked at.

    Returns
    -------
    tuple of AchievedCorrelation
        One for each pair of each group of the study; correlations run from −1 to 1. Empty where none were asked.

    Raises
    ------
    RunError
        For a run of a table, which says nothing of dependence.

    References
    ----------
    Kruskal, W. H. (1958). Ordinal measures of association. Journal of the American Statistical Association 53(284),
    814-861. https://doi.org/10.1080/01621459.1958.10501481

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> [(pair.first, pair.second, pair.asked, round(pair.achieved, 1)) for pair in mcba.achieved_correlations(run)]
    [('care_avoided', 'hours_saved', 0.3, 0.3)]
    """
    study = run.study
    if study is None:
        raise RunError("a run of a table of worlds states no dependence to compare with; correlate its columns")
    settings = run.settings
    stop = min(worlds, settings.worlds)
    names = frozenset(name for group in study.dependence for name in group.names)
    drawing = drawing_of(study, names, settings)
    drawn = drawing.block(0, stop) if names else {}
    pairs = []
    for group in study.dependence:
        used = {frozenset((change.first, change.second)): change.used for change in group.changes}
        for first, second in combinations(group.names, 2):
            key = frozenset((first, second))
            link = group.asked.get(key, UNSTATED)
            measure = "Kendall" if link.measure == "kendall" else "Spearman"
            shown = link if link.measure != "correlation" else replace(link, measure="rank_correlation")
            asked = link.value if shown is link else shown.of_score(link.value)
            x, y = drawn[first].ravel(), drawn[second].ravel()
            achieved = (_kendall if measure == "Kendall" else _spearman)(x, y)
            pairs.append(
                AchievedCorrelation(
                    first,
                    second,
                    group.copula,
                    measure,
                    asked,
                    shown.of_score(replace(link, value=used[key]).score) if key in used else asked,
                    achieved,
                    error=(1 - achieved**2) / math.sqrt(stop),
                    stated=key in group.asked,
                    ties=study.families[first].discrete or study.families[second].discrete,
                )
            )
    return tuple(pairs)


def _spearman(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    from scipy.stats import rankdata

    return float(np.corrcoef(rankdata(x), rankdata(y))[0, 1])


def _kendall(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    from scipy.stats import kendalltau

    return float(kendalltau(x, y).statistic)


# --- links


def stated_links(study: Study) -> list[frozenset[str]]:
    """The pairs of uncertain assumptions that move together, by a copula or as one is a parameter of the other."""
    pairs = [
        frozenset((first, second))
        for group in study.dependence
        for (i, first), (j, second) in combinations(enumerate(group.names), 2)
        if group.correlation[i, j] or group.copula != "gaussian"
    ]
    pairs += [
        frozenset((name, parent))
        for name, family in study.families.items()
        if isinstance(family, Conditional)
        for parent in family.parents
    ]
    return [pair for pair in dict.fromkeys(pairs) if not any(is_certain(study.families[name]) for name in pair)]


def observed_links(draws: Mapping[str, Array]) -> list[frozenset[str]]:
    """The pairs of inputs whose ranks are correlated beyond doubt, where nobody said what moves together."""
    first = [values[:_SCREENED] for values in draws.values()]
    ranks = np.stack([shares_below(values, np.argsort(values)) for values in first])
    spread = ranks.std(axis=1, keepdims=True)
    standard = (ranks - 0.5) / np.where(spread > 0, spread, 1)  # a rare event may not have come yet
    correlation = standard @ standard.T / ranks.shape[1]
    limit = _DOUBT / np.sqrt(ranks.shape[1])
    return [
        frozenset((first, second))
        for (i, first), (j, second) in combinations(enumerate(draws), 2)
        if abs(correlation[i, j]) > limit
    ]
