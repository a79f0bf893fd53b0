"""Functions with answers that are known in closed form: what a run of one is asked beside means and ranges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import mcba
from mcba.study.distributions import entries

Array = NDArray[np.float64]
NORMAL = stats.norm()
MEAN, NOISE, SIZE = 0.5, 2.0, 4


def opposite(x: Array, z: Array) -> dict[str, Array]:
    return {"npv": x + z}


@pytest.fixture(scope="module")
def uncertain() -> mcba.Run:
    """Do it or not: the balance is x + z, with x from N(0.5, 1) and z from N(0, 1)."""
    return mcba.simulate(opposite, {"x": mcba.Normal(MEAN, 1), "z": mcba.Normal(0, 1)}, worlds=16_384)


def value_of_learning(sd: float) -> float:
    """E max(0, m) - max(0, E m) of a normal m, the expectation of the balance that is learnt (Raiffa & Schlaifer)."""
    return float(sd * NORMAL.pdf(MEAN / sd) + MEAN * NORMAL.cdf(MEAN / sd) - MEAN)


def test_the_value_of_information_of_a_normal_input_is_exact(uncertain: mcba.Run) -> None:
    """A normal prior and normal data are conjugate: the mean after n observations has variance 1 / (1 + noise² / n)."""
    learnt = float(np.sqrt(1 / (1 + NOISE**2 / SIZE)))
    found = {
        np.sqrt(2): mcba.evpi(uncertain),
        1.0: mcba.evppi(uncertain, "x"),
        learnt: mcba.evsi(uncertain, "x", sample_size=SIZE, observation_sd=NOISE),
    }
    for sd, estimate in found.items():
        assert estimate.value == pytest.approx(value_of_learning(float(sd)), abs=4 * estimate.error + 1e-3)


def test_weights_give_what_another_distribution_gives(uncertain: mcba.Run) -> None:
    """With x from N(1, 0.8) the balance is N(1, 0.8² + 1)."""
    found = mcba.reweight(uncertain, "x", mcba.Normal(1, 0.8))
    mean, above = found.mean("npv"), found.probability("npv", above=0)
    assert mean.value == pytest.approx(1, abs=4 * mean.error)
    assert above.value == pytest.approx(NORMAL.cdf(1 / np.sqrt(1.64)), abs=4 * above.error)


def conditional(sd: float, other: float) -> tuple[float, float]:
    """Borgonovo's delta and the median of PAWN's distances of a + b, for a normal a with sd, b with `other`: by
    quadrature over the middles of 400 equally likely values of a."""
    values = sd * NORMAL.ppf((np.arange(400) + 0.5) / 400)[:, np.newaxis]
    grid = np.linspace(-8, 8, 4_001) * np.hypot(sd, other)
    all_worlds = stats.norm(0, np.hypot(sd, other))
    density = np.abs(all_worlds.pdf(grid) - stats.norm(values, other).pdf(grid))
    distance = np.abs(all_worlds.cdf(grid) - stats.norm(values, other).cdf(grid))
    return float(0.5 * np.trapezoid(density, grid, axis=1).mean()), float(np.median(distance.max(axis=1)))


@pytest.mark.slow
def test_delta_and_pawn_of_a_sum_of_normals() -> None:
    """Both estimators look at classes of worlds, which come out some hundredths off: 0.035 as for Ishigami's."""
    inputs = {"a": mcba.Normal(0, 2), "b": mcba.Normal(0, 1)}
    run = mcba.simulate(lambda a, b: a + b, inputs, worlds=16_384, sampler="random")
    expected = {"a": conditional(2, 1), "b": conditional(1, 2)}
    for place, method in enumerate(("delta", "pawn")):
        found = mcba.rank(run, "result", method=method, resamples=16)
        main = found[found.attrs["main"]]
        for name, answers in expected.items():
            assert float(main.sel(assumption=name)) == pytest.approx(answers[place], abs=0.035)


def test_counts_of_a_multinomial_are_an_array_of_worlds() -> None:
    """Of n trials the counts sum to n in each world; of one count the mean is n p, of two the covariance -n p q."""
    run = mcba.simulate(
        lambda counts: {"first": counts[0], "all": counts.sum(axis=0), "both": counts[0] + counts[1]},
        {"counts": mcba.Multinomial(10, [0.2, 0.3, 0.5])},
        worlds=16_384,
    )
    assert (run.values("all") == 10).all()
    counts = run.worlds["counts"]
    assert counts.dims == ("counts_label", "world")
    first, both = run.summary("first"), run.summary("both")
    assert first.mean.value == pytest.approx(2, abs=4 * first.mean.error + 1e-9)
    assert first.sd == pytest.approx(np.sqrt(10 * 0.2 * 0.8), rel=0.02)
    assert both.sd == pytest.approx(np.sqrt(10 * 0.5 * 0.5), rel=0.02)  # 1.6 + 2.1 - 2 · 0.6


