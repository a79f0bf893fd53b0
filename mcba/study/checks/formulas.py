"""Formulas and models: they can be read, use what there is, in an order, and their units and dimensions fit."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from mcba.errors import FormulaError, suggestion
from mcba.study.checks.assumptions import unit_at
from mcba.study.checks.names import visible_names
from mcba.study.document.document import Document
from mcba.study.document.flows import Flow, Model, YearCells
from mcba.study.formula.impact import stated_tree
from mcba.study.formula.inference import dimensions_of, unit_of
from mcba.study.formula.outcomes import standard_outcomes, standard_units
from mcba.study.formula.parsing import parse
from mcba.study.formula.python import HELD, PythonFunction, function_in_text
from mcba.study.formula.trees import CONSTANTS, CircleError, Node, names_in, order, walk
from mcba.study.formula.units import PURE_NUMBER, Unit, spoken, unit_text
from mcba.study.model import FLOW_KINDS, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.mending import FORMULA_SECTIONS
from mcba.study.workbooks.checking import workbook_function
from mcba.study.workbooks.function import WorkbookFunction


def check_model(draft: Draft) -> Draft:
    """The study's workbook or Python function is there, takes what there is and gives sound results; none is run."""
    model = draft.document.model
    if model is None:
        return draft
    complaints = draft.collect()
    function = _function_of(draft, complaints, model)
    dimensions, units = dict(draft.dimensions), dict(draft.units)
    for name, result in model.gives.items():
        place = ("model", "gives", name)
        if result.over is not None and result.over not in draft.sets:
            message = f"there is no set {result.over!r}; {suggestion(result.over, draft.sets)}"
            complaints.at((*place, "over"), message, breaks=name)
        dimensions[name] = () if result.over is None else (result.over,)
        units[name] = unit_at(complaints, (*place, "unit"), result.unit)
    for cells in _cells_of_flows(draft.document):
        dimensions[cells.name], units[cells.name] = (YEAR,), None
    return draft.learnt(complaints, dimensions=dimensions, units=units, function=function)


def _cells_of_flows(document: Document) -> list[YearCells]:
    """The cells of the flows that stand in the workbook."""
    flows = [flow for kind in FLOW_KINDS for flow in getattr(document, kind).values()]
    return [flow.cells for flow in flows if flow.cells is not None]


def _function_of(draft: Draft, complaints: Complaints, model: Model) -> PythonFunction | WorkbookFunction | None:
    if [model.python, model.function, model.workbook].count(None) != 2:
        if not complaints.broken & {"python", "function", "workbook"}:
            message = (
                'say which model it is: workbook = "model.xlsx", or python = "model.py:f", a file beside the study and '
                "a function in it"
            )
            complaints.at(("model",), message)
        return None
    if model.workbook is not None:
        return workbook_function(draft, complaints, model)
    if not model.gives and "gives" not in complaints.broken:
        complaints.at(("model",), "'gives' is missing here; add it")
    if model.file is None:
        held = f"{HELD}{model.name}.py"
        if held not in draft.tables.texts:
            message = 'a function that is held in memory stands in no file; write python = "model.py:f" instead'
            complaints.at(("model", "function"), message)
            return None
        text = draft.tables.text(held, key="function")
        return PythonFunction(model.name, None, text, vectorised=model.vectorised)
    function: PythonFunction | None = None
    with complaints.caught(("model",)):
        text = draft.tables.text(model.file, key="python")
        try:
            parameters = function_in_text(text, model.name)
        except FormulaError as error:
            raise FormulaError(f"{model.file}: {error}", error.offset) from error
        path = str(draft.page.file.parent / model.file)
        function = PythonFunction(model.name, model.file, text, parameters, model.vectorised, path)
    unknown = None if function is None else function.parameters.unknown(arguments_of(draft.document))
    if unknown is not None:
        complaints.at(("model", "python"), f"{model.name} in {model.file} {unknown}")
    return function


def arguments_of(document: Document) -> tuple[str, ...]:
    """The names that the study's function can be called with, in the order of the file."""
    return (*document.assumptions, *document.choices, "horizon", YEAR)


def check_formulas(draft: Draft) -> Draft:
    """Every formula can be read and evaluated; it has the unit that is stated."""
    complaints = draft.collect()
    sections, formulas = _parsed(draft, complaints)
    for name, formula in formulas.items():
        _check_names(draft, complaints, sections[name], name, formula)
    in_order = _ordered(complaints, sections, formulas)
    known = _Known.of(draft)
    for name in (name for name in in_order if sections[name] != "outcomes"):
        _check_formula(draft, complaints, sections[name], name, formulas[name], known)
    header = draft.document.study
    participants = known.units.get(header.participants or "")  # which may follow from a quantity
    known.all_units.maps.append(standard_units(header.currency, participants))
    for name in (name for name in in_order if sections[name] == "outcomes"):
        _check_formula(draft, complaints, sections[name], name, formulas[name], known)
    return draft.learnt(complaints, formulas=formulas, dimensions=known.dimensions, units=known.units)


