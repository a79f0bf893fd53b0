"""Methods by SALib that look at the worlds at hand, each factor by the share of worlds below it: in the unit cube.

Both kinds of HDMR fit polynomials and splines, and take the draws themselves: a product of draws is a polynomial of
them, and none of their shares. What would take minutes takes fewer worlds, from the first, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.indices.refusals import refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import IndexEstimate
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.analysis.ranking.methods.method import FIRST, TOTAL, Errors, IndexColumn, MethodResult, ranking_method
from mcba.analysis.ranking.salib.answers import finite_numbers, index_of, result_by_salib
from mcba.analysis.ranking.salib.calling import analysed, resampled, unit_cube
from mcba.arrays import Array
from mcba.errors import Note, RequestError

MOST_WORLDS = {"delta": 2_048, "rbd_fast": 16_384, "pawn": 131_072, "rsa": 32_768, "discrepancy": 8_192, "hdmr": 16_384}
"""Worlds that an analyser takes: about ten seconds for ten factors."""
_RESAMPLES_OF_DELTA, _FEWEST_RESAMPLES, _DELTAS = 20, 5, 100  # a density is fitted in each class each time
_NUMBERS_OF_HDMR, _FEWEST_OF_HDMR = 8_000_000, 300  # of its bases together; worlds without which SALib stops
_SPLINES, _MOST_TERMS = 5, 900  # of a factor by `hdmr`; of all factors by `enhanced_hdmr`, which solves for all at once
_F_TEST = 0.95  # the confidence at which both judge a term, and which their intervals have


@dataclass(frozen=True, eq=False)
class GivenWorlds:
    """The worlds that an analyser looks at.

    Attributes
    ----------
    worlds : Worlds
    notes : tuple of Note
        That they are fewer than there are, where they are.
    """

    worlds: Worlds
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, factors: RunFactors, most: int) -> GivenWorlds:
        """The first worlds at hand."""
        every = factors.worlds
        if every.count <= most:
            return cls(every, ())
        fewer = Worlds(every.x[:most], every.y[:most], every.names, every.endless)
        return cls(fewer, (Note("salib_fewer_worlds", {"count": most, "worlds": every.count}),))

    @property
    def shares(self) -> Array:
        """Each factor by the share of worlds below it, (world, factor)."""
        return np.column_stack([self.worlds.share(column) for column in range(self.worlds.dimension)])

    @property
    def problem(self) -> dict[str, Any]:
        """The problem of SALib."""
        return unit_cube(self.worlds.dimension)

    def refuse_heavy_tail(self, what: str) -> None:
        """Refuse an outcome whose range, which SALib divides evenly, hangs on few worlds."""
        refuse_heavy_tail(self.worlds.standard, what, endless=self.worlds.endless)


@ranking_method("salib:rbd_fast", "worlds", FIRST, marginal=True, several="by_score")
def _rbd_fast(factors: RunFactors, errors: Errors, *, harmonics: int = 10) -> MethodResult:
    """First-order indices from Fourier series."""
    given = GivenWorlds.of(factors, MOST_WORLDS["rbd_fast"])
    given.worlds.refuse_one_world("a share of variance")
    options = resampled(errors)
    answer = analysed("rbd_fast", given.problem, given.shares, given.worlds.standard, M=harmonics, **options)
    estimates = {"first": _index(answer, "S1", errors)}
    return _result("rbd_fast", given, main="first", estimates=estimates, options=options)


@ranking_method("salib:delta", "worlds", IndexColumn("delta"), marginal=True, several="left_out")
def _delta(factors: RunFactors, errors: Errors) -> MethodResult:
    """Borgonovo's delta from kernel densities, of the worlds as they are (`delta_raw`)."""
    given = GivenWorlds.of(factors, MOST_WORLDS["delta"])
    given.refuse_heavy_tail("a density on even points")
    options = options_of_delta(errors, given.worlds.dimension)
    answer = analysed("delta", given.problem, given.shares, given.worlds.standard, method="delta", **options)
    estimates = {"delta": _index(answer, "delta_raw", errors), "balanced": _index(answer, "delta_balanced", errors)}
    return _result("delta", given, main="delta", estimates=estimates, options=options)


