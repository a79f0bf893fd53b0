from __future__ import annotations

from mcba.study.checks.names import check_names, check_sets, visible_names
from tests.study.drafts import draft_before, said_by
from tests.study.written import WITH_TABLE

TWICE = """[study]
title = "t"
[assumptions]
x = { value = 1 }
[quantities]
x = { formula = "1" }
y = { formula = "x" }
"""


def test_a_name_means_one_thing() -> None:
    assert said_by(check_names, TWICE) == ["6:1: the name 'x' stands in [assumptions] too; every name means one thing"]
    assert check_names(draft_before(check_names, TWICE)).broken == {"x"}


def test_what_a_formula_may_use_depends_on_its_section() -> None:
    document = draft_before(check_names, TWICE + '[outcomes]\nz = { formula = "y" }\n').document
    assert visible_names(document, "quantities") == {"year", "horizon", "pi", "x", "y"}
    assert visible_names(document, "outcomes") == {"year", "horizon", "pi", "x", "y", "z"}


def test_labels_of_a_table_differ() -> None:
    text = """[study]
title = "t"
[sets]
pillar = { table = "prices.csv", column = "pillar" }
"""
    draft = draft_before(check_sets, text, **{"prices.csv": "pillar,price\ncare,1\n,2\ncare,3\n"})
    after = check_sets(draft)
    assert [str(complaint) for complaint in after.complaints] == [
        "prices.csv:3:1: column 'pillar' has an empty cell; give every label",
        "prices.csv:4:1: 'care' stands twice in column 'pillar' (first on line 2); labels of a set differ",
    ]
    assert (after.sets, after.broken) == ({"year": ("0",)}, {"pillar"})


def test_the_year_is_a_set() -> None:
    draft = draft_before(check_sets, WITH_TABLE, **{"prices.csv": "pillar,price\ncare,1\nwork,2\n"})
    assert check_sets(draft).sets["pillar"] == ("care", "work")
