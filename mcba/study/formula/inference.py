"""What follows for a formula from its names: its unit, and the dimensions over which its value is repeated."""

from __future__ import annotations

from collections.abc import Mapping

from mcba.errors import FormulaError
from mcba.study.formula.functions import FUNCTIONS, OPERATIONS
from mcba.study.formula.trees import Node, text_of
from mcba.study.formula.units import PURE_NUMBER, Unit


def unit_of(node: Node, units: Mapping[str, Unit | None]) -> Unit | None:
    """The unit of a formula's tree, or None where a part has no stated unit.

    Parameters
    ----------
    node : Node
        From `parse`.
    units : mapping of str to Unit or None
        The unit of every name; None where it is unknown.

    Returns
    -------
    Unit or None

    Raises
    ------
    FormulaError
        Where units do not fit; the message shows the sub-expression and both units.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> from mcba.study.formula.units import parse_unit, unit_text
    >>> unit = unit_of(parse("clients * price"), {"clients": parse_unit("client"), "price": parse_unit("EUR/client")})
    >>> unit_text(unit)
    'EUR'
    """
    if node.kind == "number":
        return PURE_NUMBER
    if node.kind == "name":
        return units[node.name]
    operands = [unit_of(operand, units) for operand in node.operands]
    return OPERATIONS[node.kind].unit(node, operands)


def dimensions_of(node: Node, dimensions: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The sets (and `year`) over which a formula's value is repeated.

    Names broadcast against each other by the names of their sets; `sum` takes one set away, `present_value` the years.

    Parameters
    ----------
    node : Node
        From `parse`.
    dimensions : mapping of str to tuple of str
        Those of every name.

    Returns
    -------
    tuple of str

    Raises
    ------
    FormulaError
        Where something is added up over a set over which it is not repeated.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> dimensions_of(parse('sum(hours * wage, over="pillar")'), {"hours": ("pillar", "year"), "wage": ()})
    ('year',)
    """
    if node.kind == "name":
        return dimensions[node.name]
    joined: dict[str, None] = {}
    for operand in node.operands:
        joined.update(dict.fromkeys(dimensions_of(operand, dimensions)))
    function = FUNCTIONS.get(node.kind)
    if function is not None and function.adds_up:
        over = node.name or "year"
        if over not in joined:
            summand = text_of(node.operands[0])
            raise FormulaError(f"{summand!r} is not repeated over {over!r}, so there is nothing to add up", node.offset)
        del joined[over]
    return tuple(joined)
