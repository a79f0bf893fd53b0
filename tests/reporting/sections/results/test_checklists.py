"""Checklists: each item names a topic and a section that there are, and says what was reported."""

import pytest

import mcba
from mcba.reporting.blocks import Heading, PageTable, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.results.checklists import checklist_tables
from mcba.reporting.sections.writing import Writing


@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_item_has_an_answer(small_run: mcba.Run, language: str) -> None:
    writing = Writing(Facts(small_run), language)
    heading, _, *tables = checklist_tables(writing)
    assert isinstance(heading, Heading)
    assert [table.anchor for table in tables if isinstance(table, PageTable)] == [
        "checklist_cheers",
        "checklist_leidraad",
        "checklist_dutch",
    ]
    for table in tables:
        assert isinstance(table, PageTable)
        for number, (topic, answer) in enumerate(table.rows, 1):
            assert plain_text(topic).startswith(f"{number}. ")
            assert plain_text(answer)
