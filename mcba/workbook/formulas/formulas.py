"""All formulas of a workbook as trees."""

from __future__ import annotations

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.formulas.hidden import DUMMY, revealed
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import Node
from mcba.workbook.places import Place


class Formulas:
    """The trees of a workbook's formulas, each read once, when it is first asked for.

    Parameters
    ----------
    book : Book

    Examples
    --------
    >>> from mcba.workbook.book import Book, Cell, Sheet
    >>> book = Book("a.xlsx", "", {"S": Sheet("S", {(1, 1): Cell(2.0), (2, 1): Cell(1.0, "A1/2")})})
    >>> Formulas(book).tree(Place("S", 2, 1)).operator, Formulas(book).tree(Place("S", 1, 1))
    ('/', None)
    """

    def __init__(self, book: Book):
        self.book = book
        self._trees: dict[Place, Node | None] = {}
        self._read: dict[str, Node] = {}

    def __reduce__(self) -> tuple[type[Formulas], tuple[Book]]:
        return Formulas, (self.book,)  # without the trees: those of long sums are too deep to be stored

    def tree(self, place: Place) -> Node | None:
        """The tree of the formula that stands at a place.

        A formula of Google Sheets that its export hides stands in the place of the frozen value.

        Parameters
        ----------
        place : Place

        Returns
        -------
        Node or None
            None where no formula stands; so too in the cells that an array formula fills, but for its first.

        Raises
        ------
        WorkbookError
            With the place, when the formula cannot be read.
        """
        if place not in self._trees:
            try:
                self._trees[place] = self._tree(place)
            except WorkbookError as problem:
                raise problem if problem.place else WorkbookError(str(problem), str(place)) from None
        return self._trees[place]

    def _tree(self, place: Place) -> Node | None:
        cell = self.book.cell(place)
        if cell is None or cell.formula is None:
            return None
        if cell.formula not in self._read:
            node = parse_formula(cell.formula, is_google=self.book.is_from_google)
            self._read[cell.formula] = revealed(node) if DUMMY in cell.formula.upper() else node
        return self._read[cell.formula]
