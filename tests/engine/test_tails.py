"""Whether an outcome has a mean and a variance, told from the model and not from luck."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.analysis.economics.ratios import Ratio
from mcba.engine.execution.precision import run_to_precision
from mcba.engine.tails import Tail
from mcba.errors import Note, RunError
from mcba.families import EventRisk, Exponential, Gamma, Hierarchical, Mixture, Truncated, Weibull
from mcba.reporting import run_object
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.decision import DECISION
from mcba.reporting.pages.page import Page
from mcba.reporting.pages.run import RUN
from tests.families.test_families import FAMILIES_SEEN, HEAVY, MIXED
from tests.pages import printed
from tests.places import DATA, STUDIES

NORMAL, LOSS = mcba.Normal(0, 1), mcba.Pareto(1, 0.9)
INFINITE_MEAN = DATA / "infinite-mean"

HAVE_NONE: dict[str, tuple[Callable[..., Any], dict[str, Any], float, str]] = {
    "pareto 0.9": (lambda x: x, {"x": LOSS}, 0.9, "x"),
    "pareto 1.5, turned round": (lambda x: 7 - 3 * x, {"x": mcba.Pareto(1, 1.5)}, 1.5, "x"),
    "student t 1": (lambda x: x, {"x": mcba.StudentT(1)}, 1, "x"),
    "student t 2": (lambda x: x + 100, {"x": mcba.StudentT(2)}, 2, "x"),
    "the square of a student t 3": (lambda x: x * x, {"x": mcba.StudentT(3)}, 1.5, "x"),
    "pareto times uniform": (lambda x, y: x * y, {"x": LOSS, "y": mcba.Uniform(0, 1)}, 0.9, "x"),
    "rare pareto": (lambda x, y: x + y, {"x": EventRisk(0.01, LOSS), "y": NORMAL}, 0.9, "x"),
    "rare pareto by another": (
        lambda x, y, z: x * y + z,
        {"x": LOSS, "y": mcba.Bernoulli(0.01), "z": NORMAL},
        0.9,
        "x",
    ),
    "mixture": (lambda x: x, {"x": Mixture([NORMAL, mcba.Pareto(1, 1.5)])}, 1.5, "x"),
    "heavy spread": (lambda x, s: x + 0 * s, {"x": Hierarchical("normal", mean=0, sd="s"), "s": LOSS}, 0.9, "s"),
    "exponential growth": (lambda x: np.exp(1.0 * x), {"x": Exponential(1)}, 1, "x"),
    "normal over normal": (lambda x, y: x / y, {"x": NORMAL, "y": NORMAL}, 1, "y"),
    "over a normal seldom near 0": (lambda x, y: x / y, {"x": mcba.Normal(5, 1), "y": mcba.Normal(4, 1)}, 1, "y"),
    "over a difference": (lambda x, y: 1 / (x - y), {"x": mcba.Normal(3, 1), "y": mcba.Uniform(2, 4)}, 1, "x"),
    "over a square": (lambda x, y: x / y**2, {"x": NORMAL, "y": NORMAL}, 0.5, "y"),
    "over a uniform from 0": (lambda x, y: x / y, {"x": NORMAL, "y": mcba.Uniform(0, 1)}, 1, "y"),
    "over a gamma": (lambda x, y: x / y, {"x": NORMAL, "y": Gamma(2, 1)}, 2, "y"),
}
HAVE_ALL_TO_TWO: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "pareto 2.5": (lambda x: x, {"x": mcba.Pareto(1, 2.5)}),
    "student t 3": (lambda x: x, {"x": mcba.StudentT(3)}),
    "lognormal 3": (lambda x: x, {"x": mcba.Lognormal(0, 3)}),
    "lognormal 6": (lambda x: x, {"x": mcba.Lognormal(0, 6)}),
    "lognormals": (lambda x, y, z: x * y / z, dict.fromkeys("xyz", mcba.Lognormal(0, 2))),
    "rare lognormal": (lambda x: x, {"x": EventRisk(0.007, mcba.Lognormal(10, 2))}),
    "stretched": (lambda x: x, {"x": Weibull(0.2, 1)}),
    "lognormal spread": (
        lambda x, s: x + 0 * s,
        {"x": Hierarchical("normal", mean=0, sd="s"), "s": mcba.Lognormal(0, 2)},
    ),
    "truncated pareto": (lambda x: x, {"x": Truncated(LOSS, high=1e6)}),
    "capped pareto": (lambda x: np.minimum(x, 5000), {"x": LOSS}),
    "pareto that cancels": (lambda x, y: x - x + y, {"x": LOSS, "y": NORMAL}),
    "share of a pareto": (lambda x: x / (1 + x), {"x": LOSS}),
    "over a gamma": (lambda x, y: x / y, {"x": NORMAL, "y": Gamma(3, 1)}),
    "over a cost near 0": (lambda x, y: x / y, {"x": mcba.Uniform(10, 20), "y": mcba.Uniform(0.02, 1)}),
    "over what is 0 once in ten million": (lambda x, y: x / y, {"x": NORMAL, "y": mcba.Normal(5.2, 1)}),
    "one of a million": (lambda x: x, {"x": mcba.Discrete([0, 1, 1e9], [0.9, 0.0999, 0.0001])}),
}


def of(function: Callable[..., Any], inputs: dict[str, Any], seed: int, sampler: str, worlds: int = 8192) -> mcba.Run:
    return mcba.simulate(function, inputs, worlds=worlds, seed=seed, sampler=sampler)


@pytest.mark.parametrize("known", HAVE_NONE)
@pytest.mark.parametrize(("seed", "sampler"), [(1, "sobol"), (2, "random"), (3, "lhs")])
def test_a_tail_too_heavy_is_found(known: str, seed: int, sampler: str) -> None:
    function, inputs, index, name = HAVE_NONE[known]
    tail = of(function, inputs, seed, sampler).tail("result")
    assert tail is not None
    assert (tail.index, tail.assumption) == (pytest.approx(index, abs=0.011), name)
    assert tail.has_mean == (index > 1)


@pytest.mark.parametrize("known", HAVE_ALL_TO_TWO)
@pytest.mark.parametrize(("seed", "sampler"), [(1, "sobol"), (2, "random"), (3, "lhs")])
def test_a_variance_that_exists_is_not_denied(known: str, seed: int, sampler: str) -> None:
    function, inputs = HAVE_ALL_TO_TWO[known]
    run = of(function, inputs, seed, sampler)
    assert run.tail("result") is None
    assert math.isfinite(run.summary("result").sd)
    assert run.summary("result").note is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "family", [*FAMILIES_SEEN, *MIXED, *[one for one, _ in HEAVY if not one.is_conditional]], ids=repr
)
def test_the_model_says_of_each_family_what_the_family_says(family: mcba.Family) -> None:
    tail = of(lambda x: x, {"x": family}, 1, "sobol").tail("result")
    heaviest = min(family.tail_index)
    assert (tail is not None) == (heaviest <= 2)
    if tail is not None:
        assert tail.index == pytest.approx(heaviest, rel=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_a_mean_that_does_not_exist_is_no_number(seed: int) -> None:
    run = of(lambda x: x, {"x": LOSS}, seed, "sobol")
    found = run.summary("result")
    assert math.isnan(found.mean.value)
    assert math.isnan(found.mean.error)
    assert math.isnan(found.sd)
    assert found.note == Note("mean_does_not_exist", {"outcomes": ("result",), "index": 0.9, "name": "x"})
    # The median and the ends of the range are those of the family, and err as they say.
    for each, level in ((found.low, 0.05), (found.median, 0.5), (found.high, 0.95)):
        assert abs(each.value - LOSS.ppf(level)) < 5 * each.error


def test_a_mean_without_a_variance_has_no_error() -> None:
    run = of(lambda x: x, {"x": mcba.Pareto(1, 1.5)}, 1, "sobol")
    found = run.summary("result")
    assert found.mean.value == pytest.approx(3, rel=0.2)
    assert found.mean.error == math.inf
    assert found.sd == math.inf
    assert found.note == Note("variance_does_not_exist", {"outcomes": ("result",), "index": 1.5, "name": "x"})


def test_a_ratio_of_means_needs_both() -> None:
    def function(x: Any, y: Any) -> dict[str, Any]:
        return {"gain": x, "loss": y, "cost": 2 + 0 * x}

    run = of(function, {"x": LOSS, "y": mcba.Pareto(1, 1.5)}, 1, "sobol")
    with pytest.raises(RunError, match="'gain' has no mean") as refused:
        run.ratio_of_means("gain", "cost")
    assert refused.value.note == run.summary("gain").note
    assert run.ratio_of_means("loss", "cost").error == math.inf


def test_an_outcome_without_a_variance_has_no_skewness() -> None:
    run = of(lambda x, y: x / y, {"x": NORMAL, "y": NORMAL}, 1, "sobol")
    with pytest.raises(RunError, match="no skewness") as refused:
        run.skewness("result")
    assert refused.value.note == run.summary("result").note


def test_a_function_that_fails_far_out_is_drawn_all_the_same() -> None:
    def careful(x: Any) -> Any:
        if np.max(x) > 1e6:
            raise ValueError("x is too large")
        return x

    assert of(careful, {"x": mcba.Pareto(1, 1.9)}, 1, "sobol").tail("result") is None


@pytest.mark.parametrize("store", ["worlds", "summary"])
def test_a_study_without_a_mean(store: str) -> None:
    run = mcba.run(mcba.load(INFINITE_MEAN), worlds=16_384, store=store)
    for outcome in ("npv", "present_value_benefits"):
        assert run.tail(outcome) == Tail(0.9, "loss")
        assert math.isnan(run.summary(outcome).mean.value)
    assert run.summary("present_value_costs").mean == mcba.Estimate(0.0, 0.0)
    if store == "worlds":
        assert math.isnan(run.summary("present_value", label="b").mean.value)


def test_digits_of_a_mean_that_never_settles_are_not_waited_for() -> None:
    """The range of a Pareto of shape 0.9 settles as that of any outcome: 16,384 worlds give one digit of it."""
    run, holds = run_to_precision(mcba.load(INFINITE_MEAN), 1, most=2**17)
    assert holds
    assert 2 * run.summary("npv").high.error <= 0.5 * 10 ** math.floor(math.log10(13_000))


HEAVY = """
[study]
title = "Heavy"
horizon = 2
[choices.discount_rate]
value = 0.03
[assumptions.damage]
distribution = "pareto"
low = 100
shape = {shape}
unit = "EUR"
[assumptions.share]
distribution = "uniform"
low = 0.1
high = 0.9
[assumptions.cost]
distribution = "normal"
mean = 150
sd = 20
unit = "EUR"
[benefits.avoided]
formula = "damage * share"
years = [1, 2]
[costs.works]
formula = "cost"
years = 0
[options.cheap]
override = {{ cost = 80 }}
[scenarios.small]
override = {{ share = 0.2 }}
"""


def study_of(folder: Path, shape: float) -> mcba.Study:
    folder.mkdir()
    (folder / "study.toml").write_text(HEAVY.format(shape=shape), encoding="utf-8")
    return mcba.load(folder)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    study = study_of(tmp_path_factory.mktemp("tails") / "endless", 0.9)
    return Facts(mcba.run(study, worlds=16_384))


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    study = study_of(tmp_path_factory.mktemp("tails") / "wild", 1.5)
    return Facts(mcba.run(study, worlds=16_384))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "words"), [("en", "There is no mean of"), ("nl", "Er bestaat geen gemiddelde van")]
)
@pytest.mark.parametrize("page", [RUN, DECISION, APPENDIX], ids=["run", "decide", "appendix"])
def test_pages_say_that_there_is_no_mean(endless: Facts, page: Page, language: str, words: str) -> None:
    text = " ".join(printed(page, endless, language).split())
    assert words in text
    assert "nan" not in text.split()


def test_no_page_gives_a_mean_that_does_not_exist(endless: Facts) -> None:
    text = " ".join(printed(RUN, endless, "en").split())
    assert "with a mean of" not in text
    assert "ratio of means" not in text.lower()
    decided = " ".join(printed(DECISION, endless, "en").split())
    assert "On average there is no best option. Best in most worlds: cheap" in decided.replace("'Cheap'", "cheap")
    for said in ("Best on average", "EVPI", "cannot be told apart", "The mean ("):
        assert said not in decided


@pytest.mark.slow
def test_the_mean_without_a_variance_is_given_and_its_error_is_not(wild: Facts) -> None:
    assert math.isfinite(wild.summary("npv").mean.value)
    for page in (RUN, DECISION, APPENDIX):
        text = " ".join(printed(page, wild, "en").split())
        assert "There is no variance of" in text
        assert "within the error of the mean" not in text
    assert "unknown" in " ".join(printed(RUN, wild, "en").split())


def test_objects_have_null_and_the_reason(endless: Facts) -> None:
    found = run_object(endless)["outcomes"]["npv"]
    assert found["mean"] is None
    assert found["mean_error"] is None
    assert found["note"] == {
        "code": "mean_does_not_exist",
        "data": {"outcomes": ["npv"], "index": 0.9, "name": "damage"},
    }
    assert math.isfinite(found["median"])
    assert "note" not in run_object(endless)["outcomes"]["present_value_costs"]


def test_what_is_made_of_means_says_why_it_is_not_there(endless: Facts) -> None:
    note = endless.run.summary("npv").note
    assert note is not None
    for found in (endless.agenda, endless.plane):
        assert isinstance(found, Missing)
        assert found == Missing(note.code, note.data)
    ratio, options = endless.ratio, endless.options
    assert isinstance(ratio, Ratio)
    assert ratio.of_means is None
    assert ratio.interval is None
    assert 0 < ratio.summary.low.value < ratio.summary.median.value < ratio.summary.high.value
    assert not isinstance(options, Missing)
    assert options.note == note
    assert options.best == options.favourite == "cheap"
    assert math.isnan(options.lead.value)
    # The options differ by the costs alone; shares of worlds are known all the same.
    assert options["cheap"].probability_best.value > 0.85


def test_ranking_and_report_say_the_same_of_the_variance(endless: Facts) -> None:
    ranking = mcba.rank(endless.study, "npv", resamples=50)
    assert ranking.attrs["notes"][0] == Note("no_variance", {"names": ("damage",)})
    assert "first" not in ranking
    assert ranking["assumption"].values.tolist() == ["damage", "share", "cost"]
    assert isinstance(endless.assumed_share, Missing)
    assert isinstance(endless.shares, Missing)
    assert endless.assumed_share.code == endless.shares.code == "no_variance"
    assert endless.drivers[0] == "damage"
    assert "every outcome is the same" not in printed(APPENDIX, endless, "en")


def test_functions_have_the_same_ranking_rule() -> None:
    run = of(lambda x, y: x * y, {"x": LOSS, "y": mcba.Uniform(0, 1)}, 1, "random")
    assert mcba.rank(run, "result", resamples=50).attrs["notes"][0] == Note("no_variance", {"names": ("x",)})


@pytest.mark.slow
def test_studies_that_are_shipped_have_means() -> None:
    """All but one: Tegaderm's break-even rate divides by 1 less a hazard ratio, which is above 1 in 0.8 % of worlds."""
    found = {}
    for path in sorted(STUDIES.iterdir()):
        if (path / "study.toml").exists():
            run = mcba.run(mcba.load(path), worlds=4096)
            found |= {(path.name, name): tail for name in run.outcomes if (tail := run.tail(name)) is not None}
    assert found == {("tegaderm-dressing", "break_even_rate"): Tail(1.0, "hazard_ratio_crbsi")}
