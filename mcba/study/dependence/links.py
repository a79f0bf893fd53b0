"""What an entry of `[[dependence]]` asks of each pair of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from mcba.errors import DependenceError
from mcba.study.dependence.rank_correlation import (
    correlation_of_kendall,
    kendall_of_correlation,
    normal_correlation,
    normal_rank_correlation,
    t_correlation,
    t_rank_correlation,
)
from mcba.study.document.assumption import Dependence

MEASURES = ("rank_correlation", "kendall", "correlation", "matrix", "comonotone", "loadings")
"""The keys of which an entry gives one."""


@dataclass(frozen=True)
class Link:
    """What was asked of one pair: the measure it was asked in, its value there, and the entry that asks it."""

    measure: str
    value: float
    index: int = 0
    df: float | None = None

    @property
    def score(self) -> float:
        """The correlation of the Gaussian or t copula that gives it."""
        if self.measure == "kendall":
            return correlation_of_kendall(self.value)
        if self.measure == "correlation":
            return self.value
        return normal_correlation(self.value) if self.df is None else t_correlation(self.value, self.df)

    def of_score(self, score: float) -> float:
        """The value in this measure of a correlation of the copula."""
        if self.measure == "kendall":
            return kendall_of_correlation(score)
        if self.measure == "correlation":
            return score
        return normal_rank_correlation(score) if self.df is None else t_rank_correlation(score, self.df)


Pairs = Mapping[frozenset[str], Link]
UNSTATED = Link("rank_correlation", 0.0)


def measure_of(entry: Dependence, index: int) -> str:
    """The one measure that an entry gives.

    Raises
    ------
    DependenceError
        When it gives none or several, or degrees of freedom to another copula than t.
    """
    given = [name for name in MEASURES if getattr(entry, name) is not None]
    if len(given) != 1:
        raise DependenceError(f"give exactly one of {', '.join(MEASURES[:-1])} or {MEASURES[-1]}", index)
    if entry.df is not None and entry.copula != "t":
        raise DependenceError('df belongs to copula = "t"', index, "df")
    return given[0]


def pairs_of(entry: Dependence, index: int) -> dict[frozenset[str], Link]:
    """What an entry asks of each pair of names.

    Parameters
    ----------
    entry : Dependence
    index : int
        Of the entry in the list of the study.

    Returns
    -------
    dict of pair of names to Link

    Raises
    ------
    DependenceError
        When it contradicts itself.

    Examples
    --------
    >>> (link,) = pairs_of(Dependence(between=("a", "b"), kendall=0.5), 0).values()
    >>> link.measure, link.value, round(link.score, 4)
    ('kendall', 0.5, 0.7071)
    """
    measure, names = measure_of(entry, index), entry.between
    if measure == "matrix":
        return _pairs_of_matrix(entry, entry.matrix or [], index)
    if measure == "loadings":
        loadings = entry.loadings or ()
        if len(loadings) != len(names):
            raise DependenceError(f"give {len(names)} loadings, one for each name in `between`", index, "loadings")
        load = dict(zip(names, loadings, strict=True))
        return {
            frozenset((first, second)): Link("correlation", load[first] * load[second], index, entry.df)
            for first, second in combinations(names, 2)
        }
    if measure == "comonotone":
        link = Link("rank_correlation", 1.0, index, entry.df)
    else:
        link = Link(measure, float(getattr(entry, measure)), index, entry.df)
    return {frozenset(pair): link for pair in combinations(names, 2)}


def _pairs_of_matrix(entry: Dependence, matrix: Sequence[Sequence[float]], index: int) -> dict[frozenset[str], Link]:
    names = entry.between
    size = len(names)
    if len(matrix) != size or any(len(row) != size for row in matrix):
        raise DependenceError(
            f"matrix must have {size} rows of {size} numbers, one for each name in `between`", index, "matrix"
        )
    for row, column in combinations(range(size), 2):
        if matrix[row][column] != matrix[column][row] or not -1 <= matrix[row][column] <= 1:
            raise DependenceError(
                f"matrix holds {matrix[row][column]:g} and {matrix[column][row]:g} for {names[row]!r} and "
                f"{names[column]!r}; a correlation lies between -1 and 1 and is the same both ways",
                index,
                "matrix",
            )
    if any(matrix[row][row] != 1 for row in range(size)):
        raise DependenceError("the diagonal of a correlation matrix is 1", index, "matrix")
    return {
        frozenset((names[row], names[column])): Link("rank_correlation", matrix[row][column], index, entry.df)
        for row, column in combinations(range(size), 2)
    }
