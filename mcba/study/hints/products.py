"""Which assumptions are multiplied by a number of people or things, in a formula or through a quantity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcba.errors import FormulaError, Note
from mcba.study.formula.inference import unit_of
from mcba.study.formula.trees import Node, names_in, order, walk
from mcba.study.formula.units import Unit, parse_unit
from mcba.study.model import Study
from mcba.study.reading.positions import Place

Found = Iterator[tuple[Place, Note]]
"""The place of the first thing that a hint is about, and the hint."""

TIME = frozenset({"year", "quarter", "month", "week", "day", "hour", "minute", "second", "kiloday"})
"""The units of time, which count nobody."""


def at(name: str) -> Place:
    """Where an assumption stands."""
    return ("assumptions", name)


def times_a_count(study: Study, names: set[str]) -> tuple[str, ...]:
    """Those of the names that are multiplied by a number of people or things, in the order of the study.

    A number of people or things is what `[study] participants` names, and what has a unit above the line that is
    neither money nor time.

    Parameters
    ----------
    study : Study
    names : set of str
        Of assumptions.

    Returns
    -------
    tuple of str
    """
    if not names:
        return ()
    units = _units(study)
    return tuple(name for name in study.families if name in names and _is_multiplied(study, name, units))


def _is_multiplied(study: Study, name: str, units: Mapping[str, Unit | None]) -> bool:
    carriers = {name}
    for formula in order(study.formulas):
        tree = study.formulas[formula]
        if not names_in(tree).keys() & carriers:
            continue
        for node in walk(tree):
            factors = list(_factors(node)) if node.kind == "*" else []
            holds = [bool(names_in(factor).keys() & carriers) for factor in factors]
            if any(holds) and any(
                _counts(study, factor, units) for factor, held in zip(factors, holds, strict=True) if not held
            ):
                return True
        carriers.add(formula)
    return False


def _factors(node: Node) -> Iterator[Node]:
    """The factors of a product; of a quotient, those above the line."""
    if node.kind == "*":
        for operand in node.operands:
            yield from _factors(operand)
    elif node.kind == "/":
        yield from _factors(node.operands[0])
    else:
        yield node


def _counts(study: Study, node: Node, units: Mapping[str, Unit | None]) -> bool:
    header = study.document.study
    if node.kind == "name" and node.name == header.participants:
        return True
    try:
        unit = unit_of(node, units)
    except (FormulaError, KeyError):
        return False
    return any(power > 0 and symbol not in TIME and symbol != header.currency for symbol, power in unit or ())


def _units(study: Study) -> dict[str, Unit | None]:
    """The unit of each name of the study's formulas, as far as it is known."""
    document = study.document
    stated = {name: item.unit for name, item in document.assumptions.items()}
    stated |= {name: item.unit for name, item in document.choices.items()}
    units = {name: None if unit is None else parse_unit(unit) for name, unit in stated.items()}
    for name in order(study.formulas):
        try:
            units[name] = unit_of(study.formulas[name], units)
        except (FormulaError, KeyError):  # of years and standard outcomes, which count nobody
            units[name] = None
    return units
