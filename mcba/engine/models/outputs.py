"""What a Python function gives back, as arrays by name: numbers, tuples, dicts, tables and labelled arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.errors import RunError

SINGLE = "result"
"""The name of a single result of a function that gives it none."""


def results_by_name(returned: Any, expected: Sequence[str] | None) -> dict[str, Any]:
    """The results of a function, each by its name.

    Parameters
    ----------
    returned : number, array, tuple, NamedTuple, mapping, dataclass, DataFrame, DataArray or Dataset
        Of a DataFrame each column is a result, and each row a world.
    expected : sequence of str, or None
        Their names; None where nothing is known of them.

    Returns
    -------
    dict of str
        In the order of the function.

    Raises
    ------
    RunError
        When they are others than those expected.

    Examples
    --------
    >>> results_by_name((1.0, 2.0), None)
    {'result_1': 1.0, 'result_2': 2.0}
    """
    found = _named(returned)
    if expected is None and isinstance(returned, tuple | Mapping) and not returned:
        raise RunError(f"the function gave an empty {type(returned).__name__}; give one result or more")
    if found is None:
        parts = returned if isinstance(returned, tuple) else (returned,)
        names = expected
        if names is None:
            names = [f"{SINGLE}_{place}" for place in range(1, len(parts) + 1)] if len(parts) > 1 else [SINGLE]
        if len(names) != len(parts):
            raise RunError(
                f"the function gave {len(parts)} result{'s' if len(parts) > 1 else ''} without names, and it is to "
                f"give {len(names)}: {listed(names)}; give a tuple of so many, or a dict by name"
            )
        return dict(zip(names, parts, strict=True))
    if expected is not None and set(found) != set(expected):
        raise RunError(f"the function gave {listed(found)}, and it is to give {listed(expected)}")
    return found


def has_names(returned: Any) -> bool:
    """Whether what a function gave names its results.

    Examples
    --------
    >>> has_names({"cost": 1.0}), has_names(1.0)
    (True, False)
    """
    return _named(returned) is not None


def _named(returned: Any) -> dict[str, Any] | None:
    """The parts of what has names of its own; None for anything else."""
    if hasattr(returned, "data_vars"):  # an xarray.Dataset
        return {str(name): array for name, array in returned.data_vars.items()}
    if isinstance(returned, Mapping):
        return {str(name): part for name, part in returned.items()}
    if isinstance(returned, tuple) and hasattr(returned, "_asdict"):
        return dict(returned._asdict())
    if is_dataclass(returned) and not isinstance(returned, type):
        return {part.name: getattr(returned, part.name) for part in fields(returned)}
    if hasattr(returned, "columns") and hasattr(returned, "to_numpy"):  # a DataFrame, of whatever library
        names = [str(name) for name in returned.columns]
        for name in names:
            if names.count(name) > 1:
                raise RunError(f"the function gave a table with two columns {name!r}; give each a name of its own")
        return {str(name): returned[name].to_numpy() for name in returned.columns}
    return None


def listed(names: Iterable[str]) -> str:
    """Names in quotes, in order, for a message."""
    return " and ".join(map(repr, sorted(names))) or "nothing"


def as_numbers(name: str, given: Any) -> Array:
    """What a function gave under one name as an array of real numbers, worlds last.

    Parameters
    ----------
    name : str
    given : array or what becomes one
        Of a DataArray the dimension `world` is put last.

    Returns
    -------
    array

    Raises
    ------
    RunError
        For what holds no real numbers.

    Examples
    --------
    >>> as_numbers("cost", [1, 2])
    array([1., 2.])
    """
    if given is None:
        raise RunError(f"the function gave None for {name!r}; it must give real numbers: does it return?")
    if hasattr(given, "dims") and hasattr(given, "transpose") and "world" in given.dims:
        given = given.transpose(..., "world").values
    try:
        array = np.asarray(given)
        array = array.astype(np.float64) if array.dtype == object else array
    except (TypeError, ValueError) as error:
        raise RunError(f"the function gave {name!r} what is no array of numbers: {error}") from error
    if array.dtype.kind not in "biuf":
        raise RunError(f"the function gave {name!r} numbers of type {array.dtype}; it must give real numbers")
    return array.astype(np.float64, copy=False)


def in_each_world(name: str, array: Array, shape: tuple[int, ...], worlds: int) -> Array:
    """A result in the shape (label, world) or (world,); what is the same in all worlds may leave them out.

    Parameters
    ----------
    name : str
    array : array
        From `as_numbers`.
    shape : tuple of int
        Of the result in one world.
    worlds : int

    Returns
    -------
    (*shape, world)

    Raises
    ------
    RunError
        For any other shape, with what to do about it.
    """
    expected = (*shape, worlds)
    if array.shape == expected:
        return array
    if array.shape in {(), (*shape, 1)}:
        return np.broadcast_to(array, expected)
    if array.shape == shape:
        return np.broadcast_to(array[..., np.newaxis], expected)
    what = "one number a world" if not shape else f"{shape[0]} numbers a world, worlds last"
    advice = "for a function of plain numbers say vectorised=False"
    if array.shape == expected[::-1] or (array.ndim == 2 and array.shape[0] == worlds):
        advice = "the worlds stand first here: give its transpose, .T"
    raise RunError(
        f"the function gave {name!r} the shape {array.shape} for {worlds} worlds; it must give {what}, shape "
        f"{expected}; {advice}"
    )
