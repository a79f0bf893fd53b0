"""Distributions as labelled data for figures: densities, and what an assumption was made from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.analysis import study_of
from mcba.arrays import Array
from mcba.engine import Run
from mcba.families import Family
from mcba.reporting.words.distributions import distribution_in_words
from mcba.reporting.words.labels import Labels
from mcba.study import Study, base_value, is_certain

if TYPE_CHECKING:
    import xarray as xr


_DENSITY_POINTS = 160
_BIN = 8  # points together in a bin, for data
_FEW_VALUES = 12


def density_curves(run: Run, voice: Labels) -> xr.Dataset:
    """The density of every assumption that is one uncertain number; dimensions `assumption` and `point`.

    Densities are scaled to a highest point of 1; `x` runs over the central 99.8 % of the distribution.
    """
    import xarray as xr

    study = study_of(run)
    shown = [name for name, family in study.families.items() if not is_certain(family) and not family.batch_shape]
    curves = [density(study.families[name]) for name in shown]
    discrete = [separate(study.families[name]) for name in shown]
    base = [float(np.asarray(base_value(study, name)).flat[0]) for name in shown]
    mass = run.settings.mass
    ends = [study.families[name].central(mass) for name in shown]
    document = study.document
    return xr.Dataset(
        {
            "x": (("assumption", "point"), np.array([x for x, _ in curves]).reshape(-1, _DENSITY_POINTS)),
            "density": (("assumption", "point"), np.array([y for _, y in curves]).reshape(-1, _DENSITY_POINTS)),
            "base": ("assumption", base),
            "low": ("assumption", [float(np.asarray(low)) for low, _ in ends]),
            "high": ("assumption", [float(np.asarray(high)) for _, high in ends]),
            "discrete": ("assumption", discrete),
        },
        coords={
            "assumption": shown,
            "label": ("assumption", [voice.assumption(name) for name in shown]),
            "unit": ("assumption", [voice.unit(document.assumptions[name].unit) for name in shown]),
            "status": ("assumption", [document.assumptions[name].status for name in shown]),
        },
        attrs={"mass": mass},
    )


def separate(family: Family) -> bool:
    """Whether a distribution is drawn as separate values: one of few values, or of whole numbers."""
    if not family.discrete:
        return False
    values = _values(family)
    whole = bool(np.array_equal(values, np.round(values)) and np.ptp(values) < _DENSITY_POINTS)
    return whole or values.size <= _FEW_VALUES


def _values(family: Family) -> Array:
    return np.unique(family.ppf((np.arange(2_000) + 0.5) / 2_000))


def density(family: Family, also: Sequence[float] = ()) -> tuple[Array, Array]:
    """Points and density of one uncertain number, its highest point 1; for separate values the chance of each.

    The points reach over the central 99.8 %, and to the values in `also`.
    """
    low, high = (float(end) for end in family.ppf(np.array([0.001, 0.999])))
    low, high = min([low, *also]), max([high, *also])
    if separate(family):
        values = _values(family)
        chance = family.cdf(values) - np.concatenate([[0.0], family.cdf(values)[:-1]])
        missing = _DENSITY_POINTS - values.size
        return np.pad(values, (0, missing), mode="edge"), np.pad(chance / chance.max(), (0, missing), mode="edge")
    margin = 0.04 * (high - low)
    edges = np.linspace(low - margin, high + margin, _DENSITY_POINTS + 1)
    mass = np.diff(family.cdf(edges))
    if family.discrete:  # many separate values, such as data: in bins
        mass = np.repeat(mass.reshape(-1, _BIN).sum(axis=1), _BIN)
    # A density may be infinite at an end: what lies beyond three times the 98 % point is cut off.
    mass = np.minimum(mass, 3.0 * np.quantile(mass, 0.98)) if mass.max() > 0 else mass
    return (edges[1:] + edges[:-1]) / 2, mass / (mass.max() or 1.0)


def assumption_curves(study: Study, name: str, voice: Labels) -> xr.Dataset:
    """One uncertain assumption, and the judgements, data, experts or studies it was made from.

    Returns
    -------
    Dataset
        For one number: `x`, `density` (highest 1) and `cumulative` over `point`, `low`, `median` and `high`; where
        there are any, `judged`, `judged_chance` (not a number for a mode) and `reached` over `judgement`, `observed`
        over `observation`, `part_cumulative` and `weight` over `part`, and `study_low`, `study_estimate`, `study_high`
        over `study`. With a distribution for each label: `low`, `median` and `high` over `label`.
    """
    import xarray as xr

    family, made, stated = study.families[name], study.made[name], study.document.assumptions[name]
    mass = study.document.run.mass
    low, high = family.central(mass)
    ends = {"low": low, "median": family.median, "high": high}
    attributes = {
        "label": voice.assumption(name),
        "unit": voice.unit(stated.unit),
        "made": _made_in_words(study, name, voice),
        "mass": mass,
        "discrete": int(separate(family)),
    }
    if family.batch_shape:
        labels = list(study.sets[study.dimensions[name][0]])
        rows = {key: ("label", np.broadcast_to(np.ravel(end), len(labels))) for key, end in ends.items()}
        return xr.Dataset(rows, coords={"label": labels}, attrs=attributes)
    values, chances = _judgements(study, name)
    x, height = density(family, values.tolist())
    variables: dict[str, Any] = {
        "x": ("point", x),
        "density": ("point", height),
        "cumulative": ("point", family.cdf(x)),
    }
    variables |= {key: float(np.asarray(end)) for key, end in ends.items()}
    if values.size:
        variables |= {"judged": ("judgement", values), "judged_chance": ("judgement", chances)}
        variables["reached"] = ("judgement", family.cdf(values))
    if made.sample and not made.of_mean:
        variables["observed"] = ("observation", np.array(made.sample))
        attributes["distance"] = _distance(family, np.sort(made.sample))
    if made.studies:
        columns = np.array(made.studies).T
        variables |= {
            f"study_{key}": ("study", column) for key, column in zip(("low", "estimate", "high"), columns, strict=True)
        }
    coords = {}
    if made.members:
        total = math.fsum(weight for _, weight in made.members.values())
        variables["part_cumulative"] = (("part", "point"), np.array([part.cdf(x) for part, _ in made.members.values()]))
        variables["weight"] = ("part", [weight / total for _, weight in made.members.values()])
        coords["part"] = list(made.members)
    return xr.Dataset(variables, coords=coords, attrs=attributes)


def _judgements(study: Study, name: str) -> tuple[Array, Array]:
    """The values that somebody gave, and the probability of less that was asked of each; none for a mode."""
    made, stated = study.made[name], study.document.assumptions[name]
    if made.quantile_fit is not None:
        return np.array(made.quantile_fit.values), np.array(made.quantile_fit.probabilities)
    if made.way != "parameters":
        return np.empty(0), np.empty(0)
    tail = None if stated.mass is None else (1.0 - _one(stated.mass)) / 2.0
    family = made.family
    asked: list[tuple[float, float]] = []
    for key, end in (("low", tail), ("high", None if tail is None else 1.0 - tail)):
        value = _one(getattr(stated, key))
        if math.isfinite(value) and family.low <= value <= family.high:
            asked.append((value, float(family.cdf(value)) if end is None else end))
    mode = _one(stated.mode)
    asked += [(mode, math.nan)] if math.isfinite(mode) else []
    return np.array([value for value, _ in asked]), np.array([chance for _, chance in asked])


def _one(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _distance(family: Family, values: Array) -> float:
    """The largest distance between the curve and the steps of the data (Kolmogorov's)."""
    curve, size = family.cdf(values), values.size
    steps = np.searchsorted(values, values, side="right") / size, np.searchsorted(values, values, side="left") / size
    before = family.cdf(np.nextafter(values, -np.inf))
    return float(max(np.max(np.abs(steps[0] - curve)), np.max(np.abs(steps[1] - before))))


def _made_in_words(study: Study, name: str, voice: Labels) -> str:
    """Which family, made from what, and with what status."""
    stated, entry = study.document.assumptions[name], study.entries.get(name)
    status = [voice(f"status.{stated.status}")]
    status += [voice.known("library", entry.status)] if entry is not None and entry.status != "verified" else []
    return f"{distribution_in_words(voice, stated)} ({', '.join(status)})"


def pooled_studies(study: Study, name: str, voice: Labels) -> xr.Dataset:
    """The studies behind a pooled assumption, and what they say together, with 95 % intervals.

    Parameters
    ----------
    study : Study
    name : str
        Of an assumption that was made from studies.
    voice : Labels

    Returns
    -------
    Dataset
        `low`, `estimate`, `high` and `weight` over `label`; attributes `mean` and `new`, each the low end, the middle
        and the high end of the mean effect and of the effect at one more place, and `ratios`.
    """
    import xarray as xr

    made, stated = study.made[name], study.document.assumptions[name]
    if made.pooling is None or stated.pool is None:
        raise KeyError(name)
    labels = made.study_names or tuple(voice.whole(number + 1) for number in range(len(made.studies)))
    columns = dict(zip(("low", "estimate", "high"), np.array(made.studies).T, strict=True))
    effects = {"mean": made.pooling.mean_effect(), "new": made.pooling.new_effect()}
    back = np.exp if stated.pool.ratios else np.asarray
    ends = {key: back(effect.ppf([0.025, 0.5, 0.975])).tolist() for key, effect in effects.items()}
    return xr.Dataset(
        {**{key: ("label", column) for key, column in columns.items()}, "weight": ("label", [*made.pooling.weights])},
        coords={"label": list(labels)},
        attrs={
            "label": voice.assumption(name),
            "unit": voice.unit(stated.unit),
            "ratios": int(stated.pool.ratios),
            "share": voice.exact_percent(0.95),
            **ends,
        },
    )
