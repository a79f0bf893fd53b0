"""What turns a conclusion: the one assumption that is nearest to doing so, and the scenarios that do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mcba.analysis.decision.agendas import Agenda, AgendaRow
from mcba.analysis.decision.options.study_options import NOTHING, PROJECT
from mcba.analysis.decision.variants import OutcomeChange, ScenarioTable, VariantOutcomes
from mcba.analysis.decision.variation.switching import Switch, SwitchingValues
from mcba.analysis.outcome_names import BALANCE
from mcba.engine.estimates import Summary
from mcba.study import DISCOUNT_RATE, Study

ABOUT_EQUAL = 0.1
"""A mean balance within this share of the mean costs is called about equal, when its sign is open."""
_Side: TypeAlias = Literal["below", "above"]
Verdict: TypeAlias = Literal["gain", "loss", "equal"]


@dataclass(frozen=True)
class TurningPoint:
    """Where one assumption turns the choice.

    Attributes
    ----------
    name : str
        The assumption.
    switch : Switch
        With the `value` at which the choice turns, and its band.
    side : {"below", "above"}
        Of that value, where another option is better.
    option : str
        The one that is better there.
    chance : float or None
        That the assumption lies there; None where it has several numbers, or parameters that are drawn.
    """

    name: str
    switch: Switch
    side: _Side
    option: str
    chance: float | None


def turning_point(study: Study, agenda: Agenda) -> TurningPoint | None:
    """The nearest switching value: of all assumptions the one that is most likely to lie where the choice turns.

    Parameters
    ----------
    study : Study
    agenda : Agenda
        Of a run of that study.

    Returns
    -------
    TurningPoint or None
        None where no assumption turns the choice by itself within the range that the worlds cover.

    Examples
    --------
    >>> import mcba
    >>> from mcba.analysis.decision import agenda
    >>> run = mcba.run(mcba.load("studies/tegaderm-dressing"), worlds=4_096)
    >>> found = turning_point(run.study, agenda(run))
    >>> found.name, found.side, found.option
    ('hazard_ratio_crbsi', 'above', 'nothing')
    """
    points = [point for row in agenda.subjects for point in _points(study, agenda, row)]
    return max(points, key=lambda point: -1.0 if point.chance is None else point.chance, default=None)


def _points(study: Study, agenda: Agenda, row: AgendaRow) -> Iterator[TurningPoint]:
    """Where an assumption makes the best option no better than the next one, or the project no better than nothing."""
    mean = row.switching.mean if isinstance(row.switching, SwitchingValues) else None
    if row.choice is None and agenda.best == NOTHING:
        yield from _point(study, row, mean, PROJECT, is_good=True)
        return
    if isinstance(row.choice, Switch):
        yield from _point(study, row, row.choice, agenda.runner_up, is_good=False)
    if agenda.best == PROJECT:
        yield from _point(study, row, mean, NOTHING, is_good=False)


def _point(
    study: Study, row: AgendaRow, switch: Switch | None, option: str, *, is_good: bool
) -> Iterator[TurningPoint]:
    """The turning point at a switching value, on its good side or on the other."""
    if switch is None or switch.value is None or switch.good_side is None:
        return
    side: _Side = "above" if (switch.good_side == "above") == is_good else "below"
    yield TurningPoint(row.name, switch, side, option, _chance(study, row, switch.value, side))


def _chance(study: Study, row: AgendaRow, value: float, side: str) -> float | None:
    family = study.families[row.name]
    if row.numbers > 1 or family.batch_shape:
        return None
    below = float(family.cdf(value))
    return below if side == "below" else 1.0 - below


@dataclass(frozen=True)
class JudgedScenario:
    """A scenario beside the run itself, with what it makes of the balance: see `verdict_on`."""

    variant: VariantOutcomes
    verdict: Verdict
    outcome: OutcomeChange


def judged_scenarios(table: ScenarioTable, costs: float) -> tuple[JudgedScenario, ...]:
    """The scenarios of a study and its other discount rates, each with what it makes of the balance.

    Parameters
    ----------
    table : ScenarioTable
        With the balance.
    costs : float
        Mean present value of the costs of the run.

    Returns
    -------
    tuple of JudgedScenario
        Those that have a balance with a mean, the worst first.
    """
    told = [_judged(variant, costs) for variant in table.variants if variant.kind == "scenario" or _is_rate(variant)]
    return tuple(sorted((one for one in told if one is not None), key=lambda judged: judged.outcome.summary.mean.value))


def _is_rate(variant: VariantOutcomes) -> bool:
    return variant.kind in ("choice", "preset") and set(variant.settings) == {DISCOUNT_RATE}


def verdict_on(balance: Summary, costs: float) -> Verdict:
    """What a balance says: "gain" or "loss", or "equal" where it is small beside the costs and of either sign.

    Parameters
    ----------
    balance : Summary
        Of the net present value.
    costs : float
        Mean present value of the costs.

    Returns
    -------
    str
    """
    is_open = balance.range.low < 0 < balance.range.high
    if is_open and abs(balance.mean.value) <= ABOUT_EQUAL * costs:
        return "equal"
    return "gain" if balance.mean.value > 0 else "loss"


def _judged(variant: VariantOutcomes, costs: float) -> JudgedScenario | None:
    outcome = variant.outcomes.get(BALANCE)
    if not isinstance(outcome, OutcomeChange) or math.isnan(outcome.summary.mean.value):
        return None
    return JudgedScenario(variant, verdict_on(outcome.summary, costs), outcome)
