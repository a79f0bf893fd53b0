"""What a study file says of a distribution gives the same one again, to the bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import mcba
from mcba.study.making.numbers import stated_of

numbers = st.floats(-1e6, 1e6, allow_nan=False)
sizes = st.floats(1e-3, 1e4)
shares = st.floats(0.01, 0.99)


def plain_families() -> st.SearchStrategy[mcba.Family]:
    lists = st.lists(numbers, min_size=2, max_size=40, unique=True)
    return st.one_of(
        st.builds(mcba.Constant, numbers),
        st.builds(mcba.Normal, numbers, sizes),
        st.builds(mcba.Lognormal, st.floats(-3, 3), st.floats(0.01, 2)),
        st.builds(mcba.Gamma, sizes, sizes),
        st.builds(mcba.Beta, st.floats(0.5, 50), st.floats(0.5, 50)),
        st.builds(lambda low, width: mcba.Uniform(low, low + width), numbers, sizes),
        st.builds(mcba.StudentT, st.floats(3, 50), numbers, sizes),
        st.builds(mcba.Poisson, st.floats(0.1, 50)),
        st.builds(mcba.Empirical, lists),
        st.lists(st.tuples(numbers, st.floats(0.01, 5)), min_size=2, max_size=40, unique_by=lambda pair: pair[0]).map(
            lambda pairs: mcba.Empirical(*map(list, zip(*pairs, strict=True)))
        ),
        st.lists(shares, min_size=2, max_size=8).map(
            lambda parts: mcba.Discrete(range(len(parts)), list(np.array(parts) / sum(parts)))
        ),
        lists.map(lambda values: mcba.Piecewise(sorted(values), np.linspace(0, 1, len(values)))),
    )


def made_families(parts: st.SearchStrategy[mcba.Family]) -> st.SearchStrategy[mcba.Family]:
    weights = st.lists(st.floats(0.1, 3), min_size=2, max_size=4)
    return st.one_of(
        st.builds(mcba.Shifted, parts, numbers, sizes),
        st.builds(mcba.EventRisk, shares, parts),
        parts.flatmap(
            lambda family: shares.map(lambda share: mcba.Truncated(family, low=float(family.ppf(share / 2))))
        ),
        weights.flatmap(
            lambda own: st.lists(parts, min_size=len(own), max_size=len(own)).map(lambda some: mcba.Mixture(some, own))
        ),
    )


def again(family: mcba.Family, **others: Any) -> mcba.Family:
    study = mcba.Study(title="t", assumptions={"a": family, **others}, outcomes={"y": "a"})
    assert mcba.loads(study.to_toml(), study.tables) == study
    return study.families["a"]


@settings(max_examples=60, deadline=None)
@given(st.recursive(plain_families(), made_families, max_leaves=4))
def test_the_same_distribution_comes_back(family: mcba.Family) -> None:
    u = np.linspace(0.001, 0.999, 101)
    assert np.array_equal(again(family).ppf(u), family.ppf(u))


@pytest.mark.parametrize(
    "family",
    [
        mcba.QuantileAverage([mcba.Normal(0, 1), mcba.Normal(1, 2)], [1, 3]),
        mcba.Metalog.between(4, 9, 17, mass=0.8),
        mcba.TruncatedNormal(1, 2, low=0),
        mcba.Truncated(mcba.Truncated(mcba.Normal(0, 1), low=-1), high=1),
        mcba.Shifted(mcba.EventRisk(0.5, mcba.Gamma(2, 3)), by=1),
        mcba.ScipyDistribution("genextreme", c=0.1),
        mcba.Pert(1, 2, 9),
    ],
)
def test_distributions_made_of_others(family: mcba.Family) -> None:
    assert again(family) == family


def test_a_mixture_of_one_and_what_happens_for_certain_are_the_distribution_itself() -> None:
    assert again(mcba.Mixture([mcba.Normal(0, 1)])) == mcba.Normal(0, 1)
    assert again(mcba.EventRisk(1, mcba.Normal(0, 1))) == mcba.Normal(0, 1)


def test_a_parameter_can_be_another_assumption() -> None:
    family = mcba.Hierarchical("normal", mean="level", sd=4)
    found = again(family, level=mcba.Normal(10, 3))
    assert isinstance(found, mcba.Hierarchical)
    assert found.uses == (("mean", "level"),)
    assert float(found.mean) == pytest.approx(10.0)


def test_one_number_a_label() -> None:
    study = mcba.Study(
        title="t",
        sets={"group": ["x", "y", "z"]},
        assumptions={"a": {"distribution": mcba.Dirichlet([8, 1, 1]), "over": "group", "drawn": "each_unit"}},
        outcomes={"y": "sum(a, over='group')"},
    )
    assert study.families["a"] == mcba.Dirichlet([8, 1, 1])


@pytest.mark.parametrize(
    ("family", "message"),
    [
        (
            mcba.Truncated(mcba.Normal([[1.0], [2.0]], 1), low=0),
            "has arrays, which only a distribution given by its own",
        ),
        (mcba.Normal(np.ones((2, 3)), 1), r"mean has shape \(2, 3\); give one number, or one for each label"),
    ],
)
def test_what_no_file_says_is_refused(family: mcba.Family, message: str) -> None:
    with pytest.raises(mcba.StudyError, match=message):
        stated_of(family, "a")


def test_an_object_is_kept_where_it_may_be() -> None:
    from tests.study.making.test_studies import Own

    stated = stated_of({"distribution": Own(), "unit": "EUR"}, "a", objects=True)
    assert stated.keys == {"python": "a", "unit": "EUR"}
    assert stated.objects == {"a": Own()}


def test_many_observations_stand_in_a_table() -> None:
    values = np.arange(50.0) ** 2
    stated = stated_of(mcba.Empirical(values, np.arange(1.0, 51)), "a")
    assert stated.keys == {"data": {"table": "a.csv", "column": "a", "weights": "weight"}}
    assert stated.tables["a.csv"].startswith("a,weight\n0,")
    few = stated_of(mcba.Empirical([1, 2]), "a")
    assert (few.keys, few.tables) == ({"distribution": "empirical", "values": [1.0, 2.0]}, {})
