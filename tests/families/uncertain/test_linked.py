"""Parameters that are assumptions themselves."""

import math
import pickle
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import mcba
from mcba.analysis.decision.variation.breakeven import assumption_break_even
from mcba.engine import draws_of
from mcba.engine.drawing.draws import Drawing, Unknown, unknowns_of
from mcba.families import FAMILIES, Adjustment, Beta, Family, Gamma, Hierarchical, Lognormal, Normal, Poisson, Uniform
from mcba.families.tables import quantiles_by_world
from mcba.reporting.facts.described import OneAssumption
from mcba.reporting.pages.assumption import ASSUMPTION
from mcba.study import base_value, variant
from mcba.study.reading import read
from mcba.study.tables.assumption_table import rows_of
from tests.pages import printed

U = np.linspace(0.001, 0.999, 333)
HEAD = '[study]\ntitle = "t"\nhorizon = 0\nprice_year = 2020\n'
TAIL = '\n[outcomes.total]\nformula = "x"\n'
BALANCE = """
[benefits.gained]
formula = "x"
[outcomes.total]
formula = "npv"
"""
VISITS = """
[assumptions.rate]
distribution = "gamma"
mean = 4
sd = 2
[assumptions.x]
distribution = "poisson"
mean = "rate"
"""


def study_of(text: str, outcome: str = TAIL, **tables: str) -> mcba.Study:
    return read(
        Path("s/study.toml"), HEAD + text + outcome, tables={f"{name}.csv": table for name, table in tables.items()}
    )


def complaint(text: str, outcome: str = TAIL) -> str:
    with pytest.raises(mcba.StudyError) as error:
        study_of(text, outcome)
    return str(error.value)


