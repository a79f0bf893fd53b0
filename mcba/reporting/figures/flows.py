"""Figures of flows: from benefits and costs to the balance, who gains and who pays, and the years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.estimates import Estimate
from mcba.reporting.figures.style import (
    BAR,
    BLUE,
    GREEN,
    GREY,
    INK,
    MOST_BARS,
    ORANGE,
    axes_of,
    finish_bars,
    folded,
    height_of,
    legend_below,
    number_axis,
    range_words,
    styled,
    with_unit,
)
from mcba.reporting.words.voice import Voice

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

_FLOWS = {"benefits": (BLUE, "-", "o"), "costs": (ORANGE, "--", "s"), "transfers": (GREEN, ":", "^")}


def draw_waterfall(steps: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """The mean present value of each benefit and cost, one after another down to the net present value.

    Parameters
    ----------
    steps : Dataset
        From `Labelled.waterfall`: `mean` and `error` over `step`, the last of which is the balance; the coordinate
        `label`, and the attribute `currency`.
    """
    labels = [str(label) for label in steps["label"].values]
    *amounts, balance = (float(mean) for mean in steps["mean"].values)
    ends = np.cumsum(amounts)
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 0.7))
        for row, (amount, end) in enumerate(zip(amounts, ends, strict=True)):
            _draw_amount(axes, row, amount, start=end - amount)
            axes.plot([end, end], [row - 0.31, row + 1.31], color=GREY, linewidth=0.7)
        axes.barh(len(amounts), balance, height=0.62, color=INK, **BAR)
        _label_amounts(axes, steps, [*np.maximum(ends, ends - amounts), max(balance, 0.0)], voice)
        finish_bars(axes, labels, voice)
        left, right = axes.get_xlim()
        axes.set_xlim(left, right + 0.06 * (right - left))  # room for the amounts
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_xlabel(with_unit(voice("figure.mean_present_value"), voice.unit(steps.attrs.get("currency"))))
    return axes


def _draw_amount(axes: Axes, row: int, amount: float, start: float = 0.0) -> None:
    """A bar of what is gained, or a hatched one of what is lost."""
    colour, hatch = (BLUE, "") if amount >= 0 else (ORANGE, "///")
    axes.barh(row, amount, left=start, height=0.62, color=colour, hatch=hatch, **BAR)


def _label_amounts(axes: Axes, steps: xr.Dataset, places: list[float], voice: Voice) -> None:
    """Each amount at the right of its bar, written as in a sentence."""
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 7.5, "color": INK}
    for row, (at, mean, error) in enumerate(zip(places, steps["mean"].values, steps["error"].values, strict=True)):
        axes.annotate(_signed(Estimate(float(mean), float(error)), voice), (at, row), xytext=(4, 0), **look)


def _signed(amount: Estimate, voice: Voice) -> str:
    """An amount with its sign; one that no world changes with all its digits."""
    return "+" * (amount.value > 0) + (voice.short(amount) if amount.error else voice.certain(amount.value))


def draw_bearers(balances: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """Who gains and who pays: the mean balance of each bearer, with its range.

    Parameters
    ----------
    balances : Dataset
        From `Labelled.bearers`: `mean`, `low` and `high` over `bearer`, the coordinate `label`, and the attributes
        `mass` and `currency`.
    """
    order = np.argsort(-balances["mean"].values, kind="stable")
    if order.size > MOST_BARS:
        order = np.concatenate([order[: MOST_BARS // 2], order[-MOST_BARS // 2 :]])
    shown = balances.isel(bearer=order)
    labels = [str(label) for label in shown["label"].values]
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 0.8))
        columns = (shown[name].values for name in ("mean", "low", "high"))
        for row, (mean, low, high) in enumerate(zip(*columns, strict=True)):
            _draw_amount(axes, row, float(mean))
            axes.plot([low, high], [row, row], color=INK, linewidth=1.2, marker="|", markersize=7, zorder=3)
        axes.axvline(0, color=INK, linewidth=0.8)
        finish_bars(axes, labels, voice)
        quantity = voice("figure.balance", range=range_words(voice, float(balances.attrs["mass"])))
        axes.set_xlabel(with_unit(quantity, voice.unit(balances.attrs.get("currency"))))
    return axes


def draw_years(flows: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """Benefits, costs and transfers over the years, undiscounted, each with its band.

    Parameters
    ----------
    flows : Dataset
        With `mean`, `low` and `high` over `kind` and `year`, and the attributes `mass` and `currency`.
    """
    from matplotlib.ticker import MaxNLocator

    with styled():
        axes = axes_of(axes, 3.1)
        for kind in map(str, flows["kind"].values):
            _draw_band(axes, flows.sel(kind=kind), kind, voice)
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12, min_n_ticks=1))
        if flows["year"].size == 1:
            axes.set_xlim(-0.5, 0.5)
        number_axis(axes.yaxis, voice)
        band = voice("figure.mean_and_band", range=range_words(voice, float(flows.attrs["mass"])))
        axes.set_xlabel(f"{voice('figure.year')}\n{band}")
        axes.set_ylabel(folded(with_unit(voice("figure.a_year"), voice.unit(flows.attrs.get("currency"))), 30))
        axes.grid(visible=True, axis="y")
        legend_below(axes, 3)
    return axes


def _draw_band(axes: Axes, flow: xr.Dataset, kind: str, voice: Voice) -> None:
    """One kind of flow over the years: its mean as a line in its range."""
    colour, line, marker = _FLOWS[kind]
    at, mean, low, high = (flow[name].values for name in ("year", "mean", "low", "high"))
    axes.fill_between(at, low, high, color=colour, alpha=0.22, linewidth=0)
    look: dict[str, Any] = {"color": colour, "linestyle": line, "marker": marker, "markersize": 4}
    axes.plot(at, mean, label=voice.known("kind", kind), **look)
    if at.size == 1:
        axes.vlines(at, low, high, color=colour, linewidth=1.2)
