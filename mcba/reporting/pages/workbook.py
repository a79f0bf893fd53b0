"""What a workbook that people have holds for them: what was read, its outcomes, and what moves them."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mcba.displayed import Displayed
from mcba.reporting.words.labels import Labels
from mcba.study.workbooks import cell_in
from mcba.workbook import Book, Place
from mcba.workbook.finding import Repeated, Survey, SurveyedOutcome, survey_book
from mcba.workbook.proofs import CellsCompared, compare_cells

_WIDTH = 78
_NAMED = 3  # cells that a line names
_MOST = 10  # numbers of the ranking
_LABEL = 44  # letters of a label in a table
_HIDDEN = "__XLUDF.DUMMYFUNCTION"


@dataclass(frozen=True, repr=False)
class CheckedWorkbook(Displayed):
    """What a check of a workbook says; true where every outcome can be run. Printed, it is what the command prints.

    Attributes
    ----------
    file : Path
    compared : CellsCompared
        Every formula against the value that was saved.
    survey : Survey
        The outcomes, what moves them, ranges that stand in the workbook, and constants that are equal.
    """

    file: Path
    compared: CellsCompared = field(repr=False)
    survey: Survey = field(repr=False)

    def __bool__(self) -> bool:
        return bool(self.survey.outcomes) and not any(one.refusal for one in self.survey.outcomes)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, language: str | None = None) -> Iterator[str]:
        """The page, a line each, for a terminal.

        Parameters
        ----------
        language : str, optional
            English when absent.

        Returns
        -------
        iterator of str
        """
        say = Labels(None, language)
        yield from _read(say, self.survey.book, self.compared)
        yield from _outcomes(say, self.survey)
        first = next((one for one in self.survey.outcomes if not one.refusal), None)
        if first is not None:
            yield from _movers(say, self.survey, first)
            yield from _remarks(say, self.survey, first)
            yield ""
            yield say("excel.next")
            yield f"  {self.next_command}"

    @property
    def next_command(self) -> str:
        """The command that starts a study from the workbook, as a shell takes it; empty where no outcome can be run."""
        first = next((one for one in self.survey.outcomes if not one.refusal), None)
        if first is None:
            return ""
        place = first.outcome.place
        plain = str(place) if set(place.sheet) & set("'![]") else str(place).replace("'", "")  # quotes within quotes
        return f"mcba excel start {shlex.quote(str(self.file))} --outcome {shlex.quote(plain)}"


def check_workbook(
    file: str | Path, outcomes: Sequence[str] = (), *, tell: Callable[[str, str], None] | None = None
) -> CheckedWorkbook:
    """Say what is in a workbook, whether its outcomes can be run, and what moves them.

    Parameters
    ----------
    file : str or Path
        An .xlsx or .xlsm file, which is only read.
    outcomes : sequence of str
        Cells such as `Results!B1`; the likely ones where none are named.
    tell : callable, optional
        Is told what is being done, and of which cell.

    Returns
    -------
    CheckedWorkbook
        True where every outcome can be run; one that cannot raises nothing.

    Raises
    ------
    WorkbookError
        For a file that is no workbook, or holds no values.
    FormulaError
        For an outcome that is no cell of it.

    Examples
    --------
    >>> import mcba
    >>> mcba.check_workbook("nowhere.xlsx")
    Traceback (most recent call last):
    mcba.errors.WorkbookError: nowhere.xlsx: the workbook cannot be opened (No such file or directory)
    """
    from mcba.workbook.files import read_book

    say = tell or (lambda _doing, _place: None)
    say("reading", "")
    book = read_book(Path(file))
    places = [cell_in(book, text) for text in outcomes]
    survey = survey_book(book, places, tell=tell)
    say("comparing", "")
    return CheckedWorkbook(Path(file), compare_cells(book, survey.dependencies), survey)


def _wrapped(text: str, indent: str = "  ") -> Iterator[str]:
    """A paragraph in lines; those after the first stand further in."""
    for line in text.splitlines():
        yield from textwrap.wrap(
            line, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False
        )


def _named(say: Labels, places: Sequence[Place | str]) -> str:
    """The first of some cells, and how many more there are."""
    cells = ", ".join(map(str, places[:_NAMED]))
    more = len(places) - _NAMED
    return say("excel.more", cells=cells, count=more) if more > 0 else cells


def _read(say: Labels, book: Book, compared: CellsCompared) -> Iterator[str]:
    """What was read, and what was not understood."""
    counts = {"sheets": say("excel.sheets", count=len(book.sheets))}
    counts["formulas"] = say("excel.formulas", count=compared.formulas)
    yield from _wrapped(say("excel.read", file=book.file, **counts), "")
    if not compared.formulas:
        yield from _wrapped(say("excel.no_formulas"))
        return
    key = "excel.all_equal" if compared.equal == compared.formulas else "excel.some_equal"
    largest = f"{compared.largest:.0e}" if compared.largest else "0"
    yield from _wrapped(say(key, count=compared.formulas, equal=say.whole(compared.equal), largest=largest))
    if compared.different:
        cells = _named(say, compared.different)
        yield from _wrapped(say("excel.different", count=len(compared.different), cells=cells))
    for reason, places in compared.not_understood.items():
        yield from _wrapped(
            say(
                "excel.not_understood",
                count=len(places),
                reason=reason or say("excel.unreadable"),
                cells=_named(say, places),
            )
        )
    if compared.different or compared.not_understood:
        yield from _wrapped(say("excel.kept"))
    yield from _kinds(say, book)


def _kinds(say: Labels, book: Book) -> Iterator[str]:
    formulas = (cell.formula for sheet in book.sheets.values() for cell in sheet.cells.values() if cell.formula)
    google = sum(_HIDDEN in formula.upper() for formula in formulas)
    hidden = [sheet.name for sheet in book.sheets.values() if sheet.is_hidden]
    if google:
        yield from _wrapped(say("excel.google", count=google))
    if book.links:
        yield from _wrapped(say("excel.links", files=_named(say, book.links)))
    if book.has_macros:
        yield from _wrapped(say("excel.macros"))
    if hidden:
        yield from _wrapped(say("excel.hidden", count=len(hidden), sheets=_named(say, hidden)))


def _outcomes(say: Labels, survey: Survey) -> Iterator[str]:
    yield ""
    if not survey.outcomes:
        yield from _wrapped(say("excel.no_outcome"), "")
        return
    yield say("excel.asked" if survey.is_asked else "excel.likely")
    for one in survey.outcomes:
        yield from _outcome(say, one)
    if survey.passed_over:
        cells = _named(say, [one.outcome.place for one in survey.passed_over])
        yield from _wrapped(say("excel.passed_over", count=len(survey.passed_over), cells=cells))


def _outcome(say: Labels, one: SurveyedOutcome) -> Iterator[str]:
    label = one.outcome.label or str(one.outcome.place)
    yield from _wrapped(say("excel.outcome", label=label, value=one.outcome.value))
    if one.refusal or one.movers is None or one.proof is None:
        yield from _wrapped(say("excel.refused", reason=one.refusal), "    ")
        return
    at = say("excel.at", place=one.outcome.place, slice=say.whole(len(one.movers.model.slice)), worlds=one.proof.worlds)
    reach = say("excel.reach", count=one.movers.reaching, moving=len(one.movers.moving) + len(one.movers.fixed))
    yield from _wrapped(f"{at} {reach}", "    ")


def _movers(say: Labels, survey: Survey, first: SurveyedOutcome) -> Iterator[str]:
    movers = first.movers
    if movers is None or not movers.moving:
        return
    yield ""
    yield from _wrapped(say("excel.most", label=first.outcome.label or first.outcome.place), "")
    shown = movers.moving[:_MOST]
    told = [textwrap.shorten(survey.labels.of(mover.place).told() or "-", _LABEL, placeholder="…") for mover in shown]
    numbers = [say.certain(mover.value) for mover in shown]
    raised = [say.certain(mover.raised) for mover in shown]
    width, number = max(map(len, told)), max(map(len, numbers))
    for mover, label, value, result in zip(shown, told, numbers, raised, strict=True):
        yield f"  {label:<{width}}  {value:>{number}} → {result}"
        yield f"    {mover.place}"
    if any(mover.value == 0 for mover in movers.moving):
        yield from _wrapped(say("excel.zero"))
    if movers.fixed:
        yield from _wrapped(say("excel.fixed", count=len(movers.fixed)))
    if movers.breaking:
        cells = _named(say, movers.breaking)
        yield from _wrapped(say("excel.breaking", count=len(movers.breaking), cells=cells))


def _remarks(say: Labels, survey: Survey, first: SurveyedOutcome) -> Iterator[str]:
    """What the workbook states, and what it hides."""
    lines: list[str] = []
    ranges = survey.ranges
    if ranges:
        lines += _wrapped(say("excel.ranges", count=len(ranges), cells=_named(say, list(ranges))), "")
    for key, are_one in (("excel.one_number", True), ("excel.alike", False)):
        groups = [group for group in survey.repeated if group.is_one is are_one]
        lines += list(_repeated(say, key, groups)) if groups else []
    for key, places in (("excel.rounding", first.rounding), ("excel.choosing", first.choosing)):
        lines += _wrapped(say(key, count=len(places), cells=_named(say, places)), "") if places else []
    if lines:
        yield ""
        yield from lines


def _repeated(say: Labels, key: str, groups: Sequence[Repeated]) -> Iterator[str]:
    yield from _wrapped(say(key, count=len(groups)), "")
    for group in groups[:_NAMED]:
        yield from _wrapped(say("excel.repeated", value=group.value, cells=_named(say, group.places)))
    if len(groups) > _NAMED:
        yield f"  … ({len(groups) - _NAMED})"
