"""Draws that belong together, such as those of a posterior, as inputs of a function that come from one row a world."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.models.given import columns_of, numbers_in
from mcba.errors import RunError

JOINT = "joint.csv"
"""The table of a study that holds them."""


def joint_draws(table: Any, taken: Collection[str]) -> dict[str, Array]:
    """The columns of a table as draws that belong together.

    Parameters
    ----------
    table : mapping of str to (row,), DataFrame, Dataset, str or Path
    taken : collection of str
        The names of other inputs.

    Returns
    -------
    dict of str to (row,)

    Raises
    ------
    RunError
        For what is no table of numbers, for numbers that are missing or infinite, and for a name that is taken.

    Examples
    --------
    >>> list(joint_draws({"a": [1, 2], "b": [4, 3]}, taken=()))
    ['a', 'b']
    """
    draws = numbers_in(columns_of(table))
    for name, array in draws.items():
        if name in taken:
            raise RunError(f"{name!r} is an input and a column of joint; give it once")
        undefined = ~np.isfinite(array)
        if undefined.any():
            raise RunError(
                f"{int(undefined.sum()):,} of {array.size:,} numbers in column {name!r} of joint are missing or "
                f"infinite, the first in row {int(np.argmax(undefined)) + 1}; leave such rows out"
            )
    if not draws or not min(array.size for array in draws.values()):
        raise RunError("joint has no rows; give a table with a column for each input and a row for each draw")
    return draws


def joint_inputs(names: Collection[str]) -> dict[str, dict[str, Any]]:
    """What a study says of inputs that come from the rows of `JOINT` together.

    Examples
    --------
    >>> joint_inputs(["a"])
    {'a': {'data': {'table': 'joint.csv', 'column': 'a', 'rows': 'together'}}}
    """
    return {name: {"data": {"table": JOINT, "column": name, "rows": "together"}} for name in names}
