"""Dutch and English: the words of the reports, and numbers as each language writes them.

The sentences stand in `words.toml`. They hold no results: every number enters through a placeholder, with the digits
that its Monte Carlo error carries.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import tomli

from mcba.engine.estimate import DIGITS, Estimate, Range, decimals_that_hold, number_text
from mcba.errors import RunError
from mcba.study.document import Language, Source, Text
from mcba.study.units import parse_unit

LANGUAGES: tuple[str, ...] = get_args(Language)
MINUS = "−"
NO_BREAK = "\u00a0"
_DUTCH = str.maketrans({",": ".", ".": ","})


@cache
def _sentences() -> Mapping[str, Any]:
    loaded: dict[str, Any] = tomli.loads(files("mcba.reporting").joinpath("words.toml").read_text(encoding="utf-8"))
    return loaded


class Voice:
    """Says what a report has to say, in one language.

    Parameters
    ----------
    language : {"en", "nl"}

    Examples
    --------
    >>> say = Voice("nl")
    >>> say.number(1234567.0, -3), say.number(-2.5, 1)
    ('1.235.000', '−2,5')
    >>> say("outcome.bcr")
    'baten-kostenverhouding'
    """

    def __init__(self, language: str):
        if language not in LANGUAGES:
            raise RunError(f"language = {language!r}; allowed are {' and '.join(map(repr, LANGUAGES))}")
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key such as `answer.ratio`, with its placeholders filled."""
        section, _, name = key.partition(".")
        text: str = _sentences()[section][name][self.language]
        return text.format(**values)

    def known(self, section: str, name: str) -> str:
        """A name of the study file in words: as the section knows it, or else with its underscores as spaces."""
        entry = _sentences()[section].get(name)
        return str(entry[self.language]) if entry else name.replace("_", " ")

    # --- numbers

    def number(self, value: float, decimals: int) -> str:
        """A number with thousands separators, rounded to these decimals."""
        if not math.isfinite(value):
            return self("word.never") if value > 0 else self("word.none")
        return self._local(number_text(value, decimals))

    def plain(self, value: float) -> str:
        """A number as somebody wrote it, with all its digits and no others."""
        text = f"{value:,.6f}".rstrip("0").rstrip(".")
        return self._local(text if abs(value) >= 1e-3 or value == 0 else f"{value:.6g}")

    def whole(self, value: int) -> str:
        """A count."""
        return self.number(float(value), 0)

    def estimate(self, found: Estimate, digits: int = DIGITS) -> str:
        """An estimate with the digits that hold, at most so many."""
        return self.number(found.value, decimals_that_hold(found.error, found.value, digits))

    def error(self, error: float) -> str:
        """A Monte Carlo error, with one digit."""
        if not math.isfinite(error):
            return self("word.unknown")
        return self.number(error, -math.floor(math.log10(error))) if error > 0 else "0"

    def beside_error(self, found: Estimate) -> str:
        """An estimate whose error stands beside it: to the digit of the error."""
        if not math.isfinite(found.error) or found.error <= 0:
            return self.estimate(found)
        return self.number(found.value, -math.floor(math.log10(found.error)))

    def range(self, found: Range) -> str:
        """From low to high, with the digits that hold in both."""
        low, high = self.ends(found)
        return self("word.to", low=low, high=high)

    def ends(self, found: Range) -> tuple[str, str]:
        """Low and high, with the digits that hold in both."""
        error = max(found.low_error, found.high_error)
        decimals = decimals_that_hold(error, max(abs(found.low), abs(found.high)), digits_for(found))
        return self.number(found.low, decimals), self.number(found.high, decimals)

    def percent(self, found: Estimate) -> str:
        """A chance in percent, with the digits that hold; all or none where no world says otherwise."""
        if found.value in (0.0, 1.0):
            return self("word.all_worlds") if found.value else self("word.no_worlds")
        return self("word.of_worlds", share=self.share(found))

    def share(self, found: Estimate) -> str:
        """A share in percent, with the digits that hold."""
        hundredfold = Estimate(100 * found.value, 100 * found.error)
        return f"{self.estimate(hundredfold)}{NO_BREAK}%"

    def exact_percent(self, share: float) -> str:
        """A share that is given, not estimated: 90 %, 2.25 %."""
        return f"{self.plain(100 * share)}{NO_BREAK}%"

    def _local(self, text: str) -> str:
        text = text.translate(_DUTCH) if self.language == "nl" else text
        return text.replace("-", MINUS)

    # --- words

    def text(self, words: Text | None) -> str:
        """Words of the study file; empty when there are none."""
        return "" if words is None else words.in_language(self.language).strip()

    def is_foreign(self, words: Text | None) -> bool:
        """Whether the study file has these words in the other language only."""
        return words is not None and getattr(words, self.language) is None and bool(self.text(words))

    def listed(self, items: Iterable[str]) -> str:
        """Join as a sentence does: a, b and c."""
        items = list(items)
        return f" {self('word.and')} ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))

    def unit(self, unit: str | None) -> str:
        """A unit of the study file in words: EUR per client per year; empty for a plain number."""
        if not unit or unit == "1":
            return ""
        above: list[str] = []
        below: list[str] = []
        for symbol, exponent in parse_unit(unit):
            power = "" if abs(exponent) == 1 else {2: "²", 3: "³"}.get(round(abs(exponent)), f"^{abs(exponent):g}")
            (above if exponent > 0 else below).append(self.known("unit", symbol) + power)
        per = self("word.per")
        return f" {per} ".join([" × ".join(above) or "1", *below])

    def source(self, source: Source | None) -> str:
        """Where a value stands: document, page, table, row."""
        if source is None:
            return ""
        return ", ".join(
            self(f"source.{name}", value=part) if name in _sentences()["source"] else part
            for name, part in source.parts(self.language).items()
        )


def digits_for(found: Range) -> int:
    """How many digits a range may be printed with: three, or more where its ends would be the same in three.

    >>> digits_for(Range(1.3, 2.5, 0.9, 0.001, 0.001)), digits_for(Range(14.27, 14.30, 0.9, 1e-5, 1e-5))
    (3, 5)
    """
    spread, size = found.high - found.low, max(abs(found.low), abs(found.high))
    narrow = math.isfinite(spread) and 0 < spread < size
    return max(DIGITS, math.ceil(math.log10(size / spread)) + 2) if narrow else DIGITS


def capital(sentence: str) -> str:
    """A sentence or label with its first letter as a capital."""
    return sentence[:1].upper() + sentence[1:]


def sentence(words: str) -> str:
    """Words of the study file where they stand alone: with a capital and a full stop, which a reason often lacks.

    >>> sentence("not stated in the source"), sentence("As published (p. 3).")
    ('Not stated in the source.', 'As published (p. 3).')
    """
    return capital(words) + ("" if words[-1:] in {"", ".", "!", "?", ":", "…"} else ".")


def uncapital(label: str) -> str:
    """A label within a sentence: its first letter small, unless the first word is one of capitals."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
