"""Tables of a study: CSV files in its folder, read as text columns with the line of every row.

Both the comma and the semicolon separate cells; with semicolons a decimal comma is understood.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mcba.errors import Complaint, StudyError


@dataclass(frozen=True)
class TextTable:
    """A table as text: `columns` by name, and the line of the file on which each row begins.

    `provenance` is where it comes from, when the file itself says so; `absent` says of names that might be thought to
    be columns why they are not.
    """

    file: str
    columns: dict[str, tuple[str, ...]]
    lines: tuple[int, ...]
    decimal: str
    provenance: str = ""
    absent: Mapping[str, str] = field(default_factory=dict)

    def numbers(
        self,
        column: str,
        *,
        words: Mapping[str, float] | None = None,
        only_words: bool = False,
        low: float | None = None,
        high: float | None = None,
    ) -> list[float]:
        """A column as numbers.

        Parameters
        ----------
        column : str
        words : mapping of str to float, optional
            What stands for a number, in capitals or not.
        only_words : bool
            Whether nothing else is allowed.
        low, high : float, optional
            The ends between which a number lies.

        Raises
        ------
        StudyError
            Naming the line and column of every cell that is none of these.
        """
        known = {word.casefold(): number for word, number in (words or {}).items()}
        allowed = f"one of {', '.join(words or ())}" if only_words else self._allowed(words or {}, low, high)
        values, complaints = [], []
        position = list(self.columns).index(column) + 1
        for line, cell in zip(self.lines, self.columns[column], strict=True):
            value = known.get(cell.strip().casefold(), None if only_words else _number(cell, self.decimal))
            inside = value is not None and (low is None or value >= low) and (high is None or value <= high)
            if value is None or not inside:
                advice = (None if known else self.advice(cell)) or f"allowed is {allowed}"
                message = f"found {cell!r} in column {column!r}; {advice}"
                complaints.append(Complaint(self.file, line, position, message))
            else:
                values.append(value)
        if complaints:
            raise StudyError(complaints)
        return values

    def _allowed(self, words: Mapping[str, float], low: float | None, high: float | None) -> str:
        example = f"1234{self.decimal}5"
        if low is not None and high is not None:
            number = f"a number from {low:g} to {high:g}" if low < high else f"{low:g}"
        elif low is not None:
            number = f"a number from {low:g}, such as {example}"
        elif high is not None:
            number = f"a number up to {high:g}"
        else:
            number = f"a finite number such as {example}"
        return f"{', '.join(words)}, or {number}" if words else number

    def number(self, cell: str) -> float | None:
        """A cell as a number, or None."""
        return _number(cell, self.decimal)

    def advice(self, cell: str) -> str | None:
        """How a cell that looks like a number is to be written; None for one that does not."""
        if not re.fullmatch(r"[€$£]?\s*[-+−]?[\d\s.,]*\d[\d\s.,]*%?", cell):
            return None
        example = f"1234{self.decimal}5"
        if "%" in cell:
            return f"a share is written as 0{self.decimal}1, not as 10 %"
        if set(cell) & set("€$£"):
            return "a currency stands in the column unit, not in the number"
        if self.decimal == "," and "." in cell:
            return f"with semicolons between cells the decimal sign is a comma, as in {example}"
        if self.decimal == "." and "," in cell:
            return f"in an Excel file or with commas between cells the decimal sign is a point, as in {example}"
        return None

    def refused(self, row: int, column: str, message: str) -> StudyError:
        """An error that points at a cell."""
        line = self.lines[row] if row < len(self.lines) else 1
        position = list(self.columns).index(column) + 1 if column in self.columns else 1
        return StudyError([Complaint(self.file, line, position, message)])


def excel_as_csv(file: Path) -> str:
    """The first sheet of an Excel file as the text of a CSV file.

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
    separator = _separator(text)
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


def _separator(text: str) -> str:
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