@dataclass(frozen=True)
class _Known:
    """The dimensions and units of names, those of formulas as soon as they are learnt.

    Attributes
    ----------
    dimensions, units : dict of str
        Of assumptions, choices and formulas: what is learnt is put here.
    all_dimensions, all_units : mapping of str
        Of every name that a formula may use.
    """

    dimensions: dict[str, tuple[str, ...]]
    units: dict[str, Unit | None]
    all_dimensions: ChainMap[str, tuple[str, ...]]
    all_units: ChainMap[str, Unit | None]

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """What is known before the first formula."""
        dimensions, units = dict(draft.dimensions), dict(draft.units)
        flows: dict[str, tuple[str, ...]] = {
            name: (YEAR,) for kind in FLOW_KINDS for name in getattr(draft.document, kind)
        }
        single: dict[str, tuple[str, ...]] = dict.fromkeys(
            ("horizon", *CONSTANTS, *standard_outcomes(draft.document)), ()
        )
        # The number of a year is a plain number, so that `year <= 2` and `1.02 ** year` can be written.
        plain: dict[str, Unit | None] = dict.fromkeys((YEAR, "horizon", *CONSTANTS), PURE_NUMBER)
        return cls(dimensions, units, ChainMap(flows, {YEAR: (YEAR,)}, dimensions, single), ChainMap(units, plain))


def _parsed(draft: Draft, complaints: Complaints) -> tuple[dict[str, str], dict[str, Node]]:
    """The section and the formula of every name that has one."""
    sections, formulas = {}, {}
    for section in FORMULA_SECTIONS:
        for name, item in getattr(draft.document, section).items():
            if isinstance(item, Flow) and _is_missing(complaints, section, name, item):
                continue
            try:
                formulas[name] = stated_tree(item) if isinstance(item, Flow) else parse(item.formula)
                sections[name] = section
            except FormulaError as error:
                complaints.in_formula((section, name, "formula"), item.formula, error, breaks=name)
    return sections, formulas


def _is_missing(complaints: Complaints, section: str, name: str, flow: Flow) -> bool:
    """Whether a flow has no formula and stands in no workbook, or both, which is complained of."""
    if (flow.cells is None) != (flow.formula is None):
        return False
    if flow.cells is not None:
        message = "the flow stands in the cells of years already; keep one of both"
        complaints.at((section, name, "formula"), message, breaks=name)
    elif name not in complaints.broken:
        complaints.at((section, name), "'formula' is missing here; add it", breaks=name)
    return True


def _check_names(draft: Draft, complaints: Complaints, section: str, name: str, formula: Node) -> None:
    """Whether a formula uses names and sets that there are."""
    place, text = (section, name, "formula"), getattr(draft.document, section)[name].formula
    if text is None:
        return
    visible = visible_names(draft.document, section)
    for used, node in names_in(formula).items():
        if used in complaints.broken:
            complaints.broken.add(name)
        elif used not in visible:
            if used in visible_names(draft.document, "outcomes"):
                message = f"{used!r} is a flow or an outcome; only formulas of [outcomes] can use it"
            else:
                message = f"unknown name {used!r}; {suggestion(used, sorted(visible))}"
            complaints.in_formula(place, text, FormulaError(message, node.offset), breaks=name)
    for node in walk(formula):
        if node.kind == "sum" and node.name not in draft.sets:
            if node.name not in complaints.broken:
                message = f"there is no set {node.name!r} to sum over; {suggestion(node.name, draft.sets)}"
                complaints.in_formula(place, text, FormulaError(message, node.offset))
            complaints.broken.add(name)


def _ordered(complaints: Complaints, sections: Mapping[str, str], formulas: Mapping[str, Node]) -> list[str]:
    """The formulas in the order of their use, without those that use each other in a circle."""
    left = dict(formulas)
    while True:
        try:
            return order(left)
        except CircleError as error:
            first = error.names[0]
            complaints.at((sections[first], first, "formula"), str(error))
            complaints.broken.update(error.names)
            left = {name: formula for name, formula in left.items() if name not in error.names}


def _check_formula(draft: Draft, complaints: Complaints, section: str, name: str, formula: Node, known: _Known) -> None:
    """Learn the dimensions and the unit of one formula."""
    if name in complaints.broken:
        return
    if any(used in complaints.broken for used in names_in(formula)):
        complaints.broken.add(name)
        return
    item = getattr(draft.document, section)[name]
    try:
        known.dimensions[name] = dimensions_of(formula, known.all_dimensions)
        unit = unit_of(formula, known.all_units)
    except FormulaError as error:
        complaints.in_formula((section, name, "formula"), item.formula, error, breaks=name)
        return
    if section == "outcomes" and known.dimensions[name]:
        repeated = ", ".join(known.dimensions[name])
        message = f"an outcome is one number a world, this is repeated over {repeated}; add it up with sum(…, over=…)"
        complaints.at((section, name, "formula"), message)
    stated = unit_at(complaints, (section, name, "unit"), item.unit)
    if stated is not None and unit is not None and stated != unit:
        message = f"the formula is {spoken(unit)}, but unit says {unit_text(stated)}; mend one of them"
        complaints.at((section, name, "unit"), message)
    known.units[name] = stated if stated is not None else unit
