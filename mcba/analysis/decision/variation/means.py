"""Where the mean outcome is zero as one assumption is set to a value in every world, and all others stay as drawn.

The same question as that of a switching value, asked of the model instead of the worlds: so it has an answer beyond the
range that worlds cover. For an assumption that is independent of the others the two are the same number.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from mcba.analysis.decision.variation.breakeven import searched
from mcba.analysis.decision.variation.deterministic import DeterministicModel
from mcba.analysis.decision.variation.switching import Switch
from mcba.arrays import Array, Integers
from mcba.engine.estimates import errors_in, mean
from mcba.engine.program import evaluate
from mcba.study import Study

_POINTS = 9  # at which a change of sign is looked for; means of a model are smooth
_MOST_NUMBERS = 2**22  # of all worlds that are evaluated at once
_FEWEST = 256
_ROOM = 1e-9


class MeanModel(DeterministicModel):
    """The mean outcome as a function of one assumption, all others as they were drawn.

    Parameters
    ----------
    study : Study
    draws : mapping of str to (world,)
        As `mcba.engine.draws_of` gives them: `name`, or `name[label]`.
    labels : (world,), optional
        The randomisation of each world.
    """

    def __init__(self, study: Study, draws: Mapping[str, Array], labels: Integers | None = None):
        super().__init__(study)
        worlds = next(iter(draws.values())).size
        worlds = min(worlds, max(_FEWEST, 1 << int(np.log2(_MOST_NUMBERS / self.program.numbers_per_world))))
        self.worlds, self.labels = worlds, None if labels is None else labels[:worlds]
        self.drawn = {name: self._stacked(name, shape, draws) for name, shape in self.program.draws.items()}

    def _stacked(self, name: str, shape: tuple[int, ...], draws: Mapping[str, Array]) -> Array:
        arrays = [array[: self.worlds] for key, array in draws.items() if key.partition("[")[0] == name]
        stacked = np.stack(arrays) if len(arrays) > 1 or shape else arrays[0]
        return np.broadcast_to(stacked, (*shape, self.worlds))

    def outcomes_at(self, name: str, value: float) -> Array:
        """The outcome in each world, with an assumption at a value."""
        shape = (*self.program.draws[name], self.worlds)
        draws = {**self.drawn, name: np.broadcast_to(np.float64(value), shape)}
        outcome = evaluate(self.program, draws, self.worlds, self._slots)[self.outcome]
        return np.array(np.broadcast_to(outcome, (self.worlds,)))

    def mean_at(self, name: str, value: float) -> float:
        """The mean outcome, with an assumption at a value."""
        return float(self.outcomes_at(name, value).mean())


def mean_switch(model: MeanModel, name: str, confidence: float = 0.95) -> Switch | None:
    """The value of an assumption nearest its base at which the mean outcome is zero.

    Parameters
    ----------
    model : MeanModel
    name : str
        An assumption.
    confidence : float
        Of the interval.

    Returns
    -------
    Switch or None
        None where the mean keeps its sign, far outside the range of the assumption too; for one that does not move the
        outcome, that differs by label, or that is a parameter of another.

    Examples
    --------
    >>> import mcba
    >>> from mcba.engine import draws_of
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> found = mean_switch(MeanModel(run.study, draws_of(run)), "clients")
    >>> round(found.value), found.good_side
    (61, 'above')
    """
    from scipy.optimize import brentq

    if name not in model.program.draws or name in model.parameters or model.families[name].batch_shape:
        return None
    low, high = searched(model.families[name])
    base = float(model.base[name])
    grid = np.unique([*np.linspace(low, high, _POINTS), base])
    means = np.array([model.mean_at(name, float(point)) for point in grid])
    crossings = np.flatnonzero((means[1:] > 0) != (means[:-1] > 0))
    if not crossings.size or not np.isfinite(means).all():
        return None
    nearest = min(crossings, key=lambda k: min(abs(grid[k] - base), abs(grid[k + 1] - base)))
    first, last = float(grid[nearest]), float(grid[nearest + 1])
    tolerance = _ROOM * (last - first)
    value = float(brentq(lambda point: model.mean_at(name, float(point)), first, last, xtol=tolerance, rtol=1e-12))
    slope = (means[nearest + 1] - means[nearest]) / (last - first)
    error = mean(model.outcomes_at(name, value), ranks=model.labels).error / abs(float(slope))
    parts = model.worlds if model.labels is None else np.unique(model.labels).size
    margin = errors_in(confidence, parts - 1) * error
    return Switch(
        value=value,
        error=error,
        low=value - margin,
        high=value + margin,
        good_side="above" if slope > 0 else "below",
        others=(),
        stays=0,
        support=(low, high),
        confidence=confidence,
    )
