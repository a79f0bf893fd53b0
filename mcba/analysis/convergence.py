"""How an outcome settles as worlds come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mcba.engine import Run
from mcba.engine.drawing import RANDOMISATIONS
from mcba.engine.estimates import summarise

if TYPE_CHECKING:
    import xarray as xr


def running_summary(run: Run, outcome: str) -> xr.Dataset:
    """Mean, median, low and high of an outcome as worlds come in, each with its error; dimension `count`.

    The attribute `degrees` are the degrees of freedom of the errors.

    Parameters
    ----------
    run : Run
        With its worlds kept.
    outcome : str

    Returns
    -------
    Dataset
        In the unit of the outcome.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/tegaderm-dressing"), worlds=512)
    >>> int(running_summary(run, "npv")["count"][-1])
    512
    """
    import xarray as xr

    values = run.values(outcome)
    fewest = min(values.size, 16 * RANDOMISATIONS)
    sizes = np.unique(np.geomspace(fewest, values.size, 16).astype(int) // RANDOMISATIONS * RANDOMISATIONS)
    sizes = np.unique([*(size for size in sizes if size >= 2), values.size])
    tail = run.tail(outcome)
    rows: dict[str, list[float]] = {}
    for size in sizes:
        ranks = None if run.kept is None or not run.randomisations else run.kept[:size] % run.randomisations
        found = summarise(values[:size], mass=run.settings.mass, randomisations=run.randomisations, ranks=ranks)
        found = found if tail is None else tail.applied(found, outcome)
        for name, value, error in (
            ("mean", found.mean.value, found.mean.error),
            ("median", found.median.value, found.median.error),
            ("low", found.range.low, found.range.low_error),
            ("high", found.range.high, found.range.high_error),
        ):
            rows.setdefault(name, []).append(value)
            rows.setdefault(f"{name}_error", []).append(error)
    return xr.Dataset(
        {name: ("count", row) for name, row in rows.items()},
        coords={"count": sizes},
        attrs={"mass": run.settings.mass, "degrees": found.mean.degrees},
    )
