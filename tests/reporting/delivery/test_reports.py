import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import matplotlib.figure
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from docx.shared import Pt

import mcba
from mcba.analysis.shared_assumptions import shared_by_flows
from mcba.cli import main
from mcba.errors import RunError
from mcba.reporting.blocks import (
    Equation,
    Heading,
    Manuscript,
    PageTable,
    Paragraph,
    Picture,
    Reference,
    Span,
    Thumbnail,
    plain_text,
)
from mcba.reporting.delivery.reports import report
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import plots
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.writers import html, markdown, typst, word
from mcba.study.distributions.entries import data_folder
from tests.pages import texts

STUDY = """\
[study]
title = { en = "Neighbourhood coaches", nl = "Buurtcoaches" }
question = { en = "Do benefits exceed costs?", nl = "Zijn de baten hoger dan de kosten?" }
null_alternative = { en = "regular care", nl = "reguliere zorg" }
perspective = { en = "society", nl = "de samenleving" }
population = { en = "families", nl = "gezinnen" }
price_year = 2020
horizon = 3
participants = "clients"
status = "indicative"
intro = { en = "An **introduction** of our own.", nl = "Een **inleiding** van onszelf." }
limits = { en = "- limits that\\n- we know", nl = "- grenzen die\\n- wij kennen" }

[run]
worlds = 8_192
seed = 11
sampler = "sobol"

[assumptions.clients]
label = { en = "Clients reached", nl = "Bereikte cliënten" }
distribution = "uniform"
low = 80
high = 120
unit = "client/year"
status = "sourced"
source = { document = "jaarverslag.pdf", page = 3, table = 2, row = 4, read = "2026-01-31" }

[assumptions.effect]
label = { en = "Effect per client", nl = "Effect per cliënt" }
distribution = "lognormal"
mean = 700
sd = 260
unit = "EUR/client"
reason = { en = "a judgement", nl = "een inschatting" }
notes = { en = "see `effect` in the **annex**", nl = "zie `effect` in de **bijlage**" }

[assumptions.fade]
label = { en = "Share lost", nl = "Verloren deel" }
distribution = "beta"
mean = 0.3
sd = 0.05
unit = "1"
reason = { en = "a judgement", nl = "een inschatting" }

[assumptions.salaries]
label = { en = "Salaries", nl = "Salarissen" }
distribution = "normal"
mean = 46_000
sd = 5_000
unit = "EUR/year"
reason = { en = "a judgement", nl = "een inschatting" }

[assumptions.coaches]
label = { en = "Coaches", nl = "Coaches" }
value = 1
unit = "1"
status = "sourced"
source = { document = "jaarverslag.pdf", page = 1 }

[[dependence]]
between = ["effect", "clients"]
rank_correlation = 0.3
reason = { en = "both grow with need", nl = "beide groeien met de nood" }

[choices.discount_rate]
value = 0.03
alternatives = [0.0225]
label = { en = "Discount rate", nl = "Discontovoet" }
source = { citation = "Werkgroep discontovoet", doi = "10.1234/abc" }
reason = { en = "as prescribed", nl = "zoals voorgeschreven" }

[quantities.reached]
label = { en = "Effect a year", nl = "Effect per jaar" }
formula = "clients * effect"
unit = "EUR/year"

[benefits.care]
label = { en = "Care avoided", nl = "Vermeden zorg" }
formula = "where(reached > 0, reached, 0)"
unit = "EUR/year"
years = [1, 3]
fades = "fade"
gains = { municipality = 0.4, health_insurer = 0.6 }

[costs.project]
label = { en = "Project", nl = "Project" }
formula = "coaches * salaries"
unit = "EUR/year"
losses = { municipality = 1.0 }

[transfers.allowance]
label = { en = "Allowance", nl = "Toeslag" }
formula = "0.1 * salaries"
unit = "EUR/year"
gains = { client = 1.0 }
losses = { municipality = 1.0 }

[pm.wellbeing]
label = { en = "Well-being", nl = "Welbevinden" }
sign = "+"
bearer = "client"

[scenarios.cheap]
label = { en = "Cheap staff", nl = "Goedkoop personeel" }
override = { salaries = 40_000 }

[options.double]
label = { en = "Two coaches", nl = "Twee coaches" }
override = { coaches = 2 }

[[published]]
outcome = "bcr"
low = 0.5
high = 1.5
mass = 0.90
tolerance = 0.5
label = { en = "Ratio", nl = "Verhouding" }
source = { document = "rapport.pdf", page = 12 }

[[published]]
outcome = "npv"
value = 1
reading = "base"
tolerance = 0.5
label = { en = "Balance", nl = "Saldo" }
source = { document = "rapport.pdf", page = 13 }
"""
FORMATS = ("docx", "html", "md", "qmd", "pdf")


