"""A study, or a run with its worlds, as a problem of SALib: `mcba.to_salib`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.grouping import Groups
from mcba.analysis.ranking.salib.calling import unit_cube
from mcba.engine import Run, Settings
from mcba.engine.execution import Given, given_run_or_study
from mcba.engine.program import Plan
from mcba.study import Study

if TYPE_CHECKING:
    from mcba.analysis.ranking.salib.specification import StudyProblem


def to_salib(given: Given, outcome: str | None = None, *, groups: Groups = None) -> StudyProblem:
    """Give a study, or a run with its worlds, to SALib.

    Names are the addresses of the uncertain numbers that drive the outcome, bounds those of the unit cube: SALib draws
    probabilities, and the study makes worlds of them by its own distributions, whatever their family. The problem
    brings its model, so `evaluate()` takes no function, and everything else is SALib's own.

    Parameters
    ----------
    given : Run, Study, str or Path
        Of a run the samples and results are there at once, so that analysers of given data (`pawn`, `delta`,
        `rbd_fast`, `rsa`, `discrepancy`, both kinds of `hdmr`) can be called; samples are the shares of worlds below
        each draw. Worlds that were computed elsewhere (`mcba.from_worlds`) have no model.
    outcome : str, optional
        What is driven: `npv`, or the first outcome of a study without it, when absent.
    groups : str or mapping, optional
        As of `rank`: what is one factor. All years and labels of an assumption are, unless `"number"` is said.

    Returns
    -------
    ProblemSpec
        Of SALib. Beside what SALib has: `evaluate()` without a function, `model`, and `draws`, the samples in the units
        of the assumptions.

    Raises
    ------
    RunError
        For an unknown outcome, and one that nothing drives. Later, by the problem: for outcomes that are not finite,
        of which SALib makes zeros without a word, and by analysers of designs when assumptions are correlated.

    References
    ----------
    Iwanaga, T., Usher, W. and Herman, J. (2022). Toward SALib 2.0. Socio-Environmental Systems Modelling 4, 18155.
    https://doi.org/10.18174/sesmo.18155

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/tegaderm-dressing")
    >>> problem = mcba.to_salib(study, "npv")
    >>> found = problem.sample_sobol(64, calc_second_order=False).evaluate().analyze_sobol(calc_second_order=False)
    >>> found["outputs"], found.samples.shape[1] == len(problem["names"])
    (['npv'], True)
    """
    given = given_run_or_study(given)
    outcome = outcome or _usual_outcome(given)
    return _of_study(given, outcome, groups) if isinstance(given, Study) else _of_run(given, outcome, groups)


def _usual_outcome(given: Run | Study) -> str:
    if isinstance(given, Run) and given.study is None:
        return next(name for name in given.arrays if name not in given.inputs)
    outcomes = given.outcomes if isinstance(given, Study) else given.study.outcomes  # type: ignore[union-attr]
    return "npv" if "npv" in outcomes else outcomes[0]


def _of_study(study: Study, outcome: str, groups: Groups) -> StudyProblem:
    from mcba.analysis.ranking.salib.specification import StudyProblem

    run = study.document.run
    function = StudyFunction.of(Plan(study, Settings(2, run.seed, "random", run.mass), (outcome,)), groups)
    return StudyProblem(_problem(function.numbers, function.label, outcome), function, run.seed)


def _of_run(run: Run, outcome: str, groups: Groups) -> StudyProblem:
    """The problem of a run with its worlds, each number by the share of worlds below it.

    What a study repeats over a set with one draw may be several numbers of its worlds; then there is no model of them.
    """
    from mcba.analysis.ranking.salib.specification import StudyProblem

    worlds = RunFactors.of(run, outcome, "number").worlds
    names, function = tuple(worlds.names), None
    if run.study is not None:
        function = StudyFunction.of(Plan(run.study, run.settings, (outcome,)), groups)
        if {*function.numbers} == {*names}:
            names = function.numbers
        else:
            function = None
    labels = names if function is None else function.label
    problem = StudyProblem(_problem(names, labels, outcome), function, run.settings.seed)
    shares = np.column_stack([worlds.share(worlds.names.index(name)) for name in names])
    problem.set_samples(shares)
    problem.set_results(worlds.y.copy())
    return problem


def _problem(names: Sequence[str], labels: Sequence[str], outcome: str) -> dict[str, Any]:
    """The problem by its own names; it has groups only where several numbers are one factor."""
    groups = None if len({*labels}) == len(labels) else labels
    return unit_cube(len(names), groups) | {"names": list(names), "outputs": [outcome]}
