"""A study's workbook or Python function as the engine calls it: from arguments in so many worlds to results by name."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array
from mcba.engine.models.outputs import as_numbers, has_names, in_each_world, listed, results_by_name
from mcba.engine.models.probe import PROBED, PROBED_PLAIN, refuse_other_company
from mcba.errors import RunError
from mcba.study import PythonFunction
from mcba.study.workbooks import WorkbookFunction

_SHOWN = 12  # arguments that a message lists
_TRIED = 16  # worlds in which a function that cannot take arrays is tried one by one
_ONE_BY_ONE = ". It gets arrays of all worlds: say np.where(…) for if, or vectorised=False for one world at a time"
_HORIZON = "horizon"  # the argument that is one whole number, so that it can count years


class FunctionError(RunError):
    """A Python function stopped with an error of its own, which is the cause of this one."""


@dataclass(frozen=True)
class FunctionModel:
    """A Python function or a workbook among the steps of a program.

    Parameters
    ----------
    function : PythonFunction or WorkbookFunction
    shapes : mapping of str to tuple of int
        The names of its results, each with the shape that it has in one world.
    probed : bool
        Whether some worlds are computed again in other company, which no result may show.
    """

    function: PythonFunction | WorkbookFunction
    shapes: Mapping[str, tuple[int, ...]]
    probed: bool = False

    def __call__(self, arguments: Mapping[str, NDArray[Any]], worlds: int) -> dict[str, Array]:
        """The results in so many worlds, (label, world) or (world,) each.

        Raises
        ------
        FunctionError
            When the function stops; in which world it does is said where that can be found.
        RunError
            When it gives what is no result, or another result beside other worlds.
        """
        given = _in_all_worlds(arguments, worlds)
        if self.probed and isinstance(self.function, WorkbookFunction):
            self.function.prove(given)
        try:
            results = self._results(given, worlds)
        except FunctionError as error:
            raise self._in_its_world(error, given, worlds) from error.__cause__
        if self.probed:
            results = {name: array.copy() for name, array in results.items()}  # a function may use its array again
            probed = PROBED if self.function.vectorised else PROBED_PLAIN
            refuse_other_company(lambda few: self._results(few, _worlds_of(few)), given, results, probed=probed)
        return results

    def _results(self, given: Mapping[str, Array], worlds: int) -> dict[str, Array]:
        if not self.function.vectorised:
            returned: Any = self._world_by_world(given, worlds)
        else:
            returned = called(self.function, {name: array.copy() for name, array in given.items()})
        results = results_by_name(returned, tuple(self.shapes))
        return {
            name: in_each_world(name, as_numbers(name, results[name]), shape, worlds)
            for name, shape in self.shapes.items()
        }

    def _world_by_world(self, given: Mapping[str, Array], worlds: int) -> dict[str, Any]:
        by_world = [called(self.function, _in_world(given, world)) for world in range(worlds)]
        return results_of_worlds(by_world, tuple(self.shapes))

    def _in_its_world(self, error: FunctionError, given: Mapping[str, Array], worlds: int) -> FunctionError:
        """The error with the arguments of a world in which the function stops by itself, where there is one."""
        while worlds > 1:
            halves = (slice(0, worlds // 2), slice(worlds // 2, worlds))
            for half in halves:
                part = {name: array[..., half] for name, array in given.items()}
                try:
                    self._results(part, half.stop - half.start)
                except FunctionError as smaller:
                    error, given, worlds = smaller, part, half.stop - half.start
                    break
                except RunError:
                    continue
            else:
                return error
        there = ", ".join(f"{name} = {_shown(value)}" for name, value in [*_in_world(given, 0).items()][:_SHOWN])
        found = FunctionError(f"{error}; there {there}" if there else str(error))
        found.__cause__ = error.__cause__
        return found


def ask(function: PythonFunction, arguments: Mapping[str, NDArray[Any]], worlds: int) -> dict[str, Any]:
    """What a function gives of a few worlds, by name, of which nothing is known before."""
    given = _in_all_worlds(arguments, worlds)
    if function.vectorised:
        return results_by_name(called(function, {name: array.copy() for name, array in given.items()}), None)
    return results_of_worlds([called(function, _in_world(given, world)) for world in range(worlds)], None)


def _in_all_worlds(arguments: Mapping[str, NDArray[Any]], worlds: int) -> dict[str, Array]:
    """The arguments in so many worlds; a function gets copies, for it may write to them."""
    return {name: np.broadcast_to(one, (*one.shape[:-1], worlds)) for name, one in arguments.items()}


def called(function: PythonFunction | WorkbookFunction, arguments: Mapping[str, Any]) -> Any:
    """What a function gives; `horizon` is a whole number.

    Raises
    ------
    FunctionError
        When it stops, saying where.
    """
    try:
        return function.function(**_with_whole_horizon(arguments))
    except Exception as error:
        if isinstance(function, WorkbookFunction):  # what it raises says itself what is wrong, and where
            raise
        place = _place_of(function.function, error)
        advice = _ONE_BY_ONE if function.vectorised and _runs_one_by_one(function, arguments) else ""
        raise FunctionError(
            f"the function {function.name} stopped{place}: {type(error).__name__}: {error}{advice}"
        ) from error


def _with_whole_horizon(arguments: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(arguments)
    if _HORIZON in given:
        given[_HORIZON] = int(np.ravel(given[_HORIZON])[0])
    return given


def _runs_one_by_one(function: PythonFunction | WorkbookFunction, arguments: Mapping[str, Any]) -> bool:
    """Whether a function that cannot take arrays, as one with an `if`, takes the plain numbers of each world."""
    try:
        for world in range(min(_worlds_of(arguments), _TRIED)) if arguments else ():
            function.function(**_with_whole_horizon(_in_world(arguments, world)))
    except Exception:  # the error that is told is the first, of all worlds at once
        return False
    return bool(arguments)


def results_of_worlds(by_world: Sequence[Any], expected: Sequence[str] | None) -> dict[str, Any]:
    """What a function of plain numbers gave, world after world, as one array for each name, worlds last."""
    if len(set(map(has_names, by_world))) > 1:
        raise RunError("the function gave names to its results for one world and none for another")
    results: list[dict[str, Any]] = []
    for returned in by_world:
        found = results_by_name(returned, expected)
        if results and found.keys() != results[0].keys():
            raise RunError(f"the function gave {listed(results[0])} for one world and {listed(found)} for another")
        results.append(found)
    return {name: _stacked([result[name] for result in results]) for name in results[0]}


def _stacked(values: Sequence[Any]) -> Any:
    if all(np.ndim(value) == 0 for value in values):
        return list(values)
    return np.stack([np.asarray(value) for value in values], axis=-1)


def _in_world(given: Mapping[str, Array], world: int) -> dict[str, Any]:
    """The arguments in one world: a plain number, or an array of one for each label."""
    return {name: float(array[world]) if array.ndim == 1 else array[..., world].copy() for name, array in given.items()}


def _worlds_of(given: Mapping[str, Array]) -> int:
    return int(next(iter(given.values())).shape[-1])


def _shown(value: Any) -> str:
    return f"{value:.6g}" if np.ndim(value) == 0 else np.array2string(np.asarray(value), precision=6, threshold=8)


def _place_of(function: Callable[..., Any], error: Exception) -> str:
    """The file of the function and the last of its lines that was reached."""
    code = getattr(function, "__code__", None)
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if code is not None and frame.filename == code.co_filename
    ]
    return f" in {code.co_filename}, line {lines[-1]}" if code is not None and lines else ""
