"""The same facts as JSON objects, for machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mcba.analysis.reproduction import Reproduction
from mcba.engine.result import THRESHOLDS
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.results import versions

PAIR = ("first", "second", "copula", "measure", "asked", "used", "achieved", "error")


def run_object(facts: Facts) -> dict[str, Any]:
    """The object that `mcba run --json` prints."""
    run, document = facts.run, facts.study.document
    chances = {
        f"{name}>{above:g}": run.probability(name, above=above)
        for name, (above,) in THRESHOLDS.items()
        if name in run.outcomes
    }
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
    found = facts.summary(name)
    estimates = {"mean": found.mean, "median": found.median, "low": found.low, "high": found.high}
    numbers = {
        key: _finite(number)
        for label, estimate in estimates.items()
        for key, number in ((label, estimate.value), (f"{label}_error", estimate.error))
    }
    base = _finite(facts.run.base.get(name, math.nan))
    return {**numbers, "mass": found.range.mass, "text": str(found.range), "base": base, "unit": facts.run.unit(name)}


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


def _one_or_both(figures: Sequence[float]) -> float | list[float]:
    return figures[0] if len(figures) == 1 else list(figures)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
