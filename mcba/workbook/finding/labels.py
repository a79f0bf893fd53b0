"""Labels of cells as a person would give them: what stands in the row, above the column, and over the section."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.places import Place

_WORDS = re.compile(r"[^\W\d_]{2,}")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)*")
_BRACKETS = re.compile(r"[\[(]([^\[\]()]{1,24})[\])]\s*:?$")
_UNIT_HEADS = {"unit", "units", "eenheid", "eenheden"}
_DESCRIPTION_HEADS = re.compile(r"description|omschrijving|beschrijving|definition|meaning", re.IGNORECASE)
_SPOKEN = {"input", "calculation", "calc", "assumption", "constant", "parameter", "value", "n/a", "na", "invoer"}
_ANSWERS = {"yes", "no", "true", "false", "on", "off", "ja", "nee", "x"}
_PLAIN_HEADS = {"value", "values", "amount", "number", "expected", "mean", "base", "best", "waarde", "bedrag", "aantal"}
_YEAR = re.compile(r"year|jaar|date|period|fiscal", re.IGNORECASE)
_UNIT_LENGTH, _LABEL_LENGTH, _HEAD_LENGTH = 24, 120, 60  # letters
_UNITS = re.compile(
    r"%|[$€£]|\b(years?|yr|y|jaar|months?|days?|hours?|people|persons?|kwh|mwh|gj|mw|kg|tons?|tonnes?|km|ha)\b",
    re.IGNORECASE,
)
_LOOKED_UP = 400  # rows above a cell in which a head is looked for


@dataclass(frozen=True)
class CellLabel:
    """What a person would call a cell.

    Attributes
    ----------
    text : str
        What its row is called, or its column where the row has no words; empty where nothing is found.
    column : str
        The head of its column, where the row holds several numbers.
    section : str
        The head of the section that it stands in.
    unit : str
    """

    text: str = ""
    column: str = ""
    section: str = ""
    unit: str = ""

    def told(self, *, with_section: bool = False) -> str:
        """The label as one line, with its section where another cell has the same."""
        parts = (self.section if with_section else "", self.text, self.column)
        return ": ".join(dict.fromkeys(part for part in parts if part))


class Labels:
    """Labels of the cells of a workbook.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book):
        self.book = book
        self._sheets: dict[str, _SheetTexts] = {}

    def of(self, place: Place) -> CellLabel:
        """The label of one cell."""
        if place.sheet not in self._sheets:
            self._sheets[place.sheet] = _SheetTexts(self.book.sheets[place.sheet])
        return self._sheets[place.sheet].label(place.row, place.column)

    def told(self, places: list[Place]) -> dict[Place, str]:
        """A line for each of some cells, told apart by their sections and at last by their places.

        Parameters
        ----------
        places : list of Place

        Returns
        -------
        dict of Place to str
        """
        told = {place: self.of(place).told() for place in places}
        ways: tuple[Callable[[Place], str], ...] = (
            lambda place: self.of(place).told(with_section=True),
            lambda place: f"{place.sheet}: {self.of(place).told(with_section=True)}".removesuffix(": "),
            lambda place: f"{told[place]} ({place})",
        )
        for way in ways:
            same = {line for line in told.values() if list(told.values()).count(line) > 1 or not line}
            told |= {place: way(place) for place, line in told.items() if line in same}
        return told


