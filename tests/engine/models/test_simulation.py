"""`mcba.simulate`: any Python function, and a clear word when it gives what no world can have."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from distributed import Client
from numpy.typing import NDArray
from scipy import stats

import mcba
from mcba.engine.models.functions import FunctionError
from mcba.errors import RequestError, RunError, StudyError
from mcba.reporting.facts import facts_of

Array = NDArray[np.float64]
X: dict[str, mcba.Family | float] = {"x": mcba.Normal(0, 1)}
XY: dict[str, mcba.Family | float] = {"x": mcba.Normal(0, 1), "y": mcba.Uniform(1, 2)}


def test_inputs_and_results_are_kept_by_name() -> None:
    run = mcba.simulate(lambda x, y: {"sum": x + y, "product": x * y}, XY, worlds=1_000)
    assert run.outcomes == ("sum", "product")
    assert run.inputs == ("x", "y")
    assert set(run.worlds.data_vars) == {"x", "y", "sum", "product"}
    assert run.worlds.sizes == {"world": 1_000}
    np.testing.assert_array_equal(run.values("sum"), run.values("x") + run.values("y"))
    assert run.study is not None
    assert run.study.outcomes == ("sum", "product")
    assert run.unit("sum") == ""


def test_a_single_result_is_called_result() -> None:
    run = mcba.simulate(lambda x: 2 * x, X, worlds=1_000)
    np.testing.assert_array_equal(run.values("result"), 2 * run.values("x"))


def test_numbers_are_certain_inputs() -> None:
    run = mcba.simulate(lambda x, factor: factor * x, {**X, "factor": 3}, worlds=100)
    np.testing.assert_array_equal(run.values("result"), 3 * run.values("x"))
    assert (run.values("factor") == 3).all()


@pytest.mark.parametrize("vectorised", [True, False])
@pytest.mark.parametrize("block", [1, 256, 333, 5_000])
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
    buffer = np.empty(256)

    def thrifty(x: Array) -> Array:
        buffer[: x.size] = 2 * x
        return buffer[: x.size]

    run = mcba.simulate(thrifty, X, worlds=950, block=256)
    np.testing.assert_array_equal(run.values("result"), 2 * run.values("x"))


def test_progress_adds_up() -> None:
    done: list[int] = []
    mcba.simulate(lambda x: x, X, worlds=1_050, block=256, progress=done.append)
    assert done == [256, 256, 256, 256, 26]


def test_threads_and_executors_give_the_same() -> None:
    alone = mcba.simulate(lambda x: x**3, X, worlds=2_000)
    with ThreadPoolExecutor(2) as executor:
        shared = mcba.simulate(lambda x: x**3, X, worlds=2_000, block=160, executor=executor)
        assert not executor.submit(threading.active_count).exception()  # it is still the caller's to use
    assert alone.hashes() == shared.hashes()


def scaled(times: float) -> Callable[..., Any]:
    return lambda x, y: times * x * y


@pytest.mark.slow
def test_processes_and_a_cluster_give_the_same() -> None:
    """A closure travels too, and so does a distribution of the user's own."""

    class Steps(mcba.Family):
        def _ppf(self, u: Array) -> Array:
            return np.floor(6 * np.asarray(u)) + 1

    inputs: dict[str, Any] = {"x": mcba.Normal(5, 1), "y": Steps()}
    alone = mcba.simulate(scaled(3.0), inputs, worlds=4_000)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        shared = mcba.simulate(scaled(3.0), inputs, worlds=4_000, block=512, executor=executor)
        assert shared.hashes() == alone.hashes()
        other = mcba.simulate(scaled(4.0), inputs, worlds=4_000, block=512, executor=executor)
        np.testing.assert_allclose(other.values("result"), alone.values("result") * 4 / 3, rtol=1e-14)
    with Client(n_workers=1, threads_per_worker=2, dashboard_address=None) as client:
        there = client.get_executor(pure=False)
        assert mcba.simulate(scaled(3.0), inputs, worlds=4_000, block=512, executor=there).hashes() == alone.hashes()


# --- what a function may get wrong


def always_fails(x: Array) -> Array:
    raise ZeroDivisionError(f"the user's own words about {np.size(x)} worlds")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("vectorised", [True, False])
