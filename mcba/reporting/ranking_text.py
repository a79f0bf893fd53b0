"""A ranking as people read it: a table of 80 columns, rows of a CSV file, one JSON object."""

from __future__ import annotations

import csv
import io
import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.display import number_text
from mcba.errors import Note
from mcba.reporting.labels import Labels
from mcba.reporting.terminal import WIDTH
from mcba.reporting.text import MINUS, uncapital
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr

NARROWEST = 18  # characters of a label
NAMED = 5  # assumptions of a note
# How each index is headed: a share of the variance in percent (%), a number with its sign (+), or a plain one ("").
HEADINGS = {
    "swing": ("effect", "+"),
    "first": ("share alone", "%"),
    "total": ("with others", "%"),
    "spearman": ("rank correlation", "+"),
    "partial_rank": ("partial rank corr.", "+"),
    "coefficient": ("coefficient", "+"),
    "structural": ("own share", "%"),
    "correlative": ("by correlation", "%"),
    "pawn": ("PAWN", ""),
    "delta": ("delta", ""),
    "distance": ("distance", ""),
    "mu_star": ("mean effect", ""),
    "mu": ("with sign", "+"),
    "sigma": ("spread", ""),
    "bound": ("total at most", "%"),
    "shapley": ("share", "%"),
    "full": ("with correlated", "%"),
    "independent": ("by itself", "%"),
}
# Numbers without an error that belong in the table of a method.
PLAIN = {
    "pawn": (("noise", "by chance"),),
    "regional": (("limit", "limit"), ("p_value", "p")),
    "box": (("low", "from"), ("high", "to"), ("p_value", "p")),
    "tornado": (("low", "at low"), ("high", "at high"), ("swing", "effect")),
    "elasticity": (("elasticity", "elasticity"),),
}
AMOUNTS = ("swing", "mu_star", "mu", "sigma")  # in the outcome's unit
SHOWN = {
    "overview": ("swing", "first"),
    "dgsm": ("bound",),
    "morris": ("mu_star", "sigma"),
}  # the others show all their indices
SHORT = {"first_order": "share", "conditional": "swing", "spearman": "corr.", "partial_rank": "part.",
         "regression": "regr.", "delta": "delta", "pawn": "PAWN", "sobol": "total", "shapley": "Shap."}  # fmt: skip