class _SheetTexts:
    """The texts of one sheet by row, and the heads of its columns and sections."""

    def __init__(self, sheet: Sheet):
        self.cells = sheet.cells
        self._texts_of_rows: dict[int, tuple[tuple[int, str], ...]] = {}
        self._counts_years: dict[int, bool] = {}

    @cached_property
    def rows(self) -> dict[int, dict[int, Cell]]:
        """The cells that hold something, by row and column."""
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            if cell.value not in (None, ""):
                rows.setdefault(row, {})[column] = cell
        return rows

    def label(self, row: int, column: int) -> CellLabel:
        cells = self.rows.get(row, {})
        names = [text for at, text in self._texts(row) if at < column]
        text = names[0] if names else ""
        if not text or _IDENTIFIER.fullmatch(text):
            text = self._description(row, column) or text
        head = self._column_head(row, column)
        if not text:
            text, head = (
                self._above(row, column) or next((text for at, text in self._texts(row) if at > column), ""),
                "",
            )
        numbers = [at for at, cell in cells.items() if _is_number(cell)]
        column_head = head if len(numbers) > 1 and _is_telling_head(head, text) else ""
        return CellLabel(text, column_head, self._section(row, column), self._unit(row, column, text))

    def _texts(self, row: int) -> tuple[tuple[int, str], ...]:
        """The words of a row, which are no unit and no remark on the kind of the cell, with their columns."""
        if row not in self._texts_of_rows:
            self._texts_of_rows[row] = tuple(self._words(row))
        return self._texts_of_rows[row]

    def _words(self, row: int) -> Iterator[tuple[int, str]]:
        for column, cell in self.rows.get(row, {}).items():
            text = _clean(cell)
            if text and _WORDS.search(text) and text.casefold() not in _SPOKEN and not _is_unit(text):
                yield column, text

    def _description(self, row: int, column: int) -> str:
        """What a column of descriptions says of a row."""
        for at, text in self._texts(row):
            if at != column and _DESCRIPTION_HEADS.search(self._column_head(row, at)):
                return text
        return ""

    def _column_head(self, row: int, column: int) -> str:
        """The nearest text above in the same column that stands in a row of heads."""
        for above in range(row - 1, max(row - _LOOKED_UP, 0), -1):
            cells = self.rows.get(above, {})
            if column not in cells:
                continue
            text, year = _clean(cells[column]), cells[column].value
            if text and len(cells) > 1 and _WORDS.search(text) and text.casefold() not in _ANSWERS:
                return text
            if isinstance(year, float) and self._is_years(above):
                return f"{year:.0f}"
        return ""

    def _above(self, row: int, column: int) -> str:
        """The nearest words above in the same column."""
        for above in range(row - 1, max(row - _LOOKED_UP, 0), -1):
            for at, text in self._texts(above):
                if at == column:
                    return text
        return ""

    def _is_years(self, row: int) -> bool:
        """Whether a row counts years and says nothing else."""
        if row not in self._counts_years:
            self._counts_years[row] = self._years_alone(row)
        return self._counts_years[row]

    def _years_alone(self, row: int) -> bool:
        texts = [text for _, text in self._texts(row)]
        numbers = [cell.value for cell in self.rows[row].values() if isinstance(cell.value, float)]
        return (
            len(numbers) > 1
            and not texts[1:]
            and all(1900 <= number <= 2200 for number in numbers)
            and (not texts or _YEAR.search(texts[0]) is not None)
        )

    def _section(self, row: int, column: int) -> str:
        """The nearest text above that heads its row: it stands alone, or beside a head of this column."""
        for above in range(row - 1, max(row - _LOOKED_UP, 0), -1):
            cells, texts = self.rows.get(above, {}), self._texts(above)
            if not texts or texts[0][0] > column or any(map(_is_number, cells.values())):
                continue
            beside = _clean(cells[column]) if column in cells else ""
            if (len(texts) == 1 and not beside) or (
                beside and texts[0][0] < column and beside.casefold() not in _ANSWERS
            ):
                return texts[0][1]
        return ""

    def _unit(self, row: int, column: int, label: str) -> str:
        """What a column of units says, or the cell beside, or brackets behind the label."""
        for at, cell in self.rows.get(row, {}).items():
            text = _clean(cell)
            if at != column and text and self._column_head(row, at).casefold() in _UNIT_HEADS:
                return text
        beside = [self.rows.get(row, {}).get(column + step) for step in (1, -1)]
        for text in (_clean(cell) for cell in beside if cell is not None):
            if _is_unit(text):
                return text
        found = _BRACKETS.search(label)
        return found[1] if found and _UNITS.search(found[1]) else ""


def _is_telling_head(head: str, text: str) -> bool:
    """Whether a head adds something: that a column holds values, its numbers say."""
    return head != text and len(head) <= _HEAD_LENGTH and head.casefold() not in _PLAIN_HEADS


def _clean(cell: Cell) -> str:
    """The text of a cell in one line; empty where it holds none."""
    if not isinstance(cell.value, str):
        return ""
    text = " ".join(cell.value.split()).strip(" :").strip()
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1].rstrip() + "…"


def _is_number(cell: Cell) -> bool:
    return isinstance(cell.value, float)


def _is_unit(text: str) -> bool:
    """Whether a short text is a unit and no name."""
    return (
        len(text) <= _UNIT_LENGTH
        and len(text.split()) <= 3
        and _UNITS.search(text) is not None
        and not text[0].isupper()
    )
