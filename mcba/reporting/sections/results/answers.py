"""The answer on one page, in words of everyday: what to choose, what it brings and to whom, and what would turn it.

Every sentence follows from a fact. The text has room for so many words; where it needs more, names are left out and
counted, the least important first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from mcba.analysis.decision.options import NOTHING, PROJECT, OptionTable
from mcba.analysis.decision.variation import verdict_on
from mcba.analysis.economics import Ratio
from mcba.engine.estimates import Estimate, Summary
from mcba.reporting.blocks import Block, Bullets, Paragraph, Span, plain_text, text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing
from mcba.reporting.sections.chapters import chapter
from mcba.reporting.sections.results.turns import what_turns
from mcba.reporting.sections.writing import Writing
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import capital, sentence, uncapital
from mcba.study.tables import READER

MOST_WORDS = 150
"""Before the picture, with title and question."""
_MOST_BELOW = 100
"""Words below the picture."""
_MOST_FOUND = 3
"""Results of a function that are told."""
_OPENINGS = ((3, True, False), (2, True, False), (2, False, False), (2, False, True), (1, False, True))
"""Bearers that are named on each side, whether the null alternative is described, and whether to be brief."""
_FOOTINGS = ((3, 99), (3, 4), (2, 3), (2, 2), (1, 1))
"""Assumptions and PM items that are named."""


@chapter
def answer_chapter(writing: Writing[Facts]) -> Iterator[Block]:
    """The answer, its picture, and what it rests on."""
    yield writing.head("answer")
    yield from changed_by_reader(writing)
    yield from answer_page(writing)


def changed_by_reader(writing: Writing[Facts]) -> Iterator[Block]:
    """What a reader changed of the study, before anything is said of what follows from it."""
    voice, document = writing.voice, writing.facts.study.document
    begins = READER.get(voice.language, READER["en"])
    told = {name: voice.text(one.reason) for name, one in document.assumptions.items()}
    told |= {name: voice.text(one.reason) for name, one in document.choices.items()}
    items = [
        f"{voice.named(name)}{reason.removeprefix(begins)}"
        for name, reason in told.items()
        if reason.startswith(begins)
    ]
    items += [
        voice("text.left_out_by_reader", flow=voice.flow(name))
        for name, (_, flow) in writing.facts.study.flows.items()
        if voice.text(flow.notes).startswith(begins)
    ]
    if items:
        yield Paragraph((Span(voice("text.changed_by_reader"), "strong"),), "note")
        yield Bullets(tuple(text(item) for item in items))


def answer_page(writing: Writing[Facts]) -> Iterator[Block]:
    """The answer in paragraphs with a label each, its picture, and what it rests on."""
    yield from opening(writing)
    yield from writing.picture("answer")
    yield from _fitting((_footing(writing, *most) for most in _FOOTINGS), _MOST_BELOW)


def opening(writing: Writing[Facts]) -> tuple[Paragraph, ...]:
    """What stands above the picture: what to choose, what it brings and to whom, and what would turn that."""
    header, voice = writing.facts.study.document.study, writing.voice
    room = MOST_WORDS - words_in(voice.text(header.title), voice.text(header.question))
    return _fitting((_opening(writing, *most) for most in _OPENINGS), room)


def _fitting(tries: Iterable[Iterator[Paragraph]], most: int) -> tuple[Paragraph, ...]:
    """The first of some paragraphs with so few words, or else the last."""
    told: tuple[Paragraph, ...] = ()
    for paragraphs in tries:
        told = tuple(paragraphs)
        if words_in(*(plain_text(paragraph.text) for paragraph in told)) <= most:
            break
    return told


def lines_of_slide(writing: Writing[Facts]) -> list[str]:
    """The answer in a few lines: what to choose, how sure that is, what it brings, and what would turn it."""
    if writing.facts.chance is None:
        return [" ".join(findings(writing, writing.facts))]
    chosen, *rest = choice(writing, compared=False)
    return list(filter(None, (" ".join([chosen, *rest[:1]]), *_first(_returns(writing)), *_first(what_turns(writing)))))


def _first(sentences: Iterator[str]) -> list[str]:
    return [next(sentences, "")]


def words_in(*texts: str) -> int:
    """How many words there are in some texts, as a word processor counts them."""
    return sum(len(one.split()) for one in texts)


def _opening(writing: Writing[Facts], bearers: int, compared: bool, brief: bool) -> Iterator[Paragraph]:
    facts = writing.facts
    about = _about(writing)
    if about:
        yield Paragraph(text(about))
    if facts.chance is None:
        yield from _labelled(writing, "found", findings(writing, facts))
        return
    label = ("euro" if _in_euros(facts) else "costs") if _ratio(facts.advised) else "money"
    yield from _labelled(writing, "choice", choice(writing, compared=compared, brief=brief))
    yield from _labelled(writing, label, _returns(writing, brief=brief))
    if facts.study.flows:
        yield from _labelled(writing, "bearers", _bearers(writing, bearers))
    yield from _labelled(writing, "turn", what_turns(writing, brief=brief))


def _footing(writing: Writing[Facts], assumptions: int, items: int) -> Iterator[Paragraph]:
    yield from _labelled(writing, "rests", _rests(writing, assumptions))
    yield from _labelled(writing, "pm", _unpriced(writing, items))
    status = writing.facts.study.document.study.status
    yield from _labelled(writing, "status", [writing.voice(f"advice.{status}"), writing.voice("advice.computed")])


def _labelled(writing: Writing[Facts], label: str, sentences: Iterable[str]) -> Iterator[Paragraph]:
    """Sentences under a label; nothing where there are none."""
    said = " ".join(sentences)
    if said:
        yield Paragraph((Span(writing.voice(f"advice.{label}"), "strong"), *text(f" {said}")))


def _about(writing: Writing[Facts]) -> str:
    """Which option and scenario the run is of, where it is not of the study as it stands."""
    settings, voice = writing.facts.run.settings, writing.voice
    named = []
    if settings.option is not None:
        named.append(voice("advice.about_option", label=voice("word.quoted", words=voice.option(settings.option))))
    if settings.scenario is not None:
        named.append(
            voice("advice.about_scenario", label=voice("word.quoted", words=voice.scenario(settings.scenario)))
        )
    return voice("advice.about", what=voice.listed(named)) if named else ""


def _chance(facts: Facts) -> Estimate:
    """In what share of the worlds benefits exceed costs, of a study that has a balance."""
    assert facts.chance is not None
    return facts.chance


def subject_of(facts: Facts) -> str:
    """The option that the run is of."""
    return facts.run.settings.option or PROJECT


# --- what to choose


def choice(writing: Writing[Facts], *, compared: bool, brief: bool = False) -> Iterator[str]:
    """What to choose, in how many computations that is right, and what it was compared with."""
    facts, voice = writing.facts, writing.voice
    document, options, lacking = facts.study.document, facts.options, facts.lacking
    if lacking:
        yield voice(f"advice.no_{lacking[0]}")
    elif isinstance(options, Missing):
        yield sentence(voice.note(options))
    elif len(options.options) > 2:
        yield from _among_several(writing, options, is_described=compared, brief=brief)
    else:
        yield from _for_or_against(writing, options)
    if lacking or isinstance(options, Missing):
        yield voice("advice.chance", share=voice.of_hundred(_chance(facts)))
    if compared and document.study.null_alternative:
        yield voice("printed.compared", what=voice.text(document.study.null_alternative))


def _for_or_against(writing: Writing[Facts], options: OptionTable) -> Iterator[str]:
    """Whether to choose one project."""
    voice = writing.voice
    project = next(option for option in options.options if option.name != NOTHING)
    balance = project.net_benefit
    if options.note is not None:
        yield capital(voice("advice.choose_most", best=options.best))
    elif verdict_on(balance, writing.facts.mean_costs) == "equal" or options.tied:
        yield voice("advice.equal", project=project.name)
    elif options.best == NOTHING:
        yield voice("advice.stay" if _is_sure(options) else "advice.stay_open", project=project.name)
    else:
        yield _choose(writing, options)
    own = subject_of(writing.facts) == project.name
    yield voice("advice.chance", share=voice.of_hundred(_chance(writing.facts) if own else project.probability_best))


def _among_several(writing: Writing[Facts], options: OptionTable, *, is_described: bool, brief: bool) -> Iterator[str]:
    """Which of several options to choose; the null alternative is not named where it is described."""
    voice, best, second = writing.voice, options.best, options.runner_up
    is_described = is_described and writing.facts.study.document.study.null_alternative is not None
    others = [name for name in options.names if name != best and not (is_described and name == NOTHING)]
    if options.tied:
        yield capital(voice("advice.tied", first=best, second=second))
    elif options.note is not None:
        yield capital(voice("advice.choose_most", best=best))
    else:
        yield _choose(writing, options)
    if not options.tied and (options.note is not None or _is_sure(options)):
        yield voice("advice.best_in", share=voice.of_hundred(options[best].probability_best))
    if not options.tied and options.note is None:
        others = [name for name in others if name != second]
        yield voice("advice.lead", amount=voice.short(options.lead), currency=voice.currency, second=second)
        if options.favourite != best:
            yield capital(voice("advice.favourite", option=options.favourite))
    if others:
        named = voice("advice.more", count=len(others)) if brief else voice.listed(map(voice.option_within, others))
        yield voice("advice.others", options=named)


def _choose(writing: Writing[Facts], options: OptionTable) -> str:
    """Which option is best: advice only where it is sure, and where assumptions were not chosen for what comes out."""
    is_calibration = writing.facts.study.document.study.status == "calibration"
    key = "choose_calibration" if is_calibration else "choose"
    if not _is_sure(options):
        key = "best_open" if len(options.options) > 2 else "choose_open"
    share = writing.voice.of_hundred(options[options.best].probability_best)
    return capital(writing.voice(f"advice.{key}", best=options.best, share=share))


def _is_sure(options: OptionTable) -> bool:
    """Whether the best option is best in all but the tail of the worlds beyond one end of the range."""
    return options[options.best].probability_best.value >= (1.0 + options.mass) / 2.0


# --- what it brings, and to whom


def findings(writing: Writing[Facts], facts: Facts) -> Iterator[str]:
    """The main outcome: what one euro of cost brings, or else what is left of the benefits, or what was measured."""
    voice, ratio = writing.voice, _ratio(facts)
    if facts.chance is None:
        given = [name for name in facts.outcomes if name in facts.study.results][:_MOST_FOUND]
        for outcome in given or [facts.main]:
            yield range_sentence(voice, "outcome", facts.summary(outcome), outcome)
    elif ratio is None:
        if isinstance(facts.ratio, Missing) and facts.ratio.code == "costs_near_zero":
            yield voice("advice.no_ratio")
        yield range_sentence(voice, "balance", facts.summary("npv"))
    else:
        key = "ratio" if _in_euros(facts) else "times"
        yield range_sentence(voice, key, ratio.summary, mean=ratio.of_means)


def _returns(writing: Writing[Facts], *, brief: bool = False) -> Iterator[str]:
    """What the option of the answer brings; among several also the other one: the best, or that of the run."""
    facts, voice, options = writing.facts, writing.voice, writing.facts.options
    about = facts.advised
    if isinstance(options, Missing) or len(options.options) == 2:
        yield from findings(writing, about)
        return
    own, shown = (options.same_as.get(name, name) for name in map(subject_of, (facts, about)))
    said = " ".join(findings(writing, about))
    named = voice("advice.of_option", option=subject_of(about), said=uncapital(said))
    yield said if own == options.best else capital(named)
    if brief:
        return
    yield voice("advice.chance_too", share=voice.of_hundred(_chance(about)))
    other = own if shown == options.best else options.best
    ratio = options[other].ratio if other in options.names else None
    if other not in (shown, NOTHING) and isinstance(ratio, Ratio) and _ratio(about) and ratio.of_means:
        low, high = voice.ends(ratio.summary.range)
        ends = {"mean": voice.short(ratio.of_means), "low": low, "high": high}
        yield voice("advice.other_ratio", option=other, **ends)


def _in_euros(facts: Facts) -> bool:
    return facts.study.document.study.currency == "EUR"


def _ratio(facts: Facts) -> Ratio | None:
    """The ratio, where there are benefits and costs to compare."""
    return facts.ratio if isinstance(facts.ratio, Ratio) and "benefits" not in facts.lacking else None


def range_sentence(
    voice: Labels, key: str, summary: Summary, outcome: str = "", *, mean: Estimate | None = None
) -> str:
    """A number on average and its range, in words of everyday."""
    middle = summary.mean if mean is None else mean
    values = (
        {"currency": voice.currency}
        if not outcome
        else {"outcome": voice.outcome(outcome), "unit": f" {voice.unit_of(outcome)}".rstrip()}
    )
    if summary.low == summary.high:
        return voice(f"advice.{key}_certain", mean=voice.certain(summary.median.value), **values)
    low, high = voice.ends(summary.range)
    values |= {"low": low, "high": high, "share": voice.out_of(summary.range.mass)}
    if math.isnan(middle.value):
        return voice(f"advice.{key}_range", **values)
    return voice(f"advice.{key}", mean=voice.short(middle), **values)


def _bearers(writing: Writing[Facts], most: int) -> Iterator[str]:
    """Who gains and who pays on balance, those with the largest amounts by name."""
    voice, facts = writing.voice, writing.facts
    balances = {}
    if not isinstance(facts.accounts, Missing) and facts.study.bearers:
        account = facts.accounts.options.get(subject_of(facts.advised), facts.accounts.of_run)
        balances = {name: line.summary.mean for name, line in account.bearers.items()}
    if not balances:
        yield voice("advice.no_bearers")
        return
    for key, sign, nobody in (("gain", 1, "no_one_gains"), ("pay", -1, "no_one_pays")):
        told = sorted(
            (name for name in balances if sign * balances[name].value > 0),
            key=lambda name: -sign * balances[name].value,
        )
        items = [
            voice("advice.bearer", name=voice.bearer_within(name), amount=voice.short(_absolute(balances[name])))
            for name in told
        ]
        said = voice(f"advice.{key}", items=shortened(voice, items, most), currency=voice.currency)
        yield said if items else voice(f"advice.{nobody}")


def _absolute(amount: Estimate) -> Estimate:
    return Estimate(abs(amount.value), amount.error)


def shortened(voice: Labels, items: Sequence[str], most: int) -> str:
    """The first items, and how many more there are."""
    rest = len(items) - most
    return "; ".join([*items[:most], *([voice("advice.more", count=rest)] if rest > 0 else [])])


# --- what it rests on


def _rests(writing: Writing[Facts], most: int) -> Iterator[str]:
    """The assumptions that move the outcome most, each with where it comes from; and how many are estimates."""
    facts, voice = writing.facts, writing.voice
    assumptions = facts.study.document.assumptions
    drivers = facts.drivers if isinstance(facts.advice, Missing) else facts.advice.drivers
    told = [
        voice("advice.driver", name=voice.assumption(name), status=voice(f"advice.{assumptions[name].status}"))
        for name in drivers[:most]
        if name in assumptions
    ]
    if told:
        yield f"{'; '.join([told[0], *map(uncapital, told[1:])])}."
    if assumptions:
        count, assumed = len(assumptions), facts.by_status.get("assumed", 0)
        key = "all_estimates" if assumed == count else "estimates" if assumed else "no_estimates"
        yield voice(f"advice.{key}", count=count, assumed=assumed)


def _unpriced(writing: Writing[Facts], most: int) -> Iterator[str]:
    """The effects that are named and have no price."""
    items = [writing.voice.text(item.label) for item in writing.facts.study.document.pm.values()]
    if items:
        yield f"{shortened(writing.voice, [items[0], *map(uncapital, items[1:])], most)}."