ENTRY = """
label = "An effect"
distribution = "normal"
mean = 0
sd = 1
unit = "EUR"
reason = "of this test"
source = "of this test"
status = "verified"
"""
STUDY = """
[study]
title = "Rows with an entry of the library"
[assumptions.a]
from = "xx/effect"
data = { table = "posterior.csv", column = "a", rows = "together" }
[assumptions.b]
data = { table = "posterior.csv", column = "b", rows = "together" }
unit = "EUR"
[choices.times]
value = 1
[options.twice]
override = { times = 2 }
[options.certain]
override = { b = 0.0 }
[model]
python = "model.py:f"
gives = { npv = "EUR" }
"""
A, B = np.round(np.random.default_rng(4).multivariate_normal([1, 2], [[1, -0.9], [-0.9, 1]], 500).T, 6)


def test_rows_together_hold_under_options_and_with_an_entry_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A world has one row under every option; where an option sets b, the a of that row stays."""
    (tmp_path / "distributions" / "xx").mkdir(parents=True)
    (tmp_path / "distributions" / "xx" / "effect.toml").write_text(ENTRY, encoding="utf-8")
    monkeypatch.setattr(entries, "data_folder", lambda name: tmp_path / name)
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    lines = [f"{a!r},{b!r}" for a, b in zip(A.tolist(), B.tolist(), strict=True)]
    (tmp_path / "posterior.csv").write_text("\n".join(["a,b", *lines]))
    (tmp_path / "model.py").write_text('def f(a, b, times):\n    return {"npv": times * (a + b)}\n')
    study = mcba.load(tmp_path, allow_python=True)
    one, two, certain = (mcba.run(study, worlds=8_192, option=option) for option in (None, "twice", "certain"))
    assert study.unit("a") == "EUR"
    rows = set(zip(A.tolist(), B.tolist(), strict=True))
    assert set(zip(one.draws["a"].values.tolist(), one.draws["b"].values.tolist(), strict=True)) <= rows
    assert one.summary("npv").sd == pytest.approx((A + B).std(), rel=0.02)
    np.testing.assert_array_equal(two.values("npv"), 2 * one.values("npv"))
    np.testing.assert_array_equal(certain.values("npv"), one.draws["a"].values)


def test_what_a_function_uses_is_asked_for_in_every_run_and_nothing_is_kept_of_it() -> None:
    """A value that a function closes over may change between runs: worlds, base case and other studies follow."""
    held = {"factor": 1.0}

    def scaled(x: Array) -> dict[str, Array]:
        return {"npv": held["factor"] * x}

    study = mcba.Study(title="Scaled", assumptions={"x": mcba.Normal(2, 1)}, model={"python": scaled, "gives": ["npv"]})
    others = (study, study.with_(x=mcba.Normal(4, 1)))
    before = [mcba.run(one, worlds=256) for one in others]
    held["factor"] = 3.0
    for run, one in zip(before, others, strict=True):
        after = mcba.run(one, worlds=256)
        assert after.base["npv"] == 3 * run.base["npv"]
        np.testing.assert_allclose(after.values("npv"), 3 * run.values("npv"), rtol=1e-14)


def test_functions_of_one_name_and_text_with_other_globals_are_others() -> None:
    text = "def f(x):\n    return {'npv': factor * x}\n"
    functions: list[Any] = []
    for factor in (1.0, 3.0):
        exec(text, namespace := {"factor": factor})
        functions.append(namespace["f"])
    inputs = {"x": mcba.Normal(2, 1)}
    studies = [
        mcba.Study(title="One", assumptions=inputs, model={"python": one, "gives": ["npv"]}) for one in functions
    ]
    assert [mcba.run(study, worlds=64).base["npv"] for study in studies] == [2.0, 6.0]
    assert [mcba.simulate(one, inputs, worlds=64).base["npv"] for one in functions] == [2.0, 6.0]


def test_of_a_summary_the_worlds_are_not_kept() -> None:
    whole = mcba.simulate(opposite, {"x": mcba.Normal(0, 1), "z": mcba.Normal(0, 1)}, worlds=4_096)
    run = mcba.simulate(opposite, {"x": mcba.Normal(0, 1), "z": mcba.Normal(0, 1)}, worlds=4_096, store="summary")
    assert run.summary("npv").mean.value == pytest.approx(whole.summary("npv").mean.value, abs=1e-12)
    np.testing.assert_array_equal(run.draws["x"].values, whole.values("x"))
    with pytest.raises(
        mcba.RunError, match='kept what the worlds say, not the worlds; run again with store = "worlds"'
    ):
        _ = run.worlds


def test_a_run_of_which_most_worlds_are_dropped_goes_on() -> None:
    """Of its first worlds nothing may be left: that says nothing of the others."""
    inputs = {"x": mcba.Normal(0, 1)}
    small, whole = (
        mcba.simulate(lambda x: np.where(x > 3, x, np.nan), inputs, worlds=worlds, failed="drop")
        for worlds in (20_000, 40_000)
    )
    assert mcba.extend(small, 40_000).hashes() == whole.hashes()
