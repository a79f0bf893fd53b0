"""The page's model says what Python says: of every study, sampler, family, formula function and copula."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mcba
from tests.browser.playing import needs_node, numbers_of, played, require_same, score
from tests.places import ROOT

pytestmark = needs_node
STUDIES = sorted(path.parent for path in (ROOT / "studies").glob("*/study.toml"))
WORLDS = 1_024
FAMILIES: dict[str, mcba.Family] = {
    "normal": mcba.Normal(3, 2),
    "lognormal": mcba.Lognormal(1, 0.4),
    "student": mcba.StudentT(4, 1, 2),
    "uniform": mcba.Uniform(-1, 3),
    "loguniform": mcba.Loguniform(1, 30),
    "beta": mcba.Beta(2, 5),
    "steep": mcba.Beta(0.5, 0.4),
    "triangular": mcba.Triangular(1, 2, 9),
    "pert": mcba.Pert(1, 2, 9),
    "gamma": mcba.Gamma(2, 500),
    "early": mcba.Gamma(0.3, 1),
    "exponential": mcba.Exponential(3),
    "weibull": mcba.Weibull(2, 3),
    "cut": mcba.TruncatedNormal(1, 2, low=0),
    "discrete": mcba.Discrete([1, 2, 5], [0.2, 0.5, 0.3]),
    "empirical": mcba.Empirical([1.0, 4.0, 2.0, 8.0]),
    "bernoulli": mcba.Bernoulli(0.3),
    "binomial": mcba.Binomial(20, 0.3),
    "poisson": mcba.Poisson(7),
    "negative": mcba.NegativeBinomial(4, 0.3),
    "skew": mcba.SkewNormal(1, 2, 3),
    "logistic": mcba.Logistic(1, 2),
    "loglogistic": mcba.Loglogistic(2, 5),
    "gumbel": mcba.Gumbel(1, 2),
    "pareto": mcba.Pareto(1, 3),
    "trapezoid": mcba.Trapezoidal(0, 1, 2, 3),
    "curved": mcba.CurvilinearTrapezoid(0, 3, 0.3),
    "arcsine": mcba.Arcsine(0, 2),
    "metalog": mcba.Metalog.between(4, 9, 17, mass=0.8),
    "piecewise": mcba.Piecewise([0, 1, 3], [0, 0.4, 1]),
    "mixture": mcba.Mixture([mcba.Normal(0, 1), mcba.Normal(5, 1)]),
    "shifted": mcba.Shifted(mcba.Gamma(2, 3), 5, 0.5),
    "truncated": mcba.Truncated(mcba.Normal(0, 1), low=-1),
    "risk": mcba.EventRisk(0.4, mcba.Uniform(1, 2)),
}
FUNCTIONS = {
    "sums": "a + b - a * b / (1 + b)",
    "powers": "b ** a + b ** 2 + (1 + b) ** 0.5 + b ** 7",
    "functions": "exp(a / 10) + log(b) + sqrt(b) + clip(a, 2, 4)",
    "chosen": "where(a > 3, b, a) + where(a <= 2, 1, 0) + min(a, b, 1) + max(a, b, 4)",
    "compared": "(a < b) + (a >= b) * 2 + (a == a) + (a != b) - -a",
}


@pytest.mark.slow
@pytest.mark.parametrize("path", STUDIES, ids=[path.name for path in STUDIES])
def test_every_study_option_and_scenario(path: Path) -> None:
    study = mcba.load(path)
    made = score(study, WORLDS)
    asked = [{"option": one["option"], "scenario": one["scenario"]} for one in made["variants"]]
    for request, answers in zip(asked, played(made, asked)["answers"], strict=True):
        run = mcba.run(
            study, worlds=WORLDS, option=request["option"] or None, scenario=request["scenario"] or None, seed=1
        )
        require_same(run, answers, 2e-12)
        if "npv" in run.outcomes:
            chance = run.probability("npv", above=0)
            assert answers["chances"]["npv"]["value"] == pytest.approx(chance.value, abs=1e-15)
            assert answers["chances"]["npv"]["error"] == pytest.approx(chance.error, rel=1e-12)


@pytest.mark.parametrize("sampler", ["sobol", "random", "lhs"])
@pytest.mark.parametrize("worlds", [WORLDS, 1_009])
def test_every_sampler(sampler: str, worlds: int) -> None:
    study = mcba.Study(
        title="t", assumptions={"a": mcba.Uniform(0, 1), "b": mcba.Uniform(0, 1)}, outcomes={"y": "a + 2 * b"}
    )
    for seed in (0, 7, 2**70 + 1):
        answer = played(score(study, worlds, seed, sampler), [{}])
        run = mcba.run(study, worlds=worlds, seed=seed, sampler=sampler)
        for name in ("a", "b"):
            assert np.array_equal(numbers_of(answer, name)[0], run.values(name)), name
        require_same(run, answer["answers"][0])


def test_every_family() -> None:
    study = mcba.Study(title="t", assumptions=FAMILIES, outcomes={"y": " + ".join(FAMILIES)})
    made = score(study, WORLDS)
    kinds = {draw["quantiles"]["kind"] for draw in made["draws"].values()}
    assert kinds == {"table", "steps", "listed"}
    answer = played(made, [{}])
    run = mcba.run(study, worlds=WORLDS, seed=1)
    for name in FAMILIES:
        drawn = run.values(name)
        far = np.abs(numbers_of(answer, name)[0] - drawn) / (np.abs(drawn) + 0.1 * np.std(drawn))
        assert far.max() < 2e-12, name


@pytest.mark.parametrize("formula", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_formula_function(formula: str) -> None:
    study = mcba.Study(
        title="t", assumptions={"a": mcba.Uniform(1, 5), "b": mcba.Uniform(0.5, 3)}, outcomes={"y": formula}
    )
    require_same(mcba.run(study, worlds=WORLDS, seed=1), played(score(study, WORLDS), [{}])["answers"][0])


@pytest.mark.parametrize("sampler", ["sobol", "random", "lhs"])
@pytest.mark.parametrize("copula", ["gaussian", "t", "clayton", "gumbel", "frank"])
def test_every_copula(copula: str, sampler: str) -> None:
    dependence: dict[str, Any] = {"between": ["a", "b"], "rank_correlation": 0.6, "copula": copula}
    if copula == "t":
        dependence["df"] = 4
    study = mcba.Study(
        title="t",
        assumptions={"a": mcba.Normal(0, 1), "b": mcba.Gamma(2, 1), "c": mcba.Uniform(0, 1)},
        dependence=[dependence],
        outcomes={"y": "a * b + c"},
    )
    answer = played(score(study, WORLDS, sampler=sampler), [{}])
    run = mcba.run(study, worlds=WORLDS, seed=1, sampler=sampler)  # type: ignore[arg-type]
    for name in ("a", "b", "c"):
        np.testing.assert_allclose(numbers_of(answer, name)[0], run.values(name), rtol=1e-10, atol=1e-12)
    require_same(run, answer["answers"][0], 1e-10)


CHANGES: list[tuple[dict[str, Any], mcba.Family]] = [
    ({"kind": "moved", "times": 1.5, "shift": -2.0}, mcba.Shifted(mcba.Gamma(2, 3), -2.0, 1.5)),
    ({"kind": "frozen", "value": 4.0}, mcba.Constant(4.0)),
    ({"kind": "parameters", "family": "uniform", "values": {"low": 1, "high": 3}}, mcba.Uniform(1, 3)),
    (
        {"kind": "parameters", "family": "triangular", "values": {"low": 1, "mode": 2, "high": 5}},
        mcba.Triangular(1, 2, 5),
    ),
    ({"kind": "parameters", "family": "pert", "values": {"low": 1, "mode": 2, "high": 9}}, mcba.Pert(1, 2, 9)),
    ({"kind": "parameters", "family": "normal", "values": {"mean": 3, "sd": 2}}, mcba.Normal(3, 2)),
    ({"kind": "parameters", "family": "lognormal", "values": {"mean": 3, "sd": 2}}, mcba.Lognormal.from_mean_sd(3, 2)),
    ({"kind": "parameters", "family": "gamma", "values": {"mean": 6, "sd": 4}}, mcba.Gamma((6 / 4) ** 2, 16 / 6)),
    ({"kind": "parameters", "family": "beta", "values": {"mean": 0.25, "sd": 0.25}}, mcba.Beta(0.5, 1.5)),
]


@pytest.mark.parametrize(
    ("change", "family"), CHANGES, ids=[f"{one['kind']}-{one.get('family', '')}" for one, _ in CHANGES]
)
def test_every_change_is_what_python_gives(change: dict[str, Any], family: mcba.Family) -> None:
    """Exact quantiles here, a table there: both lie within 1e-9 of the distribution, as measured in u."""
    study = mcba.Study(title="t", assumptions={"a": mcba.Gamma(2, 3), "b": mcba.Uniform(0, 1)}, outcomes={"y": "a + b"})
    before, after = played(score(study, WORLDS), [{}, {"assumptions": {"a": change}}])["answers"]
    require_same(mcba.run(study, worlds=WORLDS, seed=1), before)
    require_same(mcba.run(study.with_(assumptions={"a": family}), worlds=WORLDS, seed=1), after, 1e-6)


def test_a_choice_and_a_flow_are_changed() -> None:
    study = mcba.load(ROOT / "studies" / "schilderswijk-moeders")
    flow = next(name for name, (kind, _) in study.flows.items() if kind == "benefits")
    requests = [{"choices": {"discount_rate": 0.05}}, {"without": [flow]}]
    dearer, without = played(score(study, WORLDS), requests)["answers"]
    require_same(mcba.run(study.with_(discount_rate=0.05), worlds=WORLDS, seed=1), dearer)
    run = mcba.run(study, worlds=WORLDS, seed=1)
    left = run.values("npv") - run.values("present_value", flow)
    assert without["summaries"]["npv"]["mean"]["value"] == pytest.approx(left.mean(), rel=1e-11)


def test_what_drives_an_outcome_is_what_python_ranks() -> None:
    study = mcba.load(ROOT / "studies" / "schilderswijk-moeders")
    found = played(score(study, 4_096), [{}])["answers"][0]["ranking"]
    ranking = mcba.rank(mcba.run(study, worlds=4_096, seed=1), "npv", method="first_order")
    ranked = [str(name) for name in ranking["assumption"].values]
    assert [one["name"] for one in found if one["name"] in ranked] == ranked
    for one in found:
        if one["name"] in ranked:
            there = ranking.sel(assumption=one["name"])
            assert one["share"]["value"] == pytest.approx(float(there["first"]), abs=1e-12)
            assert one["share"]["error"] == pytest.approx(float(there["first_error"]), abs=1e-12)
