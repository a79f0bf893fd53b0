"""Sketches: where the marks of a small picture stand."""

import re

import numpy as np

from mcba.reporting.delivery.notebooks.sketches import bar, curve, interval, scale


def numbers(svg: bytes, pattern: str) -> list[float]:
    return [float(found) for found in re.findall(pattern, svg.decode())]


def test_a_dot_stands_between_the_ends_of_its_range_in_proportion() -> None:
    svg = interval(0.0, 5.0, 10.0, (0.0, 20.0)).svg
    (dot,) = numbers(svg, r'cx="([\d.]+)"')
    begin, end = numbers(svg, r"M([\d.]+),9H")[0], numbers(svg, r"H([\d.]+)")[0]
    assert dot == (begin + end) / 2 == 33.0
    assert end == 60.0  # half of 120


def test_a_bar_reaches_from_zero_either_way() -> None:
    up, down = (bar(value, value, value, (-4.0, 4.0)).svg for value in (2.0, -2.0))
    assert numbers(up, r'<rect x="([\d.]+)"') == [60.0]
    assert numbers(down, r'<rect x="([\d.]+)"') == [31.0]
    assert numbers(up, r'width="([\d.]+)" height="10"') == numbers(down, r'width="([\d.]+)" height="10"') == [29.0]


def test_a_scale_has_room_where_all_is_the_same_and_leaves_out_what_is_no_number() -> None:
    assert scale(3.0, 3.0) == (2.0, 4.0)
    assert scale(float("nan"), 1.0, float("inf"), 2.0) == (1.0, 2.0)


def test_a_density_is_a_picture_of_few_bytes() -> None:
    x = np.linspace(-3.0, 3.0, 160)
    assert len(curve(x, np.exp(-(x**2) / 2), (-1.6, 1.6)).svg) < 2_000
