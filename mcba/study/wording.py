"""What the models and the TOML reader refuse, in the words of somebody who writes a study file."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcba.errors import StudyError
from mcba.study.document import Document, shown
from mcba.study.formula import suggestion
from mcba.study.positions import Place

_ALLOWED = {
    "string_type": "text in quotes",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list in [ ]",
    "tuple_type": "a list in [ ]",
    "dict_type": "a table",
    "finite_number": "a finite number",
    "string_pattern_mismatch": "letters, digits and _, with a letter first",
    "greater_than_equal": "{ge:.15g} or more",
    "greater_than": "a number above {gt:.15g}",
    "less_than_equal": "{le:.15g} or less",
    "less_than": "a number below {lt:.15g}",
    "too_short": "a list of {min_length} or more",
}
_MEANT: dict[str | int, str] = {
    "spearman": "write rank_correlation for Spearman's",
    "pearson": "write rank_correlation for Spearman's, or correlation for that on the normal scale",
    "tau": "write kendall for Kendall's tau",
}
_ALLOWED_TABLES = {
    "Text": 'text in quotes, or { en = "…", nl = "…" }',
    "Source": 'text in quotes, or { document = "…", place = "…" }',
}

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


def message_of(details: ErrorDetails) -> str:
    """What was found, what is allowed, and what to do about it."""
    kind, place, context = details["type"], details["loc"], details.get("ctx", {})
    key, found = shown(str(place[-1])), shown(details["input"])
    if kind == "extra_forbidden":
        allowed = _allowed_keys(Document, place[:-1])
        advice = _MEANT.get(place[-1]) or suggestion(str(place[-1]), allowed).replace("known are", "allowed are")
        message = f"unknown key {key}; {advice}"
    elif kind == "missing":
        message = f"{key} is missing here; add it"
    elif kind == "literal_error":
        expected = re.findall(r"'([^']*)'", context["expected"]) or [context["expected"].lower()]
        message = f"found {found}; allowed {'is' if len(expected) == 1 else 'are'} {', '.join(expected)}"
    elif kind == "model_type":
        message = f"found {found}; allowed is {_ALLOWED_TABLES.get(context['class_name'], 'a table')}"
    elif kind == "list_type" and len(place) == 1:
        message = f"found a table; write [[{place[0]}]], with two pairs of brackets, for each of them"
    elif kind == "float_type" and isinstance(details["input"], dict) and "quantiles" in place[-2:-1]:
        message = _without_quotes(str(place[-1]).removesuffix(".0"), details["input"])
    elif kind in _ALLOWED:
        message = f"found {found}; allowed is {_ALLOWED[kind].format(**context)}"
    else:
        message = details["msg"]
    return message


def _without_quotes(key: str, table: dict[str, Any]) -> str:
    """What to do about a decimal number as a key: TOML takes its point for the name of a table and a key in it."""
    decimal = f"{key}.{next(iter(table), '')}"
    return f'the key {decimal} needs quotes: write "{decimal}" = …, for a point without them begins a table'


def spoken(error: ValidationError, *place: str | int) -> StudyError:
    """What the models refuse of something that stands in no file, as one of its kind at this place would in a study."""
    found: list[ErrorDetails] = [{**details, "loc": (*place, *details["loc"])} for details in error.errors()]
    return StudyError.without_place("; ".join(map(message_of, found)))


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


def _allowed_keys(model: type[BaseModel], place: Place) -> list[str]:
    """The keys of the table at a place of the document."""
    kind: Any = model
    for part in place:
        kind = _member(kind, part)
    found = _models_in(kind)
    return [field.alias or name for name, field in found[0].model_fields.items()] if found else []


def _member(kind: Any, part: str | int) -> Any:
    for candidate in _models_in(kind):
        for name, field in candidate.model_fields.items():
            if part in (name, field.alias):
                return field.annotation
        return kind  # the name of a union's member: stay where we are
    arguments = [argument for argument in get_args(kind) if argument is not type(None)]
    return arguments[-1] if arguments else kind


def _models_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    container = getattr(kind, "__origin__", None) in (dict, list, tuple)
    return [] if container else [model for argument in get_args(kind) for model in _models_in(argument)]
