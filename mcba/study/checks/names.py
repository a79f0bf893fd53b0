"""Names of the study, and the labels of its sets."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection

from mcba.study.document.choices import SetTable
from mcba.study.document.document import Document
from mcba.study.document.values import NAME, shown
from mcba.study.formula.functions import FUNCTIONS
from mcba.study.formula.outcomes import STANDARD_OUTCOMES, outcomes_of, results_as_outcomes
from mcba.study.formula.trees import CONSTANTS
from mcba.study.model import FLOW_KINDS, RESERVED, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.mending import FORMULA_SECTIONS
from mcba.study.tables.cells import TextTable

SHARED_SECTIONS = ("sets", "assumptions", "choices", "quantities", *FLOW_KINDS, "outcomes")
"""The sections of which formulas see the names, so that no two may have the same."""

RESERVED_WORDS = frozenset({*RESERVED, *FUNCTIONS}) - {YEAR, "world", "bearer", "flow", "horizon"}
"""The names that mean something in formulas only."""

OTHER_SECTIONS = ("pm", "scenarios", "options", "effects", "stakeholders")


def check_names(draft: Draft) -> Draft:
    """Every name can be written in a formula, and means one thing."""
    complaints = draft.collect()
    sections: dict[str, str] = {}
    model = draft.document.model
    # No formula sees the names of a function that is held in memory, so that they may be words of formulas.
    free = (
        RESERVED_WORDS if model is not None and model.function is not None and not _has_formulas(draft) else frozenset()
    )
    for section in SHARED_SECTIONS:
        for name in getattr(draft.document, section):
            _check_name(complaints, (section,), name, free)
            if name in sections:
                message = f"the name {name!r} stands in [{sections[name]}] too; every name means one thing"
                complaints.at((section, name), message, breaks=name)
            sections[name] = section
    for name in {} if model is None else model.gives:
        own = STANDARD_OUTCOMES.keys() if name in results_as_outcomes(draft.document) else frozenset[str]()
        _check_name(complaints, ("model", "gives"), name, free | own)
        if name in sections:
            message = f"the name {name!r} stands in [{sections[name]}] too; every name means one thing"
            complaints.at(("model", "gives", name), message, breaks=name)
    for section in OTHER_SECTIONS:
        for name in getattr(draft.document, section):
            _check_name(complaints, (section,), name)
    return draft.learnt(complaints)


def _has_formulas(draft: Draft) -> bool:
    return any(getattr(draft.document, section) for section in FORMULA_SECTIONS)


def _check_name(complaints: Complaints, section: tuple[str, ...], name: str, free: Collection[str] = ()) -> None:
    """Whether a name can be written, and means nothing yet; `free` are names that mcba leaves to this study."""
    is_shared = section[0] in (*SHARED_SECTIONS, "model")
    if keyword.iskeyword(name):
        message = f"{name!r} is a word that formulas cannot use; choose another name"
    elif not re.fullmatch(NAME, name):
        message = f"{shown(name)} cannot be a name; allowed are letters a to z, digits and _, with a letter first"
    elif is_shared and name not in free and (name in RESERVED or name in FUNCTIONS):
        message = f"{name!r} already means something in mcba; choose another name"
    else:
        return
    complaints.at((*section, name), message, breaks=name)


def visible_names(document: Document, section: str) -> set[str]:
    """The names that a formula of a section may use."""
    names = {YEAR, "horizon", *CONSTANTS, *document.assumptions, *document.choices, *document.quantities}
    names |= set() if document.model is None else document.model.gives.keys()
    if section == "outcomes":
        flows = {name for kind in FLOW_KINDS for name in getattr(document, kind)}
        names |= flows | set(outcomes_of(document))
    return names


def check_sets(draft: Draft) -> Draft:
    """The labels of a set that stand in a table are there, and differ."""
    complaints = draft.collect()
    sets: dict[str, tuple[str, ...]] = {}
    for name, labels in draft.document.sets.items():
        if not isinstance(labels, SetTable):
            sets[name] = labels
            continue
        with complaints.caught(("sets", name), breaks=name):
            (column,) = draft.tables.columns(labels.table, {"column": labels.column}, key="table")
            if not column:
                complaints.broken.add(name)
            _check_labels(complaints, name, draft.tables.table(labels.table, key="table"), labels.column)
            if name not in complaints.broken:
                sets[name] = column
    sets[YEAR] = tuple(str(year) for year in range(draft.document.study.horizon + 1))
    return draft.learnt(complaints, sets=sets)


def _check_labels(complaints: Complaints, name: str, table: TextTable, column: str) -> None:
    rows: dict[str, int] = {}
    for row, label in enumerate(table.columns[column]):
        first = rows.setdefault(label, row)
        if not label:
            message = f"column {column!r} has an empty cell; give every label"
        elif first != row:
            message = (
                f"{label!r} stands twice in column {column!r} (first on line {table.lines[first]}); "
                "labels of a set differ"
            )
        else:
            continue
        complaints.add(table.refused(row, column, message), breaks=name)
