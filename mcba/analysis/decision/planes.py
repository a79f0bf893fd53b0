"""Where the answer switches in the plane of the two assumptions that matter most to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mcba.analysis.decision.agendas import Agenda, AgendaRow, switching_plane
from mcba.analysis.decision.options.study_options import Alternatives
from mcba.analysis.decision.variation.breakeven import OneWay, break_even_line
from mcba.analysis.decision.variation.deterministic import DeterministicModel
from mcba.analysis.decision.variation.switching import Line, Switch, SwitchingValues
from mcba.analysis.reruns import study_of
from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.engine import Run, draws_of
from mcba.errors import Note, RunError

_POINTS = 2_000  # worlds beside a line at base
_STOPS = 25  # of a line at base


@dataclass(frozen=True, eq=False)
class AtBase:
    """What stands beside a line at base: the base case, the worlds, and what was searched; of both assumptions."""

    base: tuple[float, float]
    worlds: tuple[Array, Array]
    searched: tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, eq=False, repr=False)
class Plane(Displayed):
    """A line in the plane of two assumptions on which the answer switches.

    Attributes
    ----------
    first, second : str
        The assumptions.
    line : Line
        On average over the worlds, or with all else at base.
    good_side : str or None
        On which side of the line, "above" or "below", benefits exceed costs, or the first of `options` is best.
    options : tuple of str, or None
        The best option on average and the next one, where the line parts these; None where it parts gain from loss.
    at_base : AtBase or None
        Where no assumption switches the answer within its range, so that the line is that with all else at base.
    """

    first: str
    second: str
    line: Line
    good_side: str | None = None
    options: tuple[str, str] | None = None
    at_base: AtBase | None = None


def plane(run: Run, known: Alternatives, agenda: Agenda) -> Plane:
    """The plane of the two assumptions that switch the balance, or else the choice, or else the balance at base.

    Parameters
    ----------
    run : Run
        Of a study with benefits or costs.
    known : Alternatives
        Its options on the same worlds.
    agenda : Agenda
        Of the same run and options.

    Returns
    -------
    Plane

    Raises
    ------
    RunError
        With the code `no_line` where there is none.
    """
    of_balance = [one for one in agenda.subjects if _crosses(_of_mean(one))]
    switching = of_balance or [one for one in agenda.subjects if _crosses(one.choice)]
    by_share = sorted(agenda.subjects, key=lambda one: -one.share.value)
    pair = [*switching, *(one for one in by_share if one not in switching and one.numbers == 1)][:2]
    if not switching or len(pair) < 2:
        return _plane_at_base(run, agenda)
    second, first = pair
    line = switching_plane(run, first.name, second.name, known, choice=not of_balance)
    if not line.switches.any():
        raise RunError("no pair of these assumptions switches the answer where worlds are", code="no_line")
    switch = _of_mean(second) if of_balance else second.choice
    side = switch.good_side if isinstance(switch, Switch) else None
    options = None if of_balance else (agenda.best, agenda.runner_up)
    return Plane(first.name, second.name, line, side, options)


def _of_mean(one: AgendaRow) -> Switch | None:
    return one.switching.mean if isinstance(one.switching, SwitchingValues) else None


def _crosses(switch: Switch | Note | None) -> bool:
    return isinstance(switch, Switch) and switch.value is not None


def _plane_at_base(run: Run, agenda: Agenda) -> Plane:
    """The line on which the balance is zero, all else at base, beside the worlds."""
    single = [(one, one.one_way) for one in agenda.subjects if one.numbers == 1]
    ways = [(one, way) for one, way in single if isinstance(way, OneWay) and way.found.value is not None]
    if len(ways) < 2:
        raise RunError("fewer than two assumptions have a break-even", code="no_line")
    (first, first_way), (second, second_way) = sorted(ways, key=lambda pair: -pair[0].share.value)[:2]
    draws, model = draws_of(run, first=_POINTS), DeterministicModel(study_of(run))
    worlds = draws[first.name], draws[second.name]
    across, up = _span(worlds[0], first_way.found.value), _span(worlds[1], second_way.found.value)
    line = break_even_line(lambda x, y: model.at({first.name: x, second.name: y}), np.linspace(*across, _STOPS), *up)
    at_base = AtBase((first_way.base, second_way.base), worlds, (across, up))
    return Plane(first.name, second.name, line, at_base=at_base)


def _span(values: Array, crossing: float | None) -> tuple[float, float]:
    """From the worlds to the break-even, with a margin; not below zero where nothing is."""
    ends = [float(values.min()), float(values.max()), *([] if crossing is None else [crossing])]
    margin = 0.08 * (max(ends) - min(ends))
    low = min(ends) - margin
    return (low if min(ends) < 0 else max(low, 0.0)), max(ends) + margin
