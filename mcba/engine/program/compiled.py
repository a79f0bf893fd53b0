"""What a study becomes before the first world: a program, the arrays it gives, its base case.

None of it depends on the seed, the sampler or the number of worlds, so a process makes it once for all runs of a study.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from mcba.engine.drawing.draws import drawing_of
from mcba.engine.program.economics import Economics
from mcba.engine.program.loops import RANDOMISATIONS
from mcba.engine.program.steps import Program, evaluate
from mcba.engine.program.tape import Tape, tape_of
from mcba.engine.settings import Settings
from mcba.errors import RequestError
from mcba.study import Study, apply_variants, base_value


@dataclass(frozen=True)
class Compiled:
    """A study's program, how its outputs are put together into labelled arrays, and what else follows from it.

    Attributes
    ----------
    program : Program
    parts : mapping of str to tuple of str
        The outputs that are the rows of each array; a single output has itself.
    dimensions, labels : mapping
        The dimension of each array that has one beside the worlds, and the labels of each dimension.
    base : mapping of str to float
        Every outcome with each assumption at its base value: one world, without any draw.
    """

    program: Program
    parts: Mapping[str, tuple[str, ...]]
    dimensions: Mapping[str, str]
    labels: Mapping[str, tuple[str, ...]]
    base: Mapping[str, float]


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
    groups = {} if keep is not None else {"flow": economics.present_values, "bearer": economics.bearers()}
    arrays = {"flow": "present_value", "bearer": "bearer_npv"}
    for dimension, values in groups.items():
        if values:
            labels[dimension] = tuple(values)
            parts[arrays[dimension]] = tuple(f"{dimension}:{label}" for label in values)
            outcomes |= {f"{dimension}:{label}": value for label, value in values.items()}
    program = economics.builder.program(outcomes)
    dimensions = {arrays[name]: name for name in labels}
    base = {name: value for name, value in at_base(study, program).items() if name in parts}
    return Compiled(program, parts, dimensions, labels, base)


def at_base(study: Study, program: Program) -> dict[str, float]:
    """The first number of every output of a program with each assumption at its base value."""
    draws = {
        name: np.broadcast_to(np.asarray(base_value(study, name), np.float64), (*shape, 1))
        for name, shape in program.draws.items()
    }
    return {name: float(array.flat[0]) for name, array in evaluate(program, draws, 1).items()}


def base_case(study: Study) -> dict[str, float]:
    """Every outcome with each assumption at its base value: one world, without any draw."""
    return dict(compile_study(study).base)


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
        return cls(digest_of(study, scenario, option, keep), study, scenario, option, keep)

    @cached_property
    def chosen(self) -> Study:
        """The study under its scenario and option."""
        return apply_variants(self.study, scenario=self.scenario, option=self.option)


def digest_of(*parts: object) -> str:
    """The same for parts that say the same."""
    return hashlib.sha256(pickle.dumps(parts)).hexdigest()


@lru_cache(maxsize=4)
def compiled(key: CacheKey) -> Compiled:
    """The program of a study under its scenario and option, made once for all its runs in a process."""
    return compile_study(key.chosen, key.keep)


@lru_cache(maxsize=8)
def compiled_tape(key: CacheKey, sampler: str) -> Tape | None:
    """The program of a study as machine code takes it, the same for every seed; None where it cannot."""
    program, settings = compiled(key).program, Settings(RANDOMISATIONS, 0, sampler, 0.9)
    return tape_of(program, drawing_of(key.chosen, program.draws, settings))
