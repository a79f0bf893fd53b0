"""Hints at the options: the null alternative needs no option of its own."""

from __future__ import annotations

from mcba.errors import Note
from mcba.study.formula.trees import Node, literal, order
from mcba.study.hints.products import Found
from mcba.study.model import Study

ADDING_NOTHING = frozenset({"negative", "+", "-", "sum", "present_value", "min", "max", "abs", "sqrt"})
"""What gives 0 where all that it is made of is 0."""


def null_alternative(study: Study) -> Found:
    """Options under which nothing is done, though doing nothing is compared with the others already."""
    stated = study.document.study.null_alternative
    null = {words.casefold() for words in stated.model_dump(exclude_none=True).values()} if stated else set()
    names = []
    for name, option in study.document.options.items():
        said = option.label.model_dump(exclude_none=True).values() if option.label else ()
        if null & {words.casefold() for words in said} or _does_nothing(study, name):
            names.append(name)
    if names:
        yield ("options", names[0]), Note("null_as_option", {"names": tuple(names)})


def _does_nothing(study: Study, option: str) -> bool:
    """Whether every flow is 0 because of the zeros that an option puts in."""
    override = study.document.options[option].override
    zero = {name for name, value in override.items() if value == 0}
    if not zero or not study.flows:
        return False
    for name in order(study.formulas):
        if _is_zero(study.formulas[name], zero):
            zero.add(name)
    return study.flows.keys() <= zero


def _is_zero(node: Node, zero: set[str]) -> bool:
    if node.kind == "name":
        return node.name in zero
    if not node.operands:
        return literal(node) == 0
    operands = [_is_zero(operand, zero) for operand in node.operands]
    if node.kind == "*":
        return any(operands)
    if node.kind == "/":
        return operands[0] and not operands[1]
    return node.kind in ADDING_NOTHING and all(operands)
