"""The rules of Excel in many worlds: the fast run gives in each of them what a full recomputation gives."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from mcba.workbook.book import Book
from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.places import Place
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.values import Value
from tests.workbook.books import make_book, place
from tests.workbook.evaluation.traps import NAMES, TRAPS, Trap

WORLDS = (0.7, 1.0, 1.3, 0.0, -1.0, 2.5, 9.0)
"""By what each input is multiplied in one world after the other, beginning at another of them for each input."""


def numbers(trap: Trap) -> dict[str, Place]:
    """The cells of a trap that hold a number, by their text."""
    return {
        text: place(text)
        for text, content in trap.cells.items()
        if isinstance(content, int | float) and not isinstance(content, bool)
    }


def book_of(trap: Trap, stored: Mapping[str, Value]) -> Book:
    formula, is_array = "=" + trap.formula, trap.how == "array"
    return make_book(
        {**trap.cells, **({} if is_array else {trap.at: formula})},
        arrays={trap.at: formula} if is_array else None,
        stored=stored,
        names=NAMES,
        from_google=trap.how == "google",
    )


def gives_a_number_or_an_error(trap: Trap) -> bool:
    return not isinstance(trap.answer, str | None) or str(trap.answer).startswith("#")


MOVED = [trap for trap in TRAPS if numbers(trap) and gives_a_number_or_an_error(trap)]


@pytest.mark.parametrize("trap", MOVED, ids=[f"{trap.formula} at {trap.at} ({trap.how})" for trap in MOVED])
def test_the_fast_run_follows_each_rule(trap: Trap) -> None:
    inputs, outcome = numbers(trap), place(trap.at)
    plain = book_of(trap, {})
    sheets = plain.sheets.values()
    formulas = [Place(sheet.name, *at) for sheet in sheets for at, cell in sheet.cells.items() if cell.formula]
    base = recomputed(plain, {}, formulas)
    book = book_of(trap, {f"{at.sheet}!{str(at).rpartition('!')[2]}": value for at, value in base.items()})
    names = {text: text.replace("!", "_") for text in inputs}
    arrays = {
        text: np.roll(WORLDS, index) * float(book.cell(at).value)  # type: ignore[union-attr,arg-type]
        for index, (text, at) in enumerate(inputs.items())
    }
    model = WorkbookModel(book, {names[text]: (at,) for text, at in inputs.items()}, {"outcome": outcome})
    fast = model(**{names[text]: array for text, array in arrays.items()})["outcome"]
    for world in range(len(WORLDS)):
        given = {at: float(arrays[text][world]) for text, at in inputs.items()}
        value = recomputed(book, given, [outcome])[outcome]
        expected = float(value) if isinstance(value, int | float) else np.nan
        assert fast[world] == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True), given
