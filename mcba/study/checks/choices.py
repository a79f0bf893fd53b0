"""Choices, and the scenarios and options that set other values."""

from __future__ import annotations

from collections.abc import Mapping

from mcba.errors import suggestion
from mcba.families import Constant, Family, Hierarchical
from mcba.study.checks.assumptions import unit_at
from mcba.study.checks.distributions import distribution, sources_of
from mcba.study.checks.parameters import linked_families, parents_of
from mcba.study.document.distribution import Distribution
from mcba.study.document.values import shown
from mcba.study.model import DISCOUNT_RATE, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place

LONGEST_HORIZON = 500  # years


def check_choices(draft: Draft) -> Draft:
    """The units of choices can be read, and a list of values has one for each year."""
    complaints, horizon = draft.collect(), draft.document.study.horizon
    units, dimensions = dict(draft.units), dict(draft.dimensions)
    for name, choice in draft.document.choices.items():
        units[name] = unit_at(complaints, ("choices", name, "unit"), choice.unit)
        dimensions[name] = ()
        first = 1 if name == DISCOUNT_RATE else 0
        years = horizon + 1 - first
        for key, value in (("value", choice.value), *(("alternatives", other) for other in choice.alternatives)):
            if isinstance(value, tuple):
                dimensions[name] = (YEAR,)
                if len(value) != years:
                    complaints.at(
                        ("choices", name, key),
                        f"found {len(value)} numbers; one for each of the years {first} to {horizon} is {years}",
                    )
    return draft.learnt(complaints, units=units, dimensions=dimensions)


def check_variants(draft: Draft) -> Draft:
    """Scenarios and options set assumptions and choices that exist, to what these may be."""
    complaints = draft.collect()
    for section in ("scenarios", "options"):
        for name, variant in getattr(draft.document, section).items():
            place: Place = (section, name, "override")
            others = {}
            for lever, value in variant.override.items():
                family = _override(draft, complaints, (*place, lever), lever, value)
                if family is not None:
                    others[lever] = family
            _check_links(draft, complaints, place, others)
    return draft.learnt(complaints)


def _override(
    draft: Draft, complaints: Complaints, place: Place, lever: str, value: float | Distribution
) -> Family | None:
    """The distribution that a scenario puts in the place of an assumption's."""
    levers = {*draft.document.assumptions, *draft.document.choices, "horizon"}
    if lever not in levers:
        if lever not in complaints.broken:
            message = f"there is no assumption or choice {lever!r}; {suggestion(lever, sorted(levers))}"
            complaints.at(place, message)
    elif lever == "horizon":
        _check_horizon(complaints, place, value)
    elif isinstance(value, Distribution):
        if lever not in draft.document.assumptions:
            complaints.at(place, f"{lever!r} is set, not drawn; give a number")
        with complaints.caught(place):
            return distribution(value, sources_of(draft)).family
    elif lever in draft.families:
        return Constant(value)
    return None


def _check_horizon(complaints: Complaints, place: Place, value: float | Distribution) -> None:
    """A scenario may look less far, or further, by whole years."""
    if isinstance(value, Distribution) or not value.is_integer() or not 0 <= value <= LONGEST_HORIZON:
        given = "a distribution" if isinstance(value, Distribution) else shown(value)
        complaints.at(place, f"found {given}; a horizon is a whole number of years from 0 to {LONGEST_HORIZON}")


def _check_links(draft: Draft, complaints: Complaints, place: Place, others: Mapping[str, Family]) -> None:
    """Whether distributions with assumptions as parameters stand with those that a scenario puts in their place."""
    families = {**draft.families, **others}
    if not any(isinstance(family, Hierarchical) for family in families.values()):
        return

    def place_of(name: str) -> Place:
        own = [lever for lever in (name, *parents_of(families[name])) if lever in others]
        return (*place, *own[:1])

    linked_families(draft, complaints, families, place_of)
