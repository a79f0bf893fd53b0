"""The style of every figure: colours, letters, axes, labels and legends.

Nothing global is read or changed: every figure is a `matplotlib.figure.Figure` of its own, drawn in this style. Colours
are told apart by the colour-blind (Okabe & Ito 2008, https://jfly.uni-koeln.de/color) and differ in grey; where two
meet, so do line, marker or hatch. The same data give the same bytes.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.arrays import Array, Integers
from mcba.reporting.words.voice import Voice

if TYPE_CHECKING:
    from matplotlib.axes import Axes


BLUE, ORANGE, GREEN, SKY, RED, GREY, INK = "#0072B2", "#E69F00", "#009E73", "#56B4E9", "#D55E00", "#8C8C8C", "#222222"
MIDDLE = "#4E9ACB"  # between blue and sky
_STYLE: dict[str, Any] = {
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
PAGE_WIDTH = 6.3  # inches: the text of an A4 page
MOST_BARS = 12
_LABEL = 40  # characters on a line of a label
_TICKS, _LINE = 0.31, 0.155  # inches: ticks with their numbers below axes, and a line of the label of an axis
_VISIBLE = 0.005  # bars shorter than this share of the longest are left out, and counted
_LETTERS = 6  # of a tick in the room that matplotlib counts for it: three times the size of letters, each half as wide
_GAP = 2  # letters between two labels
LOOKS: tuple[tuple[str, Any, str], ...] = (
    (BLUE, "-", "o"),
    (ORANGE, "--", "^"),
    (GREEN, "-.", "s"),
    (RED, ":", "D"),
    (SKY, (0, (5, 1, 1, 1)), "v"),
    (GREY, "-", "x"),
)
"""Colour, line and marker of things beside each other, such as options."""
BAR: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.4}


# --- letters


@contextmanager
def styled(*texts: str) -> Iterator[None]:
    """The style of the figures, for as long as one is drawn; with fonts that have the characters of these texts."""
    import matplotlib as mpl

    settings: Any = mpl.rcParams
    before, families = dict.copy(settings), ["DejaVu Sans", *other_fonts("".join(texts))]
    try:
        dict.update(settings, _checked_style(), **{"font.family": families})
        yield
    finally:
        dict.update(settings, before)


@lru_cache(maxsize=1)
def _checked_style() -> dict[str, Any]:
    """Every setting of the style, as Matplotlib checks them: a check of all takes longer than some figures."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        settings: Any = mpl.rcParams
        settings.update(_STYLE)
        checked = dict.copy(settings)
    del checked["backend"]
    return checked


def other_fonts(text: str) -> list[str]:
    """Installed fonts for characters that DejaVu Sans lacks; none where no font has them."""
    unusual = frozenset(character for character in text if ord(character) > 0x24F)
    return list(_fonts_for(unusual)) if unusual else []


@lru_cache(maxsize=64)
def _fonts_for(characters: frozenset[str]) -> tuple[str, ...]:
    from matplotlib import font_manager

    def has(path: str) -> set[int]:
        return set(font_manager.get_font(path).get_charmap())

    missing = {ord(character) for character in characters} - has(font_manager.findfont("DejaVu Sans"))
    names: list[str] = []
    for font in sorted(font_manager.fontManager.ttflist, key=lambda font: (font.name, font.fname)):
        usable = font.style == "normal" and font.weight in {400, "normal", "regular"} and font.name not in names
        if missing and usable and not font.name.startswith("Last Resort"):  # that one draws boxes
            covered = missing & has(font.fname)
            if covered:
                names.append(font.name)
                missing -= covered
    return tuple(names)


# --- figures


def axes_of(axes: Axes | None, height: float, width: float = PAGE_WIDTH) -> Axes:
    """The axes that were given, or those of a new figure of this size in inches."""
    from matplotlib.figure import Figure

    if axes is not None:
        return axes
    made: Axes = Figure(figsize=(width, height), layout="constrained").add_subplot()
    return made


# --- labels


