"""Flows discounted: the examples of Microsoft's documentation, closed forms, and scipy's root finder."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st
from scipy.optimize import brentq

from tests.workbook.functions.calling import Sheets, array, call

FLOWS = array(-70_000, 12_000, 15_000, 18_000, 21_000, 26_000)
DATES = array(39448, 39508, 39751, 39859, 39904)
DATED = array(-10_000, 2_750, 4_250, 3_250, 2_750)


def test_npv_as_documented() -> None:
    assert call("NPV", 0.1, -10_000, 3_000, 4_200, 6_800) == pytest.approx(1188.4434123352, rel=1e-12)
    assert call("NPV", 0.08, array(8_000, 9_200, 10_000, 12_000, 14_500)) - 40_000 == pytest.approx(
        1922.0615549, abs=1e-7
    )


def test_npv_passes_over_what_is_no_number_in_cells_and_closes_the_gap() -> None:
    cells = Sheets({"A1": 110, "A3": "n/a", "A4": True, "A5": 121})
    assert call("NPV", 0.1, cells.at("A1:A5")) == pytest.approx(200)
    assert call("NPV", 0.1, None, 121) == pytest.approx(100)
    assert call("NPV", 0.1, "110") == pytest.approx(100)
    assert call("NPV", 0.1, "none") == "#VALUE!"
    assert call("NPV", 0.1, array(1, "#N/A")) == "#N/A"
    assert call("NPV", -1, 5) == "#DIV/0!"


def test_irr_as_documented() -> None:
    assert call("IRR", array(-70_000, 12_000, 15_000, 18_000, 21_000)) == pytest.approx(-0.0212448482734, abs=1e-12)
    assert call("IRR", FLOWS) == pytest.approx(0.0866309480365, abs=1e-12)
    closed = (12 + math.sqrt(12**2 + 4 * 70 * 15)) / 140 - 1  # shown as -44.35 %
    assert call("IRR", array(-70_000, 12_000, 15_000), -0.1) == pytest.approx(closed, abs=1e-12)


def test_irr_finds_the_root_beside_its_guess() -> None:
    twice = array(-100, 230, -132)  # (1.1 - x)(1.2 - x): 10 % and 20 %
    assert call("IRR", twice, 0.05) == pytest.approx(0.1)
    assert call("IRR", twice, 0.25) == pytest.approx(0.2)


def test_irr_without_an_answer() -> None:
    assert call("IRR", array(1, 2, 3)) == "#NUM!"
    assert call("IRR", array(-1, 1, -1)) == "#NUM!"  # no real root
    assert call("IRR", array(None, "x")) == "#NUM!"
    assert call("IRR", array(-1, "#REF!", 3)) == "#REF!"


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=40), st.floats(1, 1e7))
def test_irr_of_one_change_of_sign_is_the_root(gains: list[float], cost: float) -> None:
    found = call("IRR", array([-cost, *gains]))

    def worth(rate: float) -> float:
        return sum(gain / (1 + rate) ** (year + 1) for year, gain in enumerate(gains)) - cost

    if worth(-0.9) > 0:
        assert found == pytest.approx(brentq(worth, -0.9, 1e8, xtol=1e-14, rtol=1e-14), rel=1e-8, abs=1e-9)


def test_mirr_as_documented() -> None:
    flows = [-120_000, 39_000, 30_000, 21_000, 37_000, 46_000]
    assert call("MIRR", array(*flows), 0.1, 0.12) == pytest.approx(0.126094130366, abs=1e-12)
    assert call("MIRR", array(*flows[:4]), 0.1, 0.12) == pytest.approx(-0.048044655249, abs=1e-12)
    assert call("MIRR", array(*flows), 0.1, 0.14) == pytest.approx(0.134759111, abs=1e-9)
    assert call("MIRR", array(1, 2), 0.1, 0.1) == "#DIV/0!"


def test_xnpv_as_documented() -> None:
    assert call("XNPV", 0.09, DATED, DATES) == pytest.approx(2086.647602032, abs=1e-9)
    assert call("XNPV", 0.09, DATED, array(39448, 39400, 39751, 39859, 39904)) == "#NUM!"
    assert call("XNPV", 0.09, DATED, array(39448, 39508)) == "#NUM!"
    assert call("XNPV", 0.09, DATED, array("soon", 1, 1, 1, 1)) == "#VALUE!"


@pytest.mark.parametrize(
    ("flows", "dates", "guess", "saved"),
    [
        ([-1, 3, 4], [25629, 32176, 36224], 0.14, 0.08833194077015),
        ([105_091_006, -103_250_941.8647], [36626, 36646], -0.1, -0.2755730099976),
        ([206_101_714.8494, -156_650_972.5427], [36950, 36981], -0.1, -0.9604521892965),
        ([-1500, 300, 400, 200], [40641, 40770, 40923, 41085], 0.1, -0.4869163684546948),
    ],
)
def test_xirr_is_what_excel_comes_close_to(flows: list[float], dates: list[int], guess: float, saved: float) -> None:
    """Measured in Excel for the tests of ExcelFinancialFunctions (F#); the last one it saved in a public workbook."""
    assert call("XIRR", array(*flows), array(*dates), guess) == pytest.approx(saved, rel=0, abs=1e-8)


def test_xirr_as_documented() -> None:
    found = call("XIRR", DATED, DATES, 0.1)
    assert found == pytest.approx(0.373362535, abs=3e-9)  # Excel stops within 1e-8
    assert call("XNPV", found, DATED, DATES) == pytest.approx(0, abs=1e-8)
    assert call("XIRR", array(1, 2), array(1, 2)) == "#NUM!"


def test_rates_as_documented() -> None:
    assert call("RRI", 96, 10_000, 11_000) == pytest.approx(0.0009933073762913, rel=1e-10)
    assert call("PDURATION", 0.025, 2_000, 2_200) == pytest.approx(3.8598661626, abs=1e-9)
    assert call("EFFECT", 0.0525, 4) == pytest.approx(0.0535426673707, abs=1e-12)
    assert call("NOMINAL", 0.053543, 4) == pytest.approx(0.05250032, abs=1e-8)
    assert call("FVSCHEDULE", 1, array(0.09, 0.11, 0.1)) == pytest.approx(1.33089, rel=1e-14)


def test_rates_without_an_answer() -> None:
    assert call("RRI", 0, 1, 2) == "#NUM!"
    assert call("RRI", 2, 1, -2) == "#NUM!"
    assert call("RRI", 2, 0, 1) == "#NUM!"
    assert call("RRI", 5, 0, 0) == 0
    assert call("EFFECT", 0, 4) == "#NUM!"
    assert call("NOMINAL", 0.1, 0.5) == "#NUM!"
    assert call("FVSCHEDULE", 1, array(0.1, "x")) == "#VALUE!"
    assert call("FVSCHEDULE", 100, array(0.1, None)) == pytest.approx(110)


@given(st.floats(0.001, 2), st.integers(1, 365))
def test_nominal_undoes_effect(rate: float, times: int) -> None:
    assert math.isclose(call("NOMINAL", call("EFFECT", rate, times), times), rate, rel_tol=1e-8)
