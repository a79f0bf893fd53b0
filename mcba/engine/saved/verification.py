"""Runs that are on disk, run again: finished, extended, or verified to give the same bits."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcba.displayed import Displayed
from mcba.engine.execution.running import extend, run
from mcba.engine.result import Run
from mcba.engine.saved.checkpoint import unfinished
from mcba.engine.saved.differences import NO_DIFFERENCE, Difference, difference_between
from mcba.engine.saved.manifest import check_files, read_manifest, saved_study, versions
from mcba.engine.saved.opening import open_run
from mcba.engine.settings import Progress, Settings
from mcba.errors import Note, RequestError, RunError
from mcba.study import PythonFunction, Study, held_function
from mcba.study.workbooks import WorkbookFunction


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


def resume(
    folder: str | Path,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    allow_python: bool = False,
    function: Callable[..., Any] | None = None,
) -> Run:
    """Finish a run that was stopped or killed: only what was not yet saved is drawn.

    Parameters
    ----------
    folder : str or Path
        Where `mcba run --out` was to put the results.
    workers, progress
        As for `run`.
    allow_python, function
        As for `open_run`.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        When there is nothing unfinished in the folder.
    """
    folder = Path(folder)
    asked = unfinished(folder)
    study = saved_study(folder, asked["study"], allow_python=allow_python, function=function)
    if study is None:
        raise RunError(f"{folder} does not say which study is unfinished; start the run again")
    settings = Settings(**asked["settings"])
    return _run_again(study, settings, asked["keep"], workers=workers, unfinished=folder, progress=progress)


def extend_saved(
    folder: str | Path,
    worlds: int,
    *,
    workers: int = 1,
    progress: Progress | None = None,
    allow_python: bool = False,
    function: Callable[..., Any] | None = None,
) -> Run:
    """Open a saved run and give it more worlds; those it has are not drawn again.

    Parameters
    ----------
    folder : str or Path
        Where `save_run` or `mcba run --out` put the results.
    worlds, workers, progress
        As for `extend`.
    allow_python, function
        As for `open_run`.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        When there is nothing complete to open, and as for `extend`.
    """
    return extend(
        open_run(folder, allow_python=allow_python, function=function), worlds, workers=workers, progress=progress
    )


@dataclass(frozen=True, repr=False)
class Verification(Displayed):
    """Whether a saved run, run again, gives the same numbers.

    Attributes
    ----------
    same : bool
        To the bit, or within the tolerance that was asked.
    differences : tuple of Note
        What differs, and what may be the reason.
    arrays : int
        How many arrays were compared.
    largest : float
        The largest difference, of the standard deviation of the outcome in which it lies (of its largest value, where
        it has no spread); 0 for the same bits, infinite where it cannot be told.
    outcome : str
        In which outcome it lies, such as `npv` or `bearer_npv[municipality]`; empty where there is none.
    printed_same : bool
        Whether every summary and probability prints as the same text.
    notes : tuple of Note
        What does not make the numbers others: that the study's file, or that of its function, changed since the run.
    """

    same: bool
    differences: tuple[Note, ...]
    arrays: int
    largest: float = 0.0
    outcome: str = ""
    printed_same: bool = True
    notes: tuple[Note, ...] = ()


def _changed_since(folder: Path, manifest: Mapping[str, Any]) -> tuple[Note, ...]:
    """Files of the study that are no longer as they were run: looked for around the results, and where the user is."""
    about, function = manifest["study"], manifest.get("model", {}).get("file")
    ran = {about["path"]: _hash(about["text"].encode())} | ({function: manifest["model"]["sha256"]} if function else {})
    for place in (*folder.resolve().parents, Path.cwd(), Path.cwd() / about["name"]):
        if place.name == about["name"] and (place / about["path"]).is_file():
            changed = [name for name in ran if _hash_now(place / name) not in {None, ran[name]}]
            return (Note("files_changed", {"files": ", ".join(changed), "folder": str(place)}),) if changed else ()
    return ()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hash_now(file: Path) -> str | None:
    """The hash of what stands in a file now, of a text as it is read; None where there is none."""
    if not file.is_file():
        return None
    content = file.read_bytes()
    is_text = file.suffix in {".toml", ".py"}
    return _hash(content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").encode() if is_text else content)


def _changes_of_function(
    saved: PythonFunction | WorkbookFunction, about: Mapping[str, Any], given: Callable[..., Any] | None
) -> list[Note]:
    """What to say of a Python function whose text is not the one that was run."""
    now = saved if given is None else held_function(given)
    if now.sha256 == about["sha256"]:
        return []
    return [
        Note("function_changed", {"name": about["function"], "before": about["sha256"][:12], "now": now.sha256[:12]})
    ]


def verify(
    folder: str | Path,
    *,
    workers: int = 1,
    tolerance: float | None = None,
    allow_python: bool = False,
    function: Callable[..., Any] | None = None,
) -> Verification:
    """Run the saved study again and compare every number.

    Parameters
    ----------
    folder : str or Path
        Where `save_run` or `mcba run --out` put the results.
    workers : int
        Threads; the answer does not depend on it.
    tolerance : float, optional
        The largest difference that is taken as none, of the standard deviation of an outcome, such as 1e-9: other
        versions of NumPy and SciPy may round otherwise. When absent every bit has to be the same.
    allow_python : bool
        Whether the Python function in the saved study's file may be run for it: as the text that was saved.
    function : callable, optional
        The function of a run of `mcba.simulate`, which no file holds; that its text is another is said.

    Returns
    -------
    Verification

    Raises
    ------
    RunError
        When there is nothing complete to verify.
    RequestError
        For a tolerance below 0.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> mcba.verify(mcba.save_run(run, tempfile.mkdtemp())).same
    True
    """
    if tolerance is not None and not 0 <= tolerance < math.inf:
        raise RequestError(f"tolerance = {tolerance} is no part of a spread; give a number from 0, such as 1e-9")
    folder = Path(folder)
    manifest = read_manifest(folder)
    differences: list[Note] = []
    try:
        check_files(folder, manifest["files"])
    except RunError as error:
        differences.append(error.note)
    damaged = bool(differences)
    study = saved_study(folder, manifest["study"], allow_python=allow_python, function=function)
    if study is None:
        raise RunError(
            f"{folder} was made by a Python function or of a table, which the manifest does not hold; "
            "run the function again, or read the table again, and compare run.hashes()"
        )
    if study.function is not None:
        differences += _changes_of_function(study.function, manifest["model"], function)
    again = _run_again(study, Settings(**manifest["settings"]), manifest["study"]["keep"], workers=workers)
    hashes = again.hashes()
    changed = sorted(
        name for name in {*hashes, *manifest["results"]} if hashes.get(name) != manifest["results"].get(name)
    )
    largest = _difference(folder, again, damaged) if changed else NO_DIFFERENCE
    if tolerance is None or largest.size > tolerance:
        differences += [Note("differs", {"name": name}) for name in changed]
        differences += _told(largest)
    if differences:
        differences += _other_versions(manifest["versions"])
    return Verification(
        not differences, tuple(differences), len(hashes), largest.size, largest.outcome, largest.printed_same,
        notes=_changed_since(folder, manifest),
    )  # fmt: skip


def _difference(folder: Path, again: Run, damaged: bool) -> Difference:
    """How far the run lies from the one that was saved; unknown where its files are not those that were saved."""
    unknown = Difference(math.inf, "", printed_same=False)
    return unknown if damaged else difference_between(open_run(folder), again)


def _told(found: Difference) -> list[Note]:
    """The largest difference, where it is known."""
    if not 0 < found.size < math.inf:
        return []
    code = "largest_difference_unprinted" if found.printed_same else "largest_difference_printed"
    return [Note(code, {"size": f"{found.size:.0e}", "name": found.outcome})]


def _other_versions(then: Mapping[str, str]) -> list[Note]:
    """That other versions run the study now than made the numbers."""
    now = versions()
    changed = tuple(f"{name} {old} → {now.get(name)}" for name, old in then.items() if now.get(name) != old)
    return [Note("other_versions", {"names": changed})] if now != then else []
