"""Which assumptions move together, and whether what was asked is possible.

Unless another copula is asked, dependent assumptions are drawn through a Gaussian one, and every kind of correlation is
turned into the correlation of normal scores: Spearman's rho by 2 sin(pi rho / 6), Kendall's tau by sin(pi tau / 2)
(Kruskal 1958, doi:10.1080/01621459.1958.10501481).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.errors import StudyError
from mcba.families.base import root
from mcba.study.document import Dependence

SMALLEST_EIGENVALUE = -1e-10
MOST_NAMED = 8


class DependenceError(ValueError):
    """Correlations that no worlds can have; `index` is the entry of the list to mend."""

    def __init__(self, message: str, index: int):
        self.index = index
        super().__init__(message)


@dataclass(frozen=True)
class DependentGroup:
    """Assumptions that move together.

    Attributes
    ----------
    names : (name,)
    correlation : (name, name)
        Of normal scores; for a t copula its own correlation matrix; for clayton, gumbel and frank the one with the same
        rank correlations.
    copula : str
    parameter : float
        The degrees of freedom of a t copula, or the parameter theta of clayton, gumbel and frank.
    changes : tuple of (first, second, asked, used)
        Correlations of normal scores that were changed to make the matrix possible.
    """

    names: tuple[str, ...]
    correlation: NDArray[np.float64]
    copula: str = "gaussian"
    parameter: float = 0.0
    changes: tuple[tuple[str, str, float, float], ...] = ()

    @property
    def change_texts(self) -> list[str]:
        """What a repair changed, a line each."""
        return [
            f"correlation of {first!r} and {second!r} changed from {asked:.4g} to {used:.4g} on the normal scale, the "
            "nearest that is possible"
            for first, second, asked, used in self.changes
        ]


def normal_correlation(spearman: float) -> float:
    """The correlation of normal scores that gives this rank correlation."""
    return float(2.0 * np.sin(np.pi * spearman / 6.0))


def dependent_groups(entries: Sequence[Dependence]) -> tuple[DependentGroup, ...]:
    """Join the entries of a study into groups that are independent of each other.

    Raises
    ------
    DependenceError
        When an entry contradicts itself or another one.
    """
    pairs: dict[frozenset[str], tuple[float, int]] = {}
    others: list[DependentGroup] = []
    taken: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if len(set(entry.between)) < len(entry.between):
            raise DependenceError(
                "a name stands twice in `between`; an assumption cannot be correlated with itself", index
            )
        if entry.copula != "gaussian":
            others.append(_of_another_form(entry, index))
        for names, value in _pairs(entry, index) if entry.copula == "gaussian" else ():
            if names in pairs:
                first, second = sorted(names)
                raise DependenceError(
                    f"the correlation between {first!r} and {second!r} is given twice; keep one", index
                )
            pairs[names] = (value, index)
        for name in entry.between:
            before = taken.setdefault(name, index)
            if before != index and {entry.copula, entries[before].copula} != {"gaussian"}:
                raise DependenceError(
                    f"{name!r} is linked by a {entries[before].copula} and by a {entry.copula} copula; only gaussian "
                    "links can share a name",
                    index,
                )
    repairable = {index for index, entry in enumerate(entries) if entry.repair}
    return (*(_group(names, pairs, repairable) for names in _connected(pairs)), *others)


MEASURES = ("rank_correlation", "kendall", "correlation", "matrix", "comonotone", "loadings")


def _measure(entry: Dependence, index: int) -> str:
    given = [name for name in MEASURES if getattr(entry, name) is not None]
    if len(given) != 1:
        raise DependenceError(f"give exactly one of {', '.join(MEASURES[:-1])} or {MEASURES[-1]}", index)
    if entry.df is not None and entry.copula != "t":
        raise DependenceError('df belongs to copula = "t"', index)
    return given[0]


def _pairs(entry: Dependence, index: int) -> list[tuple[frozenset[str], float]]:
    """The correlation of normal scores of each pair of names."""
    measure = _measure(entry, index)
    if measure == "matrix":
        return _pairs_of_matrix(entry, entry.matrix or [], index)
    if measure == "loadings":
        loadings = entry.loadings or ()
        if len(loadings) != len(entry.between):
            raise DependenceError(f"give {len(entry.between)} loadings, one for each name in `between`", index)
        load = dict(zip(entry.between, loadings, strict=True))
        return [(frozenset(pair), load[pair[0]] * load[pair[1]]) for pair in combinations(entry.between, 2)]
    value = {
        "rank_correlation": lambda: normal_correlation(entry.rank_correlation or 0.0),
        "kendall": lambda: float(np.sin(np.pi / 2 * (entry.kendall or 0.0))),
        "correlation": lambda: float(entry.correlation or 0.0),
        "comonotone": lambda: 1.0,
    }[measure]()
    return [(frozenset(pair), value) for pair in combinations(entry.between, 2)]


def _pairs_of_matrix(
    entry: Dependence, matrix: Sequence[Sequence[float]], index: int
) -> list[tuple[frozenset[str], float]]:
    size = len(entry.between)
    if len(matrix) != size or any(len(row) != size for row in matrix):
        raise DependenceError(f"matrix must have {size} rows of {size} numbers, one for each name in `between`", index)
    for row, column in combinations(range(size), 2):
        if matrix[row][column] != matrix[column][row] or not -1 <= matrix[row][column] <= 1:
            pair = f"{entry.between[row]!r} and {entry.between[column]!r}"
            raise DependenceError(
                f"matrix holds {matrix[row][column]:g} and {matrix[column][row]:g} for {pair}; "
                "a correlation lies between -1 and 1 and is the same both ways",
                index,
            )
    if any(matrix[row][row] != 1 for row in range(size)):
        raise DependenceError("the diagonal of a correlation matrix is 1", index)
    return [
        (frozenset((entry.between[row], entry.between[column])), normal_correlation(matrix[row][column]))
        for row, column in combinations(range(size), 2)
    ]


def _of_another_form(entry: Dependence, index: int) -> DependentGroup:
    """A group under a t or an Archimedean copula."""
    measure, size = _measure(entry, index), len(entry.between)
    if entry.copula == "t":
        if entry.df is None:
            raise DependenceError('copula = "t" needs df, its degrees of freedom, such as 4', index)
        if measure not in {"kendall", "correlation", "loadings"}:
            raise DependenceError('copula = "t" takes kendall, correlation or loadings', index)
        group = _group(entry.between, {names: (value, index) for names, value in _pairs(entry, index)}, set())
        return replace(group, copula="t", parameter=entry.df)
    if measure != "kendall":
        raise DependenceError(f'copula = "{entry.copula}" takes kendall', index)
    tau = float(entry.kendall or 0.0)
    if entry.copula != "frank" and not 0 < tau < 1:
        raise DependenceError(f'copula = "{entry.copula}" needs a kendall above 0 and below 1; frank takes any', index)
    if entry.copula == "frank" and (tau == 0 or abs(tau) >= 1):
        raise DependenceError('copula = "frank" needs a kendall between -1 and 1, other than 0', index)
    if size > 2 and entry.copula != "clayton":
        raise DependenceError(f'copula = "{entry.copula}" links two names; take clayton, t or gaussian for more', index)
    theta = archimedean_parameter(entry.copula, tau)
    matrix = np.full((size, size), normal_correlation(archimedean_rank_correlation(entry.copula, theta)))
    np.fill_diagonal(matrix, 1.0)
    return DependentGroup(entry.between, matrix, entry.copula, theta)


def archimedean_parameter(copula: str, kendall: float) -> float:
    """The parameter theta with this Kendall's tau (Nelsen 2006, An introduction to copulas, section 5.1).

    Examples
    --------
    >>> archimedean_parameter("clayton", 0.5), archimedean_parameter("gumbel", 0.5)
    (2.0, 2.0)
    >>> round(archimedean_parameter("frank", 0.5), 4)
    5.7363
    """
    if copula == "clayton":
        return 2 * kendall / (1 - kendall)
    if copula == "gumbel":
        return 1 / (1 - kendall)
    found = root(lambda theta: _frank_kendall(theta) - abs(kendall), 1e-6, 1e5)
    return float(np.copysign(found or 0.0, kendall))


def _frank_kendall(theta: float) -> float:
    """1 - 4/theta (1 - D(theta)), with Debye's function D, the mean of t / (exp(t) - 1) from 0 to theta."""
    nodes, weights = np.polynomial.legendre.leggauss(64)
    end = min(theta, 60.0)
    t = end * (nodes + 1) / 2
    return 1 - 4 / theta * (1 - float(np.sum(weights / 2 * t / np.expm1(t))) * end / theta)


