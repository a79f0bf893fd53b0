"""Files appear under their final name only when they are complete."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from mcba.errors import RunError


def write_together(folder: Path, writers: dict[str, Callable[[Path], None]]) -> None:
    """Write several files of a folder so that a reader finds all old ones or all new ones.

    Each file is first written whole under a temporary name; only when all are on disk do they take their names, in the
    order given. A run that is killed before leaves the earlier files as they were.

    Raises
    ------
    RunError
        When the folder cannot be written to.
    """
    temporary = {name: _temporary(folder / name) for name in writers}
    try:
        for name, write in writers.items():
            temporary[name].parent.mkdir(parents=True, exist_ok=True)
            write(temporary[name])
            _on_disk(temporary[name])
        for name, file in temporary.items():
            file.replace(folder / name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            f"the results cannot be written to {folder}: {reason}; what was there before is unchanged"
        ) from error
    finally:
        for file in temporary.values():
            _removed(file)


def write_bytes_together(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write the contents of several files as `write_together` does; gives the files."""
    write_together(folder, {name: writer(content) for name, content in contents.items()})
    return [folder / name for name in contents]


def writer(content: bytes) -> Callable[[Path], None]:
    """What writes a content to a file, for `write_together`."""

    def write(file: Path) -> None:
        file.write_bytes(content)

    return write


def write_whole(file: Path, write: Callable[[Path], None]) -> None:
    """Write one file under a temporary name, and rename it when it is on disk.

    Raises
    ------
    OSError
    """
    temporary = _temporary(file)
    try:
        write(temporary)
        _on_disk(temporary)
        temporary.replace(file)
    finally:
        _removed(temporary)


def _temporary(file: Path) -> Path:
    return file.with_name(f".{file.name}.{os.getpid()}.part")


def _on_disk(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _removed(file: Path) -> None:
    with contextlib.suppress(OSError):  # never made, already in place, or on a disk that is gone
        file.unlink()
