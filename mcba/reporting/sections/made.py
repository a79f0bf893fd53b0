"""How distributions were made: the judgements, data and studies behind them as they were given, and how they fit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from mcba.families.hierarchical import Predictive
from mcba.reporting.blocks import Block, Text, text
from mcba.reporting.facts import Facts
from mcba.reporting.sections.writing import Writing
from mcba.reporting.text import capital, uncapital
from mcba.study.document import WAYS, Law
from mcba.study.laws import Made

Row = tuple[str | Text, ...]


def made(w: Writing[Facts]) -> Iterator[Block]:
    """The record behind the distributions that were not given by their parameters."""
    found = w.facts.study.made
    blocks = [*_quantiles(w, found), *_data(w, found), *_studies(w, found), *_experts(w, found), *_words(w)]
    if blocks:
        yield w.head("made", 2)
        yield from blocks


def _quantiles(w: Writing[Facts], found: Mapping[str, Made]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = [
        (w.say.assumption(known), say.exact_percent(share), say.plain(value), _misfit(w, misfit))
        for known, one in found.items()
        if (fit := one.quantile_fit) is not None
        for share, value, misfit in zip(fit.probabilities, fit.values, fit.misfit, strict=True)
    ]
    yield from w.table(
        "made_quantiles", w.column("assumption", "below", "value", "misfit"), rows, "lrrr", (3, 1, 1.5, 1.5)
    )


def _misfit(w: Writing[Facts], misfit: float) -> str:
    """An error in probability, in points of a percentage."""
    return w.say.number(100 * misfit + 0.0, 1) if abs(misfit) >= 0.0005 else w.say.number(0.0, 0)


def _data(w: Writing[Facts], found: Mapping[str, Made]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = []
    for known, one in found.items():
        if (fit := one.sample_fit) is None:
            continue
        parameters = [
            f"{say.known('parameter', name)} {say.exact(float(fit.family.arguments[name]))} ± {_error(w, error)}"
            for name, error in fit.standard_errors.items()
        ]
        drawn = say("word.yes" if isinstance(one.family, Predictive) else "word.no")
        distances = (say.number(fit.kolmogorov, 3), say.number(fit.anderson, 3), say.number(fit.aic, 1))
        rows.append((w.say.assumption(known), say.whole(fit.count), "; ".join(parameters), drawn, *distances))
    columns = w.column("assumption", "observations", "parameters", "parameters_drawn", "kolmogorov", "anderson", "aic")
    yield from w.table("made_data", columns, rows, "lrllrrr", (2, 0.9, 3, 1, 1, 1, 1))


def _error(w: Writing[Facts], error: float) -> str:
    return w.say.exact(error) if math.isfinite(error) and error else "?"


def _studies(w: Writing[Facts], found: Mapping[str, Made]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = []
    for known, one in found.items():
        if (pooling := one.pooling) is None:
            continue
        given: Any = w.facts.study.document.assumptions[known].pool
        names = one.study_names or tuple(say.whole(place + 1) for place in range(len(pooling.weights)))
        for name, estimate, error, weight in zip(
            names, pooling.estimates, pooling.errors, pooling.weights, strict=True
        ):
            value = math.exp(estimate) if given.ratios else estimate
            rows.append(
                (
                    w.say.assumption(known),
                    name,
                    say.exact(value),
                    say.exact(error),
                    say.exact_percent(round(weight, 3)),
                )
            )
        yield w.sentence(
            "text.pooled",
            label=w.say.assumption(known),
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


def _experts(w: Writing[Facts], found: Mapping[str, Made]) -> Iterator[Block]:
    say = w.say
    rows: list[Row] = []
    for known, one in found.items():
        said = w.facts.study.document.assumptions[known].experts
        if said is None or one.pooled_by is None:
            continue
        total = math.fsum(weight for _, weight in one.members.values())
        for expert in said:
            weight = one.members[expert.name][1] / total
            score = one.scores.get(expert.name)
            scores = (
                say("text.score", calibration=say.exact(score.calibration), information=say.exact(score.information))
                if score
                else ""
            )
            rows.append(
                (
                    w.say.assumption(known),
                    expert.name,
                    law_words(w, expert),
                    say.exact_percent(round(weight, 3)),
                    scores,
                )
            )
        yield w.sentence(
            "text.experts",
            label=w.say.assumption(known),
            pooling=say(f"pooling.{one.pooled_by}"),
            weights=say("pooling.by_calibration" if one.scores else "pooling.by_statement"),
        )
    columns = w.column("assumption", "expert", "judgement", "weight", "score")
    yield from w.table("made_experts", columns, rows, "lllrl", (2, 1.3, 3, 1, 2))


def _words(w: Writing[Facts]) -> Iterator[Block]:
    """The grades and the verbal labels that are used, with what each stands for."""
    say, document = w.say, w.facts.study.document
    used = document.assumptions.values()
    grades: list[Row] = [
        (name.replace("_", " "), say.plain(grade.bias), say.plain(grade.widen), w.source(grade.source, grade.reason))
        for name, grade in document.grades.items()
        if any(one.grade == name for one in used)
    ]
    yield from w.table("made_grades", w.column("grade", "bias", "widening", "reason"), grades, "lrrl", (1, 1, 1, 4))
    labels: list[Row] = [
        (name.replace("_", " "), say.plain(law.value) if isinstance(law.value, float) else text(law_words(w, law)))
        for name, law in document.verbal.items()
        if any(one.verbal == name for one in used)
    ]
    yield from w.table("made_verbal", w.column("words", "distribution"), labels, "ll", (1, 3))


def law_words(w: Writing[Facts], law: Law) -> str:
    """The family and its parameters, as the study file gives them; empty where it gives none."""
    say = w.say
    given = law.parameters()
    parts = [f"{say.known('parameter', key)} {_parameter(w, value)}" for key, value in given.items()]
    if set(given) == {"value"}:
        parts = []
    family = say.known("family", law.distribution or ("constant" if given else ""))
    ways = [_way(w, key, getattr(law, key)) for key in WAYS if getattr(law, key) is not None]
    name = " ".join(filter(None, (family, *ways)))
    return "; ".join([capital(name) + (f": {'; '.join(parts)}" if parts else ""), *_adjusted(w, law)]) if name else ""


def _way(w: Writing[Facts], key: str, made_from: Any) -> str:
    """From what else than its parameters a distribution is made."""
    say = w.say
    match key:
        case "quantiles":
            points = [f"{say.exact_percent(share)}: {say.plain(value)}" for share, value in made_from.items()]
            return say("way.quantiles", points="; ".join(points))
        case "data":
            found = say("way.data", table=made_from.table, column=made_from.column)
            return f"{found}; {say('way.uncertain')}" if made_from.parameters == "uncertain" else found
        case "pool":
            return say("way.pool", table=made_from.table)
        case "mixture" | "experts":
            return say(f"way.{key}", count=say.whole(len(made_from)))
        case _:
            return say("way.verbal", words=made_from)


def _adjusted(w: Writing[Facts], law: Law) -> Iterator[str]:
    """How a distribution is altered after it was made."""
    say = w.say
    if law.shift is not None:
        yield say("way.shift", by=say.plain(law.shift))
    if law.grade is not None:
        yield say("way.grade", grade=law.grade.replace("_", " "))
    if law.truncate is not None:
        ends = law.truncate.model_dump(exclude_none=True)
        yield say(
            "way.truncate", ends=", ".join(f"{say(f'parameter.{end}')} {say.plain(at)}" for end, at in ends.items())
        )
    if law.happens is not None:
        chance = law.happens
        share = say.exact_percent(chance) if isinstance(chance, float) else _called(w, chance)
        yield say("way.happens", share=share)


def _parameter(w: Writing[Facts], value: object) -> str:
    if isinstance(value, int | float):
        return w.say.plain(float(value))
    if isinstance(value, tuple):
        return ", ".join(w.say.plain(float(each)) for each in value)
    if isinstance(value, str):
        return _called(w, value)
    return w.say("word.column", name=getattr(value, "column", value))


def _called(w: Writing[Facts], known: str) -> str:
    """What an assumption is called where it is a parameter of another."""
    return w.say("way.assumption", label=uncapital(w.say.assumption(known)))
