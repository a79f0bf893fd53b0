"""The answer on one page: as short as it must be, true to the facts, in words of everyday, whatever the study."""

from __future__ import annotations

import re
from functools import cache

import pytest

import mcba
from mcba.analysis.decision.options import NOTHING, PROJECT, OptionTable
from mcba.analysis.decision.variation import turning_point
from mcba.analysis.economics import Ratio
from mcba.engine.estimates import Estimate
from mcba.reporting.blocks import Paragraph, Picture, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.missing import Missing, required
from mcba.reporting.pages.decision import ANSWER
from mcba.reporting.pages.run import RUN
from mcba.reporting.sections.results.answers import MOST_WORDS
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.voice import uncapital
from tests.analysis.deciding import study_of
from tests.places import ROOT

STUDIES = sorted(file.parent.name for file in (ROOT / "studies").glob("*/study.toml"))
JARGON = re.compile(
    r"Monte.Carlo|varian|\bworlds?\b|trekking|percentiel|percentile|EVP|net present value|netto contante|bewijst",
    re.IGNORECASE,
)

SMALL = """
[study]
title = "Coaches"
question = "Do coaches pay?"
null_alternative = "no coaches"
status = "indicative"
[run]
worlds = 2048
sampler = "random"
[assumptions.gain]
distribution = "normal"
mean = MEAN
sd = 10
unit = "EUR"
[assumptions.price]
value = 100
unit = "EUR"
"""
BOTH = f'{SMALL}[benefits.b]\nformula = "gain"\n[costs.c]\nformula = "price"\n'
MEASURED = '[outcomes.shift]\nlabel = "Shift"\nformula = "gain / price"\n'


@cache
def facts_of_study(name: str) -> Facts:
    return Facts(mcba.run(mcba.load(ROOT / "studies" / name), worlds=2_048))


def of(text: str, mean: float = 150, **settings: object) -> Facts:
    return Facts(mcba.run(study_of(text.replace("MEAN", str(mean))), **settings))  # type: ignore[arg-type]


def said(facts: Facts, language: str = "en") -> str:
    """What the page says, in one line."""
    blocks = ANSWER.manuscript(facts, language).blocks
    return " ".join(plain_text(block.text) for block in blocks if isinstance(block, Paragraph))


def words_above_the_picture(facts: Facts, language: str) -> int:
    page = ANSWER.manuscript(facts, language)
    count = len(f"{page.title} {page.subtitle}".split())
    for block in page.blocks:
        if isinstance(block, Picture):
            return count
        assert isinstance(block, Paragraph)
        count += len(plain_text(block.text).split())
    raise AssertionError("the page has no picture")


# --- the studies


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", STUDIES)
def test_a_page_is_short_and_in_words_of_everyday(name: str, language: str) -> None:
    facts = facts_of_study(name)
    assert words_above_the_picture(facts, language) <= MOST_WORDS == 150
    assert not JARGON.search(said(facts, language))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", STUDIES)
