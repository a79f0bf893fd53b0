"""The calculation: quantities, flows by year, discounting, totals and outcomes, each as a formula of the sheet."""

from __future__ import annotations

from collections.abc import Sequence

from mcba.reporting.delivery.recalculating.plan import WorkbookPlan
from mcba.reporting.delivery.recalculating.sheets.flows import write_discounting, write_flow
from mcba.reporting.delivery.recalculating.sheets.rows import CalculationSheet
from mcba.reporting.delivery.recalculating.sheets.totals import write_own_outcomes, write_totals
from mcba.reporting.words.voice import capital
from mcba.study import DISCOUNT_RATE, FLOW_KINDS
from mcba.study.formula import order, text_of


def write_calculation(plan: WorkbookPlan) -> None:
    """Write the sheet of the calculation.

    Parameters
    ----------
    plan : WorkbookPlan
        Whose `lines` have the inputs, and afterwards everything that follows from them.
    """
    page = CalculationSheet(plan)
    page.heads()
    quantities = {name: page.study.formulas[name] for name in page.study.document.quantities}
    names = order(dict(sorted(quantities.items(), key=lambda item: item[0] != DISCOUNT_RATE)))
    before = names.index(DISCOUNT_RATE) + 1 if DISCOUNT_RATE in names else 0
    if before:
        page.section("quantities")
        _quantities(page, names[:before])
    if page.study.flows or any("present_value" in text_of(tree) for tree in page.study.formulas.values()):
        write_discounting(page)
    if names[before:]:
        page.section("quantities")
        _quantities(page, names[before:])
    for flow_kind in FLOW_KINDS:
        flows = {name: flow for name, (of_kind, flow) in page.study.flows.items() if of_kind == flow_kind}
        if flows:
            page.grid.line([capital(page.voice.known("kind", flow_kind))], "section", skip=1)
        for name, flow in flows.items():
            write_flow(page, name, flow)
    write_totals(page)
    if page.study.document.outcomes:
        write_own_outcomes(page)


def _quantities(page: CalculationSheet, names: Sequence[str]) -> None:
    for name in names:
        stated = page.study.document.quantities[name]
        page.line(name, page.study.formulas[name], page.voice.named(name), stated.formula, stated.unit)
