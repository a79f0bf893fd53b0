"""What a typical low, middle and high world looks like, line by line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import labels_of, study_of, with_worlds
from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.engine import Run, draws_of
from mcba.engine.estimates import Estimate, mean
from mcba.errors import RunError

_LEVELS = (0.10, 0.50, 0.90)
_WIDTH = 0.05  # of the worlds, around each level
_FEWEST = 32  # worlds around a level


@dataclass(frozen=True, repr=False)
class TypicalWorlds(Displayed):
    """The mean of every assumption, flow and outcome over the worlds near each level of one outcome.

    `lines` has an Estimate for each level, by name (`name[label]` for flows and bearers; an assumption of several
    numbers is their mean); `overall` the mean over all worlds, to compare with. `worlds` is how many worlds were near
    each level.
    """

    outcome: str
    levels: tuple[float, ...]
    worlds: int
    lines: dict[str, tuple[Estimate, ...]]
    overall: dict[str, Estimate]


def typical_worlds(
    run: Run, outcome: str = BALANCE, *, levels: Sequence[float] = _LEVELS, width: float = _WIDTH
) -> TypicalWorlds:
    """The P10, P50 and P90 world, line by line: means with their errors over the worlds near that point.

    Parameters
    ----------
    run : Run
        Of a study; its worlds are drawn again where they were not kept.
    outcome : str
        Whose low, middle and high worlds.
    levels : sequence of float
        Points of its distribution.
    width : float
        The share of worlds around each point that is averaged.

    Returns
    -------
    TypicalWorlds
        Each line in its own unit.

    Raises
    ------
    RunError
        For levels too near 0 or 1 for the width, and where fewer than 32 worlds are near a level.

    Examples
    --------
    >>> import mcba
    >>> found = typical_worlds(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=8_192))
    >>> low, middle, high = found.lines["optimism"]
    >>> low.value < middle.value < high.value
    True
    """
    run = with_worlds(run)
    values, labels = run.values(outcome), labels_of(run)
    near = int(width * values.size)
    if near < _FEWEST:
        raise RunError(
            f"{near} worlds lie near each level, {_FEWEST} are needed; draw more worlds or widen the width",
            code="too_few_worlds",
            worlds=values.size,
            least=int(_FEWEST / width),
        )
    for level in levels:
        if not width / 2 <= level <= 1 - width / 2:
            raise RunError(f"level {level:g} is too near an end for a width of {width:g}; give one further inside")
    order = np.argsort(values, kind="stable")
    groups = [_around(order, level, near) for level in levels]
    lines = _lines(run)
    return TypicalWorlds(
        outcome=outcome,
        levels=tuple(levels),
        worlds=near,
        lines={name: tuple(_mean(array, group, labels) for group in groups) for name, array in lines.items()},
        overall={name: _overall(run, name, array, labels) for name, array in lines.items()},
    )


def _around(order: NDArray[np.intp], level: float, near: int) -> NDArray[np.intp]:
    start = min(max(round(level * order.size - near / 2), 0), order.size - near)
    return np.sort(order[start : start + near])


def _lines(run: Run) -> dict[str, Array]:
    """Everything with one finite number a world: outcomes, flows, bearers, assumptions."""
    lines = {name: run.arrays[name] for name in run.outcomes if np.isfinite(run.arrays[name]).all()}
    for name, dimension in run.dimensions.items():
        lines |= {f"{name}[{label}]": run.values(name, label) for label in run.labels[dimension]}
    numbers: dict[str, list[Array]] = {}
    for number, array in draws_of(run).items():
        numbers.setdefault(number.partition("[")[0], []).append(array)
    return lines | {name: np.mean(arrays, axis=0) for name, arrays in numbers.items()}


def _overall(run: Run, name: str, values: Array, labels: NDArray[np.int64] | None) -> Estimate:
    """The mean over all worlds, of a line that has one."""
    array, _, label = name.removesuffix("]").partition("[")
    tail = run.tail(array, label=label)
    family = study_of(run).families.get(name)
    endless = family is not None and min(float(np.min(index)) for index in family.tail_index) <= 1
    if endless or (tail is not None and not tail.has_mean):
        return Estimate(math.nan, math.nan)
    return _mean(values, np.arange(values.size), labels)


def _mean(values: Array, rows: NDArray[np.intp], labels: NDArray[np.int64] | None) -> Estimate:
    return mean(values[rows], ranks=None if labels is None else labels[rows])
