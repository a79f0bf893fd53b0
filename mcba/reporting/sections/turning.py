"""What would turn the answer: what to measure next, and the values at which it switches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcba.analysis.decision.information import UNMOVED, Agenda, Population, Subject
from mcba.analysis.decision.variation import OneWay, Switch, SwitchingValues
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block
from mcba.reporting.facts import CONFIDENCE, DecisionFacts, Facts, Missing
from mcba.reporting.sections.writing import Writing

PER_PARTICIPANT = "costs_per_participant"
LISTED = 10  # assumptions in a table; the JSON has them all
FEW_ERRORS = 4.0  # a value of information within so many of its errors has no digits that hold
TINY = 1e-4  # a chance below this is called almost none


def information(w: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """What knowing more before choosing is worth, in all and for each assumption."""
    say, found = w.say, w.facts.agenda
    yield w.head("information", level)
    if isinstance(found, Missing):
        yield w.note(found)
        return
    perfect = found.perfect
    if perfect.value == 0:
        yield w.sentence("decide.nothing_to_learn", option=say.option(found.best))
        return
    if perfect.value <= FEW_ERRORS * perfect.error:
        most = say.error(perfect.interval()[1])
        yield w.sentence("text.little_information", most=most, currency=say.currency)
        return
    worth, error = say.short(perfect), say.error(perfect.error)
    yield w.sentence("decide.perfect", worth=worth, currency=say.currency, error=error)
    yield from _served(w)
    yield from w.picture("information")
    yield from w.picture("decision-information")
    yield from _worth(w, found)


def _served(w: Writing[Facts]) -> Iterator[Block]:
    """What knowing everything is worth for all decisions that it serves."""
    served = w.facts.population if isinstance(w.facts, DecisionFacts) else None
    if isinstance(served, Population):
        yield w.sentence(
            "decide.served",
            decisions=served.decisions,
            years=w.say("decide.served_years", count=served.years),
            worth=w.say.short(served.perfect),
            currency=w.say.currency,
            error=w.say.error(served.perfect.error),
            factor=served.discounted,
        )


def _worth(w: Writing[Facts], found: Agenda) -> Iterator[Block]:
    several = len(found.names) > 2
    shown = [one for one in found.subjects if one.information.value > 0 or one.share.value > 0][:LISTED]
    switch = ["switch_at"] if several else []
    columns = [*w.column("assumption", "status"), w.say("index.first"), *w.column("worth", *switch)]
    rows = [_subject(w, one)[: len(columns)] for one in shown]
    align, widths = "llrrr"[: len(columns)], (2.6, 1.2, 1, 1.3, 1)[: len(columns)]
    yield from w.table("information_table", columns, rows, align, widths, currency=w.say.currency)
    yield w.sentence("decide.measure_legend", worlds=found.worlds)
    if several:
        yield w.sentence("decide.switch_legend", best=found.best, second=found.runner_up)
    rest = len(found.subjects) - len(shown) + found.left_out
    if rest:
        yield w.sentence("decide.measure_rest", count=rest)


def _subject(w: Writing[Facts], one: Subject) -> Sequence[str]:
    say, worth = w.say, one.information
    known = say.with_error(worth) if one.worth_measuring else say("decide.about_zero") if worth.value else "0"
    crossing = one.choice.value if isinstance(one.choice, Switch) else None
    return [
        say.assumption(one.name),
        say(f"status.{one.status}"),
        _share(w, one.share),
        known,
        _or_dash(w, crossing),
    ]


def _share(w: Writing[Facts], found: Estimate) -> str:
    if found == UNMOVED:
        return w.say("decide.none")
    return w.say.share(found) if found.interval()[0] > 0 else w.say("decide.about_zero")


def _or_dash(w: Writing[Facts], value: float | None) -> str:
    return "–" if value is None else w.say.exact(value)


# --- the sign


def switching(w: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """The values at which the balance changes its sign, all else varying as it does in the worlds."""
    found = w.facts.agenda
    yield w.head("switching", level)
    if isinstance(found, Missing):
        yield w.note(found)
        return
    both = [(one, one.switching) for one in found.subjects if isinstance(one.switching, SwitchingValues)]
    switches = [(one, each) for one, each in both if each.mean.value is not None or each.chance.value is not None]
    rows = [[w.say.assumption(one.name), _band(w, each.mean), _or_dash(w, each.chance.value)] for one, each in switches]
    columns = w.column("assumption", "switch_mean", "even_chance")
    yield from w.table("switching", columns, rows, "lrr", (2.6, 1.7, 1.2))
    if rows:
        yield w.sentence("decide.sign_legend", share=w.say.exact_percent(CONFIDENCE))
    yield from _others(w, found, len(both), len(rows))
    yield from w.picture("decision-switching")
    yield from unpriced(w)


def _others(w: Writing[Facts], found: Agenda, looked_at: int, crossing: int) -> Iterator[Block]:
    """Why the other assumptions have no switching value."""
    if found.sign:
        yield w.sentence("decide.always_positive" if found.sign > 0 else "decide.always_negative")
    elif looked_at > crossing:
        yield w.sentence("decide.others_do_not" if crossing else "decide.none_switches", count=looked_at - crossing)
    reasons = {one.name: one.switching.code for one in found.subjects if isinstance(one.switching, Note)}
    by_label = [name for name, code in reasons.items() if code == "differs_by_label"]
    if by_label:
        yield w.sentence("decide.by_label", names=by_label)


def _band(w: Writing[Facts], found: Switch) -> str:
    return "–" if found.value is None else w.say.band(found.value, found.low, found.high)


def unpriced(w: Writing[Facts]) -> Iterator[Block]:
    """What the effects without a price would have to be worth for the answer to change."""
    found, say = w.facts.unpriced, w.say
    if found is not None:
        needed = found.for_mean
        items = "; ".join(say.text(item.label) for item in w.facts.study.document.pm.values())
        amount = say.short(Estimate(abs(needed.value), needed.error))
        key = "decide.pm_worth" if needed.value > 0 else "decide.pm_cost"
        yield w.sentence(key, amount=amount, currency=say.currency, items=items)


# --- one number at a time


def break_even(w: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """The value of one number at which the balance is zero, all others at base."""
    found = w.facts.agenda
    if isinstance(found, Missing):
        return
    ways = [(one.name, one.one_way) for one in found.subjects if isinstance(one.one_way, OneWay)]
    crossing = [(name, way) for name, way in ways if way.found.value is not None]
    rows = [_way(w, name, way) for name, way in crossing[:LISTED]]
    if not rows:
        return
    yield w.head("break_even", level)
    columns = w.column("assumption", "base", "break_even", "beyond")
    yield from w.table("break_even", columns, rows, "lrrr", (2.6, 1, 1.3, 1.2))
    yield w.sentence("decide.one_way_legend")
    if len(ways) > len(crossing):
        yield w.sentence("decide.no_break_even", count=len(ways) - len(crossing))
    if PER_PARTICIPANT in w.facts.run.outcomes:
        amount = w.say.short(w.facts.summary(PER_PARTICIPANT).mean)
        base = w.say.exact(w.facts.run.base[PER_PARTICIPANT])
        yield w.sentence("decide.per_participant", amount=amount, currency=w.say.currency, base=base)


def _way(w: Writing[Facts], name: str, way: OneWay) -> Sequence[str]:
    unit = w.say.unit(w.facts.study.document.assumptions[name].unit)
    label = w.say.assumption(name) + (f" ({unit})" if unit else "")
    assert way.found.value is not None
    nearest = min((way.found.value, *way.found.others), key=lambda value: abs(value - way.base))
    return [label, w.say.exact(way.base), w.say.exact(nearest), _beyond(w, way.chance)]


def _beyond(w: Writing[Facts], chance: float | None) -> str:
    if chance is None:
        return "–"
    return w.say("decide.almost_none") if chance < TINY else w.say.exact_share(chance)
