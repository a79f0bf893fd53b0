"""Whose euro: the balance with another weight for each bearer, always beside the unweighted one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mcba.analysis.outcome_names import BALANCE
from mcba.analysis.reruns import labels_of
from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary, mean, probability, summarise
from mcba.errors import RequestError, RunError, suggestion

_BY_BEARER = "bearer_npv"


@dataclass(frozen=True)
class WeightedBalance:
    """The balance without and with distribution weights, on the same worlds; `difference` is paired."""

    weights: Mapping[str, float]
    unweighted: Summary
    unweighted_probability: Estimate
    weighted: Summary
    weighted_probability: Estimate
    difference: Estimate


def weighted(run: Run, weights: Mapping[str, float]) -> WeightedBalance:
    """The balance when a euro counts differently for each bearer.

    A transfer between bearers with different weights counts here, while it cancels in the unweighted balance.

    Parameters
    ----------
    run : Run
        With its results by bearer.
    weights : mapping of bearer to number
        0 or more; bearers that are not named count 1.

    Returns
    -------
    WeightedBalance
        In the currency of the study.

    Raises
    ------
    RequestError
        For an unknown bearer and a negative weight.
    RunError
        For a run that kept no results by bearer, and a balance without a mean.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> found = weighted(run, {"volunteer": 2.0})
    >>> round(found.unweighted.mean.value + found.difference.value - found.weighted.mean.value, 6)
    0.0
    """
    if _BY_BEARER not in run.arrays:
        raise RunError("this run kept no results by bearer; run the study again without `keep` or store = 'summary'")
    bearers = run.labels["bearer"]
    for bearer, weight in weights.items():
        if bearer not in bearers:
            raise RequestError(f"nobody is called {bearer!r}; {suggestion(bearer, bearers)}")
        if not 0 <= weight < np.inf:
            raise RequestError(f"the weight of {bearer!r} is {weight}; allowed is a number of 0 or more")
    if BALANCE in run.outcomes:
        run.require_mean(BALANCE)
    plain = run.arrays[BALANCE] if BALANCE in run.arrays else run.arrays[_BY_BEARER].sum(axis=0)
    change = sum(
        ((weight - 1.0) * run.values(_BY_BEARER, bearer) for bearer, weight in weights.items()),
        start=np.zeros_like(plain),
    )
    labels = labels_of(run)
    groups, ranks = run.randomisations, None if run.kept is None else labels

    def told(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[Summary, Estimate]:
        found = summarise(values, mass=run.settings.mass, randomisations=groups, ranks=ranks)
        return found, probability(values > 0, randomisations=groups, ranks=ranks)

    return WeightedBalance(dict(weights), *told(plain), *told(plain + change), mean(change, ranks=labels))
