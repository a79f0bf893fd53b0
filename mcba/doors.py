"""Doors: what a room promises the rooms above it, said once and loaded at first use.

A room is a folder of modules. Its `__init__.pyi` lists the names it promises, each imported from the module that
defines it (a whole module from the room itself); its `__init__.py` says what the room is for and opens the door:

    __getattr__, __dir__ = door(__name__)

Type checkers and editors read the list as it stands, and so does Python, one module when one name of it is asked for.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def door(room: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Open the door of a room.

    Parameters
    ----------
    room : str
        Name of the package, `__name__` in its `__init__.py`.

    Returns
    -------
    (attribute, names)
        Its `__getattr__`, which also knows `__all__`, and its `__dir__`.

    Examples
    --------
    >>> attribute, names = door("mcba.engine")
    >>> "Run" in names(), attribute("Run").__name__
    (True, 'Run')
    """
    homes, whole = _promised(Path(str(sys.modules[room].__file__)).with_suffix(".pyi"))

    def names() -> list[str]:
        return sorted({*homes, *(name for module in whole for name in import_module(module).__all__)})

    def attribute(name: str) -> Any:
        if name == "__all__":
            return names()
        home = homes.get(name) or next(
            (module for module in whole if not name.startswith("_") and name in import_module(module).__all__), None
        )
        if home is None:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        value = import_module(f"{room}.{name}") if home == room else getattr(import_module(home), name)
        setattr(sys.modules[room], name, value)
        return value

    return attribute, names


def _promised(stub: Path) -> tuple[dict[str, str], list[str]]:
    """The module of each name that a stub imports, and the modules of which it promises every name."""
    imports = [part for part in ast.parse(stub.read_text(encoding="utf-8")).body if isinstance(part, ast.ImportFrom)]
    pairs = [(str(part.module), alias.name) for part in imports for alias in part.names]
    return {name: module for module, name in pairs if name != "*"}, [module for module, name in pairs if name == "*"]
