"""Which assumptions move together, and what cannot be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest
from hypothesis import given, settings, strategies as st

import mcba
from mcba.errors import DependenceError, StudyError
from mcba.study.dependence.groups import dependent_groups
from mcba.study.dependence.rank_correlation import normal_correlation
from mcba.study.document import Dependence


def pair(first: str, second: str, correlation: float) -> Dependence:
    return Dependence(between=(first, second), correlation=correlation)


@pytest.mark.parametrize(
    # 2 sin(pi rho / 6): Kruskal 1958, doi:10.1080/01621459.1958.10501481; the ends and the middle by hand
    ("spearman", "normal"),
    [
        (0.0, 0.0),
        (1.0, 1.0),
        (-1.0, -1.0),
        (0.5, 2 * math.sin(math.pi / 12)),
        (-0.5, -(math.sqrt(6) - math.sqrt(2)) / 2),
    ],
)
def test_the_normal_correlation_of_a_rank_correlation(spearman: float, normal: float) -> None:
    assert normal_correlation(spearman) == pytest.approx(normal, abs=1e-15)


def test_groups_are_joined_by_any_chain_of_pairs() -> None:
    groups = dependent_groups([pair("a", "b", 0.5), pair("x", "y", -0.2), pair("c", "b", 0.3)])
    assert [group.names for group in groups] == [("x", "y"), ("a", "b", "c")]
    npt.assert_array_equal(groups[0].correlation, [[1, -0.2], [-0.2, 1]])
    npt.assert_array_equal(groups[1].correlation, [[1, 0.5, 0], [0.5, 1, 0.3], [0, 0.3, 1]])  # a and c: not stated, 0


def test_more_than_two_names_share_one_correlation() -> None:
    (group,) = dependent_groups([Dependence(between=("a", "b", "c"), correlation=0.4)])
    npt.assert_array_equal(group.correlation, np.full((3, 3), 0.4) + 0.6 * np.eye(3))


def test_a_matrix_holds_rank_correlations() -> None:
    (group,) = dependent_groups([Dependence(between=("b", "a"), matrix=[[1, 0.5], [0.5, 1]])])
    assert group.names == ("a", "b")
    assert group.correlation[0, 1] == normal_correlation(0.5)


def test_nothing_depends_on_nothing() -> None:
    assert dependent_groups([]) == ()


@pytest.mark.parametrize("correlation", [1.0, -1.0])
def test_names_may_move_as_one(correlation: float) -> None:
    (group,) = dependent_groups([pair("a", "b", correlation), pair("b", "c", correlation), pair("a", "c", 1.0)])
    assert np.linalg.matrix_rank(group.correlation) == 1


def impossible(*entries: Dependence) -> tuple[int, str]:
    with pytest.raises(DependenceError) as caught:
        dependent_groups(entries)
    return caught.value.index, str(caught.value)


def test_three_that_contradict_each_other_are_named() -> None:
    fine = [pair(f"x{number}", f"x{number + 1}", 0.2) for number in range(20)]
    index, message = impossible(
        *fine, pair("x3", "c", 0.9), pair("c", "b", 0.9), pair("b", "x3", -0.9), pair("c", "d", 0.1)
    )
    # r12 r13 ± sqrt((1 - r12²)(1 - r13²)) with both 0.9: 0.81 ± 0.19
    assert "at once: 'x3' with 'c' 0.9, 'x3' with 'b' -0.9, 'c' with 'b' 0.9;" in message
    assert "'x3' with 'c' can only lie between -1 and -0.62" in message
    assert "change one of them, or add repair = true" in message
    assert index == 23  # the last entry of the group


def test_a_large_group_that_contradicts_itself_is_explained_at_once() -> None:
    size = 120
    index, message = impossible(Dependence(between=tuple(f"x{number}" for number in range(size)), correlation=-0.5))
    assert message.startswith("no worlds can have these correlations at once: 'x")
    assert index == 0


def test_a_contradiction_that_no_few_names_show() -> None:
    _, message = impossible(Dependence(between=tuple("abcdefghijklmnop"), correlation=-0.08))
    assert message.startswith("no worlds can have all these correlations at once; lower some of them")


def test_what_was_not_stated_can_be_what_contradicts() -> None:
    _, message = impossible(
        Dependence(between=("a", "b"), rank_correlation=0.9), Dependence(between=("b", "c"), rank_correlation=0.9)
    )
    assert "'a' with 'c' 0 (not stated)" in message
    # the normal scores of 0.9 are 2 sin(0.15 pi) = 0.90798; 2 * 0.90798² - 1 = 0.64886 is a rank correlation of 0.6310
    assert "'a' with 'c' can only lie between 0.64 and 1" in message


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Dependence(between=("a", "b")), "give exactly one of rank_correlation"),
        (Dependence(between=("a", "b"), correlation=0.1, rank_correlation=0.1), "give exactly one of"),
        (Dependence(between=("a", "b", "a"), correlation=0.1), "a name stands twice in `between`"),
        (Dependence(between=("a", "b"), matrix=[[1, 0.1]]), "matrix must have 2 rows of 2 numbers"),
        (
            Dependence(between=("a", "b"), matrix=[[1, 0.1], [0.2, 1]]),
            "matrix holds 0.1 and 0.2 for 'a' and 'b'; a correlation",
        ),
        (Dependence(between=("a", "b"), matrix=[[1, 1.5], [1.5, 1]]), "matrix holds 1.5 and 1.5 for 'a' and 'b'"),
        (Dependence(between=("a", "b"), matrix=[[2, 0.1], [0.1, 1]]), "the diagonal of a correlation matrix is 1"),
    ],
)
def test_an_entry_that_is_impossible_by_itself(entry: Dependence, message: str) -> None:
    index, found = impossible(pair("x", "y", 0.1), entry)
    assert found.startswith(message)
    assert index == 1


def test_a_pair_given_twice() -> None:
    index, message = impossible(pair("a", "b", 0.1), pair("c", "d", 0.1), pair("b", "a", 0.1))
    assert (index, message) == (2, "the correlation between 'a' and 'b' is given twice; keep one")


@given(st.integers(2, 8), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_correlations_that_data_can_have_are_accepted(size: int, seed: int) -> None:
    sample = np.random.default_rng(seed).normal(size=(size, size + 1))
    correlation = np.asarray(np.corrcoef(sample))
    names = [f"x{number}" for number in range(size)]
    entries = [
        pair(names[row], names[column], float(correlation[row, column])) for row in range(size) for column in range(row)
    ]
    (group,) = dependent_groups(entries)
    order = [names.index(name) for name in group.names]
    npt.assert_allclose(group.correlation, correlation[np.ix_(order, order)], atol=1e-15)


def test_a_dependence_made_in_python_is_refused_in_the_words_of_a_study() -> None:
    with pytest.raises(StudyError) as caught:
        Dependence(names=("a", "b"), pearson=0.5)  # type: ignore[call-arg]
    message = str(caught.value)
    assert "'between' is missing here; add it" in message
    assert "unknown key 'pearson'; write rank_correlation for Spearman's" in message
    assert "pydantic" not in message
    with pytest.raises(StudyError, match="found 2; a correlation lies between -1 and 1"):
        Dependence(between=("a", "b"), correlation=2)


@pytest.mark.parametrize(
    "given",
    [
        {"between": ("a",)},
        {"between": ("a", "b"), "copula": "x"},
        {"between": ("a", "b"), "rank_correlation": 2},
        {"between": ("a", "b"), "rank_correlation": float("nan")},
        {"between": ("a", "b"), "df": -1},
        {"between": ("a", "b"), "spearman": 0.1},
        {},
    ],
)
def test_every_refusal_is_an_error_of_mcba(given: dict[str, Any]) -> None:
    with pytest.raises(mcba.McbaError):
        mcba.Dependence(**given)
