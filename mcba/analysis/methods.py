"""The methods of a ranking, one adaptor each: from factors to indices, and the table that names them.

An adaptor takes the worlds at hand or the model, how errors are found, and options of its own; the numbers are those of
`mcba.analysis.sensitivity`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from mcba.analysis.assumed import ASSUMED, assumed_share
from mcba.analysis.factors import AtHand, BlockDependence, Model
from mcba.analysis.sensitivity import (
    association,
    dependent,
    designed,
    given,
    oneway,
    region,
    screening,
    shapley,
    shifts,
)
from mcba.analysis.sensitivity.influence import MASS, RESAMPLES
from mcba.analysis.sensitivity.resampling import Estimate, Index
from mcba.analysis.sensitivity.worlds import HEAVY_TAIL, checked_outcomes
from mcba.engine.result import checked
from mcba.errors import Note, RunError

Floats = NDArray[np.float64]

TURNS = 4.0  # standard errors from which a conditional mean is said to turn
FLAT = 0.1  # of its range
EVALUATIONS = 2**20  # of a model, when nobody says how many
FEWEST = 512  # worlds from which a path of convergence starts


@dataclass(frozen=True)
class Errors:
    """How the errors of indices are found."""

    resamples: int = RESAMPLES
    mass: float = MASS
    seed: int = 1

    @property
    def options(self) -> dict[str, Any]:
        """As the methods take them."""
        return {"resamples": self.resamples, "mass": self.mass, "seed": self.seed}


@dataclass(frozen=True, eq=False)
class Found:
    """What a method says of the factors, in their order.

    `estimates` have errors and intervals, `numbers` none; `pairs` are (factor, factor), `curves` (factor, class),
    `paths` what fewer worlds (`sizes`) would have said, `points` worlds to be looked at.
    `main` is the estimate or number that ranks, and `by_chance` how large it is for a factor that plays no part.
    `evaluated` counts the worlds that were looked at.
    """

    main: str
    names: tuple[str, ...]
    estimates: Mapping[str, Estimate]
    evaluated: int
    numbers: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    pairs: Mapping[str, Estimate] = field(default_factory=dict)
    curves: Mapping[str, Floats] = field(default_factory=dict)
    paths: Mapping[str, Sequence[Estimate]] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    points: Mapping[str, Floats] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    by_chance: Floats | float = 0.0


@dataclass(frozen=True)
class Method:
    """One way to rank.

    `source` is what it looks at: `worlds` (those of a run), `design` (the study at points that the method chooses,
    independent assumptions), `dependence` (the study, assumptions that move together) or `base` (one assumption at a
    time around the base). `marginal` says that a correlated neighbour is counted in, so that numbers of correlated
    assumptions are associations; `of_variance` that a design shares out a variance, which an outcome may not have.
    """

    source: str
    find: Callable[..., Found]
    marginal: bool = False
    of_variance: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the method's own options."""
        return tuple(inspect.signature(self.find).parameters)[2:]


# --- from the worlds at hand


def _overview(
    at_hand: AtHand,
    errors: Errors,
    *,
    statistic: str | float = "mean",
    convergence: bool = False,
    sample: int = 0,
) -> Found:
    """Tornado, first-order index and rank correlation, side by side; correlations only where variances do not exist."""
    try:
        tornado = _conditional(at_hand, errors, statistic=statistic)
        first = _first_order(at_hand, errors, convergence=convergence)
    except RunError as error:
        if error.code not in HEAVY_TAIL:
            raise
        return replace(_by_ranks(at_hand, errors), notes=(error.note,))
    spearman = association.spearman(at_hand.worlds, **errors.options)
    found = replace(
        tornado,
        main="first",
        estimates={**tornado.estimates, **first.estimates, "spearman": spearman},
        paths=first.paths,
        sizes=first.sizes,
        points=_points(at_hand, sample),
    )
    return found if at_hand.run.study is None else _with_share_of_assumed(found, at_hand, errors)