class TestKnownBeforeTheParents:
    """Conjugate pairs have closed forms; SciPy is the second opinion on them."""

    def test_normal_of_a_normal_mean(self) -> None:
        found = Hierarchical("normal", mean="level", sd=4, parents={"level": Normal(10, 3)})
        both = stats.norm(10, 5)  # variances add up
        assert found.mean == pytest.approx(10, rel=1e-12)
        assert found.sd == pytest.approx(5, rel=1e-12)
        np.testing.assert_allclose(found.cdf(both.ppf(U)), U, atol=1e-12)
        np.testing.assert_allclose(both.cdf(found.ppf([1e-9, 0.2, 1 - 1e-9])), [1e-9, 0.2, 1 - 1e-9], rtol=1e-6)

    def test_poisson_of_a_gamma_mean_is_negative_binomial(self) -> None:
        found = Hierarchical("poisson", mean="rate", parents={"rate": Gamma(2.5, 4)})
        both = stats.nbinom(2.5, 1 / 5)
        np.testing.assert_array_equal(found.ppf(U), both.ppf(U))
        np.testing.assert_allclose(found.cdf(np.arange(80.0)), both.cdf(np.arange(80)), atol=1e-12)
        assert found.sd == pytest.approx(both.std(), rel=1e-9)

    def test_binomial_of_a_beta_probability_is_beta_binomial(self) -> None:
        found = Hierarchical("binomial", trials=20, probability="share", parents={"share": Beta(2, 5)})
        both = stats.betabinom(20, 2, 5)
        np.testing.assert_array_equal(found.ppf(U), both.ppf(U))
        assert found.mean == pytest.approx(both.mean(), rel=1e-12)

    def test_two_uncertain_parameters(self) -> None:
        """The variance is the mean of sd², here 20, and that of the mean, 9."""
        found = Hierarchical("normal", mean="m", sd="s", parents={"m": Normal(10, 3), "s": Gamma(4, 1)})
        assert found.sd == pytest.approx(math.sqrt(29), rel=1e-6)

    def test_three_uncertain_parameters(self) -> None:
        parents = {"a": Uniform(0, 1), "b": Uniform(4, 6), "c": Uniform(9, 11)}
        found = Hierarchical("triangular", low="a", mode="b", high="c", parents=parents)
        rng = np.random.default_rng(1)
        drawn = rng.triangular(*(rng.uniform(family.low, family.high, 200_000) for family in parents.values()))
        assert abs(found.mean - drawn.mean()) < 4 * drawn.std() / math.sqrt(drawn.size)
        assert abs(float(found.cdf(3.0)) - np.mean(drawn < 3)) < 4 * 0.5 / math.sqrt(drawn.size)

    def test_a_chance_that_is_uncertain(self) -> None:
        found = Hierarchical(Uniform(50, 100), then=Adjustment(happens="p"), parents={"p": Beta(1, 9)})
        assert found.mean == pytest.approx(7.5, rel=1e-9)
        assert float(found.cdf(0.0)) == pytest.approx(0.9, rel=1e-9)

    def test_adjusted_in_every_world(self) -> None:
        found = Hierarchical("normal", mean="m", sd=1, parents={"m": Normal(0, 1)}).adjusted(Adjustment(low=0.0))
        assert found.low == 0
        assert found.given({"m": 2.0}).cdf(0.5) == pytest.approx(stats.truncnorm(-2, math.inf, 2, 1).cdf(0.5))

    def test_is_a_value(self) -> None:
        found = Hierarchical("poisson", mean="rate", parents={"rate": Gamma(2, 3)})
        again = pickle.loads(pickle.dumps(found))
        assert again == found
        assert hash(again) == hash(found)
        assert found != Hierarchical("poisson", mean="rate", parents={"rate": Gamma(2, 4)})
        assert repr(found) == "Hierarchical('poisson', mean='rate')"

    def test_of_each_label(self) -> None:
        found = Hierarchical("normal", mean="m", sd=np.array([[3.0], [4.0]]), parents={"m": Normal(0, 4)})
        assert found.batch_shape == (2, 1)
        np.testing.assert_allclose(found.sd, [[5.0], [math.sqrt(32)]], rtol=1e-9)
        np.testing.assert_allclose(found.ppf([0.1, 0.9])[0], stats.norm(0, 5).ppf([0.1, 0.9]), rtol=1e-9)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: Hierarchical("metalog", median="m", low=1, high=3), "the parameters of a metalog are numbers"),
            (lambda: Hierarchical("normal", mean=1, sd=2), "no parameter is the name of another input"),
            (lambda: Hierarchical("normal", mean="m", low=2), "normal takes mean and sd, or"),
            (lambda: Hierarchical("normal", mean="m", sd=2).mean, "the distribution of 'm' is not known here"),
            (lambda: Hierarchical("gauss", mean="m", sd=2), "unknown distribution 'gauss'"),
        ],
    )
    def test_refusals(self, make: object, message: str) -> None:
        with pytest.raises(mcba.FamilyError, match=message):
            make()  # type: ignore[operator]


