"""Ways into a distribution from the study file: quantiles, data, studies, experts, words, and what alters them."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.errors import StudyError
from mcba.families import EventRisk, Mixture, Normal, QuantileAverage, Shifted, Triangular, Truncated
from mcba.study import Study
from mcba.study.reading import read

HEAD = '[study]\ntitle = "t"\n[sets]\nplace = ["a", "b", "c"]\n[outcomes.result]\nformula = "{formula}"\n'
VERBAL = """
[verbal.certain]
value = 1.0
[verbal.likely]
distribution = "triangular"
low = 0.5
mode = 0.7
high = 0.9
[grades.C]
bias = 0.8
widen = 2.0
"""
TABLES = {
    "data.csv": "cost,weight\n1,1\n2,1\n3,1\n4,1\n7,4\n",
    "studies.csv": "study;estimate;standard_error;low;high;w\nA;1,0;0,5;0,02;1,98;1\nB;2,0;0,5;1,02;2,98;3\n",
    "seeds.csv": "expert,question,truth,0.05,0.5,0.95\n"
    + "".join(
        f"{name},{item},{10 * item},{10 * item - width + shift},{10 * item + shift},{10 * item + width + shift}\n"
        for item in range(1, 11)
        for name, width, shift in (("Ann", 5, (-3, 3)[item % 2]), ("Bob", 1, (-3, 3)[item % 2]))
    ),
}


def study(law: str, formula: str = "x") -> Study:
    text = HEAD.format(formula=formula) + VERBAL + "[assumptions.x]\n" + law
    return read(Path("study.toml"), text, tables=dict(TABLES))


def refusal(law: str) -> str:
    with pytest.raises(StudyError) as error:
        study(law)
    return str(error.value)


class TestKeys:
    def test_an_unknown_key_is_answered_with_those_of_the_family(self) -> None:
        message = refusal('distribution = "pareto"\nminimum = 3\nshape = 2')
        assert message.endswith("unknown key 'minimum'; pareto takes low and shape")
        message = refusal('distribution = "normal"\nmeen = 3\nsd = 2')
        assert message.endswith("unknown key 'meen'; did you mean 'mean'?")

    def test_the_other_mistakes_of_the_table_are_told_as_ever(self) -> None:
        message = refusal('distribution = "pareto"\nlow = 3\nshape = "a b"\nminimum = 1\nmass = 2')
        assert "unknown key 'minimum'; pareto takes low and shape" in message
        assert "found 'a b'; allowed is a finite number" in message
        assert "found 2; allowed is a number below 1" in message


class TestWays:
    def test_quantiles(self) -> None:
        for keys in (
            '"0.05" = 1, "0.5" = 9, "0.95" = 20',
            '"5%" = 1, "50 %" = 9, "95%" = 20',
            "p5 = 1, p50 = 9, p95 = 20",
        ):
            found = study(f'distribution = "metalog"\nquantiles = {{ {keys} }}')
            np.testing.assert_allclose(found.families["x"].ppf([0.05, 0.5, 0.95]), [1, 9, 20])
            fit = found.made["x"].quantile_fit
            assert fit is not None
            assert fit.largest_misfit < 1e-12

    def test_quantiles_with_ends_and_a_tolerance(self) -> None:
        found = study('distribution = "beta"\nlow = 0\nhigh = 10\nquantiles = { p10 = 2, p50 = 4, p90 = 6.2 }')
        assert found.families["x"].high == 10
        crooked = 'distribution = "normal"\nquantiles = { p5 = 1, p50 = 9, p95 = 10 }\n'
        assert "study.toml:20:1:" in refusal(crooked)
        assert "no normal passes through" in refusal(crooked)
        assert study(crooked + "tolerance = 0.2").made["x"].way == "quantiles"

    def test_data_fitted_and_as_they_are(self) -> None:
        fitted = study('distribution = "normal"\ndata = { table = "data.csv", column = "cost" }').made["x"]
        assert fitted.family == Normal(3.4, float(np.std([1, 2, 3, 4, 7])))
        assert fitted.sample_fit is not None
        assert fitted.sample == (1, 2, 3, 4, 7)
        drawn = study('data = { table = "data.csv", column = "cost", weights = "weight" }').made["x"]
        assert drawn.family.mean == pytest.approx((1 + 2 + 3 + 4 + 28) / 8)

    def test_studies_pooled(self) -> None:
        fixed = study('pool = { table = "studies.csv", standard_error = "standard_error", method = "fixed" }')
        assert fixed.families["x"].sd == pytest.approx(0.5 / math.sqrt(2))
        by_interval = study('pool = { table = "studies.csv", low = "low", high = "high", method = "fixed" }')
        assert by_interval.families["x"].sd == pytest.approx(0.5 / math.sqrt(2), rel=1e-4)
        weighed = study(
            'pool = { table = "studies.csv", standard_error = "standard_error", method = "stated", weights = "w", '
            'of = "new_effect" }'
        )
        assert weighed.families["x"].mean == pytest.approx(1.75)
        assert weighed.made["x"].pooling is not None
        assert weighed.families["x"].sd > weighed.made["x"].pooling.standard_error

    def test_mixture(self) -> None:
        found = study(
            'mixture = [{ weight = 3, distribution = "normal", mean = 0, sd = 1 }, '
            '{ distribution = "constant", value = 9 }]'
        )
        assert isinstance(found.families["x"], Mixture)
        assert found.families["x"].mean == pytest.approx(9 / 4)

    EXPERTS = """experts = [
      { name = "Ann", distribution = "normal", low = 0, high = 10 },
      { name = "Bob", distribution = "normal", quantiles = { p5 = 20, p50 = 21, p95 = 22 } },
    ]
    """

    def test_experts(self) -> None:
        linear = study(self.EXPERTS).made["x"]
        assert isinstance(linear.family, Mixture)
        assert linear.pooled_by == "linear"
        assert list(linear.members) == ["Ann", "Bob"]
        average = study(self.EXPERTS + 'pooling = "quantile"').made["x"]
        assert isinstance(average.family, QuantileAverage)
        assert average.family.median == pytest.approx(13)

    def test_experts_weighed_by_their_calibration(self) -> None:
        found = study(self.EXPERTS + 'calibration = { table = "seeds.csv" }').made["x"]
        assert found.scores["Ann"].calibration > found.scores["Bob"].calibration
        assert found.scores["Ann"].weight > 0.99
        assert "no row for question" in refusal(
            self.EXPERTS.replace("Bob", "Carl") + 'calibration = { table = "seeds.csv" }'
        )

    def test_words_and_grades(self) -> None:
        assert study('verbal = "likely"').families["x"] == Triangular(0.5, 0.7, 0.9)
        graded = study('verbal = "likely"\ngrade = "C"').families["x"]
        assert isinstance(graded, Shifted)
        median = Triangular(0.5, 0.7, 0.9).median
        assert graded.median == pytest.approx(0.8 * median)
        assert graded.sd == pytest.approx(1.6 * Triangular(0.5, 0.7, 0.9).sd)
        assert "no [verbal.likly]; did you mean" in refusal('verbal = "likly"')
        assert "no [grades.D]" in refusal('verbal = "likely"\ngrade = "D"')

    def test_cut_off_and_now_and_then(self) -> None:
        found = study('distribution = "normal"\nmean = 1\nsd = 1\ntruncate = { low = 0 }\nhappens = 0.2').families["x"]
        assert found == EventRisk(0.2, Truncated(Normal(1, 1), low=0))

    def test_moved_before_all_else(self) -> None:
        found = study('distribution = "normal"\nmean = 1\nsd = 1\nshift = 4\ngrade = "C"\ntruncate = { low = 0 }')
        moved = Shifted(Normal(1, 1), by=4)
        assert found.families["x"] == Truncated(Shifted(moved, by=0.8 * 5 * (1 - 2), times=1.6), low=0)

    def test_the_record_of_pooled_studies(self) -> None:
        found = study('pool = { table = "studies.csv", standard_error = "standard_error" }').made["x"]
        assert found.study_names == ("A", "B")
        assert found.pooling is not None
        assert found.pooling.estimates == (1.0, 2.0)
        assert found.pooling.errors == (0.5, 0.5)
        unnamed = study('pool = { table = "studies.csv", study = "who", standard_error = "standard_error" }').made["x"]
        assert unnamed.study_names == ()

    def test_a_list_for_the_labels_of_a_set(self) -> None:
        found = study(
            'over = "place"\ndrawn = "each_unit"\ndistribution = "normal"\nmean = [1, 2, 3]\nsd = 1',
            "sum(x, over='place')",
        )
        assert found.families["x"].batch_shape == (3, 1)
        assert "needs 3: one for each label" in refusal(
            'over = "place"\ndrawn = "once"\ndistribution = "normal"\nmean = [1, 2]\nsd = 1'
        )
        assert 'needs over = "a set"' in refusal('distribution = "normal"\nmean = [1, 2]\nsd = 1')

    def test_shares_sum_to_one_in_every_world(self) -> None:
        law = 'over = "place"\ndrawn = "each_unit"\ndistribution = "dirichlet"\nmean = [0.5, 0.3, 0.2]\ntotal = 20'
        run = mcba.run(study(law, "sum(x, over='place')"), worlds=2000, seed=1)
        np.testing.assert_allclose(run.worlds["result"], 1, rtol=1e-12)
        assert 'over = "a set", with drawn = "each_unit"' in refusal(law.replace("each_unit", "once"))

    def test_counts_sum_to_their_total(self) -> None:
        law = 'over = "place"\ndrawn = "each_unit"\ndistribution = "multinomial"\n'
        law += "trials = 12\nprobability = [0.5, 0.3, 0.2]"
        run = mcba.run(study(law, "sum(x, over='place')"), worlds=2000, seed=1)
        np.testing.assert_array_equal(run.worlds["result"], 12)

    def test_a_run_draws_what_was_made(self) -> None:
        run = mcba.run(study(self.EXPERTS + "truncate = { low = 0 }"), worlds=20_000, seed=3)
        found = study(self.EXPERTS + "truncate = { low = 0 }").families["x"]
        assert float(run.worlds["result"].mean()) == pytest.approx(found.mean, rel=0.01)


class TestRefusals:
    @pytest.mark.parametrize(
        ("law", "message"),
        [
            ('verbal = "likely"\nquantiles = { p5 = 1, p95 = 2 }', "both say what the distribution is"),
            ('distribution = "normal"\nmean = 1\nsd = 1\ntolerance = 0.1', "tolerance goes with quantiles"),
            ('distribution = "normal"\nmean = 1\nquantiles = { p5 = 1, p95 = 2 }', "mean is not given together with"),
            ("quantiles = { p5 = 1, p95 = 2 }", "say which distribution"),
            ('distribution = "normal"\nquantiles = { low = 1, p95 = 2 }', 'a probability is written "0.05"'),
            ('distribution = "normal"\nquantiles = { p5 = 3, p95 = 2 }', "contradict each other"),
            ('data = { table = "data.csv", column = "price" }', "no column 'price'"),
            ('data = { table = "none.csv", column = "cost" }', "the table 'none.csv'"),
            (
                'distribution = "gamma"\ndata = { table = "data.csv", column = "cost", weights = "weight" }',
                "leave distr",
            ),
            ('pool = { table = "studies.csv" }', "pool needs standard_error"),
            ('mixture = [{ distribution = "normal", mean = 0, sd = -1 }]', "number 1 of mixture: sd = -1"),
            ('experts = [{ name = "A", value = 1 }, { name = "A", value = 2 }]', "the same name"),
            ('distribution = "normal"\nmean = 0\nsd = 1\ntruncate = { low = 50 }', "only 0 of the probability"),
        ],
    )
    def test_message(self, law: str, message: str) -> None:
        assert message in refusal(law)
