"""The effect tree: layers, kinds, and the figure, bearers and sign that each effect takes from the study."""

from __future__ import annotations

from pathlib import Path

from mcba.study.reading import read
from mcba.study.reading.effects import EffectFigure, TreeEffect, effect_tree, figures_of

TEXT = """
[study]
title = "A tree"
[assumptions]
care = { value = 100, unit = "EUR/year" }
[benefits.care_avoided]
formula = "care"
gains = { client = 0.5, insurer = 0.5 }
[costs.staff]
formula = "care"
losses = { city = 1 }
[pm.wellbeing]
label = "Well-being"
sign = "?"
bearer = "family"
[effects]
end = { label = "End", from = ["rest", "help"], figure = "care_avoided" }
rest = { label = "Rest", from = "help", figure = "wellbeing" }
help = { label = "Help", figure = "staff" }
later = { label = "Later", from = "rest", sign = "-", bearer = ["family", "client"], kind = "direct" }
"""


def tree() -> dict[str, TreeEffect]:
    document = read(Path("study.toml"), TEXT).document
    return {effect.name: effect for effect in effect_tree(document)}


def test_an_effect_stands_after_the_longest_way_to_it() -> None:
    assert {name: effect.layer for name, effect in tree().items()} == {"help": 0, "rest": 1, "end": 2, "later": 2}
    assert list(tree()) == ["help", "rest", "end", "later"]


def test_the_kind_follows_from_what_stands_before_unless_it_is_stated() -> None:
    kinds = {name: effect.kind for name, effect in tree().items()}
    assert kinds == {"help": "activity", "rest": "direct", "end": "direct", "later": "direct"}
    text = TEXT.replace('["rest", "help"]', '"rest"').replace(', kind = "direct"', "")
    document = read(Path("study.toml"), text).document
    assert {effect.name: effect.kind for effect in effect_tree(document)}["end"] == "follow_on"


def test_bearers_and_sign_follow_from_the_figure_unless_they_are_stated() -> None:
    found = {name: (effect.bearers, effect.sign) for name, effect in tree().items()}
    assert found == {
        "help": (("city",), "-"),
        "rest": (("family",), "?"),
        "end": (("client", "insurer"), "+"),
        "later": (("family", "client"), "-"),
    }


def test_a_figure_is_found_by_its_name_or_with_its_section() -> None:
    document = read(Path("study.toml"), TEXT).document
    assert (
        figures_of(document, "wellbeing") == figures_of(document, "pm.wellbeing") == [EffectFigure("pm", "wellbeing")]
    )
    assert figures_of(document, "costs.wellbeing") == figures_of(document, "study.title") == []
