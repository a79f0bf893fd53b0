"""Displays: what a notebook shows says the numbers of the pages, safely, for everybody, and in few bytes."""

from __future__ import annotations

import pickle
import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import mcba
from mcba.reporting.delivery.notebooks import displays
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.study.reading import read
from tests.places import ROOT

HOSTILE = '<script>alert(1)</script> & <b>"it"</b>'
MOST_BYTES = 20_000  # a cell: the largest study has 10 rows of it


def study(name: str = "schilderswijk-moeders") -> mcba.Study:
    return mcba.load(ROOT / "studies" / name)


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(study(), worlds=2_048, seed=1)


@pytest.fixture(scope="module")
def pages(run: mcba.Run) -> dict[str, str]:
    """The HTML of a result of each kind."""
    things = {
        "study": run.study,
        "run": run,
        "function": mcba.simulate(lambda x: 2 * x, {"x": mcba.Normal(1, 1)}, worlds=512),
        "range": run.range("npv"),
        "summary": run.summary("bcr"),
        "ranking": mcba.rank(run, "npv", resamples=50),
        "agreement": mcba.rank(run.study, "npv", method="agreement", worlds=1_024, resamples=20),
        "comparison": mcba.compare(run, mcba.run(run.study, worlds=2_048, scenario="reading_80"), worlds=1_024),
        "calibration": mcba.calibrate(study("mobility-mentoring"), worlds=2_048),
        "information": mcba.evpi(run),
        "decision": DecisionFacts(run),
    }
    return {name: str(thing._repr_html_()) for name, thing in things.items()}


def tree(page: str) -> ET.Element:
    """The elements of a page; a browser reads them as these do, because nothing in it stands open."""
    return ET.fromstring(page.replace("<br>", "<br/>"))


pytestmark = pytest.mark.slow


def test_every_kind_of_result_has_a_table_and_a_picture(pages: dict[str, str]) -> None:
    assert not [name for name, page in pages.items() if "<table" not in page]
    assert not [name for name, page in pages.items() if "<svg" not in page and name != "agreement"]
    assert {name: len(page.encode()) for name, page in pages.items() if len(page.encode()) > MOST_BYTES} == {}


def test_each_can_be_read_aloud(pages: dict[str, str]) -> None:
    """Captions, scopes of headers, and words for every picture."""
    for page in pages.values():
        whole = tree(page)
        assert whole.get("lang") == "en"
        for table in whole.iter("table"):
            assert "".join(table.find("caption").itertext()).strip()  # type: ignore[union-attr]
            assert {header.get("scope") for header in table.iter("th")} <= {"col", "row"}
        for picture in whole.iter("svg"):
            assert picture.get("role") == "img"
            assert picture.findtext("title")


def test_colours_are_those_of_the_notebook_around_it(pages: dict[str, str]) -> None:
    """No letter, line or ground has a colour of its own, but for half transparent grey and the blue of pictures."""
    for page in pages.values():
        colours = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b|(?<![-\w])(?:black|white)\b(?!-)|rgba?\([^)]*\)", page))
        assert colours <= {"#4E9ACB", "rgba(128,128,128,.35)", "rgba(128,128,128,.8)"}
        assert not re.search(r'\bid="', page)  # it may stand twice on a page


def test_the_blue_is_seen_on_white_and_on_black() -> None:
    """At least 3 to 1 on white and on the grounds of dark themes (WCAG 2.2, 1.4.11)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))

    blue = luminance("#4E9ACB")
    for ground in ("#FFFFFF", "#111111", "#1E1E1E"):
        low, high = sorted((blue, luminance(ground)))
        assert (high + 0.05) / (low + 0.05) >= 3


def test_it_says_what_the_page_of_the_command_says(run: mcba.Run, pages: dict[str, str]) -> None:
    from mcba.reporting.facts.kept import facts_of
    from mcba.reporting.pages.run import RUN

    printed = RUN.printed(facts_of(run), "en")
    cells = ["".join(cell.itertext()) for cell in tree(pages["run"]).iter("td")]
    assert len(cells) > 40
    assert not [cell for cell in cells if cell and cell not in printed]


def test_words_of_a_study_are_words_and_no_html(run: mcba.Run) -> None:
    text = run.study.text.replace("Moms for Moms (Schilderswijk Moeders)", HOSTILE.replace('"', '\\"'))  # type: ignore[union-attr]
    assert HOSTILE.replace('"', '\\"') in text
    page = str(read(run.study.path, text, tables=run.study.tables)._repr_html_())  # type: ignore[union-attr]
    assert HOSTILE in "".join(tree(page).itertext())
    assert "<script" not in page
    assert "<b>" not in page


def test_it_is_in_the_language_of_its_study(run: mcba.Run) -> None:
    text = re.sub(r"(?m)^language = .*\n", "", run.study.text)  # type: ignore[union-attr]
    dutch = read(run.study.path, text.replace("[study]\n", '[study]\nlanguage = "nl"\n', 1), tables=run.study.tables)  # type: ignore[union-attr]
    page = str(mcba.run(dutch, worlds=256)._repr_html_())
    assert tree(page).get("lang") == "nl"
    assert "Baten-kostenverhouding" in page
    assert "hoeveel werelden waar liggen" in page


def test_bars_of_the_picture_add_up_to_the_worlds() -> None:
    """Of worlds spread evenly every bar is as high as the next, inside the range and outside."""
    from mcba.reporting.delivery.notebooks.sketches import histogram
    from mcba.reporting.words.voice import Voice

    values = (np.arange(44_000) + 0.5) / 44_000
    svg = histogram(values, (0.05, 0.95), 0.5, Voice("en")).svg.decode()
    heights = np.array([float(height) for height in re.findall(r"v-([\d.]+)h", svg)])
    assert heights.size >= 40
    whole = heights > heights.max() / 2  # the first and the last bar reach beyond the worlds
    assert np.count_nonzero(~whole) == 2
    assert np.ptp(heights[whole]) < 0.01 * heights.max()


def test_a_ranking_is_a_dataset_like_any_other(run: mcba.Run) -> None:
    ranking = mcba.rank(run, "npv", resamples=20)
    first = ranking.isel(assumption=slice(2))
    assert first.to_dataframe().loc[:, "first"].notna().all()
    assert "mcba" not in first._repr_html_()  # a part of it is shown as xarray shows it
    again = pickle.loads(pickle.dumps(ranking))
    assert again.identical(ranking)
    assert again._repr_html_() == ranking._repr_html_()
    assert (ranking["first"] * 2).sum() == pytest.approx(2 * float(ranking["first"].sum()))
    del again["swing_low"]
    assert "<table" not in again._repr_html_()


def test_a_run_that_kept_no_worlds_has_its_table(run: mcba.Run) -> None:
    page = str(mcba.run(run.study, worlds=2_048, store="summary")._repr_html_())
    assert "<table" in page
    assert "<svg" not in page


def test_what_a_page_refuses_is_shown_as_text(run: mcba.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """None leaves the text of the result; a notebook shows no traceback."""

    def refuse(_thing: object) -> None:
        raise mcba.RunError("no page")

    monkeypatch.setattr(displays, "manuscript_of", refuse)
    assert run._repr_html_() is None
    monkeypatch.undo()
    assert displays.html_of(object()) is None
