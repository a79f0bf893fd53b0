"""Matrices against Microsoft's examples."""

import pytest

from tests.workbook.functions.calling import call, cells


def test_a_product() -> None:
    """support.microsoft.com, "MMULT function"."""
    assert call("MMULT", cells([1, 3], [7, 2]), cells([2, 0], [0, 2])) == [[2, 6], [14, 4]]
    assert call("MMULT", cells([1, 3]), cells([2], [0])) == [[2]]
    assert call("MMULT", cells([1, 3]), cells([2, 0])) == "#VALUE!"
    assert call("MMULT", cells([1, None]), cells([2], [0])) == "#VALUE!"
    assert call("MMULT", cells([1, "#N/A"]), cells([2], [0])) == "#N/A"


def test_an_inverse() -> None:
    """support.microsoft.com, "MINVERSE function"."""
    inverse = call("MINVERSE", cells([1, 2, 1], [3, 4, -1], [0, 2, 0]))
    assert inverse == [pytest.approx(row) for row in ([0.25, 0.25, -0.75], [0, 0, 0.5], [0.75, -0.25, -0.25])]
    assert call("MINVERSE", cells([1, 2], [2, 4])) == "#NUM!"
    assert call("MINVERSE", cells([1, 2])) == "#VALUE!"


def test_a_determinant() -> None:
    """support.microsoft.com, "MDETERM function"."""
    assert call("MDETERM", cells([1, 3, 8, 5], [1, 3, 6, 1], [1, 1, 1, 0], [7, 3, 10, 2])) == pytest.approx(88)
    assert call("MDETERM", cells([3, 6], [1, 1])) == pytest.approx(-3)
    assert call("MDETERM", cells([1, 3, 8, 5])) == "#VALUE!"


def test_other_arrays() -> None:
    assert call("TRANSPOSE", cells([1, "a", "#N/A"])) == [[1], ["a"], ["#N/A"]]
    assert call("MUNIT", 2) == [[1, 0], [0, 1]]
    assert call("MUNIT", 0) == "#VALUE!"
    assert call("SEQUENCE", 2, 3, 10, -1) == [[10, 9, 8], [7, 6, 5]]
    assert call("SEQUENCE", 2) == [[1], [2]]
    assert call("SEQUENCE", 0) == "#CALC!"
