"""What published figures leave open: what each says of the worlds, and what that makes of the assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mcba.analysis.published import FEW_AGREE, WORST, Calibration, Claim, Update, tolerance
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block, Bullets, PageTable, Paragraph, Span, Spans, page_table, text
from mcba.reporting.facts.published import HasCalibrations
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import capital
from mcba.study.document import READINGS

_MOST_TIES = 6
_Row = Sequence[str | Spans]


def calibration_heading(writing: Writing[HasCalibrations]) -> tuple[str, str]:
    """The study, and what the page is about."""
    study = writing.facts.study
    return writing.voice.text(study.document.study.title) or study.name, writing.voice("title.calibration")


def calibration_note(writing: Writing[HasCalibrations]) -> Iterator[Block]:
    """What a reader of a calibration has to know."""
    if writing.facts.study.document.study.status == "calibration":
        yield writing.sentence("answer.calibration")


# --- the figures


def claims(writing: Writing[HasCalibrations]) -> Iterator[Block]:
    """What each figure says of the worlds, and which say nothing of them."""
    calibration = _all(writing)[0]
    if not writing.facts.study.document.published:
        yield writing.sentence("calibration.no_figures")
        return
    yield writing.head("claims")
    if not calibration.claims:
        yield writing.sentence("calibration.nothing_read")
    items = [f"{writing.voice.published(claim.published)}: {_says(writing, claim)}." for claim in calibration.claims]
    yield Bullets(tuple(text(capital(item)) for item in [*items, *_unused(writing, calibration)]))
    if not calibration.claims:
        yield from _what_if(writing, calibration)


def _all(writing: Writing[HasCalibrations]) -> tuple[Calibration, ...]:
    """The calibrations; none where there is a reason instead."""
    calibrations = writing.facts.calibrations
    return () if isinstance(calibrations, Note) else calibrations


def _says(writing: Writing[HasCalibrations], claim: Claim) -> str:
    voice, slack = writing.voice, tolerance(claim.published)
    figure = voice.as_published(claim.published)
    key = (
        "central"
        if READINGS[claim.reading].mass
        else "share"
        if claim.reading == "mean" and claim.is_event
        else claim.reading
    )
    if slack and READINGS[claim.reading].of == "number":
        figure = voice("claim.about", figure=figure, tolerance=voice.plain(slack))
    return voice(f"claim.{key}", figure=figure, mass=claim.mass, tail=(1 - claim.mass) / 2, worst=WORST)


def _unused(writing: Writing[HasCalibrations], calibration: Calibration) -> Iterator[str]:
    """The figures that are not used, by the reason."""
    figures: dict[str, dict[str, None]] = {}
    for published, why in calibration.unused:
        data = {name: reading_in_words(writing, code, calibration.mass) for name, code in why.data.items()}
        said = reading_in_words(writing, published.reading, published.mass or calibration.mass)
        told = f"{writing.voice.published(published)} ({said})"
        figures.setdefault(writing.voice(f"note.{why.code}", **data), {})[told] = None
    for reason, names in figures.items():
        yield writing.voice("calibration.unused", reason=reason, figures="; ".join(names))


def reading_in_words(writing: Writing[object], code: str, mass: float = 0.9) -> str:
    """What a figure is taken to mean, in words."""
    central = READINGS[code].mass
    return writing.voice(
        "reading.central" if central else f"reading.{code}", share=writing.voice.exact_percent(central or mass)
    )


def _what_if(writing: Writing[HasCalibrations], calibration: Calibration) -> Iterator[Block]:
    """The command that takes the coarsest figure, which most worlds can agree with, as the true outcome."""
    varying = [figure for figure, why in calibration.unused if why.code != "same_in_every_world" and figure.value]
    if varying:
        coarsest = max(varying, key=lambda figure: tolerance(figure) / abs(figure.value or 1.0))
        command = f"mcba calibrate {calibration.study.path.parent} --outcome {coarsest.outcome} --reading observed"
        yield writing.sentence("calibration.what_if")
        yield Paragraph((Span(command, "code"),))


# --- what they leave open


def narrowing(writing: Writing[HasCalibrations]) -> Iterator[Block]:
    """What the figures make of outcomes and assumptions, as stated and with wider spreads."""
    for calibration in _all(writing):
        if calibration.claims:
            yield writing.head("as_stated" if calibration.widen == 1 else "made_wider")
            yield together(writing, calibration)
            yield from [] if calibration.says_nothing else _tables(writing, calibration)


def left_open(writing: Writing[HasCalibrations]) -> Iterator[Block]:
    """The same in an appendix: in sentences and a picture."""
    if isinstance(writing.facts.calibrations, Note):
        yield writing.note(writing.facts.calibrations)
    elif not writing.facts.calibrations[0].claims:
        yield writing.sentence("calibration.nothing_read")
    for calibration in _all(writing):
        if calibration.claims:
            yield together(writing, calibration)
    if any(update.verdict != "left" for calibration in _all(writing) for update in calibration.assumptions):
        yield from narrowing_picture(writing)


def together(writing: Writing[Any], calibration: Calibration) -> Paragraph:
    """How many worlds agree, and what that means for the assumptions together."""
    wider = (
        ""
        if calibration.widen == 1
        else writing.voice("calibration.wider", times=writing.voice.plain(calibration.widen))
    )
    if calibration.says_nothing:
        is_chosen = calibration.widen == 1 and calibration.study.document.study.status == "calibration"
        return writing.joined_sentences(
            wider, _already(writing, calibration), writing.voice("calibration.chosen") if is_chosen else ""
        )
    return writing.joined_sentences(wider, *_weighted(writing, calibration), *_narrowed(writing, calibration))


def _already(writing: Writing[HasCalibrations], calibration: Calibration) -> str:
    """That the figures say nothing new: the second time in a word."""
    first = next(other for other in _all(writing) if other.says_nothing)
    return writing.voice("calibration.holds_already" if calibration is first else "calibration.holds_too")


def _weighted(writing: Writing[HasCalibrations], calibration: Calibration) -> Iterator[str]:
    count = calibration.weights.size
    if calibration.agreeing < count:
        yield writing.voice("calibration.agree", agreeing=calibration.agreeing, count=count)
    if calibration.effective < calibration.agreeing - 1:
        yield writing.voice("calibration.weighted", share=writing.voice.short_share(calibration.ruled_out))
    if calibration.effective < FEW_AGREE * count:
        yield writing.voice("calibration.few")


def _narrowed(writing: Writing[HasCalibrations], calibration: Calibration) -> Iterator[str]:
    verdicts = [update.verdict for update in calibration.assumptions]
    depend = writing.voice("calibration.depend", count=len(verdicts))
    narrower, wider = verdicts.count("narrower"), verdicts.count("wider")
    yield writing.voice("calibration.narrow" if narrower else "calibration.narrow_none", depend=depend, count=narrower)
    if wider:
        yield writing.voice("calibration.widen", count=wider)


def _tables(writing: Writing[HasCalibrations], calibration: Calibration) -> Iterator[Block]:
    changed = [update for update in calibration.assumptions if update.verdict != "left"]
    yield from update_table(writing, "updated_outcomes", calibration, calibration.outcomes)
    yield from update_table(writing, "updated", calibration, changed)
    if changed or calibration.outcomes:
        yield writing.sentence("calibration.legend")
    left = [update.name for update in calibration.assumptions if update.verdict == "left"]
    if left:
        yield writing.sentence("calibration.left", names="; ".join(_label(writing, name) for name in left))
    yield from _ties(writing, calibration)


def update_table(
    writing: Writing[Any], key: str, calibration: Calibration, updates: Sequence[Update]
) -> Iterator[PageTable]:
    """Numbers as they were stated, with the figures, and the errors of that."""
    rows = [row for update in updates for row in _update(writing, update)]
    columns = writing.column("", "low", "median", "high", "spread", "moves")
    if rows:
        caption = writing.voice(f"caption.{key}", share=writing.voice.exact_percent(calibration.mass))
        yield page_table(_anchor(key, calibration), caption, columns, rows, "lrrrrr")


def _anchor(key: str, calibration: Calibration) -> str:
    """The name of a table for links: one for the stated assumptions, one for the wider ones."""
    return key if calibration.widen == 1 else f"{key}_wider"


def _update(writing: Writing[HasCalibrations], update: Update) -> Iterator[_Row]:
    """A number as it was stated, with the figures, and the errors of that."""
    voice, before, after = writing.voice, update.before, update.after
    moved = Estimate(update.shift.value * before.sd, update.shift.error * before.sd)
    points = (before.low, before.median, before.high)
    # The spread of an assumption is stated, not found: three digits of it are enough.
    stated = map(voice.short, points) if update.name in writing.facts.study.families else voice.row(*points)
    yield _with_unit(writing, update.name), *stated, "", ""
    quiet = text(Span(voice("calibration.with_figures"), "quiet"))
    ends = voice.row(after.low, after.median, after.high)
    yield quiet, *ends, voice.share(update.spread), voice.signed(moved)
    percents = Estimate(100 * update.spread.value, 100 * update.spread.error)
    yield writing.errors(after.low, after.median, after.high, percents, moved)


def _ties(writing: Writing[HasCalibrations], calibration: Calibration) -> Iterator[Block]:
    rows: list[_Row] = []
    for tie in calibration.ties[:_MOST_TIES]:
        pair = f"{_label(writing, tie.first)} – {_label(writing, tie.second)}"
        rows.append([pair, *map(writing.voice.estimate, (Estimate(tie.before, tie.after.error), tie.after))])
        rows.append(writing.errors(None, tie.after))
    if rows:
        columns = writing.column("", "stated", "with_figures")
        yield page_table(_anchor("ties", calibration), writing.voice("caption.ties"), columns, rows, "lrr", (4, 1, 1))
        more = len(calibration.ties) - _MOST_TIES
        said = writing.voice("calibration.more_ties", count=more) if more > 0 else ""
        yield writing.joined_sentences(said, writing.voice("calibration.ties"))


def _with_unit(writing: Writing[HasCalibrations], name: str) -> str:
    """An assumption or outcome with its unit."""
    assumptions = writing.facts.study.document.assumptions
    if name not in assumptions:
        return writing.voice.outcome_with_unit(name)
    return ", ".join(filter(None, (_label(writing, name), writing.voice.unit(assumptions[name].unit))))


def _label(writing: Writing[HasCalibrations], name: str) -> str:
    label = writing.voice.assumption(name)
    return writing.voice("calibration.mean_of_all", label=label) if writing.facts.study.dimensions[name] else label


def narrowing_picture(writing: Writing[HasCalibrations]) -> Iterator[Block]:
    """What is narrowed, as a figure."""
    yield from writing.picture("calibration")


def untouched_assumptions(writing: Writing[HasCalibrations]) -> Iterator[Block]:
    """The assumptions on which no figure depends, and how the worlds were drawn."""
    calibration = _all(writing)[0]
    if not calibration.claims:
        return
    if calibration.apart:
        yield writing.sentence(
            "calibration.apart", names="; ".join(_label(writing, name) for name in calibration.apart)
        )
    yield writing.drawn(calibration.weights.size, calibration.sampler, calibration.seed)
