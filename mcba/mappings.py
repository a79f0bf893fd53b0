"""Mappings that do not change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

_KeyT = TypeVar("_KeyT")
_ValueT = TypeVar("_ValueT")


class ReadOnly(dict[_KeyT, _ValueT]):
    """A mapping that is made once: it can be read, copied, compared and sent to another process, and not written to.

    Examples
    --------
    >>> parts = ReadOnly({"a": 1})
    >>> parts | {"b": 2}
    {'a': 1, 'b': 2}
    >>> parts["a"] = 2
    Traceback (most recent call last):
    TypeError: this mapping does not change; of a study, study.with_(name=…) gives another one with the change
    """

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(
            "this mapping does not change; of a study, study.with_(name=…) gives another one with the change"
        )

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


def read_only(part: Any) -> Any:
    """A mapping as one that does not change; anything else as it is.

    Parameters
    ----------
    part : object

    Returns
    -------
    object

    Examples
    --------
    >>> type(read_only({"a": 1})).__name__, read_only(3)
    ('ReadOnly', 3)
    """
    return ReadOnly(part) if isinstance(part, Mapping) and not isinstance(part, ReadOnly) else part
