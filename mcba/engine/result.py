"""The Run: what was asked, the worlds that were drawn, and how well they know each outcome."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers
from mcba.engine.estimates import (
    TERMS,
    Accumulator,
    Bound,
    Estimate,
    QuantileBounds,
    Range,
    Summary,
    freed,
    probability,
    quantile_ranks,
    ratio_of_means,
    shortest_range,
    skewness,
    summarise,
)
from mcba.errors import RunError, suggestion
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr

    from mcba.engine.estimates import Tail

THIRD = 3.0  # the index of a tail from which downwards there is no third moment
Progress = Callable[[int], None]
DIFFERENCES = {terms: outcome for outcome, terms in TERMS.items() if len(terms) == 2}
"""Which outcome is the difference of two others: its spread says how these go together."""


def checked_mass(mass: float) -> float:
    """The mass of a range, if it is a share of worlds."""
    if isinstance(mass, bool) or not isinstance(mass, int | float | np.number) or not 0 < mass < 1:
        raise RunError(f"mass = {mass!r} is no share of worlds; give a number between 0 and 1, such as 0.9")
    return float(mass)


def checked(what: str, value: int, *, least: int) -> int:
    """A whole number that is large enough."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise RunError(f"{what} = {value!r}; allowed is a whole number from {least}")
    return int(value)


@dataclass(frozen=True)
class Settings:
    """How the worlds of a run were drawn, and whether they are kept or only summarised."""

    worlds: int
    seed: int
    sampler: str
    mass: float
    failed: str = "raise"
    scenario: str | None = None
    option: str | None = None
    store: str = "worlds"


