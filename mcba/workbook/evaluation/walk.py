"""The walk through the tree of one formula."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from mcba.workbook.evaluation.forms import FORMS
from mcba.workbook.evaluation.lifting import lifted
from mcba.workbook.evaluation.references import Areas, crossed, joined_areas
from mcba.workbook.evaluation.refusals import REFUSED, Unsupported, refusal_of
from mcba.workbook.evaluation.setting import Setting
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
from mcba.workbook.functions.registry import SheetFunction
from mcba.workbook.places import Area, Place
from mcba.workbook.values import NAME, REFERENCE, VALUE, CellError, Element, Table

_OF_REFERENCES = frozenset({":", " ", ","})
_OF_NUMBERS = frozenset("+-*/^")
_MOST_COMPARED = 500


class Walk:
    """One formula at its place; also the `Context` of the functions in it.

    Parameters
    ----------
    setting : Setting
    place : Place
    entered : bool
        Whether the formula computes with arrays throughout.
    """

    __slots__ = ("_naming", "arithmetic", "book", "entered", "locals", "place", "setting")

    def __init__(self, setting: Setting, place: Place, entered: bool):
        self.setting, self.place, self.entered = setting, place, entered
        self.book, self.arithmetic = setting.book, setting.arithmetic
        self.locals: dict[str, Any] = {}
        self._naming: tuple[tuple[str | None, str], ...] = ()

    def read(self, area: Area) -> Table:
        """The cells of an area."""
        return self.setting.read(area)

    def operand(self, node: Node | None, array: bool, *, last: bool = False) -> Element | Table:
        """What a node gives where a value is needed: of a range all where arrays are computed, else the crossed cell.

        Parameters
        ----------
        node : Node or None
            None for an argument that is left out.
        array : bool
            Whether ranges are arrays here.
        last : bool
            Whether it is the formula's last step.
        """
        if isinstance(node, CellsReference):
            if node.sheet is None and node.top == node.bottom and node.left == node.right:
                return self.setting.cell(self.place.sheet, node.top, node.left)
        elif isinstance(node, Binary) and node.operator not in _OF_REFERENCES:
            return self._operated(node, array, last)
        return self.taken(self.result(node, array), array)

    def taken(self, result: Any, array: bool) -> Element | Table:
        """A result where a value is needed."""
        held = type(result)
        if held is Area:
            if result.top == result.bottom and result.left == result.right:
                return self.setting.cell(result.sheet, result.top, result.left)
            if array:
                return self.setting.read(result)
            place = crossed(result, self.place)
            return VALUE if place is None else self.setting.cell(*place)
        return VALUE if held is Areas else result

    def result(self, node: Node | None, array: bool) -> Any:
        """What a node gives, references unread: an element, a `Table`, an `Area` or `Areas`."""
        return None if node is None else _WALKS[type(node)](self, node, array)

    def _operated(self, node: Binary, array: bool, last: bool = False) -> Element | Table:
        links: list[Binary] = []
        first: Node = node
        while type(first) is Binary and first.operator not in _OF_REFERENCES:  # a sum may have thousands of terms
            links.append(first)
            first = first.left
        value = self.operand(first, array)
        for link in reversed(links):
            other = self.operand(link.right, array)
            binary = partial(self._binary_of(link.operator), link.operator, last=last and link is node)
            arrays = type(value) is Table or type(other) is Table
            value = self._compared(link.operator, binary, value, other) if arrays else binary(value, other)
        return value

    def _compared(self, operator: str, binary: Callable[..., Element], left: Any, right: Any) -> Table:
        """An operator throughout arrays; cells of a column that many formulas compare with one value only once."""
        if type(left) is not Table or left.area is None or type(right) not in {str, float}:
            return lifted(binary, (left, right))
        known = self.setting.compared
        key = operator, left.area, right
        if key not in known or known[key][0] is not left:
            if len(known) >= _MOST_COMPARED:
                known.clear()
            known[key] = left, lifted(binary, (left, right))
        return known[key][1]

    def _binary_of(self, operator: str) -> Callable[..., Element]:
        """How two elements are taken together."""
        binary = self.arithmetic.binary
        return partial(_google, binary) if self.book.is_from_google and operator in _OF_NUMBERS else binary

    def _binary(self, node: Binary, array: bool) -> Any:
        if node.operator not in _OF_REFERENCES:
            return self._operated(node, array)
        left, right = self.result(node.left, array), self.result(node.right, array)
        for side in (left, right):
            if type(side) is not Area and type(side) is not Areas:
                return side if isinstance(side, CellError) else VALUE
        return joined_areas(node.operator, left, right)

    def _unary(self, node: Unary, array: bool) -> Any:
        operator = node.operator
        if operator == "@":
            return self.crossed(node.operand)
        if operator == "#":
            return self.spilled(node.operand)
        if operator == "+":
            operand = self.result(node.operand, array)
            if type(operand) is Area or type(operand) is Areas:
                return self.taken(operand, array)
            return operand
        value = self.operand(node.operand, array)
        if type(value) is Table:
            return lifted(lambda element: self.arithmetic.unary(operator, element), (value,))
        return self.arithmetic.unary(operator, value)

    def crossed(self, node: Node) -> Element:
        """`@`: the one cell of a range in the formula's row or column, the first element of an array."""
        element = self.taken(self.result(node, False), False)
        return element.rows[0][0] if type(element) is Table else element

    def spilled(self, node: Node) -> Any:
        """`#`: all cells that the array formula of a cell fills."""
        reference = self.result(node, False)
        cell = self.book.cell(reference.first) if type(reference) is Area else None
        return REFERENCE if cell is None or cell.spread is None else cell.spread

    def _named(self, node: NameReference) -> Any:
        name = node.name.lower()
        if node.sheet is None and name in self.locals:
            return self.locals[name]
        if node.link:
            reason = "is a name of another workbook, which is not read; paste the value it gives into a cell"
            raise Unsupported(node.name, reason, self.place)
        sheet = self.place.sheet if node.sheet is None else self.book.sheet_name(node.sheet)
        names = self.book.names
        key = next((key for key in ((sheet, name), (None, name)) if key in names), None)
        if key is None:
            return (
                self.setting.references.of_table(TableReference(name), self.place) if name in self.book.tables else NAME
            )
        if key in self._naming:
            raise Unsupported(f"the name {node.name}", "is defined by itself; give it a formula without it", self.place)
        outer, self._naming = (self._naming, self.locals), (*self._naming, key)
        self.locals = {}
        try:
            # Excel computes names with arrays throughout, whatever formula they stand in.
            return self.result(self._meant(key), True)
        finally:
            self._naming, self.locals = outer

    def _meant(self, key: tuple[str | None, str]) -> Node:
        """The tree of a name, its relative references seen from this place (they are written as from A1)."""
        known = self.setting.names
        if key not in known:
            written = parse_formula(self.book.names[key], is_google=self.book.is_from_google)
            known[key] = written, shifted(written, 1, 1) != written
        tree, moves = known[key]
        return shifted(tree, self.place.row - 1, self.place.column - 1) if moves else tree

    def _called(self, node: Call, array: bool) -> Any:
        name, count = node.name, len(node.arguments)
        form = FORMS.get(name)
        function = None if form is not None or name in REFUSED else self.setting.functions.get(name)
        if form is not None:
            least, most = form.least, form.most
        elif function is not None:
            least, most = function.least, function.most
        else:
            raise refusal_of(name, self.place)
        if not least <= count <= most:
            takes = f"{least}" if least == most else f"{least} to {most}" if most < 250 else f"{least} or more"
            raise Unsupported(name, f"has {count} arguments here, and takes {takes}", self.place)
        if form is not None:
            return form.result(self, node.arguments, array)
        assert function is not None
        kinds = [function.class_of(index) for index in range(count)]
        arguments = [
            self._argument(given, parameter, array) for given, parameter in zip(node.arguments, kinds, strict=True)
        ]
        if Table in [type(given) for given, parameter in zip(arguments, kinds, strict=True) if parameter == "V"]:
            return self._lifted_call(function, arguments)
        return self.arithmetic.call(function, arguments, self)

    def _argument(self, node: Node | None, kind: str, array: bool) -> Any:
        """An argument as a parameter of this class takes it."""
        if kind == "V":
            return self.operand(node, array)
        argument = self.result(node, array if kind == "R" else True)
        if type(argument) is Areas:
            if kind == "A":
                return VALUE
            return argument.areas if kind == "P" else tuple(map(self.setting.read, argument.areas))
        return self.setting.read(argument) if type(argument) is Area and kind != "P" else argument

    def _lifted_call(self, function: SheetFunction, arguments: list[Any]) -> Table:
        """A call for each element of the arrays among its V arguments."""
        each = [i for i, value in enumerate(arguments) if type(value) is Table and function.class_of(i) == "V"]

        def call(*elements: Element) -> Element:
            given = list(arguments)
            for index, element in zip(each, elements, strict=True):
                given[index] = element
            element = self.taken(self.arithmetic.call(function, given, self), True)
            return element.rows[0][0] if type(element) is Table else element

        return lifted(call, [arguments[index] for index in each])


def _google(
    binary: Callable[..., Element], operator: str, left: Element, right: Element, *, last: bool = False
) -> Element:
    """Arithmetic of Google Sheets, to which an empty text is a 0 (to Excel it is #VALUE!)."""
    left, right = (None if type(side) is str and not side else side for side in (left, right))
    return binary(operator, left, right, last=last)


_WALKS: dict[type, Callable[[Walk, Any, bool], Any]] = {
    Literal: lambda _walk, node, _array: node.value,
    ArrayLiteral: lambda _walk, node, _array: Table(node.rows),
    CellsReference: lambda walk, node, _array: walk.setting.references.of_cells(node, walk.place),
    TableReference: lambda walk, node, _array: walk.setting.references.of_table(node, walk.place),
    NameReference: lambda walk, node, _array: walk._named(node),
    Unary: Walk._unary,
    Binary: Walk._binary,
    Call: Walk._called,
}
