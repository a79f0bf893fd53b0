"""Ranks and quantiles against Microsoft's examples."""

from typing import Any

import pytest

from tests.workbook.functions.calling import call, cells

FEW = cells(3, 4, 5, 2, 3, 4, 5, 6, 4, 7)
RANKED = cells(7, 3.5, 3.5, 1, 2)
SHARES = cells(13, 12, 11, 8, 4, 3, 2, 1, 1, 1)

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("LARGE", (FEW, 3), 5),
    ("LARGE", (FEW, 7), 4),
    ("LARGE", (FEW, 11), "#NUM!"),
    ("LARGE", (cells(1, "#N/A"), 1), "#N/A"),
    ("SMALL", (FEW, 4), 4),
    ("SMALL", (FEW, 0), "#NUM!"),
    ("RANK", (3.5, RANKED, 1), 3),
    ("RANK.EQ", (7, RANKED, 1), 5),
    ("RANK", (2, RANKED), 4),
    ("RANK", (9, RANKED), "#N/A"),
    ("RANK.AVG", (3.5, RANKED), 2.5),
    ("RANK.AVG", (94, cells(89, 88, 92, 101, 94, 97, 95)), 4),
    ("PERCENTILE", (cells(1, 2, 3, 4), 0.3), 1.9),
    ("PERCENTILE.INC", (cells(1, 3, 2, 4), 0.3), 1.9),
    ("PERCENTILE", (cells(1), 1), 1),
    ("PERCENTILE", (cells(1, 2), 1.1), "#NUM!"),
    ("PERCENTILE", (cells("a"), 0.5), "#NUM!"),
    ("PERCENTILE.EXC", (cells(1, 2, 3, 6, 6, 6, 7, 8, 9), 0.25), 2.5),
    ("PERCENTILE.EXC", (cells(1, 2, 3, 6, 6, 6, 7, 8, 9), 0.01), "#NUM!"),
    ("QUARTILE", (cells(1, 2, 4, 7, 8, 9, 10, 12), 1), 3.5),
    ("QUARTILE.EXC", (cells(6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49), 1), 15),
    ("QUARTILE.EXC", (cells(6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49), 3), 43),
    ("PERCENTRANK", (SHARES, 2), 0.333),
    ("PERCENTRANK", (SHARES, 4), 0.555),
    ("PERCENTRANK", (SHARES, 8), 0.666),
    ("PERCENTRANK", (SHARES, 5), 0.583),
    ("PERCENTRANK", (SHARES, 14), "#N/A"),
    ("PERCENTRANK.EXC", (cells(1, 2, 3, 6, 6, 6, 7, 8, 9), 7), 0.7),
    ("PERCENTRANK.EXC", (cells(1, 2, 3, 6, 6, 6, 7, 8, 9), 5.43), 0.381),
    ("PERCENTRANK.EXC", (cells(1, 2, 3, 6, 6, 6, 7, 8, 9), 5.43, 1), 0.3),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    given = call(name, *arguments)
    assert given == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-12, abs=0))


def test_how_many_lie_in_each_class() -> None:
    """support.microsoft.com, "FREQUENCY function"."""
    scores = cells(79, 85, 78, 85, 50, 81, 95, 88, 97)
    assert call("FREQUENCY", scores, cells(70, 79, 89)) == [[1], [2], [4], [2]]
    assert call("FREQUENCY", scores, cells(89, 70, 79)) == [[4], [1], [2], [2]]
