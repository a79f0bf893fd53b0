"""Families by the names and parameters of the study file."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from mcba.errors import FamilyError
from mcba.families import (
    FAMILIES,
    Bernoulli,
    Beta,
    Binomial,
    Constant,
    Discrete,
    Exponential,
    Family,
    Gamma,
    Lognormal,
    Loguniform,
    Normal,
    Pert,
    Poisson,
    StudentT,
    Triangular,
    TruncatedNormal,
    Uniform,
    Weibull,
    from_parameters,
)
from mcba.families.base.registry import parameterisations


class TestStudyFile:
    """The door of the study file."""

    @pytest.mark.parametrize(
        ("distribution", "parameters", "want"),
        [
            ("normal", {"mean": 1, "sd": 2}, Normal(1, 2)),
            ("normal", {"low": -2, "high": 4}, Normal.between(-2, 4)),
            ("normal", {"low": -2, "high": 4, "mass": 0.5}, Normal.between(-2, 4, 0.5)),
            ("lognormal", {"mu": 1, "sigma": 2}, Lognormal(1, 2)),
            ("lognormal", {"mean": 1, "sd": 2}, Lognormal.from_mean_sd(1, 2)),
            ("lognormal", {"low": 1, "high": 2, "mass": 0.8}, Lognormal.between(1, 2, 0.8)),
            ("uniform", {"low": 0.8, "high": 0.9}, Uniform(0.8, 0.9)),
            ("uniform", {"low": 0.8, "high": 0.9, "mass": 0.5}, Uniform.between(0.8, 0.9, 0.5)),
            ("uniform", {"mean": 1, "sd": 2}, Uniform.from_mean_sd(1, 2)),
            ("loguniform", {"low": 1, "high": 9}, Loguniform(1, 9)),
            ("loguniform", {"low": 1, "high": 9, "mass": 0.5}, Loguniform.between(1, 9, 0.5)),
            ("loguniform", {"mean": 3, "sd": 1}, Loguniform.from_mean_sd(3, 1)),
            ("triangular", {"low": 1, "mode": 2, "high": 4}, Triangular(1, 2, 4)),
            ("triangular", {"low": 1, "mode": 2, "high": 4, "mass": 0.9}, Triangular.between(1, 2, 4, 0.9)),
            ("pert", {"low": 1, "mode": 2, "high": 4, "shape": 6}, Pert(1, 2, 4, 6)),
            ("pert", {"low": 1, "mode": 2, "high": 4, "mass": 0.9}, Pert.between(1, 2, 4)),
            ("beta", {"alpha": 2, "beta": 3}, Beta(2, 3)),
            ("beta", {"alpha": 2, "beta": 3, "low": 0.4, "high": 0.9}, Beta(2, 3, 0.4, 0.9)),
            ("beta", {"mean": 0.3, "sd": 0.1}, Beta.from_mean_sd(0.3, 0.1)),
            ("gamma", {"shape": 2, "scale": 3}, Gamma(2, 3)),
            ("gamma", {"mean": 2, "sd": 3}, Gamma.from_mean_sd(2, 3)),
            ("gamma", {"low": 2, "high": 3}, Gamma.between(2, 3)),
            ("exponential", {"mean": 3}, Exponential(3)),
            ("weibull", {"shape": 2, "scale": 3}, Weibull(2, 3)),
            ("weibull", {"mean": 2, "sd": 3}, Weibull.from_mean_sd(2, 3)),
            ("weibull", {"low": 2, "high": 3}, Weibull.between(2, 3)),
            ("truncated_normal", {"mu": 1, "sigma": 2, "low": 0}, TruncatedNormal(1, 2, 0)),
            ("truncated_normal", {"mu": 1, "sigma": 2, "high": 3}, TruncatedNormal(1, 2, high=3)),
            ("student_t", {"df": 5, "scale": 2}, StudentT(5, scale=2)),
            ("student_t", {"mean": 1, "sd": 2, "df": 4}, StudentT(4, 1, math.sqrt(2))),
            ("student_t", {"low": -2, "high": 4, "df": 4}, StudentT.between(-2, 4, df=4)),
            ("student_t", {"low": -2, "high": 4, "df": 4, "mass": 0.5}, StudentT.between(-2, 4, 0.5, df=4)),
            ("constant", {"value": 5}, Constant(5)),
            ("bernoulli", {"probability": 0.5}, Bernoulli(0.5)),
            ("binomial", {"trials": 5, "probability": 0.5}, Binomial(5, 0.5)),
            ("poisson", {"mean": 5}, Poisson(5)),
            ("discrete", {"values": [2, 1], "probabilities": [0.4, 0.6]}, Discrete([1, 2], [0.6, 0.4])),
        ],
    )
    def test_names_choose_the_way_in(self, distribution: str, parameters: dict[str, object], want: Family) -> None:
        assert from_parameters(distribution, parameters) == want

    def test_a_set_of_names_that_is_no_way_in(self) -> None:
        with pytest.raises(FamilyError) as refusal:
            from_parameters("normal", {"mean": 1, "high": 4})
        assert str(refusal.value) == (
            "normal takes mean and sd, or low and high (with mass), or mean and standard_error; found mean and high"
        )
        with pytest.raises(FamilyError, match="exponential takes mean; found nothing"):
            from_parameters("exponential", {})

    def test_an_unknown_distribution(self) -> None:
        with pytest.raises(FamilyError, match="unknown distribution 'lognorm'; did you mean 'lognormal'"):
            from_parameters("lognorm", {})
        with pytest.raises(FamilyError, match=r"there are normal, lognormal, .* and multinomial"):
            from_parameters("xyzzy", {})

    def test_every_family_is_given_by_its_parameters_and_names_no_two_sets_alike(self) -> None:
        for distribution in FAMILIES:
            assert parameterisations(distribution)[0].make is FAMILIES[distribution]
            for way in parameterisations(distribution):
                full = {*way.required, *way.optional}
                for names in (set(way.required), full):
                    assert [other for other in parameterisations(distribution) if other.fits(names)] == [way]


def test_checking_parameters_loads_no_special_functions() -> None:
    script = """if True:
        import sys
        from mcba.families import from_parameters
        for distribution, parameters in (
            ("normal", dict(low=1, high=2)), ("lognormal", dict(mean=1, sd=1)), ("uniform", dict(low=1, high=2)),
            ("triangular", dict(low=1, mode=2, high=3)), ("pert", dict(low=1, mode=2, high=3)),
            ("beta", dict(mean=0.5, sd=0.1)), ("gamma", dict(mean=1, sd=1)), ("weibull", dict(low=1, high=2)),
            ("truncated_normal", dict(mu=1, sigma=1, low=0)), ("poisson", dict(mean=2)),
        ):
            from_parameters(distribution, parameters)
        print([name for name in ("scipy.special", "scipy.stats", "scipy.optimize") if name in sys.modules])
    """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
