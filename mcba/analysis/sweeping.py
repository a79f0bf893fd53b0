"""Sweeps: what the outcomes are at one value of an assumption or choice after another, on the same worlds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike

from mcba.analysis.reruns import study_of
from mcba.arrays import Array
from mcba.engine import Progress, Run, Settings, checked, checked_mass
from mcba.engine.estimates import Estimate
from mcba.engine.execution import Given, SharedDraws, given_run_or_study
from mcba.errors import RequestError, RunError, suggestion
from mcba.study import SamplerName, Study, base_value, variant

if TYPE_CHECKING:
    import xarray as xr

OUTCOME = "outcome"
StatisticName: TypeAlias = Literal["mean", "sd", "median", "low", "high", "probability"]
"""What is told of an outcome at each value, with its error."""
STATISTICS: tuple[StatisticName, ...] = get_args(StatisticName)


def sweep(
    given: Given,
    over: Mapping[str, ArrayLike],
    outcomes: Sequence[str] | str | None = None,
    *,
    statistics: Sequence[StatisticName] | StatisticName = STATISTICS,
    worlds: int | None = None,
    seed: int | None = None,
    sampler: SamplerName | None = None,
    mass: float | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Give assumptions or choices one value after another, on the same worlds.

    The worlds are drawn once, and the study is evaluated at each value on these draws: what two values have in common
    cancels in their difference. The numbers are those of `mcba.run` for the study with that value and `keep=outcomes`,
    to the bit.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run is swept under its own scenario and option, with its own worlds.
    over : mapping of str to numbers
        The values of each assumption (in its own unit), of each choice, or of `horizon`. Of several names every
        combination is taken.
    outcomes : sequence of str, optional
        All that the study has, when absent.
    statistics : sequence of {"mean", "sd", "median", "low", "high", "probability"}
        What is told of each outcome: all of it takes some ten times as long as the mean alone.
    worlds, seed, sampler, mass : optional
        In place of those of the run or the study, as for `mcba.run`.
    progress : callable, optional
        Called with the number of worlds done since the last call.

    Returns
    -------
    Dataset
        Dimensions `outcome` and each name, with `mean`, `sd` (the spread between worlds), `median`, `low`, `high` (in
        the unit of the outcome) and `probability` (the share of worlds in which the outcome is above 0); each with its
        standard error, such as `mean_error`. The coordinate `unit` is that of each outcome, and each name has `units`
        and its `base`, the value that the study itself has. Seed, sampler, worlds, mass and the degrees of freedom of
        the errors are attributes. `mcba.figures` draws it.

    Raises
    ------
    RequestError
        For values that are no finite numbers, an outcome that the study does not have, and an unknown statistic.
    StudyError
        For a name that is neither an assumption nor a choice.
    RunError
        For a run of a table, and for an outcome that is undefined at a value.

    Examples
    --------
    >>> import mcba
    >>> swept = mcba.sweep("studies/schilderswijk-moeders", {"discount_rate": [0, 0.03, 0.06]}, "bcr", worlds=4_096)
    >>> swept["median"].sel(outcome="bcr").values.round(2).tolist()
    [1.86, 1.81, 1.77]
    """
    study, settings = _settled(given_run_or_study(given), worlds, seed, sampler, mass)
    values = _checked(study, over)
    names, told = _outcomes(study, outcomes), _statistics(statistics)
    draws = SharedDraws(settings, names)
    shape = (len(names), *(array.size for array in values.values()))
    columns = {column: np.empty(shape) for name in told for column in (name, f"{name}_error")}
    degrees = math.inf
    for place, override in _combinations(values):
        run = _run_at(draws, study, override)
        for row, outcome in enumerate(names):
            for name, estimate in _estimates(run, outcome, told).items():
                columns[name][(row, *place)] = estimate.value
                columns[f"{name}_error"][(row, *place)] = estimate.error
                degrees = min(degrees, estimate.degrees)
        if progress is not None:
            progress(settings.worlds)
    return _labelled(study, settings, names, values, columns, degrees)


def _settled(
    given: Run | Study, worlds: int | None, seed: int | None, sampler: SamplerName | None, mass: float | None
) -> tuple[Study, Settings]:
    """The study that is swept, with its scenario and option applied, and how its worlds are drawn."""
    study = given if isinstance(given, Study) else _study_of(given)
    of = study.document.run if isinstance(given, Study) else given.settings
    return study, Settings(
        worlds=checked("worlds", of.worlds if worlds is None else worlds, least=2),
        seed=checked("seed", of.seed if seed is None else seed, least=0),
        sampler=sampler or of.sampler,
        mass=checked_mass(of.mass if mass is None else mass),
        failed=of.failed,
    )


def _study_of(run: Run) -> Study:
    if run.study is None:
        raise RunError(
            "this run is of a table of worlds, whose model is not here, so it cannot be evaluated at other values; "
            "sweep a study",
            code="no_study",
        )
    return study_of(run)


