"""The door of the ranking: `mcba.rank` and `mcba rank`. The methods themselves are tested in test_sensitivity_*.py."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.special import ndtri

import mcba
from mcba.analysis.ranking.factors.study_function import BlockDependence
from mcba.analysis.ranking.indices.dependent.gaussian import GaussianDependence
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, sobol
from mcba.analysis.ranking.indices.refusals import HEAVY_TAIL
from mcba.analysis.ranking.left_out import without_effect
from mcba.analysis.ranking.methods.table import METHODS
from mcba.analysis.ranking.ranking import shares_of
from mcba.cli import main
from mcba.engine import draws_of
from mcba.engine.program.plan import Plan
from mcba.errors import Note
from mcba.reporting import ranking_object
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.appendix import APPENDIX
from tests.pages import printed
from tests.places import STUDIES

pytestmark = pytest.mark.slow

PI = np.pi
SHARES = ("first", "total", "shapley", "full", "independent", "structural")


def study_of(
    folder: Path, assumptions: dict[str, str], formula: str, dependence: str = "", more: str = ""
) -> mcba.Study:
    """A measurement model of assumptions (name: its TOML) and one outcome `y`."""
    tables = "\n".join(f"[assumptions.{name}]\n{text}\n" for name, text in assumptions.items())
    text = (
        f'[study]\ntitle = "A model"\n{more}\n[run]\nworlds = 4_000\nseed = 3\n\n{tables}\n{dependence}\n'
        f'[outcomes.y]\nformula = "{formula}"\n'
    )
    folder.mkdir(exist_ok=True)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


def uniform(low: float = 0, high: float = 1) -> str:
    return f'distribution = "uniform"\nlow = {low}\nhigh = {high}'


def normal(sd: float = 1) -> str:
    return f'distribution = "normal"\nmean = 0\nsd = {sd}'


def by_name(found, variable):
    return found.sortby("assumption")[variable].values


# --- uniforms that somebody chose


@pytest.mark.parametrize("name", ["schilderswijk-moeders", "mobility-mentoring", "van-overleven-naar-leven"])
@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_outcome_at_the_uniforms_of_a_run_is_the_outcome_of_the_run(name, sampler):
    run = mcba.run(mcba.load(STUDIES / name), worlds=1003, sampler=sampler, keep=("npv",))
    plan = run.plan
    uniforms = plan.drawing.independent(0, 1003)
    assert uniforms.shape == (len(plan.drawing.addresses), 1003)
    assert np.array_equal(plan.outcome_at(uniforms), run.values("npv"))
    assert np.array_equal(plan.outcome_at(plan.drawing.together(uniforms), dependent=True), run.values("npv"))


def test_values_at_the_uniforms_of_a_run_are_its_draws(tmp_path):
    years = 'distribution = "normal"\nmean = 1\nsd = 0.2\ndrawn = "each_year"\npersistence = 0.7\nunit = "1"'
    study = study_of(
        tmp_path / "s", {"x": uniform(), "growth": years}, "x * sum(growth, over='year')", more="horizon = 3"
    )
    run = mcba.run(study, worlds=100, sampler="random")
    drawing = run.plan.drawing
    values = drawing.values_at(drawing.together(drawing.independent(0, 100)))
    draws = draws_of(run)
    assert drawing.addresses == ("x", "growth[0]", "growth[1]", "growth[2]", "growth[3]")
    assert np.array_equal(values["x"], draws["x"])
    assert np.array_equal(values["growth"], [draws[f"growth[{year}]"] for year in range(4)])


def test_uniforms_of_another_shape_or_at_the_ends_are_refused(small_study):
    plan = Plan(mcba.load(small_study), mcba.run(mcba.load(small_study), worlds=20).plan.settings, ("npv",))
    with pytest.raises(
        mcba.RunError, match=r"shape \(2, 5\); npv has 3 uncertain numbers, so give \(3, world\): clients"
    ):
        plan.outcome_at(np.full((2, 5), 0.5))
    with pytest.raises(mcba.RunError, match="strictly between 0 and 1"):
        plan.outcome_at(np.zeros((3, 5)))
    with pytest.raises(mcba.RunError, match="several outcomes"):
        Plan(plan.study, plan.settings).outcome_at(np.full((3, 5), 0.5))


# --- reference cases through the door

# sobol-g-8: Sobol' (1993), closed form V_i = (1/3) / (1 + a_i)²; moon3d: uqtestfuns docs/test-functions/moon3d.md;
# sobol-gstar-saltelli2010-3: Saltelli et al. (2010), set 3, as in uqtestfuns docs/test-functions/sobol-g-star.md;
# ishigami-sobol: Ishigami and Homma (1990). Formulas of a study have no sine: sin(x1) of a uniform x1 is a
# beta(1/2, 1/2) on (-1, 1) and sin(x2)² one on (0, 1), which have the same indices.
ARCSINE = 'distribution = "beta"\nalpha = 0.5\nbeta = 0.5\nlow = {low}\nhigh = 1'
G = [0, 1, 4.5, 9, 99, 99, 99, 99]
CASES = {
    "moon": (
        {name: uniform() for name in ("x1", "x2", "x3")},
        "x1 + x2 + 3 * x1 * x3",
        [0.609756097560976, 0.0975609756097561, 0.219512195121951],
        [0.682926829268293, 0.0975609756097561, 0.292682926829268],
        0.015,
    ),
    "g": (
        {f"x{place}": uniform() for place in range(8)},
        " * ".join(f"(max(4 * x{place} - 2, 2 - 4 * x{place}) + {a}) / (1 + {a})" for place, a in enumerate(G)),
        [0.716192168879033, 0.179048042219758, 0.0236757741778193, 0.00716192168879033, *[7.16192168879033e-05] * 4],
        [0.787144126659275, 0.242198192818238, 0.0343169101540828, 0.0104603870652395, *[1.04949051919506e-04] * 4],
        0.015,
    ),
    "gstar": (
        {f"x{place}": uniform() for place in range(10)},
        " * ".join(
            f"(1.5 * sqrt(max(2 * x{place} - 1, 1 - 2 * x{place})) + {a}) / (1 + {a})"
            for place, a in enumerate([0, 0, *[9] * 8])
        ),
        [0.449096, 0.449096, *[0.00449096] * 8],
        [0.510308, 0.510308, *[0.0057338] * 8],
        0.02,
    ),
    "ishigami": (
        {"x1": ARCSINE.format(low=-1), "x2": ARCSINE.format(low=0), "x3": uniform(-PI, PI)},
        "x1 + 7 * x2 + 0.1 * x3**4 * x1",
        [0.3139052, 0.4424111, 0],
        [0.5575889, 0.4424111, 0.2436837],
        0.02,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_sobol_of_a_study_has_the_known_indices(tmp_path, case):
    assumptions, formula, first, total, tolerance = CASES[case]
    study = study_of(tmp_path / case, assumptions, formula)
    found = mcba.rank(study, "y", method="sobol", base=8192, resamples=200, second_order=True, seed=1)
    assert total[list(assumptions).index(str(found["assumption"].values[0]))] == max(total)
    assert np.allclose(by_name(found, "first"), first, atol=tolerance)
    assert np.allclose(by_name(found, "total"), total, atol=tolerance)
    if case == "ishigami":
        pair = found.sel(assumption="x1", assumption_2="x3")
        assert abs(float(pair["second"]) - 0.2436837) < 0.02  # S2_13 of the same case
        assert float(pair["second_low"]) < 0.2436837 < float(pair["second_high"])
    fast = mcba.rank(study, "y", method="fast", resamples=20)
    # The extended FAST itself misses by its finite number of waves: SALib's tests allow 0.05 on Ishigami.
    assert np.allclose(by_name(fast, "first"), first, atol=0.05)
    at_hand = mcba.rank(study, "y", worlds=20_000, resamples=200)
    assert np.all(np.abs(by_name(at_hand, "first") - first) < 4 * by_name(at_hand, "first_error") + 0.002)
    bound = by_name(mcba.rank(study, "y", method="dgsm", resamples=20), "bound") if case != "ishigami" else np.inf
    assert np.all(bound > np.array(total) - 0.01)


def ishigami(x1, x2, x3):
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


ANGLES = dict.fromkeys(("x1", "x2", "x3"), mcba.Uniform(-PI, PI))


@pytest.mark.parametrize("sampler", ["random", "lhs", "sobol"])
def test_ishigami_from_the_worlds_of_a_function(sampler):
    run = mcba.simulate(ishigami, ANGLES, worlds=16_384, seed=2, sampler=sampler)
    for method in ("overview", "first_order", "rbd_fast"):
        found = mcba.rank(run, "result", method=method, resamples=200)
        known = [0.3139052, 0.4424111, 0]  # ishigami-sobol
        assert np.all(np.abs(by_name(found, "first") - known) < 4 * by_name(found, "first_error")), method
        assert found["assumption"].values.tolist() == ["x2", "x1", "x3"]
    # ishigami-borgonovo-delta by brute force (100 x 100 equiprobable histogram, N = 3e7); estimates come out low by at
    # most 0.03 at this number of worlds.
    delta = mcba.rank(run, "result", method="delta", resamples=100)
    assert np.allclose(by_name(delta, "delta"), [0.2585, 0.4233, 0.2047], atol=0.035)
    assert (Note("even_worlds", {"sampler": sampler}) in delta.attrs["notes"]) == (sampler != "random")


def test_portfolio_has_the_published_sigma_normalised_derivatives(tmp_path):
    # portfolio3d-tornado: Saltelli et al. (2004) via uqtestfuns docs/test-functions/portfolio-3d.md.
    holdings = {(100, 500, 1000): [0.272, 0.68, 0.68], (300, 300, 300): [0.873, 0.436, 0.218]}
    inputs = {"s": mcba.Normal(0, 4), "t": mcba.Normal(0, 2), "j": mcba.Normal(0, 1)}
    for (of_s, of_t, of_j), known in holdings.items():
        run = mcba.simulate(lambda s, t, j, w=(of_s, of_t, of_j): w[0] * s + w[1] * t + w[2] * j, inputs, worlds=65_536)
        found = mcba.rank(run, "result", method="regression", resamples=50).sel(assumption=["s", "t", "j"])
        assert np.allclose(found["coefficient"].values, known, atol=0.002)
        assert found.attrs["r_squared"] > 1 - 1e-9
    study = study_of(tmp_path / "p", {"s": normal(4), "t": normal(2), "j": normal(1)}, "500 * s + 400 * t + 100 * j")
    first = mcba.rank(study, "y", method="sobol", resamples=50).sel(assumption=["s", "t", "j"])["first"].values
    assert np.allclose(np.sqrt(first), [0.92747779, 0.37099112, 0.04637389], atol=0.01)  # the same case, set 3


PAIR = '[[dependence]]\nbetween = ["{}", "{}"]\ncorrelation = {}\n'


@pytest.mark.parametrize(
    ("correlation", "full", "independent"),
    [
        (0.5, [0.12, 0.5, 0.78], [0.12, 0.09, 0.38]),
        (-0.5, [0.25, 0, 0.56], [0.25, 0.19, 0.75]),
        (0.8, [0.11, 0.73, 0.85], [0.11, 0.04, 0.16]),
        (-0.8, [0.36, 0.13, 0.51], [0.36, 0.13, 0.51]),
    ],
)
def test_kucherenko_of_a_study(tmp_path, correlation, full, independent):
    # kucherenko2012-case1-linear: Kucherenko, Tarantola and Annoni (2012), Table 1.
    study = study_of(
        tmp_path / "k",
        {"x1": normal(), "x2": normal(), "x3": normal(2)},
        "x1 + x2 + x3",
        PAIR.format("x2", "x3", correlation),
    )
    found = mcba.rank(study, "y", method="kucherenko", base=2**13, seed=1, resamples=100)
    # Normals are drawn from tables, whose error is far below half a published digit, the tolerance of the case.
    assert np.allclose(by_name(found, "full"), full, atol=0.006)
    assert np.allclose(by_name(found, "independent"), independent, atol=0.006)


def test_shapley_effects_of_a_study(tmp_path):
    # shapley-linear-gaussian-2: Iooss and Prieur (2019), Owen and Prieur (2017).
    study = study_of(tmp_path / "s", {"x1": normal(), "x2": normal(2)}, "x1 + x2", PAIR.format("x1", "x2", 0.5))
    exact = mcba.rank(study, "y", method="shapley", base=2**14, seed=1, resamples=100)
    assert np.allclose(by_name(exact, "shapley"), [0.339285714, 0.660714286], atol=0.004)
    assert np.isclose(exact["shapley"].sum(), 1)
    sampled = mcba.rank(study, "y", method="shapley", permutations=2048, seed=1, resamples=100)
    assert np.all(
        np.abs(by_name(sampled, "shapley") - [0.339285714, 0.660714286]) < 4 * by_name(sampled, "shapley_error")
    )


def test_structural_and_correlative_shares_of_a_function():
    # ancova-li2010-linear-1: Li et al. (2010) via SALib tests/test_regression.py; exact by covariance algebra.
    names = [f"x{place}" for place in range(1, 6)]
    pairs = {("x1", "x2"): 0.6, ("x1", "x3"): 0.2, ("x2", "x3"): 0.2, ("x4", "x5"): 0.2}
    run = mcba.simulate(
        lambda **x: sum(x.values()),
        dict.fromkeys(names, mcba.Normal(0, 1)),
        worlds=65_536,
        dependence=[mcba.Dependence(between=pair, correlation=value) for pair, value in pairs.items()],
    )
    found = mcba.rank(run, "result", method="variance_shares", resamples=50)
    assert np.allclose(by_name(found, "structural"), 0.13513514, atol=0.012)
    known = [0.10810811, 0.10810811, 0.054054054, 0.027027027, 0.027027027]
    assert np.allclose(by_name(found, "correlative"), known, atol=0.012)
    assert found.attrs["association"] == []


def test_tornado_of_a_published_study():
    # jenks2016-tegaderm-tornado: rdecision inst/doc/DT02-Tegaderm.html; each input at its own 2.5 and 97.5 % quantile,
    # the others at their means; the tolerance is half a printed digit.
    printed = {
        "catheter_days": (9.74, 178.07),
        "cost_crbsi": (29.48, 132.74),
        "hazard_ratio_crbsi": (108.45, 10.67),
        "dressings": (85.66, 49.95),
        "rate_crbsi": (60.17, 88.0),
        "rate_lsi": (73.46, 74.34),
        "cost_lsi": (73.5, 73.6),
        "hazard_ratio_lsi": (73.58, 73.48),
        "risk_ratio_dermatitis": (73.55, 73.53),
    }
    study = mcba.load(STUDIES / "tegaderm-dressing")
    found = mcba.rank(study, "saving", method="tornado", low=0.025, high=0.975, at="mean")
    assert abs(found.attrs["middle"] - 73.54) < 0.0051
    assert found["assumption"].values[:5].tolist() == list(printed)[:5]
    for name, (low, high) in printed.items():
        one = found.sel(assumption=name)
        assert abs(float(one["low"]) - low) < 0.0051, name
        assert abs(float(one["high"]) - high) < 0.0051, name


# --- what is ranked


def test_sobol_through_the_door_is_the_core_on_the_same_points(tmp_path):
    assumptions, formula, *_ = CASES["moon"]
    study = study_of(tmp_path / "m", assumptions, formula)
    found = mcba.rank(study, "y", method="sobol", base=256, resamples=50, seed=4)
    design = SobolDesign(3, 256, 4)
    u = design.points()
    known = sobol(design, u[:, 0] + u[:, 1] + 3 * u[:, 0] * u[:, 2], resamples=50, seed=4)
    for name in ("first", "total"):
        index = getattr(known, name)
        assert np.allclose(by_name(found, name), index.value, atol=1e-9)
        assert np.allclose(by_name(found, f"{name}_low"), index.low, atol=1e-9)
    assert found.attrs["worlds"] == design.rows


def test_the_result_is_sorted_with_intervals_and_rank_probabilities(small_study):
    found = mcba.rank(mcba.load(small_study), "npv", worlds=5_000)
    assert found["first"].values.tolist() == sorted(found["first"].values, reverse=True)
    for name in ("swing", "first", "spearman"):
        assert np.all(found[f"{name}_low"] <= found[name])
        assert np.all(found[name] <= found[f"{name}_high"])
    assert found["rank_probability"].dims == ("assumption", "rank")
    assert np.allclose(found["rank_probability"].sum("rank"), 1)
    assert found["assumption"].values.tolist() == ["effect", "clients", "salaries"]
    assert found["label"].values.tolist() == ["Effect a client", "Clients", "salaries"]
    assert found["status"].values.tolist() == ["assumed", "sourced", "assumed"]
    # The balance is clients x effect less salaries over years; by its closed form in one year:
    # var(clients x effect) = 100² 300² + 900² 133.3 + 133.3 300², var(salaries) = 5,000².
    spread = np.array([100**2 * 300**2, 900**2 * 40**2 / 12, 5_000**2])
    known = spread / (spread.sum() + 40**2 / 12 * 300**2)
    assert np.all(np.abs(found["first"].values - known) < 4 * found["first_error"].values)
    share = found.attrs["assumed_share"]
    assert abs(share - known[[0, 2]].sum()) < 4 * found.attrs["assumed_share_error"] + 0.005


def test_a_study_and_a_seed_have_one_ranking_whatever_run_asks(small_study):
    study = mcba.load(small_study)
    ranked, by_design = mcba.rank(study, "npv"), mcba.rank(study, "npv", method="sobol")
    for worlds, sampler in ((64, "random"), (1_000, "sobol")):
        facts = Facts(mcba.run(study, worlds=worlds, sampler=sampler))
        assert facts.ranking.identical(ranked)
        assert facts.shares["total"].identical(by_design["total"])
        assert facts.assumed_share.alone.value == ranked.attrs["assumed_share"]
    more = shares_of(study, "npv", second_order=True)
    assert np.allclose(more["total"], by_design["total"], rtol=1e-12)


def test_a_report_says_why_an_outcome_without_a_variance_has_no_shares(tmp_path):
    study = tmp_path / "p" / "study.toml"
    study.parent.mkdir()
    study.write_text(
        '[study]\ntitle = "Endless"\nhorizon = 0\n[assumptions.effect]\n'
        + PARETO.format(shape=0.9)
        + '\nunit = "EUR"\n[assumptions.cost]\n'
        + uniform(1, 2)
        + '\nunit = "EUR"\n[benefits.b]\nformula = "effect"\n[costs.c]\nformula = "cost"\n',
        encoding="utf-8",
    )
    facts = Facts(mcba.run(mcba.load(study), worlds=1_000))
    for language, reason, heading in (
        ("en", "The outcome has no variance, because its tail along effect is too heavy", "Rank correlation"),
        ("nl", "De uitkomst heeft geen variantie, doordat de staart door effect te zwaar is", "Rangcorrelatie"),
    ):
        text = " ".join(printed(APPENDIX, facts, language).split())
        assert reason in text
        assert heading in text


def test_a_scenario_is_ranked_as_the_run_was_made(small_study):
    run = mcba.run(mcba.load(small_study), scenario="cheap")
    found = mcba.rank(run, "npv", resamples=50)
    assert "salaries" not in found["assumption"]
    assert set(mcba.rank(run, "npv", method="sobol", base=64)["assumption"].values) == {"clients", "effect"}


def test_assumptions_that_do_not_drive_the_outcome_are_named(tmp_path):
    study = study_of(tmp_path / "s", {"x": uniform(), "y0": uniform(), "idle": uniform()}, "x * y0")
    for method in ("overview", "sobol", "tornado"):
        found = mcba.rank(study, "y", method=method)
        assert found.attrs["left_out"] == [Note("not_used", {"names": ("idle",)})]
        assert "idle" not in found["assumption"]


def test_years_of_a_series_are_one_unless_asked_apart(tmp_path):
    years = 'distribution = "normal"\nmean = 1\nsd = 0.5\ndrawn = "each_year"\npersistence = 0.8\nunit = "1"'
    study = study_of(
        tmp_path / "s", {"x": normal(), "growth": years}, "x + sum(growth, over='year')", more="horizon = 4"
    )
    # Var(x) = 1; Var of the sum of five AR(1) numbers: 0.25 sum over i, j of 0.8^|i-j|.
    steps = np.arange(5)
    series = 0.25 * np.sum(0.8 ** np.abs(steps[:, None] - steps))
    share = series / (1 + series)
    worlds = mcba.rank(study, "y", worlds=20_000)
    design = mcba.rank(study, "y", method="sobol", base=4096)
    for found in (worlds, design):
        assert found["assumption"].values.tolist() == ["growth", "x"]
        assert abs(float(found["first"][0]) - share) < 4 * float(found["first_error"][0])
    assert Note("scored", {"names": ("growth",)}) in worlds.attrs["notes"]
    apart = mcba.rank(study, "y", method="shapley", permutations=256)
    assert apart.sizes["assumption"] == 6
    assert "growth[3]" in apart["assumption"]
    assert mcba.rank(study, "y", groups="number", worlds=1000).sizes["assumption"] == 6
    with pytest.raises(mcba.RunError, match=r"sobol assumes independent assumptions, but growth\[.\] and growth\[.\]"):
        mcba.rank(study, "y", method="sobol", groups="number")


def test_named_groups_and_groups_of_the_study(small_study):
    study = mcba.load(small_study)
    groups = {"money": ["effect", "salaries"]}
    design = mcba.rank(study, "npv", method="sobol", base=2048, groups=groups)
    at_hand = mcba.rank(study, "npv", groups=groups, worlds=20_000)
    assert design["assumption"].values.tolist() == at_hand["assumption"].values.tolist() == ["money", "clients"]
    assert abs(float(design["first"][0] - at_hand["first"][0])) < 4 * float(design["first_error"][0]) + 0.01
    assert set(mcba.rank(study, "npv", method="sobol", base=256, groups="status")["assumption"].values) == {
        "assumed",
        "sourced",
    }
    assert mcba.rank(study, "npv", method="morris", groups=groups).sizes["assumption"] == 2


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ("themes", "groups = 'themes'; allowed are assumption, number, status, kind, dependent, or names of groups"),
        ({"a": ["effect", "clints"]}, "group 'a' names 'clints', which is not ranked; did you mean 'clients'"),
        ({"a": ["effect"], "b": ["effect"]}, "'effect' is in the groups 'a' and 'b'; put it into one"),
        ({"clients": ["effect", "salaries"]}, "group 'clients' has the name of an assumption"),
        ({"a": "effect"}, "group 'a' is 'effect'; give a list"),
    ],
)
def test_groups_that_cannot_be(small_study, groups, message):
    with pytest.raises(mcba.RunError, match=re.escape(message)):
        mcba.rank(mcba.load(small_study), "npv", method="sobol", groups=groups)


# --- dependence


@pytest.fixture
def dependent_study(tmp_path):
    return study_of(
        tmp_path / "d",
        {"x1": normal(), "x2": normal(), "x3": normal()},
        "x1 + x2 + x3 + x1 * x3",
        PAIR.format("x1", "x2", 0.6),
    )


@pytest.mark.parametrize("method", ["sobol", "morris", "fast", "dgsm"])
def test_designs_of_independent_assumptions_refuse_correlated_ones_by_name(dependent_study, method):
    message = (
        rf"{method} assumes independent assumptions, but x1 and x2 are correlated; use shapley .*groups='dependent'"
    )
    with pytest.raises(mcba.RunError, match=message):
        mcba.rank(dependent_study, "y", method=method)


def test_dependent_assumptions_as_one_group_have_exact_closed_shares(dependent_study):
    found = mcba.rank(dependent_study, "y", method="sobol", groups="dependent", base=8192)
    # Var y = Var(x1 + x2) + 1 + Var(x1 x3) = 3.2 + 1 + 1; the first order of {x1, x2} is 3.2, its total 3.2 + 1.
    one = found.sel(assumption="x1 + x2")
    assert abs(float(one["first"]) - 3.2 / 5.2) < 4 * float(one["first_error"])
    assert abs(float(one["total"]) - 4.2 / 5.2) < 4 * float(one["total_error"])


@pytest.mark.parametrize("method", [name for name, one in METHODS.items() if one.marginal and name != "elasticity"])
def test_marginal_methods_say_association_and_name_the_pair(dependent_study, method):
    worlds = {"worlds": 2_000} if METHODS[method].source == "worlds" else {}
    found = mcba.rank(dependent_study, "y", method=method, **worlds)
    assert found.attrs["association"] == [("x1", "x2")]
    assert found.attrs["notes"][0] == Note("association", {"first": "x1", "second": "x2"})


@pytest.mark.parametrize("method", ["partial_rank", "regression", "variance_shares"])
def test_methods_that_hold_the_others_fixed_need_no_such_label(dependent_study, method):
    assert mcba.rank(dependent_study, "y", method=method, worlds=2_000).attrs["association"] == []


def test_dependence_of_a_function_is_seen_in_its_worlds():
    pair = [mcba.Dependence(between=("a", "b"), rank_correlation=0.3)]
    inputs = dict.fromkeys(("a", "b", "c"), mcba.Normal(0, 1))
    for dependence, known in ((pair, [("a", "b")]), ([], [])):
        run = mcba.simulate(lambda a, b, c: a + b + c, inputs, worlds=8_000, sampler="random", dependence=dependence)
        assert mcba.rank(run, "result", resamples=50).attrs["association"] == known


def test_conditional_draws_of_another_copula_are_refused(tmp_path):
    clayton = '[[dependence]]\nbetween = ["x1", "x2"]\nkendall = 0.5\ncopula = "clayton"\n'
    study = study_of(tmp_path / "c", {"x1": normal(), "x2": normal(), "x3": normal()}, "x1 + x2 + x3", clayton)
    with pytest.raises(mcba.RunError, match="x1 and x2 have a clayton copula: use sobol with groups='dependent'"):
        mcba.rank(study, "y", method="shapley")
    with pytest.raises(mcba.RunError, match="x1 and x2 are correlated"):
        mcba.rank(study, "y", method="sobol")
    assert mcba.rank(study, "y", method="sobol", groups="dependent", base=256).sizes["assumption"] == 2


def test_dependence_in_blocks_is_the_dependence_of_the_whole():
    matrix = np.eye(5)
    matrix[1, 3] = matrix[3, 1] = 0.7
    generator = np.random.default_rng(1)
    first, second = generator.random((2, 50, 5))
    whole, parts = GaussianDependence(matrix), BlockDependence.of(matrix)
    assert np.allclose(whole.sample(first), parts.sample(first))
    known = np.array([True, True, False, False, False])
    assert np.allclose(whole.conditional(first, known, second), parts.conditional(first, known, second))


# --- one at a time


def test_tornado_and_elasticities_of_a_product(tmp_path):
    study = study_of(tmp_path / "e", {"a": uniform(8, 12), "b": uniform(1, 3)}, "a * b**2")
    tornado = mcba.rank(study, "y", method="tornado", low=0.25, high=0.75)
    assert tornado.attrs["middle"] == pytest.approx(40)
    assert tornado.sel(assumption="a")[["low", "high"]].to_array().values == pytest.approx([36, 44])
    assert tornado.sel(assumption="b")[["low", "high"]].to_array().values == pytest.approx([22.5, 62.5])
    found = mcba.rank(study, "y", method="elasticity")
    assert found["assumption"].values.tolist() == ["b", "a"]
    assert found["elasticity"].values == pytest.approx([2, 1], abs=1e-6)


# --- trust


def test_agreement_explains_what_does_not_rise_or_fall_throughout():
    run = mcba.simulate(ishigami, ANGLES, worlds=16_384, sampler="random")
    found = mcba.rank(run, "result", method="agreement", resamples=100)
    assert found["place"].sel(assumption="x2", by="first_order") == 1
    assert found["place"].sel(assumption="x2", by="spearman") > 1
    reasons = {(note.code, note.data["name"]): note.data for note in found.attrs["notes"]}
    turning = reasons["differs_by_turning", "x2"]
    assert abs(turning["correlation"]) < 0.05
    assert abs(turning["share"] - 0.4424) < 0.02  # ishigami-sobol
    assert abs(reasons["differs_by_shape", "x3"]["delta"] - 0.2047) < 0.035  # ishigami-borgonovo-delta


def test_agreement_explains_interaction_and_dependence(tmp_path, dependent_study):
    together = study_of(tmp_path / "i", {"x": uniform(-1, 1), "z": uniform(-1, 1)}, "x + 4 * x * z")
    found = mcba.rank(together, "y", method="agreement", worlds=4_000, resamples=100)
    # Var y = 1/3 + 16/9: z alone explains nothing, and with x 16/9 of 19/9.
    reasons = {note.data["name"]: note.data for note in found.attrs["notes"] if note.code == "differs_by_interaction"}
    assert reasons["z"]["alone"] < 0.01
    assert abs(reasons["z"]["total"] - 16 / 19) < 0.02
    found = mcba.rank(dependent_study, "y", method="agreement", worlds=8_000, resamples=100)
    assert ("differs_by_dependence", "x2") in {(note.code, note.data["name"]) for note in found.attrs["notes"]}
    known = {"by": "sobol", "method": "sobol", "first": "x1", "second": "x2"}
    assert found.attrs["refused"][0] == Note("correlated", known)


def test_ranks_that_cannot_be_told_apart_say_so_and_how_many_worlds_would():
    inputs = {"a": mcba.Normal(0, 1.0), "b": mcba.Normal(0, 1.1), "c": mcba.Normal(0, 0.3)}
    few = mcba.simulate(lambda a, b, c: a + b + c, inputs, worlds=300, sampler="random", seed=5)
    notes = mcba.rank(few, "result").attrs["notes"]
    (note,) = [note for note in notes if note.code.startswith("alike")]
    assert (note.data["first"], note.data["last"], set(note.data["names"])) == (1, 2, {"a", "b"})
    many = mcba.simulate(lambda a, b, c: a + b + c, inputs, worlds=30_000, sampler="random", seed=5)
    assert not [note for note in mcba.rank(many, "result").attrs["notes"] if note.code.startswith("alike")]


WEIGHTS = {f"x{place:02d}": 0.93**place for place in range(25)}


def test_a_chain_is_no_group():
    """Weights fall from 1 to 0.17 in 25 steps: neighbours are alike, the first and the last are not."""
    run = mcba.simulate(
        lambda **x: sum(WEIGHTS[name] * x[name] for name in WEIGHTS),
        dict.fromkeys(WEIGHTS, mcba.Normal(0, 1)),
        worlds=1_000,
        seed=1,
        sampler="random",
    )
    found = mcba.rank(run, "result", method="spearman")
    alike = found["alike"].values
    assert np.array_equal(alike, alike.T)
    assert not alike[0, 24]
    size, error = np.abs(found["spearman"].values), found["spearman_error"].values
    # With 1,000 resamples an interval over zero is one within 1.645 of its standard errors; half an error is left for
    # what the pair has in common.
    apart = np.abs(size[:, None] - size) / np.hypot(error[:, None], error)
    assert not alike[apart > 2.2].any()
    assert alike[apart < 1.1].all()
    groups = [note for note in found.attrs["notes"] if note.code.startswith("alike")]
    assert groups
    for note in groups:
        inside = slice(note.data["first"] - 1, note.data["last"])
        assert found["assumption"].values[inside].tolist() == list(note.data["names"])
        assert alike[inside, inside].all()
    assert max(note.data["last"] - note.data["first"] for note in groups) < 12


def test_equal_weights_matter_about_equally():
    inputs = dict.fromkeys(("a", "b", "c"), mcba.Normal(0, 1))
    run = mcba.simulate(lambda a, b, c: a + b + c, inputs, worlds=60_000, sampler="random")
    (note,) = mcba.rank(run, "result").attrs["notes"]
    assert note.code == "about_equal"
    assert set(note.data["names"]) == set(inputs)


def test_an_assumption_that_changes_nothing_has_no_rank(tmp_path):
    rare = 'distribution = "bernoulli"\nprobability = 0.01'
    assumptions = {"x": normal(), "nothing": normal(1e6), "event": rare, "loss": normal(10)}
    study = study_of(tmp_path / "n", assumptions, "x + 0 * nothing + event * loss")
    for method in ("overview", "sobol", "morris", "shapley", "tornado"):
        options = {"worlds": 4_000} if method == "overview" else {}
        found = mcba.rank(study, "y", method=method, **options)
        assert found.attrs["left_out"] == [Note("no_effect", {"names": ("nothing",)})], method
        assert set(found["assumption"].values) == {"x", "event", "loss"}


def test_an_effect_in_one_world_of_ten_thousand_is_an_effect(tmp_path):
    rare = 'distribution = "bernoulli"\nprobability = 0.0001'
    study = study_of(tmp_path / "r", {"x": normal(), "event": rare, "loss": normal(10)}, "x + event * loss")
    assert without_effect(Plan(study, mcba.run(study, worlds=20).plan.settings, ("y",))) == ()


def test_an_effect_that_is_noise_is_said_to_be(tmp_path):
    """y = x + z / 1000: in 2,000 worlds z, which explains a millionth, cannot be told from nothing."""
    study = study_of(tmp_path / "n", {"z": normal(0.001), "x": normal()}, "x + z")
    found = mcba.rank(study, "y", worlds=2_000)
    assert found["assumption"].values.tolist() == ["x", "z"]
    assert found["noise_only"].values.tolist() == [False, True]
    ranks = [one["rank"] for one in ranking_object(found, study)["assumptions"]]
    assert ranks == [1, None]


def test_convergence_ends_where_the_ranking_is(tmp_path):
    assumptions, formula, *_ = CASES["moon"]
    study = study_of(tmp_path / "m", assumptions, formula)
    at_hand = mcba.rank(study, "y", method="first_order", convergence=True, worlds=8_000)
    assert at_hand["size"].values.tolist() == [1000, 2000, 4000, 8000]
    assert np.array_equal(at_hand["first_path"][-1], at_hand["first"])
    design = mcba.rank(study, "y", method="sobol", convergence=True, base=512)
    assert design["size"].values.tolist() == [5 * rows for rows in (64, 128, 256, 512)]
    assert np.allclose(design["total_path"][-1], design["total"])
    assert design["total_path_error"].dims == ("size", "assumption")


# --- refusals


def test_a_function_that_is_not_kept_cannot_be_evaluated_at_other_points():
    run = mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, worlds=100)
    run = mcba.from_worlds(run.arrays, inputs=["x"])
    for method in ("sobol", "morris", "shapley", "tornado"):
        with pytest.raises(
            mcba.RunError, match=f"{method} evaluates the model at points of its own.*there are overview"
        ):
            mcba.rank(run, "result", method=method)
    with pytest.raises(mcba.RunError, match="groups = 'status' is said in a study"):
        mcba.rank(run, "result", groups="status")
    with pytest.raises(mcba.RunError, match="'x' is an input and drives only itself"):
        mcba.rank(run, "x")
    with pytest.raises(mcba.RunError, match="worlds are those of the run"):
        mcba.rank(run, "result", worlds=1000)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "sobel"}, "method = 'sobel'; did you mean 'sobol'"),
        ({"method": "sobol", "bas": 8}, "sobol has no option 'bas'; its options are base, second_order"),
        ({"method": "agreement", "base": 8}, "agreement has no option 'base'; its options are none"),
        ({"method": "sobol", "base": 1000}, "base = 1000 is not a power of two.*take 1024"),
        (
            {"method": "sobol", "worlds": 5},
            "worlds = 5 is too few for sobol, which takes 5 for each",
        ),
        ({"method": "tornado", "worlds": 500}, "tornado looks at points of its own"),
        ({"method": "tornado", "low": 0.9, "high": 0.1}, "low = 0.9, high = 0.1"),
        ({"method": "tornado", "at": "mode"}, "at = 'mode'; allowed are 'median' and 'mean'"),
        ({"method": "fast", "groups": {"g": ["clients", "effect"]}}, "fast cannot take several assumptions as one"),
        (
            {"method": "shapley", "groups": {"g": ["clients", "effect"]}},
            "shapley cannot take several assumptions as one",
        ),
        ({"worlds": 10}, "10 worlds cannot carry a ranking"),
        ({"seed": -1}, "seed = -1; allowed is a whole number from 0"),
        ({"mass": 1.5}, "mass = 1.5 is no share of worlds"),
        ({"resamples": 1}, "resamples = 1; allowed is a whole number from 2"),
        ({"outcome": "nvp"}, "the study has no outcome 'nvp'"),
    ],
)
def test_what_cannot_be_asked(small_study, arguments, message):
    with pytest.raises(mcba.RunError, match=message):
        mcba.rank(mcba.load(small_study), **arguments)


def test_constant_and_undefined_outcomes_are_refused(tmp_path):
    inputs = {"x": mcba.Normal(0, 1), "y": mcba.Uniform(0, 1)}
    constant = mcba.simulate(lambda x, y: 0 * x * y + 3, inputs, worlds=100)
    with pytest.raises(mcba.RunError, match="no uncertain assumption drives 'result', so there is nothing to rank"):
        mcba.rank(constant, "result")
    study = study_of(tmp_path / "l", {"x": uniform(-1, 9), "z": uniform()}, "log(x) + z")
    with pytest.raises(mcba.RunError, match="the outcome is not finite in"):
        mcba.rank(study, "y", method="sobol", base=64)
    certain = study_of(tmp_path / "c", {"x": "value = 3", "z": uniform()}, "2 * x")
    for method in ("overview", "sobol"):
        with pytest.raises(mcba.RunError, match="no uncertain assumption drives 'y'"):
            mcba.rank(certain, "y", method=method)
    summary = mcba.run(study_of(tmp_path / "s", {"x": uniform()}, "x"), store="summary")
    with pytest.raises(mcba.RunError, match="kept what the worlds say of 'y', not the worlds"):
        mcba.rank(summary, "y")


def dropping(folder, assumptions, formula):
    """A study that leaves out the worlds in which its outcome is undefined."""
    study_of(folder, assumptions, formula)
    file = folder / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[run]\n", '[run]\nfailed = "drop"\n'), encoding="utf-8")
    return mcba.load(folder)


@pytest.mark.parametrize("method", ["sobol", "morris", "dgsm"])
def test_a_design_leaves_out_undefined_rows_and_counts_them(tmp_path, method):
    # P(x < 0) = 0.1 decides alone whether it is defined; on (0, 9) Var x^1.5 = 27^2 (1/4 - 1/6.25), Var 9 z = 81/12.
    study = dropping(tmp_path / "l", {"x": uniform(-1, 9), "z": uniform()}, "x**1.5 + 9 * z")
    for given in (study, mcba.run(study)):
        found = mcba.rank(given, "y", method=method)
        counted = {note.code: note.data for note in found.attrs["notes"]}
        rows = counted["rows_left_out"]
        assert 0.05 < rows["count"] / rows["rows"] < 0.6  # at all points of a row x must be defined
    if method == "sobol":
        first = by_name(found, "first")
        variances = np.array([27**2 * (1 / 4 - 1 / 6.25), 81 / 12])
        assert np.all(np.abs(first - variances / variances.sum()) < 3 * by_name(found, "first_error"))


def test_worlds_that_a_grid_misses_are_counted_or_refused(tmp_path):
    # A grid stops at the 0.5 % point of a normal, -2.576.
    study = dropping(tmp_path / "d", {"x": normal(), "z": uniform(), "w": uniform()}, "log(x + 2.58) + z + w")
    found = mcba.rank(study, "y", method="morris", trajectories=50)
    undefined = next(note for note in found.attrs["notes"] if note.code == "undefined_outcome")
    # P(x < -2.58) = 0.00494.
    assert abs(undefined.data["count"] / undefined.data["worlds"] - 0.00494) < 4 * np.sqrt(0.00494 / 4096)
    refusing = study_of(tmp_path / "r", {"x": normal(), "z": uniform(), "w": uniform()}, "log(x + 2.58) + z + w")
    with pytest.raises(mcba.RunError, match=r"the outcome is not finite in .* of 4096 worlds"):
        mcba.rank(refusing, "y", method="morris", trajectories=50)


@pytest.mark.parametrize("method", ["fast", "shapley", "kucherenko"])
def test_designs_that_cannot_leave_out_rows_say_which_can(tmp_path, method):
    study = dropping(tmp_path / "l", {"x": uniform(-1, 9), "z": uniform()}, "log(x) + z")
    with pytest.raises(mcba.RunError, match="use sobol, morris, dgsm or a method that looks at worlds at hand"):
        mcba.rank(study, "y", method=method)


def test_dgsm_takes_normals_and_bounds_their_total_index(tmp_path):
    # y + x^2 with x ~ N(3, 1): total index 38/39 = 0.974, bound E[(2 x)^2] / 39 = 40/39.
    three = 'distribution = "normal"\nmean = 3\nsd = 1'
    study = study_of(tmp_path / "n", {"x": three, "z": normal()}, "z + x * x")
    found = mcba.rank(study, "y", method="dgsm")
    assert by_name(found, "bound") == pytest.approx([40 / 39, 1 / 39], rel=0.03)
    assert np.all(by_name(found, "bound") > by_name(mcba.rank(study, "y", method="sobol"), "total") - 0.01)


def test_dgsm_refuses_what_moves_in_steps(tmp_path):
    study = study_of(tmp_path / "p", {"k": 'distribution = "poisson"\nmean = 4', "z": normal()}, "k + z")
    with pytest.raises(mcba.RunError, match="dgsm takes derivatives, and k moves in steps; use sobol or first_order"):
        mcba.rank(study, "y", method="dgsm")


def test_dropped_worlds_are_dropped_from_the_draws_too():
    with np.errstate(invalid="ignore"):
        run = mcba.simulate(
            lambda x, y: np.log(x) + 0 * y,
            {"x": mcba.Uniform(-1, 4), "y": mcba.Uniform(0, 1)},
            worlds=4_000,
            failed="drop",
            sampler="random",
        )
    found = mcba.rank(run, "result", resamples=50)
    assert found["assumption"].values[0] == "x"
    assert float(found["spearman"][0]) == pytest.approx(1)
    dropped = next(note.data for note in found.attrs["notes"] if note.code == "undefined_outcome")
    assert dropped == {"count": run.failed_worlds, "worlds": 4_000}


def test_heavy_tails_are_refused_where_variance_is_shared_and_ranked_where_it_is_not():
    inputs = {"x": mcba.StudentT(1, 0, 1), "y": mcba.Normal(0, 1)}
    run = mcba.simulate(lambda x, y: x + y, inputs, worlds=20_000, sampler="random")
    for method in ("conditional", "first_order", "rbd_fast", "variance_shares", "regression"):
        with pytest.raises(mcba.RunError, match="use a method that looks at ranks or distributions"):
            mcba.rank(run, "result", method=method)
    overview = mcba.rank(run, "result", resamples=50)
    assert overview.attrs["notes"][0].code in HEAVY_TAIL
    assert {"spearman", "partial_rank"} <= set(overview)
    assert "first" not in overview
    for method in ("overview", "spearman", "pawn", "delta"):
        assert mcba.rank(run, "result", method=method, resamples=50)["assumption"].values[0] == "x"


PARETO = 'distribution = "pareto"\nlow = 1\nshape = {shape}'


# Logarithms of a Pareto and a uniform are exponential, so rank correlation follows by quadrature of
# 12 P(E1 < E, E2 + shape W < E) - 3 with W of Laplace's law.
@pytest.mark.parametrize(("shape", "known"), [(0.9, 0.6955), (1.5, 0.55)])
@pytest.mark.parametrize("worlds", [1_000, 100_000])
def test_a_distribution_without_a_variance_has_no_shares_of_it_however_many_worlds(tmp_path, shape, known, worlds):
    study = study_of(tmp_path / "p", {"x": PARETO.format(shape=shape), "z": uniform(0, 10)}, "x * z")
    for seed in range(3):
        found = mcba.rank(study, "y", worlds=worlds, seed=seed, resamples=50)
        assert found.attrs["notes"][0] == Note("no_variance", {"names": ("x",)})
        one = found.sel(assumption="x")
        assert abs(float(one["spearman"]) - known) < 4 * float(one["spearman_error"])
    for method in ("sobol", "fast", "dgsm", "shapley", "kucherenko"):
        with pytest.raises(mcba.RunError, match="has no variance, because its tail along x is too heavy"):
            mcba.rank(study, "y", method=method)
    # A limit gives the outcome a variance that a distribution has not.
    capped = study_of(tmp_path / "c", {"x": PARETO.format(shape=shape), "z": uniform(0, 10)}, "min(x, 20) * z")
    assert "first" in mcba.rank(capped, "y", worlds=20_000, resamples=50)


@pytest.mark.parametrize(
    "family", [mcba.Lognormal(0, 1), mcba.Gamma(0.2, 1), mcba.StudentT(5, 0, 1), mcba.Exponential(1)]
)
def test_long_tails_with_a_variance_have_shares_of_it(family):
    for seed in range(3):
        run = mcba.simulate(
            lambda x, y: x + y, {"x": family, "y": mcba.Normal(0, 1)}, worlds=20_000, seed=seed, sampler="random"
        )
        found = mcba.rank(run, "result", resamples=50).sel(assumption="x")
        variance = float(family.sd) ** 2
        assert abs(float(found["first"]) - variance / (variance + 1)) < 4 * float(found["first_error"]) + 0.01


def test_one_input_discrete_inputs_and_two_hundred():
    one = mcba.simulate(lambda x: x**2, {"x": mcba.Normal(0, 1)}, worlds=2_000, sampler="random")
    found = mcba.rank(one, "result")
    assert float(found["first"][0]) > 0.95
    assert found["rank_probability"].values.tolist() == [[1.0]]
    rare = mcba.simulate(
        lambda x, y: x * y, {"x": mcba.Bernoulli(0.01), "y": mcba.Normal(5, 1)}, worlds=20_000, sampler="random"
    )
    # E[xy | x] = 5 x: its variance is 25 p (1 - p) of p 26 - 25 p²; y alone has p² of the variance of y.
    known = 25 * 0.01 * 0.99 / (0.26 - 25e-4)
    assert abs(float(mcba.rank(rare, "result").sel(assumption="x")["first"]) - known) < 0.02
    inputs = {f"x{place}": mcba.Normal(0, 1) for place in range(199)} | {"large": mcba.Normal(0, 10)}
    many = mcba.simulate(lambda **x: sum(x.values()), inputs, worlds=4_000, sampler="random")
    found = mcba.rank(many, "result", resamples=100)
    assert found["assumption"].values[0] == "large"
    groups = [note for note in found.attrs["notes"] if note.code.startswith("alike")]
    assert all(1 < note.data["first"] < note.data["last"] for note in groups)


# --- the command line


def call(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_rank_prints_a_table_of_78_columns(small_study):
    found = call("rank", small_study, "--worlds", 4000, "--seed", 0)
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert lines[0] == "A small study"
    assert lines[1].startswith("Tornado and share of variance from the same worlds; 4,000 worlds, each a draw")
    assert "The assumptions that drive the outcome most: net present value, EUR" in lines
    assert max(map(len, lines)) <= 78
    row = r"^1\. Effect a client +\+[\d,]+ +\d+(\.\d+)? % +100 %\n +± +[\d,]+ +\(\d+(\.\d+)? to \d+(\.\d+)?\)$"
    assert re.search(row, found.stdout, re.M), found.stdout
    assert "Assumptions without a source account for" in found.stdout
    assert "Not saved; --out DIR" in found.stdout


ENGLISH = re.compile(r"\b(the|and|worlds|variance|assumption|with|from)\b")


def test_the_ranking_reads_as_dutch(small_study):
    lines = call("rank", small_study, "--worlds", 4000, "--seed", 0, "--language", "nl").stdout.splitlines()
    assert lines[1].startswith("Tornado en aandeel in de variantie uit dezelfde trekkingen; 4.000 trekkingen")
    assert "De aannames die de uitkomst het sterkst bepalen: netto contante waarde, euro" in lines
    assert any(re.match(r"Aanname +Effect +Eigen aandeel +Plaats vast$", line) for line in lines)
    assert lines[-1] == "Niet opgeslagen; --out MAP bewaart de rangorde, met figuren."


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("method", [*METHODS, "agreement"])
def test_every_method_can_be_printed_and_is_in_the_help(small_study, method, language):
    assert re.search(rf"\b{method}\b", " ".join(call("rank", "--help").output.split()))
    worlds = () if METHODS.get(method) is None or METHODS[method].source != "worlds" else ("--worlds", 4000)
    found = call("rank", small_study, "--method", method, *worlds, "--language", language)
    assert found.exit_code == 0, found.output
    assert max(map(len, found.stdout.splitlines())) <= 78
    assert "nan" not in found.stdout.lower().split()
    said = found.stdout.replace("A small study", "").replace("Effect a client", "")
    assert language == "en" or not ENGLISH.search(said), said


def test_rank_prints_one_json_object(small_study):
    found = call("rank", small_study, "--json", "--worlds", 4000, "--scenario", "cheap")
    answer = json.loads(found.stdout)
    assert (answer["study"], answer["outcome"], answer["method"], answer["worlds"]) == (
        "small",
        "npv",
        "overview",
        4000,
    )
    assert [one["assumption"] for one in answer["assumptions"]] == ["effect", "clients"]
    assert {"first", "first_low", "first_high", "swing", "status", "rank_probability"} <= answer["assumptions"][
        0
    ].keys()
    pairs = json.loads(call("rank", small_study, "--json", "--method", "agreement", "--worlds", 4000).stdout)
    assert pairs["places"]["effect"]["first_order"] == 1


def test_rank_saves_a_table_and_figures(small_study, tmp_path):
    out = tmp_path / "out"
    found = call("rank", small_study, "--worlds", 4000, "--out", out)
    assert found.exit_code == 0, found.output
    with (out / "ranking.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["assumption"] for row in rows] == ["effect", "clients", "salaries"]
    assert [row["rank"] for row in rows] == ["1", "2", "3"]
    pictures = {"ranking-tornado", "ranking-convergence", "ranking-scatter"} | {
        f"ranking-sobol-{name}" for name in ("shares", "convergence")
    }  # and no picture of pairs, which would be dots only
    for kind in ("png", "svg"):
        assert {file.stem for file in out.glob(f"*.{kind}")} == pictures
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in out.glob("*.png"))


@pytest.mark.parametrize(("language", "column"), [("en", "Share alone"), ("nl", "Eigen aandeel")])
def test_the_page_of_a_ranking_can_be_written_in_every_format(small_study, tmp_path, language, column):
    found = call(
        "rank", small_study, "--worlds", 4000, "--out", tmp_path, "--language", language, "--format", "md,html"
    )
    assert found.exit_code == 0, found.output
    text = (tmp_path / f"ranking.{language}.md").read_text(encoding="utf-8")
    assert column in text
    assert "ranking-tornado.png" in text
    assert column in (tmp_path / f"ranking.{language}.html").read_text(encoding="utf-8")
    assert call("rank", small_study, "--format", "md").exit_code == 2


def test_rank_leaves_with_2_for_a_wrong_study_and_an_unknown_method(small_study, tmp_path):
    assert call("rank", tmp_path / "nothing").exit_code == 2
    found = call("rank", small_study, "--method", "sobel")
    assert found.exit_code == 2
    assert "did you mean 'sobol'" in found.stderr
    assert "Traceback" not in found.output


def test_normal_scores_of_uniforms_are_what_a_study_draws(tmp_path):
    study = study_of(tmp_path / "n", {"x": normal()}, "x")
    plan = Plan(study, mcba.run(study, worlds=20).plan.settings, ("y",))
    u = np.linspace(0.01, 0.99, 99)[np.newaxis]
    assert np.allclose(plan.outcome_at(u), ndtri(u[0]), atol=1e-9)
