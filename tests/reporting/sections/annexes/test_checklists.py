"""Checklists: each item says where it is reported, and is reported only where its content is there."""

from pathlib import Path

import pytest

import mcba
from mcba.reporting.blocks import PageTable, Reference, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.annexes.checklists import checklist_tables
from mcba.reporting.sections.writing import Writing
from mcba.study.reading import read

BARE = """
[study]
title = "Bare"
question = "Does it pay?"

[assumptions.clients]
distribution = "uniform"
low = 80
high = 120
unit = "client"

[assumptions.care_avoided]
distribution = "uniform"
low = 8
high = 12
unit = "EUR/client"

[assumptions.salary]
value = 900
unit = "EUR"

[benefits.care]
formula = "clients * care_avoided"
unit = "EUR"

[costs.salaries]
formula = "salary"
unit = "EUR"
"""
PROBLEM = 'question = "Does it pay?"\nproblem = "Debts pile up."'
RATE = """
[assumptions.discount_rate]
distribution = "uniform"
low = 0.01
high = 0.03
unit = "1"
source = "working group on the discount rate, 2020"
"""


def tables_of(text: str) -> dict[str, dict[str, object]]:
    """The checklists of a study: the answer to each topic."""
    run = mcba.run(read(Path("bare") / "study.toml", text, tables={}), worlds=512)
    blocks = checklist_tables(Writing(Facts(run), "en"))
    tables = [block for block in blocks if isinstance(block, PageTable)]
    return {table.anchor: {plain_text(topic): answer[0] for topic, answer in table.rows} for table in tables}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_item_has_an_answer(small_run: mcba.Run, language: str) -> None:
    for block in checklist_tables(Writing(Facts(small_run), language)):
        if isinstance(block, PageTable):
            for number, (topic, answer) in enumerate(block.rows, 1):
                assert plain_text(topic).startswith(f"{number}. ")
                assert isinstance(answer[0], Reference) or plain_text(answer)


def test_a_question_of_one_line_is_no_analysis_of_the_problem() -> None:
    topic = "1. Problem analysis"
    without, told = (
        tables_of(text)["checklist_leidraad"][topic]
        for text in (BARE, BARE.replace('question = "Does it pay?"', PROBLEM))
    )
    assert not isinstance(without, Reference)
    assert told == Reference("problem")


def test_an_uncertain_rate_with_a_source_is_reported_with_other_rates() -> None:
    found = tables_of(BARE.replace('title = "Bare"', 'title = "Bare"\nhorizon = 2') + RATE)["checklist_dutch"]
    assert found["3. Discount rate with its source"] == Reference("discounting")
    assert found["4. Another discount rate as sensitivity"] == Reference(
        "discounting"
    )  # it is drawn, and stands in no scenario


def test_the_checklist_of_health_is_for_studies_of_health() -> None:
    assert "checklist_cheers" not in tables_of(BARE)
    patients = tables_of(BARE.replace("client", "patient"))["checklist_cheers"]
    assert len(patients) == 28  # items of CHEERS 2022
