"""The glossary: the words that a report uses, and no others."""

import pytest

import mcba
from mcba.reporting.blocks import PageTable, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.annexes.glossary import glossary
from mcba.reporting.sections.writing import Writing


@pytest.mark.parametrize(
    ("language", "ratio", "correlation"),
    [("en", "Benefit-cost ratio", "Correlation"), ("nl", "Baten-kostenverhouding", "Correlatie")],
)
def test_it_says_what_the_report_uses(small_run: mcba.Run, language: str, ratio: str, correlation: str) -> None:
    facts = Facts(small_run)
    _, table = glossary(Writing(facts, language))
    assert isinstance(table, PageTable)
    terms = [plain_text(term) for term, _ in table.rows]
    assert terms == sorted(terms)
    assert (ratio in terms) == ("bcr" in facts.outcomes)
    assert (correlation in terms) == bool(facts.study.dependence)
    assert all(plain_text(meaning).endswith(".") for _, meaning in table.rows)
