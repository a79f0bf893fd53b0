"""Titles and source lines: what a figure says in a sentence, and what it rests on, so that it can stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mcba.engine import Run
from mcba.engine.estimates import Estimate
from mcba.engine.saved import versions
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import uncapital

if TYPE_CHECKING:
    import xarray as xr

    from mcba.analysis.decision.options import Alternatives


# --- what a figure says


def of_outcome(facts: Facts, outcome: str, voice: Labels) -> str:
    """The range of an outcome; of an event, in which share of the worlds it comes about."""
    summary, label = facts.summary(outcome), voice.outcome(outcome)
    if _is_event(facts, outcome):
        return voice("finding.event", outcome=label, chance=voice.percent(summary.mean))
    low, high = voice.ends(summary.range)
    if outcome == "bcr":
        key = "finding.ratio" if facts.study.document.study.currency == "EUR" else "finding.ratio_currency"
        return voice(key, low=low, high=high)
    unit = f" {voice.units(facts.study.unit(outcome), summary.high.value)}".rstrip()
    return voice("finding.outcome", outcome=label, low=low, high=high, unit=unit)


def _is_event(facts: Facts, outcome: str) -> bool:
    """Whether an outcome is 1 where something comes about and 0 where not."""
    values = facts.at_hand.values(outcome)
    return bool(((values == 0) | (values == 1)).all())


def of_bearers(balances: xr.Dataset, voice: Labels) -> str:
    """Who gains most and who pays most."""
    means, labels = balances["mean"].values, [uncapital(str(label)) for label in balances["label"].values]
    gains, pays = labels[int(means.argmax())], labels[int(means.argmin())]
    if means.min() >= 0:
        return voice("finding.gains", gains=gains)
    return voice("finding.pays", pays=pays) if means.max() <= 0 else voice("finding.bearers", gains=gains, pays=pays)


def of_swings(ranking: xr.Dataset, voice: Labels) -> str:
    """Which assumption moves the outcome most."""
    swing = np.abs(ranking["high"].values - ranking["low"].values)
    first = str(ranking["label"].values[int(np.nanargmax(np.where(np.isfinite(swing), swing, -1.0)))])
    return voice("finding.tornado", first=uncapital(first))


def of_shares(ranking: xr.Dataset, voice: Labels) -> str:
    """Which assumption explains most by itself, and how much."""
    place = int(ranking["first"].values.argmax())
    share = Estimate(float(ranking["first"].values[place]), float(ranking["first_error"].values[place]))
    label = uncapital(str(ranking["label"].values[place]))
    return voice("finding.shares", share=voice.short_share(share), first=label)


def of_information(worth: xr.Dataset, voice: Labels) -> str:
    """Which assumption it is worth most to know better."""
    first = str(worth["label"].values[int(worth["value"].values.argmax())])
    return voice("finding.information", first=uncapital(first))


def of_scenarios(reference: float | None, ranges: xr.Dataset, voice: Labels) -> str:
    """In how many cases the project pays on average; empty for an outcome without a value from which it does."""
    means = ranges["mean"].values
    if reference is None or not np.isfinite(means).all():
        return ""
    return voice("finding.scenarios", good=int((means > reference).sum()), count=means.size)


def of_swept(facts: Swept, outcome: str, voice: Labels) -> str:
    """From where to where the median goes, where one name was swept; empty for several, and without medians."""
    if len(facts.names) > 1 or "median" not in facts.table:
        return ""
    medians = [told["median"] for _, told in facts.cells(outcome)]
    unit = f" {voice.units(facts.study.unit(outcome), medians[-1].value)}".rstrip()
    first, last = voice.short(medians[0]), voice.short(medians[-1])
    return voice("finding.swept", outcome=voice.outcome(outcome), first=first, last=last, unit=unit)


def of_acceptability(options: Alternatives, voice: Labels) -> str:
    """Which option is best most often, as the study weighs benefits."""
    compared = options.compared
    place = int(np.argmax(compared.probability_best))
    share = Estimate(float(compared.probability_best[place]), float(compared.probability_best_error[place]))
    return voice("finding.best", option=voice.option(options.names[place]), share=voice.percent(share))


# --- what a figure rests on


def source(voice: Labels, *parts: str) -> str:
    """The study, what else is said of its worlds, and the version that drew them."""
    title = "" if voice.study is None else voice.text(voice.study.document.study.title)
    return " · ".join(filter(None, (title, *parts, f"mcba {versions()['mcba']}")))


def source_of_run(run: Run, voice: Labels) -> str:
    """The source line of figures of a run: its study, option, scenario, worlds and seed."""
    settings = run.settings
    option = "" if settings.option is None else voice.option(settings.option)
    scenario = "" if settings.scenario is None else voice.scenario(settings.scenario)
    return source(voice, option, scenario, drawn(settings.worlds, settings.seed, voice))


def drawn(worlds: int, seed: int, voice: Labels) -> str:
    """How many worlds, and from which seed."""
    return voice("figure.drawn", worlds=voice.whole(worlds), seed=seed)
