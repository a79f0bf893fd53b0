"""Discounting: a rate as soon as anything lies beyond year 0, and what a rate may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mcba.study.formula.trees import Node, names_in, walk
from mcba.study.formula.units import PURE_NUMBER
from mcba.study.model import DISCOUNT_RATE, FLOW_KINDS, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place


def check_discounting(draft: Draft) -> Draft:
    """What lies beyond year 0 has a discount rate, which is a plain number a year and does not follow from itself."""
    complaints, document = draft.collect(), draft.document
    sections = ("choices", "assumptions", "quantities")
    stated = [section for section in sections if DISCOUNT_RATE in getattr(document, section)]
    discounts = any(getattr(document, kind) for kind in FLOW_KINDS) or _has_present_value(
        draft.formulas, draft.formulas
    )
    if stated:
        _check_rate(draft, complaints, (stated[0], DISCOUNT_RATE))
    elif document.study.horizon and DISCOUNT_RATE not in draft.broken and discounts:
        complaints.at(
            ("study", "horizon"),
            "flows after year 0 need a discount rate; "
            "add [choices.discount_rate] with value = 0.0225, or 0 if there is none",
        )
    return draft.learnt(complaints)


def _check_rate(draft: Draft, complaints: Complaints, place: Place) -> None:
    if draft.units.get(DISCOUNT_RATE) not in (None, PURE_NUMBER, (("year", -1.0),)):
        complaints.at((*place, "unit"), 'a discount rate is a plain number a year; its unit is "1/year" or "1"')
    choice = draft.document.choices.get(DISCOUNT_RATE)
    rates = () if choice is None else choice.value if isinstance(choice.value, tuple) else (choice.value,)
    if any(rate <= -1 for rate in rates):
        complaints.at(
            (*place, "value"), f"found {min(rates):g}; a discount rate lies above -1, and 0.03 is three percent"
        )
    dimensions = draft.dimensions.get(DISCOUNT_RATE, ())
    if dimensions not in ((), (YEAR,)):
        message = f"the discount rate is repeated over {', '.join(dimensions)}; give one a world, or one a year"
        complaints.at(place, message)
    if _has_present_value(draft.formulas, _behind(draft.formulas, DISCOUNT_RATE)):
        complaints.at(place, "the discount rate follows from a present value, which needs the rate; break the circle")


def _behind(formulas: Mapping[str, Node], name: str) -> list[str]:
    """The formulas that a number follows from: its own, those that this uses, and so on."""
    needed = [name] if name in formulas else []
    for other in needed:  # grows while it is read
        needed += [used for used in names_in(formulas[other]) if used in formulas and used not in needed]
    return needed


def _has_present_value(formulas: Mapping[str, Node], names: Iterable[str]) -> bool:
    return any(node.kind == "present_value" for name in names for node in walk(formulas[name]))
