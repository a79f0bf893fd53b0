"""The cells that the results of a study follow from."""

from __future__ import annotations

from mcba.study.workbooks.contents import book_of
from mcba.study.workbooks.function import WorkbookFunction
from mcba.study.workbooks.references import cells_within
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
    book, model = book_of(function.file, function.content), function.model
    given = [place for rows in function.inputs.values() for row in rows for place in row]
    places = dict.fromkeys([*given, *model.output_cells])
    for place in model.upstream:
        places |= dict.fromkeys(model.dependencies.filled(place))
        for area in model.dependencies.precedents(place).areas:
            places |= dict.fromkeys(cells_within(area))
    return tuple(place for place in places if book.cell(place) is not None)
