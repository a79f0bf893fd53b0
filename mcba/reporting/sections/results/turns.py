"""What would turn the answer, in words of everyday: the nearest assumption, and the scenarios."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis.decision.options import NOTHING
from mcba.analysis.decision.variation import judged_scenarios, turning_point, verdict_on
from mcba.engine.estimates import Estimate
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.amounts import is_share


def what_turns(writing: Writing[Facts], *, brief: bool = False) -> Iterator[str]:
    """The assumption that is nearest to turning the answer, and the scenarios that turn it or come nearest."""
    facts, voice = writing.facts, writing.voice
    options = facts.options
    own = verdict_on(facts.summary("npv"), mean_costs(facts))
    if own == "equal" or (not isinstance(options, Missing) and options.tied):
        yield voice("advice.near")
    else:
        yield from _nearest_point(writing, brief=brief)
    yield from _scenarios(writing, own)


def mean_costs(facts: Facts) -> float:
    """The mean present value of the costs; zero where none were kept."""
    costs = "present_value_costs"
    return facts.summary(costs).mean.value if costs in facts.run.outcomes else 0.0


def _nearest_point(writing: Writing[Facts], *, brief: bool) -> Iterator[str]:
    voice, agenda = writing.voice, writing.facts.agenda
    if isinstance(agenda, Missing):
        return
    point = turning_point(writing.facts.study, agenda)
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


def _scenarios(writing: Writing[Facts], own: str) -> Iterator[str]:
    """The scenario that turns the answer most, or else the one that comes nearest to it."""
    judged, voice = judged_scenarios(writing.facts.scenarios, mean_costs(writing.facts)), writing.voice
    if not judged:
        return
    far = judged[0] if own != "loss" else judged[-1]
    name = voice("word.quoted", words=voice.variant(far.variant))
    if far.verdict != own:
        yield voice(f"advice.scenario_{far.verdict}", name=name)
    else:
        share = voice.of_hundred(far.outcome.probability)
        yield voice(f"advice.no_scenario_{own}", count=len(judged), name=name, share=share)