def _by_ranks(at_hand: AtHand, errors: Errors) -> Found:
    """Rank correlation and partial rank correlation, side by side; a single assumption has no partial one."""
    spearman = _spearman(at_hand, errors)
    if at_hand.worlds.dimension == 1:
        return spearman
    return replace(spearman, estimates={**spearman.estimates, **_partial_rank(at_hand, errors).estimates})


def _points(at_hand: AtHand, count: int) -> dict[str, Floats]:
    """The first worlds themselves, to be looked at; a score has no unit of an assumption, but that of the outcome."""
    return {"assumption_at": at_hand.worlds.x[:count].T, "outcome_at": at_hand.worlds.y[:count]} if count else {}


def _conditional(at_hand: AtHand, errors: Errors, *, statistic: str | float = "mean", classes: int = 10) -> Found:
    worlds = at_hand.worlds
    names = tuple(worlds.names)
    found = given.conditional(worlds, statistic, classes=classes, **errors.options)
    filled = [np.flatnonzero(np.isfinite(row)) for row in found.value]
    ends = np.array([(row[0], row[-1]) for row in filled]).T
    each = np.arange(worlds.dimension)
    low, high = (found.value[each, end] for end in ends)
    # A score has no unit of an assumption.
    own = np.where(np.isin(worlds.names, at_hand.scored), np.nan, 1.0)
    middle = {"mean": worlds.y.mean(), "positive": np.mean(worlds.y > 0)}.get(str(statistic))
    turning = _turning(names, found)
    low_error, high_error = (found.error[each, end] for end in ends)
    return Found(
        "swing",
        names,
        {"swing": found.swing},
        worlds.count,
        {
            "low": low,
            "high": high,
            "low_error": low_error,
            "high_error": high_error,
            "low_at": own * found.x_mean[each, ends[0]],
            "high_at": own * found.x_mean[each, ends[1]],
        },
        curves={
            "conditional": found.value,
            "conditional_error": found.error,
            "conditional_at": own[:, np.newaxis] * found.x_mean,
        },
        attributes={
            "statistic": str(statistic),
            "middle": float(np.quantile(worlds.y, float(statistic)) if middle is None else middle),
            "turning": turning,
        },
        notes=tuple(Note("turning", {"name": name}) for name in turning),
    )


def _turning(names: tuple[str, ...], found: given.Conditional) -> list[str]:
    """Along which factors the conditional mean turns: what a correlation and the swing between the ends do not see."""
    turning = []
    for name, value, error in zip(names, found.value, found.error, strict=True):
        inside = np.isfinite(value)
        mean, doubt = value[inside], float(error[inside].max())
        low, high = sorted((mean[0], mean[-1]))
        beyond = max(mean.max() - high, low - mean.min())
        if beyond > max(TURNS * np.sqrt(2) * doubt, FLAT * np.ptp(mean)):
            turning.append(name)
    return turning


def _with_share_of_assumed(found: Found, at_hand: AtHand, errors: Errors) -> Found:
    """Add the share of variance that assumptions without a source explain together, with its interval.

    A ranking by status has it in the row of that status too.
    """
    known = assumed_share(at_hand.run, at_hand.outcome)
    reach = float(special.ndtri(0.5 + errors.mass / 2)) * known.alone.error
    share = {
        "value": known.alone.value,
        "low": max(known.alone.value - reach, 0.0),
        "high": min(known.alone.value + reach, 1.0),
        "error": known.alone.error,
    }
    estimates = dict(found.estimates)
    if ASSUMED in found.names:
        row, first = np.array(found.names) == ASSUMED, estimates["first"]
        estimates["first"] = replace(
            first, **{part: np.where(row, value, getattr(first, part)) for part, value in share.items()}
        )
    attributes = {f"assumed_share{'' if part == 'value' else f'_{part}'}": value for part, value in share.items()}
    attributes |= {"assumed_share_at_most": known.at_most.value, "assumed_share_at_most_error": known.at_most.error}
    return replace(
        found, estimates=estimates, attributes={**found.attributes, **attributes}, notes=(*found.notes, *known.notes)
    )


