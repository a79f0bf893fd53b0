"""A fact that is missing: the reason why there is no value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mcba.errors import Note, RunError

_Value = TypeVar("_Value")


class Missing(Note):
    """Why a fact is not there.

    Parameters
    ----------
    code : str
        Of the reason; its words stand in `words/`, under `[note]`.
    data : mapping, optional
        What the placeholders of those words stand for.

    Examples
    --------
    >>> Missing("nothing_to_learn").code
    'nothing_to_learn'
    """


def fact(compute: Callable[[], _Value]) -> _Value | Missing:
    """A value, or the reason why it cannot be computed."""
    try:
        return compute()
    except RunError as error:
        return Missing(error.note.code, error.note.data)


def required(value: _Value | Missing) -> _Value:
    """A fact that must be there.

    Parameters
    ----------
    value : object or Missing

    Returns
    -------
    object
        The value.

    Raises
    ------
    RunError
        With the reason why it is missing.

    Examples
    --------
    >>> required(3)
    3
    """
    if isinstance(value, Missing):
        data = {name: part for name, part in value.data.items() if name != "message"}  # which `stopped` says
        raise RunError(value.data.get("message", f"a fact is missing: {value.code}"), code=value.code, **data)
    return value


def or_missing(value: _Value | Note) -> _Value | Missing:
    """A value, or a note that says why there is none as the reason why it is missing."""
    return Missing(value.code, value.data) if isinstance(value, Note) else value
