"""The net benefits of options and the inputs of a run, or arrays of them as they were given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.decision.options.study_options import Alternatives, alternatives, uncertain_draws
from mcba.analysis.reruns import labels_of
from mcba.arrays import Array
from mcba.engine import Run, draws_of
from mcba.errors import RunError, suggestion


def inputs_of(
    given: Run | ArrayLike, about: Any, options: Sequence[str] | None, randomisation: ArrayLike | None
) -> tuple[ArrayLike, ArrayLike, ArrayLike | None]:
    """Inputs, net benefit and randomisation: those of a run, or the arrays as they were given."""
    if not isinstance(given, Run):
        net_benefit_of(given, options, randomisation)
        return given, about, randomisation
    if given.study is None:
        net_benefit, randomisation = net_benefit_of(given, options, randomisation)
        draws: Mapping[str, Array] = draws_of(given)
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


def net_benefit_of(
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
