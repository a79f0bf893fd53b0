"""The likelihood of a sample: where it is largest, and how sharply it falls around that."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.errors import FamilyError, FitError
from mcba.families.base.domains import POSITIVE, SPREAD
from mcba.families.base.family import Family


def most_likely(family: type[Family], x: Array) -> Family:
    """Return the member of a family under which a sample is likeliest."""
    if family.most_likely is not None:
        member: Family = family.most_likely(x)
        return member
    from scipy.optimize import minimize

    def cost(free: Array) -> float:
        try:
            member = family.from_free(*map(float, free))
        except (FamilyError, OverflowError):
            return 1e300
        value = -log_likelihood(family, x, free_arguments(member)) / x.size
        return value if math.isfinite(value) else 1e300

    assert family.start is not None
    start = np.array(family.start(float(np.mean(x)), float(np.std(x))))
    options: Any = {"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000, "maxfev": 8000, "adaptive": True}
    lowest = minimize(cost, start, method="Nelder-Mead", options=options)
    lowest = minimize(cost, lowest.x, method="Nelder-Mead", options=options)
    return family.from_free(*map(float, lowest.x))


def free_arguments(member: Family) -> dict[str, float]:
    """Return the fitted parameters of a member by their names."""
    return {name: float(member.arguments[name]) for name in member.free_parameters()}


def log_likelihood(family: type[Family], x: Array, parameters: Mapping[str, float]) -> float:
    """Return the logarithm of the likelihood of a sample."""
    assert family.log_density is not None
    with np.errstate(all="ignore"):
        return float(np.sum(family.log_density(x, *parameters.values())))


def errors_of_estimates(x: Array, member: Family) -> dict[str, float]:
    """Return the roots of the diagonal of the inverse observed information, by parameter."""
    parameters = free_arguments(member)
    best = np.array(list(parameters.values()))
    steps = 1e-4 * np.maximum(np.abs(best), 1e-3 * float(np.std(x)))
    information = _information(type(member), x, list(parameters), best, steps, lambda point: point)
    try:
        variances = np.diag(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        variances = np.full(best.size, math.nan)
    with np.errstate(invalid="ignore"):
        return dict(zip(parameters, map(float, np.sqrt(variances)), strict=True))


def _information(
    family: type[Family],
    x: Array,
    names: Sequence[str],
    best: Array,
    steps: Array,
    natural: Callable[[Array], Array],
) -> Array:
    """Return minus the second derivatives of the log likelihood, by central differences, on a scale of one's own."""

    def value(point: Array) -> float:
        return log_likelihood(family, x, dict(zip(names, map(float, natural(point)), strict=True)))

    information = np.empty((best.size, best.size))
    for i, j in np.ndindex(information.shape):
        along, across = np.eye(best.size)[i] * steps[i], np.eye(best.size)[j] * steps[j]
        corners = value(best + along + across) - value(best + along - across)
        corners += value(best - along - across) - value(best - along + across)
        information[i, j] = -corners / (4 * steps[i] * steps[j])
    return information


def covariance_root(x: Array, member: Family) -> Array:
    """Return the lower root of the covariance of the estimates, positive ones as logarithms.

    Raises
    ------
    FitError
        When the sample does not pin down the parameters.
    """
    parameters = free_arguments(member)
    names, best = list(parameters), np.array(list(parameters.values()))
    positive = np.array([member.parameters[name].domain in (POSITIVE, SPREAD) for name in names])

    def natural(point: Array) -> Array:
        return np.where(positive, np.exp(np.where(positive, point, 0.0)), point)

    free = np.where(positive, np.log(np.where(positive, best, 1.0)), best)
    steps = np.where(positive, 1e-3, 1e-3 * float(np.std(x)))
    information = _information(type(member), x, names, free, steps, natural)
    try:
        return np.linalg.cholesky(np.linalg.inv(information))
    except np.linalg.LinAlgError:
        raise FitError(
            f"{x.size} data do not pin down the parameters of a {member.name}, so their uncertainty has no normal "
            'shape; take a distribution with fewer parameters, or leave parameters = "uncertain" out',
            "data",
        ) from None
