"""The expected value of partially perfect information: what it is worth to know some inputs before choosing.

Perfect information about some inputs x is worth E[max_d E[NB_d | x]] − max_d E[NB_d]. The inner expectation is a
regression of net benefit on x over the worlds at hand (Strong, Oakley & Brennan 2014), so no second simulation is
needed and any law and any dependence between inputs are right. The regression follows the law of each input, and each
world is judged by a regression that did not see it. With few worlds and a weak input the regression may see nothing,
and then says 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.information.gains import Information, gain_over_best, judged
from mcba.analysis.decision.information.run_inputs import evidence_of
from mcba.analysis.decision.options.comparison import checked_options
from mcba.analysis.decision.regression.conditional_means import checked_inputs
from mcba.analysis.decision.regression.regressions import RegressionName, Regressor, predictor
from mcba.analysis.world_arrays import checked_labels
from mcba.arrays import Array, Integers
from mcba.engine.execution import Given
from mcba.errors import Note


@overload
def evppi(
    given: Given,
    names: str | Sequence[str],
    /,
    *,
    options: Sequence[str] | None = ...,
    method: RegressionName | Callable[[], Regressor] = ...,
) -> Information: ...


@overload
def evppi(
    *,
    net_benefit: ArrayLike,
    inputs: ArrayLike,
    method: RegressionName | Callable[[], Regressor] = ...,
    randomisation: ArrayLike | None = ...,
) -> Information: ...


def evppi(
    given: Given | None = None,
    names: str | Sequence[str] = (),
    /,
    *,
    net_benefit: ArrayLike | None = None,
    inputs: ArrayLike | None = None,
    options: Sequence[str] | None = None,
    method: RegressionName | Callable[[], Regressor] = "best",
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of perfect information about one input, or about a group of inputs at once.

    Call it as `evppi(run, names)`, or as `evppi(net_benefit=…, inputs=…)` for worlds as arrays.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run, of whose study the options are chosen among; a study is run first, and a path is that of either.
    names
        The assumption or assumptions to know before choosing; one that is drawn for each label stands for all its
        labels, `name[label]` for a single one.
    net_benefit
        (world, option), or (world,) for one project against doing nothing.
    inputs
        (world,) one input, or (world, k) the group; row for row the same worlds, in any unit, from any law, dependent
        or not.
    options
        For a run without a study: its outcomes that are the net benefits of options, as for `evpi`.
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
        On unequal numbers of worlds, values that are not finite, an unknown method, too few worlds, more options or
        inputs than worlds, inputs that look like net benefit, a name that is no uncertain assumption of the study, and
        arrays without their names (a RequestError).

    References
    ----------
    Strong, M., Oakley, J. E., & Brennan, A. (2014). Estimating multiparameter partial expected value of perfect
    information from a probabilistic sensitivity analysis sample. Medical Decision Making 34(3), 311-326.
    https://doi.org/10.1177/0272989X13505910

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(1).normal(size=(20_000, 2))
    >>> one = evppi(net_benefit=x[:, 0] + x[:, 1], inputs=x[:, 0])
    >>> abs(one.value - 0.39894) < 4 * one.error  # the unit normal loss at 0
    True
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096)
    >>> evppi(run, ["intake_gain", "attribution"]).value <= mcba.evpi(run).value
    True
    """
    balances, learned, labelled = evidence_of("evppi", given, names, net_benefit, inputs, options, randomisation)
    benefit = checked_options(balances)
    labels = checked_labels(labelled, benefit.shape[0])
    known, notes = _informative(checked_inputs(learned, benefit.shape[0]))
    name = method if isinstance(method, str) else getattr(method, "__name__", "own")
    predict = predictor(method)
    best, gain = gain_over_best(benefit)
    predicted = predict(known, gain, labels) if known.shape[1] else np.zeros_like(gain)
    return judged(predicted, gain, labels, best=best, method=name, notes=notes)


def _informative(inputs: Array) -> tuple[Array, tuple[Note, ...]]:
    """Leave out columns that are constant, or that order the worlds exactly as an earlier column does."""
    if inputs.shape[1] == 1 and np.ptp(inputs) > 0:
        return inputs, ()
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
