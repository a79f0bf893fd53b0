"""What is wrong with a study, and what may have been meant otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mcba.displayed import Displayed
from mcba.engine.execution import GivenStudy, study_given
from mcba.errors import Complaint, StudyError, WorkbookError
from mcba.reporting.pages.prose import misplaced
from mcba.reporting.sections.study.workbook import workbook_in_short
from mcba.reporting.words.labels import Labels
from mcba.study import Study
from mcba.study.hints import Hint, hints
from mcba.study.reading import find_positions
from mcba.study.workbooks import WorkbookFunction


@dataclass(frozen=True, repr=False)
class CheckedStudy(Displayed):
    """What a check of a study says; true where nothing is wrong with it. Printed, it is what `mcba check` prints.

    Attributes
    ----------
    complaints : tuple of Complaint
        Every mistake with its file, line and column; empty for a sound study.
    hints : tuple of Hint
        What may have been meant otherwise, with its place; a study is sound with them.
    study : Study or None
        The study, where it is sound.
    """

    complaints: tuple[Complaint, ...]
    hints: tuple[Hint, ...] = ()
    study: Study | None = field(default=None, repr=False)

    def __bool__(self) -> bool:
        return self.study is not None

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, language: str | None = None) -> Iterator[str]:
        """Every complaint, or that there is none and the hints, a line each.

        Parameters
        ----------
        language : str, optional
            That of the study when absent. Complaints are in English.

        Returns
        -------
        iterator of str
        """
        yield from map(str, self.complaints)
        if self.study is None:
            return
        say, document = Labels(self.study, language), self.study.document
        counts = {"assumptions": len(document.assumptions), "quantities": len(document.quantities)}
        counts |= {"flows": len(self.study.flows), "outcomes": len(self.study.outcomes)}
        counted = {name: say(f"check.{name}", count=count) for name, count in counts.items()}
        yield say("check.sound", path=self.study.path, **counted)
        if isinstance(self.study.function, WorkbookFunction):
            yield workbook_in_short(say, self.study.function)
        for hint in self.hints:
            yield say("check.hint", path=hint.path, line=hint.line, column=hint.column, hint=say.note(hint.note))


def check(study: GivenStudy) -> CheckedStudy:
    """Say everything that is wrong with a study, and what may have been meant otherwise.

    Parameters
    ----------
    study : Study, str or Path
        A study, or the path of one.

    Returns
    -------
    CheckedStudy
        True where the study is sound; a wrong study raises nothing.

    Raises
    ------
    RequestError
        For what is no study and no path of one.

    Examples
    --------
    >>> import mcba
    >>> checked = mcba.check("studies/schilderswijk-moeders")
    >>> bool(checked), checked.complaints, checked.hints
    (True, (), ())
    >>> print(mcba.check("nowhere"))
    nowhere:1:1: there is no such file; `mcba new NAME` makes a study to start from
    """
    try:
        known = study_given(study)
    except StudyError as error:
        return CheckedStudy(error.complaints or (Complaint(str(study), 1, 1, str(error)),))
    unproved = _unproved(known)
    if unproved is not None:
        return CheckedStudy((unproved,))
    return CheckedStudy((), (*hints(known), *misplaced(known)), known)


def _unproved(study: Study) -> Complaint | None:
    """Why the workbook of a study would not be run; None where it would, and for a study without one."""
    if not isinstance(study.function, WorkbookFunction):
        return None
    try:
        _ = study.function.proof
    except WorkbookError as error:
        positions = find_positions(study.text)
        place = positions.line_column(positions.nearest(("model", "workbook")))
        return Complaint(str(study.path), *place, str(error))
    return None