def test_a_council_member_finds_the_answer_to_ten_questions(name: str, language: str) -> None:
    facts = facts_of_study(name)
    voice, page, document = Labels(facts.study, language), said(facts, language), facts.study.document
    options = required(facts.options)
    # What to choose, and how sure is that?
    assert voice.option_within(options.best).lower() in page.lower()
    sure = facts.chance if len(options.options) == 2 else options[options.best].probability_best
    assert sure is not None
    assert voice.of_hundred(sure) in page
    # What does a euro bring, on average and in nine of ten, when one chooses what is advised?
    advised = options.best if options.best != NOTHING and not options.tied else PROJECT
    ratio = options[advised].ratio
    assert isinstance(ratio, Ratio)
    assert ratio.of_means is not None
    for number in (voice.short(ratio.of_means), *voice.ends(ratio.summary.range)):
        assert number in page
    # Who gains then, and who pays?
    balances = {name: line.summary.mean for name, line in required(facts.accounts).options[advised].bearers.items()}
    assert balances or voice("advice.no_bearers") in page
    for bearer in (max, min) if balances else ():
        named = bearer(balances, key=lambda name: balances[name].value)
        assert f"{voice.bearer_within(named)} {voice.short(_size(balances[named]))}" in page
    # What turns it, and which scenario?
    point = turning_point(facts.study, required(facts.agenda))
    turn = voice("advice.no_point") if point is None else f"{voice.assumption(point.name)} "
    assert turn in page
    assert any(voice.variant(variant) in page for variant in facts.scenarios.of_kind("scenario"))
    # What matters most, and is that sourced?
    first = required(facts.advice).drivers[0]
    status = voice(f"advice.{document.assumptions[first].status}")
    assert f"{voice.assumption(first)} ({status})" in page
    # What is missing?
    pm = [voice.text(item.label) for item in document.pm.values()]
    assert pm[0] in page
    assert all(uncapital(label) in uncapital(page) for label in pm[1:]) or "; " in page


def _size(amount: Estimate) -> Estimate:
    return Estimate(abs(amount.value), amount.error)


@pytest.mark.slow
def test_a_calibration_does_not_advise_what_its_assumptions_were_chosen_for() -> None:
    assert "point to" in said(facts_of_study("van-overleven-naar-leven"))
    assert "Choose" not in said(facts_of_study("van-overleven-naar-leven"))
    assert "Choose 'Help by MeerWaarde'." in said(facts_of_study("meerwaarde-preventiecalculator"))


# --- every kind of study


def test_a_sure_gain_and_a_sure_loss_are_called_so() -> None:
    gain, loss = of(BOTH, 150), of(BOTH, 50)
    assert "What to choose. Choose the project. Benefits exceed costs in all computations." in said(gain)
    assert "Compared with: no coaches." in said(gain)
    assert (
        "Do not choose the project: its costs exceed its benefits. Benefits exceed costs in no computations."
        in said(loss)
    )
    assert "Kies niet voor het project: de kosten zijn hoger dan de baten." in said(loss, "nl")


def test_a_range_on_both_sides_of_zero_is_no_advice() -> None:
    # N(115, 10) is above 100 in Φ(1.5) = 93.3 % of the worlds; N(93, 10) in 24.2 %; N(100.1, 10) in about half.
    assert "The project is best on average, but that is not certain. Benefits exceed costs in 93 of 100" in said(
        of(BOTH, 115, worlds=65_536)
    )
    wide = BOTH.replace("sd = 10", "sd = 60")
    assert "but that is not certain" in said(of(wide, 60))
    assert "On average the costs of the project exceed its benefits" in said(of(wide, 60))
    near = said(of(BOTH, 100.1))
    assert "The benefits of the project are about equal to its costs" in near
    assert "Small changes do" in near
    assert "De baten van het project zijn ongeveer gelijk aan de kosten" in said(of(BOTH, 100.1), "nl")


def test_where_one_assumption_turns_it_is_said_with_its_chance() -> None:
    # The balance is gain − 100 alone: it turns at 100, and N(115, 10) is below that in 6.7 % of the worlds.
    page = said(of(BOTH, 115, worlds=16_384))
    found = re.search(r"Gain below (\d+(?:\.\d+)?) EUR \(chance: (\d+) in 100\): then costs exceed benefits", page)
    assert found is not None
    assert abs(float(found[1]) - 100) < 1
    assert abs(int(found[2]) - 6.7) < 1.5


def test_of_several_options_each_is_named_with_what_nothing_brings() -> None:
    text = BOTH + '[options.cheap]\nlabel = "Cheap coaches"\noverride = { price = 60 }\n'
    page = said(of(text))
    assert "Choose 'Cheap coaches'. It is best in all computations." in page
    assert "It brings 40 EUR more on average than the project." in page
    assert "Compared with: no coaches." in page
    assert "Also compared: the null alternative." in said(of(text.replace('null_alternative = "no coaches"', "")))


