"""The page that a study stands on: its text, and the line and column of each of its places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mcba.errors import Complaint, FormulaError
from mcba.study.reading.positions import Place, Positions
from mcba.study.tables.cells import TextTable


@dataclass(frozen=True)
class StudyPage:
    """A study file as text, which makes complaints about places of the document.

    Attributes
    ----------
    file : Path
    text : str
    positions : Positions
    sheets : mapping of section to TextTable
        The tables of those sections, such as assumptions, of which the study file only names one.
    left : mapping of section to numbers
        Of a list of tables of which some were taken out, the numbers in the file of those that are left.
    by_key : bool
        Whether complaints say where by the path of keys, as of a text that nobody wrote.
    """

    file: Path
    text: str
    positions: Positions
    sheets: Mapping[str, TextTable] = field(default_factory=dict)
    left: Mapping[str, Sequence[int]] = field(default_factory=dict)
    by_key: bool = False

    def without(self, section: str, number: int, count: int) -> StudyPage:
        """The page when one of the `count` tables of a list is taken out of the document."""
        numbers = [*self.left.get(section, range(count))]
        del numbers[number]
        return replace(self, left={**self.left, section: numbers})

    def complaint(self, place: Place, message: str, *, refused: object = None) -> Complaint:
        """A complaint about a place of the document, in the study file or in the table that holds its section.

        `refused` is the value that stands there, when it is what the complaint is about.
        """
        sheet = self.sheets.get(str(place[0])) if len(place) > 1 and place[:2] not in self.positions.keys else None
        if sheet is not None:
            return _in_sheet(sheet, place, message, refused)
        return self.in_text(place, message)

    def in_text(self, place: Place, message: str) -> Complaint:
        """A complaint about a place of the study file itself."""
        if len(place) > 1 and place[0] in self.left:
            place = (place[0], self.left[str(place[0])][int(place[1])], *place[2:])
        return self._at(self.positions.nearest(place), message, place)

    def in_formula(self, place: Place, formula: str, error: FormulaError) -> Complaint:
        """A complaint about a part of a formula or of a unit, where the text shows it as it was read."""
        start = self.positions.strings.get(place)
        if start is not None and self.text.startswith(formula, start):
            return self._at(start + error.offset, str(error), place, f", character {error.offset + 1}")
        return self._at(self.positions.nearest(place), str(error), place)

    def _at(self, offset: int, message: str, place: Place, within: str = "") -> Complaint:
        printable = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in message)
        key = path_of(self.positions.known(place)) + within if self.by_key else ""
        return Complaint(str(self.file), *self.positions.line_column(offset), printable, key)


def path_of(place: Place) -> str:
    """A place of the document as a path of keys, as Python knows it: those of `[study]` are keywords of their own.

    >>> path_of(("assumptions", "a", "sd")), path_of(("published", 0, "value")), path_of(("study", "horizon"))
    ('assumptions.a.sd', 'published[0].value', 'horizon')
    """
    parts = place[1:] if place[:1] == ("study",) and len(place) > 1 else place
    said = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return said.removeprefix(".") or "study"


def _in_sheet(sheet: TextTable, place: Place, message: str, refused: object) -> Complaint:
    row, column = _cell(sheet, place)
    cell = sheet.columns[column][row]
    advice = sheet.advice(cell) if refused == cell else None
    (complaint,) = sheet.refused(row, column, f"found {cell!r}; {advice}" if advice else message).complaints
    return complaint


def _cell(sheet: TextTable, place: Place) -> tuple[int, str]:
    """The row and column of a table that a place of the document stands for."""
    names = sheet.columns["name"]
    row = names.index(str(place[1])) if place[1] in names else 0
    columns = (".".join(map(str, place[2:4])), str(place[2]) if len(place) > 2 else "name")
    return row, next((column for column in columns if column in sheet.columns), "name")
