"""A sheet named `mcba` in somebody's own workbook, on which they state the ranges of its constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mcba.errors import WorkbookError
from mcba.workbook.book import Book, Cell
from mcba.workbook.finding.ranges import StatedRange
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import CellsReference, NameReference
from mcba.workbook.places import Place

OWN_SHEET = "mcba"
_HEADS = ("cell", "distribution", "low", "mode", "high", "means", "source")
_BOUNDED = frozenset({"pert", "triangular", "uniform"})
_SHARES: tuple[float | None, float | None] = (0.05, 0.95)


@dataclass(frozen=True)
class OwnAssumption:
    """A row of the sheet `mcba`.

    Attributes
    ----------
    stated : StatedRange
        Low and high are the ends of a pert, triangular or uniform distribution, and the 5 % and 95 % points of others.
    mode : float
        The likeliest value; that of the cell where the row has none.
    means : str
        What the number means, which becomes its label.
    """

    stated: StatedRange
    mode: float
    means: str


def own_assumptions(book: Book) -> dict[Place, OwnAssumption]:
    """What a sheet named `mcba` states; nothing where there is none.

    Parameters
    ----------
    book : Book

    Returns
    -------
    dict of Place to OwnAssumption

    Raises
    ------
    WorkbookError
        For a row that names no constant number, or has no low and high; all rows are named.
    """
    name = book.sheet_name(OWN_SHEET)
    if name is None:
        return {}
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in book.sheets[name].cells.items():
        rows.setdefault(row, {})[column] = cell
    heads: dict[str, int] = {}
    assumptions: dict[Place, OwnAssumption] = {}
    wrong: list[str] = []
    for row in sorted(rows):
        texts = {str(cell.value).strip().casefold(): column for column, cell in rows[row].items()}
        if not heads:
            heads = {head: texts[head] for head in _HEADS if head in texts} if "cell" in texts else {}
        elif heads["cell"] in rows[row]:
            try:
                assumption = _assumption(book, {h: rows[row].get(c) for h, c in heads.items()}, Place(name, row, 1))
                assumptions[assumption.stated.place] = assumption
            except WorkbookError as error:
                wrong.append(str(error))
    if wrong:
        raise WorkbookError("\n".join(wrong))
    return assumptions


def _assumption(book: Book, row: Mapping[str, Cell | None], at: Place) -> OwnAssumption:
    place = _place(book, _text(row, "cell"), at)
    value, low, high = book.stored(place), _number(row, "low"), _number(row, "high")
    cell = book.cell(place)
    if not isinstance(value, float) or (cell is not None and cell.formula is not None):
        raise WorkbookError(f"{place} holds no constant number; name a cell that holds one", str(at))
    if low is None or high is None or low >= high:
        raise WorkbookError("found no low below a high; write both as numbers", str(at))
    family = _text(row, "distribution").casefold() or "pert"
    first, last = (None, None) if family in _BOUNDED else _SHARES
    stated = StatedRange(place, value, low, high, first, last, family, "", _text(row, "source"), "", at)
    mode = _number(row, "mode")
    return OwnAssumption(stated, value if mode is None else mode, _text(row, "means"))


def _place(book: Book, text: str, at: Place) -> Place:
    """The cell that a text such as `Inputs!B3`, or a name of the workbook, stands for."""
    node = parse_formula(text.removeprefix("="))
    if isinstance(node, NameReference):
        named = book.names.get((None, node.name.lower()))
        node = node if named is None else parse_formula(named)
    sheet = book.sheet_name(node.sheet) if isinstance(node, CellsReference) and node.sheet else None
    if not isinstance(node, CellsReference) or sheet is None:
        raise WorkbookError(f"found {text!r}; name a cell with its sheet, such as Inputs!B3", str(at))
    return Place(sheet, node.top, node.left)


def _number(row: Mapping[str, Cell | None], head: str) -> float | None:
    cell = row.get(head)
    return cell.value if cell is not None and isinstance(cell.value, float) else None


def _text(row: Mapping[str, Cell | None], head: str) -> str:
    cell = row.get(head)
    return "" if cell is None or cell.value is None else " ".join(str(cell.value).split())
