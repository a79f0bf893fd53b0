"""The figures: each function takes a Dataset and draws on Axes, given or made, and returns them.

    axes = figures.outcome(datasets.worlds(run, Voice("en")), "bcr")
    figures.save(axes, "bcr.png")

Nothing global is read or changed: every figure is a `matplotlib.figure.Figure` of its own, drawn in the style below.
Colours are told apart by the colour-blind (Okabe & Ito 2008) and differ in grey; where two meet, so do line, marker or
hatch. The same data give the same bytes.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mcba.errors import RunError
from mcba.reporting.text import MINUS, Voice, capital, uncapital

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array = NDArray[np.float64]

BLUE, ORANGE, GREEN, SKY, RED, GREY, INK = "#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00", "#8C8C8C", "#222222"
STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.labelsize": 9.0,
    "axes.edgecolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.0,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "hatch.linewidth": 0.6,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "mcba",
    "text.usetex": False,
    "text.parse_math": False,
    "path.simplify": True,
}
WIDTH = 6.3  # inches: the text of an A4 page
DOTS = 180  # an inch
MOST_BARS = 12
FEWEST_WORLDS = 2
LABEL = 40  # characters on a line of a label
VISIBLE = 0.005  # bars shorter than this share of the longest are left out, and counted


@contextmanager
def style(*texts: str) -> Iterator[None]:
    """The style of the figures, for as long as one is drawn; with fonts that have the characters of these texts."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = mpl.rcParams
        settings.update({**STYLE, "font.family": ["DejaVu Sans", *_other_fonts("".join(texts))]})
        yield


def _other_fonts(text: str) -> list[str]:
    """Installed fonts for characters that DejaVu Sans lacks; none where no font has them."""
    unusual = frozenset(character for character in text if ord(character) > 0x24F)
    return list(_fonts_for(unusual)) if unusual else []


@lru_cache(maxsize=64)
def _fonts_for(characters: frozenset[str]) -> tuple[str, ...]:
    from matplotlib import font_manager

    def has(path: str) -> set[int]:
        return set(font_manager.get_font(path).get_charmap())

    missing = {ord(character) for character in characters} - has(font_manager.findfont("DejaVu Sans"))
    found: list[str] = []
    for font in sorted(font_manager.fontManager.ttflist, key=lambda font: (font.name, font.fname)):
        usable = font.style == "normal" and font.weight in {400, "normal", "regular"} and font.name not in found
        if missing and usable and not font.name.startswith("Last Resort"):  # that one draws boxes
            covered = missing & has(font.fname)
            if covered:
                found.append(font.name)
                missing -= covered
    return tuple(found)


def _axes(axes: Axes | None, height: float, width: float = WIDTH) -> Axes:
    from matplotlib.figure import Figure

    if axes is not None:
        return axes
    made: Axes = Figure(figsize=(width, height), layout="constrained").add_subplot()
    return made


def save(axes: Axes, file: str | Path | io.BytesIO, *, kind: str | None = None, dots: int = DOTS) -> None:
    """Write the figure of these axes as PNG or SVG, the same bytes each time."""
    kind = kind or Path(str(file)).suffix.lstrip(".")
    metadata = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
    if kind not in metadata:
        raise RunError(f"{kind!r} is no format of a figure; allowed are png and svg")
    figure = axes.get_figure(root=True)
    if figure is None:
        raise RunError("these axes are in no figure")
    with style(*_texts_of(figure)):
        figure.savefig(file, format=kind, dpi=dots, metadata=metadata[kind])
        figure.set_layout_engine("none")  # the layout is settled: a second format need not find it again


def rendered(axes: Axes, kind: str, *, dots: int = DOTS) -> bytes:
    """The figure of these axes as the bytes of a PNG or SVG."""
    buffer = io.BytesIO()
    save(axes, buffer, kind=kind, dots=dots)
    return buffer.getvalue()


def _texts_of(figure: Figure) -> list[str]:
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]


# --- words and numbers on the axes


