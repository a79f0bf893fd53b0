"""The scenario that turns the conclusion is seen: first, bold, and named below the table."""

import mcba
from mcba.reporting.blocks import PageTable, Paragraph, Span, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.decision.scenarios import scenario_tables
from mcba.reporting.sections.writing import Writing
from tests.analysis.deciding import LINEAR, study_of


def test_what_turns_the_conclusion_stands_first_and_bold() -> None:
    text = LINEAR + '\n[scenarios.dearest]\nlabel = "Dearest"\noverride = { price = 30 }\n'  # 10 − 30 < 0 < 10 − 5
    run = mcba.run(study_of(text), worlds=1_024)
    blocks = list(scenario_tables(Writing(Facts(run), "en"), 1, ("npv",)))
    table = next(block for block in blocks if isinstance(block, PageTable))
    names = [name[0] for name, *_ in table.rows if plain_text(name) != "±"]
    assert isinstance(names[1], Span)
    assert (names[1].text, names[1].style) == ("Dearest", "strong")
    assert all(isinstance(name, Span) and name.style == "plain" for name in (names[0], *names[2:]))
    said = [plain_text(block.text) for block in blocks if isinstance(block, Paragraph)]
    assert any(text.startswith("Where the mean lies on the other side") and text.endswith("Dearest.") for text in said)