SAYS = {
    "overview": "conditional tornado, first-order share and rank correlation",
    "conditional": "mean, quantile or P(y > 0) from the lowest to the highest tenth",
    "first_order": "share of variance explained alone, from classes",
    "rbd_fast": "share of variance explained alone, from waves",
    "spearman": "rank correlation",
    "partial_rank": "rank correlation, the others held fixed",
    "regression": "standardised regression coefficients, the others held fixed",
    "variance_shares": "structural and correlative shares of an additive fit",
    "pawn": "largest shift of the distribution function",
    "delta": "shift of the density (Borgonovo)",
    "regional": "how differently it is distributed where the outcome is below a limit",
    "box": "limits within which outcomes below a limit are common (PRIM)",
    "sobol": "shares of variance: first order, total, pairs",
    "morris": "elementary effects over the range (screening)",
    "fast": "first and total shares of variance, from waves",
    "dgsm": "upper bounds of total shares, from derivatives",
    "shapley": "shares of variance that sum to one under dependence",
    "kucherenko": "full and independent shares of variance under dependence",
    "tornado": "outcome at a low and a high value, the others at their base",
    "elasticity": "percent of the outcome for one percent of the assumption, at the base case",
}
NOTES = {
    "association": "Association: {first} and {second} are correlated, so each is also credited with what comes along "
    "with it; shapley shares that out.",
    "turning": "The outcome rises and falls along {name}: its swing between the ends and its rank correlation "
    "understate it.",
    "even_worlds": "{sampler} worlds lie more evenly than the independent ones that intervals are made for: intervals "
    "are rather too wide, and shares may be too low by what their upper ends allow.",
    "scored": "Several numbers are ranked as one by what an additive curve in them makes of the outcome, without "
    "effects between them: {names}.",
    "alike": "Places {first} to {last} ({names}): no two of them can be told apart.",
    "alike_so_far": "Places {first} to {last} ({names}): no two of them can be told apart; about {needed:,} worlds "
    "would settle it.",
    "about_equal": "Places {first} to {last} ({names}) matter about equally.",
    "shape_not_sourced": "{count} of the sourced assumptions have ends from a source and a shape from nobody.",
    "one_world_carries": "One of {worlds:,} worlds carries {share:.0%} of the variance of the outcome: no shares of "
    "variance, but correlations of ranks.",
    "few_worlds_carry": "Few of {worlds:,} worlds carry the variance of the outcome, which is known to {doubt:.0%} "
    "only: no shares of variance, but correlations of ranks.",
    "no_variance": "{names} has no variance, and neither has the outcome: no shares of variance, but correlations of "
    "ranks.",
    "not_used": "{names}: the formula does not use it",
    "no_effect": "{names}: the outcome does not depend on it",
    "same_everywhere": "{names}: it is the same in every world",
    "differs_by_turning": "{name}: not monotone: the outcome rises and falls along it, so its rank correlation "
    "({correlation:.2f}) and its swing say less than its share of variance ({share:.0%}).",
    "differs_by_interaction": "{name}: interaction: alone it explains {alone:.0%} of the variance and with others "
    "{total:.0%}; methods that look at one assumption at a time miss the difference.",
    "differs_by_shape": "{name}: shape: it shifts the distribution (delta {delta:.2f}) but hardly the mean: it moves "
    "the spread of the outcome, alone or through others.",
    "differs_by_dependence": "{name}: dependence: with what comes along with it, it explains {share:.0%} of the "
    "variance; shared out between correlated assumptions its part is {shared:.0%}.",
    "correlated": "{method} assumes independent assumptions, but {first} and {second} are correlated",
    "stopped": "{message}",
}


def said(note: Note) -> str:
    """A note as a sentence."""
    data = dict(note.data)
    if "names" in data:
        names: list[str] = list(data["names"])
        data["names"] = ", ".join(names if len(names) <= NAMED else [*names[: NAMED - 1], "…", names[-1]])
    return NOTES.get(note.code, note.code).format(**data)


def answer(found: xr.Dataset, study: Study | None = None) -> str:
    """Everything `mcba rank` prints on standard output."""
    if found.attrs["method"] == "agreement":
        return "\n\n".join([_wrapped(f"What drives {_outcome(found, study)}: do methods agree?"), _agreement(found)])
    parts = [_heading(found, study), "\n".join(aligned(_rows(found))), *_sentences(found)]
    return "\n\n".join(part for part in parts if part)


def _outcome(found: xr.Dataset, study: Study | None) -> str:
    units = found.attrs["units"]
    name = uncapital(Labels(study, "en").outcome(found.attrs["outcome"]))
    return name + (f", {units}" if units not in ("", "1") else "")


def _wrapped(text: str, indent: str = "", hanging: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=hanging, break_long_words=False)


# --- the table


def _heading(found: xr.Dataset, study: Study | None) -> str:
    attributes = found.attrs
    what = {"worlds": "worlds", "base": "evaluations, one assumption at a time"}.get(
        attributes["source"], "evaluations"
    )
    drawn = f"{attributes['method']}: {SAYS[attributes['method']]}; {attributes['worlds']:,} {what}"
    if "rank_probability" in found:
        drawn += f"; in brackets the {100 * attributes['mass']:g} % interval of {attributes['resamples']:,} resamples"
    return "\n".join([_wrapped(f"What drives {_outcome(found, study)}"), _wrapped(drawn)])