class TestDraws:
    def drawing(self, sampler: str = "sobol", names: Sequence[str] = ("rate", "visits", "other")) -> Drawing:
        families: dict[str, Family] = {
            "rate": Gamma(2.5, 4),
            "visits": Hierarchical("poisson", mean="rate", parents={"rate": Gamma(2.5, 4)}),
            "other": Lognormal(0, 1),
            "more": Normal(0, 1),
        }
        return Drawing([Unknown(name, families[name]) for name in names], frozenset(names), (), sampler, 5, 4_096)

    def test_worlds_follow_the_closed_form(self) -> None:
        drawn = self.drawing().block(0, 4_096)["visits"]
        both = stats.nbinom(2.5, 1 / 5)
        for count in (0, 5, 10, 30):
            assert (
                abs(np.mean(drawn <= count) - both.cdf(count)) < 0.005
            )  # Sobol' points err by less than 1/√4096 = 0.016

    @pytest.mark.slow
    @pytest.mark.parametrize("sampler", ["sobol", "lhs", "random"])
    def test_blocks_do_not_show(self, sampler: str) -> None:
        drawing = self.drawing(sampler)
        whole = drawing.block(0, 4_096)
        for step in (16, 48, 1_024):
            parts = [drawing.block(start, min(start + step, 4_096)) for start in range(0, 4_096, step)]
            for name, values in whole.items():
                np.testing.assert_array_equal(np.concatenate([part[name] for part in parts]), values)

    @pytest.mark.parametrize("sampler", ["lhs", "random"])
    def test_others_stay_as_they_were(self, sampler: str) -> None:
        before = self.drawing(sampler, ["rate", "other"]).block(0, 256)
        after = self.drawing(sampler, ["visits", "more", "rate", "other"]).block(0, 256)
        for name, values in before.items():
            np.testing.assert_array_equal(after[name], values)

    def test_parents_are_drawn_for_their_children(self) -> None:
        drawing = replace(self.drawing(), needed=frozenset({"visits"}))
        assert drawing.addresses == ("rate", "visits")
        np.testing.assert_array_equal(drawing.block(0, 64)["visits"], self.drawing().block(0, 64)["visits"])

    @pytest.mark.parametrize(
        ("distribution", "parameters"),
        [
            ("normal", {"mean": 2.0, "sd": 0.5}),
            ("lognormal", {"mu": 0.2, "sigma": 0.5}),
            ("gamma", {"shape": 2.0, "scale": 0.5}),
            ("uniform", {"low": 0.1, "high": 3.0}),
            ("logistic", {"location": 2.0, "scale": 0.5}),
        ],
    )
    def test_one_standard_table_serves_all_worlds(self, distribution: str, parameters: dict[str, float]) -> None:
        rng = np.random.default_rng(2)
        family = FAMILIES[distribution](**{name: at * rng.uniform(0.9, 1.1, 500) for name, at in parameters.items()})
        u = rng.random(500)
        np.testing.assert_allclose(family.cdf(quantiles_by_world(family, u)), u, atol=1e-9)


class TestFunctions:
    def test_inputs_by_name(self) -> None:
        inputs = {"visits": mcba.Hierarchical("poisson", mean="rate"), "rate": mcba.Gamma(2.5, 4)}
        run = mcba.simulate(lambda visits, rate: visits + 0 * rate, inputs, worlds=8_192)
        found = run.summary("result").mean
        assert abs(found.value - 10) < 4 * found.error

    @pytest.mark.parametrize(
        ("inputs", "message"),
        [
            (
                {"x": Hierarchical("poisson", mean="rat"), "rate": Gamma(2, 2)},
                "assumptions.x.mean: found 'rat', .*did you mean 'rate'",
            ),
            ({"x": Hierarchical("poisson", mean="y"), "y": Hierarchical("poisson", mean="x")}, "in a circle"),
        ],
    )
    def test_names_that_lead_nowhere(self, inputs: dict[str, Family], message: str) -> None:
        with pytest.raises(mcba.StudyError, match=message):
            mcba.simulate(lambda **given: given["x"], inputs)

    def test_a_parent_that_can_leave_what_its_child_allows_is_refused(self) -> None:
        """As in a study file, whether or not one of the worlds has it there."""
        inputs = {"spread": mcba.Normal(1, 0.5), "x": mcba.Hierarchical("normal", mean=0, sd="spread")}
        with pytest.raises(mcba.StudyError, match=r"assumptions.x.sd: 'spread' can be -2.517, which is not above 0"):
            mcba.simulate(lambda spread, x: spread + x, inputs, worlds=512)


