"""Distributions of counts: binomial, Poisson, hypergeometric."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import implements
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.values import NUMBER, Value


def _logarithm_of_combinations(count: int, chosen: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(chosen + 1) - math.lgamma(count - chosen + 1)


def _share_of(count: int, chosen: int, share: float) -> float:
    """The chance of so many successes."""
    if count < 1000:
        return math.comb(count, chosen) * share**chosen * (1 - share) ** (count - chosen)
    if share in (0, 1):
        return float(chosen == count * share)
    logarithm = _logarithm_of_combinations(count, chosen)
    return math.exp(logarithm + chosen * math.log(share) + (count - chosen) * math.log1p(-share))


@implements("BINOMDIST BINOM.DIST", "wwnl")
def _binomial(successes: int, trials: int, share: float, is_cumulative: bool) -> Value:
    from scipy.special import bdtr

    if not 0 <= successes <= trials or not 0 <= share <= 1:
        return NUMBER
    return float(bdtr(successes, trials, share)) if is_cumulative else _share_of(trials, successes, share)


@implements("CRITBINOM BINOM.INV", "wnn")
def _binomial_quantile(trials: int, share: float, wanted: float) -> Value:
    from scipy.special import bdtr

    if trials < 0 or not 0 < share < 1 or not 0 < wanted < 1:
        return NUMBER
    low, high = 0, trials
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if bdtr(middle, trials, share) >= wanted else (middle + 1, high)
    return float(low)


@implements("POISSON POISSON.DIST", "wnl")
def _poisson(events: int, mean: float, is_cumulative: bool) -> Value:
    from scipy.special import pdtr

    if events < 0 or mean < 0:
        return NUMBER
    if is_cumulative:
        return float(pdtr(events, mean))
    return math.exp(events * math.log(mean) - mean - math.lgamma(events + 1)) if mean else float(events == 0)


@implements("NEGBINOMDIST", "wwn")
def _negative_binomial(failures: int, successes: int, share: float) -> Value:
    return _negative_binomial_of(failures, successes, share, False)


@implements("NEGBINOM.DIST", "wwnl")
def _negative_binomial_of(failures: int, successes: int, share: float, is_cumulative: bool) -> Value:
    from scipy.special import nbdtr

    if failures < 0 or successes < 1 or not 0 < share < 1:
        return NUMBER
    if is_cumulative:
        return float(nbdtr(failures, successes, share))
    logarithm = _logarithm_of_combinations(failures + successes - 1, successes - 1)
    return math.exp(logarithm + successes * math.log(share) + failures * math.log1p(-share))


@implements("HYPGEOMDIST", "wwww")
def _hypergeometric(successes: int, sample: int, marked: int, population: int) -> Value:
    return _hypergeometric_of(successes, sample, marked, population, False)


@implements("HYPGEOM.DIST", "wwwwl")
def _hypergeometric_of(successes: int, sample: int, marked: int, population: int, is_cumulative: bool) -> Value:
    fewest, most = max(0, sample - population + marked), min(sample, marked)
    if not fewest <= successes <= most or not 0 < sample <= population or not 0 < marked <= population:
        return NUMBER
    ways = math.comb(population, sample)

    def chance(count: int) -> float:
        return math.comb(marked, count) * math.comb(population - marked, sample - count) / ways

    return plain_sum(map(chance, range(fewest, successes + 1))) if is_cumulative else chance(successes)
