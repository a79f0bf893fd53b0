"""The facts of a decision as a JSON object, for machines."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from mcba.analysis.options import Option
from mcba.analysis.ratio import Ratio
from mcba.errors import Note
from mcba.reporting.facts import DecisionFacts, Facts, Missing
from mcba.reporting.objects import outcome_object


def decision_object(facts: DecisionFacts) -> dict[str, Any]:
    """The object that `mcba decide --json` prints."""
    run = facts.run
    return {
        "study": facts.study.name,
        "status": facts.study.document.study.status,
        "seed": run.settings.seed,
        "worlds": run.settings.worlds,
        "sampler": run.settings.sampler,
        "currency": facts.study.document.study.currency,
        "options": _options(facts),
        "agenda": plain(facts.agenda),
        "population": plain(facts.population),
        "cases": plain(facts.cases),
        "unpriced": plain(facts.unpriced),
        "scenarios": plain(facts.scenarios),
        "if_sure": plain(facts.if_sure),
        "typical_worlds": plain(facts.portrait),
        "weighted": plain(facts.weighted),
        "rate_of_return": plain(facts.rate_of_return),
        "seconds": {name: round(seconds, 6) for name, seconds in run.seconds.items()},
    }


def _options(facts: Facts) -> dict[str, Any]:
    found = facts.options
    if isinstance(found, Missing):
        return {"reason": plain(found)}
    choice = ("best", "runner_up", "lead", "tied", "favourite", "mass", "dominance", "same_as", "worlds", "left_out")
    each = {option.name: _option(facts, option) for option in found.options}
    return {**{name: plain(getattr(found, name)) for name in choice}, "names": list(found.names), "each": each}


def _option(facts: Facts, option: Option) -> dict[str, Any]:
    beside = ("payback", "probability_best", "expected_loss", "regret_high")
    outcomes = {
        name: outcome_object(one, option.base.get(name, math.nan), facts.run.unit(name))
        for name, one in option.outcomes.items()
    }
    named = {name: plain(getattr(option, name)) for name in beside}
    return {"outcomes": outcomes, "ratio": _ratio(option.ratio), **named}


def plain(value: Any) -> Any:
    """Results as numbers, lists and mappings that JSON has; null where there is no finite number."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _ratio(found: Ratio | Note) -> dict[str, Any]:
    """The ratio of means with its interval, or the reason why there is none."""
    if isinstance(found, Note):
        return {"reason": plain(found)}
    parts = ("of_means", "net_roi", "interval", "probability_above_one", "not_positive", "note")
    return {name: plain(getattr(found, name)) for name in parts}
