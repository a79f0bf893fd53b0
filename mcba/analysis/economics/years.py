"""Benefits, costs and transfers in each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mcba.analysis.reruns import study_of
from mcba.arrays import Array
from mcba.engine import Run
from mcba.engine.drawing import RANDOMISATIONS, drawing_of
from mcba.engine.program import Economics, evaluate

if TYPE_CHECKING:
    import xarray as xr

_LOOKED_AT = 2**15  # worlds that are evaluated again
_FEWEST = 4_096


def yearly(run: Run) -> xr.Dataset:
    """Benefits, costs and transfers in each year, undiscounted: mean, low and high; dimensions `kind` and `year`.

    The mean is nan where the kind has none.

    Parameters
    ----------
    run : Run
        Of a study.

    Returns
    -------
    Dataset
        In the currency of the study.
    """
    import xarray as xr

    study, settings = study_of(run), run.settings
    economics = Economics(study)
    totals: dict[str, int] = {}
    for name, (kind, _) in study.flows.items():
        flow = economics.yearly(name)
        totals[kind] = economics.builder.apply("+", totals[kind], flow) if kind in totals else flow
    program = economics.builder.program(totals)
    numbers = max(1, program.numbers_per_world)
    count = min(settings.worlds, max(_FEWEST, _LOOKED_AT * 64 // numbers))
    drawing = drawing_of(study, program.draws, settings)
    count = max(RANDOMISATIONS, count // RANDOMISATIONS * RANDOMISATIONS)
    found = evaluate(program, drawing.block(0, count), count)
    tail = (1.0 - settings.mass) / 2.0
    years = np.arange(study.horizon + 1)
    rows: dict[str, list[Array]] = {"mean": [], "low": [], "high": []}
    for kind in totals:
        values = np.broadcast_to(found[kind], (years.size, count))
        values = values[:, np.isfinite(values).all(axis=0)]
        heavy = run.tail(f"present_value_{kind}")
        rows["mean"].append(values.mean(axis=1) if heavy is None or heavy.has_mean else np.full(years.size, np.nan))
        rows["low"].append(np.quantile(values, tail, axis=1))
        rows["high"].append(np.quantile(values, 1.0 - tail, axis=1))
    return xr.Dataset(
        {name: (("kind", "year"), np.array(values).reshape(len(totals), years.size)) for name, values in rows.items()},
        coords={"kind": list(totals), "year": years},
        attrs={"mass": settings.mass, "worlds": count, "currency": study.document.study.currency},
    )
