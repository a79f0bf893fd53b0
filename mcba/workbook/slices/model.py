"""A workbook as a model: inputs in many worlds to outcomes in many worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.workbook.book import Book
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.beside import Beside, cells_beside
from mcba.workbook.slices.dependencies import Dependencies, dependencies_of
from mcba.workbook.slices.refusing import refusal, what_cannot_be_followed, what_is_no_input, what_is_no_output
from mcba.workbook.slices.running import Running
from mcba.workbook.slices.slice import Slice, cells_within, slice_of
from mcba.workbook.slices.worlds.varying import Varying, value_at
from mcba.workbook.values import CellError, Element, Value

_NUMBERS_OF_A_BLOCK = 4_000_000  # all varying cells of a block together: 32 MB
_LEAST, _MOST = 256, 4096  # worlds of a block


class WorkbookModel:
    """A workbook as a model that takes arrays of worlds.

    Only the slice is computed: the cells that the inputs move and the outcomes follow from. All others keep the values
    that were saved.

    Parameters
    ----------
    book : Book
    inputs : mapping of str to tuple of Place
        The cells that each input stands in: one number that may stand in several.
    outputs : mapping of str to Place or Area
    dependencies : Dependencies, optional
        Those of this workbook, where they are known already.

    Raises
    ------
    WorkbookError
        When an input is no constant number, or something in the slice cannot be followed; all places are named.

    Examples
    --------
    >>> from mcba.workbook.book import Cell, Sheet
    >>> sheet = Sheet("S", {(1, 1): Cell(2.0), (2, 1): Cell(5.0), (3, 1): Cell(10.0, "A1*A2")})
    >>> place = Place("S", 1, 1)
    >>> model = WorkbookModel(Book("a.xlsx", "", {"S": sheet}), {"price": (place,)}, {"cost": Place("S", 3, 1)})
    >>> model(price=np.array([1.0, 3.0]))["cost"].tolist()
    [5.0, 15.0]
    """

    def __init__(
        self,
        book: Book,
        inputs: Mapping[str, tuple[Place, ...]],
        outputs: Mapping[str, Place | Area],
        *,
        dependencies: Dependencies | None = None,
    ):
        self.book = book
        if dependencies is not None:
            self.dependencies, self.formulas = dependencies, dependencies.formulas
        self.inputs = {name: tuple(places) for name, places in inputs.items()}
        self.outputs = dict(outputs)
        reasons = [*what_is_no_input(book, self.inputs), *what_is_no_output(book, self.outputs)]
        reasons = reasons or sorted(what_cannot_be_followed(self.dependencies, self._slice))
        if reasons:
            raise refusal(book.file, reasons)

    @property
    def identity(self) -> tuple[Any, ...]:
        """What makes it this model: the workbook's hash, its inputs and its outcomes."""
        return (self.book.sha256, tuple(self.inputs.items()), tuple(self.outputs.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkbookModel) and self.identity == other.identity

    def __hash__(self) -> int:
        return hash(self.identity)

    def __getstate__(self) -> dict[str, Any]:
        known = {"beside": self.beside} if "beside" in self.__dict__ else {}
        return {"book": self.book, "inputs": self.inputs, "outputs": self.outputs, **known}

    def __call__(self, **arrays: Array) -> dict[str, Array]:
        """The outcomes in each world.

        Parameters
        ----------
        **arrays : array (world,)
            Every input by its name.

        Returns
        -------
        dict of str to array (world,)
            Of an area (cell, world). An outcome that is an error or a text is NaN; see `errors`.
        """
        worlds = max(np.shape(numbers)[0] for numbers in arrays.values())
        results = {name: np.empty((len(places), worlds)) for name, places in self.output_places.items()}
        running = self._running()
        for block in running.blocks(self._by_place(arrays), self._block):
            for name, places in self.output_places.items():
                for row, place in enumerate(places):
                    results[name][row, block] = _numbers(self._element(running, place))
        return {name: r[0] if isinstance(self.outputs[name], Place) else r for name, r in results.items()}

    @property
    def slice(self) -> tuple[Place, ...]:
        """The cells that are computed in every world, in their order."""
        return self._slice.cells

    @property
    def moves(self) -> tuple[str, ...]:
        """The inputs that some outcome may follow from."""
        moving = []
        for name, places in self.inputs.items():
            moved = self.dependencies.moved(places, self.dependencies.upstream(self.output_cells))
            if any(place in moved for place in self.output_cells):
                moving.append(name)
        return tuple(moving)

    def errors(self, arrays: Mapping[str, Array]) -> dict[str, dict[str, tuple[int, Place]]]:
        """In how many worlds an outcome is an error, and where each first arises.

        Parameters
        ----------
        arrays : mapping of str to array (world,)
            Every input by its name.

        Returns
        -------
        dict
            By outcome and code: in how many worlds a cell of it has the error, and the first cell, in the order of
            computing, that has it in such a world. A text is `text`.
        """
        errors: dict[str, dict[str, tuple[int, Place]]] = {name: {} for name in self.outputs}
        running = self._running()
        for block in running.blocks(self._by_place(arrays), self._block, keeps_all=True):
            worlds = block.stop - block.start
            for name, places in self.output_places.items():
                for place in places:
                    for code, where in _wrong(self._element(running, place), worlds).items():
                        count, first = errors[name].get(code, (0, None))
                        first = first or self._first(running, code, where, worlds) or place
                        errors[name][code] = (count + int(np.count_nonzero(where)), first)
        return errors

    def rescues(self, arrays: Mapping[str, Array]) -> dict[Place, int]:
        """In how many worlds IFERROR and IFNA took their second value, by the cell they stand in.

        Parameters
        ----------
        arrays : mapping of str to array (world,)
            Every input by its name.

        Returns
        -------
        dict of Place to int
            Only cells where it happened.
        """
        running = self._running()
        for _ in running.blocks(self._by_place(arrays), self._block):
            pass
        return dict(+Counter(running.rescued))

    def _first(self, running: Running, code: str, where: Any, worlds: int) -> Place | None:
        for place in self._slice.cells:
            for filled in self.dependencies.filled(place):
                its = _wrong(running.values.get(filled, 0.0), worlds).get(code)
                if its is not None and np.any(its & where):
                    return filled
        return None

    def _element(self, running: Running, place: Place) -> Element:
        return running.values[place] if place in running.values else self._exact.get(place, self.stored(place))

    def _by_place(self, arrays: Mapping[str, Array]) -> dict[Place, Array]:
        worlds = max(np.shape(numbers)[0] for numbers in arrays.values())
        return {
            place: np.broadcast_to(np.asarray(arrays[name], dtype=np.float64), (worlds,))
            for name, places in self.inputs.items()
            for place in places
        }

    def _running(self) -> Running:
        return Running(self.book, self.formulas, self.dependencies, self._slice, self._exact)

    def values(self, arrays: Mapping[str, Array], cells: Sequence[Place]) -> dict[Place, list[Value]]:
        """What cells of the slice hold in each world; the outcomes with their errors among them.

        Parameters
        ----------
        arrays : mapping of str to array (world,)
            Every input by its name.
        cells : sequence of Place

        Returns
        -------
        dict of Place to list of Value
            By world.
        """
        elements: dict[Place, list[Value]] = {place: [] for place in cells}
        running = self._running()
        for block in running.blocks(self._by_place(arrays), self._block, keeps_all=True):
            for place, values in elements.items():
                element = self._element(running, place)
                values += [value_at(element, world) for world in range(block.stop - block.start)]
        return elements

    def stored(self, place: Place) -> Value:
        """What a cell held when the workbook was saved."""
        return self.book.stored(place)

    @property
    def slice_cells(self) -> tuple[Place, ...]:
        """All cells of the slice: those of `slice`, and those that array formulas among them fill."""
        return tuple(filled for place in self._slice.cells for filled in self.dependencies.filled(place))

    @property
    def upstream(self) -> tuple[Place, ...]:
        """All cells with formulas that the outcomes follow from, also those that no input moves."""
        return self._slice.upstream

    @cached_property
    def formulas(self) -> Formulas:
        """The trees of the workbook's formulas."""
        return Formulas(self.book)

    @cached_property
    def dependencies(self) -> Dependencies:
        """Which cells of the workbook follow from which."""
        return dependencies_of(self.book, self.formulas)

    @cached_property
    def _slice(self) -> Slice:
        inputs = [place for places in self.inputs.values() for place in places]
        return slice_of(self.dependencies, inputs, self.output_cells)

    @cached_property
    def beside(self) -> Beside:
        """What the cells hold that the outcomes follow from and no input moves."""
        cells = [place for place in self._slice.upstream if place not in self._slice.moved]
        return cells_beside(self.dependencies, cells, self._slice.moved)

    @property
    def _exact(self) -> Mapping[Place, Value]:
        """Numbers beside the slice in all the digits that the saved ones lack, as those of Google Sheets do."""
        return self.beside.exact if self.book.is_from_google else {}

    @cached_property
    def output_places(self) -> dict[str, tuple[Place, ...]]:
        """The cells of each outcome."""
        return {name: cells_within(area) for name, area in self.outputs.items()}

    @property
    def output_cells(self) -> tuple[Place, ...]:
        """The cells of all outcomes."""
        return tuple(place for places in self.output_places.values() for place in places)

    @cached_property
    def _block(self) -> int:
        return int(np.clip(_NUMBERS_OF_A_BLOCK // max(len(self._slice.cells), 1), _LEAST, _MOST))


def _numbers(element: Element) -> Any:
    """An element as numbers: a blank is 0, an error or a text NaN."""
    if not isinstance(element, Varying):
        return 0.0 if element is None else float(element) if isinstance(element, float | bool) else np.nan
    if element.kinds is None:
        return element.numbers
    return np.where(element.kinds > 0, np.array([0.0, *map(_numbers, element.others)])[element.kinds], element.numbers)


def _wrong(element: Element, worlds: int) -> dict[str, Any]:
    """By code, in which worlds an element is an error; of a text the code is `text`."""
    if not isinstance(element, Varying):
        return {_code(element): np.ones(worlds, dtype=bool)} if isinstance(element, CellError | str) else {}
    worlds_of: dict[str, Any] = {}
    for kind, other in enumerate(element.others, start=1):
        if isinstance(other, CellError | str) and element.kinds is not None:
            worlds_of[_code(other)] = worlds_of.get(_code(other), False) | (element.kinds == kind)
    return {code: where for code, where in worlds_of.items() if where.any()}


def _code(value: CellError | str) -> str:
    return value.code if isinstance(value, CellError) else "text"