def test_the_functions_own_error_comes_through_with_its_traceback(workers: int, vectorised: bool) -> None:
    with pytest.raises(
        FunctionError, match=r"always_fails stopped in .*test_simulation.py, line .*own words"
    ) as caught:
        mcba.simulate(always_fails, X, workers=workers, vectorised=vectorised, worlds=100)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert "always_fails" in [frame.name for frame in traceback.extract_tb(caught.value.__cause__.__traceback__)]


def test_an_input_the_function_does_not_take() -> None:
    with pytest.raises(RequestError, match="takes no 'y', which is among the inputs; known are x"):
        mcba.simulate(lambda x: x, XY, worlds=100)
    with pytest.raises(RequestError, match=r"takes 'price', which is no assumption .*did you mean 'prize'"):
        mcba.simulate(lambda price, **others: price, {"prize": mcba.Uniform(0, 1)}, worlds=100)  # noqa: ARG005


WRONG: list[tuple[Callable[..., Any], str]] = [
    (lambda x: x[:-1], r"'result' the shape \(15,\) for 16 worlds; it must give one number a world, shape \(16,\)"),
    (lambda x: np.stack([x, x, x], axis=1), r"shape \(16, 3\) for 16 worlds; .*the worlds stand first here"),
    (lambda x: x.mean(), "computed again beside others"),
    (lambda x: None, "gave None for 'result'; .* does it return"),  # noqa: ARG005
    (lambda x: {"a": x, "b": x[:3]}, r"'b' the shape \(3,\)"),
    (lambda x: x + 1j, "numbers of type complex128; it must give real numbers"),
    (lambda x: x.astype(str), "numbers of type <U32; it must give real numbers"),
    (lambda x: x.astype("datetime64[s]"), "numbers of type datetime64"),
    (lambda x: [x, [1]], "no array of numbers"),
    (lambda x: np.array([object()] * x.size), "no array of numbers"),
    (lambda x: {"x": x}, "the name 'x' stands in .assumptions. too"),
]


@pytest.mark.parametrize(("function", "message"), WRONG)
def test_results_of_another_kind_are_refused(function: Callable[..., Any], message: str) -> None:
    with pytest.raises((RunError, StudyError), match=message):
        mcba.simulate(function, X, worlds=100)


def test_every_world_gives_the_same_names() -> None:
    with pytest.raises(RunError, match=r"the function gave '(low|high)'(, and it is to give| for one world and)"):
        mcba.simulate(lambda x: {"low": x} if x < 0 else {"high": x}, X, vectorised=False, worlds=100)
    with pytest.raises(RunError, match="gave names to its results for one world and none for another"):
        mcba.simulate(lambda x: {"low": x} if x < 0 else 3, X, vectorised=False, worlds=100)
    calls: list[int] = []

    def fickle(x: Array) -> dict[str, Array]:
        calls.append(1)
        return {f"result_{len(calls)}": x}

    with pytest.raises(RunError, match="gave 'result_2', and it is to give 'result_1'"):
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
    with pytest.raises(StudyError, match=r"assumptions.x: found 'a'; allowed is a number, a distribution"):
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
    with pytest.raises(StudyError, match="there is no assumption 'z'; known are x, y"):
        mcba.simulate(lambda x, y: x, XY, dependence=[mcba.Dependence(between=("x", "z"), rank_correlation=0.5)])  # noqa: ARG005
    with pytest.raises(StudyError, match="'y' is certain"):
        mcba.simulate(
            lambda x, y: x,  # noqa: ARG005
            {**X, "y": 3},
            dependence=[mcba.Dependence(between=("x", "y"), rank_correlation=0.5)],
        )
    with pytest.raises(StudyError, match="give exactly one of rank_correlation"):
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


# --- what else may be given, and what comes back