class TestStudies:
    def test_a_run_draws_it(self) -> None:
        run = mcba.run(study_of(VISITS), worlds=8_192, keep=["total"])
        found = run.summary("total")
        assert abs(found.mean.value - 4) < 4 * found.mean.error
        assert found.sd == pytest.approx(math.sqrt(8), rel=0.01)  # a Poisson of a gamma: 4 + 2²
        assert set(draws_of(run)) == {"rate", "x"}

    def test_base_case(self) -> None:
        study = study_of(VISITS.replace("poisson", "normal") + "sd = 1\n")
        assert base_value(study, "x") == 4
        assert base_value(study, "x", {"rate": 7.0}) == 7

    def test_scenarios(self) -> None:
        text = VISITS + "[scenarios.known.override]\nrate = 9\n[scenarios.other.override]\n"
        study = study_of(text + 'x = { distribution = "normal", mean = "rate", sd = 1 }\n')
        run = mcba.run(study, worlds=4_096, scenario="known")
        assert abs(run.summary("total").mean.value - 9) < 4 * run.summary("total").mean.error
        known = variant(study, {"rate": 9.0}).families["x"]
        np.testing.assert_array_equal(known.ppf(U), Poisson(9).ppf(U))
        other = mcba.run(study, worlds=4_096, scenario="other").summary("total")
        assert other.sd == pytest.approx(math.sqrt(5), rel=0.02)

    def test_prices_of_another_year(self) -> None:
        text = """
        [assumptions.level]
        distribution = "uniform"
        low = 90
        high = 110
        unit = "EUR"
        price_year = 2010
        [assumptions.x]
        distribution = "normal"
        mean = "level"
        sd = 1
        unit = "EUR"
        """
        head = 'price_index = "index.csv"\n'
        study = study_of(head + text, index="year,index\n2010,100\n2020,120\n")
        assert study.families["x"].mean == pytest.approx(120)
        assert base_value(study, "x") == pytest.approx(120)
        assert mcba.run(study, worlds=4_096).summary("total").mean.value == pytest.approx(120, rel=1e-4)

    def test_sets_and_years(self) -> None:
        text = """
        [sets]
        place = ["here", "there"]
        [assumptions.share]
        distribution = "beta"
        alpha = 2
        beta = [2, 8]
        over = "place"
        drawn = "each_unit"
        [assumptions.cases]
        distribution = "binomial"
        trials = 40
        probability = "share"
        over = "place"
        drawn = "each_unit"
        [assumptions.level]
        distribution = "normal"
        mean = 5
        sd = 2
        [assumptions.costs]
        distribution = "normal"
        mean = "level"
        sd = 1
        drawn = "each_year"
        persistence = 0.5
        """
        outcomes = """
        [outcomes.total]
        formula = 'sum(cases, over="place")'
        [outcomes.paid]
        formula = 'sum(costs, over="year")'
        """
        study = study_of(text.replace("horizon = 0", "horizon = 3"), outcomes)
        run = mcba.run(study, worlds=16_384)
        assert abs(run.summary("total").mean.value - 40 * (0.5 + 0.2)) < 4 * run.summary("total").mean.error
        each = stats.betabinom(40, 2, 2).var() + stats.betabinom(40, 2, 8).var()
        assert run.summary("total").sd == pytest.approx(math.sqrt(each), rel=0.02)
        wanted = [unknown.name for unknown in unknowns_of(study)]
        assert wanted == ["share", "cases", "level", "costs"]

    def test_a_table_and_back(self) -> None:
        rows = rows_of(study_of(VISITS))
        assert rows[1]["mean"] == "rate"

    def test_ranking_by_evaluations_keeps_parent_and_own_chance_apart(self) -> None:
        """The variance of a Poisson of a gamma mean: 4 from the gamma, 4 from the Poisson."""
        run = mcba.run(study_of(VISITS), worlds=4_096)
        found = mcba.rank(run, "total", method="sobol")
        shares = dict(zip(found["assumption"].values, found["first"].values, strict=True))
        assert shares["rate"] == pytest.approx(0.5, abs=0.03)

    def test_show(self) -> None:
        said = printed(ASSUMPTION, OneAssumption(study_of(VISITS), "x"))
        assert "Poisson: mean as drawn: rate" in said
        assert re.search(r"Follows from +Rate \(.*\), which is itself uncertain", said)

    def test_break_even_of_a_parameter(self) -> None:
        """x is a normal about the rate, so the total crosses 3 where the rate does."""
        study = study_of(VISITS.replace('"poisson"', '"normal"') + "sd = 1\n")
        assert assumption_break_even(study, "rate", outcome="total", level=3.0).found.value == pytest.approx(3)

    def test_comparing_names_the_parent_that_changed(self) -> None:
        before = mcba.run(study_of(VISITS, BALANCE), worlds=2_048)
        after = mcba.run(study_of(VISITS.replace("mean = 4", "mean = 5"), BALANCE), worlds=2_048)
        assert [change.subject.name for change in mcba.compare(before, after).changes] == ["rate"]

    def test_reweighting_what_follows_from_others_is_refused(self) -> None:
        run = mcba.run(study_of(VISITS), worlds=2_048)
        with pytest.raises(mcba.RunError, match="'x' has uncertain parameters"):
            mcba.reweight(run, "x", mcba.Poisson(4))

    def test_moving_together(self) -> None:
        text = (
            VISITS.replace('"poisson"', '"normal"')
            + 'sd = 1\n[assumptions.y]\ndistribution = "uniform"\nlow = 0\nhigh = 1\n'
        )
        study = study_of(text + '[[dependence]]\nbetween = ["x", "y"]\nrank_correlation = 0.9\n')
        drawn = draws_of(mcba.run(study, worlds=4_096))
        own = (drawn["x"] - drawn["rate"])[: drawn["y"].size]
        assert stats.spearmanr(own, drawn["y"]).statistic == pytest.approx(0.9, abs=0.01)


