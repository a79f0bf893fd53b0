"""What drives the result: ranking, switching values, scenarios, value of information."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block, Bullets, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.decision import information, options, scenarios, switching
from mcba.reporting.sections.results import rankings
from mcba.reporting.sections.writing import Writing

if TYPE_CHECKING:
    import xarray as xr

_SHOWN_DRIVERS = 10
_JUST_THE_PROJECT = 2  # options: nothing and the project


@chapter
def sensitivity(writing: Writing[Facts]) -> Iterator[Block]:
    """Ranking, switching values, scenarios and value of information."""
    yield writing.head("sensitivity")
    yield from _ranking(writing)
    yield from switching.switching_table(writing, 2)
    yield from switching.break_evens(writing, 2)
    yield from scenarios.scenario_tables(writing, 2, tuple(dict.fromkeys((writing.facts.main, writing.facts.analysed))))
    if not isinstance(writing.facts.options, Missing) and len(writing.facts.options.names) > _JUST_THE_PROJECT:
        yield from options.choice_between_options(writing, 2)
    yield from information.worth_of_knowing(writing, 2)


def _ranking(writing: Writing[Facts]) -> Iterator[Block]:
    facts, voice = writing.facts, writing.voice
    yield writing.head("ranking", 2)
    ranking = facts.ranking
    if isinstance(ranking, Missing):
        yield writing.note(ranking)
        return
    share = voice.exact_percent(float(ranking.attrs["mass"]))
    key = "text.ranking" if "first" in ranking else "text.ranking_of_ranks"
    yield writing.sentence(key, worlds=voice.whole(int(ranking.attrs["worlds"])), share=share)
    yield from writing.picture("tornado")
    yield from rankings.table_of(writing, ranking, _SHOWN_DRIVERS)
    yield Bullets(tuple(text(note) for note in rankings.ranking_notes(writing, ranking)))
    yield from _shares(writing)


def _notes(ranking: xr.Dataset | Missing) -> list[Note]:
    """What is said with the ranking."""
    return [] if isinstance(ranking, Missing) else [Missing(note.code, note.data) for note in ranking.attrs["notes"]]


def _shares(writing: Writing[Facts]) -> Iterator[Block]:
    shares, voice = writing.facts.shares, writing.voice
    if isinstance(shares, Missing):
        if shares not in _notes(writing.facts.ranking):
            yield writing.note(shares)
        yield from writing.picture("shares")
        return
    yield writing.sentence("text.shares", evaluations=voice.whole(int(shares.attrs["worlds"])))
    yield from writing.picture("shares")
    value, error = np.maximum(shares["first"].values, 0.0).sum(), np.linalg.norm(shares["first_error"].values)
    if value < 1:
        yield writing.sentence("text.interaction", share=voice.short_share(Estimate(float(value), float(error))))
