"""All formulas of a workbook as trees."""

from __future__ import annotations

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.formulas.hidden import DUMMY, SPILLED, hidden_in, revealed
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import Call, Literal, Node
from mcba.workbook.formulas.walks import walked
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

        A formula of Google Sheets that its export hides stands in the place of the frozen value; of a cell that such
        an array formula fills the tree takes its element of that array.

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
            node = parse_formula(cell.formula)
            self._read[cell.formula] = revealed(node) if DUMMY in cell.formula.upper() else node
        node = self._read[cell.formula]
        return self._filled(place) if _is_spilled(node) else node

    def _filled(self, place: Place) -> Node | None:
        """Of a cell that Google's array formula fills: its element of what the formula gives."""
        first = self._first(place)
        if first is None:
            message = (
                "another cell's formula of Google Sheets fills it, and this cell is not found; write a formula here"
            )
            raise WorkbookError(message, str(place))
        formula = self.tree(first)
        if formula is None:
            return None
        row, column = float(place.row - first.row + 1), float(place.column - first.column + 1)
        return Call("INDEX", (formula, Literal(row), Literal(column)))

    def _first(self, place: Place) -> Place | None:
        """The cell whose formula fills this one: the nearest above in its column, or in the next to the left."""
        sheet, row, column = place
        while self._is_filled(place):
            upper = place
            while self._is_filled(upper):
                upper = Place(sheet, upper.row - 1, column)
            if self._is_hidden(upper):
                return upper
            column -= 1
            place = Place(sheet, row, column)
        return place if self._is_hidden(place) else None

    def _is_hidden(self, place: Place) -> bool:
        """Whether Google's export hides a formula here."""
        cell = self.book.cell(place)
        return cell is not None and cell.formula is not None and DUMMY in cell.formula.upper()

    def _is_filled(self, place: Place) -> bool:
        cell = self.book.cell(place)
        return self._is_hidden(place) and cell is not None and SPILLED in (cell.formula or "").replace('""', '"')


def _is_spilled(node: Node) -> bool:
    """Whether a tree stands for the value of an array formula in another cell."""
    return isinstance(node, Call) and any(hidden_in(part) == SPILLED for part in walked(node))
