"""A study made in Python: its keywords become the text of a file, which is read as any other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mcba.study.formula.python import PythonFunction, held_function
from mcba.study.making.keywords import HEADER, SECTIONS
from mcba.study.making.numbers import Stated
from mcba.study.making.sections import section_of, tables_of
from mcba.study.making.text import as_data, toml_of
from mcba.study.model import Study
from mcba.study.reading.reader import allow_function, read
from mcba.study.workbooks.giving import with_workbook

_FILE = Path("study.toml")


def study_from(given: Mapping[str, Any], *, objects: bool = False) -> Study:
    """The study that is made with these keywords.

    Parameters
    ----------
    given : mapping of str
        As `StudyKeywords`.
    objects : bool
        Whether distributions that no file can hold are kept as Python objects, for worlds that are not saved.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With everything that is wrong, each with the path of its keys.

    Examples
    --------
    >>> study_from({"title": "A number", "outcomes": {"half": "1 / 2"}}).outcomes
    ('half',)
    """
    given, function = with_function(with_workbook(given))
    stated = Stated(tables=tables_of(given.get("tables") or {}))
    data: dict[str, Any] = {"study": as_data({key: given[key] for key in HEADER if key in given})}
    for section in SECTIONS:
        if given.get(section) is not None:
            data[section] = section_of(section, given[section], stated, objects=objects)
    study = read(_FILE, toml_of(as_data(data)), tables=stated.tables, objects=stated.objects, by_key=True)
    return study if function is None else allow_function(study, function)


def with_function(given: Mapping[str, Any]) -> tuple[Mapping[str, Any], PythonFunction | None]:
    """The keywords with the name and the text of a model that is a function itself, and the function.

    Parameters
    ----------
    given : mapping of str

    Returns
    -------
    mapping of str, PythonFunction or None

    Examples
    --------
    >>> with_function({"model": {"python": max}})[0]["model"]
    {'function': 'max'}
    """
    model = given.get("model")
    if not isinstance(model, Mapping) or not callable(model.get("python")):
        return given, None
    function = held_function(model["python"])
    others = {key: part for key, part in model.items() if key != "python"}
    tables = {**(given.get("tables") or {}), function.table: function.text}
    return {**given, "model": {"function": function.name, **others}, "tables": tables}, function