def test_shares_and_counts_are_arrays_by_label() -> None:
    """Of a Dirichlet the means are alpha / sum(alpha), and each world sums to 1."""
    run = mcba.simulate(
        lambda shares: shares[0] + 10 * shares[2], {"shares": mcba.Dirichlet([1.0, 2.0, 3.0])}, worlds=4_096
    )
    shares = run.worlds["shares"]
    assert shares.dims == ("shares_label", "world")
    np.testing.assert_allclose(shares.sum("shares_label"), 1, rtol=1e-12)
    np.testing.assert_allclose(shares.mean("world"), [1 / 6, 2 / 6, 3 / 6], atol=0.01)
    assert run.summary("result").mean.value == pytest.approx(1 / 6 + 10 / 2, abs=0.05)


def test_distributions_of_scipy_and_samples_are_inputs() -> None:
    sample = np.array([1.0, 2.0, 4.0])
    inputs: dict[str, Any] = {"a": stats.norm(5, 2), "b": sample, "c": pd.Series(sample, name="other"), "d": 3}
    run = mcba.simulate(lambda a, b, c, d: a + b + c + d, inputs, worlds=4_096)
    assert run.summary("a").sd == pytest.approx(2, rel=0.01)
    assert set(np.unique(run.values("b"))) == set(np.unique(run.values("c"))) == set(sample)
    assert run.summary("result").mean.value == pytest.approx(5 + 7 / 3 + 7 / 3 + 3, abs=0.05)


def test_trajectories_and_labels_are_kept() -> None:
    def both(x: Array) -> dict[str, Any]:
        regions = xr.DataArray(np.stack([x, 2 * x]), dims=("region", "world"), coords={"region": ["north", "south"]})
        return {"yearly": x * np.arange(4.0)[:, None], "total": x * 6, "where": regions}

    run = mcba.simulate(both, X, worlds=1_000)
    assert run.outcomes == ("total",)
    assert run.worlds["yearly"].dims == ("year", "world")
    assert list(run.worlds["where"].coords["where_label"].values) == ["north", "south"]
    np.testing.assert_allclose(run.worlds["yearly"].sum("year"), run.values("total"), rtol=1e-14)
    assert run.study is not None
    assert run.study.horizon == 3


def test_results_without_names_and_constants() -> None:
    run = mcba.simulate(lambda x: (x, 7), X, worlds=100)
    assert (run.values("result_2") == 7).all()
    np.testing.assert_array_equal(run.values("result_1"), run.values("x"))


# --- all that a study's run can do, on functions with known answers


def net_benefit(x: Array, sign: Array) -> dict[str, Array]:
    """Two ways to do it, one the opposite of the other: of a standard normal, E max(x, -x) = sqrt(2 / pi)."""
    return {"npv": sign * x}


@pytest.fixture(scope="module")
def opposites() -> mcba.Run:
    inputs = {"x": mcba.Normal(0, 1)}
    options = {"reversed": {"sign": -1.0}}
    return mcba.simulate(
        net_benefit, inputs, choices={"sign": 1.0}, options=options, units={"npv": "EUR"}, worlds=16_384
    )


def test_options_on_the_same_worlds_have_an_exact_value_of_information(opposites: mcba.Run) -> None:
    """EVPI = E max(0, x, -x) - 0 = sqrt(2 / pi); all of it is of x."""
    known = mcba.evpi(opposites)
    assert known.value == pytest.approx(np.sqrt(2 / np.pi), abs=4 * known.error)
    about = mcba.evppi(opposites, "x")
    assert about.value == pytest.approx(np.sqrt(2 / np.pi), abs=4 * about.error + 1e-3)
    both = mcba.simulate(lambda x: {"a": x, "b": -x}, X, worlds=16_384)
    assert mcba.evpi(both, options=["a", "b"]).value == pytest.approx(known.value, abs=4 * known.error)


def test_scenarios_and_published_figures_of_a_function() -> None:
    run = mcba.simulate(
        lambda x: {"cost": 100 + 10 * x},
        X,
        worlds=4_096,
        scenarios={"high": {"x": 2.0}},
        published=[{"outcome": "cost", "low": 83.55, "high": 116.45, "tolerance": 0.2}],
    )
    assert run.study is not None
    assert mcba.run(run.study, worlds=64, scenario="high").values("cost") == pytest.approx(120)
    (figure,) = facts_of(run).reproduced
    assert figure.passed


