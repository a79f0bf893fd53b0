"""Rules of Excel that are easily got wrong, computed."""

from __future__ import annotations

import pytest

from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.values import CellError, Value
from tests.workbook.books import make_book, place
from tests.workbook.evaluation.traps import TRAPS, Trap


def computed(trap: Trap) -> Value:
    """What the formula of a trap gives; errors as their text."""
    formula = "=" + trap.formula
    is_array = trap.how == "array"
    book = make_book(
        {**trap.cells, **({} if is_array else {trap.at: formula})},
        arrays={trap.at: formula} if is_array else None,
        dates_from_1904=trap.how == "1904",
        from_google=trap.how == "google",
    )
    where = place(trap.at)
    found = recomputed(book, {}, [where])
    if where in found.kept:
        raise found.kept[where]
    value = found[where]
    return value.code if isinstance(value, CellError) else value


@pytest.mark.parametrize("trap", TRAPS, ids=[f"{trap.formula} at {trap.at} ({trap.how})" for trap in TRAPS])
def test_what_excel_gives(trap: Trap) -> None:
    value = computed(trap)
    if isinstance(trap.answer, bool | str) or trap.answer is None:
        assert value == trap.answer
        assert type(value) is type(trap.answer)
    else:
        assert type(value) is float
        expected = pytest.approx(trap.answer, rel=1e-12, abs=0) if isinstance(trap.answer, int | float) else trap.answer
        assert value == expected
