"""JSON objects: plain data that every reader of JSON takes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

import mcba
from mcba.reporting.facts.comparisons import ComparedRuns
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.objects.advice import answer_object
from mcba.reporting.objects.comparisons import comparison_object
from mcba.reporting.objects.decisions import decision_object
from mcba.reporting.objects.rankings import ranking_object
from mcba.reporting.objects.runs import run_object
from tests.places import ROOT


def compared(run: mcba.Run) -> dict[str, Any]:
    other = mcba.run(run.study, worlds=256, seed=1)  # type: ignore[arg-type]
    return comparison_object(ComparedRuns(mcba.compare(run, other), run, other))


def ranked(run: mcba.Run) -> dict[str, Any]:
    return ranking_object(mcba.rank(run, "npv", method="spearman"), run.study)


@pytest.mark.parametrize(
    ("made", "first"),
    [
        (lambda run: run_object(Facts(run)), ["study", "status", "scenario"]),
        (lambda run: decision_object(DecisionFacts(run)), ["study", "status", "seed"]),
        (ranked, ["study", "outcome", "units"]),
        (compared, ["outcome", "unit", "runs"]),
    ],
    ids=["run", "decide", "rank", "compare"],
)
def test_an_object_is_plain_and_its_keys_stand_in_order(
    small_run: mcba.Run, made: Callable[[mcba.Run], dict[str, Any]], first: list[str]
) -> None:
    entries = made(small_run)
    assert list(entries)[:3] == first
    assert json.loads(json.dumps(entries, allow_nan=False)) == entries


@pytest.mark.slow
def test_a_run_has_its_impact_map_and_an_answer_as_data() -> None:
    facts = Facts(mcba.run(mcba.load(ROOT / "studies" / "schilderswijk-moeders"), worlds=4_096))
    found = run_object(facts)
    impact = found["impacts"]["stabilisation"]
    left = impact["outcome"]["mean"] * impact["factors"]["attribution"]["mean"]
    assert impact["impact"]["mean"] == pytest.approx(left, rel=0.01)  # both are drawn, and independent
    answer = answer_object(facts)
    assert (answer["option"], answer["best"], answer["verdict"]) == ("project", "project", "gain")
    assert answer["probability"] == found["probability"]["npv>0"]
    assert answer["switching"]["low"] <= answer["switching"]["value"] <= answer["switching"]["high"]
    assert answer["scenario"]["kind"] in {"scenario", "choice", "preset"}
