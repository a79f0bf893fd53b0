"""The object of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from mcba.analysis import NET_ROI, RATIO
from mcba.analysis.economics import Impact, Ratio, skewness_or_reason
from mcba.analysis.published import Reproduction
from mcba.engine.saved import plain, versions, with_errors
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.objects.accounts import accounts_object
from mcba.reporting.objects.records import outcome_record, seconds_of, summary_record
from mcba.reporting.words.labels import Labels
from mcba.study import Study
from mcba.study.formula import ANSWERS

_CORRELATION = ("first", "second", "copula", "measure", "asked", "used", "achieved", "error")


def run_object(facts: Facts) -> dict[str, Any]:
    """The object that `mcba run --json` prints.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    dict
        Numbers, names and reasons only. Beside what the design of the command line promises: `accounts` of every
        option (see `accounts_object`), and `impacts` of each benefit with a factor of impact.

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
        "accounts": accounts_object(facts),
        "impacts": {name: _impact(impact) for name, impact in facts.impacts.items()},
        "published": [_reproduced(figure, facts.study) for figure in facts.reproduced],
        "assumptions": facts.by_status,
        "assumed_variance": _assumed_variance(facts),
        "dependence": [
            {name: getattr(pair, name) for name in _CORRELATION}
            for pair in facts.correlations
            if pair.stated or pair.repaired
        ],
        "seconds": seconds_of(run),
        "versions": versions(),
    }
    return dict(plain(answer))


def _outcome_of_run(facts: Facts, name: str) -> dict[str, Any]:
    summary = facts.ratio if name in (RATIO, NET_ROI) and isinstance(facts.ratio, Missing) else facts.summary(name)
    skewness = skewness_or_reason(facts.run, name)
    return outcome_record(summary, skewness, facts.run.base.get(name, math.nan), facts.run.unit(name))


def _impact(impact: Impact) -> dict[str, Any]:
    """Of one benefit what its formula gives in a year, each factor of impact, and the impact that these leave."""
    return {
        "outcome": summary_record(impact.outcome),
        "factors": {name: summary_record(factor) for name, factor in impact.factors.items()},
        "lost": None if impact.lost is None else summary_record(impact.lost),
        "impact": summary_record(impact.impact),
    }


def _assumed_variance(facts: Facts) -> dict[str, Any] | None:
    share = facts.assumed_share
    if isinstance(share, Missing):
        return None
    return {"outcome": share.outcome, **with_errors(alone=share.alone, at_most=share.at_most)}


def _reproduced(figure: Reproduction, study: Study) -> dict[str, Any]:
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
        "source": Labels(study, "en").source(published.source) or None,
    }


def _one_or_both(figures: Sequence[float]) -> float | Sequence[float]:
    return figures[0] if len(figures) == 1 else figures
