"""The effect tree as a figure: from activities on the left to what follows on the right, each with its figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from mcba.reporting.effect_trees.boxes import EffectBox, Look
from mcba.reporting.effect_trees.layering import Layering
from mcba.reporting.figures.style import BLUE, GREY, INK, ORANGE, PAGE_WIDTH, axes_of, styled
from mcba.reporting.words.voice import Voice

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LOOKS: Mapping[Look, tuple[str, str, str]] = {
    "gain": (BLUE, "#E8F1F8", "-"),
    "cost": (ORANGE, "#FDF3DF", "-"),
    "number": (GREY, "#F4F4F4", "-"),
    "open": (GREY, "#FFFFFF", "--"),
}
"""Edge, face and line of a box: in the amounts as a gain or a cost, in a unit of its own, or without a figure."""

_MOST_COLUMNS = 4
_SIZE, _LINE, _PAD, _GAP, _BETWEEN = 9.0, 0.142, 0.045, 0.07, 0.21  # points; inches
_SHIFTS, _SHIFT, _NARROWEST = 24, 0.04, 1.2  # of the widths of columns, in inches
_FILLED = 0.95  # of the width of a box by text: letters are drawn on whole dots, which makes them a little wider


def draw_effects(boxes: Sequence[EffectBox], voice: Voice, axes: Axes | None = None) -> Axes:
    """The effect tree, layer by layer from left to right.

    Parameters
    ----------
    boxes : sequence of EffectBox
        Each after those that it follows from.
    """
    deepest = max(box.layer for box in boxes)
    columns = {box.name: round(box.layer * min(1.0, (_MOST_COLUMNS - 1) / max(deepest, 1))) for box in boxes}
    with styled(*(box.label for box in boxes)):
        last = max(columns.values())
        loops = any(columns[before] == columns[box.name] == last for box in boxes for before in box.before)
        widths = _widths(boxes, columns, PAGE_WIDTH - _BETWEEN * 0.6 * loops)
        lefts = [sum(widths[:column]) + column * _BETWEEN for column in range(len(widths))]
        texts = {box.name: _lines(box, widths[columns[box.name]]) for box in boxes}
        heights = {name: _height(lines) for name, lines in texts.items()}
        links = [(before, box.name) for box in boxes for before in box.before if columns[before] < columns[box.name]]
        plan = Layering(columns, links, heights, _GAP)
        axes = axes_of(axes, plan.height + 0.6)
        axes.set_axis_off()
        axes.set_xlim(-0.02, PAGE_WIDTH + 0.02)
        axes.set_ylim(plan.height + 0.32, -0.28)
        _draw_headings(axes, boxes, columns, lefts, voice)
        for way in plan.ways.values():
            _draw_way(axes, plan, way, lefts, widths)
        for box in boxes:
            for before in (before for before in box.before if columns[before] == columns[box.name]):
                right = lefts[columns[before]] + widths[columns[before]]
                _draw_loop(axes, right, plan.middles[before], plan.middles[box.name])
        for box in boxes:
            column = columns[box.name]
            top = plan.middles[box.name] - heights[box.name] / 2
            _draw_box(axes, box.look, texts[box.name], (lefts[column], top, widths[column], heights[box.name]))
        _draw_legend(axes, {box.look for box in boxes}, plan.height + 0.2, voice)
    return axes


def _widths(boxes: Sequence[EffectBox], columns: Mapping[str, int], room: float) -> list[float]:
    """The width of each column, in inches: the fuller one is, the wider, so that the highest is as low as can be."""
    count = max(columns.values()) + 1
    widths = [(room - (count - 1) * _BETWEEN) / max(count, 2)] * count
    least = [_NARROWEST] * count
    for box in boxes:
        words = f"{box.label} {box.bearers} {box.reinforces}".split()
        longest = max(_width(word, False) for word in words) / _FILLED + 2 * _PAD
        least[columns[box.name]] = max(least[columns[box.name]], longest)
    tried = [widths]
    for _ in range(_SHIFTS if count > 1 else 0):
        heights = _highest(boxes, columns, widths)
        narrow = [column for column in range(count) if widths[column] < least[column]]
        wider = narrow[0] if narrow else heights.index(max(heights))
        able = [column for column in range(count) if widths[column] - _SHIFT >= least[column] and column != wider]
        if not able:
            break
        spare = min(able, key=heights.__getitem__)
        widths = [
            width + _SHIFT * (column == wider) - _SHIFT * (column == spare) for column, width in enumerate(widths)
        ]
        tried.append(widths)
    return min(tried, key=lambda some: (_lacking(some, least), max(_highest(boxes, columns, some))))


def _lacking(widths: Sequence[float], least: Sequence[float]) -> float:
    """By how much columns are narrower than their longest word."""
    return sum(max(0.0, needed - width) for width, needed in zip(widths, least, strict=True))


def _highest(boxes: Sequence[EffectBox], columns: Mapping[str, int], widths: Sequence[float]) -> list[float]:
    """The height of each column at these widths."""
    heights = [0.0] * len(widths)
    for box in boxes:
        heights[columns[box.name]] += _height(_lines(box, widths[columns[box.name]])) + _GAP
    return heights


# --- text in boxes


def _lines(box: EffectBox, width: float) -> list[tuple[str, str]]:
    """Each line of a box of this width, and its style."""
    return list(_styled_lines(box, _FILLED * (width - 2 * _PAD)))


def _height(lines: Sequence[tuple[str, str]]) -> float:
    return _LINE * len(lines) + 2 * _PAD


def _styled_lines(box: EffectBox, width: float) -> Iterator[tuple[str, str]]:
    yield from ((line, "label") for line in _folded(box.label, width, bold=False))
    for figure, ends in box.figures:
        yield from ((line, "quiet" if box.look == "open" else "figure") for line in _folded(figure, width, bold=True))
        yield from ((line, "label") for line in _folded(ends, width, bold=False) if ends)
    for words in filter(None, (box.bearers, box.reinforces)):
        yield from ((line, "quiet") for line in _folded(words, width, bold=False))


def _folded(words: str, width: float, *, bold: bool) -> list[str]:
    """Words on lines that are no wider than this; a word that is wider by itself is broken."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, bold) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        *whole, lines[-1] = _broken(word, width, bold)
        lines[-1:-1] = whole
    return lines


