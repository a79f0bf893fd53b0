"""The chapter of the effect tree: its figure and tables, and the impact map."""

from __future__ import annotations

import mcba
from mcba.reporting.blocks import Heading, PageTable, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.sections.study.effect_tree import effect_tree
from mcba.reporting.sections.writing import Writing


def blocks(study: str, language: str) -> list[object]:
    run = mcba.run(mcba.load(f"studies/{study}"), worlds=512)
    return list(effect_tree(Writing(Facts(run), language)))


def test_every_effect_and_every_stakeholder_stands_in_a_table_with_its_source() -> None:
    document = mcba.load("studies/schilderswijk-moeders").document
    tables = {block.anchor: block for block in blocks("schilderswijk-moeders", "nl") if isinstance(block, PageTable)}
    assert list(tables) == ["effect_table", "stakeholders", "impact_map"]
    assert len(tables["effect_table"].rows) == len(document.effects)
    assert len(tables["stakeholders"].rows) == len(document.stakeholders)
    assert all(plain_text(row[-1]) for name in ("effect_table", "stakeholders") for row in tables[name].rows)


def test_the_impact_map_has_a_column_for_each_factor_that_is_given() -> None:
    found = blocks("schilderswijk-moeders", "en")
    impact = next(block for block in found if isinstance(block, PageTable) and block.anchor == "impact_map")
    assert impact.header == ("Outcome", "A year", "Attribution", "Drop-off", "Impact", "Present value")
    shares = [[plain_text(cell) for cell in row[2:4]] for row in impact.rows]
    assert [drop.partition(".")[0].rstrip(" %\u00a0") for _, drop in shares] == ["35", "–", "35"]
    assert [attribution[:2] for attribution, _ in shares] == ["50", "–", "–"]


def test_a_study_without_effects_has_no_such_chapter() -> None:
    assert not any(isinstance(block, Heading) for block in blocks("tegaderm-dressing", "en"))
