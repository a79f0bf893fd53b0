"""What to choose, and what each option returns."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from mcba.analysis.options import NOTHING, payback
from mcba.analysis.ratio import Ratio
from mcba.engine.display import decimals_of_certain
from mcba.engine.estimate import Estimate
from mcba.reporting.parts.writing import Writing

HALF = 0.5


def choose(w: Writing) -> Iterator[str]:
    """Every option: its net benefit, in how many worlds it is best, and what choosing it wrongly costs."""
    say, options, compared = w.say, w.found.options, w.found.options.compared
    yield say("decide.choose", currency=w.currency)
    rows = []
    for place, name in enumerate(options.names):
        summary = options.summary(name)
        rows.append(
            [
                w.option(name),
                w.amount(summary.mean.value, summary.mean.error),
                *(w.ends(summary.range) if name != NOTHING else ["", ""]),
                w.share(_best(w, place)),
                w.amount(compared.expected_loss[place], compared.expected_loss_error[place]),
            ]
        )
    yield w.table([*w.columns("mean", "low", "high", "best"), *w.own_columns("regret")], rows)
    yield w.sentence("decide.choose_legend", share=say.exact_percent(options.mass))
    yield from map(w.paragraph, _verdict(w))


def _best(w: Writing, place: int) -> Estimate:
    compared = w.found.options.compared
    return Estimate(float(compared.probability_best[place]), float(compared.probability_best_error[place]))


def _verdict(w: Writing) -> Iterator[str]:
    say, options, compared = w.say, w.found.options, w.found.options.compared
    place = options.column(compared.best)
    best, second = w.named(compared.best), w.named(compared.runner_up)
    if compared.lead.value <= 2 * compared.lead.error:
        yield say("decide.tied", first=best, second=second)
    else:
        lead = w.amount(compared.lead.value, compared.lead.error)
        yield say("decide.best", best=best, lead=lead, second=second, share=w.worlds(_best(w, place)))
    favourite = int(np.argmax(compared.probability_best))
    if favourite != place:
        yield say("decide.favourite", option=w.option(options.names[favourite]))
    if compared.probability_best.max() < HALF:
        yield say("decide.no_majority")
    never = [w.named(name) for name in options.hardly_ever_best()]
    if never:
        yield say("decide.hardly", options=say.listed(never))
    every = options.dominance.every_world
    pairs = [
        say("decide.dominates", better=w.named(better), worse=w.named(worse))
        for i, better in enumerate(options.names)
        for j, worse in enumerate(options.names)
        if every[i, j]
    ]
    if pairs:
        yield say("decide.dominance", pairs="; ".join(pairs))
    for name, other in options.same_as.items():
        yield say("decide.same_as", option=w.option(name), other=w.named(other))


# --- the ratio


def returns(w: Writing) -> Iterator[str]:
    """What each euro of cost returns, for every option that costs something."""
    say, options = w.say, w.found.options
    priced = [name for name in options.names if name != NOTHING and options.costs[:, options.column(name)].mean() != 0]
    if not priced:
        return
    yield say("decide.returns", currency=w.currency.upper())
    ratios = {name: options.ratio(name) for name in priced}
    rows = [[w.option(name), *_figures(w, ratio)] for name, ratio in ratios.items()]
    heading = ["", *w.own_columns("of_means"), *w.columns("median", "low", "high")[1:], *w.own_columns("net_roi")]
    yield w.table(heading, rows)
    first = ratios[priced[0]]
    yield w.sentence(
        "decide.returns_legend",
        option=w.named(priced[0]),
        low=say.number(first.low_of_means, decimals_of_certain(first.low_of_means)),
        high=say.number(first.high_of_means, decimals_of_certain(first.high_of_means)),
        share=say.exact_percent(first.confidence),
        method=first.interval_method.capitalize(),
    )
    for name, ratio in ratios.items():
        if ratio.cost_not_positive > 0:
            share = say.exact_percent(float(f"{ratio.cost_not_positive:.2g}"))
            yield w.sentence("decide.cost_not_positive", option=w.option(name), share=share)
        elif ratio.warning:
            yield w.sentence("decide.cost_near_zero", option=w.option(name))
        if w.found.study.horizon:
            yield _paid_back(w, name)
    if w.found.rates_of_return is not None:
        yield _rate_of_return(w)


def _figures(w: Writing, ratio: Ratio) -> list[str]:
    low, high = (
        w.say.estimate(end) if math.isfinite(end.value) else w.say(without)
        for end, without in ((ratio.low, "decide.none"), (ratio.high, "decide.no_end"))
    )
    return [
        w.amount(ratio.ratio_of_means.value, ratio.ratio_of_means.error),
        w.amount(ratio.median.value, ratio.median.error),
        low,
        high,
        w.amount(ratio.net_roi.value, ratio.net_roi.error),
    ]


def _paid_back(w: Writing, name: str) -> str:
    say, horizon = w.say, w.found.study.horizon
    paid = payback(w.found.options, name, horizon)
    first = next((year for year, share in zip(paid.years, paid.by_year, strict=True) if share.value > HALF), None)
    years = say("decide.horizon_one") if horizon == 1 else say("decide.horizon", count=horizon)
    never = say("decide.never_paid_back", years=years, share=w.worlds(paid.never)) if paid.never.value else ""
    if first is None:
        return w.sentence("decide.not_paid_back", option=w.option(name), never=never)
    return w.sentence("decide.paid_back", option=w.option(name), year=first, never=never)


def _rate_of_return(w: Writing) -> str:
    say, one = w.say, w.found.rates_of_return
    if one is None:
        return ""
    none, several = one.none, one.several
    parts = []
    if one.median:
        parts.append(say("decide.median_rate", rate=w.percent(one.median.value, one.median.error)))
    if none.value:
        low, high = (say.exact_percent(float(f"{end:.3g}")) for end in one.searched)
        parts.append(say("decide.no_rate", low=low, high=high, share=w.worlds(none)))
    else:
        parts.append(say("decide.every_rate"))
    if several.value:
        parts.append(say("decide.several_rates", share=w.worlds(several)))
    return w.sentence("decide.rate_of_return", parts="; ".join(parts))
