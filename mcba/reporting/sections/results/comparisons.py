"""Why two runs differ: each change, and what it does to the mean and to both ends of the range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mcba.analysis import Contribution, Differences, Side, Spread
from mcba.engine import Run
from mcba.engine.estimates import Summary
from mcba.reporting.blocks import Block, Span, Spans, text
from mcba.reporting.facts.comparisons import ComparedRuns
from mcba.reporting.sections.writing import Writing

_CENTRAL = 0.9  # of a distribution, between the ends that are shown of it
_Row = Sequence[str | Spans]


def comparison_heading(writing: Writing[Any]) -> tuple[str, str]:
    """The outcome, and what the page is about."""
    return writing.voice.outcome_with_unit(writing.facts.comparison.outcome), writing.voice("title.comparison")


def both_runs(writing: Writing[ComparedRuns]) -> Iterator[Block]:
    """The outcome in both runs, as each printed it."""
    comparison = writing.facts.comparison
    rows = [
        *_run(writing, "A", writing.facts.before, comparison.before),
        *_run(writing, "B", writing.facts.after, comparison.after),
    ]
    columns = writing.column("", "low", "median", "high", "mean")
    share = writing.voice.exact_percent(comparison.before.range.mass)
    yield from writing.table("compared", columns, rows, "lrrrr", (2.4, 1, 1, 1, 1), share=share)


def _run(writing: Writing[ComparedRuns], letter: str, run: Run, summary: Summary) -> Iterator[_Row]:
    yield from writing.summary(
        f"{letter}: {_called(writing, run)}", [summary.low, summary.median, summary.high], summary.mean
    )


def _called(writing: Writing[ComparedRuns], run: Run) -> str:
    voice, settings = writing.voice, run.settings
    variants = [voice.scenario(settings.scenario) if settings.scenario else "", settings.option or ""]
    name = ", ".join(filter(None, [run.study.name if run.study else "", *variants]))
    return voice("comparison.run", name=name, worlds=voice.whole(settings.worlds), seed=settings.seed)


def change_table(writing: Writing[Any]) -> Iterator[Block]:
    """What changed, the largest effect first; or that nothing did."""
    comparison, voice = writing.facts.comparison, writing.voice
    if not comparison.changes:
        yield writing.sentence("comparison.nothing" if comparison.same_worlds else "comparison.only_drawing")
        return
    rows = [row for change in comparison.changes for row in _change(writing, change)]
    rows += _difference(writing, voice("comparison.together"), comparison.total)
    rows += _difference(writing, voice("comparison.drawing"), comparison.drawing)
    yield from writing.table("changes", writing.column("", "mean", "low", "high"), rows, "lrrr", (3, 1, 1, 1))
    orders = (
        voice("comparison.orders", count=comparison.orders) if comparison.orders else voice("comparison.all_orders")
    )
    share, worlds = voice.exact_percent(_CENTRAL), voice.whole(comparison.worlds)
    yield writing.sentence("comparison.legend", orders=orders, worlds=worlds, share=share)


def _change(writing: Writing[Any], change: Contribution) -> Iterator[_Row]:
    first, errors = _difference(writing, _subject(writing, change), (change.mean, change.low, change.high))
    yield first
    sides = (_side(writing, change, side, run) for side, run in ((change.before, "A"), (change.after, "B")))
    before, after = sides
    yield text(Span(writing.voice("comparison.change", before=before, after=after), "quiet")), "", "", ""
    yield errors


def _difference(writing: Writing[Any], label: str, differences: Differences) -> tuple[_Row, _Row]:
    return [label, *map(writing.voice.signed, differences)], writing.errors(*differences)


def _subject(writing: Writing[Any], change: Contribution) -> str:
    kind, name = change.subject
    match kind:
        case "assumption":
            return writing.voice.assumption(name)
        case "choice":
            return writing.voice.choice(name)
        case _:
            return writing.voice(f"comparison.{kind}")


def _side(writing: Writing[Any], change: Contribution, side: Side, run: str) -> str:
    """What was assumed or chosen in run A or B."""
    voice, (kind, name) = writing.voice, change.subject
    match side:
        case Spread(low=low, high=high, median=median) if low == high:
            return voice.certain(median)
        case Spread():
            return voice(
                "comparison.spread", **{end: voice.exact(getattr(side, end)) for end in ("low", "median", "high")}
            )
        case None:
            return voice("comparison.as_in", run=run) if kind == "model" else voice("comparison.many")
        case _ if kind == "choice":
            return voice.choice_value(name, side)
        case _:
            return voice("comparison.years" if kind == "horizon" else "comparison.groups", count=side)
