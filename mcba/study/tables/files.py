"""CSV and Excel files as tables of text.

Both the comma and the semicolon separate cells; with semicolons a decimal comma is understood.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from mcba.errors import Complaint, StudyError
from mcba.study.tables.cells import TextTable


def excel_as_csv(file: Path) -> str:
    """The first sheet of an Excel file as the text of a CSV file.

    Parameters
    ----------
    file : Path

    Returns
    -------
    str
        With commas between cells.

    Raises
    ------
    StudyError
        When it cannot be read.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError as error:
        raise StudyError([Complaint(str(file), 1, 1, "Excel files need: pip install 'mcba[excel]'")]) from error
    try:
        rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise StudyError(
            [Complaint(str(file), 1, 1, f"this is not an Excel file that can be read: {error}")]
        ) from error
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[_excel_cell(cell) for cell in row] for row in rows])
    return text.getvalue()


def _excel_cell(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return repr(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def read_table(file: str, text: str) -> TextTable:
    r"""Read the text of a CSV file whose first row holds the names of the columns.

    Parameters
    ----------
    file : str
        What complaints call it.
    text : str

    Returns
    -------
    TextTable

    Raises
    ------
    StudyError
        With every mistake: tabs between cells, no rows, a column named twice, rows of another length.

    Examples
    --------
    >>> read_table("prices.csv", "pillar;price\ncare;1,5").numbers("price")
    [1.5]
    """
    text = text.removeprefix("\ufeff")
    separator = separator_of(text)
    if separator == "\t":
        raise StudyError(
            [Complaint(file, 1, 1, "cells are separated by tabs; save the table with ; or , between them")]
        )
    rows = _rows(file, text, separator)
    if rows and "".join(rows[0][1]).strip() in {"sep=", "sep=;", "sep=,"}:
        rows = rows[1:]  # Excel's own note of its separator
    if not rows:
        raise StudyError([Complaint(file, 1, 1, "the table is empty; its first row names the columns")])
    header = [cell.strip() for cell in rows[0][1]]
    _check_shape(file, rows[0][0], header, rows[1:])
    columns = {name: tuple(row[index].strip() for _, row in rows[1:]) for index, name in enumerate(header)}
    return TextTable(file, columns, tuple(line for line, _ in rows[1:]), "," if separator == ";" else ".")


def separator_of(text: str) -> str:
    r"""What stands between the cells of a CSV file.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> separator_of("a;b\n1,5;2")
    ';'
    """
    lines = (line for line in text.splitlines() if line.strip())
    first_line = next(lines, "")
    if first_line.strip() in {"sep=;", "sep=,"}:
        return first_line.strip()[-1]
    return max(",;\t", key=first_line.count)


def _rows(file: str, text: str, separator: str) -> list[tuple[int, list[str]]]:
    """Every row that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True, strict=True)
    rows, line = [], 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        complaint = Complaint(file, line, 1, f"the row cannot be read ({error}); save the table as CSV")
        raise StudyError([complaint]) from error
    return rows


def _check_shape(file: str, first: int, header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    complaints = []
    for index, name in enumerate(header):
        if not name or name in header[:index]:
            what = f"column name {name!r} stands twice" if name else "a column has no name"
            complaints.append(Complaint(file, first, index + 1, f"{what}; every column needs a name of its own"))
    for line, row in rows:
        if len(row) != len(header):
            message = f"the row has {len(row)} cells, the first row {len(header)}; give every row as many as the first"
            complaints.append(Complaint(file, line, 1, message))
    if not rows:
        complaints.append(Complaint(file, first, 1, "the table has a header but no rows; add one for each label"))
    if complaints:
        raise StudyError(complaints)
