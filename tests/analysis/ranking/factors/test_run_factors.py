"""Several numbers ranked as one: closed first-order indices with what the numbers do together, against exact ones."""

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.analysis.ranking.assumed_variance import assumed_share
from mcba.analysis.ranking.factors.closed_index import closed_index_of
from mcba.analysis.ranking.factors.scores import score_of
from mcba.analysis.ranking.methods.table import METHODS
from mcba.analysis.ranking.pick_freeze import PickFreeze
from tests.analysis.ranking.indices.known_functions import ISHIGAMI, ishigami
from tests.analysis.ranking.test_ranking import normal, study_of, uniform
from tests.honesty import assert_honest

# Sobol' (1993): V_i = (1/3) / (1 + a_i)^2 and a closed index of the product over a group, of that over all.
A = np.array([0, 1, 4.5, 9])
V = 1 / 3 / (1 + A) ** 2


def g_of_four(u):
    return np.prod((np.abs(4 * u - 2) + A) / (1 + A), axis=1)


def closed_g(group):
    return (np.prod(1 + V[group]) - 1) / (np.prod(1 + V) - 1)


def lognormal_variance(variance):
    return np.exp(variance) * np.expm1(variance)


CASES = {
    "product": (lambda z: z[:, 0] * z[:, 1] + 0.1 * z[:, 2], [0, 1], 1 / 1.01, "normal"),
    "three": (lambda z: z[:, 0] * z[:, 1] * z[:, 2] + z[:, 3], [0, 1, 2], 1 / 2, "normal"),
    "additive": (lambda z: z @ [1.0, 2.0, 1.0, 3.0], [0, 1, 2], 6 / 15, "normal"),
    "idle": (lambda z: z[:, 2] + z[:, 3], [0, 1], 0.0, "normal"),
    "lognormal": (
        lambda z: np.exp((z[:, 0] + z[:, 1]) / 2) + np.exp(z[:, 2] / 2),
        [0, 1],
        lognormal_variance(0.5) / (lognormal_variance(0.5) + lognormal_variance(0.25)),
        "normal",
    ),
    "ishigami": (ishigami, [0, 2], 1 - ISHIGAMI["first"][1], "uniform"),
    "ishigami_additive": (ishigami, [0, 1], ISHIGAMI["first"][0] + ISHIGAMI["first"][1], "uniform"),
    "g": (g_of_four, [0, 1, 2], closed_g([0, 1, 2]), "uniform"),
    "g_small": (g_of_four, [1, 2], closed_g([1, 2]), "uniform"),
}


def closed(case, seed, worlds):
    function, group, exact, family = CASES[case]
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(worlds, 4)) if family == "normal" else generator.random((worlds, 4))
    members, y = list(x[:, group].T), function(x)
    return closed_index_of(members, y, score_of(members, y)), exact


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_closed_index_of_worlds_at_hand_is_the_exact_one(case):
    found, exact = closed(case, 1, 20_000)
    assert abs(found.share.value - exact) < 2.6 * found.share.error
    assert found.share.error < 0.02


@pytest.mark.slow
@pytest.mark.parametrize("case", ["ishigami", "ishigami_additive", "g_small", "additive"])
def test_its_error_is_honest(case):
    found = [closed(case, seed, 2_000) for seed in range(100)]
    assert_honest([one.share for one, _ in found], found[0][1])


FROM_WORLDS = [name for name, method in METHODS.items() if method.source == "worlds"]
OF_ONE_NUMBER = ("pawn", "delta", "regional", "box")
GROUPS = {"AB": ["a", "b"], "C": ["c"]}


@pytest.fixture(scope="module")
def product():
    """The worlds of a * b + 0.1 c, of standard normals."""
    inputs = {name: mcba.Normal(0, 1) for name in "abc"}
    return mcba.simulate(lambda a, b, c: a * b + 0.1 * c, inputs, worlds=20_000, sampler="random")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["first_order", "rbd_fast", "overview"])
def test_shares_of_groups_keep_what_is_inside(product, method):
    found = mcba.rank(product, "result", method=method, groups=GROUPS, resamples=100).sel(assumption="AB")
    assert abs(float(found["first"]) - 1 / 1.01) < 3 * float(found["first_error"])
    assert float(found["first_error"]) < 0.005


@pytest.mark.slow
@pytest.mark.parametrize("method", FROM_WORLDS)
def test_every_method_takes_a_group_or_names_it_as_left_out(product, method):
    found = mcba.rank(product, "result", method=method, groups=GROUPS, resamples=20)
    left_out = {note.code: note.data for note in found.attrs["left_out"]}
    if method in OF_ONE_NUMBER:
        assert found["assumption"].values.tolist() == ["C"]
        assert left_out["several_numbers"]["names"] == ("AB",)
        with pytest.raises(
            mcba.RunError, match=f"{method} looks at one number at a time, and ABC are several; use first"
        ):
            mcba.rank(product, "result", method=method, groups={"ABC": ["a", "b", "c"]})
    else:
        assert found["assumption"].values[0] == "AB"
        assert "several_numbers" not in left_out


