"""The facts of a comparison: two runs, and why they differ."""

from __future__ import annotations

from dataclasses import dataclass

from mcba.analysis import Comparison
from mcba.engine import Run
from mcba.study import Study


@dataclass(frozen=True, eq=False)
class ComparisonAlone:
    """The facts of a comparison by itself, without the runs.

    Parameters
    ----------
    comparison : Comparison
    """

    comparison: Comparison

    @property
    def study(self) -> Study | None:
        """Whose labels are used: that of run B."""
        return self.comparison.study


@dataclass(frozen=True, eq=False)
class ComparedRuns:
    """The facts of `mcba compare`: runs A and B, and what makes them differ.

    Parameters
    ----------
    comparison : Comparison
        As `mcba.compare` gives it.
    before, after : Run

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> ComparedRuns(mcba.compare(run, run), run, run).study is run.study
    True
    """

    comparison: Comparison
    before: Run
    after: Run

    @property
    def study(self) -> Study | None:
        """Whose labels are used: that of run B."""
        return self.after.study
