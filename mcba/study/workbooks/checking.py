"""The workbook of a study before anything is computed: it is the same, and its cells hold what they should."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mcba.errors import FormulaError, WorkbookError
from mcba.study.document.assumption import Assumption
from mcba.study.document.choices import Choice
from mcba.study.document.flows import Model, ModelResult, YearCells
from mcba.study.model import FLOW_KINDS, YEAR
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.positions import Place as Where
from mcba.study.workbooks.cells import changed_cells, shown_value, told_changes
from mcba.study.workbooks.contents import book_of
from mcba.study.workbooks.function import CellRows, ResultCells, WorkbookFunction
from mcba.study.workbooks.references import area_in, cell_in, cells_within
from mcba.workbook import Area, Book, Place


def workbook_function(draft: Draft, complaints: Complaints, model: Model) -> WorkbookFunction | None:
    """The workbook of a study as its function, where it can be read; what is wrong with its cells is complained of.

    Parameters
    ----------
    draft : Draft
    complaints : Complaints
    model : Model
        That names a workbook.

    Returns
    -------
    WorkbookFunction or None
    """
    file, content = model.workbook or "", ""
    with complaints.caught(("model",)):
        content = draft.tables.workbook(file, key="workbook")
    if not content:
        return None
    try:
        book = book_of(file, content)
    except WorkbookError as error:
        complaints.at(("model", "workbook"), str(error))
        return None
    with complaints.caught(("model",)):
        _check_same(draft, complaints, model, book)
    seen = _Cells(draft, complaints, book)
    inputs, outputs = seen.inputs(), seen.outputs(model)
    if not inputs and not complaints.made:
        message = 'no assumption and no choice stands in a cell of it; add cell = "Sheet!B3" to those that do'
        complaints.at(("model", "workbook"), message)
    if not outputs and not complaints.made:
        message = 'it gives nothing: say [model.gives.name] cell = "Sheet!B1", or years = "Sheet!C5:L5" of a flow'
        complaints.at(("model", "workbook"), message)
    return WorkbookFunction(file, content, inputs, outputs)


def _check_same(draft: Draft, complaints: Complaints, model: Model, book: Book) -> None:
    """Whether the workbook is the one that the study was made with."""
    table = None if model.cells is None else draft.tables.text(model.cells, key="cells")
    if model.sha256 in {None, book.sha256}:
        return
    told = told_changes(None if table is None else changed_cells(book, table))
    message = (
        f"{model.workbook} is another than the study was made with: {told}; put the old one back, or take it as it is "
        f"now with `mcba excel check {draft.page.file.parent} --accept`"
    )
    complaints.at(("model", "sha256"), message)


@dataclass
class _Cells:
    """The cells that a study names in its workbook.

    Attributes
    ----------
    draft, complaints, book
    taken : dict of Place to str
        The input cells so far, with the name that stands in each.
    """

    draft: Draft
    complaints: Complaints
    book: Book
    taken: dict[Place, str] = field(default_factory=dict)

    # --- what stands in cells

    def inputs(self) -> dict[str, CellRows]:
        """The cells that each assumption and choice takes the place of."""
        given: dict[str, CellRows] = {}
        sections: dict[str, Mapping[str, Assumption] | Mapping[str, Choice]] = {
            "assumptions": self.draft.assumptions,
            "choices": self.draft.document.choices,
        }
        for section, items in sections.items():
            for name, item in items.items():
                if name not in self.complaints.broken and (item.cell is not None or item.cells is not None):
                    rows = self._rows(section, name, item)
                    given |= {} if rows is None else {name: rows}
        return given

    def _rows(self, section: str, name: str, item: Assumption | Choice) -> CellRows | None:
        """The cells of one number, or of each label of a repeated one; None where something is wrong with them."""
        key = "cells" if item.cell is None else "cell"
        where, repeated = (section, name, key), self.draft.dimensions.get(name, ())
        if item.cell is not None and item.cells is not None:
            self.complaints.at((section, name, "cells"), "a number stands in one cell or in several: give one of both")
            return None
        try:
            places = self._places(item)
        except FormulaError as error:
            self.complaints.at(where, str(error))
            return None
        if repeated:
            labels = self.draft.sets.get(repeated[0], ())
            if len(places) != len(labels):
                message = f"found {_cells(len(places))}; {name!r} has a number for each of {len(labels)} {repeated[0]}s"
                self.complaints.at(where, message.replace("years", f"years, 0 to {len(labels) - 1}"))
                return None
        sound = [self._is_constant(where, name, place) for place in places]
        if not all(sound):
            return None
        if repeated:
            return tuple((place,) for place in places)
        self._check_equal(where, places)
        return (tuple(places),)

    def _places(self, item: Assumption | Choice) -> list[Place]:
        """The cells that an assumption or a choice names."""
        if item.cell is not None:
            return [cell_in(self.book, item.cell)]
        texts = (item.cells,) if isinstance(item.cells, str) else item.cells or ()
        return [place for text in texts for place in cells_within(area_in(self.book, text))]

    def _is_constant(self, where: Where, name: str, place: Place) -> bool:
        """Whether a cell holds a number and no formula, and nothing else stands in it."""
        cell = self.book.cell(place)
        taken = self.taken.setdefault(place, name)
        if taken != name:
            message = f"{taken!r} stands in {place} too; one number stands in a cell"
        elif cell is not None and (cell.formula is not None or cell.origin is not None or cell.is_data_table):
            formula = (
                f"the formula ={cell.formula}" if cell.formula else f"what {cell.origin or 'a data table'} computes"
            )
            message = (
                f"{place} holds {formula}; a number takes the place of a constant, so name a cell without a formula"
            )
        elif cell is None or cell.value is None:
            message = f"{place} is empty; name the cell that holds the number"
        elif not isinstance(cell.value, float):
            message = f"{place} holds {shown_value(cell.value)}; name a cell that holds a number"
        else:
            return True
        self.complaints.at(where, message)
        return False

    def _check_equal(self, where: Where, places: Iterable[Place]) -> None:
        """Whether the cells of one number hold the same now."""
        held = {place: cell.value for place in places if (cell := self.book.cell(place)) is not None}
        if len(set(held.values())) > 1:
            told = ", ".join(f"{place} holds {shown_value(value)}" for place, value in held.items())
            self.complaints.at(where, f"one number stands in all of these cells, and they differ: {told}")

    # --- what follows

    def outputs(self, model: Model) -> dict[str, ResultCells]:
        """The cells of each result, and those of the flows that stand in the workbook."""
        found: dict[str, ResultCells] = {}
        for name, result in model.gives.items():
            where = ("model", "gives", name)
            cells = self._result(where, result)
            found |= {} if cells is None else {name: cells}
        for kind in FLOW_KINDS:
            for name, flow in getattr(self.draft.document, kind).items():
                if flow.cells is not None:
                    cells = self._series((kind, name, "years"), flow.cells, YEAR)
                    found |= {} if cells is None else {flow.cells.name: replace(cells, is_flow=True)}
        return found

    def _result(self, where: Where, result: ModelResult) -> ResultCells | None:
        if (result.cell is None) == (result.cells is None):
            message = 'say where it stands: cell = "Results!B1", or cells = "Flows!C5:L5" with over = "year"'
            self.complaints.at(where, message)
        elif result.cells is not None and result.over is None:
            self.complaints.at((*where, "cells"), 'several cells are over something: add over = "year", or a set')
        elif result.cell is not None and (result.over is not None or result.from_ is not None):
            key = "over" if result.over is not None else "from"
            self.complaints.at((*where, key), f"one cell has no {key}; write cells = … for a number a year")
        elif result.cells is not None:
            stated = YearCells.model_validate({"cells": result.cells, "from": result.from_})
            return self._series((*where, "cells"), stated, result.over or YEAR)
        else:
            with self.complaints.caught((*where, "cell")):
                place = cell_in(self.book, result.cell or "")
                return ResultCells(Area(*place, *place[1:])) if self._holds_result((*where, "cell"), place) else None
        return None

    def _series(self, where: Where, stated: YearCells, over: str) -> ResultCells | None:
        """A number in each year, or for each label of a set."""
        try:
            area = area_in(self.book, stated.cells)
        except FormulaError as error:
            self.complaints.at(where, str(error))
            return None
        message = self._unfit(area, stated.from_, over)
        if message:
            self.complaints.at(where, message)
            return None
        sound = [self._holds_number(where, place) for place in cells_within(area)]  # so that all are told
        if not all(sound):
            return None
        return ResultCells(area, "year" if over == YEAR else "set", stated.from_)

    def _unfit(self, area: Area, first: int | None, over: str) -> str:
        """Why a range cannot be over the years or a set; empty where it can."""
        rows, columns = area.shape
        if min(rows, columns) > 1:
            return f"{area} has {rows} rows and {columns} columns; a number a year stands in one row or one column"
        labels = self.draft.sets.get(over)
        if labels is None:  # which is complained of elsewhere
            return ""
        last = len(labels) - 1
        if over != YEAR:
            wrong = rows * columns != len(labels)
            return f"{area} has {_cells(rows * columns)}, and {over!r} has {len(labels)} labels" if wrong else ""
        if first is None and rows * columns != len(labels):
            return (
                f"{area} has {_cells(rows * columns)}, and the years 0 to {last} are {len(labels)}; give a cell for "
                "every year, or say from = 1 where the first cell is of year 1: other years are then 0"
            )
        if first is not None and first + rows * columns - 1 > last:
            return f"{area} reaches to year {first + rows * columns - 1}, and the horizon is {last}"
        return ""

    def _holds_result(self, where: Where, place: Place) -> bool:
        """Whether a cell holds a number that a formula computed."""
        cell = self.book.cell(place)
        if cell is not None and cell.formula is None and cell.origin is None:
            message = f"{place} holds {shown_value(cell.value)} and no formula, so that nothing moves it"
            self.complaints.at(where, f"{message}; name a cell that is computed")
            return False
        if cell is None:
            self.complaints.at(where, f"{place} is empty; name the cell that holds the result")
            return False
        return self._holds_number(where, place)

    def _holds_number(self, where: Where, place: Place) -> bool:
        """Whether a cell holds a number, or nothing at all."""
        cell = self.book.cell(place)
        if cell is None or isinstance(cell.value, float) or (cell.value is None and cell.formula is None):
            return True
        if cell.value is None:
            message = f"{place} has a formula and no value; open {self.book.file} in Excel and save it"
        else:
            message = f"{place} holds {shown_value(cell.value)}; a result is a number"
        self.complaints.at(where, message)
        return False


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
