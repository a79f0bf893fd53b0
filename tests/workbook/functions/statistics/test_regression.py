"""Lines and growth against Microsoft's examples."""

import pytest

from tests.workbook.functions.calling import call, cells

OFFICES = cells(  # support.microsoft.com, "LINEST function", example 3
    [2310, 2, 2, 20],
    [2333, 2, 2, 12],
    [2356, 3, 1.5, 33],
    [2379, 3, 2, 43],
    [2402, 2, 3, 53],
    [2425, 4, 2, 23],
    [2448, 2, 1.5, 99],
    [2471, 2, 2, 34],
    [2494, 3, 3, 23],
    [2517, 4, 4, 55],
    [2540, 2, 3, 22],
)
PRICES = cells(142000, 144000, 151000, 150000, 139000, 169000, 126000, 142900, 163000, 169000, 149000)
MONTHS = cells(133890, 135000, 135790, 137300, 138130, 139100, 139900, 141120, 141890, 143230, 144000, 145290)
UNITS = cells(33100, 47300, 69000, 102000, 150000, 220000)  # "GROWTH function", "LOGEST function"


def test_one_variable() -> None:
    assert call("LINEST", cells(1, 9, 5, 7), cells(0, 4, 2, 3)) == [[pytest.approx(2), pytest.approx(1)]]
    assert call("LINEST", cells([1, 9, 5, 7]), cells([0, 4, 2, 3]), False) == [[pytest.approx(2.310344827586207), 0]]
    assert call("LINEST", cells(1, 3)) == [[pytest.approx(2), pytest.approx(-1)]]


def test_four_variables_with_statistics() -> None:
    rows = call("LINEST", PRICES, OFFICES, True, True)
    assert rows[0] == pytest.approx([-234.2371645, 2553.21066, 12529.76817, 27.64138737, 52317.83051], rel=1e-9)
    assert rows[1] == pytest.approx([13.26801148, 530.6691519, 400.0668382, 5.429374042, 12237.3616], rel=1e-8)
    assert rows[2][:2] == pytest.approx([0.996747993, 970.5784629], rel=1e-9)
    assert rows[3][:2] == pytest.approx([459.7536742, 6], rel=1e-9)
    assert rows[4][:2] == pytest.approx([1732393319, 5652135.316], rel=1e-9)
    assert [row[2:] for row in rows[2:]] == [["#N/A"] * 3] * 3


def test_a_variable_that_follows_from_another_has_no_slope() -> None:
    assert call("LINEST", cells(1, 3, 5), cells([1, 2], [2, 4], [3, 6])) == [[0, pytest.approx(2), pytest.approx(-1)]]


def test_a_trend() -> None:
    """support.microsoft.com, "TREND function"."""
    months = cells(*range(1, 13))
    assert call("TREND", MONTHS, months)[0] == [pytest.approx(133953.33333333334)]
    ahead = call("TREND", MONTHS, months, cells(13, 14))
    assert ahead == [[pytest.approx(146171.51515151516)], [pytest.approx(147189.69696969696)]]
    assert call("TREND", cells([1, 2]), cells([1, 2]), 3) == [[pytest.approx(3)]]
    assert call("TREND", cells(1, "a")) == "#VALUE!"


def test_a_growth() -> None:
    ahead = call("GROWTH", UNITS, cells(*range(11, 17)), cells(17, 18))
    assert ahead == [[pytest.approx(320196.718363, rel=1e-9)], [pytest.approx(468536.054184, rel=1e-9)]]
    assert call("LOGEST", UNITS, cells(*range(11, 17)))[0] == pytest.approx([1.4632756, 495.3047702], rel=1e-7)
    assert call("GROWTH", cells(1, -1)) == "#NUM!"
