"""Hints at names and words."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcba.errors import Note
from mcba.study.hints.hinting import hints
from mcba.study.hints.names import _distance, looks_dutch, nearly_the_same
from mcba.study.reading import read

STUDY = """
[study]
title = "{title}"
{header}
question = "{title}"
[choices.discount_rate]
value = 0.03
[assumptions.amount]
value = 10
[benefits.care]
formula = "amount"
gains = {{ gemeente = 0.5, zorgverzekeraar = 0.5 }}
[benefits.work]
formula = "amount"
gains = {{ gemeente = 1.0 }}
[costs.project]
formula = "amount"
losses = {{ {payer} = 1.0 }}
"""
DUTCH = "Wegen de baten van het project voor de gemeente op tegen de kosten van het werk met de deelnemers"


def found(look: object, payer: str = "gemeente", title: str = "Costs", header: str = "", more: str = "") -> list[Note]:
    study = read(Path("study.toml"), STUDY.format(payer=payer, title=title, header=header) + more)
    return [note for _, note in look(study)]  # type: ignore[operator]


def test_a_slip_in_the_name_of_a_bearer_is_asked_about() -> None:
    assert found(nearly_the_same, "gemeentte") == [Note("bearer_near", {"name": "gemeentte", "near": "gemeente"})]
    study = read(Path("study.toml"), STUDY.format(payer="gemeentte", title="Costs", header=""))
    (hint,) = [hint for hint in hints(study) if hint.note.code == "bearer_near"]
    assert (hint.line, hint.column) == (18, 12)  # losses = { gemeentte = … }


@pytest.mark.parametrize("payer", ["gemeente", "rijk", "gemeentefonds"])
def test_other_bearers_are_not(payer: str) -> None:
    assert found(nearly_the_same, payer) == []


def test_nor_one_that_has_a_label() -> None:
    assert found(nearly_the_same, "gemeenten", more='[stakeholders.gemeenten]\nlabel = "All"\n') == []


def test_dutch_texts_without_a_language_are_asked_about() -> None:
    assert found(looks_dutch, title=DUTCH) == [Note("looks_dutch", {"count": 2})]
    assert found(looks_dutch, title=DUTCH, header='language = "nl"') == []
    assert found(looks_dutch, title=DUTCH, header='language = "en"') == []
    assert found(looks_dutch, title="Do the benefits of the project for the city exceed the costs of the work") == []


def test_the_distance_between_words() -> None:
    # Levenshtein's distance of kitten and sitting is 3: two letters changed, one put in.
    assert [_distance("kitten", "sitting"), _distance("", "abc"), _distance("same", "same")] == [3, 3, 0]
