"""Where references point: cells, ranges through sheets, columns of tables, and references joined to others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from mcba.workbook.book import Book, NamedTable
from mcba.workbook.evaluation.refusals import Unsupported
from mcba.workbook.formulas.trees import CellsReference, TableReference
from mcba.workbook.places import Area, Place
from mcba.workbook.values import NULL, REFERENCE, VALUE, CellError


@dataclass(frozen=True, slots=True)
class Areas:
    """Several areas as one reference: a union, or one through several sheets."""

    areas: tuple[Area, ...]


class References:
    """The references of a workbook.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book):
        self._book = book
        self._order = list(book.sheets)
        self._sheet = cache(book.sheet_name)

    def of_cells(self, node: CellsReference, place: Place) -> Area | Areas | CellError:
        """The area of a reference to cells; #REF! where there is no such sheet.

        Raises
        ------
        Unsupported
            When it leads into another workbook.
        """
        if node.link:
            links = self._book.links
            named = f" ({links[node.link - 1]})" if node.link <= len(links) else ""
            raise Unsupported(
                f"[{node.link}]",
                f"is another workbook{named}, which is not read; paste the values it gives into cells of this one",
                place,
            )
        if node.sheet is None:
            return Area(place.sheet, node.top, node.left, node.bottom, node.right)
        first = self._sheet(node.sheet)
        if first is None:
            return REFERENCE
        if node.last_sheet is None:
            return Area(first, node.top, node.left, node.bottom, node.right)
        last = self._sheet(node.last_sheet)
        if last is None:
            return REFERENCE
        start, end = sorted((self._order.index(first), self._order.index(last)))
        sheets = self._order[start : end + 1]
        return Areas(tuple(Area(sheet, node.top, node.left, node.bottom, node.right) for sheet in sheets))

    def of_table(self, node: TableReference, place: Place) -> Area | CellError:
        """The area of a reference to a table, seen from a cell; #REF! where it has no such column or rows."""
        table = self._table(node.table, place)
        if table is None:
            return REFERENCE
        left, right = table.area.left, table.area.right
        if node.first is not None:
            known = {name.casefold(): table.area.left + index for index, name in enumerate(table.columns)}
            ends = [known.get(name.casefold()) for name in (node.first, node.last or node.first)]
            if None in ends:
                return REFERENCE
            left, right = sorted(end for end in ends if end is not None)
        rows = _rows_of(table, node.parts, place)
        return rows if isinstance(rows, CellError) else Area(table.area.sheet, rows[0], left, rows[1], right)

    def _table(self, name: str | None, place: Place) -> NamedTable | None:
        if name is not None:
            return self._book.tables.get(name.lower())
        return next((table for table in self._book.tables.values() if place in _Inside(table.area)), None)


@dataclass(frozen=True, slots=True)
class _Inside:
    area: Area

    def __contains__(self, place: Place) -> bool:
        area = self.area
        return (
            place.sheet == area.sheet
            and area.top <= place.row <= area.bottom
            and area.left <= place.column <= area.right
        )


def _rows_of(table: NamedTable, parts: frozenset[str], place: Place) -> tuple[int, int] | CellError:
    """First and last row of the parts of a table."""
    area = table.area
    data = area.top + table.head_rows, area.bottom - table.total_rows
    if "this row" in parts:
        return (place.row, place.row) if data[0] <= place.row <= data[1] else VALUE
    spans = {
        "all": (area.top, area.bottom),
        "data": data,
        "headers": (area.top, data[0] - 1),
        "totals": (data[1] + 1, area.bottom),
    }
    chosen = [spans[part] for part in parts or {"data"}]
    top, bottom = min(first for first, _ in chosen), max(last for _, last in chosen)
    return (top, bottom) if top <= bottom else REFERENCE


def crossed(area: Area, place: Place) -> Place | None:
    """The cell of a column or row of cells that stands in the row or column of a formula; None where there is none.

    Parameters
    ----------
    area : Area
    place : Place
        Where the formula stands.

    Returns
    -------
    Place or None

    Examples
    --------
    >>> column = Area("Costs", 1, 1, 9, 1)
    >>> str(crossed(column, Place("Results", 3, 5))), crossed(column, Place("Results", 10, 5))
    ('Costs!A3', None)
    """
    rows, columns = area.shape
    if rows == columns == 1:
        return area.first
    if columns == 1 and area.top <= place.row <= area.bottom:
        return Place(area.sheet, place.row, area.left)
    if rows == 1 and area.left <= place.column <= area.right:
        return Place(area.sheet, area.top, place.column)
    return None


def parts(reference: Area | Areas) -> tuple[Area, ...]:
    """The areas of a reference.

    Examples
    --------
    >>> len(parts(Areas((Area("A", 1, 1, 1, 1), Area("B", 1, 1, 1, 1)))))
    2
    """
    return reference.areas if isinstance(reference, Areas) else (reference,)


def joined_areas(operator: str, left: Area | Areas, right: Area | Areas) -> Area | Areas | CellError:
    """Two references as one: `:` all that lies between, a space what they share, a comma both.

    Parameters
    ----------
    operator : {":", " ", ","}
    left, right : Area or Areas

    Returns
    -------
    Area, Areas or CellError
        #NULL! where they share nothing, #VALUE! for a range from sheet to sheet.

    Examples
    --------
    >>> row, column = Area("Costs", 2, 1, 2, 9), Area("Costs", 1, 3, 9, 3)
    >>> str(joined_areas(" ", row, column)), str(joined_areas(":", row, column))
    ('Costs!C2', 'Costs!A1:I9')
    >>> len(joined_areas(",", row, column).areas)
    2
    """
    if operator == ",":
        return Areas((*parts(left), *parts(right)))
    if operator == " ":
        shared = [both for one in parts(left) for other in parts(right) if (both := _shared(one, other)) is not None]
        return NULL if not shared else shared[0] if len(shared) == 1 else Areas(tuple(shared))
    areas = (*parts(left), *parts(right))
    return _around(areas) if len({area.sheet for area in areas}) == 1 else VALUE


def _shared(one: Area, other: Area) -> Area | None:
    top, left = max(one.top, other.top), max(one.left, other.left)
    bottom, right = min(one.bottom, other.bottom), min(one.right, other.right)
    return (
        Area(one.sheet, top, left, bottom, right)
        if one.sheet == other.sheet and top <= bottom and left <= right
        else None
    )


def _around(areas: Iterable[Area]) -> Area:
    sheets, tops, lefts, bottoms, rights = zip(*areas, strict=True)
    return Area(sheets[0], min(tops), min(lefts), max(bottoms), max(rights))
