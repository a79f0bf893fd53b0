"""Who gains and who pays, and the check: what the sheets give beside what mcba computes."""

from __future__ import annotations

import math
from itertools import product

from mcba.engine.estimates.rounding import ROUNDING
from mcba.engine.program import base_case
from mcba.errors import McbaError
from mcba.reporting.delivery.recalculating.expressions import number
from mcba.reporting.delivery.recalculating.grid import Formula
from mcba.reporting.delivery.recalculating.lines import CellLine, reference
from mcba.reporting.delivery.recalculating.plan import WorkbookPlan
from mcba.reporting.delivery.recalculating.shown import number_format
from mcba.reporting.delivery.recalculating.switches import KINDS
from mcba.workbook import Place

_FIRST_CASE = 6
_MOST_CASES = 200
_ALLOWANCE = number(float(f"{ROUNDING:.2e}"))


def write_bearers(plan: WorkbookPlan) -> None:
    """Write what each bearer gains and loses by each flow, in present value.

    Parameters
    ----------
    plan : WorkbookPlan
        Whose `lines` have the present value of every flow.
    """
    study, voice = plan.study, plan.voice
    bearers = study.bearers
    if not bearers:
        return
    grid = plan.grid("bearers")
    grid.widths = {1: 46, 2: 14, 3: 16, **dict.fromkeys(range(4, 4 + len(bearers)), 18)}
    grid.put(1, 1, voice("recalculation.bearers_title"), "title")
    grid.put(2, 1, voice("recalculation.bearers_note"), "remark")
    head = grid.line([voice("column.effect"), voice("column.kind")], "head", skip=1)
    for column, words in enumerate([voice("column.present_value"), *map(voice.bearer, bearers)], start=3):
        grid.put(head, column, words, "numbers_head")
    grid.frozen = (head, 1)
    totals = dict.fromkeys(bearers, 0.0)
    currency = study.document.study.currency
    amounts = [plan.lines[f"pv:{name}"].value({}) for name in study.flows]
    shown = number_format(amounts, currency, currency=currency)
    for name, (flow_kind, flow) in study.flows.items():
        line = plan.lines[f"pv:{name}"]
        row = grid.line([voice.flow(name), voice.known("kind", flow_kind)])
        grid.put(row, 3, Formula(line.name, line.value({})), "text", shown)
        for column, bearer in enumerate(bearers, start=4):
            share = sum(
                sign * (side or {}).get(bearer, 0.0) / sum((side or {"": 1.0}).values())
                for sign, side in ((1.0, flow.gains), (-1.0, flow.losses))
            )
            if share:
                value = share * line.value({})
                text = {1.0: f"$C{row}", -1.0: f"-$C{row}"}.get(share, f"$C{row}*{number(share)}")
                grid.put(row, column, Formula(text, value), "text", shown)
                totals[bearer] += value
    total = grid.line([voice("account.balance")], "total")
    for column, bearer in enumerate(bearers, start=4):
        first, last = (reference(Place(grid.name, row, column), grid.name) for row in (head + 1, total - 1))
        text = f"IF(ABS(SUM({first}:{last}))<={_ALLOWANCE}*SUMPRODUCT(ABS({first}:{last})),0,SUM({first}:{last}))"
        grid.put(total, column, Formula(text, totals[bearer]), "total", shown)


