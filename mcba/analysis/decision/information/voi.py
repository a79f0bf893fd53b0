"""Value of information: what it is worth to know more before choosing.

Perfect information about some inputs x is worth E[max_d E[NB_d | x]] − max_d E[NB_d]. The inner expectation is a
regression of net benefit on x over the worlds at hand (Strong, Oakley & Brennan 2014), so no second simulation is
needed and any law and any dependence between inputs are right. `evpi`, `evppi` and `evsi` take a run of a study and
the names of its assumptions, or arrays, so samples from elsewhere do as well.

Three things keep the answer honest. The regression follows the law of each input (see `curves`). Each world is judged
by a regression that did not see it. And the two ways to judge bracket the truth: what the rule learned from other
worlds really earns is too low on average (no rule beats the best one), what the regression believes to earn is too high
(a maximum turns noise into gain). To first order these biases are equal and opposite, so the value is their middle, and
half their distance is part of its error. What remains: a curve too smooth for a jump lowers both, and so does the
choice made without information, whose mean was picked as the highest; the error holds a bound on the latter. With few
worlds and a weak input the regression may see nothing, and then says 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from mcba.analysis.decision.decision import checked_options
from mcba.analysis.decision.information.conditional_means import checked_inputs
from mcba.analysis.decision.information.regressions import Regressor, predictor
from mcba.analysis.decision.options import Alternatives, alternatives, uncertain_draws
from mcba.analysis.estimates import Floats, Integers, checked_labels, checked_values, degrees_of, standard_error
from mcba.analysis.rerun import labels_of
from mcba.engine import Run, draws_of
from mcba.engine.estimates import Estimate
from mcba.errors import Note, RunError, suggestion


@dataclass(frozen=True, kw_only=True)
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


# --- perfect information about everything -------------------------------------------------------------------------


def evpi(
    given: Run | ArrayLike, /, *, options: Sequence[str] | None = None, randomisation: ArrayLike | None = None
) -> Information:
    """Return the expected value of perfect information, E[max_d NB_d] − max_d E[NB_d].

    Parameters
    ----------
    given : Run, or (world, option), or (world,)
        A run of a study, whose options are nothing, the project and those of its file; or net benefit itself, with one
        column for each option, or of one project against doing nothing.
    options : sequence of str, optional
        For a run without a study (of `simulate` or `from_worlds`): its outcomes that are the net benefits of options; a
        single one is a project against doing nothing.
    randomisation : (world,), optional
        For arrays: the label of the randomisation of each world, when worlds are not independent. A run knows its own.

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
    given, randomisation = _benefit_of(given, options, randomisation)
    benefit = checked_options(given)
    labels = checked_labels(randomisation, benefit.shape[0])
    best, gain = _gain_over_best(benefit)
    return _judge(gain, gain, labels, best=best, method="all")


def _gain_over_best(benefit: Floats) -> tuple[int, Floats]:
    """Return the option that is best on average, and what each other option gains over it: (world, other)."""
    best = int(np.argmax(benefit.mean(axis=0)))
    return best, np.delete(benefit, best, axis=1) - benefit[:, [best]]


