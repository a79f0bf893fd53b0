"""Expressions: the tree of a formula of a study as a formula of a sheet, with the value that is stored beside it.

Excel's signs bind in another order than those of a study: a minus before a number binds more tightly than `^`, so that
`-2^2` is 4 there, and `2^3^2` is taken from the left. Brackets are written wherever the two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from mcba.reporting.delivery.recalculating.lines import MOST_ARGUMENTS, CellLine, areas, reference
from mcba.study.formula import CONSTANTS, FUNCTIONS, OPERATIONS, Node

_COMPARISON, _SUM, _PRODUCT, _POWER, _SIGN, _WHOLE = 1, 3, 4, 5, 6, 9
_SIGNS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT}
_COMPARISONS = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "==": "=", "!=": "<>"}
_FUNCTIONS: dict[str, Callable[..., str]] = {
    "min": lambda *values: f"MIN({','.join(values)})",
    "max": lambda *values: f"MAX({','.join(values)})",
    "clip": lambda value, low, high: f"MIN(MAX({value},{low}),{high})",
    "exp": lambda value: f"EXP({value})",
    "log": lambda value: f"LN({value})",
    "sqrt": lambda value: f"SQRT({value})",
}
_CONSTANTS = {"pi": "PI()"}
_SAID = {"number", "name", "negative", "sum", "where", "**", *_SIGNS, *_COMPARISONS, *_FUNCTIONS}
_LONGEST = 8_000
"""Characters of a formula, with some room below Excel's 8,192."""


@dataclass(frozen=True)
class Term:
    """A part of a formula: its text, its value in the base case, and how tightly its outermost sign binds.

    `condition` is the comparison that it counts as 1 or 0; `is_said` whether a sheet can compute it.
    """

    text: str
    value: float
    binding: int = _WHOLE
    condition: str = ""
    is_said: bool = True

    def within(self, weakest: int) -> str:
        """The text, in brackets where its sign binds less tightly than this."""
        return self.text if self.binding >= weakest else f"({self.text})"


def term(node: Node, lines: Mapping[str, CellLine], at: Mapping[str, int], home: str) -> Term:
    """A tree as a formula on the sheet `home`, for these labels of its sets.

    Parameters
    ----------
    node : Node
        Whose sums are over names alone, and whose present values are names.
    lines : mapping of str to CellLine
        Where every name stands.
    at : mapping of str to int
        The label of each set, by its number.
    home : str
        The sheet of the formula.

    Returns
    -------
    Term

    Examples
    --------
    >>> from mcba.study.formula import parse
    >>> from mcba.workbook import Place
    >>> lines = {"x": CellLine.of_cell(Place("Inputs", 2, 3), 3.0)}
    >>> lines["y"] = CellLine.of_cell(Place("Inputs", 3, 3), 5.0, "y")
    >>> term(parse("-x**2 + where(x > 2, y, 0)"), lines, {}, "Inputs")
    Term(text='-(C2^2)+IF(C2>2,y,0)', value=-4.0, binding=3, condition='', is_said=True)
    """
    made = _of(node, lines, at, home)
    is_said = len(made.text) <= _LONGEST and all(part.kind in _SAID for part in _walked(node))
    return made if is_said else replace(made, is_said=False)


def _walked(node: Node) -> Iterator[Node]:
    yield node
    for operand in node.operands:
        yield from _walked(operand)


def _of(node: Node, lines: Mapping[str, CellLine], at: Mapping[str, int], home: str) -> Term:
    match node.kind:
        case "number":
            return Term(number(node.value), node.value, _WHOLE if node.value >= 0 else _SIGN)
        case "name":
            return _named(node.name, lines, at, home)
        case "sum":
            return _total(node, lines, at, home)
    operands = [_of(operand, lines, at, home) for operand in node.operands]
    return _operation(node.kind, operands, _computed(node.kind, [operand.value for operand in operands]))


def _operation(kind: str, operands: list[Term], value: float) -> Term:
    """An operator or a function of terms; without a text where a sheet has none of that kind."""
    texts = [operand.text for operand in operands]
    if kind in _SIGNS:
        return _joined(kind, operands, value)
    if kind in _COMPARISONS:
        condition = _COMPARISONS[kind].join(operand.within(_COMPARISON + 1) for operand in operands)
        return Term(f"IF({condition},1,0)", value, condition=condition)
    match kind:
        case "negative":
            return Term(f"-{operands[0].within(_SIGN + 1)}", value, _SIGN)
        case "**":
            return _power(operands, value)
        case "where":
            return Term(f"IF({operands[0].condition or texts[0]},{texts[1]},{texts[2]})", value)
    return Term(_FUNCTIONS[kind](*texts) if kind in _FUNCTIONS else "", value)


def _named(name: str, lines: Mapping[str, CellLine], at: Mapping[str, int], home: str) -> Term:
    if name in CONSTANTS:
        return Term(_CONSTANTS[name], CONSTANTS[name])
    line = lines[name]
    return Term(line.name or reference(line.place(at), home), line.value(at))


def _total(node: Node, lines: Mapping[str, CellLine], at: Mapping[str, int], home: str) -> Term:
    """The total of a name over a set, whose cells stand side by side."""
    line = lines[node.operands[0].name]
    at = {name: label for name, label in at.items() if name != node.name}
    parts = [reference(part, home) for part in areas(line.places[line.index(at)].tolist())]
    sums = [f"SUM({','.join(parts[first : first + MOST_ARGUMENTS])})" for first in range(0, len(parts), MOST_ARGUMENTS)]
    binding = _SUM if len(sums) > 1 else _WHOLE
    return Term("+".join(sums), float(np.sum(line.values[line.index(at)])), binding)


def _joined(sign: str, operands: list[Term], value: float) -> Term:
    binding = _SIGNS[sign]
    left, right = operands
    second = right.within(binding + 1)
    second = f"({second})" if second.startswith("-") else second
    return Term(f"{left.within(binding)}{sign}{second}", value, binding)


def _power(operands: list[Term], value: float) -> Term:
    """A power; of 0 to the power of 0 a sheet makes an error, and a study 1."""
    base, exponent = (operand.within(_SIGN + 1) for operand in operands)
    text = f"{base}^{exponent}"
    if operands[1].text.replace(".", "", 1).isdigit() and operands[1].value != 0:
        return Term(text, value, _POWER)
    return Term(f"IF({operands[1].text}=0,1,{text})", value)


def _computed(kind: str, values: list[float]) -> float:
    """The value of an operation as the engine computes it."""
    compute = OPERATIONS[kind].compute
    assert compute is not None
    several = kind in FUNCTIONS and FUNCTIONS[kind].most > 0
    result = values[0]
    with np.errstate(all="ignore"):
        for given in [values[1:2], *([each] for each in values[2:])] if several else [values[1:]]:
            out = np.empty(1)
            compute(*(np.array([each]) for each in (result, *given)), out=out)
            result = float(out[0])
    return result


def number(value: float) -> str:
    """A number with all its digits, as a formula holds it.

    Examples
    --------
    >>> number(3.0), number(0.0225), number(1e-7)
    ('3', '0.0225', '1E-07')
    """
    return repr(float(value)).removesuffix(".0").upper()
