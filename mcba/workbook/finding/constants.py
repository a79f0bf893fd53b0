"""The constant numbers that outcomes follow from, and what some of them are: numbers that are set, not uncertain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from mcba.workbook.book import Book, Cell
from mcba.workbook.finding.labels import CellLabel
from mcba.workbook.formulas.trees import Binary, Call, CellsReference, NameReference, Node
from mcba.workbook.formulas.walks import walked
from mcba.workbook.places import Place
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.remaining import Remaining

_CHOOSING = {
    "INDEX": (1, 2),
    "CHOOSE": (0,),
    "SWITCH": (0,),
    "MATCH": (0,),
    "LOOKUP": (0,),
    "VLOOKUP": (0, 2),
    "HLOOKUP": (0, 2),
    "XLOOKUP": (0,),
    "OFFSET": (1, 2, 3, 4),
}
"""The arguments of functions that say which of several cells is taken."""
_COUNTED = re.compile(
    r"\b(year|jaar|date|datum|month|maand|period|cycle|cyclus|index|no\.?|number of row)\b", re.IGNORECASE
)
_YEARS = (1900, 2200)
_RUN = 3  # numbers that count on beside each other, from which they are a head and no input


def constants_of(dependencies: Dependencies, cells: Iterable[Place]) -> tuple[Place, ...]:
    """The constant numbers that formulas read; dates are left out.

    Parameters
    ----------
    dependencies : Dependencies
    cells : iterable of Place
        Cells with formulas.

    Returns
    -------
    tuple of Place
        In the order in which they are read.
    """
    remaining = Remaining(_constants(dependencies.book))
    return tuple(place for cell in cells for place in _read(dependencies, cell, remaining))


def _constants(book: Book) -> Iterator[Place]:
    for name, sheet in book.sheets.items():
        for (row, column), cell in sheet.cells.items():
            if _is_constant(cell):
                yield Place(name, row, column)


def _is_constant(cell: Cell) -> bool:
    plain = cell.formula is None and cell.origin is None and not cell.is_data_table
    return plain and isinstance(cell.value, float) and not cell.is_date


def _read(dependencies: Dependencies, cell: Place, remaining: Remaining) -> Iterator[Place]:
    precedents = dependencies.precedents(cell)
    for area in precedents.areas:
        yield from remaining.taken(area)
    for _, areas in precedents.positions:
        for area in areas:
            yield from remaining.taken(area)


def set_numbers(
    dependencies: Dependencies, cells: Collection[Place], constants: Iterable[tuple[Place, CellLabel]]
) -> frozenset[Place]:
    """The constants that somebody sets and nobody is uncertain of: years, numbers that count on, and switches.

    Parameters
    ----------
    dependencies : Dependencies
    cells : collection of Place
        The cells with formulas that read them.
    constants : iterable of (Place, CellLabel)

    Returns
    -------
    frozenset of Place
    """
    switches = frozenset(place for cell in cells for place in _switches(dependencies, cell))
    book = dependencies.book
    return frozenset(
        place
        for place, label in constants
        if (value := book.stored(place)) is not None
        and isinstance(value, float)
        and value.is_integer()
        and (place in switches or _counts(book, place, value, label))
    )


def _counts(book: Book, place: Place, value: float, label: CellLabel) -> bool:
    """Whether a whole number is a year, or one of several beside each other that count on."""
    if _YEARS[0] <= value <= _YEARS[1] and _COUNTED.search(f"{label.text} {label.column} {label.unit}"):
        return True
    cells = book.sheets[place.sheet].cells

    def beside(down: int, right: int) -> int:
        run, step = 0, 1
        while (cell := cells.get((place.row + step * down, place.column + step * right))) is not None:
            if cell.value != value + step * (down + right):
                break
            run, step = run + 1, step + 1
        return run

    return max(beside(1, 0) + beside(-1, 0), beside(0, 1) + beside(0, -1)) >= _RUN


def _switches(dependencies: Dependencies, cell: Place) -> Iterator[Place]:
    """The cells that say which of several others a formula takes."""
    tree = dependencies.formulas.tree(cell) if cell not in dependencies.unreadable else None
    for node in () if tree is None else walked(tree):
        for part in _choosing(node):
            if isinstance(part, CellsReference | NameReference):
                yield from (area.first for area in dependencies.where(part, cell) if area.shape == (1, 1))


def _choosing(node: Node) -> Iterator[Node | None]:
    match node:
        case Call(name, arguments) if name in _CHOOSING:
            yield from (arguments[index] for index in _CHOOSING[name] if index < len(arguments))
        case Call("IF", (condition, *_)):
            yield condition
        case Binary("=" | "<>", left, right):
            yield from (left, right)
