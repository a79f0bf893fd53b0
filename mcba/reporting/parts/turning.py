"""What would turn the answer: what to measure next, and the values at which it switches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mcba.analysis.agenda import Agenda, Subject
from mcba.analysis.population import Population
from mcba.reporting.parts.writing import Writing

PER_PARTICIPANT = "costs_per_participant"
TINY = 1e-4  # a chance below this is called so small that no digits of it are shown
LISTED = 10  # assumptions in a table of the page; the JSON has them all


def measure(w: Writing) -> Iterator[str]:
    """What knowing more before choosing is worth, in all and for each assumption."""
    say, listed = w.say, w.found.agenda
    if listed is None:
        return
    yield say("decide.measure")
    if listed.perfect.value == 0:
        yield w.sentence("decide.nothing_to_learn", option=w.option(listed.best))
    else:
        worth = w.with_error(listed.perfect.value, listed.perfect.error)
        yield w.sentence("decide.perfect", worth=worth, currency=w.currency, error=say.error(listed.perfect.error))
    if w.found.population is not None:
        yield _served(w, w.found.population)
    several = len(listed.names) > 2
    shown = [one for one in listed.subjects if one.information.value > 0 or one.share > 0][:LISTED]
    heading = ["", *w.own_columns("moves", "worth"), "±", *w.own_columns("status", *(["switch_at"] if several else []))]
    yield w.table(heading, [_subject(w, one, several=several) for one in shown])
    yield w.sentence("decide.measure_legend", currency=w.currency, worlds=say.whole(listed.worlds))
    if several:
        yield w.sentence("decide.switch_legend", best=w.named(listed.best), second=w.named(listed.runner_up))
    rest = len(listed.subjects) - len(shown) + listed.left_out
    if rest:
        yield w.sentence("decide.measure_rest", count=say.whole(rest))


def _served(w: Writing, served: Population) -> str:
    """What knowing everything is worth for all decisions that it serves."""
    say, worth, error = w.say, served.perfect.value, served.perfect.error
    one = served.years == 1
    return w.sentence(
        "decide.served",
        decisions=say.plain(served.decisions),
        years=say("decide.served_year") if one else say("decide.served_years", count=served.years),
        worth=w.with_error(worth, error),
        currency=w.currency,
        error=say.error(error),
        factor=w.exact(served.discounted),
    )


def _subject(w: Writing, one: Subject, *, several: bool) -> list[str]:
    value, error = one.information.value, one.information.error
    worth = w.with_error(value, error) if one.worth_measuring else w.say("decide.about_zero") if value else "0"
    crossing = None if one.choice is None else one.choice.value
    return [
        w.of(one),
        f"{w.say.number(100 * max(one.share, 0.0), 0)} %",
        worth,
        w.say.error(error),
        w.say(f"status.{one.status}"),
        *([_or_dash(w, crossing)] if several else []),
    ]


def _or_dash(w: Writing, value: float | None) -> str:
    return "–" if value is None else w.exact(value)


def sign(w: Writing) -> Iterator[str]:
    """The values at which the balance changes its sign, all else varying as it does in the worlds."""
    say, listed = w.say, w.found.agenda
    if listed is None:
        return
    yield say("decide.sign")
    rows = []
    for one in listed.subjects:
        both = one.switching
        if both is None or (both.mean.value is None and both.chance.value is None):
            continue
        ends = both.mean.value is not None
        band = say("word.to", low=w.exact(both.mean.low), high=w.exact(both.mean.high)) if ends else ""
        rows.append([w.of(one), _or_dash(w, both.mean.value), band, _or_dash(w, both.chance.value)])
    if rows:
        yield w.table(["", *w.own_columns("mean_zero", "band", "even_chance")], rows)
        yield w.sentence("decide.sign_legend", share=say.exact_percent(0.95))
    yield _no_switch(w, listed, len(rows))
    if w.found.unpriced is not None:
        needed = w.found.unpriced.for_mean
        items = "; ".join(say.text(item.label) for item in w.found.study.document.pm.values())
        amount = w.amount(abs(needed.value), needed.error)
        key = "decide.pm_worth" if needed.value > 0 else "decide.pm_cost"
        yield w.sentence(key, amount=amount, currency=w.currency, items=items)


def _no_switch(w: Writing, listed: Agenda, crossing: int) -> str:
    if listed.sign:
        return w.sentence("decide.always_positive" if listed.sign > 0 else "decide.always_negative")
    key = "decide.others_do_not" if crossing else "decide.none_switches"
    return w.sentence(key, count=len(listed.subjects) - crossing)


def one_way(w: Writing) -> Iterator[str]:
    """The value of one number at which the balance is zero, all others at base."""
    if w.found.agenda is None:
        return
    rows: list[list[str]] = []
    none = 0
    for one in w.found.agenda.subjects:
        way = one.one_way
        if way is None or way.found.value is None or way.chance is None:
            none += way is not None
            continue
        if len(rows) < LISTED:
            nearest = _nearest(way.base, (way.found.value, *way.found.others))
            rows.append([w.of(one), w.exact(way.base), w.exact(nearest), _chance(w, way.chance)])
    if not rows:
        return
    yield w.say("decide.one_way")
    yield w.table([*w.columns("base"), *w.own_columns("break_even", "beyond")], rows)
    yield w.sentence("decide.one_way_legend")
    if none:
        yield w.sentence("decide.no_break_even", count=none)
    if PER_PARTICIPANT in w.found.run.outcomes:
        cost = w.found.run.summary(PER_PARTICIPANT).mean
        base = w.exact(w.found.run.base[PER_PARTICIPANT])
        amount = w.amount(cost.value, cost.error)
        yield w.sentence("decide.per_participant", amount=amount, currency=w.currency, base=base)


def _nearest(base: float, values: Sequence[float]) -> float:
    return min(values, key=lambda value: abs(value - base))


def _chance(w: Writing, chance: float) -> str:
    return w.say("decide.almost_none") if chance < TINY else w.percent(float(f"{chance:.2g}"))
