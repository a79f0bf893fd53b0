"""A study whose model is a workbook gives what the same study with formulas gives, whatever is asked.

What is right is what the formulas give: both are the same model, the one as Excel formulas and the other as formulas of
a study file, on the same worlds.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.analysis.ranking.methods import METHODS
from tests.study.workbooks.books import study_of_formulas, study_of_workbook

WORLDS = 512
TOLERANCE = 1e-12


@pytest.fixture(scope="module")
def both() -> tuple[mcba.Study, mcba.Study]:
    return mcba.Study(**study_of_workbook()), mcba.Study(**study_of_formulas())


@pytest.fixture(scope="module")
def runs(both: tuple[mcba.Study, mcba.Study]) -> tuple[mcba.Run, mcba.Run]:
    of_workbook, of_formulas = (mcba.run(study, worlds=WORLDS) for study in both)
    return of_workbook, of_formulas


def numbers(answer: Any) -> list[float]:
    """Every number of an answer, in its order."""
    if hasattr(answer, "data_vars"):
        arrays = [variable.values for name, variable in sorted(answer.data_vars.items())]
        return [float(value) for array in arrays if array.dtype.kind in "iufb" for value in array.ravel()]
    return [float(value) for value in np.ravel(answer)]


def same(first: Any, second: Any) -> None:
    found, right = numbers(first), numbers(second)
    assert len(right) > 0
    np.testing.assert_allclose(found, right, rtol=1e-9, atol=1e-9, equal_nan=True)


@pytest.mark.parametrize("variant", [{}, {"scenario": "dear"}, {"scenario": "short"}, {"option": "small"}])
def test_every_outcome_in_every_world(both: tuple[mcba.Study, mcba.Study], variant: dict[str, str]) -> None:
    of_workbook, of_formulas = (mcba.run(study, worlds=WORLDS, **variant) for study in both)
    assert of_workbook.outcomes == of_formulas.outcomes
    compared = [name for name in of_formulas.outcomes if name != "twice" or "scenario" not in variant]
    for name in compared:
        np.testing.assert_allclose(of_workbook.values(name), of_formulas.values(name), rtol=TOLERANCE, equal_nan=True)
    for name, label in (("present_value", "work"), ("bearer_npv", "state")):
        np.testing.assert_allclose(of_workbook.values(name, label), of_formulas.values(name, label), rtol=TOLERANCE)
    np.testing.assert_allclose(of_workbook.base["npv"], of_formulas.base["npv"], rtol=TOLERANCE)


ANSWERS: dict[str, Callable[[mcba.Run], Any]] = {
    "perfect information": lambda run: mcba.evpi(run).value,
    "partial information": lambda run: mcba.evppi(run, "price").value,
    "information of two": lambda run: mcba.evppi(run, ["price", "clients"]).value,
    "switching values": mcba.switching_values,
    "rates of return": lambda run: mcba.internal_rates(run).rates,
    "tail": lambda run: mcba.tail_mean(run, "npv", share=0.1).value,
    "more worlds": lambda run: mcba.extend(run, 2 * WORLDS).values("npv"),
}


@pytest.mark.parametrize("question", ANSWERS)
def test_every_answer(runs: tuple[mcba.Run, mcba.Run], question: str) -> None:
    same(*map(ANSWERS[question], runs))


def test_a_decision_reads_the_same(runs: tuple[mcba.Run, mcba.Run]) -> None:
    told = [str(mcba.decide(run)) for run in runs]
    assert "Best on average" in told[1]
    assert told[0].partition("Of 512 worlds")[0] == told[1]


def test_a_sweep(both: tuple[mcba.Study, mcba.Study]) -> None:
    same(*(mcba.sweep(study, {"price": [18, 21], "discount_rate": [0.02, 0.06]}, "npv", worlds=256) for study in both))


def test_a_published_figure_is_calibrated(both: tuple[mcba.Study, mcba.Study]) -> None:
    figure = {"outcome": "npv", "reading": "mean", "value": 3_000, "tolerance": 500}
    found = [mcba.calibrate(study.with_(published=[figure]), worlds=256) for study in both]
    assert repr(found[0]) == repr(found[1])


def test_other_processes_give_the_same_bits(both: tuple[mcba.Study, mcba.Study]) -> None:
    here = mcba.run(both[0], worlds=WORLDS, keep=["npv"])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        there = mcba.run(both[0], worlds=WORLDS, keep=["npv"], executor=executor)
    assert there.hashes() == here.hashes()


@pytest.mark.parametrize("method", METHODS)
def test_every_ranking(runs: tuple[mcba.Run, mcba.Run], method: Any) -> None:
    size: dict[str, Any] = {} if METHODS[method].sized is None else {"worlds": 2_080}
    if method in {"regional", "box"}:
        size["below"] = 2_500  # a balance that some hundred of these worlds have
    same(*(mcba.rank(run, method=method, resamples=20, **size) for run in runs))
