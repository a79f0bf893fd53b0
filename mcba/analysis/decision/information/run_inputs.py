"""What the value of information is asked of: a run with its options and inputs, or arrays, which are given by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.options.study_options import Alternatives, alternatives, uncertain_draws
from mcba.analysis.reruns import labels_of
from mcba.arrays import Array, Integers
from mcba.engine import Run, draws_of
from mcba.engine.execution import Given, run_given
from mcba.errors import RequestError, RunError, suggestion
from mcba.study import Study

Question: TypeAlias = Literal["evpi", "evppi", "evsi"]
CALLS: Mapping[Question, tuple[str, str]] = {
    "evpi": ("mcba.evpi(run)", "mcba.evpi(net_benefit=…)"),
    "evppi": ("mcba.evppi(run, names)", "mcba.evppi(net_benefit=…, inputs=…)"),
    "evsi": ("mcba.evsi(run, name, sample_size=…)", "mcba.evsi(net_benefit=…, inputs=…, sample_size=…)"),
}
"""How each is asked: of a run, and of arrays."""


def _run_or_arrays(
    question: Question,
    given: Given | None,
    arrays: Mapping[str, ArrayLike | None],
    options: Sequence[str] | None,
    randomisation: ArrayLike | None,
) -> Run | None:
    """Return the run that is asked, or None where all arrays are given; no other call has one meaning.

    Parameters
    ----------
    question : str
    given : Run, Study, str, Path or None
        What stands first in the call; arrays there are refused, for nobody sees which of them is which.
    arrays : mapping of str to array or None
        By the names of the call.
    options, randomisation
        As in the call: the first belongs to a run, the second to arrays.

    Returns
    -------
    Run or None

    Raises
    ------
    RequestError
        With the call to write.
    """
    of_run, of_arrays = CALLS[question]
    named = [name for name, array in arrays.items() if array is not None]
    if given is not None and not isinstance(given, Run | Study | str | PathLike):
        raise RequestError(
            f"{question} was given a {type(given).__name__} where a run stands; write {of_arrays} for arrays, and "
            f"{of_run} for a run"
        )
    if given is None and len(named) < len(arrays):
        found = " and ".join(named) or "neither a run nor arrays"
        raise RequestError(f"{question} was given {found}; write {of_run}, or {of_arrays}")
    if given is None and options is not None:
        raise RequestError("options name outcomes of a run; of an array each column is an option")
    if given is not None and named:
        raise RequestError(f"a run has its own net benefit and inputs; leave out {' and '.join(named)}: {of_run}")
    if given is not None and randomisation is not None:
        raise RequestError("a run knows the randomisation of its worlds; leave out `randomisation`")
    return None if given is None else run_given(given)


def evidence_of(
    question: Question,
    given: Given | None,
    names: str | Sequence[str],
    net_benefit: ArrayLike | None,
    inputs: ArrayLike | None,
    options: Sequence[str] | None,
    randomisation: ArrayLike | None,
) -> tuple[ArrayLike, ArrayLike, ArrayLike | None]:
    """Net benefit, inputs and randomisation: those of a run, or the arrays as they were given.

    Raises
    ------
    RequestError
        For a call with no one meaning, and inputs that look like net benefit.
    """
    arrays = {"net_benefit": net_benefit, "inputs": inputs}
    asked = _run_or_arrays(question, given, arrays, options, randomisation)
    if asked is not None:
        return _of_run(asked, names, options)
    assert net_benefit is not None
    assert inputs is not None
    nothing = np.flatnonzero(np.all(np.equal(inputs, 0), axis=0)) if np.ndim(inputs) == 2 else np.empty(0)
    if nothing.size:
        raise RequestError(
            f"inputs[:, {nothing[0]}] is 0 in every world, as the net benefit of doing nothing is; if inputs and "
            "net_benefit are swapped, swap them, and else leave out an input that does not vary"
        )
    return net_benefit, inputs, randomisation


def net_benefit_of(
    question: Question,
    given: Given | None,
    net_benefit: ArrayLike | None,
    options: Sequence[str] | None,
    randomisation: ArrayLike | None,
) -> tuple[ArrayLike, ArrayLike | None]:
    """Net benefit and randomisation: those of a run, or the arrays as they were given."""
    asked = _run_or_arrays(question, given, {"net_benefit": net_benefit}, options, randomisation)
    if asked is not None:
        return _options_of(asked, options)
    assert net_benefit is not None
    return net_benefit, randomisation


def _of_run(
    run: Run, about: str | Sequence[str], options: Sequence[str] | None
) -> tuple[Array, Array, Integers | None]:
    """The net benefit of each option, the named inputs and the randomisations of a run."""
    if _names_outcomes(run, options):
        net_benefit, randomisation = _options_of(run, options)
        draws: Mapping[str, Array] = draws_of(run)
    else:
        choice = _choice_of(run, options)
        net_benefit, randomisation = choice.net_benefit, choice.randomisation
        draws = uncertain_draws(run, choice)
    names = [about] if isinstance(about, str) else list(about)
    chosen = [name for name in draws if name in names or name.partition("[")[0] in names]
    unknown = set(names) - set(chosen) - {name.partition("[")[0] for name in chosen}
    if unknown or not names:
        first = sorted(unknown)[0] if unknown else ""
        what = "uncertain assumption of the study" if run.study is not None else "input of the run"
        raise RequestError(f"{first!r} is no {what}; {suggestion(first, list(draws))}")
    inputs = draws[chosen[0]] if len(chosen) == 1 else np.column_stack([draws[name] for name in chosen])
    return net_benefit, inputs, randomisation


def _options_of(run: Run, options: Sequence[str] | None) -> tuple[Array, Integers | None]:
    """The net benefit of each option of a run, and the randomisations of its worlds."""
    if options is None or not _names_outcomes(run, options):
        choice = _choice_of(run, options)
        return choice.net_benefit, choice.randomisation
    names = [options] if isinstance(options, str) else list(options)
    columns = [run.values(name) for name in names]
    if not columns:
        raise RunError("options name no outcome; give those that are the net benefits of options")
    return columns[0] if len(columns) == 1 else np.column_stack(columns), labels_of(run)


def _names_outcomes(run: Run, options: Sequence[str] | None) -> bool:
    """Whether options are outcomes of the run: of a table, and of a Python function that gives one for each."""
    return run.study is None or (options is not None and run.study.function is not None)


def _choice_of(run: Run, options: Sequence[str] | None) -> Alternatives:
    """The options of the study of a run."""
    if options is not None:
        raise RunError("the options of a study stand in its file, under [options]; leave out `options`")
    return alternatives(run)
