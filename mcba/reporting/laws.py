"""Distributions in words: the family and its parameters, or what it was made from, and how it was altered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcba.reporting.labels import Labels
from mcba.reporting.words import capital, uncapital
from mcba.study.document import WAYS, Law


def law_words(say: Labels, law: Law) -> str:
    """The family and its parameters, as the study file gives them; empty where it gives none."""
    given = law.parameters()
    parts = [f"{say.known('parameter', key)} {_parameter(say, value)}" for key, value in given.items()]
    if set(given) == {"value"}:
        parts = []
    family = say.known("family", law.distribution or ("constant" if given else ""))
    ways = [_way(say, key, getattr(law, key)) for key in WAYS if getattr(law, key) is not None]
    name = " ".join(filter(None, (family, *ways)))
    return "; ".join([capital(name) + (f": {'; '.join(parts)}" if parts else ""), *_adjusted(say, law)]) if name else ""


def _way(say: Labels, key: str, made_from: Any) -> str:
    """From what else than its parameters a distribution is made."""
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


def _adjusted(say: Labels, law: Law) -> Iterator[str]:
    """How a distribution is altered after it was made."""
    if law.shift is not None:
        yield say("way.shift", by=say.plain(law.shift))
    if law.grade is not None:
        yield say("way.grade", grade=say.grade(law.grade))
    if law.truncate is not None:
        ends = law.truncate.model_dump(exclude_none=True)
        yield say(
            "way.truncate", ends=", ".join(f"{say(f'parameter.{end}')} {say.plain(at)}" for end, at in ends.items())
        )
    if law.happens is not None:
        chance = law.happens
        share = say.exact_percent(chance) if isinstance(chance, float) else _called(say, chance)
        yield say("way.happens", share=share)


def _parameter(say: Labels, value: object) -> str:
    if isinstance(value, int | float):
        return say.plain(float(value))
    if isinstance(value, tuple):
        return ", ".join(say.plain(float(each)) for each in value)
    if isinstance(value, str):
        return _called(say, value)
    return say("word.column", name=getattr(value, "column", value))


def _called(say: Labels, known: str) -> str:
    """What an assumption is called where it is a parameter of another."""
    return say("way.assumption", label=uncapital(say.assumption(known)))
