"""Figures of assumptions: one in full, all as small pictures, and what published figures leave open of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.errors import RunError
from mcba.reporting.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MOST_BARS,
    ORANGE,
    PAGE_WIDTH,
    RED,
    SKY,
    axes_of,
    folded,
    height_of,
    label_rows,
    legend_above,
    legend_below,
    number_axis,
    range_words,
    share_axis,
    styled,
    with_unit,
)
from mcba.reporting.words.voice import Voice

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from mcba.analysis.published import Calibration
    from mcba.reporting.words.labels import Labels

_PARTS = ((GREEN, "-."), (ORANGE, "--"), (RED, ":"), (GREY, (0, (5, 1, 1, 1))), (INK, (0, (1, 1))))
_MOST_PARTS = len(_PARTS)
_MOST_LABELS = 30
_MOST_STUDIES = 12
_MOST_DATA = 500  # more data would be one black bar
_MET = 5e-5  # a misfit that no decimal of a percentage shows


# --- one assumption in full


def draw_assumption(law: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """One assumption: how likely each value is, the chance of less, low, median and high, and what it was made from.

    Judgements stand as diamonds where they were asked, with a stroke to the curve where it misses them; data as steps;
    experts and parts of a mixture as curves of their own; studies as dots with their intervals.

    Parameters
    ----------
    law : Dataset
        From `densities.assumption`.
    """
    with styled(str(law.attrs["label"]), *map(str, law.get("part", ()))):
        axes = axes_of(axes, 3.4 + 0.12 * law.sizes.get("study", 0))
        _draw_curve(axes, law, voice)
        for draw in (_draw_points, _draw_judgements, _draw_data, _draw_parts):
            draw(axes, law, voice)
        top = _draw_studies(axes, law, voice) if "study" in law.dims else 1.04
        axes.set_ylim(0, top)
        share_axis(axes)
        number_axis(axes.xaxis, voice)
        axes.set_xlabel(_quantity(law))
        axes.set_ylabel(voice("figure.chance_below"))
        _title(axes, law)
        axes.grid(visible=True, axis="x")
        legend_below(axes, 2)
    return axes


def _quantity(law: xr.Dataset) -> str:
    return folded(with_unit(str(law.attrs["label"]), str(law.attrs["unit"])), 70, 2)


def _title(axes: Axes, law: xr.Dataset) -> None:
    """What the assumption was made from."""
    axes.set_title(folded(str(law.attrs["made"]), 80, 2), fontsize=8.5, loc="left", color=INK)


def _draw_curve(axes: Axes, law: xr.Dataset, voice: Voice) -> None:
    x, density, below = (law[name].values for name in ("x", "density", "cumulative"))
    inside = (x >= float(law["low"])) & (x <= float(law["high"]))
    name = voice("figure.how_likely", share=voice.exact_percent(float(law.attrs["mass"])))
    look: dict[str, Any] = {"color": INK, "linewidth": 1.4, "label": voice("figure.below")}
    if bool(law.attrs["discrete"]):
        axes.vlines(x, 0, density, color=SKY, linewidth=3, label=name)
        axes.vlines(x[inside], 0, density[inside], color=BLUE, alpha=0.6, linewidth=3)
        axes.step(x, below, where="post", **look)
    else:
        axes.fill_between(x, 0, density, color=SKY, alpha=0.55, linewidth=0, label=name)
        axes.fill_between(x, 0, density, where=list(inside), color=BLUE, alpha=0.5, linewidth=0)
        axes.plot(x, below, **look)


def _draw_points(axes: Axes, law: xr.Dataset, voice: Voice) -> None:
    """Low, median and high, and what was left outside the picture brought in."""
    x = law["x"].values
    values = [float(value) for name in ("judged", "observed") if name in law for value in law[name].values]
    left, right = min([x[0], *values]), max([x[-1], *values])
    margin = 0.02 * (right - left)
    axes.set_xlim(left - margin, right + margin)
    for name in ("low", "median", "high"):
        value = float(law[name])
        text = voice(f"figure.{name}", value=voice.exact(value, right - left))
        axes.axvline(value, color=BLUE, linestyle="-" if name == "median" else "--", linewidth=1.2, label=text)


def _draw_judgements(axes: Axes, law: xr.Dataset, voice: Voice) -> None:
    if "judged" not in law:
        return
    value, asked, reached = (law[name].values for name in ("judged", "judged_chance", "reached"))
    placed = np.isfinite(asked)
    if placed.any():
        worst = float(np.max(np.abs(reached - asked)[placed]))
        text = voice("figure.judged", misfit=100 * worst) if worst >= _MET else voice("figure.judged_met")
        axes.vlines(value[placed], asked[placed], reached[placed], color=RED, linewidth=2)
        looks: dict[str, Any] = {"marker": "D", "linestyle": "", "markersize": 6, "markerfacecolor": "white"}
        axes.plot(value[placed], asked[placed], **looks, markeredgecolor=RED, label=text, clip_on=False, zorder=4)
    for mode in value[~placed]:
        text = voice("figure.mode_asked")
        axes.plot([mode], [0], marker="^", linestyle="", markersize=8, color=RED, label=text, clip_on=False, zorder=4)


def _draw_data(axes: Axes, law: xr.Dataset, voice: Voice) -> None:
    if "observed" not in law:
        return
    values = np.sort(law["observed"].values)
    steps = np.arange(1, values.size + 1) / values.size
    distance = float(law.attrs["distance"])
    text = voice("figure.observed_as_they_are", count=values.size)
    if distance > _MET:
        text = voice("figure.observed", count=values.size, distance=100 * distance)
    axes.step(values, steps, where="post", color=ORANGE, linewidth=1.3, label=text)
    if values.size <= _MOST_DATA:
        axes.plot(values, np.full(values.size, 0.015), "|", color=ORANGE, markersize=7, alpha=0.7)


def _draw_parts(axes: Axes, law: xr.Dataset, voice: Voice) -> None:
    if "part" not in law.dims:
        return
    x, curves, weights = law["x"].values, law["part_cumulative"].values, law["weight"].values
    for name, curve, weight, (colour, line) in zip(law["part"].values, curves, weights, _PARTS, strict=False):
        text = voice("figure.part", name=str(name), share=float(weight))
        axes.plot(x, curve, color=colour, linestyle=line, linewidth=1.2, label=text)
    more = law.sizes["part"] - _MOST_PARTS
    if more > 0:
        axes.plot([], [], linestyle="", label=voice("figure.more", count=more))


def _draw_studies(axes: Axes, law: xr.Dataset, voice: Voice) -> float:
    """The studies above the curve; gives how high the picture then is."""
    shown = law.isel(study=slice(0, _MOST_STUDIES))
    low, estimate, high = (shown[f"study_{name}"].values for name in ("low", "estimate", "high"))
    heights = 1.08 + 0.05 * np.arange(shown.sizes["study"])[::-1]  # the first on top
    axes.hlines(heights, low, high, color=RED, linewidth=1.2)
    text = voice("figure.studies", count=law.sizes["study"], share=voice.exact_percent(0.95))
    axes.plot(estimate, heights, "o", color=RED, markersize=4, label=text)
    left, right = axes.get_xlim()
    axes.set_xlim(min(left, low.min()), max(right, high.max()))
    return float(heights[0] + 0.05)


def draw_labelled_assumption(law: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """One assumption with another distribution for each label of a set: median and range, a row each.

    Parameters
    ----------
    law : Dataset
        From `densities.assumption`, with `low`, `median` and `high` over `label`.
    """
    shown = law.isel(label=slice(0, _MOST_LABELS))
    labels = [folded(str(label), lines=1) for label in shown["label"].values]
    with styled(str(law.attrs["label"]), *labels):
        axes = axes_of(axes, 1.1 + 0.19 * len(labels))
        rows = np.arange(len(labels))
        axes.hlines(rows, shown["low"].values, shown["high"].values, color=BLUE, linewidth=2.2)
        axes.plot(shown["median"].values, rows, "o", color=INK, markersize=4)
        label_rows(axes, labels)
        number_axis(axes.xaxis, voice)
        named = voice("figure.median_and_range", range=range_words(voice, float(law.attrs["mass"])))
        more = law.sizes["label"] - len(labels)
        rest = [voice("figure.more", count=more)] if more > 0 else []
        axes.set_xlabel("\n".join([_quantity(law), named, *rest]))
        _title(axes, law)
    return axes


def draw_forest(pooled: xr.Dataset, voice: Voice, axes: Axes | None = None) -> Axes:
    """Studies of one effect with their intervals, the larger the more they weigh; below, what they say together.

    The mean effect is a diamond as wide as its interval, the effect at one more place a line.

    Parameters
    ----------
    pooled : Dataset
        From `densities.pooled_studies`.
    """
    rows = [*map(str, pooled["label"].values), voice("figure.mean_effect"), voice("figure.new_effect")]
    labels = [folded(label, lines=2) for label in rows]
    with styled(str(pooled.attrs["label"]), *labels):
        axes = axes_of(axes, height_of(labels, 0.9))
        places = np.arange(pooled.sizes["label"])
        axes.hlines(places, pooled["low"].values, pooled["high"].values, color=BLUE, linewidth=1.6)
        weights = pooled["weight"].values
        axes.scatter(pooled["estimate"].values, places, s=90 * weights / weights.max() + 6, marker="s", color=BLUE)
        (low, middle, high), new = pooled.attrs["mean"], pooled.attrs["new"]
        row = places.size
        axes.fill([low, middle, high, middle], [row, row - 0.28, row, row + 0.28], color=INK)
        axes.hlines(row + 1, new[0], new[2], color=INK, linewidth=1.6, linestyle="--")
        axes.plot(new[1], row + 1, "o", color=INK, markersize=4)
        axes.axhline(row - 0.5, color=GREY, linewidth=0.8)
        axes.axvline(1.0 if pooled.attrs["ratios"] else 0.0, color=GREY, linewidth=1, zorder=0)
        if pooled.attrs["ratios"]:
            axes.set_xscale("log")
        label_rows(axes, labels)
        _ratio_axis(axes, voice) if pooled.attrs["ratios"] else number_axis(axes.xaxis, voice)
        axes.set_xlabel(_quantity(pooled))
    return axes


def _ratio_axis(axes: Axes, voice: Voice) -> None:
    """A logarithmic axis of ratios, with the numbers that people know: a tenth, a half, twice."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high < 200 * low else (1.0,)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place=None: voice.plain(value)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())


