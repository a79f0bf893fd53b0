"""Which assumptions move together, and whether what was asked is possible.

Unless another copula is asked, dependent assumptions are drawn through a Gaussian one, and every kind of correlation is
turned into the correlation of normal scores.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.displayed import Displayed
from mcba.errors import DependenceError
from mcba.study.dependence.contradictions import SMALLEST_EIGENVALUE, contradiction
from mcba.study.dependence.links import UNSTATED, Link, Pairs, measure_of, pairs_of
from mcba.study.dependence.rank_correlation import (
    archimedean_parameter,
    archimedean_parameter_of_rank,
    archimedean_rank_correlation,
    normal_correlation,
)
from mcba.study.dependence.rows import JointRows
from mcba.study.document.assumption import Dependence

MEASURE_WORDS = {
    "rank_correlation": "rank correlation",
    "kendall": "Kendall's tau",
    "correlation": "correlation on the normal scale",
}


@dataclass(frozen=True)
class Change:
    """A correlation that a repair changed, in the measure in which it was asked."""

    first: str
    second: str
    measure: str
    asked: float
    used: float

    def __str__(self) -> str:
        return (
            f"{MEASURE_WORDS[self.measure]} of {self.first!r} and {self.second!r} changed from {self.asked:.3g} to "
            f"{self.used:.3g}, the nearest that is possible"
        )


@dataclass(frozen=True, repr=False)
class DependentGroup(Displayed):
    """Assumptions that move together.

    Attributes
    ----------
    names : (name,)
    correlation : (name, name)
        Of normal scores; for a t copula its own correlation matrix; for clayton, gumbel and frank the one with the same
        rank correlations, and for rows of a table the one with those of its columns.
    copula : str
        "gaussian", "t", "clayton", "gumbel", "frank", or "rows": those of a table are drawn as they stand.
    parameter : float
        The degrees of freedom of a t copula, or the parameter theta of clayton, gumbel and frank.
    asked : mapping of pair of names to Link
        What the study states; other pairs have a correlation of 0.
    changes : tuple of Change
        What was changed to make the matrix possible.
    rows : JointRows or None
        For rows.
    """

    names: tuple[str, ...]
    correlation: NDArray[np.float64]
    copula: str = "gaussian"
    parameter: float = 0.0
    asked: Pairs = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    rows: JointRows | None = None

    @property
    def described(self) -> str:
        """What holds the assumptions together, for a message."""
        names = " and ".join(self.names)
        if self.rows is not None:
            return f"{names} take the same row of {self.rows.table!r} in each world"
        return f"{names} have a {self.copula} copula"


def group_of_rows(rows: JointRows) -> DependentGroup:
    """Assumptions that take the same row of a table in each world.

    Parameters
    ----------
    rows : JointRows

    Returns
    -------
    DependentGroup
        Asked of each pair is the rank correlation that the rows have.

    Examples
    --------
    >>> group_of_rows(JointRows.of("posterior.csv", {"a": [3, 1, 2], "b": [10, 30, 20]})).copula
    'rows'
    """
    pairs = list(combinations(range(len(rows.names)), 2))
    matrix, asked = np.eye(len(rows.names)), {}
    for row, column in pairs:
        link = Link("rank_correlation", float(rows.rank_correlation[row, column]))
        asked[frozenset((rows.names[row], rows.names[column]))] = link
        matrix[row, column] = matrix[column, row] = link.score
    return DependentGroup(rows.names, matrix, "rows", asked=asked, rows=rows)


def dependent_groups(entries: Sequence[Dependence]) -> tuple[DependentGroup, ...]:
    """Join the entries of a study into groups that are independent of each other.

    Parameters
    ----------
    entries : sequence of Dependence

    Returns
    -------
    tuple of DependentGroup

    Raises
    ------
    DependenceError
        When an entry contradicts itself or another one.

    Examples
    --------
    >>> from mcba import Dependence
    >>> (group,) = dependent_groups([Dependence(between=("a", "b"), correlation=0.5)])
    >>> group.names, group.correlation.tolist()
    (('a', 'b'), [[1.0, 0.5], [0.5, 1.0]])
    """
    pairs: dict[frozenset[str], Link] = {}
    others: list[DependentGroup] = []
    taken: dict[str, int] = {}
    for index, entry in enumerate(entries):
        if len(set(entry.between)) < len(entry.between):
            raise DependenceError(
                "a name stands twice in `between`; an assumption cannot be correlated with itself", index, "between"
            )
        if entry.copula != "gaussian":
            others.append(_of_another_form(entry, index))
        for names, link in pairs_of(entry, index).items() if entry.copula == "gaussian" else ():
            if names in pairs:
                first, second = sorted(names)
                raise DependenceError(
                    f"the correlation between {first!r} and {second!r} is given twice; keep one", index
                )
            pairs[names] = link
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


# --- other forms than the Gaussian


def _of_another_form(entry: Dependence, index: int) -> DependentGroup:
    """A group under a t or an Archimedean copula."""
    measure = measure_of(entry, index)
    if entry.copula == "t":
        if entry.df is None:
            raise DependenceError('copula = "t" needs df, its degrees of freedom, such as 4', index, "copula")
        group = _group(entry.between, pairs_of(entry, index), {index} if entry.repair else set())
        return replace(group, copula="t", parameter=entry.df)
    if len(entry.between) > 2 and entry.copula != "clayton":
        raise DependenceError(
            f'copula = "{entry.copula}" links two names; take clayton, t or gaussian for more', index, "copula"
        )
    if measure not in {"kendall", "rank_correlation"}:
        raise DependenceError(f'copula = "{entry.copula}" takes kendall or rank_correlation', index, measure)
    links = pairs_of(entry, index)
    theta = _theta(entry.copula, measure, float(getattr(entry, measure)), index)
    size = len(entry.between)
    matrix = np.full((size, size), normal_correlation(archimedean_rank_correlation(entry.copula, theta)))
    np.fill_diagonal(matrix, 1.0)
    return DependentGroup(entry.between, matrix, entry.copula, theta, links)


def _theta(copula: str, measure: str, value: float, index: int) -> float:
    if copula != "frank" and not 0 < value < 1:
        raise DependenceError(
            f'copula = "{copula}" needs a {measure} above 0 and below 1; frank takes any', index, measure
        )
    if copula == "frank" and (value == 0 or abs(value) >= 1):
        raise DependenceError(f'copula = "frank" needs a {measure} between -1 and 1, other than 0', index, measure)
    if measure == "kendall":
        return archimedean_parameter(copula, value)
    theta = archimedean_parameter_of_rank(copula, value)
    if theta is None:
        raise DependenceError(
            f"a rank_correlation of {value:g} is too close to 0 or 1 for a {copula} copula; leave it out, or write "
            "comonotone = true",
            index,
            measure,
        )
    return theta


# --- is it possible?


def _connected(pairs: Pairs) -> list[tuple[str, ...]]:
    """Names joined by any chain of pairs, in the order in which they first stand."""
    groups: list[dict[str, None]] = []
    for pair in pairs:
        touched = [group for group in groups if pair & group.keys()]
        merged = {name: None for group in touched for name in group} | dict.fromkeys(sorted(pair))
        groups = [group for group in groups if group not in touched] + [merged]
    return [tuple(group) for group in groups]


def _group(names: tuple[str, ...], pairs: Pairs, repairable: Collection[int]) -> DependentGroup:
    matrix = np.eye(len(names))
    for (row, first), (column, second) in combinations(enumerate(names), 2):
        matrix[row, column] = matrix[column, row] = pairs.get(frozenset((first, second)), UNSTATED).score
    own = {pair: link for pair, link in pairs.items() if pair <= set(names)}
    if np.linalg.eigvalsh(matrix)[0] >= SMALLEST_EIGENVALUE:
        return DependentGroup(names, matrix, asked=own)
    indices = {link.index for link in own.values()}
    if not indices & set(repairable):
        raise DependenceError(contradiction(names, matrix, pairs), max(indices))
    possible = nearest_correlation(matrix)
    changes = []
    for (row, first), (column, second) in combinations(enumerate(names), 2):
        link = pairs.get(frozenset((first, second)), UNSTATED)
        if abs(possible[row, column] - matrix[row, column]) > 5e-5:
            used = link.of_score(float(possible[row, column]))
            changes.append(Change(first, second, link.measure, link.value, used))
    return DependentGroup(names, possible, asked=own, changes=tuple(changes))


def nearest_correlation(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The correlation matrix nearest to a symmetric one, in the sum of squared differences.

    Parameters
    ----------
    matrix : (name, name)
        Symmetric, with ones on its diagonal.

    Returns
    -------
    (name, name)
        Positive semidefinite.

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
    nearest, correction = matrix.copy(), np.zeros_like(matrix)
    for _ in range(10_000):
        rest = nearest - correction
        values, vectors = np.linalg.eigh(rest)
        possible = (vectors * np.maximum(values, 0.0)) @ vectors.T
        correction = possible - rest
        before, nearest = nearest, (possible + possible.T) / 2
        np.fill_diagonal(nearest, 1.0)
        if np.max(np.abs(nearest - before)) < 1e-12:
            break
    return np.clip(nearest, -1.0, 1.0)
