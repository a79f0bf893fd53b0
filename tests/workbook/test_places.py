"""Places as people write them: read back, they are the same place. The last cell of a sheet is XFD1048576."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from mcba.workbook.places import LAST_COLUMN, LAST_ROW, Area, Place, cell_of, column_letters, column_number, quoted


@given(row=st.integers(1, LAST_ROW), column=st.integers(1, LAST_COLUMN))
def test_a_place_is_read_back_as_it_is_written(row: int, column: int) -> None:
    text = str(Place("Costs", row, column)).removeprefix("Costs!")
    assert cell_of(text) == cell_of(text.lower()) == (row, column)
    assert column_number(column_letters(column)) == column


@pytest.mark.parametrize("text", ["A0", "A1048577", "XFE1", "AAAA1", "1A", "A", "", "A1 "])
def test_what_lies_on_no_sheet_is_no_cell(text: str) -> None:
    assert cell_of(text) is None


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        ("Results", "Results"),
        ("Kosten_2024", "Kosten_2024"),
        ("Kosten & baten", "'Kosten & baten'"),
        ("Bob's", "'Bob''s'"),
        ("2024", "'2024'"),
        ("AB12", "'AB12'"),  # a cell's name, so Excel writes quotes
    ],
)
def test_a_sheet_is_quoted_where_its_name_could_be_something_else(sheet: str, written: str) -> None:
    assert quoted(sheet) == written
    assert str(Area(sheet, 1, 1, 2, 3)) == f"{written}!A1:C2"


def test_an_area_of_one_cell_is_written_as_that_cell() -> None:
    area = Area("Costs", 2, 3, 2, 3)
    assert (str(area), str(area.first), area.shape) == ("Costs!C2", "Costs!C2", (1, 1))