# --- all of them, and small


def draw_distribution(laws: xr.Dataset, name: str, voice: Voice, axes: Axes | None = None) -> Axes:
    """The density of one assumption, its central range and its base value.

    Parameters
    ----------
    laws : Dataset
        With `x` and `density` over `assumption` and `point`, and `base`, `low`, `high` over `assumption`.
    """
    law = laws.sel(assumption=name)
    label = str(law["label"].values)
    with styled(label):
        axes = axes_of(axes, 1.5, 2.0)
        _draw_density(axes, law)
        axes.set_title(folded(label, 25, 4), fontsize=6.8, loc="left")
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        number_axis(axes.xaxis, voice, ticks=3)
        axes.set_xlabel(folded(str(law["unit"].values), 26, 2), fontsize=7)
        axes.tick_params(axis="x", labelsize=7)
    return axes


def _draw_density(axes: Axes, law: xr.Dataset) -> None:
    x, y = law["x"].values, law["density"].values
    low, high, base = float(law["low"]), float(law["high"]), float(law["base"])
    if bool(law["discrete"]):
        axes.vlines(x, 0, y, color=BLUE, linewidth=1.6)
    else:
        axes.fill_between(x, 0, y, color=SKY, alpha=0.6, linewidth=0)
        inside = (x >= low) & (x <= high)
        axes.fill_between(x, 0, np.where(inside, y, 0), where=list(inside), color=BLUE, alpha=0.55, linewidth=0)
    axes.axvline(base, color=INK, linewidth=1.0)
    axes.set_ylim(0, 1.05)


