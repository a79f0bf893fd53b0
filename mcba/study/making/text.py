"""The data of a study as the text of its file, as a person would write it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from itertools import starmap
from typing import Any

import numpy as np
from pydantic import BaseModel

from mcba.study.making.keywords import SECTIONS

SHORT = 100  # characters of a table that stands on one line with its name
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LISTS = frozenset({"dependence", "published"})
_YEARS = frozenset({"price_year", "year", "years", "seed", "horizon", "read", "date", "page"})


def as_data(value: Any) -> Any:
    """A value as TOML has it: mappings, lists, text, numbers, truths and dates.

    Parameters
    ----------
    value : object
        Of Python, NumPy or a model of the document.

    Returns
    -------
    object

    Examples
    --------
    >>> as_data({"a": (np.float64(1.5), None), "b": None})
    {'a': [1.5]}
    """
    if isinstance(value, BaseModel):
        names = {name: field.alias or name for name, field in type(value).model_fields.items()}
        return as_data({names[name]: getattr(value, name) for name in names if name in value.model_fields_set})
    if isinstance(value, Mapping):
        return {str(key): as_data(part) for key, part in value.items() if part is not None}
    if isinstance(value, np.ndarray | np.generic):
        return as_data(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [as_data(part) for part in value if part is not None]
    return value


def toml_of(data: Mapping[str, Any]) -> str:
    """The text of a study file.

    Parameters
    ----------
    data : mapping of str
        `study` and the other sections, plain.

    Returns
    -------
    str

    Examples
    --------
    >>> print(toml_of({"study": {"title": "A number"}, "outcomes": {"half": {"formula": "1 / 2"}}}))
    [study]
    title = "A number"
    <BLANKLINE>
    [outcomes]
    half = { formula = "1 / 2" }
    <BLANKLINE>
    """
    known = [name for name in ("study", *SECTIONS) if name in data]
    others = [name for name in data if name not in known]
    names = [*known, *others]
    alone = [f"{key_of(name)} = {value_of(data[name])}\n" for name in names if not is_table_section(name, data[name])]
    parts = [section_text(name, data[name]) for name in names if is_table_section(name, data[name])]
    return "\n".join(["".join(alone), *parts] if alone else parts)


def is_table_section(name: str, value: Any) -> bool:
    """Whether a section has a heading, and is not one line at the beginning of the file.

    Examples
    --------
    >>> is_table_section("run", {"worlds": 3}), is_table_section("assumptions", "numbers.csv")
    (True, False)
    """
    return isinstance(value, Mapping) or (name in _LISTS and _all_tables(value))


def _all_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, Mapping) for part in value)


def section_text(name: str, value: Any) -> str:
    """A section with its headings.

    Parameters
    ----------
    name : str
    value : dict, or list of dict
        Plain.

    Returns
    -------
    str

    Examples
    --------
    >>> print(section_text("run", {"worlds": 4096}))
    [run]
    worlds = 4_096
    <BLANKLINE>
    """
    if isinstance(value, list):
        return "\n".join(f"[[{name}]]\n{_lines(part)}" for part in value)
    tables = {key: part for key, part in value.items() if isinstance(part, Mapping)}
    if name in {"study", "run", "sets", "model"} or len(tables) < len(value) or all(starmap(is_short, tables.items())):
        return f"[{name}]\n{_lines(value)}"
    return "\n".join(f"[{name}.{key_of(key)}]\n{_lines(part)}" for key, part in tables.items())


def is_short(name: str, table: Mapping[str, Any]) -> bool:
    """Whether a table stands on one line with its name: it is short, and says nothing in words.

    Examples
    --------
    >>> is_short("a", {"distribution": "normal", "mean": 1, "sd": 1}), is_short("a", {"label": "Clients", "value": 3})
    (True, False)
    """
    return not {"label", "source"} & table.keys() and len(f"{name} = {value_of(table)}") <= SHORT


def _lines(table: Mapping[str, Any]) -> str:
    return "".join(f"{key_of(key)} = {value_of(value, key)}\n" for key, value in table.items())


def key_of(name: str) -> str:
    """A key, in quotes where it needs them.

    Examples
    --------
    >>> key_of("0.5"), key_of("sd")
    ('"0.5"', 'sd')
    """
    return name if _BARE.fullmatch(name) else _quoted(name)


def value_of(value: Any, key: str = "") -> str:
    """A value on one line.

    Parameters
    ----------
    value : object
        Plain.
    key : str
        Under which it stands: years have no marks of thousands.

    Returns
    -------
    str

    Examples
    --------
    >>> value_of({"low": 9000.0, "high": 0.5, "unit": "EUR"}), value_of(2025, "price_year")
    ('{ low = 9_000, high = 0.5, unit = "EUR" }', '2025')
    """
    match value:
        case bool():
            text = str(value).lower()
        case int() | float():
            text = _number(value, key)
        case Mapping():
            inside = ", ".join(f"{key_of(name)} = {value_of(part, name)}" for name, part in value.items())
            text = f"{{ {inside} }}" if inside else "{}"
        case list():
            text = f"[{', '.join(value_of(part, key) for part in value)}]"
        case dt.date() | dt.time():
            text = value.isoformat()
        case _:
            text = _quoted(str(value))
    return text


def _number(value: float, key: str) -> str:
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 1e15):
        return repr(value)
    return str(int(value)) if key in _YEARS else f"{int(value):_}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
