"""Functions that hand on elements without a look at them: what they choose may vary, and is chosen once for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mcba.workbook.slices.worlds.varying import Varying
from mcba.workbook.values import Table

_HANDED_ON = {
    **dict.fromkeys(("INDEX", "FILTER", "TRANSPOSE", "TAKE", "DROP", "EXPAND", "CHOOSEROWS", "CHOOSECOLS"), (0,)),
    **dict.fromkeys(("WRAPROWS", "WRAPCOLS"), (0,)),
    "SORTBY": (0,),
    "XLOOKUP": (2,),
}
"""By name: the arguments whose elements no one looks at."""
_BESIDE_THE_KEYS = {"VLOOKUP": False, "HLOOKUP": True}
"""Whether the keys that they look at, before they hand on the rest of the table, stand in its first row."""


def opaque_arguments(name: str, arguments: Sequence[Any]) -> tuple[int, ...]:
    """Which arguments of a function may vary without a difference to what it chooses.

    Parameters
    ----------
    name : str
    arguments : sequence

    Returns
    -------
    tuple of int
    """
    if name in ("VSTACK", "HSTACK"):
        return tuple(range(len(arguments)))
    if name == "LOOKUP" and len(arguments) == 3:
        return (2,)
    if name in _BESIDE_THE_KEYS and len(arguments) > 1 and isinstance(arguments[1], Table):
        rows = arguments[1].rows
        keys = rows[0] if _BESIDE_THE_KEYS[name] else [row[0] for row in rows]
        return () if any(isinstance(key, Varying) for key in keys) else (1,)
    return _HANDED_ON.get(name, ())
