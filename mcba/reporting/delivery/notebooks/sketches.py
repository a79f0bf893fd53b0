"""Sketches: pictures of a few hundred bytes in the colours of the page they stand on, light or dark.

They are SVG to stand within HTML: lines and letters have the colour of the text around them (`currentColor`), and the
one blue is told from white as well as from black. A figure of a report is drawn by `mcba.reporting.figures`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np

from mcba.arrays import Array
from mcba.reporting.blocks import AtHand, Thumbnail
from mcba.reporting.figures.outcomes import window_of
from mcba.reporting.figures.style import MIDDLE, decimals_of_step
from mcba.reporting.words.voice import Voice

_WIDE, _HIGH = 440.0, 120.0  # of a histogram, in pixels
_BARS, _RANGE, _LETTERS = 84.0, 95.0, 115.0  # how far down its bars, its range and its numbers stand
_BINS, _TICKS = 44, 5
_CELL, _ROW = 120.0, 18.0  # of a picture in a cell
_DASHES = "2 2"
_POINTS = 40  # of a curve in a cell
CENTIMETRE = 96 / 2.54  # pixels


def histogram(
    values: Array, ends: tuple[float, float], middle: float, voice: Voice, *, reference: float | None = None
) -> AtHand:
    """How many worlds lie where, with the range below it, a dot at its middle and a line at break-even.

    Parameters
    ----------
    values : (world,)
    ends : (low, high)
        Of the range.
    middle : float
        The median.
    voice : Voice
        Writes the numbers of the axis.
    reference : float, optional
        Where benefits equal costs; drawn where it is near.
    """
    finite = values[np.isfinite(values)]
    left, right = window_of(finite, ends, [] if reference is None else [reference])
    svg = _canvas(_WIDE, _HIGH)
    across = _across(left, right, 8.0, _WIDE - 8.0)
    edges = np.linspace(left, right, _BINS + 1)
    heights = np.histogram(finite, bins=edges)[0]
    heights = heights / (heights.max() or 1)
    centres = (edges[1:] + edges[:-1]) / 2
    inside = (centres > ends[0]) & (centres < ends[1])
    for chosen, opacity in ((~inside, "0.45"), (inside, "1")):
        look = {"fill": MIDDLE, "fill-opacity": opacity}
        SubElement(svg, "path", {"d": _bars(edges, np.where(chosen, heights, 0), across), **look})
    _line(svg, 0.0, _WIDE, _BARS)
    if reference is not None and left <= reference <= right:
        _upright(svg, across(reference), 2.0, _BARS, stroke_dasharray=_DASHES)
    _whisker(svg, across(ends[0]), across(middle), across(ends[1]), _RANGE)
    for tick, written in _ticks(left, right, voice):
        _letters(svg, across(tick), written)
    return _picture(svg)


def interval(
    low: float,
    middle: float,
    high: float,
    within: tuple[float, float],
    *marks: float,
    before: tuple[float, float] | None = None,
) -> AtHand:
    """A range on a scale that rows share, with a dot at its middle, and dashes at marks such as zero.

    What it was `before` lies below it as a broad band.
    """
    svg, across = _canvas(_CELL, _ROW), _across(*within, 6.0, _CELL - 6.0)
    if before is not None:
        band = {"stroke": MIDDLE, "stroke-opacity": "0.45", "stroke-width": "12"}
        ends = map(_number, map(across, before))
        SubElement(svg, "path", {"d": "M{},9H{}".format(*ends), **band})
    for mark in marks:
        _upright(svg, across(mark), 1.0, _ROW - 1.0, stroke_dasharray=_DASHES)
    _whisker(svg, across(low), across(middle), across(high), _ROW / 2)
    return _picture(svg)


def bar(value: float, low: float, high: float, within: tuple[float, float]) -> AtHand:
    """A bar from zero on a scale that rows share, with the interval of its length."""
    svg, across = _canvas(_CELL, _ROW), _across(*within, 2.0, _CELL - 2.0)
    begin, end = sorted((across(0.0), across(value)))
    SubElement(
        svg, "rect", {"x": _number(begin), "y": "4", "width": _number(end - begin), "height": "10", "fill": MIDDLE}
    )
    _upright(svg, across(0.0), 1.0, _ROW - 1.0)
    _line(svg, across(low), across(high), _ROW / 2, "1.5")
    return _picture(svg)


def curve(x: Array, height: Array, ends: tuple[float, float], *, separate: bool = False) -> AtHand:
    """A density, darker within a range; lines for separate values."""
    svg = _canvas(_CELL, _ROW + 4)
    across = _across(float(x.min()), float(x.max()), 2.0, _CELL - 2.0)
    bottom = _ROW + 3.0
    if separate:
        for place, top in zip(x, height, strict=True):
            _upright(svg, across(float(place)), bottom - 16.0 * float(top), bottom, stroke=MIDDLE, stroke_width="3")
    else:
        for within, opacity in (((-math.inf, math.inf), "0.45"), (ends, "1")):
            path = _area(x, height, within, across, bottom)
            SubElement(svg, "path", {"d": path, "fill": MIDDLE, "fill-opacity": opacity})
    _line(svg, 0.0, _CELL, bottom)
    return _picture(svg)


def in_cell(name: str, drawing: AtHand, alt: str) -> Thumbnail:
    """A sketch to stand in a cell of a table."""
    return Thumbnail(name, drawing, alt, _CELL / CENTIMETRE)


def scale(*values: float) -> tuple[float, float]:
    """From the smallest to the largest of the finite values, with some room where they are all the same."""
    finite = [value for value in values if math.isfinite(value)] or [0.0]
    low, high = min(finite), max(finite)
    return (low, high) if high > low else (low - 1.0, high + 1.0)


# --- marks


def _canvas(width: float, height: float) -> Element:
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "height": f"{height:g}"}
    return Element("svg", {**size, "role": "img"})


def _picture(svg: Element) -> AtHand:
    return AtHand(svg=tostring(svg))


def _across(left: float, right: float, begin: float, end: float) -> Callable[[float], float]:
    """From a value to pixels; what lies outside is drawn at the edge."""
    span = right - left or 1.0

    def place(value: float) -> float:
        share = 0.5 if math.isnan(value) else min(max((value - left) / span, 0.0), 1.0)
        return begin + share * (end - begin)

    return place


def _number(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _bars(edges: Array, heights: Array, across: Callable[[float], float]) -> str:
    parts = []
    for left, right, height in zip(edges, edges[1:], heights, strict=False):
        if height > 0:
            begin, width = across(float(left)), across(float(right)) - across(float(left)) - 0.7
            tall = _number(80.0 * float(height))
            parts.append(f"M{_number(begin)},{_number(_BARS)}v-{tall}h{_number(width)}v{tall}z")
    return "".join(parts)


def _area(x: Array, height: Array, within: tuple[float, float], across: Callable[[float], float], bottom: float) -> str:
    chosen = np.linspace(max(x[0], within[0]), min(x[-1], within[1]), _POINTS)
    tops = np.interp(chosen, x, height / (height.max() or 1.0))
    along = [
        f"{_number(across(float(place)))},{_number(bottom - 18.0 * float(top))}"
        for place, top in zip(chosen, tops, strict=True)
    ]
    begin, end = across(float(chosen[0])), across(float(chosen[-1]))
    return f"M{_number(begin)},{_number(bottom)}L{' '.join(along)} {_number(end)},{_number(bottom)}z"


def _line(svg: Element, begin: float, end: float, down: float, width: str = "1") -> None:
    path = f"M{_number(begin)},{_number(down)}H{_number(end)}"
    SubElement(svg, "path", {"d": path, "stroke": "currentColor", "stroke-width": width})


def _upright(svg: Element, at: float, top: float, bottom: float, **looks: str) -> None:
    look = {
        "stroke": "currentColor",
        "stroke-width": "1",
        **{key.replace("_", "-"): said for key, said in looks.items()},
    }
    SubElement(svg, "path", {"d": f"M{_number(at)},{_number(top)}V{_number(bottom)}", **look})


def _whisker(svg: Element, low: float, middle: float, high: float, down: float) -> None:
    _line(svg, low, high, down, "2")
    for end in (low, high):
        _upright(svg, end, down - 4.0, down + 4.0, stroke_width="1.5")
    SubElement(svg, "circle", {"cx": _number(middle), "cy": _number(down), "r": "3.5", "fill": "currentColor"})


def _letters(svg: Element, at: float, written: str) -> None:
    anchor = "start" if at < 16 else "end" if at > _WIDE - 16 else "middle"
    place = {"x": _number(at), "y": _number(_LETTERS), "text-anchor": anchor, "font-size": "11"}
    SubElement(svg, "text", {**place, "fill": "currentColor"}).text = written


def _ticks(left: float, right: float, voice: Voice) -> Sequence[tuple[float, str]]:
    """Round numbers along an axis."""
    rough = (right - left) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(times * power for times in (1.0, 2.0, 2.5, 5.0, 10.0) if times * power >= rough * (1 - 1e-9))
    numbers = np.arange(math.ceil(left / step), math.floor(right / step) + 1) * step
    return [(float(number), voice.number(float(number), decimals_of_step(step))) for number in numbers]
