"""Methods of designs by SALib give known indices, and what SALib gives when it is called by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.analyze import sobol as salib_sobol, sobol_jansen as salib_jansen
from SALib.sample import sobol as salib_sample
from SALib.sample.radial import radial_mc

import mcba
from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign
from mcba.analysis.ranking.methods.table import BY_SALIB
from mcba.errors import RequestError, RunError
from tests.analysis.ranking.salib.conftest import study_of

FIRST, TOTAL = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}, {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
DESIGNED = [name for name, method in BY_SALIB.items() if method.source == "design"]


def told(ranking: Any, name: str) -> dict[str, float]:
    return dict(zip(ranking["assumption"].values.tolist(), ranking[name].values.tolist(), strict=True))


def by_hand(points: Any) -> Any:
    """Ishigami's function by NumPy at points of the unit cube."""
    x = (2 * points - 1) * np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_every_analyser_of_salib_is_a_method() -> None:
    import SALib.analyze
    from SALib.util import avail_approaches

    assert {name.removeprefix("salib:") for name in BY_SALIB} == {*avail_approaches(SALib.analyze)}


def test_the_points_of_sobol_are_those_of_salib_to_the_bit() -> None:
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    for second in (False, True):
        ours = SobolDesign(3, 64, seed=5, second_order=second).points()
        theirs = salib_sample.sample(problem, 64, calc_second_order=second, seed=np.random.default_rng(5))
        assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("method", ["salib:sobol", "salib:fast"])
def test_shares_of_ishigami_are_the_known_ones(ishigami: mcba.Study, method: str) -> None:
    found = mcba.rank(ishigami, "y", method=method)
    tolerance = 0.05 if method == "salib:fast" else 0.03  # FAST is off by its finite number of waves
    assert told(found, "first") == pytest.approx(FIRST, abs=tolerance)
    assert told(found, "total") == pytest.approx(TOTAL, abs=tolerance)
    assert found.attrs["analyser"] == f"SALib.analyze.{method.removeprefix('salib:')}"
    assert found.attrs["salib"].startswith("1.6")
    assert found.attrs["resamples"] == 100


def test_sobol_is_what_salib_gives_by_hand(ishigami: mcba.Study) -> None:
    found = mcba.rank(ishigami, "y", method="salib:sobol", base=512, seed=5, second_order=True)
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    points = salib_sample.sample(problem, 512, seed=np.random.default_rng(5))
    answer = salib_sobol.analyze(problem, by_hand(points), seed=1)
    # The series in the formula is within 5e-4 of the sine, of an outcome with a deviation of 3.7.
    assert told(found, "total") == pytest.approx(dict(zip(problem["names"], answer["ST"], strict=True)), abs=1e-3)
    assert float(found["second"].sel(assumption="x1", assumption_2="x3")) == pytest.approx(answer["S2"][0, 2], abs=1e-3)
    assert float(found["total_error"].sel(assumption="x1")) == pytest.approx(answer["ST_conf"][0] / 1.96, rel=0.5)


def test_jansen_has_the_known_shares_and_no_interval(ishigami: mcba.Study) -> None:
    found = mcba.rank(ishigami, "y", method="salib:sobol_jansen", base=4096)
    assert told(found, "total") == pytest.approx(TOTAL, abs=0.05)
    assert "total_error" not in found
    assert [note.code for note in found.attrs["notes"]] == ["by_salib", "salib_wrong_interval"]


