"""Rules for units: the unit of an operation's result from those of its operands, None where a part has none stated."""

from __future__ import annotations

from mcba.errors import FormulaError
from mcba.study.formula.trees import Node, literal, text_of
from mcba.study.formula.units import PURE_NUMBER, Unit, multiply, spoken, unit_text


def _is_zero(node: Node) -> bool:
    return node.kind == "number" and node.value == 0


def same_unit(node: Node, units: list[Unit | None]) -> Unit | None:
    """All operands of one unit; a literal 0 fits every unit."""
    stated = [
        (operand, unit)
        for operand, unit in zip(node.operands, units, strict=True)
        if unit is not None and not _is_zero(operand)
    ]
    for operand, unit in stated[1:]:
        if unit != stated[0][1]:
            raise FormulaError(
                f"units do not fit in '{text_of(node)}': '{text_of(stated[0][0])}' is {spoken(stated[0][1])}, "
                f"'{text_of(operand)}' is {spoken(unit)}; bring them to one unit",
                node.offset,
            )
    if any(unit is None for unit in units):
        return None
    return stated[0][1] if stated else PURE_NUMBER


def plain_number(node: Node, units: list[Unit | None]) -> Unit | None:
    """Every operand must be a plain number."""
    for operand, unit in zip(node.operands, units, strict=True):
        if unit:
            raise FormulaError(
                f"'{text_of(operand)}' in '{text_of(node)}' is in {unit_text(unit)}, where a plain number is needed; "
                "divide by a quantity of that unit first",
                operand.offset,
            )
    return None if None in units else PURE_NUMBER


def first_unit(_node: Node, units: list[Unit | None]) -> Unit | None:
    """The unit of the first operand."""
    return units[0]


def product_unit(_node: Node, units: list[Unit | None]) -> Unit | None:
    """The product of both units."""
    left, right = units
    return None if left is None or right is None else multiply(left, right)


def quotient_unit(_node: Node, units: list[Unit | None]) -> Unit | None:
    """One unit over the other."""
    above, below = units
    return None if above is None or below is None else multiply(above, below, -1.0)


def power_unit(node: Node, units: list[Unit | None]) -> Unit | None:
    """A unit can be raised to a written power only: any other exponent needs a plain base."""
    exponent = literal(node.operands[1])
    if exponent is not None:
        return None if units[0] is None else multiply(PURE_NUMBER, units[0], exponent)
    return plain_number(node, units)


def root_unit(_node: Node, units: list[Unit | None]) -> Unit | None:
    """The square root of a unit."""
    return None if units[0] is None else multiply(PURE_NUMBER, units[0], 0.5)


def comparison_unit(node: Node, units: list[Unit | None]) -> Unit | None:
    """A plain number from operands of one unit."""
    same_unit(node, units)
    return PURE_NUMBER


def choice_unit(node: Node, units: list[Unit | None]) -> Unit | None:
    """The one unit of both values that a condition, the first operand, chooses between."""
    return same_unit(Node(node.kind, node.operands[1:], offset=node.offset), units[1:])


def over_years(_node: Node, units: list[Unit | None]) -> Unit | None:
    """A flow per year, added up over years."""
    unit = units[0]
    if unit is None:
        return None
    return multiply(unit, (("year", 1.0),)) if ("year", -1.0) in unit else unit


def total_unit(node: Node, units: list[Unit | None]) -> Unit | None:
    """A sum over a set, or over years."""
    return over_years(node, units) if node.name == "year" else units[0]
