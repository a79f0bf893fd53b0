"""What must be said where the best of several options is published: its figure is the highest partly by chance."""

from __future__ import annotations

from collections.abc import Iterator

from mcba.analysis.decision.options import NOTHING, optimism_of_highest
from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.writing import Writing

_FEWEST = 3  # options, besides doing nothing, from which the highest figure is worth a warning
_NOTABLE = 0.01  # of the spread of the options: less than that nobody would see


def optimism_of_best(writing: Writing[Facts]) -> Iterator[Block]:
    """How much too high the figure of the best option may be because it was chosen for being the highest."""
    alternatives = writing.facts.alternatives
    if isinstance(alternatives, Missing) or alternatives.without_mean is not None:
        return
    chosen = [place for place, name in enumerate(alternatives.names) if name != NOTHING]
    if len(chosen) < _FEWEST:
        return
    benefit = alternatives.net_benefit[:, chosen]
    excess = optimism_of_highest(benefit, randomisation=alternatives.randomisation)
    if excess.interval()[0] > 0 and excess.value > _NOTABLE * float(benefit.std(axis=0).max()):
        voice = writing.voice
        yield writing.sentence(
            "decide.optimism", count=voice.whole(len(chosen)), amount=voice.short(excess), currency=voice.currency
        )
