"""One number, one way: every number with its label is the same in every page, format and JSON object."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
import pytest

import mcba
from mcba.engine.estimates.estimate import Estimate
from mcba.reporting import run_object
from mcba.reporting.blocks import Manuscript, PageTable, Reference, Spans, plain_text
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import required
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.calibration import CALIBRATION
from mcba.reporting.pages.decision import DECISION
from mcba.reporting.pages.page import Page
from mcba.reporting.pages.ranking import RANKING
from mcba.reporting.pages.run import RUN
from mcba.reporting.words.voice import Voice
from mcba.reporting.writers import markdown, terminal, word
from mcba.study.distributions.entries import data_folder

pytestmark = pytest.mark.slow

STUDIES = sorted(path.parent.name for path in data_folder("studies").glob("*/study.toml"))
WORLDS = 4_096
OF_THEIR_OWN = ("scenario_table", "updated", "returns")
"""Tables whose rows answer another question than their labels say: under scenarios, once figures hold, a ratio."""
BELOW_ANOTHER = ("±", "low – high")
"""Labels of rows that say more of the row above them."""
Cells = dict[tuple[str, str, str], str]  # (anchor, label of the row, header of the column) to what is printed


@pytest.fixture(scope="module", params=STUDIES)
def facts(request: pytest.FixtureRequest) -> DecisionFacts:
    return DecisionFacts(mcba.run(mcba.load(data_folder("studies") / request.param), worlds=WORLDS))


@pytest.fixture(scope="module")
def documents(facts: DecisionFacts) -> dict[str, Manuscript]:
    ranked = Ranked(required(facts.ranking), facts.study)
    pages: tuple[tuple[Page, object], ...] = (
        (RUN, facts),
        (APPENDIX, facts),
        (DECISION, facts),
        (RANKING, ranked),
        (CALIBRATION, facts),
    )
    return {page.name: page.manuscript(of, "en") for page, of in pages}


def tables(document: Manuscript) -> list[PageTable]:
    return [block for block in document.blocks if isinstance(block, PageTable)]


def squeezed(text: str) -> str:
    """One line, without the places where a writer may fold a long word."""
    return " ".join(re.sub("[\u200b\u00ad]", "", text).split())


def rows(table: PageTable) -> Iterator[list[str]]:
    """The rows of a table; a row of errors or of ranges has the label of the row above it before its own."""
    above = ""
    for row in table.rows:
        label, *cells = [squeezed(plain_text(cell)) for cell in row]
        above = above if label in BELOW_ANOTHER else label
        yield [above if above == label else f"{above} {label}", *cells]


def cells(document: Manuscript) -> Cells:
    return {
        (table.anchor, row[0], header): text
        for table in tables(document)
        for row in rows(table)
        for header, text in zip(table.header[1:], row[1:], strict=True)
        if re.search(r"\d", text)
    }


def test_the_same_label_has_the_same_number_on_every_page(documents: dict[str, Manuscript]) -> None:
    printed: dict[tuple[str, str, str], dict[str, str]] = {}
    for name, document in documents.items():
        for (anchor, label, header), text in cells(document).items():
            subject = next((anchor for own in OF_THEIR_OWN if anchor.startswith(own)), "")
            printed.setdefault((subject, label, header), {})[f"{name}, {anchor}"] = text
    compared = {key: places for key, places in printed.items() if len({place.split(",")[0] for place in places}) > 1}
    assert len(compared) > 10
    assert {key: places for key, places in compared.items() if len(set(places.values())) > 1} == {}


def test_word_and_markdown_have_the_cells_of_the_tables(documents: dict[str, Manuscript]) -> None:
    for document in documents.values():
        wanted = [[squeezed(read(document, cell)) for cell in row] for table in tables(document) for row in table.rows]
        file = docx.Document(io.BytesIO(word.as_word(document)))
        in_word = [[without_pages(cell.text) for cell in row.cells] for table in file.tables for row in table.rows[1:]]
        assert [numbers(row) for row in in_word] == [numbers(row) for row in wanted]
        written = markdown.as_markdown(document, "figures")[0].decode()
        assert [numbers(row) for row in grid_rows(written)] == [numbers(row) for row in wanted]


def read(document: Manuscript, cell: Spans) -> str:
    """The words of a cell, with those that its references read as."""
    return "".join(document.reads(span) if isinstance(span, Reference) else plain_text((span,)) for span in cell)


def without_pages(text: str) -> str:
    """A cell of Word without what stands before the pages of its references: no other format has them."""
    return squeezed(text).replace(", p.", "")


def numbers(row: list[str]) -> list[list[str]]:
    """The numbers of each cell."""
    return [re.findall(r"[−-]?\d[\d.,]*", cell) for cell in row]


def grid_rows(written: str) -> Iterator[list[str]]:
    """The rows below the header of every grid table, each cell with its lines joined."""
    for table in re.findall(r"(?:^[+|].*\n)+", written, re.MULTILINE):
        body = re.split(r"^\+[=:+]+\n", table, maxsplit=1, flags=re.MULTILINE)[-1]
        for row in re.split(r"^\+[-+]+\n", body, flags=re.MULTILINE):
            lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in row.splitlines() if line]
            if lines:
                joined = [re.sub(r"!\[.*?\]\(.*?\)\{.*?\}", "", " ".join(parts)) for parts in zip(*lines, strict=True)]
                yield [squeezed(re.sub(r"\\(.)", r"\1", cell)) for cell in joined]


def test_the_terminal_has_the_numbers_of_each_row_side_by_side(documents: dict[str, Manuscript]) -> None:
    for document in documents.values():
        shown = terminal.as_terminal(document)
        for table in tables(document):
            right = [place for place, side in enumerate(table.align) if side == "r"]
            for row in table.rows:
                found = [plain_text(row[place]).replace("\u00a0", " ") for place in right]
                if any(found) and len(right) == len(row) - 1:
                    pattern = r" +".join(re.escape(text) for text in found if text)
                    assert re.search(rf"(?m)^.*{pattern}$", shown), (table.anchor, found)


def test_the_json_has_the_numbers_of_the_tables(facts: Facts, documents: dict[str, Manuscript]) -> None:
    found, say = run_object(facts), Voice("en")
    printed = {name: cells(document) for name, document in documents.items()}["run"]
    labels = {
        outcome: plain_text(row[0]) for outcome, row in zip(facts.outcomes, _outcome_rows(documents), strict=True)
    }
    for outcome, label in labels.items():
        if not facts.varies(outcome):
            continue
        for key in ("low", "median", "high", "mean"):
            numbers = found["outcomes"][outcome]
            if numbers[key] is None:  # a mean that does not exist
                assert key == "mean"
                assert ("outcomes", label, "Mean") not in printed
                continue
            estimate = Estimate(numbers[key], numbers[f"{key}_error"])
            text = printed["outcomes", label, key.capitalize()]
            assert text == say.estimate(estimate) or text.startswith(say.estimate(estimate)[:-1]), (outcome, key)
            assert printed["outcomes", f"{label} ±", key.capitalize()] == say.error(estimate.error)
        assert numbers["text"] == str(facts.summary(outcome).range)


def _outcome_rows(documents: dict[str, Manuscript]) -> list[tuple[object, ...]]:
    table = next(table for table in tables(documents["run"]) if table.anchor == "outcomes")
    return [row for row in table.rows if plain_text(row[0]) != "±"]
