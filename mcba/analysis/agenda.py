"""Where to measure next: how much each assumption moves the answer, where it switches, and what knowing it is worth."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from mcba.analysis.cases import Model, OneWay, one_way
from mcba.analysis.options import NOTHING, PROJECT, Alternatives, alternatives, uncertain_draws
from mcba.analysis.rerun import Labels, study_of
from mcba.analysis.sensitivity.given import first_order
from mcba.analysis.sensitivity.worlds import Worlds
from mcba.analysis.switching import Line, Switch, SwitchingValues, switching_line, switching_values
from mcba.analysis.voi import Information, evpi, evppi
from mcba.engine.result import Array, Run
from mcba.errors import RunError
from mcba.study.formula import suggestion
from mcba.study.model import Study

MOST = 20  # assumptions for which switching values and the value of information are looked for
REGRESSED = 2**15  # worlds of each regression: enough for two digits of a switching value


@dataclass(frozen=True)
class Subject:
    """One assumption on the agenda.

    Attributes
    ----------
    name, assumption : str
        `name[label]` for one label of an assumption that is drawn for each of them, and the assumption itself.
    status, kind : str
        Where it comes from (sourced, data, elicited, assumed) and why it is uncertain (knowledge, policy, future).
    share, share_error : float
        The share of the variance of the balance that goes with it (its first-order index).
    information : Information
        What it is worth to know it before choosing among the options (EVPPI).
    switching : SwitchingValues or None
        Where the mean balance of the project is zero, and where it is as likely positive as not; None where all
        worlds have the same sign.
    choice : Switch or None
        Where the best option on average makes way for the next one, when there are more than the project and nothing.
    one_way : OneWay or None
        The deterministic break-even, all else at base: another question than `switching`.
    """

    name: str
    assumption: str
    status: str
    kind: str
    share: float
    share_error: float
    information: Information
    switching: SwitchingValues | None
    choice: Switch | None
    one_way: OneWay | None

    @property
    def worth_measuring(self) -> bool:
        """Whether its value of information is distinguishable from zero."""
        return self.information.value > 2 * self.information.error


@dataclass(frozen=True)
class Agenda:
    """What to measure next: the assumptions in the order of what knowing them is worth, then of what they move.

    `left_out` counts the assumptions that move the balance less than those listed; `sign` is +1 or −1 where the
    balance has the same sign in every world.
    """

    subjects: tuple[Subject, ...]
    perfect: Information
    names: tuple[str, ...]
    best: str
    runner_up: str
    worlds: int
    left_out: int
    sign: int


def agenda(run: Run, options: Alternatives | None = None, *, most: int = MOST, worlds: int = REGRESSED) -> Agenda:
    """One table of rank, value of information, switching values, break-even and status for each assumption.

    Parameters
    ----------
    run : Run
        Of a study with benefits or costs.
    options : Alternatives, optional
        From `alternatives(run)`, to spare computing them again.
    most : int
        Only so many assumptions are looked at: those that move the balance most.
    worlds : int
        The first so many worlds serve for the regressions; all of them for the value of perfect information.

    Examples
    --------
    >>> import mcba
    >>> found = agenda(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> found.subjects[0].name
    'intake_gain'
    """
    options = alternatives(run) if options is None else options
    study = study_of(run)
    draws = uncertain_draws(run, options)
    compared = options.compared
    rows = slice(0, _rows(run, worlds))
    benefit = options.net_benefit[rows]
    labels = None if options.randomisation is None else options.randomisation[rows]
    project = benefit[:, options.column(PROJECT)]
    inputs = {name: array[rows] for name, array in draws.items() if np.ptp(array[rows]) > 0}
    lead = benefit[:, options.column(compared.best)] - benefit[:, options.column(compared.runner_up)]
    shares = _shares(inputs, project, lead)
    chosen = sorted(inputs, key=lambda name: -shares[name][2])[:most]
    perfect = evpi(options.net_benefit, randomisation=options.randomisation)
    open_sign = project.min() < 0 < project.max()
    several = benefit.shape[1] > 2
    model = Model(study)
    subjects = [
        Subject(
            name=name,
            assumption=(assumption := name.partition("[")[0]),
            status=study.document.assumptions[assumption].status,
            kind=study.document.assumptions[assumption].kind,
            share=shares[name][0],
            share_error=shares[name][1],
            information=evppi(inputs[name], benefit, randomisation=labels)
            if perfect.value > 0
            else replace(perfect, method="none needed"),
            switching=switching_values(inputs[name], project, randomisation=labels) if open_sign else None,
            choice=_choice(inputs[name], lead, labels) if several else None,
            one_way=_one_way(model, name),
        )
        for name in chosen
    ]
    subjects.sort(key=lambda subject: (-round(subject.information.value, 12), -subject.share))
    return Agenda(
        subjects=tuple(subjects),
        perfect=perfect,
        names=options.names,
        best=compared.best,
        runner_up=compared.runner_up,
        worlds=benefit.shape[0],
        left_out=len(inputs) - len(chosen),
        sign=0 if open_sign else int(np.sign(project.mean())),
    )


def switching_plane(
    run: Run, first: str, second: str, options: Alternatives | None = None, *, choice: bool = False
) -> Line:
    """Where the answer switches in the plane of two assumptions, all others varying as they do in the worlds.

    Parameters
    ----------
    first, second : str
        Uncertain assumptions, as `agenda` names them.
    choice : bool
        False for where the mean balance of the project is zero, True for where the best option on average makes way
        for the next one.
    """
    options = alternatives(run) if options is None else options
    draws = uncertain_draws(run, options)
    for name in (first, second):
        if name not in draws:
            raise RunError(f"{name!r} is no uncertain assumption of the study; {suggestion(name, list(draws))}")
    rows = slice(0, _rows(run, REGRESSED))
    compared = options.compared
    ahead, behind = (compared.best, compared.runner_up) if choice else (PROJECT, NOTHING)
    gap = options.net_benefit[rows, options.column(ahead)] - options.net_benefit[rows, options.column(behind)]
    labels = None if options.randomisation is None else options.randomisation[rows]
    return switching_line(draws[first][rows], draws[second][rows], gap, randomisation=labels)


def _rows(run: Run, worlds: int) -> int:
    """How many of the first worlds are looked at: whole strata of a Latin hypercube are all of them."""
    return run.settings.worlds if run.settings.sampler == "lhs" else worlds


def _shares(inputs: Mapping[str, Array], project: Array, lead: Array) -> dict[str, tuple[float, float, float]]:
    """First-order share of the balance of each assumption, its error, and the largest share of balance or lead."""
    found = dict.fromkeys(inputs, (0.0, 0.0, 0.0))
    matrix = np.column_stack(list(inputs.values()))
    for place, outcome in enumerate((project, lead)):
        if np.ptp(outcome) == 0:
            continue
        index = first_order(Worlds(matrix, outcome, list(inputs)), resamples=100)
        for name, share, error in zip(inputs, index.value, index.error, strict=True):
            own = (float(share), float(error)) if place == 0 else found[name][:2]
            found[name] = (*own, max(found[name][2], float(share)))
    return found


def _choice(values: Array, lead: Array, labels: Labels | None) -> Switch | None:
    return None if np.ptp(lead) == 0 else switching_values(values, lead, randomisation=labels).mean


def _one_way(model: Model, name: str) -> OneWay | None:
    with suppress(RunError):
        return one_way(model, name)
    return None


def group_by_unit(study: Study, currency: str | None = None) -> tuple[str, ...]:
    """The assumptions that are prices: their unit has the currency above the line."""
    symbol = study.document.study.currency if currency is None else currency
    return tuple(
        name
        for name, assumption in study.document.assumptions.items()
        if (assumption.unit or "").split("/")[0].strip() == symbol
    )
