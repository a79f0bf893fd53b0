"""Hints at cells of a workbook: what they hold lies outside what is thought possible."""

from __future__ import annotations

from mcba.errors import Note
from mcba.study.hints.products import Found
from mcba.study.model import Study
from mcba.study.workbooks.contents import book_of
from mcba.study.workbooks.function import WorkbookFunction


def other_than_workbook(study: Study) -> Found:
    """Assumptions of which the workbook itself holds a number outside their 90 % range."""
    function = study.function
    if not isinstance(function, WorkbookFunction):
        return
    book = book_of(function.file, function.content)
    for name, rows in function.inputs.items():
        family = study.families.get(name)
        if family is None or len(rows) > 1 or family.batch_shape:
            continue
        cell = book.cell(rows[0][0])
        low, high = map(float, family.central(0.9))
        value = cell.value if cell is not None else None
        if isinstance(value, float) and not low <= value / study.price_factors.get(name, 1.0) <= high:
            data = {"name": name, "cell": str(rows[0][0]), "value": value, "low": low, "high": high}
            yield ("assumptions", name, "cell"), Note("other_than_workbook", data)