def draw_distributions(laws: xr.Dataset, voice: Voice, *, columns: int = 4, rows: int = 5) -> list[Figure]:
    """Every assumption's distribution, as pages of small pictures.

    Parameters
    ----------
    laws : Dataset
        As for `distribution`.
    """
    names = [str(name) for name in laws["assumption"].values]
    needed = math.ceil(len(names) / columns)  # rows, the same on each page but the last
    on_page = columns * math.ceil(needed / max(1, math.ceil(needed / rows)))
    pages = (names[start : start + on_page] for start in range(0, len(names), on_page or 1))
    with styled(*(str(label) for label in laws["label"].values)):
        return [_page(laws, page, voice, columns) for page in pages]


def _page(laws: xr.Dataset, names: list[str], voice: Voice, columns: int) -> Figure:
    from matplotlib.figure import Figure

    rows = math.ceil(len(names) / columns)
    figure = Figure(figsize=(PAGE_WIDTH, 1.75 * rows), layout="constrained")
    for number, name in enumerate(names, 1):
        draw_distribution(laws, name, voice, figure.add_subplot(rows, columns, number))
    return figure


def draw_thumbnail(laws: xr.Dataset, name: str) -> Axes:
    """The density of one assumption without any words, for a cell of a table."""
    from matplotlib.figure import Figure

    with styled():
        axes: Axes = Figure(figsize=(1.15, 0.42)).add_axes((0.0, 0.06, 1.0, 0.94))
        _draw_density(axes, laws.sel(assumption=name))
        axes.set_yticks([])
        axes.set_xticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
    return axes


