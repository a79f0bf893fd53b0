"""The cells of a slice computed in many worlds, block after block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from mcba.arrays import Array
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.evaluation.refusals import CellCircleError, NotYet
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.arithmetic import RAISING, ManyWorlds, UnlikeWorldsError
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.remaining import Marked
from mcba.workbook.slices.slice import Slice
from mcba.workbook.slices.worlds.varying import Varying, finite, unlike_worlds, value_at, varying
from mcba.workbook.values import Element, Table, Value


class Running:
    """A slice that is ready to be computed.

    Parameters
    ----------
    book : Book
    formulas : Formulas
    dependencies : Dependencies
    slice_ : Slice
    exact : mapping of Place to Value
        What cells beside it hold that were not saved in all their digits.
    """

    def __init__(
        self,
        book: Book,
        formulas: Formulas,
        dependencies: Dependencies,
        slice_: Slice,
        exact: Mapping[Place, Value],
    ):
        self.book, self.slice, self._dependencies, self._exact = book, slice_, dependencies, exact
        self.values: dict[Place, Element] = {}
        self.rescued: Counter[Place] = Counter()
        self._moved = Marked(slice_.moved)
        self._constant: dict[Area, bool] = {}
        self._arithmetic = ManyWorlds(self.is_constant, self.rescued)
        self._many = _Reading(self, book, formulas, arithmetic=self._arithmetic, cells=self._element)
        self._one = _Reading(self, book, formulas, arithmetic=ONE_WORLD, cells=self._value)
        self._world = 0
        self._seen: dict[int, Varying] = {}

    def blocks(self, arrays: Mapping[Place, Array], size: int, *, keeps_all: bool = False) -> Iterator[slice]:
        """Compute one block of worlds after another; `values` holds what was computed while a block is given.

        Parameters
        ----------
        arrays : mapping of Place to array (world,)
            The inputs.
        size : int
            Worlds of a block.
        keeps_all : bool
            Whether every cell is still there at the end of a block, and not the outcomes only.
        """
        worlds = len(next(iter(arrays.values())))
        for start in range(0, worlds, size):
            block = slice(start, min(start + size, worlds))
            self._arithmetic.worlds = block.stop - block.start
            self.values = {
                place: finite(np.asarray(numbers[block], dtype=np.float64)) for place, numbers in arrays.items()
            }
            self._many.forget()
            with np.errstate(**RAISING):
                for index, place in enumerate(self.slice.cells):
                    self._compute(place)
                    if not keeps_all:
                        for gone in self.slice.last_read.get(index, ()):
                            self.values.pop(gone, None)
            yield block

    def is_constant(self, area: Area) -> bool:
        """Whether an area holds nothing that varies."""
        known = self._constant.get(area)
        if known is None:
            known = self._constant[area] = self._moved.first(area) is None
        return known

    def _compute(self, place: Place) -> None:
        waiting, tried = [place], dict[Place, None]()  # tried: each for what the next is needed
        while waiting:
            place = waiting[-1]
            if place in self.values:
                waiting.pop()
                tried.pop(place, None)
                continue
            try:
                filled = self._filled(place)
            except NotYet as lacking:
                tried[place] = None
                first = [self._dependencies.owner(other) for other in lacking.places]
                if any(other in tried for other in first):
                    path = list(tried)
                    start = next(index for index, other in enumerate(path) if other in first)
                    raise CellCircleError(tuple(path[start:])) from None
                waiting += first
                continue
            self.values.update(filled)

    def _filled(self, place: Place) -> dict[Place, Element]:
        try:
            return self._many.filled(place)
        except UnlikeWorldsError:
            return self._world_by_world(place)

    def _world_by_world(self, place: Place) -> dict[Place, Element]:
        """A formula computed in each world that is unlike the others in what it reads."""
        self._seen = {}
        while True:
            known = list(self._seen.values())
            worlds, which = unlike_worlds(known) if known else ([0], [0] * self._arithmetic.worlds)
            results = []
            for self._world in worlds:
                self._one.forget()
                results.append(self._one.filled(place))
            if len(self._seen) == len(known):
                return {filled: varying([results[i][filled] for i in which]) for filled in results[0]}

    def _element(self, place: Place) -> Element:
        element = self.values.get(place, self)
        if element is not self:
            return element
        if place in self.slice.moved:
            raise NotYet(place)
        exact = self._exact.get(place)
        return self.book.stored(place) if exact is None else exact

    def _value(self, place: Place) -> Value:
        element = self._element(place)
        if isinstance(element, Varying):
            self._seen[id(element)] = element
        value: Value = value_at(element, self._world)
        return value


class _Reading(Evaluation):
    """An evaluation that keeps the tables of areas where nothing varies from block to block."""

    def __init__(self, running: Running, *arguments: object, **options: object):
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._running = running
        self._constant_tables: dict[Area, Table] = {}
        self._varying_tables: dict[Area, Table] = {}

    def forget(self) -> None:
        """Forget the tables in which something varies."""
        self._varying_tables.clear()

    def read(self, area: Area) -> Table:
        """The cells of an area."""
        tables = self._constant_tables if self._running.is_constant(area) else self._varying_tables
        table = tables.get(area)
        if table is None:
            table = tables[area] = self._read(area)
        return table
