"""The unit algebra: a unit is a product of symbols with exponents, checked once over a formula's tree.

Units here guard against adding euros to clients; they convert nothing. A missing unit is unknown (`None`),
and whatever is computed from it is unknown too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from mcba.errors import FormulaError
from mcba.study.formula import Node, literal, text_of

Unit = tuple[tuple[str, float], ...]
"""Sorted pairs of symbol and exponent; the empty tuple is a plain number."""

PLAIN: Unit = ()
_SYMBOL = re.compile(
    r"\s*(?:(?P<one>1)(?![\w.])|(?P<symbol>[^\W\d]\w*)|(?P<other>\S))(?:\s*(?:\^|\*\*)\s*(?P<power>-?\d{1,3}(?:\.\d+)?))?"
)


def parse_unit(text: str) -> Unit:
    """Read `EUR/client/year` or `m*s^-2`; `1` is a plain number.

    >>> parse_unit("EUR/client/year")
    (('EUR', 1.0), ('client', -1.0), ('year', -1.0))
    """
    exponents: dict[str, float] = {}
    sign, position = 1, 0
    while True:
        match = _SYMBOL.match(text, position)
        if match is None or match["other"]:
            raise FormulaError(
                f"unit {text!r} cannot be read; write symbols joined by * and /, such as 'EUR/client/year', or '1'",
                position,
            )
        if match["symbol"]:
            symbol = match["symbol"]
            exponents[symbol] = exponents.get(symbol, 0.0) + sign * float(match["power"] or 1)
        rest = text[match.end() :].lstrip()
        if not rest:
            return _unit(exponents)
        if rest[0] not in "*/":
            raise FormulaError(f"unit {text!r} cannot be read at {rest!r}; join symbols by * or /", match.end())
        sign = 1 if rest[0] == "*" else -1
        position = len(text) - len(rest) + 1


def unit_text(unit: Unit) -> str:
    """Write a unit as a reader would: `EUR/client/year`."""

    def power(symbol: str, exponent: float) -> str:
        return symbol if exponent == 1 else f"{symbol}^{exponent:g}"

    above = [power(symbol, exponent) for symbol, exponent in unit if exponent > 0]
    below = [power(symbol, -exponent) for symbol, exponent in unit if exponent < 0]
    return "/".join(["*".join(above) or "1", *below])


def spoken(unit: Unit) -> str:
    """A unit within a sentence: "in EUR/year" or "a plain number"."""
    return f"in {unit_text(unit)}" if unit else "a plain number"


def multiply(first: Unit, second: Unit, power: float = 1.0) -> Unit:
    """`first` times `second` to the `power`."""
    exponents = dict(first)
    for symbol, exponent in second:
        exponents[symbol] = exponents.get(symbol, 0.0) + power * exponent
    return _unit(exponents)


def _unit(exponents: Mapping[str, float]) -> Unit:
    """Sorted, without what cancels; exponents are small fractions, so that a third three times is one."""
    exact = {symbol: Fraction(exponent).limit_denominator(1_000) for symbol, exponent in exponents.items()}
    return tuple(sorted((symbol, float(exponent)) for symbol, exponent in exact.items() if exponent))


def unit_of(node: Node, units: Mapping[str, Unit | None]) -> Unit | None:
    """The unit of a formula's tree, or None where a part has no stated unit.

    Raises
    ------
    FormulaError
        Where units do not fit; the message shows the sub-expression and both units.
    """
    if node.kind == "number":
        return PLAIN
    if node.kind == "name":
        return units[node.name]
    operands = [unit_of(operand, units) for operand in node.operands]
    return _RULES[node.kind](node, operands)


def _is_zero(node: Node) -> bool:
    return node.kind == "number" and node.value == 0


def _same(node: Node, units: list[Unit | None]) -> Unit | None:
    """All operands of one unit; a literal 0 fits every unit."""
    known = [
        (operand, unit)
        for operand, unit in zip(node.operands, units, strict=True)
        if unit is not None and not _is_zero(operand)
    ]
    for operand, unit in known[1:]:
        if unit != known[0][1]:
            raise FormulaError(
                f"units do not fit in '{text_of(node)}': '{text_of(known[0][0])}' is {spoken(known[0][1])}, "
                f"'{text_of(operand)}' is {spoken(unit)}; bring them to one unit",
                node.offset,
            )
    if any(unit is None for unit in units):
        return None
    return known[0][1] if known else PLAIN


def _plain(node: Node, units: list[Unit | None]) -> Unit | None:
    """Every operand must be a plain number."""
    for operand, unit in zip(node.operands, units, strict=True):
        if unit:
            raise FormulaError(
                f"'{text_of(operand)}' in '{text_of(node)}' is in {unit_text(unit)}, where a plain number is needed; "
                "divide by a quantity of that unit first",
                operand.offset,
            )
    return None if None in units else PLAIN


def _times(_node: Node, units: list[Unit | None]) -> Unit | None:
    first, second = units
    return None if first is None or second is None else multiply(first, second)


def _over(_node: Node, units: list[Unit | None]) -> Unit | None:
    first, second = units
    return None if first is None or second is None else multiply(first, second, -1.0)


def _power(node: Node, units: list[Unit | None]) -> Unit | None:
    """A unit can be raised to a written power only: any other exponent needs a plain base."""
    power = literal(node.operands[1])
    if power is not None:
        return None if units[0] is None else multiply(PLAIN, units[0], power)
    return _plain(node, units)


def _comparison(node: Node, units: list[Unit | None]) -> Unit | None:
    _same(node, units)
    return PLAIN


def _where(node: Node, units: list[Unit | None]) -> Unit | None:
    return _same(Node("where", node.operands[1:], offset=node.offset), units[1:])


def _first(_node: Node, units: list[Unit | None]) -> Unit | None:
    return units[0]


def _sum(node: Node, units: list[Unit | None]) -> Unit | None:
    return _present_value(node, units) if node.name == "year" else units[0]


def _present_value(_node: Node, units: list[Unit | None]) -> Unit | None:
    """A flow per year, added up over years."""
    return (
        None if units[0] is None else multiply(units[0], (("year", 1.0),)) if ("year", -1.0) in units[0] else units[0]
    )


def _root(_node: Node, units: list[Unit | None]) -> Unit | None:
    return None if units[0] is None else multiply(PLAIN, units[0], 0.5)


_RULES: dict[str, Callable[[Node, list[Unit | None]], Unit | None]] = {
    "+": _same,
    "-": _same,
    "min": _same,
    "max": _same,
    "clip": _same,
    "*": _times,
    "/": _over,
    "**": _power,
    "negative": _first,
    "sum": _sum,
    "present_value": _present_value,
    "where": _where,
    "sqrt": _root,
    "exp": _plain,
    "log": _plain,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), _comparison),
}
