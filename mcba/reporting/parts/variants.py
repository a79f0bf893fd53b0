"""The balance under other assumptions: worst and best case, scenarios, discount rates, certainty, weights, readings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from mcba.analysis import scenarios as variants
from mcba.analysis.freeze import Frozen
from mcba.analysis.readings import of_result
from mcba.analysis.rerun import BALANCE
from mcba.analysis.scenarios import Outcome, Preset
from mcba.engine.estimate import Estimate, Range
from mcba.engine.result import THRESHOLDS
from mcba.reporting.parts.writing import Writing
from mcba.study.readings import READINGS

LARGE = 1_000_000


def points(w: Writing) -> Iterator[str]:
    """Worst, base and best case, and why the mean is another number than the base case."""
    say, one = w.say, w.found.cases
    yield say("decide.points")
    row = [say("decide.balance"), *(w.exact(value) for value in (one.worst, one.base, one.best))]
    yield w.table(["", *w.own_columns("worst_case", "base_case", "best_case")], [row])
    yield w.sentence(
        "decide.points_legend",
        share=say.exact_percent(one.mass),
        tails=say.exact_percent(float(f"{1 - one.mass:.3g}")),
        below=w.worlds(one.below_base),
    )
    mean, difference = w.amount(one.mean.value, one.mean.error), one.mean.value - one.base
    if abs(difference) <= 2 * one.mean.error:
        yield w.sentence("decide.same_as_base", mean=mean)
        return
    yield w.sentence(
        "decide.above_base" if difference >= 0 else "decide.below_base",
        mean=mean,
        difference=w.amount(abs(difference), one.mean.error),
        bases=w.signed(one.from_bases),
        form=w.signed(one.from_form),
    )


def scenarios(w: Writing) -> Iterator[str]:
    """The study's scenarios, on the same worlds."""
    say, known = w.say, w.found.study.document.scenarios
    if not w.found.scenarios:
        return

    def label(one: Outcome) -> str:
        return say.text(known[one.name].label) or one.name.replace("_", " ")

    yield say("decide.scenarios", unit=_unit(w, w.found.scenarios))
    yield _outcomes(w, w.found.scenarios, label)
    if w.found.aside is w.found.run:
        yield w.sentence("decide.same_worlds")
    else:
        yield w.sentence("decide.first_worlds", worlds=say.whole(w.found.aside.settings.worlds))
    assumptions = w.found.study.document.assumptions
    for one in w.found.scenarios:
        for far in one.outside:
            yield w.sentence(
                "decide.outside",
                scenario=label(one),
                assumption=say.text(assumptions[far.name].label) or far.name.replace("_", " "),
                value=say.plain(far.value),
                low=w.exact(far.low),
                high=w.exact(far.high),
            )


def rates(w: Writing) -> Iterator[str]:
    """The discount rates that are set by rule, on the same worlds."""
    say = w.say
    if not w.found.rates:
        return
    presets = {preset.name: preset for preset in variants.presets()}

    def label(one: Outcome) -> str:
        preset = presets[one.name]
        return say("decide.rate", name=one.name, rate=_rate(w, preset), dates=say.text(preset.dates))

    yield say("decide.rates", unit=_unit(w, w.found.rates))
    yield _outcomes(w, w.found.rates, label)
    doubtful = [one.name for one in w.found.rates if presets[one.name].status != "verified"]
    if doubtful:
        yield w.sentence("decide.doubtful", names=", ".join(doubtful))


def _rate(w: Writing, preset: Preset) -> str:
    first = w.say.exact_percent(preset.steps[0][1])
    return w.say("decide.declining", rate=first) if len(preset.steps) > 1 else first


def _unit(w: Writing, outcomes: Sequence[Outcome]) -> str:
    return w.say("decide.thousands", currency=w.currency) if _factor(outcomes) < 1 else w.currency


