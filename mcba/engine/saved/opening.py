"""Open a run that was saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.estimates.summaries.accumulator import Accumulator
from mcba.engine.program.compiled import base_case
from mcba.engine.result import Run
from mcba.engine.saved.manifest import RESULTS, check_files, read_manifest, saved_study
from mcba.engine.saved.saving import SEPARATOR
from mcba.engine.settings import Settings
from mcba.engine.tails import Tail
from mcba.study import apply_variants

if TYPE_CHECKING:
    import xarray as xr


def open_run(folder: str | Path, *, allow_python: bool = False, function: Callable[..., Any] | None = None) -> Run:
    """Give back a run that was saved, the same to the bit; nothing in it is run.

    Parameters
    ----------
    folder : str or Path
        Where `save_run` or `mcba run --out` put it.
    allow_python : bool
        Whether the Python function in the saved study's file may be run where more worlds are asked for.
    function : callable, optional
        The function of a run of `mcba.simulate`, for the same.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        When the folder holds no complete results, or they were changed since.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> mcba.open_run(mcba.save_run(run, tempfile.mkdtemp())).hashes() == run.hashes()
    True
    """
    import xarray as xr

    folder = Path(folder)
    manifest = read_manifest(folder)
    check_files(folder, manifest["files"])
    with xr.open_dataset(folder / RESULTS, engine="h5netcdf") as dataset:
        worlds = dataset.load()
    settings = Settings(**manifest["settings"])
    study = saved_study(folder, manifest["study"], allow_python=allow_python, function=function)
    about_function = manifest.get("model", {})
    base: dict[str, float] = about_function.get("base", {})
    if study is not None and study.function is None:
        base = base_case(apply_variants(study, scenario=settings.scenario, option=settings.option))
    tails = {(name, label): Tail(*rest) for name, label, *rest in about_function.get("tails", ())}
    common: dict[str, Any] = {"settings": settings, "study": study, "base": base, "tails_of_function": tails}
    common["randomisations"] = manifest["randomisations"]
    if settings.store == "summary":
        return Run(arrays={}, accumulators=_accumulators(worlds), **common)
    dimensions = {str(name): str(array.dims[0]) for name, array in worlds.data_vars.items() if array.dims != ("world",)}
    units = {str(name): str(array.attrs["units"]) for name, array in worlds.data_vars.items() if "units" in array.attrs}
    return Run(
        arrays={str(name): array.values for name, array in worlds.data_vars.items()},
        inputs=tuple(manifest.get("inputs", ())),
        units=units if study is None else {},
        dimensions=dimensions,
        labels={name: tuple(map(str, worlds[name].values)) for name in dict.fromkeys(dimensions.values())},
        kept=worlds["world"].values.astype(np.int64) if manifest["failed_worlds"] else None,
        **common,
    )


def _accumulators(dataset: xr.Dataset) -> dict[str, Accumulator]:
    states: dict[str, dict[str, Any]] = {}
    for variable, array in dataset.data_vars.items():
        name, _, key = str(variable).partition(SEPARATOR)
        states.setdefault(name, {})[key] = array.values
    return {name: Accumulator.from_state(state) for name, state in states.items()}