def folded(label: str, width: int = _LABEL, lines: int = 3) -> str:
    """A label on a few lines; of what does not fit the middle is left out, for labels often differ at their end."""
    whole = textwrap.wrap(label, width)
    if len(whole) <= lines:
        return "\n".join(whole)
    end = label[-width // 2 :].lstrip()
    begin = textwrap.wrap(label, width)[: lines - 1]
    last = textwrap.shorten(label[sum(map(len, begin)) + len(begin) :], width - len(end) - 2, placeholder="")
    return "\n".join([*begin, f"{last} … {end}".strip()])


def height_of(labels: Sequence[str], around: float, *, bars: int = 1) -> float:
    """Inches for a row of bars for each label, and for what stands around them."""
    return around + sum(0.15 + max(0.13 * len(folded(label).splitlines()), 0.15 * bars) for label in labels)


def with_unit(quantity: str, unit: str) -> str:
    """The label of an axis: a quantity, and its unit in brackets."""
    return f"{quantity} ({unit})" if unit else quantity


def range_words(voice: Voice, mass: float) -> str:
    """What a range of this mass is called."""
    return voice("figure.range", share=voice.exact_percent(mass))


# --- axes


def number_axis(axis: Any, voice: Voice, *, percent: bool = False, ticks: int = 6) -> None:
    """Ticks with numbers as the language writes them, no more than there is room for."""
    from matplotlib.ticker import Formatter

    def written(value: float, places: Array) -> str:
        scale = 100 if percent else 1
        step = np.abs(np.diff(places)).min() if places.size > 1 else abs(value)
        return voice.number(scale * value, decimals_of_step(scale * float(step))) + percent * " %"

    class Numbers(Formatter):
        def __call__(self, value: float, _place: int | None = None) -> str:
            return written(value, axis.get_majorticklocs())

        def format_ticks(self, values: Any) -> list[str]:
            return [written(value, np.asarray(values)) for value in values]

    axis.set_major_locator(_fitting_locator(axis, written, ticks))
    axis.set_major_formatter(Numbers())


def _fitting_locator(axis: Any, written: Callable[[float, Array], str], most: int) -> Any:
    """Round ticks, as many as stand beside each other."""
    from matplotlib.ticker import MaxNLocator

    class Fitting(MaxNLocator):
        def tick_values(self, vmin: float, vmax: float) -> Any:
            room = axis.get_tick_space() * (_LETTERS if axis.axis_name == "x" else math.inf)
            for bins, fewest in [*((bins, 2) for bins in range(most, 0, -1)), (1, 1)]:
                self.set_params(nbins=bins, min_n_ticks=fewest)
                places: Any = super().tick_values(vmin, vmax)
                if self._letters(places, vmax - vmin) <= room:
                    break
            return places

        def _letters(self, places: Array, span: float) -> float:
            """Letters along the whole axis, were it as full as between two of these ticks."""
            longest = max(len(written(tick, places)) for tick in places)
            return (longest + _GAP) * span / float(np.diff(places).min())

    return Fitting(steps=[1, 2, 2.5, 5, 10])


def decimals_of_step(step: float) -> int:
    """As many decimals as write every multiple of a round step: 1, 2, 2.5 or 5 times a power of ten."""
    if step <= 0:
        return 0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    scaled = step * 10**decimals
    return decimals + int(abs(scaled - round(scaled)) > 1e-6)


def count_axis(axis: Any, voice: Voice) -> None:
    """A logarithmic axis of counts, such as worlds drawn."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis.axes.set_xscale("log")
    axis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    axis.set_major_formatter(FuncFormatter(lambda value, _place=None: voice.number(value, 0)))
    axis.set_minor_formatter(NullFormatter())


def share_axis(axes: Axes) -> None:
    """A vertical axis of shares, from none to all."""
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [f"{tick} %" for tick in (0, 25, 50, 75, 100)])


def label_rows(axes: Axes, labels: Sequence[str]) -> None:
    """The first row on top, each with its label."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.grid(visible=True, axis="x")


def finish_bars(axes: Axes, labels: Sequence[str], voice: Voice) -> None:
    """The first row on top, each with its folded label, and numbers below."""
    label_rows(axes, [label if "\n" in label else folded(label) for label in labels])
    axes.tick_params(axis="y", length=0)
    number_axis(axes.xaxis, voice)
    axes.use_sticky_edges = False
    axes.margins(x=0.14)
    axes.spines["left"].set_visible(False)


# --- legends


def legend_above(axes: Axes, columns: int = 2) -> None:
    """The legend to the right above the axes."""
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=columns, borderaxespad=0.2)


def legend_below(axes: Axes, columns: int, *, marks: float = 1.0, beside: Axes | None = None) -> None:
    """The legend below the label of the axis, however many lines that has and however high the axes are.

    What `beside` shows, on another scale, stands in it too.
    """
    from matplotlib.transforms import ScaledTranslation

    handles, labels = axes.get_legend_handles_labels()
    if beside is not None:
        more = beside.get_legend_handles_labels()
        handles, labels = [*handles, *more[0]], [*labels, *more[1]]
    figure = axes.get_figure(root=True)
    assert figure is not None
    away = _TICKS + _LINE * (1 + axes.get_xlabel().count("\n"))
    below = axes.transAxes + ScaledTranslation(0, -away, figure.dpi_scale_trans)
    look: dict[str, Any] = {"bbox_to_anchor": (0.5, 0.0), "bbox_transform": below, "borderaxespad": 0.0}
    axes.legend(handles, labels, loc="upper center", ncols=columns, markerscale=marks, **look)


# --- bars by length


def longest(lengths: Array, most: int) -> Integers:
    """The places of the longest bars, the longest first; without those too short to be seen."""
    order = np.argsort(-lengths, kind="stable")[:most]
    seen = order[lengths[order] > _VISIBLE * lengths.max()]
    return seen if seen.size else order[:1]


def with_rest(label: str, rest: int, voice: Voice) -> str:
    """A label of an axis that says how many bars were left out."""
    return f"{label}\n{voice('figure.not_shown', count=rest)}" if rest > 0 else label
