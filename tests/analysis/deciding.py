"""Studies with known answers, on which decisions are tried."""

import math
from pathlib import Path

import mcba
from mcba.analysis.decision.variants import (
    OutcomeChange,
    ScenarioTable,
)
from mcba.reporting.facts.facts import Facts
from mcba.reporting.pages.decision import DECISION
from mcba.study.reading import read

LINEAR = """\
[study]
title = "A linear study"
status = "indicative"

[run]
worlds = 16_384
seed = 3
sampler = "sobol"

[assumptions.gain]
label = "Gain"
distribution = "normal"
mean = 10
sd = 20
unit = "EUR"

[assumptions.price]
distribution = "normal"
mean = 5
sd = 5
unit = "EUR"
kind = "future"

[assumptions.idle]
distribution = "uniform"
low = 0
high = 1

[choices.size]
value = 1
alternatives = [2]

[benefits.gains]
formula = "size * gain + 0 * idle"
unit = "EUR"
gains = { client = 1.0 }

[costs.project]
formula = "price"
unit = "EUR"
losses = { city = 1.0 }

[pm.peace]
label = "Peace of mind"
sign = "+"

[scenarios.dear]
override = { price = 7 }

[options.double]
label = "Twice the size"
override = { size = 2 }
"""


SPREAD = math.hypot(20, 5)


def study_of(text: str) -> mcba.Study:
    return read(Path("linear") / "study.toml", text, tables={})


def page(facts: Facts, language: str = "en") -> str:
    return DECISION.printed(facts, language)


def compared(found: ScenarioTable, name: str, outcome: str = "npv") -> OutcomeChange:
    one = next(variant for variant in found.variants if variant.name == name).outcomes[outcome]
    assert isinstance(one, OutcomeChange)
    return one


PAYING = """\
[study]
title = "Paying"
horizon = 0
[run]
worlds = 100_000
seed = 7
[assumptions.care]
distribution = "normal"
mean = 12
sd = 1
unit = "EUR"
[assumptions.price]
distribution = "normal"
mean = 10
sd = SPREAD
unit = "EUR"
[benefits.b]
formula = "care"
[costs.c]
formula = "price"
"""


DISCOUNTED = (
    '[study]\ntitle = TITLE\nhorizon = 80\ncurrency = "CUR"\n[choices.discount_rate]\nvalue = 0.03\n'
    '[assumptions.x]\ndistribution = "uniform"\nlow = 99\nhigh = 101\nunit = "CUR"\n'
    '[benefits.b]\nformula = "x"\nyears = 80\n[costs.c]\nformula = "x / 100"\nyears = 0\n'
)
