"""Comparison of options on the same worlds: mean, chance to be best, expected loss and regret, each with its error.

Everything here works on plain arrays with the worlds along the first axis; for worlds that are not independent pass
the label of each world's randomisation as `randomisation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.world_arrays import check_share, checked_labels, checked_values, error_of_mean
from mcba.arrays import Array, Integers
from mcba.displayed import Displayed
from mcba.engine.estimates import Estimate, mean, quantiles, share_error
from mcba.errors import RunError


def checked_options(net_benefit: ArrayLike) -> Array:
    """Return net benefit as (world, option); one array (world,) is one project against doing nothing, at 0.

    Parameters
    ----------
    net_benefit
        (world, option) or (world,).

    Returns
    -------
    (world, option)

    Raises
    ------
    RunError
        On a single option, on more options than worlds and on values that are not finite.

    Examples
    --------
    >>> checked_options([1.0, -2.0]).tolist()
    [[0.0, 1.0], [0.0, -2.0]]
    """
    array = checked_values(net_benefit, "net_benefit", dimensions=(1, 2))
    if array.ndim == 1:
        return np.column_stack([np.zeros(array.size), array])
    if array.shape[1] < 2:
        raise RunError(
            "net_benefit has one option; a choice needs two: give (world, option), "
            "or a plain (world,) array to compare one project with doing nothing"
        )
    if array.shape[1] > array.shape[0]:
        raise RunError(
            f"net_benefit has {array.shape[0]:,} worlds and {array.shape[1]:,} options; worlds go along the first "
            "axis: give the transposed array, net_benefit.T"
        )
    return array


@dataclass(frozen=True, repr=False)
class Options(Displayed):
    """How the options compare; arrays have one entry for each option, in the order of `names`.

    `expected_loss` is what choosing that option costs on average against the best option of each world (its mean
    regret); that of the best option is the expected value of perfect information. `regret_high` is the regret that
    is exceeded in (1 − mass) / 2 of the worlds. `lead` is the distance in mean of the best option to the next.
    """

    names: tuple[str, ...]
    mean: Array
    mean_error: Array
    probability_best: Array
    probability_best_error: Array
    expected_loss: Array
    expected_loss_error: Array
    regret_high: Array
    regret_high_error: Array
    mass: float
    best: str
    runner_up: str
    lead: Estimate

    @property
    def tied(self) -> bool:
        """Whether these worlds cannot tell the best option from the next one on average."""
        return self.lead.interval()[0] <= 0

    @property
    def favourite(self) -> str:
        """The option that is best in most worlds; not always the best on average."""
        return self.names[int(np.argmax(self.probability_best))]


def compare_options(
    net_benefit: ArrayLike,
    names: Sequence[str] | None = None,
    *,
    mass: float = 0.90,
    randomisation: ArrayLike | None = None,
) -> Options:
    """Compare options on the same worlds: mean, P(best), expected loss and regret, each with its error.

    Parameters
    ----------
    net_benefit
        (world, option), or (world,) for one project against doing nothing; any currency.
    names
        One name for each option; by default "nothing" and "project", or "option 1", "option 2", ….
    mass
        Mass of the central range to which `regret_high` is the upper end.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Returns
    -------
    Options
        In the unit of net benefit; probabilities from 0 to 1.

    Raises
    ------
    RunError
        On values that are not finite, on a single option, and on two options that are equal in every world.

    Examples
    --------
    >>> import numpy as np
    >>> options = compare_options(np.array([40.0, 40.0, 40.0, -5.0, -5.0]))
    >>> options.best, options.expected_loss.tolist()
    ('project', [24.0, 2.0])
    """
    check_share(mass, "mass")
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    labelled = _option_names(names, np.ndim(net_benefit), benefit.shape[1])
    _refuse_twins(benefit, labelled)

    losses = regret(benefit)
    probability_best, probability_best_error = _probability_best(losses, labels)
    highs = [quantiles(column, [(1 + mass) / 2], ranks=labels)[0] for column in losses.T]
    means = benefit.mean(axis=0)
    order = np.argsort(-means, kind="stable")
    best, runner_up = int(order[0]), int(order[1])
    return Options(
        names=labelled,
        mean=means,
        mean_error=error_of_mean(benefit, labels),
        probability_best=probability_best,
        probability_best_error=probability_best_error,
        expected_loss=losses.mean(axis=0),
        expected_loss_error=error_of_mean(losses, labels),
        regret_high=np.array([high.value for high in highs]),
        regret_high_error=np.array([high.error for high in highs]),
        mass=mass,
        best=labelled[best],
        runner_up=labelled[runner_up],
        lead=mean(benefit[:, best] - benefit[:, runner_up], ranks=labels),
    )


def regret(net_benefit: ArrayLike) -> Array:
    """Regret (world, option): how far each option stays below the best option of the same world."""
    benefit = checked_options(net_benefit)
    return np.asarray(benefit.max(axis=1, keepdims=True) - benefit)


def _probability_best(losses: Array, labels: Integers | None) -> tuple[Array, Array]:
    """Share of worlds in which each option has no regret, and its error; options that tie share the world."""
    wins = (losses == 0).astype(np.float64)
    wins /= wins.sum(axis=1, keepdims=True)
    shares = wins.mean(axis=0)
    return shares, share_error(shares, error_of_mean(wins, labels), wins.shape[0])


def _option_names(names: Sequence[str] | None, dimensions: int, count: int) -> tuple[str, ...]:
    if names is None:
        return ("nothing", "project") if dimensions == 1 else tuple(f"option {i + 1}" for i in range(count))
    labelled = tuple(names)
    if len(labelled) != count or len(set(labelled)) != count:
        raise RunError(f"names {labelled} do not name {count} options; give {count} different names")
    return labelled


def _refuse_twins(benefit: Array, names: tuple[str, ...]) -> None:
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            if np.array_equal(benefit[:, i], benefit[:, j]):
                raise RunError(
                    f"options {names[i]!r} and {names[j]!r} have the same net benefit in every world; "
                    "leave one out, or check that its formula is not that of the other"
                )
