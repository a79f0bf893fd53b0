"""What a sampler is: how the rows of one name fill the interval, and what follows from that for a run."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Protocol

from mcba.arrays import Array
from mcba.engine.program.loops import RANDOMISATIONS


class Points(Protocol):
    """A source of uniforms.

    Attributes
    ----------
    randomisations : int
        Among how many independent randomisations the rows are dealt in turn; 0 when they are independent.
    """

    randomisations: int

    def draw(self, start: int, stop: int) -> Array:
        """Uniforms strictly between 0 and 1, shape (name, stop - start)."""
        ...


class Sampler(ABC):
    """One way to fill the interval: a subclass registers itself by its name, which `study.SAMPLERS` lists.

    Attributes
    ----------
    name : str
        As studies and the command line write it.
    title : str
        What its worlds are called in a sentence.
    randomisations : int
        Among how many independent randomisations the worlds are dealt in turn; 0 when worlds are independent.
    why_fixed : str
        Why a larger run does not begin with the worlds of a smaller one; empty where it does.
    limit : int or None
        The most worlds there are.
    in_strata : bool
        Whether each name has one row in each stratum, so that dependence may only reorder the rows.
    on_tape : bool
        Whether machine code draws the points while it plays a tape, and not NumPy before it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    randomisations: ClassVar[int] = RANDOMISATIONS
    why_fixed: ClassVar[str] = ""
    limit: ClassVar[int | None] = None
    in_strata: ClassVar[bool] = False
    on_tape: ClassVar[bool] = False

    @classmethod
    def extendable(cls) -> bool:
        """Whether a larger run begins with the worlds of a smaller one."""
        return not cls.why_fixed

    @classmethod
    def balanced(cls, worlds: int) -> int:
        """The nearest number of worlds that lie evenly; any number where evenness does not depend on it."""
        return worlds

    @classmethod
    @abstractmethod
    def uniforms(
        cls, *, seed: int, names: Sequence[str], dimensions: Sequence[int], worlds: int, sequence: str, compiled: bool
    ) -> Points:
        """The source of uniforms for some names; see `points`."""
