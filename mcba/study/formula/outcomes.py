"""The table of standard outcomes: what follows from the flows of every cost-benefit study, one entry each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from mcba.study.document.document import Document
from mcba.study.document.flows import ModelResult
from mcba.study.formula.inference import unit_of
from mcba.study.formula.parsing import parse
from mcba.study.formula.trees import CONSTANTS, Node, names_in, order
from mcba.study.formula.units import PURE_NUMBER, Unit, parse_unit

PARTICIPANTS = "participants"
"""How formulas of standard outcomes call what `[study] participants` names."""


@dataclass(frozen=True, kw_only=True)
class StandardOutcome:
    """One outcome that follows from the flows. Its label stands in the words of each language, under `[outcome]`.

    Parameters
    ----------
    name : str
    formula : str
        How it follows from other standard outcomes and from `participants`; empty for what the engine computes from
        the flows themselves. A difference is 0 where no more is left of it than rounding.
    unit : {"money", "year"}
        Of what has no formula; the unit of a formula follows from it.
    needs_costs : bool
        Whether a study without costs lacks it.
    break_even : float, optional
        The value from which the project pays.
    is_answer : bool
        Whether being above `break_even` answers the question of the study.
    counted_above : float or "horizon", optional
        The value above which the share of worlds is counted also where worlds are not kept.
    may_be_infinite : bool
        Whether an infinite value is an answer, and not a failed world.

    Examples
    --------
    >>> STANDARD_OUTCOMES["npv"].terms
    ('present_value_benefits', 'present_value_costs')
    """

    name: str
    formula: str = ""
    unit: Literal["money", "year"] = "money"
    needs_costs: bool = False
    break_even: float | None = None
    is_answer: bool = False
    counted_above: float | Literal["horizon"] | None = None
    may_be_infinite: bool = False

    @cached_property
    def tree(self) -> Node | None:
        """Its formula as a tree."""
        return parse(self.formula) if self.formula else None

    @cached_property
    def is_per_participant(self) -> bool:
        """Whether only a study that counts participants has it."""
        return self.tree is not None and PARTICIPANTS in names_in(self.tree)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """The outcomes that it is the difference of: its own size does not show how far it may be rounded."""
        if self.tree is None or self.tree.kind != "-":
            return ()
        return tuple(operand.name for operand in self.tree.operands if operand.kind == "name")

    @cached_property
    def quotient(self) -> tuple[str, str] | None:
        """What its formula divides by what; None where it is no quotient of two names."""
        if self.tree is None or self.tree.kind != "/":
            return None
        above, below = (operand.name if operand.kind == "name" else "" for operand in self.tree.operands)
        return (above, below) if above and below else None

    def thresholds(self, horizon: int) -> tuple[float, ...]:
        """The values above which worlds are counted where they are not kept."""
        if self.counted_above is None:
            return ()
        return (float(horizon if self.counted_above == "horizon" else self.counted_above),)


_ENTRIES = (
    StandardOutcome(
        name="npv",
        formula="present_value_benefits - present_value_costs",
        break_even=0.0,
        is_answer=True,
        counted_above=0.0,
    ),
    StandardOutcome(
        name="bcr",
        formula="present_value_benefits / present_value_costs",
        needs_costs=True,
        break_even=1.0,
        is_answer=True,
        counted_above=1.0,
    ),
    StandardOutcome(name="roi", formula="bcr - 1", needs_costs=True, break_even=0.0),
    StandardOutcome(name="payback_year", unit="year", counted_above="horizon", may_be_infinite=True),
    StandardOutcome(name="present_value_benefits"),
    StandardOutcome(name="present_value_costs", counted_above=0.0),
    StandardOutcome(name="npv_per_participant", formula="npv / participants", break_even=0.0),
    StandardOutcome(name="benefits_per_participant", formula="present_value_benefits / participants"),
    StandardOutcome(name="costs_per_participant", formula="present_value_costs / participants"),
)

STANDARD_OUTCOMES: dict[str, StandardOutcome] = {outcome.name: outcome for outcome in _ENTRIES}
"""The standard outcomes by name, in the order in which results list them."""

ANSWERS: dict[str, float] = {
    outcome.name: outcome.break_even for outcome in _ENTRIES if outcome.is_answer and outcome.break_even is not None
}
"""The outcomes that answer the question of a study, and the value above which they say yes."""

_TREES = {outcome.name: outcome.tree for outcome in _ENTRIES if outcome.tree is not None}
FORMULAS: dict[str, Node] = {name: _TREES[name] for name in order(_TREES)}
"""The formulas of standard outcomes, each after those that it uses."""


def standard_outcomes(document: Document) -> tuple[str, ...]:
    """The outcomes that follow from the study's flows; a measurement model has none.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> import mcba
    >>> standard_outcomes(mcba.load("studies/schilderswijk-moeders").document)[:3]
    ('npv', 'bcr', 'roi')
    """
    if not (document.benefits or document.costs):
        return ()
    return tuple(
        outcome.name
        for outcome in _ENTRIES
        if (document.costs or not outcome.needs_costs)
        and (document.study.participants or not outcome.is_per_participant)
    )


def results_as_outcomes(document: Document) -> tuple[str, ...]:
    """The results of the study's Python function that are its outcomes: where it has no flows and none of its own.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple of str
        Those with one number a world.

    Examples
    --------
    >>> import mcba
    >>> results_as_outcomes(mcba.load("studies/schilderswijk-moeders").document)
    ()
    """
    return tuple(name for name, result in results_alone(document).items() if result.over is None)


def results_alone(document: Document) -> Mapping[str, ModelResult]:
    """The results of the study's Python function where nothing else is made of them: without flows and own outcomes.

    Parameters
    ----------
    document : Document

    Returns
    -------
    mapping of str to ModelResult

    Examples
    --------
    >>> import mcba
    >>> results_alone(mcba.load("studies/schilderswijk-moeders").document)
    {}
    """
    if document.model is None or document.benefits or document.costs or document.transfers or document.outcomes:
        return {}
    return document.model.gives


def outcomes_of(document: Document) -> tuple[str, ...]:
    """The names of all outcomes of a study: what follows from its flows, its own, and those of its function.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> import mcba
    >>> outcomes_of(mcba.load("studies/mobility-mentoring").document)[:2]
    ('npv', 'bcr')
    """
    return (*standard_outcomes(document), *document.outcomes, *results_as_outcomes(document))


def standard_units(currency: str, participants: Unit | None) -> dict[str, Unit | None]:
    """The unit of every standard outcome, as formulas take it.

    Parameters
    ----------
    currency : str
        The unit of money.
    participants : Unit or None
        The unit of what counts participants; None where it is unknown.

    Returns
    -------
    dict of str to Unit or None
        The number of a year is a plain number, so that `payback_year <= 2` can be written.

    Examples
    --------
    >>> from mcba.study.formula.units import unit_text
    >>> unit_text(standard_units("EUR", parse_unit("client"))["npv_per_participant"])
    'EUR/client'
    """
    money: Unit = ((currency, 1.0),)
    units: dict[str, Unit | None] = {
        outcome.name: PURE_NUMBER if outcome.unit == "year" else money for outcome in _ENTRIES if outcome.tree is None
    }
    units[PARTICIPANTS] = participants
    for name, tree in FORMULAS.items():
        units[name] = unit_of(tree, units)
    del units[PARTICIPANTS]
    return units


def unit_of_participants(document: Document, formulas: Mapping[str, Node]) -> Unit | None:
    """The unit of what counts participants.

    Parameters
    ----------
    document : Document
    formulas : mapping of str to Node
        Those of the quantities.

    Returns
    -------
    Unit or None
        None where it is stated nowhere and follows from nothing.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> unit_of_participants(study.document, study.formulas)
    (('client', 1.0),)
    """

    def unit(name: str) -> Unit | None:
        results = {} if document.model is None else document.model.gives
        for section in (document.assumptions, document.choices, document.quantities, results):
            stated = section[name].unit if name in section else None
            if stated is not None:
                return parse_unit(stated)
        if name in document.quantities:
            tree = formulas[name]
            return unit_of(tree, {used: unit(used) for used in names_in(tree)})
        return PURE_NUMBER if name in {"year", "horizon", *CONSTANTS} else None

    return unit(document.study.participants or "")
