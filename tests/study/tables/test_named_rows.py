"""Rows of a table as tables of the study file."""

from __future__ import annotations

import pytest

from mcba.errors import StudyError
from mcba.study.tables.files import read_table
from mcba.study.tables.named_rows import named_rows


def test_columns_with_a_point_are_keys_of_inner_tables_and_empty_cells_say_nothing() -> None:
    table = read_table("t.csv", "name,source.place.nl,kind\na,alinea 1,x\nb,,\n")
    rows = named_rows(table, lambda key, cell: f"{key}: {cell}")
    assert rows == {"a": {"source": {"place": {"nl": "source: alinea 1"}}, "kind": "kind: x"}, "b": {}}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("label\na\n", "t.csv:2:1: the table has no column 'name'"),
        ("label,name\nx,\n", "t.csv:2:2: a row has no name"),
        ("label,label.nl,name\nx,y,a\n", "t.csv:2:2: the row has a cell for 'label' as a whole"),
    ],
)
def test_what_is_no_row_with_a_name_is_complained_of(text: str, complaint: str) -> None:
    with pytest.raises(StudyError) as error:
        named_rows(read_table("t.csv", text), lambda _key, cell: cell)
    assert str(error.value).startswith(complaint)
