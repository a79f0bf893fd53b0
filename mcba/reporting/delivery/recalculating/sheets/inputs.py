"""Inputs: the sheet of assumptions and choices, and that of the options and scenarios that change them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mcba.reporting.delivery.recalculating.grid import Formula, Grid
from mcba.reporting.delivery.recalculating.lines import CellLine, absolute, reference
from mcba.reporting.delivery.recalculating.plan import WorkbookPlan
from mcba.reporting.delivery.recalculating.shown import number_format
from mcba.reporting.delivery.recalculating.switches import KINDS
from mcba.reporting.words.amounts import is_share
from mcba.reporting.words.distributions import distribution_in_words
from mcba.study import DISCOUNT_RATE, YEAR, base_value, is_certain
from mcba.study.document import Source, Text
from mcba.workbook import Place

_POINTS = (0.05, 0.5, 0.95)
LABEL, NAME, VALUE, UNIT, FACTOR, USED, LOW, DISTRIBUTION, STATUS, SOURCE = 1, 2, 3, 4, 5, 6, 7, 10, 11, 12
_NOTHING = "–"
_WIDTHS = {1: 44, 2: 24, 3: 14, 4: 18, 5: 10, 6: 14, 7: 12, 8: 12, 9: 12, 10: 36, 11: 12, 12: 90}


def write_inputs(plan: WorkbookPlan) -> None:
    """Write the assumptions, the choices and the horizon, each in a cell that formulas point to.

    Parameters
    ----------
    plan : WorkbookPlan
        Whose `lines` have every assumption, choice, `horizon` and `year` afterwards.
    """
    plan.grid("assumptions")  # so that it stands before the sheets that it points to
    in_force = _write_switches(plan)
    page = _Inputs(plan, in_force)
    page.heads()
    study = plan.study
    page.scalar("horizon", plan.voice("comparison.horizon"), float(study.horizon), plan.voice.unit("year"))
    page.section("assumptions")
    for name in study.families:
        page.assumption(name)
    if study.document.choices:
        page.section("choices")
    for name in study.document.choices:
        page.choice(name)
    page.yearly()


class _Inputs:
    """The sheet of assumptions while it is written."""

    def __init__(self, plan: WorkbookPlan, in_force: dict[str, Place]):
        self.plan, self.voice, self.in_force = plan, plan.voice, in_force
        self.grid: Grid = plan.grid("assumptions")
        self.grid.widths = dict(_WIDTHS)
        self.years: list[tuple[str, int]] = []  # names with a number for each year, and the rows of their words
        self.has_factors = any(factor != 1.0 for factor in plan.study.price_factors.values())

    def heads(self) -> None:
        voice = self.voice
        heads = [
            voice("column.assumption"),
            voice("recalculation.name"),
            voice("recalculation.base"),
            voice("item.unit"),
        ]
        heads += [voice("recalculation.factor") if self.has_factors else "", voice("recalculation.used")]
        heads += [voice.exact_percent(point) for point in _POINTS]
        heads += [voice("column.distribution"), voice("column.status"), voice("column.reason")]
        row = self.grid.last + 2
        for column, head in enumerate(heads, start=1):
            words = column in (LABEL, NAME, UNIT, DISTRIBUTION, STATUS, SOURCE)
            self.grid.put(row, column, head, "head" if words else "numbers_head")
        if not self.has_factors:
            self.grid.widths[FACTOR] = 2
        self.grid.frozen = (row, 1)

    def section(self, key: str) -> None:
        self.grid.line([self.voice(f"recalculation.{key}")], "section", skip=1)

    # --- a row each

    def assumption(self, name: str) -> None:
        study, voice = self.plan.study, self.voice
        stated, family, dimensions = study.document.assumptions[name], study.families[name], study.dimensions[name]
        values = self._values(name)
        share, unit = is_share(study, name), stated.unit
        shown = number_format(values, unit, currency=study.document.study.currency, share=share)
        told = voice.unit(unit)
        if dimensions:
            row = self._elsewhere(name, voice.assumption(name), told)
            self._spread(name, values, told, shown, row)
        else:
            row = self.scalar(name, voice.assumption(name), float(values), told, shown=shown)
        if not is_certain(family) and not family.batch_shape:
            spread = np.asarray(family.ppf(np.array(_POINTS)), dtype=np.float64)
            formats = number_format(spread, unit, currency=study.document.study.currency, share=share)
            for column, value in enumerate(spread.tolist(), start=LOW):
                self.grid.put(row, column, value, "text", formats)
        law = distribution_in_words(voice, stated) or type(family).__name__
        self._words(row, law, voice(f"status.{stated.status}"), stated.source, stated.reason)

    def choice(self, name: str) -> None:
        voice, choice = self.voice, self.plan.study.document.choices[name]
        told = voice.unit(choice.unit)
        share = name == DISCOUNT_RATE
        if isinstance(choice.value, tuple):
            values = np.array((0.0, *choice.value) if share else choice.value, dtype=np.float64)
            row = self._elsewhere(name, voice.choice(name), told)
            self._spread(name, values, told, number_format(values, share=share), row)
        else:
            shown = number_format(choice.value, choice.unit, share=share)
            row = self.scalar(name, voice.choice(name), choice.value, told, shown=shown)
        others = "; ".join(voice.choice_value(name, each) for each in choice.alternatives)
        law = voice("recalculation.others", values=others) if others else ""
        self._words(row, law, voice("recalculation.chosen"), choice.source, choice.reason)

    def scalar(self, name: str, label: str, value: float, unit: str, *, shown: str = "0") -> int:
        row = self.grid.line([label])
        self.grid.put(row, NAME, name, "code")
        stated = self.grid.put(row, VALUE, value, "input", shown)
        self.grid.put(row, UNIT, unit, "after")
        used = self._used(name, row, reference(stated, self.grid.name), value)
        place = self.grid.put(row, USED, used, "text", shown)
        called = self.plan.names.give(name, place)
        self.plan.lines[name] = CellLine.of_cell(place, float(used.value), called)
        return row

    def _used(self, name: str, row: int, stated: str, value: float) -> Formula:
        """The value that formulas take: what is switched on or the base value, in prices of the study's year."""
        factor = self.plan.study.price_factors.get(name, 1.0)
        switched = self.plan.switches.in_force(name)
        text = stated
        if name in self.in_force:
            cell = reference(self.in_force[name], self.grid.name)
            text = f"IF(ISNUMBER({cell}),{cell},{stated})"
        if factor != 1.0:
            self.grid.put(row, FACTOR, factor, "input", "0.0000")
            text = f"{text}*{reference(Place(self.grid.name, row, FACTOR), self.grid.name)}"
        return Formula(text, (value if switched is None else switched) * factor)

    def _elsewhere(self, name: str, label: str, unit: str) -> int:
        row = self.grid.line([label])
        self.grid.put(row, NAME, name, "code")
        self.grid.put(row, UNIT, unit, "after")
        return row

    def _words(self, row: int, law: str, status: str, source: Source | None, reason: Text | None) -> None:
        self.grid.put(row, DISTRIBUTION, law, "after")
        self.grid.put(row, STATUS, status)
        told = "; ".join(filter(None, (self.voice.source(source), self.voice.text(reason))))
        self.grid.put(row, SOURCE, told)

    # --- numbers by label or by year

    def _values(self, name: str) -> NDArray[np.float64]:
        """The base values for every label, and for every year that there may be."""
        plan, dimensions = self.plan, self.plan.study.dimensions[name]
        stated = tuple(len(plan.study.sets[dimension]) for dimension in dimensions)
        return np.broadcast_to(np.asarray(base_value(plan.study, name), dtype=np.float64), (*stated, 1))[..., 0]

    def _spread(self, name: str, values: NDArray[np.float64], unit: str, shown: str, row: int) -> None:
        """Numbers by label on the sheet of their set; those by year below the table, once it is written."""
        plan = self.plan
        dimensions = plan.study.dimensions.get(name) or (YEAR,)
        if dimensions == (YEAR,):
            self.years.append((name, row))
            self.grid.put(row, VALUE, self.voice("recalculation.below"), "note")
            plan.lines[name] = CellLine(dimensions, np.empty(0, dtype=object), values)
            return
        head = (self.voice.named(name), name, unit, self.voice("recalculation.input"))
        stated = plan.block(dimensions, head)
        grid = plan.set_grid(next(each for each in dimensions if each != YEAR))
        for at in plan.everywhere(dimensions):
            place = stated.place(at)
            grid.put(place.row, place.column, self._within(values, stated, at), "input", shown)
        self.grid.put(row, VALUE, self.voice("recalculation.on_sheet", sheet=grid.name), "note")
        plan.lines[name] = self._line_used(name, stated, values, shown, row)

    @staticmethod
    def _within(values: NDArray[np.float64], line: CellLine, at: dict[str, int]) -> float:
        """A value, the last one for years beyond those that are stated."""
        place = tuple(min(at[name], size - 1) for name, size in zip(line.dimensions, values.shape, strict=True))
        return float(values[place])

    def _line_used(self, name: str, stated: CellLine, values: NDArray[np.float64], shown: str, row: int) -> CellLine:
        """Where formulas find the numbers: where they are stated, or beside it as they are switched and priced."""
        plan = self.plan
        factor = plan.study.price_factors.get(name, 1.0)
        is_cut = YEAR in stated.dimensions and len(plan.switches.horizons) > 1
        found = np.zeros(stated.places.shape)
        if factor == 1.0 and name not in self.in_force and not is_cut:
            for at in plan.everywhere(stated.dimensions):
                found[stated.index(at)] = self._within(values, stated, at)
            return CellLine(stated.dimensions, stated.places, found)
        label = f"{self.voice.named(name)}: {self.voice('recalculation.used').lower()}"
        used = self._beside(stated, label, name)
        for at in plan.everywhere(stated.dimensions):
            place, from_cell = used.place(at), stated.place(at)
            grid = plan.on(place.sheet)
            made = self._used(name, row, reference(from_cell, place.sheet), self._within(values, stated, at))
            text = made.text
            if place.sheet != self.grid.name:
                text = self._from_afar(name, row, reference(from_cell, place.sheet), factor)
            said = plan.formula(text, float(made.value), at)
            found[used.index(at)] = said.value
            grid.put(place.row, place.column, said, "text", shown)
        return CellLine(used.dimensions, used.places, found)

    def _from_afar(self, name: str, row: int, stated: str, factor: float) -> str:
        """The text of a value that is used, on another sheet than that of the assumptions."""
        text = stated
        if name in self.in_force:
            cell = absolute(self.in_force[name])
            text = f"IF(ISNUMBER({cell}),{cell},{stated})"
        return text if factor == 1.0 else f"{text}*{absolute(Place(self.grid.name, row, FACTOR))}"

    def _beside(self, stated: CellLine, label: str, name: str) -> CellLine:
        if stated.dimensions == (YEAR,):
            row = self.grid.line([label])
            self.grid.put(row, NAME, name, "code")
            return CellLine((YEAR,), self._row_of_years(row), stated.values)
        return self.plan.block(stated.dimensions, (label, name, "", ""))

    def _row_of_years(self, row: int) -> NDArray[np.object_]:
        places = np.empty(self.plan.years, dtype=object)
        for year in range(self.plan.years):
            places[year] = self.grid.put(row, VALUE + year, None)
        return places

    def yearly(self) -> None:
        """The table of numbers by year, below the others."""
        if not self.years:
            return
        self.section("by_year")
        row = self.grid.line(["", ""], "head")
        for year in range(self.plan.years):
            self.grid.put(row, VALUE + year, year, "numbers_head")
        for name, told in self.years:
            values = self.plan.lines[name].values
            shown = number_format(values, share=name == DISCOUNT_RATE)
            row = self.grid.line([self.voice.named(name)])
            self.grid.put(row, NAME, name, "code")
            stated = CellLine((YEAR,), self._row_of_years(row), values)
            for at in self.plan.everywhere((YEAR,)):
                place = stated.place(at)
                self.grid.put(place.row, place.column, self._within(values, stated, at), "input", shown)
            self.plan.lines[name] = self._line_used(name, stated, values, shown, told)


