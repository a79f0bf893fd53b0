"""What to choose: the options side by side, what each returns, and when it is paid back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from mcba.analysis import BALANCE
from mcba.analysis.decision.options import NOTHING, PROJECT, Option, OptionTable, Payback
from mcba.analysis.economics import Ratio
from mcba.engine.estimates import Estimate
from mcba.errors import Note
from mcba.reporting.blocks import Block
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.decision.optimism import optimism_of_best
from mcba.reporting.sections.writing import Writing

_HALF = 0.5


@chapter
def which_option(writing: Writing[Facts]) -> Iterator[Block]:
    """What to choose, and what each option returns."""
    if writing.facts.has_money:
        yield from choice_between_options(writing)
        yield from optimism_of_best(writing)
        yield from option_returns(writing, 2)


def choice_between_options(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """Every option: its net present value, in how many worlds it is best, and what choosing it wrongly costs."""
    yield writing.head("options", level)
    table = writing.facts.options
    if isinstance(table, Missing):
        yield writing.note(table)
        return
    columns = writing.column("", "mean", "low", "high", "best", "regret")
    rows = [_option(writing, option) for option in table.options]
    shown = {"currency": writing.voice.currency, "share": writing.voice.exact_percent(table.mass)}
    yield from writing.table("options_table", columns, rows, "lrrrrr", (2.6, 1.2, 1, 1, 1, 1), **shown)
    yield writing.sentence("decide.choose_legend")
    yield from _verdict(writing, table)
    for name in ("decision-cloud", "decision-acceptability", "decision-cumulative"):
        yield from writing.picture(name)


def _option(writing: Writing[Facts], option: Option) -> Sequence[str]:
    voice, summary = writing.voice, option.net_benefit
    cells = (
        [voice.certain(summary.mean.value), "", ""] if summary.low == summary.high else writing.mean_and_ends(summary)
    )
    return [
        voice.option(option.name),
        *cells,
        writing.chance(option.probability_best),
        writing.amount(option.expected_loss),
    ]


def _verdict(writing: Writing[Facts], table: OptionTable) -> Iterator[Block]:
    voice, best = writing.voice, table[table.best]
    note = table.note or writing.facts.summary(BALANCE).note
    if note is not None:
        yield writing.note(note)
    if table.note is not None:
        yield writing.sentence("decide.without_mean", best=table.best, share=voice.percent(best.probability_best))
    elif table.tied:
        yield writing.sentence("decide.tied", first=table.best, second=table.runner_up)
    else:
        lead, share = voice.short(table.lead), voice.percent(best.probability_best)
        yield writing.sentence("decide.best", best=table.best, lead=lead, second=table.runner_up, share=share)
    if table.favourite != table.best:
        yield writing.sentence("decide.favourite", option=voice.option(table.favourite))
    if max(option.probability_best.value for option in table.options) < _HALF:
        yield writing.sentence("decide.no_majority")
    if table.hardly_ever_best:
        yield writing.sentence("decide.hardly", options=table.hardly_ever_best)
    if table.dominated:
        pairs = (voice("decide.dominates", better=better, worse=worse) for better, worse in table.dominated)
        yield writing.sentence("decide.dominance", pairs="; ".join(pairs))
    for name, other in table.same_as.items():
        yield writing.sentence("decide.same_as", option=voice.option(name), other=other)
    if table.left_out:
        yield writing.sentence("decide.in_common", count=table.worlds, left_out=table.left_out)


def option_returns(writing: Writing[Facts], level: int = 1) -> Iterator[Block]:
    """What each euro of cost returns under every option, when it is paid back, and the rate of return."""
    table = writing.facts.options
    if isinstance(table, Missing) or writing.facts.gives_balance:
        return
    chosen = [option for option in table.options if option.name != NOTHING and not _is_left_out(option.ratio)]
    if not chosen:
        return
    yield writing.head("returns", level)
    rows = [_ratio(writing, option.name, option.ratio) for option in chosen if isinstance(option.ratio, Ratio)]
    columns = writing.column("", "of_means", "median", "low", "high", "net_roi")
    yield from writing.table("returns", columns, rows, "lrrrrr", (2.6, 1.2, 1, 1, 1, 1.5))
    if rows:
        yield writing.sentence("decide.returns_legend")
        yield from _pinned(writing, chosen)
    for option in chosen:
        note = option.ratio if isinstance(option.ratio, Note) else option.ratio.note
        if note is not None:
            yield writing.sentence(
                "decide.about_option", option=writing.voice.option(option.name), said=writing.voice.note(note)
            )
    for option in chosen:
        if isinstance(option.payback, Payback) and writing.facts.study.horizon:
            yield _paid_back(writing, option.name, option.payback)
    yield from _rate_of_return(writing)


def _is_left_out(ratio: Ratio | Note) -> bool:
    """Whether a study chose to keep no ratio."""
    return isinstance(ratio, Note) and ratio.code == "not_kept"


def _ratio(writing: Writing[Facts], name: str, ratio: Ratio) -> Sequence[str]:
    voice, summary = writing.voice, ratio.summary
    ends = (_end(writing, end) for end in (summary.median, summary.low, summary.high))
    of_means, net = (
        "" if estimate is None else _short(writing, estimate) for estimate in (ratio.of_means, ratio.net_roi)
    )
    return [voice.option(name), of_means, *ends, net]


def _end(writing: Writing[Facts], estimate: Estimate) -> str:
    if math.isfinite(estimate.value):
        return _short(writing, estimate)
    return writing.voice("decide.no_end" if estimate.value > 0 else "decide.none")


def _short(writing: Writing[Facts], estimate: Estimate) -> str:
    """A ratio in a reader's digits; to six digits where no world changes it."""
    return writing.voice.short(estimate) if estimate.error else writing.voice.certain(estimate.value)


