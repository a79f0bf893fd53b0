"""The assumptions of a run, drawn again from their addresses."""

from __future__ import annotations

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import Unknown, drawing_of, unknowns_of
from mcba.engine.execution.work import PIECE, pieces
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.result import Run
from mcba.study import Study, is_certain


def draws_of(result: Run, *, first: int | None = None) -> dict[str, Array]:
    """Every uncertain assumption in every world of a run, drawn again from its address.

    Parameters
    ----------
    result : Run
    first : int, optional
        How many worlds, from the first; all of them when absent.

    Returns
    -------
    dict of str to (world,)
        In the unit of each assumption. One that is repeated over a set or over years gives one entry for each label:
        `name[label]`.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> draws_of(run, first=2)["referral_share"].shape
    (2,)
    """
    if result.study is None:
        return {name: result.arrays[name][:first] for name in result.inputs}
    kept = None if result.kept is None else result.kept[:first]
    worlds = (first or result.settings.worlds) if kept is None else int(kept[-1]) + 1
    study = result.plan.chosen
    unknowns = [unknown for unknown in unknowns_of(study) if not is_certain(unknown.family)]
    drawing = drawing_of(study, [unknown.name for unknown in unknowns], result.settings)
    rows = [(unknown, row, name) for unknown in unknowns for row, name in enumerate(_names_of(study, unknown))]
    draws = {name: np.empty(worlds) for _, _, name in rows}
    for start, stop in pieces(0, worlds, PIECE):
        padded = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
        block = drawing.block(start, start + padded)
        for unknown, row, name in rows:
            draws[name][start:stop] = block[unknown.name].reshape(-1, padded)[row, : stop - start]
    return draws if kept is None else {name: array[kept] for name, array in draws.items()}


def _names_of(study: Study, unknown: Unknown) -> list[str]:
    """The names of an assumption's numbers; where all labels share one draw but differ in value, each has its own."""
    labels = [study.sets[dimension] for dimension in study.dimensions[unknown.name]]
    return [f"{unknown.name}[{label}]" for label in labels[0]] if labels else [unknown.name]
