"""What drives the result: the ranking of the assumptions."""

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
from mcba.reporting.sections.results import rankings
from mcba.reporting.sections.writing import Writing

if TYPE_CHECKING:
    import xarray as xr

_SHOWN_DRIVERS = 10


@chapter
def what_drives(writing: Writing[Facts]) -> Iterator[Block]:
    """The assumptions in the order of what they do to the outcome."""
    facts, voice = writing.facts, writing.voice
    yield writing.head("ranking")
    ranking = facts.ranking
    if isinstance(ranking, Missing):
        yield writing.note(ranking)
        return
    share = voice.exact_percent(float(ranking.attrs["mass"]))
    key = "text.ranking" if "first" in ranking else "text.ranking_of_ranks"
    yield writing.sentence(key, worlds=voice.whole(int(ranking.attrs["worlds"])), share=share)
    yield from writing.picture("tornado")
    noise = int(ranking["noise_only"].values.sum()) if "noise_only" in ranking else 0
    told = ranking.sizes["assumption"] - noise or _SHOWN_DRIVERS
    yield from rankings.table_of(writing, ranking, min(told, _SHOWN_DRIVERS))
    notes = [note for note in rankings.ranking_notes(writing, ranking) if note != voice("rank.noise_means")]
    left_out = [voice("rank.noise_left_out", count=noise)] if noise else []
    yield Bullets(tuple(map(text, [*notes, *left_out])))


def shares_of_variance(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """What each assumption explains, alone and with others, from chosen points."""
    shares, voice = writing.facts.shares, writing.voice
    if isinstance(shares, Missing):
        if shares not in _notes(writing.facts.ranking):
            yield writing.head("shares", level)
            yield writing.note(shares)
        return
    yield writing.head("shares", level)
    yield writing.sentence("text.shares", evaluations=voice.whole(int(shares.attrs["worlds"])))
    yield from writing.picture("shares")
    value, error = np.maximum(shares["first"].values, 0.0).sum(), np.linalg.norm(shares["first_error"].values)
    if value < 1:
        yield writing.sentence("text.interaction", share=voice.short_share(Estimate(float(value), float(error))))
    yield from (writing.note(note) for note in shares.attrs["notes"] if note.code.startswith("checked_"))


def _notes(ranking: xr.Dataset | Missing) -> list[Note]:
    """What is said with the ranking."""
    return [] if isinstance(ranking, Missing) else [Missing(note.code, note.data) for note in ranking.attrs["notes"]]
