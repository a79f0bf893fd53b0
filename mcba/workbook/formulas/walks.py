"""Through the nodes of a formula's tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mcba.workbook.formulas.trees import Binary, Call, Node, Unary


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes that stand directly below one; arguments that are left out are passed over.

    Examples
    --------
    >>> from mcba.workbook.formulas.parser import parse_formula
    >>> len(parts_of(parse_formula("IF(A1,,2)"))), parts_of(parse_formula("A1"))
    (2, ())
    """
    if isinstance(node, Binary):
        return node.left, node.right
    if isinstance(node, Unary):
        return (node.operand,)
    return tuple(part for part in node.arguments if part is not None) if isinstance(node, Call) else ()


def walked(node: Node) -> Iterator[Node]:
    """A node and all nodes below it, from left to right, each before its parts, however long its chains are.

    Examples
    --------
    >>> from mcba.workbook.formulas.parser import parse_formula
    >>> [type(node).__name__ for node in walked(parse_formula("SUM(A1:A9,rate)/2"))]
    ['Binary', 'Call', 'CellsReference', 'NameReference', 'Literal']
    """
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(parts_of(node)))


def rebuilt(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """A tree with other nodes in the places where `change` gives one; below these nothing is looked at.

    Examples
    --------
    >>> from mcba.workbook.formulas.parser import parse_formula
    >>> from mcba.workbook.formulas.trees import Literal, NameReference
    >>> rebuilt(parse_formula("-rate"), lambda node: Literal(2.0) if isinstance(node, NameReference) else None)
    Unary(operator='-', operand=Literal(value=2.0))
    """
    chain: list[Binary] = []
    while (changed := change(node)) is None and isinstance(node, Binary):  # chains to the left may be thousands long
        chain.append(node)
        node = node.left
    result = changed if changed is not None else _rebuilt_parts(node, change)
    for link in reversed(chain):
        right = rebuilt(link.right, change)
        result = Binary(link.operator, result, right)
    return result


def _rebuilt_parts(node: Node, change: Callable[[Node], Node | None]) -> Node:
    if isinstance(node, Unary):
        return Unary(node.operator, rebuilt(node.operand, change))
    if isinstance(node, Call):
        return Call(node.name, tuple(None if part is None else rebuilt(part, change) for part in node.arguments))
    return node
