"""Places of boxes in layers: nothing overlaps, and lines cross no more than they must."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mcba.reporting.effect_trees.layering import Layering

GAP = 0.1


def layered(columns: dict[str, int], links: list[tuple[str, str]], **heights: float) -> Layering:
    return Layering(columns, links, {name: heights.get(name, 1.0) for name in columns}, GAP)


def test_lines_that_need_not_cross_do_not() -> None:
    """Two chains whose ends stand the wrong way round in the file are untwisted."""
    plan = layered({"a": 0, "b": 0, "y": 1, "x": 1}, [("a", "x"), ("b", "y")])
    assert (plan.middles["a"] < plan.middles["b"]) == (plan.middles["x"] < plan.middles["y"])
    assert plan.middles["a"] == pytest.approx(plan.middles["x"])


def test_boxes_keep_their_room_whatever_their_neighbours_want() -> None:
    columns = {"start": 0, **{f"end{number}": 1 for number in range(5)}}
    plan = layered(columns, [("start", f"end{number}") for number in range(5)], start=2.0, end3=0.5)
    for first, second in pairwise(plan.order[1]):
        between = (plan.heights[str(first)] + plan.heights[str(second)]) / 2 + GAP
        assert plan.middles[second] - plan.middles[first] >= between - 1e-9
    # What one box leads to stands around it: the closest places in least squares.
    assert plan.middles["start"] == pytest.approx(sum(plan.middles[name] for name in plan.order[1]) / 5)
    assert plan.height == pytest.approx(4 * 1.0 + 0.5 + 4 * GAP)


def test_a_line_that_passes_a_column_has_a_lane_of_its_own_in_it() -> None:
    plan = layered({"a": 0, "b": 1, "c": 2}, [("a", "b"), ("b", "c"), ("a", "c")])
    _, lane, _ = plan.ways["a", "c"]
    assert lane in plan.order[1]
    assert abs(plan.middles[lane] - plan.middles["b"]) >= 0.5 + GAP
