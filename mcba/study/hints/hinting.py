"""All hints of a study, in the order in which they are looked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mcba.displayed import Displayed
from mcba.errors import Note
from mcba.study.hints.cells import moves_nothing, other_than_workbook
from mcba.study.hints.data import few_data, individuals, same_rows
from mcba.study.hints.effects import counted_twice, outside_tree
from mcba.study.hints.names import looks_dutch, nearly_the_same
from mcba.study.hints.options import null_alternative
from mcba.study.hints.prices import price_years
from mcba.study.hints.spread import bounds, drawn_once, no_mean, one_for_all, shares
from mcba.study.model import Study
from mcba.study.reading.positions import find_positions

_LOOKS = (
    *(drawn_once, bounds, shares, individuals, one_for_all),
    *(few_data, no_mean, same_rows, price_years, null_alternative),
    *(counted_twice, outside_tree, nearly_the_same, looks_dutch),
    *(other_than_workbook, moves_nothing),
)
"""Functions from a study to the places and the notes of what they find, one note for all names that it is about."""


@dataclass(frozen=True, repr=False)
class Hint(Displayed):
    """What may have been meant otherwise, with the place of the first thing it is about.

    `line` and `column` count from 1, as those of a `Complaint`.
    """

    path: str
    line: int
    column: int
    note: Note


def hints(study: Study) -> Iterator[Hint]:
    """What may have been meant otherwise, in the order in which it is looked for.

    Parameters
    ----------
    study : Study

    Returns
    -------
    iterator of Hint

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> [hint.note.code for hint in hints(study)]
    []
    """
    positions = find_positions(study.text)
    for look in _LOOKS:
        for place, note in look(study):
            offset = positions.nearest(place)
            yield Hint(str(study.path), *positions.line_column(offset), note)
