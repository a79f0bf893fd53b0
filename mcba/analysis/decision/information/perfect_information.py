"""The expected value of perfect information: what it is worth to know everything before choosing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from numpy.typing import ArrayLike

from mcba.analysis.decision.information.gains import Information, gain_over_best, judged
from mcba.analysis.decision.information.run_inputs import net_benefit_of
from mcba.analysis.decision.options.comparison import checked_options
from mcba.analysis.world_arrays import checked_labels
from mcba.engine.execution import Given


@overload
def evpi(given: Given, /, *, options: Sequence[str] | None = ...) -> Information: ...


@overload
def evpi(*, net_benefit: ArrayLike, randomisation: ArrayLike | None = ...) -> Information: ...


def evpi(
    given: Given | None = None,
    /,
    *,
    net_benefit: ArrayLike | None = None,
    options: Sequence[str] | None = None,
    randomisation: ArrayLike | None = None,
) -> Information:
    """Return the expected value of perfect information, E[max_d NB_d] − max_d E[NB_d].

    Call it as `evpi(run)`, or as `evpi(net_benefit=…)` for worlds as arrays.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run of a study, whose options are nothing, the project and those of its file; a study is run first, and a path
        is that of either.
    net_benefit : (world, option), or (world,)
        One column for each option; or that of one project against doing nothing.
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

    Raises
    ------
    RunError
        On values that are not finite, on a single option, on more options than worlds, for a study without benefits and
        costs, for an array without its name (a RequestError), and for `options` or `randomisation` where a run of a
        study says them itself.

    References
    ----------
    Raiffa, H., & Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard University.

    Examples
    --------
    >>> import numpy as np
    >>> evpi(net_benefit=np.array([40.0, 40.0, 40.0, -5.0, -5.0])).value
    2.0
    """
    balances, labelled = net_benefit_of("evpi", given, net_benefit, options, randomisation)
    benefit = checked_options(balances)
    labels = checked_labels(labelled, benefit.shape[0])
    best, gain = gain_over_best(benefit)
    return judged(gain, gain, labels, best=best, method="all")
