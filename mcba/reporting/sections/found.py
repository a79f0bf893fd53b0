"""What the worlds say: how they were drawn, how well they know each outcome, and the results."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from mcba.engine.estimates import Estimate, errors_in
from mcba.engine.saved import versions
from mcba.reporting.blocks import Block, Paragraph, Span, Text, text
from mcba.reporting.facts import CONFIDENCE, Facts
from mcba.reporting.sections.asked import balance, summarised
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import uncapital

QUARTILES = 0.5  # the mass between the 25 % and the 75 % points


def sampling(w: Writing[Facts]) -> Iterator[Block]:
    """How worlds were drawn, how estimates settle, and how to repeat it."""
    facts, say, settings = w.facts, w.say, w.facts.run.settings
    yield w.head("sampling")
    sampler = say.known("sampler", settings.sampler)
    said = [say("text.worlds", worlds=say.whole(settings.worlds), sampler=sampler, seed=settings.seed)]
    parts = facts.run.randomisations
    reach = say.number(errors_in(CONFIDENCE, parts - 1 if parts else math.inf), 2)
    interval = {"share": say.exact_percent(CONFIDENCE), "reach": reach}
    if parts:
        said.append(say("text.randomised", count=say.whole(parts), degrees=say.whole(parts - 1), **interval))
    else:
        said.append(say("text.independent_worlds", **interval))
    said.append(w.uneven(settings.worlds, settings.sampler))
    if facts.run.accumulators:
        said.append(summarised(w))
    failed = facts.run.failed_worlds
    said.append(say("text.failed", count=failed) if failed else say("text.no_failed"))
    said.append(say("text.digits"))
    yield w.joined_sentences(*said)
    outcome = facts.main
    if facts.varies(outcome):
        found = facts.convergence
        half = int(np.searchsorted(found["count"].values, found["count"].values[-1] / 2))
        middle, error = found["median"].values, float(found["median_error"].values[-1])
        if half < middle.size - 1:
            move = abs(float(middle[-1] - middle[half]))
            yield w.sentence("text.converged", move=say.error(move), error=say.error(error))
        yield from w.picture("convergence")
        yield from _convergence(w, outcome)
    yield from _repeat(w)


def _convergence(w: Writing[Facts], outcome: str) -> Iterator[Block]:
    found, say = w.facts.convergence, w.say
    places = sorted({0, *range(3, found.sizes["count"], 4), found.sizes["count"] - 1})
    rows = []
    for place in places:
        cells = [say.whole(int(found["count"].values[place]))]
        for key in ("low", "median", "mean", "high"):
            value, error = float(found[key].values[place]), float(found[f"{key}_error"].values[place])
            cells.append(say("word.none") if math.isnan(value) else say.with_error(Estimate(value, error)))
        rows.append(cells)
    columns = w.column("worlds", "low", "median", "mean", "high")
    label = uncapital(w.say.outcome(outcome))
    yield from w.table("convergence_table", columns, rows, "rrrrr", (1, 1, 1, 1, 1), outcome=label)


def _repeat(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    yield w.head("repeat", 2)
    yield w.sentence("text.repeat")
    yield Paragraph((Span(f"{facts.command} && mcba report results --language {say.language}", "code"),))
    rows: list[tuple[str, Text]] = [
        (say("text.hashes"), text(Span(facts.study.sha256, "code"))),
        *((library, text(version)) for library, version in versions().items()),
    ]
    shown = [known for known in dict.fromkeys((facts.main, "npv")) if known in facts.run.hashes()]
    hashes = facts.run.hashes()
    rows[1:1] = [(say("text.hash_worlds", name=known), text(Span(hashes[known], "code"))) for known in shown]
    yield from w.table("versions", w.column("part", "version"), rows, "ll", (1, 2.2))


def results(w: Writing[Facts]) -> Iterator[Block]:
    """Every outcome with its points and errors, and the figures of the balance."""
    facts, say = w.facts, w.say
    yield w.head("results")
    yield w.sentence("text.results", share=say.exact_percent(facts.run.settings.mass))
    rows: list[Sequence[str | Text]] = []
    for outcome in facts.outcomes:
        rows += _result(w, outcome)
    tail = (1.0 - facts.run.settings.mass) / 2.0
    points = (tail, (1 - QUARTILES) / 2, (1 + QUARTILES) / 2, 1.0 - tail)
    shares = [say("column.percentile", share=say.exact_percent(point)) for point in points]
    columns = [say("column.outcome"), shares[0], shares[1], say("column.median"), *shares[2:], say("column.mean")]
    yield from w.table("results", columns, rows, "lrrrrrr", (2.1, 1, 1, 1, 1, 1, 1.25))
    yield from map(w.note, facts.tails)
    if facts.run.base:
        items = [
            say("text.base_item", outcome=uncapital(w.say.outcome(known)), value=_base(w, known))
            for known in dict.fromkeys((facts.main, facts.analysed))
            if math.isfinite(facts.run.base.get(known, math.nan))
        ]
        if items:
            yield w.sentence("text.base_case", items=say.listed(items))
    yield from balance(w)
    yield from payback(w)
    for known in ("npv", "cloud", "waterfall", "years"):
        if known != "npv" or facts.main != "npv":
            yield from w.picture("outcome-npv" if known == "npv" else known)
    if facts.yearly is not None and "years" in w.pictures:
        yield w.sentence("text.yearly", worlds=say.whole(int(facts.yearly.attrs["worlds"])))


def _base(w: Writing[Facts], outcome: str) -> str:
    """The base case of an outcome: one exact world, with three digits."""
    return _with_unit(w, w.say.exact(w.facts.run.base[outcome]), outcome)


def _with_unit(w: Writing[Facts], value: str, outcome: str) -> str:
    return " ".join(filter(None, (value, w.say.unit_of(outcome))))


def outcomes(w: Writing[Facts]) -> Iterator[Block]:
    """Low, median, high and mean of every outcome, each with its error below it."""
    rows: list[Sequence[str | Text]] = []
    for outcome in w.facts.outcomes:
        found = w.facts.summary(outcome)
        rows += w.summary(w.say.outcome_with_unit(outcome), [found.low, found.median, found.high], found.mean)
    share = w.say.exact_percent(w.facts.run.settings.mass)
    columns = w.column("", "low", "median", "high", "mean")
    yield from w.table("outcomes", columns, rows, "lrrrr", (2.4, 1, 1, 1, 1), share=share)
    yield from map(w.note, w.facts.tails)


def _result(w: Writing[Facts], outcome: str) -> list[Sequence[str | Text]]:
    found, middle = w.facts.summary(outcome), w.facts.summary(outcome, mass=QUARTILES)
    points = [found.low, middle.low, found.median, middle.high, found.high]
    return w.summary(w.say.outcome_with_unit(outcome), points, found.mean)


def payback(w: Writing[Facts]) -> Iterator[Block]:
    """When costs are paid back: the median year, and the chance that they never are within the horizon."""
    facts, say = w.facts, w.say
    if "payback_year" not in facts.run.outcomes or not facts.study.document.costs:
        return
    never = facts.at_hand.probability("payback_year", above=facts.study.horizon)
    median = facts.summary("payback_year").median.value
    if not math.isfinite(median):
        yield w.sentence("text.payback_half", never=say.percent(never))
    elif never.value == 0:
        yield w.sentence("text.payback_all", year=int(median))
    else:
        yield w.sentence("text.payback", year=int(median), never=say.percent(never))


def drawn(w: Writing[Facts]) -> Iterator[Block]:
    """How the worlds were drawn, and how many were left out."""
    run, settings = w.facts.run, w.facts.run.settings
    left_out = w.say("printed.left_out", count=run.failed_worlds) if run.failed_worlds else ""
    yield w.drawn(settings.worlds, settings.sampler, settings.seed, left_out)
