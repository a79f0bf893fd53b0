"""Discount rates set by rule: what a country prescribes, when it held, and which of them fit a study."""

from __future__ import annotations

from dataclasses import dataclass

from mcba.errors import RunError
from mcba.study import DISCOUNT_RATE, Study
from mcba.study.distributions import find_entry
from mcba.study.document import NumberOrYears


@dataclass(frozen=True)
class Preset:
    """A discount rate set by rule, and when it held.

    `steps` holds (first year, rate): the rate from that year on. `until` is None for a rate that still holds. `status`
    is that of the entry of the evidence library it is taken from.
    """

    name: str
    entry: str
    steps: tuple[tuple[int, float], ...]
    since: int
    until: int | None
    status: str

    def schedule(self, horizon: int) -> NumberOrYears:
        """The rate for a study of this horizon: one number, or one for each year from 1 on."""
        yearly = [
            max((first, rate) for first, rate in self.steps if first <= year)[1] for year in range(1, horizon + 1)
        ]
        return tuple(yearly) if len(set(yearly)) > 1 else self.steps[0][1]


_PRESETS = {
    "nl-1995": ("nl/discount-rate/nl-1995", 1995, 2007),
    "nl-2016": ("nl/discount-rate/nl-2016", 2016, 2020),
    "nl-2021": ("nl/discount-rate/nl-2021", 2021, None),
    "uk-3.5": ("uk/discount-rate/green-book", 2003, None),
}
_LATER = {"uk-3.5": ((31, 0.03), (76, 0.025), (126, 0.02), (201, 0.015), (301, 0.01))}
"""HM Treasury, The Green Book, annex 6: the long-term rates. A review of them was concluded in June 2026: look up what
holds now."""


def presets() -> tuple[Preset, ...]:
    """The discount rates that are kept by name, each with its dates and the status of its entry in the library.

    Returns
    -------
    tuple of Preset

    Raises
    ------
    RunError
        Where an entry of the library gives no single rate.

    Examples
    --------
    >>> [preset.name for preset in presets()]
    ['nl-1995', 'nl-2016', 'nl-2021', 'uk-3.5']
    """
    found = []
    for name, (entry_id, since, until) in _PRESETS.items():
        entry = find_entry(entry_id)
        if not isinstance(entry.value, float):
            raise RunError(f"the library entry {entry_id!r} gives no single rate")
        found.append(Preset(name, entry_id, ((1, entry.value), *_LATER.get(name, ())), since, until, entry.status))
    return tuple(found)


def fitting_presets(study: Study) -> tuple[Preset, ...]:
    """The library's discount rates for a study that has a rate, names no other rates itself, and says where it is from.

    A study in pounds is British; one in euros is Dutch when it takes numbers from the Dutch part of the library or is
    written in Dutch. Of any other study nothing is known, and no rates are proposed.
    """
    choice = study.document.choices.get(DISCOUNT_RATE)
    if choice is None or choice.alternatives or not study.horizon:
        return ()
    country = _country(study)
    return tuple(preset for preset in presets() if preset.entry.partition("/")[0] == country)


def _country(study: Study) -> str:
    header = study.document.study
    if header.currency == "GBP":
        return "uk"
    from_library = any((stated.from_ or "").startswith("nl/") for stated in study.stated.values())
    is_dutch = from_library or bool(header.title.nl)
    return "nl" if header.currency == "EUR" and is_dutch else ""
