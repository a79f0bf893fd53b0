"""Likely outcomes: cells with formulas that a person would call what the workbook is for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mcba.workbook.book import Book, Cell
from mcba.workbook.finding.labels import Labels
from mcba.workbook.places import Place
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.remaining import Remaining

_NAMES = re.compile(
    r"\bnpv\b|net present (value|worth|benefit)|\bbcr\b|\bb/c\b|benefit[- /:]*(to[- ])?cost|cost[- /]*benefit ratio"
    r"|\bicers?\b|incremental cost[- ]effect|cost[- ]effective|costs? per\b|cost/|usd ?/|\$/|per daly|/ ?daly"
    r"|dalys? averted per|\birr\b|internal rate of return|\bmirr\b|pay ?back|\bl?lcoe\b|levell?i[sz]ed"
    r"|net (monetary |health |social )?benefits?|\bs?roi\b|return on investment|times as (cost|good)|x cash"
    r"|multiples? of cash|netto contante waarde|\bncw\b|saldo|baten[- /]*(minus[- ])?kosten|kosten[- /]*baten"
    r"|eindresultaat|intrinsic value|enterprise value|equity value|value per share|\butility\b|welfare|unit cost",
    re.IGNORECASE,
)
_HEADS = re.compile(
    r"(total |overall |final |net )*(npv|net present value|bcr|benefit[- /:]*(to[- ])?cost ratio|b/c ratio|icer|irr"
    r"|internal rate of return|netto contante waarde|baten[- /]*kosten(verhouding|saldo)?|lcoe)( ?[(\[].{1,20}[)\]])?",
    re.IGNORECASE,
)
_WORTH = re.compile(r".{0,8}(net present value|npv|netto contante waarde)( ?[(\[].{1,20}[)\]])?", re.IGNORECASE)
_TOTALS = re.compile(
    r"\btotals?\b|\btotaal\b|\bresult|\bresultaat|\bnet\b|\bnetto\b|\boutcome|\buitkomst|\bfinal\b|\boverall\b|\bper\b"
    r"|\bdaly|\bqaly|\bcosts?\b|\bkosten\b|\bbenefits?\b|\bbaten\b|\bvalue of\b|\bprofit|\bwinst",
    re.IGNORECASE,
)
_HEADLINES = re.compile(
    r"result|summary|output|conclusion|headline|samenvatting|uitkomst|resultat|main|simple", re.IGNORECASE
)
_DISPLAYS = re.compile(
    r"sensitiv|gevoelig|confidence|tornado|what[- ]?if|monte|scenario|change ?log|archive|\bold\b", re.IGNORECASE
)
_NAMING = re.compile(r"(X?NPV|X?M?IRR)\(", re.IGNORECASE)
_LOOKED_INTO = 24  # candidates whose slices are measured
_SERIES = 6  # numbers beside each other, from which they are a series and no outcome


@dataclass(frozen=True)
class LikelyOutcome:
    """A cell that is likely to be an outcome.

    Attributes
    ----------
    place : Place
    label : str
    value : float
        As it was saved.
    is_named : bool
        Whether its label or its formula is that of an outcome, such as a net present value.
    """

    place: Place
    label: str
    value: float
    is_named: bool


def likely_outcomes(dependencies: Dependencies, labels: Labels, most: int = 8) -> tuple[LikelyOutcome, ...]:
    """The likely outcomes of a workbook.

    Parameters
    ----------
    dependencies : Dependencies
    labels : Labels
    most : int
        How many at most.

    Returns
    -------
    tuple of LikelyOutcome
        The likeliest first; only cells that follow from a constant number.
    """
    candidates = sorted(_candidates(dependencies, labels), key=lambda scored: -scored[0])
    sized = []
    for score, outcome in candidates[:_LOOKED_INTO]:
        cells = len(dependencies.upstream([outcome.place]).cells)
        if cells > 1 or outcome.is_named:
            sized.append((score + min(math.log10(cells), 3.0), outcome))
    sized.sort(key=lambda scored: -scored[0])
    return tuple(_first_of([outcome for _, outcome in sized], most))


def _candidates(dependencies: Dependencies, labels: Labels) -> Iterator[tuple[float, LikelyOutcome]]:
    book = dependencies.book
    read, readers = _readers(dependencies)
    for name, sheet in book.sheets.items():
        if sheet.is_hidden or _DISPLAYS.search(name):
            continue
        for (row, column), cell in sheet.cells.items():
            if not _is_outcome(cell):
                continue
            place = Place(name, row, column)
            formula = bool(_NAMING.search(cell.formula or ""))
            score, is_named = _score(book, labels, place, formula)
            score += 0.0 if place in read else 2.0
            score -= min(readers[place], 12) / 3
            if score > 0:
                yield score, LikelyOutcome(place, labels.of(place).told(), float(cell.value or 0.0), is_named)  # type: ignore[arg-type]


def _is_outcome(cell: Cell) -> bool:
    """Whether a cell holds a number that a formula gives."""
    return cell.formula is not None and isinstance(cell.value, float) and not cell.is_date and not cell.is_data_table


def _score(book: Book, labels: Labels, place: Place, formula: bool) -> tuple[float, bool]:
    """How likely a cell is an outcome, and whether its name is one of them."""
    label = labels.of(place)
    score, is_named = 0.0, formula or _NAMES.search(label.text) is not None
    for text, weight in ((label.text, 1.0), (label.column, 0.5), (label.section, 0.4)):
        score += weight * (6.0 if _NAMES.search(text) else 2.5 if _TOTALS.search(text) else 0.0)
    score += 3.0 if formula else 0.0
    score += 2.5 if _HEADS.fullmatch(label.text) else 0.0
    score += 2.5 if _WORTH.fullmatch(label.text) else 0.0
    score += 1.5 if _HEADLINES.search(place.sheet) else 0.0
    score -= 0.0 if label.text else 3.0
    return score - min(_beside(book, place), 12) / 2, is_named


def _beside(book: Book, place: Place) -> int:
    """How many numbers stand beside a cell without a gap, in its row or its column, from the length of a series on."""
    cells = book.sheets[place.sheet].cells
    longest = 0
    for down, right in ((0, 1), (1, 0)):
        count = 0
        for way in (-1, 1):
            step = 1
            while step < 2 * _SERIES and _is_computed(
                cells.get((place.row + way * step * down, place.column + way * step * right))
            ):
                step += 1
            count += step - 1
        longest = max(longest, count if right else count // 2)
    return longest if longest >= _SERIES else 0


def _is_computed(cell: Cell | None) -> bool:
    return cell is not None and isinstance(cell.value, float) and (cell.formula is not None or cell.origin is not None)


def _readers(dependencies: Dependencies) -> tuple[frozenset[Place], Counter[Place]]:
    """The cells with formulas that others read, and how many formulas name each of them alone."""
    formulas = dependencies.formula_cells
    unread = Remaining(formulas)
    read: set[Place] = set()
    readers: Counter[Place] = Counter()
    for place in formulas:
        precedents = dependencies.precedents(place)
        for area in (*precedents.areas, *(area for _, areas in precedents.positions for area in areas)):
            read.update(unread.taken(area))
            if area.shape == (1, 1):
                readers[area.first] += 1
    return frozenset(read), readers


def _first_of(outcomes: Iterable[LikelyOutcome], most: int) -> list[LikelyOutcome]:
    """The first of them, without those that only repeat the number of another one."""
    kept: list[LikelyOutcome] = []
    for outcome in outcomes:
        rows = sum((other.place.sheet, other.place.row) == (outcome.place.sheet, outcome.place.row) for other in kept)
        if rows < 2 and all(other.value != outcome.value for other in kept):
            kept.append(outcome)
        if len(kept) == most:
            break
    return kept