@dataclass(frozen=True, eq=False)
class Run:
    """The worlds of one run, by name.

    Attributes
    ----------
    settings : Settings
    arrays : mapping of str to arrays of shape (world,) or (label, world)
        Everything that was kept; not to be written to.
    accumulators : mapping of str to Accumulator
        What the worlds say of each outcome, where they were summarised and not kept.
    dimensions : mapping of str to str
        The labelled dimension of each array that has one: `flow` or `bearer`.
    labels : mapping of str to tuple of str
        The labels of these dimensions.
    study : Study or None
        None for a run of a Python function or of a finished sample.
    base : mapping of str to float
        Each outcome with every assumption at its base value.
    randomisations : int
        How many independent randomisations the worlds were dealt to in turn; 0 when worlds are independent.
    kept : (world,) array of int, or None
        The numbers of the worlds that were kept, where failed worlds were dropped.
    inputs : tuple of str
        Which arrays were drawn, in a run without a study; a study's draws are drawn again when they are wanted.
    units : mapping of str to str
        Of arrays, in a run without a study.
    seconds : mapping of str to float
    tails_of_function : mapping of (str, str) to Tail
        The results of a Python function that have no variance; those of a study are found again when they are wanted.
    """

    settings: Settings
    arrays: Mapping[str, Array]
    accumulators: Mapping[str, Accumulator] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    study: Study | None = None
    base: Mapping[str, float] = field(default_factory=dict)
    randomisations: int = 0
    kept: Integers | None = None
    inputs: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    tails_of_function: Mapping[tuple[str, str], Tail] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep the worlds as they were drawn: whoever wants others copies an array first."""
        arrays = {name: array.view() for name, array in self.arrays.items()}
        for array in arrays.values():
            array.flags.writeable = False
        object.__setattr__(self, "arrays", arrays)

    def __repr__(self) -> str:
        title = self.study.name if self.study else "function"
        return f"Run({title}, {self.settings.worlds:,} worlds, seed {self.settings.seed}, {self.settings.sampler})"

    @property
    def failed_worlds(self) -> int:
        """How many worlds were dropped because an outcome was undefined in them."""
        if self.accumulators:
            return self.settings.worlds - min(found.worlds for found in self.accumulators.values())
        return 0 if self.kept is None else self.settings.worlds - self.kept.size

    @cached_property
    def rank_error(self) -> float:
        """The largest share of the worlds that cannot be told apart at low, median or high of an outcome.

        0 where the worlds were kept; of a summary, the share that lies in one open cell (see `engine.cells`).
        """
        return max((found.rank_error(self.settings.mass) for found in self.accumulators.values()), default=0.0)

    @cached_property
    def worlds(self) -> xr.Dataset:
        """Everything that was kept, as a Dataset with the dimension `world` and, for some, `flow` or `bearer`."""
        import xarray as xr

        if self.accumulators:
            raise RunError('this run kept what the worlds say, not the worlds; run again with store = "worlds"')
        variables = {
            name: (
                (self.dimensions[name], "world") if name in self.dimensions else ("world",),
                array,
                self._attributes(name),
            )
            for name, array in self.arrays.items()
        }
        coordinates: dict[str, object] = {name: list(labels) for name, labels in self.labels.items()}
        if self.kept is not None:
            coordinates["world"] = self.kept
        attributes = {"seed": str(self.settings.seed), "sampler": self.settings.sampler, "mass": self.settings.mass}
        return xr.Dataset(variables, coords=coordinates, attrs={**attributes, "randomisations": self.randomisations})

    def _attributes(self, name: str) -> dict[str, str]:
        return {} if self.study is None and name not in self.units else {"units": self.unit(name)}

    def unit(self, name: str) -> str:
        """The unit of an outcome, as text; empty when none is stated."""
        return self.units.get(name, "") if self.study is None else self.study.unit(name)

    # --- what the worlds say

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of everything with one number a world."""
        return (*(name for name in self.arrays if name not in self.dimensions), *self.accumulators)

    def values(self, outcome: str, label: str | None = None) -> Array:
        """One outcome in every world, shape (world,); with a label, one row of a labelled array."""
        if outcome in self.accumulators:
            raise RunError(
                f'this run kept what the worlds say of {outcome!r}, not the worlds; run again with store = "worlds"'
            )
        if outcome not in self.arrays:
            raise RunError(f"this run kept no outcome {outcome!r}; {suggestion(outcome, self.outcomes)}")
        array = self.arrays[outcome]
        if outcome not in self.dimensions:
            return array
        labels = self.labels[self.dimensions[outcome]]
        if label not in labels:
            raise RunError(f"{outcome!r} has one row for each of {', '.join(labels)}; name one of them")
        return np.asarray(array[labels.index(label)])

    def sizes(self, outcome: str) -> Array:
        """The size of what an outcome was made of in each world, (world,): it may be rounded by so much of it.

        That of its terms, such as benefits and costs of a balance, and its own where these were not kept.
        """
        terms = [name for name in TERMS.get(outcome, ()) if name in self.arrays]
        return np.asarray(np.sum([np.abs(self.values(name)) for name in terms or [outcome]], axis=0))

    def _told(self, outcome: str, label: str | None = None) -> Array:
        """One outcome in every world as it is told: one number where the worlds differ in it by rounding only."""
        values = self.values(outcome, label)
        first = values[0]
        with np.errstate(invalid="ignore"):
            if not 0 < np.ptp(values) < 1e-6 * abs(first):
                return values
        return values if freed(values - first, self.sizes(outcome)).any() else np.full_like(values, first)

    def summary(self, outcome: str, *, label: str | None = None, mass: float | None = None) -> Summary:
        """Mean, median and range of one outcome, each with its Monte Carlo error.

        `mass` is the share of worlds between low and high; the run's own when absent.
        """
        chosen = self.settings.mass if mass is None else checked_mass(mass)
        if outcome in self.accumulators:
            found = self.accumulators[outcome].summary(chosen)
        else:
            values = self._told(outcome, label)
            found = summarise(values, mass=chosen, randomisations=self.randomisations, ranks=self._ranks)
        tail = self.tail(outcome, label=label)
        return found if tail is None else tail.applied(found, outcome)

    def require_mean(self, *outcomes: str) -> None:
        """Refuse outcomes without a mean, for what is made of means.

        Raises
        ------
        RunError
            For the first outcome that has none.
        """
        for outcome in outcomes:
            tail = self.tail(outcome)
            if tail is not None and not tail.has_mean:
                note = tail.note(outcome)
                raise RunError(f"{outcome!r} has no mean: its tail is too heavy", code=note.code, **note.data)

    @cached_property
    def _tails(self) -> Mapping[tuple[str, str], Tail]:
        if self.study is None:
            return self.tails_of_function
        from mcba.engine.estimates import tails_of

        return tails_of(self)

    def tail(self, outcome: str, *, label: str | None = None) -> Tail | None:
        """How heavy the tail of an outcome is, where it is too heavy for a variance; None where it has one.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda loss: loss, {"loss": mcba.Pareto(1, 0.9)}, worlds=10_000)
        >>> run.tail("result")
        Tail(index=0.9, assumption='loss')
        >>> run.summary("result").mean
        Estimate(value=nan, error=nan)
        """
        return self._tails.get((outcome, label or ""))

    def range(self, outcome: str, *, mass: float | None = None) -> Range:
        """From low to high, with the errors of both ends; printed, `1.3 to 2.5`."""
        return self.summary(outcome, mass=mass).range

    def shortest_range(self, outcome: str, *, mass: float | None = None) -> Range:
        """The narrowest range that holds this share of the worlds, with the errors of both ends.

        For a skewed outcome it lies elsewhere than the central one, and its ends are known far less well.
        """
        chosen = self.settings.mass if mass is None else checked_mass(mass)
        return shortest_range(self.values(outcome), mass=chosen, randomisations=self.randomisations, ranks=self._ranks)

    def skewness(self, outcome: str) -> Estimate:
        """How lopsided an outcome is, with its Monte Carlo error: 0 where both sides are alike.

        The third central moment over the cube of the standard deviation; above 0 where the long tail is on the right.

        Raises
        ------
        RunError
            For an outcome that is infinite in some worlds or the same in all, whose worlds were not kept, or of which
            few worlds carry the skewness; that of a distribution without a third moment is never known.

        Examples
        --------
        >>> import mcba
        >>> run = mcba.simulate(lambda x: x, {"x": mcba.Gamma(4, 1)}, worlds=16_384)
        >>> found = run.skewness("result")
        >>> abs(found.value - mcba.Gamma(4, 1).skewness) < 3 * found.error
        True
        """
        tail = self.tail(outcome)
        if tail is not None:
            note = tail.note(outcome)
            raise RunError(f"{outcome!r} has no variance, so it has no skewness", code=note.code, **note.data)
        families = () if self.study is None else self.study.families.values()
        endless = any(float(np.min(each)) <= THIRD for family in families for each in family.tail_index)
        return skewness(self.values(outcome), randomisations=self.randomisations, ranks=self._ranks, doubted=endless)

    def probability(self, outcome: str, *, above: float = 0.0) -> Estimate:
        """The share of worlds in which an outcome lies above a value, with its Monte Carlo error."""
        if outcome in self.accumulators:
            return self.accumulators[outcome].probability(above)
        return probability(self.values(outcome) > above, randomisations=self.randomisations, ranks=self._ranks)

    def probability_within(self, outcome: str, low: float, high: float) -> Estimate:
        """The share of worlds in which an outcome lies between two values, with its Monte Carlo error."""
        values = self.values(outcome)
        return probability((values >= low) & (values <= high), randomisations=self.randomisations, ranks=self._ranks)

    def ratio_of_means(self, above: str = "present_value_benefits", below: str = "present_value_costs") -> Estimate:
        """Mean benefits over mean costs: what the project as a whole returns, with its Monte Carlo error.

        Raises
        ------
        RunError
            Where one of the two has no mean.
        """
        self.require_mean(above, below)
        found = self._ratio_of_means(above, below)
        return replace(found, error=math.inf) if self.tail(above) or self.tail(below) else found

    def _ratio_of_means(self, above: str, below: str) -> Estimate:
        if above in self.accumulators and below in self.accumulators:
            difference = self.accumulators.get(DIFFERENCES.get((above, below), ""))
            return self.accumulators[above].ratio_of_means(self.accumulators[below], difference)
        return ratio_of_means(
            self.values(above), self.values(below), randomisations=self.randomisations, ranks=self._ranks
        )

    def quantile_bounds(
        self, outcome: str, level: float, *, confidence: float = 0.95, bound: Bound = "both"
    ) -> QuantileBounds:
        """Two worlds between which a quantile of the outcome lies, whatever its distribution; see `quantile_ranks`.

        For independent worlds only. It supposes nothing, where the Monte Carlo error of a quantile supposes that there
        are worlds enough around it: it suits a model so slow that it has a few hundred worlds.

        Raises
        ------
        RunError
            For worlds that are not independent (`sampler = "sobol"` and `"lhs"`), that were not kept, and for too few.

        Examples
        --------
        >>> import mcba
        >>> study = mcba.load("studies/schilderswijk-moeders")
        >>> run = mcba.run(study, worlds=300, sampler="random")
        >>> found = run.quantile_bounds("bcr", 0.05, bound="lower")
        >>> found.ranks.low, found.low < run.range("bcr").low, round(found.confidence, 3)
        (9, True, 0.966)
        """
        if self.randomisations:
            raise RunError(
                f'these worlds are not independent (sampler = "{self.settings.sampler}"), and bounds by rank hold for '
                'independent ones; draw them with sampler = "random", or take the ends of run.range, whose Monte '
                "Carlo errors are those of this sampler"
            )
        values = self.values(outcome)
        ranks = quantile_ranks(level, values.size, confidence, bound=bound)
        ordered = np.sort(values)
        low = -math.inf if ranks.low is None else float(ordered[ranks.low - 1])
        high = math.inf if ranks.high is None else float(ordered[ranks.high - 1])
        return QuantileBounds(level, low, high, ranks, values.size)

    def smallest(self, outcome: str) -> float:
        """The smallest value of an outcome in any world."""
        found = self.accumulators.get(outcome)
        return float(self.values(outcome).min()) if found is None else found.smallest

    @property
    def _ranks(self) -> Integers | None:
        return None if self.kept is None or not self.randomisations else self.kept % self.randomisations

    def hashes(self) -> dict[str, str]:
        """A SHA-256 of the bytes of every array, or of every summary: equal hashes are equal worlds, to the bit."""
        summarised = {name: found.state().values() for name, found in self.accumulators.items()}
        return {
            name: _hash(arrays)
            for name, arrays in {**{name: [array] for name, array in self.arrays.items()}, **summarised}.items()
        }


def _hash(arrays: Iterable[NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
    return digest.hexdigest()
