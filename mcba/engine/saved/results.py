"""Save a run, open it again, and verify that running it once more gives the same bits.

A results folder holds `results.nc` (the worlds), `summary.csv` (what they say) and `manifest.json` (all that is needed
to run again: the study's text and tables, seed, sampler, versions, and a hash of every array).
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.estimates import Accumulator
from mcba.engine.program import base_case
from mcba.engine.result import Progress, Run, Settings
from mcba.engine.running import extend, plan_of, run
from mcba.engine.saved.checkpoint import clear, unfinished
from mcba.engine.saved.files import write_together
from mcba.engine.saved.records import as_csv, with_errors
from mcba.errors import Note, RunError, StudyError
from mcba.study import Study, apply_variants
from mcba.study.reading import read

if TYPE_CHECKING:
    import xarray as xr

SEPARATOR = "__of__"
RESULTS, SUMMARY, MANIFEST = "results.nc", "summary.csv", "manifest.json"
FORMAT = 1
LIBRARIES = ("mcba", "numpy", "scipy", "xarray", "h5netcdf", "h5py", "pydantic")


def versions() -> dict[str, str]:
    """The versions that made the numbers."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from a folder that was never installed
            found[name] = "unknown"
    return found


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
    """
    folder = Path(folder)
    hashes: dict[str, str] = {}

    def write(content: bytes, file: Path) -> None:
        file.write_bytes(content)

    def write_results(file: Path) -> None:
        dataset, encoding = _dataset(result)
        dataset.to_netcdf(file, engine="h5netcdf", encoding=encoding)
        hashes[RESULTS] = hashlib.sha256(file.read_bytes()).hexdigest()

    summary = as_csv(summary_rows(result)).encode()
    hashes[SUMMARY] = hashlib.sha256(summary).hexdigest()

    def write_manifest(file: Path) -> None:
        write(json.dumps(manifest(result, command, hashes), indent=2, ensure_ascii=False).encode() + b"\n", file)

    write_together(folder, {RESULTS: write_results, SUMMARY: partial(write, summary), MANIFEST: write_manifest})
    clear(folder)
    return folder


def _dataset(result: Run) -> tuple[xr.Dataset, dict[str, Any]]:
    """The worlds, or the summaries of worlds that were not kept, and how each array is stored."""
    import xarray as xr

    if not result.accumulators:
        return result.worlds, {}
    states = {f"{name}/{key}": array for name, one in result.accumulators.items() for key, array in one.state().items()}
    variables = {
        key.replace("/", SEPARATOR): ([f"{key.replace('/', SEPARATOR)}_{axis}" for axis in range(array.ndim)], array)
        for key, array in states.items()
    }
    return xr.Dataset(variables), {
        name: {"zlib": True, "complevel": 1} for name in variables if name.endswith("counts")
    }


def manifest(result: Run, command: str | None, files: dict[str, str]) -> dict[str, Any]:
    """All that is needed to run again, and to see whether the same came out."""
    study = result.study
    about_study = (
        None
        if study is None
        else {
            "name": study.name,
            "path": study.path.name,
            "sha256": study.sha256,
            "text": study.text,
            "tables": {
                name: {"sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}
                for name, text in sorted(study.tables.items())
            },
            "keep": list(plan_of(result).keep or ()) or None,
        }
    )
    return {
        "format": FORMAT,
        "study": about_study,
        "settings": asdict(result.settings),
        "randomisations": result.randomisations,
        "inputs": list(result.inputs),
        "failed_worlds": result.failed_worlds,
        "command": command,
        "versions": versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "results": result.hashes(),
        "files": files,
    }


def summary_rows(result: Run) -> list[dict[str, Any]]:
    """One row for each outcome, flow and bearer: its estimates and their Monte Carlo errors."""
    rows = []
    for name in (*result.outcomes, *result.dimensions):
        labels: Sequence[str | None] = result.labels[result.dimensions[name]] if name in result.dimensions else (None,)
        for label in labels:
            found = result.summary(name, label=label)
            rows.append(
                {
                    "outcome": name if label is None else f"{name}[{label}]",
                    "unit": result.unit(name),
                    "base": result.base.get(name, math.nan) if label is None else math.nan,
                    **with_errors(mean=found.mean, median=found.median, low=found.low, high=found.high),
                    "mass": found.range.mass,
                    "worlds": found.worlds,
                }
            )
    return rows


def open_run(folder: str | Path) -> Run:
    """Give back a run that was saved.

    Raises
    ------
    RunError
        When the folder holds no complete results, or they were changed since.
    """
    import xarray as xr

    folder = Path(folder)
    found = _read_manifest(folder)
    _check_files(folder, found["files"])
    with xr.open_dataset(folder / RESULTS, engine="h5netcdf") as dataset:
        worlds = dataset.load()
    settings = Settings(**found["settings"])
    study = _study_of(found["study"])
    base = {}
    if study is not None:
        base = base_case(apply_variants(study, scenario=settings.scenario, option=settings.option))
    common = {"settings": settings, "study": study, "base": base, "randomisations": found["randomisations"]}
    if settings.store == "summary":
        return Run(arrays={}, accumulators=_accumulators(worlds), **common)
    dimensions = {str(name): str(array.dims[0]) for name, array in worlds.data_vars.items() if array.dims != ("world",)}
    units = {str(name): str(array.attrs["units"]) for name, array in worlds.data_vars.items() if "units" in array.attrs}
    return Run(
        arrays={str(name): array.values for name, array in worlds.data_vars.items()},
        inputs=tuple(found.get("inputs", ())),
        units=units if study is None else {},
        dimensions=dimensions,
        labels={name: tuple(map(str, worlds[name].values)) for name in dict.fromkeys(dimensions.values())},
        kept=worlds["world"].values.astype(np.int64) if found["failed_worlds"] else None,
        **common,
    )


def _accumulators(dataset: xr.Dataset) -> dict[str, Accumulator]:
    states: dict[str, dict[str, Any]] = {}
    for variable, array in dataset.data_vars.items():
        name, _, key = str(variable).partition(SEPARATOR)
        states.setdefault(name, {})[key] = array.values
    return {name: Accumulator.from_state(state) for name, state in states.items()}


def _read_manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RunError(
            f"{folder} holds no results: there is no {MANIFEST}; `mcba run STUDY --out {folder}` makes them"
        ) from error
    except (OSError, ValueError) as error:
        raise RunError(f"{file} cannot be read: {error}") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        stated = found.get("format") if isinstance(found, dict) else None
        raise RunError(f"{file} has format {stated!r}; this version reads format {FORMAT}: run the study again")
    return found


def _check_files(folder: Path, files: dict[str, str]) -> None:
    for name, expected in files.items():
        file = folder / name
        if not file.is_file():
            raise RunError(
                f"{folder} holds no complete results: {name} is missing; run the study again",
                code="file_missing",
                file=str(file),
            )
        if hashlib.sha256(file.read_bytes()).hexdigest() != expected:
            raise RunError(
                f"{file} is not the file that was saved: its contents changed since; run the study again",
                code="file_changed",
                file=str(file),
            )


def _study_of(about: dict[str, Any] | None) -> Study | None:
    """The study as it was saved; a table is its text, or its text with a hash."""
    if about is None:
        return None
    tables = {name: table if isinstance(table, str) else table["text"] for name, table in about["tables"].items()}
    try:
        return read(Path(about["name"]) / about["path"], about["text"], tables=tables)
    except StudyError as error:
        raise RunError(f"the study that was saved cannot be read by this version:\n{error}") from error


def _run_again(study: Study, settings: Settings, keep: Sequence[str] | None, *, workers: int, **options: Any) -> Run:
    return run(
        study,
        worlds=settings.worlds,
        seed=settings.seed,
        sampler=settings.sampler,
        mass=settings.mass,
        scenario=settings.scenario,
        option=settings.option,
        keep=keep,
        store=settings.store,
        workers=workers,
        **options,
    )


def resume(folder: str | Path, *, workers: int = 1, progress: Progress | None = None) -> Run:
    """Finish a run that was stopped or killed: only what was not yet saved is drawn.

    Raises
    ------
    RunError
        When there is nothing unfinished in the folder.
    """
    folder = Path(folder)
    found = unfinished(folder)
    study = _study_of(found["study"])
    if study is None:
        raise RunError(f"{folder} does not say which study is unfinished; start the run again")
    settings = Settings(**found["settings"])
    return _run_again(study, settings, found["keep"], workers=workers, unfinished=folder, progress=progress)


def extend_saved(folder: str | Path, worlds: int, *, workers: int = 1, progress: Progress | None = None) -> Run:
    """Open a saved run and give it more worlds; those it has are not drawn again."""
    return extend(open_run(folder), worlds, workers=workers, progress=progress)


@dataclass(frozen=True)
class Verification:
    """Whether a saved run, run again, gives the same bits."""

    same: bool
    differences: tuple[Note, ...]
    arrays: int


def verify(folder: str | Path, *, workers: int = 1) -> Verification:
    """Run the saved study again and compare every number.

    Raises
    ------
    RunError
        When there is nothing complete to verify.
    """
    folder = Path(folder)
    found = _read_manifest(folder)
    differences: list[Note] = []
    try:
        _check_files(folder, found["files"])
    except RunError as error:
        differences.append(error.note)
    study = _study_of(found["study"])
    if study is None:
        raise RunError(
            f"{folder} was made by a Python function or of a table, which the manifest does not hold; "
            "run the function again, or read the table again, and compare run.hashes()"
        )
    again = _run_again(study, Settings(**found["settings"]), found["study"]["keep"], workers=workers)
    hashes = again.hashes()
    for name in sorted({*hashes, *found["results"]}):
        if hashes.get(name) != found["results"].get(name):
            differences.append(Note("differs", {"name": name}))
    if differences and versions() != found["versions"]:
        changed = [
            f"{name} {old} → {versions().get(name)}"
            for name, old in found["versions"].items()
            if versions().get(name) != old
        ]
        differences.append(Note("other_versions", {"names": tuple(changed)}))
    return Verification(not differences, tuple(differences), len(hashes))
