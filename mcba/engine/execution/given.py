"""What is handed over where a study or a run is wanted: itself, or the path of one."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TypeAlias

from mcba.engine.result import Run
from mcba.engine.saved.manifest import MANIFEST
from mcba.errors import RequestError
from mcba.study import Study
from mcba.study.reading import load

GivenStudy: TypeAlias = "Study | str | PathLike[str]"
"""A study, or the path of one."""
GivenRun: TypeAlias = "Run | str | PathLike[str]"
"""A run, or the path of a saved one."""
Given: TypeAlias = "Run | Study | str | PathLike[str]"
"""A run or a study, or the path of either."""


def study_given(given: GivenStudy) -> Study:
    """The study that is handed over, read from its file where that is a path.

    Parameters
    ----------
    given : Study, str or Path

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        For a file that is no sound study.
    RequestError
        For anything else.

    Examples
    --------
    >>> study_given("studies/schilderswijk-moeders").name
    'schilderswijk-moeders'
    """
    if isinstance(given, Study):
        return given
    if isinstance(given, Run):
        raise RequestError("a study is wanted, and this is a run; take run.study, or draw more worlds with mcba.extend")
    if not isinstance(given, str | PathLike):
        raise RequestError(f"a study is wanted, or the path of one, and this is {_article(given)}")
    if _is_saved(given):
        raise RequestError(
            f"a study is wanted, and {given} is a saved run; mcba.open_run({str(given)!r}).study is its study"
        )
    return load(Path(given))


def given_run(given: GivenRun) -> Run:
    """The run that is handed over, opened where that is a path.

    Parameters
    ----------
    given : Run, str or Path

    Returns
    -------
    Run

    Raises
    ------
    RunError
        For a path at which no run was saved.
    RequestError
        For a study, and for anything else.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.from_worlds({"saving": [1, 2]})
    >>> given_run(run) is run
    True
    """
    if isinstance(given, Run):
        return given
    if isinstance(given, Study):
        raise RequestError("a run is wanted, and this is a study; draw its worlds with mcba.run")
    if not isinstance(given, str | PathLike):
        raise RequestError(f"a run is wanted, or the path of a saved one, and this is {_article(given)}")
    from mcba.engine.saved.opening import open_run

    return open_run(Path(given))


def given_run_or_study(given: Given) -> Run | Study:
    """The run or the study that is handed over; of a path the saved run there, or else the study.

    Parameters
    ----------
    given : Run, Study, str or Path

    Returns
    -------
    Run or Study

    Raises
    ------
    StudyError, RunError
        For a path at which neither can be read.
    RequestError
        For anything else.

    Examples
    --------
    >>> given_run_or_study("studies/schilderswijk-moeders").name
    'schilderswijk-moeders'
    """
    if isinstance(given, Run | Study):
        return given
    if not isinstance(given, str | PathLike):
        raise RequestError(f"a run or a study is wanted, or the path of one, and this is {_article(given)}")
    return given_run(given) if _is_saved(given) else load(Path(given))


def _article(given: object) -> str:
    kind = type(given).__name__
    return f"{'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def _is_saved(path: str | PathLike[str]) -> bool:
    return (Path(path) / MANIFEST).is_file()