def test_the_interval_of_jansen_follows_the_number_of_resamples() -> None:
    """Why it is left out: an interval of the right width is the same for 100 resamples and for 1,600."""
    problem = {"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1]] * 2}
    y = radial_mc.sample(problem, 400, seed=1) @ [1.0, 2.0]
    few, many = (salib_jansen.analyze(problem, y, 400, num_resamples=count, seed=1)["ST_conf"] for count in (100, 1600))
    assert (many / few > 2).all()


def test_shapley_effects_of_ishigami_are_the_known_ones(ishigami: mcba.Study) -> None:
    found = mcba.rank(ishigami, "y", method="salib:shapley")
    assert told(found, "shapley") == pytest.approx({"x1": 0.4358, "x2": 0.4424, "x3": 0.1218}, abs=0.04)
    assert float(found["shapley"].sum()) == pytest.approx(1)


def test_effects_of_a_sum_are_its_slopes(additive: mcba.Study) -> None:
    for method in ("salib:morris", "salib:radial_ee"):
        found = mcba.rank(additive, "y", method=method)
        assert told(found, "mu_star") == pytest.approx({"a": 1, "b": 2})
        assert told(found, "sigma") == pytest.approx({"a": 0, "b": 0}, abs=1e-6)
    found = mcba.rank(additive, "y", method="salib:ff", second_order=True)
    assert told(found, "effect") == pytest.approx({"a": 0.5, "b": 1}, abs=1e-6)  # half of what the whole range does
    assert found.attrs["largest_dummy"] == pytest.approx(0, abs=1e-6)
    assert float(found["second"].sel(assumption="a", assumption_2="b")) == pytest.approx(0, abs=1e-6)


def test_the_bound_by_salib_is_ours_with_an_interval_of_the_bound(additive: mcba.Study) -> None:
    found, ours = (mcba.rank(additive, "y", method=f"{by}dgsm", seed=2) for by in ("salib:", ""))
    assert told(found, "bound") == pytest.approx(told(ours, "bound"))
    assert told(found, "bound") == pytest.approx({"a": 0.2 * 12 / np.pi**2, "b": 0.8 * 12 / np.pi**2}, rel=1e-3)


CORRELATED = '[[dependence]]\nbetween = ["a", "b"]\nrank_correlation = 0.5\n'


@pytest.mark.parametrize("method", DESIGNED)
def test_correlated_assumptions_are_refused_by_name(tmp_path: Any, method: str) -> None:
    study = study_of(tmp_path, {"a": ("0", "1"), "b": ("0", "1")}, "a + b", CORRELATED)
    with pytest.raises(RunError, match=f"{method} assumes independent assumptions, but a and b are correlated"):
        mcba.rank(study, "y", method=method)


def test_a_group_is_one_factor_of_sobol_and_morris_and_refused_elsewhere(ishigami: mcba.Study) -> None:
    groups = {"pair": ["x1", "x3"]}
    found = mcba.rank(ishigami, "y", method="salib:sobol", groups=groups)
    assert told(found, "total") == pytest.approx({"pair": 0.5576, "x2": 0.4424}, abs=0.03)
    assert mcba.rank(ishigami, "y", method="salib:morris", groups=groups).sizes["assumption"] == 2
    with pytest.raises(RequestError, match="salib:fast cannot take several assumptions as one"):
        mcba.rank(ishigami, "y", method="salib:fast", groups=groups)


@pytest.mark.parametrize("method", DESIGNED)
def test_an_outcome_that_is_undefined_somewhere_is_refused(tmp_path: Any, method: str) -> None:
    study = study_of(tmp_path, {"a": ("-1", "1"), "b": ("0", "1")}, "b + sqrt(a)")
    with pytest.raises(RunError, match="not finite"):
        mcba.rank(study, "y", method=method)


def test_rows_that_are_undefined_are_dropped_where_the_study_says_so(tmp_path: Any) -> None:
    ranges = {"a": ("-0.01", "1"), "b": ("0", "3")}
    study = study_of(tmp_path, ranges, "b + 0 * sqrt(a) + a", '\n[run]\nfailed = "drop"\n')
    for method in ("salib:sobol", "salib:shapley", "salib:radial_ee", "salib:sobol_jansen"):
        found = mcba.rank(study, "y", method=method)
        assert "rows_left_out" in [note.code for note in found.attrs["notes"]]
        assert found["assumption"].values.tolist() == ["b", "a"]


def test_an_unknown_analyser_is_refused_with_those_there_are(ishigami: mcba.Study) -> None:
    with pytest.raises(RequestError, match=r"'salib:hdmrr'; did you mean 'salib:hdmr'.*there are salib:sobol"):
        mcba.rank(ishigami, "y", method="salib:hdmrr")


@pytest.mark.parametrize("method", [name for name in DESIGNED if BY_SALIB[name].sized])
def test_a_design_evaluates_no_more_worlds_than_it_may(ishigami: mcba.Study, method: str) -> None:
    found = mcba.rank(ishigami, "y", method=method, worlds=2_000)
    assert 1_000 <= found.attrs["worlds"] <= 2_000


@pytest.mark.parametrize("method", DESIGNED)
def test_the_same_seed_gives_the_same_ranking(ishigami: mcba.Study, method: str) -> None:
    first, again = (mcba.rank(ishigami, "y", method=method, seed=0) for _ in range(2))
    assert first.equals(again)
