"""A study with changes: another one of which the text says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomli

from mcba.errors import StudyError, suggestion
from mcba.study.document.assumption import Assumption
from mcba.study.document.distribution import Distribution
from mcba.study.document.values import shown
from mcba.study.formula.python import PythonFunction
from mcba.study.making.keywords import HEADER, SECTIONS
from mcba.study.making.numbers import Stated, is_scalar
from mcba.study.making.remarks import text_with
from mcba.study.making.sections import LIST_SECTIONS, complaint_at, number_of, section_of, tables_of
from mcba.study.making.studies import with_function
from mcba.study.making.text import as_data
from mcba.study.model import Study
from mcba.study.reading.reader import allow_function, read
from mcba.study.tables.assumption_rows import entry_in, sheet_with
from mcba.study.workbooks.giving import with_workbook

_OF_A_NUMBER = frozenset(field.alias or name for name, field in Distribution.model_fields.items())
"""The keys that say what the distribution is."""

_WORDS = frozenset({"reason", "source", *HEADER, *SECTIONS} - {"price_year", "horizon"})
"""Keywords of a change that no number and no distribution stands for."""

_STAYS = ("label", "unit", "cell", "cells", "price_year", "kind", "measured", "over", "drawn", "persistence")
"""What an assumption says of itself whatever its distribution is."""

_OF_A_WORKBOOK = ("workbook", "sha256", "cells")
_EITHER: Mapping[str, Any] = dict.fromkeys(("python", "function", *_OF_A_WORKBOOK))
"""A model is a function of a file, one that is held in memory, or a workbook: what is given of one ends the others."""


class _Changes:
    """What is changed of a study, entry by entry.

    Attributes
    ----------
    study : Study
    function : PythonFunction or None
        The one that is given in place of its own.
    data : dict
        What its text says, and will say.
    changed : dict of (section, name) to object
        The entries that are others.
    stated : Stated
        Its tables and objects.
    """

    def __init__(self, study: Study, tables: Mapping[str, str], function: PythonFunction | None):
        self.study, self.function = study, function
        self.data: dict[str, Any] = tomli.loads(study.text)
        self.changed: dict[tuple[str, str], Any] = {}
        self.stated = Stated(tables=dict(tables), objects={})
        self.sheets: dict[str, str] = {}
        self.objects = dict(study.objects)

    def put(self, section: str, name: str, entry: Any) -> None:
        """Let an entry be another one; None takes it out."""
        self.changed[section, name] = entry
        within = self.data.setdefault(section, {})
        if entry is None:
            within.pop(name, None)
        else:
            within[name] = entry

    def whole(self, section: str, entries: Any) -> None:
        """Let a list be another one, or a whole section be gone."""
        self.changed[section, ""] = entries
        if entries:
            self.data[section] = entries
        else:
            self.data.pop(section, None)

    def entry(self, section: str, name: str) -> Any:
        """What the text says of a name now; None where it says nothing."""
        within = self.data.get(section)
        return within.get(name) if isinstance(within, Mapping) else None

    def study_after(self) -> Study:
        """The study of the changed text."""
        before, text = self.study, text_with(self.study.text, self.data, self.changed)
        tables = {**before.tables, **self.sheets, **self.stated.tables}
        objects = {**self.objects, **self.stated.objects}
        after = read(before.path, text, tables=tables, objects=objects, by_key=True)
        return allow_function(after, self.function) if self.function else _with_function_of(before, after)


def _with_function_of(before: Study, after: Study) -> Study:
    """The function stays at hand, and allowed, where the text says the same one."""
    one, other = before.function, after.function
    if not (isinstance(one, PythonFunction) and isinstance(other, PythonFunction) and one.is_runnable):
        return after
    if (one.table, one.name, one.text) != (other.table, other.name, other.text):
        return after
    return allow_function(after, one if one.held else None)


def changed_study(
    study: Study,
    changes: Mapping[str, Any],
    *,
    reason: str | Mapping[str, str] | None = None,
    source: object = None,
    objects: bool = False,
) -> Study:
    """The study with changes, and its text with them.

    Parameters
    ----------
    study : Study
    changes : mapping of str to object
        As the keywords of `Study.with_`, `tables` among them.
    reason, source
        As for `Study.with_`.
    objects : bool
        Whether distributions that no file can hold are kept as objects.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        For a name that the study does not have, and for what the study then gets wrong.
    """
    study.hold_to_text("study with changes")
    _refuse_meant_for_an_assumption({**changes, "reason": reason, "source": source}, study)
    changes, function = with_function(with_workbook(changes, study.document.model))
    made = _Changes(study, tables_of(changes.get("tables") or {}), function)
    origin = {key: as_data(part) for key, part in (("reason", reason), ("source", source)) if part is not None}
    for name, value in changes.items():
        if name == "tables":
            continue
        if name in SECTIONS:
            _section(made, name, value, origin, objects)
        elif name in HEADER:
            made.put("study", name, None if value is None else as_data(value))
        elif name in study.document.assumptions:
            _assumption(made, name, value, origin, objects)
        elif name in study.document.choices:
            _choice(made, name, value, origin)
        else:
            known = [*study.document.assumptions, *study.document.choices, *HEADER, *SECTIONS]
            raise StudyError.without_place(
                f"the study has no assumption or choice {name!r}, nor is it a key of [study] or a section; "
                f"{suggestion(name, known)} (assumptions={{{name!r}: …}} adds one)"
            )
    return made.study_after()


def _refuse_meant_for_an_assumption(given: Mapping[str, Any], study: Study) -> None:
    """Refuse a number or distribution where a keyword says something else and an assumption has its name."""
    known = {**study.document.assumptions, **study.document.choices}
    for name, value in given.items():
        if name in known and name in _WORDS and not isinstance(value, str | Mapping | list | tuple | None):
            section = "assumptions" if name in study.document.assumptions else "choices"
            raise complaint_at(
                name,
                f"found {shown(value)}; {name} is a keyword of its own here, so what has the same name goes through "
                f"{section}={{{name!r}: …}}",
            )


def _section(made: _Changes, section: str, given: Any, origin: Mapping[str, Any], objects: bool) -> None:
    """Merge a section: a name that is given is added or altered, one that is None is taken out."""
    if given is None or section in LIST_SECTIONS:
        made.whole(section, None if given is None else section_of(section, given, made.stated))
        return
    if section in {"run", "sets", "model"}:
        entries = _mapping(section, given)
        if section == "model" and entries.keys() & {"python", "function", "workbook"}:
            stays = _OF_A_WORKBOOK if entries.get("workbook") is not None else ()
            entries = {**{key: None for key in _EITHER if key not in stays}, **entries}
        for name, value in entries.items():
            made.put(section, str(name), None if value is None else as_data(value))
    elif section == "assumptions":
        for name, value in _mapping(section, given).items():
            _assumption(made, str(name), value, origin, objects)
    elif section == "choices":
        for name, value in _mapping(section, given).items():
            _choice(made, str(name), value, origin)
    else:
        entries = section_of(section, _mapping(section, given), made.stated)
        for name, entry in entries.items():
            made.put(section, name, _merged(made.entry(section, name), entry))


def _mapping(section: str, given: Any) -> Mapping[Any, Any]:
    if isinstance(given, Mapping):
        return given
    raise complaint_at(section, "allowed is a mapping of what changes; None takes a name out")


def _merged(old: Any, new: Any) -> Any:
    return {**old, **new} if isinstance(old, Mapping) and isinstance(new, Mapping) else new


def _choice(made: _Changes, name: str, value: Any, origin: Mapping[str, Any]) -> None:
    if value is None:
        made.put("choices", name, None)
        return
    old = dict(made.entry("choices", name) or {})
    if isinstance(value, Mapping):
        given = {str(key): as_data(part) for key, part in value.items() if part is not None}
        gone = {str(key) for key, part in value.items() if part is None}
        old = {key: part for key, part in old.items() if key not in gone}
    elif is_scalar(value) or isinstance(value, list | tuple):
        given = {"value": as_data(value)}
    else:
        raise complaint_at(f"choices.{name}", "a choice is set and not drawn: give a number, or a list of one a year")
    if "value" in given:
        old = {key: part for key, part in old.items() if key not in {"source", "reason"}}
    made.put("choices", name, {**old, **given, **origin})


def _assumption(made: _Changes, name: str, value: Any, origin: Mapping[str, Any], objects: bool) -> None:
    old = made.entry("assumptions", name)
    sheet = _sheet_of(made) if old is None and name in made.study.document.assumptions else None
    if sheet is not None:
        old = entry_in(sheet, _sheet_text(made, sheet), name)
    made.objects.pop(name, None)
    entry = None if value is None else _entry(made, name, old or {}, value, origin, objects)
    if sheet is not None:
        made.sheets[sheet] = sheet_with(sheet, _sheet_text(made, sheet), name, entry)
        made.data.setdefault("assumptions", {})
    elif isinstance(made.data.get("assumptions"), str):
        made.whole("assumptions", {"table": made.data["assumptions"], name: entry})
    else:
        made.put("assumptions", name, entry)


def _sheet_of(made: _Changes) -> str | None:
    """The table that the assumptions stand in, if they stand in one."""
    stated = made.data.get("assumptions")
    table = stated.get("table") if isinstance(stated, Mapping) else stated
    return table if isinstance(table, str) else None


def _sheet_text(made: _Changes, sheet: str) -> str:
    return made.sheets.get(sheet, made.study.tables[sheet])


def _entry(
    made: _Changes, name: str, old: Mapping[str, Any], value: Any, origin: Mapping[str, Any], objects: bool
) -> dict[str, Any]:
    """What is said of an assumption that is given otherwise."""
    gone = {key for key, part in value.items() if part is None} if isinstance(value, Mapping) else set()
    new = number_of(value, name, f"assumptions.{name}", made.stated, objects=objects)
    if not _OF_A_NUMBER & new.keys() and "from" not in new:
        return {**{key: part for key, part in old.items() if key not in gone}, **new, **origin}
    said = {key: old[key] for key in _STAYS if key in old and key not in gone}
    if "from" in old:
        said = _with_library(made.study.document.assumptions[name], said)
    if new.keys() <= {"value"} and "over" not in said:
        said = {key: part for key, part in said.items() if key not in {"drawn", "persistence"}}
    status = {} if "status" not in old and "from" not in old and "source" not in origin else {"status": "assumed"}
    if "source" in origin:
        status = {"status": "sourced"}
    label = {"label": said.pop("label")} if "label" in said else {}
    merged = {**label, **{key: part for key, part in new.items() if key in _OF_A_NUMBER}, **said, **status, **origin}
    return {**merged, **new}


def _with_library(assumption: Assumption, said: Mapping[str, Any]) -> dict[str, Any]:
    """What the library says of an assumption and stays when its distribution is another one."""
    stays = {key: getattr(assumption, key) for key in ("label", "unit", "price_year")}
    return {**{key: as_data(part) for key, part in stays.items() if part is not None}, **said}
