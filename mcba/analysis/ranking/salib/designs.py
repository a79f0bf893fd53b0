"""Methods by SALib that evaluate the study at points of a design: in the unit cube, in the order of the points.

Points are SALib's own, but for two. Those of `sobol` are ours, which are SALib's to the bit and made faster. Those of
`dgsm` are ours along normal scores: SALib steps along the probability, where the slope of any distribution that falls
to nothing at its ends has no mean square. Radial designs are drawn at random: SALib's other choice, Sobol' points that
are not scrambled, begins in a corner of the cube, where a normal is six standard deviations from its mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.indices.designed.derivatives import DerivativeDesign, dgsm
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, refuse_unfit
from mcba.analysis.ranking.indices.refusals import checked_blocks, refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import IndexEstimate
from mcba.analysis.ranking.indices.worlds import standardised
from mcba.analysis.ranking.methods.designs import (
    along_scores,
    beyond_the_grid,
    design_outcomes,
    numbers_apart,
    refuse_steps,
    rows_left_out,
)
from mcba.analysis.ranking.methods.method import (
    FIRST,
    TOTAL,
    Errors,
    IndexColumn,
    MethodResult,
    Sized,
    base_within,
    ranking_method,
    size_within,
)
from mcba.analysis.ranking.salib.answers import finite_numbers, index_of, result_by_salib, with_interval
from mcba.analysis.ranking.salib.calling import analysed, resampled, sampled, unit_cube
from mcba.arrays import Array
from mcba.errors import Note

_MU_STAR, _SIGMA, _TOTAL = (
    IndexColumn("mu_star", "amount"),
    IndexColumn("sigma", "plain"),
    IndexColumn("total", "plain"),
)
_FEWEST_OF_A_CURVE = 65  # points, for the harmonics of `fast` to be told apart


@dataclass(frozen=True, eq=False)
class _Evaluation:
    """Points (row, number) of a design and their outcomes (row,), without the blocks where one is undefined."""

    x: Array
    y: Array
    blocks: int
    notes: tuple[Note, ...]


def _evaluation(
    model: StudyFunction, points: Array, block: int, *, drop: bool = True, to_the_ends: bool = False
) -> _Evaluation:
    outcomes = model.outcome(points, to_the_ends=to_the_ends)
    y, whole = checked_blocks(outcomes, len(points), block, drop=drop and model.drops)
    x = points.reshape(-1, block, points.shape[1])[whole].reshape(-1, points.shape[1])
    return _Evaluation(x, y.ravel(), len(y), rows_left_out(int(np.count_nonzero(~whole)), whole.size))


# --- shares of variance


def _sobol_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return base_within("salib:sobol", worlds, len(model.factors) + 2)


def _base_within(method: str) -> Sized:
    """The size of designs of a point and a step along each number."""
    return lambda model, worlds: base_within(method, worlds, len(model.numbers) + 1)


@ranking_method("salib:sobol", "design", FIRST, TOTAL, of_variance=True, sized=_sobol_within)
def _sobol(model: StudyFunction, errors: Errors, *, base: int = 4096, second_order: bool = False) -> MethodResult:
    """Sobol' indices, first order and total."""
    model.refuse_dependence("salib:sobol")
    design = SobolDesign(len(model.numbers), base, errors.seed, second_order=second_order, groups=model.label)
    y, whole = checked_blocks(design_outcomes(model, design), design.rows, design.block, drop=model.drops)
    refuse_unfit(design, y)
    options = resampled(errors)
    answer = analysed(
        "sobol", unit_cube(len(model.numbers), model.label), y.ravel(), calc_second_order=second_order, **options
    )
    return result_by_salib(
        "sobol",
        design.factors,
        design.rows,
        main="total",
        estimates={"first": _index(answer, "S1", errors), "total": _index(answer, "ST", errors)},
        options=options,
        attributes={"base": base},
        notes=rows_left_out(int(np.count_nonzero(~whole)), whole.size),
        pairs={"second": _pairs(answer, errors)} if second_order else {},
    )


@ranking_method("salib:sobol_jansen", "design", _TOTAL, of_variance=True, sized=_base_within("salib:sobol_jansen"))
def _sobol_jansen(model: StudyFunction, errors: Errors, *, base: int = 4096) -> MethodResult:
    """Total indices from radial points. SALib's interval is left out: it takes factors for resamples."""
    model = numbers_apart(model, "salib:sobol_jansen")
    evaluation = _radial(model, errors, base)
    refuse_heavy_tail(standardised(evaluation.y), "a share of variance")
    answer = analysed(
        "sobol_jansen", unit_cube(len(model.numbers)), standardised(evaluation.y), evaluation.blocks, 2, seed=0
    )
    numbers = {"total": finite_numbers(answer, "ST")}
    return _result(
        "sobol_jansen", model, evaluation, main="total", numbers=numbers, notes=(Note("salib_wrong_interval"),)
    )


