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
from mcba.reporting.labels import Labels
from mcba.reporting.terminal import WIDTH
from mcba.reporting.text import MINUS
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr

NARROWEST = 18  # characters of a label
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


def answer(found: xr.Dataset, study: Study | None = None) -> str:
    """Everything `mcba rank` prints on standard output."""
    if found.attrs["method"] == "agreement":
        return "\n\n".join([_wrapped(f"What drives {_outcome(found, study)}: do methods agree?"), _agreement(found)])
    parts = [_heading(found, study), "\n".join(aligned(_rows(found))), *_sentences(found)]
    return "\n\n".join(part for part in parts if part)


def _outcome(found: xr.Dataset, study: Study | None) -> str:
    units = found.attrs["units"]
    return Labels(study, "en").outcome(found.attrs["outcome"]) + (f", {units}" if units not in ("", "1") else "")


def _wrapped(text: str, indent: str = "", hanging: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=hanging, break_long_words=False)


# --- the table


def _heading(found: xr.Dataset, study: Study | None) -> str:
    attributes = found.attrs
    what = {"worlds": "worlds", "base": "evaluations, one assumption at a time"}.get(
        attributes["source"], "evaluations"
    )
    drawn = f"{attributes['method']}: {attributes['says']}; {attributes['worlds']:,} {what}"
    if "rank_probability" in found:
        drawn += f"; in brackets the {100 * attributes['mass']:g} % interval of {attributes['resamples']:,} resamples"
    return "\n".join([_wrapped(f"What drives {_outcome(found, study)}"), _wrapped(drawn)])


def _rows(found: xr.Dataset) -> list[list[str]]:
    method = found.attrs["method"]
    shown = SHOWN.get(method) or [name for name in HEADINGS if f"{name}_error" in found]
    plain = PLAIN.get(method, ())
    heading = ["", "assumption", *(HEADINGS[name][0] for name in shown), *(word for _, word in plain)]
    ranked = "rank_probability" in found
    rows = [[*heading, "rank holds"] if ranked else heading]
    for place in range(found.sizes["assumption"]):
        one = found.isel(assumption=place)
        cells = [_estimate(one, name) for name in shown] + [_plain(float(one[name])) for name, _ in plain]
        holds = [f"{100 * float(one['rank_probability'][place]):.0f} %"] if ranked else []
        rows.append([str(place + 1), str(one["label"].values), *cells, *holds])
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
    said = []
    if found.attrs["method"] in ("overview", "conditional"):
        statistic = {"mean": "mean outcome", "positive": "chance of a positive outcome"}.get(
            attributes["statistic"], f"{attributes['statistic']} quantile of the outcome"
        )
        said.append(
            f"Effect: how the {statistic} moves from the lowest to the highest tenth of the "
            "assumption, ± its standard error."
        )
    if attributes.get("assumed_share_high") == 0:
        said.append("No assumption in this ranking is without a source (assumed).")
    elif "assumed_share" in attributes:
        share = [_number(100 * attributes[f"assumed_share{part}"], 0) for part in ("", "_low", "_high")]
        said.append(
            f"Assumptions without a source (assumed) explain {share[0]} % of the variance ({share[1]} to {share[2]} "
            "%): that much of the uncertainty is our own assumption."
        )
    if "r_squared" in attributes:
        said.append(f"A straight line in all assumptions explains {attributes['r_squared']:.0%} of the variance (R²).")
    if "box_density" in attributes:
        said.append(
            f"Outcomes below {attributes['below']:g}: {attributes['box_base']:.0%} of all worlds, "
            f"{attributes['box_density']:.0%} of those in the box, which holds {attributes['box_coverage']:.0%} of "
            "them."
        )
    if attributes["left_out"]:
        said.append(f"Not ranked: {'; '.join(attributes['left_out'])}.")
    said += [note[:1].upper() + note[1:] + "." for note in attributes["notes"]]
    return ["\n".join(_wrapped(one, "- ", "  ") for one in said)] if said else []


def _agreement(found: xr.Dataset) -> str:
    methods = [str(method) for method in found["by"].values]
    rows = [["", "assumption", *(SHORT.get(method, method) for method in methods)]]
    for place in range(found.sizes["assumption"]):
        one = found.isel(assumption=place)
        cells = [f"{rank:.0f}" if math.isfinite(rank) else "–" for rank in one["place"].values]
        rows.append([str(place + 1), str(one["label"].values), *cells])
    said = ["The place of each assumption by each method; the rows are in the order of the median place."]
    if found.attrs["association"]:
        said.append(
            f"{found.attrs['association']} are correlated: all but part., regr. and Shap. also credit what comes along."
        )
    said += [sentence + "." for sentence in found.attrs["sentences"]]
    if not found.attrs["sentences"]:
        said.append("Where methods differ, they differ by no more than their errors or by small effects.")
    said += [f"No ranking by {why}." for why in found.attrs["refused"]]
    return "\n".join(aligned(rows)) + "\n\n" + "\n".join(_wrapped(one, "- ", "  ") for one in said)


# --- for machines


def records(found: xr.Dataset) -> list[dict[str, Any]]:
    """One record for each assumption, the first one first, with everything that is one number."""
    columns = [name for name, variable in found.variables.items() if variable.dims == ("assumption",)]
    columns.sort(key=lambda name: name not in {"assumption", "label", "status"})
    kept = []
    for place in range(found.sizes["assumption"]):
        one = {str(name): _item(found[name].values[place]) for name in columns}
        if "rank_probability" in found:
            one["rank_probability"] = _item(found["rank_probability"].values[place, place])
        kept.append({"rank": place + 1, **one})
    return kept


def _item(value: Any) -> Any:
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def as_csv(found: xr.Dataset) -> str:
    """The records as the text of a CSV file."""
    rows = records(found)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_json(found: xr.Dataset, study: Study | None = None) -> dict[str, Any]:
    """The object that `mcba rank --json` prints."""
    attributes = {
        name: [_item(one) for one in value] if isinstance(value, list) else _item(value)
        for name, value in found.attrs.items()
    }
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
