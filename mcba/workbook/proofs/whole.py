"""A whole workbook held against what it stores: each formula from the saved values of the cells that it reads."""

from __future__ import annotations

from dataclasses import dataclass

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.refusals import Unsupported
from mcba.workbook.places import Place
from mcba.workbook.proofs.closeness import apart, tolerance_of
from mcba.workbook.slices.dependencies import Dependencies


@dataclass(frozen=True)
class CellsCompared:
    """All formulas of a workbook, computed from the saved values of what they read.

    Attributes
    ----------
    formulas : int
        Cells with a formula.
    equal : int
        Those that give what was saved.
    largest : float
        The largest difference among these, in proportion.
    different : tuple of Place
        Those that give something else.
    not_understood : dict of str to tuple of Place
        Those that are not computed, by what is not known in them; a formula that cannot be read stands under no name.
    """

    formulas: int
    equal: int
    largest: float
    different: tuple[Place, ...]
    not_understood: dict[str, tuple[Place, ...]]


def compare_cells(book: Book, dependencies: Dependencies) -> CellsCompared:
    """Compute every formula of a workbook from saved values, and hold it against its own.

    Parameters
    ----------
    book : Book
    dependencies : Dependencies
        Of this workbook.

    Returns
    -------
    CellsCompared

    Examples
    --------
    >>> from mcba.workbook.book import Book, Cell, Sheet
    >>> from mcba.workbook.slices.dependencies import dependencies_of
    >>> book = Book("a.xlsx", "", {"S": Sheet("S", {(1, 1): Cell(2.0), (2, 1): Cell(6.0, "A1*3")})})
    >>> compare_cells(book, dependencies_of(book)).equal
    1
    """
    evaluation = Evaluation(book, dependencies.formulas, cells=book.stored)
    tolerance, largest, equal = tolerance_of(book), 0.0, 0
    places = [place for place in dependencies.formula_cells if dependencies.owner(place) == place]
    different: list[Place] = []
    reasons: dict[str, list[Place]] = {}
    for place in places:
        try:
            farthest = _apart(book, evaluation, place)
        except Unsupported as refusal:
            reasons.setdefault(refusal.name, []).append(place)
        except WorkbookError:
            reasons.setdefault("", []).append(place)
        else:
            if farthest <= tolerance:
                equal, largest = equal + 1, max(largest, farthest)
            else:
                different.append(place)
    return CellsCompared(
        len(places),
        equal,
        largest,
        tuple(different),
        {reason: tuple(cells) for reason, cells in sorted(reasons.items(), key=lambda pair: -len(pair[1]))},
    )


def _apart(book: Book, evaluation: Evaluation, place: Place) -> float:
    """How far what a formula gives lies from what was saved; of an array formula the farthest of its cells."""
    filled = evaluation.filled(place)
    return max(apart(evaluation, place, book.stored(cell), computed) for cell, computed in filled.items())
