"""What figures and tables show, as labelled data: each function takes a run and gives a Dataset.

Labels are in the language of the report. What costs more than reading the worlds at hand looks at the first worlds of
the run only, and says how many in the attribute `worlds`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from mcba.engine.compiled import apply_variants, compile_study
from mcba.engine.draws import drawing_of
from mcba.engine.economics import Economics
from mcba.engine.estimate import mean, summarise
from mcba.engine.evaluate import Builder, evaluate
from mcba.engine.points import RANDOMISATIONS
from mcba.engine.result import Run
from mcba.engine.run import run as draw_worlds
from mcba.errors import McbaError, RunError
from mcba.families.base import Family
from mcba.reporting.answer import outcome_label
from mcba.reporting.text import Voice, capital
from mcba.study.model import DISCOUNT_RATE, Study, base_value, is_certain, variant

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]

LOOKED_AT = 2**15  # worlds that are evaluated again for a picture
NUMBERS = 150_000_000  # numbers to be computed for all scenarios together: some seconds
FEWEST = 4_096
DENSITY_POINTS = 160
BIN = 8  # points together in a bin, for data
FEW_VALUES = 12


def reported_study(run: Run) -> Study:
    """The study of a run, under the scenario and option that the run was made with."""
    if run.study is None:
        raise RunError("a report is of a study; a run of a Python function has run.range() and run.worlds")
    return apply_variants(run.study, scenario=run.settings.scenario, option=run.settings.option)


# --- labels


def assumption_label(study: Study, name: str, say: Voice) -> str:
    """What an assumption is called."""
    assumption = study.document.assumptions[name]
    return say.text(assumption.label) or capital(name.replace("_", " "))


def flow_label(study: Study, name: str, say: Voice) -> str:
    """What a flow is called."""
    return say.text(study.flows[name][1].label) or capital(name.replace("_", " "))


def name_of_outcome(study: Study | None, name: str, say: Voice) -> str:
    """What an outcome is called."""
    label = outcome_label(study, name, say)
    return label if study is None else capital(label)


# --- the worlds at hand


def worlds(run: Run, say: Voice) -> xr.Dataset:
    """The worlds of a run, with labels in words and the kind of each flow."""
    study = reported_study(run)
    found = run.worlds.copy()
    for name in found.data_vars:
        found[name].attrs["long_name"] = name_of_outcome(study, str(name), say)
    if "flow" in run.labels:
        flows = run.labels["flow"]
        found = found.assign_coords(
            flow_label=("flow", [flow_label(study, name, say) for name in flows]),
            kind=("flow", [study.flows[name][0] for name in flows]),
        )
    if "bearer" in run.labels:
        bearers = [capital(say.known("bearer", name)) for name in run.labels["bearer"]]
        found = found.assign_coords(bearer_label=("bearer", bearers))
    found.attrs["currency"] = study.document.study.currency
    return found


def convergence(run: Run, outcome: str) -> xr.Dataset:
    """Mean, median, low and high of an outcome as worlds come in, each with its error; dimension `count`."""
    import xarray as xr

    values = run.values(outcome)
    fewest = min(values.size, 16 * RANDOMISATIONS)
    sizes = np.unique(np.geomspace(fewest, values.size, 16).astype(int) // RANDOMISATIONS * RANDOMISATIONS)
    sizes = np.unique([*(size for size in sizes if size >= 2), values.size])
    rows: dict[str, list[float]] = {}
    for size in sizes:
        ranks = None if run.kept is None or not run.randomisations else run.kept[:size] % run.randomisations
        found = summarise(values[:size], mass=run.settings.mass, randomisations=run.randomisations, ranks=ranks)
        for name, value, error in (
            ("mean", found.mean.value, found.mean.error),
            ("median", found.median.value, found.median.error),
            ("low", found.range.low, found.range.low_error),
            ("high", found.range.high, found.range.high_error),
        ):
            rows.setdefault(name, []).append(value)
            rows.setdefault(f"{name}_error", []).append(error)
    return xr.Dataset(
        {name: ("count", row) for name, row in rows.items()}, coords={"count": sizes}, attrs={"mass": run.settings.mass}
    )


# --- assumptions


def distributions(run: Run, say: Voice) -> xr.Dataset:
    """The density of every assumption that is one uncertain number; dimensions `assumption` and `point`.

    Densities are scaled to a highest point of 1; `x` runs over the central 99.8 % of the distribution.
    """
    import xarray as xr

    study = reported_study(run)
    shown = [name for name, family in study.families.items() if not is_certain(family) and not family.batch_shape]
    curves = [density(study.families[name]) for name in shown]
    discrete = [separate(study.families[name]) for name in shown]
    base = [float(np.asarray(base_value(study, name)).flat[0]) for name in shown]
    mass = run.settings.mass
    ends = [study.families[name].central(mass) for name in shown]
    document = study.document
    return xr.Dataset(
        {
            "x": (("assumption", "point"), np.array([x for x, _ in curves]).reshape(-1, DENSITY_POINTS)),
            "density": (("assumption", "point"), np.array([y for _, y in curves]).reshape(-1, DENSITY_POINTS)),
            "base": ("assumption", base),
            "low": ("assumption", [float(np.asarray(low)) for low, _ in ends]),
            "high": ("assumption", [float(np.asarray(high)) for _, high in ends]),
            "discrete": ("assumption", discrete),
        },
        coords={
            "assumption": shown,
            "label": ("assumption", [assumption_label(study, name, say) for name in shown]),
            "unit": ("assumption", [say.unit(document.assumptions[name].unit) for name in shown]),
            "status": ("assumption", [document.assumptions[name].status for name in shown]),
        },
        attrs={"mass": mass},
    )


def separate(family: Family) -> bool:
    """Whether a distribution is drawn as separate values: one of few values, or of whole numbers."""
    if not family.discrete:
        return False
    values = _values(family)
    whole = bool(np.array_equal(values, np.round(values)) and np.ptp(values) < DENSITY_POINTS)
    return whole or values.size <= FEW_VALUES


def _values(family: Family) -> Array:
    return np.unique(family.ppf((np.arange(2_000) + 0.5) / 2_000))


def density(family: Family, also: Sequence[float] = ()) -> tuple[Array, Array]:
    """Points and density of one uncertain number, its highest point 1; for separate values the chance of each.

    The points reach over the central 99.8 %, and to the values in `also`.
    """
    low, high = (float(end) for end in family.ppf(np.array([0.001, 0.999])))
    low, high = min([low, *also]), max([high, *also])
    if separate(family):
        values = _values(family)
        chance = family.cdf(values) - np.concatenate([[0.0], family.cdf(values)[:-1]])
        missing = DENSITY_POINTS - values.size
        return np.pad(values, (0, missing), mode="edge"), np.pad(chance / chance.max(), (0, missing), mode="edge")
    margin = 0.04 * (high - low)
    edges = np.linspace(low - margin, high + margin, DENSITY_POINTS + 1)
    mass = np.diff(family.cdf(edges))
    if family.discrete:  # many separate values, such as data: in bins
        mass = np.repeat(mass.reshape(-1, BIN).sum(axis=1), BIN)
    # A density may be infinite at an end: what lies beyond three times the 98 % point is cut off.
    mass = np.minimum(mass, 3.0 * np.quantile(mass, 0.98)) if mass.max() > 0 else mass
    return (edges[1:] + edges[:-1]) / 2, mass / (mass.max() or 1.0)


def assumption(study: Study, name: str, say: Voice) -> xr.Dataset:
    """One uncertain assumption, and the judgements, data, experts or studies it was made from.

    Returns
    -------
    Dataset
        For one number: `x`, `density` (highest 1) and `cumulative` over `point`, `low`, `median` and `high`; where
        there are any, `judged`, `judged_chance` (not a number for a mode) and `reached` over `judgement`, `observed`
        over `observation`, `part_cumulative` and `weight` over `part`, and `study_low`, `study_estimate`, `study_high`
        over `study`. With a distribution for each label: `low`, `median` and `high` over `label`.
    """
    import xarray as xr

    family, made, stated = study.families[name], study.made[name], study.document.assumptions[name]
    mass = study.document.run.mass
    low, high = family.central(mass)
    ends = {"low": low, "median": family.median, "high": high}
    attributes = {
        "label": assumption_label(study, name, say),
        "unit": say.unit(stated.unit),
        "made": _made_in_words(study, name, say),
        "mass": mass,
        "discrete": int(separate(family)),
    }
    if family.batch_shape:
        labels = list(study.sets[study.dimensions[name][0]])
        rows = {key: ("label", np.broadcast_to(np.ravel(end), len(labels))) for key, end in ends.items()}
        return xr.Dataset(rows, coords={"label": labels}, attrs=attributes)
    values, chances = _judgements(study, name)
    x, height = density(family, values.tolist())
    found: dict[str, Any] = {"x": ("point", x), "density": ("point", height), "cumulative": ("point", family.cdf(x))}
    found |= {key: float(np.asarray(end)) for key, end in ends.items()}
    if values.size:
        found |= {"judged": ("judgement", values), "judged_chance": ("judgement", chances)}
        found["reached"] = ("judgement", family.cdf(values))
    if made.sample:
        found["observed"] = ("observation", np.array(made.sample))
        attributes["distance"] = _distance(family, np.sort(made.sample))
    if made.studies:
        columns = np.array(made.studies).T
        found |= {
            f"study_{key}": ("study", column) for key, column in zip(("low", "estimate", "high"), columns, strict=True)
        }
    coords = {}
    if made.members:
        total = math.fsum(weight for _, weight in made.members.values())
        found["part_cumulative"] = (("part", "point"), np.array([part.cdf(x) for part, _ in made.members.values()]))
        found["weight"] = ("part", [weight / total for _, weight in made.members.values()])
        coords["part"] = list(made.members)
    return xr.Dataset(found, coords=coords, attrs=attributes)


def _judgements(study: Study, name: str) -> tuple[Array, Array]:
    """The values that somebody gave, and the probability of less that was asked of each; none for a mode."""
    made, stated = study.made[name], study.document.assumptions[name]
    if made.quantile_fit is not None:
        return np.array(made.quantile_fit.values), np.array(made.quantile_fit.probabilities)
    if made.way != "parameters":
        return np.empty(0), np.empty(0)
    tail = None if stated.mass is None else (1.0 - _one(stated.mass)) / 2.0
    family = made.family
    asked: list[tuple[float, float]] = []
    for key, end in (("low", tail), ("high", None if tail is None else 1.0 - tail)):
        value = _one(getattr(stated, key))
        if math.isfinite(value) and family.low <= value <= family.high:
            asked.append((value, float(family.cdf(value)) if end is None else end))
    mode = _one(stated.mode)
    asked += [(mode, math.nan)] if math.isfinite(mode) else []
    return np.array([value for value, _ in asked]), np.array([chance for _, chance in asked])


def _one(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _distance(family: Family, values: Array) -> float:
    """The largest distance between the curve and the steps of the data (Kolmogorov's)."""
    curve, size = family.cdf(values), values.size
    steps = np.searchsorted(values, values, side="right") / size, np.searchsorted(values, values, side="left") / size
    before = family.cdf(np.nextafter(values, -np.inf))
    return float(max(np.max(np.abs(steps[0] - curve)), np.max(np.abs(steps[1] - before))))


def _made_in_words(study: Study, name: str, say: Voice) -> str:
    """Which family, made from what, and with what status."""
    made, stated = study.made[name], study.document.assumptions[name]
    parts = [say.known("family", stated.distribution)] if stated.distribution else []
    match made.way:
        case "data" if stated.data is not None:
            parts.append(say("way.data", table=stated.data.table, column=stated.data.column))
        case "pool" if stated.pool is not None:
            parts.append(say("way.pool", table=stated.pool.table))
        case "mixture" | "experts":
            parts.append(say(f"way.{made.way}", count=say.whole(len(made.members))))
        case "verbal":
            parts.append(say("way.verbal", words=stated.verbal))
    if stated.truncate is not None:
        ends = stated.truncate.model_dump(exclude_none=True)
        said = ", ".join(f"{say(f'parameter.{end}')} {say.plain(at)}" for end, at in ends.items())
        parts.append(say("way.truncate", ends=said))
    if isinstance(stated.happens, float):
        parts.append(say("way.happens", share=say.exact_percent(stated.happens)))
    if stated.grade is not None:
        parts.append(say("way.grade", grade=stated.grade.replace("_", " ")))
    entry = study.entries.get(name)
    status = [say(f"status.{stated.status}")]
    status += [say.known("library", entry.status)] if entry is not None and entry.status != "verified" else []
    return f"{capital(', '.join(parts))} ({', '.join(status)})"


# --- flows over the years


def yearly(run: Run) -> xr.Dataset:
    """Benefits, costs and transfers in each year, undiscounted: mean, low and high; dimensions `kind` and `year`."""
    import xarray as xr

    study, settings = reported_study(run), run.settings
    builder = Builder({name: len(labels) for name, labels in study.sets.items()})
    economics = Economics(study, builder)
    totals: dict[str, int] = {}
    for name, (kind, _) in study.flows.items():
        flow = economics.yearly(name)
        totals[kind] = builder.apply("+", totals[kind], flow) if kind in totals else flow
    program = builder.program(totals)
    numbers = max(1, program.numbers_per_world)
    count = min(settings.worlds, max(FEWEST, LOOKED_AT * 64 // numbers))
    drawing = drawing_of(study, program.draws, settings)
    count = max(RANDOMISATIONS, count // RANDOMISATIONS * RANDOMISATIONS)
    found = evaluate(program, drawing.block(0, count), count)
    tail = (1.0 - settings.mass) / 2.0
    years = np.arange(study.horizon + 1)
    rows: dict[str, list[Array]] = {"mean": [], "low": [], "high": []}
    for kind in totals:
        values = np.broadcast_to(found[kind], (years.size, count))
        values = values[:, np.isfinite(values).all(axis=0)]
        rows["mean"].append(values.mean(axis=1))
        rows["low"].append(np.quantile(values, tail, axis=1))
        rows["high"].append(np.quantile(values, 1.0 - tail, axis=1))
    return xr.Dataset(
        {name: (("kind", "year"), np.array(values).reshape(len(totals), years.size)) for name, values in rows.items()},
        coords={"kind": list(totals), "year": years},
        attrs={"mass": settings.mass, "worlds": count, "currency": study.document.study.currency},
    )


# --- other values on the same worlds


@dataclass(frozen=True)
class Alternative:
    """One scenario, option or other choice: what it is called, and its run on the same worlds.

    `run` is None where the worlds could not be drawn, and `trouble` says why.
    """

    kind: str
    name: str
    label: str
    run: Run | None
    trouble: str = ""


def alternatives(run: Run, outcomes: Sequence[str], say: Voice) -> tuple[Run, list[Alternative]]:
    """Every scenario, option and alternative choice of the study, and the run they are compared with.

    All have the same worlds: as many as can be computed in some seconds.
    """
    if run.study is None:
        return run, []
    study, settings = apply_variants(run.study, option=run.settings.option), run.settings
    document = study.document
    wanted: list[tuple[str, str, str, Mapping[str, Any]]] = [
        (kind, name, say.text(each.label) or capital(name.replace("_", " ")), each.override)
        for kind, known in (("scenario", document.scenarios), ("option", document.options))
        for name, each in known.items()
        if (kind, name) not in {("scenario", settings.scenario), ("option", settings.option)}
    ]
    for name, choice in document.choices.items():
        label = say.text(choice.label) or capital(say.known("choice", name))
        for place, value in enumerate(choice.alternatives):
            wanted.append(
                ("choice", f"{name}_{place + 1}", f"{label}: {choice_value(name, value, say)}", {name: value})
            )
    if not wanted or not outcomes:
        return run, []
    numbers = compile_study(study, list(outcomes)).program.numbers_per_world
    affordable = max(FEWEST, NUMBERS // (numbers * (len(wanted) + 1)) // RANDOMISATIONS * RANDOMISATIONS)
    count = min(settings.worlds, affordable)

    def again(other: Study) -> Run:
        return draw_worlds(
            other,
            worlds=count,
            seed=settings.seed,
            sampler=settings.sampler,
            mass=settings.mass,
            keep=list(outcomes),
        )

    reference = run if count == settings.worlds else again(reported_study(run))
    found: list[Alternative] = []
    for kind, name, label, override in wanted:
        try:
            other = again(variant(study, cast("Mapping[str, float]", override)))
            found.append(Alternative(kind, name, label, other))
        except McbaError as error:
            found.append(Alternative(kind, name, label, None, str(error)))
    return reference, found


def choice_value(name: str, value: float | tuple[float, ...], say: Voice) -> str:
    """The value of a choice as a reader expects it: a discount rate in percent."""
    if isinstance(value, tuple):
        shown = dict.fromkeys(choice_value(name, each, say) for each in value)
        return ", ".join(shown)
    return say.exact_percent(value) if name == DISCOUNT_RATE else say.plain(value)


def scenarios(reference: Run, others: Sequence[Alternative], outcome: str, base_label: str) -> xr.Dataset:
    """An outcome under each alternative, and the mean difference it makes; dimension `scenario`."""
    import xarray as xr

    shown = [one for one in others if one.run is not None and outcome in one.run.arrays]
    runs: list[tuple[str, str, str, Run]] = [("base", "base", base_label, reference)]
    runs += [(one.kind, one.name, one.label, one.run) for one in shown if one.run is not None]
    rows: dict[str, list[float]] = {}
    for *_, each in runs:
        found = each.summary(outcome)
        difference = _difference(each, reference, outcome)
        for name, value in (
            ("low", found.range.low),
            ("low_error", found.range.low_error),
            ("median", found.median.value),
            ("median_error", found.median.error),
            ("high", found.range.high),
            ("high_error", found.range.high_error),
            ("mean", found.mean.value),
            ("mean_error", found.mean.error),
            ("difference", difference[0]),
            ("difference_error", difference[1]),
            ("base", each.base.get(outcome, math.nan)),
        ):
            rows.setdefault(name, []).append(value)
    return xr.Dataset(
        {name: ("scenario", row) for name, row in rows.items()},
        coords={
            "scenario": [name for _, name, *_ in runs],
            "label": ("scenario", [label for *_, label, _ in runs]),
            "kind": ("scenario", [kind for kind, *_ in runs]),
        },
        attrs={"worlds": reference.settings.worlds, "mass": reference.settings.mass},
    )


def _difference(one: Run, other: Run, outcome: str) -> tuple[float, float]:
    """The mean difference of two runs on the same worlds, and its error."""
    first, second = one.values(outcome), other.values(outcome)
    if first.shape != second.shape:  # worlds were left out: the runs no longer match world for world
        return float(first.mean() - second.mean()), math.nan
    found = mean(first - second, randomisations=one.randomisations)
    return found.value, found.error