def folded(label: str, width: int = LABEL, lines: int = 3) -> str:
    """A label on a few lines; of what does not fit the middle is left out, for labels often differ at their end."""
    whole = textwrap.wrap(label, width)
    if len(whole) <= lines:
        return "\n".join(whole)
    end = label[-width // 2 :].lstrip()
    begin = textwrap.wrap(label, width)[: lines - 1]
    last = textwrap.shorten(label[sum(map(len, begin)) + len(begin) :], width - len(end) - 2, placeholder="")
    return "\n".join([*begin, f"{last} … {end}".strip()])


def _height(labels: Sequence[str], around: float, *, bars: int = 1) -> float:
    """Inches for a row of bars for each label, and for what stands around them."""
    return around + sum(0.15 + max(0.13 * len(folded(label).splitlines()), 0.15 * bars) for label in labels)


def _number_axis(axis: Any, say: Voice, *, percent: bool = False, ticks: int = 6) -> None:
    """Ticks with numbers as the language writes them; long ones in thousands or millions are spelled out in full."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    def tick(value: float, _place: int | None = None) -> str:
        step = np.diff(axis.get_majorticklocs())
        least = float(np.min(np.abs(step))) if step.size else abs(value)
        shown = 100 * least if percent else least
        decimals = max(0, -math.floor(math.log10(shown) + 1e-9)) if shown > 0 else 0
        if shown > 0 and abs(shown * 10**decimals - round(shown * 10**decimals)) > 1e-6:
            decimals += 1
        number = say.number(100 * value if percent else value, decimals)
        return f"{number} %" if percent else number

    axis.set_major_locator(MaxNLocator(nbins=ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(tick))


def _label(quantity: str, unit: str) -> str:
    return f"{quantity} ({unit})" if unit else quantity


def _range_words(say: Voice, mass: float) -> str:
    return say("figure.range", share=say.exact_percent(mass))


def _finite(values: Array, what: str) -> Array:
    kept = values[np.isfinite(values)]
    if kept.size < FEWEST_WORLDS:
        raise RunError(f"{what} is finite in {kept.size} worlds; a figure needs at least {FEWEST_WORLDS}")
    return kept


# --- outcomes


def outcome(
    worlds: xr.Dataset,
    name: str,
    axes: Axes | None = None,
    *,
    language: str = "en",
    mass: float | None = None,
    published: Sequence[tuple[float, float]] = (),
    reference: float | None = None,
) -> Axes:
    """The range of one outcome: how many worlds lie where, and how many lie below.

    Parameters
    ----------
    worlds : Dataset
        With the variable `name` over the dimension `world`; its attributes `long_name` and `units` are shown.
    mass : float, optional
        The share of worlds between low and high; the attribute `mass` of the Dataset when absent.
    published : sequence of (low, high)
        Published ranges, drawn as brackets; a single figure has low equal to high.
    reference : float, optional
        A value to mark, such as 0 or 1, at which benefits equal costs.
    """
    say = Voice(language)
    array = worlds[name]
    values = _finite(array.values, name)
    mass = float(worlds.attrs.get("mass", 0.9)) if mass is None else mass
    low, median, high = np.quantile(values, [(1 - mass) / 2, 0.5, (1 + mass) / 2])
    quantity = str(array.attrs.get("long_name", name))
    with style(quantity):
        axes = _axes(axes, 3.1)
        left, right = np.quantile(values, [0.002, 0.998])
        marks = [mark for pair in published for mark in pair] + ([reference] if reference is not None else [])
        spread = right - left or abs(left) * 0.1 or 1.0
        near = [mark for mark in marks if left - 1.5 * spread < mark < right + 1.5 * spread]
        left, right = min([left - 0.02 * spread, *near]), max([right + 0.02 * spread, *near])
        left, right = left - 0.02 * (right - left), right + 0.02 * (right - left)
        edges = np.unique([*np.linspace(left, right, 81), *(end for end in (low, high) if left < end < right)])
        counts, _ = np.histogram(values, bins=edges)
        heights = counts / np.diff(edges)
        heights /= heights[np.diff(edges) > 0.2 * (right - left) / 80].max() or 1
        axes.stairs(np.minimum(heights, 1), edges, fill=True, color=SKY, alpha=0.55, label=say("figure.density"))
        inside = (edges[:-1] >= low) & (edges[1:] <= high)
        axes.stairs(np.where(inside, np.minimum(heights, 1), 0), edges, fill=True, color=BLUE, alpha=0.5)
        grid = np.linspace(left, right, 400)
        below = np.searchsorted(np.sort(values), grid, side="right") / values.size
        axes.plot(grid, below, color=INK, linewidth=1.4, label=say("figure.cumulative"))
        decimals = _decimals_of(right - left)
        words = (("figure.low", low, "--"), ("figure.median", median, "-"), ("figure.high", high, "--"))
        for key, value, line in words:
            text = say(key, value=say.number(value, decimals))
            axes.axvline(value, color=BLUE, linestyle=line, linewidth=1.2, label=text)
        if reference is not None and left <= reference <= right:
            text = say("figure.break_even", value=say.number(reference, 0))
            axes.axvline(reference, color=RED, linestyle=":", linewidth=1.4, label=text)
        for place, (first, last) in enumerate(published):
            height = 1.06 + 0.06 * place
            # A label that begins with an underscore stays out of the legend.
            label = say("figure.published") if place == 0 else "_"
            ends = [first, last]
            axes.plot(ends, [height, height], color=ORANGE, linewidth=2.5, marker="|", markersize=10, label=label)
        axes.set_xlim(left, right)
        axes.set_ylim(0, 1.04 + 0.08 * bool(published) + 0.06 * max(0, len(published) - 1))
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
        _number_axis(axes.xaxis, say)
        axes.set_yticklabels([f"{tick} %" for tick in (0, 25, 50, 75, 100)])
        axes.set_ylabel(say("figure.worlds_below"))
        caption = folded(_label(quantity, say.unit(array.attrs.get("units"))), 64)
        axes.set_xlabel(caption)
        axes.grid(visible=True, axis="x")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2 - 0.08 * caption.count("\n")), ncols=3)
    return axes


def _decimals_of(spread: float) -> int:
    """Three digits of a spread: as many as a range is printed with."""
    return 2 - math.floor(math.log10(spread)) if spread > 0 else 1


def cloud(worlds: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = 3_000) -> Axes:
    """Each world as a point: present value of costs against benefits, with the line where they are equal.

    Parameters
    ----------
    worlds : Dataset
        With `present_value_costs` and `present_value_benefits` over `world`.
    most : int
        At most so many worlds are drawn, the first.
    """
    say = Voice(language)
    costs = worlds["present_value_costs"].values[:most]
    benefits = worlds["present_value_benefits"].values[:most]
    unit = say.unit(worlds.attrs.get("currency"))
    with style():
        axes = _axes(axes, 4.0)
        gain = benefits > costs
        for chosen, colour, marker, key in ((gain, BLUE, "o", "figure.gain"), (~gain, RED, "x", "figure.loss")):
            if chosen.any():
                axes.scatter(
                    costs[chosen],
                    benefits[chosen],
                    s=7 if marker == "o" else 12,
                    color=colour,
                    marker=marker,
                    alpha=0.35 if marker == "o" else 0.9,
                    linewidths=0.8 if marker == "x" else 0,
                    label=say(key),
                    rasterized=True,
                )
        spans = [np.quantile(array, [0.001, 0.999]) for array in (costs, benefits)]
        (x0, x1), (y0, y1) = ((a - 0.06 * ((b - a) or 1), b + 0.06 * ((b - a) or 1)) for a, b in spans)
        ends = [max(x0, y0) if max(x0, y0) < min(x1, y1) else min(x0, y0), min(x1, y1)]
        axes.axline((ends[0], ends[0]), slope=1, color=INK, linewidth=1.1, linestyle="--", label=say("figure.equal"))
        axes.set_xlim(x0, x1)
        axes.set_ylim(min(y0, x0) if y0 > x1 and (y0 - x1) < (y1 - y0) else y0, y1)
        _number_axis(axes.xaxis, say)
        _number_axis(axes.yaxis, say)
        axes.set_xlabel(_label(capital(say("outcome.present_value_costs")), unit))
        axes.set_ylabel(_label(capital(say("outcome.present_value_benefits")), unit))
        axes.grid(visible=True)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3, markerscale=1.6)
    return axes


# --- flows and bearers


def waterfall(worlds: xr.Dataset, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """The mean present value of each benefit and cost, one after another down to the net present value.

    Parameters
    ----------
    worlds : Dataset
        With `present_value` over `flow` and `world`, and the coordinates `kind` and `flow_label` over `flow`.
    """
    say = Voice(language)
    kinds = [str(kind) for kind in worlds["kind"].values]
    labels = [str(label) for label in worlds["flow_label"].values]
    means = worlds["present_value"].values.mean(axis=1)
    steps = [
        (labels[place], float(means[place]) * (1 if kind == "benefits" else -1))
        for wanted in ("benefits", "costs")
        for place, kind in enumerate(kinds)
        if kind == wanted
    ]
    steps = _fewest(steps, say)
    total = sum(amount for _, amount in steps)
    rows = [*steps, (capital(say("outcome.npv")), total)]
    with style(*labels):
        axes = _axes(axes, _height([label for label, _ in rows], 0.7))
        place = 0.0
        for row, (_, amount) in enumerate(rows):
            last = row == len(rows) - 1
            start = 0.0 if last else place
            colour, hatch = (INK, "") if last else (BLUE, "") if amount >= 0 else (ORANGE, "///")
            axes.barh(row, amount, left=start, height=0.62, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4)
            if not last:
                place = start + amount
                axes.plot([place, place], [row - 0.31, row + 1.31], color=GREY, linewidth=0.7)
        _amount_labels(axes, rows, say)
        _finish_bars(axes, [label for label, _ in rows], say)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_xlabel(_label(say("figure.mean_present_value"), say.unit(worlds.attrs.get("currency"))))
    return axes


def _fewest(steps: list[tuple[str, float]], say: Voice) -> list[tuple[str, float]]:
    """The largest steps in their order; the others together as one."""
    if len(steps) <= MOST_BARS:
        return steps
    kept = sorted(range(len(steps)), key=lambda place: -abs(steps[place][1]))[: MOST_BARS - 1]
    rest = [amount for place, (_, amount) in enumerate(steps) if place not in kept]
    return [steps[place] for place in sorted(kept)] + [(say("figure.others", count=len(rest)), sum(rest))]


def _amount_labels(axes: Axes, rows: Sequence[tuple[str, float]], say: Voice) -> None:
    largest = max((abs(amount) for _, amount in rows), default=0.0)
    decimals = 2 - math.floor(math.log10(largest)) if largest else 0
    for row, (_, amount) in enumerate(rows):
        text = say.number(amount, min(decimals, 2))
        text = text if text.startswith(MINUS) or amount <= 0 else f"+{text}"
        bar = axes.patches[row]
        right = bar.get_x() + max(bar.get_width(), 0)  # type: ignore[attr-defined]
        axes.annotate(
            text, (right, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7.5, color=INK
        )


def _finish_bars(axes: Axes, labels: Sequence[str], say: Voice) -> None:
    """The first row on top, each with its folded label, and numbers below."""
    axes.set_yticks(range(len(labels)), [label if "\n" in label else folded(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    _number_axis(axes.xaxis, say)
    axes.use_sticky_edges = False
    axes.margins(x=0.14)
    axes.grid(visible=True, axis="x")
    axes.spines["left"].set_visible(False)


def bearers(worlds: xr.Dataset, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """Who gains and who pays: the mean balance of each bearer, with its range.

    Parameters
    ----------
    worlds : Dataset
        With `bearer_npv` over `bearer` and `world`, and the coordinate `bearer_label` over `bearer`.
    """
    say = Voice(language)
    values = worlds["bearer_npv"].values
    labels = [str(label) for label in worlds["bearer_label"].values]
    mass = float(worlds.attrs.get("mass", 0.9))
    means = values.mean(axis=1)
    low, high = np.quantile(values, [(1 - mass) / 2, (1 + mass) / 2], axis=1)
    order = np.argsort(-means, kind="stable")
    shown = order if order.size <= MOST_BARS else np.concatenate([order[: MOST_BARS // 2], order[-MOST_BARS // 2 :]])
    with style(*labels):
        axes = _axes(axes, _height([labels[place] for place in shown], 0.8))
        for row, place in enumerate(shown):
            gains = means[place] >= 0
            axes.barh(
                row,
                means[place],
                height=0.6,
                color=BLUE if gains else ORANGE,
                hatch="" if gains else "///",
                edgecolor="white",
                linewidth=0.4,
            )
            axes.plot(
                [low[place], high[place]], [row, row], color=INK, linewidth=1.2, marker="|", markersize=7, zorder=3
            )
        axes.axvline(0, color=INK, linewidth=0.8)
        _finish_bars(axes, [labels[place] for place in shown], say)
        unit = say.unit(worlds.attrs.get("currency"))
        axes.set_xlabel(_label(say("figure.balance", range=_range_words(say, mass)), unit))
    return axes


def years(flows: xr.Dataset, axes: Axes | None = None, *, language: str = "en") -> Axes:
    """Benefits, costs and transfers over the years, undiscounted, each with its band.

    Parameters
    ----------
    flows : Dataset
        With `mean`, `low` and `high` over `kind` and `year`, and the attributes `mass` and `currency`.
    """
    from matplotlib.ticker import MaxNLocator

    say = Voice(language)
    looks = {"benefits": (BLUE, "-", "o"), "costs": (ORANGE, "--", "s"), "transfers": (GREEN, ":", "^")}
    with style():
        axes = _axes(axes, 3.1)
        for kind in (str(kind) for kind in flows["kind"].values):
            colour, line, marker = looks[kind]
            part = flows.sel(kind=kind)
            at = part["year"].values
            axes.fill_between(at, part["low"].values, part["high"].values, color=colour, alpha=0.22, linewidth=0)
            axes.plot(
                at,
                part["mean"].values,
                color=colour,
                linestyle=line,
                marker=marker,
                markersize=4,
                label=say.known("kind", kind),
            )
            if at.size == 1:
                axes.vlines(at, part["low"].values, part["high"].values, color=colour, linewidth=1.2)
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12, min_n_ticks=1))
        if flows["year"].size == 1:
            axes.set_xlim(-0.5, 0.5)
        _number_axis(axes.yaxis, say)
        axes.set_xlabel(say("figure.year"))
        unit = say.unit(flows.attrs.get("currency"))
        axes.set_ylabel(folded(_label(say("figure.a_year"), unit), 30))
        axes.set_title(say("figure.mean_and_band", range=_range_words(say, float(flows.attrs["mass"]))), loc="left")
        axes.grid(visible=True, axis="y")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3)
    return axes


# --- what drives the result


def tornado(ranking: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = MOST_BARS) -> Axes:
    """How the mean outcome moves between the lowest and the highest tenth of each assumption.

    Parameters
    ----------
    ranking : Dataset
        With `low` and `high` (mean outcome at the low and the high end of the assumption) over `assumption`, the
        coordinate `label`, and the attributes `middle`, `long_name` and `units` of the outcome.
    most : int
        The assumptions with the largest swing are drawn, at most so many.
    """
    say = Voice(language)
    low, high = ranking["low"].values, ranking["high"].values
    labels = [str(label) for label in ranking["label"].values]
    middle = float(ranking.attrs["middle"])
    order = _longest(np.abs(high - low), most)
    with style(*labels):
        axes = _axes(axes, _height([labels[place] for place in order], 1.0))
        for row, place in enumerate(order):
            for end, colour, hatch, key in (
                (low[place], ORANGE, "///", "figure.low_tenth"),
                (high[place], BLUE, "", "figure.high_tenth"),
            ):
                axes.barh(
                    row,
                    end - middle,
                    left=middle,
                    height=0.62,
                    color=colour,
                    hatch=hatch,
                    edgecolor="white",
                    linewidth=0.4,
                    label=say(key) if row == 0 else None,
                )
        axes.axvline(middle, color=INK, linewidth=0.9)
        _finish_bars(axes, [labels[place] for place in order], say)
        quantity = say("figure.mean_of", outcome=uncapital(str(ranking.attrs.get("long_name", ""))))
        quantity = _label(quantity, say.unit(ranking.attrs.get("units")))
        axes.set_xlabel(_with_rest(quantity, len(labels) - order.size, say))
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2)
    return axes


def _longest(lengths: Array, most: int) -> NDArray[np.intp]:
    """The places of the longest bars, the longest first; without those too short to be seen."""
    order = np.argsort(-lengths, kind="stable")[:most]
    seen = order[lengths[order] > VISIBLE * lengths.max()]
    return seen if seen.size else order[:1]


def _with_rest(label: str, rest: int, say: Voice) -> str:
    """A label of an axis that says how many bars were left out."""
    return f"{label}\n{say('figure.not_shown', count=rest)}" if rest > 0 else label


def shares(ranking: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = MOST_BARS) -> Axes:
    """Sobol' indices: the share of variance that each assumption explains, alone and with others, with intervals.

    Parameters
    ----------
    ranking : Dataset
        With `first` and, where known, `total` over `assumption`, each with `_low` and `_high`; the coordinate `label`.
    """
    say = Voice(language)
    labels = [str(label) for label in ranking["label"].values]
    kinds = [kind for kind in ("first", "total") if kind in ranking]
    order = _longest(ranking[kinds[-1]].values, most)
    height = 0.72 / len(kinds)
    with style(*labels):
        axes = _axes(axes, _height([labels[place] for place in order], 1.0, bars=len(kinds)))
        for place, kind in enumerate(kinds):
            value, low, high = (ranking[name].values[order] for name in (kind, f"{kind}_low", f"{kind}_high"))
            rows = np.arange(order.size) + (place - (len(kinds) - 1) / 2) * height
            axes.barh(
                rows,
                np.maximum(value, 0),
                height=height,
                color=(BLUE, ORANGE)[place],
                hatch=("", "///")[place],
                edgecolor="white",
                linewidth=0.4,
                label=say(f"figure.{kind}_order"),
            )
            axes.hlines(rows, np.maximum(low, 0), np.maximum(high, 0), color=INK, linewidth=1.0, zorder=3)
        _finish_bars(axes, [labels[place] for place in order], say)
        axes.set_xlim(left=0)
        _number_axis(axes.xaxis, say, percent=True)
        axes.set_xlabel(_with_rest(say("figure.share_of_variance"), len(labels) - order.size, say))
        if len(kinds) > 1:
            axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2)
    return axes


def information(found: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = MOST_BARS) -> Axes:
    """What it is worth to know each assumption before deciding (EVPPI), with two standard errors either way.

    Parameters
    ----------
    found : Dataset
        With `value` and `error` over `assumption`, the coordinate `label`, the attributes `perfect` and `currency`.
    """
    say = Voice(language)
    labels = [str(label) for label in found["label"].values]
    value, error = found["value"].values, found["error"].values
    order = _longest(value, most)
    with style(*labels):
        axes = _axes(axes, _height([labels[place] for place in order], 1.0))
        rows = np.arange(order.size)
        axes.barh(rows, value[order], height=0.6, color=GREEN, edgecolor="white", linewidth=0.4)
        axes.hlines(
            rows,
            np.maximum(value - 2 * error, 0)[order],
            (value + 2 * error)[order],
            color=INK,
            linewidth=1.0,
            zorder=3,
        )
        perfect = float(found.attrs["perfect"])
        if math.isfinite(perfect):
            axes.axvline(perfect, color=INK, linestyle="--", linewidth=1.1, label=say("figure.perfect_information"))
            axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), borderaxespad=0.2)
        _finish_bars(axes, [labels[place] for place in order], say)
        axes.set_xlim(0, max(1.08 * perfect, float(np.max(value + 2 * error)) * 1.05, 1e-9))
        quantity = _label(say("figure.worth_of_knowing"), say.unit(found.attrs.get("currency")))
        axes.set_xlabel(_with_rest(quantity, len(labels) - order.size, say))
    return axes


# --- how the worlds were drawn


def convergence(
    found: xr.Dataset, axes: Axes | None = None, *, language: str = "en", label: str = "", unit: str = ""
) -> Axes:
    """How low, median, mean and high settle as worlds come in, with two Monte Carlo errors either way.

    Parameters
    ----------
    found : Dataset
        With `low`, `median`, `mean` and `high`, each with `_error`, over `count`.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    say = Voice(language)
    looks = (
        ("high", BLUE, "--", "^"),
        ("mean", GREEN, "-.", "o"),
        ("median", INK, "-", "s"),
        ("low", ORANGE, "--", "v"),
    )
    with style(label):
        axes = _axes(axes, 3.1)
        at = found["count"].values
        for name, colour, line, marker in looks:
            value, error = found[name].values, found[f"{name}_error"].values
            if not np.isfinite(value).all():
                continue
            error = np.where(np.isfinite(error), error, 0.0)
            axes.fill_between(at, value - 2 * error, value + 2 * error, color=colour, alpha=0.2, linewidth=0)
            axes.plot(
                at,
                value,
                color=colour,
                linestyle=line,
                marker=marker,
                markersize=3.5,
                linewidth=1.2,
                label=say(f"figure.name_{name}"),
            )
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _place=None: say.number(value, 0)))
        axes.xaxis.set_minor_formatter(NullFormatter())
        _number_axis(axes.yaxis, say)
        axes.set_xlabel(say("figure.worlds_drawn"))
        axes.set_ylabel(folded(_label(label, say.unit(unit)), 30))
        axes.grid(visible=True)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4)
    return axes


