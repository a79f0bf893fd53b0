"""Hints at cells of a workbook: what they hold lies outside what is thought possible, or nothing follows from it."""

from __future__ import annotations

from mcba.errors import Note, WorkbookError
from mcba.study.hints.products import Found
from mcba.study.model import Study
from mcba.study.workbooks.contents import book_of
from mcba.study.workbooks.function import WorkbookFunction

_MASS = 0.9


def other_than_workbook(study: Study) -> Found:
    """Assumptions of which the workbook itself holds a number outside their range."""
    function = study.function
    if not isinstance(function, WorkbookFunction):
        return
    book = book_of(function.file, function.content)
    for name, rows in function.inputs.items():
        family = study.families.get(name)
        if family is None or len(rows) > 1 or family.batch_shape:
            continue
        cell = book.cell(rows[0][0])
        low, high = map(float, family.central(_MASS))
        value = cell.value if cell is not None else None
        if isinstance(value, float) and not low <= value / study.price_factors.get(name, 1.0) <= high:
            data = {"name": name, "cell": str(rows[0][0]), "value": value, "mass": _MASS, "low": low, "high": high}
            yield ("assumptions", name, "cell"), Note("other_than_workbook", data)


def moves_nothing(study: Study) -> Found:
    """Numbers from whose cells none of the results in the workbook follows, so that it stays as it is."""
    function = study.function
    if not isinstance(function, WorkbookFunction):
        return
    try:
        moving = set(function.moving)
    except WorkbookError:  # which is told where the workbook is proved
        return
    still = tuple(name for name in function.inputs if name not in moving)
    if still:
        section = "assumptions" if still[0] in study.families else "choices"
        yield (section, still[0], "cell"), Note("moves_nothing", {"names": still, "count": len(still)})
