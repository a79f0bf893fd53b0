"""Several experts on one number, and how much weight each earns.

`linear_pool` and `quantile_average` combine families; `classical_model` gives the weights of Cooke's classical model
from questions whose answers are known: how often the truth fell where an expert expected it (calibration), and how
narrow the ranges were (information).

References
----------
Cooke (1991), Experts in Uncertainty, Oxford University Press, chapter 12; Cooke and Goossens (2008), TU Delft expert
judgment data base, Reliability Engineering & System Safety 93(5), doi:10.1016/j.ress.2007.03.005.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when first named

from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.errors import FitError
from mcba.families.base.domains import short_number
from mcba.families.base.family import Family
from mcba.families.composite.several import Mixture, QuantileAverage
from mcba.families.named.flexible import Piecewise

OVERSHOOT = 0.1
"""How far the range of an item reaches beyond the lowest and the highest number given, as a share of its width."""


def linear_pool(families: Sequence[Family], weights: Sequence[float] | float = 1.0) -> Mixture:
    """Pool experts by averaging their probabilities: one of them is right, each as likely as the weight.

    Parameters
    ----------
    families : sequence of Family
        What each expert says.
    weights : sequence of float, or float
        What each expert counts for; all alike when nothing is said.

    Returns
    -------
    Mixture

    Examples
    --------
    >>> from mcba.families import Uniform
    >>> linear_pool([Uniform(0, 1), Uniform(3, 4)]).central(0.9)
    (0.1, 3.9)
    """
    return Mixture(tuple(families), weights)


def quantile_average(families: Sequence[Family], weights: Sequence[float] | float = 1.0) -> QuantileAverage:
    """Pool experts by averaging their quantiles: each is a little right, and the range keeps their own width.

    Parameters
    ----------
    families : sequence of Family
        What each expert says.
    weights : sequence of float, or float
        What each expert counts for; all alike when nothing is said.

    Returns
    -------
    QuantileAverage

    Examples
    --------
    >>> from mcba.families import Uniform
    >>> quantile_average([Uniform(0, 1), Uniform(3, 4)]).median
    2.0
    """
    return QuantileAverage(tuple(families), weights)


@dataclass(frozen=True, repr=False)
class ExpertScore(Displayed):
    """What the calibration questions say of one expert.

    Attributes
    ----------
    calibration : float
        Probability of answers at least this far off from an expert whose ranges are right: 1 is best.
    information : float
        How much narrower than uniform the ranges were, in nats, averaged over the questions.
    weight : float
        Share in the pool; 0 when the calibration lies below the cut-off.
    """

    calibration: float
    information: float
    weight: float


def calibration_score(probabilities: Sequence[float], counts: Sequence[int]) -> float:
    """Return the calibration of an expert: Cooke (1991), P(chi-square of the bins > 2 N I(s, p)).

    Parameters
    ----------
    probabilities : (quantile,)
        Those the expert was asked for, such as 0.05, 0.5 and 0.95.
    counts : (quantile + 1,)
        How many true values fell below the first quantile, between the first two, …, above the last.

    Examples
    --------
    Twenty questions answered exactly as often as expected score 1.

    >>> calibration_score([0.05, 0.5, 0.95], [1, 9, 9, 1])
    1.0
    """
    expected = np.diff([0.0, *probabilities, 1.0])
    total = sum(counts)
    seen = np.asarray(counts, dtype=np.float64) / total
    distance = float(np.sum(scipy.special.rel_entr(seen, expected)))
    return float(scipy.special.chdtrc(len(expected) - 1, 2 * total * max(distance, 0.0)))


def classical_model(
    probabilities: Sequence[float],
    judgements: Mapping[str, object],
    truths: Sequence[float],
    *,
    cutoff: float | None = None,
) -> dict[str, ExpertScore]:
    """Score experts on questions whose answers are known, and give each the weight earned.

    Parameters
    ----------
    probabilities : (quantile,)
        Those the experts were asked for, rising.
    judgements : mapping of expert to (question, quantile)
        Each expert's quantiles of every calibration question.
    truths : (question,)
        The true values.
    cutoff : float, optional
        Calibration below which an expert gets no weight; when absent, the one that makes the pool of the calibration
        questions score best (calibration times information).

    Returns
    -------
    dict of expert to ExpertScore; the weights sum to 1.

    Raises
    ------
    FitError
        For numbers of another shape, quantiles that do not rise, and a cut-off that leaves no expert.

    Examples
    --------
    Four questions; the second expert was sure of ranges that miss all four.

    >>> judgements = {"wide": [[0, 5, 10]] * 4, "narrow": [[1, 2, 3]] * 4}
    >>> scores = classical_model([0.05, 0.5, 0.95], judgements, [4, 6, 4.5, 7])
    >>> [round(score.weight, 3) for score in scores.values()]
    [0.998, 0.002]
    """
    asked = {name: _checked_judgements(name, given, probabilities, truths) for name, given in judgements.items()}
    truth = np.asarray(truths, dtype=np.float64)
    ends = _ranges(np.stack(list(asked.values())), truth)
    calibration = {name: calibration_score(probabilities, _counts(given, truth)) for name, given in asked.items()}
    information = {name: float(np.mean(_information(probabilities, given, ends))) for name, given in asked.items()}
    merit = {name: calibration[name] * information[name] for name in asked}
    if cutoff is None:
        tried = sorted(set(calibration.values()), reverse=True)
        cutoff = max(tried, key=lambda limit: _pool_merit(limit, probabilities, asked, truth, ends, calibration, merit))
    total = math.fsum(merit[name] for name in asked if calibration[name] >= cutoff)
    if not total > 0:
        raise FitError(f"no expert is calibrated to {short_number(cutoff)} or better; lower the cut-off", "experts")
    return {
        name: ExpertScore(
            calibration[name], information[name], merit[name] / total if calibration[name] >= cutoff else 0.0
        )
        for name in asked
    }


def _checked_judgements(name: str, given: object, probabilities: Sequence[float], truths: Sequence[float]) -> Array:
    quantiles = np.asarray(given, dtype=np.float64)
    if quantiles.shape != (len(truths), len(probabilities)):
        raise FitError(
            f"expert {name!r} gave {quantiles.shape} numbers; ({len(truths)}, {len(probabilities)}) are needed: the "
            "quantiles of every question",
            "experts",
        )
    if not np.all(np.isfinite(quantiles)) or np.any(np.diff(quantiles, axis=1) <= 0):
        question = int(np.argmax(np.any(~(np.diff(quantiles, axis=1) > 0), axis=1)))
        raise FitError(f"the quantiles of expert {name!r} for question {question + 1} do not rise", "experts")
    return quantiles


def _ranges(judgements: Array, truth: Array) -> Array:
    """Return the intrinsic range of each question, (end, question): all numbers given, and a bit more."""
    low = np.minimum(judgements.min(axis=(0, 2)), truth)
    high = np.maximum(judgements.max(axis=(0, 2)), truth)
    return np.stack([low - OVERSHOOT * (high - low), high + OVERSHOOT * (high - low)])


def _counts(quantiles: Array, truth: Array) -> list[int]:
    place = np.sum(truth[:, None] > quantiles, axis=1)
    return [int(count) for count in np.bincount(place, minlength=quantiles.shape[1] + 1)]


def _information(probabilities: Sequence[float], quantiles: Array, ends: Array) -> Array:
    """Return the information of each question: Cooke (1991), relative to a uniform on the intrinsic range."""
    mass = np.diff([0.0, *probabilities, 1.0])
    edges = np.column_stack([ends[0], quantiles, ends[1]])
    shares = np.diff(edges, axis=1) / (ends[1] - ends[0])[:, None]
    return np.asarray(np.sum(mass * np.log(mass / shares), axis=1))


def _pool_merit(
    cutoff: float,
    probabilities: Sequence[float],
    asked: Mapping[str, Array],
    truth: Array,
    ends: Array,
    calibration: Mapping[str, float],
    merit: Mapping[str, float],
) -> float:
    """Return calibration times information of the pool of those at or above a cut-off, on the calibration questions."""
    kept = [name for name in asked if calibration[name] >= cutoff and merit[name] > 0]
    if not kept:
        return 0.0
    weights = [merit[name] for name in kept]
    pooled = np.empty((truth.size, len(probabilities)))
    for question in range(truth.size):
        members = [assessment(probabilities, asked[name][question], *ends[:, question]) for name in kept]
        pooled[question] = linear_pool(members, weights).ppf(np.asarray(probabilities))
    score = calibration_score(probabilities, _counts(pooled, truth))
    return score * float(np.mean(_information(probabilities, pooled, ends)))


def assessment(probabilities: Sequence[float], quantiles: Array, low: float, high: float) -> Piecewise:
    """Return what an expert said of one number, and nothing more: even between the quantiles and out to the ends."""
    return Piecewise([low, *quantiles, high], [0.0, *probabilities, 1.0])