def archimedean_rank_correlation(copula: str, theta: float) -> float:
    """Spearman's rho: 12 times the volume under the copula, minus 3 (Nelsen 2006, theorem 5.1.6)."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    u, w = (nodes + 1) / 2, weights / 2
    x, y = np.meshgrid(u, u)
    if copula == "clayton":
        volume = (x**-theta + y**-theta - 1) ** (-1 / theta)
    elif copula == "gumbel":
        volume = np.exp(-(((-np.log(x)) ** theta + (-np.log(y)) ** theta) ** (1 / theta)))
    else:
        volume = -np.log1p(np.expm1(-theta * x) * np.expm1(-theta * y) / np.expm1(-theta)) / theta
    return float(12 * np.sum(w[:, None] * w * volume) - 3)


def _connected(pairs: dict[frozenset[str], tuple[float, int]]) -> list[tuple[str, ...]]:
    """Names joined by any chain of pairs, in the order in which they first stand."""
    groups: list[dict[str, None]] = []
    for pair in pairs:
        touched = [group for group in groups if pair & group.keys()]
        merged = {name: None for group in touched for name in group} | dict.fromkeys(sorted(pair))
        groups = [group for group in groups if group not in touched] + [merged]
    return [tuple(group) for group in groups]


def _group(
    names: tuple[str, ...], pairs: dict[frozenset[str], tuple[float, int]], repairable: Collection[int]
) -> DependentGroup:
    matrix = np.eye(len(names))
    last, indices = 0, set()
    for (row, first), (column, second) in combinations(enumerate(names), 2):
        value, index = pairs.get(frozenset((first, second)), (0.0, 0))
        matrix[row, column] = matrix[column, row] = value
        last = max(last, index)
        if frozenset((first, second)) in pairs:
            indices.add(index)
    if np.linalg.eigvalsh(matrix)[0] >= SMALLEST_EIGENVALUE:
        return DependentGroup(names, matrix)
    if not indices & set(repairable):
        raise DependenceError(_explanation(names, matrix), last)
    possible = nearest_correlation(matrix)
    changes = tuple(
        (names[row], names[column], float(matrix[row, column]), float(possible[row, column]))
        for row, column in combinations(range(len(names)), 2)
        if abs(possible[row, column] - matrix[row, column]) > 5e-5
    )
    return DependentGroup(names, possible, changes=changes)


def nearest_correlation(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The correlation matrix nearest to a symmetric one, in the sum of squared differences.

    References
    ----------
    Higham (2002), Computing the nearest correlation matrix, IMA Journal of Numerical Analysis 22(3),
    doi:10.1093/imanum/22.3.329, algorithm 3.3: alternating projections with Dykstra's correction.

    Examples
    --------
    >>> nearest_correlation(np.array([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]])).round(4)
    array([[1.    , 0.7607, 0.1573],
           [0.7607, 1.    , 0.7607],
           [0.1573, 0.7607, 1.    ]])
    """
    found, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(10_000):
        rest = found - correction
        values, vectors = np.linalg.eigh(rest)
        possible = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = possible - rest
        before, found = found, (possible + possible.T) / 2
        np.fill_diagonal(found, 1.0)
        if np.max(np.abs(found - before)) < 1e-12:
            break
    return np.clip(found, -1.0, 1.0)


def _explanation(names: tuple[str, ...], matrix: NDArray[np.float64]) -> str:
    """Name the smallest set of assumptions whose correlations contradict each other."""
    worst = np.linalg.eigh(matrix)[1][:, 0]  # the mix of assumptions whose variance would be negative
    likely = sorted(np.argsort(-np.abs(worst))[:MOST_NAMED])
    for size in range(3, len(likely) + 1):
        for chosen in combinations(likely, size):
            if np.linalg.eigvalsh(matrix[np.ix_(chosen, chosen)])[0] < SMALLEST_EIGENVALUE:
                return (
                    f"no worlds can have the correlations asked between {', '.join(repr(names[i]) for i in chosen)}: "
                    "if two of them each follow the third closely, they cannot be (nearly) unrelated or opposed; "
                    "lower one of them, or state the missing correlation"
                )
    return "no worlds can have all these correlations at once; lower some of them"


def groups_or_error(entries: Sequence[Dependence]) -> tuple[DependentGroup, ...]:
    """`dependent_groups` for callers without a file: an impossible entry is a StudyError without a place."""
    try:
        return dependent_groups(entries)
    except DependenceError as error:
        raise StudyError.without_place(f"dependence {error.index + 1}: {error}") from error