def _single(main: str, find: Callable[..., Index]) -> Callable[..., Found]:
    """A method that gives one index from the worlds at hand."""

    def found(at_hand: AtHand, errors: Errors, **options: Any) -> Found:
        worlds = at_hand.worlds
        return Found(main, tuple(worlds.names), {main: find(worlds, **errors.options, **options)}, worlds.count)

    return found


def _first_order(at_hand: AtHand, errors: Errors, *, classes: int | None = None, convergence: bool = False) -> Found:
    worlds = at_hand.worlds
    index = _allowing_for_evenness(
        at_hand, given.first_order(worlds, classes=classes, **errors.options), _curve_parameters(worlds.count, classes)
    )
    found = Found("first", tuple(worlds.names), {"first": index}, worlds.count)
    if not convergence:
        return found
    path = {}
    for count in worlds.count >> np.arange(int(worlds.count).bit_length())[::-1]:
        if FEWEST <= count < worlds.count:
            fewer = replace(worlds, x=worlds.x[:count], y=worlds.y[:count])
            try:
                index_of_fewer = given.first_order(fewer, classes=classes, **errors.options)
            except RunError:  # so few worlds say nothing, and the path starts later
                continue
            path[int(count)] = _allowing_for_evenness(
                at_hand, index_of_fewer, _curve_parameters(fewer.count, classes), fewer.count
            )
    path[worlds.count] = index
    return replace(found, paths={"first_path": list(path.values())}, sizes=tuple(path))


def _rbd_fast(at_hand: AtHand, errors: Errors, *, harmonics: int = 10) -> Found:
    worlds = at_hand.worlds
    index = given.rbd_fast(worlds, harmonics=harmonics, **errors.options)
    index = _allowing_for_evenness(at_hand, index, 2 * harmonics)
    return Found("first", tuple(worlds.names), {"first": index}, worlds.count)


def _curve_parameters(count: int, classes: int | None) -> int:
    """How many numbers `first_order` fits: a line in each class."""
    return 2 * (classes or min(50, max(4, round(np.cbrt(count)))))


def _allowing_for_evenness(at_hand: AtHand, index: Index, parameters: int, count: int | None = None) -> Index:
    """Widen the intervals of shares from worlds that lie more evenly than independent ones.

    A share is freed from the noise that so many fitted parameters follow in independent worlds. In even worlds there is
    less of it, down to none, so the share comes out too low by up to that much.
    """
    if not at_hand.run.randomisations:
        return index
    taken = parameters / (count or at_hand.worlds.count) * np.clip(1 - index.value, 0, 1)
    return replace(index, error=np.hypot(index.error, taken), high=index.high + taken)


def _spearman(at_hand: AtHand, errors: Errors) -> Found:
    return _single("spearman", association.spearman)(at_hand, errors)


def _partial_rank(at_hand: AtHand, errors: Errors) -> Found:
    return _single("partial_rank", association.partial_rank)(at_hand, errors)


def _delta(at_hand: AtHand, errors: Errors, *, classes: int | None = None) -> Found:
    return _single("delta", shifts.delta)(at_hand, errors, classes=classes)


def _regression(at_hand: AtHand, errors: Errors) -> Found:
    worlds = at_hand.worlds
    found = association.regression(worlds, **errors.options)
    explained = found.r_squared
    return Found(
        "coefficient",
        tuple(worlds.names),
        {"coefficient": found.coefficient},
        worlds.count,
        attributes={
            "r_squared": float(explained.value),
            "r_squared_low": float(explained.low),
            "r_squared_high": float(explained.high),
            "r_squared_error": float(explained.error),
        },
    )


def _variance_shares(at_hand: AtHand, errors: Errors, *, degree: int = 3) -> Found:
    worlds = at_hand.worlds
    found = association.variance_shares(worlds, degree=degree, **errors.options)
    return Found(
        "structural",
        tuple(worlds.names),
        {"structural": found.structural, "correlative": found.correlative},
        worlds.count,
        attributes={"explained": found.explained},
    )


def _pawn(at_hand: AtHand, errors: Errors, *, classes: int = 10, statistic: str = "median") -> Found:
    worlds = at_hand.worlds
    found = shifts.pawn(worlds, classes=classes, statistic=statistic, **errors.options)
    numbers = {"noise": found.noise}
    return Found("pawn", tuple(worlds.names), {"pawn": found.index}, worlds.count, numbers, by_chance=found.noise)


