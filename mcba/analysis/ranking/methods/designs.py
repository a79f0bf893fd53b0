"""Methods that evaluate the study at points of their own; its assumptions must be independent, or one factor."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.grouping import assumption_of
from mcba.analysis.ranking.indices.designed.derivatives import DerivativeDesign, dgsm
from mcba.analysis.ranking.indices.designed.elementary_effects import MorrisDesign, morris
from mcba.analysis.ranking.indices.designed.fourier import FastDesign, fast
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, replicate, sobol, sobol_by_base
from mcba.analysis.ranking.indices.refusals import MEND_DESIGN, refuse_nonfinite
from mcba.analysis.ranking.methods.method import (
    FIRST,
    TOTAL,
    Errors,
    IndexColumn,
    MethodResult,
    base_within,
    ranking_method,
    size_within,
)
from mcba.arrays import Array
from mcba.engine import checked
from mcba.errors import Note, RequestError, RunError
from mcba.families import Uniform
from mcba.study import is_certain

_CURVES, _FEWEST_OF_A_CURVE = 8, 65  # points, for the harmonics of `fast` to be told apart


def _sobol_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return base_within("sobol", worlds, len(model.factors) + 2)


@ranking_method("sobol", "design", FIRST, TOTAL, of_variance=True, sized=_sobol_within)
def _sobol(
    model: StudyFunction,
    errors: Errors,
    *,
    base: int = 4096,
    second_order: bool = False,
    replicates: int = 1,
    convergence: bool = False,
) -> MethodResult:
    """Sobol' indices, first order and total."""
    model.refuse_dependence("sobol")
    by_seed, outcomes, undefined = [], [], 0
    for replicate_number in range(checked("replicates", replicates, least=1)):
        seed = errors.seed + replicate_number
        design = SobolDesign(len(model.numbers), base, seed, second_order=second_order, groups=model.label)
        y = design_outcomes(model, design)
        by_seed.append(sobol(design, y, drop=model.drops, **errors.options))
        outcomes.append(y)
        undefined += undefined_blocks(y, design.block)
    indices = by_seed[0] if replicates == 1 else replicate(by_seed, mass=errors.mass)
    path = sobol_by_base(design, y, drop=model.drops, seed=errors.seed) if convergence else {}
    defined = y[np.isfinite(y)]
    return MethodResult(
        "total",
        design.factors,
        {"first": indices.first, "total": indices.total},
        replicates * design.rows,
        pairs={} if indices.second is None else {"second": indices.second},
        paths={
            f"{name}_path": [getattr(at_base, name) for at_base in path.values()] for name in ("first", "total") if path
        },
        sizes=tuple(rows * design.block for rows in path),
        attributes={"base": base, "middle": float(defined.mean()), "variance": float(defined.var())},
        notes=rows_left_out(undefined, replicates * base),
        outcomes=tuple(outcomes),
    )


def design_outcomes(model: StudyFunction, design: SobolDesign) -> Array:
    """Outcomes of a design piece by piece: its points are never all in memory."""
    return np.concatenate([model.outcome(points) for points in design.blocks()])


def undefined_blocks(y: Array, block: int) -> int:
    """How many blocks of a design have a point where the outcome is undefined."""
    return int(np.count_nonzero(~np.isfinite(y.reshape(-1, block)).all(axis=1)))


def rows_left_out(undefined: int, rows: int) -> tuple[Note, ...]:
    """What must be said of a design without the blocks where the outcome is undefined."""
    return (Note("rows_left_out", {"count": undefined, "rows": rows}),) if undefined else ()


def _morris_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return {"trajectories": size_within("morris", worlds, len(model.factors) + 1)}


