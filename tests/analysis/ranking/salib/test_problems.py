"""A study as a problem of SALib is used as SALib's users use one, and keeps what SALib would change."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.errors import RunError
from tests.analysis.ranking.salib.conftest import study_of

TOTAL = [0.5576, 0.4424, 0.2437]


def test_a_problem_brings_its_model(ishigami: mcba.Study) -> None:
    problem = mcba.to_salib(ishigami)
    assert problem["names"] == ["x1", "x2", "x3"]
    assert problem["bounds"] == [[0.0, 1.0]] * 3
    assert problem["outputs"] == ["y"]
    found = problem.sample_sobol(1024).evaluate().analyze_sobol()
    assert found is problem
    assert found.analysis["ST"] == pytest.approx(TOTAL, abs=0.05)
    given = problem.evaluate(lambda points: points[:, 1]).analyze_sobol()
    assert given.analysis["ST"] == pytest.approx([0, 1, 0], abs=0.02)


def test_a_problem_repeats_itself_without_a_seed(ishigami: mcba.Study) -> None:
    first, again = (mcba.to_salib(ishigami).sample_sobol(32).samples for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.parametrize(
    ("sampler", "analyser", "size"),
    [
        ("morris", "morris", (20,)),
        ("fast", "fast", (129,)),
        ("ff", "ff", ()),
        ("finite_diff", "dgsm", (64,)),
        pytest.param("latin", "enhanced_hdmr", (400,), marks=pytest.mark.slow),
        ("latin", "hdmr", (400,)),
        ("latin", "discrepancy", (400,)),
        ("latin", "rbd_fast", (400,)),
        ("latin", "rsa", (400,)),
        ("shapley", "shapley", (64,)),
    ],
)
def test_every_way_of_salib_leaves_the_problem_as_it_was(
    ishigami: mcba.Study, sampler: str, analyser: str, size: tuple[int, ...]
) -> None:
    problem = mcba.to_salib(ishigami)
    before, state = copy.deepcopy(dict(problem)), np.random.get_state()[1].tolist()  # noqa: NPY002
    getattr(problem, f"sample_{sampler}")(*size).evaluate()
    getattr(problem, f"analyze_{analyser}")()
    assert {name: problem[name] for name in before} == before
    assert np.random.get_state()[1].tolist() == state  # noqa: NPY002
    assert problem.analysis is not None


def test_samples_are_told_in_the_units_of_their_assumptions(additive: mcba.Study) -> None:
    problem = mcba.to_salib(additive).sample_latin(50).evaluate()
    assert problem.draws["a"].to_numpy() == pytest.approx(problem.samples[:, 0])
    assert (problem.draws["a"] + 2 * problem.draws["b"]).to_numpy() == pytest.approx(problem.results)


def test_a_run_brings_its_worlds(additive: mcba.Study) -> None:
    run = mcba.run(additive, worlds=2_000, sampler="random")
    problem = mcba.to_salib(run)
    assert np.array_equal(problem.results, run.values("y"))
    ours = mcba.rank(run, "y", method="salib:pawn").sortby("assumption")
    assert problem.analyze_pawn().analysis["median"] == pytest.approx(ours["median"].values)
    assert problem.sample_sobol(256).evaluate().analyze_sobol().analysis["ST"] == pytest.approx([0.2, 0.8], abs=0.02)


def test_a_function_is_a_model_as_a_study_is() -> None:
    inputs = {"x": mcba.Uniform(0, 1), "y": mcba.Uniform(0, 2)}
    problem = mcba.to_salib(mcba.simulate(lambda x, y: x + y, inputs, worlds=500, sampler="random"))
    assert problem["outputs"] == ["result"]
    medians = problem.analyze_pawn().analysis["median"]
    assert medians[1] > medians[0]
    assert problem.sample_sobol(256).evaluate().analyze_sobol().analysis["ST"] == pytest.approx([0.2, 0.8], abs=0.02)


def test_worlds_from_elsewhere_have_no_model() -> None:
    x, y = np.random.default_rng(1).random((2, 500))
    problem = mcba.to_salib(mcba.from_worlds({"x": x, "y": y, "sum": x + 2 * y}, outcomes=["sum"]))
    assert problem.analyze_pawn().analysis["median"].argmax() == 1
    with pytest.raises(RunError, match="has worlds and no model that makes others"):
        problem.sample_sobol(16).evaluate()


def test_groups_are_those_of_a_ranking(ishigami: mcba.Study) -> None:
    problem = mcba.to_salib(ishigami, groups={"pair": ["x1", "x3"]})
    assert problem["groups"] == ["pair", "x2", "pair"]
    found = problem.sample_sobol(512, calc_second_order=False).evaluate().analyze_sobol(calc_second_order=False)
    assert found.analysis["ST"] == pytest.approx([0.5576, 0.4424], abs=0.05)


def test_what_salib_would_make_zeros_of_is_refused(tmp_path: Any, additive: mcba.Study) -> None:
    problem = mcba.to_salib(additive).sample_sobol(16)
    y = problem.model(problem.samples)
    y[3] = np.nan
    with pytest.raises(RunError, match=r"not finite in 1 of 96 worlds .*zeros of it without a word"):
        problem.set_results(y).analyze_sobol()
    (tmp_path / "root").mkdir()
    study = study_of(tmp_path / "root", {"a": ("-1", "1"), "b": ("0", "1")}, "b + sqrt(a)")
    with pytest.raises(RunError, match="the outcome 'y' is not finite"):
        mcba.to_salib(study).sample_sobol(16).evaluate()


def test_correlated_assumptions_are_refused_by_designs_and_not_by_given_data(tmp_path: Any) -> None:
    more = '[[dependence]]\nbetween = ["a", "b"]\nrank_correlation = 0.5\n'
    study = study_of(tmp_path, {"a": ("0", "1"), "b": ("0", "1")}, "a + b", more)
    with pytest.raises(RunError, match=r"SALib.analyze.sobol assumes independent assumptions, but a and b"):
        mcba.to_salib(study).sample_sobol(16).evaluate().analyze_sobol()
    assert mcba.to_salib(mcba.run(study, worlds=400)).analyze_pawn().analysis["median"].min() > 0.1


def test_a_grid_that_touches_the_ends_stays_within_half_a_percent(tmp_path: Any) -> None:
    text = '[study]\ntitle = "Long tails"\n\n[assumptions]\n' + "".join(
        f'{name} = {{ distribution = "normal", mean = 0, sd = 1 }}\n' for name in "ab"
    )
    (tmp_path / "study.toml").write_text(f'{text}\n[outcomes.y]\nformula = "a + b"\n', encoding="utf-8")
    problem = mcba.to_salib(mcba.load(tmp_path))
    assert problem.model(np.array([[1.0, 1.0], [0.5, 0.5]])) == pytest.approx([2 * 2.5758, 0], abs=1e-3)


def test_a_problem_crosses_to_another_process(additive: mcba.Study) -> None:
    problem = pickle.loads(pickle.dumps(mcba.to_salib(additive)))
    assert problem.sample_latin(8).evaluate().results.shape == (8,)


@pytest.mark.slow
def test_salib_is_imported_when_it_is_asked_for() -> None:
    code = (
        "import sys, mcba, mcba.analysis.ranking.salib.checks; mcba.rank; mcba.to_salib; print('SALib' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
