"""The internal rate of return of a study, world by world; where there is none, or several, that is counted."""

from __future__ import annotations

import numpy as np

from mcba.analysis import decision
from mcba.analysis.rerun import affordable, labels_of, smaller, study_of, with_balance
from mcba.engine.draws import Drawing, unknowns_of
from mcba.engine.economics import Economics
from mcba.engine.evaluate import Builder, evaluate
from mcba.engine.points import RANDOMISATIONS
from mcba.engine.result import Array, Run
from mcba.errors import RunError
from mcba.study.model import Study

BLOCK = 2**12
NET = "net benefit of each year"
SIGNS = {"benefits": "+", "costs": "-"}


def yearly_balance(run: Run) -> Array:
    """Benefits minus costs of each year, undiscounted, in every world of a run: (world, year).

    Examples
    --------
    >>> import mcba
    >>> yearly_balance(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=512)).shape
    (512, 4)
    """
    with_balance(run)
    study, settings = study_of(run), run.settings
    builder = Builder({name: len(labels) for name, labels in study.sets.items()})
    program = builder.program({NET: _net(study, builder)})
    drawing = Drawing(
        unknowns_of(study),
        frozenset(program.draws),
        study.dependence,
        settings.sampler,
        settings.seed,
        settings.worlds,
    )
    found = np.empty((study.horizon + 1, settings.worlds))
    for start in range(0, settings.worlds, BLOCK):
        stop = min(start + BLOCK, settings.worlds)
        count = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
        block = evaluate(program, drawing.block(start, start + count), count)[NET]
        found[:, start:stop] = np.broadcast_to(block, (study.horizon + 1, count))[:, : stop - start]
    flows = found if run.kept is None else found[:, run.kept]
    return np.ascontiguousarray(flows.T)


def _net(study: Study, builder: Builder) -> int:
    economics = Economics(study, builder)
    total = builder.constant(np.zeros(study.horizon + 1), ("year",))
    for name, (kind, _) in study.flows.items():
        if kind in SIGNS:
            total = builder.apply(SIGNS[kind], total, economics.yearly(name))
    return total


def internal_rates(run: Run, *, low: float = -0.99, high: float = 10.0) -> decision.InternalRates:
    """The internal rate of return in the first worlds of a run (all of them, for a study of few numbers).

    Parameters
    ----------
    low, high : float
        Rates a year between which to look.

    Raises
    ------
    RunError
        For a study of a single year, which has no rate of return.
    """
    if study_of(run).horizon == 0:
        raise RunError("a study of one year has no internal rate of return; report its ratio or its balance")
    first = smaller(run, affordable(run))
    return decision.internal_rates(yearly_balance(first), low=low, high=high, randomisation=labels_of(first))
