"""Where to measure next: how much each assumption moves the answer, where it switches, and what knowing it is worth.

An assumption with a number for each year, unit or label is one subject. Its value of information is that of its scores:
what an additive curve in its numbers makes of the balance, and of the lead of the best option. It switches the answer
where the mean of its numbers does; numbers with distributions of their own have no such mean, and a note says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from mcba.analysis.decision.information.gains import Information
from mcba.analysis.decision.information.partial_information import evppi
from mcba.analysis.decision.information.perfect_information import evpi
from mcba.analysis.decision.options.study_options import PROJECT, Alternatives, alternatives, uncertain_draws
from mcba.analysis.decision.variation.breakeven import OneWay, one_way
from mcba.analysis.decision.variation.deterministic import DeterministicModel
from mcba.analysis.decision.variation.means import MeanModel, mean_switch
from mcba.analysis.decision.variation.switching import (
    Line,
    Switch,
    SwitchingValues,
    switching_line,
    switching_values_of,
)
from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.ranking.factors.scores import score_of
from mcba.analysis.ranking.indices.given.explained_variance import first_order
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.analysis.ranking.ranking import ranking_of
from mcba.analysis.reruns import study_of, with_worlds
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.drawing import sampler_named
from mcba.engine.estimates import Estimate
from mcba.engine.execution import Given, run_given
from mcba.engine.program import Plan
from mcba.errors import Note, RequestError, RunError, suggestion
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr

_MOST = 20  # assumptions for which switching values and the value of information are looked for
_REGRESSED = 2**15  # worlds of each regression: enough for two digits of a switching value
_RESAMPLES = 100
UNMOVED = Estimate(0.0, 0.0)


@dataclass(frozen=True, repr=False)
class AgendaRow(Displayed):
    """One assumption on the agenda.

    Attributes
    ----------
    name : str
    numbers : int
        How many numbers it has: one, or one for each year, unit or label.
    status, kind : str
        Where it comes from (sourced, data, elicited, assumed) and why it is uncertain (knowledge, policy, future).
    share : Estimate
        The share of the variance of the project's balance that goes with it: its first-order index.
    information : Information
        What it is worth to know it before choosing among the options (EVPPI).
    switching : SwitchingValues or Note
        Where the mean balance of the project is zero, and where it is as likely positive as not; `same_sign` where all
        worlds have the same sign, `differs_by_label` for numbers without a common mean.
    choice : Switch, Note or None
        Where the best option on average makes way for the next one; None for a study of one project.
    one_way : OneWay or Note
        The deterministic break-even, all else at base: another question than `switching`.
    beyond : Switch or None
        Where the mean balance is zero outside the range that the worlds cover, all others as they were drawn; None
        where it is zero within, or nowhere near.
    """

    name: str
    numbers: int
    status: str
    kind: str
    share: Estimate
    information: Information
    switching: SwitchingValues | Note
    choice: Switch | Note | None
    one_way: OneWay | Note
    beyond: Switch | None = None

    @property
    def turning(self) -> Switch | None:
        """Where the mean balance of the project is zero: within the worlds, or else beyond what is thought possible."""
        within = self.switching.mean if isinstance(self.switching, SwitchingValues) else None
        return within if within is not None and within.value is not None else self.beyond

    @property
    def worth_measuring(self) -> bool:
        """Whether its value of information is distinguishable from zero."""
        return self.information.interval()[0] > 0


@dataclass(frozen=True, repr=False)
class Agenda(Displayed):
    """What to measure next: the assumptions in the order of what knowing them is worth, then of what they move.

    `perfect` is what knowing everything is worth, `worlds` how many served for the other figures. `left_out` counts the
    assumptions that move the balance less than those listed; `sign` is +1 or −1 where the balance has the same sign in
    every world.
    """

    subjects: tuple[AgendaRow, ...]
    perfect: Information
    names: tuple[str, ...]
    best: str
    runner_up: str
    worlds: int
    left_out: int
    sign: int


def agenda(
    run: Run,
    known: Alternatives | None = None,
    ranking: xr.Dataset | None = None,
    *,
    most: int = _MOST,
    worlds: int = _REGRESSED,
) -> Agenda:
    """One table of rank, value of information, switching values, break-even and status for each assumption.

    Parameters
    ----------
    run : Run
        Of a study with benefits or costs.
    known : Alternatives, optional
        From `alternatives(run)`, to spare drawing them again.
    ranking : Dataset, optional
        From `ranking_of(run, "npv")`, for the same reason.
    most : int
        Only so many assumptions are looked at: those that move the balance most.
    worlds : int
        The first so many worlds serve for the regressions; all of them for the value of perfect information.

    Returns
    -------
    Agenda

    Raises
    ------
    RunError
        For a study without benefits and costs, a balance without a mean, and too few worlds.

    Examples
    --------
    >>> import mcba
    >>> found = agenda(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> found.subjects[0].name
    'intake_gain'
    """
    known = alternatives(run) if known is None else known
    for one in known.runs.values():
        one.require_mean(BALANCE)
    looked_at = _LookedAt.of(run, known, worlds)
    options, shares = looked_at.options, _shares(run, ranking)
    moved = {name: max(shares.get(name, UNMOVED).value, share) for name, share in looked_at.shares_of_lead().items()}
    chosen = sorted(moved, key=lambda name: -moved[name])[:most]
    perfect = evpi(net_benefit=options.net_benefit, randomisation=options.randomisation)
    model = DeterministicModel(looked_at.study)
    means = MeanModel(looked_at.study, uncertain_draws(run, known, looked_at.project.size), looked_at.labels)
    subjects = [looked_at.subject(name, shares.get(name, UNMOVED), perfect, model) for name in chosen]
    subjects = [
        subject if subject.turning is not None else replace(subject, beyond=mean_switch(means, subject.name))
        for subject in subjects
    ]
    subjects.sort(key=lambda subject: (-round(subject.information.value, 12), -subject.share.value))
    return Agenda(
        subjects=tuple(subjects),
        perfect=perfect,
        names=options.names,
        best=options.compared.best,
        runner_up=options.compared.runner_up,
        worlds=looked_at.project.size,
        left_out=len(moved) - len(chosen),
        sign=looked_at.sign,
    )


def switching_values(given: Given, *, most: int = _MOST) -> xr.Dataset:
    """How far each assumption must move before the mean balance changes sign: its switching values and break-even.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run of a study with benefits or costs; a study is run first, a path is that of a study or of a saved run.
    most : int
        Only so many assumptions are looked at: those that move the balance most.

    Returns
    -------
    Dataset
        Dimension `assumption`, in its unit: `switching_value`, where the mean balance is zero with all others as they
        were drawn, with `_error`, `_low` and `_high`; `good_side`, on which side the balance is positive; `even_chance`
        with the same, where it is as likely positive as not; `break_even`, where it is zero with all others at base,
        which is exact. Not a number where there is none; `agenda` says why.

    Raises
    ------
    RunError
        For a study without benefits and costs, a balance without a mean, and too few worlds.

    Examples
    --------
    >>> import mcba
    >>> found = mcba.switching_values(mcba.run("studies/schilderswijk-moeders", worlds=4_096))
    >>> found["switching_value"].dims, "break_even" in found
    (('assumption',), True)
    """
    import xarray as xr

    rows = agenda(with_worlds(run_given(given)), most=most).subjects
    columns: dict[str, list[float | str]] = {}
    for row in rows:
        chance = row.switching.chance if isinstance(row.switching, SwitchingValues) else None
        for name, switch in (("switching_value", row.turning), ("even_chance", chance)):
            told = (math.nan,) * 4 if switch is None or switch.value is None else astuple(switch)[:4]
            for ending, number in zip(("", "_error", "_low", "_high"), told, strict=True):
                columns.setdefault(name + ending, []).append(number)
        columns.setdefault("good_side", []).append((row.turning and row.turning.good_side) or "")
        exact = row.one_way.found.value if isinstance(row.one_way, OneWay) else None
        columns.setdefault("break_even", []).append(math.nan if exact is None else exact)
    return xr.Dataset(
        {name: ("assumption", values) for name, values in columns.items()},
        coords={"assumption": [row.name for row in rows]},
    )


@dataclass(frozen=True, eq=False)
class _LookedAt:
    """The first worlds of the options, and the numbers of every assumption on which some option depends."""

    study: Study
    options: Alternatives
    benefit: Array
    project: Array
    lead: Array
    labels: Integers | None
    numbers: Mapping[str, Sequence[Array]]

    @classmethod
    def of(cls, run: Run, options: Alternatives, worlds: int) -> _LookedAt:
        rows = slice(0, _rows(run, worlds))
        benefit = options.net_benefit[rows]
        return cls(
            study=study_of(run),
            options=options,
            benefit=benefit,
            project=benefit[:, options.column(PROJECT)],
            lead=options.lead[rows],
            labels=None if options.randomisation is None else options.randomisation[rows],
            numbers=_numbers(run, options, rows.stop),
        )

    @property
    def sign(self) -> int:
        """The sign of the balance where it is the same in every world, else 0."""
        return 0 if self.project.min() < 0 < self.project.max() else int(np.sign(self.project.mean()))

    @property
    def several(self) -> bool:
        """Whether there are more options than the project and nothing."""
        return len(self.options.names) > 2

    def shares_of_lead(self) -> dict[str, float]:
        """The share of the variance of the lead that goes with each assumption."""
        if np.ptp(self.lead) == 0 or not self.several:  # the lead over nothing is the balance itself
            return dict.fromkeys(self.numbers, 0.0)
        columns = [_score(arrays, self.lead) for arrays in self.numbers.values()]
        found = first_order(Worlds(np.column_stack(columns), self.lead, list(self.numbers)), resamples=_RESAMPLES)
        return dict(zip(self.numbers, found.value.tolist(), strict=True))

    def subject(self, name: str, share: Estimate, perfect: Information, model: DeterministicModel) -> AgendaRow:
        """Everything that is said of one assumption."""
        stated = self.study.document.assumptions[name]
        return AgendaRow(
            name=name,
            numbers=len(self.numbers[name]),
            status=stated.status,
            kind=stated.kind,
            share=share,
            information=self._information(name) if perfect.value > 0 else replace(perfect, method="none"),
            switching=Note("same_sign", {"sign": self.sign}) if self.sign else self._switching(name, self.project),
            choice=_of_mean(self._switching(name, self.lead)) if self.several else None,
            one_way=_one_way(model, name),
        )

    def _information(self, name: str) -> Information:
        arrays = self.numbers[name]
        if len(arrays) == 1:
            return evppi(net_benefit=self.benefit, inputs=arrays[0], randomisation=self.labels)
        targets = (self.project, self.lead) if self.several else (self.project,)
        scores = [score_of(arrays, target) for target in targets if np.ptp(target) > 0]
        return evppi(net_benefit=self.benefit, inputs=np.column_stack(scores), randomisation=self.labels)

    def _switching(self, name: str, outcome: Array) -> SwitchingValues | Note:
        if np.ptp(outcome) == 0:
            return Note("does_not_move", {"name": name})
        try:
            values = _mean(self.study, name, self.numbers[name])
        except RunError as error:
            return error.note
        return switching_values_of(values, outcome, randomisation=self.labels)


def _numbers(run: Run, options: Alternatives, rows: int) -> dict[str, list[Array]]:
    """The numbers of each assumption on which some option depends, where they vary."""
    plans = (
        Plan(option_run.study, option_run.settings, (BALANCE,))
        for option_run in options.runs.values()
        if option_run.study is not None
    )
    used = {unknown.name for plan in plans for unknown in plan.drawing.drawn}
    found: dict[str, list[Array]] = {}
    for number, array in uncertain_draws(run, options, rows).items():
        name = number.partition("[")[0]
        if name in used and np.ptp(array) > 0:
            found.setdefault(name, []).append(array)
    return found


def _shares(run: Run, ranking: xr.Dataset | None) -> dict[str, Estimate]:
    """The share of the variance of the project's balance that goes with each assumption: that of its ranking.

    Empty where the balance does not vary, and where it has no variance to share out.
    """
    if ranking is None:
        try:
            ranking = ranking_of(run, BALANCE)
        except RunError:
            return {}
    if "first" not in ranking:
        return {}
    columns = (ranking[name].values.tolist() for name in ("assumption", "first", "first_error"))
    return {name: Estimate(value, error) for name, value, error in zip(*columns, strict=True)}


def _score(arrays: Sequence[Array], outcome: Array) -> Array:
    return arrays[0] if len(arrays) == 1 else score_of(arrays, outcome)


def _mean(study: Study, name: str, arrays: Sequence[Array]) -> Array:
    """An assumption in each world; of several numbers that share one distribution, their mean."""
    if len(arrays) > 1 and study.families[name].batch_shape:
        raise RunError(f"{name!r} differs by label, so it has no single value", code="differs_by_label", name=name)
    return np.asarray(np.mean(arrays, axis=0))


def _of_mean(found: SwitchingValues | Note) -> Switch | Note:
    return found if isinstance(found, Note) else found.mean


def _one_way(model: DeterministicModel, name: str) -> OneWay | Note:
    try:
        return one_way(model, name)
    except RunError as error:
        return error.note


def switching_plane(
    run: Run, first: str, second: str, known: Alternatives | None = None, *, choice: bool = False
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
    looked_at = _LookedAt.of(run, alternatives(run) if known is None else known, _REGRESSED)
    for name in (first, second):
        if name not in looked_at.numbers:
            known_names = list(looked_at.numbers)
            raise RequestError(f"{name!r} is no uncertain assumption of the study; {suggestion(name, known_names)}")
    across, up = (_mean(looked_at.study, name, looked_at.numbers[name]) for name in (first, second))
    return switching_line(across, up, looked_at.lead if choice else looked_at.project, randomisation=looked_at.labels)


def _rows(run: Run, worlds: int) -> int:
    """How many of the first worlds are looked at: all of those that only lie as they should together."""
    return worlds if sampler_named(run.settings.sampler).extendable() else run.settings.worlds
