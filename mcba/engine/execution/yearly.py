"""What a study computes in the worlds of a run beyond what the run kept: its flows, year by year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import Drawing, drawing_of
from mcba.engine.program.economics import Economics
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.steps import Program, evaluate
from mcba.engine.worlds import NamedWorlds
from mcba.errors import RequestError
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr

MOST_BYTES = 2**31
"""What yearly flows may take: more is refused, and fewer worlds offered."""

_BLOCK = 2**19  # numbers that are evaluated at once: what fits a cache
_FACTOR = "discount factor"  # no flow is called so: a name has no space


def blocks_of(program: Program, drawing: Drawing, worlds: int) -> Iterator[tuple[slice, Mapping[str, Array]]]:
    """The outputs of a program in the first worlds of a drawing, block by block.

    Parameters
    ----------
    program : Program
    drawing : Drawing
        Of the assumptions that it needs.
    worlds : int

    Yields
    ------
    tuple of slice and mapping of str to array
        Which worlds these are, and each output in them, (label, …, world) or with one number for all of these worlds.
        The arrays are written over by the next block.
    """
    size = 1 << int(math.log2(max(RANDOMISATIONS, _BLOCK // program.numbers_per_world)))
    workspace: list[Array] = []
    for start in range(0, worlds, size):
        stop = min(start + size, worlds)
        padded = -(-(stop - start) // RANDOMISATIONS) * RANDOMISATIONS
        block = evaluate(program, drawing.block(start, start + padded), padded, workspace)
        yield slice(start, stop), {name: values[..., : stop - start] for name, values in block.items()}


def yearly_flows(run: NamedWorlds, worlds: int | None = None) -> xr.Dataset:
    """Every flow in each year of the worlds of a run, computed again; see `Run.yearly`."""
    import xarray as xr

    study = run.plan.chosen
    if not study.flows:
        raise RequestError("this study has no benefits, costs or transfers, so it has no flows from year to year")
    count = _count_of(run, study, worlds)
    flows, factors = _flows_and_factors(run, study, count)
    kept = None if run.kept is None else run.kept[run.kept < count]
    if kept is not None:
        flows, factors = flows[..., kept], factors[..., kept]
    uncertain = bool(np.any(factors != factors[:, :1]))
    money = {"units": study.document.study.currency}
    variables: dict[str, Any] = {
        "undiscounted": (("flow", "year", "world"), flows, money),
        "discount_factor": (("year", "world"), factors) if uncertain else (("year",), factors[:, 0].copy()),
    }
    for _, array, *_ in variables.values():
        array.flags.writeable = False
    coordinates: dict[str, Any] = {
        "flow": list(study.flows),
        "kind": ("flow", [kind for kind, _ in study.flows.values()]),
        "year": np.arange(study.horizon + 1),
        **({} if kept is None else {"world": kept}),
    }
    return xr.Dataset(variables, coords=coordinates)


def _count_of(run: NamedWorlds, study: Study, worlds: int | None) -> int:
    """In how many worlds flows are asked, where these fit the memory."""
    have = run.settings.worlds
    count = have if worlds is None else worlds
    if not 1 <= count <= have:
        raise RequestError(f"worlds = {count:,}, and the run has {have:,}; ask for 1 to {have:,}")
    each = 8 * len(study.flows) * (study.horizon + 1)
    if each * count > MOST_BYTES:
        fewer = 1 << int(math.log2(max(MOST_BYTES // each, 1)))
        raise RequestError(
            f"{len(study.flows)} flows in {study.horizon + 1} years of {count:,} worlds take "
            f"{each * count / 2**30:.1f} GB; ask for the first worlds, such as run.yearly(worlds={fewer:_})"
        )
    return count


def _flows_and_factors(run: NamedWorlds, study: Study, worlds: int) -> tuple[Array, Array]:
    """Each flow, (flow, year, world), and what money of each year is worth in year 0, (year, world)."""
    economics = Economics(study)
    apply, builder = economics.builder.apply, economics.builder
    # A value that is the same in every year is given the years that it lacks.
    ones = apply("profile", builder.constant(1.0), first=0, last=study.horizon)
    outputs = {name: apply("*", economics.yearly(name), ones) for name in study.flows}
    program = builder.program({**outputs, _FACTOR: apply("*", economics.discount_factors(), ones)})
    flows = np.empty((len(study.flows), study.horizon + 1, worlds))
    factors = np.empty((study.horizon + 1, worlds))
    for place, block in blocks_of(program, drawing_of(study, program.draws, run.settings), worlds):
        factors[:, place] = block[_FACTOR]
        for flow, name in zip(flows, study.flows, strict=True):
            flow[:, place] = block[name]
    return flows, factors
