"""Regressions by name, each predicting what worlds bring that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np

from mcba.analysis.decision.regression.conditional_means import conditional_mean, folds_of
from mcba.analysis.decision.regression.designs import score_scale
from mcba.arrays import Array, Integers
from mcba.errors import RunError

Predictor = Callable[[Array, Array, Integers | None], Array]
"""From inputs (world, k), targets (world, t) and randomisation labels to predictions of the targets (world, t)."""


class Regressor(Protocol):
    """A regression with the two methods of scikit-learn."""

    def fit(self, inputs: Array, target: Array) -> Any:
        """Learn from inputs (world, k) and target (world,)."""

    def predict(self, inputs: Array) -> Any:
        """Return the expected target (point,) at inputs (point, k)."""


RegressionName: TypeAlias = Literal["best", "spline", "bins", "boosting", "gaussian_process"]
"""The regressions that are known by name."""


def predictor(method: RegressionName | Callable[[], Regressor]) -> Predictor:
    """Return the predictor of that name, or the one that a regression of one's own makes.

    Parameters
    ----------
    method : str or callable
        A name, or a function that returns a fresh regression.

    Returns
    -------
    callable
        From inputs, targets and labels to predictions.

    Raises
    ------
    RunError
        For an unknown name.
    """
    if not isinstance(method, str):
        return lambda inputs, target, labels: _predict_unseen(method, inputs, target, labels)
    if method not in _REGRESSIONS:
        raise RunError(f"method {method!r} is not known; choose {', '.join(_REGRESSIONS)} or give your own regression")
    return _REGRESSIONS[method]


def _by_regression(name: str) -> Predictor:
    return lambda inputs, target, labels: conditional_mean(inputs, target, labels, method=name).unseen


def _boosting() -> Regressor:
    ensemble = _from_scikit_learn("boosting", "ensemble")
    regressor: Regressor = ensemble.HistGradientBoostingRegressor(early_stopping=True, random_state=0)
    return regressor


def _gaussian_process() -> Regressor:
    process = _from_scikit_learn("gaussian_process", "gaussian_process")
    kernel = process.kernels.ConstantKernel() * process.kernels.RBF() + process.kernels.WhiteKernel()
    return _Thinned(process.GaussianProcessRegressor(kernel, normalize_y=True, random_state=0))


def _from_scikit_learn(method: str, module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"sklearn.{module}")
    except ImportError as error:
        raise RunError(f"method {method!r} needs scikit-learn: pip install 'mcba[voi]'") from error


class _Thinned:
    """A regression that learns from at most a thousand worlds: a Gaussian process takes time with their cube."""

    def __init__(self, regressor: Regressor, most: int = 1000):
        self.regressor, self.most = regressor, most

    def fit(self, inputs: Array, target: Array) -> None:
        # Normal scores give every input the same scale, whatever its unit and its tails.
        self.scales = [score_scale(column) for column in inputs.T]
        step = -(-len(target) // self.most)
        self.regressor.fit(self._scores(inputs[::step]), target[::step])

    def predict(self, inputs: Array) -> Array:
        return np.concatenate([self.regressor.predict(self._scores(part)) for part in _blocks(inputs)])

    def _scores(self, inputs: Array) -> Array:
        columns = zip(inputs.T, self.scales, strict=True)
        return np.column_stack([np.interp(column, *scale) for column, scale in columns])


def _blocks(array: Array, size: int = 4096) -> list[Array]:
    return [array[start : start + size] for start in range(0, len(array), size)]


def _predict_unseen(
    regression: Callable[[], Regressor], inputs: Array, target: Array, labels: Integers | None
) -> Array:
    """Predictions (world, target) of each fifth of the worlds by a regression on the others."""
    predicted = np.empty_like(target)
    fold = folds_of(len(target), labels, parts=5)
    for k in range(fold.max() + 1):
        rows, others = fold == k, np.flatnonzero(fold != k)
        others = np.random.default_rng(0).permutation(others)  # a regression may look at its first or every tenth row
        for column in range(target.shape[1]):
            fitted = regression()
            fitted.fit(inputs[others], target[others, column])
            predicted[rows, column] = fitted.predict(inputs[rows])
    return predicted


_REGRESSIONS: Mapping[RegressionName, Predictor] = {
    "best": _by_regression("best"),
    "spline": _by_regression("spline"),
    "bins": _by_regression("bins"),
    "boosting": lambda inputs, target, labels: _predict_unseen(_boosting, inputs, target, labels),
    "gaussian_process": lambda inputs, target, labels: _predict_unseen(_gaussian_process, inputs, target, labels),
}
