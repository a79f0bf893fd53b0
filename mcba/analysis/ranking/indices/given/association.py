"""How the outcome goes along with each assumption: rank correlation, partial rank correlation and regressions.

These measure association along a rising or falling (for regression: straight) line, whatever the dependence between
the assumptions; a correlated neighbour of a driver correlates too. Partial rank correlation and regression hold the
other assumptions fixed, in ranks and in values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS, indices
from mcba.analysis.ranking.indices.refusals import refuse_heavy_tail
from mcba.analysis.ranking.indices.resampling import Index, IndexEstimate, Resampler, estimate
from mcba.analysis.ranking.indices.worlds import Worlds, standardised
from mcba.arrays import Array, Integers
from mcba.errors import RunError

# Beyond this condition number the last digits of a regression are rounding.
_COLLINEAR = 1e8


@dataclass(frozen=True, eq=False)
class Regression:
    """Standardised coefficients (change of y in its standard deviations, for one of x), and R² of the fit.

    `r_squared` holds numbers, not arrays of assumptions: the share of variance that a straight line in all
    assumptions explains. A low value says that the coefficients describe little.
    """

    coefficient: Index
    r_squared: IndexEstimate


@dataclass(frozen=True, eq=False)
class VarianceShares:
    """Shares of variance of an additive fit, for dependent assumptions.

    `structural` is Var(f_i) / Var(y), `correlative` Cov(f_i, sum of the other f) / Var(y); their sum over all
    assumptions is `explained`, the R² of the fit, and the rest is interaction or noise.
    """

    structural: Index
    correlative: Index
    explained: float


def spearman(worlds: Worlds, *, resamples: int = RESAMPLES, mass: float = USUAL_MASS, seed: int = 0) -> Index:
    """Spearman's rank correlation of the outcome with each assumption; ties share their rank.

    The errors include that ranks are themselves estimated from the worlds.

    Parameters
    ----------
    worlds : Worlds
        The worlds at hand.
    resamples, mass, seed
        Of the intervals and rank probabilities.

    Returns
    -------
    Index
        Correlations from −1 to 1, one for each assumption, with error, interval and rank.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things. American Journal of Psychology
    15(1), 72-101. https://doi.org/10.2307/1412159

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(1000, 2))
    >>> spearman(Worlds(x, np.exp(x[:, 0]) + x[:, 1])).value.round(1)
    array([0.7, 0.6])
    """

    def correlation(column: int) -> tuple[float, Array]:
        pair = _Ranks.of(worlds, column)
        value, pull, slopes = _correlation_pull(pair.standard)
        return value, pull + pair.pull(slopes)

    return indices(worlds, correlation, resamples=resamples, mass=mass, seed=seed, correlation=True)


def partial_rank(worlds: Worlds, *, resamples: int = RESAMPLES, mass: float = USUAL_MASS, seed: int = 0) -> Index:
    """Partial rank correlation: of the ranks that the other assumptions leave unexplained.

    The errors take the ranks of those others as known, which changes them by less than a tenth.

    Parameters
    ----------
    worlds : Worlds
        The worlds at hand.
    resamples, mass, seed
        Of the intervals and rank probabilities.

    Returns
    -------
    Index
        Correlations from −1 to 1, one for each assumption, with error, interval and rank.

    References
    ----------
    Iman and Conover (1979), doi:10.1080/00401706.1979.10489816, for regression on ranks.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(1000, 2))
    >>> partial_rank(Worlds(x, x[:, 0] - 3 * x[:, 1])).value.round(2)
    array([ 0.92, -0.99])
    """
    _refuse_too_few(worlds, "partial rank correlation")
    shares = [worlds.share(column) for column in range(worlds.dimension)]
    ranks = standardised(np.stack([*shares, worlds.outcome_share], axis=1)).T
    precision = _inverse(ranks @ ranks.T / worlds.count, (*worlds.names, "the outcome"))

    def correlation(column: int) -> tuple[float, Array]:
        # Residuals of this assumption and of the outcome on all others, as weights on the ranks.
        pair = [column, worlds.dimension]
        covariance = np.linalg.inv(precision[np.ix_(pair, pair)])
        weights = covariance @ precision[pair] / np.sqrt(np.diag(covariance))[:, np.newaxis]
        value, pull, slopes = _correlation_pull(weights @ ranks)
        return value, pull + _Ranks.of(worlds, column).pull(weights[:, pair].T @ slopes)

    return indices(worlds, correlation, resamples=resamples, mass=mass, seed=seed, correlation=True)


def regression(worlds: Worlds, *, resamples: int = RESAMPLES, mass: float = USUAL_MASS, seed: int = 0) -> Regression:
    """Standardised regression coefficients and R², by least squares.

    With independent assumptions and a straight-line model the squared coefficients are the shares of variance. Errors
    hold for any distribution of the residuals (they are of the sandwich kind).

    Parameters
    ----------
    worlds : Worlds
        The worlds at hand.
    resamples, mass, seed
        Of the intervals and rank probabilities.

    Returns
    -------
    Regression
        Coefficients without a unit, and R² of the fit.

    Raises
    ------
    RunError
        When assumptions are copies or sums of each other, or when there are too few worlds.

    References
    ----------
    White, H. (1980). A heteroskedasticity-consistent covariance matrix estimator. Econometrica 48(4), 817-838.
    https://doi.org/10.2307/1912934 (errors)

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(1000, 2))
    >>> found = regression(Worlds(x, 4 * x[:, 0] - 3 * x[:, 1]))
    >>> found.coefficient.value.round(1), float(found.r_squared.value.round(3))
    (array([ 0.8, -0.6]), 1.0)
    """
    _refuse_too_few(worlds, "regression")
    worlds.refuse_one_world("a regression")
    assumptions = standardised(worlds.x)
    for name, values in zip(worlds.names, assumptions.T, strict=True):
        refuse_heavy_tail(values, "a regression", of=name)
    outcome = worlds.standard
    inverse = _inverse(assumptions.T @ assumptions / worlds.count, tuple(worlds.names))
    coefficients = inverse @ (assumptions.T @ outcome / worlds.count)
    residual = outcome - assumptions @ coefficients
    outcome_square = outcome**2

    def coefficient(column: int) -> tuple[float, Array]:
        value = float(coefficients[column])
        scale = value / 2 * (assumptions[:, column] ** 2 - outcome_square)
        return value, (assumptions @ inverse[column]) * residual + scale

    found = indices(worlds, coefficient, resamples=resamples, mass=mass, seed=seed)
    explained = float(1 - np.mean(residual**2))
    pull = (1 - explained) * outcome_square - residual**2
    moves = Resampler(worlds.count, resamples=resamples, seed=seed).means(pull - pull.mean())
    return Regression(found, estimate(np.array(explained), explained + moves, mass=mass))


def variance_shares(
    worlds: Worlds, *, degree: int = 3, resamples: int = RESAMPLES, mass: float = USUAL_MASS, seed: int = 0
) -> VarianceShares:
    """Structural and correlative shares of variance, from the worlds at hand.

    The outcome is fitted by a sum of one curve for each assumption, a polynomial of its normal scores; the covariances
    of the curves share out the variance of the fit.

    Parameters
    ----------
    worlds : Worlds
        The worlds at hand.
    degree : int
        Of the polynomial of each assumption.
    resamples, mass, seed
        Of the intervals and rank probabilities.

    Returns
    -------
    VarianceShares

    Raises
    ------
    RunError
        For a degree that these worlds cannot carry, assumptions that determine each other, and an outcome without a
        variance.

    References
    ----------
    Li et al. (2010), doi:10.1021/jp9096919.

    Examples
    --------
    >>> z = np.random.default_rng(1).normal(size=(20_000, 2))
    >>> x = np.column_stack([z[:, 0], 0.6 * z[:, 0] + 0.8 * z[:, 1]])
    >>> found = variance_shares(Worlds(x, x.sum(axis=1)))
    >>> found.structural.value.round(2), found.correlative.value.round(2)
    (array([0.31, 0.31]), array([0.19, 0.19]))
    """
    worlds.refuse_one_world("a share of variance")
    if degree < 1 or worlds.count < 4 * degree * worlds.dimension:
        raise RunError(
            f"degree = {degree} for {worlds.dimension} assumptions cannot be fitted to {worlds.count} worlds; "
            "take a lower degree (at least 1) or more worlds"
        )
    basis = np.column_stack([_curves(worlds, column, degree) for column in range(worlds.dimension)])
    products = basis.T @ basis / worlds.count
    _inverse(products[::degree, ::degree], tuple(worlds.names))  # refuses assumptions that determine each other
    # Curves of a discrete assumption can repeat each other; the pseudo-inverse then takes the shortest.
    inverse = np.linalg.pinv(products, rcond=1e-10, hermitian=True)
    weights = inverse @ (basis.T @ worlds.standard / worlds.count)
    own = np.arange(basis.shape[1]) // degree == np.arange(worlds.dimension)[:, np.newaxis]
    fitted = basis @ (weights * own).T
    others = fitted.sum(axis=1, keepdims=True) - fitted
    residual = worlds.standard - fitted.sum(axis=1)
    with_fitted, with_others = basis.T @ fitted / worlds.count, basis.T @ others / worlds.count
    # The fit itself moves with the worlds: by the regression's influence, along the slope of a share in the weights.
    moves = (basis @ (inverse @ (2 * with_fitted * own.T))) * residual[:, np.newaxis]
    other_moves = (basis @ (inverse @ np.where(own.T, with_others, with_fitted))) * residual[:, np.newaxis]

    def share(product: Array, move: Array) -> tuple[float, Array]:
        value = float(product.mean())
        return value, product - value * worlds.standard**2 + move

    def structural(column: int) -> tuple[float, Array]:
        return share(fitted[:, column] ** 2, moves[:, column])

    def correlative(column: int) -> tuple[float, Array]:
        return share(fitted[:, column] * others[:, column], other_moves[:, column])

    return VarianceShares(
        structural=indices(worlds, structural, resamples=resamples, mass=mass, seed=seed),
        correlative=indices(worlds, correlative, resamples=resamples, mass=mass, seed=seed),
        explained=float(1 - np.mean(residual**2)),
    )


def _correlation_pull(pair: Array) -> tuple[float, Array, Array]:
    """Correlate two variables (2, world) with mean 0 and variance 1.

    Returns the correlation, what each world contributes to it, and its derivatives to the values times the worlds.
    """
    one, other = pair
    value = float(np.mean(one * other))
    pull = one * other - value / 2 * (one**2 + other**2)
    return value, pull, np.stack([other - value * one, one - value * other])


class _Ranks:
    """Ranks of an assumption and the outcome, and how one world more would lift them: all above by 1, equals by half.

    `standard` (2, world) are the ranks with mean 0 and variance 1.
    """

    def __init__(self, shares: Array, orders: Integers):
        self.standard = standardised(shares.T).T
        self._orders = orders
        # One world moves the share of another by this much on the standardised scale.
        self._steps = 1 / (shares.std(axis=1) * shares.shape[1])
        self._ties = [_ties(share[order]) for share, order in zip(shares, orders, strict=True)]

    @classmethod
    def of(cls, worlds: Worlds, column: int) -> _Ranks:
        return cls(
            np.stack([worlds.share(column), worlds.outcome_share]),
            np.stack([worlds.order[column], worlds.outcome_order]),
        )

    def pull(self, slopes: Array) -> Array:
        """Contribution of each world to a statistic through the ranks of all, (world,).

        `slopes` (2, world) are the statistic's derivatives to the standardised ranks, times the worlds.
        """
        pull = np.zeros(slopes.shape[1])
        for slope, order, step, ties in zip(slopes, self._orders, self._steps, self._ties, strict=True):
            ordered = slope[order]
            lifted = np.cumsum(ordered[::-1])[::-1]
            if ties is None:
                lifted -= ordered / 2
            else:
                starts, sizes = ties
                lifted = np.repeat(lifted[starts] - np.add.reduceat(ordered, starts) / 2, sizes)
            pull[order] += lifted * step
        return pull


def _ties(ordered: Array) -> tuple[Integers, Integers] | None:
    """Where runs of equal values start and how long they are, or None when all differ."""
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    return None if len(starts) == len(ordered) else (starts, np.diff(np.append(starts, len(ordered))))


def _curves(worlds: Worlds, column: int, degree: int) -> Array:
    """Polynomials of one assumption's normal scores with mean 0 and variance 1, (world, degree)."""
    scores = np.asarray(special.ndtri(worlds.share(column)))
    powers = np.stack([special.eval_hermitenorm(power, scores) for power in range(1, degree + 1)], axis=1)
    powers -= powers.mean(axis=0)
    sizes = powers.std(axis=0)
    return powers / np.where(sizes > 0, sizes, 1)


def _refuse_too_few(worlds: Worlds, method: str) -> None:
    if worlds.count < 2 * worlds.dimension + 2:
        raise RunError(
            f"{method} of {worlds.dimension} assumptions needs at least {2 * worlds.dimension + 2} worlds; "
            f"there are {worlds.count}",
            code="too_few_worlds",
            worlds=worlds.count,
            least=2 * worlds.dimension + 2,
        )


def _inverse(correlation: Array, names: tuple[str, ...]) -> Array:
    """Inverse of a correlation matrix, refused by name when variables nearly repeat each other."""
    values, vectors = np.linalg.eigh(correlation)
    if values[0] * _COLLINEAR < values[-1]:
        involved = [name for name, weight in zip(names, vectors[:, 0], strict=True) if abs(weight) > 0.01]
        raise RunError(
            f"{', '.join(involved)} determine each other exactly, so their effects cannot be told apart; "
            "leave one out, or rank them as a group",
            code="determine_each_other",
            names=tuple(name for name in involved if name != "the outcome"),
        )
    inverse: Array = (vectors / values) @ vectors.T
    return inverse
