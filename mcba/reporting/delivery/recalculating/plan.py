"""The plan of a workbook that recalculates: its sheets, the names of its cells, and where every number stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from mcba.reporting.delivery.recalculating.expressions import term
from mcba.reporting.delivery.recalculating.grid import CellLook, Content, Formula, Grid
from mcba.reporting.delivery.recalculating.lines import CellLine
from mcba.reporting.delivery.recalculating.names import CellNames
from mcba.reporting.delivery.recalculating.switches import Switches
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital
from mcba.study import YEAR, Study
from mcba.study.formula import FUNCTIONS, Node
from mcba.workbook import Place

HEAD_OF_SET = 7
"""The rows above the labels of a set."""
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME = 31  # characters of the name of a sheet, by Excel's own rule


class WorkbookPlan:
    """What a workbook of a study will hold.

    Parameters
    ----------
    switches : Switches
    voice : Labels

    Attributes
    ----------
    study : Study
        As it is before anything is switched.
    lines : dict of str to CellLine
        Where every name stands.
    constants : list of str
        The names of which some cell could not be written as a formula.
    difference : Place or None
        The cell with the largest difference between the sheets and mcba; None where nothing recalculates.
    """

    def __init__(self, switches: Switches, voice: Labels):
        self.switches, self.voice = switches, voice
        self.study: Study = switches.study
        self.names = CellNames()
        self.lines: dict[str, CellLine] = {}
        self.grids: dict[str, Grid] = {}
        self.constants: list[str] = []
        self.difference: Place | None = None
        self._blocks: dict[str, int] = {}
        switched = switches.in_force("horizon")
        self.horizon = self.study.horizon if switched is None else int(switched)

    @property
    def years(self) -> int:
        """How many years have a column: those of the longest horizon that may be switched on."""
        return max(self.switches.horizons) + 1

    def size(self, dimension: str) -> int:
        """How many labels a set has, or how many years."""
        return self.years if dimension == YEAR else len(self.study.sets[dimension])

    def grid(self, key: str) -> Grid:
        """A sheet by the key of its name in the words of the workbook."""
        if key not in self.grids:
            self.grids[key] = Grid(self._free(self.voice(f"recalculation.{key}")))
        return self.grids[key]

    def _free(self, wanted: str) -> str:
        """A name that no other sheet has."""
        name, number = wanted.translate(_FORBIDDEN)[:_LONGEST_NAME].strip(), 2
        taken = {grid.name.casefold() for grid in self.grids.values()}
        while name.casefold() in taken:
            ending = f" {number}"
            name, number = name[: _LONGEST_NAME - len(ending)] + ending, number + 1
        return name

    # --- cells of sets

    def set_grid(self, name: str) -> Grid:
        """The sheet of a set: a row for each label."""
        key = f"set {name}"
        if key not in self.grids:
            called = capital(self.voice.known("set", name))
            grid = self.grids[key] = Grid(self._free(called), frozen=(HEAD_OF_SET, 1), widths={1: 30})
            grid.put(1, 1, called, "title")
            grid.put(HEAD_OF_SET, 1, called, "head")
            for row, label in enumerate(self.study.sets[name], start=HEAD_OF_SET + 1):
                grid.put(row, 1, label)
            self._blocks[name] = 2
        return self.grids[key]

    def block(self, dimensions: tuple[str, ...], heads: tuple[str, str, str, str]) -> CellLine:
        """Free columns on the sheet of the first set, one for each label of the others, under heads."""
        first = next(name for name in dimensions if name != YEAR)
        grid = self.set_grid(first)
        others = [name for name in dimensions if name != first]
        places = np.empty(tuple(map(self.size, dimensions)), dtype=object)
        for combination in product(*(range(self.size(name)) for name in others)):
            column = self._blocks[first]
            self._blocks[first] += 1
            at = dict(zip(others, combination, strict=True))
            told = ", ".join(self.label(name, number) for name, number in at.items())
            label, name, unit, formula = heads
            for row, text in enumerate((formula, unit, name, f"{label} {told}".strip()), start=HEAD_OF_SET - 3):
                look: CellLook = "code" if row == HEAD_OF_SET - 1 else "note" if row < HEAD_OF_SET else "numbers_head"
                grid.put(row, column, text, look)
            grid.widths[column] = 18
            for row in range(self.size(first)):
                places[CellLine(dimensions, places, np.zeros(0)).index({**at, first: row})] = grid.put(
                    HEAD_OF_SET + 1 + row, column, None
                )
        return CellLine(dimensions, places, np.zeros(places.shape))

    def label(self, dimension: str, number: int) -> str:
        """A label of a set, or the number of a year."""
        if dimension == YEAR:
            return f"{self.voice('column.year').lower()} {number}"
        return self.study.sets[dimension][number]

    # --- filling

    def everywhere(self, dimensions: tuple[str, ...]) -> Iterator[dict[str, int]]:
        """Every combination of labels."""
        for numbers in product(*(range(self.size(name)) for name in dimensions)):
            yield dict(zip(dimensions, numbers, strict=True))

    def fill(self, line: CellLine, node: Node, shown: str, *, called: str, look: CellLook = "text") -> CellLine:
        """Write a formula into every cell of a line; a number, marked, where a sheet cannot say the formula."""
        values = np.zeros(line.places.shape)
        for at in self.everywhere(line.dimensions):
            place = line.place(at)
            made = term(node, self.lines, at, place.sheet)
            said = self.formula(made.text, made.value, at)
            content: Content = said if made.is_said else said.value
            values[line.index(at)] = said.value
            if not made.is_said and called not in self.constants:
                self.constants.append(called)
            self.on(place.sheet).put(place.row, place.column, content, look if made.is_said else "constant", shown)
        return CellLine(line.dimensions, line.places, values, line.name)

    def formula(self, text: str, value: float, at: Mapping[str, int]) -> Formula:
        """A formula for these labels: 0 in the years that the horizon which is switched on cuts off."""
        year = at.get(YEAR, 0)
        if year <= min(self.switches.horizons):
            return Formula(text, value)
        return Formula(f"IF({year}>{self.lines['horizon'].name},0,{text})", value if year <= self.horizon else 0.0)

    def on(self, sheet: str) -> Grid:
        """The sheet of a name on a tab."""
        return next(grid for grid in self.grids.values() if grid.name == sheet)

    def dimensions_of(self, node: Node) -> tuple[str, ...]:
        """The sets over which a tree is repeated."""
        if node.kind == "name":
            return self.lines[node.name].dimensions if node.name in self.lines else ()
        joined = dict.fromkeys(name for operand in node.operands for name in self.dimensions_of(operand))
        if node.kind in FUNCTIONS and FUNCTIONS[node.kind].adds_up:
            joined.pop(node.name or YEAR, None)
        return tuple(name for name in self.study.sets if name in joined)
