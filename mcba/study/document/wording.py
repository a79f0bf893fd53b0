"""What the models refuse, in the words of somebody who writes a study file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mcba.errors import StudyError, suggestion
from mcba.study.document.values import shown

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


def message_of(details: ErrorDetails, root: Any) -> str:
    """What was found, what is allowed, and what to do about it; places count from `root`, the type that was read."""
    kind, place, context = details["type"], details["loc"], details.get("ctx", {})
    key, found = shown(str(place[-1])), shown(details["input"])
    if kind == "extra_forbidden":
        allowed = _allowed_keys(root, place[:-1])
        advice = _MEANT.get(place[-1]) or suggestion(str(place[-1]), allowed, are="allowed")
        message = f"unknown key {key}; {advice}"
    elif kind == "key_of_family":
        near = suggestion(str(place[-1]), context["allowed"])
        message = f"unknown key {key}; {near if near.startswith('did you mean') else context['takes']}"
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
    return message + _with_a_point(details["input"])


def _with_a_point(found: object) -> str:
    """What to write for a number in quotes with a decimal comma; empty for anything else."""
    number = re.fullmatch(r"([-+]?\d+),(\d+)", found) if isinstance(found, str) else None
    return f"; the decimal sign is a point: write {number[1]}.{number[2]}" if number else ""


def _without_quotes(key: str, table: dict[str, Any]) -> str:
    """What to do about a decimal number as a key: TOML takes its point for the name of a table and a key in it."""
    decimal = f"{key}.{next(iter(table), '')}"
    return f'the key {decimal} needs quotes: write "{decimal}" = …, for a point without them begins a table'


if TYPE_CHECKING:  # the keys of a table are its arguments, as of every model
    from pydantic._internal._model_construction import ModelMetaclass

    Spoken = ModelMetaclass
else:

    class Spoken(type(BaseModel)):
        """A table of a list that is made in Python too, and then refuses what it does in the words of a study file."""

        def __call__(cls, *arguments: Any, **named: Any) -> Any:
            """Make one; what the model refuses is a StudyError without a place."""
            if arguments:
                keys = ", ".join(f"{name}=…" for name in list(cls.model_fields)[:2])
                raise TypeError(f"{cls.__name__} takes its keys by name: {cls.__name__}({keys})")
            try:
                return super().__call__(*arguments, **named)
            except ValidationError as error:
                mistakes: list[ErrorDetails] = [
                    {**details, "loc": (cls.__name__.lower(), 0, *details["loc"])} for details in error.errors()
                ]
                root = dict[str, list[cls]]
                messages = [message_of(details, root) for details in mistakes]
                raise StudyError.without_place("; ".join(messages)) from None


def _allowed_keys(root: Any, place: tuple[str | int, ...]) -> list[str]:
    """The keys of the table at a place of the type that was read."""
    kind = root
    for part in place:
        kind = _member(kind, part)
    models = _models_in(kind)
    return [field.alias or name for name, field in models[0].model_fields.items()] if models else []


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
