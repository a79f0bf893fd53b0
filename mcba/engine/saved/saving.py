"""Save a run: `results.nc` has the worlds, `summary.csv` what they say, and `manifest.json` all to run again."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcba.engine.result import Run
from mcba.engine.saved.checkpoint import clear
from mcba.engine.saved.files import write_together, writer
from mcba.engine.saved.manifest import MANIFEST, RESULTS, SUMMARY, manifest_of, saved_workbook
from mcba.engine.saved.records import as_csv
from mcba.engine.summaries import summary_rows
from mcba.study.workbooks import bytes_of

if TYPE_CHECKING:
    import xarray as xr

SEPARATOR = "__of__"
"""Between the name of an outcome and what its summary is made of."""


def save_run(result: Run, folder: str | Path, *, command: str | None = None) -> Path:
    """Save a run as `results.nc`, `summary.csv` and `manifest.json`, each complete or absent.

    Parameters
    ----------
    result : Run
    folder : str or Path
        Made when it is not there; earlier results in it are replaced only when the new ones are complete.
    command : str, optional
        The command that made the run, for the manifest.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    RunError
        When the folder cannot be written to; what was there before is unchanged.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> folder = mcba.save_run(run, tempfile.mkdtemp())
    >>> sorted(file.name for file in folder.iterdir())
    ['manifest.json', 'results.nc', 'summary.csv']
    """
    folder = Path(folder)
    hashes: dict[str, str] = {}

    def write_results(file: Path) -> None:
        dataset, encoding = _dataset(result)
        dataset.to_netcdf(file, engine="h5netcdf", encoding=encoding)
        hashes[RESULTS] = hashlib.sha256(file.read_bytes()).hexdigest()

    summary = as_csv(summary_rows(result)).encode()
    hashes[SUMMARY] = hashlib.sha256(summary).hexdigest()

    workbook = saved_workbook(result.study)
    beside = {} if workbook is None else {workbook.table: bytes_of(workbook.content)}
    hashes |= {name: hashlib.sha256(content).hexdigest() for name, content in beside.items()}

    def write_manifest(file: Path) -> None:
        manifest = manifest_of(result, command, hashes)
        file.write_bytes(json.dumps(manifest, indent=2, ensure_ascii=False).encode() + b"\n")

    others = {name: writer(content) for name, content in beside.items()}
    write_together(folder, {RESULTS: write_results, SUMMARY: writer(summary), **others, MANIFEST: write_manifest})
    clear(folder)
    return folder


def _dataset(result: Run) -> tuple[xr.Dataset, dict[str, Any]]:
    """The worlds, or the summaries of worlds that were not kept, and how each array is stored."""
    import xarray as xr

    if not result.accumulators:
        return result.worlds, {}
    states = {
        f"{name}/{key}": array
        for name, summary in result.accumulators.items()
        for key, array in summary.state().items()
    }
    variables = {
        key.replace("/", SEPARATOR): ([f"{key.replace('/', SEPARATOR)}_{axis}" for axis in range(array.ndim)], array)
        for key, array in states.items()
    }
    return xr.Dataset(variables), {
        name: {"zlib": True, "complevel": 1} for name in variables if name.endswith("counts")
    }
