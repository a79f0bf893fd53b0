"""The pages on study files: their blocks make a study that is read, runs, and gives no hint."""

import re
from pathlib import Path

import pytest

import mcba
from mcba.study.hints import hints
from mcba.study.reading import cited_by, prose_of
from tests.places import ROOT

BLOCK = re.compile(r"(?:^`(?P<file>[\w./-]+)`:\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"^(?=\[)", re.MULTILINE)
ROUND = """
[study]
title = "Volunteers"
price_year = 2025
null_alternative = "nobody comes"
horizon = 2
[choices.discount_rate]
value = 0.0225
[assumptions]
clients = { value = 100, unit = "client" }
saved = { value = 300, unit = "EUR/client/year" }
found_work = { value = 10, unit = "client" }
production = { value = 12_000, unit = "EUR/client/year", measured = "before_after" }
anyway = { value = 0.2, unit = "1" }
[benefits.care_avoided]
formula = "clients * saved"
unit = "EUR/year"
years = [0, 2]
gains = { client = 1 }
[benefits.work]
unit = "EUR/year"
years = [0, 2]
gains = { client = 1 }
[costs.staff]
formula = "clients * saved"
unit = "EUR/year"
years = 0
losses = { municipality = 1 }
[effects.work]
label = "Clients work"
from = "reaching"
figure = "work"
"""
"""What the blocks of the page on effects are about."""
BESIDE = """
[study]
title = "Moms for Moms"
horizon = 5
[choices.discount_rate]
value = 0.03
[assumptions]
clients = { value = 100, unit = "client/year" }
care_avoided = { value = 1_000, unit = "EUR/client" }
drop_off = { value = 0.2, unit = "1" }
"""
"""What else the study of the README has."""


def blocks(page: str) -> list[re.Match[str]]:
    return list(BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")))


def as_one(*texts: str) -> str:
    """The tables of several texts, those of one name together."""
    tables: dict[str, list[str]] = {}
    for text in texts:
        for table in HEAD.split(text.replace(" = [\n", " = [")):
            head, _, lines = table.strip().partition("\n")
            tables.setdefault(head, []).append(lines)
    return "\n".join("\n".join([head, *lines]) for head, lines in tables.items() if head.startswith("["))


def study_of(page: str, folder: Path, *more: str) -> mcba.Study:
    for block in blocks(page):
        if block["file"]:
            file = folder / block["file"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(block["text"], encoding="utf-8")
    parts = [block["text"] for block in blocks(page) if block["kind"] == "toml"]
    (folder / "study.toml").write_text(as_one(*more, *parts), encoding="utf-8")
    return mcba.load(folder)


@pytest.fixture
def study(tmp_path: Path) -> mcba.Study:
    return study_of("docs/reference/study-file.md", tmp_path)


def test_the_blocks_of_the_page_are_one_study_that_runs(study: mcba.Study) -> None:
    assert not [found.note for found in hints(study)]
    run = mcba.run(study, worlds=256)
    assert run.summary("bcr").mean.value > 0
    header = study.document.study
    assert (header.client, header.authors[0], header.version) == ("Municipality of Voorbeeldstad", "A. de Vries", "1.0")
    assert len(header.preconditions) == 2


def test_prices_sources_and_prose_of_the_page_are_found(study: mcba.Study) -> None:
    assert study.price_factors["coaching"] > 1.2  # 2018 to 2025: Dutch consumer prices rose by more than a quarter
    assert cited_by(study) == ["jansen"]
    assert list(prose_of(study)) == ["limits"]
    source = study.document.assumptions["coaching"].source
    assert source is not None
    assert source.quote == "A trajectory costs some 4,500 euros."


def test_a_mean_of_data_is_less_uncertain_than_one_more_person(study: mcba.Study) -> None:
    """Mean 591.67 and sd 471.61 of the six rows; their mean is Student's with 5 degrees: sd / √6 times √(5/3)."""
    assert study.families["care"].mean == pytest.approx(591.67, abs=0.01)
    assert study.families["care"].sd == pytest.approx(471.61 / 6**0.5 * (5 / 3) ** 0.5, rel=1e-3)


def test_the_blocks_of_the_page_on_effects_are_read(tmp_path: Path) -> None:
    found = study_of("docs/reference/effects.md", tmp_path, ROUND)
    assert list(found.document.effects) == ["work", "reaching", "help", "less_care"]
    assert found.document.benefits["work"].factors == {"deadweight": "anyway", "displacement": 0.1, "attribution": 0.75}
    impact = 10 * 12_000 * 0.8 * 0.9 * 0.75
    work = sum(impact * (0.75 / 1.0225) ** year for year in range(3))
    care = sum(100 * 300 / 1.0225**year for year in (1, 2))  # that of year 0 is what the staff costs
    assert mcba.run(found, worlds=256).summary("npv").mean.value == pytest.approx(work + care)


def test_the_block_of_the_readme_is_read(tmp_path: Path) -> None:
    found = study_of("README.md", tmp_path, BESIDE)
    assert found.families["referral_share"].mean == pytest.approx(0.85)
    assert found.bearers == ("municipality", "health_insurer")
