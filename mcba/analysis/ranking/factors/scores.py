"""Several numbers as one: what a polynomial in them makes of an outcome, with what they do together.

A score stands for its numbers where a method looks at one number at a time. It follows the mean of the outcome and
nothing else: what the numbers do to its spread, or to one tail, no score holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from math import comb

import numpy as np
from scipy import special

from mcba.analysis.ranking.indices.worlds import shares_below
from mcba.arrays import Array, Integers

Product = tuple[int, ...]

_MOST_TERMS = 84  # of a polynomial: degree 8 in two numbers, 6 in three, 3 in six, 2 in eleven
_WORLDS_A_TERM = 20
_MOST_LEARNT = 2**15  # worlds of a half that a polynomial is learnt from
_MOST_CURVED = 20  # numbers that are given curves; more are given straight lines


def score_of(members: Sequence[Array], y: Array) -> Array:
    """The score of several numbers: what a polynomial in them makes of the outcome, in its unit.

    Each half of the worlds is scored by the polynomial of the other half, so that a score never follows the noise of
    its own world. Of several polynomials the one is taken that predicts best: an additive one of degree 3, those in all
    products of the numbers of degree 2 and of the highest degree that the worlds carry, and both in normal scores,
    which have no long tails.

    Parameters
    ----------
    members : sequence of (world,)
        The numbers.
    y : (world,)
        The outcome.

    Returns
    -------
    (world,)
        In the unit of the outcome.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(2, 2_000))
    >>> bool(np.corrcoef(score_of(list(x), x[0] * x[1]), x[0] * x[1])[0, 1] > 0.99)
    True
    """
    if not np.isfinite(y).all():
        return members[0]  # the ranking refuses such an outcome, and says where it stands
    half = halves(len(y))
    raw = [(array - array.mean()) / array.std() for array in members]
    scores = [special.ndtri(shares_below(array, np.argsort(array, kind="stable"))) for array in members]
    polynomials = _polynomials(len(members), len(y))
    predictions = [_predicted(raw, products, half, y) for products in polynomials]
    predictions += [_predicted(scores, products, half, y) for products in polynomials[1:]]
    return min(predictions, key=lambda score: float(np.square(y - score).sum()))


def halves(worlds: int) -> tuple[Integers, Integers]:
    """The worlds of either half."""
    first, second = np.array_split(np.random.default_rng(0).permutation(worlds), 2)
    return first, second


def _polynomials(count: int, worlds: int) -> list[list[Product]]:
    """The polynomials that are tried, each as its products: (0, 0, 1) is the square of the first times the second."""
    degree = 3 if count <= _MOST_CURVED else 1
    additive = [(place,) * power for place in range(count) for power in range(1, degree + 1)]
    highest = _highest(count, worlds)
    return [additive, *(_all_products(count, degree) for degree in sorted({min(2, highest), highest} - {1}))]


def _highest(count: int, worlds: int) -> int:
    """The highest degree of which all products are affordable; at least 1."""
    most = min(_MOST_TERMS, worlds // _WORLDS_A_TERM)
    return max([degree for degree in range(1, 9) if comb(count + degree, degree) <= most], default=1)


def _all_products(count: int, degree: int) -> list[Product]:
    return [term for power in range(1, degree + 1) for term in combinations_with_replacement(range(count), power)]


def _predicted(
    members: Sequence[Array], products: Sequence[Product], half: tuple[Integers, Integers], y: Array
) -> Array:
    """What the polynomial of one half predicts in the other."""
    row_of: dict[Product, int] = {(): 0}
    basis = np.ones((1 + len(products), len(y)))
    for row, product in enumerate(products, start=1):  # each is a shorter one times one more number
        np.multiply(basis[row_of[product[:-1]]], members[product[-1]], out=basis[row])
        row_of[product] = row
    basis[1:] /= basis[1:].std(axis=1, keepdims=True) + np.finfo(float).tiny
    score = np.empty(len(y))
    for learning, scored in (half, half[::-1]):
        learnt = learning[:_MOST_LEARNT]
        part = basis[:, learnt]
        weights = np.linalg.pinv(part @ part.T, rcond=1e-12, hermitian=True) @ (part @ y[learnt])
        score[scored] = (weights @ basis)[scored]
    return score
