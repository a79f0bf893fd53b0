"""How the worlds were drawn, how estimates settle as they come in, and how to draw them again."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from mcba.engine.estimates import errors_in
from mcba.engine.saved import versions
from mcba.reporting.blocks import Block, Paragraph, Span, Spans, text
from mcba.reporting.facts.facts import CONFIDENCE, Facts, command_again
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results.certainty import summarised
from mcba.reporting.sections.study.workbook import cell_sentences
from mcba.reporting.sections.writing import Writing


@chapter
def sampling(writing: Writing[Facts]) -> Iterator[Block]:
    """How worlds were drawn, how estimates settle, and how to repeat it."""
    facts, voice, settings = writing.facts, writing.voice, writing.facts.run.settings
    yield writing.head("sampling")
    sampler = voice.known("sampler", settings.sampler)
    said = [voice("text.worlds", worlds=voice.whole(settings.worlds), sampler=sampler, seed=settings.seed)]
    parts = facts.run.randomisations
    reach = voice.number(errors_in(CONFIDENCE, parts - 1 if parts else math.inf), 2)
    interval = {"share": voice.exact_percent(CONFIDENCE), "reach": reach}
    if parts:
        said.append(voice("text.randomised", count=voice.whole(parts), degrees=voice.whole(parts - 1), **interval))
    else:
        said.append(voice("text.independent_worlds", **interval))
    said.append(writing.uneven(settings.worlds, settings.sampler))
    if facts.run.accumulators:
        said.append(summarised(writing))
    failed = facts.run.failed_worlds
    said.append(voice("text.failed", count=failed) if failed else voice("text.no_failed"))
    said.append(voice("text.digits"))
    yield writing.joined_sentences(*said)
    outcome = facts.main
    if facts.varies(outcome):
        path = facts.convergence
        half = int(np.searchsorted(path["count"].values, path["count"].values[-1] / 2))
        middle, error = path["median"].values, float(path["median_error"].values[-1])
        if half < middle.size - 1:
            move = abs(float(middle[-1] - middle[half]))
            yield writing.sentence("text.converged", move=voice.error(move), error=voice.error(error))
        yield from writing.picture("convergence")
    yield from _repeat(writing)


def _repeat(writing: Writing[Facts]) -> Iterator[Block]:
    facts, voice = writing.facts, writing.voice
    yield writing.head("repeat", 2)
    function = facts.study.function
    is_held = function is not None and function.file is None
    yield writing.sentence("text.repeat_function" if is_held else "text.repeat")
    yield Paragraph((Span(f"{command_again(facts, voice.language)}", "code"),))
    rows: list[tuple[str, Spans]] = [
        (voice("text.hashes"), text(Span(facts.study.sha256, "code"))),
        *((library, text(version)) for library, version in versions().items()),
    ]
    shown = [outcome for outcome in dict.fromkeys((facts.main, "npv")) if outcome in facts.run.hashes()]
    hashes = facts.run.hashes()
    rows[1:1] = [(voice("text.hash_worlds", name=outcome), text(Span(hashes[outcome], "code"))) for outcome in shown]
    yield from writing.table("versions", writing.column("part", "version"), rows, "ll", (1, 2.2))


def drawing_note(writing: Writing[Facts]) -> Iterator[Block]:
    """How the worlds were drawn, and how many were left out."""
    run, settings = writing.facts.run, writing.facts.run.settings
    left_out = writing.voice("printed.left_out", count=run.failed_worlds) if run.failed_worlds else ""
    yield writing.drawn(settings.worlds, settings.sampler, settings.seed, left_out)
    yield from cell_sentences(writing)
