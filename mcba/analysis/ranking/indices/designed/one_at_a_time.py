"""One assumption at a time, the others at their base: tornado and elasticities, without any sampling.

References
----------
Eschenbach (1992), Spiderplots versus tornado diagrams for sensitivity analysis, doi:10.1287/inte.22.6.40.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mcba.analysis.ranking.indices.refusals import refuse_nonfinite
from mcba.analysis.ranking.indices.worlds import OutcomeFunction
from mcba.arrays import Array
from mcba.errors import RunError


@dataclass(frozen=True, eq=False)
class Tornado:
    """Outcomes with one assumption at its low or high value, in outcome units.

    `base` is the outcome with all assumptions at their base; `low` and `high` have shape (assumption,). They are
    outcomes at chosen points: nothing is said about how likely these are, nor about assumptions that move together.
    """

    base: float
    low: Array
    high: Array

    @property
    def swing(self) -> Array:
        """Outcome at the high value less that at the low value, (assumption,)."""
        return self.high - self.low

    @property
    def order(self) -> npt.NDArray[np.intp]:
        """The assumptions from the largest swing to the smallest."""
        return np.argsort(-np.abs(self.swing), kind="stable")


@dataclass(frozen=True, eq=False)
class Elasticities:
    """Derivatives at the base case, (assumption,).

    `derivative` is in outcome units for one unit of the assumption; `elasticity` the percentage change of the outcome
    for one percent of the assumption, NaN where the assumption's base is 0 and no percentage of it exists.
    """

    derivative: Array
    elasticity: Array


def tornado(model: OutcomeFunction, base: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike) -> Tornado:
    """Set one assumption after the other to its low and high value, with all others at their base.

    Parameters
    ----------
    model
        Outcomes (row,) of values (row, assumption); called once with 2 D + 1 rows.
    base, low, high
        (assumption,) each in its own unit, low to high.

    Returns
    -------
    Tornado
        In the unit of the outcome.

    Raises
    ------
    RunError
        For a low value above the high one, and outcomes that are not finite.

    Examples
    --------
    >>> found = tornado(lambda x: x[:, 0] * x[:, 1], base=[10, 3], low=[9, 1], high=[12, 4])
    >>> found.base, found.low, found.high, found.order
    (30.0, array([27., 10.]), array([36., 40.]), array([1, 0]))
    """
    centre, lower, upper = _checked_values(base, low, high)
    crossed = np.flatnonzero(lower > upper)
    if crossed.size:
        place = int(crossed[0])
        raise RunError(
            f"low = {lower[place]:g} of assumption {place} (counted from 0) is above high = {upper[place]:g}; "
            "give them with low <= high"
        )
    outcomes = _one_at_a_time(model, centre, lower, upper)
    count = len(centre)
    return Tornado(float(outcomes[0]), outcomes[1 : count + 1], outcomes[count + 1 :])


def elasticities(model: OutcomeFunction, base: npt.ArrayLike, *, step: float = 1e-4) -> Elasticities:
    """Take derivatives and elasticities at the base case, by central differences.

    Parameters
    ----------
    model
        Outcomes (row,) of values (row, assumption); called once with 2 D + 1 rows.
    base
        (assumption,), each in its own unit.
    step
        Relative step to both sides; absolute where the base is 0.

    Returns
    -------
    Elasticities

    Raises
    ------
    RunError
        When the outcome is 0 at the base, so that no percentage of it exists.

    Examples
    --------
    >>> found = elasticities(lambda x: x[:, 0] ** 2 * x[:, 1], base=[3, 5])
    >>> found.derivative.round(3), found.elasticity.round(3)
    (array([30.,  9.]), array([2., 1.]))
    """
    centre, _, _ = _checked_values(base, base, base)
    if not 0 < step < 1:
        raise RunError(f"step = {step:g} is no small step; give a number between 0 and 1, such as 1e-4")
    reach = step * np.where(centre == 0, 1.0, np.abs(centre))
    outcomes = _one_at_a_time(model, centre, centre - reach, centre + reach)
    count = len(centre)
    derivative = (outcomes[count + 1 :] - outcomes[1 : count + 1]) / (2 * reach)
    if outcomes[0] == 0:
        raise RunError("the outcome is 0 at the base case, so it has no percentage change; use a tornado instead")
    elasticity = np.where(centre == 0, np.nan, derivative * centre / outcomes[0])
    return Elasticities(derivative, elasticity)


def _one_at_a_time(model: OutcomeFunction, base: Array, low: Array, high: Array) -> Array:
    count = len(base)
    values = np.tile(base, (2 * count + 1, 1))
    columns = np.arange(count)
    values[1 + columns, columns] = low
    values[1 + count + columns, columns] = high
    outcomes = np.asarray(model(values), dtype=np.float64)
    if outcomes.shape != (len(values),):
        raise RunError(f"the model gave shape {outcomes.shape} for {len(values)} rows; it must give one outcome a row")
    refuse_nonfinite(outcomes, "the outcome", instead="mend the formula, or step less far from the base")
    return outcomes


def _checked_values(*values: npt.ArrayLike) -> list[Array]:
    arrays = [np.asarray(value, dtype=np.float64) for value in values]
    for name, array in zip(("base", "low", "high"), arrays, strict=True):
        if array.ndim != 1 or array.shape != arrays[0].shape or array.size == 0:
            raise RunError(f"{name} has shape {array.shape}; give base, low and high as (assumption,)")
        if not np.isfinite(array).all():
            raise RunError(f"{name} holds {array[~np.isfinite(array)][0]}; give finite values")
    return arrays
