"""The decision page: what to choose, how sure that is, what would change it, and what to measure next."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.decision import Decision
from mcba.reporting.parts import choice, turning, variants, worlds
from mcba.reporting.parts.writing import Writing
from mcba.reporting.terminal import wrap
from mcba.reporting.text import NO_BREAK


def _top(w: Writing) -> Iterator[str]:
    header, say = w.found.study.document.study, w.say
    yield from map(wrap, filter(None, (say.text(header.title), say.text(header.question))))
    if header.null_alternative:
        yield wrap(say("printed.compared", what=say.text(header.null_alternative)))
    if header.status == "calibration":
        yield w.sentence("answer.calibration")


PARTS = (
    _top,
    choice.choose,
    choice.returns,
    turning.measure,
    turning.sign,
    turning.one_way,
    variants.points,
    worlds.portrait,
    variants.scenarios,
    variants.rates,
    variants.sure,
    variants.whose,
    variants.readings,
    worlds.drawn,
)


def page(found: Decision, language: str = "en") -> str:
    """What `mcba decide` prints on standard output."""
    writing = Writing(found, language)
    parts = filter(None, ("\n".join(part(writing)) for part in PARTS))
    return "\n\n".join(parts).replace(NO_BREAK, " ")
