"""Rows of a table as tables of the study file: one row a name, one column a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcba.study.tables.cells import TextTable


def named_rows(table: TextTable, value: Callable[[str, str], Any]) -> dict[str, dict[str, Any]]:
    r"""The rows of a table by their names, as the keys of a study file; empty cells say nothing.

    Parameters
    ----------
    table : TextTable
        With a column `name`; a column such as `label.nl` is a key of an inner table.
    value : callable
        What a cell says, from its key and its text.

    Returns
    -------
    dict of str to dict

    Raises
    ------
    StudyError
        When there is no column `name`, or a name is missing or stands twice.

    Examples
    --------
    >>> from mcba.study.tables.files import read_table
    >>> named_rows(read_table("effects.csv", "name,label.nl\nhelp,Hulp"), lambda key, cell: cell)
    {'help': {'label': {'nl': 'Hulp'}}}
    """
    names = table.columns.get("name")
    if names is None:
        raise table.refused(0, "name", "the table has no column 'name'; its first row names the columns")
    rows: dict[str, dict[str, Any]] = {}
    for row, name in enumerate(names):
        if not name or name in rows:
            what = f"the name {name!r} stands twice" if name else "a row has no name"
            raise table.refused(row, "name", f"{what}; every row has a name of its own")
        rows[name] = {}
        for column, cells in table.columns.items():
            if column != "name" and cells[row] != "":
                *outer, last = column.split(".")
                inside = rows[name]
                for key in outer:
                    inside = inside.setdefault(key, {})
                    if not isinstance(inside, dict):
                        raise table.refused(row, column, f"the row has a cell for {key!r} as a whole; keep one of both")
                inside[last] = value(column.partition(".")[0], cells[row])
    return rows