def _factor(outcomes: Sequence[Outcome]) -> float:
    """Amounts are given in thousands where whole ones would leave no room for words."""
    return 1e-3 if max(abs(one.summary.mean.value) for one in outcomes) >= LARGE else 1.0


def _outcomes(w: Writing, outcomes: Sequence[Outcome], label: Callable[[Outcome], str]) -> str:
    factor = _factor(outcomes)
    rows = []
    for one in outcomes:
        mean, found = one.summary.mean, one.summary.range
        errors = factor * found.low_error, factor * found.high_error
        shown = Range(factor * found.low, factor * found.high, found.mass, *errors)
        difference = Estimate(factor * one.difference.value, factor * one.difference.error)
        rows.append(
            [
                label(one),
                w.amount(factor * mean.value, factor * mean.error),
                *w.ends(shown),
                w.share(one.probability),
                w.amount(difference.value, difference.error),
                w.error(difference),
            ]
        )
    return w.table([*w.columns("mean", "low", "high"), *w.own_columns("above_zero", "difference"), "±"], rows)


def sure(w: Writing) -> Iterator[str]:
    """The range of the balance that is left if a group of assumptions were known."""
    say, found = w.say, w.found
    named: list[tuple[str, Frozen | None]] = [
        (say("decide.sure_of_prices"), found.prices),
        *((say(f"decide.sure_of_{one.name}"), one) for one in found.kinds),
        (say("decide.units_alike"), found.units),
    ]
    rows = [
        [label, *w.ends(one.summary.range), f"{say.number(100 * one.spread_left, 0)} %"]
        for label, one in named
        if one is not None
    ]
    if not rows:
        return
    yield say("decide.sure")
    whole = [say("decide.as_it_is"), *w.ends(found.aside.summary(BALANCE).range), say.exact_percent(1.0)]
    yield w.table([*w.columns("low", "high"), *w.own_columns("spread_left")], [whole, *rows])
    yield w.sentence("decide.sure_legend")


def whose(w: Writing) -> Iterator[str]:
    """The balance where a euro does not count the same for everybody."""
    say, one = w.say, w.found.weighted
    if one is None:
        return
    yield say("decide.whose")
    rows = [
        [label, w.amount(summary.mean.value, summary.mean.error), *w.ends(summary.range), w.share(chance)]
        for label, summary, chance in (
            (say("decide.alike"), one.unweighted, one.unweighted_probability),
            (say("decide.weighted"), one.weighted, one.weighted_probability),
        )
    ]
    yield w.table([*w.columns("mean", "low", "high"), *w.own_columns("above_zero")], rows)
    listed = ", ".join(f"{say.known('bearer', bearer)} {say.plain(weight)}" for bearer, weight in one.weights.items())
    yield w.sentence("decide.weights", weights=listed)


def readings(w: Writing) -> Iterator[str]:
    """What a published range would conclude by itself, by what it is taken to mean."""
    say = w.say
    known = [
        (one.outcome, one.low, one.high)
        for one in w.found.study.document.published
        if one.outcome in THRESHOLDS and one.low is not None and one.high is not None and one.low < one.high
    ]
    for outcome, low, high in dict.fromkeys(known):
        threshold = THRESHOLDS[outcome][0]
        ends = say("word.to", low=w.exact(low), high=w.exact(high))
        label = say.outcome(outcome)
        yield say("decide.readings")
        found = of_result(low, high, threshold=threshold)
        rows = [[f"  {_reading(w, one.reading)}", f"{say.number(100 * one.probability, 1)} %"] for one in found]
        yield w.table([say("decide.read_as", outcome=label, range=ends), *w.own_columns("chance")], rows)
        yield w.sentence("decide.readings_legend", threshold=say.plain(threshold))


WORDS = {"worst-to-base": "worst_to_base", "within": "min_to_max"}


def _reading(w: Writing, code: str) -> str:
    mass = READINGS[code].mass
    return w.say("decide.central", share=w.say.exact_percent(mass)) if mass else w.say(f"decide.{WORDS[code]}")
