"""Exceptions of mcba by cause, each an `McbaError`, and notes: what must be said with a result.

McbaError
├── StudyError      a study file (or a table it names) says something impossible
│   └── DependenceError     correlations that no worlds can have
├── FormulaError    a formula cannot be read, or its units do not fit
├── FamilyError     a distribution cannot have these parameters
│   ├── DomainError     one of them lies outside what it may be
│   └── FitError        no distribution fits what was asked
├── LibraryError    an entry of the evidence library is missing or unsound
├── WorkbookError   a workbook cannot be read, or not be followed
└── RunError        the worlds could not be drawn, or their results not be saved
    ├── RequestError    what was asked names what is not there, or options that do not go together
    └── UndefinedOutcomeError   an outcome is no number in some world
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST_LIST = 20  # words that a suggestion names


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
    """The root of all errors that mcba raises on purpose.

    Examples
    --------
    >>> import mcba
    >>> try:
    ...     mcba.load("studies/no-such-study")
    ... except McbaError as error:
    ...     print(type(error).__name__, error.note.code)
    StudyError stopped
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross to another process with the data as they are, whatever the arguments it was made with."""
        return _remade, (type(self), self.args, self.__dict__)

    @property
    def note(self) -> Note:
        """The same for a page: `stopped` with the message itself, where the error has no code of its own."""
        return Note("stopped", {"message": str(self)})


def _remade(kind: type[McbaError], arguments: tuple[Any, ...], data: Mapping[str, Any]) -> McbaError:
    error = kind.__new__(kind)
    error.args = arguments
    error.__dict__.update(data)
    return error


@dataclass(frozen=True, order=True)
class Complaint:
    """One mistake in one file: where it stands and what to do about it.

    `line` and `column` count from 1. Of a study that was made in Python `key` says where: `assumptions.a.sd`.
    """

    path: str
    line: int
    column: int
    message: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.key or f'{self.path}:{self.line}:{self.column}'}: {self.message}"


class StudyError(McbaError, ValueError):
    """A study cannot be used.

    Attributes
    ----------
    complaints : tuple of Complaint
        Every mistake, in the order of the file; empty for what stands in no file.

    Examples
    --------
    >>> error = StudyError([Complaint("study.toml", 3, 1, "unknown key 'titel'; did you mean 'title'?")])
    >>> print(error)
    study.toml:3:1: unknown key 'titel'; did you mean 'title'?
    >>> error.complaints[0].line
    3
    """

    def __init__(self, complaints: Sequence[Complaint]):
        self.complaints = tuple(complaints)
        super().__init__("\n".join(map(str, self.complaints)))

    @classmethod
    def without_place(cls, message: str) -> StudyError:
        """An error of something that stands in no file.

        Parameters
        ----------
        message : str

        Returns
        -------
        StudyError
            To raise, without complaints.
        """
        error = cls(())
        error.args = (message,)
        return error


class DependenceError(StudyError):
    """Correlations that no worlds can have.

    Attributes
    ----------
    index : int
        The entry of the list to mend, counted from 0.
    key : str or None
        The key in it, if one can be named.
    """

    def __init__(self, message: str, index: int, key: str | None = None):
        super().__init__(())
        self.args = (message,)
        self.index, self.key = index, key


class FormulaError(McbaError, ValueError):
    """A formula cannot be used.

    Attributes
    ----------
    offset : int
        Where in its text, counted from 0.

    Examples
    --------
    >>> from mcba.study.formula.parsing import parse
    >>> try:
    ...     parse("price * wages +")
    ... except FormulaError as error:
    ...     error.offset
    15
    """

    def __init__(self, message: str, offset: int = 0):
        self.offset = offset
        super().__init__(message)


class FamilyError(McbaError, ValueError):
    """A distribution cannot have these parameters.

    Attributes
    ----------
    parameter : str or None
        The one to mend, if one can be named.
    index : tuple of int
        Of the first bad entry, when the parameter is an array. The error then names it: `sd[1] = -1 is …`.
    message : str
        The same as if the parameter were one number: `sd = -1 is …`.

    Examples
    --------
    >>> import mcba
    >>> try:
    ...     mcba.Normal(0, [1.0, -1.0])
    ... except FamilyError as error:
    ...     error.parameter, error.index
    ('sd', (1,))
    """

    def __init__(self, message: str, parameter: str | None = None, *, index: tuple[int, ...] = ()):
        self.parameter, self.index, self.message = parameter, index, message
        entry = f"{parameter}[{', '.join(map(str, index))}]" if index else ""
        super().__init__(entry + message.removeprefix(str(parameter)) if index else message)


class DomainError(FamilyError):
    """One parameter lies outside the values it may take, whatever the others are.

    `rule` says what every value is, to follow "is not": "above 0".

    Examples
    --------
    >>> import mcba
    >>> try:
    ...     mcba.Normal(0, -1)
    ... except DomainError as error:
    ...     error.parameter, error.rule
    ('sd', 'above 0')
    """

    def __init__(self, message: str, parameter: str | None = None, *, index: tuple[int, ...] = (), rule: str = ""):
        self.rule = rule
        super().__init__(message, parameter, index=index)


class FitError(FamilyError):
    """No distribution of the family fits what was asked.

    Attributes
    ----------
    parameter, index, message
        As of FamilyError.

    Examples
    --------
    >>> import mcba
    >>> mcba.Beta.from_mean_sd(0.5, 0.6)
    Traceback (most recent call last):
    mcba.errors.FitError: ...
    """


class LibraryError(McbaError):
    """An entry of the evidence library is missing or unsound.

    Examples
    --------
    >>> from mcba.study.distributions import find_entry
    >>> find_entry("no-such-entry")
    Traceback (most recent call last):
    mcba.errors.LibraryError: ...
    """


class WorkbookError(McbaError, ValueError):
    """A workbook cannot be read, or what it computes cannot be followed.

    Attributes
    ----------
    place : str
        The cell, as `Sheet!B3`; empty for what is no matter of one cell.

    Examples
    --------
    >>> error = WorkbookError("RAND() throws dice of its own; …", "Costs!B3")
    >>> print(error)
    Costs!B3: RAND() throws dice of its own; …
    """

    def __init__(self, message: str, place: str = ""):
        self.place = place
        super().__init__(f"{place}: {message}" if place else message)


class RunError(McbaError):
    """A run could not be carried out, saved, opened or repeated.

    With a `code` a page says the reason in its reader's language, from the data given as keywords.

    Attributes
    ----------
    code : str
        Empty for an error of which there is only the message.
    data : dict
        Plain numbers, names and tuples of them.

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
    """What was asked cannot be: it names what is not there, or options that do not go together.

    Examples
    --------
    >>> import mcba
    >>> try:
    ...     mcba.evpi()
    ... except RequestError as error:
    ...     print(error)
    evpi was given neither a run nor arrays; write mcba.evpi(run), or mcba.evpi(net_benefit=…)
    """


