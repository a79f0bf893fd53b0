"""How the worlds were drawn: the method by its name, how many, and how to draw them again."""

import pytest

import mcba
from mcba.reporting.blocks import PageTable, Paragraph, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.results.worlds import sampling
from mcba.reporting.sections.writing import Writing


@pytest.mark.parametrize(("language", "count"), [("en", "4,000 worlds"), ("nl", "4.000 trekkingen")])
def test_the_method_has_its_name_here(small_run: mcba.Run, language: str, count: str) -> None:
    blocks = list(sampling(Writing(Facts(small_run), language)))
    said = next(plain_text(block.text) for block in blocks if isinstance(block, Paragraph))
    assert "Monte" in said
    assert count in said
    assert [block.anchor for block in blocks if isinstance(block, PageTable)] == ["versions"]