POISSON = '[assumptions.x]\ndistribution = "poisson"\n'


def uniform(name: str, low: float, high: float) -> str:
    return f'[assumptions.{name}]\ndistribution = "uniform"\nlow = {low}\nhigh = {high}\n'


class TestComplaints:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (
                POISSON + 'mean = "rat"\n[assumptions.rate]\nvalue = 3\n',
                "7:1: found 'rat', which is neither a number nor the name of an assumption; did you mean 'rate'",
            ),
            (POISSON + 'mean = "c"\n[choices.c]\nvalue = 3\n', "7:1: 'c' stands in [choices]"),
            (
                POISSON + 'mean = "y"\n[assumptions.y]\ndistribution = "poisson"\nmean = "x"\n',
                "'x' needs 'y' needs 'x': these parameters follow from each other in a circle",
            ),
            (
                '[assumptions.x]\ndistribution = "normal"\nmean = 1\nsd = "s"\n' + uniform("s", -2, 5),
                "8:1: 's' can be -2, which is not above 0, as sd has to be; let 's' have a distribution that stays",
            ),
            (
                '[assumptions.x]\ndistribution = "bernoulli"\nprobability = "s"\n' + uniform("s", 2, 3),
                "7:1: probability = 2.5 is not between 0 and 1",
            ),
            (
                POISSON + 'mean = "s"\nunit = "visit"\n[assumptions.s]\nvalue = 2\nunit = "EUR"\n',
                "7:1: 's' is in EUR, and mean of 'x' is in visit",
            ),
            (
                '[assumptions.s]\nvalue = 2\nunit = "EUR"\n'
                '[assumptions.x]\ndistribution = "lognormal"\nmu = 1\nsigma = "s"\nunit = "EUR"\n',
                "'s' is in EUR, and sigma of 'x' is in 1",
            ),
            (
                POISSON + 'mean = "s"\n[assumptions.s]\nvalue = [2, 3]\nover = "p"\n[sets]\np = ["a", "b"]\n',
                "7:1: 's' is repeated over p, and 'x' is not",
            ),
            (VISITS + "[scenarios.s.override]\nrate = -1\n", "mean = -1 is not"),
            (VISITS + '[scenarios.s.override]\nrate = { distribution = "poisson", mean = "x" }\n', "in a circle"),
            (
                '[assumptions.x]\nmixture = [{ distribution = "poisson", mean = "y" }, { value = 3 }]\n'
                + uniform("y", 1, 2),
                "number 1 of mixture has uncertain parameters",
            ),
            (
                '[assumptions.x]\nhappens = "p"\nvalue = 4\n' + uniform("p", 0.5, 2),
                "probability = 1.25 is not between 0 and 1",
            ),
        ],
    )
    def test_message(self, text: str, message: str) -> None:
        assert message in complaint(text)
