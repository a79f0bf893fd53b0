"""The cells of one sheet, from its part."""

from __future__ import annotations

import dataclasses

from mcba.errors import WorkbookError
from mcba.workbook.book import Cell
from mcba.workbook.files.archive import SAVE_AGAIN
from mcba.workbook.files.formats import NumberFormat
from mcba.workbook.files.markup import is_true, new_parser, parse
from mcba.workbook.files.sharing import SharedFormula
from mcba.workbook.files.stored import Surroundings, stored_value
from mcba.workbook.files.texts import kept, unescaped
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, Area, Place, cell_of
from mcba.workbook.values import ERRORS, Value

_GENERAL = NumberFormat()
_VISITS = 20  # blank cells of arrays that are looked at, as a multiple of the cells that a file may hold


class SheetReader:
    """Reads the part of one sheet.

    Parameters
    ----------
    sheet : str
        Its name.
    around : Surroundings
    room : int
        How many cells it may hold.

    Attributes
    ----------
    cells : dict of (row, column) to Cell
    hidden_rows : set of int
    formulas, valued : int
        How many cells have a formula, and how many of them a value that is not 0.
    """

    def __init__(self, sheet: str, around: Surroundings, room: int):
        self.sheet, self.around, self.room = sheet, around, room
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: set[int] = set()
        self._shared: dict[str, SharedFormula] = {}
        self._waiting: list[tuple[tuple[int, int], str]] = []
        self._spreads: list[tuple[Area, str | None]] = []
        self._parser = new_parser()
        self._names: dict[str, str] = {}
        self._pieces: list[str] = []  # of the text that is being read
        self._open: dict[str, str] = {}  # attributes of the element that holds it
        self._runs: list[str] = []  # of an inline text
        self._readings = 0  # how deep in the reading of East Asian characters
        self._cell: dict[str, str] = {}
        self._formula: tuple[dict[str, str], str] | None = None
        self._value: str | None = None
        self._row = self._column = 0

    def read(self, content: bytes, part: str) -> None:
        """Read the part.

        Raises
        ------
        WorkbookError
            Where it cannot be read, with the cell.
        """
        self._parser.StartElementHandler = self._start_sheet
        parse(self._parser, content, part, self.around.archive.file)
        for position, number in self._waiting:
            if number not in self._shared:
                raise self._fault(f"shares formula {number[:9]}, which the sheet does not hold; {SAVE_AGAIN}", position)
            formula = self._shared[number].at(*position)
            self.cells[position] = dataclasses.replace(self.cells[position], formula=formula)
        self._fill_spreads()

    def _start_sheet(self, name: str, _: dict[str, str]) -> None:
        """Learn from the first element which prefix all names have."""
        prefix = name[: name.rfind(":") + 1]
        self._names = {prefix + tag: tag for tag in ("row", "c", "f", "v", "t", "rPh")}
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = self._names.get(name)
        if tag is None:
            return
        if tag == "c":
            self._cell, self._formula, self._value = attributes, None, None
        elif tag == "row":
            self._start_row(attributes)
        elif tag == "rPh":
            self._readings += 1
        else:
            self._open = attributes
            self._pieces.clear()
            self._parser.CharacterDataHandler = self._pieces.append

    def _end(self, name: str) -> None:
        tag = self._names.get(name)
        if tag is None or tag == "row":
            return
        if tag == "c":
            self._end_cell()
            return
        if tag == "rPh":
            self._readings -= 1
            return
        self._parser.CharacterDataHandler = None
        text = "".join(self._pieces)
        if tag == "v":
            self._value = text
        elif tag == "f":
            self._formula = self._open, text
        elif not self._readings:
            self._runs.append(kept(text, self._open))

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) <= 7 else self._row + 1
        self._column = 0
        if is_true(attributes.get("hidden")):
            self.hidden_rows.add(self._row)

    def _end_cell(self) -> None:
        """Keep a cell that holds something, and know where the next one stands where it does not say so itself."""
        reference = self._cell.get("r")
        if reference is None:
            self._column += 1
            position: tuple[int, int] | None = (self._row, self._column)
            if not (1 <= self._row <= LAST_ROW and self._column <= LAST_COLUMN):
                position = None
        elif self._formula is None and self._value is None and not self._runs:
            return
        else:
            position = cell_of(reference)
        if position is None:
            raise WorkbookError(
                f"{self.around.archive.file} is damaged: sheet {self.sheet!r} has a cell {(reference or '')[:20]!r} "
                f"outside of its {LAST_ROW:,} rows and {LAST_COLUMN:,} columns; {SAVE_AGAIN}"
            )
        self._column = position[1]
        value = self._stored(position)
        if value is None and self._formula is None:
            return
        if position in self.cells:
            raise self._fault(f"stands in the file twice; {SAVE_AGAIN}", position)
        if len(self.cells) >= self.room:
            raise self._fault(
                f"is one more than the {self.around.archive.limits.cells:,} cells that are read; take out sheets that "
                "the model does not need, or ask for higher limits (mcba.workbook.files.Limits)",
                position,
            )
        shown = self._format(position)
        if self._formula is None:
            self.cells[position] = Cell(value, None, None, None, False, False, shown[1], shown[2], shown[0])
        else:
            self._add_formula(position, value, shown, *self._formula)

    def _stored(self, position: tuple[int, int]) -> Value:
        """The value that the file holds for the cell that was just read."""
        kind = self._cell.get("t", "n")
        text = self._value
        if self._runs:
            text = "".join(self._runs)
            self._runs.clear()
        if not text:
            return "" if text is not None and kind == "str" else None
        try:
            value = stored_value(kind, text, self.around)
        except ValueError as error:
            raise self._fault(str(error), position) from None
        if self._formula is not None and self.around.is_from_google and isinstance(value, str):
            return ERRORS.get(value, value)
        return value

    def _format(self, position: tuple[int, int]) -> NumberFormat:
        """How the cell that was just read shows its number."""
        style = self._cell.get("s")
        if style is None or not self.around.formats:
            return _GENERAL
        number = int(style) if style.isdecimal() and len(style) < 9 else -1
        if not 0 <= number < len(self.around.formats):
            raise self._fault(f"has a style {style[:12]!r} that the file does not hold; {SAVE_AGAIN}", position)
        return self.around.formats[number]

    def _add_formula(
        self, position: tuple[int, int], value: Value, shown: NumberFormat, about: dict[str, str], text: str
    ) -> None:
        """Keep a cell with a formula of its own, a shared one, or one that fills an area."""
        formula: str | None = unescaped(text).strip().removeprefix("=")
        if len(text) > self.around.archive.limits.text:
            most = self.around.archive.limits.text
            raise self._fault(f"has a formula of {len(text):,} characters, of at most {most:,}; split it", position)
        kind, spread = about.get("t", "normal"), None
        is_array = kind == "array" or self._cell.get("cm") in self.around.dynamic
        if kind == "shared":
            formula = self._sharing(position, about.get("si", ""), formula or "")
        elif kind == "array":
            spread = self._area(position, about)
            self._spreads.append((spread, None))
        elif kind == "dataTable":
            formula = _data_table(about)
            self._spreads.append((self._area(position, about), formula))
        is_table = kind == "dataTable"
        self.cells[position] = Cell(
            value, formula or None, spread, None, is_array, is_table, shown.is_percent, shown.is_date, shown.code
        )

    def _sharing(self, position: tuple[int, int], number: str, text: str) -> str | None:
        """The formula that a cell shares with others; None, and looked for later, where it has not come yet."""
        if text:
            self._shared[number] = SharedFormula(text, *position)
            return text
        if number in self._shared:
            return self._shared[number].at(*position)
        self._waiting.append((position, number))
        return None

    def _area(self, position: tuple[int, int], about: dict[str, str]) -> Area:
        """The cells that a formula fills."""
        ends = about.get("ref", "").split(":")
        first, last = cell_of(ends[0]), cell_of(ends[-1])
        if first != position or last is None or last < first or last[1] < first[1] or len(ends) > 2:
            raise self._fault(
                f"fills the cells {about.get('ref', '')[:30]!r}, which is no area; {SAVE_AGAIN}", position
            )
        return Area(self.sheet, *first, *last)

    def _fill_spreads(self) -> None:
        """Say of the cells that an array formula or a data table fills where they come from."""
        visits = 0
        for area, table in self._spreads:
            rows, columns = range(area.top, area.bottom + 1), range(area.left, area.right + 1)
            visits += min(len(rows) * len(columns), len(self.cells))
            if visits > _VISITS * self.around.archive.limits.cells:
                raise self._fault(f"fills too many cells; {SAVE_AGAIN}", (area.top, area.left))
            if len(rows) * len(columns) <= len(self.cells):
                inside = [(row, column) for row in rows for column in columns if (row, column) in self.cells]
            else:
                inside = [position for position in self.cells if position[0] in rows and position[1] in columns]
            for position in inside:
                cell = self.cells[position]
                if cell.formula is not None:
                    continue
                if table is not None:
                    self.cells[position] = dataclasses.replace(cell, formula=table, is_data_table=True)
                else:
                    self.cells[position] = dataclasses.replace(cell, origin=area.first)

    def _fault(self, message: str, position: tuple[int, int]) -> WorkbookError:
        return WorkbookError(message, str(Place(self.sheet, *position)))


def _data_table(about: dict[str, str]) -> str:
    """The formula that Excel shows for a data table, from the cells that it puts values into.

    Examples
    --------
    >>> _data_table({"dt2D": "1", "r1": "B3", "r2": "B4"}), _data_table({"r1": "B3"})
    ('TABLE(B3,B4)', 'TABLE(,B3)')
    """
    first, second = about.get("r1", ""), about.get("r2", "")
    if is_true(about.get("dt2D")):
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if is_true(about.get("dtr")) else f"TABLE(,{first})"
