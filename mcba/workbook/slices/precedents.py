"""What a formula reads, seen from its tree alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mcba.workbook.book import Book
from mcba.workbook.evaluation.references import References, crossed, joined_areas, parts
from mcba.workbook.evaluation.refusals import Unsupported
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.shifting import shifted
from mcba.workbook.formulas.trees import (
    ArrayLiteral,
    Binary,
    Call,
    CellsReference,
    Literal,
    NameReference,
    Node,
    TableReference,
    Unary,
)
from mcba.workbook.functions.registry import SheetFunction, known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.values import CellError

_OF_THE_PLACE = frozenset({"OFFSET", "ROW", "COLUMN", "ROWS", "COLUMNS", "AREAS", "ISFORMULA", "SHEET"})
"""They look at where their first argument stands, and not at what it holds."""
_RESIZED = {"SUMIF": (0, 2), "AVERAGEIF": (0, 2)}  # the last area is read as large as the first
_CONDITIONS: dict[str, Callable[[int, int], bool]] = {
    "IF": lambda index, _count: index == 0,
    "IFERROR": lambda index, _count: index == 0,
    "IFNA": lambda index, _count: index == 0,
    "CHOOSE": lambda index, _count: index == 0,
    "IFS": lambda index, _count: index % 2 == 0,
    "SWITCH": lambda index, count: index == 0 or (index % 2 == 1 and index < count - 1),
}
"""Which arguments of a function that chooses are values; the others give what is chosen."""


@dataclass(slots=True)
class Precedents:
    """What a formula reads.

    Attributes
    ----------
    areas : tuple of Area
        Cut to the used part of their sheets.
    dynamic : tuple of Node
        References that are known only when they are computed, and then may lead anywhere: OFFSET, INDIRECT, and
        A1:INDEX(…).
    positions : tuple of (Node, tuple of Area)
        The calls of INDEX, with the areas of which they take some cells: which, is known when they are computed.
    functions : frozenset of str
    links : frozenset of int
        Other workbooks that it reads.
    """

    areas: tuple[Area, ...] = ()
    dynamic: tuple[Node, ...] = ()
    positions: tuple[tuple[Node, tuple[Area, ...]], ...] = ()
    functions: frozenset[str] = frozenset()
    links: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Found:
    """What was found so far, and what is still to be read.

    What waits are nodes, whether ranges are arrays there, and whether of a range only the cell in the formula's own row
    or column is taken.
    """

    place: Place
    waiting: list[tuple[Node | None, bool, bool]]
    is_array: bool
    areas: dict[Area, None] = field(default_factory=dict)
    dynamic: list[Node] = field(default_factory=list)
    positions: list[tuple[Node, tuple[Area, ...]]] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)
    links: set[int] = field(default_factory=set)
    names: set[tuple[Node, bool]] = field(default_factory=set)


class Reading:
    """Trees of formulas read for the cells that they take.

    Parameters
    ----------
    book : Book
    """

    def __init__(self, book: Book):
        self.book = book
        self._functions = known_functions()
        self._references = References(book)
        self._trees: dict[tuple[str | None, str], Node] = {}
        self._ends = {
            name: (max((r for r, _ in sheet.cells), default=0), max((c for _, c in sheet.cells), default=0))
            for name, sheet in book.sheets.items()
        }

    def precedents(self, tree: Node, place: Place, is_array: bool) -> Precedents:
        """What a formula reads at a place.

        Parameters
        ----------
        tree : Node
        place : Place
        is_array : bool
            Whether it computes with arrays throughout.

        Returns
        -------
        Precedents

        Raises
        ------
        WorkbookError
            When a name in it cannot be read.
        """
        found = _Found(place, [(tree, is_array, not is_array)], is_array)
        while found.waiting:
            node, array, crosses = found.waiting.pop()
            self._read(found, node, array or is_array, crosses)
        areas = (cut for area in found.areas for cut in self.cut(area))
        return Precedents(
            tuple(dict.fromkeys(areas)),
            tuple(found.dynamic),
            tuple(found.positions),
            frozenset(found.functions),
            frozenset(found.links),
        )

    def _read(self, found: _Found, node: Node | None, array: bool, crosses: bool) -> None:
        match node:
            case None | Literal() | ArrayLiteral():
                pass
            case CellsReference() | TableReference():
                self._take(found, self._located(node, found), crosses)
            case NameReference():
                if node.link:
                    found.links.add(node.link)
                elif (node, crosses) not in found.names:
                    found.names.add((node, crosses))
                    found.waiting.append((self._named(node, found.place), True, crosses))
            case Unary("#", operand):
                self._take(found, list(self._spilled(operand, found)), False)
                found.waiting.append((operand, array, False))
            case Unary(operator, operand):
                found.waiting.append((operand, array, operator == "@" or not array))
            case Binary(":" | " ", CellsReference() | TableReference(), CellsReference() | TableReference()):
                self._take(found, self._located(node, found), crosses)
            case Binary(":" | " ", left, right):
                found.dynamic.append(node)
                found.waiting += ((left, array, False), (right, array, False))
            case Binary(",", left, right):
                found.waiting += ((left, array, False), (right, array, False))
            case Binary(_, left, right):
                found.waiting += ((left, array, not array), (right, array, not array))
            case Call():
                self._call(found, node, array, crosses)

    def _call(self, found: _Found, node: Call, array: bool, crosses: bool) -> None:
        name, count = node.name, len(node.arguments)
        found.functions.add(name)
        if name in ("OFFSET", "INDIRECT"):
            found.dynamic.append(node)
        if name in _RESIZED and count == 3:
            self._take(found, self._resized(node, found), False)
        function, chooses = self._functions.get(name), _CONDITIONS.get(name)
        for index, argument in enumerate(node.arguments):
            if chooses is not None:
                found.waiting.append((argument, array, not array if chooses(index, count) else crosses))
            elif name == "INDIRECT":
                found.waiting.append((argument, array, not array))
            elif (
                index == 0
                and name == "INDEX"
                and (found.is_array or not array)
                and (areas := self._located(argument, found))
            ):
                found.positions.append((node, tuple(cut for area in areas for cut in self.cut(area))))
            elif index == 0 and name in _OF_THE_PLACE and self._located(argument, found):
                pass
            else:
                kind = _class_of(function, index)
                found.waiting.append((argument, kind in "AP" or array, kind == "V" and not array))

    def _take(self, found: _Found, areas: list[Area], crosses: bool) -> None:
        for area in areas:
            if not crosses:
                found.areas[area] = None
                continue
            place = crossed(area, found.place)
            if place is not None:
                found.areas[Area(place.sheet, place.row, place.column, place.row, place.column)] = None

    def _located(self, node: Node | None, found: _Found) -> list[Area]:
        """The areas of a plain reference, of two that are joined, or of a name for one; none for anything else."""
        try:
            reference = self._reference(node, found.place)
        except Unsupported:
            found.links.add(getattr(node, "link", None) or 0)
            return []
        return [] if reference is None or isinstance(reference, CellError) else list(parts(reference))

    def _reference(self, node: Node | None, place: Place) -> Any:
        match node:
            case CellsReference():
                return self._references.of_cells(node, place)
            case TableReference():
                return self._references.of_table(node, place)
            case NameReference():
                named = self._named(node, place)
                return None if isinstance(named, NameReference) else self._reference(named, place)
            case Binary(operator, left, right):
                ends = self._reference(left, place), self._reference(right, place)
                bad = [end for end in ends if end is None or isinstance(end, CellError)]
                return None if bad else joined_areas(operator, *ends)
        return None

    def _named(self, node: NameReference, place: Place) -> Node | None:
        """The tree that a name stands for at a place; None for a name that is not defined."""
        names, name = self.book.names, node.name.lower()
        sheet = self.book.sheet_name(node.sheet) if node.sheet else place.sheet
        key = next((key for key in ((sheet, name), (None, name)) if key in names), None)
        if key is None or node.link:
            return None
        if key not in self._trees:
            self._trees[key] = parse_formula(names[key], is_google=self.book.is_from_google)
        return shifted(self._trees[key], place.row - 1, place.column - 1)

    def cut(self, area: Area) -> Iterator[Area]:
        """An area without what lies beyond the used part of its sheet; nothing where none is left."""
        rows, columns = self._ends.get(area.sheet, (0, 0))
        bottom, right = min(area.bottom, rows), min(area.right, columns)
        if bottom >= area.top and right >= area.left:
            yield Area(area.sheet, area.top, area.left, bottom, right)

    def _spilled(self, operand: Node, found: _Found) -> Iterator[Area]:
        for area in self._located(operand, found):
            cell = self.book.cell(area.first)
            if cell is not None and cell.spread is not None:
                yield cell.spread

    def _resized(self, node: Call, found: _Found) -> list[Area]:
        model, other = (node.arguments[index] for index in _RESIZED[node.name])
        return [
            area._replace(bottom=area.top + like.shape[0] - 1, right=area.left + like.shape[1] - 1)
            for area in self._located(other, found)
            for like in self._located(model, found)
        ]


def _class_of(function: SheetFunction | None, index: int) -> str:
    try:
        return "A" if function is None else function.class_of(index)
    except (IndexError, ZeroDivisionError):
        return "A"
