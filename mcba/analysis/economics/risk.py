"""Attitudes to risk: what the bad worlds bring on average, and the sure amount that is as good as the uncertain one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import labels_of
from mcba.analysis.world_arrays import check_share, checked_labels, checked_values
from mcba.engine import Run
from mcba.engine.estimates import Estimate, mean
from mcba.errors import RunError

_FEWEST_EFFECTIVE_WORLDS = 30


def tail_mean(run: Run, outcome: str = BALANCE, *, share: float = 0.05) -> Estimate:
    """Mean of an outcome over the worst `share` of the worlds (expected shortfall, conditional value at risk).

    Parameters
    ----------
    run : Run
        With its worlds kept.
    outcome : str
        One of which more is better; in its own unit.
    share : float
        The share of worlds that is called worst.

    Returns
    -------
    Estimate
        In the unit of the outcome, with its Monte Carlo error.

    Raises
    ------
    RunError
        For a share of less than one world, and an outcome that is infinite in some worlds.

    References
    ----------
    Rockafellar, R. T., & Uryasev, S. (2000). Optimization of conditional value-at-risk. Journal of Risk 2(3), 21-41.
    https://doi.org/10.21314/JOR.2000.038

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> tail_mean(run).value < run.range("npv").low
    True
    """
    return tail_mean_of(run.values(outcome), share=share, randomisation=labels_of(run))


def certainty_equivalent(run: Run, outcome: str = BALANCE, *, risk_tolerance: float) -> Estimate:
    """Return the sure amount that is as good as an uncertain outcome, under constant absolute risk aversion.

    Parameters
    ----------
    run : Run
        With its worlds kept.
    outcome : str
        One of which more is better.
    risk_tolerance : float
        R in CE = −R log E[exp(−outcome / R)], in the unit of the outcome: about the sum at which one would still take
        even odds of winning R and losing R / 2. A large one gives the mean, a small one the worst case.

    Returns
    -------
    Estimate
        In the unit of the outcome, with its Monte Carlo error.

    Raises
    ------
    RunError
        When so few worlds carry the weight that the answer would be about them.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.
    https://doi.org/10.2307/1913738

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> certainty_equivalent(run, risk_tolerance=1e6).value < run.summary("npv").mean.value
    True
    """
    return certainty_equivalent_of(run.values(outcome), risk_tolerance=risk_tolerance, randomisation=labels_of(run))


# --- from arrays


def tail_mean_of(outcome: ArrayLike, *, share: float = 0.05, randomisation: ArrayLike | None = None) -> Estimate:
    """Mean outcome of the worst `share` of the worlds; see `tail_mean`.

    Examples
    --------
    >>> import numpy as np
    >>> tail_mean_of(np.arange(100.0), share=0.10).value
    4.5
    """
    check_share(share, "share")
    values = checked_values(outcome, "outcome")
    labels = checked_labels(randomisation, values.size)
    worst = values.size * share
    if worst < 1:
        raise RunError(f"the worst {share:g} of {values.size} worlds is less than one world; draw more worlds")
    edge = np.partition(values, int(np.ceil(worst)) - 1)[int(np.ceil(worst)) - 1]
    # The form of Rockafellar & Uryasev (2000): exact whatever the edge inside its step, and a plain mean over worlds.
    return mean(edge - np.maximum(edge - values, 0) / share, ranks=labels)


def certainty_equivalent_of(
    outcome: ArrayLike, *, risk_tolerance: float, randomisation: ArrayLike | None = None
) -> Estimate:
    """Return the sure amount that is as good as the uncertain outcome; see `certainty_equivalent`.

    CE = −R log E[exp(−outcome / R)] with risk tolerance R; for a normal outcome CE = mean − variance / 2R.

    Examples
    --------
    >>> import numpy as np
    >>> round(certainty_equivalent_of(np.linspace(-1, 1, 1001), risk_tolerance=1e6).value, 3)
    -0.0
    """
    if not 0 < risk_tolerance < np.inf:
        raise RunError(f"risk_tolerance is {risk_tolerance}; give a positive amount in the unit of the outcome")
    values = checked_values(outcome, "outcome")
    labels = checked_labels(randomisation, values.size)
    least = float(values.min())
    weights = np.exp((least - values) / risk_tolerance)
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    if effective < min(_FEWEST_EFFECTIVE_WORLDS, values.size / 2):
        raise RunError(
            f"with risk_tolerance {risk_tolerance:g} the answer hangs on about {effective:.0f} worlds; "
            "draw more worlds or state a larger tolerance"
        )
    weight = mean(weights, ranks=labels)
    value = least - risk_tolerance * float(np.log(weight.value))
    return replace(weight, value=value, error=risk_tolerance * weight.error / weight.value)
