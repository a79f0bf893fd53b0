"""The facts of a study as it is stated, of one assumption, and of entries of the evidence library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mcba.errors import StudyError, suggestion
from mcba.study import Study
from mcba.study.distributions import Entry, Made, find_entry, made
from mcba.study.document import Distribution

_STATUSES = ("sourced", "data", "elicited", "assumed")


@dataclass(frozen=True)
class StudyAsStated:
    """The facts of a study as it is stated, before a world is drawn.

    Parameters
    ----------
    study : Study

    Examples
    --------
    >>> import mcba
    >>> StudyAsStated(mcba.load("studies/schilderswijk-moeders")).mass
    0.9
    """

    study: Study

    @property
    def mass(self) -> float:
        """The share of the worlds that its ranges hold."""
        return self.study.document.run.mass

    @property
    def by_status(self) -> dict[str, int]:
        """How many assumptions there are of each status."""
        stated = [assumption.status for assumption in self.study.document.assumptions.values()]
        return {status: stated.count(status) for status in _STATUSES if status in stated}


@dataclass(frozen=True)
class OneAssumption:
    """The facts of `mcba show`.

    Parameters
    ----------
    study : Study
    name : str
        Of an assumption.

    Raises
    ------
    StudyError
        When the study has no assumption of that name.

    Examples
    --------
    >>> import mcba
    >>> OneAssumption(mcba.load("studies/schilderswijk-moeders"), "drop_off").name
    'drop_off'
    """

    study: Study
    name: str

    def __post_init__(self) -> None:
        assumptions = self.study.document.assumptions
        if self.name not in assumptions:
            raise StudyError.without_place(
                f"there is no assumption {self.name!r}; {suggestion(self.name, assumptions)}"
            )


@dataclass(frozen=True)
class Entries:
    """The facts of `mcba library`: entries by their ids, of the library and of a folder of the user's own.

    Parameters
    ----------
    ids : tuple of str
    own : Path, optional
        The folder of the user's own.

    Examples
    --------
    >>> import mcba
    >>> entries = Entries(tuple(mcba.library())[:1])
    >>> list(entries.entries) == list(entries.ids)
    True
    """

    ids: tuple[str, ...]
    own: Path | None = None

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Each entry by its id."""
        return {entry_id: find_entry(entry_id, self.own) for entry_id in self.ids}

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """The distribution of each entry."""
        return {entry_id: made(Distribution.model_validate(entry.stated())) for entry_id, entry in self.entries.items()}
