"""Tables of a study: CSV files in its folder, read as text columns with the line of every row.

Both the comma and the semicolon separate cells; with semicolons a decimal comma is understood.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from mcba.errors import Complaint, StudyError


@dataclass(frozen=True)
class TextTable:
    """A table as text: `columns` by name, and the line of the file on which each row begins."""

    file: str
    columns: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]
    decimal: str

    def numbers(self, column: str) -> list[float]:
        """A column as numbers.

        Raises
        ------
        StudyError
            Naming the line and column of every cell that is no number.
        """
        values, complaints = [], []
        position = list(self.columns).index(column) + 1
        for line, cell in zip(self.lines, self.columns[column], strict=True):
            value = _number(cell, self.decimal)
            if value is None:
                message = f"found {cell!r} in column {column!r}; allowed is a finite number such as 1234.5"
                complaints.append(Complaint(self.file, line, position, message))
            else:
                values.append(value)
        if complaints:
            raise StudyError(complaints)
        return values


def _number(cell: str, decimal: str) -> float | None:
    text = cell.strip().replace(" ", "")
    if decimal == ",":
        text = text.replace(",", ".") if "." not in text else ""
    if "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def read_table(file: str, text: str) -> TextTable:
    """Read the text of a CSV file whose first row holds the names of the columns."""
    text = text.removeprefix("\ufeff")
    first_line = text.partition("\n")[0]
    separator = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True)
    rows = []
    for row in reader:
        if any(cell.strip() for cell in row):
            rows.append((reader.line_num, row))
    if not rows:
        raise StudyError([Complaint(file, 1, 1, "the table is empty; its first row names the columns")])
    header = [cell.strip() for cell in rows[0][1]]
    _check_shape(file, header, rows[1:])
    columns = {name: tuple(row[index].strip() for _, row in rows[1:]) for index, name in enumerate(header)}
    return TextTable(file, columns, tuple(line for line, _ in rows[1:]), "," if separator == ";" else ".")


def _check_shape(file: str, header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    complaints = []
    for index, name in enumerate(header):
        if not name or name in header[:index]:
            what = f"column name {name!r} stands twice" if name else "a column has no name"
            complaints.append(Complaint(file, 1, index + 1, f"{what}; every column needs a name of its own"))
    for line, row in rows:
        if len(row) != len(header):
            complaints.append(Complaint(file, line, 1, f"the row has {len(row)} cells, the first row {len(header)}"))
    if not rows:
        complaints.append(Complaint(file, 1, 1, "the table has a header but no rows"))
    if complaints:
        raise StudyError(complaints)
