"""The options of a study on the same worlds: the null alternative, the project, and every option in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.decision.decision import (
    Acceptability,
    Dominance,
    Options,
    acceptability,
    compare_options,
    stochastic_dominance,
)
from mcba.analysis.economics import (
    BENEFITS,
    COSTS,
    UNDEFINED,
    Ratio,
    ratio_or_reason,
    skewness_or_reason,
    summary_or_reason,
)
from mcba.analysis.rerun import (
    BALANCE,
    Labels,
    as_variant,
    at_hand,
    in_common,
    labels_of,
    numbers_of,
    study_of,
    with_balance,
)
from mcba.engine import Array, Run, draws_of
from mcba.engine.estimates import Estimate, Range, Summary, probability
from mcba.engine.estimates.rounding import freed
from mcba.errors import Note, RunError

NOTHING, PROJECT = "nothing", "project"
PAYBACK = "payback_year"
KEPT = (BALANCE, BENEFITS, COSTS, PAYBACK)
FEWEST = 200  # worlds in which it is seen what drives a choice
ENOUGH = 0.01  # an option that is best in a smaller share of the worlds is named as one that is hardly ever best


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The options on the same worlds.

    Attributes
    ----------
    names : tuple of str
        `nothing`, `project`, and the options of the study.
    net_benefit, benefits, costs : (world, option)
        Present values in the currency of the study; those of `nothing` are zero. Benefits against costs are the
        cost-benefit cloud.
    randomisation : (world,) labels, or None for independent worlds
    mass : float
        The share of worlds in the ranges.
    same_as : dict of str to str
        Options that were left out because another one has the same net benefit in every world.
    worlds : (world,) array of int, or None
        The numbers of the worlds, where some option is undefined in others and those were dropped.
    runs : mapping of str to Run
        The run of the project and of each option, with every outcome.
    """

    names: tuple[str, ...]
    net_benefit: Array
    benefits: Array
    costs: Array
    payback_year: Array
    randomisation: Labels | None
    mass: float
    runs: Mapping[str, Run]
    same_as: dict[str, str] = field(default_factory=dict)
    worlds: NDArray[np.int64] | None = None

    def column(self, name: str) -> int:
        """Where an option stands."""
        if name not in self.names:
            raise RunError(f"there is no option {name!r}; there are {', '.join(self.names)}")
        return self.names.index(name)

    @cached_property
    def without_mean(self) -> Note | None:
        """Why options are not compared on average: the net benefit of one of them has no mean."""
        for one in self.runs.values():
            tail = one.tail(BALANCE)
            if tail is not None and not tail.has_mean:
                return tail.note(BALANCE)
        return None

    @cached_property
    def compared(self) -> Options:
        """Mean, P(best), expected loss and regret of each option."""
        return compare_options(self.net_benefit, self.names, mass=self.mass, randomisation=self.randomisation)

    @cached_property
    def lead(self) -> Array:
        """What the best option on average has beyond the next one, (world,): one number where it varies by rounding."""
        ahead, behind = (self.column(name) for name in (self.compared.best, self.compared.runner_up))
        lead = self.net_benefit[:, ahead] - self.net_benefit[:, behind]
        pair = [ahead, behind]
        sizes = np.abs(self.benefits[:, pair]).sum(axis=1) + np.abs(self.costs[:, pair]).sum(axis=1)
        return lead if freed(lead - lead[0], sizes).any() else np.full_like(lead, lead[0])

    @cached_property
    def dominance(self) -> Dominance:
        """Which option stochastically dominates which."""
        return stochastic_dominance(self.net_benefit, randomisation=self.randomisation)

    def acceptability(self, shares: Sequence[float] | Array | None = None) -> Acceptability:
        """How the choice follows from what a euro of benefit counts for, against a euro of cost.

        Parameters
        ----------
        shares : (share,), optional
            What a euro of benefit counts for; 0 to 2 when absent. Half stands for benefits that are half as large.
        """
        at = np.linspace(0.0, 2.0, 81) if shares is None else shares
        return acceptability(self.benefits, self.costs, at, randomisation=self.randomisation)