# --- options and scenarios


def _write_switches(plan: WorkbookPlan) -> dict[str, Place]:
    """Write what options and scenarios change, and where to choose one; give the cells of what is in force."""
    switches, voice, grid = plan.switches, plan.voice, plan.grid("assumptions")
    grid.put(1, LABEL, voice("recalculation.assumptions_title"), "title")
    grid.put(2, LABEL, voice("recalculation.assumptions_note"), "remark")
    kinds = [kind for kind in KINDS if len(switches.variants[kind]) > 1]
    if not kinds:
        return {}
    page = plan.grid("scenarios")
    page.widths = {1: 44, 2: 24, 3: 14}
    page.put(1, 1, voice("recalculation.scenarios_title"), "title")
    page.put(2, 1, voice("recalculation.scenarios_note"), "remark")
    heads = page.line(
        [voice("column.assumption"), voice("recalculation.name"), voice("recalculation.in_force")], "head", skip=1
    )
    columns: dict[str, tuple[int, int]] = {}
    column = 4
    for kind in kinds:
        names = switches.variants[kind]
        columns[kind] = (column, column + len(names) - 1)
        for number_of, name in enumerate(names):
            page.put(heads, column + number_of, _called(plan, kind, name), "numbers_head")
            page.widths[column + number_of] = 16
        column += len(names)
    page.frozen = (heads, 3)
    chosen = {kind: _chooser(plan, kind, page, heads, columns[kind]) for kind in kinds}
    return {name: _switched(plan, page, name, columns, chosen) for name in switches.values}


