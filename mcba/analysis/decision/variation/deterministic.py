"""The model at points instead of in worlds: worst, base and best case, and the break-even of one number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import labels_of, study_of, with_worlds
from mcba.arrays import Array
from mcba.engine import Run
from mcba.engine.estimates import Estimate, probability
from mcba.engine.estimates.rounding import freed
from mcba.engine.program import Economics, evaluate
from mcba.errors import RequestError, RunError
from mcba.families import Dirichlet, Multinomial
from mcba.study import Study, ancestors, base_value

_INTEGRATED = 1e-9
"""Of its size, to which an outcome at means is known: those of some distributions are integrals, done numerically."""


class DeterministicModel:
    """One outcome of a study as a function of its uncertain assumptions; those not given stand at their base.

    Parameters
    ----------
    study : Study
    outcome : str

    Examples
    --------
    >>> import mcba
    >>> model = DeterministicModel(mcba.load("studies/mobility-mentoring"), "annual_cost")
    >>> model.at({"staff_share": 0.5})
    49500.0
    """

    def __init__(self, study: Study, outcome: str = BALANCE):
        if outcome not in study.outcomes:
            raise RequestError(f"the study has no outcome {outcome!r}; it has {', '.join(study.outcomes)}")
        self.outcome, self.families = outcome, study.families
        economics = Economics(study)
        self.program = economics.builder.program({outcome: economics.outcomes()[outcome]})
        self._follows = {name: ancestors(study, name) for name in self.program.draws}
        self.parameters = frozenset().union(*self._follows.values())
        used = self.parameters.union(self.program.draws)
        self._study = study
        self.base = {
            name: np.asarray(base_value(study, name), dtype=np.float64) for name in study.families if name in used
        }
        self._at_base = {name: self._as_drawn(name, self.base[name]) for name in self.program.draws}
        self._slots: list[Array] = []

    @property
    def names(self) -> tuple[str, ...]:
        """The uncertain assumptions on which the outcome depends."""
        return tuple(self.program.draws)

    def at(self, values: Mapping[str, float | Array]) -> float:
        """The outcome at these values; a value that differs by label has the shape (label, 1).

        An assumption that follows from others is at its base for their values here.
        """
        draws = {name: self._value(name, values) for name in self.program.draws}
        return float(np.ravel(evaluate(self.program, draws, 1, self._slots)[self.outcome])[0])

    def _value(self, name: str, values: Mapping[str, float | Array]) -> Array:
        if not values.keys().isdisjoint(self._follows[name]):
            return self._as_drawn(name, base_value(self._study, name, values))
        return self._as_drawn(name, values[name]) if name in values else self._at_base[name]

    def _as_drawn(self, name: str, value: float | Array) -> Array:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (*self.program.draws[name], 1))


@dataclass(frozen=True)
class Cases:
    """Worst, base and best case as points, and where the base case falls among the worlds.

    `worst` and `best` have every assumption at the end of its own central `mass` that is worse, or better, for the
    outcome with all others at base: together far less likely than 1 − mass. `below_base` is the share of worlds below
    the base case. The mean lies `above_base` by `from_bases` (bases that are no means: modes, stated ones) and by
    `from_form` (assumptions that multiply or divide, and those that move together): each 0 where it is no more than
    rounding of what the outcome is made of, which has the `size`.
    """

    outcome: str
    worst: float
    base: float
    best: float
    at_means: float
    mean: Estimate
    below_base: Estimate
    mass: float
    size: float

    @property
    def above_base(self) -> float:
        """How far the mean outcome lies above the base case."""
        return float(freed(self.mean.value - self.base, self.size))

    @property
    def from_bases(self) -> float:
        """How far the outcome at the means of all assumptions lies above that at their bases."""
        found = self.at_means - self.base
        return 0.0 if abs(found) <= _INTEGRATED * self.size else found

    @property
    def from_form(self) -> float:
        """How far the mean outcome lies above the outcome at the means."""
        return self.above_base - self.from_bases


def cases(run: Run, outcome: str = BALANCE, *, mass: float | None = None) -> Cases:
    """Worst, base and best case of an outcome, computed as points.

    Parameters
    ----------
    run : Run
        Of a study.
    outcome : str
    mass : float, optional
        Between the ends of each assumption; that of the run when absent.

    Returns
    -------
    Cases
        In the unit of the outcome.

    Raises
    ------
    RunError
        For shares or counts of one whole, which cannot all stand at one end.

    Examples
    --------
    >>> import mcba
    >>> found = cases(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> found.worst < found.base < found.best
    True
    """
    chosen = run.settings.mass if mass is None else mass
    model = DeterministicModel(study_of(run), outcome)
    for name in model.names:
        if isinstance(model.families[name], Dirichlet | Multinomial):
            raise RunError(
                f"the labels of {name!r} add up to one whole, so not all are low at once: there is no worst case",
                code="no_worst_case",
                name=name,
            )
    worst, best = {}, {}
    for name in model.names:
        ends = [np.asarray(end, dtype=np.float64) for end in model.families[name].central(chosen)]
        low, high = (model.at({name: end}) for end in ends)
        worst[name], best[name] = ends if low <= high else ends[::-1]
    worlds = with_worlds(run)
    values, base = worlds.values(outcome), model.at({})
    return Cases(
        outcome=outcome,
        worst=model.at(worst),
        base=base,
        best=model.at(best),
        at_means=model.at({name: np.asarray(model.families[name].mean, dtype=np.float64) for name in model.names}),
        mean=run.summary(outcome).mean,
        below_base=probability(freed(values - base, worlds.sizes(outcome)) < 0, ranks=labels_of(worlds)),
        mass=chosen,
        size=float(worlds.sizes(outcome).mean()),
    )
