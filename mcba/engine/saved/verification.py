"""Runs that are on disk, run again: finished, extended, or verified to give the same bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcba.displayed import Displayed
from mcba.engine.execution.running import extend, run
from mcba.engine.result import Run
from mcba.engine.saved.checkpoint import unfinished
from mcba.engine.saved.manifest import check_files, read_manifest, saved_study, versions
from mcba.engine.saved.opening import open_run
from mcba.engine.settings import Progress, Settings
from mcba.errors import Note, RunError
from mcba.study import Study


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

    Parameters
    ----------
    folder : str or Path
        Where `mcba run --out` was to put the results.
    workers, progress
        As for `run`.

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
    study = saved_study(asked["study"])
    if study is None:
        raise RunError(f"{folder} does not say which study is unfinished; start the run again")
    settings = Settings(**asked["settings"])
    return _run_again(study, settings, asked["keep"], workers=workers, unfinished=folder, progress=progress)


def extend_saved(folder: str | Path, worlds: int, *, workers: int = 1, progress: Progress | None = None) -> Run:
    """Open a saved run and give it more worlds; those it has are not drawn again.

    Parameters
    ----------
    folder : str or Path
        Where `save_run` or `mcba run --out` put the results.
    worlds, workers, progress
        As for `extend`.

    Returns
    -------
    Run

    Raises
    ------
    RunError
        When there is nothing complete to open, and as for `extend`.
    """
    return extend(open_run(folder), worlds, workers=workers, progress=progress)


@dataclass(frozen=True, repr=False)
class Verification(Displayed):
    """Whether a saved run, run again, gives the same bits.

    Attributes
    ----------
    same : bool
    differences : tuple of Note
        What differs, and what may be the reason.
    arrays : int
        How many arrays were compared.
    """

    same: bool
    differences: tuple[Note, ...]
    arrays: int


def verify(folder: str | Path, *, workers: int = 1) -> Verification:
    """Run the saved study again and compare every number.

    Parameters
    ----------
    folder : str or Path
        Where `save_run` or `mcba run --out` put the results.
    workers : int
        Threads; the answer does not depend on it.

    Returns
    -------
    Verification

    Raises
    ------
    RunError
        When there is nothing complete to verify.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=1_024)
    >>> mcba.verify(mcba.save_run(run, tempfile.mkdtemp())).same
    True
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    differences: list[Note] = []
    try:
        check_files(folder, manifest["files"])
    except RunError as error:
        differences.append(error.note)
    study = saved_study(manifest["study"])
    if study is None:
        raise RunError(
            f"{folder} was made by a Python function or of a table, which the manifest does not hold; "
            "run the function again, or read the table again, and compare run.hashes()"
        )
    again = _run_again(study, Settings(**manifest["settings"]), manifest["study"]["keep"], workers=workers)
    hashes = again.hashes()
    for name in sorted({*hashes, *manifest["results"]}):
        if hashes.get(name) != manifest["results"].get(name):
            differences.append(Note("differs", {"name": name}))
    if differences and versions() != manifest["versions"]:
        now = versions()
        changed = [
            f"{name} {old} → {now.get(name)}" for name, old in manifest["versions"].items() if now.get(name) != old
        ]
        differences.append(Note("other_versions", {"names": tuple(changed)}))
    return Verification(not differences, tuple(differences), len(hashes))
