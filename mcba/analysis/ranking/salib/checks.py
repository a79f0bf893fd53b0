"""Indices of mcba computed again by SALib, at the same points and from the same outcomes.

Most of them have the same formula, so that nothing but rounding may differ:

sobol      first: Saltelli et al. (2010), Table 2 (b); total: Jansen, ibid. (f); second: Saltelli (2002)
fast       each curve alone, and the mean over curves
rbd_fast   with the correction of Tissot and Prieur; of factors of one number
morris     the mean size, the mean and the spread of elementary effects
dgsm       the mean square of the slope, and the bound

Two are estimated otherwise: `pawn` leaves the world with the highest value out of the last class, and `delta` comes
from kernel densities, in a few thousand worlds, where mcba counts in cells and leads back to cells without width.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.indices.designed.derivatives import DerivativeDesign
from mcba.analysis.ranking.indices.designed.elementary_effects import MorrisDesign
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign
from mcba.analysis.ranking.indices.given.shifts import delta, pawn
from mcba.analysis.ranking.indices.refusals import checked_blocks
from mcba.analysis.ranking.indices.resampling import IndexEstimate
from mcba.analysis.ranking.indices.worlds import standardised
from mcba.analysis.ranking.methods.designs import along_scores, numbers_apart
from mcba.analysis.ranking.methods.method import Errors, MethodResult, RankingMethod
from mcba.analysis.ranking.salib.answers import finite_numbers
from mcba.analysis.ranking.salib.calling import analysed, salib_version, unit_cube
from mcba.analysis.ranking.salib.designs import along_scales
from mcba.analysis.ranking.salib.given import MOST_WORLDS, GivenWorlds, options_of_delta
from mcba.arrays import Array
from mcba.errors import Note, RequestError

_ROUNDING = 1e-6  # of an error, and of an index: less is rounding
_NOTHING = 1e-16  # of which a difference is said to be below when there is none
_FEW = {"num_resamples": 2}  # intervals are not compared


@dataclass(frozen=True, eq=False)
class _Recomputed:
    """One index by mcba and by SALib, of the same factors at the same points."""

    index: str
    names: tuple[str, ...]
    own: IndexEstimate
    by_salib: Array

    @property
    def differences(self) -> Array:
        """The absolute differences, where both are defined."""
        return np.abs(self.own.value - self.by_salib)


_Compare = Callable[..., Iterator[_Recomputed]]


@dataclass(frozen=True)
class Checker:
    """How the indices of one method are computed again."""

    analyser: str
    compare: _Compare
    same_formula: bool = True


def checker_of(method: str, check: str | None) -> Checker | None:
    """How a method is checked, where that is asked.

    Raises
    ------
    RequestError
        For another check than `salib`, and a method that SALib has not.
    """
    if check is None:
        return None
    if check != "salib":
        raise RequestError(f"check = {check!r}; there is 'salib'")
    checker = CHECKERS.get(method)
    if checker is None:
        raise RequestError(
            f"SALib has no method that gives the indices of {method} at the same points; it checks "
            f"{', '.join(CHECKERS)}"
        )
    return checker


def checked_by(
    checker: Checker | None,
    method: RankingMethod,
    source: RunFactors | StudyFunction,
    errors: Errors,
    result: MethodResult,
    options: Mapping[str, Any],
) -> MethodResult:
    """The result of a method with the largest difference from SALib's in its attributes and notes.

    Parameters
    ----------
    checker : Checker, optional
        Without one the result stays as it is.
    method : RankingMethod
    source : RunFactors or StudyFunction
        What the method looked at.
    errors : Errors
    result : MethodResult
    options : mapping
        Of the method.

    Returns
    -------
    MethodResult
    """
    if checker is None:
        return result
    bound = inspect.signature(method.compute).bind(source, errors, **options)
    bound.apply_defaults()
    every = list(checker.compare(source, errors, result, **bound.kwargs))
    largest = max(_largest(one) for one in every)
    in_errors = max(_in_errors(one) for one in every)
    where = max(every, key=_largest)
    data: dict[str, Any] = {
        "analyser": f"SALib.analyze.{checker.analyser}",
        "version": salib_version(),
        "index": where.index,
        "names": tuple(where.names[int(np.nanargmax(where.differences))].split(", ")),
        "difference": _two_digits(largest),
        "errors": _two_digits(in_errors),
        "worlds": result.evaluated if checker.same_formula else min(result.evaluated, MOST_WORLDS[checker.analyser]),
    }
    told = {
        "check": "salib",
        "check_by": data["analyser"],
        "check_version": data["version"],
        "check_index": data["index"],
        "check_assumption": ", ".join(data["names"]),
        "check_difference": largest,
        "check_in_errors": in_errors,
        "check_worlds": data["worlds"],
    }
    note = Note(_code(checker, in_errors), data)
    return replace(result, attributes={**result.attributes, **told}, notes=(*result.notes, note))


def _code(checker: Checker, in_errors: float) -> str:
    if in_errors < _ROUNDING:
        return "checked_same"
    return "checked_apart" if checker.same_formula else f"checked_{checker.analyser}"


def _largest(compared: _Recomputed) -> float:
    return float(np.nanmax(compared.differences, initial=0.0))


def _in_errors(compared: _Recomputed) -> float:
    """The largest difference in errors of the index; one without an error counts by the index itself."""
    error = np.where(compared.own.error > 0, compared.own.error, np.maximum(np.abs(compared.own.value), 1e-300))
    return float(np.nanmax(compared.differences / error, initial=0.0))


def _two_digits(value: float) -> float:
    """Rounded up to two digits, and for rounding to a power of ten, so that a page is the same on every machine."""
    value = max(value, _NOTHING)
    unit = 10.0 ** (math.ceil(math.log10(value)) - (0 if value < _ROUNDING else 2))
    return float(f"{math.ceil(value / unit) * unit:.2g}")


# --- of a design


def _sobol(
    model: StudyFunction,
    errors: Errors,
    result: MethodResult,
    *,
    base: int,
    second_order: bool,
    **others: Any,  # noqa: ARG001
) -> Iterator[_Recomputed]:
    answers = []
    design = SobolDesign(len(model.numbers), base, errors.seed, second_order=second_order, groups=model.label)
    for outcomes in result.outcomes:
        y, _ = checked_blocks(outcomes, design.rows, design.block, drop=model.drops)
        problem = unit_cube(len(model.numbers), model.label)
        answers.append(analysed("sobol", problem, y.ravel(), calc_second_order=second_order, seed=errors.seed, **_FEW))
    yield from _over(answers, result, {"first": "S1", "total": "ST"})
    if second_order:
        upper = np.triu_indices(len(model.factors), 1)
        pairs = result.pairs["second"]
        own = IndexEstimate(*(getattr(pairs, part)[upper] for part in ("value", "error", "low", "high")))
        names = tuple(f"{result.names[one]}, {result.names[other]}" for one, other in zip(*upper, strict=True))
        yield _Recomputed("second", names, own, np.mean([answer["S2"] for answer in answers], axis=0)[upper])


def _morris(
    model: StudyFunction, errors: Errors, result: MethodResult, *, trajectories: int, levels: int
) -> Iterator[_Recomputed]:
    numbers, labels = len(model.numbers), model.label
    design = MorrisDesign(numbers, trajectories, errors.seed, levels=levels, groups=labels)
    block, points = len(design.factors) + 1, design.points()
    y, whole = checked_blocks(result.outcomes[0], design.rows, block, drop=model.drops)
    x = points.reshape(-1, block, numbers)[whole].reshape(-1, numbers)
    answer = analysed("morris", unit_cube(numbers, labels), x, y.ravel(), num_levels=levels, seed=errors.seed, **_FEW)
    # A group has no direction: mcba gives it no mean with a sign and no spread.
    for name in ("mu_star", "mu", "sigma"):
        if np.isfinite(result.estimates[name].value).any():
            values = np.ma.filled(np.ma.asarray(answer[name], dtype=np.float64), np.nan)
            yield _Recomputed(name, result.names, result.estimates[name], values)


def _fast(
    model: StudyFunction,
    errors: Errors,
    result: MethodResult,
    *,
    curves: int,
    harmonics: int,
    **others: Any,  # noqa: ARG001
) -> Iterator[_Recomputed]:
    model = numbers_apart(model, "fast")
    count = len(model.numbers)
    y = standardised(result.outcomes[0]).reshape(curves, -1)
    answers = [analysed("fast", unit_cube(count), curve, M=harmonics, seed=errors.seed, **_FEW) for curve in y]
    yield from _over(answers, result, {"first": "S1", "total": "ST"})


def _dgsm(
    model: StudyFunction, errors: Errors, result: MethodResult, *, base: int, step: float
) -> Iterator[_Recomputed]:
    model = numbers_apart(model, "dgsm")
    design = DerivativeDesign(len(model.numbers), base, errors.seed, step=step, by_score=along_scores(model))
    y, whole = checked_blocks(result.outcomes[0], design.rows, design.dimension + 1, drop=model.drops)
    problem, x = along_scales(design, whole)
    answer = analysed("dgsm", problem, x, y.ravel(), seed=errors.seed, **_FEW)
    yield from _over([answer], result, {"bound": "dgsm", "mean_square": "vi"})


def _over(answers: list[Mapping[str, Any]], result: MethodResult, keys: Mapping[str, str]) -> Iterator[_Recomputed]:
    """Indices of several designs by SALib, as their mean."""
    for name, key in keys.items():
        mean = np.mean([finite_numbers(answer, key) for answer in answers], axis=0)
        yield _Recomputed(name, result.names, result.estimates[name], mean)


# --- of the worlds at hand


def _rbd_fast(factors: RunFactors, errors: Errors, result: MethodResult, *, harmonics: int) -> Iterator[_Recomputed]:
    worlds = factors.worlds
    alone = [place for place, name in enumerate(worlds.names) if name in result.names and name not in factors.closed]
    if not alone:
        raise RequestError(
            "SALib has the indices of single numbers, and every factor is several; say groups = 'number'"
        )
    x = worlds.x[:, alone]
    answer = analysed("rbd_fast", unit_cube(len(alone)), x, worlds.standard, M=harmonics, seed=errors.seed, **_FEW)
    kept = [result.names.index(worlds.names[place]) for place in alone]
    yield _Recomputed("first", *_of(result, "first", kept), finite_numbers(answer, "S1"))


def _pawn(
    factors: RunFactors, errors: Errors, result: MethodResult, *, classes: int, statistic: str
) -> Iterator[_Recomputed]:
    given = GivenWorlds.of(_ranked(factors, result), MOST_WORLDS["pawn"])
    own = pawn(given.worlds, classes=classes, statistic=statistic, **errors.options).index
    answer = analysed("pawn", given.problem, given.shares, given.worlds.y, S=classes, seed=errors.seed)
    yield _Recomputed("pawn", tuple(given.worlds.names), own, finite_numbers(answer, statistic))


def _delta(factors: RunFactors, errors: Errors, result: MethodResult, *, classes: int | None) -> Iterator[_Recomputed]:
    given = GivenWorlds.of(_ranked(factors, result), MOST_WORLDS["delta"])
    given.refuse_heavy_tail("a density on even points")
    own = delta(given.worlds, classes=classes, **errors.options)
    options = options_of_delta(errors, given.worlds.dimension)
    answer = analysed("delta", given.problem, given.shares, given.worlds.standard, method="delta", **options)
    yield _Recomputed("delta", tuple(given.worlds.names), own, finite_numbers(answer, "delta_raw"))


def _ranked(factors: RunFactors, result: MethodResult) -> RunFactors:
    """The factors that a method has ranked."""
    return factors.without([name for name in factors.worlds.names if name not in result.names], "the check")


def _of(result: MethodResult, index: str, kept: list[int]) -> tuple[tuple[str, ...], IndexEstimate]:
    whole = result.estimates[index]
    parts = (getattr(whole, part)[kept] for part in ("value", "error", "low", "high"))
    return tuple(result.names[place] for place in kept), IndexEstimate(*parts)


CHECKERS: dict[str, Checker] = {
    "sobol": Checker("sobol", _sobol),
    "fast": Checker("fast", _fast),
    "rbd_fast": Checker("rbd_fast", _rbd_fast),
    "morris": Checker("morris", _morris),
    "dgsm": Checker("dgsm", _dgsm),
    "pawn": Checker("pawn", _pawn, same_formula=False),
    "delta": Checker("delta", _delta, same_formula=False),
}
"""How each method that SALib has too is computed again."""