def test_designed_indices_of_the_ishigami_function() -> None:
    """First-order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437 (Ishigami and Homma 1990, with a = 7, b = 0.1)."""
    inputs = {name: mcba.Uniform(-np.pi, np.pi) for name in ("x1", "x2", "x3")}
    run = mcba.simulate(
        lambda x1, x2, x3: np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1), inputs, worlds=1_024
    )
    found = mcba.rank(run, "result", method="sobol").sel(assumption=["x1", "x2", "x3"])
    np.testing.assert_allclose(found["first"], [0.3139, 0.4424, 0.0], atol=0.02)
    np.testing.assert_allclose(found["total"], [0.5576, 0.4424, 0.2437], atol=0.02)


def test_a_function_is_extended_as_it_was_drawn() -> None:
    small = mcba.simulate(lambda x: x**2, X, worlds=1_000)
    whole = mcba.extend(small, 3_000)
    assert whole.hashes() == mcba.simulate(lambda x: x**2, X, worlds=3_000).hashes()
    np.testing.assert_array_equal(whole.values("x")[:1_000], small.values("x"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "head"), [("en", "The function of the model"), ("nl", "De functie van het model")]
)
def test_a_function_is_reported_with_its_text(opposites: mcba.Run, tmp_path: Path, language: str, head: str) -> None:
    assert opposites.study is not None
    mcba.report(opposites, tmp_path, formats=["md", "docx", "html"], language=language)
    text = (tmp_path / f"appendix.{language}.md").read_text(encoding="utf-8")
    assert head in text
    assert "def net_benefit(x: Array, sign: Array)" in text
    assert opposites.study.function is not None
    assert opposites.study.function.sha256 in text


def _times(factor: float) -> Callable[[Array], Array]:
    return lambda x: factor * x


def test_a_run_does_not_go_on_with_another_function(tmp_path: Path) -> None:
    """Else its first worlds would be of one model and its further worlds of another, without a word."""
    run = mcba.simulate(_times(1), X, worlds=256)
    folder = mcba.save_run(run, tmp_path / "run")
    same = mcba.extend(mcba.open_run(folder, function=_times(1)), 512)
    np.testing.assert_array_equal(same.values("result"), mcba.simulate(_times(1), X, worlds=512).values("result"))
    with pytest.raises(RunError, match="gives another result in the first worlds than this run has"):
        mcba.extend(mcba.open_run(folder, function=_times(3)), 512)


def test_a_run_does_not_go_on_when_what_its_function_uses_has_changed() -> None:
    class Model:
        factor = 1.0

        def result(self, x: Array) -> Array:
            return self.factor * x

    model = Model()
    run = mcba.simulate(model.result, X, worlds=256)
    model.factor = 3.0
    with pytest.raises(RunError, match="or what it uses was altered"):
        mcba.extend(run, 512)


def test_studies_of_the_same_text_with_other_values_closed_over_are_others() -> None:
    once, thrice = (mcba.simulate(_times(factor), X, worlds=64) for factor in (1, 3))
    np.testing.assert_allclose(thrice.values("result"), 3 * once.values("result"))
    assert once.study is not None
    assert thrice.study is not None
    assert once.study.text == thrice.study.text
    assert once.study != thrice.study
    function = _times(1)
    first, second = (mcba.simulate(function, X, worlds=64).study for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("function", "advice"),
    [
        (lambda *given: given[0], "takes its arguments by their places"),
        (lambda **_: {}, "gave an empty dict; give one result or more"),
        (lambda **_: (), "gave an empty tuple; give one result or more"),
        (lambda x: pd.DataFrame(np.stack([x, x], 1), columns=["a", "a"]), "two columns 'a'; give each a name"),
        (lambda x: x if x > 0 else 0.0, "or vectorised=False for one world at a time"),
    ],
)
def test_what_no_function_of_worlds_does_is_answered_with_what_to_do(function: Any, advice: str) -> None:
    with pytest.raises((RunError, RequestError), match=advice):
        mcba.simulate(function, X, worlds=64)


def test_inputs_are_a_mapping() -> None:
    with pytest.raises(RequestError, match=r"inputs are a mapping such as .* found a list"):
        mcba.simulate(lambda x: x, [("x", mcba.Normal(0, 1))], worlds=64)  # type: ignore[arg-type]
