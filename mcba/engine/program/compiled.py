"""What a study becomes before the first world: a program, the arrays it gives, its base case.

None of it depends on the seed, the sampler or the number of worlds, so a process makes it once for all runs of a study.
"""

from __future__ import annotations

import collections
import copyreg
import hashlib
import io
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np

from mcba.arrays import Array
from mcba.engine.drawing.draws import drawing_of
from mcba.engine.models.functions import FunctionError
from mcba.engine.program.economics import Economics
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.steps import Program, evaluate
from mcba.engine.program.tape import Tape, tape_of
from mcba.engine.settings import Settings
from mcba.errors import RequestError
from mcba.study import PythonFunction, SamplerName, Study, apply_variants, base_value
from mcba.study.formula import results_alone
from mcba.study.workbooks import WorkbookFunction


@dataclass(frozen=True)
class Compiled:
    """A study's program, how its outputs are put together into labelled arrays, and what else follows from it.

    Attributes
    ----------
    program : Program
    parts : mapping of str to tuple of str
        The outputs that are the rows of each array; a single output has itself, with one row or one for each label.
    dimensions, labels : mapping
        The dimension of each array that has one beside the worlds, and the labels of each dimension.
    base : mapping of str to float
        Every outcome with each assumption at its base value: one world, without any draw; see `base_of`.
    inputs : tuple of str
        The assumptions among the arrays.
    """

    program: Program
    parts: Mapping[str, tuple[str, ...]]
    dimensions: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    base: Mapping[str, float]
    inputs: tuple[str, ...] = ()

    def rows(self, name: str, block: Mapping[str, Array]) -> Sequence[Array]:
        """The rows of an array in a block of worlds: one for each label, or its only one."""
        outputs = [block[output] for output in self.parts[name]]
        return list(outputs[0]) if outputs[0].ndim == 2 else outputs


def compile_open(study: Study) -> Program:
    """The program of a study whose choices, flows and certain assumptions are left open, for whoever plays it.

    Parameters
    ----------
    study : Study
        Under its scenario and option; without a function.

    Returns
    -------
    Program
        Beside the assumptions it draws `choice:<name>` and `switch:<flow>` (see `Economics`); it gives every outcome,
        and `flow:<name>` and `bearer:<name>` in present value.

    Examples
    --------
    >>> from mcba.study.reading import load
    >>> program = compile_open(load("studies/schilderswijk-moeders"))
    >>> [name for name in program.draws if name.startswith("choice:")]
    ['choice:discount_rate', 'choice:partnership']
    """
    economics = Economics(study, is_open=True)
    outcomes, _ = _with_groups(economics, economics.outcomes())
    return economics.builder.program(outcomes)


def _with_groups(
    economics: Economics, outcomes: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, tuple[str, ...]]]:
    """The outcomes with present values by flow and by bearer, `flow:<name>` and `bearer:<name>`, and their labels."""
    groups = {"flow": economics.present_values, "bearer": economics.bearers()}
    grouped = {f"{name}:{label}": value for name, values in groups.items() for label, value in values.items()}
    return {**outcomes, **grouped}, {name: tuple(values) for name, values in groups.items() if values}


def compile_study(study: Study, keep: Sequence[str] | None = None) -> Compiled:
    """Settle names, order and dimensions, once, before the first world.

    Parameters
    ----------
    study : Study
    keep : sequence of str, optional
        The outcomes to compute; all of them, with present values by flow and by bearer, when absent.

    Returns
    -------
    Compiled

    Raises
    ------
    RequestError
        For no outcome, and for one that the study does not have.
    """
    economics = Economics(study)
    outcomes = economics.outcomes()
    if keep is not None:
        unknown = [name for name in keep if name not in outcomes]
        if unknown or not keep:
            what = f"the study has no outcome {unknown[0]!r}" if unknown else "keep names no outcome"
            raise RequestError(f"{what}; it has {', '.join(outcomes)}")
        outcomes = {name: outcomes[name] for name in keep}
    parts: dict[str, tuple[str, ...]] = {name: (name,) for name in outcomes}
    labels: dict[str, tuple[str, ...]] = {}
    if keep is None:
        outcomes, labels = _with_groups(economics, outcomes)
    arrays = {"flow": "present_value", "bearer": "bearer_npv"}
    for dimension, inside in labels.items():
        parts[arrays[dimension]] = tuple(f"{dimension}:{label}" for label in inside)
    dimensions = {arrays[name]: name for name in labels}
    inputs = kept_inputs(study) if keep is None else ()
    for name in (*inputs, *(results_alone(study.document) if keep is None else ())):
        parts[name], outcomes[name] = (name,), economics.values[name]
        for over in study.dimensions[name]:
            dimensions[name], labels[over] = over, study.sets[over]
    program = economics.builder.program(outcomes)
    made = Compiled(program, parts, dimensions, labels, {}, inputs)
    return made if _is_held(study) else replace(made, base=_base(study, made))


