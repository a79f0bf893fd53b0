"""A Python function can do all that formulas can: one model in four forms, and every question that is asked of a run.

The answers of the formulas have tests of their own, against closed forms and other packages; here a function has to
give them too, whether it is held in memory (`simulate`, `Study`) or stands in a file beside the study.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import Client

import mcba
from mcba.analysis.ranking.methods.table import BY_SALIB, METHODS
from mcba.engine.execution import keeping, work
from mcba.engine.execution.precision import run_to_precision
from mcba.engine.saved.verification import extend_saved, resume

WORLDS, SEED, HORIZON = 2_048, 3, 3
INPUTS: dict[str, Any] = {"effect": mcba.Normal(5, 1), "cost": mcba.Uniform(11, 15), "share": mcba.Beta(4, 2)}
CHOICES = {"times": {"value": 1, "alternatives": [0.5, 2]}}
OPTIONS = {"twice": {"override": {"times": 2, "cost": 28}}}
SCENARIOS = {"dear": {"override": {"cost": 16}}}
PUBLISHED = [{"outcome": "npv", "low": -6, "high": 7, "tolerance": 3, "source": "the question of this test"}]
ABOUT: dict[str, Any] = {"options": OPTIONS, "scenarios": SCENARIOS, "published": PUBLISHED, "horizon": HORIZON}
FUNCTION = """
def project(effect, cost, share, times, horizon=3):
    return {"npv": (horizon + 1) * 1.5 * effect * share * times - cost}
