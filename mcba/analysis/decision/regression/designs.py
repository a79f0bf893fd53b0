"""What a regression is made of: curves, steps and surfaces in its inputs, and what their roughness costs.

Knots lie at even normal scores of each input, so that heavy tails do no harm, and values that many worlds share (a
chance event, a count) are groups of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations_with_replacement
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from mcba.arrays import Array, Integers

_PIECES = 32
"""Polynomial pieces of the spline for one input."""
_BINS = 64
"""Equal-count groups of the step regression."""
_MOST_COLUMNS = 300
"""Size of the regression for a group of inputs: beyond it, interactions of high degree are left out."""
_HIGHEST_DEGREE = 6
_ATOM_SHARE, _ATOM_WORLDS = 0.02, 200
"""A value is a group of its own when at least this share, and at least this number, of the worlds has it."""


class Basis(Protocol):
    """The columns of a regression at some points."""

    def sums(self, target: Array, fold: Integers) -> tuple[Array, Array]:
        """Products (fold, column, column) and moments (fold, column, target), summed over the points of each fold."""

    def predict(self, coefficients: Array, fold: Integers) -> Array:
        """Value (point,) at each point with the coefficients (fold, column) of its fold."""

    def curves(self, coefficients: Array) -> Array:
        """Values (fold, point) at every point with the coefficients of every fold."""


class Design(Protocol):
    """What the columns of a regression are, how their roughness is penalised, and the subsets that may be used."""

    penalty: Array
    candidates: list[Integers]

    def basis(self, inputs: Array) -> Basis:
        """Columns at inputs (point, k)."""


class _Local:
    """Columns of which only a few are not zero at a point: their places and values, both (slot, point).

    Sums are counts by place, which is faster than a product of matrices and needs no threads of a linear algebra
    library, so it keeps its speed on a busy machine.
    """

    def __init__(self, places: Integers, values: Array, *, columns: int):
        self.places, self.values, self.columns = places, values, columns

    def sums(self, target: Array, fold: Integers) -> tuple[Array, Array]:
        folds, columns = int(fold.max()) + 1, self.columns
        products, moments = np.zeros((folds, columns, columns)), np.zeros((folds, columns, target.shape[1]))
        for slot, (place, value) in enumerate(zip(self.places, self.values, strict=True)):
            row = fold * columns + place
            for t, column in enumerate(target.T):
                moments[:, :, t] += _counted(row, value * column, (folds, columns))
            for other_place, other_value in zip(self.places[:slot], self.values[:slot], strict=True):
                part = _counted(row * columns + other_place, value * other_value, products.shape)
                products += part + part.transpose(0, 2, 1)
            products += _counted(row * columns + place, value**2, products.shape)
        return products, moments

    def predict(self, coefficients: Array, fold: Integers) -> Array:
        return np.asarray(sum(value * coefficients[fold, place] for place, value in self._slots()))

    def curves(self, coefficients: Array) -> Array:
        return np.asarray(sum(value * coefficients[:, place] for place, value in self._slots()))

    def _slots(self) -> Iterable[tuple[Integers, Array]]:
        return zip(self.places, self.values, strict=True)


def _counted(place: Integers, weight: Array, shape: tuple[int, ...]) -> Array:
    return np.asarray(np.bincount(place, weights=weight, minlength=int(np.prod(shape))), np.float64).reshape(shape)


class _Dense:
    """Columns that are all in use; made anew for each fold, since together they may fill the memory."""

    def __init__(self, inputs: Array, columns: Callable[[Array], Array]):
        self.inputs, self.columns = inputs, columns

    def sums(self, target: Array, fold: Integers) -> tuple[Array, Array]:
        products, moments = [], []
        for k in range(int(fold.max()) + 1):
            columns = self.columns(self.inputs[fold == k])
            products.append(columns.T @ columns)
            moments.append(columns.T @ target[fold == k])
        return np.array(products), np.array(moments)

    def predict(self, coefficients: Array, fold: Integers) -> Array:
        predicted = np.empty(len(self.inputs))
        for k, own in enumerate(coefficients):
            predicted[fold == k] = self.columns(self.inputs[fold == k]) @ own
        return predicted

    def curves(self, coefficients: Array) -> Array:
        return np.asarray(coefficients @ self.columns(self.inputs).T)


class _Axis:
    """One input: a cubic spline whose knots follow its law, with the values that many worlds share set apart.

    Knots lie at quantiles evenly spaced in normal score: dense where worlds are, and reaching into a heavy tail in
    steps that grow with it.
    """

    def __init__(self, values: Array, *, pieces: int):
        distinct, counts = np.unique(values, return_counts=True)
        shared = counts >= max(_ATOM_WORLDS, _ATOM_SHARE * len(values))
        self.atoms = distinct[shared]
        self.breaks = _even_in_score(distinct[~shared], counts[~shared], pieces)[0]
        self.splines = len(self.breaks) + 2 if len(self.breaks) > 1 else len(self.breaks)
        self.knots = np.concatenate([self.breaks[:1].repeat(3), self.breaks, self.breaks[-1:].repeat(3)])
        self.scale = _even_in_score(distinct, counts, _PIECES)

    @property
    def columns(self) -> int:
        return self.splines + len(self.atoms)

    def scores(self, values: Array) -> Array:
        """Return the normal scores of values: about standard normal over the worlds, whatever the law."""
        return np.asarray(np.interp(values, *self.scale))

    def local(self, values: Array) -> tuple[Integers, Array]:
        """Return the columns that are not zero at each value, and what they are there: both (4, point)."""
        places, weights = np.zeros((4, len(values)), dtype=np.int64), np.zeros((4, len(values)))
        smooth: slice | Integers = slice(None)
        if len(self.atoms):
            nearest = np.minimum(np.searchsorted(self.atoms, values), len(self.atoms) - 1)
            on_atom = self.atoms[nearest] == values
            places[0], weights[0, on_atom] = self.splines + nearest, 1.0
            smooth = np.flatnonzero(~on_atom)
        if self.splines > 1:
            within = np.clip(values[smooth], *self.breaks[[0, -1]])
            places[:, smooth], weights[:, smooth] = _cubic_splines(within, self.knots)
        elif self.splines:
            places[0, smooth], weights[0, smooth] = 0, 1.0
        return places, weights

    def penalty(self) -> Array:
        """Square the distance of each spline coefficient from the straight line between its neighbours.

        These are the second differences of Eilers & Marx (1996), at the places where splines with uneven knots have
        them (Greville's averages of three knots); a straight line in the input costs nothing.
        """
        penalty = np.zeros((self.columns, self.columns))
        if self.splines > 2:
            places = (self.knots[1:-3] + self.knots[2:-2] + self.knots[3:-1]) / 3
            steps = np.diff(places)
            right = steps[:-1] / (steps[:-1] + steps[1:])
            bends = np.zeros((self.splines - 2, self.splines))
            row = np.arange(self.splines - 2)
            bends[row, row], bends[row, row + 1], bends[row, row + 2] = 2 * (1 - right), -2.0, 2 * right
            penalty[: self.splines, : self.splines] = bends.T @ bends / self.splines
        return penalty


def score_scale(values: Array) -> tuple[Array, Array]:
    """Return values and their normal scores between which to interpolate: standard normal whatever the law."""
    return _even_in_score(*np.unique(values, return_counts=True), _PIECES)


def _even_in_score(distinct: Array, counts: NDArray[np.integer[Any]], pieces: int) -> tuple[Array, Array]:
    """Return up to `pieces` + 1 quantiles that are evenly spaced in normal score, and their scores."""
    if distinct.size < 2:
        return distinct, np.zeros(distinct.size)
    ranks = (np.cumsum(counts) - counts / 2) / counts.sum()
    low, high = ndtri(ranks[[0, -1]])
    scores = np.linspace(low, high, pieces + 1)
    breaks, first = np.unique(np.interp(ndtr(scores), ranks, distinct), return_index=True)
    return breaks, scores[first]


def _cubic_splines(values: Array, knots: Array) -> tuple[Integers, Array]:
    """Places and values (4, point) of the cubic B-splines that are not zero (de Boor 1978, recurrence of chapter X)."""
    piece = np.searchsorted(knots[3:-3], values, side="right") - 1
    piece = np.minimum(piece, len(knots) - 8)
    splines = [np.ones_like(values)]
    for degree in (1, 2, 3):
        raised = [np.zeros_like(values) for _ in range(degree + 1)]
        for k, spline in enumerate(splines):
            left, right = knots[piece + 4 - degree + k], knots[piece + 4 + k]
            part = spline / (right - left)
            raised[k] += (right - values) * part
            raised[k + 1] += (values - left) * part
        splines = raised
    return piece + np.arange(4)[:, None], np.stack(splines)


class Curve:
    """A smooth curve in one input."""

    def __init__(self, inputs: Array):
        self.axis = _Axis(inputs[:, 0], pieces=_PIECES)
        self.penalty = np.zeros((1 + self.axis.columns,) * 2)
        self.penalty[1:, 1:] = self.axis.penalty()
        self.candidates = [np.array([0]), np.arange(1 + self.axis.columns)]

    def basis(self, inputs: Array) -> Basis:
        """Columns at inputs (point, 1)."""
        places, values = self.axis.local(inputs[:, 0])
        return _with_constant(places, values, self.axis.columns)


def _with_constant(places: Integers, values: Array, columns: int) -> _Local:
    """Put the constant, as column 0, before `columns` columns that are not zero at these places."""
    slots, points = values.shape
    all_places, all_values = np.zeros((slots + 1, points), dtype=np.int64), np.ones((slots + 1, points))
    all_places[1:], all_values[1:] = places + 1, values
    return _Local(all_places, all_values, columns=columns + 1)


class Steps:
    """A step function in one input: means of groups of equal count."""

    def __init__(self, inputs: Array):
        self.edges = np.unique(np.quantile(inputs[:, 0], np.arange(1, _BINS) / _BINS))
        columns = 2 + len(self.edges)
        self.penalty = np.zeros((columns, columns))
        self.candidates = [np.array([0]), np.arange(columns)]

    def basis(self, inputs: Array) -> Basis:
        """Columns at inputs (point, 1)."""
        group = np.searchsorted(self.edges, inputs[:, 0], side="right")
        return _with_constant(group[None, :], np.ones((1, len(inputs))), len(self.edges) + 1)


class Surface:
    """A smooth surface in a group of inputs: a curve in each, and products of Hermite polynomials of their scores."""

    def __init__(self, inputs: Array):
        count = inputs.shape[1]
        pieces = int(np.clip(_MOST_COLUMNS // (2 * count) - 3, 1, _PIECES // 2))
        self.axes = [_Axis(column, pieces=pieces) for column in inputs.T]
        additive = 1 + sum(axis.columns for axis in self.axes)
        self.products = _interactions(count, _MOST_COLUMNS - additive)
        degrees = np.array([len(product) for product in self.products])

        columns = additive + len(self.products)
        self.penalty = np.zeros((columns, columns))
        self.starts = np.cumsum([1, *(axis.columns for axis in self.axes)]).tolist()
        for axis, start, end in zip(self.axes, self.starts[:-1], self.starts[1:], strict=True):
            self.penalty[start:end, start:end] = axis.penalty()
        rough = np.arange(additive, columns)
        # The mean square second derivative of an orthonormal Hermite polynomial grows with its degree squared.
        self.penalty[rough, rough] = degrees * (degrees - 1.0) / _HIGHEST_DEGREE**2
        self.candidates = [np.array([0]), np.arange(additive)]
        self.candidates += [np.arange(additive + int(np.sum(degrees <= d))) for d in np.unique(degrees)]

    def basis(self, inputs: Array) -> Basis:
        """Columns at inputs (point, k)."""
        return _Dense(inputs, self._columns)

    def _columns(self, inputs: Array) -> Array:
        columns = np.zeros((len(inputs), len(self.penalty)))
        columns[:, 0] = 1.0
        points = np.arange(len(inputs))
        for axis, start, values in zip(self.axes, self.starts[:-1], inputs.T, strict=True):
            for place, weight in zip(*axis.local(values), strict=True):
                columns[points, start + place] += weight
        if self.products:
            scores = np.array([axis.scores(values) for axis, values in zip(self.axes, inputs.T, strict=True)])
            columns[:, self.starts[-1] :] = _products(_hermite(scores, _HIGHEST_DEGREE), self.products)
        return columns


def _interactions(count: int, room: int) -> list[tuple[int, ...]]:
    """Products of two or more inputs, as (0, 0, 1) for x0² x1, by rising degree, as many whole degrees as fit."""
    fitting: list[tuple[int, ...]] = []
    for degree in range(2, _HIGHEST_DEGREE + 1):
        products = []
        for product in combinations_with_replacement(range(count), degree):
            if len(set(product)) > 1:
                products.append(product)
            if len(fitting) + len(products) > room:
                return fitting
        fitting += products
    return fitting


def _hermite(scores: Array, highest: int) -> Array:
    """Orthonormal Hermite polynomials (degree, input, world) by their recurrence."""
    terms = [np.ones_like(scores), scores]
    for degree in range(2, highest):
        terms.append((scores * terms[-1] - np.sqrt(degree - 1) * terms[-2]) / np.sqrt(degree))
    return np.stack(terms)


def _products(hermite: Array, products: list[tuple[int, ...]]) -> Array:
    columns = np.empty((hermite.shape[2], len(products)))
    for column, product in enumerate(products):
        involved, degrees = np.unique(product, return_counts=True)
        columns[:, column] = np.prod(hermite[degrees, involved], axis=0)
    return columns
