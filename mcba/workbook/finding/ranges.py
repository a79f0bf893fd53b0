"""Ranges that already stand in a sheet: low, best and high, or quantiles, beside the numbers that a model uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from mcba.errors import WorkbookError
from mcba.workbook.book import Book, Cell, Sheet
from mcba.workbook.formulas.parser import parse_formula
from mcba.workbook.formulas.trees import CellsReference
from mcba.workbook.places import Place

_LOW, _BEST, _HIGH = "low", "best", "high"
_HEADS = {
    _LOW: r"low(er)?( (bound|case|estimate|value|limit))?|min(imum)?|pessimistic|laag|ondergrens",
    _BEST: r"best( (guess|estimate))?|expected|base( case)?|central|mode|most likely|mean|val(ue)?|point estimate"
    r"|verwacht|midden",
    _HIGH: r"(high(er)?|upper)( (bound|case|estimate|value|limit))?|max(imum)?|optimistic|hoog|bovengrens",
    "family": r"usecarlo|distribution( type)?|distr\.?|verdeling",
    "unit": r"units?|eenheid",
    "source": r"sources?|references?|bron(nen)?",
    "notes": r"description|notes?|comments?|explanation|toelichting",
}
_PERCENTILE = re.compile(
    r"p(\d{1,2})|(\d{1,2}(?:\.\d)?)(?:th|st|nd|rd)?(?: ?%)?(?:[ -]?(?:percentile|pctile|quantile))?"
)
_FAMILIES = {
    "normal": "normal",
    "lognormal": "lognormal",
    "beta": "beta",
    "uniform": "uniform",
    "triangular": "triangular",
}
_FOLLOWED = 20  # references that lead from one cell to the next


@dataclass(frozen=True)
class StatedRange:
    """A range that a sheet states of a number.

    Attributes
    ----------
    place : Place
        The constant that it is about.
    value : float
        What this cell holds.
    low, high : float
    low_share, high_share : float or None
        Which quantiles they are, such as 0.05 and 0.95; None where the sheet says lowest and highest.
    family : str
        The distribution that the sheet names; empty where it names none.
    unit, source, notes : str
    stated_at : Place
        Where the low end stands.
    """

    place: Place
    value: float
    low: float
    high: float
    low_share: float | None
    high_share: float | None
    family: str
    unit: str
    source: str
    notes: str
    stated_at: Place


@dataclass(frozen=True)
class _Heads:
    """A row of heads: what each of its columns holds."""

    row: int
    kinds: Mapping[int, str] = field(default_factory=dict)
    shares: Mapping[int, float] = field(default_factory=dict)

    def columns(self, kind: str) -> list[int]:
        """The columns that hold texts of one kind."""
        return [column for column, known in self.kinds.items() if known == kind]

    def ends(self) -> Iterator[tuple[int, int | None, int]]:
        """The columns of each low end, best number and high end that stand together."""
        group: dict[str, int] = {}
        for column in sorted({*self.kinds, *self.shares}):
            role = self._role(column)
            if role in group:
                yield from _complete(group)
                group = {}
            if role:
                group[role] = column
        yield from _complete(group)

    def _role(self, column: int) -> str:
        share = self.shares.get(column)
        if share is not None:
            return _LOW if share < 0.5 else _HIGH if share > 0.5 else _BEST
        kind = self.kinds[column]
        return kind if kind in {_LOW, _BEST, _HIGH} else ""


def _complete(group: Mapping[str, int]) -> Iterator[tuple[int, int | None, int]]:
    if _LOW in group and _HIGH in group:
        yield group[_LOW], group.get(_BEST), group[_HIGH]


def stated_ranges(book: Book, live: Collection[Place]) -> dict[Place, StatedRange]:
    """The ranges that a workbook states of some of its constants.

    Parameters
    ----------
    book : Book
    live : collection of Place
        Constants that a model uses.

    Returns
    -------
    dict of Place to StatedRange
        In the order of the sheets; the first range of each constant.
    """
    found: dict[Place, StatedRange] = {}
    for sheet in book.sheets.values():
        for stated in _of_sheet(book, sheet, frozenset(live)):
            found.setdefault(stated.place, stated)
    return found


def _of_sheet(book: Book, sheet: Sheet, live: frozenset[Place]) -> Iterator[StatedRange]:
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        rows.setdefault(row, {})[column] = cell
    heads: _Heads | None = None
    for row in sorted(rows):
        here = _heads_of(row, rows[row])
        if here is not None:
            heads = here
        elif heads is not None:
            for low, best, high in heads.ends():
                stated = _in_row(book, sheet.name, rows[row], row, heads, (low, best, high), live)
                if stated is not None:
                    yield stated


def _heads_of(row: int, cells: Mapping[int, Cell]) -> _Heads | None:
    """The heads in a row that names a low and a high end."""
    kinds, shares = {}, {}
    for column, cell in sorted(cells.items()):
        text = " ".join(cell.value.split()).casefold().strip(" :") if isinstance(cell.value, str) else ""
        kind = next((kind for kind, words in _HEADS.items() if text and re.fullmatch(words, text)), None)
        percentile = _PERCENTILE.fullmatch(text)
        if kind is not None:
            kinds[column] = kind
        elif text and percentile is not None:
            shares[column] = float(percentile[1] or percentile[2]) / 100
    heads = _Heads(row, kinds, shares)
    return heads if any(True for _ in heads.ends()) else None


def _in_row(
    book: Book,
    sheet: str,
    cells: Mapping[int, Cell],
    row: int,
    heads: _Heads,
    columns: tuple[int, int | None, int],
    live: frozenset[Place],
) -> StatedRange | None:
    """The range that one row states, of a constant in this row or one that it refers to."""
    low, best, high = columns
    first, last = _number(cells.get(low)), _number(cells.get(high))
    if first is None or last is None or first == last:
        return None
    ends = ((first, heads.shares.get(low)), (last, heads.shares.get(high)))
    (least, least_share), (most, most_share) = ends if first < last else ends[::-1]
    candidates = [best] if best is not None else [column for column in cells if column not in (low, high)]
    for column in candidates:
        place = _constant_behind(book, Place(sheet, row, column))
        value = None if place is None or place not in live else _number(book.cell(place))
        if place is not None and value is not None and (column == best or least <= value <= most):
            text = {kind: _text_in(cells, heads.columns(kind)) for kind in ("family", "unit", "source", "notes")}
            return StatedRange(
                place,
                value,
                least,
                most,
                least_share,
                most_share,
                _FAMILIES.get(text["family"].casefold().replace("-", "").replace(" ", ""), ""),
                text["unit"],
                text["source"],
                text["notes"],
                Place(sheet, row, low),
            )
    return None


def _constant_behind(book: Book, place: Place) -> Place | None:
    """The constant at a place, or the one that its formula only points to."""
    for _ in range(_FOLLOWED):
        cell = book.cell(place)
        if cell is None or (cell.formula is None and cell.origin is None):
            return None if cell is None else place
        if cell.formula is None:
            return None
        try:
            node = parse_formula(cell.formula)
        except WorkbookError:
            return None
        if not isinstance(node, CellsReference) or (node.top, node.left) != (node.bottom, node.right) or node.link:
            return None
        sheet = place.sheet if node.sheet is None else book.sheet_name(node.sheet)
        if sheet is None or node.last_sheet is not None:
            return None
        place = Place(sheet, node.top, node.left)
    return None


def _number(cell: Cell | None) -> float | None:
    value = None if cell is None else cell.value
    return value if isinstance(value, float) else None


def _text_in(cells: Mapping[int, Cell], columns: list[int]) -> str:
    texts = (cells[column].value for column in columns if column in cells)
    return next((" ".join(text.split()) for text in texts if isinstance(text, str)), "")
