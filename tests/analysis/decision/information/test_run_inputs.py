"""The value of information is asked of a run, or of arrays by their names: no other call has one meaning."""

from __future__ import annotations

import math

import numpy as np
import pytest

import mcba
from mcba.errors import RequestError, RunError

WORLDS = 20_000
X, NOISE = np.random.default_rng(1).normal(size=(2, WORLDS))
NET_BENEFIT = np.column_stack([np.zeros(WORLDS), X + NOISE])  # of nothing, and of a project worth X on average


@pytest.mark.slow
def test_the_value_of_a_normal_input_is_known() -> None:
    found = mcba.evppi(net_benefit=NET_BENEFIT, inputs=X)
    assert abs(found.value - 1 / math.sqrt(2 * math.pi)) < 4 * found.error  # the unit normal loss at 0, 0.3989
    assert mcba.evppi(net_benefit=NET_BENEFIT[:, 1], inputs=X[:, np.newaxis]).value == found.value


@pytest.mark.parametrize("arrays", [(X, NET_BENEFIT), (NET_BENEFIT, X)])
def test_arrays_without_their_names_are_refused(arrays: tuple[np.ndarray, np.ndarray]) -> None:
    with pytest.raises(RequestError, match=r"write mcba.evppi\(net_benefit=…, inputs=…\) for arrays"):
        mcba.evppi(*arrays)  # type: ignore[call-overload]
    with pytest.raises(RequestError, match=r"write mcba.evsi\(net_benefit=…, inputs=…, sample_size=…\) for arrays"):
        mcba.evsi(*arrays, sample_size=5, observation_sd=1)  # type: ignore[call-overload]
    with pytest.raises(RequestError, match=r"evpi was given a ndarray .*; write mcba.evpi\(net_benefit=…\) for arrays"):
        mcba.evpi(arrays[0])  # type: ignore[call-overload]


def test_swapped_arrays_are_refused() -> None:
    """By position this gave 0.276 ± 0.005, what net benefit would tell of the input."""
    with pytest.raises(RequestError, match=r"inputs\[:, 0\] is 0 in every world, as .* doing nothing is; .* swap them"):
        mcba.evppi(net_benefit=X, inputs=NET_BENEFIT)


def test_transposed_arrays_are_refused() -> None:
    """The first of these gave 0 ± 23,688,420: a choice among 20,000 options in 2 worlds."""
    with pytest.raises(RunError, match=r"2 worlds and 20,000 options; worlds go along the first axis.*net_benefit\.T"):
        mcba.evpi(net_benefit=NET_BENEFIT.T)
    with pytest.raises(RunError, match=r"worlds go along the first axis.*net_benefit\.T"):
        mcba.evppi(net_benefit=NET_BENEFIT.T, inputs=X)
    with pytest.raises(RunError, match=r"inputs has shape \(2, 20000\) .*inputs\.T"):
        mcba.evppi(net_benefit=NET_BENEFIT, inputs=np.stack([X, NOISE]))
    with pytest.raises(RunError, match="inputs has 100 inputs and 60 worlds"):
        mcba.evppi(net_benefit=X[:60], inputs=np.ones((60, 100)))


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.from_worlds({"x": X, "npv": X + NOISE}, inputs=["x"])


def test_a_run_and_arrays_are_not_mixed(run: mcba.Run) -> None:
    with pytest.raises(RequestError, match=r"leave out net_benefit: mcba.evpi\(run\)"):
        mcba.evpi(run, net_benefit=X)  # type: ignore[call-overload]
    with pytest.raises(RequestError, match=r"leave out inputs: mcba.evppi\(run, names\)"):
        mcba.evppi(run, inputs=X)  # type: ignore[call-overload]
    with pytest.raises(RequestError, match="leave out `randomisation`"):
        mcba.evppi(run, "x", randomisation=[0, 1])  # type: ignore[call-overload]


def test_half_a_question_is_refused(run: mcba.Run) -> None:
    with pytest.raises(RequestError, match="evpi was given neither a run nor arrays"):
        mcba.evpi()  # type: ignore[call-overload]
    with pytest.raises(RequestError, match="evppi was given net_benefit; write"):
        mcba.evppi(net_benefit=X)  # type: ignore[call-overload]
    with pytest.raises(RequestError, match="'' is no input of the run; known are x"):
        mcba.evppi(run, options=["npv"])  # type: ignore[call-overload]
    with pytest.raises(RequestError, match="options name outcomes of a run"):
        mcba.evpi(net_benefit=X, options=["npv"])  # type: ignore[call-overload]
