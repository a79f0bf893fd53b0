"""Hints at effects: what is taken off twice, and what stands in no effect of the tree."""

from __future__ import annotations

from mcba.errors import Note
from mcba.study.formula.impact import stated_tree
from mcba.study.formula.trees import names_behind
from mcba.study.hints.products import Found
from mcba.study.model import Study
from mcba.study.reading.effects import EffectFigure, effect_tree


def counted_twice(study: Study) -> Found:
    """Deadweight of an effect that is a difference with the null alternative already, or may well be one."""
    assumptions = study.document.assumptions
    for name, benefit in study.document.benefits.items():
        if benefit.deadweight is None:
            continue
        behind = names_behind(stated_tree(benefit), study.formulas)
        measured = {part: assumptions[part].measured for part in assumptions if part in behind}
        against = tuple(part for part, how in measured.items() if how == "against_null")
        if against:
            yield ("benefits", name, "deadweight"), Note("deadweight_twice", {"flow": name, "names": against})
        elif study.document.study.null_alternative and "before_after" not in measured.values():
            yield ("benefits", name, "deadweight"), Note("deadweight_unsaid", {"flow": name})


def outside_tree(study: Study) -> Found:
    """What counts, or is named without a price, and stands in no effect of the tree."""
    named = {figure for effect in effect_tree(study.document) for figure in effect.figures}
    figures = [
        EffectFigure(section, name)
        for section in ("benefits", "transfers", "pm")
        for name in getattr(study.document, section)
    ]
    left = tuple(figure.name for figure in figures if figure not in named)
    if named and left:
        yield ("effects",), Note("outside_tree", {"names": left})
