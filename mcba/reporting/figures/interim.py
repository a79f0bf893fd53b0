"""What the figures of rankings and decisions take from here until they live here too."""

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes

from mcba.reporting.figures import drivers
from mcba.reporting.figures import style as of_style
from mcba.reporting.text import Voice

BLUE, ORANGE, GREEN, SKY, RED, GREY, INK = "#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00", "#8C8C8C", "#222222"
WIDTH, MOST_BARS = of_style.WIDTH, of_style.MOST_BARS
style, folded, _axes = of_style.styled, of_style.folded, of_style.axes_of
_number_axis, _label = of_style.number_axis, of_style.with_unit


def _in_language(draw: Callable[..., Axes]) -> Callable[..., Axes]:
    def drawn(data: Any, axes: Any = None, *, language: str = "en", **options: Any) -> Axes:
        return draw(data, Voice(language), axes, **options)

    return drawn


tornado, shares = _in_language(drivers.tornado), _in_language(drivers.shares)
information = _in_language(drivers.information)
__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "MOST_BARS",
    "ORANGE",
    "RED",
    "SKY",
    "WIDTH",
    "_axes",
    "_label",
    "_number_axis",
    "folded",
    "information",
    "shares",
    "style",
    "tornado",
]
