"""The same facts as JSON objects, for machines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis import NET_ROI, RATIO, Differences
from mcba.analysis.decision.options import Option
from mcba.analysis.economics import Ratio, skewness_or_reason
from mcba.analysis.published import Calibration, Reproduction, Update, tolerance
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.engine.saved import plain, versions, with_errors
from mcba.errors import Note
from mcba.reporting.facts.comparisons import ComparedRuns
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.study import Study
from mcba.study.document import Published
from mcba.study.formula import ANSWERS

if TYPE_CHECKING:
    import xarray as xr

_CORRELATION = ("first", "second", "copula", "measure", "asked", "used", "achieved", "error")

# --- mcba run


def run_object(facts: Facts) -> dict[str, Any]:
    """The object that `mcba run --json` prints.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    dict
        Numbers, names and reasons only; keys as in the documentation of the command.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> from mcba.reporting.facts import Facts
    >>> list(run_object(Facts(run)))[:4]
    ['study', 'status', 'scenario', 'option']
    """
    run, settings = facts.run, facts.run.settings
    chances = {
        f"{name}>{above:g}": run.probability(name, above=above)
        for name, above in ANSWERS.items()
        if name in facts.outcomes and name != RATIO
    }
    if isinstance(facts.ratio, Ratio) and RATIO in run.outcomes:
        chances[f"{RATIO}>1"] = facts.ratio.probability_above_one
    answer = {
        "study": facts.study.name,
        "status": facts.study.document.study.status,
        **{name: getattr(settings, name) for name in ("scenario", "option", "seed", "worlds")},
        "failed_worlds": run.failed_worlds,
        "sampler": settings.sampler,
        "store": settings.store,
        "rank_error": run.rank_error,
        "outcomes": {name: _outcome_of_run(facts, name) for name in run.outcomes},
        "probability": {name: chance.value for name, chance in chances.items()},
        "probability_error": {name: chance.error for name, chance in chances.items()},
        "bearers": {
            bearer: facts.summary("bearer_npv", label=bearer).mean.value for bearer in run.labels.get("bearer", ())
        },
        "published": [_reproduced(figure) for figure in facts.reproduced],
        "assumptions": facts.by_status,
        "assumed_variance": _assumed_variance(facts),
        "dependence": [
            {name: getattr(pair, name) for name in _CORRELATION}
            for pair in facts.correlations
            if pair.stated or pair.repaired
        ],
        "seconds": _seconds(run),
        "versions": versions(),
    }
    return dict(plain(answer))


def _outcome_of_run(facts: Facts, name: str) -> dict[str, Any]:
    summary = facts.ratio if name in (RATIO, NET_ROI) and isinstance(facts.ratio, Missing) else facts.summary(name)
    skewness = skewness_or_reason(facts.run, name)
    return _outcome(summary, skewness, facts.run.base.get(name, math.nan), facts.run.unit(name))


def _outcome(summary: Summary | Note, skewness: Estimate | Note | None, base: float, unit: str) -> dict[str, Any]:
    """What the worlds say of one outcome, or the reason why nothing can be said."""
    if isinstance(summary, Note):
        return {"reason": summary}
    numbers = {**_numbers(summary), "mass": summary.range.mass, "text": str(summary.range), "base": base, "unit": unit}
    note = {} if summary.note is None else {"note": summary.note}
    return {**numbers, **_skewness(skewness), **note}


def _skewness(skewness: Estimate | Note | None) -> dict[str, Any]:
    if isinstance(skewness, Estimate):
        return with_errors(skewness=skewness)
    return {"skewness": None, "skewness_error": None, "skewness_reason": skewness}


def _numbers(summary: Summary) -> dict[str, float]:
    return with_errors(mean=summary.mean, median=summary.median, low=summary.low, high=summary.high)


def _seconds(run: Run) -> dict[str, float]:
    return {name: round(seconds, 6) for name, seconds in run.seconds.items()}


def _assumed_variance(facts: Facts) -> dict[str, Any] | None:
    share = facts.assumed_share
    if isinstance(share, Missing):
        return None
    return {"outcome": share.outcome, **with_errors(alone=share.alone, at_most=share.at_most)}


def _reproduced(figure: Reproduction) -> dict[str, Any]:
    published = figure.published
    return {
        "outcome": published.outcome,
        "label": published.label.in_language("en") if published.label else "",
        "reading": published.reading,
        "mass": published.mass,
        "target": _one_or_both(published.figures),
        "tolerance": published.tolerance,
        "decimals": published.decimals,
        "result": _one_or_both([each.value for each in figure.result]),
        "result_error": _one_or_both([each.error for each in figure.result]),
        "pass": figure.passed,
        "source": str(published.source) if published.source else None,
    }


def _one_or_both(figures: Sequence[float]) -> float | Sequence[float]:
    return figures[0] if len(figures) == 1 else figures


# --- mcba decide


def decision_object(facts: DecisionFacts) -> dict[str, Any]:
    """The object that `mcba decide --json` prints.

    Parameters
    ----------
    facts : DecisionFacts

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> from mcba.reporting.facts import DecisionFacts
    >>> decision_object(DecisionFacts(run))["options"]["names"]
    ['nothing', 'project', 'formalised_partnership']
    """
    run, header = facts.run, facts.study.document.study
    answer = {
        "study": facts.study.name,
        "status": header.status,
        **{name: getattr(run.settings, name) for name in ("seed", "worlds", "sampler")},
        "currency": header.currency,
        "options": _options(facts),
        **{
            name: getattr(facts, name) for name in ("agenda", "population", "cases", "unpriced", "scenarios", "if_sure")
        },
        "typical_worlds": facts.portrait,
        "weighted": facts.weighted,
        "rate_of_return": facts.rate_of_return,
        "seconds": _seconds(run),
    }
    return dict(plain(answer))


def _options(facts: Facts) -> dict[str, Any]:
    table = facts.options
    if isinstance(table, Missing):
        return {"reason": table}
    choice = ("best", "runner_up", "lead", "tied", "favourite", "mass", "dominance", "same_as", "worlds", "left_out")
    each = {option.name: _option(facts, option) for option in table.options}
    return {**{name: getattr(table, name) for name in choice}, "names": table.names, "each": each}


def _option(facts: Facts, option: Option) -> dict[str, Any]:
    beside = ("payback", "probability_best", "expected_loss", "regret_high")
    outcomes = {
        name: _outcome(summary, option.skewness.get(name), option.base.get(name, math.nan), facts.run.unit(name))
        for name, summary in option.outcomes.items()
    }
    return {"outcomes": outcomes, "ratio": _ratio(option.ratio), **{name: getattr(option, name) for name in beside}}


def _ratio(ratio: Ratio | Note) -> dict[str, Any]:
    """The ratio of means with its interval, or the reason why there is none."""
    if isinstance(ratio, Note):
        return {"reason": ratio}
    parts = ("of_means", "net_roi", "interval", "probability_above_one", "not_positive", "note")
    return {name: getattr(ratio, name) for name in parts}


# --- mcba rank


def ranking_object(ranking: xr.Dataset, study: Study | None = None) -> dict[str, Any]:
    """The object that `mcba rank --json` prints.

    Parameters
    ----------
    ranking : Dataset
        As `mcba.rank` gives it.
    study : Study, optional
        Whose name is said.

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> ranking = mcba.rank(run, "npv", method="spearman")
    >>> ranking_object(ranking)["method"]
    'spearman'
    """
    attributes = {name: _flat(value) for name, value in ranking.attrs.items()}
    result = {"study": study.name if study is not None else None, **attributes, "assumptions": ranking_records(ranking)}
    if "second" in ranking:
        result["pairs"] = list(_pairs(ranking))
    if "place" in ranking:
        methods = ranking["by"].values.tolist()
        result["places"] = {
            name: dict(zip(methods, places, strict=True))
            for name, places in zip(
                ranking["assumption"].values.tolist(), ranking["place"].values.tolist(), strict=True
            )
        }
    return dict(plain(result))


def ranking_records(ranking: xr.Dataset) -> list[dict[str, Any]]:
    """One record for each assumption, the first one first, with everything that is one number.

    `rank` is None for an effect that cannot be told from zero; `alike` names those that its place may belong to.
    """
    columns = [name for name, variable in ranking.variables.items() if variable.dims == ("assumption",)]
    columns.sort(key=lambda name: name not in ("assumption", "label", "status"))
    names, kept = ranking["assumption"].values.tolist(), []
    for row in range(len(names)):
        record = {str(name): _flat(ranking[name].values[row]) for name in columns}
        rank: int | None = row + 1
        if "rank_probability" in ranking:
            record["rank_probability"] = plain(ranking["rank_probability"].values[row, row])
            alike = np.flatnonzero(ranking["alike"].values[row])
            record["alike"] = [names[other] for other in alike if other != row]
            rank = None if record["noise_only"] else rank
        kept.append({"rank": rank, **record})
    return kept


def _flat(value: Any) -> Any:
    """A value of a ranking; a note as one mapping."""
    if isinstance(value, list | tuple):
        return [_flat(each) for each in value]
    return {"code": value.code, **plain(value.data)} if isinstance(value, Note) else plain(value)


def _pairs(ranking: xr.Dataset) -> Iterator[dict[str, Any]]:
    names = ranking["assumption"].values.tolist()
    parts = ("second", "second_low", "second_high", "second_error")
    for first, other in combinations(range(len(names)), 2):
        yield {"between": [names[first], names[other]], **{part: ranking[part].values[first, other] for part in parts}}


# --- mcba calibrate


def calibration_object(calibrations: Sequence[Calibration]) -> dict[str, Any]:
    """The object that `mcba calibrate --json` prints.

    Parameters
    ----------
    calibrations : sequence of Calibration
        As stated, and where that narrows nothing also with wider spreads.

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> calibration_object([mcba.calibrate(study, worlds=512)])["study"]
    'schilderswijk-moeders'
    """
    calibration, *wider = calibrations
    result = {
        "study": calibration.study.name,
        "status": calibration.study.document.study.status,
        "seed": calibration.seed,
        **_calibration(calibration),
        "wider": _calibration(wider[0]) if wider else None,
        "versions": versions(),
    }
    return dict(plain(result))


def _calibration(calibration: Calibration) -> dict[str, Any]:
    return {
        "worlds": calibration.weights.size,
        "widen": calibration.widen,
        "mass": calibration.mass,
        "figures": [
            {**_claimed(entry.published), "reading": entry.reading, "mass": entry.mass} for entry in calibration.claims
        ],
        "unused": [{**_claimed(entry), "reading": entry.reading, "why": why.code} for entry, why in calibration.unused],
        "agreeing": calibration.agreeing,
        "effective": calibration.effective,
        "holds_already": calibration.says_nothing,
        **with_errors(information_bits=calibration.information),
        "assumptions": [update_record(entry) for entry in calibration.assumptions],
        "outcomes": [update_record(entry) for entry in calibration.outcomes],
        "tied": [
            {"first": tie.first, "second": tie.second, "before": tie.before, **with_errors(after=tie.after)}
            for tie in calibration.ties
        ],
        "not_in_the_figures": calibration.apart,
    }


def _claimed(published: Published) -> dict[str, Any]:
    numbers = {name: getattr(published, name) for name in ("outcome", "low", "high", "value")}
    return {**numbers, "tolerance": tolerance(published)}


def update_record(update: Update) -> dict[str, Any]:
    """What figures make of one assumption or outcome, as a flat record."""
    record: dict[str, Any] = {"name": update.name, "verdict": update.verdict}
    for key, ends in (("before", update.before), ("after", update.after)):
        record |= with_errors(**{f"{key}_{end}": getattr(ends, end) for end in ("low", "median", "high")})
        record[f"{key}_sd"] = ends.sd
    return record | with_errors(spread=update.spread, width=update.width, shift=update.shift, bits=update.information)


# --- mcba compare


def comparison_object(facts: ComparedRuns) -> dict[str, Any]:
    """The object that `mcba compare --json` prints.

    Parameters
    ----------
    facts : ComparedRuns

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> from mcba.reporting.facts import ComparedRuns
    >>> other = mcba.run(run.study, worlds=256, seed=1)
    >>> comparison_object(ComparedRuns(mcba.compare(run, other), run, other))["outcome"]
    'npv'
    """
    comparison = facts.comparison
    result = {
        "outcome": comparison.outcome,
        "unit": comparison.unit,
        "runs": [_compared_run(*each) for each in ((facts.before, comparison.before), (facts.after, comparison.after))],
        "changes": [
            {
                "kind": change.subject.kind,
                "name": change.subject.name,
                "before": change.before,
                "after": change.after,
                **_differences((change.mean, change.low, change.high)),
            }
            for change in comparison.changes
        ],
        "total": _differences(comparison.total),
        "drawing": _differences(comparison.drawing),
        "worlds": comparison.worlds,
        "orders": comparison.orders,
    }
    return dict(plain(result))


def _compared_run(run: Run, summary: Summary) -> dict[str, Any]:
    settings, study = run.settings, run.study
    named = {name: getattr(settings, name) for name in ("scenario", "option", "worlds", "seed", "sampler")}
    return {"study": None if study is None else study.name, **named, **_numbers(summary), "mass": summary.range.mass}


def _differences(differences: Differences) -> dict[str, float]:
    return with_errors(**dict(zip(("mean", "low", "high"), differences, strict=True)))
