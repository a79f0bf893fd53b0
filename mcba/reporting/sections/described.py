"""One assumption, or entries of the evidence library: what is stated, the distribution that follows, and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from mcba.errors import StudyError, suggestion
from mcba.families import FAMILIES, Family
from mcba.families.uncertain import Conditional
from mcba.reporting.blocks import Block, Bullets, Span, Text, text
from mcba.reporting.laws import law_words
from mcba.reporting.sections.assumed import drawn_words
from mcba.reporting.sections.made import Origin, origins, record
from mcba.reporting.sections.writing import Writing
from mcba.study import Study
from mcba.study.distributions import Entry, Made, find_entry, made
from mcba.study.document import Law

MASSES = (0.5, 0.8, 0.9, 0.95)
TAIL = 0.01  # of the probability on either side, left out of the row of bars
BARS, COLUMNS = " ▁▂▃▄▅▆▇█", 40
SIMPLE = 6  # parameters of a family that are printed
Rows = list[tuple[str, str | Text]]


@dataclass(frozen=True)
class OneAssumption:
    """The facts of `mcba show`.

    Raises
    ------
    StudyError
        When the study has no assumption of that name.
    """

    study: Study
    name: str

    def __post_init__(self) -> None:
        known = self.study.document.assumptions
        if self.name not in known:
            raise StudyError.without_place(f"there is no assumption {self.name!r}; {suggestion(self.name, known)}")


@dataclass(frozen=True)
class Entries:
    """The facts of `mcba library`: entries by their ids, of the library and of a folder of the user's own."""

    ids: tuple[str, ...]
    own: Path | None = None

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Each entry by its id."""
        return {entry_id: find_entry(entry_id, self.own) for entry_id in self.ids}

    @cached_property
    def made(self) -> Mapping[str, Made]:
        """The distribution of each entry."""
        return {entry_id: made(Law.model_validate(entry.stated())) for entry_id, entry in self.entries.items()}


def _table(w: Writing[object], anchor: str, rows: Rows) -> Iterator[Block]:
    """What each item says; a line for those that say something."""
    said = [(name, words) for name, words in rows if words]
    yield from w.table(anchor, w.column("item", "description"), said, "ll", (1, 3))


# --- an assumption of a study


def assumption_title(w: Writing[OneAssumption]) -> tuple[str, str]:
    """The assumption, and its study."""
    study = w.facts.study
    return w.say.assumption(w.facts.name), w.say.text(study.document.study.title) or study.name


def assumption_stated(w: Writing[OneAssumption]) -> Iterator[Block]:
    """What the study says of the assumption, and where that comes from."""
    say, study, name = w.say, w.facts.study, w.facts.name
    assumption, entry = study.document.assumptions[name], study.entries.get(name)
    rows: Rows = [
        ("name", text(Span(name, "code"))),
        ("unit", say.unit(assumption.unit)),
        ("distribution", law_words(w.say, assumption)),
        ("drawn", drawn_words(w, assumption)),
        ("moves_with", "; ".join(_moving(w))),
        ("status", say(f"status.{assumption.status}")),
        ("source", say.source(assumption.source)),
        ("reason", w.words(assumption.reason)),
        ("notes", w.words(assumption.notes)),
        ("entry", text(Span(assumption.from_, "code")) if assumption.from_ else ""),
        ("library", _checked(w, entry)),
        ("price_year", str(assumption.price_year or "")),
        ("price_factor", _price_factor(w)),
    ]
    yield from _table(w, "stated", [(say(f"item.{key}"), words) for key, words in rows])


def _moving(w: Writing[OneAssumption]) -> Iterator[str]:
    for group in w.facts.study.dependence:
        if w.facts.name in group.names:
            others = w.say.listed(w.say.assumption(other) for other in group.names if other != w.facts.name)
            yield w.say("show.moves_with", names=others, copula=w.say.known("copula", group.copula))


def _checked(w: Writing[OneAssumption], entry: Entry | None) -> Text:
    """How an entry of the library was checked, where that is not against its source."""
    if entry is None or entry.status == "verified":
        return ()
    doubts = w.words(entry.doubts)
    return (Span(w.say.known("library", entry.status)), *((Span("; "), *doubts) if doubts else ()))


def _price_factor(w: Writing[OneAssumption]) -> str:
    study = w.facts.study
    factor = study.price_factors.get(w.facts.name, 1.0)
    year = study.document.study.price_year
    return w.say("show.price_factor", factor=w.say.certain(factor), year=year) if factor != 1 else ""


def assumption_spread(w: Writing[OneAssumption]) -> Iterator[Block]:
    """The distribution in numbers, and as a row of bars; what it follows from."""
    study, name = w.facts.study, w.facts.name
    rows = _spread(w, study.made[name], study.families[name])
    family = study.families[name]
    for parent in family.parents if isinstance(family, Conditional) else ():
        low, high = (float(np.asarray(end).flat[0]) for end in study.families[parent].central(0.9))
        label = w.say.assumption(parent)
        said = w.say("show.follows", label=label, low=w.say.exact(low), high=w.say.exact(high))
        rows.append((w.say("item.follows"), said))
    yield from _table(w, "spread", rows)


def assumption_record(w: Writing[OneAssumption]) -> Iterator[Block]:
    """What the distribution was made from."""
    study = w.facts.study
    yield from record(w, origins(w, study, [w.facts.name]), study.document)


# --- the distribution in numbers


def _spread(w: Writing[object], found: Made, family: Family) -> Rows:
    say = w.say
    if family.batch_shape:
        medians = np.asarray(family.median)
        return [(say("item.values"), _many(w, medians))]
    if family.low == family.high:
        return [(say("item.value"), say.certain(float(family.mean)))]
    rows: Rows = [
        (say("item.parameters"), _parameters(w, found.family)),
        (say("item.data"), _many(w, np.asarray(found.sample)) if found.sample else ""),
        (say("item.mean"), say.exact(float(family.mean))),
        (say("item.sd"), say.exact(float(family.sd))),
        (say("item.median"), say.exact(float(family.median))),
    ]
    for mass in MASSES:
        low, high = (say.exact(float(end)) for end in family.central(mass))
        rows.append((say("item.central", share=say.exact_percent(mass)), say("word.to", low=low, high=high)))
    return [*rows, (say("item.density"), "" if family.discrete else _bars(w, family))]


def _many(w: Writing[object], values: np.ndarray) -> str:
    low, high = (w.say.exact(float(end)) for end in (values.min(), values.max()))
    return w.say("text.many_values", count=w.say.whole(values.size), low=low, high=high)


def _parameters(w: Writing[object], family: Family) -> str:
    """The parameters of a family of the study file, where they are a few numbers."""
    names = {known: name for name, known in FAMILIES.items()}
    given = family.arguments.values()
    if type(family) not in names or len(given) > SIMPLE or not all(isinstance(value, int | float) for value in given):
        return ""
    parts = [f"{w.say.known('parameter', key)} {w.say.exact(float(value))}" for key, value in family.arguments.items()]
    return f"{w.say.known('family', names[type(family)])}: {'; '.join(parts)}"


def _bars(w: Writing[object], family: Family) -> str:
    """The density over the central 98 % as a row of bars."""
    low, high = (float(end) for end in family.ppf([TAIL, 1 - TAIL]))
    if not low < high:
        return ""
    below = family.cdf(np.linspace(low, high, COLUMNS + 1))
    heights = np.diff(below)
    heights[0] += max(below[0] - TAIL, 0.0)  # what lies on the first point itself, such as "it does not happen"
    levels = np.ceil(heights / heights.max() * (len(BARS) - 1)).astype(int)
    return f"{w.say.exact(low)} {''.join(BARS[max(level, 0)] for level in levels)} {w.say.exact(high)}"


# --- entries of the library


def entry_title(w: Writing[Entries]) -> tuple[str, str]:
    """The one entry, and its id."""
    (entry_id,) = w.facts.ids
    return w.say.text(w.facts.entries[entry_id].label), entry_id


def entry_stated(w: Writing[Entries]) -> Iterator[Block]:
    """What an entry says, and where that comes from."""
    say, (entry,) = w.say, w.facts.entries.values()
    rows: Rows = [
        ("quantity", w.words(entry.quantity)),
        ("unit", say.unit(entry.unit)),
        ("price_year", str(entry.price_year or "")),
        ("distribution", law_words(w.say, entry)),
        ("definition", w.words(entry.definition)),
        ("bearer", say.bearer(entry.bearer) if entry.bearer else ""),
        ("status", say.known("library", entry.status)),
        ("source", say.source(entry.source)),
        ("reason", w.words(entry.reason)),
        ("derivation", w.words(entry.derivation)),
        ("doubts", w.words(entry.doubts)),
    ]
    yield from _table(w, "stated", [(say(f"item.{key}"), words) for key, words in rows])


def entry_spread(w: Writing[Entries]) -> Iterator[Block]:
    """The distribution of an entry, and what it was made from."""
    (entry,), (found,) = w.facts.entries.values(), w.facts.made.values()
    yield from _table(w, "spread", _spread(w, found, found.family))
    yield from record(w, [Origin(w.say.text(entry.label), entry, found)])


def library_title(w: Writing[Entries]) -> tuple[str, str]:
    """The evidence library."""
    return w.say("title.library"), ""


def library_entries(w: Writing[Entries]) -> Iterator[Block]:
    """Each entry by its id: label, median with its unit and price year, and how it was checked."""
    if not w.facts.ids:
        yield w.sentence("show.none_found")
        return
    yield Bullets(tuple(_entry(w, entry_id) for entry_id in w.facts.ids))


def _entry(w: Writing[Entries], entry_id: str) -> Text:
    say, entry = w.say, w.facts.entries[entry_id]
    median = float(np.asarray(w.facts.made[entry_id].family.median).flat[0])
    value = f"{say.exact(median)} {say.unit(entry.unit).removeprefix('1 ')}".strip()  # 3 per year, not 3 1 per year
    value = say("show.prices", value=value, year=entry.price_year) if entry.price_year else value
    status = say.known("library", entry.status)
    said = say("show.entry", label=say.text(entry.label), value=value, status=status)
    return (Span(entry_id, "code"), Span(f": {said}"))
