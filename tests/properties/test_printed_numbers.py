"""What is printed of random studies: tables and figures within the printed error, headlines within 5 %."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import mcba
from mcba.engine.estimates.estimate import Estimate
from mcba.engine.estimates.rounding.display import decimals_of_error
from mcba.reporting import figures
from mcba.reporting.blocks import Manuscript, PageTable, plain_text
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures.labelled import Labelled
from mcba.reporting.pages.run import RUN
from mcba.reporting.words.labels import Labels
from mcba.study.reading import read
from tests.pages import texts

pytestmark = pytest.mark.slow

SIX_DIGITS = 0.5e-5  # half a unit of the sixth digit, relative, at its largest
ROUNDING = 1 + 1e-9


@st.composite
def families(draw: st.DrawFn) -> str:
    """A distribution of any scale, shape and sign of its spread."""
    scale = 10.0 ** draw(st.integers(-3, 7))
    centre, spread = draw(st.floats(0.2, 9.0)), draw(st.floats(0.001, 2.0))
    kind = draw(st.sampled_from(["normal", "lognormal", "uniform", "triangular", "bernoulli"]))
    if kind == "bernoulli":
        return f'distribution = "bernoulli"\nprobability = {draw(st.floats(0.02, 0.98)):.3f}'
    if kind == "uniform":
        return f'distribution = "uniform"\nlow = {centre * scale!r}\nhigh = {centre * (1 + spread) * scale!r}'
    if kind == "triangular":
        ends = [centre * scale, centre * (1 + spread / 3) * scale, centre * (1 + spread) * scale]
        return 'distribution = "triangular"\n' + "\n".join(
            f"{name} = {end!r}" for name, end in zip(("low", "mode", "high"), ends, strict=True)
        )
    return f'distribution = "{kind}"\nmean = {centre * scale!r}\nsd = {centre * spread * scale!r}'


@st.composite
def studies(draw: st.DrawFn) -> mcba.Study:
    """Benefits and costs of a few assumptions, some of which they share."""
    count = draw(st.integers(2, 4))
    names = [f"a{place}" for place in range(count)]
    text = '[study]\ntitle = "Random"\nhorizon = 0\n[assumptions.fixed]\nvalue = 0.5\nunit = "EUR"\n'
    for name in names:
        text += f'[assumptions.{name}]\n{draw(families())}\nunit = "EUR"\n'
    for kind, size in (("benefits", draw(st.integers(1, 2))), ("costs", 1)):
        for place in range(size):
            used = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
            text += f'[{kind}.{kind[0]}{place}]\nformula = "fixed + {" + ".join(used)}"\nunit = "EUR"\nyears = [0, 0]\n'
            text += f"{'gains' if kind == 'benefits' else 'losses'} = {{ society = 1 }}\n"
    text += f'[outcomes.own]\nformula = "{names[0]} - {names[1]}"\nunit = "EUR"\n'
    return read(Path("study.toml"), text)


def number(text: str) -> float:
    return float(re.sub(r"[^\d.e+-]", "", text.replace("−", "-")))


def printed_error(error: float) -> float:
    return round(error, decimals_of_error(error)) if error > 0 else 0.0


def near(shown: str, found: Estimate) -> bool:
    if math.isnan(found.value):  # a mean that does not exist
        return shown == "none"
    off = abs(number(shown) - found.value)
    exact = 0.005 if not found.error else 0.0  # a number without an error has three digits
    return off <= max(printed_error(found.error), max(SIX_DIGITS, exact) * abs(found.value)) * ROUNDING


def near_in_short(shown: str, found: Estimate) -> bool:
    """In the two or three digits of a sentence, which figures have too: half a unit of the second is 5 % at most."""
    if not found.error or math.isnan(found.value):
        return near(shown, found)
    return abs(number(shown) - found.value) <= max(printed_error(found.error), 0.05 * abs(found.value)) * ROUNDING


@pytest.mark.parametrize(("worlds", "examples"), [(200, 150), (2_000, 80), (100_000, 25)])
def test_tables_headlines_and_text_hold_what_was_found(worlds: int, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(studies(), st.integers(0, 99), st.sampled_from(["sobol", "lhs", "random"]))
    def check(study: mcba.Study, seed: int, sampler: str) -> None:
        facts = Facts(mcba.run(study, worlds=worlds, seed=seed, sampler=sampler))
        document = RUN.manuscript(facts, "en")
        for outcome, shown in zip(facts.outcomes, _by_outcome(document), strict=True):
            found = facts.summary(outcome)
            if facts.varies(outcome):
                estimates = (found.low, found.median, found.high, found.mean)
                assert all(near(text, one) for text, one in zip(shown, estimates, strict=True)), (outcome, shown, found)
                assert all(first <= second for first, second in pairwise(map(number, shown[:3])))
            text = str(found.range).split(" to ")
            for end, value in zip(text, (found.range.low, found.range.high), strict=True):
                assert abs(number(end) - value) <= 0.05 * abs(value) * ROUNDING
        _check_headline(document, facts)

    check()


def _by_outcome(document: Manuscript) -> list[list[str]]:
    """The cells of each outcome, without the rows of errors."""
    table = next(block for block in document.blocks if isinstance(block, PageTable) and block.anchor == "outcomes")
    rows = [[plain_text(cell) for cell in row] for row in table.rows]
    return [row[1:] for row in rows if row[0] != "±"]


def _check_headline(document: Manuscript, facts: Facts) -> None:
    """Each range in a sentence has both ends within 5 %."""
    sentences = " ".join(texts(document))
    for outcome, pattern in (
        ("bcr", r"Each euro of cost returns (\S+) to (\S+) euros"),
        ("npv", r"net present value lies between (\S+) and (\S+) euro"),
    ):
        match = re.search(pattern, sentences, re.IGNORECASE)
        if match is not None:
            found = facts.summary(outcome).range
            for text, value in zip(match.groups(), (found.low, found.high), strict=True):
                assert abs(number(text) - value) <= 0.05 * abs(value) * ROUNDING


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(studies(), st.sampled_from([200, 2_000]))
def test_figures_hold_what_was_found(study: mcba.Study, worlds: int) -> None:
    facts = Facts(mcba.run(study, worlds=worlds))
    say = Labels(study, "en")
    for outcome in filter(facts.varies, facts.outcomes):
        axes = figures.outcomes.draw_outcome(Labelled(facts, say).outcome(outcome), say)
        legend = axes.get_legend()
        assert legend is not None
        shown = {text.get_text().split()[0].lower(): text.get_text().split()[-1] for text in legend.get_texts()}
        found = facts.summary(outcome)
        for name in ("low", "median", "high"):
            assert near_in_short(shown[name], getattr(found, name)), (outcome, name, shown, found)
    steps = Labelled(facts, say).waterfall
    written = [text.get_text() for text in figures.flows.draw_waterfall(steps, say).texts]
    for text, mean, error in zip(written, steps["mean"].values, steps["error"].values, strict=True):
        assert near_in_short(text, Estimate(float(mean), float(error))), (text, mean, error)
