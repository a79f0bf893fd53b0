"""Truth values: what AND over ranges passes over, and what it refuses (Microsoft's pages on AND, OR, XOR, NOT)."""

from typing import Any

import pytest

from tests.workbook.functions.calling import array, call, cells

EXAMPLES: list[tuple[str, tuple[Any, ...], Any]] = [
    ("AND", (True, 1, "true"), True),
    ("AND", (True, None), False),
    ("AND", (cells(True, "FALSE", None, 2),), True),
    ("AND", (cells("a", None),), "#VALUE!"),
    ("AND", ("a",), "#VALUE!"),
    ("AND", (False, "#N/A"), "#N/A"),
    ("AND", (array(1, 0),), False),
    ("OR", (cells(0, False), 3), True),
    ("OR", (cells("TRUE", 0),), False),
    ("OR", (cells(True, "#REF!"),), "#REF!"),
    ("XOR", (True, True), False),
    ("XOR", (cells(1, 1, 1),), True),
    ("NOT", (0,), True),
    ("NOT", (None,), True),
    ("NOT", ("a",), "#VALUE!"),
    ("TRUE", (), True),
    ("FALSE", (), False),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), EXAMPLES)
def test_known_answers(name: str, arguments: tuple[Any, ...], expected: Any) -> None:
    assert call(name, *arguments) == expected
    assert type(call(name, *arguments)) is type(expected)
