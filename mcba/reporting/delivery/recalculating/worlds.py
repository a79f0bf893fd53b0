"""What a run says, as tables that do not recalculate: its results, the ranking of its assumptions, and its worlds."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mcba.errors import RunError
from mcba.reporting.delivery.workbooks import result_sheets
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.objects.rankings import ranking_records
from mcba.reporting.words.labels import Labels
from mcba.reporting.writers.workbook import Cell, Sheet, SheetRow

MOST_WORLDS, MOST_CELLS = 10_000, 400_000
"""Of the sheet of worlds: as many as a sheet opens at once."""
_INDICES = ("swing", "first", "spearman")


def tables(facts: Facts, voice: Labels) -> list[Sheet]:
    """The tables of a run, the first of them about the run itself.

    Parameters
    ----------
    facts : Facts
    voice : Labels

    Returns
    -------
    list of Sheet
    """
    found = [*result_sheets(facts, voice), *_ranking(facts, voice), *_worlds(facts, voice)]
    return [sheet for sheet in found if sheet.rows]


def _ranking(facts: Facts, voice: Labels) -> Iterator[Sheet]:
    """What each assumption does to the outcome, the largest effect first."""
    ranking = facts.ranking
    if isinstance(ranking, Missing):
        return
    records = ranking_records(ranking)
    indices = [name for name in _INDICES if name in ranking]
    header = [voice("recalculation.place"), voice("column.assumption"), voice("column.status")]
    for name in indices:
        header += [voice(f"index.{name}"), voice("recalculation.error_of", index=voice(f"index.{name}").lower())]
    rows = []
    for record in records:
        cells: list[Cell] = [record["rank"], voice.assumption(record["assumption"])]
        cells.append(voice.known("status", record["status"]) if record.get("status") else "")
        for name in indices:
            cells += [record.get(name), record.get(f"{name}_error")]
        rows.append(SheetRow(tuple(cells), "plain"))
    notes = (
        voice("recalculation.ranking_note", outcome=voice.outcome_with_unit(ranking.attrs["outcome"])),
        voice("recalculation.swing_note"),
    )
    yield Sheet(voice("head.ranking"), tuple(header), tuple(rows), notes, labels=3)


def _worlds(facts: Facts, voice: Labels) -> Iterator[Sheet]:
    """The first worlds: every outcome and every assumption with one number a world."""
    run = facts.at_hand
    try:
        outcomes = {name: run.worlds[name].values for name in run.outcomes if run.worlds[name].ndim == 1}
        assumptions = {str(name): array.values for name, array in run.draws.items() if array.ndim == 1}
    except RunError:
        return
    have = run.settings.worlds - run.failed_worlds
    count = min(have, MOST_WORLDS, MOST_CELLS // max(len(outcomes) + len(assumptions), 1))
    header = [voice("recalculation.world"), *map(voice.outcome_with_unit, outcomes)]
    header += map(voice.assumption_with_unit, assumptions)
    columns = [values[:count].tolist() for values in (*outcomes.values(), *assumptions.values())]
    numbers = range(count) if run.kept is None else run.kept[:count].tolist()
    rows = tuple(
        SheetRow((number, *(value if math.isfinite(value) else None for value in row)), "plain")
        for number, *row in zip(numbers, *columns, strict=True)
    )
    note = voice("recalculation.worlds_note", count=voice.whole(count), worlds=voice.whole(have))
    yield Sheet(voice("recalculation.worlds"), tuple(header), rows, (note,), labels=1)
