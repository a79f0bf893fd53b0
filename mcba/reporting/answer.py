"""The printed answer of a run: the question, the range and what it means, who pays, what was assumed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from mcba.analysis.assumed import assumed_share
from mcba.analysis.moving_together import Pair, achieved_correlations
from mcba.analysis.reproduction import Reproduction, reproductions
from mcba.engine.estimate import Estimate, Summary
from mcba.engine.result import Run
from mcba.reporting.results import versions
from mcba.reporting.terminal import aligned, wrap
from mcba.reporting.text import NO_BREAK, Voice, capital, uncapital
from mcba.study.model import Study, is_certain

ABOUT_EQUAL = 0.1  # a mean balance within this share of the costs is called about equal, when its sign is open
SMALLEST_ERROR = 0.001  # of a share of variance: nobody needs to know it better
MOST_PAIRS = 10  # correlations that are printed; of more, those furthest from what was asked


def answer(run: Run, language: str = "en") -> str:
    """Everything `mcba run` prints on standard output."""
    say = Voice(language)
    parts = (heading, _headline, _outcomes, _bearers, _published, _assumed, _dependence, _drawn)
    return as_printed(text for part in parts if (text := part(run, say)))


def as_printed(parts: Iterable[str]) -> str:
    """Parts with an empty line between them, and plain spaces so that the text can be searched."""
    return "\n\n".join(parts).replace(NO_BREAK, " ")


def saved(run: Run, folder: str | None, language: str = "en") -> str:
    """Where the run was saved and how to have it again, or that it was not."""
    say = Voice(language)
    if folder is None:
        return say("printed.not_saved")
    what = "printed.saved_summary" if run.accumulators else "printed.saved"
    return "\n".join([say(what, folder=folder), say("printed.again", folder=folder)])


def _study(run: Run) -> Study:
    if run.study is None:
        raise ValueError("the printed answer is of a study; a run of a function has run.range() and run.worlds")
    return run.study


# --- what was asked, and the answer in sentences


def heading(run: Run, say: Voice) -> str:
    """What was asked: title, question, null alternative, scenario and option."""
    document, settings = _study(run).document, run.settings
    lines = [say.text(document.study.title), say.text(document.study.question)]
    if document.study.null_alternative:
        lines.append(say("printed.compared", what=say.text(document.study.null_alternative)))
    if settings.scenario is not None:
        label = say.text(document.scenarios[settings.scenario].label) or settings.scenario
        lines.append(say("printed.scenario", label=label))
    if settings.option is not None:
        label = say.text(document.options[settings.option].label) or settings.option
        lines.append(say("printed.option", label=label))
    return "\n".join(wrap(line) for line in lines if line)


def calibration(run: Run, say: Voice) -> list[str]:
    """What a reader of a calibration has to know; nothing for another study."""
    return [say("answer.calibration")] if _study(run).document.study.status == "calibration" else []


def _headline(run: Run, say: Voice) -> str:
    lines = [*_ratio_sentences(run, say), *_balance_sentences(run, say), *calibration(run, say)]
    return "\n".join(wrap(line, "  ") for line in lines)


def _ratio_sentences(run: Run, say: Voice) -> list[str]:
    if "bcr" not in run.outcomes:
        return []
    if "present_value_costs" in run.outcomes and run.smallest("present_value_costs") <= 0:
        return [say("answer.no_ratio")]
    found, currency = run.summary("bcr"), _study(run).document.study.currency
    low, high = say.ends(found.range)
    key = "answer.ratio" if currency == "EUR" else "answer.ratio_currency"
    sentences = [
        say(key, range=say("word.to", low=low, high=high), currency=say.unit(currency)),
        say(
            "answer.worlds",
            share=say.exact_percent(found.range.mass),
            worlds=say.whole(found.worlds),
            median=say.short(found.median),
            low_error=say.error(found.range.low_error),
            high_error=say.error(found.range.high_error),
        ),
    ]
    if {"present_value_benefits", "present_value_costs"} <= set(run.outcomes):
        ratio = run.ratio_of_means()
        roi = say.short(Estimate(ratio.value - 1.0, ratio.error))
        sentences.append(say("answer.ratio_of_means", ratio=say.short(ratio), roi=roi))
    return sentences


def _balance_sentences(run: Run, say: Voice) -> list[str]:
    if "npv" not in run.outcomes:
        return []
    chance = run.probability("npv")
    if chance.value in (0.0, 1.0):
        sentences = [say("answer.chance", chance=say.percent(chance))]
    else:
        sentences = [say("printed.chance", share=say.short_share(chance), error=say.error(100 * chance.error))]
    found = run.summary("npv")
    if found.range.low < 0 < found.range.high:
        costs = run.summary("present_value_costs").mean.value if "present_value_costs" in run.outcomes else 0.0
        about_equal = abs(found.mean.value) <= ABOUT_EQUAL * costs
        sentences.append(say("answer.about_equal" if about_equal else "answer.sign_open"))
    return sentences


# --- tables


def outcome_label(study: Study | None, name: str, say: Voice) -> str:
    """What an outcome is called in words; the outcome of a function by its own name."""
    own = None if study is None else study.document.outcomes.get(name)
    if own is not None:
        return say.text(own.label) or name.replace("_", " ")
    return name if study is None else say.known("outcome", name)


def header(say: Voice, *keys: str) -> list[str]:
    """The first row of a table in the terminal: no name for its labels, then columns by their keys."""
    return ["", *(uncapital(say(f"column.{key}")) for key in keys)]


def _outcomes(run: Run, say: Voice) -> str:
    # Most of what a payback year says is "never": a sentence says that better than a row.
    found = {name: run.summary(name) for name in run.outcomes if name != "payback_year"}
    rows = [header(say, "low", "median", "high", "mean")]
    for name, summary in found.items():
        if not _is_certain(summary):
            rows.append([_with_unit(run, name, say), *_figures(summary, say)])
            rows.append(["    ±", *map(say.error, _errors(summary))])
    certain = [
        [_with_unit(run, name, say), say.certain(summary.mean.value)]
        for name, summary in found.items()
        if _is_certain(summary)
    ]
    share = say.exact_percent(run.settings.mass)
    parts = [wrap(say("printed.outcomes", share=share)), *aligned(rows)] if rows[1:] else []
    payback = _payback(run, say)
    parts += [wrap(payback)] if payback else []
    parts += ["", say("printed.certain"), *aligned(certain)] if certain else []
    return "\n".join(parts)


def _with_unit(run: Run, name: str, say: Voice) -> str:
    return ", ".join(filter(None, (outcome_label(run.study, name, say), say.unit(run.unit(name)))))


def _is_certain(summary: Summary) -> bool:
    """Whether worlds differ only by rounding."""
    return summary.sd <= 1e-12 * abs(summary.mean.value)


def _payback(run: Run, say: Voice) -> str:
    if "payback_year" not in run.outcomes:
        return ""
    never = run.probability("payback_year", above=_study(run).horizon)
    return paid_back(run.summary("payback_year").median.value, never, say)


def paid_back(median: float, never: Estimate, say: Voice) -> str:
    """When costs are paid back, from the median year and the chance that they never are within the horizon."""
    if not math.isfinite(median):
        return say("text.payback_half", never=say.percent(never))
    if never.value == 0:
        return say("text.payback_all", year=say.whole(int(median)))
    return say("text.payback", year=say.whole(int(median)), never=say.percent(never))


def _figures(found: Summary, say: Voice) -> list[str]:
    return [*say.row(found.low, found.median, found.high), say.estimate(found.mean)]


def _errors(found: Summary) -> list[float]:
    return [found.range.low_error, found.median.error, found.range.high_error, found.mean.error]


def _bearers(run: Run, say: Voice) -> str:
    if "bearer_npv" not in run.arrays:
        return ""
    rows = [header(say, "mean", "low", "high")]
    for bearer in run.labels["bearer"]:
        low, _, high, mean = _figures(run.summary("bearer_npv", label=bearer), say)
        rows.append([capital(say.known("bearer", bearer)), mean, low, high])
    document = _study(run).document
    lines = [say("printed.bearers", currency=say.unit(document.study.currency)), *aligned(rows)]
    transfers = [say.text(flow.label) or name for name, flow in document.transfers.items()]
    if transfers:
        lines.append(wrap(say("printed.transfers", items=", ".join(transfers))))
    pm = [f"{item.sign} {say.text(item.label)}" for item in document.pm.values()]
    if pm:
        lines.append(wrap(say("printed.pm", items="; ".join(pm))))
    return "\n".join(lines)


def _published(run: Run, say: Voice) -> str:
    found = reproductions(run)
    if not found:
        return ""
    rows = [[say("printed.published"), *header(say, "published", "here", "tolerance", "holds")[1:]]]
    rows += [
        [
            _published_label(run, one, say),
            _figure(one, one.target, say),
            _figure(one, one.result, say),
            say.plain(one.published.tolerance),
            say("word.yes") if one.passed else say("word.no").upper(),
        ]
        for one in found
    ]
    return "\n".join(aligned(rows))


def _published_label(run: Run, one: Reproduction, say: Voice) -> str:
    label = say.text(one.published.label) or outcome_label(run.study, one.published.outcome, say)
    share = say.exact_percent(one.published.mass or run.settings.mass)
    return f"{label} ({say(f'reading.{one.published.reading}', share=share)})"


def _figure(one: Reproduction, figures: Sequence[float], say: Voice) -> str:
    decimals = one.published.decimals
    if decimals is None:
        tolerance = one.published.tolerance
        decimals = min(6, max(0, 1 - math.floor(math.log10(tolerance)))) if tolerance else 2
    ends = [say.number(value, decimals) for value in figures]
    return ends[0] if len(ends) == 1 else say("word.to", low=ends[0], high=ends[-1])


# --- what was assumed, and how it was drawn


def _by_status(study: Study, say: Voice) -> dict[str, list[str]]:
    """The labels of all assumptions by status; `certain` are those without spread that nobody sourced."""
    groups: dict[str, list[str]] = {}
    for name, assumption in study.document.assumptions.items():
        status = "certain" if is_certain(study.families[name]) and assumption.status == "assumed" else assumption.status
        groups.setdefault(status, []).append(say.text(assumption.label) or name)
    return groups


def _assumed(run: Run, say: Voice) -> str:
    study, groups = _study(run), _by_status(_study(run), say)
    if not groups:
        return ""
    total = ", ".join(f"{len(names)} {say(f'status.{status}')}" for status, names in groups.items())
    said = [say("printed.assumed", count=sum(map(len, groups.values())), groups=total), _variance(run, say)]
    lines = [wrap(" ".join(filter(None, said)))]
    for status in ("assumed", "elicited", "sourced", "data"):
        if status in groups:
            lines.append(wrap(f"{say(f'status.{status}')}: {'; '.join(groups[status])}.", "  ", "    "))
    for name, entry in study.entries.items():
        if entry.status != "verified":
            label = say.text(study.document.assumptions[name].label) or name
            told = f"{say.known('library', entry.status)}: {label} ({say.source(entry.source)})."
            lines.append(wrap(told, "  ", "    "))
    return "\n".join(lines)


def _variance(run: Run, say: Voice) -> str:
    """What share of the variance comes from the assumed numbers, as a sentence."""
    found = assumed_share(run)
    if found is None:
        return ""
    outcome = uncapital(outcome_label(run.study, found.outcome, say))
    if found.at_most.value == 0:
        return say("printed.variance_none", outcome=outcome)
    if found.alone.value == 1:
        return say("printed.variance_all", outcome=outcome)
    if found.is_additive:
        return say("printed.variance", share=_in_percent(found.either, say), outcome=outcome)
    alone, most = _in_percent(found.alone, say), _in_percent(found.at_most, say)
    return say("printed.variance_both", alone=alone, most=most, outcome=outcome)


def _in_percent(share: Estimate, say: Voice) -> str:
    error = 100 * max(share.error, SMALLEST_ERROR)
    return f"{say.share(Estimate(share.value, error / 100))} (± {say.error(error)})"


def _dependence(run: Run, say: Voice) -> str:
    """What was asked to move together, and whether the worlds do."""
    study = _study(run)
    pairs = [pair for pair in achieved_correlations(run) if pair.stated or pair.repaired] if study.dependence else []
    if not pairs:
        return ""
    labels = {name: say.text(found.label) or name for name, found in study.document.assumptions.items()}
    rows = [[say("printed.together"), *header(say, "asked", "achieved")[1:]]]
    for group in study.dependence:
        inside = [pair for pair in pairs if {pair.first, pair.second} <= set(group.names)]
        every = len(inside) == math.comb(len(group.names), 2)
        if every and len({(pair.asked, pair.used) for pair in inside}) == 1:
            rows.append(_together([labels[name] for name in group.names], inside, say))
        else:
            rows += [_together([labels[pair.first], labels[pair.second]], [pair], say) for pair in inside]
    lines = aligned(rows[: MOST_PAIRS + 1])
    if len(rows) > MOST_PAIRS + 1:
        lines.append(wrap(say("printed.more_pairs", count=len(rows) - MOST_PAIRS - 1)))
    if any(pair.repaired for pair in pairs):
        lines.append(wrap(say("printed.repaired")))
    if any(pair.ties and abs(pair.achieved - pair.used) > 4 * pair.error for pair in pairs):
        lines.append(wrap(say("printed.ties")))
    return "\n".join(lines)


def _together(labels: list[str], pairs: list[Pair], say: Voice) -> list[str]:
    """A row for assumptions of which each pair was asked the same."""
    ends = list(dict.fromkeys(say.number(end(pair.achieved for pair in pairs), 2) for end in (min, max)))
    asked, used = say.number(pairs[0].asked, 2), say.number(pairs[0].used, 2)
    asked = say("text.asked_and_used", asked=asked, used=used) if pairs[0].repaired else asked
    achieved = say("word.to", low=ends[0], high=ends[-1]) if len(ends) > 1 else ends[0]
    return [" – ".join(labels) + _form(pairs[0], say), asked, achieved]


def _form(pair: Pair, say: Voice) -> str:
    said = [say.known("measure", pair.measure)] if pair.measure == "Kendall" else []
    said += [say.known("copula", pair.copula)] if pair.copula != "gaussian" else []
    return f" ({', '.join(said)})" if said else ""


def _drawn(run: Run, say: Voice) -> str:
    settings = run.settings
    sentences = [
        say("printed.drawn", worlds=say.whole(settings.worlds), sampler=settings.sampler, seed=settings.seed),
        *([say("printed.left_out", count=say.whole(run.failed_worlds))] if run.failed_worlds else []),
    ]
    return wrap(" ".join(sentences))


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
        "assumptions": {status: len(names) for status, names in _by_status(study, Voice("en")).items()},
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
        "label": published.label.in_language("en") if published.label else "",
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
