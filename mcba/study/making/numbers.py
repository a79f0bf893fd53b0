"""An uncertain number as Python users give it, and what a study file says of it."""

from __future__ import annotations

import csv
import io
import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mcba.errors import Complaint, FamilyError, StudyError
from mcba.families import Empirical, Family, from_scipy
from mcba.study.document.values import shown
from mcba.study.making.families import keys_of_family


@dataclass
class Stated:
    """What a study file says, and what it needs beside its text.

    Attributes
    ----------
    keys : dict of str
        The keys of the file.
    tables : dict of str to str
        The texts of the files that they name.
    objects : dict of str to Family
        The distributions of which the keys only say that they are Python objects.
    """

    keys: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    objects: dict[str, Family] = field(default_factory=dict)


def stated_of(value: object, name: str, place: str = "", *, objects: bool = False) -> Stated:
    r"""What a study file says of an uncertain number.

    Parameters
    ----------
    value : number, Family, frozen distribution of scipy.stats, array, Series or mapping
        A mapping has the keys of the file; under `distribution` it may have any of the others.
    name : str
        Of the number: tables that it needs are called after it.
    place : str
        What complaints call it: `assumptions.price`; its name when empty.
    objects : bool
        Whether a distribution that no file can hold is kept as an object, and not refused.

    Returns
    -------
    Stated

    Raises
    ------
    StudyError
        For what is no number, and for what no study file can hold.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> stated_of({"distribution": Normal(3, 1), "unit": "EUR"}, "price").keys
    {'distribution': 'normal', 'mean': 3.0, 'sd': 1.0, 'unit': 'EUR'}
    >>> stated_of(np.array([3, 1, 2]), "price").tables
    {'price.csv': 'price\n3\n1\n2\n'}
    """
    stated = Stated()
    try:
        stated.keys = _keys(value, name, stated, objects)
    except FamilyError as error:
        key = place or name
        raise StudyError([Complaint("study.toml", 1, 1, str(error), key)]) from error
    return stated


def _keys(value: object, name: str, stated: Stated, objects: bool) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return _keys_of_mapping(value, name, stated, objects)
    if is_scalar(value):
        return {"value": _float(value)}
    if _is_frozen(value):
        value = from_scipy(value)
    if isinstance(value, Family):
        return _keys_of_family(value, name, stated, objects)
    if hasattr(value, "__array__"):
        return _keys_of_observations(value, name, stated)
    raise FamilyError(_no_number(value))


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        raise FamilyError("the number is too large; allowed are finite numbers, up to 1.8e308") from None


def is_scalar(value: object) -> bool:
    """Whether a value is one real number, of Python or of NumPy; true and false are not.

    Examples
    --------
    >>> is_scalar(np.float64(2)), is_scalar(True)
    (True, False)
    """
    return not isinstance(value, bool) and isinstance(value, numbers.Real)


def _no_number(value: object) -> str:
    what = "a formula stands in quantities or outcomes" if isinstance(value, str) else "observations are an array"
    return (
        f"found {shown(value)}; allowed is a number, a distribution such as mcba.Normal(1, 1), or a mapping such as "
        f'{{"distribution": "normal", "mean": 1, "sd": 1}}; {what}'
    )


def _is_distribution(value: object) -> bool:
    return isinstance(value, Family) or _is_frozen(value)


def _is_frozen(value: object) -> bool:
    return hasattr(value, "dist") and hasattr(value, "kwds") and hasattr(value, "args")


def _keys_of_mapping(given: Mapping[Any, Any], name: str, stated: Stated, objects: bool) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for key, value in given.items():
        if (key == "distribution" and not isinstance(value, str)) or (key == "value" and _is_distribution(value)):
            keys |= _keys(value, name, stated, objects)
        elif key in {"mixture", "experts"} and isinstance(value, Sequence) and not isinstance(value, str):
            keys[key] = [_keys(part, f"{name}_{place}", stated, objects) for place, part in enumerate(value, start=1)]
        else:
            keys[str(key)] = value
    return keys


def _keys_of_family(family: Family, name: str, stated: Stated, objects: bool) -> dict[str, Any]:
    before = dict(stated.tables)
    try:
        return keys_of_family(family, lambda empirical: _kept(empirical, name, stated))
    except FamilyError:
        if not objects:
            raise
        stated.tables = before
        stated.objects[name] = family
        return {"python": name}


def _kept(family: Empirical, name: str, stated: Stated) -> dict[str, Any]:
    columns = {name: family.values}
    if not np.array_equal(family.weights, Empirical(family.values).weights):
        columns["weight"] = family.weights
    keys = {"data": {"table": _added(columns, name, stated), "column": name}}
    if "weight" in columns:
        keys["data"]["weights"] = "weight"
    return keys


def _keys_of_observations(value: Any, name: str, stated: Stated) -> dict[str, Any]:
    masked = int(np.sum(np.ma.getmaskarray(value)))
    if masked:
        raise FamilyError(f"{masked} of {np.size(value)} observations are masked; leave them out first")
    array = np.asarray(value)
    if array.ndim == 0:
        return _keys(array.item(), name, stated, False)
    if array.ndim != 1 or array.dtype.kind not in "iuf":
        raise FamilyError(
            f"found an array of shape {array.shape} and type {array.dtype}; observations are one number each, (n,)"
        )
    if array.size < 1 or not np.all(np.isfinite(array)):
        missing = int(np.sum(~np.isfinite(array)))
        raise FamilyError(f"{missing} of {array.size} observations are missing or infinite; leave them out first")
    column = str(getattr(value, "name", None) or name)
    return {"data": {"table": _added({column: array}, name, stated), "column": column}}


def _added(columns: Mapping[str, Any], name: str, stated: Stated) -> str:
    """Put columns in a table of their own, and give its name."""
    text = csv_of(columns)
    place = 1
    while stated.tables.get(file := f"{name}{'' if place == 1 else f'_{place}'}.csv", text) != text:
        place += 1
    stated.tables[file] = text
    return file


def csv_of(columns: Mapping[str, Any]) -> str:
    r"""Columns as the text of a CSV file; numbers to their last bit.

    Parameters
    ----------
    columns : mapping of str to sequence, or DataFrame

    Returns
    -------
    str

    Examples
    --------
    >>> csv_of({"year": [2020, 2021], "index": [1.0, 1.5]})
    'year,index\n2020,1\n2021,1.5\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = list(columns)
    writer.writerow(names)
    writer.writerows(zip(*([_cell(cell) for cell in columns[name]] for name in names), strict=True))
    return text.getvalue()


def _cell(value: Any) -> str:
    if is_scalar(value):
        cell = float(value)
        if math.isnan(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return "" if value is None else str(value)
