"""A workbook computed anew in one world, as Excel would after a change of some cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.refusals import CellCircleError, NotYet
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.places import Place
from mcba.workbook.values import Value


class Recomputed(dict[Place, Value]):
    """Values by place.

    Attributes
    ----------
    kept : dict of Place to WorkbookError
        Cells that were read and kept the value that was saved, for something in their formula is not computed.
    order : tuple of Place
        The cells that were computed, each behind those that it reads; of an array formula its first one.
    """

    def __init__(self, values: Mapping[Place, Value], kept: dict[Place, WorkbookError], order: tuple[Place, ...]):
        super().__init__(values)
        self.kept, self.order = kept, order


def recomputed(
    book: Book,
    inputs: Mapping[Place, Value],
    wanted: Iterable[Place],
    *,
    formulas: Formulas | None = None,
    order: Sequence[Place] = (),
) -> Recomputed:
    """What cells hold when others hold something else, every formula that they follow from computed anew.

    Which cell is computed from which is found by computing them, and not from a list made before; so it holds for a
    branch that the saved values did not take, too, and for OFFSET and INDIRECT.

    Parameters
    ----------
    book : Book
    inputs : mapping of Place to Value
        What is put into cells, whatever they hold.
    wanted : iterable of Place
    formulas : Formulas, optional
        Of this book, so that they need not be read for each world.
    order : sequence of Place, optional
        The order of another world, as a hint that saves time.

    Returns
    -------
    Recomputed
        The values of the cells that are wanted.

    Raises
    ------
    CircleError
        When a cell is computed from itself.

    Examples
    --------
    >>> from mcba.workbook.book import Cell, Sheet
    >>> cells = {(1, 1): Cell(2.0), (2, 1): Cell(6.0, "A1*3"), (3, 1): Cell(7.0, "A2+1")}
    >>> book = Book("a.xlsx", "", {"S": Sheet("S", cells)})
    >>> recomputed(book, {Place("S", 1, 1): 5.0}, [Place("S", 3, 1)])
    {Place(sheet='S', row=3, column=1): 16.0}
    """
    world = _World(book, inputs, formulas or Formulas(book))
    places = list(wanted)
    world.compute_ahead(order)
    for place in places:
        world.compute(place)
    return Recomputed({place: world.values.get(place) for place in places}, world.kept, tuple(world.order))


class _World:
    """The values of one world, as far as they are computed."""

    def __init__(self, book: Book, inputs: Mapping[Place, Value], formulas: Formulas):
        self.book = book
        self.values: dict[Place, Value] = dict(inputs)
        self.kept: dict[Place, WorkbookError] = {}
        self.order: list[Place] = []
        self._fixed = frozenset(inputs)
        self._done: set[Place] = set()
        self._evaluation = Evaluation(book, formulas, cells=self._value)

    def _value(self, place: Place) -> Value:
        """What a cell holds; `NotYet` where its formula is not computed."""
        try:
            return self.values[place]
        except KeyError:
            pass
        cell = self.book.cell(place)
        if cell is None:
            return None
        if cell.formula is not None or cell.is_data_table:
            raise NotYet(place)
        if cell.origin is not None and cell.origin not in self._done:
            raise NotYet(cell.origin)
        self.values[place] = cell.value
        return cell.value

    def compute_ahead(self, order: Sequence[Place]) -> None:
        """Compute cells in the order that holds in another world; what fails here is left until it is asked for."""
        for place in order:
            if place not in self.values:
                with suppress(NotYet, WorkbookError):
                    self._fill(place)

    def compute(self, place: Place) -> None:
        """Compute a cell and all that it is computed from, with a stack of our own: chains may be long."""
        try:
            self._value(place)
        except NotYet as first:
            waiting: dict[Place, None] = {}  # cells that were tried, each for what the next is needed
            stack = list(first.places)
            while stack:
                top = stack[-1]
                if top in self._done:
                    stack.pop()
                    waiting.pop(top, None)
                    continue
                try:
                    self._fill(top)
                except NotYet as lacking:
                    waiting[top] = None
                    if any(place in waiting for place in lacking.places):
                        raise self._circle(waiting, lacking.places) from None
                    stack.extend(reversed(lacking.places))
                except WorkbookError as reason:
                    self._keep(top, reason)
            self._value(place)

    def _fill(self, place: Place) -> None:
        """Compute the formula of a cell, for all cells that it fills."""
        filled = self._evaluation.filled(place)
        self._done.add(place)
        self.order.append(place)
        for each, value in filled.items():
            if each not in self._fixed:
                self.values[each] = value

    def _keep(self, place: Place, reason: WorkbookError) -> None:
        """Leave a cell, and those that its formula fills, at the values that were saved."""
        self.kept[place] = reason
        self._done.add(place)
        cell = self.book.cell(place)
        self.values.setdefault(place, None if cell is None else cell.value)

    @staticmethod
    def _circle(waiting: Mapping[Place, None], lacking: Sequence[Place]) -> CellCircleError:
        path = list(waiting)
        start = next(index for index, place in enumerate(path) if place in lacking)
        return CellCircleError(tuple(path[start:]))
