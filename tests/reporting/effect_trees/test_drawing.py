"""The drawing of an effect tree: every letter within its box, no box on another, no line through a box."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.transforms import Bbox

import mcba
from mcba.reporting.effect_trees.boxes import EffectBox, effect_boxes
from mcba.reporting.effect_trees.drawing import draw_effects
from mcba.reporting.facts.facts import Facts
from mcba.reporting.words.labels import Labels


def drawn(boxes: tuple[EffectBox, ...], voice: Labels) -> Any:
    axes = draw_effects(boxes, voice)
    figure: Any = axes.get_figure(root=True)
    figure.set_dpi(180)
    figure.draw_without_rendering()
    return axes


def check(axes: Any) -> None:
    """Texts of boxes lie in a box, boxes apart, and lines between them."""
    boxes = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    for first, second in combinations(boxes, 2):
        assert Bbox.intersection(first, second) is None
    for text in (text for text in axes.texts if text.zorder == 5):
        place = text.get_window_extent()
        assert any(box.padded(1).contains(*place.min) and box.padded(1).contains(*place.max) for box in boxes), text
    for arrow in (patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)):
        line = arrow.get_path().interpolated(20).vertices
        points = arrow.get_transform().transform(line)
        inside = [box.padded(-3) for box in boxes]
        assert not any(box.contains(*point) for box in inside for point in np.asarray(points))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    "name",
    ["schilderswijk-moeders", "mobility-mentoring", "van-overleven-naar-leven", "meerwaarde-preventiecalculator"],
)
def test_the_trees_of_the_studies_can_be_read(name: str, language: str) -> None:
    facts = Facts(mcba.run(mcba.load(f"studies/{name}"), worlds=512))
    voice = Labels(facts.study, language)
    axes = drawn(effect_boxes(facts, voice), voice)
    check(axes)
    assert axes.get_figure(root=True).get_size_inches()[1] < 8.6  # a page of A4 with its heading and caption
    assert {text.get_fontsize() for text in axes.texts if text.zorder == 5} == {9.0}


def box(name: str, layer: int, *before: str, label: str = "Effect") -> EffectBox:
    return EffectBox(name, layer, label, (("no figure", ""),), "", "", "open", before)


def test_deep_trees_and_long_words_stay_on_the_page() -> None:
    """Six layers share four columns; a word that is wider than its box is broken."""
    chain = tuple(box(f"e{layer}", layer, *([f"e{layer - 1}"] if layer else [])) for layer in range(6))
    long = box("long", 1, "e0", label="Meerpersoonshuishoudensschuldhulpverleningstrajectbegeleiding")
    axes = drawn((*chain, long), Labels(None, "nl"))
    check(axes)
    assert sum(isinstance(patch, FancyArrowPatch) for patch in axes.patches) == 6  # one a link


def test_one_effect_is_a_tree() -> None:
    check(drawn((box("only", 0),), Labels(None, "en")))