def _checked(study: Study, over: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """The values of each name as numbers of shape (value,)."""
    if not over or not isinstance(over, Mapping):
        raise RequestError(
            f"over = {over!r} names nothing; give the values of an assumption or choice, such as {{'rate': [0, 0.03]}}"
        )
    values = {}
    for name, given in over.items():
        if name == OUTCOME or name in STATISTICS:
            raise RequestError(f"{name!r} is the name of a column of a sweep; give the assumption another name")
        try:
            array = np.atleast_1d(np.asarray(given, dtype=np.float64))
        except (TypeError, ValueError):
            raise RequestError(f"the values of {name!r} are no numbers: {given!r}") from None
        if array.ndim != 1 or not array.size or not np.isfinite(array).all():
            raise RequestError(f"the values of {name!r} are {given!r}; give one finite number or more, in one row")
        for value in array if name == "horizon" else array[:1]:
            variant(study, {name: float(value)})  # refuses what no study has, before anything is drawn
        values[name] = array
    return values


def _outcomes(study: Study, asked: Sequence[str] | str | None) -> tuple[str, ...]:
    names = study.outcomes if asked is None else (asked,) if isinstance(asked, str) else tuple(asked)
    for name in names:
        if name not in study.outcomes:
            raise RequestError(f"the study has no outcome {name!r}; {suggestion(name, study.outcomes)}")
    if not names:
        raise RequestError(f"outcomes names none; the study has {', '.join(study.outcomes)}")
    return names


def _combinations(values: Mapping[str, Array]) -> Iterator[tuple[tuple[int, ...], dict[str, float]]]:
    """Every combination of values: its place in the grid, and what each name is."""
    for place in product(*(range(array.size) for array in values.values())):
        yield place, {name: float(array[at]) for (name, array), at in zip(values.items(), place, strict=True)}


def _run_at(draws: SharedDraws, study: Study, override: Mapping[str, float]) -> Run:
    try:
        return draws.run(variant(study, override))
    except RunError as error:
        at = ", ".join(f"{name} = {value:g}" for name, value in override.items())
        raise type(error)(f"with {at}: {error}", code=error.code, **error.data) from error


def _statistics(asked: Sequence[StatisticName] | StatisticName) -> list[StatisticName]:
    """What is asked, once each, in the order of the table."""
    given = [asked] if isinstance(asked, str) else list(asked)
    for name in given:
        if name not in STATISTICS:
            raise RequestError(f"there is no statistic {name!r} of a sweep; {suggestion(name, STATISTICS)}")
    if not given:
        raise RequestError(f"statistics names none; there are {', '.join(STATISTICS)}")
    return [name for name in STATISTICS if name in given]


def _estimates(run: Run, outcome: str, told: Sequence[StatisticName]) -> dict[str, Estimate]:
    """What is told of an outcome, and nothing else is computed."""
    tail = (1.0 - run.settings.mass) / 2.0
    levels = {"median": 0.5, "low": tail, "high": 1.0 - tail}
    asked = [name for name in told if name in levels]
    estimates = dict(zip(asked, run.quantile(outcome, [levels[name] for name in asked]), strict=True)) if asked else {}
    others: dict[str, Callable[[str], Estimate]] = {"mean": run.mean, "sd": run.sd, "probability": run.probability}
    return {name: estimates[name] if name in estimates else others[name](outcome) for name in told}


def _labelled(
    study: Study,
    settings: Settings,
    names: Sequence[str],
    values: Mapping[str, Array],
    columns: Mapping[str, Array],
    degrees: float,
) -> xr.Dataset:
    import xarray as xr

    return xr.Dataset(
        {name: ((OUTCOME, *values), column) for name, column in columns.items()},
        coords={
            OUTCOME: list(names),
            "unit": (OUTCOME, [study.unit(name) for name in names]),
            **{name: (name, array, _attributes(study, name)) for name, array in values.items()},
        },
        attrs={
            "study": study.name,
            "seed": str(settings.seed),
            "sampler": settings.sampler,
            "worlds": settings.worlds,
            "mass": settings.mass,
            "degrees": degrees,
        },
    )


def _attributes(study: Study, name: str) -> dict[str, str | float]:
    """The unit of what is swept, and its value in the base case where that is one number."""
    base = np.unique(_base(study, name))
    return {"units": _unit(study, name), **({"base": float(base[0])} if base.size == 1 else {})}


def _base(study: Study, name: str) -> ArrayLike:
    if name in study.families:
        return base_value(study, name)
    return study.horizon if name == "horizon" else study.document.choices[name].value


def _unit(study: Study, name: str) -> str:
    """The unit in which values of an assumption or choice are given; empty when none is stated."""
    stated = study.document.assumptions.get(name)
    return "year" if name == "horizon" else "" if stated is None else stated.unit or ""
