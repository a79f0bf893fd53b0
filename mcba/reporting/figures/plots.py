"""Plots: figures that are drawn when they are wanted, with their words, and how a figure becomes a PNG or SVG."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.errors import RequestError, RunError
from mcba.reporting.blocks import Picture, Thumbnail
from mcba.reporting.figures.style import INK, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


_DOTS = 180  # an inch
_COMPRESSION = 3  # of PNG, from 1 to 9: beyond 3 a file takes longer and is hardly smaller
_TITLE, _SOURCE = 9.6, 20.0  # letters of a title, and of a source line, that an inch holds
_QUIET = "#666666"


@dataclass(frozen=True, eq=False)
class Drawn:
    """A drawing of axes: made when it is first wanted, and rendered once in each kind that is.

    Parameters
    ----------
    draw : function
        Gives the axes.
    title, source : str
        What it says, above it, and what it rests on, below it; neither where empty.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> Drawn(lambda: Figure().add_subplot()).svg[:5]
    b'<?xml'
    """

    draw: Callable[[], Axes]
    title: str = ""
    source: str = ""

    @cached_property
    def axes(self) -> Axes:
        """The axes, drawn."""
        axes = self.draw()
        frame(axes, self.title, self.source)
        return axes

    @cached_property
    def png(self) -> bytes:
        """As PNG."""
        return rendered(self.axes, "png")

    @cached_property
    def svg(self) -> bytes:
        """As SVG."""
        return rendered(self.axes, "svg")


@dataclass(frozen=True)
class Plot:
    """A figure by its name; drawn when it is wanted.

    Parameters
    ----------
    name : str
        Of its files.
    caption, alt : str
        What it shows, and the words for those who cannot see it.
    drawing : Drawn

    Examples
    --------
    >>> Plot("cloud", "Worlds", "A cloud of points", Drawn(lambda: None)).name
    'cloud'
    """

    name: str
    caption: str
    alt: str
    drawing: Drawn

    def picture(self) -> Picture:
        """As a block of a page."""
        return Picture(self.name, self.caption, self.alt, self.drawing)

    def thumbnail(self, width: float) -> Thumbnail:
        """So many centimetres wide, to stand within a line."""
        return Thumbnail(self.name, self.drawing, self.alt, width)

    def files(self, source: str) -> dict[str, bytes]:
        """As a PNG and an SVG that can stand alone, by the names of their files; `source` is what it rests on."""
        alone = replace(self.drawing, title=self.drawing.title or self.caption, source=source)
        return {f"{self.name}.png": alone.png, f"{self.name}.svg": alone.svg}


# --- from axes to files


def frame(axes: Axes, title: str, source: str) -> None:
    """What a figure says above it, and what it rests on below it, so that it can stand alone; neither where empty.

    Parameters
    ----------
    axes : Axes
        Of the figure.
    title, source : str
    """
    figure = axes.get_figure(root=True)
    if figure is None or not (title or source):
        return
    width, height = figure.get_size_inches()
    lines = {"title": textwrap.wrap(title, int(_TITLE * width)), "source": textwrap.wrap(source, int(_SOURCE * width))}
    figure.set_size_inches(width, height + 0.2 * len(lines["title"]) + 0.13 * len(lines["source"]))
    with styled(title, source):
        left: dict[str, Any] = {"x": 0.012, "ha": "left"}
        if title:
            figure.suptitle("\n".join(lines["title"]), fontsize=11, fontweight="bold", color=INK, **left)
        if source:
            figure.supxlabel("\n".join(lines["source"]), fontsize=6.5, color=_QUIET, **left)
            _raise_legends(figure, 0.06 + 0.13 * len(lines["source"]))


def _raise_legends(figure: Figure, inches: float) -> None:
    """Leave so much room below the legends of a whole figure and what stands above them."""
    share = inches / float(figure.get_figheight())
    engine: Any = figure.get_layout_engine()
    for legend in figure.legends:
        legend.set_bbox_to_anchor((0.0, share, 1.0, 1.0 - share))
        engine.set(rect=(0.0, share, 1.0, 1.0 - share))


def save(axes: Axes, file: str | Path | io.BytesIO, *, kind: str | None = None, dots: int = _DOTS) -> None:
    """Write the figure of these axes as PNG or SVG, the same bytes each time.

    Parameters
    ----------
    axes : Axes
    file : str, Path or BytesIO
    kind : {"png", "svg"}, optional
        The ending of the file when absent.
    dots : int
        An inch, of a PNG.

    Raises
    ------
    RequestError
        For another format.
    RunError
        For axes that are in no figure.
    """
    kind = kind or Path(str(file)).suffix.lstrip(".")
    if kind not in _KINDS:
        raise RequestError(f"{kind!r} is no format of a figure; allowed are png and svg")
    figure = axes.get_figure(root=True)
    if figure is None:
        raise RunError("these axes are in no figure")
    with styled(*_texts_of(figure)):
        _settle(figure, dots)
        _KINDS[kind](figure, file)


def _settle(figure: Figure, dots: int) -> None:
    """Lay the figure out, once and the same for each format."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(dots)
    engine = figure.get_layout_engine()
    if engine is not None:
        FigureCanvasAgg(figure)
        engine.execute(figure)
        figure.set_layout_engine("none")


def _write_png(figure: Figure, file: str | Path | io.BytesIO) -> None:
    """Drawn once: `savefig` would draw everything a second time, to find a layout that is settled."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    # Figures are opaque, so three channels say it all.
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    image.save(file, format="png", dpi=(figure.dpi, figure.dpi), compress_level=_COMPRESSION)


def _write_svg(figure: Figure, file: str | Path | io.BytesIO) -> None:
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    dots = figure.dpi
    canvas: Any = FigureCanvasSVG(figure)
    canvas.print_svg(file, metadata={"Date": None, "Creator": None})
    figure.set_dpi(dots)


_KINDS: dict[str, Callable[[Figure, str | Path | io.BytesIO], None]] = {"png": _write_png, "svg": _write_svg}


def rendered(axes: Axes, kind: str, *, dots: int = _DOTS) -> bytes:
    """The figure of these axes as a picture.

    Parameters
    ----------
    axes : Axes
    kind : {"png", "svg"}
    dots : int
        An inch, of a PNG.

    Returns
    -------
    bytes

    Raises
    ------
    RunError
        As `save`.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> rendered(Figure().add_subplot(), "png")[1:4]
    b'PNG'
    """
    buffer = io.BytesIO()
    save(axes, buffer, kind=kind, dots=dots)
    return buffer.getvalue()


def _texts_of(figure: Figure) -> list[str]:
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
