"""The manifest of saved results: all that is needed to run again, and to see whether the same came out."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mcba.engine.worlds import NamedWorlds
from mcba.errors import RequestError, RunError, StudyError
from mcba.study import PythonFunction, Study
from mcba.study.reading import allow_function, read
from mcba.study.workbooks import WorkbookFunction, held_bytes

RESULTS, SUMMARY, MANIFEST = "results.nc", "summary.csv", "manifest.json"
FORMAT = 1
LIBRARIES = ("mcba", "numpy", "scipy", "xarray", "h5netcdf", "h5py", "pydantic")


def versions() -> dict[str, str]:
    """The versions that made the numbers."""
    known = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            known[name] = version(name)
        except PackageNotFoundError:  # run from a folder that was never installed
            known[name] = "unknown"
    return known


def manifest_of(result: NamedWorlds, command: str | None, files: Mapping[str, str]) -> dict[str, Any]:
    """The manifest of a run, of which the files have these hashes."""
    study = None if result.study is None or result.study.objects else result.study  # no text holds an object
    if study is not None:
        study.hold_to_text("saved run")
    workbook = saved_workbook(study)
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
                if workbook is None or name != workbook.table
            },
            **({} if workbook is None else {"workbook": workbook.table}),
            "keep": list(result.plan.keep or ()) or None,
        }
    )
    function = None if study is None else study.function
    of_function = {} if function is None else {"model": _about_function(result, function)}
    return {
        "format": FORMAT,
        "study": about_study,
        **of_function,
        "settings": asdict(result.settings),
        "randomisations": result.randomisations,
        "inputs": list(result.inputs),
        "failed_worlds": result.failed_worlds,
        "command": command,
        "versions": versions(),
        "platform": f"{platform.system()} {platform.machine()}",
        "results": result.hashes(),
        "files": dict(files),
    }


def saved_workbook(study: Study | None) -> WorkbookFunction | None:
    """The workbook of a study, which is saved as a file beside the results."""
    return study.function if study is not None and isinstance(study.function, WorkbookFunction) else None


def _about_function(result: NamedWorlds, function: PythonFunction | WorkbookFunction) -> dict[str, Any]:
    """What is said of a study's workbook or Python function, and what only running it could say again."""
    tails = {} if result.accumulators else result.tails  # type: ignore[attr-defined]
    return {
        "function": function.name,
        "file": function.file,
        "sha256": function.sha256,
        "base": dict(result.base),
        "tails": [[*key, tail.index, tail.assumption] for key, tail in tails.items()],
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder.

    Raises
    ------
    RunError
        When the folder holds no results, or those of another format.
    """
    file = folder / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RequestError(
            f"{folder} holds no results: there is no {MANIFEST}; `mcba run STUDY --out {folder}` makes them"
        ) from error
    except (OSError, ValueError) as error:
        raise RunError(f"{file} cannot be read: {error}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        stated = manifest.get("format") if isinstance(manifest, dict) else None
        raise RunError(f"{file} has format {stated!r}; this version reads format {FORMAT}: run the study again")
    return manifest


def check_files(folder: Path, files: Mapping[str, str]) -> None:
    """Refuse files that are missing, or are not those of these hashes."""
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


def saved_study(
    folder: Path,
    about: dict[str, Any] | None,
    *,
    allow_python: bool = False,
    function: Callable[..., Any] | None = None,
) -> Study | None:
    """The study as it was saved; a table is its text, or its text with a hash, and a workbook a file in the folder.

    Its Python function is text, unless `allow_python` says that the file may be run, or `function` is what it held.
    """
    if about is None:
        return None
    tables = {name: table if isinstance(table, str) else table["text"] for name, table in about["tables"].items()}
    if "workbook" in about:
        file = folder / about["workbook"]
        try:
            tables[about["workbook"]] = held_bytes(file.read_bytes())
        except OSError as error:
            raise RunError(f"{file} cannot be read: {error.strerror or error}; it is the model of this run") from error
    try:
        study = read(Path(about["name"]) / about["path"], about["text"], tables=tables)
        return allow_function(study, function) if allow_python or function is not None else study
    except StudyError as error:
        raise RunError(f"the study that was saved cannot be read by this version:\n{error}") from error
