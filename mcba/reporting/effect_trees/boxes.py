"""What stands in each box of an effect tree: the effect, its figure, and who gains or loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from mcba.engine.estimates import Summary
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import MINUS, uncapital
from mcba.study import EffectFigure, TreeEffect, effect_tree

Look = Literal["gain", "cost", "number", "open"]
_SIGNS = {"+": " (+)", "-": f" ({MINUS})", "?": " (?)", "": ""}


SaidFigure: TypeAlias = tuple[str, str]
"""A figure in words, and its range; empty where it has none."""


@dataclass(frozen=True)
class EffectBox:
    """An effect as people see it.

    Attributes
    ----------
    name : str
    layer : int
        From left to right.
    label : str
    figures : tuple of (str, str)
        What puts it into figures, each with its range; or that nothing does.
    bearers : str
        Who gains or loses; empty where nobody is named.
    reinforces : str
        What it makes stronger in turn; empty for most.
    look : {"gain", "cost", "number", "open"}
        In the amounts as a gain or a cost, in a unit of its own, or without a figure.
    before : tuple of str
        The boxes that it follows from.
    """

    name: str
    layer: int
    label: str
    figures: tuple[SaidFigure, ...]
    bearers: str
    reinforces: str
    look: Look
    before: tuple[str, ...]


def effect_boxes(facts: Facts, voice: Labels) -> tuple[EffectBox, ...]:
    """The effects of a study, each after those that it follows from; none where the study has no tree.

    Parameters
    ----------
    facts : Facts
    voice : Labels

    Returns
    -------
    tuple of EffectBox

    Examples
    --------
    >>> import mcba
    >>> facts = Facts(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256))
    >>> boxes = effect_boxes(facts, Labels(facts.study, "en"))
    >>> [(box.label, box.figures, box.bearers) for box in boxes if box.look == "open"][0]
    ('Clients are supported and empowered', (('no figure (+)', ''),), 'for: clients')
    """
    effects = facts.study.document.effects
    return tuple(
        EffectBox(
            name=placed.name,
            layer=placed.layer,
            label=voice.text(placed.effect.label),
            figures=tuple(_figures(facts, voice, placed)),
            bearers=_bearers(voice, placed),
            reinforces=_reinforces(voice, [voice.text(effects[name].label) for name in placed.effect.reinforces or ()]),
            look=_look(placed),
            before=placed.effect.from_ or (),
        )
        for placed in effect_tree(facts.study.document)
    )


def _look(placed: TreeEffect) -> Look:
    sections = {figure.section for figure in placed.figures}
    if "benefits" in sections:
        return "gain"
    if "costs" in sections:
        return "cost"
    return "number" if sections - {"pm"} else "open"


def _bearers(voice: Labels, placed: TreeEffect) -> str:
    if not placed.bearers:
        return ""
    key = "effects.payers" if _look(placed) == "cost" or placed.sign == "-" else "effects.bearers"
    return voice(key, bearers=voice.listed(map(voice.bearer_within, placed.bearers)))


def _reinforces(voice: Labels, labels: Sequence[str]) -> str:
    return voice("effects.reinforces", effects=voice.listed(map(uncapital, labels))) if labels else ""


def _figures(facts: Facts, voice: Labels, placed: TreeEffect) -> Iterator[SaidFigure]:
    """What puts an effect into figures, or that nothing does."""
    if not placed.figures:
        yield voice("effects.no_figure") + _SIGNS[placed.sign], ""
    costs = [figure.name for figure in placed.figures if figure.section == "costs"]
    if costs:
        yield _costs(facts, voice, costs)
    for figure in placed.figures:
        if figure.section != "costs":
            yield _figure(facts, voice, figure)


def _costs(facts: Facts, voice: Labels, names: Sequence[str]) -> SaidFigure:
    """The present value of some costs together, with its range where they are one, or all there are."""
    if isinstance(facts.accounts, Missing):
        return voice("effects.cost", amount=voice.listed(map(voice.flow, names))), ""
    account = facts.accounts.of_run
    others = [name for name in facts.study.document.costs if name not in names]
    if len(names) == 1:
        return _money(voice, account.flows[names[0]].summary, "effects.cost")
    if all(account.flows[name].summary.mean.value == 0 for name in others):
        return _money(voice, account.kinds["costs"].summary, "effects.cost")
    total = sum(account.flows[name].summary.mean.value for name in names)
    return voice("effects.cost", amount=f"{voice.exact(total)} {voice.currency}"), ""


def _figure(facts: Facts, voice: Labels, figure: EffectFigure) -> SaidFigure:
    account = None if isinstance(facts.accounts, Missing) else facts.accounts.of_run
    said = voice.named(figure.name), ""
    match figure.section:
        case "pm":
            said = voice("effects.pm") + _SIGNS[facts.study.document.pm[figure.name].sign], ""
        case "options":
            said = _option(facts, voice, figure.name)
        case "assumptions":
            said = _assumption(facts, voice, figure.name)
        case "benefits" if account is not None and figure.name in account.flows:
            said = _money(voice, account.flows[figure.name].summary)
        case "transfers" if account is not None and figure.name in account.flows:
            said = _money(voice, account.flows[figure.name].summary, "effects.transfer")
        case "quantities" if account is not None and figure.name in account.quantities:
            quantity = account.quantities[figure.name]
            said = _amount(voice, quantity.summary, voice.units(quantity.unit, quantity.summary.mean.value))
    return said


def _option(facts: Facts, voice: Labels, name: str) -> SaidFigure:
    """The balance of an option."""
    known = {} if isinstance(facts.accounts, Missing) else facts.accounts.options
    balance = known[name].balance if name in known else None
    return (voice("effects.option_only"), "") if balance is None else _money(voice, balance.summary, "effects.option")


def _money(voice: Labels, summary: Summary, key: str = "effects.gain") -> SaidFigure:
    mean, ends = _amount(voice, summary, voice.currency)
    return voice(key, amount=mean), ends


def _amount(voice: Labels, summary: Summary, unit: str) -> SaidFigure:
    """A mean in its unit, and its range where it has one."""
    ends = "" if summary.low == summary.high else f"({voice.range(summary.range)})"
    return f"{voice.short(summary.mean)} {unit}".strip(), ends


def _assumption(facts: Facts, voice: Labels, name: str) -> SaidFigure:
    """The mean of an assumption and its central range, which no draw decides."""
    family = facts.study.families[name]
    unit = voice.units(facts.study.document.assumptions[name].unit, float(np.mean(family.mean)))
    low, high = (float(np.mean(end)) for end in family.central(facts.run.settings.mass))
    mean = f"{voice.exact(float(np.mean(family.mean)), high - low)} {unit}".strip()
    ends = voice("word.to", low=voice.exact(low, high - low), high=voice.exact(high, high - low))
    return mean, "" if low == high else f"({ends})"
