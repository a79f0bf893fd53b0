"""What a method of ranking is given and what it finds, before either has labels."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mcba.analysis.ranking.indices import MASS, RESAMPLES, Estimate
from mcba.errors import Note

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Errors:
    """How the errors of indices are found."""

    resamples: int = RESAMPLES
    mass: float = MASS
    seed: int = 1

    @property
    def options(self) -> dict[str, Any]:
        """As the methods take them."""
        return {"resamples": self.resamples, "mass": self.mass, "seed": self.seed}


@dataclass(frozen=True, eq=False)
class Found:
    """What a method says of the factors, in their order.

    `estimates` have errors and intervals, `numbers` none; `pairs` are (factor, factor), `curves` (factor, class),
    `paths` what fewer worlds (`sizes`) would have said, `points` worlds to be looked at.
    `main` is the estimate or number that ranks, and `by_chance` how large it is for a factor that plays no part.
    `evaluated` counts the worlds that were looked at; `left_out` says which factors the method cannot rank.
    """

    main: str
    names: tuple[str, ...]
    estimates: Mapping[str, Estimate]
    evaluated: int
    numbers: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    pairs: Mapping[str, Estimate] = field(default_factory=dict)
    curves: Mapping[str, Floats] = field(default_factory=dict)
    paths: Mapping[str, Sequence[Estimate]] = field(default_factory=dict)
    sizes: tuple[int, ...] = ()
    points: Mapping[str, Floats] = field(default_factory=dict)
    attributes: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    left_out: tuple[Note, ...] = ()
    by_chance: Floats | float = 0.0


@dataclass(frozen=True)
class Method:
    """One way to rank.

    `source` is what it looks at: `worlds` (those of a run), `design` (the study at points that the method chooses,
    independent assumptions), `dependence` (the study, assumptions that move together) or `base` (one assumption at a
    time around the base). `marginal` says that a correlated neighbour is counted in, so that numbers of correlated
    assumptions are associations; `of_variance` that a design shares out a variance, which an outcome may not have.
    """

    source: str
    find: Callable[..., Found]
    marginal: bool = False
    of_variance: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the method's own options."""
        return tuple(inspect.signature(self.find).parameters)[2:]
