"""Formulas evaluated at their places: Excel's rules of references, ranges and arrays, over any arithmetic."""

from __future__ import annotations

from mcba.workbook.evaluation.lifting import element_at
from mcba.workbook.evaluation.references import Areas, parts
from mcba.workbook.evaluation.refusals import Unsupported
from mcba.workbook.evaluation.setting import Setting
from mcba.workbook.evaluation.walk import Walk
from mcba.workbook.formulas.trees import Node
from mcba.workbook.places import Area, Place
from mcba.workbook.values import Element, Table


class Evaluation(Setting):
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
        Unsupported
            When something in it is not computed, or it is nested too deeply.
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
            When its formula cannot be read.
        Unsupported
            When something in it is not computed.
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

    def reference(self, node: Node, place: Place, array: bool = False) -> tuple[Area, ...]:
        """Where a reference points, seen from a place.

        Parameters
        ----------
        node : Node
            A reference, a name for one, or a function that gives one.
        place : Place
        array : bool
            Whether its formula computes with arrays throughout.

        Returns
        -------
        tuple of Area
            Empty for what is no reference.
        """
        found = Walk(self, place, array).result(node, array)
        return parts(found) if isinstance(found, Area | Areas) else ()

    def _shown(self, element: Element) -> Element:
        return 0.0 if element is None and not self.book.is_from_google else element
