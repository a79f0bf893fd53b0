"""How assumptions hang together: as parameters of each other, by the rows of a table, and by correlations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from mcba.errors import DependenceError, DomainError, FamilyError, suggestion
from mcba.families import Family, Hierarchical, is_plain
from mcba.study.dependence.groups import DependentGroup, dependent_groups, group_of_rows
from mcba.study.dependence.rows import JointRows
from mcba.study.document.assumption import Assumption
from mcba.study.document.document import Document
from mcba.study.document.values import shown
from mcba.study.formula.units import PURE_NUMBER, unit_text
from mcba.study.model import is_certain, linked
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place
from mcba.study.tables.sipmath_import import SUFFIXES

ENDS = (1e-12, 1 - 1e-12)
"""The probabilities between which a parameter has to stay where it may be."""


def check_parameters(draft: Draft) -> Draft:
    """The assumptions that are parameters of others fit them; the others then have their distributions."""
    complaints = draft.collect()
    families = linked_families(draft, complaints, draft.families, lambda name: ("assumptions", name))
    complaints.broken |= draft.families.keys() - families.keys()
    return draft.learnt(complaints, families=families)


def linked_families(
    draft: Draft, complaints: Complaints, families: Mapping[str, Family], place_of: Callable[[str], Place]
) -> dict[str, Family]:
    """The sound ones of some families, those with assumptions as parameters with the distributions of these.

    Parameters
    ----------
    draft : Draft
    complaints : Complaints
    families : mapping of str to Family
        By assumption.
    place_of : callable from a name to its place in the document

    Returns
    -------
    dict of str to Family
    """
    sound: dict[str, Family] = {}
    left = {name: family for name, family in families.items() if name not in complaints.broken}
    while left:
        ready = [name for name, family in left.items() if not set(parents_of(family)) & left.keys()]
        for name in ready:
            family = left.pop(name)
            if not isinstance(family, Hierarchical):
                sound[name] = family
            elif _fits(draft, complaints, place_of(name), name, family) and set(parents_of(family)) <= sound.keys():
                complete = linked({**sound, name: family}, draft.price_factors)[name]
                if isinstance(complete, Hierarchical) and _stays_inside(complaints, place_of(name), complete):
                    sound[name] = complete
        if not ready:
            circle = _circle(left)
            complaints.at(
                place_of(circle[0]),
                f"{' needs '.join(map(repr, circle))}: these parameters follow from each other in a circle; give "
                "one of them numbers",
            )
            break
    return {name: sound[name] for name in families if name in sound}


def parents_of(family: Family) -> tuple[str, ...]:
    """The assumptions that are parameters of a family."""
    return tuple(family.parents) if isinstance(family, Hierarchical) else ()


def _circle(left: Mapping[str, Family]) -> list[str]:
    """Names that need each other, the first one again at the end."""
    path = [next(iter(left))]
    while path[-1] not in path[:-1]:
        path.append(next(parent for parent in parents_of(left[path[-1]]) if parent in left))
    return path[path.index(path[-1]) :]


def _fits(draft: Draft, complaints: Complaints, place: Place, name: str, family: Hierarchical) -> bool:
    """Whether the assumptions that are parameters exist, are repeated as this is, and have the right unit."""
    before = len(complaints.made)
    for parameter, parent in family.uses:
        if parent not in draft.document.assumptions:
            complaints.at((*place, parameter), _no_such_parent(draft.document, parent))
        elif parent not in complaints.broken:
            for message in _misfits(draft, name, family, parameter, parent):
                complaints.at((*place, parameter), message)
    return len(complaints.made) == before


def _no_such_parent(document: Document, parent: str) -> str:
    for section in ("choices", "quantities"):
        if parent in getattr(document, section):
            return f"{parent!r} stands in [{section}]; a parameter is a number or an assumption"
    return (
        f"found {shown(parent)}, which is neither a number nor the name of an assumption; "
        f"{suggestion(parent, document.assumptions)}"
    )


def _misfits(draft: Draft, name: str, family: Hierarchical, parameter: str, parent: str) -> list[str]:
    """Why an assumption cannot be this parameter of another one."""
    messages = []
    own, its = draft.dimensions[name], draft.dimensions[parent]
    if its and its != own:
        messages.append(f"{parent!r} is repeated over {', '.join(its)}, and {name!r} is not; repeat both, or neither")
    distribution = family.distribution if isinstance(family.distribution, str) else None
    wanted = PURE_NUMBER if is_plain(distribution, parameter) else draft.units.get(name)
    unit = draft.units.get(parent)
    if wanted is not None and unit is not None and wanted != unit:
        messages.append(
            f"{parent!r} is in {unit_text(unit)}, and {parameter} of {name!r} is in {unit_text(wanted)}; mend one of "
            "the units"
        )
    if not is_plain(distribution, parameter) and draft.price_factors.get(name, 1.0) != 1.0:
        messages.append(
            f"{parent!r} comes in prices of {draft.document.study.price_year}, and {name!r} is in those of "
            f"{draft.assumptions[name].price_year}; leave price_year of {name!r} out"
        )
    return messages


def _stays_inside(complaints: Complaints, place: Place, family: Hierarchical) -> bool:
    """Whether each parameter stays where it may be, out to the ends that come once in 10^12 worlds."""
    try:
        family.at_medians()
    except FamilyError as error:
        complaints.at((*place, error.parameter or "distribution"), error.message)
        return False
    parents = {name: parent for name, parent in family.parents.items() if parent is not None}
    medians = {name: np.asarray(parent.median) for name, parent in parents.items()}
    for parameter, name in family.uses:
        for u in ENDS:
            end = parents[name].ppf(np.full(medians[name].shape, u))
            try:
                family.given({**medians, name: end})
            except DomainError as error:
                complaints.at(
                    (*place, parameter),
                    f"{name!r} can be {float(np.ravel(end)[0]):.4g}, which is not {error.rule}, as {parameter} has to "
                    f"be; let {name!r} have a distribution that stays there, or cut it off with truncate",
                )
                return False
            except FamilyError:  # of several parameters together: the worlds will tell
                continue
    return True


def check_dependence(draft: Draft) -> Draft:
    """Dependent assumptions exist and are single uncertain numbers; there are worlds with these correlations."""
    complaints = draft.collect()
    together = _groups_of_rows(draft, complaints)
    table_of = {name: group.rows.table for group in together if group.rows is not None for name in group.names}
    for index, entry in enumerate(draft.document.dependence):
        for position, name in enumerate(entry.between):
            message = _unfit_to_depend(draft, name) or _taken(name, table_of.get(name))
            if message:
                complaints.at(("dependence", index, "between", position), message)
    groups: tuple[DependentGroup, ...] = ()
    try:
        groups = dependent_groups(draft.document.dependence)
    except DependenceError as error:
        place = ("dependence", error.index)
        complaints.at((*place, error.key) if error.key else place, str(error))
    return draft.learnt(complaints, dependence=(*groups, *together))


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


def _taken(name: str, table: str | None) -> str:
    """Why a name that is drawn with the rows of a table has no other dependence; empty when it is not."""
    if table is None:
        return ""
    return (
        f"{name!r} is drawn together with others from the rows of {table!r}, and these say how they move together; "
        'leave it out here, or write rows = "apart" in its data'
    )


def _groups_of_rows(draft: Draft, complaints: Complaints) -> list[DependentGroup]:
    """The assumptions that take the rows of one table together, a group for each table."""
    names: dict[str, list[str]] = {}
    for name, assumption in draft.assumptions.items():
        if assumption.data is None or name in complaints.broken or name not in draft.made:
            continue
        if _takes_rows(assumption) and not is_certain(draft.families[name]):
            names.setdefault(draft.tables.table(assumption.data.table, key="data").file, []).append(name)
    groups = []
    for its in names.values():
        messages = _unfit_for_rows(draft, its)
        for name, message in messages.items():
            complaints.at(("assumptions", name, "data", "rows"), message)
        if len(its) > 1 and not messages:
            groups.append(group_of_rows(_rows(draft, its)))
    return groups


def _takes_rows(assumption: Assumption) -> bool:
    """Whether an assumption is drawn with the other numbers of its row; of a SIPmath library unless said otherwise."""
    data = assumption.data
    if data is None or data.rows is not None:
        return data is not None and data.rows == "together"
    as_it_stands = assumption.distribution in {None, "empirical"} and data.of == "one"
    return as_it_stands and data.table.lower().endswith(SUFFIXES)


def _unfit_for_rows(draft: Draft, names: Sequence[str]) -> dict[str, str]:
    """Why some of the names that are to take the rows of one table together cannot, each with its reason."""
    unfit = {}
    for name in names:
        messages = (*_no_row(draft.assumptions[name]), *_unlike(draft, names[0], name))
        if messages:
            unfit[name] = f'{messages[0]}, or write rows = "apart"'
    return unfit


def _no_row(assumption: Assumption) -> Iterator[str]:
    """What keeps an assumption from taking a row of a table as it stands, and what to do."""
    if assumption.distribution not in {None, "empirical"} or (assumption.data and assumption.data.of == "mean"):
        yield "rows are drawn together as they stand, and this is fitted to all of them; leave distribution and of out"
    for key in ("truncate", "happens"):
        if getattr(assumption, key) is not None:
            yield f"{key} changes which rows there are, for this number alone; mend the table and leave {key} out"
    if assumption.persistence:
        yield "rows of one year do not follow from those of the year before; leave persistence out"


def _unlike(draft: Draft, first: str, name: str) -> Iterator[str]:
    """In what an assumption differs from the first one of its table, so that they cannot take rows together."""
    one, other = draft.assumptions[first], draft.assumptions[name]
    if one.data and other.data and one.data.weights != other.data.weights:
        yield f"rows that are drawn together have one weight each, and {first!r} has other weights; give both the same"
    if (one.drawn, _repeated(draft, first)) != (other.drawn, _repeated(draft, name)):
        yield f"rows are drawn together when all that take them are drawn alike, and {first!r} is not; draw both alike"


def _repeated(draft: Draft, name: str) -> tuple[str, ...]:
    """The sets for each label of which an assumption is drawn apart."""
    return () if draft.assumptions[name].drawn == "once" else draft.dimensions.get(name, ())


def _rows(draft: Draft, names: Sequence[str]) -> JointRows:
    """The rows that some names take together, their columns in the order of the table whatever that of the study."""
    first = draft.assumptions[names[0]].data
    assert first is not None
    table = draft.tables.table(first.table, key="data")
    weights = table.numbers(first.weights) if first.weights else None
    places = list(table.columns)
    in_order = sorted(names, key=lambda name: places.index(draft.assumptions[name].data.column))  # type: ignore[union-attr]
    return JointRows.of(first.table, {name: draft.made[name].sample for name in in_order}, weights)
