"""Which assumptions drive the result: `rank`, the one door to all methods, and the table of what they are.

mcba.rank(run, "npv")                                      from the worlds at hand
mcba.rank(study, "npv", method="sobol", base=8192)         by design: the study is evaluated at chosen points
mcba.rank(study, "npv", method="shapley")                  for assumptions that move together
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mcba.analysis.ranking.agreement import agree
from mcba.analysis.ranking.factors import Groups
from mcba.analysis.ranking.indices import MASS, MOST_EXACT, RESAMPLES
from mcba.analysis.ranking.labelling import labelled
from mcba.analysis.ranking.methods import METHODS, AtHand, Errors, Found, Model
from mcba.analysis.rerun import study_of
from mcba.engine import Run, Settings, checked, checked_mass, run as draw_worlds
from mcba.engine.drawing import sampler_named
from mcba.engine.program import Plan
from mcba.errors import Note, RequestError, RunError, suggestion
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr


WORLDS = 131_072  # drawn for a ranking from the worlds at hand of a study, of few numbers
FEWEST_WORLDS = 10_000
FEWEST_OF_A_CURVE = 65  # points, for the harmonics of `fast` to be told apart
NUMBERS = 8_000_000  # drawn at most, beyond the fewest worlds
AGREEMENT = "agreement"
DESIGNED: dict[str, dict[str, Any]] = {"sobol": {}, "shapley": {"base": 1024, "permutations": 512}}
COMPARED = ("first_order", "conditional", "spearman", "partial_rank", "regression", "delta", "pawn")


def rank(
    given: Run | Study,
    outcome: str = "npv",
    *,
    method: str = "overview",
    groups: Groups = None,
    worlds: int | None = None,
    resamples: int = RESAMPLES,
    mass: float = MASS,
    seed: int | None = None,
    **options: Any,
) -> xr.Dataset:
    """Rank the assumptions by how much they drive an outcome, each index with its interval.

    Attributes of the result say what it is of, and hold notes: `notes`, what must be said with it; `left_out`, why
    assumptions are not ranked.

    Parameters
    ----------
    given : Run or Study
        Methods from the worlds at hand look at the worlds of a run, or draw random ones of a study. Designed methods
        evaluate the study (that of the run, under its scenario and option).
    outcome : str
        What is driven.
    method : str
        One of `METHODS`; or `"agreement"`: several of them side by side, with a note where they differ.
    groups : str or mapping of str to names, optional
        What is ranked as one: by default an assumption with all its years and labels; `"number"` each of these apart;
        `"status"`, `"kind"`; `"dependent"`, what moves together; or `{"group": ["assumption", …]}`. Shares of variance
        of several numbers count what they do together. Methods that look at the mean rank them by what they make of it
        together; `pawn`, `delta`, `regional` and `box` take single numbers and name the others in `left_out`.
    worlds : int, optional
        How many worlds to draw of a study: by default 131,072, fewer where it draws hundreds of numbers. For a design
        the most that may be evaluated.
    resamples, mass, seed
        Of the intervals and rank probabilities; the seed also of the points. `mass` is the share of resamples inside.
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
        When the method assumes independence and assumptions are correlated, when the function of a run is not kept, and
        when the outcome is constant or undefined in some worlds. With `failed = "drop"` undefined worlds are left out,
        and by `sobol`, `morris` and `dgsm` whole rows of their design, with a note that counts them.

    Examples
    --------
    >>> import mcba
    >>> inputs = {"x": mcba.Normal(0, 3), "y": mcba.Normal(0, 1)}
    >>> run = mcba.simulate(lambda x, y: x + y, inputs, worlds=20_000)
    >>> found = mcba.rank(run, "result")
    >>> found["assumption"].values.tolist(), found["first"].values.round(1).tolist()
    (['x', 'y'], [0.9, 0.1])
    """
    chosen = METHODS.get(method)
    if chosen is None and method != AGREEMENT:
        known = (*METHODS, AGREEMENT)
        raise RequestError(f"method = {method!r}; {suggestion(method, known)}; there are {', '.join(known)}")
    for name in options:
        own = () if chosen is None else chosen.options
        if name not in own:
            raise RequestError(f"{method} has no option {name!r}; its options are {', '.join(own) or 'none'}")
    seed = checked("seed", _seed(given) if seed is None else seed, least=0)
    errors = Errors(checked("resamples", resamples, least=2), checked_mass(mass), seed)
    if chosen is None:
        return _agreement(given, outcome, groups, worlds, errors)
    study = given if isinstance(given, Study) else given.study
    if chosen.source == "worlds":
        at_hand = AtHand.of(_worlds_of(given, outcome, worlds, seed), outcome, groups)
        return _from_worlds(at_hand, study, outcome, method, errors, options)
    model = _model_of(given, outcome, method, groups, seed)
    if chosen.of_variance:
        model.refuse_heavy_tail("a share of variance")
    if worlds is not None:
        options = _within(model, method, checked("worlds", worlds, least=2)) | options
    found = chosen.find(model, errors, **options)
    attributes = _attributes(found, study, outcome, method, errors, model.left_out)
    return labelled(found, study, attributes, model.correlated if chosen.marginal else ())


def ranking_of(given: Run | Study, outcome: str, **options: Any) -> xr.Dataset:
    """The ranking of a run as every page shows it: that of `mcba rank`, with the same worlds and resamples.

    Random worlds are drawn for it, however many the run has and by whatever sampler: so a study and a seed have one
    ranking. Of a run of a function the worlds at hand are looked at.

    Parameters
    ----------
    given : Run or Study
    outcome : str
    **options
        What is wanted besides: `convergence=True`, and `sample`, the number of worlds to be drawn as points.
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
    """
    return rank(_source(given), outcome, method="sobol", groups="dependent", **{"seed": _seed(given), **options})


def _source(given: Run | Study) -> Run | Study:
    return given if isinstance(given, Study) or given.study is None else study_of(given)


def _from_worlds(
    at_hand: AtHand, study: Study | None, outcome: str, method: str, errors: Errors, options: Mapping[str, Any]
) -> xr.Dataset:
    found = METHODS[method].find(at_hand, errors, **options)
    found = replace(found, notes=(*found.notes, *_notes_at_hand(at_hand)))
    attributes = _attributes(found, study, outcome, method, errors, (*at_hand.left_out, *found.left_out))
    return labelled(found, study, attributes, at_hand.correlated if METHODS[method].marginal else ())


def _attributes(
    found: Found, study: Study | None, outcome: str, method: str, errors: Errors, left_out: Iterable[Note]
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "units": "" if study is None else study.unit(outcome),
        "method": method,
        "source": METHODS[method].source,
        "main": found.main,
        "worlds": found.evaluated,
        "resamples": errors.resamples,
        "mass": errors.mass,
        "seed": str(errors.seed),
        "left_out": list(left_out),
        **found.attributes,
    }


def _agreement(given: Run | Study, outcome: str, groups: Groups, worlds: int | None, errors: Errors) -> xr.Dataset:
    """The rankings of several methods, side by side; of a study also one by design."""
    at_hand = AtHand.of(_worlds_of(given, outcome, worlds, errors.seed), outcome, groups)
    study = given if isinstance(given, Study) else given.study
    found: dict[str, xr.Dataset] = {}
    refused: dict[str, RunError] = {}
    for method in COMPARED:
        try:
            found[method] = _from_worlds(at_hand, study, outcome, method, errors, {})
        except RunError as error:
            refused[method] = error
    for method in DESIGNED if study is not None else ():
        try:
            found[method] = rank(given, outcome, method=method, groups=groups, **errors.options, **DESIGNED[method])
            break
        except RunError as error:
            refused[method] = error
    if not found:
        raise next(iter(refused.values()))
    return agree(found, {method: error.note for method, error in refused.items()})


# --- from what


def _seed(given: Run | Study) -> int:
    return given.document.run.seed if isinstance(given, Study) else given.settings.seed


def _worlds_of(given: Run | Study, outcome: str, worlds: int | None, seed: int) -> Run:
    """The run, or random worlds of the study: neighbours of designed points are placed and not drawn."""
    if isinstance(given, Study):
        if worlds is None:
            plan = Plan(given, Settings(2, seed, "random", MASS), (outcome,))
            worlds = min(WORLDS, max(FEWEST_WORLDS, NUMBERS // max(1, len(plan.drawing.addresses))))
        return draw_worlds(given, worlds=worlds, seed=seed, sampler="random", keep=(outcome,), store="worlds")
    if worlds is not None:
        raise RunError("worlds are those of the run; rank the study to draw others, or extend the run")
    return given


def _model_of(given: Run | Study, outcome: str, method: str, groups: Groups, seed: int) -> Model:
    if isinstance(given, Study):
        settings = Settings(2, seed, "random", MASS, given.document.run.failed)
        return Model.of(Plan(given, settings, (outcome,)), groups)
    if given.study is None:
        at_hand = ", ".join(name for name, one in METHODS.items() if one.source == "worlds")
        raise RunError(
            f"{method} evaluates the model at points of its own, and the function of a run is not kept; "
            f"from its worlds there are {at_hand}",
            code="function_not_kept",
            method=method,
        )
    known = given.plan
    return Model.of(Plan(known.study, known.settings, (outcome,)), groups)


def _within(model: Model, method: str, worlds: int) -> dict[str, int]:
    """The size of a design that evaluates no more than so many worlds."""
    factors = len(model.factors)
    numbers = len(model.numbers)
    if method == "fast":
        return {"base": _at_least(FEWEST_OF_A_CURVE, worlds // (8 * numbers), method, worlds, 8 * numbers)}
    if method == "morris":
        return {"trajectories": _at_least(2, worlds // (factors + 1), method, worlds, factors + 1)}
    if method == "shapley" and numbers > MOST_EXACT:
        orders = worlds // (16 * (numbers + 1)) // 2 * 2
        return {"permutations": _at_least(20, orders, method, worlds, 16 * (numbers + 1))}
    block = {"sobol": factors + 2, "dgsm": numbers + 1, "kucherenko": 2 * numbers + 1, "shapley": 2**numbers - 1}.get(
        method
    )
    if block is None:
        raise RequestError(
            f"{method} looks at points of its own, as many as it needs, so worlds = {worlds:,} has no "
            "meaning for it; leave out the number of worlds"
        )
    most = _at_least(2, worlds // block, method, worlds, block)
    return {"base": 1 << (most.bit_length() - 1)}


def _at_least(least: int, found: int, method: str, worlds: int, block: int) -> int:
    """The size of a design, if so many worlds are enough for it."""
    if found < least:
        raise RequestError(
            f"worlds = {worlds:,} is too few for {method}, which takes {block:,} for each of at least {least} points "
            f"of its design; give {least * block:,} or more"
        )
    return found


def _notes_at_hand(at_hand: AtHand) -> tuple[Note, ...]:
    """How evenly the worlds lie, and how many are left out because something is undefined in them."""
    run = at_hand.run
    sampler = run.settings.sampler
    notes = [Note("even_worlds", {"sampler": sampler})] if sampler_named(sampler).randomisations else []
    if run.failed_worlds:
        notes.append(Note("undefined_outcome", {"count": run.failed_worlds, "worlds": run.settings.worlds}))
    return tuple(notes)
