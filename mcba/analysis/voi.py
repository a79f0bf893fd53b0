"""Value of information: what it is worth to know more before choosing.

Perfect information about some inputs x is worth E[max_d E[NB_d | x]] − max_d E[NB_d]. The inner expectation is a
regression of net benefit on x over the worlds at hand (Strong, Oakley & Brennan 2014), so no second simulation is
needed, any law and any dependence between inputs are right, and samples from elsewhere do as well.

Three things keep the answer honest. The regression follows the law of each input: knots at even normal scores, so
that heavy tails do no harm, and values shared by many worlds (a chance event, a count) as groups of their own.
Each world is judged by a regression that did not see it. And the two ways to judge bracket the truth: what the rule
learned from other worlds really earns is too low on average (no rule beats the best one), what the regression believes
to earn is too high (a maximum turns noise into gain). To first order these biases are equal and opposite, so the
value is their middle, and half their distance is part of its error. What remains: a curve too smooth for a jump lowers
both, and so does the choice made without information, whose mean was picked as the highest; the error holds a bound on
the latter. With few worlds and a weak input the regression may see nothing, and then says 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from mcba.analysis.decision import (
    Floats,
    Integers,
    checked_labels,
    checked_options,
    checked_values,
    standard_error,
)
from mcba.errors import RunError

FOLDS = 20
"""Parts of the worlds that are predicted in turn from the others."""
PIECES = 32
"""Polynomial pieces of the spline for one input."""
BINS = 64
"""Equal-count groups of the step regression."""
MOST_COLUMNS = 300
"""Size of the regression for a group of inputs: beyond it, interactions of high degree are left out."""
HIGHEST_DEGREE = 6
STRENGTHS = 10.0 ** np.arange(-6, 5)
"""Strengths of smoothing among which unseen worlds choose."""
ATOM_SHARE, ATOM_WORLDS = 0.02, 200
"""A value is a group of its own when at least this share, and at least this number, of the worlds has it."""


@dataclass(frozen=True)
class Information:
    """What information is worth, in the unit of net benefit, with its standard error.

    `realised` and `believed` are the two judgements between which `value` is the middle: too low and too high on
    average. `switches` is the share of worlds in which the information would change the choice away from option
    `best`, the choice without it. `notes` says what was left out of the inputs, and why.
    """

    value: float
    error: float
    realised: float
    believed: float
    switches: float
    best: int
    method: str
    notes: tuple[str, ...] = ()


# --- perfect information about everything -------------------------------------------------------------------------


def evpi(net_benefit: ArrayLike, *, randomisation: ArrayLike | None = None) -> Information:
    """Return the expected value of perfect information, E[max_d NB_d] − max_d E[NB_d].

    Parameters
    ----------
    net_benefit
        (world, option), or (world,) for one project against doing nothing.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Returns
    -------
    Information
        The value is the mean loss of the option that is best on average, as is usual. It is a little low where two
        options are nearly equal on average; the size of that bias is part of the error.

    References
    ----------
    Raiffa, H., & Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard University.

    Examples
    --------
    >>> import numpy as np
    >>> evpi(np.array([40.0, 40.0, 40.0, -5.0, -5.0])).value
    2.0
    """
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    best, gain = _gain_over_best(benefit)
    return _judge(gain, gain, labels, best=best, method="all")


def _gain_over_best(benefit: Floats) -> tuple[int, Floats]:
    """Return the option that is best on average, and what each other option gains over it: (world, other)."""
    best = int(np.argmax(benefit.mean(axis=0)))
    return best, np.delete(benefit, best, axis=1) - benefit[:, [best]]


def _judge(
    predicted: Floats, gain: Floats, labels: Integers | None, *, best: int, method: str, notes: tuple[str, ...] = ()
) -> Information:
    """Value of choosing by `predicted` gains where the real ones are `gain`, both (world, other)."""
    highest = predicted.max(axis=1)
    changes = highest > 0
    chosen = np.take_along_axis(gain, predicted.argmax(axis=1)[:, None], axis=1)[:, 0]
    earned = np.where(changes, chosen, 0.0)
    realised, believed = float(earned.mean()), float(np.maximum(highest, 0).mean())
    errors = [float(standard_error(earned, labels)), (believed - realised) / 2, _selection_bias(gain, labels)]
    return Information(
        value=max((realised + believed) / 2, 0.0),  # knowing more never hurts: a negative estimate is noise
        error=float(np.linalg.norm(errors)),
        realised=realised,
        believed=believed,
        switches=float(changes.mean()),
        best=best,
        method=method,
        notes=notes,
    )


def _selection_bias(gain: Floats, labels: Integers | None) -> float:
    """Bound on how much the highest mean overstates the mean of the best option, because it was picked as highest."""
    errors = standard_error(gain, labels)
    known = errors > 0
    return float(np.sum(errors[known] * unit_normal_loss(-gain.mean(axis=0)[known] / errors[known])))


def unit_normal_loss(distance: ArrayLike) -> Floats:
    """Return the unit normal linear loss integral E[max(Z − d, 0)] = φ(d) − d (1 − Φ(d)).

    With net benefit normal (mean m, standard deviation s) against nothing, s times the loss at |m| / s is the EVPI;
    with s the standard deviation of E[NB | x] it is the EVPPI, and of E[NB | data] the EVSI.

    References
    ----------
    Raiffa, H., & Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard University.

    Examples
    --------
    >>> round(float(unit_normal_loss(1.0)), 5)
    0.08332
    """
    d = np.asarray(distance, dtype=np.float64)
    return np.asarray(np.exp(-(d**2) / 2) / np.sqrt(2 * np.pi) - d * ndtr(-d))


# --- perfect information about some inputs ------------------------------------------------------------------------


class Regressor(Protocol):
    """A regression with the two methods of scikit-learn."""

    def fit(self, inputs: Floats, target: Floats) -> Any:
        """Learn from inputs (world, k) and target (world,)."""

    def predict(self, inputs: Floats) -> Any:
        """Return the expected target (point,) at inputs (point, k)."""


def evppi(
    inputs: ArrayLike,
    net_benefit: ArrayLike,
    *,
    method: str | Callable[[], Regressor] = "best",
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of perfect information about one input, or about a group of inputs at once.

    Parameters
    ----------
    inputs
        (world,) one input, or (world, k) the group; in any unit, from any law, dependent or not.
    net_benefit
        (world, option), or (world,) for one project against doing nothing; row for row the same worlds.
    method
        "spline" (penalised spline; for a group additive splines with interactions), "bins" (one input: means of
        equal-count groups), "best" (of these two, the one that predicts unseen worlds better); with scikit-learn
        "boosting" and "gaussian_process"; or a function that returns a fresh regression with `fit` and `predict`.
    randomisation
        (world,) label of the randomisation of each world, when worlds are not independent.

    Returns
    -------
    Information
        Its value is the middle of two judgements, see the module; the error holds the spread over worlds (or over
        randomisations) of what the choice earns, half the distance of the two, and the bias of picking the best mean.

    Raises
    ------
    RunError
        On unequal numbers of worlds, values that are not finite, an unknown method, and fewer than 100 worlds.

    References
    ----------
    Strong, M., Oakley, J. E., & Brennan, A. (2014). Estimating multiparameter partial expected value of perfect
    information from a probabilistic sensitivity analysis sample. Medical Decision Making 34(3), 311-326.
    https://doi.org/10.1177/0272989X13505910

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(1).normal(size=(20_000, 2))
    >>> one = evppi(x[:, 0], x[:, 0] + x[:, 1])
    >>> abs(one.value - unit_normal_loss(0.0)) < 4 * one.error
    np.True_
    """
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    known, notes = _informative(checked_inputs(inputs, benefit.shape[0]))
    name = method if isinstance(method, str) else getattr(method, "__name__", "own")
    predict = _method(method)
    best, gain = _gain_over_best(benefit)
    predicted = predict(known, gain, labels) if known.shape[1] else np.zeros_like(gain)
    return _judge(predicted, gain, labels, best=best, method=name, notes=notes)


