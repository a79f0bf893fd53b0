"""What the workbook of a study did in the worlds of a run: errors in cells, and second values of IFERROR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.engine.models.functions import FunctionModel
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.plan import Plan
from mcba.engine.program.steps import evaluate
from mcba.errors import UndefinedOutcomeError
from mcba.study.workbooks import WorkbookFunction

_LOOKED_AT = 2_048  # worlds


@dataclass(frozen=True)
class InCell:
    """What happened in a cell of a workbook.

    Attributes
    ----------
    cell : str
        As `Sheet!D7`.
    code : str
        The error that first arises there; empty for a second value of IFERROR.
    count, worlds : int
        In how many of how many worlds that were looked at.
    """

    cell: str
    code: str
    count: int
    worlds: int


def cell_errors(plan: Plan, first: int = 0) -> tuple[InCell, ...]:
    """The errors that make results of a study's workbook undefined, each by the cell in which it first arises.

    Parameters
    ----------
    plan : Plan
    first : int
        The world from which on some are looked at.

    Returns
    -------
    tuple of InCell
        The most frequent first; nothing for a study without a workbook.
    """
    heard = _heard(plan, first)
    if heard is None:
        return ()
    function, given, worlds = heard
    found: dict[tuple[str, str], int] = {}
    for by_code in function.errors(given).values():
        for code, (count, place) in by_code.items():
            key = (str(place), code)
            found[key] = max(found.get(key, 0), count)
    events = [InCell(cell, code, count, worlds) for (cell, code), count in found.items()]
    return tuple(sorted(events, key=lambda event: -event.count))


def rescued_cells(plan: Plan) -> tuple[InCell, ...]:
    """The cells of a study's workbook in which IFERROR gave its second value in some of the first worlds.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    tuple of InCell
        The most frequent first; nothing for a study without a workbook.
    """
    heard = _heard(plan, 0)
    if heard is None:
        return ()
    function, given, worlds = heard
    events = [InCell(str(place), "", count, worlds) for place, count in function.rescues(given).items() if count]
    return tuple(sorted(events, key=lambda event: -event.count))


def with_cells(error: UndefinedOutcomeError, plan: Plan) -> UndefinedOutcomeError:
    """The error with the cells of the workbook in which it arises, where there are any.

    Parameters
    ----------
    error : UndefinedOutcomeError
    plan : Plan

    Returns
    -------
    UndefinedOutcomeError
    """
    errors = cell_errors(plan, int(error.data.get("first", 0)))
    told = "; ".join(
        f"{one.code} first arises in {one.cell}, in {one.count:,} of {one.worlds:,} worlds looked at" for one in errors
    )
    return UndefinedOutcomeError(f"{error}. In the workbook {told}", **error.data) if told else error


class _Spy:
    """Hears what the model of a program is called with."""

    def __init__(self, model: FunctionModel):
        self.model = model
        self.given: dict[str, Array] = {}

    def __call__(self, arguments: Mapping[str, NDArray[Any]], worlds: int) -> dict[str, Array]:
        self.given = {name: np.broadcast_to(one, (*one.shape[:-1], worlds)).copy() for name, one in arguments.items()}
        return self.model(arguments, worlds)


def _heard(plan: Plan, first: int) -> tuple[WorkbookFunction, dict[str, Array], int] | None:
    """The workbook of a plan and what it is called with in a few worlds; None where there is none."""
    program = plan.compiled.program
    if program.model is None or not isinstance(program.model.function, WorkbookFunction):
        return None
    start = first // _LOOKED_AT * _LOOKED_AT
    worlds = min(_LOOKED_AT, plan.settings.worlds - start)
    block = plan.drawing.block(start, start + -(-worlds // RANDOMISATIONS) * RANDOMISATIONS)
    spy: Any = _Spy(program.model)
    evaluate(replace(program, model=spy), {name: array[..., :worlds] for name, array in block.items()}, worlds)
    return program.model.function, spy.given, worlds
