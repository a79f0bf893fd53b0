"""What would turn the answer, in words of everyday: the nearest assumption, and the scenarios."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis.decision.options import NOTHING
from mcba.engine.estimates import Estimate
from mcba.reporting.facts.advice import Advice
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing, required
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.amounts import is_share


def what_turns(writing: Writing[Facts], *, brief: bool = False) -> Iterator[str]:
    """The assumption that is nearest to turning the answer, and the scenarios that turn it or come nearest."""
    advice = required(writing.facts.advice)
    if advice.verdict == "equal" or advice.tied:
        yield writing.voice("advice.near")
    else:
        yield from _nearest_point(writing, advice, brief=brief)
    yield from _scenarios(writing, advice)


def _nearest_point(writing: Writing[Facts], advice: Advice, *, brief: bool) -> Iterator[str]:
    voice, agenda, point = writing.voice, writing.facts.agenda, advice.turning
    if isinstance(agenda, Missing):
        return
    if point is None:
        yield voice("advice.no_point")
        return
    switch = point.switch
    value, unit = _value_with_unit(writing, point.name, Estimate(switch.value or 0.0, (switch.high - switch.low) / 4))
    chance = "" if point.chance is None else voice("advice.point_chance", share=voice.in_hundred(point.chance))
    if len(agenda.names) == 2:
        then = "then_loss" if point.option == NOTHING else "then_gain"
    else:
        then = "then_next" if brief and point.option == agenda.runner_up else "then_option"
    told = voice(f"advice.{then}", option=point.option)
    said = {"name": point.name, "value": value, "unit": unit, "chance": chance, "then": told}
    yield voice(f"advice.point_{point.side}", **said)


def _value_with_unit(writing: Writing[Facts], name: str, value: Estimate) -> tuple[str, str]:
    """A value of an assumption and its unit: a share in percent, anything else in two or three digits."""
    if is_share(writing.facts.study, name):
        return writing.voice.short_share(value), ""
    unit = writing.voice.unit(writing.facts.study.document.assumptions[name].unit)
    return writing.voice.short(value), f" {unit}".rstrip()


def _scenarios(writing: Writing[Facts], advice: Advice) -> Iterator[str]:
    """The scenario that turns the answer most, or else the one that comes nearest to it."""
    voice, far = writing.voice, advice.scenario
    if far is None:
        return
    name = voice("word.quoted", words=voice.variant(far.variant))
    if far.verdict != advice.verdict:
        yield voice(f"advice.scenario_{far.verdict}", name=name)
    else:
        share = voice.of_hundred(far.outcome.probability)
        yield voice(f"advice.no_scenario_{far.verdict}", count=len(advice.scenarios), name=name, share=share)
