"""Mending: what the models refuse is taken out of the file's data, so that the rest can still be checked."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from mcba.study.positions import Place

# What stands for a refused value that its table cannot do without: the rest of the table can then still be checked.
STAND_INS: dict[str | int, Any] = {
    "study": {"title": ""},
    "title": "",
    "label": "",
    "formula": "0",
    "value": 0.0,
    "source": "",
    "override": {},
    "gains": {"": 1.0},
    "losses": {"": 1.0},
}


def to_mend(place: Place) -> Place:
    """The part of a mistake's place that can be taken out as a whole: a key of a table, or one of a list of tables."""
    if place[0] in {"study", "run", "sets", "dependence", "published"}:
        return place[:2]
    return place[: 4 if place[2:3] == ("override",) else 3]


def toml_message(message: str) -> str:
    """The TOML reader's words, with keys and tables as they stand in the file."""
    if message == "Cannot overwrite a value":
        return "the key that ends here has a value already; a key stands once in its table"
    if message == "Illegal character '\\n'":
        return "the line ends before its text does; close the quotes"
    message = re.sub(r"\('(.*?)',?\)", lambda key: f"[{key[1]}]", message).replace("', '", ".")
    return message[0].lower() + message[1:]


def is_consequence(details: ErrorDetails) -> bool:
    """A list that is too short only because something in it was refused."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def own_place(details: ErrorDetails) -> Place:
    """A missing key stands nowhere: point at the table it is missing from."""
    return details["loc"][:-1] if details["type"] == "missing" else details["loc"]
