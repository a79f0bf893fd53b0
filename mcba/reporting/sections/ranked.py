"""Which assumptions drive an outcome: the table of a ranking, and what must be said with it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Block, Bullets, Span, Text, text
from mcba.reporting.sections import asked
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words import NO_BREAK, sentence, uncapital

if TYPE_CHECKING:
    import xarray as xr

SHARES = frozenset({"first", "total", "structural", "correlative", "bound", "shapley", "full", "independent"})
SIGNED = frozenset({"swing", "spearman", "partial_rank", "coefficient", "mu"})
AMOUNTS = frozenset({"swing", "mu_star", "mu", "sigma"})  # in the outcome's unit, with ± and not with an interval
LEAST = 1e-4  # of the variance: a share of which no more is said than that it is smaller
# The indices in the order of their columns, and those that leave room for no others.
INDICES = (
    *("swing", "first", "total", "spearman", "partial_rank", "coefficient", "structural", "correlative", "pawn"),
    *("delta", "distance", "mu_star", "mu", "sigma", "bound", "shapley", "full", "independent"),
)
SHOWN = {"overview": ("swing", "first"), "dgsm": ("bound",), "morris": ("mu_star", "sigma")}
# Numbers without an error that belong in the table of a method.
PLAIN = {
    "pawn": ("noise",),
    "regional": ("limit", "p_value"),
    "box": ("low", "high", "p_value"),
    "tornado": ("low", "high", "swing"),
    "elasticity": ("elasticity",),
}


# --- the heading of a page


def title(w: Writing[Any]) -> tuple[str, str]:
    """The study, and how the ranking was made."""
    found, say = w.facts.ranking, w.say
    attributes = found.attrs
    of_study = say("rank.title") if w.study is None else say.text(w.study.document.study.title)
    if attributes["method"] == "agreement":
        return of_study, say("rank.agreement")
    worlds = say(f"rank.from_{attributes['source']}", worlds=attributes["worlds"])
    only_ranks = attributes["method"] == "overview" and "first" not in found
    parts = [say("method.spearman" if only_ranks else f"method.{attributes['method']}"), worlds]
    if "rank_probability" in found:
        share = say.exact_percent(float(attributes["mass"]))
        parts.append(say("rank.interval", share=share, resamples=attributes["resamples"]))
    return of_study, sentence("; ".join(parts))


# --- the table


def ranking(w: Writing[Any]) -> Iterator[Block]:
    """The ranking of the page, whole."""
    yield from table_of(w, w.facts.ranking)


def table_of(w: Writing[Any], found: xr.Dataset, most: int | None = None) -> Iterator[Block]:
    """A row an assumption, the largest effect first; what cannot be told from nothing has no place."""
    method = found.attrs["method"]
    shown = [name for name in INDICES if f"{name}_error" in found and name in SHOWN.get(method, INDICES)]
    shown = shown or [name for name in INDICES if f"{name}_error" in found]
    plain = PLAIN.get(method, ())
    ranked = "rank_probability" in found
    rows: list[Sequence[str | Text]] = []
    for place in range(found.sizes["assumption"])[:most]:
        one = found.isel(assumption=place)
        noise = ranked and bool(one["noise_only"])
        cells = [_index(w, one, name) for name in shown] + [(_plain(w, float(one[name])), "") for name in plain]
        cells += [_holds(w, found, place)] if ranked else []
        name = w.say.assumption(str(one["assumption"].values))
        rows.append([name if noise else w.say("rank.place", place=place + 1, name=name), *(cell for cell, _ in cells)])
        if any(below for _, below in cells):
            rows.append([text(Span(each, "quiet")) for each in ("±", *(below for _, below in cells))])
    words = [w.say(f"index.{name}") for name in shown] + [w.say(f"index.{method}_{name}") for name in plain]
    columns = [*w.column("assumption"), *words, *([w.say("rank.holds")] if ranked else [])]
    yield from _table(w, found, columns, rows)


def _table(
    w: Writing[Any], found: xr.Dataset, columns: list[str], rows: Sequence[Sequence[str | Text]]
) -> Iterator[Block]:
    align, widths = "l" + "r" * (len(columns) - 1), [2.6, *[1.4] * (len(columns) - 1)]
    outcome = uncapital(w.say.outcome_with_unit(found.attrs["outcome"]))
    yield from w.table("ranking", columns, rows, align, widths, outcome=outcome)


def _index(w: Writing[Any], one: xr.Dataset, name: str) -> tuple[str, str]:
    """An index, and below it its interval; of an amount its error."""
    say = w.say
    value, error, low, high = (float(one[f"{name}{part}"]) for part in ("", "_error", "_low", "_high"))
    if not math.isfinite(value):
        return "–", ""
    sign = "+" if name in SIGNED and value > 0 else ""
    if name in AMOUNTS:
        return f"{sign}{say.estimate(Estimate(value, error))}", say.error(error)
    if name in SHARES:
        if name != "correlative" and (low <= 0 or high < LEAST):
            most = max(high, LEAST)
            return say("rank.less", share=say.share(Estimate(most, min(error, most)))), ""
        share, interval = say.with_interval(100 * value, 100 * low, 100 * high)
        return f"{share}{NO_BREAK}%", interval
    index, interval = say.with_interval(value, low, high)
    return f"{sign}{index}", interval


def _plain(w: Writing[Any], value: float) -> str:
    return w.say.exact(value) if math.isfinite(value) else "–"


def _holds(w: Writing[Any], found: xr.Dataset, place: int) -> tuple[str, str]:
    """In what share of the resamples an assumption has its place, and below it which places it may have instead."""
    say = w.say
    if found["noise_only"].values[place]:
        return say("rank.noise"), ""
    share = float(found["rank_probability"].values[place, place])
    error = math.sqrt(share * (1 - share) / found.attrs["resamples"])
    written = say.share(Estimate(share, error))
    alike = np.flatnonzero(found["alike"].values[place] & ~found["noise_only"].values)
    low, high = (int(end(*alike, place)) + 1 for end in (min, max))
    return written, f"({low}–{high})" if low < high else ""


# --- what must be said with it


def remarks(w: Writing[Any]) -> Iterator[Block]:
    """What share of the variance is assumed, how the table is read, and the notes of the ranking."""
    found = w.facts.ranking
    share = [asked.share_of_assumed(w)] if "assumed_share" in found.attrs else []
    yield from _bullets([*share, *told_with(w, found)])


def told_with(w: Writing[Any], found: xr.Dataset) -> Iterator[str]:
    """How the table of a ranking is read, and its notes, as sentences."""
    attributes = found.attrs
    yield from _reading(w, found)
    yield from _of_method(w, attributes)
    for note in (*attributes["left_out"], *attributes["notes"]):
        if note.code != "shape_not_sourced":  # said where the share is
            yield sentence(w.say.note(note))


def _bullets(sentences: Iterable[str]) -> Iterator[Bullets]:
    items = tuple(text(each) for each in sentences if each)
    yield from [Bullets(items)] if items else []


def _reading(w: Writing[Any], found: xr.Dataset) -> Iterator[str]:
    """How the columns are read."""
    statistic = found.attrs.get("statistic")
    if statistic in ("mean", "positive"):
        yield w.say(f"rank.effect_{statistic}")
    elif statistic is not None:
        yield w.say("rank.effect_quantile", share=w.say.exact_percent(float(statistic)))
    if "first" in found:
        yield w.say("rank.first_means")
    if "alike" in found and (found["alike"].values.sum() > found.sizes["assumption"]):
        yield w.say("rank.holds_means")
    if "noise_only" in found and found["noise_only"].values.any():
        yield w.say("rank.noise_means")


def _of_method(w: Writing[Any], attributes: dict[str, Any]) -> Iterator[str]:
    """What a method says of all assumptions together."""
    if "r_squared" in attributes:
        share = Estimate(attributes["r_squared"], attributes["r_squared_error"])
        yield w.say("rank.r_squared", share=w.say.share(share))
    if "box_density" in attributes:
        shares = {
            name: w.say.share(Estimate(attributes[f"box_{name}"], attributes.get(f"box_{name}_error", 0.0)))
            for name in ("base", "density", "coverage")
        }
        yield w.say("rank.box", below=attributes["below"], **shares)


# --- several methods


def places(w: Writing[Any]) -> Iterator[Block]:
    """The place of each assumption by each method."""
    found = w.facts.ranking
    methods = [str(method) for method in found["by"].values]
    rows = []
    for place in range(found.sizes["assumption"]):
        by_method = found["place"].values[place]
        cells = [w.say.whole(int(each)) if math.isfinite(each) else "–" for each in by_method]
        name = w.say.assumption(str(found["assumption"].values[place]))
        rows.append([w.say("rank.place", place=place + 1, name=name), *cells])
    columns = [*w.column("assumption"), *(w.say(f"method_short.{method}") for method in methods)]
    yield from _table(w, found, columns, rows)


def differences(w: Writing[Any]) -> Iterator[Block]:
    """Where the methods differ and why, and which of them gave no ranking."""
    attributes = w.facts.ranking.attrs
    methods = map(str, w.facts.ranking["by"].values)
    columns = "; ".join(f"{w.say(f'method_short.{method}')}: {w.say(f'method.{method}')}" for method in methods)
    told = [w.say("rank.places"), sentence(columns)]
    if attributes["association"]:
        first, second = attributes["association"][0]
        told.append(w.say("rank.places_correlated", first=first, second=second))
    told += [sentence(w.say.note(note)) for note in attributes["notes"]] or [w.say("rank.agreed")]
    told += [w.say("rank.refused", method=why.data["by"], why=w.say.note(why)) for why in attributes["refused"]]
    yield from _bullets(told)


# --- figures


def pictures(w: Writing[Any]) -> Iterator[Block]:
    """Every figure of the ranking."""
    for name in w.pictures:
        yield from w.picture(name)