def alternatives(run: Run) -> Alternatives:
    """The options of a study on the worlds of a run: nothing, the project, and the options of the file.

    Parameters
    ----------
    run : Run
        Of a study with benefits or costs; its scenario holds for every option.

    Raises
    ------
    RunError
        For a study without flows, and where all options are the same in every world.

    Examples
    --------
    >>> import mcba
    >>> from mcba.analysis.decision.options import alternatives
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> alternatives(run).names
    ('nothing', 'project', 'formalised_partnership')
    """
    known = with_balance(run).document.options
    runs = {PROJECT: _under(run, None), **{name: _under(run, name) for name in known}}
    rows = in_common(*runs.values())
    first = next(iter(runs.values()))
    labels = labels_of(first)

    def table(outcome: str) -> dict[str, Array]:
        found = {name: one.values(outcome)[row] for (name, one), row in zip(runs.items(), rows, strict=True)}
        return {NOTHING: np.zeros_like(found[PROJECT]), **found}

    balance, benefits, costs, payback_years = map(table, KEPT)
    _make_equal(balance, {name: np.abs(benefits[name]) + np.abs(costs[name]) for name in balance})
    same_as = _twins(balance)
    names = tuple(name for name in balance if name not in same_as)
    if len(names) < 2:
        raise RunError(
            "the project has a net benefit of 0 in every world, so there is nothing to choose", code="nothing_to_choose"
        )
    return Alternatives(
        names=names,
        net_benefit=np.column_stack([balance[name] for name in names]),
        benefits=np.column_stack([benefits[name] for name in names]),
        costs=np.column_stack([costs[name] for name in names]),
        payback_year=np.column_stack([payback_years[name] for name in names]),
        randomisation=None if labels is None else labels[rows[0]],
        mass=run.settings.mass,
        runs=runs,
        same_as=same_as,
        worlds=None if isinstance(rows[0], slice) else numbers_of(first)[rows[0]],
    )


def _under(run: Run, option: str | None) -> Run:
    """The worlds under an option: those of the run itself, where it is of that option and kept what is compared."""
    own = at_hand(run)
    if option == run.settings.option and set(KEPT) <= set(own.outcomes):
        return own
    keep = tuple(dict.fromkeys((*KEPT, *run.outcomes)))
    return as_variant(own, scenario=run.settings.scenario, option=option, keep=keep)


def _make_equal(balance: dict[str, Array], sizes: Mapping[str, Array]) -> None:
    """Give options the same balance in the worlds in which they differ by rounding only: there neither is better."""
    for name, other in combinations(balance, 2):
        differences = freed(balance[other] - balance[name], sizes[name] + sizes[other])
        balance[other] = np.where(differences == 0, balance[name], balance[other])


def _twins(balance: dict[str, Array]) -> dict[str, str]:
    """The options that equal an earlier one in every world, and which."""
    found: dict[str, str] = {}
    for name, other in combinations(balance, 2):
        same = np.array_equal(balance[name], balance[other])
        if same and name not in found and other not in found:
            found[other] = name
    return found


def uncertain_draws(run: Run, options: Alternatives, rows: int | None = None) -> Mapping[str, Array]:
    """The draws of every uncertain assumption, row for row in the worlds of the options, or in the first `rows`."""
    worlds = options.net_benefit.shape[0]
    chosen = None if options.worlds is None else options.worlds[:rows]
    first = rows if chosen is None else int(chosen[-1]) + 1
    drawn = at_hand(run)
    most = drawn.settings.worlds
    draws = draws_of(replace(drawn, kept=None), first=most if first is None else min(first, most))
    if not draws:
        raise RunError(
            "nothing in this study is uncertain, so there is nothing to learn before choosing", code="nothing_uncertain"
        )
    if worlds < FEWEST:
        raise RunError(
            f"{worlds} worlds are too few to see what drives a choice; draw {FEWEST} or more",
            code="too_few_worlds",
            worlds=worlds,
            least=FEWEST,
        )
    return draws if chosen is None else {name: array[chosen] for name, array in draws.items()}


@dataclass(frozen=True)
class Payback:
    """The share of worlds that have paid back by the end of each year, and of those that never do."""

    years: tuple[int, ...]
    by_year: tuple[Estimate, ...]
    never: Estimate


def payback(options: Alternatives, name: str, horizon: int) -> Payback:
    """When an option has paid back, as a distribution that includes never."""
    years = options.payback_year[:, options.column(name)]
    numbers = tuple(range(horizon + 1))
    by_year = tuple(probability(years <= year, ranks=options.randomisation) for year in numbers)
    return Payback(numbers, by_year, probability(years > horizon, ranks=options.randomisation))


# --- the same as plain numbers


@dataclass(frozen=True)
class Option:
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


@dataclass(frozen=True)
class OptionTable:
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
        return tuple(option.name for option in self.options if option.probability_best.value < ENOUGH)

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
        lead=compared.lead if known.without_mean is None else UNDEFINED,
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
        estimates["expected_loss"] = UNDEFINED
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
    paid = Note("no_costs") if costs_nothing else payback(known, name, horizon)
    return Option(name, own, lopsided, base, of_ratio, paid, **estimates)


def _zero(known: Alternatives) -> Summary:
    nothing = Estimate(0.0, 0.0)
    return Summary(nothing, nothing, Range(0.0, 0.0, known.mass, 0.0, 0.0), 0.0, known.net_benefit.shape[0])
