"""One number that stands in several cells of a workbook: a dependence that a sheet hides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mcba.workbook.finding.labels import Labels
from mcba.workbook.places import Place

_WORDS = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset({-1.0, 0.0, 0.5, 1.0, 2.0, 10.0, 12.0, 100.0, 365.0, 1000.0})
"""Numbers that are equal by chance."""


@dataclass(frozen=True)
class Repeated:
    """Constants that are equal and are called alike: perhaps one number, which one assumption should hold.

    Attributes
    ----------
    value : float
    places : tuple of Place
    is_one : bool
        Whether their labels are equal too, and not only alike.
    """

    value: float
    places: tuple[Place, ...]
    is_one: bool


def repeated_constants(constants: Iterable[tuple[Place, float]], labels: Labels) -> tuple[Repeated, ...]:
    """Constants that may be one number that stands in several cells.

    Parameters
    ----------
    constants : iterable of (Place, float)
    labels : Labels

    Returns
    -------
    tuple of Repeated
        In the order of their first cells; first those with equal labels, then those that are alike.
    """
    by_value: dict[float, list[Place]] = {}
    for place, value in constants:
        by_value.setdefault(value, []).append(place)
    equal, alike = [], []
    for value, places in by_value.items():
        by_label: dict[str, list[Place]] = {}
        for place in places:
            by_label.setdefault(labels.of(place).told().casefold(), []).append(place)
        equal += [Repeated(value, tuple(same), True) for label, same in by_label.items() if label and len(same) > 1]
        if value not in _COMMON and len(by_label) > 1:
            alike += [Repeated(value, group, False) for group in _alike(places, labels)]
    return (*equal, *alike)


def _alike(places: list[Place], labels: Labels) -> Iterator[tuple[Place, ...]]:
    """Groups of cells whose labels share a word."""
    left = list(places)
    while left:
        words = _words(labels, left[0])
        group = [place for place in left if place == left[0] or words & _words(labels, place)]
        left = [place for place in left if place not in group]
        if len({labels.of(place).told().casefold() for place in group}) > 1:
            yield tuple(group)


def _words(labels: Labels, place: Place) -> set[str]:
    label = labels.of(place)
    return set(_WORDS.findall(f"{label.text} {label.column}".casefold()))
