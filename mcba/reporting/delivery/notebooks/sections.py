"""The sections of the small pages: tables of the large pages with a picture in each row, and no more rows than fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mcba.analysis.decision.information import Information
from mcba.analysis.published import Update
from mcba.analysis.ranking.methods import METHODS
from mcba.arrays import Array
from mcba.engine.estimates import Estimate, Range, Summary
from mcba.reporting.blocks import Block, PageTable, Paragraph, Picture, Span, Spans, Thumbnail, page_table, text
from mcba.reporting.delivery.notebooks import sketches
from mcba.reporting.facts.comparisons import ComparisonAlone
from mcba.reporting.facts.described import StudyAsStated
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.facts.published import Calibrated
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.figures.densities import density, separate
from mcba.reporting.figures.gallery import break_even
from mcba.reporting.sections.decision.options import choice_between_options
from mcba.reporting.sections.results.calibrations import together, update_table
from mcba.reporting.sections.results.comparisons import change_table
from mcba.reporting.sections.results.rankings import ranking_table, table_of
from mcba.reporting.sections.study.assumptions import values_of
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.distributions import distribution_in_words
from mcba.reporting.words.voice import uncapital
from mcba.study import is_certain

MOST = 10  # rows; the pages and `--json` have them all
_NAMED = 6  # outcomes in a sentence


# --- a study


def assumptions(writing: Writing[StudyAsStated]) -> Iterator[Block]:
    """How many assumptions there are of each status, and the first of them, each with its density."""
    facts, voice = writing.facts, writing.voice
    stated = facts.study.document.assumptions
    groups = voice.listed(f"{voice.whole(n)} {voice(f'status.{status}')}" for status, n in facts.by_status.items())
    names = [uncapital(voice.outcome(name)) for name in facts.study.outcomes]
    more = len(names) - _NAMED
    outcomes = (
        voice("notebook.outcomes", names="; ".join(names))
        if more <= 0
        else voice("notebook.outcomes_and_more", names="; ".join(names[:_NAMED]), count=more)
    )
    yield writing.joined_sentences(voice("printed.assumed", count=len(stated), groups=groups), outcomes)
    uncertain_first = sorted(stated, key=lambda name: is_certain(facts.study.families[name]))
    rows = [_assumption(writing, name) for name in uncertain_first[:MOST]]
    columns = [*writing.column("assumption", "distribution"), voice("column.value_and_range", share=_mass(writing))]
    yield from writing.table("assumptions", [*columns, *writing.column("status", "picture")], rows, "lllll")
    yield from _rest(writing, len(stated))


def _mass(writing: Writing[StudyAsStated]) -> str:
    return writing.voice.exact_percent(writing.facts.mass)


def _assumption(writing: Writing[StudyAsStated], name: str) -> Sequence[str | Spans]:
    stated, family = writing.facts.study.document.assumptions[name], writing.facts.study.families[name]
    law, picture = distribution_in_words(writing.voice, stated) or type(family).__name__, _density(writing, name)
    words = (Span(writing.voice.assumption(name)), Span(f" {name}", "quiet"))
    status = writing.voice(f"status.{stated.status}")
    return words, law, values_of(writing, name, stated), status, () if picture is None else (picture,)


def _density(writing: Writing[StudyAsStated], name: str) -> Thumbnail | None:
    """The density of one uncertain number; None of a certain one, and of one for each label."""
    family = writing.facts.study.families[name]
    if is_certain(family) or family.batch_shape:
        return None
    low, high = (float(np.asarray(end)) for end in family.central(writing.facts.mass))
    drawing = sketches.curve(*density(family), (low, high), separate=separate(family))
    return sketches.in_cell(name, drawing, writing.voice("alt.thumbnail", label=writing.voice.assumption(name)))


# --- a run


def main_outcome(writing: Writing[Facts]) -> Iterator[Block]:
    """How many worlds give which value of the main outcome; nothing where the worlds were not kept."""
    facts, outcome = writing.facts, writing.facts.main
    if outcome not in facts.run.arrays or not facts.varies(outcome):
        return
    yield _histogram(writing, outcome, facts.run.values(outcome), facts.summary(outcome))


def _histogram(writing: Writing[Any], outcome: str, values: Array, summary: Summary) -> Picture:
    voice, called = writing.voice, writing.voice.outcome_with_unit(outcome)
    low, median, high = voice.row(summary.low, summary.median, summary.high)
    ends = summary.range.low, summary.range.high
    drawing = sketches.histogram(values, ends, summary.median.value, voice, reference=break_even(outcome))
    said = {"worlds": voice.whole(summary.worlds), "low": low, "median": median, "high": high}
    alt = voice("notebook.histogram_alt", outcome=uncapital(called), **said)
    return Picture(outcome, voice("notebook.histogram", outcome=called), alt, drawing)


# --- one outcome


def ends_of_range(writing: Writing[Range]) -> Iterator[Block]:
    """Both ends, each with its error."""
    ends = writing.facts
    picture = _whisker(ends.low, (ends.low + ends.high) / 2, ends.high, sketches.scale(0.0, ends.low, ends.high))
    points: Sequence[str | Spans] = ("", *writing.voice.row(*ends.ends), picture)
    rows: list[Sequence[str | Spans]] = [points, [*writing.errors(*ends.ends), ""]]
    yield _of_worlds(writing, ("low", "high"), ends.mass, rows)


def points_of_summary(writing: Writing[Summary]) -> Iterator[Block]:
    """Low, median, high and mean, each with its error."""
    summary = writing.facts
    points = [summary.low, summary.median, summary.high]
    named, *below = writing.summary("", points, summary.mean)
    low, middle, high = (point.value for point in points)
    picture = _whisker(low, middle, high, sketches.scale(0.0, low, high))
    rows: list[Sequence[str | Spans]] = [[*named, picture], *([*row, ""] for row in below)]
    yield _of_worlds(writing, ("low", "median", "high", "mean"), summary.range.mass, rows)


def _of_worlds(
    writing: Writing[Any], columns: Sequence[str], mass: float, rows: Sequence[Sequence[str | Spans]]
) -> PageTable:
    caption = writing.voice("caption.outcomes", share=writing.voice.exact_percent(mass))
    header = writing.column("", *columns, "picture")
    return page_table("range", caption, header, rows, "l" + "r" * len(columns) + "l")


def _whisker(low: float, middle: float, high: float, within: tuple[float, float]) -> Spans:
    zero = [0.0] if within[0] <= 0.0 <= within[1] else []
    drawing = sketches.interval(low, middle, high, within, *zero)
    return (sketches.in_cell("range", drawing, f"{low:.3g} – {middle:.3g} – {high:.3g}"),)


# --- a ranking


def drivers(writing: Writing[Ranked]) -> Iterator[Block]:
    """The first assumptions of a ranking, each with a bar as long as its effect."""
    ranking = writing.facts.ranking
    if writing.facts.is_agreement:
        yield from ranking_table(writing)
        return
    for table in table_of(writing, ranking, MOST):
        assert isinstance(table, PageTable)
        yield _with_pictures(writing, table, _effects(ranking))
    yield from _rest(writing, ranking.sizes["assumption"])


def _effects(ranking: Any) -> list[Spans]:
    """The main index of each assumption; none for a method that shows plain numbers."""
    columns = [column for column in METHODS[ranking.attrs["method"]].columns_of(ranking) if column.kind != "plain"]
    if not columns:
        return []
    value, low, high = (ranking[f"{columns[0].name}{part}"].values for part in ("", "_low", "_high"))
    return _bars(list(zip(low, value, high, strict=True))[:MOST])


def _bars(rows: Sequence[tuple[float, float, float]]) -> list[Spans]:
    """Low, value and high of each row as bars on one scale that holds zero."""
    within = sketches.scale(0.0, *(number for row in rows for number in row))
    return [_bar(low, value, high, within) if math.isfinite(value) else () for low, value, high in rows]


def _bar(low: float, value: float, high: float, within: tuple[float, float]) -> Spans:
    alt = f"{value:.3g} ({low:.3g} – {high:.3g})"
    return (sketches.in_cell("effect", sketches.bar(value, low, high, within), alt),)


def _intervals(rows: Sequence[tuple[float, float, float]]) -> list[Spans]:
    """Low, middle and high of each row on one scale that holds zero."""
    within = sketches.scale(0.0, *(number for row in rows for number in row))
    return [_whisker(*row, within) if all(map(math.isfinite, row)) else () for row in rows]


# --- a comparison


def both_summaries(writing: Writing[ComparisonAlone]) -> Iterator[Block]:
    """The outcome in both runs."""
    comparison = writing.facts.comparison
    sides = {"A": comparison.before, "B": comparison.after}
    rows = [
        row
        for name, each in sides.items()
        for row in writing.summary(name, [each.low, each.median, each.high], each.mean)
    ]
    share = writing.voice.exact_percent(comparison.before.range.mass)
    (table,) = writing.table(
        "compared", writing.column("", "low", "median", "high", "mean"), rows, "lrrrr", share=share
    )
    points = [(each.low.value, each.median.value, each.high.value) for each in sides.values()]
    yield _with_pictures(writing, table, _intervals(points))


def changes(writing: Writing[ComparisonAlone]) -> Iterator[Block]:
    """What changed, and how far each change moves the mean."""
    comparison = writing.facts.comparison
    means = [*(change.mean for change in comparison.changes), comparison.total[0], comparison.drawing[0]]
    pictures = _bars([_reach(mean) for mean in means])
    for block in change_table(writing):
        yield _with_pictures(writing, block, pictures) if isinstance(block, PageTable) else block


def _reach(estimate: Estimate) -> tuple[float, float, float]:
    """An estimate between the ends of its 95 % interval."""
    low, high = estimate.interval()
    return low, estimate.value, high


# --- what published figures leave open


def updates(writing: Writing[Calibrated]) -> Iterator[Block]:
    """How many worlds agree, and what becomes of the outcomes and of the assumptions that change."""
    for calibration in writing.facts.calibrations:
        if not calibration.claims:
            yield writing.sentence("calibration.nothing_read")
            continue
        yield together(writing, calibration)
        changed = [update for update in calibration.assumptions if update.verdict != "left"][:MOST]
        for key, shown in (("updated_outcomes", calibration.outcomes), ("updated", changed)):
            for table in update_table(writing, key, calibration, shown):
                yield _with_pictures(writing, table, [_narrowed(update) for update in shown])


def _narrowed(update: Update) -> Spans:
    """The range as stated, grey, and with the figures."""
    sides = (update.before, update.after)
    before, after = ((side.low.value, side.median.value, side.high.value) for side in sides)
    drawing = sketches.interval(*after, sketches.scale(*before, *after), before=(before[0], before[2]))
    alt = " → ".join(f"{low:.3g} – {high:.3g}" for low, _, high in (before, after))
    return (sketches.in_cell(update.name, drawing, alt),)


# --- what to choose, and what to know first


def best_option(writing: Writing[Facts]) -> Iterator[Block]:
    """The options side by side, which one is best, and what each gives."""
    options = writing.facts.options
    balances = [] if isinstance(options, Missing) else [option.net_benefit for option in options.options]
    pictures = _intervals([(each.low.value, each.mean.value, each.high.value) for each in balances])
    for block in choice_between_options(writing):
        if isinstance(block, PageTable):
            yield _with_pictures(writing, block, pictures)
        elif isinstance(block, Paragraph):
            yield block


def worth(writing: Writing[Information]) -> Iterator[Block]:
    """What information is worth, with its error, and in how many worlds it changes the choice."""
    voice, information = writing.voice, writing.facts
    low, middle, high = _reach(information)
    rows: list[Sequence[str | Spans]] = [
        (
            voice("notebook.information_row"),
            voice.with_error(information),
            voice.exact_share(information.switches),
            _whisker(low, middle, high, sketches.scale(0.0, low, high)),
        )
    ]
    columns = [*writing.column("", "worth"), voice("notebook.switches"), *writing.column("picture")]
    yield page_table("information", voice("notebook.information"), columns, rows, "lrrl")
    yield from map(writing.note, information.notes)


# --- what all of them need


def _with_pictures(writing: Writing[Any], table: PageTable, pictures: Iterable[Spans]) -> PageTable:
    """A table with a picture at the end of each row that names something."""
    left = iter(pictures)
    rows = tuple(
        (*row, () if is_below else next(left, ())) for row, is_below in zip(table.rows, table.is_below, strict=True)
    )
    if not any(row[-1] for row in rows):
        return table
    header, widths = (*table.header, *writing.column("picture")), (*table.widths, table.widths[-1])
    return replace(table, header=header, rows=rows, align=f"{table.align}l", widths=widths)


def _rest(writing: Writing[Any], count: int) -> Iterator[Paragraph]:
    """How many rows are not shown."""
    if count > MOST:
        yield Paragraph(text(Span(writing.voice("notebook.rest", count=count - MOST), "quiet")))
