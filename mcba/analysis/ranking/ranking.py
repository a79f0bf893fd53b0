"""Which assumptions drive the result: `rank`, the one door to all methods.

mcba.rank(run, "npv")                                      from the worlds at hand
mcba.rank(study, "npv", method="sobol", base=8192)         by design: the study is evaluated at chosen points
mcba.rank(study, "npv", method="shapley")                  for assumptions that move together
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from mcba.analysis.ranking.agreement import agree
from mcba.analysis.ranking.correlations import NamePair
from mcba.analysis.ranking.dataset import ranking_dataset
from mcba.analysis.ranking.factors.run_factors import RunFactors
from mcba.analysis.ranking.factors.study_function import StudyFunction
from mcba.analysis.ranking.grouping import Groups
from mcba.analysis.ranking.indices.influence import RESAMPLES, USUAL_MASS
from mcba.analysis.ranking.methods.method import Errors, MethodResult, RankingMethod
from mcba.analysis.ranking.methods.several_numbers import result_of
from mcba.analysis.ranking.methods.table import BY_SALIB, METHODS, MethodName, method_named
from mcba.analysis.ranking.salib.checks import Checker, checked_by, checker_of
from mcba.analysis.reruns import study_of
from mcba.engine import Run, Settings, checked, checked_mass, run as draw_worlds
from mcba.engine.drawing import sampler_named
from mcba.engine.execution import Given, given_run_or_study
from mcba.engine.program import Plan
from mcba.errors import Note, RequestError, RunError, suggestion
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr

    from mcba.analysis.ranked import Ranking


WORLDS_OF_RANKING = 131_072  # drawn for a ranking from the worlds at hand of a study, of few numbers
_FEWEST_WORLDS = 10_000
_NUMBERS = 8_000_000  # drawn at most, beyond the fewest worlds
_AGREEMENT = "agreement"
_DESIGNED: dict[str, dict[str, Any]] = {"sobol": {}, "shapley": {"base": 1024, "permutations": 512}}
_COMPARED = ("first_order", "conditional", "spearman", "partial_rank", "regression", "delta", "pawn")


def rank(
    given: Given,
    outcome: str = "npv",
    *,
    method: MethodName | Literal["agreement"] | str = "overview",
    groups: Groups = None,
    worlds: int | None = None,
    resamples: int = RESAMPLES,
    mass: float = USUAL_MASS,
    seed: int | None = None,
    check: Literal["salib"] | None = None,
    **options: Any,
) -> xr.Dataset:
    """Rank the assumptions by how much they drive an outcome, each index with its interval.

    Attributes of the result hold `notes`, what must be said with it, and `left_out`, why assumptions are not ranked.

    Parameters
    ----------
    given : Run, Study, str or Path
        Methods from the worlds at hand look at the worlds of a run, or draw random ones of a study. Designed methods
        evaluate the study (that of the run, under its scenario and option).
    outcome, method : str
        What is driven; one of `METHODS`, an analyser of SALib (`"salib:hdmr"`) or `"agreement"`, several side by side.
    groups : str or mapping of str to names, optional
        What is ranked as one: by default an assumption with all its years and labels; `"number"` each of these apart;
        `"status"`, `"kind"`; `"dependent"`, what moves together; or `{"group": ["assumption", …]}`. Methods that look
        at the mean rank several numbers by what they do together; those of distributions name them in `left_out`.
    worlds : int, optional
        How many worlds to draw of a study: by default 131,072, fewer where it draws hundreds of numbers. For a design
        the most that may be evaluated.
    resamples, mass, seed
        Of the intervals and rank probabilities; the seed also of the points. `mass` is the share of resamples inside.
    check : {"salib"}, optional
        Compute the indices again by SALib at the same points; attributes `check_…` and a note tell the difference.
    **options
        Of the method, such as `base=8192, second_order=True` of `sobol`.

    Returns
    -------
    Dataset
        Dimension `assumption`, the largest effect first: each index `x` with `x_low`, `x_high` and `x_error`;
        `rank_probability` over `assumption` and `rank`; `alike`, which places cannot be told apart, and indices of
        pairs over `assumption` and `assumption_2`. `noise_only` are effects that cannot be told from zero: they stand
        last and have no rank of their own.

    Raises
    ------
    RunError
        When the method assumes independence and assumptions are correlated, when it needs a model, which a table of
        worlds has not, and when the outcome is constant or undefined in some worlds. With `failed = "drop"` undefined
        worlds are left out, by `sobol`, `morris` and `dgsm` whole rows of their design, with a note that counts them.
    RequestError
        For an unknown method, an option that the method does not have, and too few worlds for a design.

    References
    ----------
    Saltelli, A., et al. (2010). Variance based sensitivity analysis of model output. Computer Physics Communications
    181(2), 259-270. https://doi.org/10.1016/j.cpc.2009.09.018 (shares of variance; each method names its own source).

    Examples
    --------
    >>> import mcba
    >>> inputs = {"x": mcba.Normal(0, 3), "y": mcba.Normal(0, 1)}
    >>> run = mcba.simulate(lambda x, y: x + y, inputs, worlds=20_000)
    >>> found = mcba.rank(run, "result")
    >>> found["assumption"].values.tolist(), found["first"].values.round(1).tolist()
    (['x', 'y'], [0.9, 0.1])
    """
    given, chosen = given_run_or_study(given), _method_of(method, options)
    checker = checker_of(method, check)
    seed = checked("seed", _seed(given) if seed is None else seed, least=0)
    errors = Errors(checked("resamples", resamples, least=2), checked_mass(mass), seed)
    if chosen is None:
        return _agreement(given, outcome, groups, worlds, errors)
    if chosen.source == "worlds":
        factors = RunFactors.of(_worlds_of(given, outcome, worlds, seed), outcome, groups)
        return _from_worlds(factors, given, chosen, errors, options, checker)
    function = _function_of(given, outcome, chosen, groups, seed)
    return _from_study(function, given, chosen, errors, worlds, options, checker)


def _with_page(given: Run | Study, ranking: xr.Dataset) -> Ranking:
    """A ranking that shows itself in a notebook with the labels of its study."""
    from mcba.analysis.ranked import Ranking

    return Ranking.of(ranking, given if isinstance(given, Study) else given.study)


def _method_of(name: str, options: Iterable[str]) -> RankingMethod | None:
    """The method of a name, which has options of these names; None for the agreement of several."""
    method = method_named(name)
    if method is None and name != _AGREEMENT:
        names = (*(BY_SALIB if name.startswith("salib") else METHODS), _AGREEMENT)
        raise RequestError(f"method = {name!r}; {suggestion(name, names)}; there are {', '.join(names)}")
    own = () if method is None else method.options
    for option in options:
        if option not in own:
            raise RequestError(f"{name} has no option {option!r}; its options are {', '.join(own) or 'none'}")
    return method


def ranking_of(given: Run | Study, outcome: str, **options: Any) -> xr.Dataset:
    """The ranking of a run as every page shows it: that of `mcba rank`, with the same worlds and resamples.

    Random worlds are drawn for it, however many the run has and by whatever sampler: so a study and a seed have one
    ranking. Of a run of a table the worlds at hand are looked at.

    Parameters
    ----------
    given : Run or Study
    outcome : str
    **options
        What is wanted besides: `convergence=True`, and `sample`, the number of worlds to be drawn as points.

    Returns
    -------
    Dataset
        As of `rank`.

    Examples
    --------
    >>> import mcba
    >>> run = mcba.run(mcba.load("studies/tegaderm-dressing"), worlds=512)
    >>> ranking_of(run, "npv").attrs["method"]
    'overview'
    """
    return rank(_source(given), outcome, **{"seed": _seed(given), **options})


def shares_of(given: Run | Study, outcome: str, **options: Any) -> xr.Dataset:
    """Sobol' indices of a run as every page shows them: those of `mcba rank --method sobol`.

    Assumptions that move together are one.

    Parameters
    ----------
    given : Run or Study
        A run of a study.
    outcome : str
    **options
        What is wanted besides: `second_order=True`, `convergence=True`. They leave the shares as they are.

    Returns
    -------
    Dataset
        As of `rank`.
    """
    return rank(_source(given), outcome, method="sobol", groups="dependent", **{"seed": _seed(given), **options})


def _source(given: Run | Study) -> Run | Study:
    return given if isinstance(given, Study) or given.study is None else study_of(given)


def _from_worlds(
    factors: RunFactors,
    given: Run | Study,
    method: RankingMethod,
    errors: Errors,
    options: Mapping[str, Any],
    checker: Checker | None = None,
) -> xr.Dataset:
    result = checked_by(checker, method, factors, errors, result_of(method, factors, errors, options), options)
    result = replace(result, notes=(*result.notes, *_notes_of_worlds(factors.run)))
    left_out = (*factors.left_out, *result.left_out)
    return _labelled(result, given, factors.outcome, method, errors, left_out, factors.correlated)


def _from_study(
    function: StudyFunction,
    given: Run | Study,
    method: RankingMethod,
    errors: Errors,
    worlds: int | None,
    options: Mapping[str, Any],
    checker: Checker | None = None,
) -> xr.Dataset:
    if method.of_variance:
        function.refuse_heavy_tail("a share of variance")
    if worlds is not None:
        options = {**method.within(function, checked("worlds", worlds, least=2)), **options}
    result = checked_by(checker, method, function, errors, method.compute(function, errors, **options), options)
    return _labelled(result, given, function.outcome_name, method, errors, function.left_out, function.correlated)


def _labelled(
    result: MethodResult,
    given: Run | Study,
    outcome: str,
    method: RankingMethod,
    errors: Errors,
    left_out: Iterable[Note],
    correlated: Sequence[NamePair],
) -> xr.Dataset:
    study = given if isinstance(given, Study) else given.study
    attributes = {
        "outcome": outcome,
        "units": "" if study is None else study.unit(outcome),
        "method": method.name,
        "source": method.source,
        "main": result.main,
        "worlds": result.evaluated,
        "resamples": errors.resamples,
        "mass": errors.mass,
        "seed": str(errors.seed),
        "left_out": list(left_out),
        **result.attributes,
    }
    ranking = ranking_dataset(result, study, attributes, correlated if method.marginal else ())
    return _with_page(given, ranking)


def _agreement(given: Run | Study, outcome: str, groups: Groups, worlds: int | None, errors: Errors) -> xr.Dataset:
    """The rankings of several methods, side by side; of a study also one by design."""
    factors = RunFactors.of(_worlds_of(given, outcome, worlds, errors.seed), outcome, groups)
    study = given if isinstance(given, Study) else given.study
    rankings: dict[str, xr.Dataset] = {}
    refused: dict[str, RunError] = {}
    for method in _COMPARED:
        try:
            rankings[method] = _from_worlds(factors, given, METHODS[method], errors, {})
        except RunError as error:
            refused[method] = error
    for method in _DESIGNED if study is not None else ():
        try:
            rankings[method] = rank(given, outcome, method=method, groups=groups, **errors.options, **_DESIGNED[method])
            break
        except RunError as error:
            refused[method] = error
    if not rankings:
        raise next(iter(refused.values()))
    return _with_page(given, agree(rankings, {method: error.note for method, error in refused.items()}))


# --- the worlds or the study that a method looks at


def _seed(given: Run | Study) -> int:
    return given.document.run.seed if isinstance(given, Study) else given.settings.seed


def _worlds_of(given: Run | Study, outcome: str, worlds: int | None, seed: int) -> Run:
    """The run, or random worlds of the study: neighbours of designed points are placed and not drawn."""
    if isinstance(given, Study):
        if worlds is None:
            plan = Plan(given, Settings(2, seed, "random", USUAL_MASS), (outcome,))
            worlds = min(WORLDS_OF_RANKING, max(_FEWEST_WORLDS, _NUMBERS // max(1, len(plan.drawing.addresses))))
        return draw_worlds(given, worlds=worlds, seed=seed, sampler="random", keep=(outcome,), store="worlds")
    if worlds is not None:
        raise RunError("worlds are those of the run; rank the study to draw others, or extend the run")
    return given


def _function_of(given: Run | Study, outcome: str, method: RankingMethod, groups: Groups, seed: int) -> StudyFunction:
    if isinstance(given, Study):
        settings = Settings(2, seed, "random", USUAL_MASS, given.document.run.failed)
        return StudyFunction.of(Plan(given, settings, (outcome,)), groups)
    if given.study is None:
        from_worlds = ", ".join(name for name, other in METHODS.items() if other.source == "worlds")
        raise RunError(
            f"{method.name} evaluates the model at points of its own, and a table of worlds has none; "
            f"from its worlds there are {from_worlds}",
            code="function_not_kept",
            method=method.name,
        )
    plan = given.plan
    return StudyFunction.of(Plan(plan.study, plan.settings, (outcome,)), groups)


def _notes_of_worlds(run: Run) -> tuple[Note, ...]:
    """How evenly the worlds lie, and how many are left out because something is undefined in them."""
    sampler = run.settings.sampler
    notes = [Note("even_worlds", {"sampler": sampler})] if sampler_named(sampler).randomisations else []
    if run.failed_worlds:
        notes.append(Note("undefined_outcome", {"count": run.failed_worlds, "worlds": run.settings.worlds}))
    return tuple(notes)
