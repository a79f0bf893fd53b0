"""What a reader can move follows from what the study says."""

from __future__ import annotations

from typing import Any

import pytest

import mcba
from mcba.reporting.facts.facts import Facts
from mcba.reporting.living.sliders import _control, choices_of, controls_of
from mcba.reporting.words.labels import Labels


def controls(**assumptions: Any) -> dict[str, dict[str, Any]]:
    study = mcba.Study(title="t", assumptions=assumptions, outcomes={"y": " + ".join(assumptions)})
    facts = Facts(mcba.run(study, worlds=512, seed=1))
    return {one["name"]: one for one in controls_of(facts, Labels(study, "en"), {})}


def test_three_points_have_sliders_of_their_own() -> None:
    found = controls(a=mcba.Pert(1, 2, 9), b=mcba.Uniform(0, 4), c=mcba.Triangular(1, 2, 3))
    assert found["a"]["parameters"] == {"low": 1, "mode": 2, "high": 9, "shape": 4}
    assert [one["key"] for one in found["a"]["sliders"]] == ["centre", "spread", "low", "mode", "high"]
    assert [one["key"] for one in found["b"]["sliders"]] == ["centre", "spread", "low", "high"]


@pytest.mark.parametrize("family", [mcba.Normal(5, 1), mcba.Gamma(4, 2), mcba.Beta(3, 4), mcba.Lognormal(0, 1)])
def test_others_have_a_mean_and_a_spread(family: mcba.Family) -> None:
    found = controls(a=family)["a"]
    assert found["how"] == "parameters"
    assert [one["key"] for one in found["sliders"]] == ["centre", "spread"]
    assert found["sliders"][0]["value"] == pytest.approx(float(family.mean))
    assert found["sliders"][1]["value"] == pytest.approx(float(family.sd))


def test_what_has_no_exact_quantiles_is_moved() -> None:
    found = controls(a=mcba.StudentT(4, 1, 2), b=mcba.Shifted(mcba.Pert(1, 2, 9), 3))
    assert {one["how"] for one in found.values()} == {"moved"}
    assert found["a"]["sliders"][1]["value"] == 1


def test_what_is_certain_has_a_centre_only() -> None:
    found = controls(a=3, b=mcba.Uniform(0, 1))["a"]
    assert [one["key"] for one in found["sliders"]] == ["centre"]


def test_every_slider_holds_the_study() -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    facts = Facts(mcba.run(study, worlds=512))
    voice = Labels(study, "nl")
    found = controls_of(facts, voice, {"clients": "living.locked_parent"})
    assert {one["name"] for one in found} == set(study.families)
    for control in found:
        if control["name"] == "clients":
            assert (control["sliders"], control["locked"]) == ([], "living.locked_parent")
            continue
        assert control["sliders"]
        for slider in control["sliders"]:
            assert slider["least"] <= slider["value"] <= slider["most"], control["name"]
            assert slider["step"] > 0
    shares = next(one for one in found if one["name"] == "referral_share")
    assert shares["sliders"][0]["least"] >= 0
    rate = next(one for one in choices_of(facts, voice) if one["name"] == "discount_rate")
    assert (rate["least"], rate["step"], rate["locked"]) == (0.0, 0.0025, "")


def test_shares_of_a_whole_have_a_range() -> None:
    study = mcba.Study(
        title="t",
        sets={"group": ["x", "y"]},
        assumptions={"a": {"distribution": mcba.Dirichlet([8, 1]), "over": "group", "drawn": "each_unit"}},
        outcomes={"y": "sum(a * a, over='group')"},
    )
    facts = Facts(mcba.run(study, worlds=512, seed=1))
    low, median, high = _control(facts, Labels(study, "en"), "a", "living.locked_given", [])["range"]
    assert 0 < low < median < high < 1