def checked_inputs(inputs: ArrayLike, worlds: int) -> Floats:
    """Return inputs as (world, k) with as many worlds as the outcome, or say what is wrong."""
    array = checked_values(inputs, "inputs", dimensions=(1, 2))
    if array.shape[0] != worlds:
        raise RunError(
            f"inputs has {array.shape[0]} worlds and the outcome {worlds}; give both row for row on the same worlds"
        )
    if worlds < 5 * FOLDS:
        raise RunError(f"{worlds} worlds are too few for a regression; draw {5 * FOLDS} or more (thousands are better)")
    return array.reshape(worlds, -1)


def _informative(inputs: Floats) -> tuple[Floats, tuple[str, ...]]:
    """Leave out columns that are constant, or that order the worlds exactly as an earlier column does."""
    kept: list[int] = []
    ranks: list[Integers] = []
    notes: list[str] = []
    for column, values in enumerate(inputs.T):
        distinct, rank = np.unique(values, return_inverse=True)
        twin = next((k for k, other in zip(kept, ranks, strict=True) if np.array_equal(rank, other)), None)
        if distinct.size == 1:
            notes.append(f"input {column} is constant and was left out")
        elif twin is not None:
            notes.append(f"input {column} tells nothing that input {twin} does not and was left out")
        else:
            kept.append(column)
            ranks.append(rank)
    return inputs[:, kept], tuple(notes)