def _fast_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return {"base": size_within("salib:fast", worlds, len(model.numbers), least=_FEWEST_OF_A_CURVE)}


@ranking_method("salib:fast", "design", FIRST, TOTAL, of_variance=True, sized=_fast_within)
def _fast(model: StudyFunction, errors: Errors, *, base: int = 4097, harmonics: int = 4) -> MethodResult:
    """Extended FAST, one curve for each number."""
    model = numbers_apart(model, "salib:fast")
    problem = unit_cube(len(model.numbers))
    points = sampled("fast_sampler", problem, base, M=harmonics, seed=errors.seed)
    evaluation = _evaluation(model, points, len(model.numbers), drop=False)
    refuse_heavy_tail(standardised(evaluation.y), "a share of variance")
    options = resampled(errors)
    answer = analysed("fast", unit_cube(len(model.numbers)), standardised(evaluation.y), M=harmonics, **options)
    estimates = {"first": _index(answer, "S1", errors), "total": _index(answer, "ST", errors)}
    notes = (Note("salib_rough_interval"),)
    return _result("fast", model, evaluation, main="total", estimates=estimates, options=options, notes=notes)


@ranking_method(
    "salib:shapley", "design", IndexColumn("shapley", "share"), of_variance=True, sized=_base_within("salib:shapley")
)
def _shapley(model: StudyFunction, errors: Errors, *, base: int = 4096) -> MethodResult:
    """Shapley effects of independent assumptions (Goda)."""
    model = numbers_apart(model, "salib:shapley")
    count = len(model.numbers)
    evaluation = _evaluation(model, sampled("shapley", unit_cube(count), base, seed=errors.seed), count + 1)
    standard = standardised(evaluation.y)
    refuse_heavy_tail(standard, "a share of variance")
    answer = analysed("shapley", unit_cube(count), evaluation.x, standard, conf_level=errors.mass, seed=errors.seed)
    estimates = {"shapley": _index(answer, "shapley_normalized", errors)}
    return _result("shapley", model, evaluation, main="shapley", estimates=estimates)


@ranking_method(
    "salib:dgsm", "design", IndexColumn("bound", "share"), of_variance=True, sized=_base_within("salib:dgsm")
)
def _dgsm(model: StudyFunction, errors: Errors, *, base: int = 2048, step: float = 1e-4) -> MethodResult:
    """Upper bounds of total indices from derivatives, along the probability of uniform numbers, else normal scores."""
    model = numbers_apart(model, "salib:dgsm")
    refuse_steps(model, "salib:dgsm")
    design = DerivativeDesign(len(model.numbers), base, errors.seed, step=step, by_score=along_scores(model))
    outcomes = model.outcome(design.points())
    dgsm(design, outcomes, names=model.factors, drop=model.drops, resamples=2)  # refuses what has no mean square
    y, whole = checked_blocks(outcomes, design.rows, len(model.numbers) + 1, drop=model.drops)
    problem, x = along_scales(design, whole)
    options = resampled(errors)
    answer = analysed("dgsm", problem, x, standardised(y.ravel()), **options)
    # SALib's interval is that of the mean square itself; the bound is a multiple of it.
    multiple = finite_numbers(answer, "dgsm") / np.maximum(finite_numbers(answer, "vi"), np.finfo(float).tiny)
    half = finite_numbers(answer, "dgsm_conf") * multiple
    estimates = {"bound": with_interval(finite_numbers(answer, "dgsm"), half, said=errors.mass, mass=errors.mass)}
    evaluation = _Evaluation(x, y.ravel(), len(y), rows_left_out(int(np.count_nonzero(~whole)), whole.size))
    return _result("dgsm", model, evaluation, main="bound", estimates=estimates, options=options)


def along_scales(design: DerivativeDesign, whole: Any) -> tuple[dict[str, Any], Array]:
    """The problem and points that give SALib's `dgsm` the scale along which each number is stepped.

    SALib's constant is the squared width of the bounds over pi squared: bounds of width pi give the 1 of a normal
    score.

    Parameters
    ----------
    design : DerivativeDesign
    whole : (point,)
        Which points are kept.

    Returns
    -------
    problem, (row, number)
    """
    scored = np.asarray(design.by_score)
    points = design.points().reshape(design.base, design.dimension + 1, design.dimension)[whole]
    points[..., scored] = special.ndtri(points[..., scored])
    columns = np.arange(design.dimension)
    start = points[:, 0]
    sign = np.sign(points[:, columns + 1, columns] - start)
    points[:, columns + 1, columns] = start + sign * design.step  # without the rounding of there and back
    problem = unit_cube(design.dimension)
    problem["bounds"] = [[0.0, np.pi if score else 1.0] for score in scored]
    return problem, points.reshape(-1, design.dimension)


# --- effects of steps, in the unit of the outcome


def _morris_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return {"trajectories": size_within("salib:morris", worlds, len(model.factors) + 1)}


