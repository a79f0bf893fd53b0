"""`simulate(function)`: a study that is made of a Python function and distributions, and its run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any, TypeAlias, TypedDict, Unpack

from mcba.arrays import Array
from mcba.engine.drawing.draws import drawing_of
from mcba.engine.drawing.samplers.registry import require_sampler
from mcba.engine.execution.running import run
from mcba.engine.models.functions import FunctionError, ask
from mcba.engine.models.joint_draws import JOINT, joint_draws, joint_inputs
from mcba.engine.models.outputs import SINGLE, as_numbers, in_each_world
from mcba.engine.models.probe import PROBED, PROBED_PLAIN
from mcba.engine.program.economics import Economics
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.result import Run
from mcba.engine.settings import FailedPolicy, Progress, Settings, StoreName, checked, checked_mass, checked_policy
from mcba.errors import RequestError, RunError, suggestion
from mcba.families import Dirichlet, Family, Multinomial
from mcba.study import YEAR, PythonFunction, SamplerName, Study, held_function
from mcba.study.document import Dependence
from mcba.study.making import Input, study_from
from mcba.study.reading import allow_function

_OF_RESULTS = "published"  # the part of a study that names results, before they are known
_MANY = 65_536  # worlds of a block, in which a function that cannot take a few worlds is tried once more


def simulate(
    function: Callable[..., Any],
    inputs: Mapping[str, Input] | None = None,
    *,
    joint: Any = None,
    worlds: int = 131_072,
    seed: int = 1,
    sampler: SamplerName = "sobol",
    mass: float = 0.90,
    dependence: Iterable[Dependence] = (),
    units: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    vectorised: bool = True,
    failed: FailedPolicy = "raise",
    store: StoreName | None = None,
    workers: int = 1,
    executor: Executor | None = None,
    block: int | None = None,
    progress: Progress | None = None,
    **about: Unpack[AboutStudy],
) -> Run:
    """Draw inputs and apply a Python function to them.

    What is made is a study with the function in it, so that its run can do what a run of a study can.

    Parameters
    ----------
    function : callable
        Called by the names of its parameters with float64 arrays of shape (world,), or (label, world). It gives back
        such arrays or numbers: one, or a tuple, dict, DataFrame or Dataset of them; a trajectory is (year, world). A
        result follows from the inputs of its own world only; chance within a world is an input too.
    inputs : mapping of str to distribution, number, array or Series
        Their order fixes the coordinates of the Sobol' sequence; append new inputs at the end.
    joint : DataFrame, mapping of str to (row,), Dataset or Path, optional
        Draws that belong together, as of a posterior: each column is an input, and a world has one row of all of them.
    worlds, seed, sampler, mass, store, workers, executor, block, progress
        As for `mcba.run`.
    dependence : iterable of Dependence
        Which inputs move together.
    units, labels : mapping of str to str, optional
        Of inputs, choices and results: the unit, and what readers see instead of the name.
    vectorised : bool
        Whether the function takes arrays; else it is called with plain numbers, once for each world.
    failed : {"raise", "drop"}
        What to do with worlds in which a result is undefined.
    **about
        `choices`, `options`, `scenarios`, `published`, `title`, `horizon` and other keys of a study (`AboutStudy`).

    Returns
    -------
    Run
        `run.worlds` holds inputs and results by name; a single result is called `result`. `run.study` is the study.

    Raises
    ------
    RunError
        When the function stops or gives what is no result, and for a result that is undefined in a world or another
        when that world is computed beside others; `RequestError` for a parameter that is no input, or the reverse.
    StudyError
        For inputs that no study can have.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.simulate(lambda x, y: x * y, {"x": mcba.Normal(5, 1), "y": mcba.Uniform(1, 2)}, worlds=10_000)
    >>> str(run.range("result"))
    '4.4 to 11.2'
    """
    require_sampler(sampler, checked("worlds", worlds, least=2))
    settings = Settings(worlds, checked("seed", seed, least=0), sampler, checked_mass(mass), checked_policy(failed))
    draws = {} if joint is None else joint_draws(joint, taken=_checked_inputs(inputs))
    inputs = {**_checked_inputs(inputs), **joint_inputs(draws)}
    if not inputs:
        raise RunError("there is nothing to draw; give at least one input, such as {'x': mcba.Normal(0, 1)}")
    held = replace(held_function(function), vectorised=vectorised)
    _refuse_unused(held, (*inputs, *(about.get("choices") or {})))
    study = _Making(held, settings, units or {}, labels or {}, draws).study(inputs, dependence, about)
    return run(study, store=store, workers=workers, executor=executor, block=block, progress=progress)


def _checked_inputs(inputs: Any) -> Mapping[str, Input]:
    """The inputs by name; what is no mapping is refused."""
    if inputs is not None and not isinstance(inputs, Mapping):
        kind = type(inputs).__name__
        raise RequestError(f"inputs are a mapping such as {{'x': mcba.Normal(0, 1)}}; found a {kind}")
    return inputs or {}


class AboutStudy(TypedDict, total=False):
    """What a study of a function says besides its inputs, as `mcba.Study` takes it."""

    title: str | Mapping[str, str]
    language: str
    client: str | Mapping[str, str]
    authors: Sequence[str]
    question: str | Mapping[str, str]
    price_year: int
    currency: str
    horizon: int
    status: str
    choices: Mapping[str, float | Sequence[float] | Mapping[str, object]]
    options: Mapping[str, Mapping[str, Any]]
    scenarios: Mapping[str, Mapping[str, Any]]
    published: Sequence[Mapping[str, Any]]


class _Making:
    """The making of a study from a function: its results are found by asking it about a few worlds."""

    def __init__(
        self,
        held: PythonFunction,
        settings: Settings,
        units: Mapping[str, str],
        labels: Mapping[str, str],
        draws: Mapping[str, Array],
    ):
        self.held, self.settings, self.units, self.labels = held, settings, units, labels
        self.tables: dict[str, object] = {held.table: held.text, **({JOINT: draws} if draws else {})}

    def described(self, name: str, stated: Mapping[str, Any]) -> dict[str, Any]:
        """What a study says of a number, with its unit and label."""
        more = {"unit": self.units.get(name), "label": self.labels.get(name)}
        return {**stated, **{key: part for key, part in more.items() if part is not None}}

    def inputs(self, inputs: Mapping[str, Input]) -> dict[str, Any]:
        """The assumptions of the study, and the sets over which some of them are repeated."""
        sets: dict[str, list[str]] = {}
        assumptions: dict[str, Any] = {}
        for name, value in inputs.items():
            stated: dict[str, Any] = dict(value) if isinstance(value, Mapping) else {"distribution": value}
            if isinstance(value, Dirichlet | Multinomial):
                stated |= {"over": _set_of(name), "drawn": "each_unit"}
                sets[_set_of(name)] = [str(label) for label in range(1, value.batch_shape[0] + 1)]
            elif isinstance(value, Family) and value.batch_shape:
                message = f"input {name!r} has parameters that are arrays; give one input for each of their numbers"
                raise RunError(message)
            said = self.described(name, stated)
            assumptions[name] = value if said.keys() == {"distribution"} else said
        return {"assumptions": assumptions, "sets": sets}

    def study(self, inputs: Mapping[str, Input], dependence: Iterable[Dependence], about: Mapping[str, Any]) -> Study:
        """The study with the function in it."""
        for name in about:
            if name not in AboutStudy.__annotations__:
                raise TypeError(
                    f"a study of a function has no {name!r}; {suggestion(name, AboutStudy.__annotations__)}"
                )
        choices = {
            name: self.described(name, value if isinstance(value, Mapping) else {"value": value})
            for name, value in (about.get("choices") or {}).items()
        }
        said = {"title": self.held.name, **about, "dependence": list(dependence), "choices": choices}
        return self._found({**{name: part for name, part in said.items() if part}, **self.inputs(inputs)})

    def _found(self, keywords: Mapping[str, Any]) -> Study:
        """The study with its results; most functions have a single one, and need no second look."""
        guess: dict[str, _Over] = {SINGLE: None}
        study = self._with({name: part for name, part in keywords.items() if name != _OF_RESULTS}, guess)
        found = self._results(study)
        known = (*study.families, *study.document.choices, *found)
        for name in {**self.units, **self.labels}:
            if name not in known:
                raise RequestError(f"units and labels name {name!r}, no input or result; {suggestion(name, known)}")
        if found == guess and _OF_RESULTS not in keywords:
            return study
        return self._with(*_with_sets(keywords, found))

    def _with(self, keywords: Mapping[str, Any], results: Mapping[str, _Over]) -> Study:
        gives = {
            name: self.described(name, {} if over is None else {"over": YEAR if over == YEAR else _set_of(name)})
            for name, over in results.items()
        }
        run_settings = {name: getattr(self.settings, name) for name in ("worlds", "seed", "sampler", "mass", "failed")}
        model = {"function": self.held.name, "gives": gives, "vectorised": self.held.vectorised}
        made = study_from(
            {**keywords, "sets": keywords["sets"] or None, "run": run_settings, "model": model, "tables": self.tables},
            objects=True,
        )
        return allow_function(made, self.held)

    def _results(self, study: Study) -> dict[str, _Over]:
        """The names of what the function gives, each with the labels of which it has a number."""
        economics = Economics(study)
        program = economics.builder.program({SINGLE: economics.values[SINGLE]})
        drawing = drawing_of(study, program.draws, replace(self.settings, sampler="random"))  # the quickest to begin

        def asked(worlds: int) -> dict[str, Any]:
            padded = -(-worlds // RANDOMISATIONS) * RANDOMISATIONS
            draws = {name: array[..., :worlds] for name, array in drawing.block(0, padded).items()}
            return ask(self.held, program.arguments_of(draws), worlds)

        few = min(self.settings.worlds, PROBED if self.held.vectorised else PROBED_PLAIN)
        try:
            found = asked(few)
        except FunctionError as error:
            self._refuse_few(error, few, asked)
            raise
        return {name: _over(name, value, few) for name, value in found.items()}

    def _refuse_few(self, error: FunctionError, few: int, asked: Callable[[int], Any]) -> None:
        """Refuse a function that can take many worlds and not a few."""
        many = min(self.settings.worlds, _MANY)
        if not self.held.vectorised or many == few:
            return
        try:
            asked(many)
        except FunctionError:
            return
        raise RunError(
            f"the function stopped when it was asked for {few} of its worlds by themselves ({error.__cause__}); it "
            "must take any number of worlds, for they are computed in blocks"
        ) from error.__cause__


_Over: TypeAlias = str | tuple[str, ...] | int | None
"""What a result is repeated over: nothing, the years, labels, or so many rows of which only the number is known."""


def _set_of(name: str) -> str:
    """The name of the set over which an input or a result is repeated."""
    return f"{name}_label"


def _over(name: str, value: Any, worlds: int) -> _Over:
    array = as_numbers(name, value)
    if array.ndim == 2 and array.shape[1] in {1, worlds}:
        dimension = next((str(one) for one in getattr(value, "dims", ()) if one != "world"), None)
        if dimension is None or dimension == YEAR:
            return len(array)
        named = value.coords[dimension].values if dimension in value.coords else range(1, len(array) + 1)
        return tuple(map(str, named))
    shape = (array.shape[1],) if array.ndim == 2 and array.shape[0] == worlds else ()
    in_each_world(name, array, shape, worlds)
    return None


def _with_sets(keywords: Mapping[str, Any], found: Mapping[str, _Over]) -> tuple[dict[str, Any], dict[str, _Over]]:
    """The keywords with the horizon and the sets that results are repeated over, and these results."""
    years = [rows for rows in found.values() if isinstance(rows, int)]
    horizon = keywords["horizon"] if keywords.get("horizon") is not None else max(years, default=1) - 1
    over: dict[str, _Over] = {name: YEAR if rows == horizon + 1 else rows for name, rows in found.items()}
    sets = {
        _set_of(name): list(rows) if isinstance(rows, tuple) else [str(row) for row in range(1, rows + 1)]
        for name, rows in over.items()
        if isinstance(rows, tuple | int)
    }
    return {**keywords, "horizon": horizon, "sets": {**keywords["sets"], **sets}}, over


def _refuse_unused(held: PythonFunction, given: Sequence[str]) -> None:
    """Refuse an input that the function does not take, whose uncertainty would count for nothing."""
    for name in given:
        if not held.parameters.takes_all and name not in held.parameters.names:
            near = suggestion(name, held.parameters.names)
            raise RequestError(f"{held.name} takes no {name!r}, which is among the inputs; {near}")
