"""Page: what stands around it comes from the head of the study."""

from pathlib import Path

import pytest

import mcba
from mcba.reporting.blocks import Colophon
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.page import Page

STUDY = """\
[study]
title = "Coaches"
language = "nl"
client = "De gemeente"
authors = ["A. Auteur", "B. Auteur"]
date = {date}
version = {version}
contact = {{ nl = "vraag@voorbeeld.nl", en = "ask@example.org" }}
[assumptions.effect]
distribution = "uniform"
low = 1
high = 2
unit = "EUR"
reason = "a"
[benefits.care]
formula = "effect"
unit = "EUR"
[costs.project]
formula = "effect / 2"
unit = "EUR"
[options.double]
label = "Twee coaches"
override = {{ effect = 3 }}
"""
PAGE = Page("page", (), lambda _: ("Coaches", ""))


def facts(folder: Path, date: str, version: str, option: str | None = None) -> Facts:
    (folder / "study.toml").write_text(STUDY.format(date=date, version=version), encoding="utf-8")
    return Facts(mcba.run(mcba.load(folder), worlds=64, option=option))


@pytest.mark.parametrize(
    ("date", "language", "written"),
    [
        ("2026-11-03", "nl", "3 november 2026"),
        ("2026-11-03", "en", "3 November 2026"),
        ('"najaar 2026"', "nl", "najaar 2026"),
    ],
)
def test_the_colophon_is_that_of_the_study_in_the_language_of_the_page(
    tmp_path: Path, date: str, language: str, written: str
) -> None:
    manuscript = PAGE.manuscript(facts(tmp_path, date, "2"), language)
    contact = "vraag@voorbeeld.nl" if language == "nl" else "ask@example.org"
    assert manuscript.colophon == Colophon("De gemeente", ("A. Auteur", "B. Auteur"), written, "2", contact)
    assert manuscript.running == f"Coaches · {written}"


def test_the_option_stands_above_each_page(tmp_path: Path) -> None:
    manuscript = PAGE.manuscript(facts(tmp_path, "2026-11-03", '"2"', option="double"), "nl")
    assert manuscript.running == "Coaches · Twee coaches · 3 november 2026"
