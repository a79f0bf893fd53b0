"""The rule for printing: every number by its own error, in tables and in headlines."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, strategies as st

from mcba.engine.estimates.estimate import Estimate, Range
from mcba.engine.estimates.rounding.display import (
    decimals,
    decimals_in_order,
    decimals_of_ends,
    decimals_of_error,
    number_text,
    short_decimals,
)
from mcba.reporting.words.voice import Voice

SIX_DIGITS = 0.5e-5  # half a unit of the sixth digit, relative, at its largest

VALUES = st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 1e-5)
POWERS = st.floats(-8.0, 1.0)  # of the error, relative to the value


def printed(value: float, places: int) -> float:
    return float(number_text(value, places).replace(",", ""))


@st.composite
def estimates(draw: st.DrawFn) -> tuple[float, float]:
    value = draw(VALUES)
    return value, (abs(value) or 1.0) * 10.0 ** draw(POWERS)


@pytest.mark.parametrize(
    ("value", "error", "table", "headline"),
    [  # what was printed as 300,000, −10, 0.0, 4,000,000, 0.1, 0, 1, 280 and 0 before
        (346_130.0, 2_198.0, "346,100 ± 2,200", "346,000"),
        (-7.16, 0.17, "-7.16 ± 0.17", "-7.16"),
        (0.0221, 0.0002, "0.02210 ± 0.00020", "0.0221"),
        (3_585_283.0, 12_900.0, "3,585,000 ± 13,000", "3,590,000"),
        (0.148, 0.002, "0.1480 ± 0.0020", "0.148"),
        (-43_894.0, 1_541.0, "-43,900 ± 1,500", "-43,900"),
        (0.873, 0.002, "0.8730 ± 0.0020", "0.873"),
        (275.99, 0.3, "276.0 ± 0.3", "276"),
        (2.42, 0.36, "2.4 ± 0.4", "2.4"),
    ],
)
def test_numbers_that_were_rounded_away(value: float, error: float, table: str, headline: str) -> None:
    assert f"{number_text(value, decimals(value, error))} ± {number_text(error, decimals_of_error(error))}" == table
    assert str(Estimate(value, error)) == headline


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Range(1.3012, 2.4987, 0.9, 0.002, 0.004), "1.30 to 2.50"),
        (Range(-1_195.0, 4_875.0, 0.9, 310.0, 420.0), "-1,200 to 4,900"),  # was "0 to 0", of 200 worlds
        (Range(23.6, 806.9, 0.9, 0.4, 3.0), "24 to 807"),  # was "0 to 800"
        (Range(-7.16, 229.6, 0.95, 0.17, 0.5), "-7.2 to 230"),
        (Range(-1_500_400.0, 2_600_100.0, 0.9, 900.0, 1_100.0), "-1,500,000 to 2,600,000"),
        (Range(0.004, 120.0, 0.9, 1e-6, 0.1), "0.0040 to 120"),
        (Range(0.9962, 2.301, 0.9, 0.0008, 0.002), "0.996 to 2.30"),  # not 1.00: it is known to lie below
        (Range(2.5, 4.0, 0.9, 0.0, 0.0), "2.5 to 4"),
        (Range(14.2719, 14.2986, 0.9, 1e-5, 1e-5), "14.272 to 14.299"),
        (Range(3.2, math.inf, 0.9, 0.2, math.inf), "3.20 to never"),
        (Range(math.inf, math.inf, 0.9, math.inf, math.inf), "never to never"),
    ],
)
def test_ranges_in_words(found: Range, text: str) -> None:
    assert str(found) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (1_234_567.0, -3, "1,235,000"),
        (2.5, 1, "2.5"),
        (2.0, 2, "2.00"),
        (-1_234.5, 0, "-1,234"),
        (-0.001, 2, "0.00"),
        (0.3, -2, "0"),
        (5.67037e-8, 10, "5.67e-08"),
        (-5.67037e-8, 10, "-5.67e-08"),
        (5.67037e-8, 2, "0.00"),
        (0.0000012, 8, "0.00000120"),
        (1.234e18, -16, "1.23e+18"),
        (1.7976e308, -307, "1.8e+308"),
        (1.7976e308, -308, "2e+308"),
        (math.inf, 2, "never"),
        (-math.inf, 2, "-inf"),
        (math.nan, 2, "nan"),
    ],
)
def test_numbers_in_words(value: float, places: int, text: str) -> None:
    assert number_text(value, places) == text


@given(estimates())
def test_a_table_prints_within_the_printed_error_or_six_digits(found: tuple[float, float]) -> None:
    value, error = found
    shown = printed(error, decimals_of_error(error))
    assert abs(printed(value, decimals(value, error)) - value) <= max(shown, SIX_DIGITS * abs(value)) * (1 + 1e-9)
    assert abs(shown - error) <= 0.17 * error  # 1.5 % to 17 %: two digits after a 1 or 2, one after others


@given(estimates())
def test_a_number_keeps_its_side_of_zero_and_of_one(found: tuple[float, float]) -> None:
    value, error = found
    for places in (decimals(value, error), short_decimals(value, error)):
        for landmark in (0.0, 1.0):
            if abs(value - landmark) > 2.0 * error and abs(value - landmark) > SIX_DIGITS * abs(value):
                assert (printed(value, places) - landmark) * (value - landmark) > 0


@given(estimates())
def test_a_headline_is_within_five_percent(found: tuple[float, float]) -> None:
    value, error = found
    assert abs(printed(value, short_decimals(value, error)) - value) <= 0.05 * abs(value) * (1 + 1e-9)
    text = number_text(value, short_decimals(value, error))
    assume("e" not in text and abs(abs(value) - 1) > 0.01)  # near a landmark more digits may be needed
    assert len(text.lstrip("-0.,").replace(",", "").replace(".", "").rstrip("0")) <= 3


@given(estimates(), estimates())
def test_the_ends_of_a_headline_are_within_five_percent_and_in_order(
    first: tuple[float, float], second: tuple[float, float]
) -> None:
    (low, low_error), (high, high_error) = sorted([first, second])
    for end, places in zip((low, high), decimals_of_ends(low, high, low_error, high_error), strict=True):
        assert abs(printed(end, places) - end) <= 0.05 * abs(end) * (1 + 1e-9)
    ends = [float(end.replace(",", "")) for end in str(Range(low, high, 0.9, low_error, high_error)).split(" to ")]
    assert ends[0] <= ends[1]


@given(st.lists(estimates(), min_size=2, max_size=5))
def test_rising_numbers_rise_as_printed(found: list[tuple[float, float]]) -> None:
    rising = sorted(found)
    shown = [printed(value, places) for (value, _), places in zip(rising, decimals_in_order(rising), strict=True)]
    assert all(first <= second for first, second in pairwise(shown))
    for (value, error), number in zip(rising, shown, strict=True):
        assert abs(number - value) <= max(printed(error, decimals_of_error(error)), SIX_DIGITS * abs(value)) * (
            1 + 1e-9
        )


def test_a_share_of_worlds_is_all_or_none_only_where_no_world_says_otherwise() -> None:
    say = Voice("en")
    assert say.short_share(Estimate(0.99988, 0.00008)) == "99.99\u00a0%"
    assert say.share(Estimate(0.99988, 0.00008)) == "99.988\u00a0%"
    assert say.short_share(Estimate(0.9996, 0.0001)) == "99.96\u00a0%"
    assert say.percent(Estimate(1.0, 1e-5)) == "all worlds"
