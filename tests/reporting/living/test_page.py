"""The living page: one file that asks nothing, says the answer without a script, and keeps what studies say as text."""

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import mcba
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.living.page import living_page

LANGUAGES = ("en", "nl")
HOSTILE = "</script><script>alert(1)</script> & <b>"
PLACES = ("answer-live", "picture", "accounts", "bearers", "ranking", "switches", "assumptions", "changed")


class Reader(HTMLParser):
    """The elements of a page, and the texts of its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside = str(dict(attrs).get("id", tag)) if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside] = self.texts.get(self.inside, "") + data


@cache
def _page(language: str) -> str:
    run = mcba.run("studies/schilderswijk-moeders", worlds=1_024)
    return living_page(facts_of(run), language).decode()


def _read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def _data(text: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_read(text).texts["page"])
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_allows_the_script_and_style_that_are_there(language: str) -> None:
    read = _read(_page(language))
    policy = next(
        str(attributes["content"])
        for tag, attributes in read.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for rule, name in (("script-src", "program"), ("style-src", "style")):
        digest = base64.b64encode(hashlib.sha256(read.texts[name].encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_loaded_and_nothing_is_written_into_elements(language: str) -> None:
    read = _read(_page(language))
    for tag, attributes in read.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], (tag, attributes)
        source = attributes.get("src") or ""
        assert source == "" or source.startswith("data:image/svg+xml;base64,"), tag
        assert tag not in {"link", "iframe", "object", "embed", "base", "form"}
    assert "url(" not in read.texts["style"]
    assert "@import" not in read.texts["style"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_in_a_page(language: str) -> None:
    read = _read(_page(language))
    tags = [tag for tag, _ in read.elements]
    ids = [str(attributes["id"]) for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert set(PLACES) <= set(ids)
    assert dict(read.elements)["html"]["lang"] == language
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.count("details") >= 8
    links = [str(attributes["href"]) for tag, attributes in read.elements if tag == "a"]
    assert links[0] == "#main"
    assert not {link for link in links if link.startswith("#")} - {f"#{name}" for name in ids} - {"#"}
    assert len(_page(language).encode()) < 1_500_000
    data = _data(_page(language))
    assert len(_page(language)) - len(read.texts["page"]) - len(read.texts["program"]) < 500_000
    assert {"living.was", "word.to", "account.ratio"} <= data["words"].keys()
    assert data["score"]["worlds"] == 1_024


def test_the_same_run_gives_the_same_bytes() -> None:
    run = mcba.run("studies/schilderswijk-moeders", worlds=1_024)
    assert living_page(facts_of(run), "en").decode() == _page("en")


def _hostile() -> mcba.Study:
    return mcba.Study(
        title=HOSTILE,
        assumptions={
            "clients": mcba.Uniform(80, 120),
            "each": mcba.Triangular(1, 2, 4),
        },
        outcomes={"visits": {"formula": "clients * each", "unit": "visit", "label": HOSTILE}},
    )


def test_a_title_with_a_script_stays_text() -> None:
    text = living_page(facts_of(mcba.run(_hostile(), worlds=256)), "en").decode()
    assert [tag for tag, _ in _read(text).elements if tag in {"script", "b"}] == ["script", "script"]
    assert "<b>" not in _read(text).texts["page"]
    data = _data(text)
    assert data["title"] == HOSTILE
    assert data["outcomes"]["visits"]["label"] == HOSTILE


def test_a_model_that_cannot_be_played_is_shown_with_the_reason() -> None:
    run = mcba.simulate(lambda x: {"twice": 2 * x}, {"x": mcba.Normal(0, 1)}, worlds=256)
    text = living_page(facts_of(run), "en").decode()
    data = _data(text)
    assert data["score"] is None
    assert data["words"][data["unplayable"]] in text
    assert 'id="assumptions"' not in text.replace('h2 id="assumptions"', "")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mcba.RequestError, match=r"\.html"):
        mcba.page("studies/schilderswijk-moeders", tmp_path / "page.pdf")


def test_the_command_writes_one_file(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from mcba.cli import main

    file = tmp_path / "new" / "page.html"
    asked = ["page", "studies/schilderswijk-moeders", "--out", str(file), "--worlds", "256", "--seed", "3"]
    done = CliRunner().invoke(main, [*asked, "--language", "nl", "--option", "formalised_partnership"])
    assert done.exit_code == 0, done.output
    assert [one.name for one in file.parent.iterdir()] == ["page.html"]
    data = _data(file.read_text(encoding="utf-8"))
    assert (data["language"], data["option"], data["score"]["seed"]) == ("nl", "formalised_partnership", 3)
    assert re.search(r'<html lang="nl">', file.read_text(encoding="utf-8"))
