"""From a study file to a study: text, data, document, checks; every mistake is told at once, as file:line:column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mcba.errors import RequestError, StudyError
from mcba.families import Family
from mcba.study.checks import CHECKS
from mcba.study.checks.formulas import arguments_of
from mcba.study.formula.python import PythonFunction
from mcba.study.model import Study
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.files import text_of_file
from mcba.study.reading.grammar import parsed
from mcba.study.reading.mending import mended
from mcba.study.reading.page import StudyPage
from mcba.study.tables.assumption_table import assumptions_of
from mcba.study.tables.cells import TextTable
from mcba.study.tables.folder import Tables
from mcba.study.tables.named_rows import named_rows


def load(path: str | Path, *, allow_python: bool = False) -> Study:
    """Read a study from its folder or its file; nothing in it is run.

    Parameters
    ----------
    path : str or Path
        A folder that holds `study.toml`, or the file itself.
    allow_python : bool
        Whether the Python function that its `[model]` names may be run when worlds are drawn. It can do anything on
        this computer that you can.

    Returns
    -------
    Study
        Frozen; checked down to units and dimensions.

    Raises
    ------
    StudyError
        With every mistake of the file and its tables.

    Examples
    --------
    >>> load("studies/schilderswijk-moeders").horizon
    3
    """
    file = Path(path)
    file = file / "study.toml" if file.is_dir() else file
    study = read(file, text_of_file(file), folder=file.parent)
    return allow_function(study) if allow_python else study


def allow_function(study: Study, function: Callable[..., Any] | PythonFunction | None = None) -> Study:
    """The same study, whose Python function may be run.

    Parameters
    ----------
    study : Study
    function : callable or PythonFunction, optional
        The function itself, of a study that held one in memory; or what is known of it.

    Returns
    -------
    Study
        Itself where it has no function.

    Raises
    ------
    RequestError
        For a function that cannot be called with what the study has.

    Examples
    --------
    >>> study = load("studies/schilderswijk-moeders")
    >>> allow_function(study) is study
    True
    """
    if not isinstance(study.function, PythonFunction):
        if function is not None:
            raise RequestError(f"the study {study.name!r} has no Python function, so none is to be given")
        return study
    if function is None:
        return study.altered(function=replace(study.function, allowed=True), follows=study.follows)
    held = study.function.having(function)
    unknown = held.parameters.unknown(arguments_of(study.document))
    if unknown is not None:
        raise RequestError(f"{held.name} {unknown}")
    return study.altered(function=held, follows=study.follows)


def loads(text: str, tables: Mapping[str, str] | None = None) -> Study:
    """Read a study from its text.

    Parameters
    ----------
    text : str
        As `study.to_toml()` gives it.
    tables : mapping of str to str, optional
        The texts of the files that it names, as `study.tables` has them.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With every mistake of the text and its tables.
    RequestError
        For what is no text of a study, such as the path of one.

    Examples
    --------
    >>> study = load("studies/schilderswijk-moeders")
    >>> loads(study.to_toml(), study.tables) == study
    True
    """
    return read(Path("study.toml"), _text(text), tables=tables)


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise RequestError(f"the text of a study is wanted, and this is a {type(given).__name__}")
    if given and not {"\n", "=", "["} & set(given):
        raise RequestError(f"{given!r} is no text of a study; for the path of one, mcba.load({given!r})")
    return given


def read(
    file: Path,
    text: str,
    *,
    folder: Path | None = None,
    tables: Mapping[str, str] | None = None,
    objects: Mapping[str, Family] | None = None,
    by_key: bool = False,
) -> Study:
    """Read a study from its text.

    Parameters
    ----------
    file : Path
        What complaints call the file.
    text : str
    folder : Path, optional
        Where its tables lie; without it all of them are given.
    tables : mapping of str to str, optional
        The texts of tables and library entries by name; others come from `folder`.
    objects : mapping of str to Family, optional
        The distributions of which the text says only `python = "a name"`.
    by_key : bool
        Whether complaints say where by the path of keys, and not by line and column.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With every mistake of the file and its tables.

    Examples
    --------
    >>> text = '''
    ... [study]
    ... title = "A number"
    ... [outcomes.half]
    ... formula = "1 / 2"
    ... '''
    >>> read(Path("study.toml"), text).outcomes
    ('half',)
    """
    draft = draft_of(file, text, folder=folder, tables=tables, by_key=by_key)
    draft = replace(draft, objects=objects or {})
    for check in CHECKS:
        draft = check(draft)
    return draft.study()


def draft_of(
    file: Path,
    text: str,
    *,
    folder: Path | None = None,
    tables: Mapping[str, str] | None = None,
    by_key: bool = False,
) -> Draft:
    """The draft that checks begin with: the document of a text, with what its models refuse taken out and told.

    Takes and raises what `read` does, when the text has no document at all.
    """
    data, page = parsed(file, text, by_key=by_key)
    opened = Tables(file, folder, tables)
    complaints = Complaints(_with_sheets(data, page, opened))
    document = mended(data, complaints)
    return Draft(complaints.page, document, opened).learnt(complaints, assumptions=document.assumptions)


def _with_sheets(data: dict[str, Any], page: StudyPage, tables: Tables) -> StudyPage:
    """Put the rows of the table that a section names where its own tables would stand; the page knows those sheets."""
    complaints, sheets = Complaints(page), {}
    for section, rows_of in _SHEETS.items():
        stated = data.get(section)
        own: dict[str, Any] | None = (
            stated if isinstance(stated, dict) and isinstance(stated.get("table"), str) else None
        )
        name, within = (stated, False) if own is None else (own.pop("table"), True)
        if not isinstance(name, str):
            continue
        with complaints.caught((section,) if within else ()):
            sheet = tables.table(name, key="table" if within else section)
            # Whoever makes a table in a spreadsheet may write Name for name; no two keys differ by that.
            sheet = replace(sheet, columns={column.lower(): cells for column, cells in sheet.columns.items()})
            rows, own = rows_of(sheet), own or {}
            for twice in rows.keys() & own.keys():
                message = f"{twice!r} stands in {name} too; keep one of both"
                complaints.at((section, twice), message)
            data[section], sheets[section] = rows | own, sheet
    if complaints.made:
        raise StudyError(complaints.made)
    return replace(page, sheets=sheets)


def _texts_of(sheet: TextTable) -> dict[str, dict[str, Any]]:
    return named_rows(sheet, lambda _key, cell: cell)


_SHEETS = {"assumptions": assumptions_of, "effects": _texts_of, "stakeholders": _texts_of}
"""The sections that may stand in a table of their own, and what their rows say."""
