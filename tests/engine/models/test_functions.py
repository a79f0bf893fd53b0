"""A study whose results a Python function gives: the same worlds, blocks, options and errors as with formulas."""

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.engine.models.functions import FunctionError

STUDY = """
[study]
title = "A project"
horizon = 3

[assumptions]
effect = { distribution = "normal", mean = 5, sd = 1, unit = "EUR", status = "assumed" }
cost = { distribution = "uniform", low = 3, high = 5, unit = "EUR", status = "assumed" }

[choices.times]
value = 1

[options.twice]
override = { times = 2 }

[scenarios.dear]
override = { cost = 6 }
"""
WITH_MODEL = '[model]\npython = "model.py:f"\n[model.gives]\nbalance = "EUR"\npath = { unit = "EUR", over = "year" }\n'
WITH_FORMULAS = """
[quantities]
balance = { formula = "effect * times - cost", unit = "EUR" }
path = { formula = "effect * times * 0.9 ** year", unit = "EUR" }
"""
OUTCOMES = """
[outcomes]
total = { formula = "balance + sum(path, over = 'year')", unit = "EUR" }
share = { formula = "balance / effect" }
"""
MODEL = """
import numpy as np

def f(effect, times, cost, year):
    return {"balance": effect * times - cost, "path": effect * times * 0.9 ** year}
"""


def study_in(folder: Path, text: str = STUDY + WITH_MODEL + OUTCOMES, model: str = MODEL) -> mcba.Study:
    folder.mkdir(exist_ok=True)
    (folder / "study.toml").write_text(text)
    (folder / "model.py").write_text(model)
    return mcba.load(folder, allow_python=True)


@pytest.mark.parametrize("variant", [{}, {"option": "twice"}, {"scenario": "dear"}])
def test_a_function_gives_what_the_same_formulas_give(tmp_path: Path, variant: dict[str, str]) -> None:
    ours = mcba.run(study_in(tmp_path), worlds=5_000, **variant)  # type: ignore[arg-type]
    formulas = mcba.run(study_in(tmp_path / "other", STUDY + WITH_FORMULAS + OUTCOMES), worlds=5_000, **variant)  # type: ignore[arg-type]
    for name in ("total", "share"):
        np.testing.assert_allclose(ours.values(name), formulas.values(name), rtol=1e-14)
        assert ours.base[name] == pytest.approx(formulas.base[name], rel=1e-14)
    ranked = [mcba.rank(run, "total", method="first_order") for run in (ours, formulas)]
    np.testing.assert_allclose(ranked[0]["first"], ranked[1]["first"], rtol=1e-9)


@pytest.mark.parametrize("method", ["sobol", "morris", "shapley", "overview"])
def test_designs_ask_the_function(tmp_path: Path, method: str) -> None:
    ours = study_in(tmp_path)
    formulas = study_in(tmp_path / "other", STUDY + WITH_FORMULAS + OUTCOMES)
    ranked = [mcba.rank(study, "total", method=method, worlds=4_096) for study in (ours, formulas)]
    main = ranked[0].attrs["main"]
    np.testing.assert_allclose(ranked[0][main], ranked[1][main], rtol=1e-6)


@pytest.mark.parametrize("how", [{"block": 1}, {"block": 333}, {"workers": 2}, {"store": "summary"}])
def test_blocks_and_threads_do_not_show(tmp_path: Path, how: dict[str, int]) -> None:
    study = study_in(tmp_path)
    whole = mcba.run(study, worlds=2_000, store=how.get("store"))  # type: ignore[arg-type]
    assert mcba.run(study, worlds=2_000, **how).hashes() == whole.hashes()  # type: ignore[arg-type]
    assert mcba.extend(mcba.run(study, worlds=900), 2_000).hashes() == mcba.run(study, worlds=2_000).hashes()


def test_results_alone_are_outcomes_and_trajectories_are_kept(tmp_path: Path) -> None:
    run = mcba.run(study_in(tmp_path, STUDY + WITH_MODEL), worlds=1_000)
    assert run.outcomes == ("balance",)
    assert run.worlds["path"].dims == ("year", "world")
    first = run.worlds["path"].sel(year="0").values
    np.testing.assert_allclose(run.worlds["path"].sel(year="3").values, 0.9**3 * first, rtol=1e-14)


def test_the_error_of_a_function_names_its_line_and_its_world(tmp_path: Path) -> None:
    model = MODEL.replace("    return", "    if (effect > 7).any():\n        raise ValueError('too much')\n    return")
    run = mcba.run(study_in(tmp_path, STUDY + WITH_FORMULAS + OUTCOMES), worlds=1_000)
    effects = run.draws["effect"].values
    first = effects[np.argmax(effects > 7)]
    with pytest.raises(FunctionError) as caught:
        mcba.run(study_in(tmp_path, model=model), worlds=1_000)
    message = str(caught.value)
    assert "the function f stopped in " in message
    assert "model.py, line 6: ValueError: too much; there effect = " in message
    assert float(message.split("effect = ")[1].split(",", maxsplit=1)[0]) > 7
    assert isinstance(caught.value.__cause__, ValueError)
    assert first > 7


def test_a_function_that_looks_beyond_its_world_is_refused(tmp_path: Path) -> None:
    model = MODEL.replace("- cost", "- cost.mean()")
    with pytest.raises(mcba.RunError, match=r"'balance' = .* when that world was computed again beside others"):
        mcba.run(study_in(tmp_path, model=model), worlds=1_000)


WRONG = {
    "(effect, times)": r"'path' the shape \(\d+,\) for .* it must give 4 numbers a world, worlds last",
    "effect": "gave 1 result without names, and it is to give 2: 'balance' and 'path'",
    '{"balance": effect}': "the function gave 'balance', and it is to give 'balance' and 'path'",
    "(effect, (effect * times * 0.9 ** year).T)": "the worlds stand first here: give its transpose",
}


@pytest.mark.parametrize("result", WRONG)
def test_results_of_another_kind_are_refused(tmp_path: Path, result: str) -> None:
    model = f"def f(effect, times, cost, year):\n    return {result}\n"
    with pytest.raises(mcba.RunError, match=WRONG[result]):
        mcba.run(study_in(tmp_path, model=model), worlds=1_000)


def test_whole_years_and_worlds_one_by_one(tmp_path: Path) -> None:
    text = STUDY + WITH_MODEL.replace("[model.gives]", "vectorised = false\n[model.gives]") + OUTCOMES
    path = "[effect * 0.9 ** year for year in range(horizon + 1)]"
    model = f"def f(effect, cost, horizon):\n    return effect - cost, {path}\n"
    run = mcba.run(study_in(tmp_path, text, model), worlds=200)
    whole = mcba.run(study_in(tmp_path), worlds=200)
    np.testing.assert_allclose(run.values("total"), whole.values("total"), rtol=1e-12)


def _steps(x: float) -> float:
    return 1.0 if x > 0.5 else 0.0


def _is_never_sure(x: float) -> float:  # noqa: ARG001
    raise ValueError("nothing is known of it")


def test_a_function_of_plain_numbers_is_told_from_one_that_fails() -> None:
    inputs = {"x": mcba.Uniform(0, 1)}
    with pytest.raises(FunctionError, match=r"ambiguous.*say np.where.* or vectorised=False"):
        mcba.simulate(_steps, inputs, worlds=256)
    with pytest.raises(FunctionError, match=r"nothing is known of it$"):
        mcba.simulate(_is_never_sure, inputs, worlds=256)
