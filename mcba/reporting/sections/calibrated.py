"""What published figures leave open: what each says of the worlds, and what that makes of the assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from mcba.analysis.published import FEW, WORST, Calibration, Claim, Update, tolerance
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block, Bullets, Paragraph, Span, Text, table, text
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import capital
from mcba.study import Study
from mcba.study.document import READINGS

MOST_TIES = 6
Row = Sequence[str | Text]


class HasCalibrations(Protocol):
    """The facts of a page that says what published figures leave open."""

    @property
    def study(self) -> Study:
        """The study that published them."""

    @property
    def calibrations(self) -> tuple[Calibration, ...] | Note:
        """As stated, and where that narrows nothing also with wider spreads; or the reason why there are none."""


@dataclass(frozen=True)
class Calibrated:
    """The facts of `mcba calibrate`."""

    calibrations: tuple[Calibration, ...]

    @property
    def study(self) -> Study:
        """The study that was calibrated."""
        return self.calibrations[0].study


Page = Writing[HasCalibrations]


def title(w: Page) -> tuple[str, str]:
    """The study, and what the page is about."""
    study = w.facts.study
    return w.say.text(study.document.study.title) or study.name, w.say("title.calibration")


def status(w: Page) -> Iterator[Block]:
    """What a reader of a calibration has to know."""
    if w.facts.study.document.study.status == "calibration":
        yield w.sentence("answer.calibration")


# --- the figures


def claims(w: Page) -> Iterator[Block]:
    """What each figure says of the worlds, and which say nothing of them."""
    found = _all(w)[0]
    if not w.facts.study.document.published:
        yield w.sentence("calibration.no_figures")
        return
    yield w.head("claims")
    if not found.claims:
        yield w.sentence("calibration.nothing_read")
    items = [f"{w.say.published(one.published)}: {_says(w, one)}." for one in found.claims]
    yield Bullets(tuple(text(capital(item)) for item in [*items, *_unused(w, found)]))
    if not found.claims:
        yield from _what_if(w, found)


def _all(w: Page) -> tuple[Calibration, ...]:
    """The calibrations; none where there is a reason instead."""
    found = w.facts.calibrations
    return () if isinstance(found, Note) else found


def _says(w: Page, one: Claim) -> str:
    say, slack = w.say, tolerance(one.published)
    figure = say.as_published(one.published)
    key = (
        "central" if READINGS[one.reading].mass else "share" if one.reading == "mean" and one.is_event else one.reading
    )
    if slack and READINGS[one.reading].of == "number":
        figure = say("claim.about", figure=figure, tolerance=say.plain(slack))
    return say(f"claim.{key}", figure=figure, mass=one.mass, tail=(1 - one.mass) / 2, worst=WORST)


def _unused(w: Page, found: Calibration) -> Iterator[str]:
    """The figures that are not used, by the reason."""
    figures: dict[str, dict[str, None]] = {}
    for published, why in found.unused:
        data = {name: reading(w, code, found.mass) for name, code in why.data.items()}
        told = f"{w.say.published(published)} ({reading(w, published.reading, published.mass or found.mass)})"
        figures.setdefault(w.say(f"note.{why.code}", **data), {})[told] = None
    for reason, names in figures.items():
        yield w.say("calibration.unused", reason=reason, figures="; ".join(names))


def reading(w: Writing[object], code: str, mass: float = 0.9) -> str:
    """What a figure is taken to mean, in words."""
    known = READINGS[code].mass
    return w.say("reading.central" if known else f"reading.{code}", share=w.say.exact_percent(known or mass))


def _what_if(w: Page, found: Calibration) -> Iterator[Block]:
    """The command that takes the coarsest figure, which most worlds can agree with, as the true outcome."""
    varying = [one for one, why in found.unused if why.code != "same_in_every_world" and one.value]
    if varying:
        coarsest = max(varying, key=lambda one: tolerance(one) / abs(one.value or 1.0))
        command = f"mcba calibrate {found.study.path.parent} --outcome {coarsest.outcome} --reading observed"
        yield w.sentence("calibration.what_if")
        yield Paragraph((Span(command, "code"),))


# --- what they leave open


def changes(w: Page) -> Iterator[Block]:
    """What the figures make of outcomes and assumptions, as stated and with wider spreads."""
    for found in _all(w):
        if found.claims:
            yield w.head("as_stated" if found.widen == 1 else "made_wider")
            yield _together(w, found)
            yield from [] if found.says_nothing else _tables(w, found)


def left_open(w: Page) -> Iterator[Block]:
    """The same in an appendix: in sentences and a picture."""
    if isinstance(w.facts.calibrations, Note):
        yield w.note(w.facts.calibrations)
    elif not w.facts.calibrations[0].claims:
        yield w.sentence("calibration.nothing_read")
    for found in _all(w):
        if found.claims:
            yield _together(w, found)
    yield from picture(w)


def _together(w: Page, found: Calibration) -> Paragraph:
    """How many worlds agree, and what that means for the assumptions together."""
    wider = "" if found.widen == 1 else w.say("calibration.wider", times=w.say.plain(found.widen))
    if found.says_nothing:
        is_chosen = found.widen == 1 and found.study.document.study.status == "calibration"
        return w.joined_sentences(
            wider, w.say("calibration.holds_already"), w.say("calibration.chosen") if is_chosen else ""
        )
    return w.joined_sentences(wider, *_weighted(w, found), *_narrowed(w, found))


def _weighted(w: Page, found: Calibration) -> Iterator[str]:
    count = found.weights.size
    if found.agreeing < count:
        yield w.say("calibration.agree", agreeing=found.agreeing, count=count)
    if found.effective < found.agreeing - 1:
        yield w.say("calibration.weighted", share=w.say.short_share(found.ruled_out))
    if found.effective < FEW * count:
        yield w.say("calibration.few")


def _narrowed(w: Page, found: Calibration) -> Iterator[str]:
    verdicts = [one.verdict for one in found.assumptions]
    depend = w.say("calibration.depend", count=len(verdicts))
    narrower, wider = verdicts.count("narrower"), verdicts.count("wider")
    yield w.say("calibration.narrow" if narrower else "calibration.narrow_none", depend=depend, count=narrower)
    if wider:
        yield w.say("calibration.widen", count=wider)


def _tables(w: Page, found: Calibration) -> Iterator[Block]:
    changed = [one for one in found.assumptions if one.verdict != "left"]
    yield from _updates(w, "updated_outcomes", found, found.outcomes)
    yield from _updates(w, "updated", found, changed)
    if changed or found.outcomes:
        yield w.sentence("calibration.legend")
    left = [one.name for one in found.assumptions if one.verdict == "left"]
    if left:
        yield w.sentence("calibration.left", names="; ".join(_label(w, name) for name in left))
    yield from _ties(w, found)


def _updates(w: Page, key: str, found: Calibration, updates: Sequence[Update]) -> Iterator[Block]:
    rows = [row for one in updates for row in _update(w, one)]
    columns = w.column("", "low", "median", "high", "spread", "moves")
    if rows:
        caption = w.say(f"caption.{key}", share=w.say.exact_percent(found.mass))
        yield table(_anchor(key, found), caption, columns, rows, "lrrrrr")


def _anchor(key: str, found: Calibration) -> str:
    """The name of a table for links: one for the stated assumptions, one for the wider ones."""
    return key if found.widen == 1 else f"{key}_wider"


def _update(w: Page, one: Update) -> Iterator[Row]:
    """A number as it was stated, with the figures, and the errors of that."""
    say, before, after = w.say, one.before, one.after
    moved = Estimate(one.shift.value * before.sd, one.shift.error * before.sd)
    points = (before.low, before.median, before.high)
    # The spread of an assumption is stated, not found: three digits of it are enough.
    stated = map(say.short, points) if one.name in w.facts.study.families else say.row(*points)
    yield _with_unit(w, one.name), *stated, "", ""
    quiet = text(Span(say("calibration.with_figures"), "quiet"))
    ends = say.row(after.low, after.median, after.high)
    yield quiet, *ends, say.share(one.spread), say.signed(moved)
    percents = Estimate(100 * one.spread.value, 100 * one.spread.error)
    yield w.errors(after.low, after.median, after.high, percents, moved)


def _ties(w: Page, found: Calibration) -> Iterator[Block]:
    rows: list[Row] = []
    for tie in found.ties[:MOST_TIES]:
        pair = f"{_label(w, tie.first)} – {_label(w, tie.second)}"
        rows.append([pair, *map(w.say.estimate, (Estimate(tie.before, tie.after.error), tie.after))])
        rows.append(w.errors(None, tie.after))
    if rows:
        columns = w.column("", "stated", "with_figures")
        yield table(_anchor("ties", found), w.say("caption.ties"), columns, rows, "lrr", (4, 1, 1))
        more = len(found.ties) - MOST_TIES
        said = w.say("calibration.more_ties", count=more) if more > 0 else ""
        yield w.joined_sentences(said, w.say("calibration.ties"))


def _with_unit(w: Page, name: str) -> str:
    """An assumption or outcome with its unit."""
    known = w.facts.study.document.assumptions
    if name not in known:
        return w.say.outcome_with_unit(name)
    return ", ".join(filter(None, (_label(w, name), w.say.unit(known[name].unit))))


def _label(w: Page, name: str) -> str:
    label = w.say.assumption(name)
    return w.say("calibration.mean_of_all", label=label) if w.facts.study.dimensions[name] else label


def picture(w: Page) -> Iterator[Block]:
    """What is narrowed, as a figure."""
    yield from w.picture("calibration")


def apart(w: Page) -> Iterator[Block]:
    """The assumptions on which no figure depends, and how the worlds were drawn."""
    found = _all(w)[0]
    if not found.claims:
        return
    if found.apart:
        yield w.sentence("calibration.apart", names="; ".join(_label(w, name) for name in found.apart))
    yield w.drawn(found.weights.size, found.sampler, found.seed)
