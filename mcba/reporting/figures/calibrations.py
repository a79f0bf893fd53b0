"""A figure of what published figures leave open: each assumption as stated, and in the worlds that agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcba.errors import RunError
from mcba.reporting.figures.style import (
    BLUE,
    GREY,
    INK,
    MOST_BARS,
    axes_of,
    folded,
    height_of,
    label_rows,
    legend_above,
    number_axis,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mcba.analysis.published import Calibration
    from mcba.reporting.labels import Labels


def narrowed(found: Calibration, say: Labels, axes: Axes | None = None, *, most: int = MOST_BARS) -> Axes:
    """Range and median of each assumption before and after, in standard deviations from its stated median.

    Parameters
    ----------
    found : Calibration
        With claims.
    most : int
        The assumptions that the figures say most about are drawn, at most so many.
    """
    if not found.assumptions:
        raise RunError("no published figure says something of an assumption, so there is nothing to draw")
    shown = found.assumptions[:most]
    before = say("figure.as_stated") if found.widen == 1 else say("figure.made_wider", times=say.plain(found.widen))
    labels = [folded(say.assumption(one.name)) for one in shown]
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 1.2, bars=2))
        for row, one in enumerate(shown):
            for ends, colour, away, words in (
                (one.before, GREY, -0.16, before),
                (one.after, BLUE, 0.16, say("figure.agreeing")),
            ):
                low, median, high = (
                    (end.value - one.before.median.value) / one.before.sd for end in (ends.low, ends.median, ends.high)
                )
                label = words if row == 0 else None
                axes.plot([low, high], [row + away] * 2, color=colour, linewidth=4, solid_capstyle="butt", label=label)
                axes.plot(median, row + away, marker="|", color=INK, markersize=8, markeredgewidth=1.4)
        axes.axvline(0, color=INK, linewidth=0.6)
        label_rows(axes, labels)
        axes.set_xlabel(folded(say("figure.deviations", share=say.exact_percent(found.mass)), 52))
        number_axis(axes.xaxis, say)
        legend_above(axes)
    return axes
