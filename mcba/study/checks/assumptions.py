"""Assumptions: the entries of the library, the sets they are repeated over, their units, sources and cells."""

from __future__ import annotations

from mcba.errors import FormulaError, suggestion
from mcba.study.distributions.entries import assumption_from, read_entry
from mcba.study.document.assumption import Assumption
from mcba.study.document.distribution import ADJUSTMENTS, Distribution
from mcba.study.document.values import Column
from mcba.study.formula.trees import names_behind
from mcba.study.formula.units import Unit, parse_unit
from mcba.study.model import FLOW_KINDS, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place


def check_entries(draft: Draft) -> Draft:
    """Entries of the evidence library are there; an assumption has what its entry says and it does not say itself."""
    complaints, own = draft.collect(), draft.document.study.library
    entries, assumptions = {}, dict(draft.assumptions)
    for name, assumption in draft.document.assumptions.items():
        if assumption.from_ is not None:
            with complaints.caught(("assumptions", name, "from"), breaks=name):
                entry = read_entry(assumption.from_, draft.tables.entry_text(assumption.from_, own))
                entries[name] = entry
                assumptions[name] = _with_entry(assumption, assumption_from(entry))
    return draft.learnt(complaints, entries=entries, assumptions=assumptions)


def _with_entry(assumption: Assumption, entry: dict[str, object]) -> Assumption:
    """The keys of a library entry, with what the study itself says put over them."""
    fields = Assumption.model_fields
    own = {fields[name].alias or name: getattr(assumption, name) for name in assumption.model_fields_set}
    if (Distribution.model_fields.keys() - ADJUSTMENTS) & own.keys():
        entry = {name: value for name, value in entry.items() if name not in Distribution.model_fields}
    return Assumption.model_validate({**entry, **own})


def check_repetition(draft: Draft) -> Draft:
    """The set that an assumption is repeated over exists, and it is said how it is drawn over it."""
    complaints, dimensions = draft.collect(), dict(draft.dimensions)
    for name, assumption in draft.document.assumptions.items():
        dimensions[name] = _dimensions(draft, complaints, name, assumption)
    return draft.learnt(complaints, dimensions=dimensions)


def _dimensions(draft: Draft, complaints: Complaints, name: str, assumption: Assumption) -> tuple[str, ...]:
    place: Place = ("assumptions", name)
    over = assumption.over
    if over is not None:
        if over in draft.sets:
            _check_drawn(complaints, place, assumption)
            return (over,)
        if over not in complaints.broken:
            complaints.at((*place, "over"), f"there is no set {over!r}; {suggestion(over, draft.sets)}")
        complaints.broken.add(name)
    elif assumption.drawn == "each_unit":
        complaints.at((*place, "drawn"), 'drawn = "each_unit" needs over = "a set", the units that differ')
    elif assumption.drawn == "each_year":
        return (YEAR,)
    return ()


def _check_drawn(complaints: Complaints, place: Place, assumption: Assumption) -> None:
    """Whether units differ by themselves or together is the author's to say: it decides the spread of their sum."""
    certain = assumption.value is not None
    if not certain and "drawn" not in assumption.model_fields_set and assumption.over != YEAR:
        complaints.at(
            (*place, "over"),
            f"say how it is drawn over {assumption.over!r}: "
            'drawn = "each_unit" (every one by itself) or "once" (all move together)',
        )
    if assumption.drawn == "each_year":
        complaints.at(
            (*place, "drawn"),
            'drawn = "each_year" and over = "a set" do not go together; use over = "year" or one assumption a year',
        )


def check_units(draft: Draft) -> Draft:
    """The units of assumptions can be read."""
    complaints, units = draft.collect(), dict(draft.units)
    for name, assumption in draft.assumptions.items():
        units[name] = unit_at(complaints, ("assumptions", name, "unit"), assumption.unit)
    return draft.learnt(complaints, units=units)


def unit_at(complaints: Complaints, place: Place, text: str | None) -> Unit | None:
    """The unit that stands at a place of the document; None where there is none or it cannot be read."""
    try:
        return None if text is None else parse_unit(text)
    except FormulaError as error:
        complaints.in_formula(place, str(text), error)
        return None


def check_statuses(draft: Draft) -> Draft:
    """An assumption has a source unless it is assumed, and no key that means nothing beside the others."""
    complaints = draft.collect()
    for name, assumption in draft.assumptions.items():
        place: Place = ("assumptions", name)
        if assumption.status != "assumed" and assumption.source is None:
            complaints.at(
                (*place, "status"),
                f"status {assumption.status!r} needs a source; add source = {{ document = …, place = … }}",
            )
        if assumption.persistence is not None and assumption.drawn != "each_year":
            complaints.at(
                (*place, "persistence"), 'persistence links one year to the next; it needs drawn = "each_year"'
            )
        if assumption.table and not any(isinstance(value, Column) for value in assumption.parameters().values()):
            complaints.at((*place, "table"), 'nothing is taken from the table; give a parameter as { column = "…" }')
    return draft.learnt(complaints)


def check_cells(draft: Draft) -> Draft:
    """What stands in cells has a workbook, and what stands in none of a study of a workbook is used by a formula."""
    complaints, document = draft.collect(), draft.document
    has_workbook = document.model is not None and document.model.workbook is not None
    if not has_workbook:
        _refuse_cells(draft, complaints)
        return draft.learnt(complaints)
    used = _used(draft)
    for name, assumption in draft.assumptions.items():
        if assumption.cell is None and assumption.cells is None and name not in used | draft.broken:
            message = "it stands in no cell and no formula uses it, so nothing follows from it; add cell = …"
            complaints.at(("assumptions", name), message)
    return draft.learnt(complaints)


def _refuse_cells(draft: Draft, complaints: Complaints) -> None:
    """Refuse cells where there is no workbook."""
    document = draft.document
    items = [(("assumptions", name), item) for name, item in draft.assumptions.items()]
    items += [(("choices", name), item) for name, item in document.choices.items()]  # type: ignore[misc]
    results = {} if document.model is None else document.model.gives
    items += [(("model", "gives", name), item) for name, item in results.items()]  # type: ignore[misc]
    wrong: list[Place] = [
        (*where, key) for where, item in items for key in ("cell", "cells") if getattr(item, key) is not None
    ]
    wrong += [
        (kind, name, "years")
        for kind in FLOW_KINDS
        for name, flow in getattr(document, kind).items()
        if flow.cells is not None
    ]
    for where in wrong:
        complaints.at(where, 'cells are of a workbook: name it with [model] workbook = "model.xlsx"')


def _used(draft: Draft) -> set[str]:
    """The names that formulas, shares, distributions and the count of participants use."""
    document = draft.document
    used = {document.study.participants or ""}
    for formula in draft.formulas.values():
        used |= names_behind(formula, draft.formulas)
    for kind in FLOW_KINDS:
        for flow in getattr(document, kind).values():
            used |= {share for share in (*flow.factors.values(), flow.lost) if isinstance(share, str)}
    for family in draft.families.values():
        used |= set(getattr(family, "parents", ()))
    return used
