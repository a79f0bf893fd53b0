"""The document tree."""

from __future__ import annotations

from mcba.reporting.blocks import page_table, plain_text


def test_a_column_in_which_no_row_says_anything_is_left_out() -> None:
    table = page_table(
        "who", "Who", ["", "Role", "Source"], [["Clients", "", "p. 3"], ["City", "", ""]], "llr", (2, 1, 1)
    )
    assert table.header == ("", "Source")
    assert [[plain_text(cell) for cell in row] for row in table.rows] == [["Clients", "p. 3"], ["City", ""]]
    assert table.align == "lr"
    assert sum(table.widths) == 1
    assert table.widths[0] == 2 / 3
