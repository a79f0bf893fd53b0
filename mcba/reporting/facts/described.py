"""The facts of one assumption, and of entries of the evidence library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mcba.errors import StudyError, suggestion
from mcba.study import Study
from mcba.study.distributions import Entry, Made, find_entry, made
from mcba.study.document import Distribution


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
    >>> from mcba.study.distributions import entry_ids
    >>> entries = Entries(tuple(entry_ids(None))[:1])
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
