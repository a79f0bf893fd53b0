"""For how many the choice is made: the value of information for all decisions that it would serve."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.information.gains import Information
from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.errors import RunError
from mcba.study import DISCOUNT_RATE, Study, base_value


@dataclass(frozen=True, repr=False)
class Population(Displayed):
    """The value of information for every decision that it would serve.

    A study counts one decision: one person, one project. `decisions` are taken in each of `years`, the first year
    undiscounted; `discounted` counts them all, later ones for less. `perfect` is the expected value of perfect
    information for all of them; the value of anything else that is learned scales by `discounted` as well.
    """

    decisions: float
    years: int
    discounted: float
    perfect: Information


def population(study: Study, perfect: Information, decisions: float, years: int = 1) -> Population:
    """Scale what perfect information is worth for one decision to so many a year, discounted as the study discounts.

    Parameters
    ----------
    study : Study
    perfect : Information
        Of one decision, from `mcba.evpi(run)`.
    decisions : float
        Decisions (persons, projects) a year.
    years : int
        For how many years the information serves, the first one undiscounted.

    Returns
    -------
    Population

    Raises
    ------
    RunError
        For several years in a study without a discount rate.

    References
    ----------
    Wilson, E. C. F. (2014). A practical guide to value of information analysis. PharmacoEconomics 33(2), 105-121.
    https://doi.org/10.1007/s40273-014-0219-x

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=512)
    >>> population(run.study, mcba.evpi(run), 100, years=1).discounted
    100.0
    """
    if not 0 < decisions < np.inf or years < 1:
        raise RunError(
            f"{decisions:g} decisions a year for {years} years; give more than 0 of them, for 1 year or more"
        )
    served = decisions * _factors(study, years)
    return Population(decisions, years, float(served.sum()), scale_to_population(perfect, served))


def _factors(study: Study, years: int) -> Array:
    """What an amount in each year counts for in the first; the last rate that the study states holds on."""
    if years == 1:
        return np.ones(1)
    choice = study.document.choices.get(DISCOUNT_RATE)
    if choice is None and DISCOUNT_RATE not in study.families:
        raise RunError(
            "decisions in later years need a discount rate, as a choice or an assumption; add [choices.discount_rate] "
            "with value = 0.0225, or 0 if there is none"
        )
    stated = np.atleast_1d(base_value(study, DISCOUNT_RATE) if choice is None else choice.value)
    rates = stated[np.minimum(np.arange(years - 1), stated.size - 1)]
    return np.cumprod([1.0, *1 / (1 + rates)])


def scale_to_population(information: Information, decisions: ArrayLike, *, discount_rate: float = 0.0) -> Information:
    """Scale the value per decision to all decisions that the information would serve.

    Parameters
    ----------
    information
        Value per decision (or per person).
    decisions
        Number of decisions (or persons) served in each year, (year,), the first year undiscounted; or one total.
    discount_rate
        Per year; 0.03 is three percent.

    Returns
    -------
    Information
        The same with value, error and judgements multiplied by the discounted number of decisions.

    Raises
    ------
    RunError
        For numbers below 0 or not finite, and a rate of −1 or less.

    References
    ----------
    Wilson, E. C. F. (2014). A practical guide to value of information analysis. PharmacoEconomics 33(2), 105-121.
    https://doi.org/10.1007/s40273-014-0219-x

    Examples
    --------
    >>> import mcba
    >>> one = mcba.evpi(net_benefit=[40.0, 40.0, 40.0, -5.0, -5.0])
    >>> scale_to_population(one, [100, 110], discount_rate=0.10).value
    400.0
    """
    yearly = np.atleast_1d(np.asarray(decisions, dtype=np.float64))
    if yearly.ndim != 1 or not np.isfinite(yearly).all() or (yearly < 0).any():
        raise RunError("decisions must be numbers of 0 or more, one a year")
    if not discount_rate > -1:
        raise RunError(f"discount_rate is {discount_rate}; give a rate above −1, such as 0.03")
    total = float(np.sum(yearly / (1 + discount_rate) ** np.arange(yearly.size)))
    return replace(
        information,
        value=information.value * total,
        error=information.error * total,
        realised=information.realised * total,
        believed=information.believed * total,
    )
