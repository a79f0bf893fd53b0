"""Draws that belong together, as inputs of a function: all of a world come from one row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mcba

ROWS, WORLDS = 2_000, 20_000
_FIRST, _OTHER = np.random.default_rng(4).standard_normal((2, ROWS))
POSTERIOR = pd.DataFrame({"a": _FIRST, "b": -0.9 * _FIRST + np.sqrt(1 - 0.81) * _OTHER})
TOTAL = POSTERIOR["a"] + POSTERIOR["b"]


def total(a: Any, b: Any) -> Any:
    return a + b


def test_a_world_is_a_row() -> None:
    """The numbers are those of the table to the last bit, and the sd of a + b is that of its rows."""
    run = mcba.simulate(total, joint=POSTERIOR, worlds=WORLDS)
    rows = set(zip(POSTERIOR["a"], POSTERIOR["b"], strict=True))
    assert set(zip(run.values("a").tolist(), run.values("b").tolist(), strict=True)) <= rows
    error = TOTAL.std() / np.sqrt(2 * WORLDS)  # of independent worlds; these are even
    assert run.values("result").std() == pytest.approx(TOTAL.std(ddof=0), abs=2 * error)
    (pair,) = mcba.achieved_correlations(run)
    assert pair.asked == pytest.approx(POSTERIOR.corr("spearman").iloc[0, 1], abs=1e-9)


def test_a_mapping_a_dataset_and_a_file_say_the_same(tmp_path: Path) -> None:
    file = tmp_path / "posterior.csv"
    POSTERIOR.to_csv(file, index=False)
    given = [POSTERIOR, {name: POSTERIOR[name].to_numpy() for name in POSTERIOR}, POSTERIOR.to_xarray(), file]
    first, *others = (mcba.simulate(total, joint=table, worlds=512).values("result") for table in given)
    for other in others:
        np.testing.assert_array_equal(other, first)


def test_other_inputs_stay_as_they_were() -> None:
    inputs = {"x": mcba.Normal(0, 1), "y": mcba.Uniform(0, 1)}
    alone = mcba.simulate(lambda x, y: x + y, inputs, worlds=1_024)
    beside = mcba.simulate(lambda x, y, a, b: x + y + a + b, inputs, joint=POSTERIOR, worlds=1_024)
    for name in inputs:
        np.testing.assert_array_equal(beside.values(name), alone.values(name))
    found = mcba.rank(beside, "result", method="sobol", groups="dependent", base=256)
    assert set(found["assumption"].values.tolist()) == {"x", "y", "a + b"}


def test_the_run_has_its_draws_when_it_is_opened(tmp_path: Path) -> None:
    run = mcba.simulate(total, joint=POSTERIOR, worlds=512)
    mcba.save_run(run, tmp_path / "run")
    opened = mcba.open_run(tmp_path / "run")
    np.testing.assert_array_equal(opened.values("a"), run.values("a"))
    assert opened.study is not None
    assert opened.study.dependence[0].names == ("a", "b")


@pytest.mark.parametrize(
    ("joint", "inputs", "message"),
    [
        ({"a": [1.0, np.nan], "b": [1.0, 2.0]}, {}, "1 of 2 numbers in column 'a' of joint are missing or infinite"),
        ({"a": [1.0], "b": [1.0, 2.0]}, {}, "columns have as many rows each"),
        ({"a": ["x", "y"], "b": [1, 2]}, {}, "column 'a' has the shape .* give one real number a world"),
        ({"a": [1.0, 2], "b": [1.0, 2]}, {"a": 3.0}, "'a' is an input and a column of joint; give it once"),
        ({"a": [1.0, 2], "b": [1.0, 2], "chain": [0, 1]}, {}, "takes no 'chain'"),
        ({"a": [], "b": []}, {}, "joint has no rows"),
        ({}, {}, "joint has no rows"),
        (3, {}, "a int is no table of worlds"),
    ],
)
def test_refused(joint: Any, inputs: dict[str, float], message: str) -> None:
    with pytest.raises(mcba.McbaError, match=message):
        mcba.simulate(total, inputs, joint=joint, worlds=16)
