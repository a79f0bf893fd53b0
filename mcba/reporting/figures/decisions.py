"""Figures of a decision: options as clouds and curves, when each is best, and the line on which the answer switches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.decision import NOTHING
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
from mcba.reporting.words import capital

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mcba.analysis.decision import Alternatives
    from mcba.analysis.decision.variation import AtBase, Plane
    from mcba.reporting.labels import Labels

POINTS = 2_000  # worlds drawn for each option in the cloud
NULL = {"color": INK, "linestyle": (0, (1, 1)), "linewidth": 1.5}


# --- options


def cloud(options: Alternatives, say: Labels, axes: Axes | None = None) -> Axes:
    """Each world of each option as a point: present value of costs against benefits, with the line of equality."""
    projects = _projects(options)
    with styled(*map(say.option, options.names)):
        axes = axes_of(axes, 4.2)
        points: dict[str, Any] = {"s": 7, "alpha": 0.35, "linewidths": 0, "rasterized": True}
        for place in projects:
            colour, _, marker = _look(place)
            x, y = options.costs[:POINTS, place], options.benefits[:POINTS, place]
            axes.scatter(x, y, color=colour, marker=marker, label=folded(say.option(options.names[place])), **points)
        axes.axline((0, 0), slope=1, color=INK, linewidth=1.1, linestyle="--", label=say("figure.equal"))
        axes.set_xlim(*window(options.costs[:, projects]))
        axes.set_ylim(*window(options.benefits[:, projects]))
        money_axes(axes, say, say.currency)
        legend_below(axes, 2, away=0.14, marks=1.8)
    return axes


def _projects(options: Alternatives) -> list[int]:
    """The places of the options without the null alternative."""
    return [place for place, name in enumerate(options.names) if name != NOTHING]


def _look(place: int) -> tuple[str, Any, str]:
    """Colour, line and marker of an option: the same in every figure."""
    return LOOKS[(place - 1) % len(LOOKS)]


def _line(options: Alternatives, place: int, say: Labels) -> dict[str, Any]:
    """How the line of an option is drawn, and what it is called."""
    label = folded(say.option(options.names[place]))
    if options.names[place] == NOTHING:
        return {"label": label, **NULL}
    colour, line, _ = _look(place)
    return {"label": label, "color": colour, "linestyle": line, "linewidth": 1.6}


def acceptability(options: Alternatives, say: Labels, axes: Axes | None = None) -> Axes:
    """In which share of the worlds each option is best, by what a euro of benefit counts for."""
    curve = options.acceptability()
    with styled(*map(say.option, options.names)):
        axes = axes_of(axes, 3.4)
        for place in range(len(options.names)):
            axes.plot(curve.prices, curve.probability_best[:, place], **_line(options, place, say))
        axes.axvline(1.0, color=INK, linestyle=":", linewidth=1.0, label=say("figure.as_studied"))
        axes.set_xlim(float(curve.prices[0]), float(curve.prices[-1]))
        axes.set_xlabel(say("figure.weight", equal=1.0))
        axes.set_ylabel(folded(say("figure.worlds_best"), 30))
        _shares(axes, say)
    return axes


def cumulative(options: Alternatives, say: Labels, axes: Axes | None = None) -> Axes:
    """The share of worlds below each net benefit, for each option."""
    projects = _projects(options)
    low, high = window(options.net_benefit[:, projects])
    grid = np.linspace(low, high, CURVE)
    with styled(*map(say.option, options.names)):
        axes = axes_of(axes, 3.4)
        for place in projects:
            axes.plot(grid, share_below(options.net_benefit[:, place], grid), **_line(options, place, say))
        if low < 0 < high:
            axes.axvline(0, color=INK, linestyle=":", linewidth=1.1, label=say("figure.equal"))
        axes.set_xlim(low, high)
        axes.set_xlabel(with_unit(capital(say("outcome.npv")), say.currency))
        axes.set_ylabel(say("figure.worlds_below"))
        _shares(axes, say)
    return axes


def _shares(axes: Axes, say: Labels) -> None:
    """Shares of the worlds above a number, with the legend below."""
    axes.set_ylim(0, 1.02)
    number_axis(axes.xaxis, say)
    number_axis(axes.yaxis, say, percent=True)
    axes.grid(visible=True)
    legend_below(axes, 2)


# --- where the answer switches


def switching(plane: Plane, say: Labels, axes: Axes | None = None) -> Axes:
    """Where the answer switches in the plane of two assumptions; at base where no assumption switches it by itself."""
    with styled(say.assumption(plane.first), say.assumption(plane.second)):
        axes = axes_of(axes, 3.7)
        if plane.at_base is not None:
            _draw_at_base(axes, plane, plane.at_base, say)
        else:
            _draw_on_average(axes, plane, say)
        number_axis(axes.xaxis, say)
        number_axis(axes.yaxis, say)
        axes.set_xlabel(folded(say.assumption_with_unit(plane.first), 60))
        axes.set_ylabel(folded(say.assumption_with_unit(plane.second), 36))
        axes.grid(visible=True)
        legend_below(axes, 2, away=0.14, marks=1.8)
    return axes


def _draw_on_average(axes: Axes, plane: Plane, say: Labels) -> None:
    """The line with its band, and what is better on either side."""
    line = plane.line
    x, y, low, high = (values[line.switches] for values in (line.first, line.second, line.low, line.high))
    band = say("figure.band", share=say.exact_percent(0.95))
    axes.fill_between(x, low, high, color=SKY, alpha=0.45, linewidth=0, label=band)
    axes.plot(x, y, color=BLUE, linewidth=1.7, label=say("figure.switches"))
    axes.margins(y=0.35)
    good, bad = _sides(plane, say)
    above, below = (good, bad) if plane.good_side == "above" else (bad, good)
    for text, height, anchor in ((above, 0.97, "top"), (below, 0.03, "bottom")) if plane.good_side else ():
        axes.text(0.02, height, folded(text, 50), transform=axes.transAxes, va=anchor, fontsize=8, color=INK)


def _sides(plane: Plane, say: Labels) -> tuple[str, str]:
    """What holds on the good side of the line, and what on the other."""
    if plane.options is None:
        return capital(say("figure.gain")), capital(say("figure.loss"))
    best, other = (say("figure.is_best", option=say.option(name)) for name in plane.options)
    return best, other


def _draw_at_base(axes: Axes, plane: Plane, at_base: AtBase, say: Labels) -> None:
    """The line with all else at base, beside the worlds and the base case."""
    points: dict[str, Any] = {"s": 5, "color": SKY, "alpha": 0.4, "linewidths": 0, "rasterized": True}
    axes.scatter(*at_base.worlds, label=say("figure.worlds"), **points)
    line, text = plane.line, say("figure.equal_at_base")
    axes.plot(line.first[line.switches], line.second[line.switches], color=RED, linewidth=1.7, label=text)
    mark: dict[str, Any] = {"color": INK, "marker": "D", "markersize": 4.5, "linestyle": "none"}
    axes.plot(*at_base.base, label=say("figure.base_case"), **mark)
    across, up = at_base.searched
    axes.set_xlim(*across)
    axes.set_ylim(*up)
