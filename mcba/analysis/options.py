"""The options of a study on the same worlds: the null alternative, the project, and every option in its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.decision import (
    Acceptability,
    Dominance,
    Options,
    acceptability,
    compare_options,
    stochastic_dominance,
)
from mcba.analysis.ratio import Ratio, ratio
from mcba.analysis.rerun import (
    BALANCE,
    Labels,
    as_variant,
    in_common,
    labels_of,
    numbers_of,
    with_balance,
    with_override,
)
from mcba.engine.estimate import Estimate, Summary, probability, summarise
from mcba.engine.result import Array, Run
from mcba.engine.run import draws_of
from mcba.errors import RunError

NOTHING, PROJECT = "nothing", "project"
BENEFITS, COSTS, PAYBACK = "present_value_benefits", "present_value_costs", "payback_year"
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
    """

    names: tuple[str, ...]
    net_benefit: Array
    benefits: Array
    costs: Array
    payback_year: Array
    randomisation: Labels | None
    mass: float
    same_as: dict[str, str] = field(default_factory=dict)
    worlds: NDArray[np.int64] | None = None

    def column(self, name: str) -> int:
        """Where an option stands."""
        if name not in self.names:
            raise RunError(f"there is no option {name!r}; there are {', '.join(self.names)}")
        return self.names.index(name)

    @property
    def compared(self) -> Options:
        """Mean, P(best), expected loss and regret of each option."""
        return compare_options(self.net_benefit, self.names, mass=self.mass, randomisation=self.randomisation)

    @property
    def dominance(self) -> Dominance:
        """Which option stochastically dominates which."""
        return stochastic_dominance(self.net_benefit, randomisation=self.randomisation)

    def summary(self, name: str) -> Summary:
        """Mean, median and range of the net benefit of an option."""
        return summarise(self.net_benefit[:, self.column(name)], mass=self.mass, ranks=self.randomisation)

    def ratio(self, name: str, *, interval: str = "fieller") -> Ratio:
        """The benefit-cost ratio of an option, with a refusal of the mean of ratios where costs come near zero."""
        place = self.column(name)
        return ratio(
            self.benefits[:, place],
            self.costs[:, place],
            mass=self.mass,
            interval=interval,
            randomisation=self.randomisation,
        )

    def hardly_ever_best(self) -> tuple[str, ...]:
        """The options that are best in less than one world in a hundred."""
        shares = self.compared.probability_best
        return tuple(name for name, share in zip(self.names, shares, strict=True) if share < ENOUGH)

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
    >>> from mcba.analysis.options import alternatives
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> alternatives(run).names
    ('nothing', 'project', 'formalised_partnership')
    """
    named = {PROJECT: None, **{name: name for name in with_balance(run).document.options}}
    runs = {
        name: as_variant(run, scenario=run.settings.scenario, option=option, keep=KEPT)
        for name, option in named.items()
    }
    rows = in_common(*runs.values())
    first = next(iter(runs.values()))
    labels = labels_of(first)

    def table(outcome: str) -> dict[str, Array]:
        found = {name: one.values(outcome)[row] for (name, one), row in zip(runs.items(), rows, strict=True)}
        return {NOTHING: np.zeros_like(found[PROJECT]), **found}

    balance, benefits, costs, payback_years = map(table, KEPT)
    same_as = _twins(balance)
    names = tuple(name for name in balance if name not in same_as)
    if len(names) < 2:
        raise RunError("the project has a net benefit of 0 in every world, so there is nothing to choose")
    return Alternatives(
        names=names,
        net_benefit=np.column_stack([balance[name] for name in names]),
        benefits=np.column_stack([benefits[name] for name in names]),
        costs=np.column_stack([costs[name] for name in names]),
        payback_year=np.column_stack([payback_years[name] for name in names]),
        randomisation=None if labels is None else labels[rows[0]],
        mass=run.settings.mass,
        same_as=same_as,
        worlds=None if isinstance(rows[0], slice) else numbers_of(first)[rows[0]],
    )


def _twins(balance: dict[str, Array]) -> dict[str, str]:
    """The options that equal an earlier one in every world, and which; rounding is no difference."""
    scale = max(float(np.abs(array).max()) for array in balance.values())
    found: dict[str, str] = {}
    for name, other in combinations(balance, 2):
        same = np.allclose(balance[name], balance[other], rtol=0.0, atol=1e-12 * scale)
        if same and name not in found and other not in found:
            found[other] = name
    return found


def uncertain_draws(run: Run, options: Alternatives) -> Mapping[str, Array]:
    """The draws of every uncertain assumption of a run, row for row in the worlds of its options."""
    draws = draws_of(run if options.worlds is None else replace(run, kept=None))
    if not draws:
        raise RunError("nothing in this study is uncertain, so there is nothing to learn before choosing")
    rows = options.net_benefit.shape[0]
    if rows < FEWEST:
        raise RunError(f"{rows} worlds are too few to see what drives a choice; draw {FEWEST} or more")
    return draws if options.worlds is None else {name: array[options.worlds] for name, array in draws.items()}


@dataclass(frozen=True, eq=False)
class PriceCurve:
    """The choice as one assumption or choice takes one value after another: arrays (value,) or (value, option)."""

    name: str
    names: tuple[str, ...]
    values: Array
    mean: Array
    mean_error: Array
    probability_best: Array
    probability_best_error: Array


def choice_over(run: Run, name: str, values: Sequence[float] | Array) -> PriceCurve:
    """Mean net benefit and P(best) of each option as a price, a willingness to pay or a lever is set to each value.

    The value holds in all worlds, whatever its distribution and its place in the formulas.

    Raises
    ------
    StudyError
        When the study has no assumption or choice of that name.
    """
    at = np.atleast_1d(np.asarray(values, dtype=np.float64))
    found = [alternatives(with_override(run, {name: float(value)})) for value in at]
    if len({one.names for one in found}) > 1:
        raise RunError(f"options become the same at some values of {name}; leave those values out")
    compared = [one.compared for one in found]
    return PriceCurve(
        name=name,
        names=found[0].names,
        values=at,
        mean=np.array([one.mean for one in compared]),
        mean_error=np.array([one.mean_error for one in compared]),
        probability_best=np.array([one.probability_best for one in compared]),
        probability_best_error=np.array([one.probability_best_error for one in compared]),
    )


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
