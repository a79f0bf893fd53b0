"""Figures of a decision: options as clouds and curves, when each is best, and the line on which the answer switches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.decision.options import NOTHING
from mcba.reporting.figures.outcomes import CURVE, money_axes, share_below, window
from mcba.reporting.figures.style import (
    BLUE,
    INK,
    LOOKS,
    RED,
    SKY,
    axes_of,
    folded,
    legend_below,
    number_axis,
    styled,
    with_unit,
)
from mcba.reporting.words.voice import capital

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mcba.analysis.decision import AtBase, Plane
    from mcba.analysis.decision.options import Alternatives
    from mcba.reporting.words.labels import Labels

_POINTS = 2_000  # worlds drawn for each option in the cloud
_NULL = {"color": INK, "linestyle": (0, (1, 1)), "linewidth": 1.5}


# --- options


def draw_option_cloud(options: Alternatives, voice: Labels, axes: Axes | None = None) -> Axes:
    """Each world of each option as a point: present value of costs against benefits, with the line of equality."""
    projects = _projects(options)
    with styled(*map(voice.option, options.names)):
        axes = axes_of(axes, 4.2)
        points: dict[str, Any] = {"s": 7, "alpha": 0.35, "linewidths": 0, "rasterized": True}
        for column in projects:
            colour, _, marker = _look(column)
            x, y = options.costs[:_POINTS, column], options.benefits[:_POINTS, column]
            axes.scatter(x, y, color=colour, marker=marker, label=folded(voice.option(options.names[column])), **points)
        axes.axline((0, 0), slope=1, color=INK, linewidth=1.1, linestyle="--", label=voice("figure.equal"))
        axes.set_xlim(*window(options.costs[:, projects]))
        axes.set_ylim(*window(options.benefits[:, projects]))
        money_axes(axes, voice, voice.currency)
        legend_below(axes, 2, marks=1.8)
    return axes


def _projects(options: Alternatives) -> list[int]:
    """The places of the options without the null alternative."""
    return [column for column, name in enumerate(options.names) if name != NOTHING]


def _look(column: int) -> tuple[str, Any, str]:
    """Colour, line and marker of an option: the same in every figure."""
    return LOOKS[(column - 1) % len(LOOKS)]


def _line(options: Alternatives, column: int, voice: Labels) -> dict[str, Any]:
    """How the line of an option is drawn, and what it is called."""
    label = folded(voice.option(options.names[column]))
    if options.names[column] == NOTHING:
        return {"label": label, **_NULL}
    colour, line, _ = _look(column)
    return {"label": label, "color": colour, "linestyle": line, "linewidth": 1.6}


def draw_acceptability(options: Alternatives, voice: Labels, axes: Axes | None = None) -> Axes:
    """In which share of the worlds each option is best, by what a euro of benefit counts for."""
    curve = options.acceptability()
    with styled(*map(voice.option, options.names)):
        axes = axes_of(axes, 3.4)
        for column in range(len(options.names)):
            axes.plot(curve.prices, curve.probability_best[:, column], **_line(options, column, voice))
        axes.axvline(1.0, color=INK, linestyle=":", linewidth=1.0, label=voice("figure.as_studied"))
        axes.set_xlim(float(curve.prices[0]), float(curve.prices[-1]))
        axes.set_xlabel(voice("figure.weight", equal=1.0))
        axes.set_ylabel(folded(voice("figure.worlds_best"), 30))
        _shares(axes, voice)
    return axes


def draw_cumulative(options: Alternatives, voice: Labels, axes: Axes | None = None) -> Axes:
    """The share of worlds below each net benefit, for each option."""
    projects = _projects(options)
    low, high = window(options.net_benefit[:, projects])
    grid = np.linspace(low, high, CURVE)
    with styled(*map(voice.option, options.names)):
        axes = axes_of(axes, 3.4)
        for column in projects:
            axes.plot(grid, share_below(options.net_benefit[:, column], grid), **_line(options, column, voice))
        if low < 0 < high:
            axes.axvline(0, color=INK, linestyle=":", linewidth=1.1, label=voice("figure.equal"))
        axes.set_xlim(low, high)
        axes.set_xlabel(with_unit(capital(voice("outcome.npv")), voice.currency))
        axes.set_ylabel(voice("figure.worlds_below"))
        _shares(axes, voice)
    return axes


def _shares(axes: Axes, voice: Labels) -> None:
    """Shares of the worlds above a number, with the legend below."""
    axes.set_ylim(0, 1.02)
    number_axis(axes.xaxis, voice)
    number_axis(axes.yaxis, voice, percent=True)
    axes.grid(visible=True)
    legend_below(axes, 2)


# --- where the answer switches


def draw_switching(plane: Plane, voice: Labels, axes: Axes | None = None) -> Axes:
    """Where the answer switches in the plane of two assumptions; at base where no assumption switches it by itself."""
    with styled(voice.assumption(plane.first), voice.assumption(plane.second)):
        axes = axes_of(axes, 3.7)
        if plane.at_base is not None:
            _draw_at_base(axes, plane, plane.at_base, voice)
        else:
            _draw_on_average(axes, plane, voice)
        number_axis(axes.xaxis, voice)
        number_axis(axes.yaxis, voice)
        axes.set_xlabel(folded(voice.assumption_with_unit(plane.first), 60))
        axes.set_ylabel(folded(voice.assumption_with_unit(plane.second), 36))
        axes.grid(visible=True)
        legend_below(axes, 2, marks=1.8)
    return axes


def _draw_on_average(axes: Axes, plane: Plane, voice: Labels) -> None:
    """The line with its band, and what is better on either side."""
    line = plane.line
    x, y, low, high = (values[line.switches] for values in (line.first, line.second, line.low, line.high))
    band = voice("figure.band", share=voice.exact_percent(0.95))
    axes.fill_between(x, low, high, color=SKY, alpha=0.45, linewidth=0, label=band)
    axes.plot(x, y, color=BLUE, linewidth=1.7, label=voice("figure.switches"))
    axes.margins(y=0.35)
    good, bad = _sides(plane, voice)
    above, below = (good, bad) if plane.good_side == "above" else (bad, good)
    for text, height, anchor in ((above, 0.97, "top"), (below, 0.03, "bottom")) if plane.good_side else ():
        axes.text(0.02, height, folded(text, 50), transform=axes.transAxes, va=anchor, fontsize=8, color=INK)


def _sides(plane: Plane, voice: Labels) -> tuple[str, str]:
    """What holds on the good side of the line, and what on the other."""
    if plane.options is None:
        return capital(voice("figure.gain")), capital(voice("figure.loss"))
    best, other = (voice("figure.is_best", option=voice.option(name)) for name in plane.options)
    return best, other


def _draw_at_base(axes: Axes, plane: Plane, at_base: AtBase, voice: Labels) -> None:
    """The line with all else at base, beside the worlds and the base case."""
    points: dict[str, Any] = {"s": 5, "color": SKY, "alpha": 0.4, "linewidths": 0, "rasterized": True}
    axes.scatter(*at_base.worlds, label=voice("figure.worlds"), **points)
    line, text = plane.line, voice("figure.equal_at_base")
    axes.plot(line.first[line.switches], line.second[line.switches], color=RED, linewidth=1.7, label=text)
    mark: dict[str, Any] = {"color": INK, "marker": "D", "markersize": 4.5, "linestyle": "none"}
    axes.plot(*at_base.base, label=voice("figure.base_case"), **mark)
    across, up = at_base.searched
    axes.set_xlim(*across)
    axes.set_ylim(*up)
