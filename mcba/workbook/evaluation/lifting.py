"""What is defined for single elements, done to arrays element by element."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mcba.workbook.values import NOT_AVAILABLE, Element, Table


def lifted(compute: Callable[..., Element], arguments: Sequence[Any]) -> Table:
    """A function of elements applied throughout tables.

    A single element, a row or a column among the arguments repeats; what lies beyond any other table is #N/A.

    Parameters
    ----------
    compute : callable
        Of one element an argument.
    arguments : sequence of Element or Table
        At least one of them a table.

    Returns
    -------
    Table

    Examples
    --------
    >>> row, column = Table(((1.0, 2.0),)), Table(((10.0,), (20.0,)))
    >>> lifted(lambda one, other: one + other, (row, column)).rows
    ((11.0, 12.0), (21.0, 22.0))
    >>> [str(element) for element in lifted(lambda one, other: one, (row, Table(((1.0, 2.0, 3.0),)))).elements()]
    ['1.0', '2.0', '#N/A']
    """
    shapes = [argument.shape for argument in arguments if isinstance(argument, Table)]
    height, width = (max(lengths) for lengths in zip(*shapes, strict=True))
    # What every table covers; a table of one row or column repeats.
    covered = [min((n for n in lengths if n > 1), default=1) for lengths in zip(*shapes, strict=True)]
    beyond = (NOT_AVAILABLE,) * (width - covered[1])
    grids = [_repeated(argument, height, width) for argument in arguments]
    rows = [(*map(compute, *[row[: covered[1]] for row in lines]), *beyond) for lines in zip(*grids, strict=False)]
    outside = [(NOT_AVAILABLE,) * width] * (height - covered[0])
    return Table((*rows[: covered[0]], *outside))


def _repeated(argument: Any, height: int, width: int) -> Sequence[Sequence[Element]]:
    """An argument as rows: a single element, row or column as often as is needed."""
    rows = argument.rows if isinstance(argument, Table) else ((argument,),)
    if len(rows[0]) == 1 < width:
        rows = tuple(row * width for row in rows)
    return rows * height if len(rows) == 1 < height else rows


def element_at(result: Any, row: int, column: int) -> Element:
    """The element of an array formula's result for a cell that it fills, counted from 0.

    A single element, row or column repeats; beyond the result it is #N/A.

    Parameters
    ----------
    result : Element or Table
    row, column : int

    Returns
    -------
    Element

    Examples
    --------
    >>> element_at(5.0, 7, 7), element_at(Table(((1.0, 2.0),)), 3, 1), str(element_at(Table(((1.0, 2.0),)), 0, 2))
    (5.0, 2.0, '#N/A')
    """
    if not isinstance(result, Table):
        return result
    height, width = result.shape
    row, column = 0 if height == 1 else row, 0 if width == 1 else column
    return result.rows[row][column] if row < height and column < width else NOT_AVAILABLE
