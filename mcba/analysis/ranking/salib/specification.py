"""A study as SALib's `ProblemSpec`. Importing this imports SALib; `mcba.to_salib` does so when it is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from SALib.util.problem import ProblemSpec

from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.indices.refusals import refuse_constant, refuse_nonfinite
from mcba.analysis.ranking.salib.calling import undisturbed
from mcba.arrays import Array
from mcba.errors import RunError

if TYPE_CHECKING:
    import xarray as xr

_OF_DESIGNS = ("dgsm", "fast", "ff", "morris", "radial_ee", "shapley", "sobol", "sobol_jansen")
_NO_ZEROS = (
    "SALib would make zeros of it without a word: mend the formula, or drop these worlds from all samples and results"
)


class StudyProblem(ProblemSpec):  # type: ignore[misc]
    """A problem of SALib that brings its model.

    Sampling and analysing leave the problem, NumPy's global random state and the warnings of Python as they were, and
    take the seed of the study where none is given.

    Parameters
    ----------
    problem : mapping
        As SALib has it.
    function : StudyFunction, optional
        None for worlds that were computed elsewhere.
    seed : int

    Examples
    --------
    >>> import mcba
    >>> problem = mcba.to_salib(mcba.load("studies/tegaderm-dressing"))
    >>> problem.sample_latin(400).evaluate().analyze_pawn().analysis["median"].max() > 0.2
    np.True_
    """

    def __init__(self, problem: Mapping[str, Any], function: StudyFunction | None, seed: int):
        self.function, self.seed = function, seed
        super().__init__(problem)

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross to another process without the methods that SALib binds to each problem."""
        return type(self), (dict(self), self.function, self.seed)

    def model(self, points: Array) -> Array:
        """Outcomes (row,) at points (row, number) of the unit cube; at 0 and 1 an infinite end is its 0.5 % point.

        Raises
        ------
        RunError
            Without a model, and where an outcome is not finite.
        """
        inside = np.array(points, dtype=np.float64)[:, : len(self.known.numbers)]  # dummies of `ff` are no numbers
        ends = (inside <= 0) | (inside >= 1)
        outcomes = self.known.outcome(inside)
        on_grid = ends.any(axis=1)
        if on_grid.any():
            outcomes[on_grid] = self.known.outcome(inside[on_grid], to_the_ends=True)
        refuse_nonfinite(outcomes, f"the outcome {self['outputs'][0]!r}", instead=_NO_ZEROS)
        return outcomes

    @property
    def known(self) -> StudyFunction:
        """The study as a function."""
        if self.function is None:
            raise RunError(
                "this problem has worlds and no model that makes others: give mcba.to_salib the study, or use an "
                "analyser of given data (pawn, delta, rbd_fast, rsa, discrepancy, hdmr, enhanced_hdmr)"
            )
        return self.function

    @property
    def draws(self) -> xr.Dataset:
        """The samples in the units of their assumptions, by number, over `world`."""
        import xarray as xr

        uniforms = np.clip(np.asarray(self.samples)[:, : len(self.known.numbers)], 2.0**-32, 1 - 2.0**-32)
        drawing = self.known.plan.drawing
        drawn = drawing.values_at(drawing.together(np.ascontiguousarray(uniforms.T)))
        columns = [(unknown, drawn[unknown.name].reshape(-1, len(uniforms))) for unknown in drawing.drawn]
        return xr.Dataset(
            {
                f"{unknown.name}[{unknown.labels[row]}]" if len(rows) > 1 else unknown.name: ("world", values)
                for unknown, rows in columns
                for row, values in enumerate(rows)
            }
        )

    def sample(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> StudyProblem:
        """Draw samples as SALib does, from the seed of the study where none is given."""
        with self._kept(), undisturbed(self.seed) as generator:
            if "radial" not in func.__module__ and "seed" in inspect.signature(func).parameters:
                kwargs.setdefault("seed", generator)
            super().sample(func, *args, **kwargs)
        return self

    def evaluate(self, func: Callable[..., Any] | None = None, *args: Any, **kwargs: Any) -> StudyProblem:
        """Evaluate the samples: by the study itself, or by another function."""
        super().evaluate(self.model if func is None else func, *args, **kwargs)
        return self

    def analyze(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> StudyProblem:
        """Analyse the results as SALib does.

        Raises
        ------
        RunError
            For results that are not finite or do not vary, and analysers of designs when factors are correlated.
        """
        analyser = func.__module__.rpartition(".")[2]
        if self.function is not None and analyser in _OF_DESIGNS:
            self.function.refuse_dependence(f"SALib.analyze.{analyser}")
        if self.results is not None:
            refuse_nonfinite(np.ravel(self.results), "the results", instead=_NO_ZEROS)
            refuse_constant(np.ravel(self.results))
        with self._kept(), undisturbed(self.seed) as generator:
            if analyser in ("morris", "rbd_fast"):
                kwargs.setdefault("seed", generator)
            super().analyze(func, *args, **kwargs)
        return self

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Lend SALib lists that it may lengthen, and put the problem's own back."""
        own = dict(self)
        self.update({name: list(value) for name, value in own.items() if isinstance(value, list)})
        try:
            yield
        finally:
            self.clear()
            self.update(own)
