"""The options of a study on the same worlds: the null alternative, the project, and every option in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.decision.options.acceptability import Acceptability, acceptability_curve
from mcba.analysis.decision.options.comparison import Options, compare_options
from mcba.analysis.decision.options.dominance import Dominance, stochastic_dominance
from mcba.analysis.outcome_names import BALANCE, BENEFITS, COSTS
from mcba.analysis.reruns import as_variant, in_common, labels_of, numbers_of, study_of, with_balance, with_worlds
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine import Run, draws_of
from mcba.engine.estimates import Estimate, probability
from mcba.engine.estimates.rounding import freed
from mcba.errors import Note, RunError

NOTHING, PROJECT = "nothing", "project"
_PAYBACK = "payback_year"
_KEPT = (BALANCE, BENEFITS, COSTS, _PAYBACK)
_BY_FLOW = "present_value"
_FEWEST = 200  # worlds in which it is seen what drives a choice


@dataclass(frozen=True, eq=False, repr=False)
class Alternatives(Displayed):
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
        The run of the project and of each option, with every outcome, and present values by flow and by bearer where
        the run itself has them.
    """

    names: tuple[str, ...]
    net_benefit: Array
    benefits: Array
    costs: Array
    payback_year: Array
    randomisation: Integers | None
    mass: float
    runs: Mapping[str, Run]
    same_as: dict[str, str] = field(default_factory=dict)
    worlds: NDArray[np.int64] | None = None

    def column(self, name: str) -> int:
        """Where an option stands.

        Raises
        ------
        RunError
            For an option that the study does not have.
        """
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
        return acceptability_curve(self.benefits, self.costs, at, randomisation=self.randomisation)


def alternatives(run: Run) -> Alternatives:
    """The options of a study on the worlds of a run: nothing, the project, and the options of the file.

    Parameters
    ----------
    run : Run
        Of a study with benefits or costs; its scenario holds for every option.

    Returns
    -------
    Alternatives

    Raises
    ------
    RunError
        For a study without flows, and where all options are the same in every world.

    Examples
    --------
    >>> import mcba
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
        found = {name: _values(one, outcome)[row] for (name, one), row in zip(runs.items(), rows, strict=True)}
        return {NOTHING: np.zeros_like(found[PROJECT]), **found}

    balance, benefits, costs, payback_years = map(table, _KEPT)
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


def _values(run: Run, outcome: str) -> Array:
    """An outcome in every world; of a function that gives a balance alone, the balance is all benefit."""
    if outcome in run.outcomes:
        return run.values(outcome)
    balance = run.values(BALANCE)
    return {BENEFITS: balance, COSTS: np.zeros_like(balance)}.get(outcome, np.full_like(balance, np.nan))


def _under(run: Run, option: str | None) -> Run:
    """The worlds under an option: those of the run itself, where it is of that option and kept what is compared."""
    own = with_worlds(run)
    if option == run.settings.option and set(_KEPT) & set(study_of(run).outcomes) <= set(own.outcomes):
        return own
    keep = None if _BY_FLOW in own.arrays else tuple(dict.fromkeys((*_KEPT, *run.outcomes)))
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
    """The draws of every uncertain assumption, row for row in the worlds of the options, or in the first `rows`.

    Parameters
    ----------
    run : Run
    options : Alternatives
    rows : int, optional
        All when absent.

    Returns
    -------
    mapping of str to (world,)
        By address: `name` or `name[label]`.

    Raises
    ------
    RunError
        With the code `nothing_uncertain` or `too_few_worlds`.
    """
    worlds = options.net_benefit.shape[0]
    chosen = None if options.worlds is None else options.worlds[:rows]
    first = rows if chosen is None else int(chosen[-1]) + 1
    drawn = with_worlds(run)
    most = drawn.settings.worlds
    draws = draws_of(replace(drawn, kept=None), first=most if first is None else min(first, most))
    if not draws:
        raise RunError(
            "nothing in this study is uncertain, so there is nothing to learn before choosing", code="nothing_uncertain"
        )
    if worlds < _FEWEST:
        raise RunError(
            f"{worlds} worlds are too few to see what drives a choice; draw {_FEWEST} or more",
            code="too_few_worlds",
            worlds=worlds,
            least=_FEWEST,
        )
    return draws if chosen is None else {name: array[chosen] for name, array in draws.items()}


@dataclass(frozen=True)
class Payback:
    """The share of worlds that have paid back by the end of each year, and of those that never do."""

    years: tuple[int, ...]
    by_year: tuple[Estimate, ...]
    never: Estimate


def payback_of(options: Alternatives, name: str, horizon: int) -> Payback:
    """When an option has paid back, as a distribution that includes never."""
    years = options.payback_year[:, options.column(name)]
    numbers = tuple(range(horizon + 1))
    by_year = tuple(probability(years <= year, ranks=options.randomisation) for year in numbers)
    return Payback(numbers, by_year, probability(years > horizon, ranks=options.randomisation))
