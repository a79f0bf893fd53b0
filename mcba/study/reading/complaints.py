"""Complaints: what one check finds wrong, and the names that are broken by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from mcba.errors import Complaint, FamilyError, FormulaError, LibraryError, StudyError
from mcba.study.reading.page import StudyPage
from mcba.study.reading.positions import Place
from mcba.study.tables.folder import TableError


class Complaints:
    """What one check finds wrong.

    Attributes
    ----------
    page : StudyPage
    broken : set of str
        Names with a mistake that was told already: checks say nothing more about them.
    made : list of Complaint
    """

    def __init__(self, page: StudyPage, broken: Iterable[str] = ()):
        self.page = page
        self.broken = set(broken)
        self.made: list[Complaint] = []

    def at(self, place: Place, message: str, *, breaks: str | None = None, refused: object = None) -> None:
        """Complain about a place of the document.

        Parameters
        ----------
        place : tuple
            Keys and numbers from the root of the document.
        message : str
        breaks : str, optional
            The name that is broken by it, which is left alone from then on.
        refused : object, optional
            The value that stands there, when it is what the complaint is about.
        """
        self.made.append(self.page.complaint(place, message, refused=refused))
        self._break(breaks)

    def in_formula(self, place: Place, formula: str, error: FormulaError, *, breaks: str | None = None) -> None:
        """Complain about a part of a formula or of a unit."""
        self.made.append(self.page.in_formula(place, formula, error))
        self._break(breaks)

    def add(self, error: StudyError, *, breaks: str | None = None) -> None:
        """Take over complaints that have their places already, such as those about a table."""
        self.made += error.complaints
        self._break(breaks)

    @contextmanager
    def caught(self, place: Place, *, breaks: str | None = None) -> Iterator[None]:
        """Turn the errors raised inside into complaints about a place."""
        try:
            yield
        except FamilyError as error:
            self.at((*place, error.parameter) if error.parameter else place, str(error), breaks=breaks)
        except StudyError as error:
            self.add(error, breaks=breaks)
        except TableError as error:
            complaint = self.page.in_text if error.is_file else self.page.complaint
            self.made += [complaint((*place, key), message) for key, message in error.mistakes]
            self._break(breaks)
        except (FormulaError, LibraryError) as error:
            self.at(place, str(error), breaks=breaks)

    def _break(self, name: str | None) -> None:
        if name is not None:
            self.broken.add(name)