def _regional(at_hand: AtHand, errors: Errors, *, below: float = 0.0) -> Found:
    worlds = at_hand.worlds
    bad = worlds.y < below
    found = region.regional(worlds, bad, **errors.options)
    numbers = {"limit": found.limit, "low_is_bad": found.low_is_bad, "p_value": found.p_value}
    attributes = {"below": below, "bad": float(bad.mean())}
    return Found(
        "distance", tuple(worlds.names), {"distance": found.distance}, worlds.count, numbers, attributes=attributes
    )


def _box(at_hand: AtHand, errors: Errors, *, below: float = 0.0, peel: float = 0.05, least_mass: float = 0.05) -> Found:
    worlds = at_hand.worlds
    found = region.box(worlds, worlds.y < below, peel=peel, least_mass=least_mass, seed=errors.seed)
    restricts = np.where(np.isnan(found.p_value), 0.0, 1.0 - found.p_value)
    numbers = {"restricts": restricts, "low": found.low, "high": found.high, "p_value": found.p_value}
    told = ("coverage", "coverage_error", "density", "density_error", "mass", "base")
    attributes = {f"box_{name}": float(getattr(found, name)) for name in told}
    return Found("restricts", tuple(worlds.names), {}, worlds.count, numbers, attributes={"below": below, **attributes})


# --- by design


def _sobol(
    model: Model,
    errors: Errors,
    *,
    base: int = 4096,
    second_order: bool = False,
    replicates: int = 1,
    convergence: bool = False,
) -> Found:
    model.refuse_dependence("sobol")
    found = []
    for replicate in range(checked("replicates", replicates, least=1)):
        design = designed.SobolDesign(
            len(model.numbers), base, errors.seed + replicate, second_order=second_order, groups=model.label
        )
        y = _evaluated(model, design)
        found.append(designed.sobol(design, y, **errors.options))
    indices = found[0] if replicates == 1 else designed.replicate(found, mass=errors.mass)
    path = designed.convergence(design, y, seed=errors.seed) if convergence else {}
    return Found(
        "total",
        design.factors,
        {"first": indices.first, "total": indices.total},
        replicates * design.rows,
        pairs={} if indices.second is None else {"second": indices.second},
        paths={f"{name}_path": [getattr(one, name) for one in path.values()] for name in ("first", "total") if path},
        sizes=tuple(rows * design.block for rows in path),
        attributes={"base": base, "middle": float(y.mean()), "variance": float(y.var())},
    )


def _evaluated(model: Model, design: designed.SobolDesign) -> Floats:
    """Outcomes of a design piece by piece: its points are never all in memory."""
    y = np.concatenate([model.outcome(points) for points in design.blocks()])
    return checked_outcomes(y, design.rows)


def _morris(model: Model, errors: Errors, *, trajectories: int = 1000, levels: int = 4) -> Found:
    model.refuse_dependence("morris")
    design = screening.MorrisDesign(len(model.numbers), trajectories, errors.seed, levels=levels, groups=model.label)
    found = screening.morris(design, model.outcome(design.points(), to_the_ends=True), **errors.options)
    return Found(
        "mu_star",
        design.factors,
        {"mu_star": found.mu_star, "mu": found.mu, "sigma": found.sigma},
        design.rows,
        attributes={"trajectories": trajectories},
    )


def _fast(model: Model, errors: Errors, *, base: int = 1025, curves: int = 8, harmonics: int = 4) -> Found:
    model = _numbers_apart(model, "fast")
    design = screening.FastDesign(len(model.numbers), base, errors.seed, curves=curves, harmonics=harmonics)
    found = screening.fast(design, model.outcome(design.points()), **errors.options)
    return Found(
        "total", model.factors, {"first": found.first, "total": found.total}, design.rows, attributes={"base": base}
    )


