"""Facts as labelled data for figures: Datasets with what their parts are called in one language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mcba.analysis import RATIO, labels_of
from mcba.analysis.decision import OutcomeChange, VariantOutcomes
from mcba.analysis.decision.options import PROJECT
from mcba.analysis.economics import Ratio
from mcba.arrays import Array
from mcba.engine.estimates import Estimate, Summary, mean
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.figures.densities import density_curves
from mcba.reporting.figures.style import MOST_BARS
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital
from mcba.study import DISCOUNT_RATE
from mcba.study.formula import ANSWERS

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, eq=False)
class Labelled:
    """The facts of a run as Datasets with labels; each is made once, and None where there is no such fact.

    Parameters
    ----------
    facts : Facts
    say : Labels
    """

    facts: Facts
    voice: Labels

    @cached_property
    def worlds(self) -> xr.Dataset:
        """The worlds at hand."""
        return self.facts.at_hand.worlds.assign_attrs(currency=self._currency)

    def outcome(self, name: str) -> xr.Dataset:
        """The worlds at hand of an outcome, and its low, median and high in the run, each with its error."""
        import xarray as xr

        summary = self.facts.summary(name)
        points = {"low": summary.low, "median": summary.median, "high": summary.high}
        dataset = xr.Dataset({"value": ("world", self.facts.at_hand.values(name))}, attrs=self._called(name))
        for point, estimate in points.items():
            dataset = dataset.assign({point: estimate.value, f"{point}_error": estimate.error})
        return dataset.assign_attrs(mass=summary.range.mass)

    @cached_property
    def answer(self) -> xr.Dataset:
        """The main outcome as the page of the answer tells it: its mean and range, and how often there is a loss.

        Of the option that the answer is about; it names that option in a study with several.
        """
        facts, voice = self.facts.advised, self.voice
        dataset = Labelled(facts, voice).outcome(facts.main)
        of_means = facts.ratio.of_means if facts.main == RATIO and isinstance(facts.ratio, Ratio) else None
        mean = facts.summary(facts.main).mean if of_means is None else of_means
        low, high = voice.ends(facts.summary(facts.main).range)
        share = voice.out_of(dataset.attrs["mass"])
        words = {"low": low, "high": high, "share": share, "mean": "" if math.isnan(mean.value) else voice.short(mean)}
        said = {"legend": voice("figure.answer_range" if math.isnan(mean.value) else "figure.answer_mean", **words)}
        if facts.main in ANSWERS and facts.chance is not None:
            shown = "ratio" if facts.main == RATIO else "balance"
            said["long_name"] = voice(f"figure.answer_{shown}", currency=voice.currency)
            loss = Estimate(1.0 - facts.chance.value, facts.chance.error)
            said["gain"] = voice("figure.answer_gain", share=voice.of_hundred(facts.chance))
            said["loss"] = voice("figure.answer_loss", share=voice.of_hundred(loss))
            dataset = dataset.assign_attrs(reference=float(facts.main == RATIO))
        else:
            said["long_name"] = voice.outcome_with_unit(facts.main)
        option = facts.run.settings.option
        if option is not None or self._has_options:
            said["long_name"] = voice("figure.answer_of", what=said["long_name"], option=option or PROJECT)
        return dataset.assign(mean=mean.value).assign_attrs(said)

    @property
    def _has_options(self) -> bool:
        options = self.facts.options
        return not isinstance(options, Missing) and len(options.options) > 2

    @cached_property
    def waterfall(self) -> xr.Dataset:
        """The mean present value of each benefit, each cost and last the balance; dimension `step`."""
        import xarray as xr

        amounts = self._largest(self._amounts())
        amounts[capital(self.voice("outcome.npv"))] = self.facts.summary("npv").mean
        columns = {
            "mean": ("step", [estimate.value for estimate in amounts.values()]),
            "error": ("step", [estimate.error for estimate in amounts.values()]),
        }
        return xr.Dataset(columns, coords={"label": ("step", list(amounts))}, attrs={"currency": self._currency})

    def _amounts(self) -> dict[str, Array]:
        """What each benefit gives and each cost takes in each world, benefits first; none that is nothing in all."""
        flows = self.facts.study.flows
        signs = {"benefits": 1.0, "costs": -1.0}
        shown = [name for kind in signs for name in self.facts.at_hand.labels["flow"] if flows[name][0] == kind]
        amounts = {name: signs[flows[name][0]] * self.facts.at_hand.values("present_value", name) for name in shown}
        return {name: values for name, values in amounts.items() if values.any()}

    def _largest(self, amounts: Mapping[str, Array]) -> dict[str, Estimate]:
        """The mean of the largest amounts by their labels, in their order, and of the others together."""
        largest = sorted(amounts, key=lambda name: -abs(float(amounts[name].mean())))
        kept = set(largest if len(amounts) <= MOST_BARS else largest[: MOST_BARS - 1])
        means = {self.voice.flow(name): self._mean(values) for name, values in amounts.items() if name in kept}
        others = [values for name, values in amounts.items() if name not in kept]
        if others:
            means[self.voice("figure.others", count=len(others))] = self._mean(np.sum(others, axis=0))
        return means

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
            "mean": ("bearer", [summary.mean.value for summary in summaries]),
            "low": ("bearer", [summary.low.value for summary in summaries]),
            "high": ("bearer", [summary.high.value for summary in summaries]),
        }
        labels = [self.voice.bearer(bearer) for bearer in bearers]
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
        return {"long_name": self.voice.outcome(outcome), "units": self.facts.run.unit(outcome)}

    @cached_property
    def densities(self) -> xr.Dataset:
        """The density of every uncertain assumption."""
        return density_curves(self.facts.run, self.voice)

    @cached_property
    def ranking(self) -> xr.Dataset | None:
        """How each assumption moves the analysed outcome; None where it has no variance to share out."""
        ranking = self.facts.ranking
        if isinstance(ranking, Missing) or "first" not in ranking:
            return None
        return self._named(ranking, self.facts.analysed)

    @cached_property
    def shares(self) -> xr.Dataset | None:
        """Sobol' indices of the analysed outcome; from the worlds at hand where no design can be evaluated."""
        shares = self.facts.shares
        return self.ranking if isinstance(shares, Missing) else self._named(shares, self.facts.analysed)

    @cached_property
    def information(self) -> xr.Dataset | None:
        """What it is worth to know each assumption before choosing (EVPPI); dimension `assumption`."""
        import xarray as xr

        agenda = self.facts.agenda
        if isinstance(agenda, Missing):
            return None
        columns = {
            "value": ("assumption", [subject.information.value for subject in agenda.subjects]),
            "low": ("assumption", [subject.information.interval()[0] for subject in agenda.subjects]),
            "high": ("assumption", [subject.information.interval()[1] for subject in agenda.subjects]),
        }
        names = {"assumption": [subject.name for subject in agenda.subjects]}
        return self._named(xr.Dataset(columns, coords=names, attrs={"perfect": agenda.perfect.value}), "npv")

    def scenarios(self, outcome: str) -> xr.Dataset | None:
        """An outcome under every scenario, option and other choice; dimension `scenario`, the run itself first."""
        import xarray as xr

        scenarios = self.facts.scenarios
        told = [(variant, variant.outcomes.get(outcome)) for variant in (scenarios.own, *scenarios.variants)]
        shown = [(variant, compared.summary) for variant, compared in told if isinstance(compared, OutcomeChange)]
        shown = _distinct(shown)
        if len(shown) < 2:
            return None
        columns = {
            name: [getattr(compared, name).value for _, compared in shown] for name in ("low", "median", "mean", "high")
        }
        return xr.Dataset(
            {name: ("scenario", values) for name, values in columns.items()},
            coords={"label": ("scenario", [self.voice.variant(variant) for variant, _ in shown])},
            attrs={"worlds": scenarios.worlds, "mass": self.facts.run.settings.mass, **self._called(outcome)},
        )

    @cached_property
    def dependence(self) -> xr.Dataset | None:
        """Correlations asked and achieved; dimension `pair`."""
        import xarray as xr

        pairs = self.facts.correlations
        if not pairs:
            return None
        columns = {name: ("pair", [getattr(pair, name) for pair in pairs]) for name in ("asked", "achieved", "error")}
        labels = {
            f"{name}_label": ("pair", [self.voice.assumption(getattr(pair, name)) for pair in pairs])
            for name in ("first", "second")
        }
        return xr.Dataset(columns, coords=labels)

    def _named(self, dataset: xr.Dataset, outcome: str) -> xr.Dataset:
        return with_labels(dataset, outcome, self.voice).assign_attrs(currency=self._currency)


