"""The functions that are computed in all worlds at once, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, TypeAlias

ElementFunction: TypeAlias = Callable[..., Any]
"""With the context and the arguments of the function of one world, but elements in place of values. It gives an element
or a `Table`, or `NotImplemented` where the function must go world by world."""

_KERNELS: dict[str, ElementFunction] = {}


def kernel(names: str, *, context: bool = False) -> Callable[[ElementFunction], ElementFunction]:
    """Enter a kernel under one or more names with spaces between them; most of them look at no context."""

    def entered(implementation: ElementFunction) -> ElementFunction:
        taken = implementation if context else lambda _context, *arguments: implementation(*arguments)
        _KERNELS.update(dict.fromkeys(names.split(), taken))
        return implementation

    return entered


@cache
def kernels() -> dict[str, ElementFunction]:
    """All kernels by the name of their function.

    Returns
    -------
    dict of str to callable

    Examples
    --------
    >>> sorted(kernels())[:2]
    ['ABS', 'AND']
    """
    from mcba.workbook.slices import kernels as folder

    for module in walk_packages(folder.__path__, f"{folder.__name__}."):
        import_module(module.name)
    return _KERNELS
