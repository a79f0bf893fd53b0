"""Through trees, however long their chains are."""

from __future__ import annotations

from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import Literal, NameReference, Node
from mcba.workbook.formulas.walks import rebuilt, walked
from mcba.workbook.formulas.writing import formula_text


def test_all_nodes_are_met_in_the_order_of_the_text() -> None:
    nodes = walked(parse_formula("IF(a>1,-b,SUM(c:INDEX(d,),{1,2}))%"))
    assert [node.name for node in nodes if isinstance(node, NameReference)] == ["a", "b", "c", "d"]


def test_long_chains_are_walked_and_rebuilt() -> None:
    node = parse_formula("rate+" * 4000 + "1")
    assert sum(isinstance(part, NameReference) for part in walked(node)) == 4000

    def doubled(part: Node) -> Node | None:
        return Literal(2.0) if isinstance(part, NameReference) else None

    assert formula_text(rebuilt(node, doubled)) == "2+" * 4000 + "1"


def test_what_is_changed_is_not_looked_into() -> None:
    def wrapped(part: Node) -> Node | None:
        return parse_formula("-rate") if isinstance(part, NameReference) else None

    assert formula_text(rebuilt(parse_formula("IF(rate,,rate*1)"), wrapped)) == "IF(-rate,,-rate*1)"
