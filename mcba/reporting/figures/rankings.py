"""Figures of a ranking: shares of pairs, how shares settle, and worlds as points with the mean along them.

They take what `mcba.rank` gives, with the labels of `labelled.named`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.arrays import Booleans
from mcba.engine.estimates import Estimate, errors_in
from mcba.errors import RunError
from mcba.reporting.figures import drivers
from mcba.reporting.figures.style import (
    GREY,
    INK,
    LOOKS,
    PAGE_WIDTH,
    SKY,
    axes_of,
    count_axis,
    folded,
    legend_below,
    number_axis,
    styled,
    with_unit,
)
from mcba.reporting.words.voice import NO_BREAK, Voice

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

_MOST_PAIRS = 12
_LEAST = 0.0005  # of the variance: a pair that explains less has no number
_DOT = "•"
_LEAST_SCALE = 0.01  # of the variance: a pair that explains as much has the full colour
_MOST_LINES = 6
_MOST_CLOUDS = 6
_COLUMNS = 3  # of panels


def draw_pairs(ranking: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = _MOST_PAIRS) -> Axes:
    """Second-order indices of each pair of the leading assumptions; a dot where the interval includes zero.

    Parameters
    ----------
    ranking : Dataset
        With `second`, each with `_low`, `_high` and `_error`, over `assumption` and `assumption_2`; the coordinate
        `label`.
    """
    if "second" not in ranking:
        raise RunError("the ranking has no indices of pairs; rank with method='sobol', second_order=True")
    shown = ranking.isel(assumption=slice(most), assumption_2=slice(most))
    labels = [f"{number}  {folded(str(label))}" for number, label in enumerate(shown["label"].values, 1)]
    value, error = shown["second"].values, shown["second_error"].values
    below = np.tril(np.ones(value.shape, dtype=bool), -1)
    told = below & _told(shown)
    largest = max(float(np.abs(value[told]).max(initial=0.0)), _LEAST_SCALE)
    with styled(*labels):
        axes = axes_of(axes, 1.2 + 0.36 * len(labels))
        axes.imshow(np.where(told, value, np.nan), cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto")
        for row, column in zip(*np.nonzero(below), strict=True):
            text, colour = _DOT, GREY
            if told[row, column]:
                share = Estimate(float(value[row, column]), float(error[row, column]))
                text = voice.share(share).removesuffix(f"{NO_BREAK}%")
                colour = "white" if abs(share.value) > 0.6 * largest else INK
            axes.text(column, row, text, ha="center", va="center", fontsize=7.5, color=colour)
        _cells(axes, labels)
        axes.set_xlabel(folded(voice("figure.pair_shares", least=100 * _LEAST), 56), fontsize=8)
    return axes


def _told(shown: xr.Dataset) -> Booleans:
    """Of each pair, whether what it explains is clear of its error and not next to nothing."""
    clear = (shown["second_low"].values > 0) | (shown["second_high"].values < 0)
    told: Booleans = clear & (np.abs(shown["second"].values) >= _LEAST)
    return told


def _tells_pairs(ranking: xr.Dataset, most: int = _MOST_PAIRS) -> bool:
    """Whether there are pairs, and one of them would not be drawn as a dot."""
    if "second" not in ranking:
        return False
    return bool(np.tril(_told(ranking.isel(assumption=slice(most), assumption_2=slice(most))), -1).any())


def _cells(axes: Axes, labels: list[str]) -> None:
    """A row for each label and a column for each but the last, with lines between them."""
    count = len(labels)
    axes.set_xticks(range(count - 1), [str(number) for number in range(1, count)])
    axes.set_yticks(range(count), labels, fontsize=7.5)
    axes.set_xlim(-0.5, count - 1.5)
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xticks(np.arange(-0.5, count - 1), minor=True)
    axes.set_yticks(np.arange(-0.5, count), minor=True)
    axes.grid(visible=True, which="minor")
    axes.tick_params(which="both", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def draw_settling(ranking: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = _MOST_LINES) -> Axes:
    """How the shares of the leading assumptions settle as worlds come in, with their intervals.

    Parameters
    ----------
    ranking : Dataset
        With `total_path` or `first_path`, each with `_low` and `_high`, over `size` and `assumption`.
    """
    name = next((name for name in ("total_path", "first_path") if name in ranking), None)
    if name is None:
        raise RunError("the ranking has no path of convergence; rank with convergence=True")
    shown = ranking.isel(assumption=slice(most))
    labels = [folded(str(label), 44, 2) for label in shown["label"].values]
    with styled(*labels):
        axes = axes_of(axes, 3.2 + 0.18 * len(labels))
        at = shown["size"].values.astype(float)
        for row, (label, (colour, line, marker)) in enumerate(zip(labels, LOOKS, strict=False)):
            value, low, high = (shown[f"{name}{part}"].values[:, row] for part in ("", "_low", "_high"))
            axes.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
            style: dict[str, Any] = {"linestyle": line, "marker": marker, "markersize": 3.5, "linewidth": 1.2}
            axes.plot(at, value, color=colour, label=label, **style)
        axes.axhline(0, color=INK, linewidth=0.8)
        count_axis(axes.xaxis, voice)
        number_axis(axes.yaxis, voice, percent=True)
        key = "figure.worlds_drawn" if ranking.attrs["source"] == "worlds" else "figure.evaluations"
        axes.set_xlabel(voice(key))
        axes.set_ylabel(voice("figure.variance_share"))
        axes.grid(visible=True)
        legend_below(axes, 2)
    return axes


def draw_scatter(ranking: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = _MOST_CLOUDS) -> Axes:
    """Worlds as points, the leading assumptions against the outcome, with the mean outcome in each tenth.

    Parameters
    ----------
    ranking : Dataset
        With `assumption_at` over `assumption` and `world`, `outcome_at` over `world`, and `conditional`,
        `conditional_at`, `conditional_error` over `assumption` and `class`. An assumption that stands for several
        numbers has no axis of its own and is not drawn.

    Returns
    -------
    Axes
        The first of the panels; all are in its figure.
    """
    if "assumption_at" not in ranking:
        raise RunError("the ranking has no worlds to be drawn; rank with sample=1500")
    drawn = [row for row in range(ranking.sizes["assumption"]) if _has_an_axis(ranking, row)][:most]
    shown = ranking.isel(assumption=drawn)
    quantity = with_unit(
        str(ranking.attrs.get("long_name", ranking.attrs["outcome"])), voice.unit(ranking.attrs["units"])
    )
    with styled(*map(str, shown["label"].values), quantity):
        panels = [axes] if axes is not None else _panels(len(drawn))
        for row, panel in zip(range(len(drawn)), panels, strict=False):
            _cloud(shown.isel(assumption=row), voice, panel)
        for panel in panels[::_COLUMNS]:
            panel.set_ylabel(folded(quantity, 26), fontsize=8)
        handles, words = panels[0].get_legend_handles_labels()
        if axes is None:
            panels[0].get_figure(root=True).legend(handles, words, loc="outside lower right", ncols=2, markerscale=3)  # type: ignore[union-attr]
    return panels[0]


def _has_an_axis(ranking: xr.Dataset, row: int) -> bool:
    return bool(np.isfinite(ranking["conditional_at"].values[row]).any())


def _panels(count: int) -> list[Axes]:
    """Panels that share the axis of the outcome, in a figure of their own."""
    from matplotlib.figure import Figure

    columns = min(_COLUMNS, max(1, count))
    rows = -(-count // columns)
    figure = Figure(figsize=(PAGE_WIDTH, 0.6 + 2.1 * rows), layout="constrained")
    panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    for panel in panels[count:]:
        panel.set_visible(False)
    return panels


def _cloud(entry: xr.Dataset, voice: Voice, panel: Axes) -> None:
    """The worlds of one assumption, and the mean outcome along it."""
    x, y = entry["assumption_at"].values, entry["outcome_at"].values
    points: dict[str, Any] = {"s": 3, "color": SKY, "alpha": 0.5, "linewidths": 0, "rasterized": True}
    panel.scatter(x, y, label=voice("figure.one_world"), **points)
    at, mean, error = (entry[name].values for name in ("conditional_at", "conditional", "conditional_error"))
    reach = errors_in(0.95, math.inf) * error  # of independent worlds
    panel.fill_between(at, mean - reach, mean + reach, color=INK, alpha=0.2, linewidth=0)
    panel.plot(at, mean, color=INK, marker="o", markersize=3, linewidth=1.2, label=voice("figure.mean_in_tenths"))
    ends = np.quantile(x, [0.002, 0.998])
    margin = 0.03 * (float(np.ptp(ends)) or 1.0)
    panel.set_xlim(ends[0] - margin, ends[1] + margin)
    panel.set_ylim(*np.quantile(y, [0.005, 0.995]))
    panel.set_title(folded(str(entry["label"].values), 30, 3), fontsize=7.5, loc="left")
    number_axis(panel.xaxis, voice, ticks=4)
    number_axis(panel.yaxis, voice)
    panel.tick_params(labelsize=7)
    panel.grid(visible=True)


def drawings(ranking: xr.Dataset) -> dict[str, Callable[..., Axes]]:
    """The figures that a ranking has something to show for, by name."""
    possible = {
        "tornado": {"low", "high"} <= set(ranking.data_vars) and "middle" in ranking.attrs,
        "shares": "first_error" in ranking and (ranking.attrs["source"] == "design" or "total_error" in ranking),
        "pairs": _tells_pairs(ranking),
        "settling": "first_path" in ranking,
        "scatter": "assumption_at" in ranking
        and any(_has_an_axis(ranking, row) for row in range(ranking.sizes["assumption"])),
    }
    functions = {
        "tornado": drivers.draw_tornado,
        "shares": drivers.draw_shares,
        "pairs": draw_pairs,
        "settling": draw_settling,
        "scatter": draw_scatter,
    }
    return {name: draw for name, draw in functions.items() if possible[name]}