def _method(method: str | Callable[[], Regressor]) -> Callable[[Floats, Floats, Integers | None], Floats]:
    if not isinstance(method, str):
        return lambda inputs, target, labels: _predict_unseen(method, inputs, target, labels)
    if method not in METHODS:
        raise RunError(f"method {method!r} is not known; choose {', '.join(METHODS)} or give your own regression")
    return METHODS[method]


def _by_regression(name: str) -> Callable[[Floats, Floats, Integers | None], Floats]:
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

    def fit(self, inputs: Floats, target: Floats) -> None:
        # Normal scores give every input the same scale, whatever its unit and its tails.
        self.axes = [_Axis(column, pieces=1) for column in inputs.T]
        step = -(-len(target) // self.most)
        self.regressor.fit(self._scores(inputs[::step]), target[::step])

    def predict(self, inputs: Floats) -> Floats:
        return np.concatenate([self.regressor.predict(self._scores(part)) for part in _blocks(inputs)])

    def _scores(self, inputs: Floats) -> Floats:
        return np.column_stack([axis.scores(column) for axis, column in zip(self.axes, inputs.T, strict=True)])


def _blocks(array: Floats, size: int = 4096) -> list[Floats]:
    return [array[start : start + size] for start in range(0, len(array), size)]


def _predict_unseen(
    regression: Callable[[], Regressor], inputs: Floats, target: Floats, labels: Integers | None
) -> Floats:
    """Predictions (world, target) of each fifth of the worlds by a regression on the others."""
    predicted = np.empty_like(target)
    fold = _folds(len(target), labels, parts=5)
    for k in range(fold.max() + 1):
        rows, others = fold == k, np.flatnonzero(fold != k)
        others = np.random.default_rng(0).permutation(others)  # a regression may look at its first or every tenth row
        for column in range(target.shape[1]):
            fitted = regression()
            fitted.fit(inputs[others], target[others, column])
            predicted[rows, column] = fitted.predict(inputs[rows])
    return predicted


METHODS: Mapping[str, Callable[[Floats, Floats, Integers | None], Floats]] = {
    "best": _by_regression("best"),
    "spline": _by_regression("spline"),
    "bins": _by_regression("bins"),
    "boosting": lambda inputs, target, labels: _predict_unseen(_boosting, inputs, target, labels),
    "gaussian_process": lambda inputs, target, labels: _predict_unseen(_gaussian_process, inputs, target, labels),
}


# --- the slow check -----------------------------------------------------------------------------------------------


def evppi_nested(
    net_benefit_given: Callable[[Any, int, np.random.Generator], ArrayLike],
    known: ArrayLike,
    *,
    inner: int = 1000,
    seed: int = 0,
) -> Information:
    """EVPPI by nested Monte Carlo: slow, free of any regression, a check on `evppi`.

    Parameters
    ----------
    net_benefit_given
        Called as f(value, inner, generator); returns net benefit (inner, option), or (inner,) against nothing, in
        worlds drawn from the law of everything else given that value of the inputs of interest.
    known
        (outer,) or (outer, k) values of the inputs of interest, drawn from their own law.
    inner
        Inner worlds for each outer value, even.
    seed
        Seed; outer row i has the generator of (seed, i), so rows may be computed in any order.

    Returns
    -------
    Information
        The inner maximum is too high by about 1 / inner; two halves of the inner worlds show twice that bias, and
        twice the whole less the halves is free of it to first order.

    References
    ----------
    Giles, M. B., & Haji-Ali, A.-L. (2019). Multilevel nested simulation for efficient risk estimation. SIAM/ASA
    Journal on Uncertainty Quantification 7(2), 497-525. https://doi.org/10.1137/18M1173186
    """
    values = checked_values(known, "known", dimensions=(1, 2))
    if inner < 2 or inner % 2:
        raise RunError(f"inner is {inner}; give an even number of inner worlds")
    halves = []
    for row, value in enumerate(values):
        worlds = checked_options(net_benefit_given(value, inner, np.random.default_rng([seed, row])))
        if worlds.shape[0] != inner:
            raise RunError(f"net_benefit_given returned {worlds.shape[0]} worlds where {inner} were asked for")
        halves.append([worlds[: inner // 2].mean(axis=0), worlds[inner // 2 :].mean(axis=0)])
    first, second = np.swapaxes(np.array(halves), 0, 1)
    whole = (first + second) / 2
    best, gain = _gain_over_best(whole)
    corrected = 2 * whole.max(axis=1) - (first.max(axis=1) + second.max(axis=1)) / 2 - whole[:, best]
    earned = np.take_along_axis(second, first.argmax(axis=1)[:, None], axis=1)[:, 0] - second[:, best]
    return Information(
        value=max(float(corrected.mean()), 0.0),
        error=float(np.hypot(standard_error(corrected), _selection_bias(gain, None))),
        realised=float(earned.mean()),
        believed=float((whole.max(axis=1) - whole[:, best]).mean()),
        switches=float(np.mean(whole.argmax(axis=1) != best)),
        best=best,
        method="nested",
    )


# --- a planned study ----------------------------------------------------------------------------------------------


def evsi(
    inputs: ArrayLike,
    net_benefit: ArrayLike,
    *,
    sample_size: int,
    study: str = "normal",
    observation_sd: float | None = None,
    seed: int = 0,
    method: str | Callable[[], Regressor] = "best",
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of a planned study of one input: what its result is worth before choosing.

    A result of the study is simulated in each world and net benefit is regressed on it. For a study of another form
    do the same by hand: `evppi` of a summary of its simulated results, one row a world.

    Parameters
    ----------
    inputs
        (world,) the input that the study measures.
    net_benefit
        (world, option), or (world,) for one project against doing nothing.
    sample_size
        Number of observations.
    study
        "normal" (mean of observations around the input, each with `observation_sd`), "binomial" (share of successes,
        the input being their probability) or "poisson" (events per unit, the input being their rate).
    observation_sd
        Standard deviation of one observation, in the unit of the input; for "normal" only.
    seed
        Seed of the simulated results.
    method, randomisation
        As for `evppi`.

    References
    ----------
    Strong, M., Oakley, J. E., Brennan, A., & Breeze, P. (2015). Estimating the expected value of sample information
    using the probabilistic sensitivity analysis sample. Medical Decision Making 35(5), 570-583.
    https://doi.org/10.1177/0272989X15575286
    """
    if sample_size < 1:
        raise RunError(f"sample_size is {sample_size}; a study needs one observation or more")
    if study not in STUDIES:
        raise RunError(f"study {study!r} is not known; choose {', '.join(STUDIES)}, or call evppi on your own summary")
    if (study == "normal") != (observation_sd is not None):
        raise RunError("observation_sd goes with study 'normal', and only with it")
    truth = checked_values(inputs, "inputs")
    result = STUDIES[study](truth, sample_size, observation_sd or 0.0, np.random.default_rng(seed))
    return evppi(result, net_benefit, method=method, randomisation=randomisation)


def _normal_study(truth: Floats, size: int, sd: float, generator: np.random.Generator) -> Floats:
    if not 0 < sd < np.inf:
        raise RunError(f"observation_sd is {sd}; give a positive number")
    return np.asarray(truth + sd / np.sqrt(size) * generator.standard_normal(truth.size))


def _binomial_study(truth: Floats, size: int, _sd: float, generator: np.random.Generator) -> Floats:
    if truth.min() < 0 or truth.max() > 1:
        raise RunError(f"a binomial study measures a probability; the input runs from {truth.min()} to {truth.max()}")
    return np.asarray(generator.binomial(size, truth) / size)


def _poisson_study(truth: Floats, size: int, _sd: float, generator: np.random.Generator) -> Floats:
    if truth.min() < 0:
        raise RunError(f"a Poisson study measures a rate of 0 or more; the input goes down to {truth.min()}")
    return np.asarray(generator.poisson(size * truth) / size)


STUDIES = {"normal": _normal_study, "binomial": _binomial_study, "poisson": _poisson_study}


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

    Examples
    --------
    >>> import numpy as np
    >>> one = evpi(np.array([40.0, 40.0, 40.0, -5.0, -5.0]))
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


# --- conditional means from the worlds at hand --------------------------------------------------------------------


@dataclass(frozen=True)
class ConditionalMean:
    """E[target | inputs], estimated from worlds.

    `unseen` (world, target) predicts each world from the other folds. `at` gives the curve at new points, `error_at`
    its standard error by the jackknife over folds (with labels, over randomisations).
    """

    unseen: Floats
    fits: tuple[_Fit, ...]

    def at(self, inputs: ArrayLike) -> Floats:
        """Value of the curve at inputs (point,) or (point, k): (point, target)."""
        return np.asarray(self._of_folds(inputs).mean(axis=0))

    def error_at(self, inputs: ArrayLike) -> Floats:
        """Return the standard error of the curve at inputs (point,) or (point, k): (point, target)."""
        curves = self._of_folds(inputs)
        # Each curve leaves out one part in `folds`, so curves differ far less than independent estimates would.
        return np.asarray(np.sqrt(self.folds - 1) * curves.std(axis=0))

    @property
    def folds(self) -> int:
        """Number of curves that leave out one fold each."""
        return len(self.fits[0].coefficients)

    def _of_folds(self, inputs: ArrayLike) -> Floats:
        points = np.asarray(inputs, dtype=np.float64)
        points = points.reshape(len(points), -1)
        return np.stack([fit.design.basis(points).curves(fit.coefficients) for fit in self.fits], axis=-1)


def conditional_mean(
    inputs: Floats,
    target: Floats,
    labels: Integers | None = None,
    *,
    method: str = "best",
    relaxed: float = 1.0,
) -> ConditionalMean:
    """Regress target (world, t) on inputs (world, k); `method` is "spline", "bins" or "best".

    The smoothing is what predicts unseen worlds best, times `relaxed`: below 1 it takes more noise for less of the
    bias that an error band cannot see.
    """
    single = inputs.shape[1] == 1
    if method == "bins" and not single:
        raise RunError("method 'bins' takes one input; use 'spline' or 'boosting' for a group")
    fold = _folds(len(target), labels, parts=FOLDS)
    designs: list[_Design] = []
    if method != "bins":
        designs.append(_Curve(inputs) if single else _Surface(inputs))
    if method == "bins" or (method == "best" and single):
        designs.append(_Steps(inputs))
    by_design = [_cross_fit(design, inputs, target, fold, relaxed=relaxed) for design in designs]
    best = tuple(min(fits, key=lambda fit: fit.loss) for fits in zip(*by_design, strict=True))
    return ConditionalMean(np.column_stack([fit.unseen for fit in best]), best)


def _folds(worlds: int, labels: Integers | None, *, parts: int) -> Integers:
    """Fold of each world: random parts, so that no pattern of the design falls in one; or whole randomisations."""
    if labels is None:
        return np.random.default_rng(0).permutation(np.arange(worlds) % parts)
    return labels % min(parts, int(labels.max()) + 1)


class _Basis(Protocol):
    """The columns of a regression at some points."""

    def sums(self, target: Floats, fold: Integers) -> tuple[Floats, Floats]:
        """Products (fold, column, column) and moments (fold, column, target), summed over the points of each fold."""

    def predict(self, coefficients: Floats, fold: Integers) -> Floats:
        """Value (point,) at each point with the coefficients (fold, column) of its fold."""

    def curves(self, coefficients: Floats) -> Floats:
        """Values (fold, point) at every point with the coefficients of every fold."""


class _Design(Protocol):
    """What the columns of a regression are, how their roughness is penalised, and the subsets that may be used."""

    penalty: Floats
    candidates: list[Integers]

    def basis(self, inputs: Floats) -> _Basis:
        """Columns at inputs (point, k)."""


@dataclass(frozen=True)
class _Fit:
    """One target: its loss on unseen worlds, its predictions there, and the coefficients (fold, column)."""

    design: _Design
    loss: float
    unseen: Floats
    coefficients: Floats


def _cross_fit(design: _Design, inputs: Floats, target: Floats, fold: Integers, *, relaxed: float) -> list[_Fit]:
    """Fit without each fold in turn, with the columns and the smoothing that predict the left-out folds best."""
    centre, scale = target.mean(axis=0), target.std(axis=0)
    scale[scale == 0] = 1.0
    basis = design.basis(inputs)
    sums = _Sums(design.penalty, *basis.sums((target - centre) / scale, fold), worlds=len(target))
    fits = []
    for t, (loss, used, strength) in enumerate(_choices(design, sums)):
        coefficients = np.zeros(sums.moments.shape[:2])
        coefficients[:, used] = sums.solve(used, strength * relaxed)[:, :, t] * scale[t]
        coefficients[:, 0] += centre[t]  # column 0 of every design is the constant
        fits.append(_Fit(design, loss, basis.predict(coefficients, fold), coefficients))
    return fits


def _choices(design: _Design, sums: _Sums) -> list[tuple[float, Integers, float]]:
    """For each target the lowest loss on unseen worlds, with the columns and the strength that reach it."""
    tried = []
    for used in design.candidates:
        rough = design.penalty[np.ix_(used, used)].any()
        for strength in STRENGTHS.tolist() if rough else [0.0]:
            tried.append((sums.loss(used, sums.solve(used, strength)), used, strength))
    losses = np.array([loss for loss, _, _ in tried])
    return [(float(losses[k, t]), *tried[k][1:]) for t, k in enumerate(losses.argmin(axis=0))]


class _Sums:
    """Sums of products by fold: all that a regression needs, and leaving a fold out is a subtraction."""

    def __init__(self, penalty: Floats, products: Floats, moments: Floats, *, worlds: int):
        self.penalty, self.products, self.moments, self.worlds = penalty, products, moments, worlds
        self.other_products = self.products.sum(axis=0) - self.products
        self.other_moments = self.moments.sum(axis=0) - self.moments

    def solve(self, used: Integers, strength: float) -> Floats:
        """Coefficients (fold, used column, target) from the worlds outside each fold."""
        # Columns may be combinations of each other (splines add up to the constant): a whisper of a ridge settles it.
        ridge = 1e-9 * np.eye(len(used)) + strength * self.penalty[np.ix_(used, used)]
        system = _square(self.other_products, used) + self.worlds * ridge
        return np.asarray(np.linalg.solve(system, self.other_moments[:, used]))

    def loss(self, used: Integers, solved: Floats) -> Floats:
        """Sum of squared errors on the left-out folds, up to a constant: (target,)."""
        misfit = _square(self.products, used) @ solved - 2 * self.moments[:, used]
        return np.asarray(np.sum(solved * misfit, axis=(0, 1)))


def _square(products: Floats, used: Integers) -> Floats:
    return np.asarray(products[:, used][:, :, used])


class _Local:
    """Columns of which only a few are not zero at a point: their places and values, both (slot, point).

    Sums are counts by place, which is faster than a product of matrices and needs no threads of a linear algebra
    library, so it keeps its speed on a busy machine.
    """

    def __init__(self, places: Integers, values: Floats, *, columns: int):
        self.places, self.values, self.columns = places, values, columns

    def sums(self, target: Floats, fold: Integers) -> tuple[Floats, Floats]:
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

    def predict(self, coefficients: Floats, fold: Integers) -> Floats:
        return np.asarray(sum(value * coefficients[fold, place] for place, value in self._slots()))

    def curves(self, coefficients: Floats) -> Floats:
        return np.asarray(sum(value * coefficients[:, place] for place, value in self._slots()))

    def _slots(self) -> Iterable[tuple[Integers, Floats]]:
        return zip(self.places, self.values, strict=True)


def _counted(place: Integers, weight: Floats, shape: tuple[int, ...]) -> Floats:
    return np.asarray(np.bincount(place, weights=weight, minlength=int(np.prod(shape))), np.float64).reshape(shape)


class _Dense:
    """Columns that are all in use; made anew for each fold, since together they may fill the memory."""

    def __init__(self, inputs: Floats, columns: Callable[[Floats], Floats]):
        self.inputs, self.columns = inputs, columns

    def sums(self, target: Floats, fold: Integers) -> tuple[Floats, Floats]:
        products, moments = [], []
        for k in range(int(fold.max()) + 1):
            columns = self.columns(self.inputs[fold == k])
            products.append(columns.T @ columns)
            moments.append(columns.T @ target[fold == k])
        return np.array(products), np.array(moments)

    def predict(self, coefficients: Floats, fold: Integers) -> Floats:
        predicted = np.empty(len(self.inputs))
        for k, own in enumerate(coefficients):
            predicted[fold == k] = self.columns(self.inputs[fold == k]) @ own
        return predicted

    def curves(self, coefficients: Floats) -> Floats:
        return np.asarray(coefficients @ self.columns(self.inputs).T)


class _Axis:
    """One input: a cubic spline whose knots follow its law, with the values that many worlds share set apart.

    Knots lie at quantiles evenly spaced in normal score: dense where worlds are, and reaching into a heavy tail in
    steps that grow with it.
    """

    def __init__(self, values: Floats, *, pieces: int):
        distinct, counts = np.unique(values, return_counts=True)
        shared = counts >= max(ATOM_WORLDS, ATOM_SHARE * len(values))
        self.atoms = distinct[shared]
        self.breaks = _even_in_score(distinct[~shared], counts[~shared], pieces)[0]
        self.splines = len(self.breaks) + 2 if len(self.breaks) > 1 else len(self.breaks)
        self.knots = np.concatenate([self.breaks[:1].repeat(3), self.breaks, self.breaks[-1:].repeat(3)])
        self.scale = _even_in_score(distinct, counts, PIECES)

    @property
    def columns(self) -> int:
        return self.splines + len(self.atoms)

    def scores(self, values: Floats) -> Floats:
        """Return the normal scores of values: about standard normal over the worlds, whatever the law."""
        return np.asarray(np.interp(values, *self.scale))

    def local(self, values: Floats) -> tuple[Integers, Floats]:
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

    def penalty(self) -> Floats:
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


def _even_in_score(distinct: Floats, counts: NDArray[np.integer[Any]], pieces: int) -> tuple[Floats, Floats]:
    """Return up to `pieces` + 1 quantiles that are evenly spaced in normal score, and their scores."""
    if distinct.size < 2:
        return distinct, np.zeros(distinct.size)
    ranks = (np.cumsum(counts) - counts / 2) / counts.sum()
    low, high = ndtri(ranks[[0, -1]])
    scores = np.linspace(low, high, pieces + 1)
    breaks, first = np.unique(np.interp(ndtr(scores), ranks, distinct), return_index=True)
    return breaks, scores[first]


def _cubic_splines(values: Floats, knots: Floats) -> tuple[Integers, Floats]:
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


class _Curve:
    """A smooth curve in one input."""

    def __init__(self, inputs: Floats):
        self.axis = _Axis(inputs[:, 0], pieces=PIECES)
        self.penalty = np.zeros((1 + self.axis.columns,) * 2)
        self.penalty[1:, 1:] = self.axis.penalty()
        self.candidates = [np.array([0]), np.arange(1 + self.axis.columns)]

    def basis(self, inputs: Floats) -> _Basis:
        places, values = self.axis.local(inputs[:, 0])
        return _with_constant(places, values, self.axis.columns)


def _with_constant(places: Integers, values: Floats, columns: int) -> _Local:
    """Put the constant, as column 0, before `columns` columns that are not zero at these places."""
    slots, points = values.shape
    all_places, all_values = np.zeros((slots + 1, points), dtype=np.int64), np.ones((slots + 1, points))
    all_places[1:], all_values[1:] = places + 1, values
    return _Local(all_places, all_values, columns=columns + 1)


class _Steps:
    """A step function in one input: means of groups of equal count."""

    def __init__(self, inputs: Floats):
        self.edges = np.unique(np.quantile(inputs[:, 0], np.arange(1, BINS) / BINS))
        columns = 2 + len(self.edges)
        self.penalty = np.zeros((columns, columns))
        self.candidates = [np.array([0]), np.arange(columns)]

    def basis(self, inputs: Floats) -> _Basis:
        group = np.searchsorted(self.edges, inputs[:, 0], side="right")
        return _with_constant(group[None, :], np.ones((1, len(inputs))), len(self.edges) + 1)


class _Surface:
    """A smooth surface in a group of inputs: a curve in each, and products of Hermite polynomials of their scores."""

    def __init__(self, inputs: Floats):
        count = inputs.shape[1]
        pieces = int(np.clip(MOST_COLUMNS // (2 * count) - 3, 1, PIECES // 2))
        self.axes = [_Axis(column, pieces=pieces) for column in inputs.T]
        additive = 1 + sum(axis.columns for axis in self.axes)
        self.products = _interactions(count, MOST_COLUMNS - additive)
        degrees = np.array([len(product) for product in self.products])

        columns = additive + len(self.products)
        self.penalty = np.zeros((columns, columns))
        self.starts = np.cumsum([1, *(axis.columns for axis in self.axes)]).tolist()
        for axis, start, end in zip(self.axes, self.starts[:-1], self.starts[1:], strict=True):
            self.penalty[start:end, start:end] = axis.penalty()
        rough = np.arange(additive, columns)
        # The mean square second derivative of an orthonormal Hermite polynomial grows with its degree squared.
        self.penalty[rough, rough] = degrees * (degrees - 1.0) / HIGHEST_DEGREE**2
        self.candidates = [np.array([0]), np.arange(additive)]
        self.candidates += [np.arange(additive + int(np.sum(degrees <= d))) for d in np.unique(degrees)]

    def basis(self, inputs: Floats) -> _Basis:
        return _Dense(inputs, self._columns)

    def _columns(self, inputs: Floats) -> Floats:
        columns = np.zeros((len(inputs), len(self.penalty)))
        columns[:, 0] = 1.0
        points = np.arange(len(inputs))
        for axis, start, values in zip(self.axes, self.starts[:-1], inputs.T, strict=True):
            for place, weight in zip(*axis.local(values), strict=True):
                columns[points, start + place] += weight
        if self.products:
            scores = np.array([axis.scores(values) for axis, values in zip(self.axes, inputs.T, strict=True)])
            columns[:, self.starts[-1] :] = _products(_hermite(scores, HIGHEST_DEGREE), self.products)
        return columns


def _interactions(count: int, room: int) -> list[tuple[int, ...]]:
    """Products of two or more inputs, as (0, 0, 1) for x0² x1, by rising degree, as many whole degrees as fit."""
    fitting: list[tuple[int, ...]] = []
    for degree in range(2, HIGHEST_DEGREE + 1):
        products = []
        for product in combinations_with_replacement(range(count), degree):
            if len(set(product)) > 1:
                products.append(product)
            if len(fitting) + len(products) > room:
                return fitting
        fitting += products
    return fitting


def _hermite(scores: Floats, highest: int) -> Floats:
    """Orthonormal Hermite polynomials (degree, input, world) by their recurrence."""
    terms = [np.ones_like(scores), scores]
    for degree in range(2, highest):
        terms.append((scores * terms[-1] - np.sqrt(degree - 1) * terms[-2]) / np.sqrt(degree))
    return np.stack(terms)


def _products(hermite: Floats, products: list[tuple[int, ...]]) -> Floats:
    columns = np.empty((hermite.shape[2], len(products)))
    for column, product in enumerate(products):
        involved, degrees = np.unique(product, return_counts=True)
        columns[:, column] = np.prod(hermite[degrees, involved], axis=0)
    return columns
