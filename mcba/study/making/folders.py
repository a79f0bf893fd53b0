"""The folder of a study: its text, and the files that it names."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from mcba.errors import StudyError
from mcba.study.distributions.entries import PRICE_INDICES, entry_ids
from mcba.study.model import Study
from mcba.study.tables.folder import EXCEL, WORKBOOKS
from mcba.study.workbooks.contents import bytes_of
from mcba.study.workbooks.function import WorkbookFunction

_FILE = "study.toml"
_LIBRARY = "library/"


def save_study(study: Study, folder: str | Path) -> Path:
    """Write a study and the files that it names; another study that is there is left alone.

    Parameters
    ----------
    study : Study
    folder : str or Path
        Made when it is not there.

    Returns
    -------
    Path
        The file `study.toml` in it.

    Raises
    ------
    StudyError
        When another study is there, or the folder cannot be written to.
    RunError
        For a study that no file can hold.
    """
    study.hold_to_text("saved study")
    folder = Path(folder)
    target = folder / _FILE
    if target.exists() and target.resolve() != study.path.resolve() and target.read_text("utf-8") != study.text:
        raise StudyError.without_place(f"{target} is another study; choose another folder, or remove it first")
    files: dict[str, bytes | Path] = {name: _content(study, name, text) for name, text in _files(study).items()}
    if isinstance(study.function, WorkbookFunction):
        files[study.function.file] = bytes_of(study.function.content)
    _write(folder, {**files, _FILE: study.text.encode()})
    return target


def _files(study: Study) -> Mapping[str, str]:
    """The files of the folder by name: those that come with mcba stay where they are."""
    library, shipped = study.document.study.library, set(entry_ids())
    files = {}
    for name, text in study.tables.items():
        if name.startswith(_LIBRARY):
            own = name.removeprefix(_LIBRARY)
            if library is not None and own.removesuffix(".toml") not in shipped:
                files[f"{library}/{own}"] = text
        elif not name.startswith((f"{PRICE_INDICES}/", WORKBOOKS)):
            files[name if Path(name).suffix else f"{name}.csv"] = text
    return files


def _content(study: Study, name: str, text: str) -> bytes | Path:
    """What a file holds: a spreadsheet is copied from where the study was read, for its text is only that of a CSV."""
    if Path(name).suffix.lower() not in EXCEL:
        return text.encode()
    source = study.path.parent / name
    if source.is_file():
        return source
    raise StudyError.without_place(
        f"{name} is an Excel file, of which only the cells are known; name a CSV file instead"
    )


def _write(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    """Write all files under other names first, so that a folder never holds half a study."""
    unfinished = {folder / name: (folder / name).with_name(f".{Path(name).name}.{os.getpid()}") for name in files}
    try:
        for (target, beside), content in zip(unfinished.items(), files.values(), strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copyfile(content, beside)
            else:
                beside.write_bytes(content)
        for target, beside in unfinished.items():
            beside.replace(target)
    except OSError as error:
        raise StudyError.without_place(f"{folder} cannot be written to: {error.strerror or error}") from error
    finally:
        for beside in unfinished.values():
            with contextlib.suppress(OSError):  # already in place, or never made
                beside.unlink()
