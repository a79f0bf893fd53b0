"""The workbook of a study as its function: from the numbers that stand in cells to those that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from mcba.arrays import Array, Booleans
from mcba.displayed import Displayed
from mcba.errors import RequestError, WorkbookError
from mcba.study.formula.python import Parameters
from mcba.study.tables.folder import WORKBOOKS
from mcba.study.workbooks.contents import book_of, hash_of
from mcba.study.workbooks.references import cells_within
from mcba.workbook import Area, Place

if TYPE_CHECKING:
    from mcba.workbook.proofs import Proof
    from mcba.workbook.slices import WorkbookModel

_HORIZON = "horizon"
_PROVED = 3  # of the drawn worlds, in which the fast computation is held against a full one

CellRows: TypeAlias = tuple[tuple[Place, ...], ...]
"""The cells that a number stands in; of a repeated number those of each label."""


@dataclass(frozen=True)
class ResultCells:
    """The cells of a result.

    Attributes
    ----------
    area : Area
    over : {"", "year", "set"}
        Empty for one cell.
    first : int or None
        The year of the first cell, where other years are 0; None where there is a cell for every year.
    is_flow : bool
        Whether a benefit, cost or transfer stands in them, which no assumption has to move.
    """

    area: Area
    over: str = ""
    first: int | None = None
    is_flow: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class WorkbookFunction(Displayed):
    """The workbook of a study, which gives results as a function does and is only read: it can always be asked.

    Attributes
    ----------
    file : str
        Its name in the study's folder.
    content : str
        Its bytes, as the study's tables hold them.
    inputs : mapping of str to CellRows
        The cells that each assumption and choice takes the place of.
    outputs : mapping of str to ResultCells
    vectorised, is_runnable, held, text : as of `PythonFunction`
    """

    file: str
    content: str
    inputs: Mapping[str, CellRows]
    outputs: Mapping[str, ResultCells]
    vectorised = True
    is_runnable = True
    held = None
    text = ""

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.file

    @property
    def table(self) -> str:
        """The name under which a study's tables keep it."""
        return WORKBOOKS + self.file

    @property
    def sha256(self) -> str:
        """The hash of its file."""
        return hash_of(self.content)

    @property
    def parameters(self) -> Parameters:
        """What it is called with: what stands in cells, and the horizon where results are over years."""
        horizon = (_HORIZON,) if any(cells.over == "year" for cells in self.outputs.values()) else ()
        return Parameters((*self.inputs, *horizon), frozenset(self.inputs))

    @property
    def key(self) -> str:
        """The same for workbooks that give the same of the same."""
        inputs = {name: [list(map(str, row)) for row in rows] for name, rows in self.inputs.items()}
        outputs = {name: (str(cells.area), cells.over, cells.first) for name, cells in self.outputs.items()}
        return f"{self.sha256} {inputs} {outputs}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkbookFunction) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def function(self) -> WorkbookFunction:
        """What is called for results: itself."""
        return self

    def __call__(self, **given: Any) -> dict[str, Array]:
        """The results in the worlds of the arguments; an error of a cell is not a number.

        Raises
        ------
        WorkbookError
            When the workbook cannot be followed, or what is computed is not what it holds.
        """
        years = int(given.pop(_HORIZON, 0)) + 1
        arrays = self.arguments(given)
        results = self.model(**arrays)
        results |= {name: self._stored(name, arrays) for name in self.outputs.keys() - results.keys()}
        return {name: self._result(name, results[name], years) for name in self.outputs}

    def errors(self, given: Mapping[str, Array]) -> dict[str, dict[str, tuple[int, Place]]]:
        """By result and code, in how many worlds it is an error, and the cell in which that first arises."""
        return self.model.errors(self.arguments(given))

    def rescues(self, given: Mapping[str, Array]) -> dict[Place, int]:
        """By cell, in how many worlds IFERROR gave its second value."""
        return self.model.rescues(self.arguments(given))

    def arguments(self, given: Mapping[str, Array]) -> dict[str, Array]:
        """The numbers of single cells: one for each label of what is repeated.

        Raises
        ------
        RequestError
            Where a scenario or option has other years than the workbook.
        """
        arrays: dict[str, Array] = {}
        for name, rows in self.inputs.items():
            array = np.asarray(given[name], np.float64)
            parts = [array] if array.ndim < 2 else list(array)
            if len(parts) != len(rows):
                raise RequestError(
                    f"{name!r} has a number for each of {len(parts)} years and {len(rows)} cells in {self.file}; "
                    "a scenario or option that sets the horizon cannot change what stands in cells by year"
                )
            arrays |= {_part(name, place, len(rows)): part for place, part in enumerate(parts)}
        return arrays

    def _stored(self, name: str, arrays: Mapping[str, Array]) -> Array:
        """A flow that no assumption moves: what its cells hold, in every world."""
        held = [self.model.stored(place) for place in cells_within(self.outputs[name].area)]
        numbers = np.array([value if isinstance(value, float) else np.nan for value in held])
        worlds = max(array.shape[-1] for array in arrays.values())
        return np.broadcast_to(numbers[:, np.newaxis], (numbers.size, worlds))

    def _is_blank(self, area: Area) -> Booleans:
        """Which cells hold nothing at all, which is 0 in a sum over years."""
        book = book_of(self.file, self.content)
        return np.array([book.cell(place) is None for place in cells_within(area)])

    def _result(self, name: str, values: Array, years: int) -> Array:
        cells = self.outputs[name]
        if cells.over:
            values = np.where(self._is_blank(cells.area)[:, np.newaxis], 0.0, values)
        if cells.over != "year":
            return values
        if cells.first is None and years > len(values):
            raise RequestError(
                f"{cells.area} in {self.file} holds the years 0 to {len(values) - 1}, and the horizon is {years - 1}; "
                "a scenario or option can only shorten it"
            )
        first = cells.first or 0
        result = np.zeros((years, *values.shape[1:]))
        kept = values[: max(years - first, 0)]
        result[first : first + len(kept)] = kept
        return result

    @property
    def model(self) -> WorkbookModel:
        """The compiled workbook, proved."""
        return _proved(self)[0]

    @property
    def proof(self) -> Proof:
        """That what is computed is what the workbook holds: how many cells, and in how many other worlds."""
        return _proved(self)[1]

    @property
    def moving(self) -> tuple[str, ...]:
        """What stands in cells from which some result follows."""
        moved = set(self.model.moves)
        parts = {name: range(len(rows)) for name, rows in self.inputs.items()}
        return tuple(name for name in parts if any(_part(name, at, len(parts[name])) in moved for at in parts[name]))

    @property
    def jumps(self) -> dict[str, tuple[int, str]]:
        """How many of the computed cells round, or choose by a number that varies, and the first of them."""
        return _jumps(self)

    def prove(self, given: Mapping[str, Array]) -> None:
        """Hold the fast computation against a full one of the workbook, in a few of these worlds, once in a process.

        Raises
        ------
        WorkbookError
            When they differ, naming the cells.
        """
        arrays = self.arguments(given)
        worlds = min(array.shape[-1] for array in arrays.values())
        if self.key not in _PROVED_IN_WORLDS:
            rows = np.unique(np.linspace(0, worlds - 1, _PROVED).astype(np.int64))
            _prove(self, self.model, {name: array[..., rows] for name, array in arrays.items()})
            _PROVED_IN_WORLDS.add(self.key)


