"""Exceptions of mcba by cause, each an `McbaError`, and notes: what must be said with a result.

McbaError
├── StudyError      a study file (or a table it names) says something impossible
├── FormulaError    a formula cannot be read, or its units do not fit
├── FamilyError     a distribution cannot have these parameters
│   ├── DomainError     one of them lies outside what it may be
│   └── FitError        no distribution fits what was asked
├── LibraryError    an entry of the evidence library is missing or unsound
└── RunError        the worlds could not be drawn, or their results not be saved
    └── RequestError    what was asked names what is not there, or options that do not go together
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """Something that must be said with a result, or the reason why there is none: a code and its data.

    The words for a code stand in `mcba/reporting/words`, under `[note]`; data are plain numbers, names and tuples of
    them.

    Examples
    --------
    >>> Note("no_varying_outcome", {"outcome": "npv"})
    Note(code='no_varying_outcome', data={'outcome': 'npv'})
    """

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


class McbaError(Exception):
    """The root of all errors that mcba raises on purpose."""

    @property
    def note(self) -> Note:
        """The same for a page: `stopped` with the message itself, where the error has no code of its own."""
        return Note("stopped", {"message": str(self)})


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
    """A run could not be carried out, saved, opened or repeated.

    With a `code` a page says the reason in its reader's language, from the data given as keywords.

    Examples
    --------
    >>> RunError("'npv' is the same in every world", code="no_varying_outcome", outcome="npv").note.data
    {'outcome': 'npv'}
    """

    def __init__(self, message: str, *, code: str = "", **data: Any):
        self.code, self.data = code, data
        super().__init__(message)

    @property
    def note(self) -> Note:
        """The reason as a code and its data."""
        return Note(self.code, self.data) if self.code else super().note


class RequestError(RunError):
    """What was asked cannot be: it names what is not there, or options that do not go together."""


LONGEST_LIST = 20


def suggestion(word: str, allowed: Iterable[str]) -> str:
    """Say which allowed word was probably meant, or list what is allowed.

    Parameters
    ----------
    word : str
        What was written.
    allowed : iterable of str

    Returns
    -------
    str
        The end of a sentence, for messages.

    Examples
    --------
    >>> suggestion("cleints", ["clients", "price"])
    "did you mean 'clients'?"
    """
    allowed = list(allowed)
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not allowed:
        return "there are none yet"
    shown, others = sorted(allowed)[:LONGEST_LIST], len(allowed) - LONGEST_LIST
    return f"known are {', '.join(shown)}" + (f" and {others} more" if others > 0 else "")
