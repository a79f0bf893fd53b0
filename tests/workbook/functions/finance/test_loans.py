"""Loans: the examples of Microsoft's documentation, and that the functions undo one another."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from tests.workbook.functions.calling import call

RATES, PERIODS, PAYMENTS = st.floats(-0.2, 0.5), st.integers(1, 60), st.floats(1, 1e5)


def test_as_documented() -> None:
    assert call("PV", 0.08 / 12, 240, 500, None, 0) == pytest.approx(-59_777.145851, abs=1e-6)
    assert call("FV", 0.06 / 12, 10, -200, -500, 1) == pytest.approx(2_581.4033740601, abs=1e-9)
    assert call("FV", 0.12 / 12, 12, -1_000) == pytest.approx(12_682.50301319697, rel=1e-13)
    assert call("PMT", 0.08 / 12, 10, 10_000) == pytest.approx(-1_037.0320893592, abs=1e-9)
    assert call("PMT", 0.08 / 12, 10, 10_000, 0, 1) == pytest.approx(-1_030.1643271780, abs=1e-9)
    assert call("NPER", 0.12 / 12, -100, -1_000, 10_000, 1) == pytest.approx(59.6738656742946, rel=1e-13)
    assert call("NPER", 0.12 / 12, -100, -1_000) == pytest.approx(-9.5785940398131, rel=1e-12)
    assert call("RATE", 48, -200, 8_000) == pytest.approx(0.0077014724882, abs=1e-12)
    assert call("IPMT", 0.1 / 12, 1, 36, 8_000) == pytest.approx(-66.6666666667, abs=1e-9)
    assert call("IPMT", 0.1, 3, 3, 8_000) == pytest.approx(-292.4471299094, abs=1e-9)
    assert call("PPMT", 0.1 / 12, 1, 24, 2_000) == pytest.approx(-75.6231860083, abs=1e-9)
    assert call("PPMT", 0.08, 10, 10, 200_000) == pytest.approx(-27_598.0534624214, abs=1e-8)
    assert call("CUMIPMT", 0.09 / 12, 360, 125_000, 13, 24, 0) == pytest.approx(-11_135.2321307508, abs=1e-8)
    assert call("CUMIPMT", 0.09 / 12, 360, 125_000, 1, 1, 0) == pytest.approx(-937.5)
    assert call("CUMPRINC", 0.09 / 12, 360, 125_000, 13, 24, 0) == pytest.approx(-934.1071234208, abs=1e-8)
    assert call("CUMPRINC", 0.09 / 12, 360, 125_000, 1, 1, 0) == pytest.approx(-68.2782711809, abs=1e-8)
    assert call("ISPMT", 0.1 / 12, 1, 36, 8_000_000) == pytest.approx(-64_814.8148148, abs=1e-6)


def test_without_interest() -> None:
    assert call("PV", 0, 10, -5) == 50
    assert call("FV", 0, 10, -5, -1) == 51
    assert call("PMT", 0, 10, 100) == -10
    assert call("NPER", 0, -10, 100) == 10


def test_without_an_answer() -> None:
    assert call("PMT", 0.1, 0, 100) == "#NUM!"
    assert call("NPER", 0, 0, 100) == "#DIV/0!"
    assert call("NPER", 0.1, -1, 100) == "#NUM!"  # the interest is never paid
    assert call("RATE", 0, -200, 8_000) == "#NUM!"
    assert call("RATE", 10, 200, 8_000) == "#NUM!"
    assert call("IPMT", 0.1, 0, 3, 8_000) == "#NUM!"
    assert call("PPMT", 0.1, 4, 3, 8_000) == "#NUM!"
    assert call("CUMIPMT", 0.1, 10, 100, 3, 2, 0) == "#NUM!"
    assert call("CUMPRINC", 0.1, 10, 100, 1, 2, 2) == "#NUM!"
    assert call("PMT", "a tenth", 10, 100) == "#VALUE!"
    assert call("PMT", "#REF!", 10, 100) == "#REF!"


@given(RATES, PERIODS, PAYMENTS, st.sampled_from([0, 1]))
def test_they_undo_one_another(rate: float, periods: int, payment: float, due: int) -> None:
    present = call("PV", rate, periods, payment, 0, due)
    assert call("PMT", rate, periods, present, 0, due) == pytest.approx(payment, rel=1e-8)
    assert call("FV", rate, periods, payment, present, due) == pytest.approx(
        0, abs=1e-7 * abs(present) * (1 + rate) ** periods
    )


@given(st.floats(0.001, 0.3), PERIODS, PAYMENTS)
def test_interest_and_principal_make_the_payment(rate: float, periods: int, loan: float) -> None:
    payment = call("PMT", rate, periods, loan)
    interest = [call("IPMT", rate, period, periods, loan) for period in range(1, periods + 1)]
    principal = [call("PPMT", rate, period, periods, loan) for period in range(1, periods + 1)]
    assert [i + p for i, p in zip(interest, principal, strict=True)] == pytest.approx([payment] * periods)
    assert sum(principal) == pytest.approx(-loan, rel=1e-8)
    assert call("CUMIPMT", rate, periods, loan, 1, periods, 0) == pytest.approx(sum(interest), rel=1e-8, abs=1e-8)


@given(st.floats(0.001, 0.5), st.integers(2, 40), PAYMENTS)
def test_rate_is_found_again(rate: float, periods: int, payment: float) -> None:
    present = call("PV", rate, periods, -payment)
    assert call("RATE", periods, -payment, present) == pytest.approx(rate, rel=1e-8)
