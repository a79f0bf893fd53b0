"""How distributions were made: the judgements, data and studies behind them as they were given, and how they fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mcba.families.uncertain import Predictive
from mcba.reporting.blocks import Block, Spans
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures.gallery import forest_of
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.distributions import distribution_in_words
from mcba.study import Study
from mcba.study.distributions import Made
from mcba.study.document import Distribution, Document

_Row = tuple[str | Spans, ...]


@dataclass(frozen=True)
class Origin:
    """What a distribution was made from: what it is called, how it is stated, what came of it; its name in a study."""

    label: str
    law: Distribution
    made: Made
    name: str = ""


def provenance(writing: Writing[Facts]) -> Iterator[Block]:
    """The record behind the distributions that were not given by their parameters."""
    study = writing.facts.study
    yield from record(writing, origins_of(writing, study, study.made), study.document)


def origins_of(writing: Writing[Any], study: Study, names: Iterable[str]) -> list[Origin]:
    """The origins of assumptions of a study."""
    assumptions = study.document.assumptions
    return [Origin(writing.voice.assumption(name), assumptions[name], study.made[name], name) for name in names]


def record(writing: Writing[Any], origins: Sequence[Origin], document: Document | None = None) -> Iterator[Block]:
    """The judgements, data and studies behind distributions, and the words and grades of a study that they use."""
    blocks = [
        *_quantiles(writing, origins),
        *_data(writing, origins),
        *_studies(writing, origins),
        *_parts(writing, origins),
        *_experts(writing, origins),
    ]
    blocks += [] if document is None else _words(writing, origins, document)
    if blocks:
        yield writing.head("made", 2)
        yield from blocks


def _quantiles(writing: Writing[Any], origins: Sequence[Origin]) -> Iterator[Block]:
    voice = writing.voice
    rows: list[_Row] = [
        (origin.label, voice.exact_percent(share), voice.plain(value), _misfit(writing, misfit))
        for origin in origins
        if (fit := origin.made.quantile_fit) is not None
        for share, value, misfit in zip(fit.probabilities, fit.values, fit.misfit, strict=True)
    ]
    yield from writing.table(
        "made_quantiles", writing.column("assumption", "below", "value", "misfit"), rows, "lrrr", (3, 1, 1.5, 1.5)
    )


def _misfit(writing: Writing[Any], misfit: float) -> str:
    """An error in probability, in points of a percentage."""
    return writing.voice.number(100 * misfit + 0.0, 1) if abs(misfit) >= 0.0005 else writing.voice.number(0.0, 0)


def _data(writing: Writing[Any], origins: Sequence[Origin]) -> Iterator[Block]:
    voice = writing.voice
    rows: list[_Row] = []
    for origin in origins:
        if (fit := origin.made.sample_fit) is None:
            continue
        parameters = [
            f"{voice.known('parameter', name)} {value} ± {_error(writing, error)}"
            for name, error in fit.standard_errors.items()
            for value in [voice.exact(float(fit.family.arguments[name]))]
        ]
        drawn = voice("word.yes" if isinstance(origin.made.family, Predictive) else "word.no")
        distances = (voice.number(fit.kolmogorov, 3), voice.number(fit.anderson, 3), voice.number(fit.aic, 1))
        rows.append((origin.label, voice.whole(fit.count), "; ".join(parameters), drawn, *distances))
    columns = writing.column(
        "assumption", "observations", "parameters", "parameters_drawn", "kolmogorov", "anderson", "aic"
    )
    yield from writing.table("made_data", columns, rows, "lrllrrr", (2, 0.9, 3, 1, 1, 1, 1))


def _error(writing: Writing[Any], error: float) -> str:
    return writing.voice.exact(error) if math.isfinite(error) and error else "?"


def _studies(writing: Writing[Any], origins: Sequence[Origin]) -> Iterator[Block]:
    voice = writing.voice
    rows: list[_Row] = []
    for origin in origins:
        if (pooling := origin.made.pooling) is None:
            continue
        given: Any = origin.law.pool
        names = origin.made.study_names or tuple(voice.whole(number + 1) for number in range(len(pooling.weights)))
        for name, estimate, error, weight in zip(
            names, pooling.estimates, pooling.errors, pooling.weights, strict=True
        ):
            value = math.exp(estimate) if given.ratios else estimate
            rows.append((origin.label, name, voice.exact(value), voice.exact(error), voice.part(weight)))
        yield writing.sentence(
            "text.pooled",
            label=origin.label,
            count=voice.whole(len(pooling.weights)),
            method=voice(f"pooling.{pooling.method}"),
            estimate=voice.exact(math.exp(pooling.estimate) if given.ratios else pooling.estimate),
            error=voice.exact(pooling.standard_error),
            between=voice.exact(pooling.between) if pooling.between else voice.number(0.0, 0),
            scale=voice("text.on_logarithms") if given.ratios else "",
            drawn=voice(f"pooling.{given.of}"),
            interval="" if pooling.df is None else voice("text.by_students_t", df=voice.whole(pooling.df)),
        )
    columns = writing.column("assumption", "study", "estimate", "standard_error", "weight")
    yield from writing.table("made_studies", columns, rows, "llrrr", (2, 2, 1, 1.2, 1))
    for origin in origins:
        yield from writing.picture(forest_of(origin.name))


def _parts(writing: Writing[Any], origins: Sequence[Origin]) -> Iterator[Block]:
    rows: list[_Row] = [
        (origin.label, _part(writing, part), writing.voice.part(weight))
        for origin in origins
        if origin.law.mixture is not None
        for part, weight in zip(origin.law.mixture, _weights(origin.made), strict=True)
    ]
    yield from writing.table(
        "made_parts", writing.column("assumption", "distribution", "weight"), rows, "llr", (2, 4, 1)
    )


def _weights(made: Made) -> list[float]:
    """The weight of each member of a pool or a mixture, as shares that add up to 1."""
    total = math.fsum(weight for _, weight in made.members.values())
    return [weight / total for _, weight in made.members.values()]


def _experts(writing: Writing[Any], origins: Sequence[Origin]) -> Iterator[Block]:
    voice = writing.voice
    rows: list[_Row] = []
    for origin in origins:
        if origin.law.experts is None or origin.made.pooled_by is None:
            continue
        for expert, weight in zip(origin.law.experts, _weights(origin.made), strict=True):
            score = origin.made.scores.get(expert.name)
            scores = (
                voice(
                    "text.score", calibration=voice.exact(score.calibration), information=voice.exact(score.information)
                )
                if score
                else ""
            )
            rows.append((origin.label, expert.name, _part(writing, expert), voice.part(weight), scores))
        yield writing.sentence(
            "text.experts",
            label=origin.label,
            pooling=voice(f"pooling.{origin.made.pooled_by}"),
            weights=voice("pooling.by_calibration" if origin.made.scores else "pooling.by_statement"),
        )
    columns = writing.column("assumption", "expert", "judgement", "weight", "score")
    yield from writing.table("made_experts", columns, rows, "lllrl", (2, 1.3, 3, 1, 2))


def _words(writing: Writing[Any], origins: Sequence[Origin], document: Document) -> Iterator[Block]:
    """The grades and the verbal labels that are used, with what each stands for."""
    voice, used = writing.voice, [origin.law for origin in origins]
    grades: list[_Row] = [
        (
            voice.grade(name),
            voice.plain(grade.bias),
            voice.plain(grade.widen),
            writing.source(grade.source, grade.reason),
        )
        for name, grade in document.grades.items()
        if any(origin.grade == name for origin in used)
    ]
    yield from writing.table(
        "made_grades", writing.column("grade", "bias", "widening", "reason"), grades, "lrrl", (1, 1, 1, 4)
    )
    labels: list[_Row] = [
        (voice.grade(name), _part(writing, law))
        for name, law in document.verbal.items()
        if any(origin.verbal == name for origin in used)
    ]
    yield from writing.table("made_verbal", writing.column("words", "distribution"), labels, "ll", (1, 3))


def _part(writing: Writing[Any], law: Distribution) -> str:
    """A distribution that stands in a table of its own: a constant by its value."""
    return writing.voice.plain(law.value) if isinstance(law.value, float) else distribution_in_words(writing.voice, law)
