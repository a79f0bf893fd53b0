"""Methods of ranking that evaluate the study at points of their own, one adaptor each: from factors to indices.

An adaptor takes the model, how errors are found, and options of its own; the numbers are those of
`mcba.analysis.ranking.indices`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.indices import (
    MEND_DESIGN,
    dependent,
    derivatives,
    designed,
    oneway,
    refuse_nonfinite,
    screening,
    shapley as effects,
)
from mcba.analysis.ranking.methods.evaluated import BlockDependence, Model
from mcba.analysis.ranking.methods.method import Errors, Floats, Found
from mcba.engine import checked
from mcba.errors import Note, RequestError, RunError
from mcba.families import Uniform
from mcba.study import is_certain

EVALUATIONS = 2**20  # of a model, when nobody says how many


def sobol(
    model: Model,
    errors: Errors,
    *,
    base: int = 4096,
    second_order: bool = False,
    replicates: int = 1,
    convergence: bool = False,
) -> Found:
    """Sobol' indices, first order and total."""
    model.refuse_dependence("sobol")
    found, undefined = [], 0
    for replicate in range(checked("replicates", replicates, least=1)):
        design = designed.SobolDesign(
            len(model.numbers), base, errors.seed + replicate, second_order=second_order, groups=model.label
        )
        y = _evaluated(model, design)
        found.append(designed.sobol(design, y, drop=model.drops, **errors.options))
        undefined += _undefined(y, design.block)
    indices = found[0] if replicates == 1 else designed.replicate(found, mass=errors.mass)
    path = designed.convergence(design, y, drop=model.drops, seed=errors.seed) if convergence else {}
    defined = y[np.isfinite(y)]
    return Found(
        "total",
        design.factors,
        {"first": indices.first, "total": indices.total},
        replicates * design.rows,
        pairs={} if indices.second is None else {"second": indices.second},
        paths={f"{name}_path": [getattr(one, name) for one in path.values()] for name in ("first", "total") if path},
        sizes=tuple(rows * design.block for rows in path),
        attributes={"base": base, "middle": float(defined.mean()), "variance": float(defined.var())},
        notes=_left_out(undefined, replicates * base),
    )


def _evaluated(model: Model, design: designed.SobolDesign) -> Floats:
    """Outcomes of a design piece by piece: its points are never all in memory."""
    return np.concatenate([model.outcome(points) for points in design.blocks()])


def _undefined(y: Floats, block: int) -> int:
    """How many blocks of a design have a point where the outcome is undefined."""
    return int(np.count_nonzero(~np.isfinite(y.reshape(-1, block)).all(axis=1)))


def _left_out(undefined: int, rows: int) -> tuple[Note, ...]:
    """What must be said of a design without the blocks where the outcome is undefined."""
    return (Note("rows_left_out", {"count": undefined, "rows": rows}),) if undefined else ()


def morris(model: Model, errors: Errors, *, trajectories: int = 1000, levels: int = 4) -> Found:
    """Morris screening."""
    model.refuse_dependence("morris")
    design = screening.MorrisDesign(len(model.numbers), trajectories, errors.seed, levels=levels, groups=model.label)
    y = model.outcome(design.points(), to_the_ends=True)
    found = screening.morris(design, y, drop=model.drops, **errors.options)
    undefined = _undefined(y, len(design.factors) + 1)
    return Found(
        "mu_star",
        design.factors,
        {"mu_star": found.mu_star, "mu": found.mu, "sigma": found.sigma},
        design.rows,
        attributes={"trajectories": trajectories},
        notes=(*_left_out(undefined, trajectories), *_beyond_the_grid(model)),
    )


def _beyond_the_grid(model: Model) -> tuple[Note, ...]:
    """In how many worlds the outcome is undefined, which the few levels of a grid may all miss; refused, or said."""
    y = model.outcome_of_worlds()
    if not model.drops:
        refuse_nonfinite(y, "the outcome", instead=MEND_DESIGN)
    undefined = _undefined(y, 1)
    return (Note("undefined_outcome", {"count": undefined, "worlds": len(y)}),) if undefined else ()


def fast(model: Model, errors: Errors, *, base: int = 1025, curves: int = 8, harmonics: int = 4) -> Found:
    """Extended FAST."""
    model = _numbers_apart(model, "fast")
    design = screening.FastDesign(len(model.numbers), base, errors.seed, curves=curves, harmonics=harmonics)
    found = screening.fast(design, model.outcome(design.points()), **errors.options)
    return Found(
        "total", model.factors, {"first": found.first, "total": found.total}, design.rows, attributes={"base": base}
    )