"""
_NAMESPACE: dict[str, Any] = {}
exec(FUNCTION, _NAMESPACE)
project: Callable[..., Any] = _NAMESPACE["project"]


def of_formulas() -> mcba.Study:
    return mcba.Study(
        title="A project",
        assumptions=INPUTS,
        choices={**CHOICES, "discount_rate": 0.0},
        benefits={"saving": {"formula": "1.5 * effect * share * times", "years": [0, HORIZON], "gains": {"client": 1}}},
        costs={"staff": {"formula": "cost", "years": [0, 0], "losses": {"city": 1}}},
        run={"worlds": WORLDS, "seed": SEED},
        **ABOUT,
    )


def of_simulate() -> mcba.Study:
    run = mcba.simulate(project, INPUTS, choices=CHOICES, worlds=WORLDS, seed=SEED, title="A project", **ABOUT)
    assert run.study is not None
    return run.study


def in_memory(**model: Any) -> mcba.Study:
    return mcba.Study(
        title="A project",
        assumptions=INPUTS,
        choices=CHOICES,
        model=model or {"python": project, "gives": ["npv"]},
        run={"worlds": WORLDS, "seed": SEED},
        **ABOUT,
    )


def on_disk(folder: Path) -> mcba.Study:
    text = in_memory().to_toml().replace('function = "project"', 'python = "model.py:project"')
    (folder / "study.toml").write_text(text, encoding="utf-8")
    (folder / "model.py").write_text(FUNCTION, encoding="utf-8")
    return mcba.load(folder, allow_python=True)


FORMS = ("simulate", "study", "disk")


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, mcba.Study]:
    disk = on_disk(tmp_path_factory.mktemp("disk"))
    return {"formulas": of_formulas(), "simulate": of_simulate(), "study": in_memory(), "disk": disk}


@pytest.fixture(scope="module")
def runs(studies: Mapping[str, mcba.Study]) -> dict[str, mcba.Run]:
    return {form: mcba.run(study) for form, study in studies.items()}


def study_of(run: mcba.Run) -> mcba.Study:
    assert run.study is not None
    return run.study


def again(run: mcba.Run, **options: Any) -> mcba.Run:
    return mcba.run(study_of(run), **options)


def mean(run: mcba.Run) -> float:
    return run.summary("npv").mean.value


def calibrated(run: mcba.Run) -> Any:
    found = mcba.calibrate(run, outcome="npv")
    return [found.effective, found.information.value, *(one.shift.value for one in found.assumptions)]


BITS: dict[str, Callable[[mcba.Run], mcba.Run]] = {
    "run": lambda run: run,
    "another seed": lambda run: again(run, seed=9),
    "a scenario": lambda run: again(run, scenario="dear"),
    "an option": lambda run: again(run, option="twice"),
    "random": lambda run: again(run, sampler="random"),
    "Latin hypercube": lambda run: again(run, sampler="lhs"),
    "kept": lambda run: again(run, keep=["npv"]),
    "threads": lambda run: again(run, worlds=5_000, workers=2, block=1_000),
    "extended": lambda run: mcba.extend(again(run, worlds=900), 3_000),
    "dropped": lambda run: mcba.run(study_of(run).with_(run={"failed": "drop"})),
    "changed": lambda run: mcba.run(study_of(run).with_(effect=mcba.Normal(6, 1))),
}
QUESTIONS: dict[str, Callable[[mcba.Run], Any]] = {
    "base case": lambda run: run.base["npv"],
    "summary": lambda run: again(run, store="summary").range("npv").low,
    "a larger summary": lambda run: mean(mcba.extend(again(run, store="summary"), 3_000)),
    "precision": lambda run: mean(run_to_precision(study_of(run), 2)[0]),
    "quantile": lambda run: run.quantile("npv", [0.05, 0.9])[1].value,  # type: ignore[index]
    "probability": lambda run: [run.probability("npv", above=0).value, run.probability(lambda of: of["npv"] > 1).value],
    "draws": lambda run: [run.draws[name].values for name in INPUTS],
    "table": lambda run: run.table().select_dtypes("number").loc["npv"].to_numpy(float),
    "rows": lambda run: run.to_dataframe(draws=True)[["npv", *INPUTS]].to_numpy(),
    "arviz": lambda run: run.to_arviz(draws=True)["effect"].values,
    "evpi": lambda run: mcba.evpi(run).value,
    "evppi": lambda run: [mcba.evppi(run, "share").value, mcba.evppi(run, ["share", "effect"]).value],
    "evsi": lambda run: mcba.evsi(run, "effect", sample_size=10, observation_sd=2.0).value,
    "evsi of a share": lambda run: mcba.evsi(run, "share", sample_size=10, study="binomial").value,
    "switching values": lambda run: mcba.switching_values(run).to_dataframe().select_dtypes("number").to_numpy(),
    "reweight": lambda run: mcba.reweight(run, "effect", mcba.Normal(5.5, 1)).mean("npv").value,
    "calibrate": calibrated,
    "tail mean": lambda run: mcba.tail_mean(run).value,
    "certainty equivalent": lambda run: mcba.certainty_equivalent(run, risk_tolerance=5.0).value,
    "compare": lambda run: str(mcba.compare(run, study_of(run).with_(effect=mcba.Normal(6, 1)))),
    "compare a scenario": lambda run: str(mcba.compare(run, again(run, scenario="dear"))),
    "correlations": lambda run: str(mcba.achieved_correlations(run)),
    "sweep": lambda run: mcba.sweep(run, {"cost": [11, 13, 15]}, "npv")["mean"].values,
    "sweep a choice": lambda run: mcba.sweep(run, {"times": [0.5, 2]}, "npv")["mean"].values,
    "sweep years": lambda run: mcba.sweep(run, {"horizon": [0, 1, 3]}, "npv")["mean"].values,
}


def numbers(found: Any) -> Any:
    return found if isinstance(found, str) else np.concatenate([np.ravel(one) for one in np.atleast_1d(found)])


def assert_same(found: Any, expected: Any) -> None:
    if isinstance(expected, str):
        assert found == expected
    elif isinstance(expected, list):
        for one, other in zip(found, expected, strict=True):
            assert_same(one, other)
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("question", BITS)
def test_worlds_are_the_same(runs: dict[str, mcba.Run], question: str) -> None:
    """Of functions to the bit; of formulas to rounding, for they add up year by year."""
    found = {form: BITS[question](run).values("npv") for form, run in runs.items()}
    for form in FORMS:
        np.testing.assert_array_equal(found[form], found["disk"])
        np.testing.assert_allclose(found[form], found["formulas"], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_have_the_same_answers(runs: dict[str, mcba.Run], question: str) -> None:
    expected = QUESTIONS[question](runs["formulas"])
    for form in FORMS:
        assert_same(QUESTIONS[question](runs[form]), expected)


def ranked(run: mcba.Run, method: str, **options: Any) -> Any:
    found = mcba.rank(run, "npv", method=method, resamples=16, **options)
    names = [found.attrs["main"]] if "main" in found.attrs else [n for n, one in found.items() if one.dtype.kind == "f"]
    return [found[name].sortby("assumption").values for name in names]


RANKINGS: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {"worlds": 512} if METHODS[name].source in {"design", "dependence"} else {}) for name in METHODS},
    "fast": ("fast", {}),
    "shapley": ("shapley", {"base": 256, "permutations": 20}),
    "groups": ("first_order", {"groups": {"money": ["effect", "cost"]}}),
    "groups by kind": ("sobol", {"groups": "kind", "worlds": 512}),
    "each number": ("sobol", {"groups": "number", "worlds": 512}),
    "checked": ("sobol", {"check": "salib", "worlds": 512}),
}


@pytest.mark.parametrize("name", RANKINGS)
def test_rankings_are_the_same(runs: dict[str, mcba.Run], name: str) -> None:
    method, options = RANKINGS[name]
    expected = ranked(runs["formulas"], method, **options)
    for form in ("simulate", "disk"):
        assert_same(ranked(runs[form], method, **options), expected)


TOO_SLOW = ("salib:delta", "salib:enhanced_hdmr")  # seconds each, and they look at the same worlds as the others


@pytest.mark.slow
@pytest.mark.parametrize("name", [*(name for name in BY_SALIB if name not in TOO_SLOW), "agreement"])
def test_rankings_of_salib_and_of_several_methods_are_the_same(runs: dict[str, mcba.Run], name: str) -> None:
    simulated, formulas = (again(runs[form], worlds=512) for form in ("simulate", "formulas"))
    assert_same(ranked(simulated, name), ranked(formulas, name))


def function_of(form: str) -> dict[str, Any]:
    return {"allow_python": True} if form == "disk" else {"function": project}


@pytest.mark.parametrize("form", FORMS)
def test_saved_opened_verified_and_extended(runs: dict[str, mcba.Run], form: str, tmp_path: Path) -> None:
    saved = mcba.save_run(runs[form], tmp_path)
    assert mcba.open_run(saved).hashes() == runs[form].hashes()
    for tolerance in (None, 1e-9):
        assert mcba.verify(saved, tolerance=tolerance, **function_of(form)).same
    assert extend_saved(saved, 3_000, **function_of(form)).hashes() == again(runs[form], worlds=3_000).hashes()
    with pytest.raises(mcba.RequestError, match=r"function=…|allow_python=True"):
        mcba.verify(saved)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PIECE", 2**11)
    monkeypatch.setattr(work, "PATIENCE", 0.0)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("form", FORMS)
def test_a_run_that_was_killed_goes_on(studies: dict[str, mcba.Study], form: str, tmp_path: Path) -> None:
    done: list[int] = []

    def stop(worlds: int) -> None:
        done.append(worlds)
        if len(done) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mcba.run(studies[form], worlds=20_000, block=2_048, unfinished=tmp_path, progress=stop)
    found = resume(tmp_path, **function_of(form))
    assert found.hashes() == mcba.run(studies[form], worlds=20_000).hashes()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[dict[str, Any]]:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes,
        Client(n_workers=1, threads_per_worker=1, dashboard_address=None) as client,
    ):
        yield {"processes": processes, "dask": client.get_executor(pure=False)}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", ["processes", "dask"])
def test_workers_elsewhere_have_the_function_too(
    studies: dict[str, mcba.Study], elsewhere: dict[str, Any], form: str, where: str
) -> None:
    there = mcba.run(studies[form], worlds=4_096, block=1_024, executor=elsewhere[where])
    assert there.hashes() == mcba.run(studies[form], worlds=4_096).hashes()


WITHOUT_FLOWS = {
    *("answer", "calibration", "convergence", "distributions", "information", "outcome-npv", "scenarios", "shares"),
    "tornado",
}
"""The figures that need no flows, of which a function that gives the net present value alone says nothing."""


@pytest.mark.slow
def test_pages_figures_and_files(runs: dict[str, mcba.Run], tmp_path: Path) -> None:
    assert {file.stem for file in mcba.figures(runs["disk"], tmp_path)} == WITHOUT_FLOWS
    for write in (mcba.report, mcba.answer):
        assert write(runs["study"], tmp_path / write.__name__, formats=["md"])
    assert mcba.write_sipmath(runs["simulate"], tmp_path / "library.json").names == (*INPUTS, "npv")


REFUSED: dict[str, tuple[Callable[[mcba.Run], Any], str]] = {
    "yearly": (lambda run: run.yearly(), "no flows from year to year"),
    "internal rates": (mcba.internal_rates, "no flows from year to year and no rate of return; name them as flows"),
    "ratio": (lambda run: run.ratio_of_means(), "kept no outcome 'present_value_benefits'"),
}


@pytest.mark.parametrize("question", REFUSED)
def test_what_only_flows_can_say_is_refused_with_the_reason(runs: dict[str, mcba.Run], question: str) -> None:
    ask, message = REFUSED[question]
    for form in FORMS:
        with pytest.raises(mcba.McbaError, match=message):
            ask(runs[form])


def test_a_function_without_npv_says_by_what_name_decisions_are_taken() -> None:
    run = mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, worlds=256)
    with pytest.raises(mcba.RunError, match=r"gives no 'npv'; let it give .* or name results .* options=\[…\]"):
        mcba.evpi(run)
