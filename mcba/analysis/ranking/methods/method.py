"""A method of ranking: its name, what it looks at, its columns, and the function that computes its indices."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from numpy.typing import NDArray

from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.indices.resampling import IndexEstimate
from mcba.arrays import Array
from mcba.errors import Note, RequestError


@dataclass(frozen=True)
class Errors:
    """How the errors of indices are found."""

    resamples: int = RESAMPLES
    mass: float = USUAL_MASS
    seed: int = 1

    @property
    def options(self) -> dict[str, Any]:
        """As the indices take them."""
        return {"resamples": self.resamples, "mass": self.mass, "seed": self.seed}


@dataclass(frozen=True, eq=False)
class MethodResult:
    """What a method says of the factors, in their order.

    `estimates` have errors and intervals, `numbers` none; `pairs` are (factor, factor), `curves` (factor, class),
    `paths` what fewer worlds (`sizes`) would have said, `points` worlds to be looked at.
    `main` is the estimate or number that ranks, and `by_chance` how large it is for a factor that plays no part.
    `evaluated` counts the worlds that were looked at; `left_out` says which factors the method cannot rank. `outcomes`
    are those of the method's designs, from which its indices can be computed again.
    """

    main: str
    names: tuple[str, ...]
    estimates: Mapping[str, IndexEstimate]
    evaluated: int
    numbers: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    pairs: Mapping[str, IndexEstimate] = field(default_factory=dict)
    curves: Mapping[str, Array] = field(default_factory=dict)
    paths: Mapping[str, Sequence[IndexEstimate]] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    points: Mapping[str, Array] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    left_out: tuple[Note, ...] = ()
    by_chance: Array | float = 0.0
    outcomes: tuple[Array, ...] = ()


@dataclass(frozen=True)
class IndexColumn:
    """A variable of a ranking that has a column in its table.

    Attributes
    ----------
    name : str
        Of the variable; its heading is the word `index.<name>`, that of a plain number `index.<method>_<name>`.
    kind : {"index", "share", "amount", "plain"}
        A `share` of variance is printed in per cent; an `amount` in the outcome's unit, with its error and not with an
        interval; a `plain` number has no error.
    signed : bool
        Whether it can be below zero.
    """

    name: str
    kind: Literal["index", "share", "amount", "plain"] = "index"
    signed: bool = False


SWING = IndexColumn("swing", "amount", signed=True)
FIRST = IndexColumn("first", "share")
TOTAL = IndexColumn("total", "share")
SPEARMAN = IndexColumn("spearman", signed=True)
PARTIAL_RANK = IndexColumn("partial_rank", signed=True)

_Computed = Callable[..., MethodResult]
Sized = Callable[[StudyFunction, int], Mapping[str, int]]


@dataclass(frozen=True)
class RankingMethod:
    """One way to rank.

    Attributes
    ----------
    name : str
        As `mcba.rank` takes it. Its words are `method.<name>` and `method_short.<name>`.
    source : {"worlds", "design", "dependence", "base"}
        What it looks at: the worlds of a run, the study at points that the method chooses (independent assumptions),
        the study (assumptions that move together), or one assumption at a time around the base.
    compute : callable
        From factors, errors and options of its own to a `MethodResult`.
    columns : tuple of IndexColumn
        What the table of its ranking shows, from left to right.
    rank_columns : tuple of IndexColumn
        The same where the outcome has no variance and only ranks are compared.
    marginal : bool
        Whether a correlated neighbour is counted in, so that numbers of correlated assumptions are associations.
    of_variance : bool
        Whether it shares out a variance, which an outcome may not have.
    several : {"together", "by_score", "left_out"}
        What becomes of a factor of several numbers, where the method looks at the worlds of a run: it is taken whole,
        stands by its score (but not where that misses what the numbers do), or is named and left out.
    sized : callable, optional
        The options of a design that evaluates no more than so many worlds.
    """

    name: str
    source: str
    compute: _Computed
    columns: tuple[IndexColumn, ...]
    rank_columns: tuple[IndexColumn, ...] = ()
    marginal: bool = False
    of_variance: bool = False
    several: Literal["together", "by_score", "left_out"] = "together"
    sized: Sized | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the method's own options."""
        return tuple(inspect.signature(self.compute).parameters)[2:]

    def columns_of(self, ranking: Container[Any]) -> tuple[IndexColumn, ...]:
        """The columns of a ranking by this method: those of ranks where the outcome had no variance."""
        columns = self.rank_columns if self.rank_columns and "first" not in ranking else self.columns
        return tuple(column for column in columns if column.name in ranking)

    def within(self, function: StudyFunction, worlds: int) -> Mapping[str, int]:
        """The size of a design that evaluates no more than so many worlds."""
        if self.sized is None:
            raise RequestError(
                f"{self.name} looks at points of its own, as many as it needs, so worlds = {worlds:,} has no "
                "meaning for it; leave out the number of worlds"
            )
        return self.sized(function, worlds)


def ranking_method(
    name: str, source: str, *columns: IndexColumn, **traits: Any
) -> Callable[[_Computed], RankingMethod]:
    """Make the function below it a method of ranking; `traits` are the other attributes of `RankingMethod`."""
    return lambda compute: RankingMethod(name, source, compute, columns, **traits)


def size_within(method: str, worlds: int, block: int, *, least: int = 2) -> int:
    """How many points of a design, which each take a block of worlds, so many worlds are enough for.

    Raises
    ------
    RequestError
        For fewer than the least.
    """
    points = worlds // block
    if points < least:
        raise RequestError(
            f"worlds = {worlds:,} is too few for {method}, which takes {block:,} for each of at least {least} points "
            f"of its design; give {least * block:,} or more"
        )
    return points


def base_within(method: str, worlds: int, block: int) -> dict[str, int]:
    """The largest base of a design, a power of two, for which so many worlds are enough."""
    return {"base": 1 << (size_within(method, worlds, block).bit_length() - 1)}
