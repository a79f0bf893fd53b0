"""The same facts as JSON objects, for machines."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis import Differences
from mcba.analysis.decision import Option
from mcba.analysis.economics import NET_ROI, RATIO, Ratio, skewness_or_reason
from mcba.analysis.published import Calibration, Reproduction, Update, tolerance
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.engine.saved import plain, versions, with_errors
from mcba.errors import Note
from mcba.reporting.facts import DecisionFacts, Facts, Missing
from mcba.reporting.sections import Compared
from mcba.study import Study
from mcba.study.document import Published
from mcba.study.formula import ANSWERS

if TYPE_CHECKING:
    import xarray as xr

CORRELATION = ("first", "second", "copula", "measure", "asked", "used", "achieved", "error")

# --- mcba run


def run_object(facts: Facts) -> dict[str, Any]:
    """The object that `mcba run --json` prints."""
    run, settings = facts.run, facts.run.settings
    chances = {
        f"{name}>{above:g}": run.probability(name, above=above)
        for name, above in ANSWERS.items()
        if name in facts.outcomes and name != RATIO
    }
    if isinstance(facts.ratio, Ratio) and RATIO in run.outcomes:
        chances[f"{RATIO}>1"] = facts.ratio.probability_above_one
    found = {
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
        "published": [_reproduced(one) for one in facts.reproduced],
        "assumptions": facts.by_status,
        "assumed_variance": _assumed_variance(facts),
        "dependence": [
            {name: getattr(pair, name) for name in CORRELATION}
            for pair in facts.correlations
            if pair.stated or pair.repaired
        ],
        "seconds": _seconds(run),
        "versions": versions(),
    }
    return dict(plain(found))


def _outcome_of_run(facts: Facts, name: str) -> dict[str, Any]:
    found = facts.ratio if name in (RATIO, NET_ROI) and isinstance(facts.ratio, Missing) else facts.summary(name)
    skewness = skewness_or_reason(facts.run, name)
    return _outcome(found, skewness, facts.run.base.get(name, math.nan), facts.run.unit(name))


def _outcome(found: Summary | Note, skewness: Estimate | Note | None, base: float, unit: str) -> dict[str, Any]:
    """What the worlds say of one outcome, or the reason why nothing can be said."""
    if isinstance(found, Note):
        return {"reason": found}
    known = {**_numbers(found), "mass": found.range.mass, "text": str(found.range), "base": base, "unit": unit}
    note = {} if found.note is None else {"note": found.note}
    return {**known, **_skewness(skewness), **note}


def _skewness(found: Estimate | Note | None) -> dict[str, Any]:
    if isinstance(found, Estimate):
        return with_errors(skewness=found)
    return {"skewness": None, "skewness_error": None, "skewness_reason": found}


def _numbers(found: Summary) -> dict[str, float]:
    return with_errors(mean=found.mean, median=found.median, low=found.low, high=found.high)


def _seconds(run: Run) -> dict[str, float]:
    return {name: round(seconds, 6) for name, seconds in run.seconds.items()}


def _assumed_variance(facts: Facts) -> dict[str, Any] | None:
    found = facts.assumed_share
    if isinstance(found, Missing):
        return None
    return {"outcome": found.outcome, **with_errors(alone=found.alone, at_most=found.at_most)}


def _reproduced(one: Reproduction) -> dict[str, Any]:
    published = one.published
    return {
        "outcome": published.outcome,
        "label": published.label.in_language("en") if published.label else "",
        "reading": published.reading,
        "mass": published.mass,
        "target": _one_or_both(published.figures),
        "tolerance": published.tolerance,
        "decimals": published.decimals,
        "result": _one_or_both([each.value for each in one.result]),
        "result_error": _one_or_both([each.error for each in one.result]),
        "pass": one.passed,
        "source": str(published.source) if published.source else None,
    }


def _one_or_both(figures: Sequence[float]) -> float | Sequence[float]:
    return figures[0] if len(figures) == 1 else figures


# --- mcba decide


def decision_object(facts: DecisionFacts) -> dict[str, Any]:
    """The object that `mcba decide --json` prints."""
    run, header = facts.run, facts.study.document.study
    found = {
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
    return dict(plain(found))


def _options(facts: Facts) -> dict[str, Any]:
    found = facts.options
    if isinstance(found, Missing):
        return {"reason": found}
    choice = ("best", "runner_up", "lead", "tied", "favourite", "mass", "dominance", "same_as", "worlds", "left_out")
    each = {option.name: _option(facts, option) for option in found.options}
    return {**{name: getattr(found, name) for name in choice}, "names": found.names, "each": each}


def _option(facts: Facts, option: Option) -> dict[str, Any]:
    beside = ("payback", "probability_best", "expected_loss", "regret_high")
    outcomes = {
        name: _outcome(one, option.skewness.get(name), option.base.get(name, math.nan), facts.run.unit(name))
        for name, one in option.outcomes.items()
    }
    return {"outcomes": outcomes, "ratio": _ratio(option.ratio), **{name: getattr(option, name) for name in beside}}


def _ratio(found: Ratio | Note) -> dict[str, Any]:
    """The ratio of means with its interval, or the reason why there is none."""
    if isinstance(found, Note):
        return {"reason": found}
    parts = ("of_means", "net_roi", "interval", "probability_above_one", "not_positive", "note")
    return {name: getattr(found, name) for name in parts}


# --- mcba rank


def ranking_object(found: xr.Dataset, study: Study | None = None) -> dict[str, Any]:
    """The object that `mcba rank --json` prints."""
    attributes = {name: _flat(value) for name, value in found.attrs.items()}
    result = {"study": study.name if study is not None else None, **attributes, "assumptions": ranking_records(found)}
    if "second" in found:
        result["pairs"] = list(_pairs(found))
    if "place" in found:
        methods = found["by"].values.tolist()
        result["places"] = {
            name: dict(zip(methods, places, strict=True))
            for name, places in zip(found["assumption"].values.tolist(), found["place"].values.tolist(), strict=True)
        }
    return dict(plain(result))


def ranking_records(found: xr.Dataset) -> list[dict[str, Any]]:
    """One record for each assumption, the first one first, with everything that is one number.

    `rank` is None for an effect that cannot be told from zero; `alike` names those that its place may belong to.
    """
    columns = [name for name, variable in found.variables.items() if variable.dims == ("assumption",)]
    columns.sort(key=lambda name: name not in ("assumption", "label", "status"))
    names, kept = found["assumption"].values.tolist(), []
    for place in range(len(names)):
        one = {str(name): _flat(found[name].values[place]) for name in columns}
        rank: int | None = place + 1
        if "rank_probability" in found:
            one["rank_probability"] = plain(found["rank_probability"].values[place, place])
            alike = np.flatnonzero(found["alike"].values[place])
            one["alike"] = [names[other] for other in alike if other != place]
            rank = None if one["noise_only"] else rank
        kept.append({"rank": rank, **one})
    return kept


def _flat(value: Any) -> Any:
    """A value of a ranking; a note as one mapping."""
    if isinstance(value, list | tuple):
        return [_flat(each) for each in value]
    return {"code": value.code, **plain(value.data)} if isinstance(value, Note) else plain(value)


def _pairs(found: xr.Dataset) -> Iterator[dict[str, Any]]:
    names = found["assumption"].values.tolist()
    parts = ("second", "second_low", "second_high", "second_error")
    for one, other in combinations(range(len(names)), 2):
        yield {"between": [names[one], names[other]], **{part: found[part].values[one, other] for part in parts}}


# --- mcba calibrate


def calibration_object(calibrations: Sequence[Calibration]) -> dict[str, Any]:
    """The object that `mcba calibrate --json` prints."""
    found, *wider = calibrations
    result = {
        "study": found.study.name,
        "status": found.study.document.study.status,
        "seed": found.seed,
        **_calibration(found),
        "wider": _calibration(wider[0]) if wider else None,
        "versions": versions(),
    }
    return dict(plain(result))


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "worlds": found.weights.size,
        "widen": found.widen,
        "mass": found.mass,
        "figures": [{**_claimed(one.published), "reading": one.reading, "mass": one.mass} for one in found.claims],
        "unused": [{**_claimed(one), "reading": one.reading, "why": why.code} for one, why in found.unused],
        "agreeing": found.agreeing,
        "effective": found.effective,
        "holds_already": found.says_nothing,
        **with_errors(information_bits=found.information),
        "assumptions": [update_record(one) for one in found.assumptions],
        "outcomes": [update_record(one) for one in found.outcomes],
        "tied": [
            {"first": tie.first, "second": tie.second, "before": tie.before, **with_errors(after=tie.after)}
            for tie in found.ties
        ],
        "not_in_the_figures": found.apart,
    }


def _claimed(published: Published) -> dict[str, Any]:
    numbers = {name: getattr(published, name) for name in ("outcome", "low", "high", "value")}
    return {**numbers, "tolerance": tolerance(published)}


def update_record(one: Update) -> dict[str, Any]:
    """What figures make of one assumption or outcome, as a flat record."""
    record: dict[str, Any] = {"name": one.name, "verdict": one.verdict}
    for key, ends in (("before", one.before), ("after", one.after)):
        record |= with_errors(**{f"{key}_{end}": getattr(ends, end) for end in ("low", "median", "high")})
        record[f"{key}_sd"] = ends.sd
    return record | with_errors(spread=one.spread, width=one.width, shift=one.shift, bits=one.information)


# --- mcba compare


def comparison_object(facts: Compared) -> dict[str, Any]:
    """The object that `mcba compare --json` prints."""
    found = facts.found
    result = {
        "outcome": found.outcome,
        "unit": found.unit,
        "runs": [_compared_run(*each) for each in ((facts.before, found.before), (facts.after, found.after))],
        "changes": [
            {
                "kind": change.subject.kind,
                "name": change.subject.name,
                "before": change.before,
                "after": change.after,
                **_differences((change.mean, change.low, change.high)),
            }
            for change in found.changes
        ],
        "total": _differences(found.total),
        "drawing": _differences(found.drawing),
        "worlds": found.worlds,
        "orders": found.orders,
    }
    return dict(plain(result))


def _compared_run(run: Run, found: Summary) -> dict[str, Any]:
    settings, study = run.settings, run.study
    named = {name: getattr(settings, name) for name in ("scenario", "option", "worlds", "seed", "sampler")}
    return {"study": None if study is None else study.name, **named, **_numbers(found), "mass": found.range.mass}


def _differences(found: Differences) -> dict[str, float]:
    return with_errors(**dict(zip(("mean", "low", "high"), found, strict=True)))
