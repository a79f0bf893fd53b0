"""SUMIF, SUMIFS and their kin over numbers that vary, where what the criteria ask of does not."""

from __future__ import annotations

from typing import Any

from mcba.workbook.functions.conditional.criteria import criterion
from mcba.workbook.functions.registry import Context
from mcba.workbook.places import Area
from mcba.workbook.slices.kernels.registry import kernel, kernels
from mcba.workbook.slices.worlds.varying import Varying, varying_parts
from mcba.workbook.values import CellError, Element, Table


def _of_those_met(name: str, over: str) -> None:
    """Enter a function of a range and pairs of cells and criteria: another function of the numbers that are left."""

    @kernel(name, context=True)
    def call(context: Context, values: Any, *pairs: Any) -> Element:
        met = _met(context, values, pairs)
        return NotImplemented if met is None else kernels()[over](context, met)


def _beside_those_met(name: str, many: str) -> None:
    """Enter a function of one range and its criterion, with the numbers in another range beside it."""

    @kernel(name, context=True)
    def call(context: Context, cells: Any, asked: Element, values: Any = None) -> Element:
        if not isinstance(cells, Table) or cells.area is None:
            return NotImplemented
        if values is None:
            return kernels()[many](context, cells, cells, asked)
        area = values if isinstance(values, Area) else values.area if isinstance(values, Table) else None
        if area is None:
            return NotImplemented
        height, width = cells.area.shape
        grown = Area(area.sheet, area.top, area.left, area.top + height - 1, area.left + width - 1)
        return kernels()[many](context, context.read(grown), cells, asked)


def _met(context: Context, values: Any, pairs: tuple[Any, ...]) -> Table | None:
    """The values at the places that meet all criteria; None where the function must go world by world."""
    cells, asked = pairs[::2], pairs[1::2]
    tables = [values, *cells]
    if len(cells) != len(asked) or not all(isinstance(table, Table) and table.area is not None for table in tables):
        return None
    if len({table.area.shape for table in tables}) > 1 or len({table.shape for table in tables}) > 1:
        return None
    if any(isinstance(one, Varying | Table | CellError) for one in asked) or any(varying_parts(cells)):
        return None
    criteria = [criterion(one, dates_from_1904=context.book.dates_from_1904) for one in asked]
    met = [
        value
        for value, *others in zip(values.elements(), *(table.elements() for table in cells), strict=True)
        if all(meets(other) for meets, other in zip(criteria, others, strict=True))
    ]
    return Table((tuple(met) or (None,),))


for _name, _over in (("SUMIFS", "SUM"), ("AVERAGEIFS", "AVERAGE"), ("MAXIFS", "MAX"), ("MINIFS", "MIN")):
    _of_those_met(_name, _over)
for _name, _many in (("SUMIF", "SUMIFS"), ("AVERAGEIF", "AVERAGEIFS")):
    _beside_those_met(_name, _many)
