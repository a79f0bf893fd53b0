"""What a study file says of a distribution: the keys that give the same family again, to the bit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mcba.errors import FamilyError
from mcba.families import (
    FAMILIES,
    Constant,
    Empirical,
    EventRisk,
    Family,
    Hierarchical,
    Mixture,
    QuantileAverage,
    ScipyDistribution,
    Shifted,
    Truncated,
)

FEW_OBSERVATIONS = 20  # observations that stand in the text itself; more of them stand in a table

KeepObservations = Callable[[Empirical], dict[str, Any]]
"""What puts observations in a table, and gives the keys that name it."""


def keys_of_family(family: Family, keep: KeepObservations) -> dict[str, Any]:
    """The keys of a study file that say what a distribution is.

    Parameters
    ----------
    family : Family
    keep : callable from an Empirical to keys
        For observations that are too many for the text.

    Returns
    -------
    dict of str

    Raises
    ------
    FamilyError
        For a distribution that no study file can say.

    Examples
    --------
    >>> from mcba.families import Normal
    >>> keys_of_family(Truncated(Normal(0, 1), low=-1), dict)
    {'distribution': 'normal', 'mean': 0.0, 'sd': 1.0, 'truncate': {'low': -1.0}}
    """
    if isinstance(family, Empirical) and family.values.size > FEW_OBSERVATIONS:
        return keep(family)
    kind = type(family)
    if kind is Constant:
        return {"value": _number(family, "value", family.arguments["value"])}
    if FAMILIES.get(getattr(kind, "name", "")) is kind:
        return {"distribution": kind.name, **_parameters(family)}
    if family.batch_shape and kind in _MADE:
        raise FamilyError(f"{family!r} has arrays, which only a distribution given by its own parameters can have")
    if kind in _MADE:
        return _MADE[kind](family, keep)
    raise FamilyError(_unsayable(family))


def _unsayable(family: Family) -> str:
    return (
        f"{family!r} is a distribution of your own, which no study file can hold, so the study could not be saved, "
        "verified or handed on; use a family of mcba or of scipy.stats, observations as an array, or "
        "mcba.Piecewise through its quantiles. mcba.simulate takes it as it is"
    )


def _parameters(family: Family) -> dict[str, Any]:
    """The parameters by which a family is given, without those that have their default."""
    numbers = {}
    for name, each in type(family).parameters.items():
        value = family.arguments[name]
        if not _is_default(family, name, value, each.default):
            numbers[name] = _number(family, name, value)
    return numbers


def _is_default(family: Family, name: str, value: Any, default: float | None) -> bool:
    if default is None:
        return False
    if name == "weights":  # which are shares by now
        return bool(np.array_equal(value, type(family)(*list(family.arguments.values())[:1]).arguments[name]))
    return bool(np.all(np.equal(value, default)))


def _number(family: Family, name: str, value: Any) -> Any:
    """A parameter as the file has it: a number, or a list of them, one for each label."""
    array = np.asarray(value)
    if not np.all(np.isfinite(array)):
        raise FamilyError(f"{family!r} has an infinite {name}, which a study file cannot hold", parameter=name)
    if array.ndim > 2 or (array.ndim == 2 and array.shape[1] != 1):
        raise FamilyError(f"{name} has shape {array.shape}; give one number, or one for each label", parameter=name)
    return float(array) if array.ndim == 0 else [float(value) for value in array.ravel()]


def _inside(keys: dict[str, Any], *before: str) -> dict[str, Any]:
    """The keys, as one part of a mixture where one of them would be applied too late beside a further one."""
    return {"mixture": [keys]} if keys.keys() & set(before) else keys


def _of_shifted(family: Any, keep: KeepObservations) -> dict[str, Any]:
    inner = _inside(keys_of_family(family.family, keep), "times", "shift", "grade", "truncate", "happens")
    return {**inner, **_unless(1.0, times=family.times), **_unless(0.0, shift=family.by)}


def _unless(default: float, **numbers: float) -> dict[str, Any]:
    return {name: float(value) for name, value in numbers.items() if value != default}


def _of_truncated(family: Any, keep: KeepObservations) -> dict[str, Any]:
    inner = _inside(keys_of_family(family.family, keep), "truncate", "happens")
    ends = {"low": float(family.low), "high": float(family.high)}
    return {**inner, "truncate": {name: end for name, end in ends.items() if math.isfinite(end)}}


def _of_event(family: Any, keep: KeepObservations) -> dict[str, Any]:
    inner = keys_of_family(family.family, keep)
    if family.probability == 1:
        return inner
    return {**_inside(inner, "happens"), "happens": float(family.probability)}


def _members(family: Any, keep: KeepObservations, names: bool) -> list[dict[str, Any]]:
    alike = np.array_equal(family.weights, type(family)(family.families).weights)
    return [
        {
            **({"name": str(place + 1)} if names else {}),
            **keys_of_family(member, keep),
            **({} if alike else {"weight": float(weight)}),
        }
        for place, (member, weight) in enumerate(zip(family.families, family.weights, strict=True))
    ]


def _of_mixture(family: Any, keep: KeepObservations) -> dict[str, Any]:
    if len(family.families) == 1:
        return keys_of_family(family.families[0], keep)
    return {"mixture": _members(family, keep, names=False)}


def _of_average(family: Any, keep: KeepObservations) -> dict[str, Any]:
    return {"experts": _members(family, keep, names=True), "pooling": "quantile"}


def _of_hierarchical(family: Any, keep: KeepObservations) -> dict[str, Any]:
    if isinstance(family.distribution, Family):
        keys = keys_of_family(family.distribution, keep)
    else:
        numbers = {name: _listed(value) for name, value in family.numbers}
        keys = {"distribution": family.distribution, **numbers}
    then = family.then
    if then.widen != 1 or then.bias != 1:
        raise FamilyError(f"{family!r} is altered by a grade of evidence; name the grade in a mapping: grade = …")
    ends = {name: end for name, end in (("low", then.low), ("high", then.high)) if math.isfinite(end)}
    chance = {} if then.happens == 1 else {"happens": then.happens}
    altered = {**_unless(1.0, times=then.times), **_unless(0.0, shift=then.by)}
    return {**_inside(keys, *altered, "happens"), **altered, **({"truncate": ends} if ends else {}), **chance}


def _listed(value: Any) -> Any:
    return [float(np.ravel(part)[0]) for part in value] if isinstance(value, tuple) else value


def _of_scipy(family: Any, keep: KeepObservations) -> dict[str, Any]:  # noqa: ARG001
    return {"scipy": dict(family.arguments)}


_MADE: Mapping[type[Family], Callable[[Any, KeepObservations], dict[str, Any]]] = {
    Shifted: _of_shifted,
    Truncated: _of_truncated,
    EventRisk: _of_event,
    Mixture: _of_mixture,
    QuantileAverage: _of_average,
    Hierarchical: _of_hierarchical,
    ScipyDistribution: _of_scipy,
}
"""What is said of the families that are made of others, or are named by others."""
