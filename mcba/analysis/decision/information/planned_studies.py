"""The expected value of sample information: what the result of a planned study is worth before choosing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.information.gains import Information
from mcba.analysis.decision.information.partial_information import evppi
from mcba.analysis.decision.information.run_inputs import evidence_of
from mcba.analysis.decision.regression.regressions import RegressionName, Regressor
from mcba.analysis.world_arrays import checked_values
from mcba.arrays import Array
from mcba.engine.execution import Given
from mcba.errors import RunError

PlannedStudy: TypeAlias = Literal["normal", "binomial", "poisson"]
"""What a planned study observes: a number with an error, whether something happens, how often it happens."""


@overload
def evsi(
    given: Given,
    name: str,
    /,
    *,
    sample_size: int,
    options: Sequence[str] | None = ...,
    study: PlannedStudy = ...,
    observation_sd: float | None = ...,
    seed: int = ...,
    method: RegressionName | Callable[[], Regressor] = ...,
) -> Information: ...


@overload
def evsi(
    *,
    net_benefit: ArrayLike,
    inputs: ArrayLike,
    sample_size: int,
    study: PlannedStudy = ...,
    observation_sd: float | None = ...,
    seed: int = ...,
    method: RegressionName | Callable[[], Regressor] = ...,
    randomisation: ArrayLike | None = ...,
) -> Information: ...


def evsi(
    given: Given | None = None,
    name: str = "",
    /,
    *,
    net_benefit: ArrayLike | None = None,
    inputs: ArrayLike | None = None,
    sample_size: int,
    options: Sequence[str] | None = None,
    study: PlannedStudy = "normal",
    observation_sd: float | None = None,
    seed: int = 0,
    method: RegressionName | Callable[[], Regressor] = "best",
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of a planned study of one input: what its result is worth before choosing.

    Call it as `evsi(run, name, sample_size=…)`, or as `evsi(net_benefit=…, inputs=…, sample_size=…)` for arrays. A
    result of the study is simulated in each world and net benefit is regressed on it. For a study of another form do
    the same by hand: `evppi` of a summary of its simulated results, one row a world.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run, of whose study the options are chosen among; a study is run first, and a path is that of either.
    name
        The assumption that the planned study measures.
    net_benefit, options, method, randomisation
        As for `evppi`.
    inputs
        (world,) the input that the study measures.
    sample_size
        Number of observations.
    study
        "normal" (mean of observations around the input, each with `observation_sd`), "binomial" (share of successes,
        the input being their probability) or "poisson" (events per unit, the input being their rate).
    observation_sd
        Standard deviation of one observation, in the unit of the input; for "normal" only.
    seed
        Seed of the simulated results.

    Returns
    -------
    Information
        The value, in the unit of net benefit, with its error; see `evppi`.

    Raises
    ------
    RunError
        For a sample without observations, an unknown form of study, an `observation_sd` that is missing or too many, an
        input outside what the study can measure, and as for `evppi`.

    References
    ----------
    Strong, M., Oakley, J. E., Brennan, A., & Breeze, P. (2015). Estimating the expected value of sample information
    using the probabilistic sensitivity analysis sample. Medical Decision Making 35(5), 570-583.
    https://doi.org/10.1177/0272989X15575286

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> found = evsi(run, "intake_gain", sample_size=50, observation_sd=3)
    >>> 0 <= found.value <= mcba.evpi(run).value
    True
    """
    if sample_size < 1:
        raise RunError(f"sample_size is {sample_size}; a study needs one observation or more")
    if study not in _STUDIES:
        raise RunError(f"study {study!r} is not known; choose {', '.join(_STUDIES)}, or call evppi on your own summary")
    if (study == "normal") != (observation_sd is not None):
        raise RunError("observation_sd, between observations, goes with study='normal', the default, and only with it")
    balances, measured, labelled = evidence_of("evsi", given, name, net_benefit, inputs, options, randomisation)
    if given is not None and np.ndim(measured) > 1:
        raise RunError(f"{name!r} stands for several numbers and a study measures one; name it as name[label]")
    result = _STUDIES[study](
        checked_values(measured, "inputs"), sample_size, observation_sd or 0.0, np.random.default_rng(seed)
    )
    return evppi(net_benefit=balances, inputs=result, method=method, randomisation=labelled)


def _normal_study(truth: Array, size: int, sd: float, generator: np.random.Generator) -> Array:
    if not 0 < sd < np.inf:
        raise RunError(f"observation_sd is {sd}; give a positive number")
    return np.asarray(truth + sd / np.sqrt(size) * generator.standard_normal(truth.size))


def _binomial_study(truth: Array, size: int, _sd: float, generator: np.random.Generator) -> Array:
    if truth.min() < 0 or truth.max() > 1:
        raise RunError(f"a binomial study measures a probability; the input runs from {truth.min()} to {truth.max()}")
    return np.asarray(generator.binomial(size, truth) / size)


def _poisson_study(truth: Array, size: int, _sd: float, generator: np.random.Generator) -> Array:
    if truth.min() < 0:
        raise RunError(f"a Poisson study measures a rate of 0 or more; the input goes down to {truth.min()}")
    return np.asarray(generator.poisson(size * truth) / size)


_STUDIES = {"normal": _normal_study, "binomial": _binomial_study, "poisson": _poisson_study}
