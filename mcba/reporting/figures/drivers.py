"""Figures of what drives a result: swings, shares of the variance, the worth of knowing, correlations, and sweeps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.estimates import errors_in
from mcba.reporting.figures.style import (
    BAR,
    BLUE,
    GREEN,
    INK,
    LOOKS,
    MOST_BARS,
    ORANGE,
    RED,
    axes_of,
    finish_bars,
    folded,
    height_of,
    legend_above,
    legend_below,
    longest,
    number_axis,
    range_words,
    styled,
    with_rest,
    with_unit,
)
from mcba.reporting.words.voice import Voice, uncapital

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

_MOST_PAIRS = 30
_MARKED = 12  # values along an axis, up to which each has a marker


def draw_tornado(ranking: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = MOST_BARS) -> Axes:
    """How the mean outcome moves between the lowest and the highest tenth of each assumption.

    Parameters
    ----------
    ranking : Dataset
        With `low` and `high` (mean outcome at the low and the high end of the assumption) over `assumption`, the
        coordinate `label`, and the attributes `middle`, `long_name` and `units` of the outcome. Where `noise_only` says
        that an effect cannot be told from nothing, none is drawn; nor where it is no number.
    most : int
        The assumptions with the largest swing are drawn, at most so many.
    """
    ranking = ranking.isel(assumption=np.isfinite(ranking["high"].values - ranking["low"].values))
    swing = np.abs(ranking["high"].values - ranking["low"].values)
    noise = ranking["noise_only"].values if "noise_only" in ranking else np.zeros(swing.shape, bool)
    shown = ranking.isel(assumption=longest(np.where(noise & ~noise.all(), 0.0, swing), most))
    labels = [str(label) for label in shown["label"].values]
    middle = float(ranking.attrs["middle"])
    rows = np.arange(len(labels))
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 1.0))
        for end, colour, hatch in (("low", ORANGE, "///"), ("high", BLUE, "")):
            text = voice(f"figure.{end}_tenth")
            axes.barh(
                rows, shown[end].values - middle, left=middle, height=0.62, color=colour, hatch=hatch, label=text, **BAR
            )
        axes.axvline(middle, color=INK, linewidth=0.9)
        finish_bars(axes, labels, voice)
        quantity = voice("figure.mean_of", outcome=uncapital(str(ranking.attrs.get("long_name", ""))))
        quantity = with_unit(quantity, voice.unit(ranking.attrs.get("units")))
        axes.set_xlabel(with_rest(quantity, ranking.sizes["assumption"] - len(labels), voice))
        legend_above(axes)
    return axes


def draw_shares(ranking: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = MOST_BARS) -> Axes:
    """Sobol' indices: the share of variance that each assumption explains, alone and with others, with intervals.

    Parameters
    ----------
    ranking : Dataset
        With `first` and, where known, `total` over `assumption`, each with `_low` and `_high`; the coordinate `label`.
    """
    kinds = [kind for kind in ("first", "total") if kind in ranking]
    shown = ranking.isel(assumption=longest(ranking[kinds[-1]].values, most))
    labels = [str(label) for label in shown["label"].values]
    height = 0.72 / len(kinds)
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 1.0, bars=len(kinds)))
        for number, (kind, colour, hatch) in enumerate(zip(kinds, (BLUE, ORANGE), ("", "///"), strict=False)):
            value, low, high = (np.maximum(shown[f"{kind}{end}"].values, 0) for end in ("", "_low", "_high"))
            rows = np.arange(len(labels)) + (number - (len(kinds) - 1) / 2) * height
            text = voice(f"figure.{kind}_order")
            axes.barh(rows, value, height=height, color=colour, hatch=hatch, label=text, **BAR)
            axes.hlines(rows, low, high, color=INK, linewidth=1.0, zorder=3)
        finish_bars(axes, labels, voice)
        axes.set_xlim(left=0)
        number_axis(axes.xaxis, voice, percent=True)
        axes.set_xlabel(with_rest(voice("figure.share_of_variance"), ranking.sizes["assumption"] - len(labels), voice))
        if len(kinds) > 1:
            legend_above(axes)
    return axes


def draw_information(worth: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = MOST_BARS) -> Axes:
    """What it is worth to know each assumption before deciding (EVPPI), with its 95 % interval.

    Parameters
    ----------
    worth : Dataset
        With `value`, `low` and `high` over `assumption`, the coordinate `label`, the attributes `perfect` and
        `currency`.
    """
    shown = worth.isel(assumption=longest(worth["value"].values, most))
    labels = [str(label) for label in shown["label"].values]
    value, low, high = (shown[name].values for name in ("value", "low", "high"))
    perfect, rows = float(worth.attrs["perfect"]), np.arange(len(labels))
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 1.0))
        axes.barh(rows, value, height=0.6, color=GREEN, **BAR)
        axes.hlines(rows, np.maximum(low, 0), high, color=INK, linewidth=1.0, zorder=3)
        if math.isfinite(perfect):
            axes.axvline(perfect, color=INK, linestyle="--", linewidth=1.1, label=voice("figure.perfect_information"))
            legend_above(axes, 1)
        finish_bars(axes, labels, voice)
        axes.set_xlim(0, max(1.08 * perfect, float(np.max(high)) * 1.05, 1e-9))
        quantity = with_unit(voice("figure.worth_of_knowing"), voice.unit(worth.attrs.get("currency")))
        axes.set_xlabel(with_rest(quantity, worth.sizes["assumption"] - len(labels), voice))
    return axes


def draw_dependence(pairs: xr.Dataset, voice: Voice, axes: Axes | None = None, *, most: int = _MOST_PAIRS) -> Axes:
    """Rank correlations: asked (open) and achieved (filled, with its 95 % interval).

    Parameters
    ----------
    pairs : Dataset
        With `asked`, `achieved` and its `error` over `pair`, and the coordinates `first_label` and `second_label`.
    """
    shown = pairs.isel(pair=slice(0, most))
    names = zip(shown["first_label"].values, shown["second_label"].values, strict=True)
    labels = [f"{folded(str(first), lines=2)} –\n{folded(str(second), lines=2)}" for first, second in names]
    asked, achieved, error = (shown[name].values for name in ("asked", "achieved", "error"))
    rows = np.arange(len(labels))
    with styled(*labels):
        axes = axes_of(axes, 1.2 + 0.62 * len(labels))
        reach = errors_in(0.95, math.inf) * error  # of independent worlds
        axes.hlines(rows, achieved - reach, achieved + reach, color=BLUE, linewidth=1.2)
        hollow: dict[str, Any] = {"facecolors": "none", "edgecolors": INK, "linewidths": 1.2, "marker": "D"}
        axes.scatter(asked, rows, s=60, label=voice("figure.asked"), **hollow)
        axes.scatter(achieved, rows, s=16, color=BLUE, label=voice("figure.achieved"), zorder=3)
        axes.axvline(0, color=INK, linewidth=0.8)
        finish_bars(axes, labels, voice)
        axes.set_xlim(-1.05, 1.05)
        axes.set_xlabel(with_rest(voice("figure.rank_correlation"), pairs.sizes["pair"] - len(labels), voice))
        legend_above(axes)
    return axes


# --- sweeps


def draw_sweep(cells: xr.Dataset, voice: Voice, axes: Axes | None = None, *, reference: float | None = None) -> Axes:
    """An outcome over the values of what was swept: its median and mean in the band from low to high.

    Of two names the one with more values lies along the axis, and each value of the other is a line: of the median, or
    of the mean where there is none. Bands of several lines would hide each other.

    Parameters
    ----------
    cells : Dataset
        From `swept_with_labels`: some of `low`, `high`, `median` and `mean` over one name or two. Each name has the
        attributes `long_name`, `units`, `percent`, `own` and, where it has one, `base`, its value in the study. The
        whole has `long_name`, `units` and `mass`.
    reference : float, optional
        The outcome from which the project pays.
    """
    swept = next(iter(cells.data_vars.values())).dims
    along, *beside = sorted(map(str, swept), key=lambda name: -cells.sizes[name])
    cells = cells.where(np.isfinite(cells))  # what has no number leaves a gap
    quantity = str(cells.attrs["long_name"])
    with styled(quantity, *(str(cells[name].attrs["long_name"]) for name in (along, *beside))):
        axes = axes_of(axes, 3.6)
        if beside:
            line = "median" if "median" in cells else "mean"
            quantity = f"{quantity}, {voice(f'figure.name_{line}')}"
            _draw_lines(axes, cells[line], along, beside[0], voice)
        else:
            _draw_fan(axes, cells, along, voice)
        if reference is not None:
            axes.axhline(reference, color=RED, linestyle=":", linewidth=1.4, label=voice("figure.equal"))
        _mark_base(axes, cells[along], voice)
        number_axis(axes.xaxis, voice, percent=bool(cells[along].attrs["percent"]))
        number_axis(axes.yaxis, voice)
        axes.set_xlabel(_name_with_unit(cells[along], voice))
        axes.set_ylabel(folded(with_unit(quantity, voice.unit(cells.attrs.get("units"))), 36))
        axes.grid(visible=True, axis="y")
        legend_below(axes, 3)
        if beside:
            _title_legend(axes, _name_with_unit(cells[beside[0]], voice))
    return axes


def _title_legend(axes: Axes, title: str) -> None:
    legend = axes.get_legend()
    assert legend is not None
    legend.set_title(title)


def _value_of(value: xr.DataArray, voice: Voice) -> str:
    """A value of what was swept, marked where it is the one of the study itself."""
    number = float(value)
    said = voice.exact_percent(number) if value.attrs["percent"] else voice.plain(number)
    return f"{said} ({value.attrs['own']})" if number == value.attrs.get("base") else said


def _mark_base(axes: Axes, values: xr.DataArray, voice: Voice) -> None:
    """The value of the study itself, where it lies among those that were swept."""
    base = values.attrs.get("base")
    if base is not None and values.values.min() <= base <= values.values.max():
        said = voice.exact_percent(base) if values.attrs["percent"] else voice.plain(base)
        axes.axvline(base, color=INK, linestyle=(0, (1, 2)), linewidth=1.1, label=f"{values.attrs['own']}: {said}")


def _name_with_unit(values: xr.DataArray, voice: Voice) -> str:
    unit = "" if values.attrs["percent"] else voice.unit(values.attrs.get("units"))
    return with_unit(folded(str(values.attrs["long_name"]), 60), unit)


def _draw_fan(axes: Axes, cells: xr.Dataset, along: str, voice: Voice) -> None:
    """The band, and the lines that there are."""
    at = cells[along].values
    if "low" in cells and "high" in cells:
        band, low, high = range_words(voice, float(cells.attrs["mass"])), cells["low"].values, cells["high"].values
        axes.fill_between(at, low, high, color=BLUE, alpha=0.18, linewidth=0, label=band)
        if at.size == 1:
            axes.vlines(at, low, high, color=BLUE, linewidth=1.2)
    for name, colour, line in (("median", BLUE, "-"), ("mean", INK, "--")):
        if name in cells:
            look = _look(colour, line, "o", at.size)
            axes.plot(at, cells[name].values, label=voice(f"figure.name_{name}"), **look)


def _draw_lines(axes: Axes, cells: xr.DataArray, along: str, beside: str, voice: Voice) -> None:
    """A line for each value of the second name, or for some of them where there are many."""
    size = cells.sizes[beside]
    places = np.unique(np.linspace(0, size - 1, min(size, len(LOOKS))).round().astype(int))
    at = cells[along].values
    for place, (colour, dashes, marker) in zip(places, LOOKS, strict=False):
        row = cells.isel({beside: place})
        axes.plot(at, row.values, label=_value_of(row[beside], voice), **_look(colour, dashes, marker, at.size))


def _look(colour: str, dashes: Any, marker: str, values: int) -> dict[str, Any]:
    """Of a line over so many values, which has no markers where they would run together."""
    return {"color": colour, "linestyle": dashes, "marker": marker if values <= _MARKED else "", "markersize": 4}