def test_a_group_of_many_numbers_ends_at_the_most_that_its_share_can_be():
    inputs = {name: mcba.Normal(0, 1) for name in "abcdef"}
    run = mcba.simulate(
        lambda a, b, c, d, e, f: np.sign(a * b * c * d * e) + f, inputs, worlds=10_000, sampler="random"
    )
    run = mcba.from_worlds(run.arrays, inputs=inputs)  # which cannot be drawn again
    found = mcba.rank(run, "result", method="first_order", groups={"many": list("abcde")}, resamples=50)
    many = found.sel(assumption="many")
    assert float(many["first_low"]) < 0.5 < float(many["first_high"])  # Var(sign) = Var(f) = 1
    assert float(many["first_high"]) < 0.6
    assert [note.data["names"] for note in found.attrs["notes"] if note.code == "at_least"] == [("many",)]
    # No score holds a product of signs, so nothing is said of the swing of the group.
    swings = mcba.rank(run, "result", method="conditional", groups={"small": ["a", "b"]}, resamples=50)
    assert "small" in swings["assumption"].values


def test_what_a_score_misses_is_left_out_of_methods_that_need_one():
    inputs = {name: mcba.Uniform(0, 1) for name in "abc"}

    def board(a, b, c):
        return (np.floor(8 * a) + np.floor(8 * b)) % 2 + 0.1 * c

    run = mcba.simulate(board, inputs, worlds=50_000, sampler="random")
    groups = {"ab": ["a", "b"]}
    exact = (1 / 4) / (1 / 4 + 0.01 / 12)
    overview = mcba.rank(run, "result", groups=groups, resamples=50)
    ab = overview.sel(assumption="ab")
    assert abs(float(ab["first"]) - exact) < 3 * float(ab["first_error"])
    assert np.isnan(float(ab["swing"]))
    assert np.isnan(float(ab["spearman"]))
    assert "score_misses" in [note.code for note in overview.attrs["notes"]]
    spearman = mcba.rank(run, "result", method="spearman", groups=groups, resamples=50)
    assert [note.code for note in spearman.attrs["left_out"]] == ["score_misses"]
    assert spearman["assumption"].values.tolist() == ["c"]


# --- studies, which are evaluated again


@pytest.fixture
def assumed_product(tmp_path: Path) -> mcba.Study:
    """a * b + c, of which a and b are assumed and c is sourced."""
    sourced = f'{normal(0.1)}\nstatus = "sourced"\nsource = {{ document = "x", place = "y" }}'
    return study_of(tmp_path / "g", {"a": normal(), "b": normal(), "c": sourced}, "a * b + c")


@pytest.mark.parametrize("method", ["overview", "first_order", "rbd_fast"])
def test_rank_and_run_say_the_same_share_of_what_is_assumed(assumed_product, method):
    said = assumed_share(mcba.run(assumed_product, worlds=1_000), "y").alone
    found = mcba.rank(assumed_product, "y", method=method, groups="status", worlds=5_000).sel(assumption="assumed")
    assert float(found["first"]) == said.value
    assert float(found["first_error"]) == said.error
    assert abs(said.value - 1 / 1.01) < 4 * said.error


def test_a_group_of_any_size_in_a_study_has_the_exact_share(tmp_path):
    # Variance of a product of independent 1 + x: the product of (1 + V) less 1, with V = (1/12) / (3/2)^2 of each.
    names = [f"x{place}" for place in range(8)]
    study = study_of(tmp_path / "p", dict.fromkeys(names, uniform()), " * ".join(f"(1 + {name})" for name in names))
    found = mcba.rank(study, "y", method="first_order", groups={"six": names[:6]}, worlds=5_000, resamples=50)
    one = 1 + 1 / 27
    six = found.sel(assumption="six")
    assert abs(float(six["first"]) - (one**6 - 1) / (one**8 - 1)) < 4 * float(six["first_error"])
    assert float(six["first_error"]) < 0.01


@pytest.mark.parametrize(
    ("group", "exact"), [((0, 1), 1 / 1.01), ((2,), 0.01 / 1.01), ((0,), 0.0), ((0, 2), 0.01 / 1.01)]
)
def test_shares_drawn_twice_are_honest(assumed_product, group, exact):
    plan = mcba.run(assumed_product, worlds=64).plan
    inside = np.isin(np.arange(3), group)
    found = []
    for seed in range(1, 41):
        settings = type(plan.settings)(64, seed, "random", 0.9)
        twice = PickFreeze.of(type(plan)(plan.study, settings), "y", 1_024)
        found.append(twice.closed(inside))
    assert_honest(found, exact, randomisations=16)


def test_a_group_that_moves_with_others_is_an_association_of_its_worlds(tmp_path):
    together = '[[dependence]]\nbetween = ["a", "c"]\nrank_correlation = 0.5'
    study = study_of(tmp_path / "d", dict.fromkeys("abc", normal()), "a + b + c", together)
    found = mcba.rank(study, "y", method="first_order", groups={"ab": ["a", "b"]}, worlds=20_000)
    correlation = 2 * np.sin(np.pi / 6 * 0.5)
    # E[y | a, b] = (1 + r) a + b, of Var y = 3 + 2 r.
    exact = ((1 + correlation) ** 2 + 1) / (3 + 2 * correlation)
    ab = found.sel(assumption="ab")
    assert abs(float(ab["first"]) - exact) < 3 * float(ab["first_error"])
    assert found.attrs["association"]
