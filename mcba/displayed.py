"""What a person sees of a result: a few lines of text at a prompt, and a table with a picture in a notebook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from itertools import islice
from typing import Any

import numpy as np

_PAGES = "mcba.reporting.delivery.notebooks.displays"  # opened when a notebook asks: this file stands below all rooms
LONGEST = 300  # characters of a result
_WORD = 60  # of a value within it
_NAMED = 4  # names of a mapping that are told
_FEW = 8  # numbers of an array that are told


class Displayed:
    """A result that is short as text and a small page in a notebook.

    A dataclass asks for this text with `repr=False`.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(repr=False)
    ... class Fit(Displayed):
    ...     name: str
    ...     sample: tuple[float, ...]
    >>> Fit("normal", (1.0,) * 500)
    Fit(name='normal', sample=<500 items>)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        values = ((each.name, getattr(self, each.name)) for each in fields(self) if each.repr)  # type: ignore[arg-type]
        return said(self, (f"{name}={short(value)}" for name, value in values))

    def _repr_html_(self) -> str | None:
        """The page of a notebook; None where there is none, so that the text stands."""
        shown: str | None = import_module(_PAGES).html_of(self)
        return shown


def said(thing: object, parts: Iterable[str]) -> str:
    """The name of a class with as many parts as `LONGEST` characters hold, and an ellipsis for the others.

    >>> said(object(), ["first", "second"])
    'object(first, second)'
    """
    told, left = [], list(parts)
    room = LONGEST - len(type(thing).__name__) - len("(, …)")
    while left and len(left[0]) + 2 <= room:
        room -= len(left[0]) + 2
        told.append(left.pop(0))
    return f"{type(thing).__name__}({', '.join([*told, *(['…'] if left else [])])})"


def short(value: Any) -> str:
    """A value within the text of a result: itself, or what it is where that takes more than a few words.

    >>> short(0.1 + 0.2), short("benefit"), short(np.arange(1000.0)), short({"low": 1, "high": 2})
    ('0.3', "'benefit'", '<1000 numbers, 0 to 999>', "{'low': 1, 'high': 2}")
    """
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, tuple | list) and any(isinstance(item, float) for item in value):
        value = type(value)(float(short(item)) if isinstance(item, float) else item for item in value)
    if _is_large(value):
        return _kind(value)
    written = repr(value)
    return written if len(written) <= _WORD and "\n" not in written else _kind(value, written)


def _is_large(value: object) -> bool:
    """Whether a text of it would take long to write, only to be thrown away."""
    return isinstance(value, Collection) and not isinstance(value, str) and len(value) > _WORD


def _array(value: np.ndarray[Any, Any]) -> str:
    """An array of few numbers as a list, and of many how many there are and between which ends they lie."""
    if value.ndim <= 1 and value.size <= _FEW:
        return f"[{', '.join(short(item) for item in value.tolist())}]" if value.ndim else short(value.item())
    size = "x".join(map(str, value.shape))
    if value.dtype.kind not in "iuf" or not np.isfinite(value).any():
        return f"<{size} values>"
    finite = value[np.isfinite(value)]
    return f"<{size} numbers, {short(float(finite.min()))} to {short(float(finite.max()))}>"


def _kind(value: object, written: str = "") -> str:
    """What a long value is."""
    if isinstance(value, str):
        return repr(f"{value[: _WORD - 2]}…".replace("\n", " "))
    if isinstance(value, Mapping):
        return f"<{named(value)}>"
    if isinstance(value, Collection):
        return f"<{len(value)} {'item' if len(value) == 1 else 'items'}>"
    if is_dataclass(value) or "\n" in written or not written.endswith(")"):
        return f"<{getattr(value, '__name__', type(value).__name__)}>"
    return f"{written[: _WORD - 2]}…)"


def named(names: Collection[object]) -> str:
    """The first few names, and where there are more how many there are.

    >>> named(["npv", "bcr"]), named([])
    ('npv, bcr', 'none')
    """
    told = ", ".join(name if len(name) <= 20 else f"{name[:19]}…" for name in map(str, islice(names, _NAMED)))
    return (told or "none") if len(names) <= _NAMED else f"{len(names)}: {told}, …"
