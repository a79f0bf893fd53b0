"""The cells that the results of a study follow from."""

from __future__ import annotations

from importlib import import_module

from mcba.study.workbooks.contents import book_of
from mcba.study.workbooks.function import WorkbookFunction
from mcba.study.workbooks.references import places_of
from mcba.workbook import Place


def followed_cells(function: WorkbookFunction) -> tuple[Place, ...]:
    """The cells that hold something and that the results of a study's workbook follow from, with these themselves.

    Parameters
    ----------
    function : WorkbookFunction

    Returns
    -------
    tuple of Place
    """
    book = book_of(function.file, function.content)
    dependencies = import_module("mcba.workbook.slices").Dependencies(book)
    results = [place for cells in function.outputs.values() for place in places_of(cells.area)]
    given = [place for rows in function.inputs.values() for row in rows for place in row]
    found = dict.fromkeys([*given, *results])
    for place in dependencies.upstream(results).cells:
        found[place] = None
        for area in dependencies.precedents(place).areas:
            found |= dict.fromkeys(places_of(area))
    return tuple(place for place in found if book.cell(place) is not None)
