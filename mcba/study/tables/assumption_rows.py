"""A table of assumptions with one row changed; the other rows, and their order, stay as they were."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from mcba.errors import StudyError
from mcba.study.document.values import is_number
from mcba.study.tables.assumption_table import JOINED, assumptions_of
from mcba.study.tables.files import read_table, separator_of


def entry_in(file: str, text: str, name: str) -> dict[str, Any]:
    r"""What a table says of an assumption.

    Parameters
    ----------
    file : str
        What complaints call it.
    text : str
    name : str

    Returns
    -------
    dict of str
        The keys of a study file.

    Examples
    --------
    >>> entry_in("numbers.csv", "name,label.nl,value\nprice,Prijs,3", "price")
    {'label': {'nl': 'Prijs'}, 'value': 3.0}
    """
    return assumptions_of(read_table(file, text))[name]


def sheet_with(file: str, text: str, name: str, entry: Mapping[str, Any] | None) -> str:
    r"""The table with another row for one assumption.

    Parameters
    ----------
    file : str
        What complaints call it.
    text : str
    name : str
    entry : mapping of str, or None
        What it is to say; None takes the row out.

    Returns
    -------
    str

    Raises
    ------
    StudyError
        When the row would be the last one.

    Examples
    --------
    >>> print(sheet_with("numbers.csv", "name;value\nprice;3\nwage;4\n", "price", {"value": 2.5, "unit": "EUR"}))
    name;value;unit
    price;2,5;EUR
    wage;4;
    <BLANKLINE>
    """
    separator = separator_of(text)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True) if "".join(row)]
    before, header, body = [], rows[0], rows[1:]
    if "".join(header).strip().startswith("sep="):
        before, header, body = rows[:1], rows[1], rows[2:]
    columns = [cell.strip().lower() for cell in header]
    place = next(place for place, row in enumerate(body) if row[columns.index("name")].strip() == name)
    if entry is None:
        if len(body) == 1:
            raise StudyError.without_place(f"{name!r} is the last row of {file!r}; give the assumptions otherwise")
        del body[place]
    else:
        cells = {"name": name, **_cells(entry, "," if separator == ";" else ".")}
        added = [column for column in cells if column not in columns]
        columns, header = [*columns, *added], [*header, *added]
        body = [[*row, *[""] * len(added)] for row in body]
        body[place] = [cells.get(column, "") for column in columns]
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerows([*before, header, *body])
    return written.getvalue()


def _cells(entry: Mapping[str, Any], decimal: str) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in entry.items():
        cells |= _joined(key, value) if key in JOINED else {key: _cell(value, decimal)}
    return cells


def _joined(key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {key: str(value)}
    return {column: cell for part, inner in value.items() for column, cell in _joined(f"{key}.{part}", inner).items()}


def _cell(value: Any, decimal: str) -> str:
    if isinstance(value, str):
        return value
    if is_number(value):
        whole = float(value).is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value).replace(".", decimal)
    return json.dumps(value, ensure_ascii=False)
