"""The sections of a study as Python users give them, as the data of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mcba.errors import Complaint, StudyError
from mcba.study.document.values import is_number, shown
from mcba.study.making.numbers import Stated, csv_of, stated_of
from mcba.study.making.text import as_data
from mcba.study.reading.files import text_of_file

UNCERTAIN = frozenset({"assumptions", "verbal"})
"""The sections of uncertain numbers."""

VARIANTS = frozenset({"scenarios", "options"})
IN_TABLES = frozenset({"assumptions", "effects", "stakeholders"})
"""The sections that may stand in a file of their own."""

LIST_SECTIONS = frozenset({"dependence", "published"})

_SHORTHAND = {
    **dict.fromkeys(("quantities", "benefits", "costs", "transfers", "outcomes"), "formula"),
    **dict.fromkeys(("pm", "effects", "stakeholders"), "label"),
    "choices": "value",
}
"""The key that a plain value of an entry stands for, by section."""


def section_of(section: str, given: Any, stated: Stated, *, objects: bool = False) -> Any:
    """What the file says of one section.

    Parameters
    ----------
    section : str
    given : mapping, sequence or str
        As a user gives it; an entry that is None stays so.
    stated : Stated
        Gets the tables and objects that it needs.
    objects : bool
        Whether distributions that no file can hold are kept as objects.

    Returns
    -------
    dict, list or str

    Raises
    ------
    StudyError
        For what is of another kind than the section.
    """
    if section in LIST_SECTIONS:
        return _list(section, given)
    if isinstance(given, str) and section in IN_TABLES:
        return given
    if not isinstance(given, Mapping):
        raise complaint_at(section, f"found {shown(given)}; allowed is a mapping of names")
    return {str(name): _entry(section, str(name), value, stated, objects) for name, value in given.items()}


def complaint_at(place: str, message: str) -> StudyError:
    """A complaint about a keyword.

    Parameters
    ----------
    place : str
        The path of its keys.
    message : str

    Returns
    -------
    StudyError
        To raise.
    """
    return StudyError([Complaint("study.toml", 1, 1, message, place)])


def _list(section: str, given: Any) -> Any:
    if isinstance(given, Mapping) or not isinstance(given, Sequence) or isinstance(given, str):
        raise complaint_at(section, "allowed is a list, with a mapping for each of them")
    return as_data(given)


def _entry(section: str, name: str, value: Any, stated: Stated, objects: bool) -> Any:
    if value is None or (name == "table" and isinstance(value, str) and section in IN_TABLES):
        return value
    if section in UNCERTAIN:
        return number_of(value, name, f"{section}.{name}", stated, objects=objects)
    if section in VARIANTS:
        return _variant(section, name, value, stated)
    key = _SHORTHAND.get(section)
    if key is None or isinstance(value, Mapping):
        return as_data(value)
    if callable(value):
        raise complaint_at(
            f"{section}.{name}",
            'a formula is text, such as "clients * price"; a Python function goes in '
            'model={"python": f, "gives": […]}, or to mcba.simulate',
        )
    return {key: as_data(value)}


def number_of(value: object, name: str, place: str, stated: Stated, *, objects: bool = False) -> dict[str, Any]:
    """What the file says of one uncertain number; its tables and objects go with the others.

    Parameters
    ----------
    value : number, distribution, observations or mapping
    name, place : str
        As for `stated_of`.
    stated : Stated
        Gets the tables and objects that it needs.
    objects : bool
        As for `stated_of`.

    Returns
    -------
    dict of str
    """
    assumption = stated_of(value, name, place, objects=objects)
    for file, text in assumption.tables.items():
        if stated.tables.get(file, text) != text:
            raise complaint_at(place, f"the table {file!r} was given too; call it otherwise")
    stated.tables |= assumption.tables
    stated.objects |= assumption.objects
    keys: dict[str, Any] = as_data(assumption.keys)
    return keys


def _variant(section: str, name: str, value: Any, stated: Stated) -> Any:
    if not isinstance(value, Mapping):
        raise complaint_at(f"{section}.{name}", f'found {shown(value)}; allowed is a mapping such as {{"price": 3}}')
    overrides = value.get("override", value)
    if not isinstance(overrides, Mapping):
        raise complaint_at(f"{section}.{name}.override", f'found {shown(overrides)}; write {{"price": 3}}')
    place = f"{section}.{name}.override"
    override = {str(key): _override(part, f"{name}_{key}", f"{place}.{key}", stated) for key, part in overrides.items()}
    others = {key: part for key, part in value.items() if key != "override"} if "override" in value else {}
    return {**as_data(others), "override": override}


def _override(value: object, name: str, place: str, stated: Stated) -> Any:
    """A number stays one: it may be that of a choice, or the horizon."""
    if is_number(value):
        return value
    keys = number_of(value, name, place, stated)
    return keys["value"] if keys.keys() == {"value"} else keys


def tables_of(given: Any) -> dict[str, str]:
    """The files that a study names, as texts.

    Parameters
    ----------
    given : mapping of str to str, Path or DataFrame

    Returns
    -------
    dict of str to str

    Raises
    ------
    StudyError
        For something else than text or columns.
    """
    if not isinstance(given, Mapping):
        raise complaint_at("tables", 'allowed is a mapping such as {"prices.csv": text or DataFrame}')
    return {str(name): _table(str(name), table) for name, table in given.items()}


def _table(name: str, table: Any) -> str:
    if isinstance(table, str):
        return table
    if isinstance(table, Path):
        return text_of_file(table)
    if isinstance(table, Mapping) or hasattr(table, "columns"):
        return csv_of(table)
    raise complaint_at(
        f"tables[{name!r}]", f"found {type(table).__name__}; allowed is the text of the file, its path, or a DataFrame"
    )
