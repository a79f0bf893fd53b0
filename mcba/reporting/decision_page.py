"""The decision page: what to choose, how sure that is, what would change it, and what to measure next."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.reporting.answer import as_printed, calibration, heading
from mcba.reporting.decision import Decision
from mcba.reporting.parts import choice, turning, variants, worlds
from mcba.reporting.parts.writing import Writing


def _top(w: Writing) -> Iterator[str]:
    yield heading(w.found.run, w.say)
    yield from map(w.paragraph, calibration(w.found.run, w.say))


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
    return as_printed(text for part in PARTS if (text := "\n".join(part(writing))))
