"""Figures of a ranking that `figures` has not: interaction heat map, convergence of shares, scatter with the mean.

They take what `mcba.rank` gives, in the style of `mcba.reporting.figures`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.errors import RunError
from mcba.reporting import figures
from mcba.reporting.labels import Labels
from mcba.reporting.text import Voice

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

    from mcba.study.model import Study

MOST_PAIRS = 12
LEAST_SHOWN = 0.05  # percent: below it the number in a cell is 0.0
MOST_LINES = 6
MOST_CLOUDS = 6
LINES = (
    (figures.BLUE, "-", "o"),
    (figures.ORANGE, "--", "s"),
    (figures.GREEN, "-.", "^"),
    (figures.RED, ":", "D"),
    (figures.SKY, "--", "v"),
    (figures.GREY, "-", "x"),
)
WORDS = {
    "pair": {
        "en": "Share of the variance that a pair explains together, beyond each alone",
        "nl": "Aandeel van de variantie dat een paar samen verklaart, bovenop elk apart",
    },
    "none": {
        "en": "grey: not to be told from zero",
        "nl": "grijs: niet van nul te onderscheiden",
    },
    "worlds": {"en": "Worlds drawn", "nl": "Getrokken werelden"},
    "evaluations": {"en": "Evaluations of the model", "nl": "Doorrekeningen van het model"},
    "share": {"en": "Share of the variance", "nl": "Aandeel van de variantie"},
    "mean": {"en": "mean in each tenth", "nl": "gemiddelde in elke tiende"},
    "world": {"en": "a world", "nl": "een wereld"},
}


def labelled(found: xr.Dataset, study: Study | None, language: str = "en") -> xr.Dataset:
    """The same with labels in the language and the name of the outcome, as the figures show them."""
    say = Labels(study, language)
    labels = [say.assumption(str(name)) for name in found["assumption"].values]
    name = say.outcome(found.attrs["outcome"])
    return found.assign_coords(label=("assumption", labels)).assign_attrs(long_name=name)


def pairs(found: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = MOST_PAIRS) -> Axes:
    """Second-order indices of each pair of the leading assumptions; grey where the interval includes zero.

    Parameters
    ----------
    found : Dataset
        With `second`, `second_low`, `second_high` over `assumption` and `assumption_2`, and the coordinate `label`.
    """
    if "second" not in found:
        raise RunError("the ranking has no indices of pairs; rank with method='sobol', second_order=True")
    shown = found.isel(assumption=slice(most), assumption_2=slice(most))
    labels = [f"{place}  {figures.folded(str(label))}" for place, label in enumerate(shown["label"].values, 1)]
    value = 100 * shown["second"].values
    clear = (shown["second_low"].values > 0) | (shown["second_high"].values < 0)
    count = len(labels)
    below = np.tril(np.ones((count, count), dtype=bool), -1)
    seen = below & clear & (np.abs(value) >= LEAST_SHOWN)
    largest = max(float(np.abs(value[seen]).max(initial=0.0)), 1.0)
    say = Voice(language)
    with figures.style(*labels):
        axes = axes or _axes(1.2 + 0.36 * count)
        axes.imshow(np.where(seen, value, np.nan), cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto")
        for row, column in zip(*np.nonzero(below), strict=True):
            number, told = value[row, column], seen[row, column]
            colour = "white" if told and abs(number) > 0.6 * largest else figures.INK if told else figures.GREY
            text = say.number(number, 1 if abs(number) < 10 else 0)
            axes.text(column, row, text, ha="center", va="center", fontsize=7.5, color=colour)
        axes.set_xticks(range(count - 1), [str(place) for place in range(1, count)])
        axes.set_yticks(range(count), labels, fontsize=7.5)
        axes.set_xlim(-0.5, count - 1.5)
        axes.set_ylim(count - 0.5, -0.5)
        axes.tick_params(length=0)
        axes.set_xticks(np.arange(-0.5, count - 1), minor=True)
        axes.set_yticks(np.arange(-0.5, count), minor=True)
        axes.grid(visible=True, which="minor")
        axes.tick_params(which="minor", length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        text = f"{WORDS['pair'][language]} (%); {WORDS['none'][language]}"
        axes.set_xlabel(figures.folded(text, 56), fontsize=8)
    return axes


def path(found: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = MOST_LINES) -> Axes:
    """How the shares of the leading assumptions settle as worlds come in, with their intervals.

    Parameters
    ----------
    found : Dataset
        With `total_path` or `first_path`, each with `_low` and `_high`, over `size` and `assumption`.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    name = next((name for name in ("total_path", "first_path") if name in found), None)
    if name is None:
        raise RunError("the ranking has no path of convergence; rank with convergence=True")
    say = Voice(language)
    shown = found.isel(assumption=slice(most))
    labels = [figures.folded(str(label), 44, 2) for label in shown["label"].values]
    with figures.style(*labels):
        axes = axes or _axes(3.2 + 0.18 * len(labels))
        at = shown["size"].values.astype(float)
        for place, (label, (colour, line, marker)) in enumerate(zip(labels, LINES, strict=False)):
            value, low, high = (shown[f"{name}{part}"].values[:, place] for part in ("", "_low", "_high"))
            axes.fill_between(at, low, high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(
                at, value, color=colour, linestyle=line, marker=marker, markersize=3.5, linewidth=1.2, label=label
            )
        axes.axhline(0, color=figures.INK, linewidth=0.8)
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place=None: say.number(value, 0)))
        axes.xaxis.set_minor_formatter(NullFormatter())
        figures._number_axis(axes.yaxis, say, percent=True)
        axes.set_xlabel(WORDS["worlds" if found.attrs["source"] == "worlds" else "evaluations"][language])
        axes.set_ylabel(WORDS["share"][language])
        axes.grid(visible=True)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=2)
    return axes


