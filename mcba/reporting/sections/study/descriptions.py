"""One assumption, or entries of the evidence library: what is stated, the distribution that follows, and its source."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mcba.families import FAMILIES, Family
from mcba.families.uncertain import Conditional
from mcba.reporting.blocks import Block, Bullets, Span, Spans, text
from mcba.reporting.facts.described import Entries, OneAssumption
from mcba.reporting.sections.study.origins import Origin, origins_of, record
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.distributions import distribution_in_words, drawing_in_words
from mcba.study.distributions import Entry, Made

_MASSES = (0.5, 0.8, 0.9, 0.95)
_TAIL = 0.01  # of the probability on either side, left out of the row of bars
_BARS, _COLUMNS = " ▁▂▃▄▅▆▇█", 40
_SIMPLE = 6  # parameters of a family that are printed
Rows = list[tuple[str, str | Spans]]


def _table(writing: Writing[object], anchor: str, rows: Rows) -> Iterator[Block]:
    """What each item says; a line for those that say something."""
    said = [(name, words) for name, words in rows if words]
    yield from writing.table(anchor, writing.column("item", "description"), said, "ll", (1, 3))


# --- an assumption of a study


def assumption_heading(writing: Writing[OneAssumption]) -> tuple[str, str]:
    """The assumption, and its study."""
    study = writing.facts.study
    return writing.voice.assumption(writing.facts.name), writing.voice.text(study.document.study.title) or study.name


def assumption_stated(writing: Writing[OneAssumption]) -> Iterator[Block]:
    """What the study says of the assumption, and where that comes from."""
    voice, study, name = writing.voice, writing.facts.study, writing.facts.name
    assumption, entry = study.document.assumptions[name], study.entries.get(name)
    rows: Rows = [
        ("name", text(Span(name, "code"))),
        ("unit", voice.unit(assumption.unit)),
        ("distribution", distribution_in_words(writing.voice, assumption)),
        ("drawn", drawing_in_words(writing.voice, assumption)),
        ("moves_with", "; ".join(_moving(writing))),
        ("status", voice(f"status.{assumption.status}")),
        ("source", voice.source(assumption.source)),
        ("reason", writing.words(assumption.reason)),
        ("notes", writing.words(assumption.notes)),
        ("entry", text(Span(assumption.from_, "code")) if assumption.from_ else ""),
        ("library", _checked(writing, entry)),
        ("price_year", str(assumption.price_year or "")),
        ("price_factor", _price_factor(writing)),
    ]
    yield from _table(writing, "stated", [(voice(f"item.{key}"), words) for key, words in rows])


def _moving(writing: Writing[OneAssumption]) -> Iterator[str]:
    for group in writing.facts.study.dependence:
        if writing.facts.name in group.names:
            others = writing.voice.listed(
                writing.voice.assumption(other) for other in group.names if other != writing.facts.name
            )
            yield writing.voice("show.moves_with", names=others, copula=writing.voice.known("copula", group.copula))


def _checked(writing: Writing[OneAssumption], entry: Entry | None) -> Spans:
    """How an entry of the library was checked, where that is not against its source."""
    if entry is None or entry.status == "verified":
        return ()
    doubts = writing.words(entry.doubts)
    return (Span(writing.voice.known("library", entry.status)), *((Span("; "), *doubts) if doubts else ()))


def _price_factor(writing: Writing[OneAssumption]) -> str:
    study = writing.facts.study
    factor = study.price_factors.get(writing.facts.name, 1.0)
    year = study.document.study.price_year
    return writing.voice("show.price_factor", factor=writing.voice.certain(factor), year=year) if factor != 1 else ""


def assumption_spread(writing: Writing[OneAssumption]) -> Iterator[Block]:
    """The distribution in numbers, and as a row of bars; what it follows from."""
    study, name = writing.facts.study, writing.facts.name
    rows = _spread(writing, study.made[name], study.families[name])
    family = study.families[name]
    for parent in family.parents if isinstance(family, Conditional) else ():
        low, high = (float(np.asarray(end).flat[0]) for end in study.families[parent].central(0.9))
        label = writing.voice.assumption(parent)
        said = writing.voice("show.follows", label=label, low=writing.voice.exact(low), high=writing.voice.exact(high))
        rows.append((writing.voice("item.follows"), said))
    yield from _table(writing, "spread", rows)


def assumption_record(writing: Writing[OneAssumption]) -> Iterator[Block]:
    """What the distribution was made from."""
    study = writing.facts.study
    yield from record(writing, origins_of(writing, study, [writing.facts.name]), study.document)


# --- the distribution in numbers


def _spread(writing: Writing[object], distribution: Made, family: Family) -> Rows:
    voice = writing.voice
    if family.batch_shape:
        medians = np.asarray(family.median)
        return [(voice("item.values"), _many(writing, medians))]
    if family.low == family.high:
        return [(voice("item.value"), voice.certain(float(family.mean)))]
    rows: Rows = [
        (voice("item.parameters"), _parameters(writing, distribution.family)),
        (voice("item.data"), _many(writing, np.asarray(distribution.sample)) if distribution.sample else ""),
        (voice("item.mean"), voice.exact(float(family.mean))),
        (voice("item.sd"), voice.exact(float(family.sd))),
        (voice("item.median"), voice.exact(float(family.median))),
    ]
    for mass in _MASSES:
        low, high = (voice.exact(float(end)) for end in family.central(mass))
        rows.append((voice("item.central", share=voice.exact_percent(mass)), voice("word.to", low=low, high=high)))
    return [*rows, (voice("item.density"), "" if family.discrete else _bars(writing, family))]


def _many(writing: Writing[object], values: np.ndarray) -> str:
    low, high = (writing.voice.exact(float(end)) for end in (values.min(), values.max()))
    return writing.voice("text.many_values", count=writing.voice.whole(values.size), low=low, high=high)


def _parameters(writing: Writing[object], family: Family) -> str:
    """The parameters of a family of the study file, where they are a few numbers."""
    names = {family_class: name for name, family_class in FAMILIES.items()}
    given = family.arguments.values()
    if type(family) not in names or len(given) > _SIMPLE or not all(isinstance(value, int | float) for value in given):
        return ""
    parts = [
        f"{writing.voice.known('parameter', key)} {writing.voice.exact(float(value))}"
        for key, value in family.arguments.items()
    ]
    return f"{writing.voice.known('family', names[type(family)])}: {'; '.join(parts)}"


def _bars(writing: Writing[object], family: Family) -> str:
    """The density over the central 98 % as a row of bars."""
    low, high = (float(end) for end in family.ppf([_TAIL, 1 - _TAIL]))
    if not low < high:
        return ""
    below = family.cdf(np.linspace(low, high, _COLUMNS + 1))
    heights = np.diff(below)
    heights[0] += max(below[0] - _TAIL, 0.0)  # what lies on the first point itself, such as "it does not happen"
    levels = np.ceil(heights / heights.max() * (len(_BARS) - 1)).astype(int)
    return f"{writing.voice.exact(low)} {''.join(_BARS[max(level, 0)] for level in levels)} {writing.voice.exact(high)}"


# --- entries of the library


def entry_heading(writing: Writing[Entries]) -> tuple[str, str]:
    """The one entry, and its id."""
    (entry_id,) = writing.facts.ids
    return writing.voice.text(writing.facts.entries[entry_id].label), entry_id


def entry_stated(writing: Writing[Entries]) -> Iterator[Block]:
    """What an entry says, and where that comes from."""
    voice, (entry,) = writing.voice, writing.facts.entries.values()
    rows: Rows = [
        ("quantity", writing.words(entry.quantity)),
        ("unit", voice.unit(entry.unit)),
        ("price_year", str(entry.price_year or "")),
        ("distribution", distribution_in_words(writing.voice, entry)),
        ("definition", writing.words(entry.definition)),
        ("bearer", voice.bearer(entry.bearer) if entry.bearer else ""),
        ("status", voice.known("library", entry.status)),
        ("source", voice.source(entry.source)),
        ("reason", writing.words(entry.reason)),
        ("derivation", writing.words(entry.derivation)),
        ("doubts", writing.words(entry.doubts)),
    ]
    yield from _table(writing, "stated", [(voice(f"item.{key}"), words) for key, words in rows])


def entry_spread(writing: Writing[Entries]) -> Iterator[Block]:
    """The distribution of an entry, and what it was made from."""
    (entry,), (distribution,) = writing.facts.entries.values(), writing.facts.made.values()
    yield from _table(writing, "spread", _spread(writing, distribution, distribution.family))
    yield from record(writing, [Origin(writing.voice.text(entry.label), entry, distribution)])


def library_heading(writing: Writing[Entries]) -> tuple[str, str]:
    """The evidence library."""
    return writing.voice("title.library"), ""


def library_entries(writing: Writing[Entries]) -> Iterator[Block]:
    """Each entry by its id: label, median with its unit and price year, and how it was checked."""
    if not writing.facts.ids:
        yield writing.sentence("show.none_found")
        return
    yield Bullets(tuple(_entry(writing, entry_id) for entry_id in writing.facts.ids))


def _entry(writing: Writing[Entries], entry_id: str) -> Spans:
    voice, entry = writing.voice, writing.facts.entries[entry_id]
    median = float(np.asarray(writing.facts.made[entry_id].family.median).flat[0])
    value = f"{voice.exact(median)} {voice.unit(entry.unit).removeprefix('1 ')}".strip()  # 3 per year, not 3 1 per year
    value = voice("show.prices", value=value, year=entry.price_year) if entry.price_year else value
    status = voice.known("library", entry.status)
    said = voice("show.entry", label=voice.text(entry.label), value=value, status=status)
    return (Span(entry_id, "code"), Span(f": {said}"))
