"""Formulas at random, of the functions that real workbooks use most."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import NamedTuple

from tests.workbook.fuzz.grid import ROWS

HIGHEST = 40  # rows in which formulas stand; those of the grid are intersected in the first twelve


class Formula(NamedTuple):
    """A formula and the row that it stands in."""

    text: str
    row: int


SINGLE = {
    "number": (
        "{cell} {cell} {cell} {literal} {literal} {n}+{n} {n}-{n} {n}*{n} {n}/{n} {n}^{int} -{n} {n}% ({n}+{n})*{n} "
        "-{cell}^2 --{b} {t}+{n} SUM({nums}) ROUND({n},{int}) IF({b},{n},{n}) IFERROR({n},{n}) MAX({n},{n}) ABS({n})"
    ),
    "text": '{words} {words} "ab" "Total" {t}&{t} {t}&{n} LEFT({t},{int}) UPPER({t}) TRIM({t}) IF({b},{t},{t})',
    "truth": (
        "TRUE FALSE {truths} {n}>{n} {n}<={n} {n}={n} {n}<>{n} {t}={t} {t}<{t} AND({b},{b}) OR({b},{b}) NOT({b}) "
        "ISNUMBER({e}) ISBLANK({medley}) {e}={e} {medley}>{n}"
    ),
}
WHOLE = Path(__file__).with_name("patterns.txt").read_text(encoding="utf-8").replace("\n", " ")
"""Formulas with places to fill: `{n}` a number, `{t}` a text, `{b}` a truth value, `{e}` any of them, or a kind."""

_DRAWN = re.compile(r"\{(\w+)\}")


def generated(count: int, seed: int) -> list[Formula]:
    """Formulas, each once, every pattern about as often as every other."""
    generator = random.Random(seed)
    patterns = _split(WHOLE)
    found: dict[Formula, None] = {}
    number = 0
    while len(found) < count:
        text = _Drawing(generator).text(patterns[number % len(patterns)])
        number += 1
        if len(text) <= 160:
            found[Formula(text, generator.randint(1, HIGHEST))] = None
    return list(found)


def _split(patterns: str) -> list[str]:
    """Patterns between spaces, of which those in brackets or quotes do not count."""
    found, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(patterns + " "):
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == " " and not depth and not quoted:
            found += [patterns[start:place]] if place > start else []
            start = place + 1
    return found


class _Drawing:
    """One formula; the ranges in it have the same rows."""

    def __init__(self, generator: random.Random):
        self.generator = generator
        first = generator.randint(1, ROWS - 3)
        self.rows = first, generator.randint(first + 2, ROWS)

    def text(self, pattern: str, depth: int = 0) -> str:
        return _DRAWN.sub(lambda drawn: self._drawn(drawn[1], depth + 1), pattern)

    def _drawn(self, kind: str, depth: int) -> str:
        pick = self.generator.choice
        if kind in {"n", "t", "b", "e"}:
            return self._nested(kind, depth)
        if kind in _COLUMNS:
            return self._range(pick(_COLUMNS[kind]))
        if kind in _CELLS:
            return f"{pick(_CELLS[kind])}{self.generator.randint(1, ROWS)}"
        if kind in _PICKED:
            return pick(_PICKED[kind])
        return getattr(self, f"_{kind}")()

    def _nested(self, kind: str, depth: int) -> str:
        kind = self.generator.choice("nnntb") if kind == "e" else kind
        patterns = _split(SINGLE[{"n": "number", "t": "text", "b": "truth"}[kind]])
        if depth > 2:
            patterns = [p for p in patterns if not re.search(r"\{[ntbe]\}|\{nums\}", p)]
        elif kind == "n" and depth > 1:
            patterns += ["{cell}"] * 12
        return self.text(self.generator.choice(patterns), depth)

    def _range(self, column: str) -> str:
        return f"{column}{self.rows[0]}:{column}{self.rows[1]}"

    def _block(self) -> str:
        left, right = sorted(self.generator.sample("ABEFGH", 2))
        return f"{left}{self.rows[0]}:{right}{self.rows[1]}"

    def _square(self) -> str:
        column = self.generator.choice(["A{0}:B{1}", "F{0}:G{1}", "G{0}:H{1}"])
        return column.format(self.rows[0], self.rows[0] + 1)

    def _literal(self) -> str:
        return self.generator.choice(
            [
                "0",
                "1",
                "2",
                "10",
                "0.5",
                "-3",
                "1.005",
                "100",
                "0.1",
                "1E-3",
                "2.675",
                str(self.generator.randint(2, 99)),
            ]
        )


_COLUMNS = {
    "nums": "ABFGH", "other": "ABFGH", "mixed": "CD", "keys": "H", "texts": "C", "places": "J", "animals": "I",
    "shares": "F",
}  # fmt: skip
_CELLS = {
    "cell": "AAABFGH", "medley": "CDD", "keyed": "H", "words": "CIJ", "truths": "D", "animal": "I", "place": "J",
    "share": "F", "day": "E", "p": "H",
}  # fmt: skip
_PICKED = {
    "int": ["1", "2", "3", "4", "5"],
    "digits": ["0", "1", "2", "-1", "3", "-2"],
    "zero": ["0", "1"],
    "quarter": ["0", "1", "2", "3", "4"],
    "basis": ["0", "1", "2", "3", "4"],
    "rule": ['">2"', '"<=50"', '"<>0"', "5", '">=0.5"', '"=1"', '"<0"', '"10"', "H2", '">"&A3'],
    "name": ['"east"', '"n*"', '"?outh"', '"<>east"', '"=west"', '"apple"', '"a*"', '">m"', "J1", "C1"],
    "letter": ['"a"', '"p"', '"e"', '"A"', '""', "C7"],
    "numeric": ["C5", "C6", '"7"', '"1e2"', '" 4 "', '"-2.5"'],
    "table": ["H1:J12", "$H$1:$J$12", "H2:J9"],
    "animaltable": ["I1:J12", "$I$1:$J$9"],
    "wide": ["A1:C3", "A2:H6", "{1,2,3;4,5,6}"],
    "cash": ["G1:G6", "G1:G12", "G1:G4", "G7:G12"],
    "days": ["E1:E6"],
    "lateness": ["{45292;45400;45500;45658;46000;46400}"],
    "year": ["2024", "2019", "1999", "2000"],
    "unit": ['"y"', '"m"', '"d"'],
}  # fmt: skip
