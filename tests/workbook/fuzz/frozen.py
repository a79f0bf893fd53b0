"""The formulas whose values other programs confirm, as they are kept in `frozen.csv`."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mcba.workbook.places import Place
from mcba.workbook.values import ERRORS, CellError, Value
from tests.workbook.fuzz.generating import Formula

FIRST_COLUMN = 27
FILE = Path(__file__).with_name("frozen.csv")


class Frozen(NamedTuple):
    """A formula, the row that it stands in, and what it gives."""

    formula: str
    row: int
    value: Value


def places_of(formulas: Sequence[Frozen | Formula]) -> list[Place]:
    """Where each stands: in its row, right of those that stand there already."""
    taken: Counter[int] = Counter()
    places = []
    for formula in formulas:
        places.append(Place("Sheet1", formula.row, FIRST_COLUMN + taken[formula.row]))
        taken[formula.row] += 1
    return places


def written(value: Value) -> str:
    """A value as text: numbers and truth values as JSON has them, texts in quotes, errors by their code."""
    return value.code if isinstance(value, CellError) else json.dumps(value)


def frozen() -> list[Frozen]:
    """All of them."""
    with FILE.open(encoding="utf-8", newline="") as source:
        return [Frozen(formula, int(row), _read(value)) for formula, row, value in csv.reader(source)]


def _read(text: str) -> Value:
    return ERRORS[text] if text in ERRORS else json.loads(text)
