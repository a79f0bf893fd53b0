"""When two values of a cell are the same: numbers within what rounding explains, all else exactly."""

from __future__ import annotations

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.formulas.trees import Binary, Call, Node, Unary
from mcba.workbook.places import Place
from mcba.workbook.values import CellError, Table, Value

TOLERANCE, OF_GOOGLE = 1e-9, 2e-9
"""Largest difference in proportion; Google Sheets stores some ten digits."""

_ADDING = frozenset({"SUM", "AVERAGE", "NPV", "SUMPRODUCT", "MMULT", "SUMIF", "SUMIFS", "SUBTOTAL"})

_SIZE_OF_XIRR = 10.0
"""Excel stops within 1e-8 of the rate that XIRR seeks, as inexact as a number of this size."""


def tolerance_of(book: Book) -> float:
    """The largest difference that counts as none."""
    return OF_GOOGLE if book.is_from_google else TOLERANCE


def difference(one: Value, other: Value, *, is_from_google: bool = False) -> float:
    """How far two values lie apart, in proportion to the larger; infinite for values of different kinds.

    Parameters
    ----------
    one, other : Value
    is_from_google : bool
        Whether the other is as Google Sheets stores it: an error as its text, a blank as no text.

    Returns
    -------
    float

    Examples
    --------
    >>> difference(1.0, 1.1), difference("a", "a"), difference(True, 1.0), difference(None, "", is_from_google=True)
    (0.09090909090909098, 0.0, inf, 0.0)
    """
    if isinstance(one, float) and isinstance(other, float):
        return 0.0 if one == other else abs(one - other) / max(abs(one), abs(other))
    if is_from_google:
        one, other = _as_google_stores(one), _as_google_stores(other)
    return 0.0 if type(one) is type(other) and one == other else float("inf")


def _as_google_stores(value: Value) -> Value:
    if isinstance(value, CellError):
        return value.code
    return "" if value is None else float(value) if isinstance(value, bool) else value


def operand_scale(evaluation: Evaluation, node: Node | None, place: Place) -> float:
    """How large the numbers are that a formula adds up: what is left of them where they cancel is as inexact as they.

    Parameters
    ----------
    evaluation : Evaluation
        With the values of the cells.
    node : Node or None
        The tree of the formula, or a part of it.
    place : Place
        Where it stands.

    Returns
    -------
    float
        0 where there is no number.
    """
    found = 0.0
    match node:
        case Unary("+" | "-" | "%" | "@", operand):
            found = operand_scale(evaluation, operand, place)
        case Binary("+" | "-", left, right):
            found = max(operand_scale(evaluation, left, place), operand_scale(evaluation, right, place))
        case Binary("*", left, right):
            one, other = _size(evaluation, left, place), _size(evaluation, right, place)
            found = max(operand_scale(evaluation, left, place) * other, one * operand_scale(evaluation, right, place))
        case Binary("/", left, right):
            found = operand_scale(evaluation, left, place) / (_size(evaluation, right, place) or 1.0)
        case Call("IF" | "IFERROR" | "CHOOSE" | "ROUND" | "ABS" | "MAX" | "MIN", arguments):
            found = max(operand_scale(evaluation, argument, place) for argument in arguments)
        case Call("XIRR", _):
            found = _SIZE_OF_XIRR
        case Call(name, arguments) if name in _ADDING:
            found = max(_size(evaluation, argument, place, array=True) for argument in arguments)
        case _:
            found = _size(evaluation, node, place)
    return found


def _size(evaluation: Evaluation, node: Node | None, place: Place, *, array: bool = False) -> float:
    """The largest number that a part of a formula gives."""
    if node is None:
        return 0.0
    try:
        found = evaluation.value(node, place, array)
    except WorkbookError:
        return 0.0
    elements = found.elements() if isinstance(found, Table) else [found]
    return max((abs(element) for element in elements if isinstance(element, float)), default=0.0)