def _rows(found: xr.Dataset) -> list[list[str]]:
    method = found.attrs["method"]
    shown: Sequence[str] = SHOWN.get(method, ()) if "first" in found or method != "overview" else ()
    shown = shown or [name for name in HEADINGS if f"{name}_error" in found]
    plain = PLAIN.get(method, ())
    heading = ["", "assumption", *(HEADINGS[name][0] for name in shown), *(word for _, word in plain)]
    ranked = "rank_probability" in found
    rows = [[*heading, "rank holds"] if ranked else heading]
    for place in range(found.sizes["assumption"]):
        one = found.isel(assumption=place)
        cells = [_estimate(one, name) for name in shown] + [_plain(float(one[name])) for name, _ in plain]
        noise = ranked and bool(one["noise_only"])
        holds = [] if not ranked else ["noise"] if noise else [f"{100 * float(one['rank_probability'][place]):.0f} %"]
        rows.append(["" if noise else str(place + 1), str(one["label"].values), *cells, *holds])
    return rows


def _estimate(one: xr.Dataset, name: str) -> str:
    """A value to the first digit of its error, and its interval (an effect: its error) to the same."""
    value, error, low, high = (float(one[f"{name}{part}"]) for part in ("", "_error", "_low", "_high"))
    if not math.isfinite(value):
        return "–"
    kind = HEADINGS[name][1]
    factor, most = (100.0, 1) if kind == "%" else (1.0, 3)
    decimals = min(-math.floor(math.log10(factor * error)), most) if error > 0 else most
    decimals = max(decimals, 0) if kind == "%" else decimals
    shown, *ends = (_number(factor * part, decimals) for part in (value, low, high))
    sign = "+" if kind == "+" and value > 0 else ""
    if name in AMOUNTS:
        return f"{sign}{shown} ± {_number(error, decimals)}"
    return f"{sign}{shown}{' %' if kind == '%' else ''} ({ends[0]} to {ends[1]})"


def _number(value: float, decimals: int) -> str:
    return number_text(value, decimals).replace("-", MINUS)


def _plain(value: float) -> str:
    """A number without an error, with four digits."""
    if not math.isfinite(value):
        return "–"
    digits = 3 - math.floor(math.log10(abs(value))) if value else 0
    return _number(value, min(max(digits, 0 if abs(value) >= 1000 else digits), 6))


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns side by side: the place right, labels left and folded, the rest right; within the width."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    widths[1] = min(widths[1], max(NARROWEST, WIDTH - widths[0] - sum(widths[2:]) - 2 * (len(widths) - 1)))
    lines: list[str] = []
    for row in rows:
        first, *more = textwrap.wrap(row[1], widths[1]) or [""]
        numbers = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:], strict=True)]
        lines.append("  ".join([row[0].rjust(widths[0]), first.ljust(widths[1]), *numbers]).rstrip())
        lines.extend(" " * (widths[0] + 2) + part for part in more)
    return lines


# --- what must be said with it


def _sentences(found: xr.Dataset) -> list[str]:
    attributes = found.attrs
    told = []
    if "statistic" in attributes:
        statistic = {"mean": "mean outcome", "positive": "chance of a positive outcome"}.get(
            attributes["statistic"], f"{attributes['statistic']} quantile of the outcome"
        )
        told.append(
            f"Effect: how the {statistic} moves from the lowest to the highest tenth of the "
            "assumption, ± its standard error."
        )
    if attributes.get("assumed_share_high") == 0:
        told.append("No assumption in this ranking is without a source (assumed).")
    elif "assumed_share" in attributes:
        share = [_number(100 * attributes[f"assumed_share{part}"], 0) for part in ("", "_low", "_high")]
        told.append(
            f"Assumptions without a source (assumed) explain {share[0]} % of the variance ({share[1]} to {share[2]} "
            "%): that much of the uncertainty is our own assumption."
        )
    if "r_squared" in attributes:
        told.append(f"A straight line in all assumptions explains {attributes['r_squared']:.0%} of the variance (R²).")
    if "box_density" in attributes:
        told.append(
            f"Outcomes below {attributes['below']:g}: {attributes['box_base']:.0%} of all worlds, "
            f"{attributes['box_density']:.0%} of those in the box, which holds {attributes['box_coverage']:.0%} of "
            "them."
        )
    if attributes["left_out"]:
        told.append(f"Not ranked: {'; '.join(map(said, attributes['left_out']))}.")
    told += map(said, attributes["notes"])
    return ["\n".join(_wrapped(one, "- ", "  ") for one in told)] if told else []


