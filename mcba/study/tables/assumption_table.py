"""Assumptions as a table, to review with others in a spreadsheet, and back again: a round trip changes nothing.

One row an assumption, one column a key of the study file; keys of tables are joined by a point (`source.document`,
`label.nl`). What is neither a number nor text, such as quantiles, stands as JSON.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from mcba.errors import StudyError
from mcba.study.document.assumption import Assumption
from mcba.study.document.texts import Text
from mcba.study.document.values import is_number
from mcba.study.model import Study
from mcba.study.tables.cells import TextTable
from mcba.study.tables.named_rows import named_rows


def _in_each_language(key: str) -> tuple[str, ...]:
    """The columns of words of the study file: one a language."""
    return tuple(f"{key}.{language}" for language in Text.model_fields)


FIRST_COLUMNS = (
    *("name", *_in_each_language("label")),
    *("distribution", "value", "low", "mode", "high", "mass", "mean", "sd", "unit"),
)
LAST_COLUMNS = (
    *("status", "source.citation", *_in_each_language("source.citation")),
    *("source.document", "source.place", *_in_each_language("source.place")),
    *_in_each_language("reason"),
)
JOINED = frozenset({"label", "reason", "notes", "source"})


def rows_of(study: Study) -> list[dict[str, str]]:
    """The assumptions as the study file states them, a dict of column to cell each.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of dict

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> rows_of(study)[0]["name"] == next(iter(study.families))
    True
    """
    return [{"name": name, **_cells(stated)} for name, stated in (study.stated or study.document.assumptions).items()]


def _cells(assumption: Assumption) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name in assumption.model_fields_set:
        key = Assumption.model_fields[name].alias or name
        value = _plain(getattr(assumption, name))
        if value is None:
            continue
        cells |= _joined(key, value) if key in JOINED else {key: _cell(value)}
    return cells


def _joined(key: str, value: Any) -> dict[str, str]:
    """A table of the study file as cells of its keys, however deep: `source.place.nl`."""
    if not isinstance(value, dict):
        return {key: str(value)}
    return {column: text for part, inner in value.items() for column, text in _joined(f"{key}.{part}", inner).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return {
            type(value).model_fields[name].alias or name: plain
            for name in type(value).model_fields
            if name in value.model_fields_set and (plain := _plain(getattr(value, name))) is not None
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if is_number(value):
        return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)
    return json.dumps(value, ensure_ascii=False)


def write_assumptions(study: Study, target: str | Path) -> int:
    """Write the assumptions of a study to a .csv or .xlsx file; returns how many there are.

    Parameters
    ----------
    study : Study
    target : str or Path
        A .csv or .xlsx file; one that is there is replaced.

    Returns
    -------
    int

    Raises
    ------
    StudyError
        For another kind of file.

    Examples
    --------
    >>> import mcba, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_assumptions(mcba.load("studies/schilderswijk-moeders"), f"{folder}/assumptions.csv")
    25
    """
    target, rows = Path(target), rows_of(study)
    used = {column for row in rows for column in row}
    between = sorted(used - set(FIRST_COLUMNS) - set(LAST_COLUMNS))
    columns = [
        column for column in (*FIRST_COLUMNS, *between, *LAST_COLUMNS) if column in used or column in FIRST_COLUMNS
    ]
    table = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    if target.suffix not in _WRITERS:
        raise StudyError.without_place(f"{target}: write the table to a file that ends in .csv or .xlsx")
    unfinished = target.with_name(f".{target.stem}.{os.getpid()}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS[target.suffix](table, unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise StudyError.without_place(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):  # already in place, or never made
            unfinished.unlink()
    return len(rows)


def _write_csv(table: list[list[str]], target: Path) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    target.write_text(text.getvalue(), encoding="utf-8")


def _write_excel(table: list[list[str]], target: Path) -> None:
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise StudyError.without_place("Excel files need: pip install 'mcba[excel]'; or write a .csv") from error
    import datetime as dt

    with Workbook(str(target)) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # the same study gives the same bytes
        sheet = book.add_worksheet("assumptions")
        bold = book.add_format({"bold": True})
        for line, row in enumerate(table):
            for column, cell in enumerate(row):
                if line and (number := _kept_number(table[0][column], cell)) is not None:
                    sheet.write_number(line, column, number)
                else:
                    sheet.write_string(line, column, cell, bold if line == 0 else None)
        sheet.freeze_panes(1, 1)
        sheet.autofit()


def _kept_number(column: str, cell: str) -> float | None:
    """A cell as a number that an Excel file keeps to the last digit (it has sixteen); None for one to write as text."""
    key = column.partition(".")[0]
    if key in _TEXT or key in JOINED or key == "name":
        return None
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if is_number(number) and float(f"{number:.16G}") == number else None


_WRITERS = {".csv": _write_csv, ".xlsx": _write_excel}


def assumptions_of(table: TextTable) -> dict[str, dict[str, Any]]:
    """The assumptions of a table, as the keys of a study file; empty cells say nothing.

    Parameters
    ----------
    table : TextTable
        One row an assumption, with a column `name`.

    Returns
    -------
    dict of str to dict

    Raises
    ------
    StudyError
        When there is no column `name`, or a name is missing or stands twice.
    """
    return named_rows(table, lambda key, cell: _value(key, cell, table))


_TEXT = frozenset(
    {"distribution", "unit", "status", "kind", "drawn", "over", "table", "from", "verbal", "grade", "pooling"}
)


def _value(key: str, cell: str, table: TextTable) -> Any:
    if key == "distribution":
        return cell.lower()  # a spreadsheet likes capitals
    if key in _TEXT or key in JOINED:
        return cell
    if cell[:1] in {"{", "["}:
        try:
            return json.loads(cell)
        except json.JSONDecodeError:
            return cell
    number = table.number(cell)
    if number is None:
        return cell
    return int(number) if key == "price_year" and number.is_integer() else number
