"""Low, middle and high worlds on the page of a decision."""

import mcba
from mcba.reporting.blocks import Heading, PageTable, plain_text
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.decision.portraits import worlds_at_percentiles
from mcba.reporting.sections.writing import Writing


def test_each_line_has_a_number_for_each_level_and_for_all_worlds(small_run: mcba.Run) -> None:
    facts = DecisionFacts(small_run)
    portrait = facts.portrait
    assert not isinstance(portrait, Missing)
    heading, table, _ = worlds_at_percentiles(Writing(facts, "en"))
    assert isinstance(heading, Heading)
    assert isinstance(table, PageTable)
    assert table.header[1:-1] == tuple(f"P{100 * level:g}" for level in portrait.levels)
    assert all(len(row) == len(portrait.levels) + 2 for row in table.rows)
    names = [plain_text(row[0]) for row in table.rows]
    assert len(names) == len(set(names))