def _agreement(found: xr.Dataset) -> str:
    methods = [str(method) for method in found["by"].values]
    rows = [["", "assumption", *(SHORT.get(method, method) for method in methods)]]
    for place in range(found.sizes["assumption"]):
        one = found.isel(assumption=place)
        cells = [f"{rank:.0f}" if math.isfinite(rank) else "–" for rank in one["place"].values]
        rows.append([str(place + 1), str(one["label"].values), *cells])
    told = ["The place of each assumption by each method; the rows are in the order of the median place."]
    if found.attrs["association"]:
        first, second = found.attrs["association"][0]
        told.append(f"{first} and {second} are correlated: all but part., regr. and Shap. credit what comes along.")
    told += map(said, found.attrs["notes"])
    if not found.attrs["notes"]:
        told.append("Where methods differ, they differ by no more than their errors or by small effects.")
    told += [f"No ranking by {why.data['by']}: {said(why)}." for why in found.attrs["refused"]]
    return "\n".join(aligned(rows)) + "\n\n" + "\n".join(_wrapped(one, "- ", "  ") for one in told)


# --- for machines


def records(found: xr.Dataset) -> list[dict[str, Any]]:
    """One record for each assumption, the first one first, with everything that is one number."""
    columns = [name for name, variable in found.variables.items() if variable.dims == ("assumption",)]
    columns.sort(key=lambda name: name not in {"assumption", "label", "status"})
    kept = []
    for place in range(found.sizes["assumption"]):
        one = {str(name): _item(found[name].values[place]) for name in columns}
        rank: int | None = place + 1
        if "rank_probability" in found:
            one["rank_probability"] = _item(found["rank_probability"].values[place, place])
            alike = np.flatnonzero(found["alike"].values[place])
            one["alike"] = [str(found["assumption"].values[other]) for other in alike if other != place]
            rank = None if one["noise_only"] else rank
        kept.append({"rank": rank, **one})
    return kept


def _item(value: Any) -> Any:
    if isinstance(value, Note):
        return {"code": value.code, **{name: _item(datum) for name, datum in value.data.items()}}
    if isinstance(value, list | tuple):
        return [_item(each) for each in value]
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def as_csv(found: xr.Dataset) -> str:
    """The records as the text of a CSV file."""
    rows = records(found)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: " ".join(each) if name == "alike" else each for name, each in row.items()} for row in rows)
    return text.getvalue()


def as_json(found: xr.Dataset, study: Study | None = None) -> dict[str, Any]:
    """The object that `mcba rank --json` prints."""
    attributes = {name: _item(value) for name, value in found.attrs.items()}
    result = {"study": study.name if study is not None else None, **attributes, "assumptions": records(found)}
    if "second" in found:
        result["pairs"] = list(_pairs(found))
    if "place" in found:
        result["places"] = {
            str(name): dict(zip(map(str, found["by"].values), map(_item, row), strict=True))
            for name, row in zip(found["assumption"].values, found["place"].values, strict=True)
        }
    return result


def _pairs(found: xr.Dataset) -> Iterable[dict[str, Any]]:
    names = [str(name) for name in found["assumption"].values]
    for one in range(len(names)):
        for other in range(one + 1, len(names)):
            parts = ("second", "second_low", "second_high", "second_error")
            yield {
                "between": [names[one], names[other]],
                **{part: _item(found[part].values[one, other]) for part in parts},
            }
