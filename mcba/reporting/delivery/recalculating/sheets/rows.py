"""Rows of the calculation: a formula of the study in as many cells as it is repeated in, with its words beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from mcba.reporting.delivery.recalculating.expressions import term
from mcba.reporting.delivery.recalculating.grid import CellLook, Formula
from mcba.reporting.delivery.recalculating.lines import CellLine, reference
from mcba.reporting.delivery.recalculating.plan import WorkbookPlan
from mcba.reporting.delivery.recalculating.shown import number_format
from mcba.reporting.words.voice import capital
from mcba.study import YEAR
from mcba.study.formula import Node, text_of
from mcba.workbook import Place

LABEL, NAME, FORMULA, UNIT, TOTAL, YEARS = 1, 2, 3, 4, 5, 6
DISCOUNT_FACTOR = "discount factor"
_WIDTHS = {1: 46, 2: 30, 3: 60, 4: 18, 5: 16}
_OF_YEAR = 13  # characters of a column


class CalculationSheet:
    """The sheet of the calculation while it is written.

    Parameters
    ----------
    plan : WorkbookPlan
        Whose `lines` have the inputs, and afterwards everything that follows from them.
    """

    def __init__(self, plan: WorkbookPlan):
        self.plan, self.voice, self.study = plan, plan.voice, plan.study
        self.grid = plan.grid("calculation")
        self.currency = self.study.document.study.currency
        self.grid.widths = {**_WIDTHS, **{YEARS + year: _OF_YEAR for year in range(plan.years)}}
        self.flows: dict[str, CellLine] = {}
        """The yearly amounts of every flow; `lines` has its present value as `pv:<flow>`."""

    def heads(self) -> None:
        """Write the heads of the columns, and the years among them."""
        voice, grid = self.voice, self.grid
        grid.put(1, LABEL, voice("recalculation.calculation_title"), "title")
        grid.put(2, LABEL, voice("recalculation.calculation_note"), "remark")
        heads = ("item", "name", "formula", "unit")
        for column, key in enumerate(heads, start=1):
            grid.put(4, column, voice(f"recalculation.head_{key}"), "head")
        grid.put(4, TOTAL, voice("recalculation.head_value"), "numbers_head")
        places = np.empty(self.plan.years, dtype=object)
        spoken = f'"{self.voice("recalculation.year_format")} "0'
        for year in range(self.plan.years):
            places[year] = grid.put(4, YEARS + year, year, "numbers_head", spoken)
        self.plan.lines[YEAR] = CellLine((YEAR,), places, np.arange(float(self.plan.years)))
        grid.frozen = (4, 1)

    def section(self, key: str) -> None:
        """Begin a section below all others."""
        self.grid.line([self.voice(f"recalculation.{key}")], "section", skip=1)

    # --- one line

    def line(
        self,
        key: str,
        node: Node,
        label: str,
        formula: str,
        unit: str | None,
        *,
        name: str = "",
        look: CellLook = "text",
    ) -> CellLine:
        """A formula in as many cells as it is repeated in, known by `key` afterwards."""
        plan = self.plan
        node = self._simple(node)
        dimensions = plan.dimensions_of(node)
        called = name or key
        heads = (label or capital(called.replace("_", " ")), called, self.voice.unit(unit), " ".join(formula.split()))
        if any(dimension != YEAR for dimension in dimensions):
            places = plan.block(dimensions, heads)
        else:
            places = self.row(heads, dimensions, look)
        shown = self._shown(node, places, unit)
        line = plan.fill(places, node, shown, called=called, look=look)
        if not dimensions:
            line = CellLine(line.dimensions, line.places, line.values, plan.names.give(called, line.place({})))
        plan.lines[key] = line
        return line

    def row(self, heads: tuple[str, str, str, str], dimensions: tuple[str, ...], look: CellLook = "text") -> CellLine:
        """A new row, with its words, and the cells of its numbers."""
        label, name, unit, formula = heads
        row = self.grid.line([label], look if look == "total" else "text")
        self.grid.put(row, NAME, name, "code")
        self.grid.put(row, FORMULA, formula, "note")
        self.grid.put(row, UNIT, unit, "after")
        if not dimensions:
            return CellLine.of_cell(Place(self.grid.name, row, TOTAL), 0.0)
        places = np.empty(self.plan.years, dtype=object)
        for year in range(self.plan.years):
            places[year] = Place(self.grid.name, row, YEARS + year)
        return CellLine(dimensions, places, np.zeros(self.plan.years))

    def _shown(self, node: Node, places: CellLine, unit: str | None) -> str:
        values = [term(node, self.plan.lines, at, "").value for at in self.plan.everywhere(places.dimensions)]
        return number_format(values, unit, currency=self.currency)

    def _simple(self, node: Node) -> Node:
        """The tree with each total over a name, and each present value as a name: what they are of has a line."""
        operands = tuple(map(self._simple, node.operands))
        node = Node(node.kind, operands, node.name, node.value, node.offset)
        if node.kind == "present_value":
            return Node("name", name=self._present_value(operands[0]))
        if node.kind == "sum" and (operands[0].kind != "name" or operands[0].name in {YEAR, *self.study.sets}):
            return Node("sum", (Node("name", name=self._helper(operands[0])),), node.name)
        return node

    def _helper(self, node: Node) -> str:
        """A line of what is added up; the same for the same formula."""
        text = text_of(node)
        key = f"of:{text}"
        if key not in self.plan.lines:
            dimensions = self.plan.dimensions_of(node)
            heads = (text, "", "", text)
            is_of_set = any(dimension != YEAR for dimension in dimensions)
            places = self.plan.block(dimensions, heads) if is_of_set else self.row(heads, dimensions)
            self.plan.lines[key] = self.plan.fill(places, node, self._shown(node, places, None), called=text)
        return key

    def _present_value(self, node: Node) -> str:
        """The line of the present value of a flow, or of anything else with a number a year."""
        if node.kind == "name" and f"pv:{node.name}" in self.plan.lines:
            return f"pv:{node.name}"
        product = Node("*", (node, Node("name", name=DISCOUNT_FACTOR)))
        total = Node("sum", (product,), YEAR)
        key = f"pv:{text_of(node)}"
        if key not in self.plan.lines:
            self.line(key, total, key, f"present_value({text_of(node)})", None, name=f"pv_{len(self.plan.lines)}")
        return key

    def each_year(
        self,
        row: CellLine,
        text: Callable[[dict[str, int]], str],
        values: NDArray[np.float64],
        shown: str,
        look: CellLook = "text",
    ) -> CellLine:
        """Write a formula of its own for each year into the cells of a row."""
        for year in range(self.plan.years):
            place = row.place({YEAR: year})
            self.grid.put(place.row, place.column, Formula(text({YEAR: year}), float(values[year])), look, shown)
        return CellLine((YEAR,), row.places, values)

    def sum_of_years(self, row: CellLine, value: float, shown: str) -> Place:
        """Write the total of the years of a row in front of them."""
        first, last = (cell_of(row, {YEAR: year}) for year in (0, self.plan.years - 1))
        return self.grid.put(row.place({YEAR: 0}).row, TOTAL, Formula(f"SUM({first}:{last})", value), "total", shown)


def cell_of(line: CellLine, at: Mapping[str, int]) -> str:
    """A cell on the sheet of the calculation itself."""
    place = line.place(at)
    return reference(place, place.sheet)
