"""Totals: the standard outcomes of the study, its payback, and outcomes of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from mcba.engine.estimates.rounding import ROUNDING
from mcba.reporting.delivery.recalculating.expressions import number
from mcba.reporting.delivery.recalculating.grid import Formula
from mcba.reporting.delivery.recalculating.lines import CellLine
from mcba.reporting.delivery.recalculating.sheets.rows import DISCOUNT_FACTOR, CalculationSheet, cell_of
from mcba.reporting.delivery.recalculating.shown import number_format
from mcba.study import FLOW_KINDS, YEAR
from mcba.study.formula import FORMULAS, PARTICIPANTS, Node, order, standard_outcomes, text_of

_ALLOWANCE = number(float(f"{ROUNDING:.2e}"))


def write_totals(page: CalculationSheet) -> None:
    """The standard outcomes of the study, and what each year brings and costs."""
    names = standard_outcomes(page.study.document)
    if not names:
        return
    page.section("totals")
    for flow_kind in FLOW_KINDS[:2]:
        flows = [name for name, (of_kind, _) in page.study.flows.items() if of_kind == flow_kind]
        key = f"present_value_{flow_kind}"
        page.line(key, _sum([f"pv:{name}" for name in flows]), page.voice.outcome(key), "", page.currency, look="total")
    if page.study.document.study.participants:
        page.plan.lines[PARTICIPANTS] = page.plan.lines[page.study.document.study.participants]
    for name, tree in FORMULAS.items():
        if name in names:
            page.line(name, tree, page.voice.outcome(name), text_of(tree), page.study.unit(name), look="total")
    _payback(page)


def _payback(page: CalculationSheet) -> None:
    """The year from which the balance stays at or above 0."""
    page.section("payback")
    lines, currency = page.plan.lines, page.voice.currency
    rows = {}
    for flow_kind in FLOW_KINDS[:2]:
        flows = [page.flows[name] for name, (of_kind, _) in page.study.flows.items() if of_kind == flow_kind]
        row = page.row((page.voice(f"account.{flow_kind}"), "", currency, ""), (YEAR,))
        values = np.sum([flow.values for flow in flows], axis=0) if flows else np.zeros(page.plan.years)
        shown = number_format(values, page.currency, currency=page.currency)
        rows[flow_kind] = page.each_year(row, partial(_added, flows), values, shown)
    benefits, costs, factor = rows["benefits"], rows["costs"], lines[DISCOUNT_FACTOR]
    balance = (benefits.values - costs.values) * factor.values
    shown = number_format(balance, page.currency, currency=page.currency)
    row = page.row((page.voice("column.npv_discounted"), "", currency, ""), (YEAR,))
    discounted = page.each_year(
        row, lambda at: f"({cell_of(benefits, at)}-{cell_of(costs, at)})*{cell_of(factor, at)}", balance, shown
    )
    sizes = [lines[f"present_value_{flow_kind}"] for flow_kind in FLOW_KINDS[:2]]
    start = ROUNDING * sum(abs(size.value({})) for size in sizes)
    allowance = f"{_ALLOWANCE}*({'+'.join(f'ABS({size.name})' for size in sizes)})"
    row = page.row((page.voice("recalculation.accumulated"), "", currency, ""), (YEAR,))

    def added(at: dict[str, int]) -> str:
        year = at[YEAR]
        before = cell_of(row, {YEAR: year - 1}) if year else allowance
        return f"{before}+{cell_of(discounted, at)}"

    accumulated = page.each_year(row, added, start + np.cumsum(balance), shown)
    _year_paid(page, accumulated)


def _year_paid(page: CalculationSheet, accumulated: CellLine) -> None:
    horizon, years = page.plan.lines["horizon"], np.arange(page.plan.years)
    below = np.where((accumulated.values < 0) & (years <= page.plan.horizon), years + 1.0, 0.0)
    heads = (page.voice("recalculation.still_below"), "", page.voice.unit("year"), "")
    row = page.row(heads, (YEAR,))
    rows = page.each_year(row, lambda at: f"IF({cell_of(accumulated, at)}<0,{at[YEAR] + 1},0)", below, "0")
    value = float(np.max(below))
    ends = ":".join(cell_of(rows, {YEAR: year}) for year in (0, page.plan.years - 1))
    never = page.voice("word.never")
    heads = (page.voice.outcome("payback_year"), "payback_year", page.voice.unit("year"), "")
    cell = page.row(heads, (), "total")
    text = f'IF(MAX({ends})>{horizon.name},"{never}",MAX({ends}))'
    is_never = value > page.plan.horizon
    place = cell.place({})
    page.grid.put(place.row, place.column, Formula(text, never if is_never else value), "total", "0")
    called = page.plan.names.give("payback_year", place)
    page.plan.lines["payback_year"] = CellLine.of_cell(place, math.inf if is_never else value, called)


def write_own_outcomes(page: CalculationSheet) -> None:
    """Write the outcomes of the study's own, which may take the flows as they are in each year."""
    page.section("outcomes")
    trees = {name: page.study.formulas[name] for name in page.study.document.outcomes}
    page.plan.lines.update(page.flows)
    for name in order(trees):
        stated = page.study.document.outcomes[name]
        page.line(name, trees[name], page.voice.outcome(name), stated.formula, stated.unit, look="total")


def _added(lines: Sequence[CellLine], at: dict[str, int]) -> str:
    """The cells of some lines, added up."""
    return "+".join(cell_of(line, at) for line in lines) or "0"


def _sum(names: Sequence[str]) -> Node:
    if not names:
        return Node("number", value=0.0)
    total = Node("name", name=names[0])
    for name in names[1:]:
        total = Node("+", (total, Node("name", name=name)))
    return total
