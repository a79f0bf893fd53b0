"""What a Python function may give back, and what is refused with the way to mend it."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from mcba.engine.models.outputs import as_numbers, in_each_world, results_by_name
from mcba.errors import RunError


class Both(NamedTuple):
    cost: Any
    effect: Any


@dataclass
class Same:
    cost: Any
    effect: Any


COST, EFFECT = np.arange(4.0), np.arange(4.0) + 10
BY_NAME = {
    "tuple": (COST, EFFECT),
    "named tuple": Both(COST, EFFECT),
    "dict": {"effect": EFFECT, "cost": COST},
    "dataclass": Same(COST, EFFECT),
    "data frame": pd.DataFrame({"cost": COST, "effect": EFFECT}),
    "dataset": xr.Dataset({"cost": ("world", COST), "effect": ("world", EFFECT)}),
}


@pytest.mark.parametrize("kind", BY_NAME)
def test_results_are_found_by_name(kind: str) -> None:
    found = results_by_name(BY_NAME[kind], ("cost", "effect"))
    for name, expected in (("cost", COST), ("effect", EFFECT)):
        np.testing.assert_array_equal(in_each_world(name, as_numbers(name, found[name]), (), 4), expected)


def test_results_without_names_get_some() -> None:
    assert list(results_by_name(COST, None)) == ["result"]
    assert list(results_by_name((COST, EFFECT), None)) == ["result_1", "result_2"]
    assert list(results_by_name([1, 2], None)) == ["result"]


TRAJECTORY = np.arange(12.0).reshape(3, 4)
SHAPES: list[tuple[Any, tuple[int, ...], np.ndarray[Any, Any]]] = [
    (5, (), np.full(4, 5.0)),
    (np.array([7.0]), (), np.full(4, 7.0)),
    (TRAJECTORY, (3,), TRAJECTORY),
    ([1, 2, 3], (3,), np.repeat([[1.0], [2.0], [3.0]], 4, axis=1)),
    (xr.DataArray(TRAJECTORY.T, dims=("world", "year")), (3,), TRAJECTORY),
    (pd.Series(COST, index=[9, 8, 7, 6]), (), COST),
]


@pytest.mark.parametrize(("given", "shape", "expected"), SHAPES)
def test_worlds_stand_last(given: Any, shape: tuple[int, ...], expected: np.ndarray[Any, Any]) -> None:
    np.testing.assert_array_equal(in_each_world("y", as_numbers("y", given), shape, 4), expected)


def test_other_shapes_are_refused_with_what_to_do() -> None:
    with pytest.raises(RunError, match=r"shape \(4, 3\) for 4 worlds; it must give 3 numbers .*\(3, 4\).* transpose"):
        in_each_world("y", TRAJECTORY.T, (3,), 4)
    with pytest.raises(RunError, match=r"one number a world, shape \(4,\); for a function of plain numbers"):
        in_each_world("y", COST[:3], (), 4)
    with pytest.raises(RunError, match="gave None for 'y'"):
        as_numbers("y", None)
    with pytest.raises(RunError, match="numbers of type complex128"):
        as_numbers("y", COST + 1j)
