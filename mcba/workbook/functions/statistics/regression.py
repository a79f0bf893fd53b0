"""LINEST and its like: the line, plane or growth that leaves the smallest squares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mcba.workbook.functions.answers import as_table, float_of, require
from mcba.workbook.functions.arguments import GivenCells, implements, matrix_of
from mcba.workbook.values import NOT_AVAILABLE, NUMBER, REFERENCE, Table, Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class _Points:
    """The numbers of a regression: `x` has a column a variable; `is_row` says how the results lie."""

    y: Numbers
    x: Numbers
    is_row: bool

    def variables(self, argument: GivenCells) -> Numbers:
        """New numbers of the same variables, a row a point."""
        import numpy as np

        matrix = np.asarray(matrix_of(argument))
        if self.x.shape[1] == 1:
            return matrix.reshape(-1, 1)
        points = matrix.T if self.is_row else matrix
        require(points.shape[1] == self.x.shape[1], REFERENCE)
        return points


def _points(known_ys: GivenCells, known_xs: GivenCells | None) -> _Points:
    import numpy as np

    y = np.asarray(matrix_of(known_ys))
    is_row = y.shape[0] == 1 and y.shape[1] > 1
    if known_xs is None:
        return _Points(y.ravel(), np.arange(1.0, y.size + 1).reshape(-1, 1), is_row)
    x = np.asarray(matrix_of(known_xs))
    if x.shape == y.shape:
        return _Points(y.ravel(), x.reshape(-1, 1), is_row)
    x = x.T if is_row else x
    require(x.shape[0] == y.size and 1 in y.shape, REFERENCE)
    return _Points(y.ravel(), x, is_row)


@dataclass(frozen=True)
class _Fit:
    """Slopes in the order of the variables, the constant, and which variables say something of their own."""

    slopes: Numbers
    constant: float
    kept: list[int]


def _fit(y: Numbers, x: Numbers, has_constant: bool) -> _Fit:
    """Least squares of centred numbers; a variable that follows from those before it gets a slope of 0."""
    import numpy as np

    centre, level = (x.mean(axis=0), y.mean()) if has_constant else (np.zeros(x.shape[1]), 0.0)
    centred = x - centre
    kept: list[int] = []
    for column in range(x.shape[1]):
        if np.linalg.matrix_rank(centred[:, [*kept, column]]) > len(kept):
            kept.append(column)
    slopes = np.zeros(x.shape[1])
    if kept:
        slopes[kept] = np.linalg.lstsq(centred[:, kept], y - level)[0]
    return _Fit(slopes, float(level - slopes @ centre), kept)


@implements("LINEST", "rrvv", least=1)
def _linest(
    known_ys: GivenCells, known_xs: GivenCells = None, constant: Value = True, statistics: Value = False
) -> Value | Table:
    return _coefficients(known_ys, known_xs, constant, statistics, is_growth=False)


@implements("LOGEST", "rrvv", least=1)
def _logest(
    known_ys: GivenCells, known_xs: GivenCells = None, constant: Value = True, statistics: Value = False
) -> Value | Table:
    return _coefficients(known_ys, known_xs, constant, statistics, is_growth=True)


@implements("TREND", "rrrv", least=1)
def _trend(
    known_ys: GivenCells, known_xs: GivenCells = None, new_xs: GivenCells = None, constant: Value = True
) -> Value | Table:
    return _predicted(known_ys, known_xs, new_xs, constant, is_growth=False)


@implements("GROWTH", "rrrv", least=1)
def _growth(
    known_ys: GivenCells, known_xs: GivenCells = None, new_xs: GivenCells = None, constant: Value = True
) -> Value | Table:
    return _predicted(known_ys, known_xs, new_xs, constant, is_growth=True)


def _read(known_ys: GivenCells, known_xs: GivenCells, constant: Value, is_growth: bool) -> tuple[_Points, bool]:
    """The points, in logarithms where growth is sought, and whether there is a constant (one left out means yes)."""
    import numpy as np

    has_constant = True if constant is None else bool(float_of(constant))
    points = _points(known_ys, known_xs)
    if is_growth:
        require(bool((points.y > 0).all()))
        points = _Points(np.log(points.y), points.x, points.is_row)
    return points, has_constant


def _coefficients(
    known_ys: GivenCells, known_xs: GivenCells, constant: Value, statistics: Value, *, is_growth: bool
) -> Value | Table:
    points, has_constant = _read(known_ys, known_xs, constant, is_growth)
    fit = _fit(points.y, points.x, has_constant)
    numbers = [*(float(slope) for slope in reversed(fit.slopes)), fit.constant]
    first = tuple(math.exp(coefficient) for coefficient in numbers) if is_growth else tuple(numbers)
    return Table((first, *(_statistics(points, fit, has_constant) if float_of(statistics) else ())))


def _statistics(points: _Points, fit: _Fit, has_constant: bool) -> list[tuple[Value, ...]]:
    """Standard errors; share explained and error of y; F and degrees of freedom; squares explained and left."""
    import numpy as np

    columns = len(fit.kept) + has_constant
    free = points.y.size - columns
    left = float(((points.y - points.x @ fit.slopes - fit.constant) ** 2).sum())
    around = points.y - points.y.mean() if has_constant else points.y
    explained = float((around**2).sum()) - left
    variance = left / free if free else 0.0
    design = points.x[:, fit.kept]
    if has_constant:
        design = np.column_stack([design, np.ones(points.y.size)])
    spread = np.sqrt(np.maximum(np.diag(np.linalg.pinv(design.T @ design)), 0) * variance)
    errors: list[Value] = [0.0] * points.x.shape[1]
    for place, column in enumerate(fit.kept):
        errors[column] = float(spread[place])
    whole = explained + left
    rows: list[tuple[Value, ...]] = [
        (explained / whole if whole else 1.0, math.sqrt(variance)),
        (explained / len(fit.kept) / variance if fit.kept and variance else NUMBER, float(free)),
        (explained, left),
    ]
    rest: tuple[Value, ...] = (NOT_AVAILABLE,) * (points.x.shape[1] - 1)
    return [(*reversed(errors), float(spread[-1]) if has_constant else NOT_AVAILABLE), *(row + rest for row in rows)]


def _predicted(
    known_ys: GivenCells, known_xs: GivenCells, new_xs: GivenCells, constant: Value, *, is_growth: bool
) -> Value | Table:
    import numpy as np

    points, has_constant = _read(known_ys, known_xs, constant, is_growth)
    fit = _fit(points.y, points.x, has_constant)
    x = points.x if new_xs is None else points.variables(new_xs)
    y = x @ fit.slopes + fit.constant
    shape = _shape(known_ys if new_xs is None else new_xs, points, x.shape[0])
    return Table(tuple(map(tuple, (np.exp(y) if is_growth else y).reshape(shape).tolist())))


def _shape(like: GivenCells, points: _Points, count: int) -> tuple[int, int]:
    """The results lie as the numbers that they are for."""
    rows, columns = as_table(like).shape
    if rows * columns == count:
        return rows, columns
    return (1, count) if points.is_row else (count, 1)
