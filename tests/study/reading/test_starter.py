"""A new study begins small, complete and in the language of its author."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomli

import mcba
from mcba.study.document.texts import Language
from mcba.study.reading import start_study, texts_of
from mcba.study.reading.starter import STARTERS


@pytest.mark.parametrize("language", STARTERS)
def test_all_its_texts_are_in_its_language(tmp_path: Path, language: str) -> None:
    study = mcba.load(start_study(tmp_path / "schuldhulp-aan-huis", language=language))
    assert study.document.study.language == language
    assert study.document.study.title.model_dump(exclude_none=True) == {language: "Schuldhulp aan huis"}
    assert {code for text in texts_of(study) for code in text.model_dump(exclude_none=True)} == {language}


def test_there_is_one_for_every_language_of_texts() -> None:
    assert set(STARTERS) == set(Language.__args__)  # type: ignore[attr-defined]


def test_they_say_the_same_in_two_languages() -> None:
    def numbers(text: str) -> list[object]:
        data = tomli.loads(text)
        laws = [
            [each.get(key) for key in ("distribution", "low", "mode", "mean", "sd", "high", "mass")]
            for each in data["assumptions"].values()
        ]
        flows = [
            [each.get("years"), sorted((each.get("gains") or each["losses"]).values())]
            for kind in ("benefits", "costs")
            for each in data[kind].values()
        ]
        return [laws, flows, data["choices"], data["run"], data["study"]["horizon"]]

    english, dutch = STARTERS["en"], STARTERS["nl"]
    assert numbers(english) == numbers(dutch)
    assert len(english.splitlines()) + 2 == len(dutch.splitlines())  # the language, and the decimal point
    assert not re.findall(r"\b(the|replace|your|with)\b", dutch)


def test_a_copy_keeps_the_language_it_has(tmp_path: Path) -> None:
    file = start_study(tmp_path / "copy", "mobility-mentoring", language="nl")
    assert mcba.load(file).document.study.language == "en"
