"""How distributions were made: the judgements, data and studies behind them as they were given, and how they fit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mcba.families.uncertain import Predictive
from mcba.reporting.blocks import Block, Text
from mcba.reporting.facts import Facts
from mcba.reporting.laws import law_words
from mcba.reporting.sections.writing import Writing
from mcba.study import Study
from mcba.study.distributions import Made
from mcba.study.document import Document, Law

Row = tuple[str | Text, ...]
Page = Writing[Any]


@dataclass(frozen=True)
class Origin:
    """What a distribution was made from: what it is called, how it is stated, and what came of it."""

    label: str
    law: Law
    made: Made


def made(w: Writing[Facts]) -> Iterator[Block]:
    """The record behind the distributions that were not given by their parameters."""
    study = w.facts.study
    yield from record(w, origins(w, study, study.made), study.document)


def origins(w: Page, study: Study, names: Iterable[str]) -> list[Origin]:
    """The origins of assumptions of a study."""
    known = study.document.assumptions
    return [Origin(w.say.assumption(name), known[name], study.made[name]) for name in names]


def record(w: Page, found: Sequence[Origin], document: Document | None = None) -> Iterator[Block]:
    """The judgements, data and studies behind distributions, and the words and grades of a study that they use."""
    blocks = [*_quantiles(w, found), *_data(w, found), *_studies(w, found), *_parts(w, found), *_experts(w, found)]
    blocks += [] if document is None else _words(w, found, document)
    if blocks:
        yield w.head("made", 2)
        yield from blocks


def _quantiles(w: Page, found: Sequence[Origin]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = [
        (one.label, say.exact_percent(share), say.plain(value), _misfit(w, misfit))
        for one in found
        if (fit := one.made.quantile_fit) is not None
        for share, value, misfit in zip(fit.probabilities, fit.values, fit.misfit, strict=True)
    ]
    yield from w.table(
        "made_quantiles", w.column("assumption", "below", "value", "misfit"), rows, "lrrr", (3, 1, 1.5, 1.5)
    )


def _misfit(w: Page, misfit: float) -> str:
    """An error in probability, in points of a percentage."""
    return w.say.number(100 * misfit + 0.0, 1) if abs(misfit) >= 0.0005 else w.say.number(0.0, 0)


def _data(w: Page, found: Sequence[Origin]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = []
    for one in found:
        if (fit := one.made.sample_fit) is None:
            continue
        parameters = [
            f"{say.known('parameter', name)} {say.exact(float(fit.family.arguments[name]))} ± {_error(w, error)}"
            for name, error in fit.standard_errors.items()
        ]
        drawn = say("word.yes" if isinstance(one.made.family, Predictive) else "word.no")
        distances = (say.number(fit.kolmogorov, 3), say.number(fit.anderson, 3), say.number(fit.aic, 1))
        rows.append((one.label, say.whole(fit.count), "; ".join(parameters), drawn, *distances))
    columns = w.column("assumption", "observations", "parameters", "parameters_drawn", "kolmogorov", "anderson", "aic")
    yield from w.table("made_data", columns, rows, "lrllrrr", (2, 0.9, 3, 1, 1, 1, 1))


def _error(w: Page, error: float) -> str:
    return w.say.exact(error) if math.isfinite(error) and error else "?"


def _studies(w: Page, found: Sequence[Origin]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = []
    for one in found:
        if (pooling := one.made.pooling) is None:
            continue
        given: Any = one.law.pool
        names = one.made.study_names or tuple(say.whole(place + 1) for place in range(len(pooling.weights)))
        for name, estimate, error, weight in zip(
            names, pooling.estimates, pooling.errors, pooling.weights, strict=True
        ):
            value = math.exp(estimate) if given.ratios else estimate
            rows.append((one.label, name, say.exact(value), say.exact(error), say.part(weight)))
        yield w.sentence(
            "text.pooled",
            label=one.label,
            count=say.whole(len(pooling.weights)),
            method=say(f"pooling.{pooling.method}"),
            estimate=say.exact(math.exp(pooling.estimate) if given.ratios else pooling.estimate),
            error=say.exact(pooling.standard_error),
            between=say.exact(pooling.between) if pooling.between else say.number(0.0, 0),
            scale=say("text.on_logarithms") if given.ratios else "",
            drawn=say(f"pooling.{given.of}"),
        )
    columns = w.column("assumption", "study", "estimate", "standard_error", "weight")
    yield from w.table("made_studies", columns, rows, "llrrr", (2, 2, 1, 1.2, 1))


def _parts(w: Page, found: Sequence[Origin]) -> Iterator[Block]:
    rows: list[Row] = [
        (one.label, _part(w, part), w.say.part(weight))
        for one in found
        if one.law.mixture is not None
        for part, weight in zip(one.law.mixture, _weights(one.made), strict=True)
    ]
    yield from w.table("made_parts", w.column("assumption", "distribution", "weight"), rows, "llr", (2, 4, 1))


def _weights(made: Made) -> list[float]:
    """The weight of each member of a pool or a mixture, as shares that add up to 1."""
    total = math.fsum(weight for _, weight in made.members.values())
    return [weight / total for _, weight in made.members.values()]


def _experts(w: Page, found: Sequence[Origin]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = []
    for one in found:
        if one.law.experts is None or one.made.pooled_by is None:
            continue
        for expert, weight in zip(one.law.experts, _weights(one.made), strict=True):
            score = one.made.scores.get(expert.name)
            scores = (
                say("text.score", calibration=say.exact(score.calibration), information=say.exact(score.information))
                if score
                else ""
            )
            rows.append((one.label, expert.name, _part(w, expert), say.part(weight), scores))
        yield w.sentence(
            "text.experts",
            label=one.label,
            pooling=say(f"pooling.{one.made.pooled_by}"),
            weights=say("pooling.by_calibration" if one.made.scores else "pooling.by_statement"),
        )
    columns = w.column("assumption", "expert", "judgement", "weight", "score")
    yield from w.table("made_experts", columns, rows, "lllrl", (2, 1.3, 3, 1, 2))


def _words(w: Page, found: Sequence[Origin], document: Document) -> Iterator[Block]:
    """The grades and the verbal labels that are used, with what each stands for."""
    say, used = w.say, [one.law for one in found]
    grades: list[Row] = [
        (say.grade(name), say.plain(grade.bias), say.plain(grade.widen), w.source(grade.source, grade.reason))
        for name, grade in document.grades.items()
        if any(one.grade == name for one in used)
    ]
    yield from w.table("made_grades", w.column("grade", "bias", "widening", "reason"), grades, "lrrl", (1, 1, 1, 4))
    labels: list[Row] = [
        (say.grade(name), _part(w, law))
        for name, law in document.verbal.items()
        if any(one.verbal == name for one in used)
    ]
    yield from w.table("made_verbal", w.column("words", "distribution"), labels, "ll", (1, 3))


def _part(w: Page, law: Law) -> str:
    """A distribution that stands in a table of its own: a constant by its value."""
    return w.say.plain(law.value) if isinstance(law.value, float) else law_words(w.say, law)
