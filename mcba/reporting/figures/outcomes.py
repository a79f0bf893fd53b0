"""Figures of outcomes: their ranges, costs against benefits, scenarios, and how the estimates settle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.estimates import Estimate, Range, errors_in
from mcba.errors import RunError
from mcba.reporting.figures.style import (
    BAR,
    BLUE,
    GREEN,
    INK,
    MIDDLE,
    ORANGE,
    RED,
    SKY,
    axes_of,
    count_axis,
    finish_bars,
    folded,
    height_of,
    legend_above,
    legend_below,
    number_axis,
    range_words,
    share_axis,
    styled,
    with_unit,
)
from mcba.reporting.words.voice import Voice, capital

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

_FEWEST_WORLDS = 2
_BINS = 80
_ROOM, _STRIP = 0.22, 0.07  # above the bars, as a share of their height; of the frame for each published range
_MOST_NAMED = 3  # published ranges in the legend
_ANSWER = (2.6, 5.1)  # inches high and wide: shown as wide as a page its letters are large, on a phone large enough
_FEW_VALUES = 12  # that are drawn as separate values
CURVE = 400  # points of a cumulative curve
_CLOUDS: dict[str, dict[str, Any]] = {
    "gain": {"s": 7, "color": BLUE, "marker": "o", "alpha": 0.35, "linewidths": 0},
    "loss": {"s": 12, "color": RED, "marker": "x", "alpha": 0.9, "linewidths": 0.8},
}


# --- the range of one outcome


def draw_outcome(
    worlds: xr.Dataset,
    voice: Voice,
    axes: Axes | None = None,
    *,
    published: Sequence[tuple[float, float]] = (),
    reference: float | None = None,
) -> Axes:
    """The range of one outcome: how many worlds lie where, and how many lie below.

    Parameters
    ----------
    worlds : Dataset
        From `Labelled.outcome`: `value` over `world`, and `low`, `median` and `high`, each with `_error`; the
        attributes `long_name`, `units` and `mass`.
    published : sequence of (low, high)
        Published ranges, drawn as brackets; a single figure has low equal to high.
    reference : float, optional
        A value to mark, such as 0 or 1, at which benefits equal costs.
    """
    quantity = str(worlds.attrs["long_name"])
    values = _finite(worlds["value"].values, quantity)
    marks = [mark for pair in published for mark in pair] + ([] if reference is None else [reference])
    central = float(worlds["low"]), float(worlds["high"])
    left, right = window_of(values, central, marks)
    with styled(quantity):
        axes = axes_of(axes, 3.3)
        below = axes.twinx()
        highest = _draw_density(axes, values, (left, right), central, voice)
        room = _ROOM + _STRIP * max(0, len(published) - 1)  # above the bars: for the published ranges
        axes.set_ylim(0, highest * (1 + room))
        _draw_points(axes, worlds, voice)
        if reference is not None and left <= reference <= right:
            text = voice("figure.break_even", value=voice.exact(reference))
            axes.axvline(reference, color=RED, linestyle=":", linewidth=1.4, label=text)
        _draw_published(axes, published, voice)
        _draw_below(below, values, (left, right), voice)
        axes.set_xlim(left, right)
        number_axis(axes.xaxis, voice)
        number_axis(axes.yaxis, voice, percent=True, ticks=4)
        axes.set_ylabel(voice("figure.density"))
        axes.set_xlabel(folded(with_unit(quantity, voice.unit(worlds.attrs.get("units"))), 64))
        axes.grid(visible=True, axis="x")
        legend_below(axes, 3, beside=below)
    return axes


def _draw_below(axes: Axes, values: Array, window: tuple[float, float], voice: Voice) -> None:
    """The share of worlds below each value, on an axis of its own at the right."""
    grid = np.linspace(*window, CURVE)
    axes.plot(grid, share_below(values, grid), color=INK, linewidth=1.4, label=voice("figure.cumulative"))
    axes.set_ylim(0, 1.04)
    share_axis(axes)
    axes.spines["right"].set_visible(True)
    axes.set_ylabel(voice("figure.worlds_below"))


def _finite(values: Array, what: str) -> Array:
    kept = values[np.isfinite(values)]
    if kept.size < _FEWEST_WORLDS:
        raise RunError(f"{what} is finite in {kept.size} worlds; a figure needs at least {_FEWEST_WORLDS}")
    return kept


def window_of(values: Array, central: tuple[float, float], marks: Sequence[float]) -> tuple[float, float]:
    """From where worlds are to where they end, and to the marks that are near.

    Of a long tail the far end is left out: beyond the 5 % point as much is shown as lies between it and the median.
    """
    left, q5, middle, q95, right = np.quantile(values, [0.002, 0.05, 0.5, 0.95, 0.998])
    left, right = max(left, q5 - (middle - q5)), min(right, q95 + (q95 - middle))
    left, right = min(left, central[0]), max(right, central[1])
    spread = right - left or abs(left) * 0.1 or 1.0
    near = [mark for mark in marks if left - 1.5 * spread < mark < right + 1.5 * spread]
    left, right = min([left - 0.02 * spread, *near]), max([right + 0.02 * spread, *near])
    margin = 0.02 * (right - left)
    return float(left - margin), float(right + margin)


def _draw_density(
    axes: Axes, values: Array, window: tuple[float, float], central: tuple[float, float], voice: Voice
) -> float:
    """The share of worlds in each bar, and the central range in a darker colour; gives how high the bars reach."""
    separate, counts = np.unique(values, return_counts=True)
    if separate.size <= _FEW_VALUES:
        return _draw_values(axes, separate, counts / values.size, central, voice)
    return _draw_histogram(axes, values, window, central, voice)


def _draw_values(axes: Axes, values: Array, heights: Array, central: tuple[float, float], voice: Voice) -> float:
    inside = (values >= central[0]) & (values <= central[1])
    axes.vlines(values, 0, heights, color=SKY, linewidth=6, label=voice("figure.outside"))
    axes.vlines(values[inside], 0, heights[inside], color=MIDDLE, linewidth=6, label=voice("figure.inside"))
    return float(heights.max())


def _draw_histogram(
    axes: Axes, values: Array, window: tuple[float, float], central: tuple[float, float], voice: Voice
) -> float:
    """Bars of one width; where an end of the range parts a bar, both parts are as high as if they were whole."""
    left, right = window
    low, high = central
    edges = np.unique([*np.linspace(left, right, _BINS + 1), *(end for end in central if left < end < right)])
    counts, _ = np.histogram(values, bins=edges)
    width = (right - left) / _BINS
    heights = counts / values.size * (width / np.diff(edges))
    highest = float(heights[np.diff(edges) > 0.2 * width].max()) or 1.0
    heights = np.minimum(heights, highest)
    inside = (edges[:-1] >= low) & (edges[1:] <= high)
    axes.stairs(heights, edges, fill=True, color=SKY, label=voice("figure.outside"))
    axes.stairs(np.where(inside, heights, 0), edges, fill=True, color=MIDDLE, label=voice("figure.inside"))
    return highest


def share_below(values: Array, grid: Array) -> Array:
    """The share of the worlds up to each point of a grid."""
    return np.searchsorted(np.sort(values), grid, side="right") / values.size


def _draw_points(axes: Axes, worlds: xr.Dataset, voice: Voice) -> None:
    """Low, median and high, written as in a sentence."""
    low, median, high = (
        Estimate(float(worlds[name]), float(worlds[f"{name}_error"])) for name in ("low", "median", "high")
    )
    written_low, written_high = voice.ends(
        Range(low.value, high.value, float(worlds.attrs["mass"]), low.error, high.error)
    )
    points = (("low", low, written_low), ("median", median, voice.short(median)), ("high", high, written_high))
    for name, point, written in points:
        line = "-" if name == "median" else "--"
        text = voice(f"figure.{name}", value=written)
        axes.axvline(point.value, color=BLUE, linestyle=line, linewidth=1.2, label=text)


def _draw_published(axes: Axes, published: Sequence[tuple[float, float]], voice: Voice) -> None:
    """Published ranges as bands from the top, each with its ends; a single figure as a line with a point."""
    across = axes.get_xaxis_transform()
    for number, (low, high) in enumerate(published):
        height = 0.955 - _STRIP * number
        ends = [low] if low == high else [low, high]
        # A label that begins with an underscore stays out of the legend.
        words = voice("word.to", low=voice.plain(low), high=voice.plain(high)) if low < high else voice.plain(low)
        label = voice("figure.published", value=words) if number < _MOST_NAMED else "_"
        look: dict[str, Any] = {"color": ORANGE, "linewidth": 3.5, "transform": across, "zorder": 5}
        axes.plot(ends, [height] * len(ends), marker="D", markersize=5, label=label, **look)
        for end in ends:
            axes.plot([end, end], [0, height], color=ORANGE, linewidth=1.2, linestyle="-.", transform=across, zorder=4)


# --- costs against benefits


def draw_cloud(worlds: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = 3_000) -> Axes:
    """Each world as a point: present value of costs against benefits, with the line where they are equal.

    Parameters
    ----------
    worlds : Dataset
        From `Labelled.worlds`: `present_value_costs` and `present_value_benefits` over `world`.
    most : int
        At most so many worlds are drawn, the first.
    """
    costs = worlds["present_value_costs"].values[:most]
    benefits = worlds["present_value_benefits"].values[:most]
    gain = benefits > costs
    with styled():
        axes = axes_of(axes, 4.0)
        for key, chosen in (("gain", gain), ("loss", ~gain)):
            if chosen.any():
                text = voice(f"figure.{key}")
                axes.scatter(costs[chosen], benefits[chosen], label=text, rasterized=True, **_CLOUDS[key])
        _draw_equality(axes, costs, benefits, voice)
        money_axes(axes, voice, voice.unit(worlds.attrs.get("currency")))
        legend_below(axes, 3, marks=1.6)
    return axes


def money_axes(axes: Axes, voice: Voice, currency: str) -> None:
    """Costs to the right and benefits upwards."""
    number_axis(axes.xaxis, voice)
    number_axis(axes.yaxis, voice)
    axes.set_xlabel(with_unit(capital(voice("outcome.present_value_costs")), currency))
    axes.set_ylabel(with_unit(capital(voice("outcome.present_value_benefits")), currency))
    axes.grid(visible=True)


def window(values: Array) -> tuple[float, float]:
    """From where nearly all values begin to where they end, with a margin."""
    low, high = np.quantile(values, [0.001, 0.999])
    margin = 0.06 * ((high - low) or abs(high) or 1.0)
    return float(low - margin), float(high + margin)


def _draw_equality(axes: Axes, costs: Array, benefits: Array, voice: Voice) -> None:
    """The line where benefits equal costs, brought into the picture where it is near."""
    (x0, x1), (y0, y1) = window(costs), window(benefits)
    begin = max(x0, y0) if max(x0, y0) < min(x1, y1) else min(x0, y0)
    axes.axline((begin, begin), slope=1, color=INK, linewidth=1.1, linestyle="--", label=voice("figure.equal"))
    axes.set_xlim(x0, x1)
    axes.set_ylim(min(y0, x0) if y0 > x1 and (y0 - x1) < (y1 - y0) else y0, y1)


# --- other worlds, and more worlds


def draw_scenarios(
    ranges: xr.Dataset, voice: Voice, axes: Axes | None = None, *, reference: float | None = None
) -> Axes:
    """Each scenario as a dot with its range; the dotted line is where benefits equal costs.

    Parameters
    ----------
    ranges : Dataset
        From `Labelled.scenarios`: `low`, `median`, `high` and `mean` over `scenario`, the coordinate `label`, and the
        attributes `long_name`, `units` and `mass`.
    """
    labels = [str(label) for label in ranges["label"].values]
    quantity = str(ranges.attrs["long_name"])
    rows = np.arange(len(labels))
    with styled(quantity, *labels):
        axes = axes_of(axes, height_of(labels, 1.0))
        for row, low, high in zip(rows, ranges["low"].values, ranges["high"].values, strict=True):
            colour = BLUE if row else INK
            axes.plot([low, high], [row, row], color=colour, linewidth=2.2, marker="|", markersize=8)
        axes.scatter(ranges["median"].values, rows, color=INK, s=30, zorder=3, label=voice("figure.name_median"))
        hollow: dict[str, Any] = {"facecolors": "white", "edgecolors": INK, "marker": "D"}
        axes.scatter(ranges["mean"].values, rows, s=26, zorder=4, label=voice("figure.name_mean"), **hollow)
        if reference is not None:
            axes.axvline(reference, color=RED, linestyle=":", linewidth=1.4, label=voice("figure.equal"))
        finish_bars(axes, labels, voice)
        named = f"{quantity}, {range_words(voice, float(ranges.attrs['mass']))}"
        axes.set_xlabel(with_unit(named, voice.unit(ranges.attrs.get("units"))))
        legend_above(axes, 3)
    return axes


_CONVERGING = (
    ("high", BLUE, "--", "^"),
    ("mean", GREEN, "-.", "o"),
    ("median", INK, "-", "s"),
    ("low", ORANGE, "--", "v"),
)


def draw_convergence(path: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """How low, median, mean and high settle as worlds come in, with their 95 % intervals.

    Parameters
    ----------
    path : Dataset
        From `Labelled.convergence`: `low`, `median`, `mean` and `high`, each with `_error`, over `count`; the
        attributes `long_name`, `units` and `degrees` (of freedom of the errors).
    """
    quantity = str(path.attrs["long_name"])
    counts = path["count"].values
    with styled(quantity):
        axes = axes_of(axes, 3.1)
        for name, colour, line, marker in _CONVERGING:
            value, error = path[name].values, path[f"{name}_error"].values
            if not np.isfinite(value).all():
                continue
            reach = errors_in(0.95, path.attrs["degrees"]) * np.where(np.isfinite(error), error, 0.0)
            axes.fill_between(counts, value - reach, value + reach, color=colour, alpha=0.2, linewidth=0)
            look: dict[str, Any] = {
                "color": colour,
                "linestyle": line,
                "marker": marker,
                "markersize": 3.5,
                "linewidth": 1.2,
            }
            axes.plot(counts, value, label=voice(f"figure.name_{name}"), **look)
        count_axis(axes.xaxis, voice)
        number_axis(axes.yaxis, voice)
        axes.set_xlabel(voice("figure.worlds_drawn"))
        axes.set_ylabel(folded(with_unit(quantity, voice.unit(path.attrs.get("units"))), 30))
        axes.grid(visible=True)
        legend_below(axes, 4)
    return axes


# --- the answer


def draw_answer(worlds: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """How often each result comes out, in words of everyday: losses and gains apart, the mean, and the range.

    Parameters
    ----------
    worlds : Dataset
        From `Labelled.answer`: `value` over `world`, `low`, `high` and `mean`, and with a break-even `reference` also
        the words `loss` and `gain` for either side; the attributes `long_name` and `legend`.
    """
    values = _finite(worlds["value"].values, str(worlds.attrs["long_name"]))
    central = float(worlds["low"]), float(worlds["high"])
    reference = worlds.attrs.get("reference")
    left, right = window_of(values, central, [] if reference is None else [reference])
    edges = np.linspace(left, right, _BINS // 2 + 1)
    if reference is not None:
        edges = edges + (reference - edges[np.argmin(np.abs(edges - reference))])
    heights = np.histogram(values, bins=edges)[0] / values.size
    top = float(heights.max()) or 1.0
    with styled(*map(str, worlds.attrs.values())):
        axes = axes_of(axes, *_ANSWER)
        _draw_sides(axes, edges, heights, reference)
        if reference is not None:
            axes.axvline(reference, ymax=0.98, color=INK, linestyle=":", linewidth=1.2)
            for key, side, place, color in (("loss", "left", 0.01, RED), ("gain", "right", 0.99, BLUE)):
                axes.text(
                    place,
                    1.02,
                    worlds.attrs[key].replace(": ", ":\n"),
                    transform=axes.transAxes,
                    ha=side,
                    va="bottom",
                    color=color,
                )
        low, high = central
        axes.plot([low, high], [-0.09 * top] * 2, color=INK, linewidth=2.5, marker="|", markersize=10)
        if np.isfinite(float(worlds["mean"])):
            axes.plot([float(worlds["mean"])], [-0.09 * top], color=INK, marker="o", markersize=7, linestyle="")
        axes.set_xlim(edges[0], edges[-1])
        axes.set_ylim(-0.18 * top, 1.04 * top)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        number_axis(axes.xaxis, voice)
        axes.set_xlabel(
            "\n".join([folded(str(worlds.attrs["long_name"]), 64), str(worlds.attrs["legend"]).replace(". ", "\n")])
        )
    return axes


def _draw_sides(axes: Axes, edges: Array, heights: Array, reference: float | None) -> None:
    """The bars of losses and gains, which a hatch tells apart where colours do not."""
    is_loss = np.zeros(heights.size, dtype=bool) if reference is None else edges[1:] <= reference + 1e-9 * np.ptp(edges)
    for chosen, color, hatch in ((~is_loss, BLUE, ""), (is_loss, RED, "//")):
        axes.bar(
            edges[:-1], np.where(chosen, heights, 0), np.diff(edges), align="edge", color=color, hatch=hatch, **BAR
        )