@ranking_method(
    "morris", "design", IndexColumn("mu_star", "amount"), IndexColumn("sigma", "amount"), sized=_morris_within
)
def _morris(model: StudyFunction, errors: Errors, *, trajectories: int = 1000, levels: int = 4) -> MethodResult:
    """Morris screening."""
    model.refuse_dependence("morris")
    design = MorrisDesign(len(model.numbers), trajectories, errors.seed, levels=levels, groups=model.label)
    y = model.outcome(design.points(), to_the_ends=True)
    effects = morris(design, y, drop=model.drops, **errors.options)
    undefined = undefined_blocks(y, len(design.factors) + 1)
    return MethodResult(
        "mu_star",
        design.factors,
        {"mu_star": effects.mu_star, "mu": effects.mu, "sigma": effects.sigma},
        design.rows,
        attributes={"trajectories": trajectories},
        notes=(*rows_left_out(undefined, trajectories), *beyond_the_grid(model)),
        outcomes=(y,),
    )


def beyond_the_grid(model: StudyFunction) -> tuple[Note, ...]:
    """In how many worlds the outcome is undefined, which the few levels of a grid may all miss; refused, or said."""
    y = model.outcome_of_worlds()
    if not model.drops:
        refuse_nonfinite(y, "the outcome", instead=MEND_DESIGN)
    undefined = undefined_blocks(y, 1)
    return (Note("undefined_outcome", {"count": undefined, "worlds": len(y)}),) if undefined else ()


def _fast_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return {"base": size_within("fast", worlds, _CURVES * len(model.numbers), least=_FEWEST_OF_A_CURVE)}


@ranking_method("fast", "design", FIRST, TOTAL, of_variance=True, sized=_fast_within)
def _fast(
    model: StudyFunction, errors: Errors, *, base: int = 1025, curves: int = _CURVES, harmonics: int = 4
) -> MethodResult:
    """Extended FAST."""
    model = numbers_apart(model, "fast")
    design = FastDesign(len(model.numbers), base, errors.seed, curves=curves, harmonics=harmonics)
    y = model.outcome(design.points())
    shares = fast(design, y, **errors.options)
    estimates = {"first": shares.first, "total": shares.total}
    attributes = {"base": base}
    return MethodResult("total", model.factors, estimates, design.rows, attributes=attributes, outcomes=(y,))


def _dgsm_within(model: StudyFunction, worlds: int) -> Mapping[str, int]:
    return base_within("dgsm", worlds, len(model.numbers) + 1)


@ranking_method("dgsm", "design", IndexColumn("bound", "share"), of_variance=True, sized=_dgsm_within)
def _dgsm(model: StudyFunction, errors: Errors, *, base: int = 2048, step: float = 1e-4) -> MethodResult:
    """Upper bounds of total indices, from derivatives."""
    model = numbers_apart(model, "dgsm")
    refuse_steps(model, "dgsm")
    design = DerivativeDesign(len(model.numbers), base, errors.seed, step=step, by_score=along_scores(model))
    y = model.outcome(design.points())
    slopes = dgsm(design, y, names=model.factors, drop=model.drops, **errors.options)
    notes = rows_left_out(undefined_blocks(y, len(model.numbers) + 1), base)
    estimates = {"bound": slopes.bound, "mean_square": slopes.mean_square}
    attributes = {"base": base}
    return MethodResult(
        "bound", model.factors, estimates, design.rows, attributes=attributes, notes=notes, outcomes=(y,)
    )


def numbers_apart(model: StudyFunction, method: str) -> StudyFunction:
    """A model for methods that cannot move several numbers as one."""
    if model.grouped and not set(model.factors) <= set(map(assumption_of, model.numbers)):
        raise RequestError(f"{method} cannot take several assumptions as one; use sobol or morris for groups")
    model = model.apart()
    model.refuse_dependence(method)
    return model


def refuse_steps(model: StudyFunction, method: str) -> None:
    """Refuse assumptions that move in steps, for methods that take slopes."""
    steps = [
        unknown.name
        for unknown in model.drawn
        if not is_certain(unknown.family) and (unknown.family.discrete or unknown.family.atoms.size)
    ]
    if steps:
        raise RunError(
            f"{method} takes derivatives, and {', '.join(steps)} moves in steps; use sobol or first_order",
            code="no_derivative",
            names=tuple(steps),
        )


def along_scores(model: StudyFunction) -> list[bool]:
    """Whether each number is stepped along its normal score: all but uniform ones."""
    return [not isinstance(unknown.family, Uniform) for unknown in model.drawn for _ in range(unknown.numbers)]
