"""What if an assumption had another distribution: an answer by importance weights, without drawing again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from mcba.analysis.reruns import known_assumption, labels_of, study_of
from mcba.analysis.world_arrays import degrees_between, error_of_mean
from mcba.arrays import Array
from mcba.displayed import Displayed
from mcba.engine import Run, draws_of
from mcba.engine.estimates import Estimate, Range, Summary
from mcba.errors import RunError
from mcba.families import Family
from mcba.families.uncertain import Conditional
from mcba.study import Study, is_certain

_SMALLEST_SHARE = 0.05  # of the worlds, that must be left in effect
_FEWEST = 200  # worlds in effect that a range needs
_OUTSIDE = 1e-3  # probability of the new distribution that may lie where the worlds of the old one cannot
_STEP = 1e-5  # of a distribution's central half, over which its density is taken


@dataclass(frozen=True, eq=False, repr=False)
class Reweighted(Displayed):
    """The worlds of a run with a weight each, as if one assumption had another distribution.

    Attributes
    ----------
    run : Run
    assumption : str
    weights : (world,)
        How likely each world is under the new distribution, compared with the old one; mean 1.
    effective : float
        The effective sample size, (Σw)² / Σw²: as many unweighted worlds would say as much (Kish 1965).
    """

    run: Run
    assumption: str
    weights: Array
    effective: float

    def mean(self, outcome: str) -> Estimate:
        """The mean of an outcome, with its Monte Carlo error."""
        return self._mean(self.run.values(outcome))

    def probability(self, outcome: str, *, above: float = 0.0) -> Estimate:
        """The chance of an outcome above a value, with its Monte Carlo error."""
        return self._mean((self.run.values(outcome) > above).astype(np.float64))

    def summary(self, outcome: str, *, mass: float | None = None) -> Summary:
        """Mean, median and range of an outcome, each with its Monte Carlo error."""
        chosen = self.run.settings.mass if mass is None else mass
        if not 0 < chosen < 1:
            raise RunError(f"mass = {chosen!r} is no share of worlds; give a number between 0 and 1, such as 0.9")
        values = self.run.values(outcome)
        low, median, high = (self._quantile(values, level) for level in ((1 - chosen) / 2, 0.5, (1 + chosen) / 2))
        mean = self._mean(values)
        return Summary(
            mean=mean,
            median=median,
            range=Range.between(low, high, chosen),
            sd=float(np.sqrt(np.average((values - mean.value) ** 2, weights=self.weights))),
            worlds=values.size,
        )

    def _mean(self, values: Array) -> Estimate:
        value = float(np.average(values, weights=self.weights))
        # The weights are scaled by their own mean, so the mean is a ratio: linearised, it errs as w (y - mean) does.
        labels = labels_of(self.run)
        error = float(error_of_mean(self.weights * (values - value), labels))
        return Estimate(value, error, degrees_between(labels))

    def _quantile(self, values: Array, level: float) -> Estimate:
        order = np.argsort(values, kind="stable")
        below = np.cumsum(self.weights[order]) / self.weights.sum()

        def at(share: float) -> float:
            return float(values[order[min(int(np.searchsorted(below, share)), values.size - 1)]])

        value = at(level)
        share = self._mean((values <= value).astype(np.float64))
        reach = 2 * share.error  # over which the error of the share is carried to values
        return replace(share, value=value, error=(at(min(level + reach, 1.0)) - at(max(level - reach, 0.0))) / 4)


def reweight(run: Run, assumption: str, distribution: Family) -> Reweighted:
    """Answer what another distribution of one assumption would say, from the worlds at hand.

    Parameters
    ----------
    run : Run
        With its worlds kept.
    assumption : str
        One that is drawn once a world and moves with no other.
    distribution : Family
        The new distribution, with a density, inside the support of the old one.

    Returns
    -------
    Reweighted
        The worlds with a weight each: `mean`, `probability` and `summary` of an outcome, in its unit, each with its
        Monte Carlo error.

    Raises
    ------
    RunError
        When the weights degenerate: fewer than 5 % of the worlds, or fewer than 200, would be left in effect; when the
        new distribution lies where the old one has no worlds; and for an assumption that is certain, differs by label
        or moves with others.

    References
    ----------
    Owen, A. B. (2013). Monte Carlo theory, methods and examples, chapter 9 (self-normalised importance sampling).
    Kish, L. (1965). Survey Sampling. Wiley (effective sample size).

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=8_192)
    >>> found = mcba.reweight(run, "optimism", mcba.Lognormal.from_mean_sd(0.95, 0.1))
    >>> found.mean("npv").value < run.summary("npv").mean.value, found.effective > 4_096
    (True, True)
    """
    old = _family_of(run, assumption)
    draws = draws_of(run)[assumption]
    _refuse_outside(assumption, old, distribution)
    weights = _density(distribution, draws) / _density(old, draws)
    if not np.isfinite(weights).all() or weights.sum() == 0:
        raise RunError(
            f"the distributions of {assumption!r} cannot be compared in every world; run the study with the new one"
        )
    weights /= weights.mean()
    effective = float(weights.sum() ** 2 / np.sum(weights**2))
    least = max(_SMALLEST_SHARE * weights.size, min(_FEWEST, 0.9 * weights.size))
    if effective < least:
        raise RunError(
            f"only {effective:,.0f} of {weights.size:,} worlds would be left in effect under the new distribution of "
            f"{assumption!r} (at least {least:,.0f} are needed); run the study again with it"
        )
    return Reweighted(run, assumption, weights, effective)


def _family_of(run: Run, name: str) -> Family:
    if run.study is None:
        raise RunError("a run of a table of worlds knows no distributions; give a run of a study, or of mcba.simulate")
    study = study_of(run)
    known_assumption(study, name)
    _refuse(study, name)
    return study.families[name]


def _refuse(study: Study, name: str) -> None:
    if is_certain(study.families[name]):
        raise RunError(f"assumption {name!r} is certain in this run, so its worlds cannot be reweighted")
    if study.dimensions[name]:
        raise RunError(
            f"assumption {name!r} has several numbers a world; run the study again with the new distribution"
        )
    if isinstance(study.families[name], Conditional):
        raise RunError(f"assumption {name!r} has uncertain parameters; run the study again with the new distribution")
    if any(name in group.names for group in study.dependence):
        raise RunError(
            f"assumption {name!r} moves with others, which a weight for it alone would not change; run the study again"
        )


def _refuse_outside(name: str, old: Family, new: Family) -> None:
    if new.batch_shape:
        raise RunError("the new distribution has parameters that are arrays; give one distribution")
    low, high = float(np.asarray(old.low)), float(np.asarray(old.high))
    outside = float(new.cdf(np.nextafter(low, -np.inf))) + 1.0 - float(new.cdf(high))
    if outside > _OUTSIDE:
        raise RunError(
            f"{100 * outside:.2g} % of the new distribution of {name!r} lies outside {low:g} to {high:g}, where this "
            "run has no worlds; run the study again with it"
        )


def _density(family: Family, x: Array) -> Array:
    """Probability per unit at x: the slope of the distribution function over a step far smaller than its spread."""
    low, high = (float(end) for end in family.central(0.5))
    if low == high or family.atoms.size:
        raise RunError("a distribution with separate values has no density, so worlds cannot be reweighted by it")
    step = np.maximum(_STEP * (high - low), 64 * np.spacing(np.abs(x)))
    return np.asarray((family.cdf(x + step) - family.cdf(x - step)) / (2 * step))
