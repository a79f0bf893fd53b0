"""Dependence beyond the Gaussian copula: other forms and measures, repair, and strata that stay."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import mcba
from mcba.engine.drawing.copula import correlate_clayton, correlate_frank, correlate_gumbel, correlate_t, factor
from mcba.errors import StudyError
from mcba.families import Bernoulli, Lognormal, Normal, Poisson, Uniform
from mcba.study.dependence.groups import dependent_groups, nearest_correlation
from mcba.study.dependence.rank_correlation import archimedean_rank_correlation, t_rank_correlation
from tests.pages import printed

WORLDS = 40_000
ERROR = 4 / np.sqrt(WORLDS)


def drawn(
    *dependence: mcba.Dependence, inputs: dict[str, mcba.Family] | None = None, sampler: str = "random"
) -> dict[str, np.ndarray]:
    inputs = inputs or {"a": Normal(0, 1), "b": Uniform(0, 1), "c": Lognormal(0, 1)}
    run = mcba.simulate(
        lambda **world: next(iter(world.values())),
        inputs,
        dependence=dependence,
        sampler=sampler,
        worlds=WORLDS,
        seed=5,
    )
    return {name: run.values(name) for name in inputs}


def tau(worlds: dict[str, np.ndarray], first: str, second: str) -> float:
    return float(stats.kendalltau(worlds[first][:20_000], worlds[second][:20_000]).statistic)


class TestNearest:
    def test_higham_2002(self) -> None:
        # Higham 2002; NAG g02aa example, as in equinor/fmu-tools tests for nearcorr
        asked = np.array([[2, -1, 0, 0], [-1, 2, -1, 0], [0, -1, 2, -1], [0, 0, -1, 2]], dtype=float)
        want = [
            [1, -0.8084125, 0.1915875, 0.10677505],
            [-0.8084125, 1, -0.65623269, 0.1915875],
            [0.1915875, -0.65623269, 1, -0.8084125],
            [0.10677505, 0.1915875, -0.8084125, 1],
        ]
        np.testing.assert_allclose(nearest_correlation(asked), want, atol=1e-6)

    def test_what_is_possible_stays(self) -> None:
        possible = np.array([[1, 0.5], [0.5, 1]])
        np.testing.assert_allclose(nearest_correlation(possible), possible, atol=1e-14)

    IMPOSSIBLE = (
        mcba.Dependence(between=("a", "b"), correlation=0.95),
        mcba.Dependence(between=("b", "c"), correlation=0.95),
        mcba.Dependence(between=("a", "c"), correlation=-0.5),
    )

    def test_repair_only_when_asked_and_says_what_changed(self) -> None:
        with pytest.raises(StudyError, match=r"no worlds can have these correlations at once: 'a' with 'b' 0\.95"):
            drawn(*self.IMPOSSIBLE)
        asked = [*self.IMPOSSIBLE[:2], mcba.Dependence(between=("a", "c"), correlation=-0.5, repair=True)]
        (group,) = dependent_groups(asked)
        assert np.linalg.eigvalsh(group.correlation)[0] > -1e-10
        assert len(group.changes) == 3
        assert any("'a' and 'c' changed from -0.5 to " in str(change) for change in group.changes)
        worlds = drawn(*asked)
        reached = 6 / np.pi * np.arcsin(group.correlation[0, 1] / 2)
        assert abs(stats.spearmanr(worlds["a"], worlds["b"]).statistic - reached) < ERROR

    def test_a_possible_matrix_is_not_repaired(self) -> None:
        (group,) = dependent_groups([mcba.Dependence(between=("a", "b"), correlation=0.5, repair=True)])
        assert group.changes == ()


class TestMeasures:
    def test_gaussian_identities(self) -> None:
        # Kruskal 1958: rho = 0.809017 has Spearman 0.795344 and Kendall 0.6; Pearson of the lognormals 0.757238
        worlds = drawn(
            mcba.Dependence(between=("x", "y"), correlation=0.8090169943749475),
            inputs={"x": Lognormal(0, 0.5), "y": Lognormal(0, 0.8)},
            sampler="sobol",
        )
        assert abs(stats.spearmanr(worlds["x"], worlds["y"]).statistic - 0.795344357159649) < 0.003
        assert abs(np.corrcoef(worlds["x"], worlds["y"])[0, 1] - 0.757237627335968) < 0.006
        assert abs(tau(worlds, "x", "y") - 0.6) < 0.01

    def test_kendall(self) -> None:
        worlds = drawn(mcba.Dependence(between=("a", "b"), kendall=-0.4))
        assert abs(tau(worlds, "a", "b") + 0.4) < 0.015

    def test_comonotone(self) -> None:
        for sampler in ("random", "lhs", "sobol"):
            worlds = drawn(mcba.Dependence(between=("a", "b", "c"), comonotone=True), sampler=sampler)
            assert stats.spearmanr(worlds["a"], worlds["b"]).statistic > 1 - 1e-12
            assert stats.spearmanr(worlds["a"], worlds["c"]).statistic > 1 - 1e-12

    def test_a_shared_factor(self) -> None:
        (group,) = dependent_groups([mcba.Dependence(between=("a", "b", "c"), loadings=(0.9, 0.5, -0.4))])
        np.testing.assert_allclose(group.correlation[np.triu_indices(3, 1)], [0.45, -0.36, -0.2])

    def test_discrete_marginals_move_together(self) -> None:
        inputs = {"happens": Bernoulli(0.3), "count": Poisson(4)}
        worlds = drawn(mcba.Dependence(between=("happens", "count"), correlation=0.8), inputs=inputs)
        assert abs(worlds["happens"].mean() - 0.3) < ERROR
        assert abs(worlds["count"].mean() - 4) < 3 * ERROR
        assert worlds["count"][worlds["happens"] == 1].mean() > worlds["count"][worlds["happens"] == 0].mean() + 2

    @pytest.mark.parametrize(
        ("dependence", "message"),
        [
            ({"kendall": 0.3, "correlation": 0.2}, "exactly one of"),
            ({"kendall": 0.3, "copula": "t"}, "needs df"),
            ({"rank_correlation": 0.99999, "copula": "clayton"}, "too close to 0 or 1"),
            ({"correlation": 0.3, "df": 4.0}, 'df belongs to copula = "t"'),
            ({"correlation": 0.3, "copula": "frank"}, "takes kendall or rank_correlation"),
            ({"kendall": -0.3, "copula": "gumbel"}, "above 0"),
            ({"loadings": (0.3,)}, "give 2 loadings"),
        ],
    )
    def test_refusals(self, dependence: dict[str, object], message: str) -> None:
        with pytest.raises(StudyError, match=message):
            drawn(mcba.Dependence(between=("a", "b"), **dependence))

    def test_forms_do_not_share_names(self) -> None:
        with pytest.raises(StudyError, match="only gaussian links can share a name"):
            drawn(
                mcba.Dependence(between=("a", "b"), kendall=0.3, copula="frank"),
                mcba.Dependence(between=("b", "c"), correlation=0.3),
            )
        with pytest.raises(StudyError, match="links two names"):
            drawn(mcba.Dependence(between=("a", "b", "c"), kendall=0.3, copula="gumbel"))


class TestForms:
    @pytest.mark.parametrize(
        ("copula", "kendall"), [("clayton", 0.5), ("gumbel", 0.5), ("frank", 0.5), ("frank", -0.3), ("t", 0.5)]
    )
    def test_kendall_and_marginals(self, copula: str, kendall: float) -> None:
        more = {"df": 4.0} if copula == "t" else {}
        worlds = drawn(mcba.Dependence(between=("a", "b"), kendall=kendall, copula=copula, **more))  # type: ignore[arg-type]
        assert abs(tau(worlds, "a", "b") - kendall) < 0.015
        assert stats.kstest(worlds["b"], "uniform").pvalue > 1e-4
        assert stats.kstest(worlds["a"], "norm").pvalue > 1e-4
        assert abs(stats.spearmanr(worlds["a"], worlds["c"]).statistic) < ERROR

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("copula", "theta"), [("clayton", 2.0), ("gumbel", 2.0), ("frank", 5.7363), ("frank", -3.0)]
    )
    def test_conditional_draws_have_the_copula(self, copula: str, theta: float) -> None:
        draw = {"clayton": correlate_clayton, "gumbel": correlate_gumbel, "frank": correlate_frank}[copula]
        u, v = draw(np.random.default_rng(2).random((2, 200_000)), theta)
        for x, y in ((0.1, 0.1), (0.5, 0.3), (0.9, 0.95)):
            want = {
                "clayton": lambda x, y: (x**-theta + y**-theta - 1) ** (-1 / theta),
                "gumbel": lambda x, y: np.exp(-(((-np.log(x)) ** theta + (-np.log(y)) ** theta) ** (1 / theta))),
                "frank": lambda x, y: -np.log1p(np.expm1(-theta * x) * np.expm1(-theta * y) / np.expm1(-theta)) / theta,
            }[copula](x, y)
            assert abs(np.mean((u <= x) & (v <= y)) - want) < 4 * np.sqrt(want * (1 - want) / 200_000)
        rank = archimedean_rank_correlation(copula, theta)
        assert abs(stats.spearmanr(u, v).statistic - rank) < 4 / np.sqrt(200_000)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("copula", "asked"),
        [
            ("clayton", 0.3),
            ("clayton", 0.9),
            ("gumbel", 0.5),
            ("frank", -0.6),
            ("frank", 0.95),
            ("t", 0.5),
            ("t", -0.8),
        ],
    )
    def test_spearman_is_what_was_asked(self, copula: str, asked: float) -> None:
        more = {"df": 3.0} if copula == "t" else {}
        worlds = drawn(mcba.Dependence(between=("a", "b"), rank_correlation=asked, copula=copula, **more))  # type: ignore[arg-type]
        assert abs(stats.spearmanr(worlds["a"], worlds["b"]).statistic - asked) < ERROR

    def test_spearman_of_a_t_copula(self) -> None:
        # with one degree of freedom and r = 0 or ±1 by symmetry; between them against ranks of many draws
        assert t_rank_correlation(0.0, 1.0) == 0.0
        assert abs(t_rank_correlation(1.0, 1.0) - 1) < 1e-12
        u = stats.multivariate_t(shape=[[1, 0.6], [0.6, 1]], df=1.5, seed=4).rvs(400_000)
        assert abs(stats.spearmanr(u[:, 0], u[:, 1]).statistic - t_rank_correlation(0.6, 1.5)) < 4 / np.sqrt(400_000)

    def test_a_matrix_of_ranks_under_a_t_copula(self) -> None:
        matrix = [[1, 0.5, -0.2], [0.5, 1, 0.1], [-0.2, 0.1, 1]]
        worlds = drawn(mcba.Dependence(between=("a", "b", "c"), matrix=matrix, copula="t", df=4.0))
        found = stats.spearmanr(np.array([worlds[name] for name in "abc"]).T).statistic
        assert np.abs(found - matrix).max() < ERROR

    def test_a_t_copula_is_repaired_too(self) -> None:
        entry = mcba.Dependence(between=("a", "b", "c"), kendall=-0.6, copula="t", df=4.0, repair=True)
        (group,) = dependent_groups([entry])
        # the nearest of three equal negative correlations is -1/2; its Kendall is 2/pi asin(-1/2) = -1/3
        np.testing.assert_allclose(group.correlation[np.triu_indices(3, 1)], -0.5, atol=1e-9)
        assert {str(change) for change in group.changes} == {
            f"Kendall's tau of {first!r} and {second!r} changed from -0.6 to -0.333, the nearest that is possible"
            for first, second in (("a", "b"), ("a", "c"), ("b", "c"))
        }

    def test_clayton_of_three(self) -> None:
        u = correlate_clayton(np.random.default_rng(2).random((3, 200_000)), 2.0)
        want = (3 * 0.3**-2.0 - 2) ** (-1 / 2)
        assert abs(np.mean((u <= 0.3).all(axis=0)) - want) < 4 * np.sqrt(want / 200_000)
        for row in u:
            assert stats.kstest(row[:20_000], "uniform").pvalue > 1e-4

    @pytest.mark.slow
    def test_t_has_joint_extremes(self) -> None:
        # tail dependence 2 t_{df+1}(-sqrt((df+1)(1-rho)/(1+rho))): 0.2529 for df 4, rho 0.5 (Demarta and McNeil 2005)
        lower = factor(np.array([[1, 0.5, 0.2], [0.5, 1, 0.1], [0.2, 0.1, 1]]))
        u = correlate_t(np.random.default_rng(3).random((3, 2_000_000)), lower, 4.0)
        at = 0.002
        both = np.mean((u[0] < at) & (u[1] < at)) / at
        assert abs(both - 2 * stats.t(5).cdf(-np.sqrt(5 * 0.5 / 1.5))) < 0.03
        scores = stats.t(4).ppf(u[:, :100_000])
        other = stats.multivariate_t(shape=[[1, 0.5, 0.2], [0.5, 1, 0.1], [0.2, 0.1, 1]], df=4)
        point = [0.3, -0.2, 0.5]
        assert abs(np.mean((scores < np.array(point)[:, None]).all(axis=0)) - other.cdf(point, random_state=1)) < 0.006


class TestStrata:
    @pytest.mark.parametrize("copula", ["gaussian", "t", "clayton"])
    def test_latin_hypercube_keeps_its_strata(self, copula: str) -> None:
        more = {"df": 5.0} if copula == "t" else {}
        inputs = {"a": Uniform(0, 1), "b": Uniform(0, 1)}
        worlds = drawn(
            mcba.Dependence(between=("a", "b"), kendall=0.5, copula=copula, **more),  # type: ignore[arg-type]
            inputs=inputs,
            sampler="lhs",
        )
        rows = WORLDS // 16
        for name in inputs:
            for first in range(16):
                cells = np.sort(np.floor(worlds[name][first::16] * rows).astype(int))
                np.testing.assert_array_equal(cells, np.arange(rows))
        assert abs(tau(worlds, "a", "b") - 0.5) < 0.015


class TestAchieved:
    @pytest.mark.slow
    def test_asked_and_achieved_stand_side_by_side(self) -> None:
        from pathlib import Path

        from mcba.analysis.ranking.correlations import achieved_correlations
        from mcba.reporting import run_object
        from mcba.reporting.facts.facts import Facts
        from mcba.reporting.pages.run import RUN
        from mcba.study.reading import read

        text = '[study]\ntitle = "t"\n[outcomes.result]\nformula = "a + b + c + d + e + f + g"\n'
        for name in "abcdefg":
            text += f'[assumptions.{name}]\ndistribution = "normal"\nmean = 0\nsd = 1\n'
        text += '[[dependence]]\nbetween = ["a", "b"]\nkendall = 0.5\ncopula = "clayton"\n'
        text += '[[dependence]]\nbetween = ["c", "d"]\nkendall = 0.4\ncopula = "t"\ndf = 4\n'
        text += '[[dependence]]\nbetween = ["e", "f", "g"]\nrepair = true\n'
        text += "matrix = [[1, 0.9, -0.5], [0.9, 1, 0.9], [-0.5, 0.9, 1]]\n"
        run = mcba.run(read(Path("study.toml"), text), worlds=WORLDS, seed=4)
        pairs = achieved_correlations(run)
        assert len(pairs) == 5
        for pair in pairs:
            assert abs(pair.achieved - pair.used) < 4 * max(pair.error, 1 / np.sqrt(WORLDS))
        assert [(pair.measure, pair.asked) for pair in pairs[:3]] == [
            ("Spearman", 0.9),
            ("Spearman", -0.5),
            ("Spearman", 0.9),
        ]
        assert [(pair.measure, pair.asked, pair.used) for pair in pairs[3:]] == [
            ("Kendall", 0.5, 0.5),
            ("Kendall", 0.4, 0.4),
        ]
        assert sum(pair.repaired for pair in pairs) == 3
        assert "repaired" in str(next(pair for pair in pairs if pair.repaired))
        shown = printed(RUN, Facts(run))
        assert "What moves together: rank correlations" in shown
        assert "E – F" in shown
        assert "0.9, made 0.587" in shown
        assert "A – B (Kendall, a Clayton copula)" in shown
        assert "the nearest that can were taken" in shown
        found = run_object(Facts(run))["dependence"]
        assert [(pair["asked"], pair["measure"]) for pair in found if pair["first"] == "c"] == [(0.4, "Kendall")]

    def test_ties_keep_counts_from_what_was_asked(self) -> None:
        from pathlib import Path

        from mcba.reporting.facts.facts import Facts
        from mcba.reporting.pages.run import RUN
        from mcba.study.reading import read

        text = '[study]\ntitle = "t"\n[outcomes.result]\nformula = "a + b"\n'
        text += '[assumptions.a]\ndistribution = "bernoulli"\nprobability = 0.3\n'
        text += '[assumptions.b]\ndistribution = "normal"\nmean = 0\nsd = 1\n'
        text += '[[dependence]]\nbetween = ["a", "b"]\nrank_correlation = 0.8\n'
        shown = printed(RUN, Facts(mcba.run(read(Path("study.toml"), text), worlds=4_000)))
        assert "have ties in rank" in " ".join(shown.split())
