"""`mcba.simulate`: any Python function, and a clear word when it gives what no world can have."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import mcba
from mcba.errors import FamilyError, RunError, StudyError

Array = NDArray[np.float64]
X: dict[str, mcba.Family | float] = {"x": mcba.Normal(0, 1)}
XY: dict[str, mcba.Family | float] = {"x": mcba.Normal(0, 1), "y": mcba.Uniform(1, 2)}


def test_inputs_and_results_are_kept_by_name() -> None:
    run = mcba.simulate(lambda x, y: {"sum": x + y, "product": x * y}, XY, worlds=1_000)
    assert run.outcomes == ("x", "y", "sum", "product")
    assert set(run.worlds.data_vars) == {"x", "y", "sum", "product"}
    assert run.worlds.sizes == {"world": 1_000}
    np.testing.assert_array_equal(run.values("sum"), run.values("x") + run.values("y"))
    assert run.study is None
    assert run.unit("sum") == ""
    assert repr(run) == "Run(function, 1,000 worlds, seed 1, sobol)"


def test_a_single_result_is_called_result() -> None:
    run = mcba.simulate(lambda x: 2 * x, X, worlds=1_000)
    np.testing.assert_array_equal(run.values("result"), 2 * run.values("x"))


def test_numbers_are_certain_inputs() -> None:
    run = mcba.simulate(lambda x, factor: factor * x, {**X, "factor": 3}, worlds=100)
    np.testing.assert_array_equal(run.values("result"), 3 * run.values("x"))
    assert (run.values("factor") == 3).all()


@pytest.mark.parametrize("vectorised", [True, False])
@pytest.mark.parametrize("block", [1, 16, 333, 5_000])
@pytest.mark.parametrize("workers", [1, 2])
def test_blocks_and_workers_do_not_show(vectorised: bool, block: int, workers: int) -> None:
    worlds = 40 if block == 1 else 1_000
    whole = mcba.simulate(lambda x, y: x * y, XY, worlds=worlds)
    cut = mcba.simulate(lambda x, y: x * y, XY, worlds=worlds, vectorised=vectorised, block=block, workers=workers)
    assert whole.hashes() == cut.hashes()


def test_plain_numbers_for_a_plain_function() -> None:
    seen: list[type] = []

    def plain(x: float, y: float) -> dict[str, float]:
        seen.append(type(x))
        return {"larger": x if x > y else y}

    run = mcba.simulate(plain, XY, worlds=50, vectorised=False)
    assert set(seen) == {float}
    np.testing.assert_array_equal(run.values("larger"), np.maximum(run.values("x"), run.values("y")))


def test_whole_numbers_and_truths_are_numbers() -> None:
    run = mcba.simulate(lambda x: {"sign": np.sign(x).astype(int), "above": x > 0}, X, worlds=1_000)
    assert run.values("above").dtype == np.float64
    assert run.summary("above").mean.value == pytest.approx(0.5, abs=0.01)
    assert mcba.simulate(lambda x: x > 0, X, vectorised=False, worlds=32).values("result").sum() == 16


def test_a_list_is_an_array() -> None:
    run = mcba.simulate(lambda x: [2 * one for one in x], X, worlds=100)
    np.testing.assert_array_equal(run.values("result"), 2 * run.values("x"))


def test_what_the_function_does_to_its_inputs_stays_there() -> None:
    def careless(x: Array, y: Array) -> Array:
        x *= 100
        y[:] = 0
        return x

    run, clean = mcba.simulate(careless, XY, worlds=200), mcba.simulate(lambda x, y: 100 * x, XY, worlds=200)  # noqa: ARG005
    assert run.hashes() == clean.hashes()


def test_a_result_may_be_an_array_used_again() -> None:
    buffer = np.empty(100)

    def thrifty(x: Array) -> Array:
        buffer[: x.size] = 2 * x
        return buffer[: x.size]

    run = mcba.simulate(thrifty, X, worlds=950, block=100)
    np.testing.assert_array_equal(run.values("result"), 2 * run.values("x"))


def test_progress_adds_up() -> None:
    done: list[int] = []
    mcba.simulate(lambda x: x, X, worlds=1_050, block=100, progress=done.append)
    assert (len(done), sum(done)) == (11, 1_050)


def test_threads_and_executors_give_the_same() -> None:
    alone = mcba.simulate(lambda x: x**3, X, worlds=2_000)
    with ThreadPoolExecutor(2) as executor:
        shared = mcba.simulate(lambda x: x**3, X, worlds=2_000, block=160, executor=executor)
        assert not executor.submit(threading.active_count).exception()  # it is still the caller's to use
    assert alone.hashes() == shared.hashes()


def test_processes_are_refused_at_once() -> None:
    with ProcessPoolExecutor(1) as executor, pytest.raises(RunError, match="other processes; give workers = 2"):
        mcba.simulate(lambda x: x, X, executor=executor)


# --- what a function may get wrong


def always_fails(x: Array) -> Array:
    raise ZeroDivisionError(f"the user's own words about {np.size(x)} worlds")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("vectorised", [True, False])
def test_the_functions_own_error_comes_through_with_its_traceback(workers: int, vectorised: bool) -> None:
    with pytest.raises(ZeroDivisionError, match="the user's own words") as caught:
        mcba.simulate(always_fails, X, workers=workers, vectorised=vectorised, worlds=100)
    assert "always_fails" in [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]


def test_an_input_the_function_does_not_take() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'y'"):
        mcba.simulate(lambda x: x, XY, worlds=100)


WRONG: list[tuple[Callable[..., Any], str]] = [
    (lambda x: x[:-1], r"'result' the shape \(99,\) for 100 worlds; it must give one number a world, shape \(100,\)"),
    (lambda x: x[:, None], r"the shape \(100, 1\) for 100 worlds"),
    (lambda x: x.mean(), r"the shape \(\) for 100 worlds; .* say vectorised=False"),
    (lambda x: None, r"the shape \(\) for 100 worlds"),  # noqa: ARG005
    (lambda x: {"a": x, "b": x[:3]}, r"'b' the shape \(3,\)"),
    (lambda x: x + 1j, "numbers of type complex128; it must give real numbers"),
    (lambda x: x.astype(str), "numbers of type <U32; it must give real numbers"),
    (lambda x: x.astype("datetime64[s]"), "numbers of type datetime64"),
    (lambda x: [x, [1]], "no array of numbers"),
    (lambda x: np.array([object()] * x.size), "no array of numbers"),
    (lambda x: {"x": x}, "gives back 'x', which is the name of an input; call the result otherwise"),
]


@pytest.mark.parametrize(("function", "message"), WRONG)
def test_results_of_another_kind_are_refused(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(RunError, match=message):
        mcba.simulate(function, X, worlds=100)


def test_every_world_gives_the_same_names() -> None:
    with pytest.raises(RunError, match="the function gave 'low' for one world and 'high' for another"):
        mcba.simulate(lambda x: {"low": x} if x < 0 else {"high": x}, X, vectorised=False, worlds=100)
    with pytest.raises(RunError, match="the function gave 'low' for one world and 3 for another"):
        mcba.simulate(lambda x: {"low": x} if x < 0 else 3, X, vectorised=False, worlds=100)
    calls: list[int] = []

    def fickle(x: Array) -> dict[str, Array]:
        calls.append(1)
        return {f"result_{len(calls)}": x}

    with pytest.raises(RunError, match="gave 'result_1' for some worlds and 'result_2' for others"):
        mcba.simulate(fickle, X, worlds=100, block=50)


# --- undefined worlds


def root(x: Array) -> Array:
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sqrt(x))


def test_undefined_results_stop_the_run_and_name_the_world() -> None:
    with pytest.raises(RunError) as caught:
        mcba.simulate(root, X, worlds=1_024)
    message = str(caught.value)
    run = mcba.simulate(lambda x: x, X, worlds=1_024)
    first = int(np.argmax(run.values("x") < 0))
    assert message.startswith("result is undefined (not a number, or infinite) in 512 of 1,024 worlds")
    assert f"first in world {first}, where x = {run.values('x')[first]:.6g}" in message
    assert 'failed = "drop"' in message


def test_undefined_worlds_can_be_dropped_and_are_counted() -> None:
    run = mcba.simulate(root, X, worlds=1_024, failed="drop")
    assert run.failed_worlds == 512
    assert run.values("result").size == run.values("x").size == 512
    assert (run.values("x") >= 0).all()
    assert run.worlds.coords["world"].values.tolist() == run.kept.tolist()  # type: ignore[union-attr]
    np.testing.assert_array_equal(run.values("result"), np.sqrt(run.values("x")))
    assert run.summary("result").worlds == 512


@pytest.mark.parametrize("worse", [np.nan, np.inf, -np.inf])
def test_infinite_is_undefined_too(worse: float) -> None:
    with pytest.raises(RunError, match="result is undefined"):
        mcba.simulate(lambda x: np.where(x > 2, worse, x), X, worlds=1_000)


def test_none_for_a_world_is_no_zero() -> None:
    run = mcba.simulate(lambda x: None if x < 0 else x, X, vectorised=False, worlds=128, failed="drop")
    assert run.failed_worlds == 64
    assert run.values("result").min() > 0


def test_a_run_of_which_nothing_is_left_has_nothing_to_report() -> None:
    with pytest.raises(RunError, match="nothing is left to report"):
        mcba.simulate(lambda x: x * np.nan, X, worlds=100, failed="drop")


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(RunError, match="failed = 'ignore'; allowed are 'raise' and 'drop'"):
        mcba.simulate(lambda x: x, X, failed="ignore")


# --- what may be asked


def test_there_must_be_something_to_draw() -> None:
    with pytest.raises(RunError, match="at least one input"):
        mcba.simulate(lambda: np.ones(10), {})


def test_an_input_is_one_number() -> None:
    with pytest.raises(
        FamilyError, match="input 'x' is neither a distribution nor a number: value = 'a' is not a numb"
    ):
        mcba.simulate(lambda x: x, {"x": "a"})  # type: ignore[dict-item]
    with pytest.raises(RunError, match="input 'x' has parameters that are arrays"):
        mcba.simulate(lambda x: x, {"x": mcba.Normal([[0.0], [1.0]], 1)})


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"worlds": 1}, "worlds = 1; allowed is a whole number from 2"),
        ({"worlds": 10.5}, "worlds = 10.5"),
        ({"worlds": True}, "worlds = True"),
        ({"seed": -1}, "seed = -1; allowed is a whole number from 0"),
        ({"seed": None}, "seed = None"),
        ({"block": 0}, "block = 0; allowed is a whole number from 1"),
        ({"block": -5}, "block = -5"),
        ({"workers": 0}, "workers = 0; allowed is a whole number from 1"),
        ({"mass": 1}, "mass = 1 is no share of worlds; give a number between 0 and 1"),
        ({"mass": "0.9"}, "mass = '0.9' is no share"),
        ({"sampler": "halton"}, "unknown sampler 'halton'"),
    ],
)
def test_impossible_settings_are_refused(option: dict[str, Any], message: str) -> None:
    with pytest.raises(RunError, match=message):
        mcba.simulate(lambda x: x, X, **option)


def test_dependence_is_between_uncertain_inputs() -> None:
    with pytest.raises(RunError, match="dependence names 'z', which is no input; inputs are x, y"):
        mcba.simulate(lambda x, y: x, XY, dependence=[mcba.Dependence(between=("x", "z"), rank_correlation=0.5)])  # noqa: ARG005
    with pytest.raises(RunError, match="dependence names 'y', which is certain"):
        mcba.simulate(
            lambda x, y: x,  # noqa: ARG005
            {**X, "y": 3},
            dependence=[mcba.Dependence(between=("x", "y"), rank_correlation=0.5)],
        )
    with pytest.raises(StudyError, match="dependence 1: give exactly one of rank_correlation"):
        mcba.simulate(lambda x, y: x, XY, dependence=[mcba.Dependence(between=("x", "y"))])  # noqa: ARG005


def test_unknown_results_are_refused_with_a_hint() -> None:
    run = mcba.simulate(lambda x: x, X, worlds=100)
    with pytest.raises(RunError, match="this run kept no outcome 'resul'; did you mean 'result'"):
        run.summary("resul")
    with pytest.raises(RunError, match="mass = 90 is no share of worlds"):
        run.range("result", mass=90)


def test_worlds_are_not_written_to() -> None:
    """Their hashes, and a saved run, would change in silence."""
    run = mcba.simulate(lambda x: x, X, worlds=100)
    with pytest.raises(ValueError, match="read-only"):
        run.arrays["result"][0] = 99
    copy = run.values("result").copy()
    copy[0] = 99
    assert run.values("result")[0] != 99


def test_numbers_that_depend_on_each_other_are_no_input() -> None:
    with pytest.raises(RunError, match="for shares give a Gamma input for each label and divide by their sum"):
        mcba.simulate(lambda x: x, {"x": mcba.Dirichlet([1, 2, 3])})
