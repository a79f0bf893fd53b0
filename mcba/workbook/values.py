"""What a cell can hold: a number, text, a truth value, an error, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from mcba.workbook.places import Area


@dataclass(frozen=True, slots=True)
class CellError:
    """An error as a value: it passes through whatever takes it.

    Attributes
    ----------
    code : str
        As it is shown, such as `#DIV/0!`.
    """

    code: str

    def __str__(self) -> str:
        return self.code


NULL, DIVISION, VALUE, REFERENCE, NAME, NUMBER, NOT_AVAILABLE, SPILL, CALC = map(
    CellError, ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!")
)
ERRORS = {error.code: error for error in (NULL, DIVISION, VALUE, REFERENCE, NAME, NUMBER, NOT_AVAILABLE, SPILL, CALC)}

Value: TypeAlias = float | str | bool | CellError | None
"""One cell: None is a blank. Numbers are `float`, never `int`; dates are numbers."""

Element: TypeAlias = Any
"""A `Value`, or what stands for one value in each of many worlds (`mcba.workbook.slices`)."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of elements: the cells of an area, or an array.

    Attributes
    ----------
    rows : tuple of tuple of Element
        At least one row and one column, all rows equally long.
    area : Area or None
        Where the elements stand; None for an array that was computed. Functions such as SUM pass over text and truth
        values in cells, and not in arguments.
    """

    rows: tuple[tuple[Element, ...], ...]
    area: Area | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.rows[0])

    def elements(self) -> Iterator[Element]:
        """All elements, row after row."""
        return (element for row in self.rows for element in row)
