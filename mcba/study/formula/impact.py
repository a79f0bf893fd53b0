"""From an outcome to its impact: what is left without what would have come anyway, moved, or is due to others."""

from __future__ import annotations

from mcba.study.document.flows import Flow
from mcba.study.formula.parsing import parse
from mcba.study.formula.trees import Node


def impact_of(outcome: Node, flow: Flow) -> Node:
    """The formula of a flow with its factors: outcome × (1 − deadweight) × (1 − displacement) × attribution.

    SROI Network, A guide to Social Return on Investment (2012), stage 4, "Establishing impact".

    Parameters
    ----------
    outcome : Node
        The formula as it is written.
    flow : Flow

    Returns
    -------
    Node
        As if the factors stood in the formula.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> from mcba.study.formula.trees import text_of
    >>> flow = Flow(formula="clients * price", deadweight=0.2, attribution="share")
    >>> text_of(impact_of(parse(flow.formula), flow))
    'clients * price * (1 - 0.2) * share'
    """
    for key, factor in flow.factors.items():
        share = Node("name", name=factor) if isinstance(factor, str) else Node("number", value=float(factor))
        kept = share if key == "attribution" else Node("-", (Node("number", value=1.0), share))
        outcome = Node("*", (outcome, kept))
    return outcome


def stated_tree(flow: Flow) -> Node:
    """What a flow says it is, before any factor: its formula, or the cells of the workbook that it stands in.

    Parameters
    ----------
    flow : Flow
        Of which the formula can be read.

    Returns
    -------
    Node

    Examples
    --------
    >>> from mcba.study.document.flows import Flow
    >>> from mcba.study.formula.trees import text_of
    >>> text_of(stated_tree(Flow(formula="clients * saved"))), stated_tree(Flow(years="Flows!C5:L5")).name
    ('clients * saved', 'Flows!C5:L5')
    """
    return Node("name", name=flow.cells.name) if flow.cells is not None else parse(flow.formula or "0")
