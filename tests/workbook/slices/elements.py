"""Random elements of a few worlds, and whether values are the same."""

from __future__ import annotations

import random
from typing import Any

from mcba.workbook.places import Area
from mcba.workbook.slices.worlds.varying import Varying, varying
from mcba.workbook.values import DIVISION, NOT_AVAILABLE, VALUE, Element, Table, Value

WORLDS = 7
NUMBERS = (0.0, 1.0, 2.0, 3.0, -1.0, 0.5, 0.1 + 0.2, 0.3, 0.05, 2.5, 1.005, 2.675, 10.0, -3.7, 1 / 3, -8.0, 12345.678)
MIXED: tuple[Value, ...] = (
    *NUMBERS[:9],
    1e200,
    1e-300,
    None,
    True,
    False,
    "",
    "a",
    "5",
    "5%",
    DIVISION,
    NOT_AVAILABLE,
    VALUE,
)


class Elements:
    """Elements drawn with a seed; `mess` is the share of texts, blanks, truth values and errors."""

    def __init__(self, seed: int):
        self.draw = random.Random(seed)

    def number(self) -> float:
        return self.draw.choice(NUMBERS) if self.draw.random() < 0.7 else self.draw.gauss(0, 10)

    def element(self, mess: float) -> Element:
        kind = self.draw.random()
        if kind < 0.3:
            return self.number() if self.draw.random() >= mess else self.draw.choice(MIXED)
        if kind < 0.6 or self.draw.random() >= mess:
            return varying([self.number() for _ in range(WORLDS)])
        if kind < 0.7:
            return varying([self.draw.random() < 0.5 for _ in range(WORLDS)])
        return varying([self.draw.choice(MIXED) for _ in range(WORLDS)])

    def table(self, mess: float, shape: tuple[int, int]) -> Table:
        area = None if self.draw.random() < 0.3 else Area("Sheet1", 1, 1, *shape)
        return Table(tuple(tuple(self.element(mess) for _ in range(shape[1])) for _ in range(shape[0])), area)


def varies(arguments: list[Any]) -> bool:
    elements = [e for a in arguments for e in (a.elements() if isinstance(a, Table) else [a])]
    return any(isinstance(element, Varying) for element in elements)


def same(one: Any, other: Any, tolerance: float = 0.0) -> bool:
    """Whether two values are of one kind and equal, numbers within a tolerance in proportion."""
    one, other = (x.rows[0][0] if isinstance(x, Table) and x.shape == (1, 1) else x for x in (one, other))
    if isinstance(one, Table) and isinstance(other, Table):
        pairs = zip(one.elements(), other.elements(), strict=True)
        return one.shape == other.shape and all(same(x, y, tolerance) for x, y in pairs)
    if isinstance(one, float) and isinstance(other, float):
        return one == other or abs(one - other) <= tolerance * max(abs(one), abs(other))
    return type(one) is type(other) and bool(one == other)
