"""Plots: figures that are drawn when they are wanted, with a caption and words for those who cannot see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcba.reporting.blocks import Picture, Thumbnail
from mcba.reporting.figures.style import rendered

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Plot:
    """A figure by its name; drawn when it is wanted.

    Parameters
    ----------
    name : str
        Of its files.
    caption, alt : str
        What it shows, and the words for those who cannot see it.
    draw : function
        Gives the axes of a new one.

    Examples
    --------
    >>> Plot("cloud", "Worlds", "A cloud of points", lambda: None).name
    'cloud'
    """

    name: str
    caption: str
    alt: str
    draw: Callable[[], Axes]

    def picture(self) -> Picture:
        """Drawn, as a block of a page."""
        return Picture(self.name, self.caption, self.alt, *self._drawn())

    def thumbnail(self, width: float) -> Thumbnail:
        """Drawn so many centimetres wide, to stand within a line."""
        return Thumbnail(self.name, *self._drawn(), self.alt, width)

    def files(self) -> dict[str, bytes]:
        """Drawn, as a PNG and an SVG by the names of their files."""
        return {f"{self.name}.{kind}": content for kind, content in zip(("png", "svg"), self._drawn(), strict=True)}

    def _drawn(self) -> tuple[bytes, bytes]:
        """Drawn once, as PNG and as SVG."""
        axes = self.draw()
        return rendered(axes, "png"), rendered(axes, "svg")