# --- what published figures leave open


def draw_narrowed(calibration: Calibration, voice: Labels, axes: Axes | None = None, *, most: int = MOST_BARS) -> Axes:
    """Range and median of each assumption before and after, in standard deviations from its stated median.

    Parameters
    ----------
    found : Calibration
        With claims.
    most : int
        The assumptions that the figures say most about are drawn, at most so many.
    """
    if not calibration.assumptions:
        raise RunError("no published figure says something of an assumption, so there is nothing to draw")
    shown = calibration.assumptions[:most]
    before = (
        voice("figure.as_stated")
        if calibration.widen == 1
        else voice("figure.made_wider", times=voice.plain(calibration.widen))
    )
    labels = [folded(voice.assumption(update.name)) for update in shown]
    with styled(*labels):
        axes = axes_of(axes, height_of(labels, 1.2, bars=2))
        for row, update in enumerate(shown):
            for ends, colour, away, words in (
                (update.before, GREY, -0.16, before),
                (update.after, BLUE, 0.16, voice("figure.agreeing")),
            ):
                low, median, high = (
                    (end.value - update.before.median.value) / update.before.sd
                    for end in (ends.low, ends.median, ends.high)
                )
                label = words if row == 0 else None
                axes.plot([low, high], [row + away] * 2, color=colour, linewidth=4, solid_capstyle="butt", label=label)
                axes.plot(median, row + away, marker="|", color=INK, markersize=8, markeredgewidth=1.4)
        axes.axvline(0, color=INK, linewidth=0.6)
        label_rows(axes, labels)
        axes.set_xlabel(folded(voice("figure.deviations", share=voice.exact_percent(calibration.mass)), 52))
        number_axis(axes.xaxis, voice)
        legend_above(axes)
    return axes
