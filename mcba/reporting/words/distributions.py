"""Distributions in words: the family and its parameters, or what it was made from, and how it was altered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcba.reporting.words import capital, uncapital
from mcba.reporting.words.labels import Labels
from mcba.study.document import WAYS, Assumption, Distribution


def distribution_in_words(voice: Labels, law: Distribution) -> str:
    """The family and its parameters, as the study file gives them; empty where it gives none."""
    given = law.parameters()
    parts = [f"{voice.known('parameter', key)} {_parameter(voice, value)}" for key, value in given.items()]
    if set(given) == {"value"}:
        parts = []
    family = voice.known("family", law.distribution or ("constant" if given else ""))
    ways = [_way(voice, key, getattr(law, key)) for key in WAYS if getattr(law, key) is not None]
    name = " ".join(filter(None, (family, *ways)))
    return (
        "; ".join([capital(name) + (f": {'; '.join(parts)}" if parts else ""), *_adjusted(voice, law)]) if name else ""
    )


def _way(voice: Labels, key: str, made_from: Any) -> str:
    """From what else than its parameters a distribution is made."""
    match key:
        case "quantiles":
            points = [f"{voice.exact_percent(share)}: {voice.plain(value)}" for share, value in made_from.items()]
            return voice("way.quantiles", points="; ".join(points))
        case "data":
            from_data = voice("way.data", table=made_from.table, column=made_from.column)
            return f"{from_data}; {voice('way.uncertain')}" if made_from.parameters == "uncertain" else from_data
        case "pool":
            return voice("way.pool", table=made_from.table)
        case "mixture" | "experts":
            return voice(f"way.{key}", count=voice.whole(len(made_from)))
        case _:
            return voice("way.verbal", words=made_from)


def _adjusted(voice: Labels, law: Distribution) -> Iterator[str]:
    """How a distribution is altered after it was made."""
    if law.shift is not None:
        yield voice("way.shift", by=voice.plain(law.shift))
    if law.grade is not None:
        yield voice("way.grade", grade=voice.grade(law.grade))
    if law.truncate is not None:
        ends = law.truncate.model_dump(exclude_none=True)
        yield voice(
            "way.truncate", ends=", ".join(f"{voice(f'parameter.{end}')} {voice.plain(at)}" for end, at in ends.items())
        )
    if law.happens is not None:
        chance = law.happens
        share = voice.exact_percent(chance) if isinstance(chance, float) else _called(voice, chance)
        yield voice("way.happens", share=share)


def _parameter(voice: Labels, value: object) -> str:
    if isinstance(value, int | float):
        return voice.plain(float(value))
    if isinstance(value, tuple):
        return ", ".join(voice.plain(float(each)) for each in value)
    if isinstance(value, str):
        return _called(voice, value)
    return voice("word.column", name=getattr(value, "column", value))


def _called(voice: Labels, name: str) -> str:
    """What an assumption is called where it is a parameter of another."""
    return voice("way.assumption", label=uncapital(voice.assumption(name)))


def drawing_in_words(voice: Labels, assumption: Assumption) -> str:
    """How often an assumption is drawn, and how years hang together."""
    how_often = voice(f"drawn.{assumption.drawn}")
    if assumption.persistence is None:
        return how_often
    return f"{how_often}; {voice('drawn.persistence', value=voice.plain(assumption.persistence))}"
