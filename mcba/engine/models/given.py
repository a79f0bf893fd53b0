"""`from_worlds(table)`: worlds that were drawn elsewhere, as a run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.execution.failures import any_of, hold_to_policy, undefined_in
from mcba.engine.result import Run
from mcba.engine.settings import FailedPolicy, Settings, checked_mass, checked_policy
from mcba.errors import RunError, suggestion
from mcba.study.tables import SUFFIXES, TextTable, excel_as_csv, read_sipmath, read_table

_EXCEL = (".xlsx", ".xls", ".xlsb", ".ods")
_UNDEFINED = frozenset({"", "nan", "na", "n/a", "null", "inf", "-inf", "#n/a", "#num!", "#div/0!", "#value!"})
"""Cells of a file that stand for no number; any other text is a mistake."""


def from_worlds(
    table: Any,
    *,
    outcomes: Iterable[str] | None = None,
    inputs: Iterable[str] | None = None,
    units: Mapping[str, str] | None = None,
    mass: float = 0.90,
    failed: FailedPolicy = "raise",
) -> Run:
    """Take a finished sample, such as the rows of a probabilistic sensitivity analysis, as the worlds of a run.

    Rows are taken as independent draws that are equally likely: of Sobol' points, a Latin hypercube or a chain drawn
    elsewhere the stated errors are not the real ones. What moves together in the table does so in the run.

    Parameters
    ----------
    table : mapping of str to (world,), DataFrame, Dataset, str or Path
        One column for each number, one row for each world; or a CSV, Excel or SIPmath file of them.
    outcomes, inputs : iterable of str, optional
        Which columns are results and which were drawn. Where one of the two is given the other is all other columns;
        where both are, further columns are left out; where neither is, every column is an outcome.
    units : mapping of str to str, optional
        Of columns; those of a Dataset are its own, `attrs["units"]`.
    mass : float
        The share of worlds in a range.
    failed : {"raise", "drop"}
        What to do with rows in which a number is missing or infinite.

    Returns
    -------
    Run
        As `mcba.simulate` gives it: with ranges, probabilities, and `mcba.rank` of the inputs. `mcba.evpi` and
        `mcba.evppi` take the names of the outcomes that are the net benefits of options. It has no study, so pages,
        figures and what needs other worlds are not to be had.

    Raises
    ------
    RunError
        For columns that are not there, that hold no numbers or are of other lengths, and for undefined numbers.
    StudyError
        For a file that cannot be read, naming line and column.

    Examples
    --------
    >>> import mcba
    >>> sample = {"price": [1, 2, 3, 4, 5], "old": [40, 30, 20, 10, 0], "new": [10, 20, 30, 40, 50]}
    >>> run = mcba.from_worlds(sample, outcomes=["old", "new"])
    >>> run.inputs, run.summary("new").mean.value, mcba.evpi(run, options=["old", "new"]).value
    (('price',), 30.0, 8.0)
    """
    checked_policy(failed)
    columns = columns_of(table)
    drawn, results = _roles(list(columns), inputs, outcomes)
    arrays = numbers_in({name: columns[name] for name in (*drawn, *results)})
    units = {**_units_of(table), **(units or {})}
    for name in units:
        if name not in columns:
            raise RunError(f"units name {name!r}, which is no column; {suggestion(name, columns)}")
    worlds = next(iter(arrays.values())).size
    if worlds < 2:
        raise RunError(f"the table has {worlds} rows; worlds are two or more")
    run = Run(
        Settings(worlds, 0, "random", checked_mass(mass), failed),
        arrays,
        inputs=drawn,
        units={name: units[name] for name in arrays if name in units},
    )
    if failed == "raise":
        _refuse_undefined(arrays, worlds)
    return hold_to_policy(run, lambda row: {name: float(arrays[name][row]) for name in drawn})


def columns_of(table: Any) -> Mapping[str, Any]:
    """The columns of whatever holds columns, by name."""
    if isinstance(table, str | Path):
        return _columns_of_file(Path(table))
    if hasattr(table, "data_vars"):  # an xarray.Dataset
        return {str(name): array.values for name, array in table.data_vars.items()}
    if isinstance(table, Mapping):
        return {str(name): column for name, column in table.items()}
    if hasattr(table, "columns"):  # a DataFrame, of whatever library
        names = [str(name) for name in table.columns]
        for name in names:
            if names.count(name) > 1:
                raise RunError(f"two columns of the table are called {name!r}; give each a name of its own")
        return {str(name): table[name] for name in table.columns}
    raise RunError(
        f"a {type(table).__name__} is no table of worlds; give a mapping of names to columns, a DataFrame, a Dataset, "
        "or the name of a CSV or Excel file"
    )


def _columns_of_file(file: Path) -> Mapping[str, Any]:
    try:
        text = excel_as_csv(file) if file.suffix.lower() in _EXCEL else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    read = read_sipmath if file.name.lower().endswith(SUFFIXES) else read_table
    table = read(str(file), text)
    return {name: _Cells(table, name) for name in table.columns}


@dataclass(frozen=True)
class _Cells:
    """A column of a file; its cells are read where the column is used, so that other columns may hold text."""

    table: TextTable
    name: str

    def numbers(self) -> Array:
        return np.array([self._number(row, cell) for row, cell in enumerate(self.table.columns[self.name])])

    def _number(self, row: int, cell: str) -> float:
        value = self.table.number(cell)
        if value is not None:
            return value
        if cell.strip().casefold() in _UNDEFINED:
            return math.nan
        message = f"found {cell!r} in column {self.name!r}; {self.table.advice(cell) or 'allowed is a number'}"
        raise self.table.refused(row, self.name, message)


def _units_of(table: Any) -> dict[str, str]:
    arrays = getattr(table, "data_vars", {})
    return {str(name): str(array.attrs["units"]) for name, array in arrays.items() if "units" in array.attrs}


def _roles(
    names: Sequence[str], inputs: Iterable[str] | None, outcomes: Iterable[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which columns were drawn, and which are results."""
    given = {"inputs": inputs, "outcomes": outcomes}
    asked = {what: None if some is None else _listed(what, some) for what, some in given.items()}
    for what, some in asked.items():
        for name in some or ():
            if name not in names:
                raise RunError(f"{what} name {name!r}, which is no column; {suggestion(name, names)}")
    drawn, results = asked["inputs"], asked["outcomes"]
    if drawn is not None and results is not None:
        both = [name for name in drawn if name in results]
        if both:
            raise RunError(f"{both[0]!r} stands under inputs and under outcomes; keep one of them")
    elif drawn is not None:
        results = tuple(name for name in names if name not in drawn)
    else:
        drawn = () if results is None else tuple(name for name in names if name not in results)
        results = tuple(names) if results is None else results
    if not results:
        raise RunError("the table has no outcome; name a column that is a result")
    return drawn, results


