"""What drives the result: ranking, switching values, scenarios, value of information."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from mcba.engine.estimate import Estimate
from mcba.reporting.blocks import Block, Bullets, Span, table, text
from mcba.reporting.datasets import Labelled
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.sections import ranked
from mcba.reporting.sections.writing import Writing
from mcba.reporting.text import uncapital

SHOWN_DRIVERS = 10
SMALLEST_PERCENT, TEN = 0.1, 10.0
MORE_THAN_THE_PROJECT = 3  # nothing, the project, and one more


def sensitivity(w: Writing[Facts]) -> Iterator[Block]:
    """Ranking, switching values, scenarios and value of information."""
    yield w.head("sensitivity")
    yield from _ranking(w)
    yield from _switching(w)
    yield from _scenarios(w)
    yield from _options(w)
    yield from _information(w)


def _ranking(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    yield w.head("ranking", 2)
    found = facts.ranking
    if isinstance(found, Missing):
        yield w.note(found)
        return
    share = say.exact_percent(float(found.attrs["mass"]))
    yield w.sentence("text.ranking", worlds=say.whole(int(found.attrs["worlds"])), share=share)
    yield from w.picture("tornado")
    yield from ranked.table_of(w, found, SHOWN_DRIVERS)
    yield Bullets(tuple(text(each) for each in ranked.told_with(w, found)))
    yield from _shares(w)


def _shares(w: Writing[Facts]) -> Iterator[Block]:
    found, say = w.facts.shares, w.say
    if isinstance(found, Missing):
        yield w.note(found)
        yield from w.picture("shares")
        return
    yield w.sentence("text.shares", evaluations=say.whole(int(found.attrs["worlds"])))
    yield from w.picture("shares")
    explained = float(np.maximum(found["first"].values, 0.0).sum())
    if explained < 1:
        yield w.sentence("text.interaction", share=say.exact_percent(round(explained, 2)))


def _missing(w: Writing[Facts], reason: object) -> Iterator[Block]:
    if isinstance(reason, Missing):
        yield w.note(reason)


def _switching(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    yield w.head("switching", 2)
    found = Labelled(facts, say).switching
    if found is None or isinstance(facts.agenda, Missing):
        yield from _missing(w, facts.agenda)
        return
    yield w.sentence("text.switching", share=say.exact_percent(float(found.attrs["share"])))
    rows = []
    for place in range(found.sizes["assumption"]):
        known = str(found["assumption"].values[place])
        unit = say.unit(facts.study.document.assumptions[known.partition("[")[0]].unit)
        at = {key: float(found[key].values[place]) for key in ("base", "break_even", "beyond")}
        label = str(found["label"].values[place]) + (f" ({unit})" if unit else "")
        crossing = _three(w, at["break_even"]) or say("text.no_break_even")
        chance = _chance(w, at["beyond"])
        rows.append((label, _three(w, at["base"]), crossing, chance, _switch(w, found, place)))
    columns = w.column("assumption", "base", "break_even", "beyond", "switch_mean")
    yield from w.table("switching", columns, rows, "lrrrr", (2.6, 1, 1.3, 1.2, 1.7))
    if facts.agenda.sign:
        yield w.sentence("text.one_sign" if facts.agenda.sign > 0 else "text.one_sign_below")
    if found.attrs["left_out"]:
        yield w.sentence("text.left_out", count=say.whole(int(found.attrs["left_out"])))
    if facts.study.document.pm:
        mean = facts.summary("npv").mean
        key = "text.pm_cost" if mean.value >= 0 else "text.pm_worth"
        amount = say.short(Estimate(abs(mean.value), mean.error))
        yield w.sentence(key, amount=amount, currency=w.say.currency)


def _three(w: Writing[Facts], value: float) -> str:
    """Three digits of a number that is computed and not drawn; empty where there is none."""
    return w.say.exact(value) if math.isfinite(value) else ""


def _chance(w: Writing[Facts], share: float) -> str:
    if not math.isfinite(share):
        return ""
    percent = 100 * share
    if percent < SMALLEST_PERCENT:
        return f"< {w.say.plain(SMALLEST_PERCENT)} %"
    return f"{w.say.number(percent, 0 if percent >= TEN else 1)} %"


def _switch(w: Writing[Facts], found: Any, place: int) -> str:
    value, low, high = (float(found[key].values[place]) for key in ("mean", "mean_low", "mean_high"))
    if not math.isfinite(value):
        return w.say("text.no_switch")
    return w.say.band(value, low, high)


def _scenarios(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    yield w.head("scenarios", 2)
    outcomes = [known for known in dict.fromkeys((facts.main, facts.analysed)) if facts.scenarios(known) is not None]
    if not outcomes:
        yield w.sentence("text.no_scenarios")
    else:
        first = facts.scenarios(outcomes[0])
        worlds = int(first.attrs["worlds"]) if first is not None else 0
        yield w.sentence("text.scenarios", worlds=say.whole(worlds))
        yield from w.picture("scenarios")
    for known in outcomes:
        yield from _scenario_table(w, known)
    for one in facts.alternatives:
        if one.run is None:
            said = say("text.scenario_trouble", label=Labelled(facts, say).alternative(one))
            yield w.joined_sentences(said, say.note(one.trouble) if one.trouble else "")
    for document in (facts.study.document.scenarios, facts.study.document.options):
        notes = [
            (Span(f"{say.text(each.label) or known}: ", "strong"), *w.words(each.notes))
            for known, each in document.items()
            if each.notes is not None
        ]
        if notes:
            yield Bullets(tuple(notes))


def _scenario_table(w: Writing[Facts], outcome: str) -> Iterator[Block]:
    found, say = Labelled(w.facts, w.say).scenarios(outcome), w.say
    if found is None:
        return
    rows = []
    for place in range(found.sizes["scenario"]):
        at = {key: float(found[key].values[place]) for key in found.data_vars}
        points = [Estimate(at[key], at[f"{key}_error"]) for key in ("low", "median", "high")]
        mean, difference = (Estimate(at[key], at[f"{key}_error"]) for key in ("mean", "difference"))
        shown = say.signed(difference) if place and math.isfinite(difference.error) else ""
        rows.append((str(found["label"].values[place]), *say.row(*points), say.estimate(mean), shown))
    columns = w.column("scenario", "low", "median", "high", "mean", "difference")
    label = uncapital(w.say.outcome(outcome))
    anchor = "scenario_table"
    caption = say(f"caption.{anchor}", outcome=label)
    yield table(f"{anchor}_{outcome}", caption, columns, rows, "lrrrrr", (2.6, 1, 1, 1, 1.25, 1.25))


def _options(w: Writing[Facts]) -> Iterator[Block]:
    """Every option beside the others, where the study has more than the project."""
    say, known = w.say, w.facts.options
    if isinstance(known, Missing) or len(known.names) < MORE_THAN_THE_PROJECT:
        return
    yield w.head("options", 2)
    compared = known.compared
    rows = []
    for place, option in enumerate(known.names):
        best = Estimate(float(compared.probability_best[place]), float(compared.probability_best_error[place]))
        found = known.summary(option)
        if np.ptp(known.net_benefit[:, place]) == 0:
            cells = [say.certain(found.mean.value), "", ""]
        else:
            cells = [say.estimate(found.mean), *say.row(found.low, found.high)]
        rows.append((say.option(option), *cells, say.share(best)))
    yield w.sentence("text.options", best=say.option_within(compared.best))
    columns = w.column("option", "mean", "low", "high", "best")
    yield from w.table("options_table", columns, rows, "lrrrr", (2.6, 1.2, 1, 1, 1.4))


def _information(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    yield w.head("information", 2)
    found = Labelled(facts, say).information
    if found is None or isinstance(facts.options, Missing):
        yield from _missing(w, facts.agenda)
        return
    perfect = Estimate(float(found.attrs["perfect"]), float(found.attrs["perfect_error"]))
    worlds = say.whole(int(found.attrs["worlds"]))
    names = facts.options.names
    options = say.listed(say.option_within(name) for name in names)
    if perfect.value == 0:
        yield w.sentence("text.no_information_value", options=options)
        return
    if perfect.value <= 4 * perfect.error:  # no digit of it holds
        most = say.error(perfect.value + 2 * perfect.error)
        yield w.sentence("text.little_information", most=most, currency=w.say.currency, options=options)
        return
    yield w.sentence(
        "text.information",
        perfect=say.short(perfect),
        error=say.error(perfect.error),
        currency=w.say.currency,
        worlds=worlds,
        options=options,
    )
    if not (found["value"].values > 2 * found["error"].values).any():
        yield w.sentence("text.no_single_information")
        return
    yield from w.picture("information")
    rows = []
    for place in range(found.sizes["assumption"]):
        value, error = float(found["value"].values[place]), float(found["error"].values[place])
        rows.append(
            (
                str(found["label"].values[place]),
                say(f"status.{found['status'].values[place]}"),
                say.estimate(Estimate(value, error)),
                say.error(error),
            )
        )
    columns = w.column("assumption", "status", "worth", "error")
    yield from w.table("information_table", columns, rows, "llrr", (3, 1, 1, 1.2))
