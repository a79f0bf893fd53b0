"""SALib leaves no trace: random state, warnings and problems are as they were, and 0 is a seed."""

from __future__ import annotations

import warnings
from contextlib import suppress

import numpy as np
import pytest

from mcba.analysis.ranking.methods.method import Errors
from mcba.analysis.ranking.salib.calling import (
    analysed,
    resampled,
    sampled,
    undisturbed,
    unit_cube,
)
from mcba.errors import RunError

X = np.random.default_rng(3).random((400, 2))
Y = 2 * X[:, 0] + X[:, 1]
QUICK = {"num_resamples": 2}
ANSWERS = {"pawn": {}, "rbd_fast": QUICK, "hdmr": {}, "enhanced_hdmr": {}, "delta": QUICK, "rsa": {}, "discrepancy": {}}


def traces() -> tuple[object, ...]:
    name, keys, *place = np.random.get_state()  # noqa: NPY002
    return name, keys.tolist(), place, warnings.formatwarning, list(warnings.filters)


@pytest.mark.parametrize(
    "analyser", [pytest.param(name, marks=pytest.mark.slow) if name == "delta" else name for name in ANSWERS]
)
def test_an_analyser_leaves_no_trace_and_repeats_itself(analyser: str) -> None:
    before, problem = traces(), unit_cube(2)
    first, again, other = (analysed(analyser, unit_cube(2), X, Y, seed=seed, **ANSWERS[analyser]) for seed in (0, 0, 1))
    assert traces() == before
    keys = [key for key in first if key != "RT" and np.asarray(first[key]).dtype == np.float64]  # RT is a time
    assert keys
    assert all(np.array_equal(first[key], again[key], equal_nan=True) for key in keys)
    drawn = analyser not in ("pawn", "rsa", "discrepancy")
    assert drawn == any(not np.array_equal(first[key], other[key], equal_nan=True) for key in keys)
    assert problem == unit_cube(2)


@pytest.mark.parametrize("sampler", ["radial.radial_mc", "morris", "fast_sampler", "shapley", "latin"])
def test_a_sampler_leaves_no_trace_and_takes_0_for_a_seed(sampler: str) -> None:
    before = traces()
    first, again, other = (sampled(sampler, unit_cube(2), 70, seed=seed) for seed in (0, 0, 1))
    assert traces() == before
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.min() >= 0
    assert first.max() <= 1


def test_state_is_put_back_when_something_is_raised() -> None:
    before = traces()
    with suppress(KeyError), undisturbed(1):
        np.random.random()  # noqa: NPY002
        raise KeyError
    assert traces() == before


def test_what_stops_salib_is_said() -> None:
    with pytest.raises(RunError, match=r"SALib.analyze.hdmr of SALib 1.6.* stopped: .*300"):
        analysed("hdmr", unit_cube(2), X[:100], Y[:100], seed=1)


def test_resamples_are_within_what_salib_does_in_time() -> None:
    assert [resampled(Errors(asked))["num_resamples"] for asked in (2, 50, 1000)] == [2, 50, 100]
