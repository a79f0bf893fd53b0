"""The cells beside a slice: what the outcomes follow from and no input moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.recomputation import Recomputed, recomputed
from mcba.workbook.evaluation.refusals import CellCircleError
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.places import Place
from mcba.workbook.proofs.closeness import LARGEST_ROUNDING, apart, tolerance_of
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.values import Value


@dataclass(frozen=True, slots=True)
class Beside:
    """What cells beside a slice hold in every world.

    Attributes
    ----------
    kept : dict of Place to str
        Cells that keep what was saved, for they are not computed here or to something else, with the reason.
    exact : dict of Place to float
        In a workbook of Google Sheets, which saves some ten digits: what cells hold in all their digits.
    """

    kept: dict[Place, str] = field(default_factory=dict)
    exact: dict[Place, Value] = field(default_factory=dict)


def cells_beside(dependencies: Dependencies, cells: Iterable[Place], moved: frozenset[Place]) -> Beside:
    """Compute the cells beside a slice, and find those that must keep their saved values.

    Parameters
    ----------
    dependencies : Dependencies
    cells : iterable of Place
        With formulas, beside the slice.
    moved : frozenset of Place
        What inputs move.

    Returns
    -------
    Beside

    Raises
    ------
    CellCircleError
        When a cell of the slice is computed from itself.
    """
    return _Finding(dependencies, moved).beside([place for owner in cells for place in dependencies.filled(owner)])


class _Finding:
    def __init__(self, dependencies: Dependencies, moved: frozenset[Place]):
        self.book: Book = dependencies.book
        self.formulas: Formulas = dependencies.formulas
        self.dependencies, self.moved = dependencies, moved
        self.tolerance = tolerance_of(self.book)
        self.kept: dict[Place, str] = {}
        self.stored = Evaluation(self.book, self.formulas, cells=self.book.stored)

    def beside(self, cells: list[Place]) -> Beside:
        while True:
            full = self._recomputed(cells)
            differing = [place for place in cells if place not in self.kept and not self._is_near(place, full[place])]
            wrong = [place for place in differing if not self._is_right(place)]
            # Where a cell differs only for what it reads, that is kept first; what Google's digits explain stays.
            wrong = wrong or [place for place in differing if not self._is_rounded(place, full[place])]
            if not wrong:
                break
            for place in wrong:
                self.kept[place] = f"{place}: keeps {self.book.stored(place)}, computed {full[place]}"
        if not self.book.is_from_google:
            return Beside(self.kept)
        numbers = {place: full[place] for place in cells if place not in self.kept}
        return Beside(self.kept, {place: number for place, number in numbers.items() if self._is_number(place, number)})

    def _recomputed(self, cells: list[Place]) -> Recomputed:
        """The cells computed anew, those that are kept or in a circle at what was saved."""
        while True:
            fixed = {place: self.book.stored(place) for place in self.kept}
            try:
                full = recomputed(self.book, fixed, cells, formulas=self.formulas)
            except CellCircleError as circle:
                new = [place for place in circle.cells if place not in self.kept and place not in self.moved]
                if not new:
                    raise
                self.kept.update(dict.fromkeys(new, str(circle)))
                continue
            unsupported = {place: str(reason) for place, reason in full.kept.items() if place not in self.moved}
            self.kept.update({p: reason for owner, reason in unsupported.items() for p in self._filled(owner)})
            return full

    def _filled(self, owner: Place) -> Iterable[Place]:
        return self.dependencies.filled(owner)

    def _is_near(self, place: Place, value: Value) -> bool:
        return apart(self.stored, place, self.book.stored(place), value, scaled=False) <= self.tolerance

    def _is_right(self, place: Place) -> bool:
        """Whether the formula of a cell gives what was saved, from the saved values of what it reads."""
        owner = self.dependencies.owner(place)
        try:
            value = self.stored.filled(owner)[place]
        except WorkbookError:
            return False
        return apart(self.stored, owner, self.book.stored(place), value) <= self.tolerance

    def _is_rounded(self, place: Place, value: Value) -> bool:
        """Whether the digits that Google Sheets leaves out explain a difference of a cell whose formula is right."""
        difference = apart(self.stored, place, self.book.stored(place), value, scaled=False)
        return self.book.is_from_google and difference <= LARGEST_ROUNDING

    def _is_number(self, place: Place, value: Value) -> bool:
        return isinstance(value, float) and isinstance(self.book.stored(place), float)
