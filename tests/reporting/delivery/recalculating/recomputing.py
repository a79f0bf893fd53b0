"""Workbooks of small studies, recomputed by the evaluator of workbooks from their formulas alone."""

from __future__ import annotations

from collections.abc import Mapping

import mcba
from mcba.engine.program import base_case
from mcba.reporting.delivery.recalculating.plan import WorkbookPlan
from mcba.reporting.delivery.recalculating.sheets.inputs import VALUE
from mcba.reporting.delivery.recalculating.workbook import contents, plan_of
from mcba.reporting.words.labels import Labels
from mcba.workbook import Book, Place
from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.files import read_book
from mcba.workbook.values import Value


class Written:
    """A study written as a workbook and read again.

    Parameters
    ----------
    study : Study
    option, scenario : str, optional
    language : str
    """

    def __init__(self, study: mcba.Study, option: str | None = None, scenario: str | None = None, language: str = "en"):
        self.study = study
        self.plan: WorkbookPlan = plan_of(study, Labels(study, language), option, scenario)
        self.bytes = contents(self.plan)
        self.book: Book = read_book(self.bytes)

    def input(self, name: str) -> Place:
        """The cell in which an assumption or a choice is stated."""
        return self.plan.lines[name].place({})._replace(column=VALUE)

    def choice(self, kind: str) -> Place:
        """The cell in which an option or a scenario is chosen."""
        row = [row for row, column in self.plan.grid("assumptions").lists][["option", "scenario"].index(kind)]
        return Place(self.plan.grid("assumptions").name, row, 2)

    def outcomes(self, changed: Mapping[Place, Value] | None = None) -> dict[str, Value]:
        """Every outcome, all that it follows from computed anew."""
        places = {name: self.plan.lines[name].place({}) for name in self.study.outcomes}
        found = recomputed(self.book, changed or {}, places.values())
        return {name: found[place] for name, place in places.items()}

    def stored(self, place: Place) -> Value:
        """What the file holds for viewers that compute nothing."""
        return self.book.sheets[place.sheet].cells[place.row, place.column].value

    def formulas(self) -> dict[Place, str]:
        """Every formula of the workbook."""
        return {
            Place(sheet.name, row, column): cell.formula
            for sheet in self.book.sheets.values()
            for (row, column), cell in sheet.cells.items()
            if cell.formula is not None
        }


def base_of(study: mcba.Study) -> dict[str, float]:
    """The base case as the engine computes it."""
    return base_case(study)
