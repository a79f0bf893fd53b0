"""A workbook as it was saved: the formulas and the values of its cells, and the names it gives to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mcba.workbook.places import Area, Place
from mcba.workbook.values import Value


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something.

    Attributes
    ----------
    value : Value
        What it held when the file was saved.
    formula : str or None
        Without the sign of equality, in the words of the file (`_xlfn.` and the like kept); that of a shared formula is
        written out for this cell. Of an array formula only its first cell has it.
    spread : Area or None
        The cells that an array formula fills, where this is its first cell.
    origin : Place or None
        The first cell of the array formula that fills this one; None in that cell itself.
    is_array : bool
        Whether the formula computes with arrays throughout (entered as an array, or dynamic).
    is_data_table : bool
        Whether a What-If data table fills it.
    is_percent, is_date : bool
        How its number is shown.
    number_format : str
        The code of its format, such as `0.0%`; empty for the general one.
    """

    value: Value
    formula: str | None = None
    spread: Area | None = None
    origin: Place | None = None
    is_array: bool = False
    is_data_table: bool = False
    is_percent: bool = False
    is_date: bool = False
    number_format: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes
    ----------
    name : str
    cells : mapping of (row, column) to Cell
        Only the cells that hold something, both counted from 1, in the order of the file.
    is_hidden : bool
    hidden_rows : frozenset of int
        Which SUBTOTAL(10x) passes over.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()

    @cached_property
    def used_rows(self) -> frozenset[int]:
        """The rows in which anything stands."""
        return frozenset([row for row, _ in self.cells])


@dataclass(frozen=True)
class NamedTable:
    """A table of a sheet: where it stands with its head, its columns, and how many rows of totals it ends on."""

    name: str
    area: Area
    columns: tuple[str, ...]
    head_rows: int = 1
    total_rows: int = 0


@dataclass(frozen=True)
class Book:
    """One workbook.

    Attributes
    ----------
    file : str
        What messages call it.
    sha256 : str
    sheets : mapping of str to Sheet
        In their order.
    names : mapping of (str or None, str) to str
        The formula of each defined name by (sheet, or None for the whole workbook; name in small letters).
    tables : mapping of str to NamedTable
        By name in small letters.
    links : tuple of str
        Other workbooks that formulas name as [1], [2], …, in that order.
    dates_from_1904 : bool
    iterates : bool
        Whether it was saved with circles allowed.
    precision_as_shown : bool
    has_macros : bool
    is_from_google : bool
        Whether Google Sheets wrote it: stored numbers have some ten digits.
    """

    file: str
    sha256: str
    sheets: Mapping[str, Sheet]
    names: Mapping[tuple[str | None, str], str] = field(default_factory=dict)
    tables: Mapping[str, NamedTable] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    dates_from_1904: bool = False
    iterates: bool = False
    precision_as_shown: bool = False
    has_macros: bool = False
    is_from_google: bool = False

    @cached_property
    def used_shape(self) -> tuple[int, int]:
        """How many rows and columns from A1 hold all that stands on any sheet; at least one of each."""
        rows = [row for sheet in self.sheets.values() for row in sheet.used_rows]
        columns = [column for sheet in self.sheets.values() for _, column in sheet.cells]
        return max(rows, default=1), max(columns, default=1)

    def cell(self, place: Place) -> Cell | None:
        """The cell at a place; None where it holds nothing."""
        sheet = self.sheets.get(place.sheet)
        return None if sheet is None else sheet.cells.get((place.row, place.column))

    def stored(self, place: Place) -> Value:
        """What a cell held when the workbook was saved."""
        cell = self.cell(place)
        return None if cell is None else cell.value

    def sheet_name(self, name: str) -> str | None:
        """The name of a sheet as the workbook writes it, for capitals do not count; None where there is none."""
        if name in self.sheets:
            return name
        return next((known for known in self.sheets if known.casefold() == name.casefold()), None)