def _pinned(writing: Writing[Facts], options: Sequence[Option]) -> Iterator[Block]:
    """How well the worlds know the ratio of means of the first option that has one."""
    for option in options:
        ratio = option.ratio
        if isinstance(ratio, Ratio) and ratio.interval is not None and ratio.of_means and ratio.of_means.error:
            interval, voice = ratio.interval, writing.voice
            low, high = voice.exact(interval.low), voice.exact(interval.high)
            if low == high:  # in a reader's digits there is nothing to say
                return
            share, method = voice.exact_percent(interval.confidence), interval.method.capitalize()
            yield writing.sentence("decide.pinned", option=option.name, low=low, high=high, share=share, method=method)
            return


def _paid_back(writing: Writing[Facts], name: str, paid: Payback) -> Block:
    voice, option = writing.voice, writing.voice.option(name)
    first = next((year for year, share in zip(paid.years, paid.by_year, strict=True) if share.value > _HALF), None)
    years = voice("decide.horizon", count=writing.facts.study.horizon)
    never = voice("decide.never_paid_back", years=years, share=voice.percent(paid.never)) if paid.never.value else ""
    if first is None:
        return writing.sentence("decide.not_paid_back", option=option, never=never)
    return writing.sentence("decide.paid_back", option=option, year=first, never=never)


def _rate_of_return(writing: Writing[Facts]) -> Iterator[Block]:
    voice, internal_rate, table = writing.voice, writing.facts.rate_of_return, writing.facts.options
    if isinstance(internal_rate, Missing) or isinstance(table, Missing) or isinstance(table[PROJECT].payback, Note):
        return
    parts = []
    if internal_rate.median and internal_rate.low and internal_rate.high:
        ends = {
            name: voice.short_share(end) for name, end in (("low", internal_rate.low), ("high", internal_rate.high))
        }
        rate = voice.short_share(internal_rate.median)
        parts.append(voice("decide.median_rate", rate=rate, mass=voice.exact_percent(internal_rate.mass), **ends))
    if internal_rate.none.value:
        low, high = map(voice.exact_percent, internal_rate.searched)
        parts.append(voice("decide.no_rate", low=low, high=high, share=voice.percent(internal_rate.none)))
    if internal_rate.several.value:
        parts.append(voice("decide.several_rates", share=voice.percent(internal_rate.several)))
    yield writing.sentence("decide.rate_of_return", parts="; ".join(parts))
