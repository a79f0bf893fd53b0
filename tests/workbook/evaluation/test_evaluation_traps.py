"""Rules of Excel that are easily got wrong, computed."""

from __future__ import annotations

import pytest

from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.places import Place
from mcba.workbook.values import CellError, Value
from tests.workbook.books import make_book, place
from tests.workbook.evaluation.traps import NAMES, TRAPS, TWO_COLUMNS, Trap


def computed(trap: Trap) -> Value:
    """What the formula of a trap gives; errors as their text."""
    formula = "=" + trap.formula
    is_array = trap.how == "array"
    book = make_book(
        {**trap.cells, **({} if is_array else {trap.at: formula})},
        arrays={trap.at: formula} if is_array else None,
        names=NAMES,
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


@pytest.mark.parametrize(
    ("spread", "formula", "answers"),
    [
        ("D1:D3", "={1;2}", [1.0, 2.0, "#N/A"]),
        ("D1:E2", "={1,2}", [1.0, 2.0, 1.0, 2.0]),
        ("D1:E2", "={1;2}", [1.0, 1.0, 2.0, 2.0]),
        ("D1:D2", "=SUM(A1:A3)", [6.0, 6.0]),
        ("D1:D2", "=A1:A3", [1.0, 2.0]),
        ("D1:D3", "=A1:A3*B1:B2", [10.0, 40.0, "#N/A"]),
        ("D1:E1", "=TRANSPOSE(A2:A3)", [2.0, 3.0]),
        ("D1:D2", '=IF(A1:A2>1,"x",)', [0.0, "x"]),
    ],
)
def test_array_formulas_fill_their_areas_as_microsoft_says(spread: str, formula: str, answers: list[Value]) -> None:
    book = make_book(TWO_COLUMNS, arrays={spread: formula})
    places = [Place("Sheet1", *at) for at in sorted(book.sheets["Sheet1"].cells) if at[1] > 3]
    found = recomputed(book, {}, places)
    assert not found.kept
    assert [getattr(found[each], "code", found[each]) for each in places] == answers