def _distinct(told: Iterable[tuple[VariantOutcomes, Summary]]) -> list[tuple[VariantOutcomes, Summary]]:
    """Without those that have every number of an earlier one: another name for the same thing."""
    found: dict[tuple[float, ...], tuple[VariantOutcomes, Summary]] = {}
    for variant, summary in told:
        numbers = (summary.low.value, summary.median.value, summary.mean.value, summary.high.value)
        found.setdefault(numbers, (variant, summary))
    return list(found.values())


def swept_with_labels(facts: Swept, outcome: str, voice: Labels) -> xr.Dataset:
    """One outcome of a sweep over the names that were swept, with what these and their own values are called."""
    cells = facts.table.sel(outcome=outcome)
    called = {
        name: cells[name].assign_attrs(
            long_name=voice.lever(name), own=voice.own_value(name), percent=name == DISCOUNT_RATE
        )
        for name in facts.names
    }
    named = {"long_name": voice.outcome(outcome), "units": facts.study.unit(outcome)}
    return cells.assign_coords(called).assign_attrs(named)


def with_labels(dataset: xr.Dataset, outcome: str, voice: Labels) -> xr.Dataset:
    """The same with the labels of its assumptions and of its outcome in a language."""
    labels = [voice.assumption(str(name)) for name in dataset["assumption"].values]
    return dataset.assign_coords(label=("assumption", labels)).assign_attrs(long_name=voice.outcome(outcome))
