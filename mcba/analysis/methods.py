"""The methods of a ranking, one adaptor each: from factors to indices, and the table that names them.

An adaptor takes the worlds at hand or the model, how errors are found, and options of its own; the numbers are those of
`mcba.analysis.sensitivity`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from mcba.analysis.sensitivity.worlds import Worlds, checked_outcomes
from mcba.engine.result import checked
from mcba.errors import RunError

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
    `main` is the estimate or number that ranks. `evaluated` counts the worlds that were looked at.
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
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """One way to rank.

    `source` is what it looks at: `worlds` (those of a run), `design` (the study at points that the method chooses,
    independent assumptions), `dependence` (the study, assumptions that move together) or `base` (one assumption at a
    time around the base). `marginal` says that a correlated neighbour is counted in, so that numbers of correlated
    assumptions are associations.
    """

    source: str
    says: str
    find: Callable[..., Found]
    marginal: bool = False

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
    """Tornado, first-order index and rank correlation, side by side."""
    tornado = _conditional(at_hand, errors, statistic=statistic)
    first = _first_order(at_hand, errors, convergence=convergence)
    spearman = association.spearman(at_hand.worlds, **errors.options)
    return replace(
        tornado,
        main="first",
        estimates={**tornado.estimates, **first.estimates, "spearman": spearman},
        paths=first.paths,
        sizes=first.sizes,
        points=_points(at_hand, sample),
        attributes={**tornado.attributes, **_share_of_assumed(at_hand, errors)},
    )


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
    notes = [
        f"the outcome rises and falls along {name}: its swing between the ends and its rank correlation understate it"
        for name in turning
    ]
    return Found(
        "swing",
        names,
        {"swing": found.swing},
        worlds.count,
        {
            "low": low,
            "high": high,
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
        notes=tuple(notes),
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


def _share_of_assumed(at_hand: AtHand, errors: Errors) -> dict[str, float]:
    """The share of variance that assumptions without a source explain together, with its interval."""
    study = at_hand.run.study
    if study is None:
        return {}
    document = study.document.assumptions
    names = [name for name in at_hand.worlds.names if name in document and document[name].status == "assumed"]
    score = at_hand.score(names)
    if score is None:
        return {"assumed_share": 0.0, "assumed_share_low": 0.0, "assumed_share_high": 0.0, "assumed_share_error": 0.0}
    worlds = Worlds(score, at_hand.worlds.y)
    found = given.first_order(worlds, **errors.options)
    found = _allowing_for_evenness(at_hand, found, _curve_parameters(worlds.count, None))
    return {
        "assumed_share": float(found.value[0]),
        "assumed_share_low": float(found.low[0]),
        "assumed_share_high": float(found.high[0]),
        "assumed_share_error": float(found.error[0]),
    }


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
        with suppress(RunError):  # too few worlds to say anything
            if FEWEST <= count < worlds.count:
                fewer = Worlds(worlds.x[:count], worlds.y[:count], worlds.names)
                index_of_fewer = given.first_order(fewer, classes=classes, **errors.options)
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
    return Found("pawn", tuple(worlds.names), {"pawn": found.index}, worlds.count, {"noise": found.noise})


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
    base: int = 8192,
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
    try:
        found = screening.dgsm(design, model.outcome(design.points()), **errors.options)
    except RunError as error:
        raise RunError(_by_name(str(error), model.factors)) from None
    estimates = {"bound": found.bound, "mean_square": found.mean_square}
    return Found("bound", model.factors, estimates, design.rows, attributes={"base": base})


def _by_name(message: str, names: Sequence[str]) -> str:
    """A message of a core, which knows assumptions by their number only."""
    return re.sub(r"assumption (\d+) \(counted from 0\)", lambda found: names[int(found[1])], message)


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
        evaluated, how = base * (2**count - 1), "every subset"
    else:
        orders = permutations or 2 * max(32, min(1024, EVALUATIONS // (2 * rows * (count + 1))))
        index = shapley.shapley_permutations(
            model.outcome_of_dependent, dependence, permutations=orders, rows=rows, **errors.options
        )
        evaluated, how = orders * rows * (count + 1), f"{orders:,} orders of learning them"
    return Found("shapley", model.factors, {"shapley": index}, evaluated, attributes={"how": how})


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
    "overview": Method(
        "worlds", "conditional tornado, first-order share and rank correlation", _overview, marginal=True
    ),
    "conditional": Method(
        "worlds", "mean, quantile or P(y > 0) from the lowest to the highest tenth", _conditional, marginal=True
    ),
    "first_order": Method("worlds", "share of variance explained alone, from classes", _first_order, marginal=True),
    "rbd_fast": Method("worlds", "share of variance explained alone, from waves", _rbd_fast, marginal=True),
    "spearman": Method("worlds", "rank correlation", _spearman, marginal=True),
    "partial_rank": Method("worlds", "rank correlation, the others held fixed", _partial_rank),
    "regression": Method("worlds", "standardised regression coefficients, the others held fixed", _regression),
    "variance_shares": Method("worlds", "structural and correlative shares of an additive fit", _variance_shares),
    "pawn": Method("worlds", "largest shift of the distribution function", _pawn, marginal=True),
    "delta": Method("worlds", "shift of the density (Borgonovo)", _delta, marginal=True),
    "regional": Method(
        "worlds", "how differently it is distributed where the outcome is below a limit", _regional, marginal=True
    ),
    "box": Method("worlds", "limits within which outcomes below a limit are common (PRIM)", _box, marginal=True),
    "sobol": Method("design", "shares of variance: first order, total, pairs", _sobol),
    "morris": Method("design", "elementary effects over the range (screening)", _morris),
    "fast": Method("design", "first and total shares of variance, from waves", _fast),
    "dgsm": Method("design", "upper bounds of total shares, from derivatives", _dgsm),
    "shapley": Method("dependence", "shares of variance that sum to one under dependence", _shapley),
    "kucherenko": Method("dependence", "full and independent shares of variance under dependence", _kucherenko),
    "tornado": Method("base", "outcome at a low and a high value, the others at their base", _tornado, marginal=True),
    "elasticity": Method(
        "base", "percent of the outcome for one percent of the assumption, at the base case", _elasticity, marginal=True
    ),
}
