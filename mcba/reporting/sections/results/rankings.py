"""Which assumptions drive an outcome: the table of a ranking, and what must be said with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.ranking.methods import IndexColumn, method_named
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block, Bullets, Span, Spans, text
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.sections.results.certainty import share_of_assumed
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.voice import NO_BREAK, sentence, uncapital

if TYPE_CHECKING:
    import xarray as xr

_LEAST = 1e-4  # of the variance: a share of which no more is said than that it is smaller


# --- the heading of a page


def ranking_heading(writing: Writing[Ranked]) -> tuple[str, str]:
    """The study, and how the ranking was made."""
    ranking, voice = writing.facts.ranking, writing.voice
    attributes = ranking.attrs
    of_study = voice("rank.title") if writing.study is None else voice.text(writing.study.document.study.title)
    if attributes["method"] == "agreement":
        return of_study, voice("rank.agreement")
    worlds = voice(f"rank.from_{attributes['source']}", worlds=attributes["worlds"])
    only_ranks = attributes["method"] == "overview" and "first" not in ranking
    parts = [voice("method.spearman" if only_ranks else f"method.{attributes['method']}"), worlds]
    if "rank_probability" in ranking:
        share = voice.exact_percent(float(attributes["mass"]))
        parts.append(voice("rank.interval", share=share, resamples=attributes["resamples"]))
    return of_study, sentence("; ".join(parts))


# --- the table


def ranking_table(writing: Writing[Ranked]) -> Iterator[Block]:
    """The ranking of the page, whole; of an agreement the place of each assumption by each method."""
    table = _places if writing.facts.is_agreement else table_of
    yield from table(writing, writing.facts.ranking)


def table_of(writing: Writing[Any], ranking: xr.Dataset, most: int | None = None) -> Iterator[Block]:
    """A row an assumption, the largest effect first; what cannot be told from nothing has no place."""
    method = method_named(ranking.attrs["method"])
    assert method is not None  # a ranking names the method that made it
    columns = method.columns_of(ranking)
    shown = [column for column in columns if column.kind != "plain"]
    plain = [column.name for column in columns if column.kind == "plain"]
    ranked = "rank_probability" in ranking
    rows: list[Sequence[str | Spans]] = []
    for row in range(ranking.sizes["assumption"])[:most]:
        entry = ranking.isel(assumption=row)
        noise = ranked and bool(entry["noise_only"])
        cells = [_index(writing, entry, column) for column in shown]
        cells += [(_plain(writing, float(entry[name])), "") for name in plain]
        cells += [_holds(writing, ranking, row)] if ranked else []
        name = writing.voice.assumption(str(entry["assumption"].values))
        rows.append(
            [name if noise else writing.voice("rank.place", place=row + 1, name=name), *(cell for cell, _ in cells)]
        )
        if any(below for _, below in cells):
            rows.append([text(Span(error, "quiet")) for error in ("±", *(below for _, below in cells))])
    words = [writing.voice(f"index.{column.name}") for column in shown]
    words += [writing.voice(f"index.{method.name}_{name}") for name in plain]
    headings = [*writing.column("assumption"), *words, *([writing.voice("rank.holds")] if ranked else [])]
    yield from _table(writing, ranking, headings, rows)


def _table(
    writing: Writing[Any], ranking: xr.Dataset, columns: list[str], rows: Sequence[Sequence[str | Spans]]
) -> Iterator[Block]:
    align, widths = "l" + "r" * (len(columns) - 1), [2.6, *[1.4] * (len(columns) - 1)]
    outcome = uncapital(writing.voice.outcome_with_unit(ranking.attrs["outcome"]))
    yield from writing.table("ranking", columns, rows, align, widths, outcome=outcome)


def _index(writing: Writing[Any], entry: xr.Dataset, column: IndexColumn) -> tuple[str, str]:
    """An index, and below it its interval; of an amount its error."""
    voice = writing.voice
    value, error, low, high = (float(entry[f"{column.name}{part}"]) for part in ("", "_error", "_low", "_high"))
    if not math.isfinite(value):
        return "–", ""
    sign = "+" if column.signed and value > 0 else ""
    if column.kind == "amount":
        return f"{sign}{voice.estimate(Estimate(value, error))}", voice.error(error)
    if column.kind == "share":
        if not column.signed and (low <= 0 or high < _LEAST):
            most = max(high, _LEAST)
            return voice("rank.less", share=voice.share(Estimate(most, min(error, most)))), ""
        share, interval = voice.with_interval(100 * value, 100 * low, 100 * high)
        return f"{share}{NO_BREAK}%", interval
    index, interval = voice.with_interval(value, low, high)
    return f"{sign}{index}", interval


def _plain(writing: Writing[Any], value: float) -> str:
    return writing.voice.exact(value) if math.isfinite(value) else "–"


def _holds(writing: Writing[Any], ranking: xr.Dataset, row: int) -> tuple[str, str]:
    """In what share of the resamples an assumption has its place, and below it which places it may have instead."""
    voice = writing.voice
    if ranking["noise_only"].values[row]:
        return voice("rank.noise"), ""
    share = float(ranking["rank_probability"].values[row, row])
    error = math.sqrt(share * (1 - share) / ranking.attrs["resamples"])
    written = voice.share(Estimate(share, error))
    alike = np.flatnonzero(ranking["alike"].values[row] & ~ranking["noise_only"].values)
    low, high = (int(end(*alike, row)) + 1 for end in (min, max))
    return written, f"({low}–{high})" if low < high else ""


# --- what must be said with it


def ranking_remarks(writing: Writing[Ranked]) -> Iterator[Block]:
    """What share of the variance is assumed, how the table is read, and the notes of the ranking."""
    ranking = writing.facts.ranking
    if writing.facts.is_agreement:
        yield from _bullets(_differences(writing, ranking))
        return
    share = [share_of_assumed(writing)] if "assumed_share" in ranking.attrs else []
    yield from _bullets([*share, *ranking_notes(writing, ranking)])


def ranking_notes(writing: Writing[Any], ranking: xr.Dataset) -> Iterator[str]:
    """How the table of a ranking is read, and its notes, as sentences."""
    attributes = ranking.attrs
    yield from _reading(writing, ranking)
    yield from _of_method(writing, attributes)
    for note in (*attributes["left_out"], *attributes["notes"]):
        if note.code != "shape_not_sourced":  # said where the share is
            yield sentence(writing.voice.note(note))


def _bullets(sentences: Iterable[str]) -> Iterator[Bullets]:
    items = tuple(text(written) for written in sentences if written)
    yield from [Bullets(items)] if items else []


def _reading(writing: Writing[Any], ranking: xr.Dataset) -> Iterator[str]:
    """How the columns are read."""
    statistic = ranking.attrs.get("statistic")
    if statistic in ("mean", "positive"):
        yield writing.voice(f"rank.effect_{statistic}")
    elif statistic is not None:
        yield writing.voice("rank.effect_quantile", share=writing.voice.exact_percent(float(statistic)))
    if "first" in ranking:
        yield writing.voice("rank.first_means")
    if "alike" in ranking and (ranking["alike"].values.sum() > ranking.sizes["assumption"]):
        yield writing.voice("rank.holds_means")
    if "noise_only" in ranking and ranking["noise_only"].values.any():
        yield writing.voice("rank.noise_means")


def _of_method(writing: Writing[Any], attributes: dict[str, Any]) -> Iterator[str]:
    """What a method says of all assumptions together."""
    if "r_squared" in attributes:
        share = Estimate(attributes["r_squared"], attributes["r_squared_error"])
        yield writing.voice("rank.r_squared", share=writing.voice.share(share))
    if "box_density" in attributes:
        shares = {
            name: writing.voice.share(Estimate(attributes[f"box_{name}"], attributes.get(f"box_{name}_error", 0.0)))
            for name in ("base", "density", "coverage")
        }
        yield writing.voice("rank.box", below=attributes["below"], **shares)


# --- several methods


def _places(writing: Writing[Ranked], ranking: xr.Dataset) -> Iterator[Block]:
    """The place of each assumption by each method."""
    methods = [str(method) for method in ranking["by"].values]
    rows = []
    for row in range(ranking.sizes["assumption"]):
        by_method = ranking["place"].values[row]
        cells = [writing.voice.whole(int(position)) if math.isfinite(position) else "–" for position in by_method]
        name = writing.voice.assumption(str(ranking["assumption"].values[row]))
        rows.append([writing.voice("rank.place", place=row + 1, name=name), *cells])
    columns = [*writing.column("assumption"), *(writing.voice(f"method_short.{method}") for method in methods)]
    yield from _table(writing, ranking, columns, rows)


def _differences(writing: Writing[Ranked], ranking: xr.Dataset) -> Iterator[str]:
    """Where the methods differ and why, and which of them gave no ranking."""
    voice, attributes, methods = writing.voice, ranking.attrs, map(str, ranking["by"].values)
    yield voice("rank.places")
    yield sentence("; ".join(f"{voice(f'method_short.{method}')}: {voice(f'method.{method}')}" for method in methods))
    if attributes["association"]:
        first, second = attributes["association"][0]
        yield voice("rank.places_correlated", first=first, second=second)
    yield from [sentence(voice.note(note)) for note in attributes["notes"]] or [voice("rank.agreed")]
    for why in attributes["refused"]:
        yield voice("rank.refused", method=why.data["by"], why=voice.note(why))


# --- figures


def ranking_pictures(writing: Writing[Ranked]) -> Iterator[Block]:
    """Every figure of the ranking; none of an agreement."""
    for name in () if writing.facts.is_agreement else writing.pictures:
        yield from writing.picture(name)
