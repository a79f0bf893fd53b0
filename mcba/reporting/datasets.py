"""Facts as labelled data for figures: Datasets with what their parts are called in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.agenda import Subject
from mcba.analysis.rerun import labels_of, study_of
from mcba.analysis.scenarios import Compared
from mcba.engine.estimate import Estimate, mean
from mcba.engine.result import Run
from mcba.families.base import Family
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.figures.style import MOST_BARS
from mcba.reporting.labels import Labels
from mcba.reporting.text import capital
from mcba.study.model import Study, base_value, is_certain

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]

DENSITY_POINTS = 160
BIN = 8  # points together in a bin, for data
FEW_VALUES = 12


@dataclass(frozen=True, eq=False)
class Labelled:
    """The facts of a run as Datasets with labels; each is made once, and None where there is no such fact.

    Parameters
    ----------
    facts : Facts
    say : Labels
    """

    facts: Facts
    say: Labels

    @cached_property
    def worlds(self) -> xr.Dataset:
        """The worlds at hand."""
        return self.facts.at_hand.worlds.assign_attrs(currency=self._currency)

    def outcome(self, name: str) -> xr.Dataset:
        """The worlds at hand of an outcome, and its low, median and high in the run, each with its error."""
        import xarray as xr

        summary = self.facts.summary(name)
        points = {"low": summary.low, "median": summary.median, "high": summary.high}
        found = xr.Dataset({"value": ("world", self.facts.at_hand.values(name))}, attrs=self._called(name))
        for point, estimate in points.items():
            found = found.assign({point: estimate.value, f"{point}_error": estimate.error})
        return found.assign_attrs(mass=summary.range.mass)

    @cached_property
    def waterfall(self) -> xr.Dataset:
        """The mean present value of each benefit, each cost and last the balance; dimension `step`."""
        import xarray as xr

        amounts = self._largest(self._amounts())
        amounts[capital(self.say("outcome.npv"))] = self.facts.summary("npv").mean
        columns = {
            "mean": ("step", [each.value for each in amounts.values()]),
            "error": ("step", [each.error for each in amounts.values()]),
        }
        return xr.Dataset(columns, coords={"label": ("step", list(amounts))}, attrs={"currency": self._currency})

    def _amounts(self) -> dict[str, Array]:
        """What each benefit gives and each cost takes in each world, benefits first."""
        flows = self.facts.study.flows
        signs = {"benefits": 1.0, "costs": -1.0}
        shown = [name for kind in signs for name in self.facts.at_hand.labels["flow"] if flows[name][0] == kind]
        return {name: signs[flows[name][0]] * self.facts.at_hand.values("present_value", name) for name in shown}

    def _largest(self, amounts: Mapping[str, Array]) -> dict[str, Estimate]:
        """The mean of the largest amounts by their labels, in their order, and of the others together."""
        largest = sorted(amounts, key=lambda name: -abs(float(amounts[name].mean())))
        kept = set(largest if len(amounts) <= MOST_BARS else largest[: MOST_BARS - 1])
        found = {self.say.flow(name): self._mean(values) for name, values in amounts.items() if name in kept}
        others = [values for name, values in amounts.items() if name not in kept]
        if others:
            found[self.say("figure.others", count=len(others))] = self._mean(np.sum(others, axis=0))
        return found

    def _mean(self, values: Array) -> Estimate:
        run = self.facts.at_hand
        return mean(values, randomisations=run.randomisations, ranks=labels_of(run))

    @cached_property
    def bearers(self) -> xr.Dataset:
        """The mean balance of each bearer and its range; dimension `bearer`."""
        import xarray as xr

        bearers = self.facts.at_hand.labels["bearer"]
        summaries = [self.facts.summary("bearer_npv", label=bearer) for bearer in bearers]
        columns = {
            "mean": ("bearer", [each.mean.value for each in summaries]),
            "low": ("bearer", [each.low.value for each in summaries]),
            "high": ("bearer", [each.high.value for each in summaries]),
        }
        labels = [self.say.bearer(bearer) for bearer in bearers]
        attributes = {"mass": self.facts.run.settings.mass, "currency": self._currency}
        return xr.Dataset(columns, coords={"label": ("bearer", labels)}, attrs=attributes)

    @cached_property
    def convergence(self) -> xr.Dataset:
        """How the main outcome settles as worlds come in; dimension `count`."""
        return self.facts.convergence.assign_attrs(self._called(self.facts.main))

    @property
    def _currency(self) -> str:
        return self.facts.study.document.study.currency

    def _called(self, outcome: str) -> dict[str, str]:
        return {"long_name": self.say.outcome(outcome), "units": self.facts.run.unit(outcome)}

    @cached_property
    def distributions(self) -> xr.Dataset:
        """The density of every uncertain assumption."""
        return distributions(self.facts.run, self.say)

    @cached_property
    def ranking(self) -> xr.Dataset | None:
        """How each assumption moves the analysed outcome; None where it has no variance to share out."""
        found = self.facts.ranking
        if isinstance(found, Missing) or "first" not in found:
            return None
        return self._named(found, self.facts.analysed)

    @cached_property
    def shares(self) -> xr.Dataset | None:
        """Sobol' indices of the analysed outcome; from the worlds at hand where no design can be evaluated."""
        found = self.facts.shares
        return self.ranking if isinstance(found, Missing) else self._named(found, self.facts.analysed)

    @cached_property
    def information(self) -> xr.Dataset | None:
        """What it is worth to know each assumption before choosing (EVPPI); dimension `assumption`."""
        found = self.facts.agenda
        if isinstance(found, Missing):
            return None
        columns = {
            "value": [each.information.value for each in found.subjects],
            "error": [each.information.error for each in found.subjects],
        }
        attributes = {"perfect": found.perfect.value, "perfect_error": found.perfect.error, "worlds": found.worlds}
        return self._of_subjects(list(found.subjects), columns, attributes)

    def scenarios(self, outcome: str) -> xr.Dataset | None:
        """An outcome under every scenario, option and other choice; dimension `scenario`, the run itself first."""
        import xarray as xr

        found = self.facts.scenarios
        told = [(variant, variant.outcomes.get(outcome)) for variant in (found.own, *found.variants)]
        shown = [(variant, one.summary) for variant, one in told if isinstance(one, Compared)]
        if len(shown) < 2:
            return None
        columns = {name: [getattr(one, name).value for _, one in shown] for name in ("low", "median", "mean", "high")}
        return xr.Dataset(
            {name: ("scenario", values) for name, values in columns.items()},
            coords={"label": ("scenario", [self.say.variant(variant) for variant, _ in shown])},
            attrs={"worlds": found.worlds, "mass": self.facts.run.settings.mass, **self._called(outcome)},
        )

    @cached_property
    def dependence(self) -> xr.Dataset | None:
        """Correlations asked and achieved; dimension `pair`."""
        import xarray as xr

        pairs = self.facts.correlations
        if not pairs:
            return None
        names = ("first", "second", "asked", "used", "achieved", "error", "measure", "repaired")
        labels = [[self.say.assumption(name) for name in (pair.first, pair.second)] for pair in pairs]
        return xr.Dataset(
            {name: ("pair", [getattr(pair, name) for pair in pairs]) for name in names},
            coords={
                "pair": [f"{first} – {second}" for first, second in labels],
                "first_label": ("pair", [first for first, _ in labels]),
                "second_label": ("pair", [second for _, second in labels]),
            },
        )

    def _of_subjects(
        self, subjects: list[Subject], columns: dict[str, list[float]], attributes: dict[str, Any]
    ) -> xr.Dataset:
        import xarray as xr

        found = xr.Dataset(
            {name: ("assumption", values) for name, values in columns.items()},
            coords={"assumption": [each.name for each in subjects]},
            attrs=attributes,
        )
        return self._named(found, "npv")

    def _named(self, found: xr.Dataset, outcome: str) -> xr.Dataset:
        """The same with labels, and statuses for assumptions that have one."""
        document = self.facts.study.document
        names = [str(name) for name in found["assumption"].values]
        known = document.assumptions
        statuses = [known[base].status if (base := name.partition("[")[0]) in known else "" for name in names]
        found = named(found, outcome, self.say).assign_coords(status=("assumption", statuses))
        return found.assign_attrs(currency=document.study.currency)


def named(found: xr.Dataset, outcome: str, say: Labels) -> xr.Dataset:
    """The same with the labels of its assumptions and of its outcome in a language."""
    labels = [say.assumption(str(name)) for name in found["assumption"].values]
    return found.assign_coords(label=("assumption", labels)).assign_attrs(long_name=say.outcome(outcome))


# --- assumptions


def distributions(run: Run, say: Labels) -> xr.Dataset:
    """The density of every assumption that is one uncertain number; dimensions `assumption` and `point`.

    Densities are scaled to a highest point of 1; `x` runs over the central 99.8 % of the distribution.
    """
    import xarray as xr

    study = study_of(run)
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
            "label": ("assumption", [say.assumption(name) for name in shown]),
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


def assumption(study: Study, name: str, say: Labels) -> xr.Dataset:
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
        "label": say.assumption(name),
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


def _made_in_words(study: Study, name: str, say: Labels) -> str:
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
