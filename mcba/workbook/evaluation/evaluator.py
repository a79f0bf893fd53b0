"""Formulas evaluated at their places: Excel's rules of references, ranges and arrays, over any arithmetic."""

from __future__ import annotations

from collections.abc import Callable

from mcba.workbook.book import Book
from mcba.workbook.evaluation.arithmetic import Arithmetic
from mcba.workbook.evaluation.lifting import element_at
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.evaluation.references import Areas, References, parts
from mcba.workbook.evaluation.refusals import NotYet, Unsupported
from mcba.workbook.evaluation.walk import Walk
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.formulas.trees import Node
from mcba.workbook.functions.registry import known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.values import Element, Table

LARGEST_RANGE = 2_000_000
"""A range of more cells than these, cut to the used part, is not read."""
_KEPT_CELLS = 2_000_000  # in tables that are kept, so that a range is not read anew for each formula that names it


class Evaluation:
    """What the formulas of a workbook give, from what its cells hold.

    Parameters
    ----------
    book : Book
    formulas : Formulas
    arithmetic : Arithmetic
        One world's, or that of many.
    cells : callable
        The element of a place that holds something; the same each time. It may raise `NotYet` for one that must be
        computed before: of a range all such cells are then asked for at once.

    Examples
    --------
    >>> from mcba.workbook.book import Book, Cell, Sheet
    >>> from mcba.workbook.formulas.formulas import Formulas
    >>> book = Book("a.xlsx", "", {"S": Sheet("S", {(1, 1): Cell(2.0), (2, 1): Cell(6.0, "A1*3")})})
    >>> Evaluation(book, Formulas(book), cells=lambda place: book.cell(place).value).filled(Place("S", 2, 1))
    {Place(sheet='S', row=2, column=1): 6.0}
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
        self._used_rows = {name: frozenset(row for row, _ in sheet.cells) for name, sheet in book.sheets.items()}
        # One cut for all sheets, so that ranges of equal shape stay so wherever they lie.
        held = [where for sheet in book.sheets.values() for where in sheet.cells] or [(1, 1)]
        self._used = tuple(map(max, zip(*held, strict=True)))
        self._tables: dict[Area, Table] = {}
        self._kept = 0

    def value(self, node: Node, place: Place, array: bool = False) -> Element | Table:
        """What a formula gives as the content of a cell.

        Parameters
        ----------
        node : Node
        place : Place
            Where the formula stands.
        array : bool
            Whether it computes with arrays throughout. A plain formula gives one element: of an area the cell in its
            own row or column, of an array the first.

        Returns
        -------
        Element or Table
            A table only for an array formula. A reference to a blank cell gives 0 (in Google Sheets a blank); blanks in
            some worlds only are left to the arithmetic.

        Raises
        ------
        WorkbookError
            When something in it is not computed (`Unsupported`), or it is nested too deeply.
        """
        walk = Walk(self, place, array)
        try:
            result = walk.operand(node, array, last=True)
        except RecursionError:
            raise Unsupported("the formula", "is nested too deeply; divide it among several cells", place) from None
        if not isinstance(result, Table):
            return self._shown(result)
        if not array:
            return self._shown(result.rows[0][0])
        return Table(tuple(tuple(map(self._shown, row)) for row in result.rows))

    def filled(self, place: Place) -> dict[Place, Element]:
        """What the formula of a cell gives: to this cell, and to all others that it fills as an array.

        Parameters
        ----------
        place : Place
            A cell with a formula, of an array formula the first one.

        Returns
        -------
        dict of Place to Element
            What a cell without a formula holds, as it is.

        Raises
        ------
        WorkbookError
            When its formula cannot be read or something in it is not computed.
        """
        cell = self.book.cell(place)
        if cell is not None and cell.is_data_table:
            raise Unsupported("a What-If data table", "is not computed; write a formula into each of its cells", place)
        tree = None if cell is None else self.formulas.tree(place)
        if cell is None or tree is None:
            return {place: None if cell is None else cell.value}
        result = self.value(tree, place, cell.is_array)
        if cell.spread is None:
            return {place: element_at(result, 0, 0)}
        _, top, left, bottom, right = cell.spread
        return {
            Place(place.sheet, row, column): element_at(result, row - top, column - left)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }

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

    def reference(self, node: Node, place: Place) -> tuple[Area, ...]:
        """Where a reference points, seen from a place.

        Parameters
        ----------
        node : Node
            A reference, a name for one, or a function that gives one.
        place : Place

        Returns
        -------
        tuple of Area
            Empty for what is no reference.
        """
        found = Walk(self, place, False).result(node, False)
        return parts(found) if isinstance(found, Area | Areas) else ()

    def cell(self, sheet: str, row: int, column: int) -> Element:
        """The element of one cell; None where nothing stands."""
        held = self.book.sheets.get(sheet)
        return self.cells(Place(sheet, row, column)) if held is not None and (row, column) in held.cells else None

    def _read(self, area: Area) -> Table:
        height, width = min(area.shape[0], self._used[0]), min(area.shape[1], self._used[1])
        if height * width > LARGEST_RANGE:
            message = f"has {height * width:,} cells, more than {LARGEST_RANGE:,}; name only the part that is used"
            raise Unsupported(f"the range {area}", message, area.first)
        sheet, top, left = area.sheet, area.top, area.left
        held = self.book.sheets[sheet].cells if sheet in self.book.sheets else {}
        cells, columns, used = self.cells, range(left, left + width), self._used_rows.get(sheet, frozenset())
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
        for row in sorted(self._used_rows[sheet].intersection(rows)):
            for column in columns:
                try:
                    self.cell(sheet, row, column)
                except NotYet as first:
                    lacking += first.places
        return NotYet(*dict.fromkeys(lacking))

    def _shown(self, element: Element) -> Element:
        return 0.0 if element is None and not self.book.is_from_google else element
