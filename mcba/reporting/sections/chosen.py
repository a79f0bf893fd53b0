"""What to choose: the options side by side, what each returns, and when it is paid back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from mcba.analysis import BALANCE
from mcba.analysis.decision import NOTHING, PROJECT, Option, OptionTable, Payback
from mcba.analysis.economics import Ratio
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block
from mcba.reporting.facts import Facts, Missing
from mcba.reporting.sections.writing import Writing

HALF = 0.5


def options(w: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """Every option: its net present value, in how many worlds it is best, and what choosing it wrongly costs."""
    yield w.head("options", level)
    found = w.facts.options
    if isinstance(found, Missing):
        yield w.note(found)
        return
    columns = w.column("", "mean", "low", "high", "best", "regret")
    rows = [_option(w, option) for option in found.options]
    shown = {"currency": w.say.currency, "share": w.say.exact_percent(found.mass)}
    yield from w.table("options_table", columns, rows, "lrrrrr", (2.6, 1.2, 1, 1, 1, 1), **shown)
    yield w.sentence("decide.choose_legend")
    yield from _verdict(w, found)
    for name in ("decision-cloud", "decision-acceptability", "decision-cumulative"):
        yield from w.picture(name)


def _option(w: Writing[Facts], option: Option) -> Sequence[str]:
    say, found = w.say, option.net_benefit
    cells = [say.certain(found.mean.value), "", ""] if found.low == found.high else w.mean_and_ends(found)
    return [say.option(option.name), *cells, w.chance(option.probability_best), w.amount(option.expected_loss)]


def _verdict(w: Writing[Facts], found: OptionTable) -> Iterator[Block]:
    say, best = w.say, found[found.best]
    note = found.note or w.facts.summary(BALANCE).note
    if note is not None:
        yield w.note(note)
    if found.note is not None:
        yield w.sentence("decide.without_mean", best=found.best, share=say.percent(best.probability_best))
    elif found.tied:
        yield w.sentence("decide.tied", first=found.best, second=found.runner_up)
    else:
        lead, share = say.short(found.lead), say.percent(best.probability_best)
        yield w.sentence("decide.best", best=found.best, lead=lead, second=found.runner_up, share=share)
    if found.favourite != found.best:
        yield w.sentence("decide.favourite", option=say.option(found.favourite))
    if max(option.probability_best.value for option in found.options) < HALF:
        yield w.sentence("decide.no_majority")
    if found.hardly_ever_best:
        yield w.sentence("decide.hardly", options=found.hardly_ever_best)
    if found.dominated:
        pairs = (say("decide.dominates", better=better, worse=worse) for better, worse in found.dominated)
        yield w.sentence("decide.dominance", pairs="; ".join(pairs))
    for name, other in found.same_as.items():
        yield w.sentence("decide.same_as", option=say.option(name), other=other)
    if found.left_out:
        yield w.sentence("decide.in_common", count=found.worlds, left_out=found.left_out)


def returns(w: Writing[Facts]) -> Iterator[Block]:
    """What each euro of cost returns under every option, when it is paid back, and the rate of return."""
    found = w.facts.options
    if isinstance(found, Missing):
        return
    chosen = [option for option in found.options if option.name != NOTHING and not _is_left_out(option.ratio)]
    if not chosen:
        return
    yield w.head("returns")
    rows = [_ratio(w, option.name, option.ratio) for option in chosen if isinstance(option.ratio, Ratio)]
    columns = w.column("", "of_means", "median", "low", "high", "net_roi")
    yield from w.table("returns", columns, rows, "lrrrrr", (2.6, 1.2, 1, 1, 1, 1.5))
    if rows:
        yield w.sentence("decide.returns_legend")
        yield from _pinned(w, chosen)
    for option in chosen:
        note = option.ratio if isinstance(option.ratio, Note) else option.ratio.note
        if note is not None:
            yield w.sentence("decide.about_option", option=w.say.option(option.name), said=w.say.note(note))
    for option in chosen:
        if isinstance(option.payback, Payback) and w.facts.study.horizon:
            yield _paid_back(w, option.name, option.payback)
    yield from _rate_of_return(w)


def _is_left_out(found: Ratio | Note) -> bool:
    """Whether a study chose to keep no ratio."""
    return isinstance(found, Note) and found.code == "not_kept"


def _ratio(w: Writing[Facts], name: str, found: Ratio) -> Sequence[str]:
    say, summary = w.say, found.summary
    ends = (_end(w, end) for end in (summary.median, summary.low, summary.high))
    of_means, net = ("" if each is None else w.amount(each) for each in (found.of_means, found.net_roi))
    return [say.option(name), of_means, *ends, net]


def _end(w: Writing[Facts], found: Estimate) -> str:
    if math.isfinite(found.value):
        return w.amount(found)
    return w.say("decide.no_end" if found.value > 0 else "decide.none")


def _pinned(w: Writing[Facts], options: Sequence[Option]) -> Iterator[Block]:
    """How well the worlds know the ratio of means of the first option that has one."""
    for option in options:
        ratio = option.ratio
        if isinstance(ratio, Ratio) and ratio.interval is not None and ratio.of_means and ratio.of_means.error:
            found, say = ratio.interval, w.say
            low, high = say.certain(found.low), say.certain(found.high)
            share, method = say.exact_percent(found.confidence), found.method.capitalize()
            yield w.sentence("decide.pinned", option=option.name, low=low, high=high, share=share, method=method)
            return


def _paid_back(w: Writing[Facts], name: str, paid: Payback) -> Block:
    say, option = w.say, w.say.option(name)
    first = next((year for year, share in zip(paid.years, paid.by_year, strict=True) if share.value > HALF), None)
    years = say("decide.horizon", count=w.facts.study.horizon)
    never = say("decide.never_paid_back", years=years, share=say.percent(paid.never)) if paid.never.value else ""
    if first is None:
        return w.sentence("decide.not_paid_back", option=option, never=never)
    return w.sentence("decide.paid_back", option=option, year=first, never=never)


def _rate_of_return(w: Writing[Facts]) -> Iterator[Block]:
    say, found, known = w.say, w.facts.rate_of_return, w.facts.options
    if isinstance(found, Missing) or isinstance(known, Missing) or isinstance(known[PROJECT].payback, Note):
        return
    parts = []
    if found.median and found.low and found.high:
        ends = {name: say.short_share(end) for name, end in (("low", found.low), ("high", found.high))}
        rate = say.short_share(found.median)
        parts.append(say("decide.median_rate", rate=rate, mass=say.exact_percent(found.mass), **ends))
    if found.none.value:
        low, high = map(say.exact_percent, found.searched)
        parts.append(say("decide.no_rate", low=low, high=high, share=say.percent(found.none)))
    if found.several.value:
        parts.append(say("decide.several_rates", share=say.percent(found.several)))
    yield w.sentence("decide.rate_of_return", parts="; ".join(parts))
