"""The whole model as plain data. Played in the browser: `tests/browser/test_parity.py`."""

from __future__ import annotations

import json

import mcba
from mcba.engine import Settings
from mcba.engine.program.portable import Unplayable, addresses_of, portable_score
from tests.places import ROOT


def test_a_score_is_json_and_small() -> None:
    study = mcba.load(ROOT / "studies" / "schilderswijk-moeders")
    score = portable_score(study, Settings(16_384, 1, "sobol", 0.9))
    assert isinstance(score, dict)
    assert len(json.dumps(score, allow_nan=False)) < 300_000
    assert (score["variants"][0]["option"], score["variants"][0]["scenario"]) == ("", "")
    assert score["points"]["addresses"] == addresses_of(study)
    assert len(score["variants"]) == (1 + len(study.document.options)) * (1 + len(study.document.scenarios))


def test_a_workbook_has_no_score() -> None:
    study = mcba.load(ROOT / "examples" / "workbooks" / "bicycle-bridge")
    assert portable_score(study, Settings(16, 1, "sobol", 0.9)) == Unplayable("model")
    assert addresses_of(study) == 0


def test_what_follows_from_others_is_locked_with_its_parents() -> None:
    study = mcba.Study(
        title="t",
        assumptions={"level": mcba.Normal(10, 3), "a": mcba.Hierarchical("normal", mean="level", sd=4)},
        outcomes={"y": "a"},
    )
    score = portable_score(study, Settings(64, 1, "sobol", 0.9))
    assert isinstance(score, dict)
    assert score["locked"] == {"a": "living.locked_given", "level": "living.locked_parent"}


def test_a_scenario_of_more_years_is_left_out() -> None:
    study = mcba.Study(
        title="t",
        assumptions={"a": {"distribution": "normal", "mean": 0, "sd": 1, "drawn": "each_year"}},
        horizon=2,
        scenarios={"long": {"override": {"horizon": 5}}, "short": {"override": {"horizon": 1}}},
        outcomes={"y": "sum(a, over='year')"},
    )
    score = portable_score(study, Settings(64, 1, "sobol", 0.9))
    assert isinstance(score, dict)
    assert [variant["scenario"] for variant in score["variants"]] == ["", "short"]
