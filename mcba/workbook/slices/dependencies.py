"""Which cells a workbook computes from which, read from its formulas without computing them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.formulas.trees import Node
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.precedents import Precedents, Reading
from mcba.workbook.slices.remaining import Marked, Remaining


@dataclass(frozen=True, slots=True)
class Order:
    """Cells with formulas, each behind those that it reads.

    Attributes
    ----------
    cells : tuple of Place
        Of an array formula its first cell only.
    circles : tuple of tuple of Place
        Cells that follow from themselves, where no branch is left out: each reads the next, the last the first.
    """

    cells: tuple[Place, ...]
    circles: tuple[tuple[Place, ...], ...]


class Dependencies:
    """What follows from what in a workbook, as its formulas read: rather too much than too little.

    Parameters
    ----------
    book : Book
    formulas : Formulas
    located : callable, optional
        The areas of a reference that is known only when it is computed, such as OFFSET, from the values saved; with
        whether its formula computes with arrays throughout.
    """

    def __init__(
        self,
        book: Book,
        formulas: Formulas,
        located: Callable[[Node, Place, bool], Iterable[Area]] | None = None,
    ):
        self.book, self.formulas, self._located = book, formulas, located
        self._reading = Reading(book)
        self._known: dict[Place, Precedents] = {}
        self.unreadable: dict[Place, str] = {}
        self.formula_cells: list[Place] = [
            Place(name, row, column)
            for name, sheet in book.sheets.items()
            for (row, column), cell in sheet.cells.items()
            if cell.formula is not None or cell.origin is not None or cell.is_data_table
        ]

    def precedents(self, place: Place) -> Precedents:
        """What the formula of a cell reads; nothing where it has none or cannot be read, which `unreadable` tells."""
        if place not in self._known:
            self._known[place] = self._read(place)
        return self._known[place]

    def _read(self, place: Place) -> Precedents:
        try:
            tree, cell = self.formulas.tree(place), self.book.cell(place)
            found = (
                Precedents() if tree is None else self._reading.precedents(tree, place, bool(cell and cell.is_array))
            )
        except WorkbookError as error:
            self.unreadable[place] = str(error)
            return Precedents()
        for node in found.dynamic:
            found.areas += self.where(node, place)
        for node, areas in found.positions:
            found.areas += self.where(node, place) or areas
        return found

    def where(self, node: Node, place: Place) -> tuple[Area, ...]:
        """The areas of a reference as it was when the workbook was saved; none where that is not known."""
        if self._located is None:
            return ()
        try:
            cell = self.book.cell(place)
            areas = self._located(node, place, cell is not None and cell.is_array)
            return tuple(cut for area in areas for cut in self._reading.cut(area))
        except WorkbookError:
            return ()

    def owner(self, place: Place) -> Place:
        """The cell whose formula fills a place: itself, or the first cell of the array formula that spills over it."""
        cell = self.book.cell(place)
        return place if cell is None or cell.origin is None else cell.origin

    def filled(self, place: Place) -> Iterator[Place]:
        """All cells that the formula of a cell fills."""
        cell = self.book.cell(place)
        if cell is None or cell.spread is None:
            yield place
            return
        _, top, left, bottom, right = cell.spread
        for row in range(top, bottom + 1):
            yield from (Place(place.sheet, row, column) for column in range(left, right + 1))

    def upstream(self, outputs: Iterable[Place]) -> Order:
        """The cells with formulas that these follow from, and they themselves.

        Parameters
        ----------
        outputs : iterable of Place

        Returns
        -------
        Order
        """
        return _Search(self, Remaining(self.formula_cells)).order(outputs)

    def everything(self) -> Order:
        """All cells with formulas in their order."""
        return self.upstream(self.formula_cells)

    def moved(self, inputs: Iterable[Place], order: Order) -> frozenset[Place]:
        """The cells that may vary when these inputs do: the inputs, and all that an order holds behind them.

        Parameters
        ----------
        inputs : iterable of Place
        order : Order

        Returns
        -------
        frozenset of Place
            With every cell of an array formula that varies.
        """
        marked = Marked(inputs)
        waiting: Collection[Place] = order.cells
        before = -1
        while before != len(marked.places):
            before = len(marked.places)
            still = []
            for place in waiting:
                if any(marked.first(area) for area in self.precedents(place).areas):
                    for filled in self.filled(place):
                        marked.add(filled)
                else:
                    still.append(place)
            waiting = still
            if not order.circles:
                break
        return frozenset(marked.places)


def dependencies_of(book: Book, formulas: Formulas | None = None) -> Dependencies:
    """What follows from what in a workbook; references that are computed lead where they led when it was saved.

    Parameters
    ----------
    book : Book
    formulas : Formulas, optional
        Those of this workbook, where they are read already.

    Returns
    -------
    Dependencies
    """
    trees = Formulas(book) if formulas is None else formulas
    stored = Evaluation(book, trees, cells=book.stored)
    return Dependencies(book, trees, stored.reference)


class _Search:
    """A search in depth for what cells follow from."""

    def __init__(self, dependencies: Dependencies, remaining: Remaining):
        self._dependencies = dependencies
        self._remaining = remaining
        self._entered: set[Place] = set()
        self._open = Marked()
        self._path: list[Place] = []
        self._found: list[Place] = []
        self._chosen_from: deque[Area] = deque()
        self._circles: list[tuple[Place, ...]] = []

    def order(self, outputs: Iterable[Place]) -> Order:
        for output in outputs:
            self._visit(output)
        while self._chosen_from:  # behind all that certainly is read, so that the order of that stays as it is
            for place in self._remaining.taken(self._chosen_from.popleft()):
                self._visit(place)
        return Order(tuple(self._found), tuple(self._circles))

    def _visit(self, output: Place) -> None:
        dependencies = self._dependencies
        place = dependencies.owner(output)
        cell = dependencies.book.cell(place)
        if place in self._entered or cell is None or not (cell.formula is not None or cell.is_data_table):
            return
        ways = [self._enter(place)]
        while ways:
            following = next((p for p in map(dependencies.owner, ways[-1]) if p not in self._entered), None)
            if following is None:
                ways.pop()
                self._leave()
            else:
                ways.append(self._enter(following))

    def _enter(self, place: Place) -> Iterator[Place]:
        self._entered.add(place)
        self._path.append(place)
        for filled in self._dependencies.filled(place):
            self._open.add(filled)
        areas = self._dependencies.precedents(place).areas
        hits = {hit for hit in map(self._open.first, areas) if hit is not None}
        for hit in hits:
            start = self._path.index(self._dependencies.owner(hit))
            self._circles.append(tuple(self._path[start:]))
        return chain.from_iterable(map(self._remaining.taken, areas))

    def _leave(self) -> None:
        place = self._path.pop()
        self._found.append(place)
        for _, areas in self._dependencies.precedents(place).positions:
            self._chosen_from.extend(areas)
        for filled in self._dependencies.filled(place):
            self._open.remove(filled)
