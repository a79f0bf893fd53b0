"""The table of options: outcomes, ratio and payback of each, and which one to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mcba.analysis.decision.options.dominance import Dominance
from mcba.analysis.decision.options.study_options import (
    NOTHING,
    PROJECT,
    Alternatives,
    Payback,
    alternatives,
    payback_of,
)
from mcba.analysis.economics.ratios import Ratio, ratio_or_reason, skewness_or_reason, summary_or_reason
from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import (
    study_of,
)
from mcba.analysis.world_arrays import UNDEFINED_ESTIMATE
from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Range, Summary
from mcba.errors import Note

_ENOUGH = 0.01  # an option that is best in a smaller share of the worlds is named as one that is hardly ever best


@dataclass(frozen=True, repr=False)
class Option(Displayed):
    """One option by itself, and as it stands beside the others.

    Attributes
    ----------
    name : str
    outcomes : mapping of str to Summary or Note
        Of the option's own run, as `mcba run --option` gives them; for `nothing` a net present value of zero.
    skewness : mapping of str to Estimate or Note
        Of these outcomes; none for `nothing`.
    base : mapping of str to float
        Each outcome with every assumption at its base value.
    ratio : Ratio or Note
    payback : Payback or Note
        `no_costs` for an option that costs nothing.
    probability_best, expected_loss, regret_high : Estimate
        As in `Options`, in the worlds that all options have in common.
    """

    name: str
    outcomes: Mapping[str, Summary | Note]
    skewness: Mapping[str, Estimate | Note]
    base: Mapping[str, float]
    ratio: Ratio | Note
    payback: Payback | Note
    probability_best: Estimate
    expected_loss: Estimate
    regret_high: Estimate

    @property
    def net_benefit(self) -> Summary:
        """The net present value."""
        found = self.outcomes[BALANCE]
        assert isinstance(found, Summary)
        return found


@dataclass(frozen=True, repr=False)
class OptionTable(Displayed):
    """The options of a study side by side, as plain numbers.

    `lead` is how far the best option on average is ahead of the next; `tied` says that these worlds cannot tell the
    two apart. `favourite` is best in most worlds. `dominated` holds (better, worse) where the first is never worse and
    sometimes better in the same world; `same_as` names the options left out because they equal another. `worlds` are
    those that all options have in common, `left_out` those that some option lacks. Where the net benefit of an
    option has no mean, `note` says so, `best` is the favourite, and there is no lead and no expected loss.
    """

    options: tuple[Option, ...]
    mass: float
    best: str
    runner_up: str
    lead: Estimate
    tied: bool
    favourite: str
    dominance: Dominance
    same_as: Mapping[str, str]
    worlds: int
    left_out: int
    note: Note | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The options in their order."""
        return tuple(option.name for option in self.options)

    @property
    def dominated(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a better and a worse option, where the better one is so in every world."""
        every = self.dominance.every_world
        return tuple((self.names[i], self.names[j]) for i, j in np.argwhere(every))

    @property
    def hardly_ever_best(self) -> tuple[str, ...]:
        """The options that are best in less than one world in a hundred."""
        return tuple(option.name for option in self.options if option.probability_best.value < _ENOUGH)

    def __getitem__(self, name: str) -> Option:
        return self.options[self.names.index(name)]


def option_table(run: Run, known: Alternatives | None = None) -> OptionTable:
    """The options of a study side by side: outcomes, ratio and payback of each, and which one to choose.

    Parameters
    ----------
    run : Run
        Of a study with benefits or costs.
    known : Alternatives, optional
        From `alternatives(run)`, to spare drawing them again.

    Returns
    -------
    OptionTable

    Raises
    ------
    RunError
        As `alternatives`.

    Examples
    --------
    >>> import mcba
    >>> found = option_table(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> found.best, found.tied
    ('project', False)
    """
    known = alternatives(run) if known is None else known
    compared, horizon = known.compared, study_of(run).horizon
    worlds = known.net_benefit.shape[0]
    return OptionTable(
        options=tuple(_option(run, known, name, horizon) for name in known.names),
        mass=known.mass,
        best=compared.best if known.without_mean is None else compared.favourite,
        runner_up=compared.runner_up,
        lead=compared.lead if known.without_mean is None else UNDEFINED_ESTIMATE,
        tied=compared.tied and known.without_mean is None,
        favourite=compared.favourite,
        dominance=known.dominance,
        same_as=known.same_as,
        worlds=worlds,
        left_out=known.runs[PROJECT].settings.worlds - worlds,
        note=known.without_mean,
    )


def _option(run: Run, known: Alternatives, name: str, horizon: int) -> Option:
    place, compared = known.column(name), known.compared
    beside = {
        "probability_best": (compared.probability_best, compared.probability_best_error),
        "expected_loss": (compared.expected_loss, compared.expected_loss_error),
        "regret_high": (compared.regret_high, compared.regret_high_error),
    }
    degrees = compared.lead.degrees
    estimates = {
        key: Estimate(float(value[place]), float(error[place]), degrees) for key, (value, error) in beside.items()
    }
    if known.without_mean is not None:
        estimates["expected_loss"] = UNDEFINED_ESTIMATE
    costs_nothing = not known.costs[:, place].any()
    if name == NOTHING:
        own: dict[str, Summary | Note] = {BALANCE: _zero(known)}
        lopsided: dict[str, Estimate | Note] = {}
        base: Mapping[str, float] = {BALANCE: 0.0}
        of_ratio: Ratio | Note = Note("no_costs")
    else:
        source = run if name == PROJECT and run.settings.option is None else known.runs[name]
        own = {outcome: summary_or_reason(source, outcome) for outcome in source.outcomes}
        lopsided = {outcome: skewness_or_reason(source, outcome) for outcome in source.outcomes}
        of_ratio, base = ratio_or_reason(source), source.base
    paid = Note("no_costs") if costs_nothing else payback_of(known, name, horizon)
    return Option(name, own, lopsided, base, of_ratio, paid, **estimates)


def _zero(known: Alternatives) -> Summary:
    nothing = Estimate(0.0, 0.0)
    everywhere = Range(0.0, 0.0, known.mass, 0.0, 0.0)
    return Summary(nothing, nothing, everywhere, 0.0, known.net_benefit.shape[0], sd_error=0.0)
