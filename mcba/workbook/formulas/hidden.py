"""Formulas of Google Sheets that an exported workbook holds as text only.

A function that Excel lacks is exported as `IFERROR(__xludf.DUMMYFUNCTION("FILTER(…)"),7)`: whoever follows the rules of
Excel takes the frozen 7, and no input moves it. The true formula is in the text.
"""

from __future__ import annotations

from mcba.errors import WorkbookError
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import Binary, Call, Literal, Node
from mcba.workbook.formulas.walks import rebuilt, walked

DUMMY = "DUMMYFUNCTION"
"""The function under which Google hides a formula, in capitals."""

SPILLED = '"COMPUTED_VALUE"'
"""What stands in place of the formula in a cell that the array formula of another one fills."""


def hidden_formula(text: str) -> str | None:
    """The formula of Google Sheets that is hidden in another; None where there is none.

    Parameters
    ----------
    text : str
        The formula of a cell.

    Returns
    -------
    str or None
        `"COMPUTED_VALUE"`, in its quotes, in a cell that another one's array formula fills.

    Raises
    ------
    WorkbookError
        When the text cannot be read.

    Examples
    --------
    >>> hidden_formula('IFERROR(__xludf.DUMMYFUNCTION("FILTER(A1:A3,B1:B3=""all"&" ages"")"),7)')
    'FILTER(A1:A3,B1:B3="all ages")'
    """
    if DUMMY not in text.upper():
        return None
    return next((found for node in walked(parse_formula(text)) if (found := hidden_in(node)) is not None), None)


def revealed(node: Node) -> Node:
    """A tree with the hidden formulas in the places of their wrappers.

    Raises
    ------
    WorkbookError
        When a hidden formula cannot be read, or a value stands in the place of another cell's formula.
    """
    return rebuilt(node, _revealed)


def _revealed(node: Node) -> Node | None:
    if isinstance(node, Call) and node.name == "IFERROR" and node.arguments and node.arguments[0] is not None:
        return _revealed_dummy(node.arguments[0])
    return _revealed_dummy(node)


def _revealed_dummy(node: Node) -> Node | None:
    text = hidden_in(node)
    if text == SPILLED:
        raise WorkbookError("another cell's formula of Google Sheets fills it, and none is found; write a formula here")
    return None if text is None else revealed(parse_formula(text, is_google=True))


def hidden_in(node: Node) -> str | None:
    """The text that a call of `DUMMY` holds; None for any other node."""
    if not isinstance(node, Call) or node.name != DUMMY or not node.arguments or node.arguments[0] is None:
        return None
    words: list[str] = []
    for part in walked(node.arguments[0]):  # Google cuts long texts into pieces, joined by &
        if isinstance(part, Literal) and isinstance(part.value, str):
            words.append(part.value)
        elif not (isinstance(part, Binary) and part.operator == "&"):
            return None
    return "".join(words).strip()
