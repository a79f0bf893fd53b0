"""When two values of a cell are the same: numbers within what rounding explains, all else exactly."""

from __future__ import annotations

import math

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.formulas.trees import Binary, Call, Node, Unary
from mcba.workbook.places import Place
from mcba.workbook.values import CellError, Table, Value

TOLERANCE, OF_GOOGLE = 1e-9, 2e-9
"""Largest difference in proportion; Google Sheets stores some ten digits."""

LARGEST_ROUNDING = 1e-6
"""What the digits that Google Sheets leaves out may grow to on the way through a workbook, in proportion."""

_ADDING = frozenset({"SUM", "AVERAGE", "NPV", "SUMPRODUCT", "MMULT", "SUMIF", "SUMIFS", "SUBTOTAL"})

_LARGEST_POWER = 700.0  # of e, that a number holds
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
    scale = 0.0
    match node:
        case Unary("+" | "-" | "%" | "@", operand):
            scale = operand_scale(evaluation, operand, place)
        case Binary("+" | "-", left, right):
            scale = max(operand_scale(evaluation, left, place), operand_scale(evaluation, right, place))
        case Binary("*", left, right):
            one, other = _size(evaluation, left, place), _size(evaluation, right, place)
            scale = max(operand_scale(evaluation, left, place) * other, one * operand_scale(evaluation, right, place))
        case Binary("/", left, right):
            scale = operand_scale(evaluation, left, place) / (_size(evaluation, right, place) or 1.0)
        case Binary("^", left, right):
            scale = _scale_of_power(evaluation, left, right, place)
        case Call("IF" | "IFERROR" | "CHOOSE" | "ROUND" | "ABS" | "MAX" | "MIN", arguments):
            scale = max(operand_scale(evaluation, argument, place) for argument in arguments)
        case Call("XIRR", _):
            scale = _SIZE_OF_XIRR
        case Call(name, arguments) if name in _ADDING:
            scale = max(_size(evaluation, argument, place, array=True) for argument in arguments)
        case _:
            scale = _size(evaluation, node, place)
    return scale


def _scale_of_power(evaluation: Evaluation, left: Node, right: Node, place: Place) -> float:
    """What is left where numbers cancel in an exponent (such as one year less another) grows with the logarithm."""
    base, exponent = _size(evaluation, left, place), _size(evaluation, right, place)
    if base == 0 or abs(exponent * math.log(base)) > _LARGEST_POWER:
        return 0.0
    of_base = exponent * operand_scale(evaluation, left, place) / base
    of_exponent = abs(math.log(base)) * operand_scale(evaluation, right, place)
    return float(max(of_base, of_exponent) * _size(evaluation, Binary("^", left, right), place))


def apart(evaluation: Evaluation, owner: Place, expected: Value, computed: Value, *, scaled: bool = True) -> float:
    """How far what was computed for a cell lies from what it should be, in proportion.

    Parameters
    ----------
    evaluation : Evaluation
        With the values that the formula read.
    owner : Place
        Where the formula stands.
    expected, computed : Value
    scaled : bool
        Whether to the numbers that the formula adds up too, and not only to those compared.

    Returns
    -------
    float
    """
    book = evaluation.book
    distance = difference(computed, expected, is_from_google=book.is_from_google)
    if distance <= tolerance_of(book) or not scaled:
        return distance
    if not isinstance(expected, float) or not isinstance(computed, float):
        return distance
    size = operand_scale(evaluation, evaluation.formulas.tree(owner), owner)
    return abs(expected - computed) / max(abs(expected), abs(computed), size)


def _size(evaluation: Evaluation, node: Node | None, place: Place, *, array: bool = False) -> float:
    """The largest number that a part of a formula gives."""
    if node is None:
        return 0.0
    try:
        result = evaluation.value(node, place, array)
    except WorkbookError:
        return 0.0
    elements = result.elements() if isinstance(result, Table) else [result]
    return max((abs(element) for element in elements if isinstance(element, float)), default=0.0)
