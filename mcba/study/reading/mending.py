"""Mending: what the models refuse is taken out of the file's data, so that the rest can still be checked."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mcba.errors import StudyError
from mcba.study.document.assumption import Assumption
from mcba.study.document.document import Document
from mcba.study.document.wording import message_of
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.grammar import language_of
from mcba.study.reading.positions import Place

ATTEMPTS = 20  # at finding a document in what is left
FORMULA_SECTIONS = ("quantities", "benefits", "costs", "transfers", "outcomes")

_ABOUT_KEYS = frozenset({"extra_forbidden", "missing"})
"""The mistakes that are not about a value."""

# What stands for a refused value that its table cannot do without: the rest of the table can then still be checked.
_STAND_INS: dict[str | int, Any] = {
    "study": {"title": ""},
    "title": "",
    "label": "",
    "formula": "0",
    "value": 0.0,
    "source": "",
    "override": {},
    "gains": {"": 1.0},
    "losses": {"": 1.0},
}


def mended(data: dict[str, Any], complaints: Complaints) -> Document:
    """The document of a file's data; what its models refuse is complained of, and taken out of the data.

    Parameters
    ----------
    data : dict
        The file as the TOML reader gives it; changed.
    complaints : Complaints
        Gets every mistake, the names that are broken, and the page without the tables that were taken out of a list.

    Returns
    -------
    Document

    Raises
    ------
    StudyError
        When nothing sound is left.
    """
    context = {"language": language_of(data)}
    for attempt in range(ATTEMPTS):
        Assumption.model_rebuild()  # before the document, which would otherwise build a second one
        try:
            return Document.model_validate(data, context=context)
        except ValidationError as error:
            mistakes = [details for details in error.errors() if not _is_consequence(details)]
        for details in mistakes:
            place = details["loc"]
            if attempt == 0 or not _is_told(place, complaints.broken):
                refused = None if details["type"] in _ABOUT_KEYS else details["input"]
                complaints.at(_own_place(details), message_of(details, Document), refused=refused)
            if len(place) > 1 and isinstance(place[1], str):
                complaints.broken.add(place[1])
        # From the last to the first, so that the numbers of list elements still hold.
        for place in reversed(dict.fromkeys(_to_mend(details["loc"]) for details in mistakes)):
            _take_out(data, place, complaints)
    raise StudyError(sorted(set(complaints.made)))


def _take_out(data: dict[str, Any], place: Place, complaints: Complaints) -> None:
    """Take a refused value out, or put in what stands for it where its table needs one."""
    *above, last = place
    inside: Any = data
    for part in above:
        inside = inside[part]
    if isinstance(inside, list) and isinstance(last, int):
        complaints.page = complaints.page.without(str(above[0]), last, len(inside))
        inside.pop(last)
    elif last in _STAND_INS and (len(place) == 3 or place[0] == "study"):
        inside[last] = _STAND_INS[last]
    elif len(place) == 2 and place[0] in FORMULA_SECTIONS:
        inside[last] = {}  # its name is still known
    else:
        inside.pop(last, None)


def _is_told(place: Place, broken: set[str]) -> bool:
    return (len(place) > 1 and place[1] in broken) or place[0] in {"study", "run"}


def _to_mend(place: Place) -> Place:
    """The part of a mistake's place that can be taken out as a whole: a key of a table, or one of a list of tables."""
    if place[0] in {"study", "run", "sets", "dependence", "published"}:
        return place[:2]
    return place[: 4 if place[2:3] == ("override",) else 3]


def _is_consequence(details: ErrorDetails) -> bool:
    """A list that is too short only because something in it was refused."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _own_place(details: ErrorDetails) -> Place:
    """A missing key stands nowhere: point at the table it is missing from."""
    return details["loc"][:-1] if details["type"] == "missing" else details["loc"]
