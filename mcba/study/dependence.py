"""Which assumptions move together, and whether what was asked is possible.

The engine draws dependent assumptions through a Gaussian copula, so every kind of correlation is turned into the
correlation of normal scores: Spearman's rho_s by 2 sin(pi rho_s / 6) (Kruskal 1958, doi:10.1080/01621459.1958.10501481).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.errors import StudyError
from mcba.study.document import Dependence

SMALLEST_EIGENVALUE = -1e-10


class ImpossibleDependence(ValueError):
    """Correlations that no worlds can have; `index` is the entry of the list to mend."""

    def __init__(self, message: str, index: int):
        self.index = index
        super().__init__(message)


@dataclass(frozen=True)
class DependentGroup:
    """Assumptions linked by dependence, and the correlation matrix of their normal scores, shape (name, name)."""

    names: tuple[str, ...]
    correlation: NDArray[np.float64]


def normal_correlation(spearman: float) -> float:
    """The correlation of normal scores that gives this rank correlation."""
    return float(2.0 * np.sin(np.pi * spearman / 6.0))


def dependent_groups(entries: Sequence[Dependence]) -> tuple[DependentGroup, ...]:
    """Join the entries of a study into groups that are independent of each other.

    Raises
    ------
    ImpossibleDependence
        When an entry contradicts itself or another one.
    """
    pairs: dict[frozenset[str], tuple[float, int]] = {}
    for index, entry in enumerate(entries):
        for names, value in _pairs(entry, index):
            if names in pairs:
                first, second = sorted(names)
                raise ImpossibleDependence(f"the correlation between {first!r} and {second!r} is given twice; keep one", index)
            pairs[names] = (value, index)
    return tuple(_group(names, pairs) for names in _connected(pairs))


def _pairs(entry: Dependence, index: int) -> list[tuple[frozenset[str], float]]:
    if len(set(entry.between)) < len(entry.between):
        raise ImpossibleDependence("a name stands twice in `between`; an assumption cannot be correlated with itself", index)
    given = [value is not None for value in (entry.rank_correlation, entry.correlation, entry.matrix)]
    if sum(given) != 1:
        raise ImpossibleDependence("give exactly one of rank_correlation, correlation or matrix", index)
    if entry.matrix is None:
        value = entry.correlation if entry.rank_correlation is None else normal_correlation(entry.rank_correlation)
        return [(frozenset(pair), float(value)) for pair in combinations(entry.between, 2)]  # type: ignore[arg-type]
    size = len(entry.between)
    matrix = entry.matrix
    if len(matrix) != size or any(len(row) != size for row in matrix):
        raise ImpossibleDependence(f"matrix must have {size} rows of {size} numbers, one for each name in `between`", index)
    for row, column in combinations(range(size), 2):
        if matrix[row][column] != matrix[column][row] or not -1 <= matrix[row][column] <= 1:
            pair = f"{entry.between[row]!r} and {entry.between[column]!r}"
            raise ImpossibleDependence(
                f"matrix holds {matrix[row][column]:g} and {matrix[column][row]:g} for {pair}; "
                "a correlation lies between -1 and 1 and is the same both ways",
                index,
            )
    if any(matrix[row][row] != 1 for row in range(size)):
        raise ImpossibleDependence("the diagonal of a correlation matrix is 1", index)
    return [
        (frozenset((entry.between[row], entry.between[column])), normal_correlation(matrix[row][column]))
        for row, column in combinations(range(size), 2)
    ]


def _connected(pairs: dict[frozenset[str], tuple[float, int]]) -> list[tuple[str, ...]]:
    """Names joined by any chain of pairs, in the order in which they first stand."""
    groups: list[dict[str, None]] = []
    for pair in pairs:
        touched = [group for group in groups if pair & group.keys()]
        merged = {name: None for group in touched for name in group} | dict.fromkeys(sorted(pair))
        groups = [group for group in groups if group not in touched] + [merged]
    return [tuple(group) for group in groups]


def _group(names: tuple[str, ...], pairs: dict[frozenset[str], tuple[float, int]]) -> DependentGroup:
    matrix = np.eye(len(names))
    last = 0
    for (row, first), (column, second) in combinations(enumerate(names), 2):
        value, index = pairs.get(frozenset((first, second)), (0.0, 0))
        matrix[row, column] = matrix[column, row] = value
        last = max(last, index)
    if np.linalg.eigvalsh(matrix)[0] < SMALLEST_EIGENVALUE:
        raise ImpossibleDependence(_explanation(names, matrix), last)
    return DependentGroup(names, matrix)


def _explanation(names: tuple[str, ...], matrix: NDArray[np.float64]) -> str:
    """Name the smallest set of assumptions whose correlations contradict each other."""
    for size in range(3, len(names) + 1):
        for chosen in combinations(range(len(names)), size):
            if np.linalg.eigvalsh(matrix[np.ix_(chosen, chosen)])[0] < SMALLEST_EIGENVALUE:
                worst = ", ".join(repr(names[index]) for index in chosen)
                return (
                    f"no worlds can have the correlations asked between {worst}: if two of them each follow the third closely, "
                    "they cannot be (nearly) unrelated or opposed; lower one of them, or state the missing correlation"
                )
        if size > 4:
            break
    return "no worlds can have all these correlations at once; lower some of them"


def groups_or_error(entries: Sequence[Dependence]) -> tuple[DependentGroup, ...]:
    """`dependent_groups` for callers without a file: an impossible entry is a StudyError without a place."""
    try:
        return dependent_groups(entries)
    except ImpossibleDependence as error:
        raise StudyError.without_place(f"dependence {error.index + 1}: {error}") from error