def options_of_delta(errors: Errors, factors: int) -> dict[str, Any]:
    """How often SALib resamples delta: as often as some seconds allow.

    Parameters
    ----------
    errors : Errors
    factors : int

    Returns
    -------
    dict
        As `SALib.analyze.delta` takes them.
    """
    most = max(_FEWEST_RESAMPLES, min(_RESAMPLES_OF_DELTA, _DELTAS // (2 * factors)))
    return resampled(errors, most)


@ranking_method(
    "salib:pawn",
    "worlds",
    IndexColumn("median", "plain"),
    IndexColumn("maximum", "plain"),
    marginal=True,
    several="left_out",
)
def _pawn(factors: RunFactors, errors: Errors, *, slides: int = 10) -> MethodResult:
    """PAWN: the median and the largest gap between distribution functions."""
    given = GivenWorlds.of(factors, MOST_WORLDS["pawn"])
    answer = analysed("pawn", given.problem, given.shares, given.worlds.y, S=slides, seed=errors.seed)
    numbers = {name: finite_numbers(answer, name) for name in ("median", "mean", "minimum", "maximum")}
    return _result("pawn", given, main="median", numbers=numbers, notes=(Note("salib_no_interval"),))


@ranking_method(
    "salib:rsa",
    "worlds",
    IndexColumn("mean", "plain"),
    IndexColumn("maximum", "plain"),
    marginal=True,
    several="left_out",
)
def _rsa(factors: RunFactors, errors: Errors, *, bins: int = 20, target: str = "Y") -> MethodResult:
    """Regional sensitivity: Cramér and von Mises' distance between a bin and the rest, over all bins."""
    if target not in ("X", "Y"):
        raise RequestError(f"target = {target!r}; allowed are 'Y', bins of the outcome, and 'X', bins of the factor")
    given = GivenWorlds.of(factors, MOST_WORLDS["rsa"])
    answer = analysed("rsa", given.problem, given.shares, given.worlds.y, bins=bins, target=target, seed=errors.seed)
    distances = np.array([answer[name] for name in given.problem["names"]], dtype=np.float64)
    # A bin that is empty, as ties of a discrete factor leave some, has no distance.
    numbers = {"mean": np.nanmean(distances, axis=1), "maximum": np.nanmax(distances, axis=1)}
    return _result(
        "rsa",
        given,
        main="mean",
        numbers=numbers,
        curves={"distance_in_bin": distances},
        attributes={"target": target},
        notes=(Note("salib_no_interval"),),
    )


@ranking_method("salib:discrepancy", "worlds", IndexColumn("discrepancy", "plain"), marginal=True, several="left_out")
def _discrepancy(factors: RunFactors, errors: Errors, *, measure: str = "WD") -> MethodResult:
    """How unevenly worlds lie in the plane of a factor and the outcome, as shares of the sum over factors."""
    given = GivenWorlds.of(factors, MOST_WORLDS["discrepancy"])
    given.refuse_heavy_tail("a discrepancy")
    answer = analysed(
        "discrepancy", given.problem, given.shares, given.worlds.standard, method=measure, seed=errors.seed
    )
    numbers = {"discrepancy": finite_numbers(answer, "s_discrepancy")}
    return _result("discrepancy", given, main="discrepancy", numbers=numbers, notes=(Note("salib_no_interval"),))


# --- high-dimensional model representation


@ranking_method("salib:hdmr", "worlds", FIRST, TOTAL, several="by_score")
def _hdmr(factors: RunFactors, errors: Errors, *, order: int = 2) -> MethodResult:
    """Shares of variance of splines (HDMR): of a factor alone, and with others."""
    count = factors.worlds.dimension
    pairs = count * (count - 1) // 2 if order > 1 else 0
    return _by_hdmr("hdmr", factors, errors, count * _SPLINES + pairs * _SPLINES**2, maxorder=order)


@ranking_method("salib:enhanced_hdmr", "worlds", FIRST, TOTAL, several="by_score")
def _enhanced_hdmr(factors: RunFactors, errors: Errors, *, degree: int = 3) -> MethodResult:
    """Shares of variance of polynomials (HDMR): of a factor alone, and with others.

    Pairs are always taken: SALib 1.6 stops at first and third order.
    """
    count = factors.worlds.dimension
    terms = count * degree + count * (count - 1) // 2 * (degree**2 + 2 * degree)
    if terms > _MOST_TERMS:
        raise RequestError(
            f"salib:enhanced_hdmr solves for {terms:,} terms of {count} factors at once, which takes minutes; take a "
            "lower degree, groups of assumptions, or salib:hdmr, which solves for each pair alone"
        )
    return _by_hdmr("enhanced_hdmr", factors, errors, terms, poly_order=degree)


def _by_hdmr(analyser: str, factors: RunFactors, errors: Errors, terms: int, **options: Any) -> MethodResult:
    """Both kinds: their answers have the same names."""
    factors.worlds.refuse_one_world("a share of variance")
    given = GivenWorlds.of(factors, max(_FEWEST_OF_HDMR, min(MOST_WORLDS["hdmr"], _NUMBERS_OF_HDMR // terms)))
    count, worlds = given.worlds.dimension, given.worlds
    # Backfitting stops at a change that is small in absolute terms, so the outcome is given with variance 1.
    answer = analysed(analyser, given.problem, worlds.x, worlds.standard, alpha=_F_TEST, seed=errors.seed, **options)
    keys = {"first": "S", "total": "ST", "structural": "Sa", "correlative": "Sb"}
    estimates = {name: index_of(answer, key, said=_F_TEST, mass=errors.mass, count=count) for name, key in keys.items()}
    # The sum over terms, of which pairs come after factors.
    explained = float(np.sum(np.asarray(answer["S"], dtype=np.float64)))
    notes = (Note("salib_fit_explains", {"share": explained}),)
    return _result(analyser, given, main="first", estimates=estimates, attributes={"explained": explained}, notes=notes)


# --- what they have in common


def _index(answer: Mapping[str, Any], key: str, errors: Errors) -> IndexEstimate:
    return index_of(answer, key, said=errors.mass, mass=errors.mass)


def _result(analyser: str, given: GivenWorlds, *, notes: tuple[Note, ...] = (), **others: Any) -> MethodResult:
    worlds = given.worlds
    return result_by_salib(analyser, worlds.names, worlds.count, notes=(*given.notes, *notes), **others)
