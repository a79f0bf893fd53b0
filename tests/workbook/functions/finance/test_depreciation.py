"""Assets written off: the examples of Microsoft's documentation."""

from __future__ import annotations

import pytest

from tests.workbook.functions.calling import call


def test_straight_and_by_digits() -> None:
    assert call("SLN", 30_000, 7_500, 10) == 2_250
    assert call("SLN", 30_000, 7_500, 0) == "#DIV/0!"
    assert call("SYD", 30_000, 7_500, 10, 1) == pytest.approx(4_090.9090909)
    assert call("SYD", 30_000, 7_500, 10, 10) == pytest.approx(409.0909091)
    assert call("SYD", 30_000, 7_500, 10, 11) == "#NUM!"


@pytest.mark.parametrize(
    ("period", "written"),
    [
        (1, 186_083.33),
        (2, 259_639.42),
        (3, 176_814.44),
        (4, 120_410.64),
        (5, 81_999.64),
        (6, 55_841.76),
        (7, 15_845.10),
    ],
)
def test_declining_at_a_fixed_rate(period: int, written: float) -> None:
    assert call("DB", 1_000_000, 100_000, 6, period, 7) == pytest.approx(written, abs=0.005)


def test_declining_at_a_fixed_rate_has_an_end() -> None:
    assert call("DB", 1_000_000, 100_000, 6, 8, 7) == "#NUM!"
    assert call("DB", 1_000_000, 100_000, 6, 7) == "#NUM!"


@pytest.mark.parametrize(
    ("life", "period", "factor", "written"),
    [(3650, 1, 2, 1.32), (120, 1, 2, 40), (10, 1, 2, 480), (10, 2, 1.5, 306), (10, 10, 2, 22.12)],
)
def test_declining_doubly(life: float, period: float, factor: float, written: float) -> None:
    assert call("DDB", 2_400, 300, life, period, factor) == pytest.approx(written, abs=0.005)


@pytest.mark.parametrize(
    ("life", "start", "end", "factor", "written"),
    [
        (3650, 0, 1, 2, 1.32),
        (120, 0, 1, 2, 40),
        (10, 0, 1, 2, 480),
        (120, 6, 18, 2, 396.31),
        (120, 6, 18, 1.5, 311.81),
        (10, 0, 0.875, 1.5, 315),
    ],
)
def test_declining_until_straight_is_more(life: float, start: float, end: float, factor: float, written: float) -> None:
    assert call("VDB", 2_400, 300, life, start, end, factor) == pytest.approx(written, abs=0.005)


def test_all_is_written_off_down_to_the_salvage() -> None:
    assert call("VDB", 2_400, 300, 10, 0, 10) == pytest.approx(2_100)
    assert sum(call("SYD", 2_400, 300, 10, period) for period in range(1, 11)) == pytest.approx(2_100)
    assert sum(call("DDB", 2_400, 300, 10, period) for period in range(1, 11)) == pytest.approx(2_100)
    assert call("VDB", 2_400, 300, 10, 3, 2) == "#NUM!"


def test_parts_of_periods_as_excel_gives_them() -> None:
    """Measured in Excel for the tests of ExcelFinancialFunctions (F#)."""
    assert call("SYD", 100, 10, 1, 0.3) == pytest.approx(153)
    assert call("SYD", 100, 10, 12.7, 0.3) == pytest.approx(13.86286568194, rel=1e-12)
    assert call("DB", 100, 10, 13, 0.3, 4) == pytest.approx(5.4)
    assert call("DDB", 100, 10, 13, 0.3, 4.5) == pytest.approx(34.61538461538, rel=1e-12)
    assert call("DDB", 100, 10, 12.7, 0.3, 1) == pytest.approx(7.874015748032, rel=1e-12)
    assert call("VDB", 100, 10, 1, 0, 0.8, 3, True) == pytest.approx(72)
