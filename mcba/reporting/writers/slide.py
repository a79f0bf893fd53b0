"""A slide: title, a few lines and a picture, 1600 by 900 pixels, of which no word is cut off."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mcba.reporting.figures.plots import rendered
from mcba.reporting.figures.style import GREY, INK, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 1600, 900  # pixels
_DOTS = 100  # an inch
_MARGIN, _GAP = 60, 40
_TEXT_WIDTH = 600  # beside a picture
_PICTURE_SIZE = (5.6, 4.0)  # inches: letters of a figure are then read from the back of a room
_SIZES = tuple(range(30, 8, -1))  # points, the largest first


def slide(title: str, lines: Sequence[str], source: str, draw: Callable[[], Axes] | None) -> bytes:
    """A slide as a PNG.

    Parameters
    ----------
    title : str
    lines : sequence of str
        Each a short paragraph, the first of which stands out; letters are as large as they fit.
    source : str
        Below everything.
    draw : function, optional
        Gives the axes of a picture to the right of the lines; these have the whole width where there is none.

    Returns
    -------
    bytes

    Examples
    --------
    >>> slide("A title", ["One line."], "A source", None)[1:4]
    b'PNG'
    """
    from matplotlib.figure import Figure

    with styled(title, source, *lines):
        figure = Figure(figsize=(WIDTH / _DOTS, HEIGHT / _DOTS), dpi=_DOTS)
        whole = WIDTH - 2 * _MARGIN
        top = _MARGIN + _put(figure, [title], (_MARGIN, _MARGIN), (whole, 150), weight="bold") + _GAP
        below = HEIGHT - _MARGIN - 40
        _put(figure, [source], (_MARGIN, below + 15), (whole, 40), most=12, color=GREY)
        width = whole if draw is None else _TEXT_WIDTH
        first, *others = lines
        said = _put(figure, [first], (_MARGIN, top), (width, 0.5 * (below - top)), most=22, weight="bold")
        under = top + said + _GAP
        _put(figure, others, (_MARGIN, under), (width, below - under), most=20)
        if draw is not None:
            left = _MARGIN + _TEXT_WIDTH + _GAP
            _show(figure, draw, (left, top), (WIDTH - _MARGIN - left, below - top))
        return _written(figure)


def _put(
    figure: Figure,
    paragraphs: Sequence[str],
    corner: tuple[float, float],
    room: tuple[float, float],
    *,
    most: int = 30,
    color: str = INK,
    weight: str = "normal",
) -> float:
    """Write paragraphs from a corner down, as large as they fit, and say how high they are, all in pixels."""
    for points in (size for size in _SIZES if size <= most):
        written = figure.text(
            corner[0] / WIDTH,
            1 - corner[1] / HEIGHT,
            "\n\n".join(_wrapped(figure, paragraph, points, room[0], weight) for paragraph in paragraphs),
            fontsize=points,
            va="top",
            linespacing=1.3,
            color=color,
            weight=weight,
        )
        extent = written.get_window_extent()
        if extent.height <= room[1] and extent.width <= room[0]:
            return float(extent.height)
        written.remove()
    raise ValueError(f"{paragraphs} do not fit on a slide")


def _wrapped(figure: Figure, paragraph: str, points: float, width: float, weight: str) -> str:
    """A paragraph in lines that are no wider than this many pixels."""

    def wide(text: str) -> float:
        probe = figure.text(0, 0, text, fontsize=points, weight=weight)
        extent = float(probe.get_window_extent().width)
        probe.remove()
        return extent

    letters = max(8, int(len(paragraph) * width / max(wide(paragraph), 1.0)) + 2)
    while True:
        lines = textwrap.wrap(paragraph, letters)
        if letters <= 8 or max(map(wide, lines)) <= width:
            return "\n".join(lines)
        letters -= 1


def _show(figure: Figure, draw: Callable[[], Axes], corner: tuple[float, float], room: tuple[float, float]) -> None:
    """Draw a picture in its room, without stretching it, in letters that are large beside it."""
    import matplotlib.image as images

    axes = draw()
    own = axes.get_figure(root=True)
    assert own is not None
    own.set_size_inches(*_PICTURE_SIZE)
    dots = int(min(room[0] / _PICTURE_SIZE[0], room[1] / _PICTURE_SIZE[1]))
    pixels = images.imread(io.BytesIO(rendered(axes, "png", dots=dots)))
    height = pixels.shape[0]
    figure.figimage(pixels, xo=round(corner[0]), yo=round(HEIGHT - corner[1] - height))


def _written(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DOTS, metadata={"Software": None})
    return buffer.getvalue()
