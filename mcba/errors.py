"""What can go wrong, by whose hand: every error of mcba is an `McbaError`.

McbaError
├── StudyError      a study file (or a table it names) says something impossible
├── FormulaError    a formula cannot be read, or its units do not fit
├── FamilyError     a distribution cannot have these parameters
│   ├── DomainError     one of them lies outside what it may be
│   └── FitError        no distribution fits what was asked
├── LibraryError    an entry of the evidence library is missing or unsound
└── RunError        the worlds could not be drawn, or their results not be saved
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class McbaError(Exception):
    """The root of all errors that mcba raises on purpose."""


@dataclass(frozen=True, order=True)
class Complaint:
    """One mistake in one file: where it stands and what to do about it.

    `line` and `column` count from 1.
    """

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class StudyError(McbaError, ValueError):
    """A study cannot be used; `complaints` lists every mistake, in the order of the file."""

    def __init__(self, complaints: Sequence[Complaint]):
        self.complaints = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))

    @classmethod
    def without_place(cls, message: str) -> StudyError:
        """An error of something that stands in no file."""
        error = cls(())
        error.args = (message,)
        return error


class FormulaError(McbaError, ValueError):
    """A formula cannot be used; `offset` is the place in its text, counted from 0."""

    def __init__(self, message: str, offset: int = 0):
        self.offset = offset
        super().__init__(message)


class FamilyError(McbaError, ValueError):
    """A distribution cannot have these parameters; `parameter` names the one to mend, if one can be named."""

    def __init__(self, message: str, parameter: str | None = None):
        self.parameter = parameter
        super().__init__(message)


class DomainError(FamilyError):
    """One parameter lies outside the values it may take, whatever the others are."""


class FitError(FamilyError):
    """No distribution of the family fits what was asked."""


class LibraryError(McbaError):
    """An entry of the evidence library is missing or unsound."""


class RunError(McbaError):
    """A run could not be carried out, saved, opened or repeated."""
