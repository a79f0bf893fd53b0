"""The workbook that is the model of a study: how much is followed, that it was proved, where numbers stand in it."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.engine import InCell, cell_errors, rescued_cells
from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital
from mcba.study.workbooks import WorkbookFunction

_MOST_CELLS = 6  # that a sentence names


def workbook_of_study(writing: Writing[Facts], workbook: WorkbookFunction) -> Iterator[Block]:
    """What the results follow from, that it was proved, and which cells the numbers of the study stand in."""
    voice, proof = writing.voice, workbook.proof
    yield writing.head("workbook")
    results = ", ".join(str(cells.area) for cells in workbook.outputs.values())
    said = [
        voice("text.workbook", name=workbook.file, hash=workbook.sha256, results=results),
        voice("text.workbook_proved", count=proof.cells, worlds=voice.whole(proof.worlds)),
    ]
    for key, (count, first) in workbook.jumps.items():
        said.append(voice(f"text.workbook_{key}", count=count, cell=first))
    if workbook.jumps:
        said.append(voice("text.workbook_jumps"))
    yield writing.joined_sentences(*said)
    yield from cell_sentences(writing)
    rows = [
        [
            voice.named(name) or capital(name.replace("_", " ")),
            "; ".join(_short([str(place) for row in rows_of for place in row])),
        ]
        for name, rows_of in workbook.inputs.items()
    ]
    yield from writing.table("workbook", writing.column("assumption", "cell"), rows, "ll", (2, 2))


def workbook_sentence(writing: Writing[Facts]) -> Iterator[Block]:
    """Which workbook the results follow from, how much of it is followed, and that it was proved; for those only."""
    workbook = writing.facts.study.function
    if isinstance(workbook, WorkbookFunction):
        yield writing.joined_sentences(workbook_in_short(writing.voice, workbook))


def workbook_in_short(voice: Labels, workbook: WorkbookFunction) -> str:
    """A line on a workbook: its file, how many of its cells are followed, and that they were proved."""
    worlds = voice.whole(workbook.proof.worlds)
    return voice("text.workbook_in_short", count=workbook.proof.cells, worlds=worlds, name=workbook.file)


def cell_sentences(writing: Writing[Facts]) -> Iterator[Block]:
    """Where a workbook gave second values of IFERROR, and errors that left worlds out; nothing where it gave none."""
    if not isinstance(writing.facts.study.function, WorkbookFunction):
        return
    plan = writing.facts.run.plan
    said = [_told(writing, "text.workbook_rescued", rescued_cells(plan))]
    if writing.facts.run.failed_worlds:
        said.append(_told(writing, "text.workbook_errors", cell_errors(plan)))
    if any(said):
        yield writing.joined_sentences(*said)


def _told(writing: Writing[Facts], key: str, events: tuple[InCell, ...]) -> str:
    if not events:
        return ""
    voice = writing.voice
    cells = [
        voice(
            "text.workbook_in_cell", count=event.count, cell=f"{event.cell}: {event.code}" if event.code else event.cell
        )
        for event in events[:_MOST_CELLS]
    ]
    return voice(key, cells=", ".join(cells), worlds=voice.whole(events[0].worlds))


def _short(cells: list[str]) -> list[str]:
    return cells if len(cells) <= _MOST_CELLS else [*cells[:_MOST_CELLS], f"… ({len(cells)})"]
