"""Methods of given data by SALib give known indices, with what must be said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.analyze import delta as salib_delta, pawn as salib_pawn, rbd_fast as salib_rbd_fast

import mcba
from mcba.analysis.ranking.methods.method import Errors
from mcba.analysis.ranking.methods.table import BY_SALIB
from mcba.analysis.ranking.salib.given import MOST_WORLDS, options_of_delta
from mcba.errors import RequestError, RunError

GIVEN = [name for name, method in BY_SALIB.items() if method.source == "worlds"]
SLOW = ("salib:delta", "salib:enhanced_hdmr")
INPUTS = {"a": mcba.Uniform(0, 1), "b": mcba.Uniform(0, 1), "idle": mcba.Uniform(0, 1)}


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    """The sum of a and two times b: shares 0.2 and 0.8."""
    return mcba.simulate(
        lambda a, b, idle: {"y": a + 2 * b + 1e-3 * idle}, INPUTS, worlds=2_000, seed=4, sampler="random"
    )


def told(ranking: Any, name: str) -> dict[str, float]:
    return dict(zip(ranking["assumption"].values.tolist(), ranking[name].values.tolist(), strict=True))


@pytest.mark.parametrize(
    "method", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in GIVEN]
)
def test_the_terms_of_a_sum_are_in_order(run: mcba.Run, method: str) -> None:
    found = mcba.rank(run, "y", method=method, resamples=4)
    told_apart = (
        1 if method == "salib:discrepancy" else 2
    )  # whose shares of what is idle and of `a` are nearly the same
    assert found["assumption"].values.tolist()[:told_apart] == ["b", "a"][:told_apart]
    assert found.attrs["notes"][0].code == "by_salib"
    assert (f"{found.attrs['main']}_error" in found) == (found.attrs["main"] in ("first", "delta"))


@pytest.mark.slow
@pytest.mark.parametrize("method", ["salib:rbd_fast", "salib:hdmr", "salib:enhanced_hdmr"])
def test_shares_of_a_sum_are_the_known_ones(run: mcba.Run, method: str) -> None:
    found = mcba.rank(run, "y", method=method)
    for name, share in {"a": 0.2, "b": 0.8, "idle": 0.0}.items():
        one = found.sel(assumption=name)
        assert abs(float(one["first"]) - share) < 4 * max(float(one["first_error"]), 0.005)


def test_a_fit_says_how_much_it_explains(run: mcba.Run) -> None:
    found = mcba.rank(run, "y", method="salib:hdmr")
    assert found.attrs["explained"] == pytest.approx(1, abs=0.02)


def test_pawn_and_rbd_fast_are_what_salib_gives_by_hand(run: mcba.Run) -> None:
    worlds = np.column_stack([run.values(name) for name in INPUTS])
    problem = {"num_vars": 3, "names": list(INPUTS), "bounds": [[0, 1]] * 3}
    y = run.values("y")
    by_hand = salib_pawn.analyze(problem, worlds, y)["median"]
    assert told(mcba.rank(run, "y", method="salib:pawn"), "median") == pytest.approx(
        dict(zip(INPUTS, by_hand, strict=True))
    )
    by_hand = salib_rbd_fast.analyze(problem, worlds, y, seed=1)["S1"]
    assert told(mcba.rank(run, "y", method="salib:rbd_fast"), "first") == pytest.approx(
        dict(zip(INPUTS, by_hand, strict=True))
    )


@pytest.mark.slow
def test_delta_is_what_salib_gives_by_hand(run: mcba.Run) -> None:
    worlds = np.column_stack([run.values(name) for name in INPUTS])
    problem, y = {"num_vars": 3, "names": list(INPUTS), "bounds": [[0, 1]] * 3}, run.values("y")
    found = mcba.rank(run, "y", method="salib:delta", resamples=4)
    answer = salib_delta.analyze(problem, worlds, y, num_resamples=4, seed=1, method="delta")
    # Other resamples: within three times the spread, 0.02, of the difference of two answers of SALib's own.
    assert told(found, "delta") == pytest.approx(dict(zip(INPUTS, answer["delta_raw"], strict=True)), abs=0.06)


def test_what_would_take_minutes_takes_fewer_worlds_and_says_so() -> None:
    run = mcba.simulate(
        lambda a, b: {"y": a + b}, {"a": INPUTS["a"], "b": INPUTS["b"]}, worlds=10_000, sampler="random"
    )
    found = mcba.rank(run, "y", method="salib:discrepancy")
    assert found.attrs["worlds"] == MOST_WORLDS["discrepancy"]
    note = found.attrs["notes"][1]
    assert (note.code, note.data) == ("salib_fewer_worlds", {"count": 8_192, "worlds": 10_000})


def test_delta_is_resampled_as_often_as_seconds_allow() -> None:
    assert [options_of_delta(Errors(), factors)["num_resamples"] for factors in (2, 5, 50)] == [20, 10, 5]


def test_too_many_terms_are_refused_with_what_to_do() -> None:
    inputs = {f"x{place}": mcba.Uniform(0, 1) for place in range(14)}
    run = mcba.simulate(lambda **x: {"y": sum(x.values())}, inputs, worlds=400)
    with pytest.raises(RequestError, match=r"1,407 terms of 14 factors .* salib:hdmr"):
        mcba.rank(run, "y", method="salib:enhanced_hdmr")


@pytest.mark.parametrize("method", ["salib:rbd_fast", "salib:delta", "salib:hdmr", "salib:discrepancy"])
def test_an_outcome_without_a_variance_is_refused(method: str) -> None:
    inputs = {"a": mcba.Pareto(1.1, 1), "b": mcba.Uniform(0, 1)}
    run = mcba.simulate(lambda a, b: {"y": a + b}, inputs, worlds=1_000, seed=1)
    with pytest.raises(RunError, match=r"no variance|carries|carry"):
        mcba.rank(run, "y", method=method)


@pytest.mark.slow
def test_correlation_is_association_but_for_hdmr(tmp_path: Any) -> None:
    from tests.analysis.ranking.salib.conftest import study_of

    more = '[[dependence]]\nbetween = ["a", "b"]\nrank_correlation = 0.5\n'
    study = study_of(tmp_path, {"a": ("0", "1"), "b": ("0", "1")}, "a + b", more)
    run = mcba.run(study, worlds=1_000, sampler="random")
    assert mcba.rank(run, "y", method="salib:pawn").attrs["notes"][0].code == "association"
    found = mcba.rank(run, "y", method="salib:enhanced_hdmr")
    # Of a + b with a correlation of 0.518: half of 1 / 1.518 is their own, the rest together.
    assert told(found, "structural") == pytest.approx({"a": 0.33, "b": 0.33}, abs=0.03)
    assert told(found, "correlative") == pytest.approx({"a": 0.17, "b": 0.17}, abs=0.03)
