"""The cells of one sheet, from its part."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from functools import cache

from mcba.errors import WorkbookError
from mcba.workbook.book import Cell
from mcba.workbook.files.archive import SAVE_AGAIN, SMALLER
from mcba.workbook.files.areas import written_area
from mcba.workbook.files.formats import NumberFormat
from mcba.workbook.files.google import find_origins
from mcba.workbook.files.markup import is_true, new_parser, read_markup
from mcba.workbook.files.stored import Surroundings, stored_value
from mcba.workbook.files.texts import kept, unescaped
from mcba.workbook.formulas.shifting import shifted
from mcba.workbook.places import LAST_COLUMN, LAST_ROW, Area, Place, column_number
from mcba.workbook.values import ERRORS, Value

_GENERAL = NumberFormat()
_columns = cache(lambda letters: column_number(letters) if re.fullmatch("[A-Za-z]{1,3}", letters) else 0)
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
    """

    def __init__(self, sheet: str, around: Surroundings, room: int):
        self.sheet, self.around, self.room = sheet, around, room
        self.cells: dict[tuple[int, int], Cell] = {}
        self.hidden_rows: set[int] = set()
        self._shared: dict[str, tuple[str, int, int]] = {}  # the text, and the cell that it was written for
        self._waiting: list[tuple[tuple[int, int], str]] = []
        self._spreads: list[tuple[Area, str | None]] = []
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self._ends: dict[str, Callable[[], None]] = {}
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
        file = self.around.archive.file
        self._parser = new_parser(part, file)
        self._parser.StartElementHandler = self._start_sheet
        read_markup(self._parser, content, part, file)
        for position, number in self._waiting:
            if number not in self._shared:
                raise self._fault(f"shares formula {number[:9]}, which the sheet does not hold; {SAVE_AGAIN}", position)
            formula = self._shared_at(position, number)
            self.cells[position] = dataclasses.replace(self.cells[position], formula=formula)
        self._fill_spreads()
        if self.around.is_from_google:
            find_origins(self.sheet, self.cells)

    def _start_sheet(self, name: str, _: dict[str, str]) -> None:
        """Learn from the first element which prefix all names have."""
        prefix = name[: name.rfind(":") + 1]
        starts = {"c": self._start_cell, "row": self._start_row, "rPh": self._start_reading}
        ends = {"c": self._end_cell, "v": self._end_value, "f": self._end_formula, "t": self._end_run}
        self._starts = {prefix + tag: handle for tag, handle in starts.items()}
        self._starts |= dict.fromkeys([prefix + tag for tag in "vft"], self._start_text)
        self._ends = {prefix + tag: handle for tag, handle in (ends | {"rPh": self._end_reading}).items()}
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        handle = self._starts.get(name)
        if handle is not None:
            handle(attributes)

    def _end(self, name: str) -> None:
        handle = self._ends.get(name)
        if handle is not None:
            handle()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._formula, self._value = attributes, None, None

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._row = int(number) if number.isdecimal() and len(number) <= 7 else self._row + 1
        self._column = 0
        if is_true(attributes.get("hidden")):
            self.hidden_rows.add(self._row)

    def _start_text(self, attributes: dict[str, str]) -> None:
        self._open = attributes
        self._pieces.clear()
        self._parser.CharacterDataHandler = self._pieces.append

    def _end_text(self) -> str:
        self._parser.CharacterDataHandler = None
        return "".join(self._pieces)

    def _end_value(self) -> None:
        self._value = self._end_text()

    def _end_formula(self) -> None:
        self._formula = self._open, self._end_text()

    def _end_run(self) -> None:
        text = self._end_text()
        if not self._readings:
            self._runs.append(kept(text, self._open))

    def _start_reading(self, _: dict[str, str]) -> None:
        self._readings += 1

    def _end_reading(self) -> None:
        self._readings -= 1

    def _end_cell(self) -> None:
        """Keep a cell that holds something, and know where the next one stands where it does not say so itself."""
        if self._formula is None and self._value is None and not self._runs and "r" in self._cell:
            return
        position = self._position()
        value = self._stored(position)
        if self._formula is None:
            if value is None:
                return
            code, is_percent, is_date = self._format(position)
            cell = Cell(value, None, None, None, False, False, is_percent, is_date, code)
        else:
            cell = self._with_formula(position, value, self._format(position), *self._formula)
        if position in self.cells:
            raise self._fault(f"stands in the file twice; {SAVE_AGAIN}", position)
        if len(self.cells) >= self.room:
            raise self._fault(
                f"is one more than the {self.around.archive.limits.cells:,} cells that are read; {SMALLER}", position
            )
        self.cells[position] = cell

    def _position(self) -> tuple[int, int]:
        """Where the cell that was just read stands."""
        reference = self._cell.get("r")
        if reference is None:
            row, column = self._row, self._column + 1
        else:
            letters = reference.rstrip("0123456789")
            row, column = int(reference[len(letters) :][:9] or 0), _columns(letters)
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise WorkbookError(
                f"{self.around.archive.file} is damaged: sheet {self.sheet!r} has a cell {(reference or '')[:20]!r} "
                f"outside of its {LAST_ROW:,} rows and {LAST_COLUMN:,} columns; {SAVE_AGAIN}"
            )
        self._column = column
        return row, column

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
        style = self._cell.get("s", "0")
        shown = self.around.formats.get(style)
        if shown is None:
            if style == "0":
                return _GENERAL
            raise self._fault(f"has a style {style[:12]!r} that the file does not hold; {SAVE_AGAIN}", position)
        return shown

    def _with_formula(
        self, position: tuple[int, int], value: Value, shown: NumberFormat, about: dict[str, str], text: str
    ) -> Cell:
        """A cell with a formula of its own, a shared one, or one that fills an area."""
        formula: str | None = unescaped(text).strip().removeprefix("=")
        if len(text) > self.around.archive.limits.text:
            most = self.around.archive.limits.text
            raise self._fault(f"has a formula of {len(text):,} characters, of at most {most:,}; split it", position)
        kind, spread = about.get("t"), None
        if kind == "shared":
            formula = self._sharing(position, about.get("si", ""), formula or "")
        elif kind == "array":
            spread = self._area(position, about)
            self._spreads.append((spread, None))
        elif kind == "dataTable":
            formula = _data_table(about)
            self._spreads.append((self._area(position, about), formula))
        is_array = kind == "array" or self._cell.get("cm") in self.around.dynamic
        code, is_percent, is_date = shown
        return Cell(value, formula or None, spread, None, is_array, kind == "dataTable", is_percent, is_date, code)

    def _sharing(self, position: tuple[int, int], number: str, text: str) -> str | None:
        """The formula that a cell shares with others; None, and looked for later, where it has not come yet."""
        if text:
            self._shared[number] = text, *position
            return text
        if number in self._shared:
            return self._shared_at(position, number)
        self._waiting.append((position, number))
        return None

    def _shared_at(self, position: tuple[int, int], number: str) -> str:
        """A shared formula as it stands in a cell; one that cannot be read stays, and is told of where it is needed."""
        text, row, column = self._shared[number]
        try:
            return shifted(text, position[0] - row, position[1] - column)
        except WorkbookError:
            return text

    def _area(self, position: tuple[int, int], about: dict[str, str]) -> Area:
        """The cells that a formula fills."""
        area = written_area(self.sheet, about.get("ref", ""))
        if area is None or (area.top, area.left) != position:
            raise self._fault(
                f"fills the cells {about.get('ref', '')[:30]!r}, which is no area; {SAVE_AGAIN}", position
            )
        return area

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
    first, second = (
        "#REF!" if is_true(about.get(f"del{number}")) else about.get(f"r{number}", "") for number in (1, 2)
    )
    if is_true(about.get("dt2D")):
        return f"TABLE({first},{second})"
    return f"TABLE({first},)" if is_true(about.get("dtr")) else f"TABLE(,{first})"