def without_typst() -> bool:
    try:
        import typst  # noqa: F401
    except ImportError:
        return True
    return False


RENDERED = plots.rendered
PICTURES = {
    "png": RENDERED(matplotlib.figure.Figure(figsize=(0.1, 0.1)).add_subplot(), "png", dots=30),
    "svg": RENDERED(matplotlib.figure.Figure(figsize=(0.1, 0.1)).add_subplot(), "svg"),
}


@pytest.fixture(scope="module", autouse=True)
def _small_pictures() -> Iterator[None]:
    """Pictures are drawn but not rendered: what they look like is for the tests of figures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plots, "rendered", lambda _axes, kind, **_: PICTURES[kind])
        yield


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> mcba.Study:
    folder = tmp_path_factory.mktemp("studies") / "coaches"
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY, encoding="utf-8")
    return mcba.load(folder)


@pytest.fixture(scope="module")
def run(study: mcba.Study) -> mcba.Run:
    return mcba.run(study)


@pytest.fixture(scope="module")
def dutch(run: mcba.Run) -> Manuscript:
    return APPENDIX.manuscript(Facts(run), "nl")


@pytest.fixture(scope="module")
def english(run: mcba.Run) -> Manuscript:
    return APPENDIX.manuscript(Facts(run), "en")


@pytest.fixture(scope="module")
def word_file(dutch: Manuscript) -> bytes:
    return word.as_word(dutch)


def section(document: Manuscript, anchor: str) -> list[Any]:
    """The blocks of one section, without its heading."""
    blocks = list(document.blocks)
    heading = next(b for b in blocks if isinstance(b, Heading) and b.anchor == anchor)
    start = blocks.index(heading) + 1
    ends = [i for i, b in enumerate(blocks[start:], start) if isinstance(b, Heading) and b.level <= heading.level]
    return blocks[start : ends[0] if ends else len(blocks)]


def table(document: Manuscript, anchor: str) -> list[list[str]]:
    found = next(b for b in document.blocks if isinstance(b, PageTable) and b.anchor == anchor)
    return [[plain_text(cell) for cell in row] for row in found.rows]


# --- what it says


@pytest.mark.slow
def test_the_sections_stand_in_the_order_of_the_standards(dutch: Manuscript) -> None:
    heads = [block.text for block in dutch.blocks if isinstance(block, Heading) and block.level == 1]
    asked = [
        "Het antwoord",
        "Partijen en overdrachten",
        "Wat te kiezen",
        "Wat de uitkomst bepaalt",
        "Wat de conclusie zou omkeren",
        "Vraag, alternatieven en perspectief",
        "Doelgroep, tijdshorizon en prijzen",
        "Verdiscontering",
        "Effecten en PM-register",
        "Stap voor stap",
        "Aannames",
        "Samenhang",
        "Trekking en convergentie",
        "Uitkomsten",
        "De uitkomst nader bekeken",
        "Reproductie van gepubliceerde cijfers",
        "Beperkingen",
        "Checklists",
    ]
    assert [head for head in heads if head in asked] == asked


def test_the_answer_and_its_figure_come_first(run: mcba.Run, dutch: Manuscript) -> None:
    blocks = section(dutch, "answer")
    labels = [plain_text(block.text[:1]) for block in blocks if isinstance(block, Paragraph)]
    assert labels[:4] == ["Wat te kiezen.", "Per euro.", "Wie wint, wie betaalt.", "Wat dit omkeert."]
    ends = str(run.range("bcr")).replace(".", ",").replace(" to ", " en ")
    assert f"in 9 van de 10 doorrekeningen tussen {ends}." in plain_text(blocks[1].text)
    assert isinstance(blocks[4], Picture)
    assert blocks[4].anchor == "answer"


def test_the_dutch_appendix_has_no_english_words(dutch: Manuscript) -> None:
    # Names of the study file stand as code; a text that exists in one language only is marked.
    english_words = {
        "the",
        "with",
        "and",
        "which",
        "from",
        "benefits",
        "costs",
        "year",
        "years",
        "world",
        "worlds",
    }
    for text in texts(dutch, foreign=False, code=False):
        cleaned = re.sub(r"study\.toml\S* \[\S+\]", "", text)
        assert not english_words & set(re.findall(r"[a-z]+", cleaned.lower())), text


@pytest.mark.slow
def test_texts_in_the_other_language_are_marked_and_counted(study: mcba.Study, tmp_path: Path) -> None:
    text = STUDY.replace('reason = { en = "as prescribed", nl = "zoals voorgeschreven" }', 'reason = "as prescribed"')
    document = APPENDIX.manuscript(Facts(mcba.run(_changed(text, tmp_path), worlds=200)), "nl")
    marked = [
        s for b in document.blocks if isinstance(b, Paragraph) for s in b.text if isinstance(s, Span) and s.language
    ]
    assert {(span.text, span.language) for span in marked} == {("As prescribed.", "en")}
    assert any("Eén tekst van het studiebestand" in each for each in texts(document))
    assert study.name == "coaches"


@pytest.mark.slow
def test_why_a_group_moves_together_is_said_once() -> None:
    run = mcba.run(mcba.load(data_folder("studies") / "mobility-mentoring"), worlds=200)
    reasons = [row[-1] for row in table(APPENDIX.manuscript(Facts(run), "nl"), "dependence_table")]
    assert len(reasons) == 6
    assert "stappen die elkaar versterken" in reasons[0]
    assert not any(reasons[1:])


def _changed(text: str, folder: Path) -> mcba.Study:
    (folder / "changed").mkdir(exist_ok=True)
    (folder / "changed" / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder / "changed")


@pytest.mark.slow
def test_every_number_comes_from_the_run(run: mcba.Run, english: Manuscript) -> None:
    # The same run with every amount in another unit: each number that depends on the worlds must follow.
    arrays = {name: array * (1.0 if name == "payback_year" else 3.7) for name, array in run.arrays.items()}
    scaled = APPENDIX.manuscript(Facts(replace(run, arrays=arrays)), "en")
    for before, after in zip(table(english, "results"), table(scaled, "results"), strict=True):
        assert [cell for cell, other in zip(before[1:], after[1:], strict=True) if cell == other and cell] == [], (
            before[0]
        )
    # Of the table of bearers the column of the run itself: its option is drawn anew.
    for before, after in zip(table(english, "bearer_table"), table(scaled, "bearer_table"), strict=True):
        assert before[1] != after[1], before
    assert _lead(english) != _lead(scaled)


def _lead(document: Manuscript) -> str:
    return next(plain_text(block.text) for block in document.blocks if isinstance(block, Paragraph))


@pytest.mark.slow
def test_another_seed_changes_every_estimate(study: mcba.Study, english: Manuscript) -> None:
    other = APPENDIX.manuscript(Facts(mcba.run(study, seed=12)), "en")
    assert table(english, "ranking") != table(other, "ranking")
    for anchor in ("results", "bearer_table"):
        mine, theirs = table(english, anchor), table(other, anchor)
        assert len(mine) == len(theirs)
        # An outcome takes two rows: estimates and their errors, or means and their ranges. Together they never agree.
        for place in range(0, len(mine), 2):
            assert mine[place : place + 2] != theirs[place : place + 2], mine[place]
    hashes = {row[1] for row in table(english, "versions") if row[0].startswith("Hash of the worlds")}
    assert hashes
    assert not hashes & {row[1] for row in table(other, "versions")}


def test_the_digits_printed_are_those_that_hold(run: mcba.Run, english: Manuscript) -> None:
    row = next(row for row in table(english, "results") if row[0].startswith("Net present value, "))
    found = run.summary("npv")
    for text, estimate in ((row[1], found.low), (row[3], found.median), (row[5], found.high), (row[6], found.mean)):
        assert abs(float(text.replace("−", "-").replace(",", "")) - estimate.value) <= estimate.error


def test_each_assumption_has_its_distribution_source_and_picture(dutch: Manuscript) -> None:
    found = next(b for b in dutch.blocks if isinstance(b, PageTable) and b.anchor == "assumptions")
    rows = {plain_text(row[0]): row for row in found.rows}
    clients = rows["Bereikte cliënten clients"]
    assert any(isinstance(span, Thumbnail) and span.drawing.png for span in clients[1])
    assert "Uniform: laag 80; hoog 120" in plain_text(clients[1])
    assert plain_text(clients[2]) == "100 cliënten per jaar (82 tot 118)"
    assert "uit bron" in plain_text(clients[3])
    assert plain_text(clients[4]) == "jaarverslag.pdf, p. 3, tabel 2, rij 4, gelezen op 2026-01-31"
    assert not any(isinstance(span, Thumbnail) for span in rows["Coaches coaches"][1])
    assert "een inschatting" in plain_text(rows["Salarissen salaries"][4])


def test_each_step_has_a_sentence_an_equation_and_its_place(dutch: Manuscript, study: mcba.Study) -> None:
    blocks = section(dutch, "steps")
    assert sum(isinstance(block, Equation) for block in blocks) == 4 + 1  # four formulas, and the fading of one
    said = " ".join(texts(replace(dutch, blocks=tuple(blocks))))
    assert "Vermeden zorg (care) is een baat in jaar 1 tot en met 3. Elk jaar na het eerste dooft een deel uit" in said
    line = study.text.splitlines().index("[benefits.care]") + 1
    assert f"(study.toml:{line} [benefits.care])" in said
    assert "gemeente en zorgverzekeraar" in said


def test_the_users_own_text_stands_where_it_belongs(dutch: Manuscript) -> None:
    assert plain_text(section(dutch, "question")[0].text) == "Een inleiding van onszelf."
    own = section(dutch, "limits")[0]
    assert [plain_text(item) for item in own.items] == ["grenzen die", "wij kennen"]
    assert "Effect per cliënt: zie effect in de bijlage" in [plain_text(i) for i in section(dutch, "notes")[0].items]


def test_correlations_transfers_and_pm_are_reported(english: Manuscript) -> None:
    assert table(english, "dependence_table")[0][1] == "0.3"
    assert abs(float(table(english, "dependence_table")[0][2]) - 0.30) < 4 / 8192**0.5
    assert table(english, "transfer_table")[0][:3] == ["Allowance", "Municipality", "Clients"]
    assert table(english, "pm")[0][:3] == ["Well-being", "positive", "Clients"]
    assert "Shared by more than one flow: salaries (2 flows)." in " ".join(texts(english))


def test_scenarios_options_and_other_rates_are_compared_on_the_same_worlds(run: mcba.Run, english: Manuscript) -> None:
    rows = {row[0]: row for row in table(english, "scenario_table_npv") if row[0] != "±"}
    assert set(rows) == {"This run", "Cheap staff", "Two coaches", "Discount rate: 2.25\u00a0%"}
    cheap = mcba.run(run.study, scenario="cheap").values("npv")  # type: ignore[arg-type]
    difference = float((cheap - run.values("npv")).mean())
    shown = float(rows["Cheap staff"][5].replace(",", "").replace("+", ""))
    assert abs(shown - difference) < 0.05 * abs(difference)


def test_published_figures_are_held_against_the_run(english: Manuscript) -> None:
    rows = table(english, "published")
    assert [row[5] for row in rows] == ["yes", "no"]
    assert rows[0][6] == "rapport.pdf, p. 12"
    assert "Reproduced within their tolerance: 1 of 2 published figures." in " ".join(texts(english))
    assert any(text.startswith("One published figure is not reproduced") for text in texts(english))


def test_switching_values_are_where_the_mean_balance_is_zero(run: mcba.Run, english: Manuscript) -> None:
    rows = {row[0]: row for row in table(english, "switching")}
    # Salaries are all there is of costs: the balance is zero where they are as much lower as costs are above benefits.
    found = float(rows["Salaries (EUR per year)"][2].partition(" ")[0].replace(",", ""))
    benefits, costs = (run.summary(f"present_value_{side}").mean.value for side in ("benefits", "costs"))
    assert found == pytest.approx(46_000 * benefits / costs, rel=0.01)


def test_a_step_is_filled_in_with_the_base_case(english: Manuscript) -> None:
    said = [plain_text(block.text) for block in section(english, "steps") if isinstance(block, Paragraph)]
    assert any(text.startswith("In words: clients reached × effect per client") for text in said)
    filled = next(text for text in said if text.startswith("In the base case: 100 clients × "))
    assert filled.endswith(" EUR per year.")


def test_the_checklists_lead_to_places_of_this_report(english: Manuscript) -> None:
    assert len(table(english, "checklist_leidraad")) == 8
    anchors = {block.anchor for block in english.blocks if isinstance(block, Heading | PageTable | Picture)}
    led = [
        span.anchor
        for block in english.blocks
        if isinstance(block, PageTable) and block.anchor.startswith("checklist_")
        for row in block.rows
        for span in row[1]
        if isinstance(span, Reference)
    ]
    assert led
    assert set(led) <= anchors


def test_the_command_repeats_the_worlds(run: mcba.Run, english: Manuscript, tmp_path: Path) -> None:
    commands = [
        s.text for b in section(english, "repeat") if isinstance(b, Paragraph) for s in b.text if isinstance(s, Span)
    ]
    command = next(text for text in commands if text.startswith("mcba run"))
    assert command == (
        "mcba run coaches --worlds 8192 --seed 11 --sampler sobol --out results && mcba report results --language en"
    )
    first = command.split(" && ")[0].split()[1:]
    assert run.study is not None
    first[1] = str(run.study.path.parent)
    first[-1] = str(tmp_path / "results")
    assert CliRunner().invoke(main, first).exit_code == 1  # a published figure is not reproduced
    assert mcba.open_run(tmp_path / "results").hashes() == run.hashes()


# --- the formats


@pytest.mark.slow
def test_every_format_is_the_same_bytes_each_time(
    study: mcba.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "rendered", RENDERED)
    formats = FORMATS[:4] if without_typst() else FORMATS
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        report(mcba.run(study, worlds=200), folder, formats=formats, language="nl")
    first, second = (sorted(p for p in folder.rglob("*") if p.is_file()) for folder in folders)
    assert [p.relative_to(folders[0]) for p in first] == [p.relative_to(folders[1]) for p in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


@pytest.mark.slow
def test_word_has_headings_captions_header_rows_words_for_pictures_and_equations(
    word_file: bytes, dutch: Manuscript
) -> None:
    opened = docx.Document(io.BytesIO(word_file))
    heads = [p.text for p in opened.paragraphs if p.style.name.startswith("Heading")]
    assert heads == [block.text for block in dutch.blocks if isinstance(block, Heading)]
    blocks = Counter(type(block).__name__ for block in dutch.blocks)
    fields = [
        e.get(qn("w:instr")) for e in opened.element.body.iter(qn("w:fldSimple")) if "SEQ" in e.get(qn("w:instr"))
    ]
    assert Counter(field.split()[1] for field in fields) == {"Tabel": blocks["PageTable"], "Figuur": blocks["Picture"]}
    captions = [p.text for p in opened.paragraphs if p.style.name == "Caption"]
    assert all(re.match(r"(Tabel|Figuur) . \S", text) or len(text) > 9 for text in captions)
    section = opened.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for each in opened.tables:
        assert each.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert sum(cell.width for cell in each.rows[0].cells) <= room + Pt(1)
    pictures = list(opened.element.body.iter(qn("wp:docPr")))
    assert len(pictures) > blocks["Picture"]
    assert all(picture.get("descr") for picture in pictures)
    assert sum(1 for _ in opened.element.body.iter(qn("m:oMathPara"))) == blocks["Equation"]


def test_word_has_its_language_and_no_date_and_no_author(word_file: bytes) -> None:
    opened = docx.Document(io.BytesIO(word_file))
    assert opened.core_properties.language == "nl-NL"
    assert opened.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val")) == "nl-NL"
    with zipfile.ZipFile(io.BytesIO(word_file)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert "dcterms" not in re.sub(r'xmlns:\w+="[^"]*"', "", core)
    assert "python-docx" not in core


@pytest.mark.slow
def test_a_house_template_gives_its_styles_and_a_bad_one_is_refused(dutch: Manuscript, tmp_path: Path) -> None:
    house = docx.Document()
    house.styles["Heading 1"].font.name = "Georgia"
    house.add_paragraph("text that is left out")
    house.sections[0].header.paragraphs[0].text = "House of Examples"
    house.save(str(tmp_path / "house.docx"))
    opened = docx.Document(io.BytesIO(word.as_word(dutch, template=tmp_path / "house.docx")))
    assert opened.styles["Heading 1"].font.name == "Georgia"
    assert opened.sections[0].header.paragraphs[0].text == "House of Examples"
    assert "text that is left out" not in [p.text for p in opened.paragraphs]
    (tmp_path / "broken.docx").write_bytes(b"not a document")
    with pytest.raises(RunError, match=r"broken\.docx cannot be read as a Word document"):
        word.as_word(dutch, template=tmp_path / "broken.docx")
    bare = docx.Document()
    bare.styles["Caption"].delete()
    bare.save(str(tmp_path / "bare.docx"))
    with pytest.raises(RunError, match="lacks the style Caption; add it in Word"):
        word.as_word(dutch, template=tmp_path / "bare.docx")


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br", "col"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def page(dutch: Manuscript) -> Page:
    parsed = Page()
    parsed.feed(html.as_html(dutch).decode())
    return parsed


def test_the_page_is_well_formed_and_needs_nothing_else(page: Page) -> None:
    assert page.open == []
    assert ("html", {"lang": "nl"}) in page.tags
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "iframe"}
        assert (attributes.get("src") or "data:").startswith("data:")
        assert (attributes.get("href") or "#").startswith("#")


def test_the_page_can_be_read_aloud(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")
    assert all(attributes.get("scope") in {"col", "row"} for tag, attributes in page.tags if tag == "th")
    assert all(attributes.get("alttext") for tag, attributes in page.tags if tag == "math")
    tags = Counter(tag for tag, _ in page.tags)
    assert tags["caption"] == tags["table"] == tags["thead"]
    assert tags["figcaption"] == tags["figure"]
    anchors = {attributes.get("id") for _, attributes in page.tags}
    assert {
        (attributes["href"] or "")[1:] for tag, attributes in page.tags if tag == "a" and attributes.get("href")
    } <= anchors
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
def test_hostile_text_stays_text(study: mcba.Study, tmp_path: Path) -> None:
    hostile = '<script>alert(1)</script> & "quotes" $x$ | #panic [link](javascript:alert(1))'
    text = STUDY.replace('en = "Salaries", nl = "Salarissen"', f"en = '{hostile}', nl = '{hostile}'")
    text = text.replace("Een **inleiding** van onszelf.", "[hier](javascript:alert(1)) en <b>vet</b>")
    document = APPENDIX.manuscript(Facts(mcba.run(_changed(text, tmp_path), worlds=200)), "nl")
    parsed = Page()
    parsed.feed(html.as_html(document).decode())
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert "javascript:" not in {str(attributes.get("href")) for _, attributes in parsed.tags}
    assert any(hostile in text for text in parsed.text)
    if not without_typst():
        assert typst.as_pdf(document).startswith(b"%PDF")
    cells = "".join(p.text for t in docx.Document(io.BytesIO(word.as_word(document))).tables for p in _cells(t))
    assert hostile in cells.replace("\u200b", "")  # a place where it may be folded
    assert study.name == "coaches"


def _cells(each: Any) -> Iterator[Any]:
    return (paragraph for row in each.rows for cell in row.cells for paragraph in cell.paragraphs)


def test_markdown_names_its_figures_and_tables_for_quarto(dutch: Manuscript) -> None:
    written, pictures = markdown.as_markdown(dutch, "appendix.nl.figures")
    text = written.decode()
    assert text.startswith('---\ntitle: "Methodebijlage: Buurtcoaches"\n')
    shown = set(re.findall(r"\]\(appendix\.nl\.figures/([^)]+)\)", text.replace("\n", " ").replace("  ", "")))
    assert {name for name in pictures if not name.startswith("distribution")} <= shown
    anchors = re.findall(r"\{#((?:fig|tbl|sec)-[^ }]+)", text)
    assert len(anchors) == len(set(anchors))
    assert all(re.fullmatch(r"[a-z0-9-]+", anchor) for anchor in anchors)
    blocks = Counter(type(block).__name__ for block in dutch.blocks)
    assert sum(a.startswith("tbl-") for a in anchors) == blocks["PageTable"]
    assert text.count("$$\n") == 2 * blocks["Equation"]


def test_the_pdf_has_the_words_and_needs_the_extra(dutch: Manuscript, monkeypatch: pytest.MonkeyPatch) -> None:
    if not without_typst():
        assert typst.as_pdf(dutch).startswith(b"%PDF")
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(RunError, match="a PDF needs typst, which is not installed; install mcba with its extra `pdf`"):
        typst.as_pdf(dutch)


# --- the crate and the command line


@pytest.mark.slow
def test_the_crate_describes_every_file(run: mcba.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    mcba.save_run(run, tmp_path)
    report(run, tmp_path, formats=["md"], language="en")
    written = json.loads((tmp_path / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in written["@graph"]}
    assert len(entities) == len(written["@graph"])
    parts = {part["@id"] for part in entities["./"]["hasPart"]}
    assert parts == {"results.nc", "summary.csv", "manifest.json", "appendix.en.md"}
    for name in parts:
        assert entities[name]["sha256"] == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()

    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    known = {*entities, "https://w3id.org/ro/crate/1.1"}
    assert {
        each for entity in written["@graph"] for key, v in entity.items() if key != "@id" for each in references(v)
    } <= known
    assert "datePublished" not in entities["./"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    report(run, tmp_path, formats=["md"], language="en")
    assert '"datePublished": "1970-01-01"' in (tmp_path / "ro-crate-metadata.json").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_command_line_reports_studies_and_saved_runs(small_study: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = CliRunner().invoke(
        main, ["report", str(small_study), "--format", "md,html", "--language", "nl", "--out", str(out)]
    )
    assert found.exit_code == 0, found.output
    assert {file.name for file in out.iterdir()} == {
        "appendix.nl.md",
        "appendix.nl.html",
        "appendix.nl.figures",
        "ro-crate-metadata.json",
    }
    saved = tmp_path / "saved"
    assert CliRunner().invoke(main, ["run", str(small_study), "--out", str(saved)]).exit_code == 0
    found = CliRunner().invoke(main, ["report", str(saved), "--format", "md", "--language", "nl"])
    assert found.exit_code == 0, found.output
    # A saved run and the study it was made from say the same.
    assert (saved / "appendix.nl.md").read_bytes() == (out / "appendix.nl.md").read_bytes()
    found = CliRunner().invoke(main, ["figures", str(saved), "--out", str(tmp_path / "figures"), "--language", "nl"])
    assert found.exit_code == 0, found.output
    assert (tmp_path / "figures" / "outcome-npv.svg").is_file()


def test_the_command_line_refuses_what_is_no_format(small_study: Path) -> None:
    found = CliRunner().invoke(main, ["report", str(small_study), "--format", "docx,odt"])
    assert found.exit_code == 2
    assert "name one or more of docx, html, md, pdf, qmd" in found.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"formats": ["odt"]}, "format 'odt' was asked; allowed are docx, html, md, pdf, qmd"),
        ({"formats": []}, "no format was asked"),
        ({"formats": ["md"], "template": "x.docx"}, "a template is for the format docx, which was not asked"),
        ({"language": "de"}, "language = 'de'; allowed are 'en' and 'nl'"),
    ],
)
def test_wrong_options_are_refused(run: mcba.Run, tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(RunError, match=re.escape(message)):
        report(run, tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_worlds_has_no_appendix(tmp_path: Path) -> None:
    run = mcba.from_worlds({"x": range(100)})
    with pytest.raises(RunError, match="a page is of a study; a run of a table of worlds has run"):
        report(run, tmp_path, formats=["md"])


# --- unusual studies


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"scenario": "cheap"},
        {"option": "double"},
        {"store": "summary"},
        {"worlds": 40},
        {"keep": ["npv"]},
        {"sampler": "lhs"},
    ],
    ids=lambda changes: "-".join(map(str, changes)),
)
def test_other_runs_can_be_reported(study: mcba.Study, changes: dict[str, Any]) -> None:
    run = mcba.run(study, **({"worlds": 300} | changes))
    document = APPENDIX.manuscript(Facts(run), "nl")
    assert (b"onderweg samengevat" in html.as_html(document)) == ("store" in changes)
    assert html.as_html(document)
    assert word.as_word(document)


MEASUREMENT = """\
[study]
title = "Mass"
[run]
worlds = 500
[assumptions.mass]
distribution = "normal"
mean = 100
sd = 0.05
unit = "g"
reason = "calibration"
[assumptions.table]
value = 3
[outcomes.density]
formula = "mass / 7"
unit = "g"
[outcomes.fixed]
formula = "table * 14"
"""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_measurement_model_has_an_appendix_too(tmp_path: Path, language: str) -> None:
    document = APPENDIX.manuscript(Facts(mcba.run(_changed(MEASUREMENT, tmp_path))), language)
    assert re.match(r"(What was found|Wat eruit komt)\. Density: .* 14[.,]27", _lead(document))
    said = " ".join(texts(document))
    assert "42" in table(document, "results")[-1]
    assert ("no flows of money" in said) or ("geen geldstromen" in said)
    for writer in (html.as_html, word.as_word):
        assert writer(document)


@pytest.mark.slow
def test_a_balance_of_open_sign_is_called_so(study: mcba.Study, tmp_path: Path) -> None:
    assert study.name == "coaches"

    def said(mean: int) -> str:
        text = STUDY.replace("mean = 700", f"mean = {mean}")
        return " ".join(texts(APPENDIX.manuscript(Facts(mcba.run(_changed(text, tmp_path), worlds=400)), "nl")))

    assert "De baten zijn ongeveer gelijk aan de kosten." in said(900)
    assert "Of de baten hoger zijn dan de kosten is onzeker" in said(700)


@pytest.mark.slow
def test_costs_near_zero_take_the_ratio_away(tmp_path: Path) -> None:
    text = STUDY.replace(
        'distribution = "normal"\nmean = 46_000\nsd = 5_000', 'distribution = "normal"\nmean = 10_000\nsd = 9_000'
    )
    document = APPENDIX.manuscript(Facts(mcba.run(_changed(text, tmp_path), worlds=400)), "en")
    said = " ".join(texts(document))
    assert "No return per euro is given, for costs can be zero. Benefits less costs are" in said
    assert "Costs fall to zero or below in 13\u00a0% of the worlds" in said
    assert any("Costs come near zero in some worlds" in text for text in texts(document))


# --- seen by other programs


def test_pandoc_reads_headings_tables_and_equations(word_file: bytes, dutch: Manuscript, tmp_path: Path) -> None:
    pypandoc = pytest.importorskip("pypandoc", reason="pandoc is not installed")
    (tmp_path / "a.docx").write_bytes(word_file)
    written, pictures = markdown.as_markdown(dutch, "figures")
    (tmp_path / "a.md").write_bytes(written)
    blocks = Counter(type(block).__name__ for block in dutch.blocks)
    for name in ("a.docx", "a.md"):
        read = json.loads(pypandoc.convert_file(str(tmp_path / name), "json"))
        found = Counter(block["t"] for block in read["blocks"])
        assert found["Header"] == blocks["Heading"], name
        assert found["Table"] == blocks["PageTable"], name
        assert json.dumps(read).count('"DisplayMath"') == blocks["Equation"], name
    assert pictures


def test_libreoffice_opens_the_word_file(word_file: bytes, dutch: Manuscript, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or pdftotext is not installed")
    (tmp_path / "a.docx").write_bytes(word_file)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    text = subprocess.run(["pdftotext", str(tmp_path / "a.pdf"), "-"], check=True, capture_output=True).stdout.decode()
    for block in dutch.blocks:
        if isinstance(block, Heading):
            assert block.text.split()[0] in text
    assert "¿" not in text  # what LibreOffice shows for an equation it cannot read


LOOK = """
<script>
addEventListener("load", () => {
const channel = v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
const colour = text => text.match(/[\\d.]+/g).map(Number);
const ground = e => { for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c } return [255, 255, 255] };
let worst = 99;
for (const e of document.querySelectorAll("main *, header *, nav *"))
  if ([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) {
    const [a, b] = [light(colour(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    worst = Math.min(worst, (a + 0.05) / (b + 0.05)) }
const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
  && !e.closest(".wide, .equation, .skip")).length;
const broken = [...document.images].filter(i => !i.complete || !i.naturalWidth).length;
document.title = JSON.stringify({ worst, wide, broken, sections: document.querySelectorAll("main section").length });
});
</script>
"""


@pytest.mark.parametrize("width", [1100, 500])
def test_a_browser_shows_the_page_with_contrast_and_nothing_too_wide(
    dutch: Manuscript, tmp_path: Path, width: int
) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("no Chromium is installed")
    (tmp_path / "page.html").write_bytes(html.as_html(dutch).replace(b"</body>", LOOK.encode() + b"</body>"))
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}/profile"]
    command = [browser, *flags, f"--window-size={width},900", "--dump-dom", f"file://{tmp_path}/page.html"]
    dumped = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode()
    seen = json.loads(re.search(r"<title>(\{.*?\})</title>", dumped)[1].replace("&quot;", '"'))  # type: ignore[index]
    assert seen["worst"] >= 4.5, seen  # WCAG 2.2, 1.4.3
    assert seen["wide"] == 0
    assert seen["broken"] == 0
    assert seen["sections"] == sum(isinstance(b, Heading) and b.level == 1 for b in dutch.blocks)


def test_assumptions_shared_by_as_many_flows_stand_in_the_order_of_the_study_file() -> None:
    study = mcba.load("studies/meerwaarde-preventiecalculator")
    five = [name for name, count in shared_by_flows(study).items() if count == 5]
    assert len(five) == 10
    assert five == [name for name in study.document.assumptions if name in five]
