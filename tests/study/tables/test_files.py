"""Tables of a study: separators, decimals, and the line of what is wrong."""

from __future__ import annotations

import pytest

from mcba.errors import StudyError
from mcba.study.tables import read_table


def numbers(text: str, column: str) -> list[float]:
    return read_table("t.csv", text).numbers(column)


def complaints(text: str, column: str = "") -> list[str]:
    with pytest.raises(StudyError) as caught:
        numbers(text, column)
    return [str(complaint) for complaint in caught.value.complaints]


def test_commas_separate_and_points_are_decimal() -> None:
    table = read_table("t.csv", "name, price\ncare, 1.5\nwork,-2e3\n")
    assert table.columns == {"name": ("care", "work"), "price": ("1.5", "-2e3")}
    assert table.numbers("price") == [1.5, -2000.0]
    assert table.lines == (2, 3)


def test_semicolons_separate_and_commas_are_decimal() -> None:
    table = read_table("t.csv", "name;price\ncare;1,5\nwork;1 000\n")
    assert table.numbers("price") == [1.5, 1000.0]


@pytest.mark.parametrize(
    "text", ["\ufeffa,b\n1,2\n", "a,b\r\n1,2\r\n", "\n \na,b\n\n1,2\n\n", 'a,b\n"1","2"\n', "a,b\n1,2"]
)
def test_what_spreadsheets_write(text: str) -> None:
    assert read_table("t.csv", text).columns == {"a": ("1",), "b": ("2",)}


def test_the_separator_is_that_of_the_first_row_with_words() -> None:
    assert read_table("t.csv", "\n\na;b\n1,5;2\n").numbers("a") == [1.5]


def test_quoted_cells_may_hold_separators_and_line_ends() -> None:
    table = read_table("t.csv", 'name,price\n"care, and\nmore",x\nwork,1\n')
    assert table.columns["name"] == ("care, and\nmore", "work")
    assert table.lines == (2, 4)  # where each row begins
    assert complaints('name,price\n"care, and\nmore",x\nwork,y\n', "price") == [
        "t.csv:2:2: found 'x' in column 'price'; allowed is a finite number such as 1234.5",
        "t.csv:4:2: found 'y' in column 'price'; allowed is a finite number such as 1234.5",
    ]


@pytest.mark.parametrize("cell", ["", "n/a", "nan", "inf", "-inf", "1e999", "1_000", "0x10", "12a", "1.2.3", "--1"])
def test_cells_that_are_no_numbers(cell: str) -> None:
    (only,) = complaints(f"a,b\n1,2\n{cell},2\n", "a")
    assert only == f"t.csv:3:1: found {cell!r} in column 'a'; allowed is a finite number such as 1234.5"


@pytest.mark.parametrize("cell", ["1.5", "1.000", "1.000,5"])
def test_a_point_in_a_table_of_decimal_commas_is_doubtful(cell: str) -> None:
    (only,) = complaints(f"a;b\n{cell};2\n", "a")
    assert only.endswith("with semicolons between cells the decimal sign is a comma, as in 1234,5")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["t.csv:1:1: the table is empty; its first row names the columns"]),
        (" \n,\n", ["t.csv:1:1: the table is empty; its first row names the columns"]),
        ("\n\na,b\n", ["t.csv:3:1: the table has a header but no rows; add one for each label"]),
        ("\na,a\n1,2\n", ["t.csv:2:2: column name 'a' stands twice; every column needs a name of its own"]),
        ("a,\n1,2\n", ["t.csv:1:2: a column has no name; every column needs a name of its own"]),
        (
            "a,b\n1\n1,2\n1,2,3\n",
            [
                "t.csv:2:1: the row has 1 cells, the first row 2; give every row as many as the first",
                "t.csv:4:1: the row has 3 cells, the first row 2; give every row as many as the first",
            ],
        ),
    ],
)
def test_tables_of_the_wrong_shape(text: str, expected: list[str]) -> None:
    assert complaints(text) == expected


@pytest.mark.parametrize("text", ['a,b\n1,"2\n', 'a,b\n1,"2"x\n', f"a,b\n1,{200_000 * 'x'}\n", "a,b\n1,2\r3\n"])
def test_tables_that_are_no_tables(text: str) -> None:
    (only,) = complaints(text)
    assert only.startswith("t.csv:2:1: the row cannot be read (")
    assert only.endswith("; save the table as CSV")