def write_check(plan: WorkbookPlan) -> Place:
    """Write every outcome as the sheets compute it beside what mcba computes, for each option and scenario.

    Parameters
    ----------
    plan : WorkbookPlan
        Whose `lines` have every outcome.

    Returns
    -------
    Place
        The cell with the largest difference.
    """
    voice, switches, grid = plan.voice, plan.switches, plan.grid("check")
    grid.widths, grid.printed = {1: 46, 2: 20, 3: 18, 4: 18, 5: 18}, _FIRST_CASE - 1
    grid.put(1, 1, voice("recalculation.check_title"), "title")
    grid.put(2, 1, voice("recalculation.check_note"), "remark")
    largest = 4
    grid.put(largest, 1, voice("recalculation.largest"), "strong")
    head = grid.line([voice("column.outcome"), voice("item.unit")], "head", skip=1)
    for column, key in enumerate(("by_sheet", "by_mcba", "difference"), start=3):
        grid.put(head, column, voice(f"recalculation.{key}"), "numbers_head")
    grid.frozen = (head, 1)
    cases = list(product(*(switches.variants[kind] for kind in KINDS)))
    chosen = cases.index((switches.chosen["option"], switches.chosen["scenario"]))
    if len(cases) > _MOST_CASES:
        cases, chosen = [cases[chosen]], 0
    for column, (option, scenario) in enumerate(cases, start=_FIRST_CASE):
        said = [voice.option(option), voice.scenario(scenario) if scenario else voice("recalculation.as_stated")]
        told = [words for words, kind in zip(said, KINDS, strict=True) if len(switches.variants[kind]) > 1]
        grid.put(head, column, " / ".join(told) or voice("column.base_case"), "numbers_head")
        grid.widths[column] = 26
    found = [_base_of(plan, option, scenario) for option, scenario in cases]
    differences = [
        _write_outcome(plan, name, plan.lines[name], [each.get(name, math.nan) for each in found], chosen)
        for name in plan.study.outcomes
    ]
    ends = f"E{head + 1}:E{grid.last}"
    grid.line([voice("recalculation.changed")], "remark", skip=1)
    return grid.put(largest, 5, Formula(f"MAX({ends})", max(differences, default=0.0)), "total", "0.00")


def _base_of(plan: WorkbookPlan, option: str, scenario: str) -> dict[str, float]:
    try:
        return base_case(plan.switches.study_under(option, scenario))
    except McbaError:
        return {}


def _write_outcome(plan: WorkbookPlan, name: str, line: CellLine, base: list[float], chosen: int) -> float:
    """One outcome: by the sheets, by mcba for the case that is switched on, their difference, and every case."""
    voice, grid = plan.voice, plan.grid("check")
    row = grid.line([voice.outcome(name), voice.unit_of(name)])
    own = line.value({})
    shown = number_format([own, *base], plan.study.unit(name), currency=plan.study.document.study.currency)
    never = voice("word.never")
    grid.put(row, 3, Formula(line.name, own if math.isfinite(own) else never), "text", shown)
    for column, value in enumerate(base, start=_FIRST_CASE):
        told = value if math.isfinite(value) else never if name == "payback_year" and value > 0 else None
        if told is not None:
            grid.put(row, column, told, "text", shown)
    ends = [reference(Place(grid.name, row, _FIRST_CASE + place), grid.name) for place in (0, len(base) - 1)]
    text = f"{ends[0]}"
    if len(base) > 1:
        number_of = _number_of_case(plan)
        text = f"INDEX({':'.join(ends)},1,{number_of})"
    stated = base[chosen]
    grid.put(row, 4, Formula(text, stated if math.isfinite(stated) else never), "text", shown)
    text = f"IF(AND(ISNUMBER(C{row}),ISNUMBER(D{row})),ROUND(ABS(C{row}-D{row}),6),IF(C{row}=D{row},0,1))"
    difference = 0.0 if own == stated or math.isnan(stated) else 1.0
    if math.isfinite(own) and math.isfinite(stated):
        difference = round(abs(own - stated), 6)
    grid.put(row, 5, Formula(text, difference), "text", "0.00" if abs(own) >= 100 else "0.000000")
    return difference


def _number_of_case(plan: WorkbookPlan) -> str:
    """The number of the case that is switched on, among every option under every scenario."""
    variants = plan.switches.variants
    several = {kind: len(variants[kind]) > 1 for kind in KINDS}
    if not several["option"]:
        return "chosen_scenario"
    if not several["scenario"]:
        return "chosen_option"
    return f"(chosen_option-1)*{len(variants['scenario'])}+chosen_scenario"
