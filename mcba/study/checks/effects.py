"""Effects: they follow from each other without a circle, and name figures and bearers that there are."""

from __future__ import annotations

from collections.abc import Iterable

from mcba.errors import suggestion
from mcba.study.document.document import Document
from mcba.study.document.effects import Effect
from mcba.study.model import FLOW_KINDS
from mcba.study.reading.complaints import Complaints
from mcba.study.reading.draft import Draft
from mcba.study.reading.effects import FIGURE_SECTIONS, figures_of
from mcba.study.reading.positions import Place


def check_effects(draft: Draft) -> Draft:
    """Effects follow from effects, end nowhere in a circle, and name figures and bearers of the study."""
    complaints, effects, bearers = draft.collect(), draft.document.effects, _bearers(draft.document)
    for name, effect in effects.items():
        _check_links(complaints, name, effect, effects)
        _check_figures(draft, complaints, ("effects", name, "figure"), effect.figure or ())
        for bearer in effect.bearer or ():
            if bearer not in bearers:
                message = f"unknown bearer or stakeholder {bearer!r}; {suggestion(bearer, sorted(bearers))}"
                complaints.at(("effects", name, "bearer"), message)
    circle = _circle(draft)
    if circle:
        message = (
            f"effects follow from each other in a circle: {' → '.join((*circle, circle[0]))}; where one makes an "
            "earlier one stronger, write reinforces in place of from"
        )
        complaints.at(("effects", circle[0], "from"), message)
    return draft.learnt(complaints)


def _bearers(document: Document) -> set[str]:
    """Everybody who is named: stakeholders, and those who gain or lose."""
    flows = [flow for kind in FLOW_KINDS for flow in getattr(document, kind).values()]
    named = {bearer for flow in flows for side in (flow.gains, flow.losses) for bearer in side or {}}
    return {*named, *document.stakeholders, *(item.bearer for item in document.pm.values() if item.bearer)}


def _check_links(complaints: Complaints, name: str, effect: Effect, known: Iterable[str]) -> None:
    """The effects that one follows from, and those that it reinforces."""
    for key, linked in (("from", effect.from_ or ()), ("reinforces", effect.reinforces or ())):
        for other in linked:
            if other not in known:
                message = f"there is no effect {other!r}; {suggestion(other, known)}"
                complaints.at(("effects", name, key), message)
    if name in (effect.reinforces or ()):
        complaints.at(("effects", name, "reinforces"), f"{name!r} reinforces itself; name another effect")
    if effect.kind in {"direct", "follow_on"} and not effect.from_:
        message = f'kind = "{effect.kind}" follows from something; add from = "an activity or an effect"'
        complaints.at(("effects", name, "kind"), message)


def _check_figures(draft: Draft, complaints: Complaints, place: Place, said: Iterable[str]) -> None:
    for figure in said:
        found = figures_of(draft.document, figure)
        if not found and figure not in draft.broken:
            names = [name for section in FIGURE_SECTIONS for name in getattr(draft.document, section)]
            message = f"nothing in the study is called {figure!r}; {suggestion(figure, names)}"
            complaints.at(place, message)
        elif len(found) > 1:
            meant = " or ".join(f"{each.section}.{each.name}" for each in found)
            complaints.at(place, f"{figure!r} stands in several sections; write {meant}")


def _circle(draft: Draft) -> list[str]:
    """Effects that follow from each other in a circle, from the first of the file on; empty where none do."""
    effects, done = draft.document.effects, set[str]()
    for start in effects:
        way = [start]
        while way:
            before = next((one for one in effects[way[-1]].from_ or () if one in effects and one not in done), None)
            if before is None:
                done.add(way.pop())
            elif before in way:
                circle = way[way.index(before) :][::-1]
                first = circle.index(next(name for name in effects if name in circle))
                return circle[first:] + circle[:first]
            else:
                way.append(before)
    return []