def dependence(pairs: xr.Dataset, axes: Axes | None = None, *, language: str = "en", most: int = 30) -> Axes:
    """Rank correlations: asked (open) and achieved (filled).

    Parameters
    ----------
    pairs : Dataset
        With `asked`, `achieved`, its `error`, `first_label` and `second_label` over `pair`.
    """
    say = Voice(language)
    shown = pairs.isel(pair=slice(0, most))
    pairs_of = zip(shown["first_label"].values, shown["second_label"].values, strict=True)
    labels = [f"{folded(str(first), lines=2)} –\n{folded(str(second), lines=2)}" for first, second in pairs_of]
    with style(*labels):
        axes = _axes(axes, 1.2 + 0.62 * len(labels))
        rows = np.arange(len(labels))
        error = shown["error"].values
        axes.hlines(
            rows, shown["achieved"].values - 2 * error, shown["achieved"].values + 2 * error, color=BLUE, linewidth=1.2
        )
        axes.scatter(
            shown["asked"].values,
            rows,
            marker="D",
            s=60,
            facecolors="none",
            edgecolors=INK,
            linewidths=1.2,
            label=say("figure.asked"),
        )
        axes.scatter(
            shown["achieved"].values, rows, marker="o", s=16, color=BLUE, label=say("figure.achieved"), zorder=3
        )
        axes.axvline(0, color=INK, linewidth=0.8)
        _finish_bars(axes, labels, say)
        axes.set_xlim(-1.05, 1.05)
        axes.set_xlabel(_with_rest(say("figure.rank_correlation"), pairs.sizes["pair"] - len(labels), say))
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2)
    return axes


