"""Distributions in words: the family and its parameters, or what it was made from, and how it was altered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital, uncapital
from mcba.study.document import WAYS, Assumption, Distribution


def distribution_in_words(voice: Labels, distribution: Distribution) -> str:
    """The family and its parameters, as the study file gives them.

    Parameters
    ----------
    voice : Labels
    distribution : Distribution

    Returns
    -------
    str
        Empty where the study file gives none.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> distribution_in_words(Labels(study, "en"), study.document.assumptions["referral_share"])
    'Uniform: low 0.8; high 0.9'
    """
    given = distribution.parameters()
    parts = [f"{voice.known('parameter', key)} {_parameter(voice, value)}" for key, value in given.items()]
    if set(given) == {"value"}:
        parts = []
    family = voice.known("family", distribution.distribution or ("constant" if given else ""))
    ways = [_way(voice, key, getattr(distribution, key)) for key in WAYS if getattr(distribution, key) is not None]
    name = " ".join(filter(None, (family, *ways)))
    return (
        "; ".join([capital(name) + (f": {'; '.join(parts)}" if parts else ""), *_adjusted(voice, distribution)])
        if name
        else ""
    )


def _way(voice: Labels, key: str, made_from: Any) -> str:
    """From what else than its parameters a distribution is made."""
    match key:
        case "quantiles":
            points = [f"{voice.exact_percent(share)}: {voice.plain(value)}" for share, value in made_from.items()]
            return voice("way.quantiles", points="; ".join(points))
        case "data":
            from_data = voice("way.data", table=made_from.table, column=made_from.column)
            drawn = "of_mean" if made_from.of == "mean" else "uncertain" if made_from.parameters == "uncertain" else ""
            return f"{from_data}; {voice(f'way.{drawn}')}" if drawn else from_data
        case "pool":
            return voice("way.pool", table=made_from.table)
        case "mixture" | "experts":
            return voice(f"way.{key}", count=voice.whole(len(made_from)))
        case "scipy":
            parameters = [f"{name} {_parameter(voice, value)}" for name, value in made_from.items() if name != "name"]
            return voice("way.scipy", name=made_from["name"], parameters="; ".join(parameters))
        case _:
            return voice(f"way.{key}", words=made_from)


def _adjusted(voice: Labels, distribution: Distribution) -> Iterator[str]:
    """How a distribution is altered after it was made."""
    if distribution.times is not None:
        yield voice("way.times", times=voice.plain(distribution.times))
    if distribution.shift is not None:
        yield voice("way.shift", by=voice.plain(distribution.shift))
    if distribution.grade is not None:
        yield voice("way.grade", grade=voice.grade(distribution.grade))
    if distribution.truncate is not None:
        ends = distribution.truncate.model_dump(exclude_none=True)
        yield voice(
            "way.truncate", ends=", ".join(f"{voice(f'parameter.{end}')} {voice.plain(at)}" for end, at in ends.items())
        )
    if distribution.happens is not None:
        chance = distribution.happens
        share = voice.exact_percent(chance) if isinstance(chance, float) else _called(voice, chance)
        yield voice("way.happens", share=share)


def _parameter(voice: Labels, value: object) -> str:
    if isinstance(value, int | float):
        return voice.plain(float(value))
    if isinstance(value, tuple):
        return ", ".join(voice.plain(float(number)) for number in value)
    if isinstance(value, str):
        return _called(voice, value)
    return voice("word.column", name=getattr(value, "column", value))


def _called(voice: Labels, name: str) -> str:
    """What an assumption is called where it is a parameter of another."""
    return voice("way.assumption", label=uncapital(voice.assumption(name)))


def drawing_in_words(voice: Labels, assumption: Assumption) -> str:
    """How often an assumption is drawn, and how years hang together.

    Parameters
    ----------
    voice : Labels
    assumption : Assumption

    Returns
    -------
    str

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> drawing_in_words(Labels(study, "en"), study.document.assumptions["referral_share"])
    'one number for all years and units'
    """
    how_often = voice(f"drawn.{assumption.drawn}")
    if assumption.persistence is None:
        return how_often
    return f"{how_often}; {voice('drawn.persistence', value=voice.plain(assumption.persistence))}"
