"""Flows: discounting, and what each flow is in each year and in present value."""

from __future__ import annotations

import math

import numpy as np

from mcba.reporting.delivery.recalculating.expressions import term
from mcba.reporting.delivery.recalculating.grid import Formula
from mcba.reporting.delivery.recalculating.lines import CellLine, reference
from mcba.reporting.delivery.recalculating.sheets.rows import DISCOUNT_FACTOR, FORMULA, CalculationSheet, cell_of
from mcba.reporting.delivery.recalculating.shown import number_format
from mcba.study import DISCOUNT_RATE, YEAR
from mcba.study.document import Flow
from mcba.study.formula import Node, parse, text_of


def write_discounting(page: CalculationSheet) -> None:
    """Write the value in year 0 of one unit of money in each year."""
    page.section("discounting")
    rate = page.plan.lines.get(DISCOUNT_RATE)
    heads = (page.voice("workbook.factor"), "factor", "", page.voice("recalculation.factor_formula"))
    row = page.row(heads, (YEAR,))
    values = np.ones(page.plan.years)
    for year in range(page.plan.years):
        place, at = row.place({YEAR: year}), {YEAR: year}
        said: Formula | float = 1.0
        if year:
            before = reference(row.place({YEAR: year - 1}), page.grid.name)
            step = 1.0
            text = before
            if rate is not None:
                told = rate.name or reference(rate.place(at), page.grid.name)
                text, step = f"{before}/(1+{told})", 1.0 + rate.value(at)
            said = page.plan.formula(text, _divided(values[year - 1], step), at)
            values[year] = float(said.value)
        page.grid.put(place.row, place.column, said, "text", "0.0000")
    page.plan.lines[DISCOUNT_FACTOR] = CellLine((YEAR,), row.places, values)


def write_flow(page: CalculationSheet, name: str, flow: Flow) -> None:
    """Write one flow: its amount, its factors of impact, its years and its present value.

    Parameters
    ----------
    page : CalculationSheet
    name : str
    flow : Flow
    """
    node, label, formula = page.study.formulas[name], page.voice.flow(name), flow.formula or ""
    page.grid.line([label], "strong", skip=1)
    page.grid.put(page.grid.last, FORMULA, _bearers_of(page, flow), "note")
    if flow.factors:
        page.line(
            f"outcome:{name}",
            parse(formula),
            page.voice("recalculation.outcome"),
            formula,
            flow.unit,
            name=f"{name}_outcome",
        )
        node = _impact(node, f"outcome:{name}", len(flow.factors))
    told = text_of(page.study.formulas[name]) if flow.factors else formula
    for dimension in page.plan.dimensions_of(node):
        if dimension != YEAR:
            node = Node("sum", (node,), dimension)
    said = "recalculation.impact" if flow.factors else "recalculation.amount"
    amount = page.line(f"amount:{name}", node, page.voice(said), told, page.currency, name=f"{name}_amount")
    _years_of_flow(page, name, flow, amount)


def _bearers_of(page: CalculationSheet, flow: Flow) -> str:
    voice = page.voice
    told = []
    for key, side in (("gains", flow.gains), ("losses", flow.losses)):
        if side:
            told.append(f"{voice(f'column.{key}')}: {voice.listed(map(voice.bearer, side))}")
    return "; ".join(told)


def _years_of_flow(page: CalculationSheet, name: str, flow: Flow, amount: CellLine) -> None:
    """What a flow is in each year, what is left of it, and its present value."""
    voice, plan = page.voice, page.plan
    first, last = flow.period or (0, plan.years - 1)
    lost = _share(flow.lost)
    told = voice("recalculation.lost", share=text_of(lost)) if lost is not None else ""
    yearly = page.row((voice("recalculation.in_year"), name, voice.currency, told), (YEAR,))
    values = np.zeros(plan.years)
    shown = number_format(amount.values, page.currency, currency=page.currency)
    for year in range(plan.years):
        at, place = {YEAR: year}, yearly.place({YEAR: year})
        content: Formula | float = 0.0
        if first <= year <= last:
            node = Node("name", name=f"amount:{name}")
            if lost is not None and year > first:
                kept = Node("-", (Node("number", value=1.0), lost))
                left = Node("**", (kept, Node("number", value=float(year - first)))) if year > first + 1 else kept
                node = Node("*", (node, left))
            made = term(node, plan.lines, at, page.grid.name)
            content = plan.formula(made.text, made.value, at)
            values[year] = float(content.value)
        page.grid.put(place.row, place.column, content, "text", shown)
    page.flows[name] = plan.lines[f"year:{name}"] = CellLine((YEAR,), yearly.places, values)
    _discounted(page, name, page.flows[name], shown)


def _discounted(page: CalculationSheet, name: str, yearly: CellLine, shown: str) -> None:
    factor = page.plan.lines[DISCOUNT_FACTOR]
    heads = (page.voice("column.present_value"), f"pv_{name}", page.voice.currency, "")
    row = page.row(heads, (YEAR,))
    discounted = page.each_year(
        row, lambda at: f"{cell_of(yearly, at)}*{cell_of(factor, at)}", yearly.values * factor.values, shown
    )
    place = page.sum_of_years(row, float(np.sum(discounted.values)), shown)
    called = page.plan.names.give(f"pv_{name}", place)
    page.plan.lines[f"pv:{name}"] = CellLine.of_cell(place, float(np.sum(discounted.values)), called)


def _impact(node: Node, outcome: str, factors: int) -> Node:
    """The tree of a flow, in which its outcome before the factors of impact is a name."""
    if not factors:
        return Node("name", name=outcome)
    first, share = node.operands
    return Node("*", (_impact(first, outcome, factors - 1), share))


def _share(stated: float | str | None) -> Node | None:
    """A share that is lost each year, as a tree; None for nothing."""
    if isinstance(stated, str):
        return Node("name", name=stated)
    return Node("number", value=float(stated)) if stated else None


def _divided(above: float, below: float) -> float:
    return above / below if below > 0 else math.inf
