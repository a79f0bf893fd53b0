from __future__ import annotations

import pytest

from mcba.study.checks.discounting import check_discounting
from tests.study.drafts import said_by

TEXT = """[study]
title = "t"
horizon = {horizon}
[assumptions]
money = {{ value = 1, unit = "EUR" }}
{rate}
[outcomes]
result = {{ formula = "{formula}" }}
"""
NO_RATE = (
    "3:1: flows after year 0 need a discount rate; add [choices.discount_rate] with value = 0.0225, or 0 if there is "
    "none"
)


@pytest.mark.parametrize(
    ("horizon", "formula", "said"), [(2, "present_value(year * money)", [NO_RATE]), (2, "money", []), (0, "money", [])]
)
def test_what_lies_beyond_year_0_needs_a_rate(horizon: int, formula: str, said: list[str]) -> None:
    assert said_by(check_discounting, TEXT.format(horizon=horizon, rate="", formula=formula)) == said


def test_a_rate_is_above_minus_one_and_plain() -> None:
    rate = 'discount_rate = { value = -1, unit = "EUR" }'
    assert said_by(check_discounting, TEXT.format(horizon=1, rate=f"[choices]\n{rate}", formula="money")) == [
        '7:31: a discount rate is a plain number a year; its unit is "1/year" or "1"',
        "7:19: found -1; a discount rate lies above -1, and 0.03 is three percent",
    ]
