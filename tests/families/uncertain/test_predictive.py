"""Parameters as uncertain as few data leave them."""

import math
import pickle

import numpy as np
import pytest
from scipy import stats

import mcba
from mcba.engine.drawing.draws import Drawing, unknowns_of
from mcba.families.uncertain import Predictive
from tests.families.uncertain.test_linked import U, study_of


class TestFewData:
    def test_normal_data_leave_a_student_t(self) -> None:
        """The next value: t with n - 1 degrees of freedom and scale s √(1 + 1/n) (JCGM 101:2008, 6.4.9.2)."""
        data = [4.1, 5.0, 5.2, 6.3, 3.9]
        fit = mcba.fit_sample("normal", data)
        wanted = stats.t(4, np.mean(data), np.std(data, ddof=1) * math.sqrt(1 + 1 / 5))
        np.testing.assert_allclose(fit.predictive().cdf(wanted.ppf(U)), U, atol=1e-9)

    def test_lognormal_data_leave_its_exponential(self) -> None:
        data = np.array([4.1, 5.0, 5.2, 6.3, 3.9])
        wanted = stats.t(4, np.mean(np.log(data)), np.std(np.log(data), ddof=1) * math.sqrt(1 + 1 / 5))
        found = mcba.fit_sample("lognormal", data).predictive()
        np.testing.assert_allclose(found.cdf(np.exp(wanted.ppf(U))), U, atol=1e-9)

    def test_exponential_data_leave_a_pareto_of_the_second_kind(self) -> None:
        """P(next > x) = (1 + x / (n m))^-n: an exponential whose rate is gamma of shape n."""
        data = [2.0, 1.0, 6.0, 3.0]
        found = mcba.fit_sample("exponential", data).predictive()
        x = np.linspace(0.1, 40, 50)
        np.testing.assert_allclose(found.cdf(x), 1 - (1 + x / 12) ** -4.0, atol=1e-9)

    @pytest.mark.parametrize(
        "distribution", ["gamma", "weibull", "gumbel", "logistic", "loglogistic", "beta", "skew_normal"]
    )
    def test_parameters_spread_as_their_standard_errors_say(self, distribution: str) -> None:
        rng = np.random.default_rng(3)
        data = rng.gamma(3, 1, 400) / 20 if distribution == "beta" else rng.gamma(3, 1, 400)
        fit = mcba.fit_sample(distribution, data)
        uniforms = {name: rng.random(20_000) for name in fit.standard_errors}
        drawn = fit.predictive().given(uniforms)
        for name, error in fit.standard_errors.items():
            spread = np.std(drawn.arguments[name])
            assert spread == pytest.approx(error, rel=0.1)  # 1.5 % of sampling, and the bend of the logarithm

    def test_worlds_have_their_own_parameters(self) -> None:
        table = "cost\n4.1\n5.0\n5.2\n6.3\n3.9\n"
        law = """
        [assumptions.x]
        distribution = "normal"
        data = { table = "d.csv", column = "cost", parameters = "uncertain" }
        """
        study = study_of(law, d=table)
        drawing = Drawing(unknowns_of(study), frozenset({"x"}), (), "random", 3, 4_096)
        assert drawing.addresses == ("x", "x[fit of mean]", "x[fit of sd]")
        drawn = mcba.run(study, worlds=65_536).arrays["total"]
        data = np.array([4.1, 5.0, 5.2, 6.3, 3.9])
        wanted = stats.t(4, data.mean(), data.std(ddof=1) * math.sqrt(1.2))
        for u in (0.05, 0.5, 0.95):
            assert np.mean(drawn <= wanted.ppf(u)) == pytest.approx(u, abs=0.002)
        known = study_of(law.replace(', parameters = "uncertain"', ""), d=table)
        own = Drawing(unknowns_of(known), frozenset({"x"}), (), "random", 3, 4_096).independent(0, 64)
        np.testing.assert_array_equal(drawing.independent(0, 64)[0], own[0])

    def test_too_few_to_say(self) -> None:
        with pytest.raises(mcba.FitError, match="do not pin down the parameters of a student_t"):
            mcba.fit_sample("student_t", [1.0, 2.0, 3.0, 4.0, 5.5]).predictive()

    def test_is_a_value(self) -> None:
        found = mcba.fit_sample("gamma", [1.0, 2.0, 3.0, 4.0, 5.5]).predictive()
        assert isinstance(found, Predictive)
        assert pickle.loads(pickle.dumps(found)) == found
