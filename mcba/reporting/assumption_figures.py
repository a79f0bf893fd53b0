"""Figures of assumptions: one in full, all as pages of small pictures, and one as small as a cell of a table.

They take Datasets and give Axes, in the style of `mcba.reporting.figures`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.reporting.figures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    RED,
    SKY,
    WIDTH,
    _axes,
    _decimals_of,
    _label,
    _number_axis,
    _range_words,
    folded,
    style,
)
from mcba.reporting.text import Voice

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PARTS = ((GREEN, "-."), (ORANGE, "--"), (RED, ":"), (GREY, (0, (5, 1, 1, 1))), (INK, (0, (1, 1))))
MOST_PARTS = len(PARTS)
MOST_LABELS = 30
MOST_STUDIES = 12
MET = 5e-5  # a misfit that no decimal of a percentage shows


# --- one assumption in full


def assumption(found: xr.Dataset, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """One assumption: how likely each value is, the chance of less, low, median and high, and what it was made from.

    Judgements stand as diamonds where they were asked, with a stroke to the curve where it misses them; data as steps;
    experts and parts of a mixture as curves of their own; studies as dots with their intervals.

    Parameters
    ----------
    found : Dataset
        From `datasets.assumption`.
    """
    say = Voice(language)
    label = str(found.attrs["label"])
    with style(label, *map(str, found.get("part", ()))):
        axes = _axes(axes, 3.4 + 0.12 * found.sizes.get("study", 0))
        _draw_curve(axes, found, say)
        top = 1.04
        for draw in (_draw_marks, _draw_judgements, _draw_data, _draw_parts):
            draw(axes, found, say)
        if "study" in found.dims:
            top = _draw_studies(axes, found, say)
        axes.set_ylim(0, top)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [f"{tick} %" for tick in (0, 25, 50, 75, 100)])
        _number_axis(axes.xaxis, say)
        axes.set_xlabel(folded(_label(label, str(found.attrs["unit"])), 70, 2))
        axes.set_ylabel(say("figure.chance_below"))
        axes.set_title(folded(str(found.attrs["made"]), 95, 2), fontsize=8.5, loc="left", color=INK)
        axes.grid(visible=True, axis="x")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
    return axes


def _draw_curve(axes: Axes, found: xr.Dataset, say: Voice) -> None:
    x, density = found["x"].values, found["density"].values
    low, high = float(found["low"]), float(found["high"])
    inside = (x >= low) & (x <= high)
    name = say("figure.how_likely", share=say.exact_percent(float(found.attrs["mass"])))
    if bool(found.attrs["discrete"]):
        axes.vlines(x, 0, density, color=SKY, linewidth=3, label=name)
        axes.vlines(x[inside], 0, density[inside], color=BLUE, alpha=0.6, linewidth=3)
        axes.step(x, found["cumulative"].values, where="post", color=INK, linewidth=1.4, label=say("figure.below"))
    else:
        axes.fill_between(x, 0, density, color=SKY, alpha=0.55, linewidth=0, label=name)
        axes.fill_between(x, 0, density, where=list(inside), color=BLUE, alpha=0.5, linewidth=0)
        axes.plot(x, found["cumulative"].values, color=INK, linewidth=1.4, label=say("figure.below"))


def _draw_marks(axes: Axes, found: xr.Dataset, say: Voice) -> None:
    """Low, median and high, and what was left outside the picture brought in."""
    x = found["x"].values
    values = [float(value) for name in ("judged", "observed") if name in found for value in found[name].values]
    left, right = min([x[0], *values]), max([x[-1], *values])
    margin = 0.02 * (right - left)
    axes.set_xlim(left - margin, right + margin)
    for key, line in (("low", "--"), ("median", "-"), ("high", "--")):
        value = float(found[key])
        # A value far smaller than the spread keeps two digits of its own.
        decimals = max(_decimals_of(right - left), 1 - math.floor(math.log10(abs(value)))) if value else 0
        decimals = min(decimals, 9)
        text = say(f"figure.{key}", value=say.number(value, decimals))
        axes.axvline(value, color=BLUE, linestyle=line, linewidth=1.2, label=text)


def _draw_judgements(axes: Axes, found: xr.Dataset, say: Voice) -> None:
    if "judged" not in found:
        return
    value, asked, reached = (found[name].values for name in ("judged", "judged_chance", "reached"))
    placed = np.isfinite(asked)
    if placed.any():
        worst = float(np.max(np.abs(reached - asked)[placed]))
        met = worst < MET
        text = say("figure.judged_met") if met else say("figure.judged", misfit=say.number(100 * worst, 2))
        axes.vlines(value[placed], asked[placed], reached[placed], color=RED, linewidth=2)
        looks: dict[str, Any] = {"marker": "D", "linestyle": "", "markersize": 6, "markerfacecolor": "white"}
        axes.plot(value[placed], asked[placed], **looks, markeredgecolor=RED, label=text, clip_on=False, zorder=4)
    for mode in value[~placed]:
        text = say("figure.mode_asked")
        axes.plot([mode], [0], marker="^", linestyle="", markersize=8, color=RED, label=text, clip_on=False, zorder=4)


def _draw_data(axes: Axes, found: xr.Dataset, say: Voice) -> None:
    if "observed" not in found:
        return
    values = np.sort(found["observed"].values)
    steps = np.arange(1, values.size + 1) / values.size
    distance, count = float(found.attrs["distance"]), say.whole(values.size)
    text = say("figure.observed_as_they_are", count=count)
    if distance > MET:
        text = say("figure.observed", count=count, distance=say.number(100 * distance, 1))
    axes.step(values, steps, where="post", color=ORANGE, linewidth=1.3, label=text)
    if values.size <= 500:
        axes.plot(values, np.full(values.size, 0.015), "|", color=ORANGE, markersize=7, alpha=0.7)


def _draw_parts(axes: Axes, found: xr.Dataset, say: Voice) -> None:
    if "part" not in found.dims:
        return
    x, curves, weights = found["x"].values, found["part_cumulative"].values, found["weight"].values
    for name, curve, weight, (colour, line) in zip(found["part"].values, curves, weights, PARTS, strict=False):
        text = say("figure.part", name=str(name), share=say.exact_percent(round(float(weight), 3)))
        axes.plot(x, curve, color=colour, linestyle=line, linewidth=1.2, label=text)
    more = found.sizes["part"] - MOST_PARTS
    if more > 0:
        axes.plot([], [], linestyle="", label=say("figure.more_parts", count=more))


def _draw_studies(axes: Axes, found: xr.Dataset, say: Voice) -> float:
    """The studies above the curve; gives how high the picture then is."""
    shown = found.isel(study=slice(0, MOST_STUDIES))
    at = 1.08 + 0.05 * np.arange(shown.sizes["study"])[::-1]  # the first on top
    axes.hlines(at, shown["study_low"].values, shown["study_high"].values, color=RED, linewidth=1.2)
    text = say("figure.studies", count=say.whole(found.sizes["study"]), share=say.exact_percent(0.95))
    axes.plot(shown["study_estimate"].values, at, "o", color=RED, markersize=4, label=text)
    left, right = axes.get_xlim()
    ends = np.array([shown["study_low"].values.min(), shown["study_high"].values.max()])
    axes.set_xlim(min(left, ends[0]), max(right, ends[1]))
    return float(at[0] + 0.05)


def labelled_assumption(found: xr.Dataset, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """One assumption with another distribution for each label of a set: median and range, a row each.

    Parameters
    ----------
    found : Dataset
        From `datasets.assumption`, with `low`, `median` and `high` over `label`.
    """
    say = Voice(language)
    shown = found.isel(label=slice(0, MOST_LABELS))
    labels = [folded(str(label), lines=1) for label in shown["label"].values]
    with style(str(found.attrs["label"]), *labels):
        axes = _axes(axes, 1.1 + 0.19 * len(labels))
        rows = np.arange(len(labels))
        axes.hlines(rows, shown["low"].values, shown["high"].values, color=BLUE, linewidth=2.2)
        axes.plot(shown["median"].values, rows, "o", color=INK, markersize=4)
        axes.set_yticks(rows, labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        _number_axis(axes.xaxis, say)
        quantity = say("figure.median_and_range", range=_range_words(say, float(found.attrs["mass"])))
        more = found.sizes["label"] - len(labels)
        rest = [say("figure.more_labels", count=more)] if more > 0 else []
        label = folded(_label(str(found.attrs["label"]), str(found.attrs["unit"])), 70, 2)
        axes.set_xlabel("\n".join([label, quantity, *rest]))
        axes.set_title(folded(str(found.attrs["made"]), 95, 2), fontsize=8.5, loc="left", color=INK)
        axes.grid(visible=True, axis="x")
    return axes


# --- all of them, and small


def distribution(found: xr.Dataset, name: str, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """The density of one assumption, its central range and its base value.

    Parameters
    ----------
    found : Dataset
        With `x` and `density` over `assumption` and `point`, and `base`, `low`, `high` over `assumption`.
    """
    say = Voice(language)
    one = found.sel(assumption=name)
    label = str(one["label"].values)
    with style(label):
        axes = _axes(axes, 1.5, 2.0)
        _draw_density(axes, one)
        axes.set_title(folded(label, 24, 3), fontsize=7.0, loc="left")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        _number_axis(axes.xaxis, say, ticks=3)
        axes.set_xlabel(folded(str(one["unit"].values), 26, 2), fontsize=7)
        axes.tick_params(axis="x", labelsize=7)
    return axes


def _draw_density(axes: Axes, one: xr.Dataset) -> None:
    x, y = one["x"].values, one["density"].values
    low, high, base = float(one["low"]), float(one["high"]), float(one["base"])
    if bool(one["discrete"]):
        axes.vlines(x, 0, y, color=BLUE, linewidth=1.6)
    else:
        axes.fill_between(x, 0, y, color=SKY, alpha=0.6, linewidth=0)
        inside = (x >= low) & (x <= high)
        axes.fill_between(x, 0, np.where(inside, y, 0), where=list(inside), color=BLUE, alpha=0.55, linewidth=0)
    axes.axvline(base, color=INK, linewidth=1.0)
    axes.set_ylim(0, 1.05)


def distributions(found: xr.Dataset, *, language: str = "en", columns: int = 4, rows: int = 5) -> list[Figure]:
    """Every assumption's distribution, as pages of small pictures.

    Parameters
    ----------
    found : Dataset
        As for `distribution`.
    """
    from matplotlib.figure import Figure

    names = [str(name) for name in found["assumption"].values]
    pages = []
    for start in range(0, len(names), columns * rows):
        page = names[start : start + columns * rows]
        height = 1.75 * math.ceil(len(page) / columns)
        with style(*(str(label) for label in found["label"].values)):
            figure = Figure(figsize=(WIDTH, height), layout="constrained")
            for place, name in enumerate(page):
                distribution(
                    found,
                    name,
                    figure.add_subplot(math.ceil(len(page) / columns), columns, place + 1),
                    language=language,
                )
        pages.append(figure)
    return pages


def thumbnail(found: xr.Dataset, name: str) -> Axes:
    """The density of one assumption without any words, for a cell of a table."""
    from matplotlib.figure import Figure

    with style():
        axes: Axes = Figure(figsize=(1.15, 0.42)).add_axes((0.0, 0.06, 1.0, 0.94))
        _draw_density(axes, found.sel(assumption=name))
        axes.set_yticks([])
        axes.set_xticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
    return axes
