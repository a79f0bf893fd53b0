"""HTML: contents beside the text, a colophon, and nothing that is cut where the screen is narrow."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mcba.reporting.blocks import AtHand, Colophon, Heading, Manuscript, Paragraph, Picture, page_table, text
from mcba.reporting.writers.html import as_html

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><rect width="9" height="9"/></svg>'
WORDS = {"table": "Tabel", "figure": "Figuur", "contents": "Inhoud", "client": "Opdrachtgever"}
MANUSCRIPT = Manuscript(
    "Coaches",
    "",
    "nl",
    (
        Heading(1, "Kosten-effectiviteitsrapportagechecklistverantwoording", "one"),
        Paragraph(text("Woorden. " * 40)),
        page_table("wide", "Breed", ["kolom"] * 8, [["naam", *["1.000.000"] * 7]] * 3, "lrrrrrrr"),
        Picture("p", "Figuur", "Een figuur", AtHand(svg=SVG)),
        Heading(2, "Binnen één", "within"),
        Heading(1, "Twee", "two"),
    ),
    WORDS,
    colophon=Colophon(client="De gemeente"),
)


def test_contents_lead_to_chapters_and_what_stands_within_them() -> None:
    page = as_html(MANUSCRIPT).decode()
    nav = page[page.index("<nav") : page.index("</nav>")]
    assert re.findall(r'href="#(\w+)"', nav) == ["one", "within", "two"]
    assert '<a href="#within">Binnen één</a></li></ul></li><li><a href="#two">' in nav


def test_the_colophon_stands_below_the_title() -> None:
    assert '<dl class="colophon"><dt>Opdrachtgever</dt><dd>De gemeente</dd></dl>' in as_html(MANUSCRIPT).decode()


def test_words_in_another_language_say_which_wherever_they_stand() -> None:
    table = page_table("t", "Met help for parents", ["Help for parents"], [["Help for parents: 3"]], "l")
    said = Paragraph(text("Het levert op: help for parents, niet help for parentsx."))
    foreign = Manuscript("Help for parents", "", "nl", (said, table), WORDS, foreign={"Help for parents": "en"})
    marked = re.findall(r'<(\w+)[^>]*>[^<]*<span lang="en">([^<]*)</span>', as_html(foreign).decode())
    label = "Help for parents"
    assert marked == [("h1", label), ("p", "help for parents"), ("th", label), ("th", label)]
    assert '</span> <span lang="en">' not in as_html(foreign).decode()
    assert 'Met <span lang="en">help for parents</span>' in as_html(foreign).decode()


def test_a_figure_fits_a_phone_as_far_as_its_letters_can_be_read() -> None:
    assert f"--least: {round(600 * 6.8 / 8)}px" in as_html(MANUSCRIPT).decode()


MEASURE = """<script>
addEventListener("load", () => {
const box = q => { const r = document.querySelector(q).getBoundingClientRect(); return [r.left, r.right, r.top] };
const moves = q => { const e = document.querySelector(q); return e.scrollWidth > e.clientWidth + 1 };
const scroll = document.querySelector("div.wide"); scroll.scrollLeft = 200;
document.title = JSON.stringify({ nav: box("nav"), main: box("main"), caption: box("caption > span"), head: box("h2"),
  image: box("img"), table: moves("div.wide"), figure: moves("figure .wide"),
  page: document.documentElement.scrollWidth - innerWidth });
});
</script></body>"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Any]]:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    folder = tmp_path_factory.mktemp("pages")
    (folder / "page.html").write_bytes(as_html(MANUSCRIPT).replace(b"</body>", MEASURE.encode()))
    return {width: _seen(browser, folder, width) for width in (1280, 500)}


def _seen(browser: str, folder: Path, width: int) -> dict[str, Any]:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}/profile"]
    command = [browser, *flags, f"--window-size={width},900", "--dump-dom", f"file://{folder}/page.html"]
    dumped = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    found: dict[str, Any] = json.loads(re.search(r"<title>(\{.*?\})</title>", dumped)[1])  # type: ignore[index]
    return found


@pytest.mark.slow
def test_contents_stand_beside_the_text_on_a_wide_screen_and_above_it_on_a_narrow_one(
    seen: dict[int, dict[str, Any]],
) -> None:
    assert seen[1280]["nav"][1] < seen[1280]["main"][0]
    assert seen[500]["nav"][2] < seen[500]["main"][2]


@pytest.mark.slow
def test_figures_take_the_width_of_the_text(seen: dict[int, dict[str, Any]]) -> None:
    left, right, _ = seen[1280]["main"]
    assert seen[1280]["image"][:2] == pytest.approx([left, right], abs=1)
    assert not seen[1280]["figure"]


@pytest.mark.slow
def test_a_narrow_screen_moves_tables_and_figures_and_not_the_page(seen: dict[int, dict[str, Any]]) -> None:
    narrow = seen[500]
    assert narrow["table"]
    assert narrow["figure"]
    assert narrow["page"] <= 0
    assert narrow["head"][1] <= 500
    assert 0 <= narrow["caption"][0] < narrow["caption"][1] <= 500  # stays while the table below it is moved
