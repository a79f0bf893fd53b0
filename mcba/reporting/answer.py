"""The printed answer of a run: the question, the range and what it means, who pays, what was assumed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from mcba.analysis.assumed import assumed_share
from mcba.analysis.moving_together import Pair, achieved_correlations
from mcba.analysis.reproduction import Reproduction, reproductions
from mcba.engine.estimate import Estimate, Summary, decimals_that_hold
from mcba.engine.result import Run
from mcba.reporting.results import versions
from mcba.reporting.terminal import MINUS, aligned, cell, error_text, words, wrap
from mcba.reporting.text import Voice, capital
from mcba.study.model import Study, is_certain

ABOUT_EQUAL = 0.1  # a mean balance within this share of the costs is called about equal, when its sign is open
SMALLEST_ERROR = 0.001  # of a share of variance: nobody needs to know it better
MOST_PAIRS = 10  # correlations that are printed; of more, those furthest from what was asked
_NAMES = {
    "npv": "net present value",
    "bcr": "benefit-cost ratio",
    "roi": "net ROI (ratio − 1)",
    "payback_year": "payback year",
    "present_value_benefits": "benefits (present value)",
    "present_value_costs": "costs (present value)",
    "npv_per_participant": "net value per participant",
    "benefits_per_participant": "benefits per participant",
    "costs_per_participant": "costs per participant",
}
CALIBRATION = (
    "This is a CALIBRATION: assumptions were chosen so that a published range comes out. "
    "It shows what the range would take; it does not confirm it."
)


def answer(run: Run) -> str:
    """Everything `mcba run` prints on standard output."""
    parts = [heading(run), _headline(run), _outcomes(run), _bearers(run), _published(run), _assumed(run)]
    parts += [_dependence(run), _drawn(run)]
    return "\n\n".join(part for part in parts if part)


def _study(run: Run) -> Study:
    if run.study is None:
        raise ValueError("the printed answer is of a study; a run of a function has run.range() and run.worlds")
    return run.study


# --- what was asked, and the answer in sentences


def heading(run: Run) -> str:
    """What was asked: title, question, null alternative, scenario and option."""
    header = _study(run).document.study
    lines = [wrap(words(header.title))]
    if header.question:
        lines.append(wrap(words(header.question)))
    if header.null_alternative:
        lines.append(wrap(f"Compared with: {words(header.null_alternative)}."))
    for kind, name in (("Scenario", run.settings.scenario), ("Option", run.settings.option)):
        if name is not None:
            known = _study(run).document.scenarios | _study(run).document.options
            lines.append(wrap(f"{kind}: {words(known[name].label) or name}"))
    return "\n".join(lines)


def _headline(run: Run) -> str:
    lines = [*_ratio_sentences(run), *_balance_sentences(run)]
    if _study(run).document.study.status == "calibration":
        lines.append(CALIBRATION)
    return "\n".join(wrap(line, "  ") for line in lines)


def _ratio_sentences(run: Run) -> list[str]:
    if "bcr" not in run.outcomes:
        return []
    if "present_value_costs" in run.outcomes and run.smallest("present_value_costs") <= 0:
        return ["Costs fall to zero or below in some worlds, so a ratio says little here; look at the balance."]
    found = run.summary("bcr")
    share = f"{100 * found.range.mass:g} %"
    sentences = [
        f"Each euro of cost returns {found.range} euros of benefit.",
        f"{share} of {found.worlds:,} worlds lie in this range; half lie below {found.median} "
        f"(Monte Carlo error {error_text(found.range.low_error)} at the low end, "
        f"{error_text(found.range.high_error)} at the high end).",
    ]
    if {"present_value_benefits", "present_value_costs"} <= set(run.outcomes):
        sentences.append(f"Mean benefits over mean costs: {run.ratio_of_means()}.")
    return sentences


def _balance_sentences(run: Run) -> list[str]:
    if "npv" not in run.outcomes:
        return []
    sentences = [f"Benefits exceed costs in {_percent(run.probability('npv'))} of the worlds."]
    found = run.summary("npv")
    if found.range.low < 0 < found.range.high:
        costs = run.summary("present_value_costs").mean.value if "present_value_costs" in run.outcomes else 0.0
        about_equal = abs(found.mean.value) <= ABOUT_EQUAL * costs
        sign_open = "Whether benefits exceed costs is uncertain: the range lies on both sides of zero."
        sentences.append("Benefits are about equal to costs." if about_equal else sign_open)
    return sentences


def _percent(chance: Estimate) -> str:
    if chance.value in (0.0, 1.0):
        return "all" if chance.value else "none"
    shown = Estimate(100 * chance.value, 100 * chance.error)
    return f"{shown} % (± {error_text(shown.error)})"


# --- tables


def outcome_label(study: Study | None, name: str) -> str:
    """What an outcome is called in words."""
    own = None if study is None else study.document.outcomes.get(name)
    return words(own.label) if own is not None and own.label is not None else _NAMES.get(name, name)


def _outcomes(run: Run) -> str:
    # Most of what a payback year says is "never": a sentence says that better than a row.
    found = {name: run.summary(name) for name in run.outcomes if name != "payback_year"}
    rows = [["", "low", "median", "high", "mean"]]
    for name, summary in found.items():
        if not _is_certain(summary):
            rows.append([_with_unit(run, name), *_figures(summary)])
            rows.append(["    ±", *map(error_text, _errors(summary))])
    certain = [[_with_unit(run, name), _certain(summary)] for name, summary in found.items() if _is_certain(summary)]
    share = f"{100 * run.settings.mass:g} %"
    parts = (
        [f"From low to high: {share} of the worlds; ± is the Monte Carlo standard error", *aligned(rows)]
        if rows[1:]
        else []
    )
    payback = _payback(run)
    parts += [payback] if payback else []
    parts += ["", "The same in every world", *aligned(certain)] if certain else []
    return "\n".join(parts)


def _with_unit(run: Run, name: str) -> str:
    unit = run.unit(name)
    return outcome_label(run.study, name) + (f", {unit}" if unit not in ("", "1") else "")


def _is_certain(summary: Summary) -> bool:
    """Whether worlds differ only by rounding."""
    return summary.sd <= 1e-12 * abs(summary.mean.value)


def _certain(summary: Summary) -> str:
    """A number that no world changes: whole, or with its first six digits."""
    value = summary.mean.value
    return cell(value, 0 if value == round(value) or abs(value) >= 1e5 else decimals_that_hold(0.0, value, 6))


def _payback(run: Run) -> str:
    if "payback_year" not in run.outcomes:
        return ""
    never = run.probability("payback_year", above=_study(run).horizon)
    median = run.summary("payback_year").median.value
    half = (
        f"Costs are paid back by year {median:g} in half of the worlds"
        if math.isfinite(median)
        else "Costs are paid back in less than half of the worlds"
    )
    within = (
        f"never within the horizon of {_study(run).horizon} years in {_percent(never)}"
        if never.value
        else "and in all of them within the horizon"
    )
    return wrap(f"{half}, {within}.")


def _figures(found: Summary) -> list[str]:
    decimals = found.range.decimals
    middle = [cell(one.value, decimals_that_hold(one.error, one.value)) for one in (found.median, found.mean)]
    return [cell(found.range.low, decimals), middle[0], cell(found.range.high, decimals), middle[1]]


def _errors(found: Summary) -> list[float]:
    return [found.range.low_error, found.median.error, found.range.high_error, found.mean.error]


def _bearers(run: Run) -> str:
    if "bearer_npv" not in run.arrays:
        return ""
    say = Voice("en")
    rows = [["", "mean", "low", "high"]]
    for bearer in run.labels["bearer"]:
        found = run.summary("bearer_npv", label=bearer)
        low, _, high, mean = _figures(found)
        rows.append([capital(say.known("bearer", bearer)), mean, low, high])
    currency = _study(run).document.study.currency
    lines = [f"Who gains (+) and who pays ({MINUS}), present value in {currency}", *aligned(rows)]
    transfers = [words(flow.label) or name for name, flow in _study(run).document.transfers.items()]
    if transfers:
        lines.append(wrap(f"Transfers, which count for each bearer and cancel in the total: {', '.join(transfers)}."))
    pm = [f"{item.sign} {words(item.label)}" for item in _study(run).document.pm.values()]
    if pm:
        lines.append(wrap(f"Named, not put into money (PM): {'; '.join(pm)}."))
    return "\n".join(lines)


def _published(run: Run) -> str:
    found = reproductions(run)
    if not found:
        return ""
    rows = [["Published figures", "published", "here", "tolerance", "holds"]]
    rows += [
        [
            _published_label(run, one),
            _figure(one, one.target),
            _figure(one, one.result),
            f"{one.published.tolerance:g}",
            "yes" if one.passed else "NO",
        ]
        for one in found
    ]
    return "\n".join(aligned(rows))


def _published_label(run: Run, one: Reproduction) -> str:
    label = words(one.published.label) or outcome_label(run.study, one.published.outcome)
    mass = one.published.mass or run.settings.mass
    return f"{label} ({f'central {100 * mass:g} %' if one.published.reading == 'central' else one.published.reading})"


def _figure(one: Reproduction, figures: Iterable[float]) -> str:
    decimals = one.published.decimals
    if decimals is None:
        tolerance = one.published.tolerance
        decimals = min(6, max(0, 1 - math.floor(math.log10(tolerance)))) if tolerance else 2
    return " to ".join(cell(value, decimals) for value in figures)


# --- what was assumed, and how it was drawn


def _by_status(study: Study) -> dict[str, list[str]]:
    """The labels of all assumptions by status; `certain` are those without spread that nobody sourced."""
    groups: dict[str, list[str]] = {}
    for name, assumption in study.document.assumptions.items():
        status = "certain" if is_certain(study.families[name]) and assumption.status == "assumed" else assumption.status
        groups.setdefault(status, []).append(words(assumption.label) or name)
    return groups


def _assumed(run: Run) -> str:
    study, groups = _study(run), _by_status(_study(run))
    if not groups:
        return ""
    total = ", ".join(f"{len(names)} {status}" for status, names in groups.items())
    lines = [wrap(f"What was assumed: {sum(map(len, groups.values()))} assumptions, {total}.{_variance(run)}")]
    for status in ("assumed", "elicited", "sourced", "data"):
        if status in groups:
            lines.append(wrap(f"{status}: {'; '.join(groups[status])}.", "  ", "    "))
    for name, entry in study.entries.items():
        if entry.status != "verified":
            label = words(study.document.assumptions[name].label) or name
            lines.append(wrap(f"{entry.status}: {label} ({entry.source}).", "  ", "    "))
    return "\n".join(lines)


def _variance(run: Run) -> str:
    """What share of the variance comes from the assumed numbers, as a sentence."""
    found = assumed_share(run)
    if found is None:
        return ""
    outcome = outcome_label(run.study, found.outcome)
    if found.at_most.value == 0:
        return f" None of the variance of the {outcome} comes from assumed ones."
    if found.alone.value == 1:
        return f" All of the variance of the {outcome} comes from the assumed ones."
    if found.is_additive:
        return f" The assumed ones carry {_in_percent(found.either)} of the variance of the {outcome}."
    low, high = _in_percent(found.alone), _in_percent(found.at_most)
    return (
        f" The assumed ones carry {low} of the variance of the {outcome} by themselves, "
        f"and {high} with what they do together with the others."
    )


def _in_percent(share: Estimate) -> str:
    error = 100 * max(share.error, SMALLEST_ERROR)
    return f"{cell(100 * share.value, 1 if error < 1 else 0)} % (± {error_text(error)})"


def _dependence(run: Run) -> str:
    """What was asked to move together, and whether the worlds do."""
    study = _study(run)
    pairs = [pair for pair in achieved_correlations(run) if pair.stated or pair.repaired] if study.dependence else []
    if not pairs:
        return ""
    labels = {name: words(found.label) or name for name, found in study.document.assumptions.items()}
    rows = [["What moves together: rank correlations", "asked", "achieved"]]
    for group in study.dependence:
        inside = [pair for pair in pairs if {pair.first, pair.second} <= set(group.names)]
        every = len(inside) == math.comb(len(group.names), 2)
        if every and len({(pair.asked, pair.used) for pair in inside}) == 1:
            rows.append(_together([labels[name] for name in group.names], inside))
        else:
            rows += [_together([labels[pair.first], labels[pair.second]], [pair]) for pair in inside]
    lines = aligned(rows[: MOST_PAIRS + 1])
    if len(rows) > MOST_PAIRS + 1:
        lines.append(wrap(f"and {len(rows) - MOST_PAIRS - 1} more; the report and --json have them all"))
    if any(pair.repaired for pair in pairs):
        lines.append(wrap("Those asked cannot go together; the nearest that can were taken, as repair = true asks."))
    if any(pair.ties and abs(pair.achieved - pair.used) > 4 * pair.error for pair in pairs):
        lines.append(wrap("Counts and other discrete numbers have ties in rank, and so reach less than was asked."))
    return "\n".join(lines)


def _together(labels: list[str], pairs: list[Pair]) -> list[str]:
    """A row for assumptions of which each pair was asked the same."""
    ends = list(dict.fromkeys(cell(end(pair.achieved for pair in pairs), 2) for end in (min, max)))
    asked = cell(pairs[0].asked, 2) + (f", made {cell(pairs[0].used, 2)}" if pairs[0].repaired else "")
    return [" – ".join(labels) + _form(pairs[0]), asked, " to ".join(ends)]


def _form(pair: Pair) -> str:
    said = [pair.measure] if pair.measure == "Kendall" else []
    said += [f"{pair.copula} copula"] if pair.copula != "gaussian" else []
    return f" ({', '.join(said)})" if said else ""


def _drawn(run: Run) -> str:
    settings = run.settings
    failed = f"; {run.failed_worlds:,} worlds with an undefined outcome were left out" if run.failed_worlds else ""
    return wrap(f"Drawn: {settings.worlds:,} worlds, {settings.sampler}, seed {settings.seed}{failed}.")


# --- the same as one JSON object


def as_json(run: Run) -> dict[str, Any]:
    """The object that `mcba run --json` prints."""
    study = _study(run)
    outcomes = {}
    for name in run.outcomes:
        found = run.summary(name)
        outcomes[name] = {
            "mean": _finite(found.mean.value),
            "mean_error": _finite(found.mean.error),
            "median": _finite(found.median.value),
            "median_error": _finite(found.median.error),
            "low": _finite(found.range.low),
            "low_error": _finite(found.range.low_error),
            "high": _finite(found.range.high),
            "high_error": _finite(found.range.high_error),
            "mass": found.range.mass,
            "text": str(found.range),
            "base": _finite(run.base.get(name, math.nan)),
            "unit": run.unit(name),
        }
    chances = {
        f"{name}>{above:g}": run.probability(name, above=above)
        for name, above in (("npv", 0.0), ("bcr", 1.0))
        if name in run.arrays
    }
    return {
        "study": study.name,
        "status": study.document.study.status,
        "scenario": run.settings.scenario,
        "option": run.settings.option,
        "seed": run.settings.seed,
        "worlds": run.settings.worlds,
        "failed_worlds": run.failed_worlds,
        "sampler": run.settings.sampler,
        "outcomes": outcomes,
        "probability": {name: chance.value for name, chance in chances.items()},
        "probability_error": {name: chance.error for name, chance in chances.items()},
        "bearers": {
            bearer: run.summary("bearer_npv", label=bearer).mean.value for bearer in run.labels.get("bearer", ())
        },
        "published": [_published_json(one) for one in reproductions(run)],
        "assumptions": {status: len(names) for status, names in _by_status(study).items()},
        "assumed_variance": _assumed_variance(run),
        "dependence": _dependence_json(run),
        "seconds": {name: round(seconds, 6) for name, seconds in run.seconds.items()},
        "versions": versions(),
    }


def _assumed_variance(run: Run) -> dict[str, Any] | None:
    found = assumed_share(run)
    if found is None:
        return None
    return {
        "outcome": found.outcome,
        "alone": found.alone.value,
        "alone_error": found.alone.error,
        "at_most": found.at_most.value,
        "at_most_error": found.at_most.error,
    }


def _dependence_json(run: Run) -> list[dict[str, Any]]:
    pairs = achieved_correlations(run) if _study(run).dependence else ()
    names = ("first", "second", "copula", "measure", "asked", "used", "achieved", "error")
    return [{name: getattr(pair, name) for name in names} for pair in pairs if pair.stated or pair.repaired]


def _published_json(one: Reproduction) -> dict[str, Any]:
    published = one.published
    return {
        "outcome": published.outcome,
        "label": words(published.label),
        "reading": published.reading,
        "mass": published.mass,
        "target": _one_or_both(one.target),
        "tolerance": published.tolerance,
        "result": _one_or_both(one.result),
        "pass": one.passed,
        "source": str(published.source) if published.source else None,
    }


def _one_or_both(figures: tuple[float, ...]) -> float | list[float]:
    return figures[0] if len(figures) == 1 else list(figures)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
