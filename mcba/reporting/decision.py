"""The decision page: what to choose, how sure that is, what would change it, and what to measure next."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import numpy as np

from mcba.analysis import scenarios as variants
from mcba.analysis.agenda import Agenda, Subject, agenda, group_by_unit
from mcba.analysis.bearers import Weighted, weighted
from mcba.analysis.cases import Cases, cases
from mcba.analysis.freeze import Frozen, by_kind, by_unit, freeze
from mcba.analysis.options import NOTHING, PROJECT, Alternatives, alternatives, payback
from mcba.analysis.population import Population, population
from mcba.analysis.portrait import Portrait, portrait
from mcba.analysis.readings import of_result
from mcba.analysis.rerun import BALANCE, affordable, smaller, study_of
from mcba.analysis.returns import InternalRates, internal_rates
from mcba.analysis.scenarios import Outcome
from mcba.analysis.switching import Switch, UnpricedWorth, unpriced_worth
from mcba.engine.estimate import Estimate, Range, decimals_that_hold
from mcba.engine.result import THRESHOLDS, Run
from mcba.errors import RunError
from mcba.reporting.answer import CALIBRATION, heading, outcome_label
from mcba.reporting.terminal import aligned, cell, error_text, words, wrap
from mcba.study.model import Study, is_certain

ROUNDING = 1e-9
PER_PARTICIPANT = "costs_per_participant"
TINY = 1e-4  # a chance below this is called so small that no digits of it are shown
LARGE = 1_000_000
HALF = 0.5
MOVERS = 6  # assumptions that are shown for a low, middle and high world
FEWEST_FOR_PORTRAIT = 2_000
LISTED = 10  # assumptions in a table of the page; the JSON has them all


@dataclass(frozen=True, eq=False)
class Decision:
    """Everything that the decision page says, as numbers."""

    run: Run
    study: Study
    options: Alternatives
    agenda: Agenda | None
    cases: Cases
    unpriced: UnpricedWorth | None
    scenarios: tuple[Outcome, ...]
    rates: tuple[Outcome, ...]
    prices: Frozen | None
    kinds: tuple[Frozen, ...]
    units: Frozen | None
    portrait: Portrait | None
    weighted: Weighted | None
    rates_of_return: InternalRates | None
    aside: Run
    population: Population | None = None


def decision(
    run: Run, *, weights: Mapping[str, float] | None = None, decisions: float | None = None, years: int = 1
) -> Decision:
    """Work out the decision page of a run.

    With distribution weights by bearer, the weighted balance stands beside the other; with a number of decisions a year
    and of years, what knowing everything is worth for all of them.

    Examples
    --------
    >>> import mcba
    >>> found = decision(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=4_096))
    >>> found.options.compared.best
    'project'
    """
    study = study_of(run)
    options = alternatives(run)
    uncertain = [name for name, family in study.families.items() if not is_certain(family)]
    prices = [name for name in group_by_unit(study) if name in uncertain]
    has_rate = variants.DISCOUNT_RATE in study.document.choices and study.horizon > 0
    aside = smaller(run, affordable(run))
    listed = agenda(run, options) if uncertain else None
    if decisions is not None and listed is None:
        raise RunError("nothing in this study is uncertain, so for nobody is it worth to know more")
    return Decision(
        run=run,
        study=study,
        options=options,
        agenda=listed,
        cases=cases(run),
        unpriced=unpriced_worth(run.values(BALANCE)) if study.document.pm else None,
        scenarios=variants.scenarios(aside),
        rates=variants.discounting(aside) if has_rate else (),
        prices=freeze(aside, prices) if prices and len(prices) < len(uncertain) else None,
        kinds=by_kind(aside),
        units=by_unit(aside),
        portrait=portrait(run) if run.values(BALANCE).size >= FEWEST_FOR_PORTRAIT else None,
        weighted=weighted(run, weights) if weights else None,
        rates_of_return=internal_rates(run) if study.horizon else None,
        aside=aside,
        population=population(study, listed.perfect, decisions, years) if decisions and listed else None,
    )


def page(found: Decision) -> str:
    """What `mcba decide` prints on standard output."""
    parts: Sequence[Callable[[Decision], str]] = (
        _top,
        _choice,
        _ratios,
        _measure,
        _switching,
        _break_even,
        _points,
        _portrait,
        _scenarios,
        _rates,
        _sure,
        _whose,
        _readings,
        _foot,
    )
    return "\n\n".join(text for part in parts if (text := part(found)))


# --- words and numbers


def _label(found: Decision, option: str) -> str:
    if option == NOTHING:
        return "Nothing (the null alternative)"
    if option == PROJECT:
        return "The project"
    return words(found.study.document.options[option].label) or option.replace("_", " ")


def _named(found: Decision, option: str) -> str:
    label = _label(found, option)
    return {NOTHING: "doing nothing", PROJECT: "the project"}.get(option, f"'{label}'")


def _of(study: Study, subject: Subject) -> str:
    label = words(study.document.assumptions[subject.assumption].label) or subject.assumption.replace("_", " ")
    return label + subject.name[len(subject.assumption) :]


def _amount(value: float, error: float) -> str:
    return cell(value, decimals_that_hold(error, value))


def _plain(value: float) -> str:
    """A number without Monte Carlo error, to three digits."""
    return cell(value, decimals_that_hold(0.0, float(f"{value:.3g}")))


def _share(chance: Estimate) -> str:
    if chance.value in (0.0, 1.0):
        return "none" if chance.value == 0 else "all"
    shown = _amount(100 * chance.value, 100 * chance.error)
    if float(shown) in (0.0, 100.0):
        return "almost all" if float(shown) else "almost none"
    return f"{shown} %"


def _with_error(value: float, error: float) -> str:
    """A number with its error beside it: digits down to the first of the error."""
    return cell(value, -math.floor(math.log10(error)) if error > 0 else 0)


def _error_of(found: Estimate) -> str:
    """The error of a number; that of rounding counts as none."""
    return error_text(found.error if found.error > ROUNDING * abs(found.value) else 0.0)


def _ends(found: Range) -> list[str]:
    return [cell(end, found.decimals) for end in (found.low, found.high)]


def _crossing(switch: Switch | None) -> str:
    return "–" if switch is None or switch.value is None else _plain(switch.value)


def _worth(subject: Subject) -> str:
    """What knowing is worth, with as many digits as its error beside it."""
    value, error = subject.information.value, subject.information.error
    if not subject.worth_measuring:
        return "about 0" if value else "0"
    return _with_error(value, error)


def _mass(found: Decision) -> str:
    return f"{100 * found.options.mass:g} %"


def _titled(title: str, lines: Sequence[str]) -> str:
    return "\n".join([title, *lines])


def _paragraph(text: str) -> str:
    return wrap(text, "  ")


# --- what to choose


def _top(found: Decision) -> str:
    calibration = found.study.document.study.status == "calibration"
    return "\n".join([heading(found.run), *([_paragraph(CALIBRATION)] if calibration else [])])


def _choice(found: Decision) -> str:
    options, compared = found.options, found.options.compared
    rows = [["", "mean", "low", "high", "best in", "regret"]]
    for place, name in enumerate(options.names):
        summary = options.summary(name)
        best = Estimate(float(compared.probability_best[place]), float(compared.probability_best_error[place]))
        regret = _amount(compared.expected_loss[place], compared.expected_loss_error[place])
        middle = _amount(summary.mean.value, summary.mean.error)
        rows.append(
            [
                _label(found, name),
                middle,
                *(_ends(summary.range) if name != NOTHING else ["", ""]),
                _share(best),
                regret,
            ]
        )
    currency = found.study.document.study.currency
    lines = [
        *aligned(rows),
        _paragraph(
            f"Low to high: {_mass(found)} of the worlds. 'Best in': the share of worlds in which the option has the "
            "highest net benefit. Regret: what choosing it costs on average against the best option of each world."
        ),
        *map(_paragraph, _verdict(found)),
    ]
    return _titled(f"WHAT TO CHOOSE: net benefit, present value in {currency}", lines)


def _verdict(found: Decision) -> list[str]:
    options, compared = found.options, found.options.compared
    place = options.column(compared.best)
    best = Estimate(float(compared.probability_best[place]), float(compared.probability_best_error[place]))
    if compared.lead.value <= 2 * compared.lead.error:
        text = (
            f"On average {_named(found, compared.best)} and {_named(found, compared.runner_up)} cannot be told apart "
            "with these worlds; draw more."
        )
    else:
        text = (
            f"Best on average: {_named(found, compared.best)}, by "
            f"{_amount(compared.lead.value, compared.lead.error)} over {_named(found, compared.runner_up)}; it is best "
            f"in {_share(best)} of the worlds."
        )
    sentences = [text]
    favourite = int(np.argmax(compared.probability_best))
    if favourite != place:
        sentences.append(f"{_label(found, options.names[favourite])} is best in more worlds, by smaller amounts.")
    if compared.probability_best.max() < HALF:
        sentences.append("No option is best in half of the worlds.")
    never = [_named(found, name) for name in options.hardly_ever_best()]
    if never:
        sentences.append(f"Best in fewer than one world in a hundred: {' and '.join(never)}.")
    sentences += [_dominance(found)] if _dominance(found) else []
    sentences += [
        f"{_label(found, name)} is left out: in every world it has the net benefit of {_named(found, other)}."
        for name, other in options.same_as.items()
    ]
    return sentences


def _dominance(found: Decision) -> str:
    options = found.options
    every = options.dominance.every_world
    pairs = [
        f"{_named(found, better)} is never worse than {_named(found, worse)}"
        for i, better in enumerate(options.names)
        for j, worse in enumerate(options.names)
        if every[i, j]
    ]
    return f"In these worlds {'; '.join(pairs)}." if pairs else ""


# --- the ratio


def _ratios(found: Decision) -> str:
    options = found.options
    priced = [name for name in options.names if name != NOTHING and options.costs[:, options.column(name)].mean() != 0]
    if not priced:
        return ""
    rows = [["", "ratio of means", "median", "low", "high", "net ROI"]]
    notes: list[str] = []
    for name in priced:
        ratio = options.ratio(name)
        decimals = Range(ratio.low.value, ratio.high.value, ratio.mass, ratio.low.error, ratio.high.error).decimals
        rows.append(
            [
                _label(found, name),
                _amount(ratio.ratio_of_means.value, ratio.ratio_of_means.error),
                _amount(ratio.median.value, ratio.median.error),
                cell(ratio.low.value, decimals) if math.isfinite(ratio.low.value) else "none",
                cell(ratio.high.value, decimals) if math.isfinite(ratio.high.value) else "no end",
                _amount(ratio.net_roi.value, ratio.net_roi.error),
            ]
        )
        notes += [f"{_label(found, name)}: {ratio.warning}."] if ratio.warning else []
        notes += [_paid_back(found, name)] if found.study.horizon else []
    first = options.ratio(priced[0])
    pinned = (
        f"Ratio of means: mean benefits over mean costs. These worlds pin that of "
        f"{_named(found, priced[0])} down to {first.low_of_means:.5g} to {first.high_of_means:.5g} "
        f"({100 * first.confidence:g} % interval by {first.interval_method.capitalize()}); the range from low to high "
        f"is how uncertain the return itself is. Net ROI is the ratio minus 1."
    )
    notes += [_rate_of_return(found)] if found.rates_of_return is not None else []
    return _titled(
        f"WHAT EACH {found.study.document.study.currency} OF COST RETURNS",
        [*aligned(rows), *map(_paragraph, [pinned, *notes])],
    )


def _rate_of_return(found: Decision) -> str:
    one = found.rates_of_return
    if one is None:
        return ""
    none, several = one.none, one.several
    middle = one.median
    rate = f"median {_amount(100 * middle.value, 100 * middle.error)} % a year where there is one; " if middle else ""
    more = f", several in {_share(several)}" if several.value else ""
    searched = f"between {_plain(100 * one.searched[0])} and {_plain(100 * one.searched[1])} %"
    without = f"no rate {searched} in {_share(none)} of the worlds" if none.value else "every world has a rate"
    return f"Internal rate of return of the project: {rate}{without}{more}."


def _paid_back(found: Decision, name: str) -> str:
    horizon = found.study.horizon
    paid = payback(found.options, name, horizon)
    first = next((year for year, share in zip(paid.years, paid.by_year, strict=True) if share.value > 0.5), None)
    never = "" if paid.never.value == 0 else f", never within the horizon ({horizon} years) in {_share(paid.never)}"
    when = f"paid back by year {first} in most worlds" if first is not None else "not paid back in most worlds"
    return f"{_label(found, name)}: {when}{never}."


# --- what would change it


def _switching(found: Decision) -> str:
    if found.agenda is None:
        return ""
    listed = found.agenda
    lines: list[str] = []
    rows = [["", "mean is zero at", "band", "even chance at"]]
    for subject in listed.subjects:
        both = subject.switching
        if both is None or (both.mean.value is None and both.chance.value is None):
            continue
        band = f"{_plain(both.mean.low)} to {_plain(both.mean.high)}" if both.mean.value is not None else ""
        marks = [_plain(one.value) if one.value is not None else "–" for one in (both.mean, both.chance)]
        rows.append([_of(found.study, subject), marks[0], band, marks[1]])
    if rows[1:]:
        lines += aligned(rows)
        lines.append(
            _paragraph(
                "'Mean is zero at': the value at which the mean balance of the project is zero, all others varying as "
                "they do in the worlds; 'even chance at': where a balance above zero is as likely as not. Band: 95 %."
            )
        )
    crossing = len(rows) - 1
    if listed.sign:
        side = "positive" if listed.sign > 0 else "negative"
        lines.append(
            _paragraph(
                f"The balance of the project is {side} in every world, so no assumption switches its sign within the "
                "range thought possible."
            )
        )
    else:
        lines.append(_paragraph(f"{_switchless(crossing, len(listed.subjects))}"))
    if found.unpriced is not None:
        lines.append(_paragraph(_unpriced(found)))
    return _titled("WHAT WOULD CHANGE THE SIGN (switching values, from the worlds)", lines) if lines else ""


def _switchless(crossing: int, looked_at: int) -> str:
    where = "anywhere within the range thought possible"
    if not crossing:
        return (
            f"None of the {looked_at} assumptions looked at switches the sign of the mean balance {where}, by itself."
        )
    return f"The other {looked_at - crossing} assumptions looked at do not switch the sign {where}, each by itself."


def _unpriced(found: Decision) -> str:
    if found.unpriced is None:
        return ""
    items = "; ".join(words(item.label) for item in found.study.document.pm.values())
    needed = found.unpriced.for_mean
    amount = f"{_amount(abs(needed.value), needed.error)} {found.study.document.study.currency}"
    turn = (
        f"would have to be worth {amount} or more in all for the mean balance of the project to turn positive"
        if needed.value > 0
        else f"would have to cost {amount} or more in all for the mean balance of the project to turn negative"
    )
    return f"The effects that are named but not put into money (PM) {turn}: {items}."


def _measure(found: Decision) -> str:
    if found.agenda is None:
        return ""
    listed, currency = found.agenda, found.study.document.study.currency
    perfect = _with_error(listed.perfect.value, listed.perfect.error)
    several = len(listed.names) > 2
    if listed.perfect.value == 0:
        opening = f"{_label(found, listed.best)} is best in every world: knowing more would not change the choice."
    else:
        opening = (
            f"Knowing everything before choosing is worth {perfect} {currency} on average (EVPI, "
            f"± {error_text(listed.perfect.error)}): the most that any research for this choice can be worth."
        )
    if found.population is not None:
        opening += f" {_served(found.population, currency)}"
    rows = [["", "moves", "worth", "±", "status", *(["switch at"] if several else [])]]
    shown = [one for one in listed.subjects if one.information.value > 0 or one.share > 0][:LISTED]
    for subject in shown:
        known = subject.information
        switch = [_crossing(subject.choice)] if several else []
        moved = max(subject.share, 0.0)
        rows.append(
            [
                _of(found.study, subject),
                f"{100 * moved:.0f} %",
                _worth(subject),
                error_text(known.error),
                subject.status,
                *switch,
            ]
        )
    notes = [
        "'Moves': the share of the variance of the project's balance that goes with it. 'Worth': what knowing it alone "
        f"before choosing is worth (EVPPI, {currency}), with its error, from the first {listed.worlds:,} worlds. The "
        "status says whether the number has a source; assumed numbers that are worth knowing come first for research."
    ]
    if several:
        notes.append(
            f"'Switch at': the value at which {_named(found, listed.best)} and {_named(found, listed.runner_up)} are "
            "equally good on average; – where they do not change places within its range."
        )
    rest = len(listed.subjects) - len(shown) + listed.left_out
    if rest:
        notes.append(
            f"{rest} more uncertain numbers are worth less to know and move less; --json lists the first of them."
        )
    return _titled("WHERE TO MEASURE NEXT", [_paragraph(opening), *aligned(rows), *map(_paragraph, notes)])


def _served(served: Population, currency: str) -> str:
    """What knowing everything is worth for all decisions that it serves."""
    worth, error = served.perfect.value, served.perfect.error
    each = "a year for 1 year" if served.years == 1 else f"a year for {served.years} years, later ones discounted"
    return (
        f"For {served.decisions:,g} such decisions {each}, that is {_with_error(worth, error)} {currency} "
        f"(± {error_text(error)}); what each number below is worth grows by the same factor of "
        f"{_plain(served.discounted)}."
    )


def _break_even(found: Decision) -> str:
    if found.agenda is None:
        return ""
    rows = [["", "base", "break-even", "chance beyond"]]
    none = 0
    for subject in found.agenda.subjects:
        way = subject.one_way
        if way is None or way.found.value is None or way.chance is None:
            none += way is not None
            continue
        nearest = min((way.found.value, *way.found.others), key=lambda value: abs(value - way.base))
        if len(rows) <= LISTED:
            chance = "almost none" if way.chance < TINY else f"{100 * way.chance:.2g} %"
            rows.append([_of(found.study, subject), _plain(way.base), _plain(nearest), chance])
    if not rows[1:]:
        return ""
    notes = [
        "The value of one number at which the balance of the project is zero, all others at base (deterministic, "
        "without Monte Carlo error), and the chance that the number lies beyond it. This is another question than "
        "the switching values above: there all else varies."
    ]
    if none:
        notes.append(f"{none} others have no break-even, even far outside their range.")
    notes += [_per_participant(found)] if PER_PARTICIPANT in found.run.outcomes else []
    return _titled("ONE-WAY BREAK-EVEN", [*aligned(rows), *map(_paragraph, notes)])


def _per_participant(found: Decision) -> str:
    cost = found.run.summary(PER_PARTICIPANT).mean
    base, currency = found.run.base[PER_PARTICIPANT], found.study.document.study.currency
    return (
        f"Each participant has to gain {_amount(cost.value, cost.error)} {currency} on average for the project to pay "
        f"its costs back ({_plain(base)} in the base case)."
    )


# --- points, scenarios, rates


def _points(found: Decision) -> str:
    one = found.cases
    rows = [["worst case", "base case", "best case"], [_plain(value) for value in (one.worst, one.base, one.best)]]
    mean = _amount(one.mean.value, one.mean.error)
    difference = one.mean.value - one.base
    side = "above" if difference >= 0 else "below"
    text = (
        f"Worst and best: every assumption at the worse or better end of its own {100 * one.mass:g} % at once, which "
        f"is far less likely than {100 * (1 - one.mass):.3g} %. {_share(one.below_base).capitalize()} of the worlds "
        "lie below the base case."
    )
    why = (
        f"The mean ({mean}) and the base case are the same within the error of the mean."
        if abs(difference) <= 2 * one.mean.error
        else f"The mean ({mean}) lies {_amount(abs(difference), one.mean.error)} {side} the base case: "
        f"{_signed(one.from_bases)} because bases are no means, {_signed(one.from_form)} because assumptions multiply "
        "and move together."
    )
    lines = [*aligned([["", *rows[0]], ["Balance of the project", *rows[1]]]), _paragraph(text), _paragraph(why)]
    return _titled("WORST, BASE AND BEST CASE (points)", lines)


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "") + _plain(value)


def _in_thousands(outcomes: Sequence[Outcome]) -> bool:
    """Whether amounts are so large that whole ones would leave no room for words."""
    return max(abs(one.summary.mean.value) for one in outcomes) >= LARGE


def _title_of(what: str, found: Decision, outcomes: Sequence[Outcome]) -> str:
    unit = "1,000 " if _in_thousands(outcomes) else ""
    return f"{what}: balance of the project, {unit}{found.study.document.study.currency}"


def _scaled(found: Range, factor: float) -> Range:
    return Range(
        found.low * factor, found.high * factor, found.mass, found.low_error * factor, found.high_error * factor
    )


def _outcome_rows(outcomes: Sequence[Outcome], label: Callable[[Outcome], str]) -> list[str]:
    factor = 1e-3 if _in_thousands(outcomes) else 1.0
    rows = [["", "mean", "low", "high", "above zero", "difference", "±"]]
    for one in outcomes:
        rows.append(
            [
                label(one),
                _amount(factor * one.summary.mean.value, factor * one.summary.mean.error),
                *_ends(_scaled(one.summary.range, factor)),
                _share(one.probability),
                _amount(factor * one.difference.value, factor * one.difference.error),
                _error_of(Estimate(factor * one.difference.value, factor * one.difference.error)),
            ]
        )
    return aligned(rows)


def _scenarios(found: Decision) -> str:
    if not found.scenarios:
        return ""
    known = found.study.document.scenarios

    def label(one: Outcome) -> str:
        return words(known[one.name].label) or one.name.replace("_", " ")

    first = f"the first {found.aside.settings.worlds:,}" if found.aside is not found.run else "the same"
    notes = [
        f"On {first} worlds, so what scenario and project share cancels in the difference of the means (± its error)."
    ]
    notes += [f"{label(one)}: {note}." for one in found.scenarios for note in one.notes]
    return _titled(
        _title_of("SCENARIOS", found, found.scenarios),
        [*_outcome_rows(found.scenarios, label), *map(_paragraph, notes)],
    )


def _rates(found: Decision) -> str:
    if not found.rates:
        return ""
    presets = {preset.name: preset for preset in variants.presets()}

    def label(one: Outcome) -> str:
        return f"{one.name}, {presets[one.name].rates} ({presets[one.name].dates})"

    doubtful = [one.name for one in found.rates if presets[one.name].status != "verified"]
    notes = [f"Still to be verified against its source: {', '.join(doubtful)}."] if doubtful else []
    return _titled(
        _title_of("DISCOUNT RATES", found, found.rates),
        [*_outcome_rows(found.rates, label), *map(_paragraph, notes)],
    )


# --- if we were sure


def _sure(found: Decision) -> str:
    rows = [["", "low", "high", "spread left"]]
    whole = found.aside.summary(BALANCE)
    rows.append(["as it is", *_ends(whole.range), "100 %"])
    named = [("sure of all prices", found.prices)] if found.prices is not None else []
    named += [(_KINDS[one.name], one) for one in found.kinds]
    named += [("every unit at its median", found.units)] if found.units is not None else []
    if not named:
        return ""
    for label, one in named:
        rows.append([label, *_ends(one.summary.range), f"{100 * one.spread_left:.0f} %"])
    text = (
        "The range of the balance that is left when these assumptions stand at their medians; spread: standard "
        "deviation. Shares of groups do not add up: assumptions multiply."
    )
    return _titled("IF WE WERE SURE", [*aligned(rows), _paragraph(text)])


_KINDS = {
    "knowledge": "sure of what can be known now",
    "policy": "sure of policy",
    "future": "sure of the future",
}


# --- whose euro, and how published ranges are read


def _whose(found: Decision) -> str:
    one = found.weighted
    if one is None:
        return ""
    rows = [["", "mean", "low", "high", "above zero"]]
    for label, summary, chance in (
        ("every euro alike", one.unweighted, one.unweighted_probability),
        ("weighted", one.weighted, one.weighted_probability),
    ):
        mean = _amount(summary.mean.value, summary.mean.error)
        rows.append([label, mean, *_ends(summary.range), _share(chance)])
    listed = ", ".join(f"{bearer.replace('_', ' ')} {weight:g}" for bearer, weight in one.weights.items())
    text = f"Weights: {listed}; 1 for everybody else. A choice of who reads it, not a finding."
    return _titled("WHOSE EURO: balance of the project", [*aligned(rows), _paragraph(text)])


def _readings(found: Decision) -> str:
    known = {
        (one.outcome, one.low, one.high): one
        for one in found.study.document.published
        if one.outcome in THRESHOLDS and one.low is not None and one.high is not None and one.low < one.high
    }
    parts = []
    for outcome, low, high in known:
        threshold = THRESHOLDS[outcome][0]
        readings = of_result(float(low or 0.0), float(high or 0.0), threshold=threshold)
        rows = [[f"{outcome_label(found.study, outcome)} {_plain(low or 0)} to {_plain(high or 0)}, read as", "chance"]]
        rows += [[f"  {one.name}", f"{100 * one.probability:.1f} %"] for one in readings]
        text = (
            f"Chance of more than {threshold:g} if the published range alone were known, by what it is taken to mean."
        )
        parts.append(_titled("HOW THE PUBLISHED RANGE IS READ", [*aligned(rows), _paragraph(text)]))
    return "\n\n".join(parts)


def _portrait(found: Decision) -> str:
    one = found.portrait
    if one is None or found.agenda is None:
        return ""
    rows = [["", *(f"P{100 * level:g}" for level in one.levels), "all worlds"]]
    lines = [(_flow(found, name), f"present_value[{name}]") for name in found.run.labels.get("flow", ())]
    lines += [("Balance of the project", BALANCE)]
    movers = sorted(found.agenda.subjects, key=lambda subject: -subject.share)[:MOVERS]
    lines += [(_of(found.study, subject), subject.name) for subject in movers]
    for label, name in lines:
        estimates = [*one.lines[name], one.overall[name]] if name in one.lines else []
        if any(each.value for each in estimates):
            rows.append([label, *(_amount(each.value, each.error) for each in estimates)])
    text = (
        f"Means over the {one.worlds:,} worlds around the low (P10), middle (P50) and high (P90) point of the balance: "
        "every flow in present value, and the assumptions that move it most."
    )
    return _titled("WHAT A LOW, A MIDDLE AND A HIGH WORLD LOOKS LIKE", [*aligned(rows), _paragraph(text)])


def _flow(found: Decision, name: str) -> str:
    kind, flow = found.study.flows[name]
    label = words(flow.label) or name.replace("_", " ")
    return f"{label} ({_SINGULAR[kind]})"


_SINGULAR = {"benefits": "benefit", "costs": "cost", "transfers": "transfer"}


def _foot(found: Decision) -> str:
    settings = found.run.settings
    return wrap(
        f"Drawn: {settings.worlds:,} worlds, {settings.sampler}, seed {settings.seed}; every option and scenario meets "
        "the same worlds."
    )


# --- the same as one JSON object


def as_json(found: Decision) -> dict[str, Any]:
    """The object that `mcba decide --json` prints."""
    options, compared = found.options, found.options.compared
    priced = [name for name in options.names if name != NOTHING and options.costs[:, options.column(name)].mean() != 0]
    return {
        "study": found.study.name,
        "status": found.study.document.study.status,
        "seed": found.run.settings.seed,
        "worlds": found.run.settings.worlds,
        "sampler": found.run.settings.sampler,
        "currency": found.study.document.study.currency,
        "options": plain(compared),
        "same_as": options.same_as,
        "dominance": plain(options.dominance),
        "ranges": {name: plain(options.summary(name)) for name in options.names},
        "ratios": {name: plain(options.ratio(name)) for name in priced},
        "payback": {name: plain(payback(options, name, found.study.horizon)) for name in priced},
        "agenda": plain(found.agenda),
        "population": plain(found.population),
        "cases": plain(found.cases),
        "unpriced": plain(found.unpriced),
        "scenarios": plain(found.scenarios),
        "discount_rates": plain(found.rates),
        "sure_of_prices": plain(found.prices),
        "sure_of_kinds": plain(found.kinds),
        "sure_of_units": plain(found.units),
        "typical_worlds": plain(found.portrait),
        "weighted": plain(found.weighted),
        "rates_of_return": _without_worlds(found.rates_of_return),
        "seconds": {name: round(seconds, 6) for name, seconds in found.run.seconds.items()},
    }


def _without_worlds(rates: InternalRates | None) -> dict[str, Any] | None:
    if rates is None:
        return None
    return {name: plain(getattr(rates, name)) for name in ("none", "several", "median", "searched")}


def plain(value: Any) -> Any:
    """Results as numbers, lists and mappings that JSON has; null where there is no finite number."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(part) for name, part in asdict(value).items()}
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    return None if isinstance(value, float) and not math.isfinite(value) else value