def _broken(word: str, width: float, bold: bool) -> list[str]:
    """A word in parts that are no wider than this."""
    if _width(word, bold) <= width:
        return [word]
    fits = max(count for count in range(1, len(word)) if count == 1 or _width(f"{word[:count]}-", bold) <= width)
    return [f"{word[:fits]}-", *_broken(word[fits:], width, bold)]


@lru_cache(maxsize=4_096)
def _width(words: str, bold: bool) -> float:
    """Of a line in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=_SIZE, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(words, font, ismath=False)
    return float(width) / 72


# --- drawing


def _draw_box(
    axes: Axes, look: Look, lines: Sequence[tuple[str, str]], place: tuple[float, float, float, float]
) -> None:
    from matplotlib.patches import FancyBboxPatch

    left, top, width, height = place
    edge, face, line = _LOOKS[look]
    shape = "round,pad=0,rounding_size=0.05"
    axes.add_patch(
        FancyBboxPatch(
            (left, top), width, height, shape, edgecolor=edge, facecolor=face, linestyle=line, linewidth=1.0, zorder=2
        )
    )
    for number, (words, style) in enumerate(lines):
        axes.text(
            left + _PAD,
            top + _PAD + _LINE * (number + 0.5),
            words,
            fontsize=_SIZE,
            fontweight="bold" if style == "figure" else "normal",
            color="#5A5A5A" if style == "quiet" else INK,
            va="center_baseline",
            zorder=5,
        )


def _draw_headings(
    axes: Axes, boxes: Sequence[EffectBox], columns: Mapping[str, int], lefts: Sequence[float], voice: Voice
) -> None:
    """What the effects of a column are, where a column holds one kind."""
    for column, left in enumerate(lefts):
        layers = {box.layer for box in boxes if columns[box.name] == column}
        kind = ("activity", "direct", "follow_on", "further")[min(*layers, 3)]
        axes.text(left, -0.14, voice(f"figure.effects_{kind}"), fontsize=_SIZE, color="#5A5A5A", va="center")


def _draw_way(
    axes: Axes, plan: Layering, way: Sequence[object], lefts: Sequence[float], widths: Sequence[float]
) -> None:
    """A line from the right side of a box through the lanes of the columns between to the left side of another."""
    from matplotlib.path import Path

    ends = [(_port(plan, way, 0), _port(plan, way, -1))]
    heights = [ends[0][0], *(plan.middles[node] for node in way[1:-1]), ends[0][1]]
    first = plan.columns[str(way[0])]
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for step, (start, end) in enumerate(pairwise(heights)):
        left, right = lefts[first + step] + widths[first + step], lefts[first + step + 1]
        middle = (left + right) / 2
        points += [(left, start), (middle, start), (middle, end), (right, end)]
        codes += [int(Path.LINETO if step else Path.MOVETO), *[int(Path.CURVE4)] * 3]
    _draw_arrow(axes, Path(points, codes))


def _draw_loop(axes: Axes, right: float, start: float, end: float) -> None:
    """A line between two boxes of one column, out of the right side of the one and into that of the other."""
    from matplotlib.path import Path

    out = right + _BETWEEN * 0.6
    points = [(right, start), (out, start), (out, end), (right, end)]
    _draw_arrow(axes, Path(points, [int(Path.MOVETO), *[int(Path.CURVE4)] * 3]))


def _draw_arrow(axes: Axes, path: Any) -> None:
    from matplotlib.patches import FancyArrowPatch

    look: dict[str, Any] = {"arrowstyle": "-|>,head_length=3,head_width=1.6", "color": "#6E6E6E", "linewidth": 0.9}
    axes.add_patch(FancyArrowPatch(path=path, zorder=1, **look))


def _port(plan: Layering, way: Sequence[object], end: Literal[0, -1]) -> float:
    """Where a line leaves or enters a box: those of one side stand in the order of their other ends."""
    box, beside = str(way[end]), way[1] if end == 0 else way[-2]
    others = sorted(
        plan.middles[other[1] if end == 0 else other[-2]] for other in plan.ways.values() if other[end] == way[end]
    )
    place = others.index(plan.middles[beside])
    room = plan.heights[box] * 0.7
    return plan.middles[box] + room * ((place + 0.5) / len(others) - 0.5)


def _draw_legend(axes: Axes, looks: set[Look], at: float, voice: Voice) -> None:
    from matplotlib.patches import Rectangle

    left = 0.0
    for look in (look for look in _LOOKS if look in looks):
        edge, face, line = _LOOKS[look]
        axes.add_patch(Rectangle((left, at - 0.05), 0.2, 0.1, edgecolor=edge, facecolor=face, linestyle=line))
        words = voice(f"figure.effects_{look}")
        axes.text(left + 0.26, at, words, fontsize=_SIZE - 0.5, color=INK, va="center")
        left += 0.26 + _width(words, False) + 0.18
