"""The effect tree of a study: from what the project does to what follows, and what puts each effect into figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mcba.study.document.document import Document
from mcba.study.document.effects import Effect, EffectKind

FIGURE_SECTIONS = ("benefits", "costs", "transfers", "quantities", "assumptions", "pm", "options")
"""The sections of which an effect may name an entry as its figure."""

_SIGNS = {"benefits": "+", "costs": "-"}


@dataclass(frozen=True)
class EffectFigure:
    """What puts an effect into figures: an entry of a section of the study file."""

    section: str
    name: str


@dataclass(frozen=True)
class TreeEffect:
    """One effect in its place of the tree.

    Attributes
    ----------
    name : str
    effect : Effect
        What the study file says of it.
    kind : {"activity", "direct", "follow_on"}
    layer : int
        The most steps from something that follows from nothing; 0 for that itself.
    figures : tuple of EffectFigure
    bearers : tuple of str
        Who gains or loses.
    sign : {"+", "-", "?", ""}
        Whether it is a gain; empty where nothing says so.
    """

    name: str
    effect: Effect
    kind: EffectKind
    layer: int
    figures: tuple[EffectFigure, ...]
    bearers: tuple[str, ...]
    sign: str


def effect_tree(document: Document) -> tuple[TreeEffect, ...]:
    """The effects of a study, each after those that it follows from.

    Parameters
    ----------
    document : Document
        Of a study that was checked.

    Returns
    -------
    tuple of TreeEffect

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> [(effect.name, effect.layer) for effect in effect_tree(study.document)][:2]
    [('reaching', 0), ('working', 0)]
    """
    layers = _layers(document.effects)
    placed: dict[str, TreeEffect] = {}
    for name in sorted(layers, key=layers.__getitem__):
        effect = document.effects[name]
        figures = tuple(figure for said in effect.figure or () for figure in figures_of(document, said))
        placed[name] = TreeEffect(
            name,
            effect,
            effect.kind or _kind(placed[before].kind for before in effect.from_ or ()),
            layers[name],
            figures,
            effect.bearer or tuple(dict.fromkeys(_bearers(document, figures))),
            effect.sign or _sign(document, figures),
        )
    return tuple(placed.values())


def figures_of(document: Document, said: str) -> list[EffectFigure]:
    """Everything that a figure of an effect can stand for: one thing, unless a name stands in several sections.

    Parameters
    ----------
    document : Document
    said : str
        A name, or a section and a name: `pm.health`.

    Returns
    -------
    list of EffectFigure

    Examples
    --------
    >>> import mcba
    >>> document = mcba.load("studies/schilderswijk-moeders").document
    >>> figures_of(document, "stabilisation")
    [EffectFigure(section='benefits', name='stabilisation')]
    """
    section, point, name = said.rpartition(".")
    sections = [section] if point else FIGURE_SECTIONS
    return [
        EffectFigure(section, name)
        for section in sections
        if section in FIGURE_SECTIONS and name in getattr(document, section)
    ]


def _layers(effects: Mapping[str, Effect]) -> dict[str, int]:
    layers: dict[str, int] = {}
    while len(layers) < len(effects):
        ready = {
            name: max((layers[before] + 1 for before in effect.from_ or ()), default=0)
            for name, effect in effects.items()
            if name not in layers and all(before in layers for before in effect.from_ or ())
        }
        if not ready:
            raise ValueError("effects follow from each other in a circle")
        layers |= ready
    return {name: layers[name] for name in effects}


def _kind(before: Iterable[EffectKind]) -> EffectKind:
    kinds = set(before)
    return "activity" if not kinds else "direct" if "activity" in kinds else "follow_on"


def _bearers(document: Document, figures: Iterable[EffectFigure]) -> Iterable[str]:
    for figure in figures:
        if figure.section == "pm":
            bearer = document.pm[figure.name].bearer
            yield from [bearer] if bearer else []
        elif figure.section in {"benefits", "costs", "transfers"}:
            flow = getattr(document, figure.section)[figure.name]
            yield from (*(flow.gains or ()), *(flow.losses or ()))


def _sign(document: Document, figures: Iterable[EffectFigure]) -> str:
    for figure in figures:
        if figure.section == "pm":
            return document.pm[figure.name].sign
        if figure.section in _SIGNS:
            return _SIGNS[figure.section]
    return ""
