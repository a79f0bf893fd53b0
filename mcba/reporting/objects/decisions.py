"""The object of a decision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mcba.analysis.decision.options import Option
from mcba.analysis.economics import Ratio
from mcba.engine.saved import plain
from mcba.errors import Note
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.objects.accounts import accounts_object
from mcba.reporting.objects.records import outcome_record, seconds_of

if TYPE_CHECKING:
    pass


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
        "accounts": accounts_object(facts),
        **{
            name: getattr(facts, name) for name in ("agenda", "population", "cases", "unpriced", "scenarios", "if_sure")
        },
        "typical_worlds": facts.portrait,
        "weighted": facts.weighted,
        "rate_of_return": facts.rate_of_return,
        "seconds": seconds_of(run),
    }
    return dict(plain(answer))


def _options(facts: Facts) -> dict[str, Any]:
    table = facts.options
    if isinstance(table, Missing):
        return {"reason": table}
    choice = ("best", "runner_up", "lead", "tied", "favourite", "mass", "dominance", "same_as", "worlds", "left_out")
    objects = {option.name: _option(facts, option) for option in table.options}
    return {**{name: getattr(table, name) for name in choice}, "names": table.names, "each": objects}


def _option(facts: Facts, option: Option) -> dict[str, Any]:
    beside = ("payback", "probability_best", "expected_loss", "regret_high")
    outcomes = {
        name: outcome_record(summary, option.skewness.get(name), option.base.get(name, math.nan), facts.run.unit(name))
        for name, summary in option.outcomes.items()
    }
    return {"outcomes": outcomes, "ratio": _ratio(option.ratio), **{name: getattr(option, name) for name in beside}}


def _ratio(ratio: Ratio | Note) -> dict[str, Any]:
    """The ratio of means with its interval, or the reason why there is none."""
    if isinstance(ratio, Note):
        return {"reason": ratio}
    parts = ("of_means", "net_roi", "interval", "probability_above_one", "not_positive", "note")
    return {name: getattr(ratio, name) for name in parts}
