"""What published figures leave open, as a page in the terminal, as one JSON object, and as a table on disk."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from typing import Any

from mcba.analysis.calibrate import FEW, Calibration, Ends, Tie, Update
from mcba.analysis.claims import Claim, tolerance
from mcba.engine.display import number_text
from mcba.engine.estimate import Estimate
from mcba.reporting.labels import Labels
from mcba.reporting.results import versions
from mcba.reporting.terminal import aligned, wrap
from mcba.reporting.text import Voice
from mcba.study.document import Published

SAY = Voice("en")
MOST_TIES = 6
NO_FIGURES = (
    "This study publishes no figure, so there is nothing to hold the assumptions against. A figure is a "
    "[[published]] table in the study file."
)
NOTHING_READ = (
    "None of its published figures says something of the worlds, so they narrow no assumption. A figure computed at "
    "base values comes out there whatever the spreads are."
)
REASONS = {
    "same_in_every_world": "is the same in every world",
    "at_base_values": "is computed at base values, which says nothing of the worlds",
    "no_such_reading": "cannot be read as {reading}",
    "another_reading": "is another reading of a figure that is used",
}
HOLDS_ALREADY = (
    "The figures hold already in the worlds of the stated assumptions, within their tolerance. They narrow none of "
    "them: every assumption stays as open as it was stated."
)
CHOSEN = "The assumptions were chosen so. That they agree with the figures is therefore no evidence for them."


def answer(found: Calibration, wider: Calibration | None = None) -> str:
    """Everything `mcba calibrate` prints on standard output.

    `wider` is the same with wider assumed spreads, for a study whose stated ones give the figures already.
    """
    parts = [_heading(found), _figures(found)]
    if found.claims:
        parts += [_says(found), *([] if found.says_nothing else _tables(found))]
    if wider is not None and not wider.says_nothing:
        parts += [_wider(wider), _says(wider), *_tables(wider)]
    parts.append(_not_in_them(found))
    if found.claims:
        parts.append(_drawn(found))
    return "\n\n".join(part for part in parts if part)


def _heading(found: Calibration) -> str:
    header = found.study.document.study
    lines = [wrap(SAY.text(header.title)), "What the published figures leave open"]
    if header.status == "calibration":
        lines += ["", wrap(SAY("answer.calibration"), "  ")]
    return "\n".join(lines)


def _figures(found: Calibration) -> str:
    if not found.study.document.published:
        return wrap(NO_FIGURES)
    lines = ["The figures, and what each says of the worlds"] if found.claims else []
    lines += [wrap(f"{_named(found, one.published)}: {_says_of(one)}.", "  ", "    ") for one in found.claims]
    if not found.claims:
        lines.append(wrap(NOTHING_READ) + _what_if(found))
    reasons: dict[str, list[str]] = {}
    for published, why in found.unused:
        reason = REASONS[why.code].format(**why.data)
        reasons.setdefault(reason, []).append(f"{_named(found, published)} ({published.reading})")
    for reason, names in reasons.items():
        lines.append(wrap(f"Not used, since it {reason}: {'; '.join(names)}.", "  ", "    "))
    return "\n".join(lines)


def _says_of(one: Claim) -> str:
    figure = SAY.as_published(one.published)
    about = f", give or take {SAY.plain(slack)}" if (slack := tolerance(one.published)) else ""
    mean = "the share of worlds in which it holds" if one.is_event else "the mean"
    return {
        "within": f"the truth lies in {figure}, so worlds outside are left out",
        "worst-to-base": "the low end is the worst case (5 % lie below it), the high end the middle (half do)",
        "observed": f"the outcome is {figure}{about}",
        "holds": "it holds, so worlds in which it does not are left out",
        "mean": f"{mean} is {figure}{about}",
        "median": f"half lie below {figure}",
    }.get(one.reading, f"{100 * one.mass:g} % lie within {figure}, and {50 * (1 - one.mass):g} % on either side")


def _what_if(found: Calibration) -> str:
    """The command that takes the coarsest figure, which most worlds can agree with, as the true outcome."""
    varying = [one for one, why in found.unused if why.code != "same_in_every_world" and one.value]
    if not varying:
        return ""
    coarsest = max(varying, key=lambda one: tolerance(one) / abs(one.value or 1.0))
    command = f"mcba calibrate {found.study.path.parent} --outcome {coarsest.outcome} --reading observed"
    return f"\nWhat would follow if one of them were the true outcome:\n  {command}"


def _named(found: Calibration, published: Published) -> str:
    return SAY.text(published.label) or Labels(found.study, "en").outcome(published.outcome)


def _says(found: Calibration) -> str:
    """How many worlds agree, and what that means for the assumptions together."""
    count = found.weights.size
    if found.says_nothing:
        said = [HOLDS_ALREADY]
        if found.study.document.study.status == "calibration":
            said.append(CHOSEN)
        return wrap(" ".join(said))
    rejected = count - found.agreeing
    said = [f"{found.agreeing:,} of {count:,} worlds agree; the others are left out."] if rejected else []
    said.append(
        f"Weighted to agree, the worlds say as much as {found.effective:,.0f} equal ones."
        if found.effective < found.agreeing - 1
        else "All that agree count the same."
    )
    if found.effective < FEW * count:
        said.append("That is few, so the errors are large; more worlds (--worlds) make them smaller.")
    narrower = [one for one in found.assumptions if one.verdict == "narrower"]
    total = len(found.assumptions)
    said.append(
        f"Of {total} uncertain assumptions the figures narrow {len(narrower) or 'none'}; together they say "
        f"{_with_error(found.information)} bits."
    )
    wider = [one for one in found.assumptions if one.verdict == "wider"]
    if wider:
        said.append(
            f"{len(wider)} would have to be wider than stated: as read, the figures say that the answer is less "
            "certain than the assumptions make it."
        )
    return wrap(" ".join(said))


def _wider(found: Calibration) -> str:
    return wrap(
        f"HAD THE ASSUMED SPREADS BEEN {found.widen:g} TIMES AS WIDE, about the same medians, the figures would say "
        "this. What they narrow here, they are evidence on; the rest of a stated spread was chosen."
    )


def _tables(found: Calibration) -> list[str]:
    changed = [one for one in found.assumptions if one.verdict != "left"]
    left = [one for one in found.assumptions if one.verdict == "left"]
    parts = []
    if found.outcomes:
        parts.append(_table(found, "What the outcomes become", found.outcomes, outcome=True))
    if changed:
        stated = "as stated" if found.widen == 1 else f"{found.widen:g} times as wide"
        heading = f"What the figures change, {stated} and after: low to high is {100 * found.mass:g} %"
        parts.append(_table(found, heading, changed, outcome=False))
        parts.append(
            wrap(
                "spread: standard deviation after, in % of that before. moved: of the median, in standard "
                "deviations before. bits: information on this one number. ± is the Monte Carlo error."
            )
        )
    if left:
        names = "; ".join(_label(found, one.name) for one in left)
        parts.append(wrap(f"Not narrowed and not moved, as far as these worlds can tell: {names}.", "", "  "))
    if found.ties:
        parts.append(_tied(found))
    return parts


def _table(found: Calibration, heading: str, changes: Sequence[Update], *, outcome: bool) -> str:
    rows = [["", "low", "median", "high", "spread", "moved", "bits"]]
    for one in changes:
        label = Labels(found.study, "en").outcome(one.name) if outcome else _with_unit(found, one.name)
        decimals = _decimals(one.before)
        rows.append([label, *_ends(one.before, decimals), "", "", ""])
        change = [
            f"{100 * one.spread.value:.0f} %",
            SAY.number(one.shift.value, 2),
            number_text(one.information.value, 2),
        ]
        rows.append(["    after", *_ends(one.after, decimals), *change])
        errors = [SAY.error(100 * one.spread.error), SAY.error(one.shift.error), SAY.error(one.information.error)]
        rows.append(["    ±", "", "", "", *errors])
    return "\n".join([wrap(heading), *aligned(rows)])


def _decimals(ends: Ends) -> int:
    """Three digits of the spread."""
    return max(0, 2 - math.floor(math.log10(ends.sd))) if ends.sd > 0 else 0


def _ends(ends: Ends, decimals: int) -> list[str]:
    return [SAY.number(value, decimals) for value in (ends.low, ends.median, ends.high)]


def _tied(found: Calibration) -> str:
    rows = [["Tied together by the figures (rank correlation)", "stated", "after", "±"]]
    for tie in found.ties[:MOST_TIES]:
        pair = f"{_label(found, tie.first)} × {_label(found, tie.second)}"
        rows.append(
            [pair, *(SAY.number(value, 2) for value in (tie.before, tie.after.value)), SAY.error(tie.after.error)]
        )
    lines = aligned(rows)
    more = len(found.ties) - MOST_TIES
    if more > 0:
        lines.append(f"  and {more} other pair{'s' if more > 1 else ''}, less closely")
    lines.append(wrap("What is tied, the figures know better together than one by one.", "  "))
    return "\n".join(lines)


def _not_in_them(found: Calibration) -> str:
    if not found.claims or not found.apart:
        return ""
    names = "; ".join(_label(found, name) for name in found.apart)
    return wrap(f"No figure depends on: {names}.", "", "  ")


def _label(found: Calibration, name: str) -> str:
    assumption = found.study.document.assumptions[name]
    label = SAY.text(assumption.label) or name.replace("_", " ")
    return f"{label} (mean of all)" if found.study.dimensions[name] else label


def _with_unit(found: Calibration, name: str) -> str:
    unit = found.study.document.assumptions[name].unit
    return _label(found, name) + (f", {unit}" if unit not in (None, "1") else "")


def _drawn(found: Calibration) -> str:
    run = found.study.document.run
    return wrap(f"Drawn: {found.weights.size:,} worlds, {run.sampler}, seed {found.seed}.")


def _with_error(found: Estimate) -> str:
    return f"{number_text(found.value, 2)} (± {SAY.error(found.error)})"


# --- the same as one JSON object, and as a table


def as_json(found: Calibration, wider: Calibration | None = None) -> dict[str, Any]:
    """The object that `mcba calibrate --json` prints."""
    return {
        "study": found.study.name,
        "status": found.study.document.study.status,
        "seed": found.seed,
        **_object(found),
        "wider": None if wider is None else _object(wider),
        "versions": versions(),
    }


def _object(found: Calibration) -> dict[str, Any]:
    return {
        "worlds": found.weights.size,
        "widen": found.widen,
        "mass": found.mass,
        "figures": [{**_figure(one.published), "reading": one.reading, "mass": one.mass} for one in found.claims],
        "unused": [{**_figure(one), "reading": one.reading, "why": why.code} for one, why in found.unused],
        "agreeing": found.agreeing,
        "effective": found.effective,
        "holds_already": found.says_nothing,
        "information_bits": found.information.value,
        "information_bits_error": found.information.error,
        "assumptions": [_record(one) for one in found.assumptions],
        "outcomes": [_record(one) for one in found.outcomes],
        "tied": [_tie(one) for one in found.ties],
        "not_in_the_figures": list(found.apart),
    }


def _figure(published: Published) -> dict[str, Any]:
    return {
        "outcome": published.outcome,
        "low": published.low,
        "high": published.high,
        "value": published.value,
        "tolerance": tolerance(published),
    }


def _record(one: Update) -> dict[str, Any]:
    record: dict[str, Any] = {"name": one.name, "verdict": one.verdict}
    for key, ends in (("before", one.before), ("after", one.after)):
        record |= {f"{key}_{end}": getattr(ends, end) for end in ("low", "median", "high", "sd")}
    for key, estimate in (
        ("spread", one.spread),
        ("width", one.width),
        ("shift", one.shift),
        ("bits", one.information),
    ):
        record |= {key: estimate.value, f"{key}_error": estimate.error if math.isfinite(estimate.error) else None}
    return record


def _tie(one: Tie) -> dict[str, Any]:
    return {
        "first": one.first,
        "second": one.second,
        "before": one.before,
        "after": one.after.value,
        "error": one.after.error,
    }


def as_csv(found: Calibration) -> str:
    """A row for each assumption."""
    text = io.StringIO()
    records = [_record(one) for one in found.assumptions]
    if records:
        writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
    return text.getvalue()