def _listed(what: str, names: Iterable[str]) -> tuple[str, ...]:
    if isinstance(names, str):
        raise RunError(f"{what} = {names!r} is one text; give a list of names, such as [{names!r}]")
    return tuple(dict.fromkeys(map(str, names)))


def numbers_in(columns: Mapping[str, Any]) -> dict[str, Array]:
    """Each column as one real number a world."""
    arrays = {name: _one_a_world(name, column) for name, column in columns.items()}
    lengths = {name: array.size for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{name!r} {length:,}" for name, length in lengths.items())
        raise RunError(f"columns have as many rows each, one a world; found {said}")
    return arrays


def _one_a_world(name: str, column: Any) -> Array:
    if isinstance(column, _Cells):
        return column.numbers()
    try:
        array = np.asarray(column)
        array = array.astype(np.float64) if array.dtype == object else array
    except (TypeError, ValueError) as error:
        raise RunError(f"column {name!r} holds something else than numbers: {error}; leave it out") from error
    if array.dtype.kind not in "biuf" or array.ndim != 1:
        raise RunError(
            f"column {name!r} has the shape {array.shape} and the type {array.dtype}; give one real number a world, or "
            "leave it out: name the inputs and the outcomes"
        )
    return array.astype(np.float64)


def _refuse_undefined(arrays: Mapping[str, Array], worlds: int) -> None:
    undefined = undefined_in(arrays, of_study=False)
    failed = any_of(undefined, worlds)
    if failed.any():
        row = int(np.argmax(failed))
        name = next(name for name, where in undefined.items() if where[row])
        raise RunError(
            f"{int(failed.sum()):,} of {worlds:,} rows hold a number that is missing or infinite, the first in row "
            f"{row + 1}: {name} = {arrays[name][row]:g}; mend the table, or say failed = 'drop' to leave such rows out "
            "and have them counted"
        )
