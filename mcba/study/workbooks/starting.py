"""A study started from a workbook: its outcomes as results, and the constants that move them as assumptions."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcba.displayed import Displayed
from mcba.errors import RequestError, StudyError, WorkbookError
from mcba.study.workbooks.acceptance import accept_workbook
from mcba.study.workbooks.references import cell_in
from mcba.study.workbooks.writing import started_text, study_folder
from mcba.workbook import Book, Place
from mcba.workbook.finding import Survey, SurveyedOutcome, survey_book


@dataclass(frozen=True, repr=False)
class StartedStudy(Displayed):
    """A study that was started from a workbook.

    Attributes
    ----------
    file : Path
        Its `study.toml`.
    outcomes : tuple of SurveyedOutcome
        The results that it gives.
    is_asked : bool
        Whether these were asked for; else the likeliest outcome was taken.
    assumptions : int
        Constants that stand in it as assumptions.
    with_range : int
        Assumptions that have a range.
    stated : int
        Those among them whose range stands in the workbook.
    left_out : int
        Constants that move an outcome and keep what the workbook holds, for others move it more.
    """

    file: Path
    outcomes: tuple[SurveyedOutcome, ...]
    is_asked: bool
    assumptions: int
    with_range: int
    stated: int
    left_out: int

    def __str__(self) -> str:
        named = ", ".join(f"{one.outcome.place} ({one.outcome.label})" for one in self.outcomes)
        return f"{self.file}: {named}; {self.assumptions} assumptions, of which {self.with_range} with a range"


def start_from_workbook(
    file: str | Path,
    outcomes: Sequence[str] = (),
    *,
    to: str | Path | None = None,
    spread: float | None = None,
    most: int = 20,
    language: str = "en",
    tell: Callable[[str, str], None] | None = None,
) -> StartedStudy:
    """Start a study from a workbook: a folder with a study.toml and a copy of the workbook.

    Parameters
    ----------
    file : str or Path
        An .xlsx or .xlsm file, which is only read.
    outcomes : sequence of str
        Cells such as `Results!B1`; the likeliest outcome where none are named.
    to : str or Path, optional
        The folder, not there yet; by default named as the file, in the current folder.
    spread : float, optional
        Give every assumption without a range one of this share to either side, as an assumption of its own.
    most : int
        How many assumptions at most; those whose range stands in the workbook are always there.
    language : {"en", "nl"}
        Of its remarks.
    tell : callable, optional
        Is told what is being done, and of which cell.

    Returns
    -------
    StartedStudy

    Raises
    ------
    WorkbookError
        When an outcome cannot be run, with the cells and the repair.
    StudyError
        When the folder is there already.
    RequestError
        When no outcome is found, or one is named that the workbook does not have.

    Examples
    --------
    >>> import mcba
    >>> mcba.start_from_workbook("nowhere.xlsx")
    Traceback (most recent call last):
    mcba.errors.WorkbookError: nowhere.xlsx: the workbook cannot be opened (No such file or directory)
    """
    from mcba.workbook.files import read_book

    source = Path(file)
    if spread is not None and not 0 < spread < 1:
        raise RequestError(
            f"spread = {spread:g}; give a share above 0 and below 1, such as 0.2 for 20 % to either side"
        )
    book = read_book(source)
    folder = Path(to) if to is not None else study_folder(source)
    if folder.exists():
        raise StudyError.without_place(f"{folder} is already there; choose another folder, or remove it first")
    survey = survey_book(book, _places(book, outcomes), most=1, tell=tell)
    if not survey.outcomes:
        raise RequestError(f"no likely outcome was found in {book.file}; name one, such as --outcome 'Results!B1'")
    refusals = [one.refusal for one in survey.outcomes if one.refusal]
    if refusals:
        raise WorkbookError("\n".join(refusals))
    return _written(survey, source, folder, spread, most, language)


def _places(book: Book, outcomes: Sequence[str]) -> list[Place]:
    return [cell_in(book, text) for text in outcomes]


def _written(
    survey: Survey, source: Path, folder: Path, spread: float | None, most: int, language: str
) -> StartedStudy:
    text, counts = started_text(survey, source.name, spread, most, language)
    folder.mkdir(parents=True)
    try:
        shutil.copyfile(source, folder / source.name)
        (folder / "study.toml").write_text(text, encoding="utf-8", newline="\n")
        accept_workbook(folder)
    except BaseException:
        shutil.rmtree(folder)  # ours, made above: half a study helps nobody
        raise
    return StartedStudy(folder / "study.toml", survey.outcomes, survey.is_asked, *counts)
