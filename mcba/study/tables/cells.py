"""Cells of tables: a table as text, column by column, each cell with its line of the file, read as words or numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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

        Returns
        -------
        list of float
            One for each row.

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
        """An error that points at a cell.

        Parameters
        ----------
        row : int
            Of the table, counted from 0 below its header.
        column : str
            Its name; the first one stands for a column that is not there.
        message : str

        Returns
        -------
        StudyError
            To raise.
        """
        line = self.lines[row] if row < len(self.lines) else 1
        position = list(self.columns).index(column) + 1 if column in self.columns else 1
        return StudyError([Complaint(self.file, line, position, message)])


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