@ranking_method("salib:morris", "design", _MU_STAR, _SIGMA, sized=_morris_within)
def _morris(model: StudyFunction, errors: Errors, *, trajectories: int = 1000, levels: int = 4) -> MethodResult:
    """Morris screening."""
    model.refuse_dependence("salib:morris")
    numbers, labels = len(model.numbers), model.label
    points = sampled("morris", unit_cube(numbers, labels), trajectories, num_levels=levels, seed=errors.seed)
    evaluation = _evaluation(model, points, len(model.factors) + 1, to_the_ends=True)
    options = resampled(errors)
    answer = analysed("morris", unit_cube(numbers, labels), evaluation.x, evaluation.y, num_levels=levels, **options)
    return _effects("morris", model, evaluation, answer, errors, options, beyond_the_grid(model))


@ranking_method("salib:radial_ee", "design", _MU_STAR, _SIGMA, sized=_base_within("salib:radial_ee"))
def _radial_ee(model: StudyFunction, errors: Errors, *, base: int = 1024) -> MethodResult:
    """Elementary effects from radial points."""
    model = numbers_apart(model, "salib:radial_ee")
    refuse_steps(model, "salib:radial_ee")
    evaluation = _radial(model, errors, base)
    options = resampled(errors)
    answer = analysed(
        "radial_ee", unit_cube(len(model.numbers)), evaluation.x, evaluation.y, evaluation.blocks, **options
    )
    return _effects("radial_ee", model, evaluation, answer, errors, options)


@ranking_method("salib:ff", "design", IndexColumn("effect", "plain"))
def _ff(model: StudyFunction, errors: Errors, *, second_order: bool = False) -> MethodResult:
    """Main effects of a fractional factorial: half the change from all low to all high ends, without an error."""
    model = numbers_apart(model, "salib:ff")
    count = len(model.numbers)
    corners = sampled("ff", unit_cube(count), seed=errors.seed)
    evaluation = _evaluation(model, corners[:, :count], len(corners), drop=False, to_the_ends=True)
    answer = analysed("ff", unit_cube(count), corners, evaluation.y, second_order=second_order, seed=errors.seed)
    effects = finite_numbers(answer, "ME")
    dummy = float(np.abs(effects[count:]).max(initial=0.0))
    pairs = {"second": _interactions(answer, len(effects), count)} if second_order else {}
    return _result(
        "ff",
        model,
        evaluation,
        main="effect",
        numbers={"effect": effects[:count]},
        pairs=pairs,
        attributes={"largest_dummy": dummy},
        notes=(Note("salib_no_interval"), *beyond_the_grid(model)),
    )


# --- what they have in common


def _radial(model: StudyFunction, errors: Errors, base: int) -> _Evaluation:
    count = len(model.numbers)
    points = sampled("radial.radial_mc", unit_cube(count), base, seed=errors.seed)
    return _evaluation(model, points, count + 1)


def _index(answer: Mapping[str, Any], key: str, errors: Errors) -> IndexEstimate:
    return index_of(answer, key, said=errors.mass, mass=errors.mass)


def _pairs(answer: Mapping[str, Any], errors: Errors) -> IndexEstimate:
    """Second-order indices, of which SALib gives the upper half, (factor, factor)."""
    value, half = (np.asarray(answer[key], dtype=np.float64) for key in ("S2", "S2_conf"))
    both = (np.where(np.isnan(part), part.T, part) for part in (value, half))
    return with_interval(*both, said=errors.mass, mass=errors.mass)


def _interactions(answer: Mapping[str, Any], padded: int, count: int) -> IndexEstimate:
    """Interactions of pairs, (factor, factor), without an error; those of dummies are left out."""
    value = np.full((padded, padded), np.nan)
    later, earlier = np.tril_indices(padded, -1)
    value[later, earlier] = value[earlier, later] = np.asarray(answer["IE"], dtype=np.float64)
    value = value[:count, :count]
    unknown = np.full_like(value, np.nan)
    return IndexEstimate(value, unknown, unknown, unknown)


def _effects(
    analyser: str,
    model: StudyFunction,
    evaluation: _Evaluation,
    answer: Mapping[str, Any],
    errors: Errors,
    options: Mapping[str, Any],
    notes: tuple[Note, ...] = (),
) -> MethodResult:
    """Elementary effects; the spread and the mean with its sign have no error, and a group has none of them."""
    numbers = {name: np.ma.filled(np.ma.asarray(answer[name], dtype=np.float64), np.nan) for name in ("sigma", "mu")}
    estimates = {"mu_star": _index(answer, "mu_star", errors)}
    return _result(
        analyser, model, evaluation, main="mu_star", estimates=estimates, numbers=numbers, options=options, notes=notes
    )


def _result(
    analyser: str, model: StudyFunction, evaluation: _Evaluation, *, notes: tuple[Note, ...] = (), **others: Any
) -> MethodResult:
    return result_by_salib(analyser, model.factors, len(evaluation.y), notes=(*evaluation.notes, *notes), **others)
