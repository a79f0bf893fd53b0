"""What a run has done so far, on disk: a run that is killed goes on where it was.

Pieces of work are saved whole under a temporary name and renamed, so a piece is there or it is not. They lie in a
folder beside the results and are removed when the results are complete.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.engine.saved.files import write_whole, writer
from mcba.errors import RequestError, RunError

FOLDER, IDENTITY = ".unfinished", "run.json"


class Checkpoint:
    """The unfinished pieces of one run.

    Parameters
    ----------
    folder : Path
        The results folder.
    identity : dict
        What tells this run from another: the study, its tables, the settings, the versions. A folder with pieces of
        another run is refused.
    """

    def __init__(self, folder: Path, identity: Mapping[str, Any]):
        self.folder = folder / FOLDER
        self.identity = json.loads(json.dumps(identity))
        if (self.folder / IDENTITY).exists():
            self._check(self.folder / IDENTITY)

    def _check(self, file: Path) -> None:
        try:
            saved = json.loads(file.read_text(encoding="utf-8"))
        except ValueError:
            saved = {}
        different = [name for name in self.identity if saved.get(name) != self.identity[name]]
        if different:
            raise RunError(
                f"{file.parent.parent} holds the unfinished work of another run (different: {', '.join(different)}); "
                f"finish it with `mcba run --resume`, or remove {file.parent}"
            )

    def load(self, name: str) -> dict[str, NDArray[Any]] | None:
        """A piece that was saved; None when there is none, or when it is damaged and has to be done again."""
        file = self.folder / f"{name}.npz"
        try:
            with file.open("rb") as opened, np.load(opened) as piece:
                return {key: piece[key] for key in piece.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            return None

    def save(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keep a piece of finished work."""

        def write_arrays(file: Path) -> None:
            with file.open("wb") as opened:
                np.savez(opened, allow_pickle=False, **arrays)

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not (self.folder / IDENTITY).exists():
                write_whole(self.folder / IDENTITY, writer(json.dumps(self.identity, ensure_ascii=False).encode()))
            write_whole(self.folder / f"{name}.npz", write_arrays)
        except OSError as error:
            raise RunError(
                f"the work done so far cannot be saved in {self.folder}: {error.strerror or error}; "
                "what was saved before is kept, and `mcba run --resume` goes on from there"
            ) from error


def clear(folder: Path) -> None:
    """Remove the unfinished pieces from a results folder: the results are complete, or cannot be."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


def unfinished(folder: Path) -> dict[str, Any]:
    """What the unfinished run in a results folder was asked to do.

    Raises
    ------
    RequestError
        When there is none.
    RunError
        When what it was asked cannot be read.
    """
    file = folder / FOLDER / IDENTITY
    try:
        asked = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RequestError(f"{folder} holds no unfinished run; nothing is to be resumed") from error
    except (OSError, ValueError) as error:
        raise RunError(f"{file} cannot be read: {error}; start the run again") from error
    return dict(asked)
