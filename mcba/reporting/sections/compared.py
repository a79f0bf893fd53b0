"""Why two runs differ: each change, and what it does to the mean and to both ends of the range."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mcba.analysis import Change, Comparison, Differences, Side, Spread
from mcba.engine import Run
from mcba.engine.estimates import Summary
from mcba.reporting.blocks import Block, Span, Text, text
from mcba.reporting.sections.writing import Writing
from mcba.study import Study

CENTRAL = 0.9  # of a distribution, between the ends that are shown of it
Row = Sequence[str | Text]


@dataclass(frozen=True, eq=False)
class Compared:
    """The facts of `mcba compare`: runs A and B, and what makes them differ."""

    found: Comparison
    before: Run
    after: Run

    @property
    def study(self) -> Study | None:
        """Whose labels are used: that of run B."""
        return self.after.study


def title(w: Writing[Compared]) -> tuple[str, str]:
    """The outcome, and what the page is about."""
    return w.say.outcome_with_unit(w.facts.found.outcome), w.say("title.comparison")


def runs(w: Writing[Compared]) -> Iterator[Block]:
    """The outcome in both runs, as each printed it."""
    found = w.facts.found
    rows = [*_run(w, "A", w.facts.before, found.before), *_run(w, "B", w.facts.after, found.after)]
    columns = w.column("", "low", "median", "high", "mean")
    share = w.say.exact_percent(found.before.range.mass)
    yield from w.table("compared", columns, rows, "lrrrr", (2.4, 1, 1, 1, 1), share=share)


def _run(w: Writing[Compared], letter: str, run: Run, found: Summary) -> Iterator[Row]:
    yield from w.summary(f"{letter}: {_called(w, run)}", [found.low, found.median, found.high], found.mean)


def _called(w: Writing[Compared], run: Run) -> str:
    say, settings = w.say, run.settings
    variants = [say.scenario(settings.scenario) if settings.scenario else "", settings.option or ""]
    name = ", ".join(filter(None, [run.study.name if run.study else "", *variants]))
    return say("comparison.run", name=name, worlds=say.whole(settings.worlds), seed=settings.seed)


def changes(w: Writing[Compared]) -> Iterator[Block]:
    """What changed, the largest effect first; or that nothing did."""
    found, say = w.facts.found, w.say
    if not found.changes:
        yield w.sentence("comparison.nothing" if found.same_worlds else "comparison.only_drawing")
        return
    rows = [row for change in found.changes for row in _change(w, change)]
    rows += _difference(w, say("comparison.together"), found.total)
    rows += _difference(w, say("comparison.drawing"), found.drawing)
    yield from w.table("changes", w.column("", "mean", "low", "high"), rows, "lrrr", (3, 1, 1, 1))
    orders = say("comparison.orders", count=found.orders) if found.orders else say("comparison.all_orders")
    share, worlds = say.exact_percent(CENTRAL), say.whole(found.worlds)
    yield w.sentence("comparison.legend", orders=orders, worlds=worlds, share=share)


def _change(w: Writing[Compared], change: Change) -> Iterator[Row]:
    first, errors = _difference(w, _subject(w, change), (change.mean, change.low, change.high))
    yield first
    sides = (_side(w, change, side, run) for side, run in ((change.before, "A"), (change.after, "B")))
    before, after = sides
    yield text(Span(w.say("comparison.change", before=before, after=after), "quiet")), "", "", ""
    yield errors


def _difference(w: Writing[Compared], label: str, found: Differences) -> tuple[Row, Row]:
    return [label, *map(w.say.signed, found)], w.errors(*found)


def _subject(w: Writing[Compared], change: Change) -> str:
    kind, name = change.subject
    match kind:
        case "assumption":
            return w.say.assumption(name)
        case "choice":
            return w.say.choice(name)
        case _:
            return w.say(f"comparison.{kind}")


def _side(w: Writing[Compared], change: Change, side: Side, run: str) -> str:
    """What was assumed or chosen in run A or B."""
    say, (kind, name) = w.say, change.subject
    match side:
        case Spread(low=low, high=high, median=median) if low == high:
            return say.certain(median)
        case Spread():
            return say("comparison.spread", **{end: say.exact(getattr(side, end)) for end in ("low", "median", "high")})
        case None:
            return say("comparison.as_in", run=run) if kind == "model" else say("comparison.many")
        case _ if kind == "choice":
            return say.choice_value(name, side)
        case _:
            return say("comparison.years" if kind == "horizon" else "comparison.groups", count=side)
