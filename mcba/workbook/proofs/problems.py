"""Why a model of a workbook would mean nothing, however well its formulas are followed."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.workbook.book import Cell
from mcba.workbook.places import Place
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.slices.slice import cells_within

_MOST = 5  # cells that a message names
_LARGEST = 10_000  # cells of a range that is looked through
_LEAST_DIGITS = 5  # of a pasted number, for an equal one elsewhere to be no chance


def problems_of(model: WorkbookModel) -> tuple[str, ...]:
    """What makes a model worthless; empty where nothing does."""
    return tuple(dict.fromkeys(_problems(model)))


def _problems(model: WorkbookModel) -> Iterator[str]:
    lacking = [
        place for owner in model.slice for place in model.dependencies.filled(owner) if model.stored(place) is None
    ]
    if model.slice and len(lacking) == sum(1 for owner in model.slice for _ in model.dependencies.filled(owner)):
        yield (
            f"{model.book.file} holds no values beside its formulas ({lacking[0]} and {len(lacking) - 1} more),"
            " so nothing can be checked against them: open it in Excel, let it calculate, and save it"
        )
        return
    moved = set(model.slice_cells)
    varies = any(place in moved for place in model.output_cells)
    for name, places in model.output_places.items():
        for place in places:
            value = model.stored(place)
            if len(places) == 1 and not isinstance(value, float | bool):
                yield f"{place}: outcome '{name}' holds {value!r}, which is no number; name a cell that holds one"
        if not any(place in moved for place in places) and not (varies and _may_stand_still(model, places)):
            yield _without_inputs(model, name, places)


def _may_stand_still(model: WorkbookModel, places: tuple[Place, ...]) -> bool:
    """Whether cells may be the same in every world beside others that vary, as the costs of each year.

    A single number that was pasted over its formula may not.
    """
    return len(places) > 1 or (_is_computed(model.book.cell(places[0])) and not _live_cells(model, places))


def _without_inputs(model: WorkbookModel, name: str, places: tuple[Place, ...]) -> str:
    """What to say of an outcome that no input moves."""
    if not _is_computed(model.book.cell(places[0])):
        text = f"{places[0]}: outcome '{name}' is no formula, so no input moves it"
    else:
        text = f"{places[0]}: outcome '{name}' follows from no input that was named"
    live = _live_cells(model, places)
    if live:
        named = ", ".join(f"{copy} = {source}" for copy, source in live[:_MOST])
        text += (
            f"; numbers that were pasted stand where live formulas give the same ({named}): name the live cells instead"
        )
    return text


def _live_cells(model: WorkbookModel, places: tuple[Place, ...]) -> list[tuple[Place, Place]]:
    """Pasted numbers that an outcome follows from, each with a cell whose formula gives just this number."""
    live: dict[float, Place] = {}
    for sheet in model.book.sheets.values():
        for (row, column), cell in sheet.cells.items():
            if cell.formula is not None and isinstance(cell.value, float) and _is_telling(cell.value):
                live.setdefault(cell.value, Place(sheet.name, row, column))
    pasted = [place for place in (*places, *_constants(model)) if not _is_computed(model.book.cell(place))]
    found = [(place, live.get(value)) for place in pasted if isinstance(value := model.stored(place), float)]
    return [(place, source) for place, source in found if source is not None]


def _is_computed(cell: Cell | None) -> bool:
    return cell is not None and (cell.formula is not None or cell.origin is not None)


def _constants(model: WorkbookModel) -> Iterator[Place]:
    """The cells without formula that an outcome follows from."""
    for owner in model.upstream:
        for area in model.dependencies.precedents(owner).areas:
            for place in cells_within(area) if area.shape[0] * area.shape[1] <= _LARGEST else ():
                cell = model.book.cell(place)
                if cell is not None and not _is_computed(cell):
                    yield place


def _is_telling(number: float) -> bool:
    return len(f"{abs(number):.15g}".split("e")[0].replace(".", "").strip("0")) >= _LEAST_DIGITS
