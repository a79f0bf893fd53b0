"""Elements of many worlds, held against their values one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, strategies as st

from mcba.workbook.slices.worlds.varying import Varying, by_unlike_worlds, chosen, value_at, varying
from mcba.workbook.values import DIVISION, Value
from tests.workbook.slices.elements import same

VALUES: st.SearchStrategy[Value] = st.one_of(
    st.floats(-10, 10), st.booleans(), st.none(), st.sampled_from(["", "a"]), st.just(DIVISION)
)
WORLDS = st.lists(VALUES, min_size=5, max_size=5)


@given(WORLDS)
def test_an_element_has_the_values_it_was_made_of(values: list[Value]) -> None:
    element = varying(values)
    assert all(same(value_at(element, world), value) for world, value in enumerate(values))


@given(WORLDS, WORLDS, VALUES, st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_each_world_has_what_it_chose(one: list[Value], other: list[Value], third: Value, choice: list[int]) -> None:
    element = chosen(np.array(choice), [varying(one), varying(other), third])
    for world, index in enumerate(choice):
        assert same(value_at(element, world), (one[world], other[world], third)[index])


@given(WORLDS, st.lists(st.sampled_from([1.0, 2.0]), min_size=5, max_size=5))
def test_a_function_is_asked_once_where_its_arguments_are_alike(one: list[Value], other: list[float]) -> None:
    asked = []

    def function(*arguments: Value) -> str:
        asked.append(arguments)
        return repr(arguments)

    results = by_unlike_worlds(function, [Varying(np.array(other)), varying(one)])
    assert results == [repr((number, value)) for number, value in zip(other, one, strict=True)]
    assert len(asked) == len(set(results))


def test_a_number_that_is_none_is_an_error() -> None:
    assert [str(varying([1.0, float("nan"), float("inf")]).at(world)) for world in range(3)] == [
        "1.0",
        "#NUM!",
        "#NUM!",
    ]
