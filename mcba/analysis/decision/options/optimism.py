"""The optimism of publishing the best of several options: its figure is the highest partly by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.options.comparison import checked_options
from mcba.engine.estimates import Estimate, mean


def optimism_of_highest(net_benefit: ArrayLike, *, randomisation: ArrayLike | None = None) -> Estimate:
    """How much too high the figure of the best option is on average, were figures as far off as the worlds say.

    Let each option be worth its mean, and let another study of them find, in one world, what that world has. Whoever
    then chooses the highest figure chooses an option of which the figure is too high by this much on average: the mean
    of the highest value of each world, less the mean worth of the option that has it (the optimizer's curse). It is
    nothing for a single option, and grows with their number and their spread, and the less they move together.

    Parameters
    ----------
    net_benefit : (world, option)
        In any currency.
    randomisation : (world,), optional
        Label of the randomisation of each world, when worlds are not independent.

    Returns
    -------
    Estimate
        In the unit of net benefit.

    References
    ----------
    Smith, J. E., & Winkler, R. L. (2006). The optimizer's curse: skepticism and postdecision surprise in decision
    analysis. Management Science 52(3), 311-322, doi:10.1287/mnsc.1050.0451, section 2.

    Examples
    --------
    Two options that are worth the same, each 1 too high or too low by chance: the higher of the two is 0.5 too high.

    >>> import numpy as np
    >>> worlds = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]])
    >>> optimism_of_highest(worlds).value
    0.5
    """
    benefit = checked_options(net_benefit)
    worth = benefit.mean(axis=0)
    chosen = np.argmax(benefit, axis=1)
    labels = None if randomisation is None else np.asarray(randomisation)
    return mean(benefit[np.arange(chosen.size), chosen] - worth[chosen], ranks=labels)
