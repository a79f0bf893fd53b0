"""The object of an answer: which option it is about, how sure that is, and what would turn it."""

from __future__ import annotations

from typing import Any

from mcba.analysis.decision.variation import JudgedScenario, TurningPoint
from mcba.engine.saved import plain, with_errors
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing


def answer_object(facts: Facts) -> dict[str, Any]:
    """What the page of the answer says, as `mcba answer --json` prints it.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    dict
        `option` is what the answer is about and `best` the best option on average, `tied` where the worlds cannot tell
        it from the next. `probability` is the share of worlds in which the benefits of `option` exceed its costs;
        `verdict` says gain, loss, or equal where its balance is small and of either sign. `switching` is the nearest
        value of an assumption at which `then` is better, with the chance of that; `scenario` the one that turns the
        verdict most, or comes nearest to it. `drivers` move the balance most, the first first.

    Examples
    --------
    >>> import mcba
    >>> from mcba.reporting.facts import Facts
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> answer_object(Facts(run))["best"]
    'project'
    """
    advice = facts.advice
    of_run = {
        "study": facts.study.name,
        "status": facts.study.document.study.status,
        "worlds": facts.run.settings.worlds,
    }
    if isinstance(advice, Missing):
        return {**of_run, "reason": plain(advice)}
    answer = {
        **of_run,
        **{name: getattr(advice, name) for name in ("option", "best", "tied", "verdict")},
        **with_errors(probability=advice.chance),
        "switching": None if advice.turning is None else _point(advice.turning),
        "scenario": None if advice.scenario is None else _scenario(advice.scenario),
        "drivers": advice.drivers,
    }
    return dict(plain(answer))


def _point(point: TurningPoint) -> dict[str, Any]:
    switch = point.switch
    return {
        "assumption": point.name,
        "side": point.side,
        **{name: getattr(switch, name) for name in ("value", "low", "high")},
        "then": point.option,
        "chance": point.chance,
    }


def _scenario(judged: JudgedScenario) -> dict[str, Any]:
    return {
        "kind": judged.variant.kind,
        "name": judged.variant.name,
        "verdict": judged.verdict,
        **with_errors(probability=judged.outcome.probability),
    }