_PROVED_IN_WORLDS: set[str] = set()


def _part(name: str, place: int, parts: int) -> str:
    return name if parts == 1 else f"{name}[{place}]"


@lru_cache(maxsize=8)
def _proved(function: WorkbookFunction) -> tuple[WorkbookModel, Proof]:
    """The compiled workbook, proved against the values that it was saved with; once in a process."""
    from mcba.workbook.slices import WorkbookModel

    book = book_of(function.file, function.content)
    inputs = {
        _part(name, place, len(rows)): row for name, rows in function.inputs.items() for place, row in enumerate(rows)
    }
    outputs = {name: cells.area if cells.over else cells.area.first for name, cells in function.outputs.items()}
    model = WorkbookModel(book, inputs, outputs)
    moved = set(model.slice_cells)
    still = {
        name
        for name, cells in function.outputs.items()
        if cells.is_flow and not moved.intersection(model.output_places[name])
    }
    if still and len(still) < len(outputs):  # a flow may be the same in every world, as what an investment costs
        model = WorkbookModel(book, inputs, {name: area for name, area in outputs.items() if name not in still})
    return model, _prove(function, model)


def _prove(function: WorkbookFunction, model: WorkbookModel, worlds: Mapping[str, Array] | None = None) -> Proof:
    from mcba.workbook.proofs import prove

    proof = prove(model, worlds)
    refusal = proof.refusal()
    if refusal is not None:
        raise WorkbookError(f"{function.file} is not run: {refusal}")
    return proof


@lru_cache(maxsize=8)
def _jumps(function: WorkbookFunction) -> dict[str, tuple[int, str]]:
    from mcba.workbook.finding import choosing_cells, rounding_cells

    cells = {"rounds": rounding_cells(function.model), "chooses": choosing_cells(function.model)}
    return {kind: (len(places), str(places[0])) for kind, places in cells.items() if places}
