"""A workbook that is another than a study was made with, accepted as it is now."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from mcba.errors import RequestError
from mcba.study.reading.files import text_of_file
from mcba.study.reading.reader import read
from mcba.study.workbooks.cells import ChangedCell, cells_table, changed_cells
from mcba.study.workbooks.contents import book_of
from mcba.study.workbooks.following import followed_cells
from mcba.study.workbooks.function import WorkbookFunction
from mcba.workbook import Book


def accept_workbook(path: str | Path) -> tuple[ChangedCell, ...] | None:
    """Let a study be of its workbook as it is now: the hash and the table of cells are written again, and no more.

    Parameters
    ----------
    path : str or Path
        A folder that holds `study.toml`, or the file itself.

    Returns
    -------
    tuple of ChangedCell, or None
        What is another than before; None where no table of cells said what was before.

    Raises
    ------
    RequestError
        For a study whose model is no workbook.
    StudyError
        For a study that cannot be read with the workbook as it is now.
    """
    import tomlkit

    file = Path(path)
    file = file / "study.toml" if file.is_dir() else file
    document = tomlkit.parse(text_of_file(file))
    model = document.get("model")
    if not isinstance(model, dict) or not isinstance(model.get("workbook"), str):
        raise RequestError(f"the model of {file} is no workbook, so there is none to accept")
    workbook = file.parent / model["workbook"]
    if workbook.is_file():  # one that is not there is told by the study itself
        model["sha256"] = hashlib.sha256(workbook.read_bytes()).hexdigest()
    text = tomlkit.dumps(document)
    named = model.get("cells")
    table = file.parent / named if isinstance(named, str) else None
    before = table.read_text(encoding="utf-8") if table is not None and table.is_file() else None
    if table is not None and before is None:
        _write(table, cells_table(Book("", "", {}), ()))  # a study is read with the files that it names
    function = read(file, text, folder=file.parent).function
    if not isinstance(function, WorkbookFunction):
        raise RequestError(f"the model of {file} is no workbook, so there is none to accept")
    book = book_of(function.file, function.content)
    changes = None if before is None else changed_cells(book, before)
    if table is not None:
        _write(table, cells_table(book, followed_cells(function)))
    _write(file, text)
    return changes


def _write(file: Path, text: str) -> None:
    """Write a file whole, or leave it as it was."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8", newline="\n")
    beside.replace(file)
