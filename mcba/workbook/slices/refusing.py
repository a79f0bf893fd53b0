"""What in a slice cannot be followed, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.forms import FORMS
from mcba.workbook.evaluation.refusals import CellCircleError, refusal_of
from mcba.workbook.functions.registry import known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.slice import Slice, cells_within

_MOST = 20  # places that a message names


def what_cannot_be_followed(dependencies: Dependencies, slice_: Slice) -> Iterator[tuple[Place, str]]:
    """Each cell of a slice that cannot be followed, and why.

    Parameters
    ----------
    dependencies : Dependencies
    slice_ : Slice

    Yields
    ------
    (Place, str)
    """
    known = known_functions()
    for place in slice_.upstream:
        cell = dependencies.book.cell(place)
        if cell is not None and cell.is_data_table:
            yield place, f"{place}: a What-If data table is not computed; write a formula into each of its cells"
        precedents = dependencies.precedents(place)
        if place in dependencies.unreadable:
            yield place, dependencies.unreadable[place]
        if place not in slice_.moved:
            continue
        for name in sorted(precedents.functions):
            if name not in known and name not in FORMS:
                yield place, str(refusal_of(name, place))
        for link in sorted(precedents.links):
            yield place, f"{place}: {_link(dependencies.book, link)}"
    for circle in slice_.circles:
        yield circle[0], str(CellCircleError(circle))


def _link(book: Book, link: int) -> str:
    file = book.links[link - 1] if link <= len(book.links) else f"[{link}]"
    return f"reads another workbook ({file}) in a formula that varies; copy the cells it needs into this workbook"


def what_is_no_input(book: Book, inputs: Mapping[str, tuple[Place, ...]]) -> Iterator[tuple[Place, str]]:
    """Each input that is no constant number, and what it is."""
    for name, places in inputs.items():
        for place in places:
            cell = book.cell(place)
            if place.sheet not in book.sheets:
                yield place, f"{place}: the workbook has no sheet '{place.sheet}', which input '{name}' names"
            elif cell is not None and (cell.formula is not None or cell.origin is not None or cell.is_data_table):
                text = f" ={cell.formula}" if cell.formula else ""
                yield (
                    place,
                    (
                        f"{place}: the cell holds a formula{text}; input '{name}' needs a plain number, such"
                        " as one that this formula reads"
                    ),
                )
            elif cell is None or cell.value is None:
                yield place, f"{place}: the cell is blank; input '{name}' needs a cell that holds a number"
            elif not isinstance(cell.value, float):
                yield place, f"{place}: the cell holds {cell.value!r}; input '{name}' needs a cell that holds a number"


def what_is_no_output(book: Book, outputs: Mapping[str, Place | Area]) -> Iterator[tuple[Place, str]]:
    """Each outcome that does not lie in the workbook."""
    for name, area in outputs.items():
        place = cells_within(area)[0]
        if place.sheet not in book.sheets:
            sheets = ", ".join(f"'{sheet}'" for sheet in book.sheets)
            yield (
                place,
                f"{place}: the workbook has no sheet '{place.sheet}', which outcome '{name}' names; it has {sheets}",
            )


def refusal(file: str, reasons: list[tuple[Place, str]]) -> WorkbookError:
    """One error that names all places."""
    texts = list(dict.fromkeys(text for _, text in reasons))
    if len(texts) == 1:
        first = str(reasons[0][0])
        return WorkbookError(texts[0].removeprefix(f"{first}: "), first)
    shown = "\n".join(f"- {text}" for text in texts[:_MOST])
    more = f"\n- and {len(texts) - _MOST} more" if len(texts) > _MOST else ""
    return WorkbookError(f"{file} cannot be followed in {len(texts)} places:\n{shown}{more}", str(reasons[0][0]))
