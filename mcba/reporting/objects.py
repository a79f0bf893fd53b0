"""The same facts as JSON objects, for machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from mcba.analysis.calibrate import Calibration
from mcba.analysis.claims import tolerance
from mcba.analysis.compare import Differences, Side, Spread
from mcba.analysis.ratio import NET_ROI, RATIO, Ratio
from mcba.analysis.reproduction import Reproduction
from mcba.analysis.updates import Update
from mcba.engine.estimate import Estimate, Summary
from mcba.engine.result import THRESHOLDS, Run
from mcba.errors import Note
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.results import versions
from mcba.reporting.sections.compared import Compared
from mcba.study.document import Published

PAIR = ("first", "second", "copula", "measure", "asked", "used", "achieved", "error")


def run_object(facts: Facts) -> dict[str, Any]:
    """The object that `mcba run --json` prints."""
    run, document = facts.run, facts.study.document
    chances = {
        f"{name}>{above:g}": run.probability(name, above=above)
        for name, (above,) in THRESHOLDS.items()
        if name in facts.outcomes and name != RATIO
    }
    if isinstance(facts.ratio, Ratio) and RATIO in run.outcomes:
        chances[f"{RATIO}>1"] = facts.ratio.probability_above_one
    return {
        "study": facts.study.name,
        "status": document.study.status,
        "scenario": run.settings.scenario,
        "option": run.settings.option,
        "seed": run.settings.seed,
        "worlds": run.settings.worlds,
        "failed_worlds": run.failed_worlds,
        "sampler": run.settings.sampler,
        "outcomes": {name: _outcome(facts, name) for name in run.outcomes},
        "probability": {name: chance.value for name, chance in chances.items()},
        "probability_error": {name: chance.error for name, chance in chances.items()},
        "bearers": {
            bearer: facts.summary("bearer_npv", label=bearer).mean.value for bearer in run.labels.get("bearer", ())
        },
        "published": [_published_json(one) for one in facts.reproduced],
        "assumptions": facts.by_status,
        "assumed_variance": _assumed_variance(facts),
        "dependence": [
            {name: getattr(pair, name) for name in PAIR} for pair in facts.correlations if pair.stated or pair.repaired
        ],
        "seconds": {name: round(seconds, 6) for name, seconds in run.seconds.items()},
        "versions": versions(),
    }


def _outcome(facts: Facts, name: str) -> dict[str, Any]:
    found = facts.ratio if name in (RATIO, NET_ROI) and isinstance(facts.ratio, Missing) else facts.summary(name)
    return outcome_object(found, facts.run.base.get(name, math.nan), facts.run.unit(name))


def outcome_object(found: Summary | Note, base: float, unit: str) -> dict[str, Any]:
    """What the worlds say of one outcome, or the reason why nothing can be said."""
    if isinstance(found, Note):
        return {"reason": asdict(found)}
    shape = {"mass": found.range.mass, "text": str(found.range), "base": _finite(base), "unit": unit}
    return {**_numbers(found), **shape}


def _numbers(found: Summary) -> dict[str, float | None]:
    return _with_errors(mean=found.mean, median=found.median, low=found.low, high=found.high)


def _assumed_variance(facts: Facts) -> dict[str, Any] | None:
    found = facts.assumed_share
    if isinstance(found, Missing):
        return None
    return {
        "outcome": found.outcome,
        "alone": found.alone.value,
        "alone_error": found.alone.error,
        "at_most": found.at_most.value,
        "at_most_error": found.at_most.error,
    }


def _published_json(one: Reproduction) -> dict[str, Any]:
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


def calibration_object(calibrations: Sequence[Calibration]) -> dict[str, Any]:
    """The object that `mcba calibrate --json` prints."""
    found, *wider = calibrations
    return {
        "study": found.study.name,
        "status": found.study.document.study.status,
        "seed": found.seed,
        **_calibration(found),
        "wider": _calibration(wider[0]) if wider else None,
        "versions": versions(),
    }


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
        "information_bits": found.information.value,
        "information_bits_error": found.information.error,
        "assumptions": [update_record(one) for one in found.assumptions],
        "outcomes": [update_record(one) for one in found.outcomes],
        "tied": [
            {"first": tie.first, "second": tie.second, "before": tie.before, **_with_errors(after=tie.after)}
            for tie in found.ties
        ],
        "not_in_the_figures": list(found.apart),
    }


def _claimed(published: Published) -> dict[str, Any]:
    numbers = {name: getattr(published, name) for name in ("outcome", "low", "high", "value")}
    return {**numbers, "tolerance": tolerance(published)}


def update_record(one: Update) -> dict[str, Any]:
    """What figures make of one assumption or outcome, as a flat record."""
    record: dict[str, Any] = {"name": one.name, "verdict": one.verdict}
    for key, ends in (("before", one.before), ("after", one.after)):
        record |= _with_errors(**{f"{key}_{end}": getattr(ends, end) for end in ("low", "median", "high")})
        record[f"{key}_sd"] = ends.sd
    return record | _with_errors(spread=one.spread, width=one.width, shift=one.shift, bits=one.information)


def comparison_object(facts: Compared) -> dict[str, Any]:
    """The object that `mcba compare --json` prints."""
    found = facts.found
    return {
        "outcome": found.outcome,
        "unit": found.unit,
        "runs": [
            _compared_run(run, summary) for run, summary in ((facts.before, found.before), (facts.after, found.after))
        ],
        "changes": [
            {
                "kind": change.subject.kind,
                "name": change.subject.name,
                "before": _side(change.before),
                "after": _side(change.after),
                **_differences((change.mean, change.low, change.high)),
            }
            for change in found.changes
        ],
        "total": _differences(found.total),
        "drawing": _differences(found.drawing),
        "worlds": found.worlds,
        "orders": found.orders,
    }


def _compared_run(run: Run, found: Summary) -> dict[str, Any]:
    settings, study = run.settings, run.study
    named = {name: getattr(settings, name) for name in ("scenario", "option", "worlds", "seed", "sampler")}
    return {"study": None if study is None else study.name, **named, **_numbers(found), "mass": found.range.mass}


def _side(side: Side) -> Any:
    return asdict(side) if isinstance(side, Spread) else side


def _differences(found: Differences) -> dict[str, Any]:
    return _with_errors(**dict(zip(("mean", "low", "high"), found, strict=True)))


def _with_errors(**estimates: Estimate) -> dict[str, float | None]:
    """Each estimate by its name, and its error beside it; null where there is no finite number."""
    record: dict[str, float | None] = {}
    for name, each in estimates.items():
        record |= {name: _finite(each.value), f"{name}_error": _finite(each.error)}
    return record


def _one_or_both(figures: Sequence[float]) -> float | list[float]:
    return figures[0] if len(figures) == 1 else list(figures)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
