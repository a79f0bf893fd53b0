"""Functions that evaluate their arguments themselves: only the branch that is asked for, or names of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.arithmetic import Arithmetic, Selector, by_error, by_missing, by_number, by_truth
from mcba.workbook.evaluation.lifting import lifted
from mcba.workbook.evaluation.references import Areas
from mcba.workbook.evaluation.refusals import Unsupported
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import CellsReference, NameReference, Node, TableReference
from mcba.workbook.places import Area, Place
from mcba.workbook.values import NOT_AVAILABLE, REFERENCE, VALUE, CellError, Table

_Arguments = Sequence[Node | None]
_Branch = Callable[[], Any]


class Walking(Protocol):
    """What a form asks of the walk that comes to it, beside what a `Context` has."""

    book: Book
    place: Place
    entered: bool
    arithmetic: Arithmetic
    locals: dict[str, Any]

    def read(self, area: Area) -> Table:
        """The cells of an area."""

    def result(self, node: Node | None, array: bool) -> Any:
        """What a node gives, references unread."""

    def operand(self, node: Node | None, array: bool) -> Any:
        """What a node gives where a value is needed."""

    def taken(self, result: Any, array: bool) -> Any:
        """A result where a value is needed."""


def _inner(walk: Walking, array: bool) -> bool:
    """Whether conditions and branches take ranges as arrays.

    SUMPRODUCT and its like do not make arrays of what stands in an IF within them; only an array formula does, and
    Google Sheets.
    """
    return walk.entered or (array and walk.book.is_from_google)


def _chosen(walk: Walking, selector: Selector, condition: Any, branches: Sequence[_Branch]) -> Any:
    """The branch that a condition asks for; of an array one for each element."""
    if type(condition) is not Table:
        return walk.arithmetic.choose(selector, condition, branches, walk)
    values = [walk.taken(branch(), True) for branch in branches]

    def choose(element: Any, *others: Any) -> Any:
        return walk.arithmetic.choose(selector, element, [partial(_itself, other) for other in others], walk)

    return lifted(choose, (condition, *values))


def _itself(result: Any) -> Any:
    return result


def _if(walk: Walking, arguments: _Arguments, array: bool) -> Any:
    inner = _inner(walk, array)
    condition = walk.operand(arguments[0], inner)
    branches: list[_Branch] = [partial(walk.result, node, inner) for node in arguments[1:3]]
    branches += [partial(_itself, value) for value in (True, False)[len(branches) :]]
    return _chosen(walk, by_truth, condition, branches)


def _rescued(selector: Selector) -> Callable[[Walking, _Arguments, bool], Any]:
    """IFERROR or IFNA."""

    def form(walk: Walking, arguments: _Arguments, array: bool) -> Any:
        inner = _inner(walk, array)
        value = walk.operand(arguments[0], inner)
        instead = arguments[1] if len(arguments) > 1 else None
        if type(value) is not Table:
            return walk.arithmetic.choose(selector, value, [lambda: value, lambda: walk.result(instead, inner)], walk)
        return _chosen(walk, selector, value, [lambda: value, lambda: walk.result(instead, inner)])

    return form


def _choose(walk: Walking, arguments: _Arguments, array: bool) -> Any:
    inner = _inner(walk, array)
    number = walk.operand(arguments[0], inner)
    branches: list[_Branch] = [partial(walk.result, node, inner) for node in arguments[1:]]
    return _chosen(walk, by_number, number, branches)


def _ifs(walk: Walking, arguments: _Arguments, array: bool) -> Any:
    if len(arguments) < 2:
        return NOT_AVAILABLE
    inner = _inner(walk, array)
    condition = walk.operand(arguments[0], inner)
    return _chosen(
        walk, by_truth, condition, [lambda: walk.result(arguments[1], inner), lambda: _ifs(walk, arguments[2:], array)]
    )


def _switch(walk: Walking, arguments: _Arguments, array: bool) -> Any:
    inner = _inner(walk, array)
    value = walk.operand(arguments[0], inner)

    def rest(left: _Arguments) -> Any:
        if len(left) < 2:
            return walk.result(left[0], inner) if left else NOT_AVAILABLE
        case = walk.operand(left[0], inner)
        equal = walk.arithmetic.binary
        if type(value) is Table or type(case) is Table:
            condition: Any = lifted(lambda x, y: equal("=", x, y), (value, case))
        else:
            condition = equal("=", value, case)
        return _chosen(walk, by_truth, condition, [lambda: walk.result(left[1], inner), lambda: rest(left[2:])])

    return rest(arguments[1:])


def _let(walk: Walking, arguments: _Arguments, array: bool) -> Any:
    outer = walk.locals
    try:
        for name, node in zip(arguments[:-1:2], arguments[1:-1:2], strict=True):
            if not isinstance(name, NameReference):
                raise Unsupported("LET", "has something for a name that is none", walk.place)
            walk.locals = {**walk.locals, name.name.lower(): walk.result(node, array)}
        return walk.result(arguments[-1], array)
    finally:
        walk.locals = outer


def _indirect(walk: Walking, arguments: _Arguments, array: bool) -> Any:  # noqa: ARG001
    text = walk.operand(arguments[0], False)
    if isinstance(text, CellError):
        return text
    if len(arguments) > 1 and walk.operand(arguments[1], False) in (False, 0.0):
        raise Unsupported("INDIRECT", "with a reference such as R1C1 is not read; write it as A1", walk.place)
    if text is None or isinstance(text, float | bool):
        return REFERENCE
    if not isinstance(text, str):
        reason = "of a text that varies points to other cells in other worlds; choose among them by INDEX or CHOOSE"
        raise Unsupported("INDIRECT", reason, walk.place)
    try:
        node = parse_formula(text, is_google=walk.book.is_from_google)
    except WorkbookError:
        return REFERENCE
    if not isinstance(node, CellsReference | NameReference | TableReference):
        return REFERENCE
    reference = walk.result(node, False)
    return reference if isinstance(reference, Area | Areas) else REFERENCE


def _array_formula(walk: Walking, arguments: _Arguments, array: bool) -> Any:  # noqa: ARG001
    entered, walk.entered = walk.entered, True
    try:
        return walk.operand(arguments[0], True)
    finally:
        walk.entered = entered


def _array_constrain(walk: Walking, arguments: _Arguments, array: bool) -> Any:  # noqa: ARG001
    table = walk.operand(arguments[0], True)
    height, width = (walk.operand(node, False) for node in arguments[1:3])
    if not isinstance(height, float) or not isinstance(width, float) or height < 1 or width < 1:
        return VALUE
    if type(table) is not Table:
        return table
    return Table(tuple(row[: int(width)] for row in table.rows[: int(height)]))


def _hyperlink(walk: Walking, arguments: _Arguments, array: bool) -> Any:
    return walk.operand(arguments[-1], array)  # what it shows; where it leads is no matter


@dataclass(frozen=True, slots=True)
class Form:
    """A function that evaluates its arguments itself.

    Attributes
    ----------
    result : callable
        With the walk, the nodes of the arguments, and whether arrays are computed where it stands.
    least, most : int
        How many arguments it takes.
    """

    result: Callable[[Walking, _Arguments, bool], Any]
    least: int
    most: int


FORMS: dict[str, Form] = {
    "IF": Form(_if, 1, 3),
    "IFERROR": Form(_rescued(by_error), 1, 2),
    "IFNA": Form(_rescued(by_missing), 1, 2),
    "CHOOSE": Form(_choose, 2, 255),
    "IFS": Form(_ifs, 2, 254),
    "SWITCH": Form(_switch, 3, 254),
    "LET": Form(_let, 3, 253),
    "HYPERLINK": Form(_hyperlink, 1, 2),
    "INDIRECT": Form(_indirect, 1, 2),
    "ARRAYFORMULA": Form(_array_formula, 1, 1),
    "ARRAY_CONSTRAIN": Form(_array_constrain, 3, 3),
}
"""By name."""
