"""What a formula finds around it: the cells of the workbook, its names, the functions."""

from __future__ import annotations

from collections.abc import Callable

from mcba.workbook.book import Book
from mcba.workbook.evaluation.arithmetic import Arithmetic
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.evaluation.references import References
from mcba.workbook.evaluation.refusals import NotYet, Unsupported
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.formulas.trees import Node
from mcba.workbook.functions.registry import known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.values import Element, Table

LARGEST_RANGE = 2_000_000
"""A range of more cells than these, cut to the used part, is not read."""
_KEPT_CELLS = 2_000_000  # in tables that are kept, so that a range is not read anew for each formula that names it


class Setting:
    """The cells of a workbook as its formulas read them.

    Parameters
    ----------
    book : Book
    formulas : Formulas
    arithmetic : Arithmetic
        One world's, or that of many.
    cells : callable
        The element of a place that holds something; the same each time.
    """

    def __init__(
        self,
        book: Book,
        formulas: Formulas,
        *,
        arithmetic: Arithmetic = ONE_WORLD,
        cells: Callable[[Place], Element],
    ):
        self.book, self.formulas, self.arithmetic, self.cells = book, formulas, arithmetic, cells
        self.functions = known_functions()
        self.references: References = References(book)
        self.names: dict[tuple[str | None, str], tuple[Node, bool]] = {}
        self.compared: dict[tuple[str, Area, Element], tuple[Table, Table]] = {}
        self._tables: dict[Area, Table] = {}
        self._kept = 0

    def cell(self, sheet: str, row: int, column: int) -> Element:
        """The element of one cell; None where nothing stands.

        Parameters
        ----------
        sheet : str
        row, column : int

        Returns
        -------
        Element
        """
        held = self.book.sheets.get(sheet)
        return self.cells(Place(sheet, row, column)) if held is not None and (row, column) in held.cells else None

    def read(self, area: Area) -> Table:
        """The cells of an area, without what lies beyond the used part of every sheet.

        Of an area, as many rows and columns are kept as the longest sheet has, counted from the area's own first cell:
        areas of one shape are cut to one shape, as SUMPRODUCT and the operators need it.

        Parameters
        ----------
        area : Area

        Returns
        -------
        Table

        Raises
        ------
        WorkbookError
            When more than 2,000,000 cells remain.
        """
        table = self._tables.get(area)
        if table is None:
            table = self._read(area)
            self._kept += len(table.rows) * len(table.rows[0])
            if self._kept > _KEPT_CELLS:
                self._tables.clear()
                self._kept = 0
            self._tables[area] = table
        return table

    def _read(self, area: Area) -> Table:
        height, width = map(min, area.shape, self.book.used_shape)
        if height * width > LARGEST_RANGE:
            message = f"has {height * width:,} cells, more than {LARGEST_RANGE:,}; name only the part that is used"
            raise Unsupported(f"the range {area}", message, area.first)
        sheet, top, left = area.sheet, area.top, area.left
        within = self.book.sheets[sheet]
        held, used, cells, columns = within.cells, within.used_rows, self.cells, range(left, left + width)
        blank = (None,) * width
        try:
            rows = [
                tuple([cells(Place(sheet, row, column)) if (row, column) in held else None for column in columns])
                if row in used
                else blank
                for row in range(top, top + height)
            ]
        except NotYet:
            raise self._all_lacking(sheet, range(top, top + height), columns) from None
        return Table(tuple(rows), area)

    def _all_lacking(self, sheet: str, rows: range, columns: range) -> NotYet:
        """All cells of a range that must be computed before it can be read."""
        lacking: list[Place] = []
        for row in sorted(self.book.sheets[sheet].used_rows.intersection(rows)):
            for column in columns:
                try:
                    self.cell(sheet, row, column)
                except NotYet as first:
                    lacking += first.places
        return NotYet(*dict.fromkeys(lacking))