def _dgsm(model: Model, errors: Errors, *, base: int = 2048, step: float = 1e-4) -> Found:
    model = _numbers_apart(model, "dgsm")
    design = screening.DerivativeDesign(len(model.numbers), base, errors.seed, step=step)
    found = screening.dgsm(design, model.outcome(design.points()), names=model.factors, **errors.options)
    estimates = {"bound": found.bound, "mean_square": found.mean_square}
    return Found("bound", model.factors, estimates, design.rows, attributes={"base": base})


def _numbers_apart(model: Model, method: str) -> Model:
    """A model for methods that cannot move several numbers as one."""
    assumptions = {label.partition("[")[0] for label in model.numbers}
    if model.grouped and not set(model.factors) <= assumptions:
        raise RunError(f"{method} cannot take several assumptions as one; use sobol or morris for groups")
    model = model.apart()
    model.refuse_dependence(method)
    return model


# --- for assumptions that move together


def _shapley(
    model: Model,
    errors: Errors,
    *,
    base: int = 4096,
    permutations: int | None = None,
    rows: int = 16,
    exact: bool | None = None,
) -> Found:
    model, dependence = _dependent(model, "shapley")
    count = len(model.numbers)
    if exact or (exact is None and permutations is None and count <= shapley.MOST_EXACT):
        index = shapley.shapley_exact(model.outcome_of_dependent, dependence, base=base, **errors.options)
        evaluated, orders = base * (2**count - 1), 0
    else:
        orders = permutations or 2 * max(32, min(1024, EVALUATIONS // (2 * rows * (count + 1))))
        index = shapley.shapley_permutations(
            model.outcome_of_dependent, dependence, permutations=orders, rows=rows, **errors.options
        )
        evaluated = orders * rows * (count + 1)
    attributes = {"how": "orders" if orders else "subsets", "orders": orders}
    return Found("shapley", model.factors, {"shapley": index}, evaluated, attributes=attributes)


def _kucherenko(model: Model, errors: Errors, *, base: int = 8192) -> Found:
    model, dependence = _dependent(model, "kucherenko")
    found = dependent.kucherenko(model.outcome_of_dependent, dependence, base=base, **errors.options)
    evaluated = base * (2 * len(model.numbers) + 1)
    estimates = {"full": found.full, "independent": found.independent}
    return Found("full", model.factors, estimates, evaluated, attributes={"base": base})


def _dependent(model: Model, method: str) -> tuple[Model, BlockDependence]:
    assumptions = {label.partition("[")[0] for label in model.numbers}
    if model.grouped and not set(model.factors) <= assumptions:
        raise RunError(f"{method} cannot take several assumptions as one; use sobol with the groups")
    model = model.apart()
    return model, model.dependence(method)


# --- one at a time


def _tornado(model: Model, errors: Errors, *, low: float = 0.05, high: float = 0.95, at: str = "median") -> Found:  # noqa: ARG001
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


def _elasticity(model: Model, errors: Errors, *, step: float = 1e-4) -> Found:  # noqa: ARG001
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


METHODS: dict[str, Method] = {
    "overview": Method("worlds", _overview, marginal=True),
    "conditional": Method("worlds", _conditional, marginal=True),
    "first_order": Method("worlds", _first_order, marginal=True),
    "rbd_fast": Method("worlds", _rbd_fast, marginal=True),
    "spearman": Method("worlds", _spearman, marginal=True),
    "partial_rank": Method("worlds", _partial_rank),
    "regression": Method("worlds", _regression),
    "variance_shares": Method("worlds", _variance_shares),
    "pawn": Method("worlds", _pawn, marginal=True),
    "delta": Method("worlds", _delta, marginal=True),
    "regional": Method("worlds", _regional, marginal=True),
    "box": Method("worlds", _box, marginal=True),
    "sobol": Method("design", _sobol, of_variance=True),
    "morris": Method("design", _morris),
    "fast": Method("design", _fast, of_variance=True),
    "dgsm": Method("design", _dgsm, of_variance=True),
    "shapley": Method("dependence", _shapley, of_variance=True),
    "kucherenko": Method("dependence", _kucherenko, of_variance=True),
    "tornado": Method("base", _tornado, marginal=True),
    "elasticity": Method("base", _elasticity, marginal=True),
}