def _called(plan: WorkbookPlan, kind: str, name: str) -> str:
    """What a variant is called in a list to choose from, where signs of a search would not be found."""
    voice = plan.voice
    label = (
        voice.option(name) if kind == "option" else voice.scenario(name) if name else voice("recalculation.as_stated")
    )
    return label.translate(str.maketrans("", "", "*?~"))[:250]


def _chooser(plan: WorkbookPlan, kind: str, page: Grid, heads: int, columns: tuple[int, int]) -> str:
    """The cell in which a variant is chosen, and the name of its number."""
    grid, switches = plan.grid("assumptions"), plan.switches
    first, last = (absolute(Place(page.name, heads, column)) for column in columns)
    entries = f"{first}:{last.rpartition('!')[2]}"
    row = grid.line([plan.voice(f"workbook.{kind}")], "strong", skip=0 if grid.last > 2 else 1)
    chosen = grid.put(row, NAME, _called(plan, kind, switches.chosen[kind]), "input")
    grid.lists[row, NAME] = entries
    position = switches.variants[kind].index(switches.chosen[kind]) + 1
    text = f"MATCH({reference(chosen, grid.name)},{entries},0)"
    place = grid.put(row, VALUE, Formula(text, position), "remark", "0")
    grid.put(row, UNIT, plan.voice("recalculation.choose"), "remark")
    return plan.names.give(f"chosen_{kind}", place)


def _switched(
    plan: WorkbookPlan, page: Grid, name: str, columns: dict[str, tuple[int, int]], chosen: dict[str, str]
) -> Place:
    """The row of one name: its value in force, and the other values that variants give it."""
    voice, switches = plan.voice, plan.switches
    row = page.line([voice.lever(name) if name != "horizon" else voice("comparison.horizon"), name])
    values = list(switches.values[name].values())
    unit = plan.study.document.assumptions[name].unit if name in plan.study.families else None
    shown = number_format(values, unit, currency=plan.study.document.study.currency, share=name == DISCOUNT_RATE)
    text = f'"{_NOTHING}"'
    for kind, (first, last) in columns.items():
        for number_of, variant in enumerate(switches.variants[kind]):
            if (kind, variant) in switches.values[name]:
                page.put(row, first + number_of, switches.values[name][kind, variant], "input", shown)
        ends = [reference(Place(page.name, row, column), page.name) for column in (first, last)]
        entry = f"INDEX({':'.join(ends)},1,{chosen[kind]})"
        text = f"IF(ISNUMBER({entry}),{entry},{text})"
    in_force = switches.in_force(name)
    return page.put(row, 3, Formula(text, _NOTHING if in_force is None else in_force), "text", shown)
