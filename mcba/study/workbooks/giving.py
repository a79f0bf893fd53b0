"""A workbook as Python users give it: its path, or its bytes among the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mcba.errors import Complaint, StudyError
from mcba.study.document.flows import Model
from mcba.study.tables.folder import WORKBOOKS
from mcba.study.workbooks.contents import hash_of, held_bytes


def with_workbook(given: Mapping[str, Any], before: Model | None = None) -> Mapping[str, Any]:
    """The keywords of a study with its workbook among the tables, and with its hash.

    Parameters
    ----------
    given : mapping of str
    before : Model, optional
        Of the study that is changed: another workbook that is given for it is taken as it is.

    Returns
    -------
    mapping of str

    Raises
    ------
    StudyError
        For a workbook that cannot be read.

    Examples
    --------
    >>> with_workbook({"model": {"workbook": "m.xlsx"}, "tables": {"m.xlsx": b"PK"}})["tables"]
    {'workbook/m.xlsx': 'UEs='}
    """
    model, tables = given.get("model") or {}, given.get("tables") or {}
    if not (isinstance(model, Mapping) and isinstance(tables, Mapping)):
        return given
    path = model.get("workbook") or (None if before is None else before.workbook)
    if path is None:
        return given
    name = Path(path).name if Path(path).is_absolute() else str(path)
    files = [tables[key] for key in (str(path), WORKBOOKS + name) if key in tables]
    if not files and "workbook" in model and Path(path).is_file():
        files, name = [Path(path)], Path(path).name
    if not files:
        return given
    held = _held(files[0], name)
    others = {key: table for key, table in tables.items() if key not in {str(path), WORKBOOKS + name}}
    stated = {
        "workbook": name,
        "sha256": hash_of(held),
        **{key: part for key, part in model.items() if key != "workbook"},
    }
    return {**given, "model": stated, "tables": {**others, WORKBOOKS + name: held}}


def _held(given: Any, name: str) -> str:
    """The bytes of a workbook, or of the file at a path."""
    if isinstance(given, str):  # as the tables of another study have it
        return given
    if isinstance(given, bytes | bytearray):
        return held_bytes(bytes(given))
    if not isinstance(given, Path):
        message = f"found {type(given).__name__}; allowed are the bytes of the workbook, or its path as a pathlib.Path"
        raise StudyError([Complaint("study.toml", 1, 1, message, f"tables[{name!r}]")])
    try:
        return held_bytes(given.read_bytes())
    except OSError as error:
        message = f"{given} cannot be read: {error.strerror or error}"
        raise StudyError([Complaint("study.toml", 1, 1, message, "model.workbook")]) from error
