"""A slide: of its size, the same bytes each time, and with every word, however many there are."""

from __future__ import annotations

import io

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import imread

from mcba.reporting.writers.slide import HEIGHT, WIDTH, slide

LONG = "An approach of intensive, outreaching and coordinated help to households with several problems at once " * 2
LINES = ["Choose the project. Benefits exceed costs in 94 of 100 computations."] + [
    "Each euro brings a little more. " * 6
] * 3


def drawn() -> Axes:
    axes = Figure().add_subplot()
    axes.plot([0, 1], [0, 1])
    return axes


@pytest.mark.parametrize("title", ["Coaches", LONG])
@pytest.mark.parametrize("picture", [drawn, None])
def test_a_slide_has_its_size_and_an_empty_edge(title: str, picture: object) -> None:
    content = slide(title, LINES, "Study coaches", picture)  # type: ignore[arg-type]
    pixels = imread(io.BytesIO(content))[:, :, :3]
    assert pixels.shape == (HEIGHT, WIDTH, 3) == (900, 1600, 3)
    inked = np.argwhere((pixels < 0.9).any(axis=2))
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0)
    assert top >= 40
    assert left >= 40
    assert bottom <= HEIGHT - 20
    assert right <= WIDTH - 40
    assert content == slide(title, LINES, "Study coaches", picture)  # type: ignore[arg-type]


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit on a slide"):
        slide("Title", [LONG * 60], "Study", None)