def dgsm(model: Model, errors: Errors, *, base: int = 2048, step: float = 1e-4) -> Found:
    """Upper bounds of total indices, from derivatives."""
    model = _numbers_apart(model, "dgsm")
    drawn = model.drawn
    steps = [one.name for one in drawn if not is_certain(one.family) and (one.family.discrete or one.family.atoms.size)]
    if steps:
        raise RunError(
            f"dgsm takes derivatives, and {', '.join(steps)} moves in steps; use sobol or first_order",
            code="no_derivative",
            names=tuple(steps),
        )
    by_score = [not isinstance(one.family, Uniform) for one in drawn for _ in range(one.numbers)]
    design = derivatives.DerivativeDesign(len(model.numbers), base, errors.seed, step=step, by_score=by_score)
    y = model.outcome(design.points())
    found = derivatives.dgsm(design, y, names=model.factors, drop=model.drops, **errors.options)
    notes = _left_out(_undefined(y, len(model.numbers) + 1), base)
    estimates = {"bound": found.bound, "mean_square": found.mean_square}
    return Found("bound", model.factors, estimates, design.rows, attributes={"base": base}, notes=notes)


def _numbers_apart(model: Model, method: str) -> Model:
    """A model for methods that cannot move several numbers as one."""
    assumptions = {label.partition("[")[0] for label in model.numbers}
    if model.grouped and not set(model.factors) <= assumptions:
        raise RequestError(f"{method} cannot take several assumptions as one; use sobol or morris for groups")
    model = model.apart()
    model.refuse_dependence(method)
    return model


# --- for assumptions that move together


def shapley(
    model: Model,
    errors: Errors,
    *,
    base: int = 4096,
    permutations: int | None = None,
    rows: int = 16,
    exact: bool | None = None,
) -> Found:
    """Shapley effects."""
    model, dependence = _dependent(model, "shapley")
    count = len(model.numbers)
    if exact or (exact is None and permutations is None and count <= effects.MOST_EXACT):
        index = effects.shapley_exact(model.outcome_of_dependent, dependence, base=base, **errors.options)
        evaluated, orders = base * (2**count - 1), 0
    else:
        orders = permutations or 2 * max(32, min(1024, EVALUATIONS // (2 * rows * (count + 1))))
        index = effects.shapley_permutations(
            model.outcome_of_dependent, dependence, permutations=orders, rows=rows, **errors.options
        )
        evaluated = orders * rows * (count + 1)
    attributes = {"how": "orders" if orders else "subsets", "orders": orders}
    return Found("shapley", model.factors, {"shapley": index}, evaluated, attributes=attributes)


def kucherenko(model: Model, errors: Errors, *, base: int = 8192) -> Found:
    """Kucherenko's full and independent indices."""
    model, dependence = _dependent(model, "kucherenko")
    found = dependent.kucherenko(model.outcome_of_dependent, dependence, base=base, **errors.options)
    evaluated = base * (2 * len(model.numbers) + 1)
    estimates = {"full": found.full, "independent": found.independent}
    return Found("full", model.factors, estimates, evaluated, attributes={"base": base})


def _dependent(model: Model, method: str) -> tuple[Model, BlockDependence]:
    assumptions = {label.partition("[")[0] for label in model.numbers}
    if model.grouped and not set(model.factors) <= assumptions:
        raise RequestError(f"{method} cannot take several assumptions as one; use sobol with the groups")
    model = model.apart()
    return model, model.dependence(method)


# --- one at a time


def tornado(model: Model, errors: Errors, *, low: float = 0.05, high: float = 0.95, at: str = "median") -> Found:  # noqa: ARG001
    """One factor at a time from a low to a high end."""
    if not 0 < low < high < 1:
        raise RunError(f"low = {low:g}, high = {high:g}; give two shares of worlds, such as 0.05 and 0.95")
    base, factor_of, count = model.base(at), _places(model), len(model.factors)

    def outcome(moved: Floats) -> Floats:
        """Outcomes where each factor is at its base (0), low (-1) or high (1)."""
        step = moved[:, factor_of]
        return model.outcome_of_dependent(np.where(step < 0, low, np.where(step > 0, high, base)))

    found = oneway.tornado(outcome, np.zeros(count), -np.ones(count), np.ones(count))
    numbers = {"swing": found.swing, "low": found.low, "high": found.high}
    attributes = {"middle": found.base, "low_share": low, "high_share": high, "at": at}
    return Found("swing", model.factors, {}, 2 * count + 1, numbers, attributes=attributes)


def elasticity(model: Model, errors: Errors, *, step: float = 1e-4) -> Found:  # noqa: ARG001
    """What one per cent of a factor does, at the base."""
    values, factors = model.base_values(), model.factors
    factor = dict(zip((number.partition("[")[0] for number in model.numbers), _places(model), strict=False))

    def outcome(scale: Floats) -> Floats:
        """Outcomes where the values of each factor are multiplied by these numbers."""
        return model.plan.outcome_of({name: value * scale[:, factor[name]] for name, value in values.items()})

    found = oneway.elasticities(outcome, np.ones(len(factors)), step=step)
    still = np.array(
        [all(not value.any() for name, value in values.items() if factors[factor[name]] == one) for one in factors]
    )
    numbers = {"elasticity": np.where(still, np.nan, found.elasticity)}
    return Found("elasticity", factors, {}, 2 * len(factors) + 1, numbers)


def _places(model: Model) -> NDArray[np.intp]:
    return np.array([model.factors.index(label) for label in model.label], dtype=np.intp)