def scenarios(
    found: xr.Dataset,
    axes: Axes | None = None,
    *,
    language: str = "en",
    label: str = "",
    unit: str = "",
    reference: float | None = None,
) -> Axes:
    """Each scenario as a dot with its range; the dotted line is where benefits equal costs.

    Parameters
    ----------
    found : Dataset
        With `low`, `median`, `high` and `mean` over `scenario`, and the coordinate `label`.
    """
    say = Voice(language)
    labels = [str(each) for each in found["label"].values]
    with style(label, *labels):
        axes = _axes(axes, _height(labels, 1.0))
        for row in range(len(labels)):
            first = row == 0
            axes.plot(
                [found["low"].values[row], found["high"].values[row]],
                [row, row],
                color=INK if first else BLUE,
                linewidth=2.2,
                marker="|",
                markersize=8,
            )
        rows = np.arange(len(labels))
        axes.scatter(found["median"].values, rows, color=INK, s=30, zorder=3, label=say("figure.name_median"))
        axes.scatter(
            found["mean"].values,
            rows,
            facecolors="white",
            edgecolors=INK,
            marker="D",
            s=26,
            zorder=4,
            label=say("figure.name_mean"),
        )
        if reference is not None:
            axes.axvline(reference, color=RED, linestyle=":", linewidth=1.4, label=say("figure.equal"))
        _finish_bars(axes, labels, say)
        mass = float(found.attrs["mass"])
        axes.set_xlabel(_label(f"{label}, {_range_words(say, mass)}", say.unit(unit)))
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, borderaxespad=0.2)
    return axes