CHEAP = BOTH + '[options.cheap]\nlabel = "Cheap coaches"\noverride = { price = 60 }\n'
"""Benefits of 150 on average; costs of 100, and of 60 with cheap coaches: 1.50 and 2.50 a euro."""


def test_the_page_is_about_the_option_that_it_advises() -> None:
    facts = of(CHEAP.replace('formula = "gain"', 'formula = "gain"\ngains = { client = 1.0 }'))
    page = said(facts)
    assert re.search(r"Per euro. 'Cheap coaches': each euro of cost brings 2\.(49|50?) euros of benefit", page), page
    assert re.search(r"By comparison, the project: 1\.50? \(1\.3\d* to 1\.6\d*\)", page), page
    picture = next(block for block in ANSWER.manuscript(facts, "en").blocks if isinstance(block, Picture))
    assert picture.caption.endswith("benefit for each euro of cost of 'Cheap coaches'")
    assert "of 'Cheap coaches'. Dot: the mean, 2.49." in picture.alt
    advice = required(facts.advice)
    assert (advice.option, advice.best, advice.verdict) == ("cheap", "cheap", "gain")


def test_the_page_of_an_option_is_about_that_one_and_says_what_is_best() -> None:
    page = said(of(CHEAP, option="cheap"))
    assert page.startswith("This is about option 'Cheap coaches'.")
    assert "Per euro. Each euro of cost brings 2." in page
    dear = said(of(CHEAP.replace("price = 60", "price = 120"), option="cheap"))
    assert dear.startswith("This is about option 'Cheap coaches'. What to choose. Choose the project.")
    assert re.search(r"Per euro. 'Cheap coaches': each euro of cost brings 1\.2\d* euros", dear), dear
    assert "By comparison, the project: 1.5" in dear
    assert "This is about" not in said(of(CHEAP))


def test_what_turns_the_advised_option_is_judged_on_that_option() -> None:
    # Gains of 80: less than the costs of 100 of the project, more than those of 60 of cheap coaches.
    poor = '[scenarios.poor]\nlabel = "Poor gains"\noverride = { gain = 80 }\n'
    bad = poor.replace("80", "50")
    assert "Scenario 'Poor gains' does not turn the balance" in said(of(CHEAP + poor))
    assert "In scenario 'Poor gains' costs exceed benefits on average." in said(of(CHEAP + bad))
    assert "In scenario 'Poor gains' costs exceed benefits on average." in said(of(BOTH + poor))


def test_bearers_are_written_small_within_a_sentence() -> None:
    named = '[stakeholders.client]\nlabel = "Young mothers"\n[stakeholders.uwv]\nlabel = "UWV"\n'
    page = said(of(BOTH.replace('formula = "gain"', 'formula = "gain"\ngains = { client = 0.6, uwv = 0.4 }') + named))
    assert re.search(r"Gain on balance \(EUR\): young mothers (89\.\d|90); UWV (59\.\d|60)\.", page), page


def test_options_that_are_equal_on_average_are_not_told_apart() -> None:
    more = '[assumptions.luck]\ndistribution = "normal"\nmean = 0\nsd = 30\nunit = "EUR"\n'
    text = (
        SMALL
        + more
        + (
            '[choices.lucky]\nvalue = 0\n[benefits.b]\nformula = "gain + lucky * luck"\n[costs.c]\nformula = "price"\n'
            '[options.luck]\nlabel = "Luck"\noverride = { lucky = 1 }\n'
        )
    )
    page = said(of(text))
    assert re.search(r"('Luck' and the project|The project and 'Luck') cannot be told apart\.", page)
    assert "Choose" not in page