def _is_held(study: Study) -> bool:
    """Whether the study's function is held in memory, so that what it uses may change from run to run."""
    return study.function is not None and study.function.held is not None


def base_of(study: Study, compiled: Compiled) -> dict[str, float]:
    """The base case of a compiled study; a function that is held in memory is asked for it again.

    Examples
    --------
    >>> from mcba.study.reading import load
    >>> study = load("studies/schilderswijk-moeders")
    >>> base_of(study, compile_study(study, ["npv"])) == {"npv": base_case(study)["npv"]}
    True
    """
    return _base(study, compiled) if _is_held(study) else dict(compiled.base)


def _base(study: Study, compiled: Compiled) -> dict[str, float]:
    """The base case; none where the study's function may not be run, or has no answer there."""
    program, without = compiled.program, {*compiled.dimensions, *compiled.inputs}
    if program.model is not None and not program.model.function.is_runnable:
        return {}
    try:
        outputs = at_base(study, program)
    except FunctionError:
        return {}
    return {name: value for name, value in outputs.items() if name in compiled.parts and name not in without}


def kept_inputs(study: Study) -> tuple[str, ...]:
    """The assumptions that are kept with the worlds: those of a function that is held in memory."""
    model = study.document.model
    return tuple(study.families) if model is not None and model.function is not None else ()


def at_base(study: Study, program: Program) -> dict[str, float]:
    """The first number of every output of a program with each assumption at its base value."""
    draws = {
        name: np.broadcast_to(np.asarray(base_value(study, name), np.float64), (*shape, 1))
        for name, shape in program.draws.items()
    }
    return {name: float(array.flat[0]) for name, array in evaluate(program, draws, 1).items()}


def base_case(study: Study) -> dict[str, float]:
    """Every outcome with each assumption at its base value: one world, without any draw."""
    return base_of(study, compile_study(study))


@dataclass(frozen=True)
class CacheKey:
    """What a compiled study is kept by: equal for equal studies and options."""

    digest: str
    study: Study = field(compare=False)
    scenario: str | None = field(compare=False)
    option: str | None = field(compare=False)
    keep: tuple[str, ...] | None = field(compare=False)

    @classmethod
    def of(cls, study: Study, scenario: str | None, option: str | None, keep: tuple[str, ...] | None) -> CacheKey:
        """What is asked of a study as it stands now."""
        digest = digest_of if study.function is None else _digest_of_function
        return cls(digest(study, scenario, option, keep), study, scenario, option, keep)

    @cached_property
    def chosen(self) -> Study:
        """The study under its scenario and option."""
        return apply_variants(self.study, scenario=self.scenario, option=self.option)


def digest_of(*parts: object) -> str:
    """The same for parts that say the same."""
    return hashlib.sha256(pickle.dumps(parts)).hexdigest()


def _digest_of_function(*parts: object) -> str:
    """The same for parts with the same function; two that are held in memory differ, whatever their texts say."""
    keys = dict.fromkeys((PythonFunction, WorkbookFunction), lambda function: (str, (function.key,)))
    tables = {**copyreg.dispatch_table, **keys}
    try:
        pickler = pickle.Pickler(written := io.BytesIO())
        pickler.dispatch_table = tables
        pickler.dump(parts)
    except (pickle.PicklingError, AttributeError, TypeError):  # of a distribution that a function of the user's made
        import cloudpickle

        pickler = cloudpickle.Pickler(written := io.BytesIO())
        pickler.dispatch_table = collections.ChainMap(tables, pickler.dispatch_table)
        pickler.dump(parts)
    return hashlib.sha256(written.getvalue()).hexdigest()


@lru_cache(maxsize=4)
def compiled(key: CacheKey) -> Compiled:
    """The program of a study under its scenario and option, made once for all its runs in a process."""
    return compile_study(key.chosen, key.keep)


@lru_cache(maxsize=8)
def compiled_tape(key: CacheKey, sampler: SamplerName) -> Tape | None:
    """The program of a study as machine code takes it, the same for every seed; None where it cannot."""
    program, settings = compiled(key).program, Settings(RANDOMISATIONS, 0, sampler, 0.9)
    return None if program.model is not None else tape_of(program, drawing_of(key.chosen, program.draws, settings))
