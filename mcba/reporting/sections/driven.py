"""What drives the result: ranking, switching values, scenarios, value of information."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block, Bullets, text
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.sections import chosen, ranked, turning, varied
from mcba.reporting.sections.writing import Writing

if TYPE_CHECKING:
    import xarray as xr

SHOWN_DRIVERS = 10
JUST_THE_PROJECT = 2  # options: nothing and the project


def sensitivity(w: Writing[Facts]) -> Iterator[Block]:
    """Ranking, switching values, scenarios and value of information."""
    yield w.head("sensitivity")
    yield from _ranking(w)
    yield from turning.switching(w, 2)
    yield from turning.break_even(w, 2)
    yield from varied.scenarios(w, 2, tuple(dict.fromkeys((w.facts.main, w.facts.analysed))))
    if not isinstance(w.facts.options, Missing) and len(w.facts.options.names) > JUST_THE_PROJECT:
        yield from chosen.options(w, 2)
    yield from turning.information(w, 2)


def _ranking(w: Writing[Facts]) -> Iterator[Block]:
    facts, say = w.facts, w.say
    yield w.head("ranking", 2)
    found = facts.ranking
    if isinstance(found, Missing):
        yield w.note(found)
        return
    share = say.exact_percent(float(found.attrs["mass"]))
    known = "text.ranking" if "first" in found else "text.ranking_of_ranks"
    yield w.sentence(known, worlds=say.whole(int(found.attrs["worlds"])), share=share)
    yield from w.picture("tornado")
    yield from ranked.table_of(w, found, SHOWN_DRIVERS)
    yield Bullets(tuple(text(each) for each in ranked.told_with(w, found)))
    yield from _shares(w)


def _notes(ranking: xr.Dataset | Missing) -> list[Note]:
    """What is said with the ranking."""
    return [] if isinstance(ranking, Missing) else [Missing(note.code, note.data) for note in ranking.attrs["notes"]]


def _shares(w: Writing[Facts]) -> Iterator[Block]:
    found, say = w.facts.shares, w.say
    if isinstance(found, Missing):
        if found not in _notes(w.facts.ranking):
            yield w.note(found)
        yield from w.picture("shares")
        return
    yield w.sentence("text.shares", evaluations=say.whole(int(found.attrs["worlds"])))
    yield from w.picture("shares")
    value, error = np.maximum(found["first"].values, 0.0).sum(), np.linalg.norm(found["first_error"].values)
    if value < 1:
        yield w.sentence("text.interaction", share=say.short_share(Estimate(float(value), float(error))))
