"""A language is one file of words: with a test language every page is written in it, and not a word is left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import mcba
from mcba.reporting.facts.comparisons import ComparedRuns
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.described import OneAssumption
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import required
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.assumption import ASSUMPTION
from mcba.reporting.pages.calibration import CALIBRATION
from mcba.reporting.pages.comparison import COMPARISON
from mcba.reporting.pages.decision import DECISION
from mcba.reporting.pages.page import Page
from mcba.reporting.pages.ranking import RANKING
from mcba.reporting.pages.run import RUN
from mcba.reporting.words import lexicon
from mcba.reporting.words.voice import Voice
from tests.pages import texts

pytestmark = pytest.mark.slow

OPEN, CLOSE = "«", "»"
PAGES: dict[str, tuple[Page, Callable[[mcba.Run], object]]] = {
    "run": (RUN, DecisionFacts),
    "appendix": (APPENDIX, DecisionFacts),
    "decision": (DECISION, DecisionFacts),
    "ranking": (RANKING, lambda run: Ranked(required(Facts(run).ranking), run.study)),
    "calibration": (CALIBRATION, DecisionFacts),
    "comparison": (COMPARISON, lambda run: ComparedRuns(mcba.compare(run, mcba.run(_study(run), seed=9)), run, run)),
    "assumption": (ASSUMPTION, lambda run: OneAssumption(_study(run), "effect")),
}


def _study(run: mcba.Run) -> mcba.Study:
    assert run.study is not None
    return run.study


def marked(words: Any) -> Any:
    """The same words between marks that show where a text of the language begins and ends."""
    if isinstance(words, dict):
        return {key: marked(value) for key, value in words.items()}
    return f"{OPEN}{words}{CLOSE}"


def as_toml(words: dict[str, dict[str, Any]]) -> str:
    def value(text: Any) -> str:
        if isinstance(text, dict):
            return "{ " + ", ".join(f"{key} = {value(each)}" for key, each in text.items()) + " }"
        return json.dumps(text, ensure_ascii=False)

    lines = []
    for section, names in words.items():
        lines.append(f"[{section}]")
        lines += [f'"{name}" = {value(text)}' for name, text in names.items()]
    return "\n".join(lines) + "\n"


@pytest.fixture
def test_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """English with every text between marks, as one more file beside the others."""
    for file in lexicon.WORDS.iterdir():
        if file.name.endswith(".toml"):
            (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    english = lexicon.lexicon_of("en")
    words = {section: names if section == "format" else marked(names) for section, names in english.items()}
    (tmp_path / "xx.toml").write_text(as_toml(words), encoding="utf-8")
    monkeypatch.setattr(lexicon, "WORDS", tmp_path)
    lexicon.lexicon_of.cache_clear()
    yield "xx"
    lexicon.lexicon_of.cache_clear()


def outside(text: str) -> str:
    """What stands outside all marks."""
    depth, left = 0, []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        left.append(character if depth == 0 and character != CLOSE else " ")
    return "".join(left)


def words_of(study: mcba.Study) -> set[str]:
    """Every word of the study file, also with its underscores as spaces."""
    return set(re.findall(r"[^\W\d_]{2,}", (study.text + study.path.name).lower()))


@pytest.mark.parametrize(("page", "facts_of"), PAGES.values(), ids=PAGES)
def test_a_page_has_no_word_of_its_own(
    page: Page, facts_of: Callable[[mcba.Run], object], small_run: mcba.Run, test_language: str
) -> None:
    document = page.manuscript(facts_of(small_run), test_language)
    shown = "\n".join([document.title, document.subtitle, *texts(document)])
    assert shown.count(OPEN) == shown.count(CLOSE) > 0
    assert small_run.study is not None
    allowed = words_of(small_run.study) | {"mcba", "run", "report", "results", "out", "seed", "worlds", "sampler"}
    allowed |= {"sobol", "language", "xx", "python", "numpy", "scipy", "xarray", "netcdf", "py", "pydantic", "toml"}
    assert set(re.findall(r"[^\W\d_]{2,}", re.sub(r"\b[0-9a-f]{64}\b", "", outside(shown)).lower())) <= allowed


def test_the_languages_are_the_files(test_language: str) -> None:
    assert {"en", "nl", test_language} <= set(lexicon.languages())
    assert [f"{language}.toml" for language in lexicon.languages()] == sorted(
        file.name for file in lexicon.WORDS.iterdir() if file.name.endswith(".toml")
    )
    assert Voice(test_language)("outcome.bcr") == f"{OPEN}benefit-cost ratio{CLOSE}"
