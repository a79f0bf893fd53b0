"""Why no worlds can have the correlations that were asked, in words that say what to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.study.dependence.links import UNSTATED, Pairs

SMALLEST_EIGENVALUE = -1e-10
_MOST_NAMED = 8


def contradiction(names: tuple[str, ...], matrix: NDArray[np.float64], pairs: Pairs) -> str:
    """Name the smallest set of assumptions whose correlations contradict each other, and what was asked of them."""
    chosen = _conflict(matrix)
    if chosen is None:
        return (
            "no worlds can have all these correlations at once; lower some of them, or add repair = true to take the "
            "nearest that are possible"
        )
    asked = []
    for row, column in combinations(chosen, 2):
        link = pairs.get(frozenset((names[row], names[column])), UNSTATED)
        stated = "0 (not stated)" if link is UNSTATED else f"{link.value:g}"
        asked.append(f"{names[row]!r} with {names[column]!r} {stated}")
    return (
        f"no worlds can have these correlations at once: {', '.join(asked)}"
        + (f"; {_possible(chosen, names, matrix, pairs)}" if len(chosen) == 3 else "")
        + "; change one of them, or add repair = true to take the nearest that are possible"
    )


def _conflict(matrix: NDArray[np.float64]) -> tuple[int, ...] | None:
    """The smallest set of rows that contradict each other, among those that take most part; None for a large set."""
    worst = np.linalg.eigh(matrix)[1][:, 0]  # the mix of assumptions whose variance would be negative
    likely = sorted(int(row) for row in np.argsort(-np.abs(worst))[:_MOST_NAMED])
    for size in range(3, len(likely) + 1):
        for chosen in combinations(likely, size):
            if np.linalg.eigvalsh(matrix[np.ix_(chosen, chosen)])[0] < SMALLEST_EIGENVALUE:
                return chosen
    return None


def _possible(chosen: Sequence[int], names: tuple[str, ...], matrix: NDArray[np.float64], pairs: Pairs) -> str:
    """Between what the weakest of three correlations can lie, with the two others as they are.

    The determinant of a 3 by 3 correlation matrix is not negative for r12 r13 ± sqrt((1 - r12²)(1 - r13²)).
    """
    row, column = min(combinations(chosen, 2), key=lambda pair: abs(matrix[pair]))
    (third,) = set(chosen) - {row, column}
    middle = matrix[row, third] * matrix[column, third]
    reach = np.sqrt((1 - matrix[row, third] ** 2) * (1 - matrix[column, third] ** 2))
    link = pairs.get(frozenset((names[row], names[column])), UNSTATED)
    low, high = (link.of_score(float(np.clip(end, -1, 1))) for end in (middle - reach, middle + reach))
    return (
        f"with the two others as they are, {names[row]!r} with {names[column]!r} can only lie between "
        f"{_inward(low, np.ceil)} and {_inward(high, np.floor)}"
    )


def _inward(end: float, towards: Callable[[float], float]) -> str:
    """An end of a range with two decimals, rounded to lie inside it."""
    return f"{float(towards(round(100 * end, 6))) / 100:g}"
