"""Dependence: which assumptions may be correlated, and whether the correlations are possible together."""

from __future__ import annotations

from mcba.errors import DependenceError, suggestion
from mcba.study.dependence.groups import dependent_groups
from mcba.study.model import is_certain
from mcba.study.reading.draft import Draft


def check_dependence(draft: Draft) -> Draft:
    """Dependent assumptions exist and are single uncertain numbers; there are worlds with these correlations."""
    complaints = draft.collect()
    for index, entry in enumerate(draft.document.dependence):
        for position, name in enumerate(entry.between):
            message = _unfit_to_depend(draft, name)
            if message:
                complaints.at(("dependence", index, "between", position), message)
    groups = draft.dependence
    try:
        groups = dependent_groups(draft.document.dependence)
    except DependenceError as error:
        place = ("dependence", error.index)
        complaints.at((*place, error.key) if error.key else place, str(error))
    return draft.learnt(complaints, dependence=groups)


def _unfit_to_depend(draft: Draft, name: str) -> str:
    """Why a name cannot be correlated with others; empty when it can, or when something was said of it before."""
    assumptions = draft.document.assumptions
    if name not in assumptions:
        unknown = f"there is no assumption {name!r}; {suggestion(name, assumptions)}"
        return "" if name in draft.broken else unknown
    if draft.dimensions.get(name):
        repeated = ", ".join(draft.dimensions[name])
        return f"{name!r} is repeated over {repeated}; only single numbers can be correlated"
    if name in draft.families and is_certain(draft.families[name]):
        return f"{name!r} is certain; only uncertain numbers can be correlated"
    return ""