def scatter(found: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = MOST_CLOUDS) -> Axes:
    """Worlds as points, the leading assumptions against the outcome, with the mean outcome in each tenth.

    Parameters
    ----------
    found : Dataset
        With `assumption_at` over `assumption` and `world`, `outcome_at` over `world`, and `conditional`,
        `conditional_at`, `conditional_error` over `assumption` and `class`. What stands for several numbers has no axis
        of its own and is not drawn.

    Returns
    -------
    Axes
        The first of the panels; all are in its figure.
    """
    from matplotlib.figure import Figure

    if "assumption_at" not in found:
        raise RunError("the ranking has no worlds to be drawn; rank with sample=1500")
    say = Voice(language)
    unit_of = [place for place in range(found.sizes["assumption"]) if np.isfinite(found["conditional_at"][place]).any()]
    chosen = unit_of[:most]
    labels = [str(found["label"].values[place]) for place in chosen]
    columns = min(3, max(1, len(chosen)))
    rows = -(-len(chosen) // columns)
    y = found["outcome_at"].values
    low, high = np.quantile(y, [0.005, 0.995])
    with figures.style(*labels, str(found.attrs.get("long_name", ""))):
        if axes is not None:
            panels = [axes]
        else:
            figure = Figure(figsize=(figures.WIDTH, 0.6 + 2.1 * rows), layout="constrained")
            panels = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
        for panel in panels[len(chosen) :]:
            panel.set_visible(False)
        for panel, place, label in zip(panels, chosen, labels, strict=False):
            one = found.isel(assumption=place)
            x = one["assumption_at"].values
            panel.scatter(
                x, y, s=3, color=figures.SKY, alpha=0.5, linewidths=0, rasterized=True, label=WORDS["world"][language]
            )
            at, mean, error = (one[name].values for name in ("conditional_at", "conditional", "conditional_error"))
            panel.fill_between(at, mean - 2 * error, mean + 2 * error, color=figures.INK, alpha=0.2, linewidth=0)
            panel.plot(
                at, mean, color=figures.INK, marker="o", markersize=3, linewidth=1.2, label=WORDS["mean"][language]
            )
            ends = np.quantile(x, [0.002, 0.998])
            margin = 0.03 * (float(np.ptp(ends)) or 1.0)
            panel.set_xlim(ends[0] - margin, ends[1] + margin)
            panel.set_ylim(low, high)
            panel.set_title(figures.folded(label, 30, 3), fontsize=7.5, loc="left")
            figures._number_axis(panel.xaxis, say)
            panel.xaxis.get_major_locator().set_params(nbins=4)  # type: ignore[call-arg]
            figures._number_axis(panel.yaxis, say)
            panel.tick_params(labelsize=7)
            panel.grid(visible=True)
        quantity = figures._label(
            str(found.attrs.get("long_name", found.attrs["outcome"])), say.unit(found.attrs["units"])
        )
        for panel in panels[::columns]:
            panel.set_ylabel(figures.folded(quantity, 26), fontsize=8)
        handles, words = panels[0].get_legend_handles_labels()
        if axes is None:
            figure.legend(handles, words, loc="outside lower center", ncols=2)
    return panels[0]


def _axes(height: float) -> Axes:
    from matplotlib.figure import Figure

    made: Axes = Figure(figsize=(figures.WIDTH, height), layout="constrained").add_subplot()
    return made


def drawings(found: xr.Dataset, *, language: str = "en") -> dict[str, Callable[[], Axes]]:
    """The figures that a ranking has something to show for, by name; nothing is drawn yet.

    Parameters
    ----------
    found : Dataset
        As `labelled` gives it.
    """
    conditions: dict[str, tuple[bool, Callable[..., Axes]]] = {
        "tornado": ({"low", "high"} <= set(found.data_vars) and "middle" in found.attrs, figures.tornado),
        "shares": ("first_error" in found and found.attrs["source"] == "design", figures.shares),
        "pairs": ("second" in found and found.sizes["assumption"] > 1, pairs),
        "convergence": ("first_path" in found, path),
        "scatter": ("assumption_at" in found and np.isfinite(found["conditional_at"].values).any(), scatter),
    }

    def drawing(draw: Callable[..., Any]) -> Callable[[], Axes]:
        return lambda: draw(found, language=language)

    return {name: drawing(draw) for name, (possible, draw) in conditions.items() if possible}


def rendered(found: xr.Dataset, *, language: str = "en") -> dict[str, bytes]:
    """Every figure of a ranking as the bytes of a PNG, by name."""
    return {name: figures.rendered(draw(), "png") for name, draw in drawings(found, language=language).items()}
