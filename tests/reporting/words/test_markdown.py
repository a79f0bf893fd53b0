"""The user's own Markdown as blocks."""

from __future__ import annotations

from mcba.reporting.blocks import Break, Bullets, Heading, PageTable, Paragraph, Span, plain_text
from mcba.reporting.words.markdown import from_markdown, markdown_line

CHAPTER = Heading(1, "Question", "question")


def test_paragraphs_lists_and_styles() -> None:
    head, paragraph, bullets = from_markdown(
        "# Head\n\nSome *em*, **strong**, `code_x`, [a link](https://example.org) snake_case\n\n- a\n- b"
    )
    assert head == Paragraph((Span("Head", "strong"),))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == (
        *(Span("Some "), Span("em", "emphasis"), Span(", "), Span("strong", "strong"), Span(", ")),
        *(Span("code_x", "code"), Span(", "), Span("a link", url="https://example.org"), Span(" snake_case")),
    )
    assert bullets == Bullets(((Span("a"),), (Span("b"),)))
    assert from_markdown("  ") == ()


def test_numbers_before_items_and_items_within_items() -> None:
    (numbered,) = from_markdown("1. one\n2. two\n   - within\n")
    assert isinstance(numbered, Bullets)
    assert numbered.numbered
    assert [plain_text(item) for item in numbered.items] == ["one", "two", "within"]


def test_headings_come_below_the_one_they_stand_under() -> None:
    headings = from_markdown("# a\n\n## b\n\n### c\n", within=CHAPTER)
    assert [(block.level, block.text) for block in headings if isinstance(block, Heading)] == [
        *((2, "a"), (2, "b"), (3, "c"))
    ]
    assert len({block.anchor for block in headings if isinstance(block, Heading)}) == 3


def test_a_table_has_its_caption_alignment_and_anchor() -> None:
    written = "| What | Count |\n|---|--:|\n| *Apples* | 3 |\n\nTable: Fruit by kind\n\nAnd: more words."
    table, paragraph = from_markdown(written, within=CHAPTER)
    assert isinstance(table, PageTable)
    assert (table.caption, table.align, table.header) == ("Fruit by kind", "lr", ("What", "Count"))
    assert table.rows == (((Span("Apples", "emphasis"),), (Span("3"),)),)
    assert table.anchor.startswith("question-")
    assert paragraph == Paragraph((Span("And: more words."),))
    (bare,) = from_markdown("| What | Count |\n|---|---|\n| x | 3 |", within=CHAPTER)
    assert isinstance(bare, PageTable)
    assert bare.caption == "Question"


def test_quotations_code_lines_and_pictures() -> None:
    quote, code, picture = from_markdown("> said\n\n```\na = 1\nb\n```\n\nSee ![a map](map.png).")
    assert quote == Paragraph((Span("said"),), "note")
    assert code == Paragraph((Span("a = 1", "code"), Break(), Span("b", "code")))
    assert picture == Paragraph((Span("See "), Span("a map", "emphasis"), Span(".")))


def test_html_and_what_makes_a_block_are_only_text_in_a_line() -> None:
    assert markdown_line("1. <b>2 * 3 * 4</b>\n# no head") == (Span("1. <b>2 * 3 * 4</b> # no head"),)
    assert markdown_line("plain words", "nl") == (Span("plain words", language="nl"),)
    assert markdown_line("") == ()
    assert markdown_line("a **b**", "nl") == (Span("a ", language="nl"), Span("b", "strong", "nl"))
