"""A figure of what published figures leave open: each assumption as stated, and in the worlds that agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcba.analysis.calibrate import Calibration
from mcba.errors import RunError
from mcba.reporting import figures
from mcba.reporting.labels import Labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 12


def narrowed(found: Calibration, say: Labels, axes: Axes | None = None, *, most: int = MOST) -> Axes:
    """Range and median of each assumption before and after, in standard deviations from its stated median.

    Parameters
    ----------
    found : Calibration
        With claims.
    say : Labels
    most : int
        The assumptions that the figures say most about are drawn, at most so many.
    """
    if not found.assumptions:
        raise RunError("no published figure says something of an assumption, so there is nothing to draw")
    shown = found.assumptions[:most]
    before = say("figure.as_stated") if found.widen == 1 else say("figure.made_wider", times=say.plain(found.widen))
    labels = [figures.folded(say.assumption(one.name)) for one in shown]
    with figures.style(*labels):
        axes = axes or _axes(1.2 + sum(0.14 + 0.14 * (1 + label.count("\n")) for label in labels))
        for row, one in enumerate(shown):
            for ends, colour, away, words in (
                (one.before, figures.GREY, -0.16, before),
                (one.after, figures.BLUE, 0.16, say("figure.agreeing")),
            ):
                at = [(end - one.before.median) / one.before.sd for end in (ends.low, ends.median, ends.high)]
                label = words if row == 0 else None
                axes.plot(at[::2], [row + away] * 2, color=colour, linewidth=4, solid_capstyle="butt", label=label)
                axes.plot(at[1], row + away, marker="|", color=figures.INK, markersize=8, markeredgewidth=1.4)
        axes.axvline(0, color=figures.INK, linewidth=0.6)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.set_xlabel(figures.folded(say("figure.deviations", share=say.exact_percent(found.mass)), 52))
        figures._number_axis(axes.xaxis, say)
        axes.grid(visible=True, axis="x")
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2)
    return axes


def _axes(height: float) -> Axes:
    from matplotlib.figure import Figure

    made: Axes = Figure(figsize=(figures.WIDTH, height), layout="constrained").add_subplot()
    return made