def _judge(
    predicted: Floats, gain: Floats, labels: Integers | None, *, best: int, method: str, notes: tuple[Note, ...] = ()
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
        degrees=degrees_of(labels),
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


@overload
def evppi(
    run: Run,
    names: str | Sequence[str],
    /,
    *,
    options: Sequence[str] | None = ...,
    method: str | Callable[[], Regressor] = ...,
) -> Information: ...
@overload
def evppi(
    inputs: ArrayLike,
    net_benefit: ArrayLike,
    /,
    *,
    method: str | Callable[[], Regressor] = ...,
    randomisation: ArrayLike | None = ...,
) -> Information: ...
def evppi(
    given: Run | ArrayLike,
    about: Any,
    /,
    *,
    options: Sequence[str] | None = None,
    method: str | Callable[[], Regressor] = "best",
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of perfect information about one input, or about a group of inputs at once.

    Call it as `evppi(run, names)` or as `evppi(inputs, net_benefit)`.

    Parameters
    ----------
    run, names
        A run of a study, and the assumption or assumptions to know before choosing among its options; one that is drawn
        for each label stands for all its labels, `name[label]` for a single one.
    options
        For a run without a study: its outcomes that are the net benefits of options, as for `evpi`.
    inputs
        (world,) one input, or (world, k) the group; in any unit, from any law, dependent or not.
    net_benefit
        (world, option), or (world,) for one project against doing nothing; row for row the same worlds.
    method
        "spline" (penalised spline; for a group additive splines with interactions), "bins" (one input: means of
        equal-count groups), "best" (of these two, the one that predicts unseen worlds better); with scikit-learn
        "boosting" and "gaussian_process"; or a function that returns a fresh regression with `fit` and `predict`.
    randomisation
        (world,) label of the randomisation of each world, for arrays of worlds that are not independent.

    Returns
    -------
    Information
        Its value is the middle of two judgements, see the module; the error holds the spread over worlds (or over
        randomisations) of what the choice earns, half the distance of the two, and the bias of picking the best mean.

    Raises
    ------
    RunError
        On unequal numbers of worlds, values that are not finite, an unknown method, too few worlds, and a name that is
        no uncertain assumption of the study.

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
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> evppi(run, ["intake_gain", "attribution"]).value <= evpi(run).value
    True
    """
    inputs, net_benefit, randomisation = _worlds_of(given, about, options, randomisation)
    benefit = checked_options(net_benefit)
    labels = checked_labels(randomisation, benefit.shape[0])
    known, notes = _informative(checked_inputs(inputs, benefit.shape[0]))
    name = method if isinstance(method, str) else getattr(method, "__name__", "own")
    predict = predictor(method)
    best, gain = _gain_over_best(benefit)
    predicted = predict(known, gain, labels) if known.shape[1] else np.zeros_like(gain)
    return _judge(predicted, gain, labels, best=best, method=name, notes=notes)


def _worlds_of(
    given: Run | ArrayLike, about: Any, options: Sequence[str] | None, randomisation: ArrayLike | None
) -> tuple[ArrayLike, ArrayLike, ArrayLike | None]:
    """Inputs, net benefit and randomisation: those of a run, or the arrays as they were given."""
    if not isinstance(given, Run):
        _benefit_of(given, options, randomisation)
        return given, about, randomisation
    if given.study is None:
        net_benefit, randomisation = _benefit_of(given, options, randomisation)
        draws: Mapping[str, Floats] = draws_of(given)
    else:
        choice = _choice_of(given, options, randomisation)
        net_benefit, randomisation = choice.net_benefit, choice.randomisation
        draws = uncertain_draws(given, choice)
    names = [about] if isinstance(about, str) else list(about)
    chosen = [name for name in draws if name in names or name.partition("[")[0] in names]
    unknown = set(names) - set(chosen) - {name.partition("[")[0] for name in chosen}
    if unknown or not names:
        first = sorted(unknown)[0] if unknown else ""
        what = "uncertain assumption of the study" if given.study is not None else "input of the run"
        raise RunError(f"{first!r} is no {what}; {suggestion(first, list(draws))}")
    inputs = draws[chosen[0]] if len(chosen) == 1 else np.column_stack([draws[name] for name in chosen])
    return inputs, net_benefit, randomisation


def _benefit_of(
    given: Run | ArrayLike, options: Sequence[str] | None, randomisation: ArrayLike | None
) -> tuple[ArrayLike, ArrayLike | None]:
    """The net benefit of each option and the randomisations: those of a run, or the arrays as they were given."""
    if not isinstance(given, Run):
        if options is not None:
            raise RunError("options name outcomes of a run; of an array each column is an option")
        return given, randomisation
    if given.study is not None or options is None:
        choice = _choice_of(given, options, randomisation)
        return choice.net_benefit, choice.randomisation
    _refuse_labels(randomisation)
    names = [options] if isinstance(options, str) else list(options)
    columns = [given.values(name) for name in names]
    if not columns:
        raise RunError("options name no outcome; give those that are the net benefits of options")
    return columns[0] if len(columns) == 1 else np.column_stack(columns), labels_of(given)


def _choice_of(run: Run, options: Sequence[str] | None, randomisation: ArrayLike | None) -> Alternatives:
    """The options of the study of a run."""
    _refuse_labels(randomisation)
    if options is not None:
        raise RunError("the options of a study stand in its file, under [options]; leave out `options`")
    return alternatives(run)


def _refuse_labels(randomisation: ArrayLike | None) -> None:
    if randomisation is not None:
        raise RunError("a run knows the randomisation of its worlds; leave out `randomisation`")


def _informative(inputs: Floats) -> tuple[Floats, tuple[Note, ...]]:
    """Leave out columns that are constant, or that order the worlds exactly as an earlier column does."""
    kept: list[int] = []
    ranks: list[Integers] = []
    notes: list[Note] = []
    for column, values in enumerate(inputs.T):
        distinct, rank = np.unique(values, return_inverse=True)
        twin = next((k for k, other in zip(kept, ranks, strict=True) if np.array_equal(rank, other)), None)
        if distinct.size == 1:
            notes.append(Note("constant_input", {"input": column}))
        elif twin is not None:
            notes.append(Note("same_input", {"input": column, "other": twin}))
        else:
            kept.append(column)
            ranks.append(rank)
    return inputs[:, kept], tuple(notes)


# --- a planned study ----------------------------------------------------------------------------------------------


@overload
def evsi(
    run: Run,
    name: str,
    /,
    *,
    sample_size: int,
    options: Sequence[str] | None = ...,
    study: str = ...,
    observation_sd: float | None = ...,
    seed: int = ...,
    method: str | Callable[[], Regressor] = ...,
) -> Information: ...
@overload
def evsi(
    inputs: ArrayLike,
    net_benefit: ArrayLike,
    /,
    *,
    sample_size: int,
    study: str = ...,
    observation_sd: float | None = ...,
    seed: int = ...,
    method: str | Callable[[], Regressor] = ...,
    randomisation: ArrayLike | None = ...,
) -> Information: ...
def evsi(
    given: Run | ArrayLike,
    about: Any,
    /,
    *,
    sample_size: int,
    options: Sequence[str] | None = None,
    study: str = "normal",
    observation_sd: float | None = None,
    seed: int = 0,
    method: str | Callable[[], Regressor] = "best",
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of a planned study of one input: what its result is worth before choosing.

    A result of the study is simulated in each world and net benefit is regressed on it. For a study of another form
    do the same by hand: `evppi` of a summary of its simulated results, one row a world.

    Call it as `evsi(run, name, sample_size=…)` or as `evsi(inputs, net_benefit, sample_size=…)`.

    Parameters
    ----------
    run, name
        A run of a study, and the assumption that the planned study measures, before choosing among the options.
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
    options, method, randomisation
        As for `evppi`.

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
    >>> 0 <= found.value <= evpi(run).value
    True
    """
    if sample_size < 1:
        raise RunError(f"sample_size is {sample_size}; a study needs one observation or more")
    if study not in STUDIES:
        raise RunError(f"study {study!r} is not known; choose {', '.join(STUDIES)}, or call evppi on your own summary")
    if (study == "normal") != (observation_sd is not None):
        raise RunError("observation_sd goes with study 'normal', and only with it")
    inputs, net_benefit, randomisation = _worlds_of(given, about, options, randomisation)
    if isinstance(given, Run) and np.ndim(inputs) > 1:
        raise RunError(f"{about!r} stands for several numbers and a study measures one; name it as name[label]")
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
