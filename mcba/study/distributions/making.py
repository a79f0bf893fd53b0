"""From what the study file states to a distribution: by parameters, quantiles, data, studies, experts or words.

What the distribution was made from is kept beside it, so that reports and figures can show raw judgements and misfit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mcba.displayed import Displayed
from mcba.errors import FamilyError, suggestion
from mcba.families import Adjustment, Empirical, Family, Hierarchical, ScipyDistribution, from_parameters
from mcba.families.fitting import LARGEST_MISFIT, QuantileFit, SampleFit, fit_quantiles, fit_sample, mean_of_sample
from mcba.families.pooling import (
    ExpertScore,
    Pooling,
    as_ratio,
    classical_model,
    linear_pool,
    pool,
    quantile_average,
    standard_errors,
)
from mcba.families.uncertain import Conditional
from mcba.study.distributions.sources import Sources
from mcba.study.document.distribution import WAYS, Component, Distribution, Expert
from mcba.study.document.evidence import Data, ExpertCalibration, Grade, Pool

TWO_SIDED_95 = 1.959963984540054  # the 0.975 quantile of a normal


@dataclass(frozen=True, repr=False)
class Made(Displayed):
    """A distribution and what it was made from.

    Attributes
    ----------
    family : Family
    way : str
        "parameters", or the key of the study file that decided: "quantiles", "data", "pool", "mixture", "experts",
        "verbal", "scipy", "python".
    quantile_fit, sample_fit, pooling : the fit behind it, when there is one.
    study_names : (study,)
        The names of the studies that were pooled, when their table has a column of names.
    sample : (observation,)
        The data, when it was made from data.
    of_mean : bool
        Whether it is the mean of those that the data are a sample of, and not one more of them.
    studies : tuple of (low, estimate, high)
        The studies that were pooled, with their 95 % intervals, when it was made from studies.
    members : mapping of str to (Family, weight)
        The experts, or the components of a mixture.
    scores : mapping of expert to ExpertScore
        When calibration questions decided the weights.
    pooled_by : str or None
        "linear" or "quantile", for experts.
    """

    family: Family
    way: str = "parameters"
    quantile_fit: QuantileFit | None = None
    sample_fit: SampleFit | None = None
    pooling: Pooling | None = None
    study_names: tuple[str, ...] = ()
    sample: tuple[float, ...] = ()
    of_mean: bool = False
    studies: tuple[tuple[float, float, float], ...] = ()
    members: Mapping[str, tuple[Family, float]] = field(default_factory=dict)
    scores: Mapping[str, ExpertScore] = field(default_factory=dict)
    pooled_by: str | None = None


def made(stated: Distribution, sources: Sources | None = None) -> Made:
    """Make the distribution that what the study file states describes.

    Parameters
    ----------
    stated : Distribution
        As the study file states it.
    sources : Sources, optional
        The tables, words and grades that it may name.

    Returns
    -------
    Made

    Raises
    ------
    FamilyError
        With the key to mend.

    Examples
    --------
    >>> made(Distribution(distribution="normal", mean=1.0, sd=2.0)).family
    Normal(mean=1.0, sd=2.0)
    """
    sources = sources or Sources()
    ways = [way for way in WAYS if getattr(stated, way) is not None]
    if len(ways) > 1:
        raise FamilyError(f"{ways[0]} and {ways[1]} both say what the distribution is; keep one", parameter=ways[1])
    needs = {"tolerance": "quantiles", "pooling": "experts", "calibration": "experts"}
    for key, way in needs.items():
        if getattr(stated, key) is not None and way not in ways:
            raise FamilyError(f"{key} goes with {way}, which is not given", parameter=key)
    with np.errstate(all="ignore"):  # what overflows is refused by the family's own checks
        distribution = (
            _MAKERS[ways[0]](stated, getattr(stated, ways[0]), sources)
            if ways
            else Made(_by_parameters(stated, sources))
        )
        return _adjusted(distribution, stated, sources)


def _by_parameters(stated: Distribution, sources: Sources) -> Family:
    parameters = sources.parameters(stated)
    if stated.distribution is not None:
        if any(isinstance(value, str) for value in parameters.values()):
            return Hierarchical(stated.distribution, **parameters)
        return from_parameters(stated.distribution, parameters)
    if set(parameters) != {"value"}:
        raise FamilyError(
            'say which distribution it is: distribution = "normal", "triangular", …; or give one certain value'
        )
    return from_parameters("constant", parameters)


def _adjusted(found: Made, stated: Distribution, sources: Sources) -> Made:
    """The distribution moved, as its grade says, cut off, and with the worlds in which nothing happens."""
    if stated.grade is not None and stated.grade not in sources.grades:
        raise FamilyError(
            f"there is no [grades.{stated.grade}]; {suggestion(stated.grade, sources.grades)}", parameter="grade"
        )
    grade = sources.grades[stated.grade] if stated.grade is not None else Grade()
    ends = stated.truncate.model_dump(exclude_none=True) if stated.truncate is not None else {}
    chance = 1.0 if stated.happens is None else stated.happens
    adjustment = Adjustment(
        grade.bias, grade.widen, **ends, happens=chance, by=stated.shift or 0.0, times=stated.times or 1.0
    )
    if adjustment == Adjustment():
        return found
    family = found.family
    if isinstance(family, Conditional):
        family = family.adjusted(adjustment)
    elif isinstance(chance, str):
        family = Hierarchical(replace(adjustment, happens=1.0).of(family), then=Adjustment(happens=chance))
    else:
        family = adjustment.of(family)
    return replace(found, family=family)


def _named(stated: Distribution, otherwise: str | None = None) -> str:
    name = stated.distribution or otherwise
    if name is None:
        raise FamilyError('say which distribution: distribution = "lognormal", …', parameter="distribution")
    return name


def _only(stated: Distribution, sources: Sources, *allowed: str) -> dict[str, Any]:
    """The parameters given beside another way in: only some make sense there."""
    given = sources.parameters(stated)
    for key in given:
        if key not in allowed:
            also = f"; beside it may stand {' and '.join(allowed)}" if allowed else ""
            raise FamilyError(f"{key} is not given together with {_way(stated)}{also}", parameter=key)
        if np.ndim(given[key]) or isinstance(given[key], str):
            raise FamilyError(f"{key} is one number here", parameter=key)
    return given


def _way(stated: Distribution) -> str:
    return next(way for way in WAYS if getattr(stated, way) is not None)


def _from_quantiles(stated: Distribution, quantiles: Mapping[float, float], sources: Sources) -> Made:
    ends = _only(stated, sources, "low", "high")
    tolerance = LARGEST_MISFIT if stated.tolerance is None else stated.tolerance
    fit = fit_quantiles(_named(stated), quantiles, **ends, tolerance=tolerance)
    return Made(fit.family, "quantiles", quantile_fit=fit)


def _from_data(stated: Distribution, data: Data, sources: Sources) -> Made:
    _only(stated, sources)
    sample = sources.numbers("data", data.table, data.column)
    if data.of == "mean":
        if data.weights or data.parameters == "uncertain":
            key = "weights" if data.weights else "parameters"
            raise FamilyError(f'{key} goes with of = "one"; the mean is as uncertain as the data leave it', "data")
        distribution = "normal" if stated.distribution in {None, "empirical"} else stated.distribution
        return Made(mean_of_sample(sample, distribution), "data", sample=tuple(sample), of_mean=True)
    if _named(stated, "empirical") == "empirical":
        if data.parameters == "uncertain":
            raise FamilyError(
                'parameters = "uncertain" goes with a fitted distribution, and data drawn as they are have none', "data"
            )
        weights: Any = sources.numbers("data", data.table, data.weights) if data.weights else 1.0
        return Made(Empirical(np.asarray(sample), weights), "data", sample=tuple(sample))
    if data.weights:
        raise FamilyError("weights go with data drawn as they are; leave distribution out", parameter="data")
    fit = fit_sample(_named(stated), sample)
    family = fit.predictive() if data.parameters == "uncertain" else fit.family
    return Made(family, "data", sample_fit=fit, sample=tuple(sample))


def _from_studies(stated: Distribution, given: Pool, sources: Sources) -> Made:
    _only(stated, sources)
    scale = np.log if given.ratios else np.asarray

    def column(name: str) -> Any:
        return np.asarray(sources.numbers("pool", given.table, name), dtype=np.float64)

    if (given.standard_error is None) == (given.low is None or given.high is None):
        raise FamilyError("pool needs standard_error = a column, or low and high = two columns", parameter="pool")
    estimates = scale(column(given.estimate))
    if given.standard_error is not None:
        errors = column(given.standard_error)
    else:
        errors = standard_errors(scale(column(str(given.low))), scale(column(str(given.high))), given.mass)
    weights = None if given.weights is None else column(given.weights)
    if stated.distribution not in {None, "lognormal" if given.ratios else "normal"}:
        raise FamilyError(
            "a pooled effect has its distribution from the studies, a lognormal when ratios = true; "
            "leave distribution out",
            "distribution",
        )
    pooling = pool(estimates, errors, given.method, weights=weights, interval=given.interval)
    effect = pooling.mean_effect() if given.of == "mean_effect" else pooling.new_effect()
    family: Family = as_ratio(effect) if given.ratios else effect
    back = np.exp if given.ratios else np.asarray
    ends = (back(estimates + reach * errors) for reach in (-TWO_SIDED_95, 0.0, TWO_SIDED_95))
    studies = tuple(zip(*(end.tolist() for end in ends), strict=True))
    names = tuple(sources.names(given.table, given.study))
    return Made(family, "pool", pooling=pooling, studies=studies, study_names=names)


def _from_components(stated: Distribution, parts: Sequence[Component], sources: Sources) -> Made:
    _only(stated, sources)
    families = [_inside("mixture", index, part, sources) for index, part in enumerate(parts)]
    weights = [part.weight for part in parts]
    members = {str(index + 1): pair for index, pair in enumerate(zip(families, weights, strict=True))}
    family = linear_pool(families, weights) if len(families) > 1 else families[0]
    return Made(family, "mixture", members=members)


def _from_experts(stated: Distribution, experts: Sequence[Expert], sources: Sources) -> Made:
    _only(stated, sources)
    names = [expert.name for expert in experts]
    if len(set(names)) < len(names):
        raise FamilyError("two experts have the same name; names differ", parameter="experts")
    families = [_inside("experts", index, expert, sources) for index, expert in enumerate(experts)]
    scores = _scores(stated.calibration, experts, sources) if stated.calibration else {}
    weights = [scores[name].weight for name in names] if scores else [expert.weight for expert in experts]
    pooling = stated.pooling or "linear"
    together = linear_pool if pooling == "linear" else quantile_average
    members = dict(zip(names, zip(families, weights, strict=True), strict=True))
    return Made(together(families, weights), "experts", members=members, scores=scores, pooled_by=pooling)


def _inside(key: str, place: int, stated: Distribution, sources: Sources) -> Family:
    try:
        family = made(stated, sources).family
    except FamilyError as error:
        raise type(error)(f"number {place + 1} of {key}: {error}", parameter=key) from error
    if isinstance(family, Conditional):
        raise FamilyError(
            f"number {place + 1} of {key} has uncertain parameters; here they are numbers. Make it an assumption of "
            "its own and mix in a formula",
            parameter=key,
        )
    return family


def _scores(calibration: ExpertCalibration, experts: Sequence[Expert], sources: Sources) -> dict[str, ExpertScore]:
    if any("weight" in expert.model_fields_set for expert in experts):
        raise FamilyError("calibration decides the weights; leave weight out", parameter="calibration")

    def numbers(column: str) -> list[float]:
        return list(sources.numbers("calibration", calibration.table, column))

    who = sources.texts("calibration", calibration.table, "expert")
    question = sources.texts("calibration", calibration.table, "question")
    truth, quantiles = numbers("truth"), [numbers(name) for name in calibration.quantiles]
    rows = {(name, item): row for row, (name, item) in enumerate(zip(who, question, strict=True))}
    items = list(dict.fromkeys(question))
    for expert in experts:
        for item in items:
            if (expert.name, item) not in rows:
                raise FamilyError(f"{expert.name!r} has no row for question {item!r}", parameter="calibration")
    answers = [truth[rows[experts[0].name, item]] for item in items]
    judgements = {
        expert.name: [[column[rows[expert.name, item]] for column in quantiles] for item in items] for expert in experts
    }
    probabilities = [float(name) for name in calibration.quantiles]
    return classical_model(probabilities, judgements, answers, cutoff=calibration.cutoff)


def _from_words(stated: Distribution, word: str, sources: Sources) -> Made:
    _only(stated, sources)
    if stated.distribution is not None:
        raise FamilyError("the table [verbal] says which distribution it is; leave it out here", "distribution")
    if word not in sources.verbal:
        raise FamilyError(f"there is no [verbal.{word}]; {suggestion(word, sources.verbal)}", parameter="verbal")
    if sources.verbal[word].verbal is not None:
        raise FamilyError(f"[verbal.{word}] stands for another word; give it a distribution", parameter="verbal")
    return replace(made(sources.verbal[word], sources), way="verbal")


def _from_scipy(stated: Distribution, given: Mapping[str, Any], sources: Sources) -> Made:
    _only(stated, sources)
    if stated.distribution is not None:
        raise FamilyError("scipy says which distribution it is; leave distribution out", "distribution")
    parameters = dict(given)
    return Made(ScipyDistribution(parameters.pop("name"), **parameters), "scipy")


def _from_object(stated: Distribution, name: str, sources: Sources) -> Made:
    _only(stated, sources)
    if name not in sources.objects:
        raise FamilyError(
            f"{name!r} is a Python object, which no text can hold; write a distribution here, or make the study in "
            "Python with mcba.simulate",
            parameter="python",
        )
    return Made(sources.objects[name], "python")


_MAKERS: dict[str, Callable[[Distribution, Any, Sources], Made]] = {
    "quantiles": _from_quantiles,
    "data": _from_data,
    "pool": _from_studies,
    "mixture": _from_components,
    "experts": _from_experts,
    "verbal": _from_words,
    "scipy": _from_scipy,
    "python": _from_object,
}