class UndefinedOutcomeError(RunError):
    """An outcome is undefined in some world, and nothing says to leave such worlds out.

    Examples
    --------
    >>> import mcba
    >>> import numpy as np
    >>> try:
    ...     mcba.simulate(lambda x: np.where(x < 0, np.nan, x), {"x": mcba.Uniform(-1, 1)}, worlds=1_000)
    ... except UndefinedOutcomeError as error:
    ...     print(str(error).partition(",")[0])
    result is undefined (not a number
    """


def suggestion(word: str, allowed: Iterable[str], *, are: str = "known", cutoff: float = 0.6) -> str:
    """Say which allowed word was probably meant, or list what is allowed.

    Parameters
    ----------
    word : str
        A word that is not allowed.
    allowed : iterable of str
    are : str
        What a list of them says they are.
    cutoff : float
        How much alike two words are, from 0 to 1, of which one is probably meant.

    Returns
    -------
    str
        The end of a message.

    Examples
    --------
    >>> suggestion("trianglar", ["normal", "triangular"])
    "did you mean 'triangular'?"
    >>> suggestion("x", ["normal", "triangular"])
    'known are normal, triangular'
    """
    allowed = list(allowed)
    near = difflib.get_close_matches(word, allowed, n=1, cutoff=cutoff)
    if near:
        return f"did you mean {near[0]!r}?"
    if not allowed:
        return "there are none yet"
    shown, others = sorted(allowed)[:LONGEST_LIST], len(allowed) - LONGEST_LIST
    return f"{are} are {', '.join(shown)}" + (f" and {others} more" if others > 0 else "")