def test_without_benefits_or_costs_nothing_is_advised() -> None:
    costs = said(of(SMALL + '[costs.c]\nformula = "gain"\n'))
    assert "That does not follow from these amounts: the study puts no benefits into money." in costs
    assert "Choose" not in costs
    assert "What it brings. Benefits less costs are −150 EUR on average" in costs
    free = said(of(SMALL + '[benefits.b]\nformula = "gain"\n'))
    assert "That does not follow from these amounts: the study counts no costs." in free
    assert "euro of cost" not in free


def test_costs_that_matter_near_zero_give_way_to_the_balance_and_others_do_not() -> None:
    """Costs of N(100, 60) are zero or below in Φ(−1.67) = 4.8 % of the worlds; of N(100, 28) in Φ(−3.57) = 0.018 %."""
    text = BOTH.replace("value = 100", 'distribution = "normal"\nmean = 100\nsd = SPREAD')
    matter = said(of(text.replace("SPREAD", "60"), worlds=32_768))
    assert "What it brings. No return per euro is given, for costs can be zero. Benefits less costs are" in matter
    seldom = of(text.replace("SPREAD", "28"), worlds=32_768)
    assert isinstance(seldom.ratio, Ratio)
    assert seldom.ratio.not_positive > 0
    assert "Per euro. Each euro of cost brings 1.50 euros of benefit on average" in said(seldom)
    opening = " ".join(RUN.printed(seldom, "en").split())
    assert "Each euro of cost brings 1.50 euros of benefit on average" in opening


def test_a_measurement_says_what_was_found() -> None:
    page = said(of(SMALL + MEASURED))
    assert page.startswith("What was found. Shift: 1.50 on average; in 9 of 10 computations between 1.3")
    assert "choose" not in page
    assert "What matters most. Gain (own estimate)." in page
    assert said(of(SMALL + MEASURED), "nl").startswith("Wat eruit komt. Shift: gemiddeld 1,50; in 9 van de 10")


def test_what_no_world_changes_is_said_of_all_computations() -> None:
    text = BOTH.replace('distribution = "normal"\nmean = MEAN\nsd = 10', "value = 150")
    page = said(of(text))
    assert "Each euro of cost brings 1.5 euros of benefit, in all computations." in page
    assert "Choose the project. Benefits exceed costs in all computations." in page


def test_other_currencies_are_not_called_euros() -> None:
    text = BOTH.replace('unit = "EUR"', 'unit = "GBP"').replace("status =", 'currency = "GBP"\nstatus =')
    assert "What the costs bring. Benefits are 1.50 times the costs on average" in said(of(text))


def test_names_are_left_out_and_counted_until_there_is_room() -> None:
    bearers = "".join(f"bearer_{number}_with_a_rather_long_name = {1 / 12}, " for number in range(12))
    items = "".join(
        f'[pm.i{number}]\nlabel = "Item {number} and what goes with it"\nsign = "+"\n' for number in range(40)
    )
    question = " ".join(["What"] * 60) + "?"
    text = BOTH.replace('formula = "gain"', f'formula = "gain"\ngains = {{ {bearers.rstrip(", ")} }}').replace(
        "Do coaches pay?", question
    )
    facts = of(text + items)
    for language in ("en", "nl"):
        assert words_above_the_picture(facts, language) <= MOST_WORDS
    page = said(facts)
    assert re.search(r"(9|10|11) more\. (On balance nobody pays|Pay on balance)", page)
    assert re.search(r"Not in these amounts\. Item 0 and what goes with it;.* 3\d more\.", page)


# --- agreement


def test_the_run_opens_with_the_sentence_of_the_page() -> None:
    facts = of(BOTH)
    opening = re.search(r"Each euro of cost .*?\d\.\d+\.", said(facts))
    assert opening is not None
    assert opening[0] in " ".join(RUN.printed(facts, "en").split())


def test_a_best_option_is_one_of_the_table() -> None:
    options = of(BOTH).options
    assert isinstance(options, OptionTable)
    assert not isinstance(options, Missing)
    assert NOTHING in options.names
