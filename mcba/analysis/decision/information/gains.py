"""What information gains: the value of choosing by what is predicted, between two judgements of it.

Two ways to judge bracket the truth: what the rule learned from other worlds really earns is too low on average (no
rule beats the best one), what the regression believes to earn is too high (a maximum turns noise into gain). To first
order these biases are equal and opposite, so the value is their middle, and half their distance is part of its error.
What remains: a curve too smooth for a jump lowers both, and so does the choice made without information, whose mean was
picked as the highest; the error holds a bound on the latter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from mcba.analysis.world_arrays import degrees_between, error_of_mean
from mcba.arrays import Array, Integers
from mcba.displayed import said, short
from mcba.engine.estimates import Estimate
from mcba.engine.estimates.rounding import with_error
from mcba.errors import Note


@dataclass(frozen=True, kw_only=True, repr=False)
class Information(Estimate):
    """What information is worth, in the unit of net benefit: an estimate with its standard error and interval.

    `realised` and `believed` are the two judgements between which `value` is the middle: too low and too high on
    average. `switches` is the share of worlds in which the information would change the choice away from option
    `best`, the choice without it. `notes` says what was left out of the inputs, and why.
    """

    realised: float
    believed: float
    switches: float
    best: int
    method: str
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        left_out = [short(tuple(note.code for note in self.notes))] if self.notes else []
        return said(
            self,
            [
                with_error(self.value, self.error),
                f"switches in {self.switches:.2g} of worlds",
                f"best {self.best}",
                f"method={self.method!r}",
                *left_out,
            ],
        )


def gain_over_best(benefit: Array) -> tuple[int, Array]:
    """Return the option that is best on average, and what each other option gains over it: (world, other)."""
    best = int(np.argmax(benefit.mean(axis=0)))
    return best, np.delete(benefit, best, axis=1) - benefit[:, [best]]


def judged(
    predicted: Array, gain: Array, labels: Integers | None, *, best: int, method: str, notes: tuple[Note, ...] = ()
) -> Information:
    """Value of choosing by `predicted` gains where the real ones are `gain`, both (world, other)."""
    highest = predicted.max(axis=1)
    changes = highest > 0
    chosen = np.take_along_axis(gain, predicted.argmax(axis=1)[:, None], axis=1)[:, 0]
    earned = np.where(changes, chosen, 0.0)
    realised, believed = float(earned.mean()), float(np.maximum(highest, 0).mean())
    errors = [float(error_of_mean(earned, labels)), (believed - realised) / 2, _selection_bias(gain, labels)]
    return Information(
        value=max((realised + believed) / 2, 0.0),  # knowing more never hurts: a negative estimate is noise
        error=float(np.linalg.norm(errors)),
        degrees=degrees_between(labels),
        realised=realised,
        believed=believed,
        switches=float(changes.mean()),
        best=best,
        method=method,
        notes=notes,
    )


def _selection_bias(gain: Array, labels: Integers | None) -> float:
    """Bound on how much the highest mean overstates the mean of the best option, because it was picked as highest."""
    errors = error_of_mean(gain, labels)
    known = errors > 0
    return float(np.sum(errors[known] * unit_normal_loss(-gain.mean(axis=0)[known] / errors[known])))


def unit_normal_loss(distance: ArrayLike) -> Array:
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
