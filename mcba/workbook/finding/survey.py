"""A workbook surveyed: its outcomes, what moves them, and whether what is computed is what it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mcba.errors import WorkbookError
from mcba.workbook.book import Book
from mcba.workbook.finding.jumps import choosing_cells, rounding_cells
from mcba.workbook.finding.labels import Labels
from mcba.workbook.finding.movers import Mover, Movers, movers
from mcba.workbook.finding.outcomes import LikelyOutcome, likely_outcomes
from mcba.workbook.finding.own_sheet import OwnAssumption, own_assumptions
from mcba.workbook.finding.ranges import StatedRange, stated_ranges
from mcba.workbook.finding.repeated import Repeated, repeated_constants
from mcba.workbook.places import Place
from mcba.workbook.proofs.proof import Proof
from mcba.workbook.proofs.proving import prove
from mcba.workbook.slices.dependencies import Dependencies, dependencies_of

OUTCOMES, MOVING, PROVING = "outcomes", "moving", "proving"
"""What a survey is doing, for those who wait."""


@dataclass(frozen=True)
class SurveyedOutcome:
    """An outcome, and what is known of it.

    Attributes
    ----------
    outcome : LikelyOutcome
    movers : Movers or None
        None where it is refused.
    proof : Proof or None
    refusal : str
        Why it cannot be run; empty where it can.
    """

    outcome: LikelyOutcome
    movers: Movers | None = field(default=None, repr=False)
    proof: Proof | None = field(default=None, repr=False)
    refusal: str = ""

    @property
    def rounding(self) -> tuple[Place, ...]:
        """The cells that round on the way to it."""
        return () if self.movers is None else rounding_cells(self.movers.model)

    @property
    def choosing(self) -> tuple[Place, ...]:
        """The cells that choose between values by a number that varies."""
        return () if self.movers is None else choosing_cells(self.movers.model)


@dataclass(frozen=True)
class Survey:
    """What is found in a workbook.

    Attributes
    ----------
    book : Book
    dependencies : Dependencies
    labels : Labels
    outcomes : tuple of SurveyedOutcome
        Those that were asked for; else likely ones, the likeliest first.
    passed_over : tuple of SurveyedOutcome
        Less likely outcomes that are refused.
    is_asked : bool
        Whether the outcomes were asked for.
    """

    book: Book
    dependencies: Dependencies = field(repr=False)
    labels: Labels = field(repr=False)
    outcomes: tuple[SurveyedOutcome, ...]
    passed_over: tuple[SurveyedOutcome, ...]
    is_asked: bool

    @property
    def moving(self) -> tuple[Mover, ...]:
        """The constants that move the outcomes: of the first one, the most first, and then others of the next."""
        moving: dict[Place, Mover] = {}
        for surveyed in self.outcomes:
            for mover in () if surveyed.movers is None else surveyed.movers.moving:
                moving.setdefault(mover.place, mover)
        return tuple(moving.values())

    @property
    def ranges(self) -> dict[Place, StatedRange]:
        """The ranges that the workbook states of constants that move an outcome."""
        own = {place: assumption.stated for place, assumption in self.own.items()}
        return {**stated_ranges(self.book, [mover.place for mover in self.moving]), **own}

    @property
    def own(self) -> dict[Place, OwnAssumption]:
        """What a sheet named mcba says of its constants."""
        return own_assumptions(self.book)

    @property
    def repeated(self) -> tuple[Repeated, ...]:
        """Constants that move an outcome and may be one number in several cells."""
        return repeated_constants([(mover.place, mover.value) for mover in self.moving], self.labels)


def survey_book(
    book: Book, outcomes: Sequence[Place] = (), *, most: int = 8, tell: Callable[[str, str], None] | None = None
) -> Survey:
    """Survey a workbook.

    Parameters
    ----------
    book : Book
    outcomes : sequence of Place, optional
        Likely ones are looked for where none are named.
    most : int
        How many likely ones at most.
    tell : callable, optional
        Is told what is being done, `outcomes`, `moving` or `proving`, and of which cell.

    Returns
    -------
    Survey
    """
    say = tell or (lambda _doing, _place: None)
    dependencies, labels = dependencies_of(book), Labels(book)
    if outcomes:
        named = [_named(book, labels, place) for place in outcomes]
        surveyed_outcomes = tuple(_surveyed(dependencies, labels, outcome, say) for outcome in named)
        return Survey(book, dependencies, labels, surveyed_outcomes, (), True)
    say(OUTCOMES, "")
    kept: list[SurveyedOutcome] = []
    passed: list[SurveyedOutcome] = []
    for outcome in likely_outcomes(dependencies, labels, most):
        surveyed = _surveyed(dependencies, labels, outcome, say)
        has_proved = any(not other.refusal for other in kept)
        (passed if surveyed.refusal and has_proved else kept).append(surveyed)
    return Survey(book, dependencies, labels, tuple(kept), tuple(passed), False)


def _named(book: Book, labels: Labels, place: Place) -> LikelyOutcome:
    value = book.stored(place)
    label = labels.of(place).told() if place.sheet in book.sheets else ""
    return LikelyOutcome(place, label, float(value) if isinstance(value, float | bool) else float("nan"), True)


def _surveyed(
    dependencies: Dependencies, labels: Labels, outcome: LikelyOutcome, say: Callable[[str, str], None]
) -> SurveyedOutcome:
    place = outcome.place
    try:
        say(MOVING, str(place))
        moving = movers(dependencies, place, labels)
        if moving is None:
            return SurveyedOutcome(outcome, refusal=f"{place}: {_without_numbers(dependencies, place)}")
        say(PROVING, str(place))
        proof = prove(moving.model)
    except WorkbookError as error:
        return SurveyedOutcome(outcome, refusal=str(error))
    refusal = proof.refusal() or ("" if moving.moving or moving.fixed else f"{place}: no constant number moves it")
    return SurveyedOutcome(outcome, moving, proof, refusal)


def _without_numbers(dependencies: Dependencies, place: Place) -> str:
    book = dependencies.book
    if place.sheet not in book.sheets:
        return f"the workbook has no sheet '{place.sheet}'; it has {', '.join(map(repr, book.sheets))}"
    cell = book.cell(place)
    if cell is None:
        return "the cell is empty; name one that holds a formula"
    if cell.formula is None and cell.origin is None:
        return f"the cell holds {cell.value!r} and no formula, so nothing moves it; name a cell that is computed"
    return "the outcome follows from no constant number of the workbook, so nothing can be uncertain in it"
