"""A voice: the words of one language, and numbers as that language writes them.

A language is one file, `words/<language>.toml`: sentences by section and key, with a placeholder for every number, and
under `[format]` how its numbers are written. Another language is another such file.
"""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mcba.engine.estimates import Estimate, Range
from mcba.engine.estimates.rounding import (
    decimals,
    decimals_in_order,
    decimals_of_certain,
    decimals_of_ends,
    decimals_of_error,
    decimals_of_exact,
    number_text,
    short_decimals,
)
from mcba.errors import RequestError
from mcba.reporting.words.lexicon import languages, lexicon_of
from mcba.study.document import Published, Source, Text
from mcba.study.formula import parse_unit

MINUS = "−"
NO_BREAK = "\u00a0"
_INTERVAL = 2.0  # about how many errors an interval has to either side: enough to say where its digits end


class Voice(string.Formatter):
    """Says what a page has to say, in one language.

    Parameters
    ----------
    language : str
        One of `languages()`, such as en and nl.

    Raises
    ------
    RunError
        For a language of which there are no words.

    Examples
    --------
    >>> voice = Voice("nl")
    >>> voice.number(1234567.0, -3), voice.number(-2.5, 1)
    ('1.235.000', '−2,5')
    >>> voice("outcome.bcr"), voice("printed.missed", count=2)
    ('baten-kostenverhouding', '2 gepubliceerde cijfers zijn niet gereproduceerd')
    """

    def __init__(self, language: str):
        if language not in languages():
            *others, last = map(repr, languages())
            raise RequestError(f"language = {language!r}; allowed are {', '.join(others)} and {last}")
        self.language = language
        self.format_of_numbers: Mapping[str, str] = lexicon_of(language)["format"]

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key such as `answer.chance`, with its placeholders filled.

        Words that differ between one and more are chosen by `count`. A placeholder may say how its value is written,
        such as `{share:percent}`: see `format_field`.
        """
        section, _, name = key.partition(".")
        words = lexicon_of(self.language)[section][name]
        if isinstance(words, dict):
            words = words["one" if values["count"] == 1 else "other"]
        return self.vformat(words, (), values)

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value of a placeholder: `whole`, `exact`, `plain`, `percent`, `names` as the file has them, or as it is."""
        match format_spec:
            case "percent":
                return self.exact_share(value)
            case "names":
                counts = value if isinstance(value, Mapping) else {}
                return ", ".join(f"{name} ({counts[name]})" if name in counts else name for name in value)
            case "whole" | "exact" | "plain" | "short" | "certain":
                written: str = getattr(self, format_spec)(value)
                return written
            case _:
                return str(value)

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """The value of a placeholder; a count with its thousands separators."""
        value = super().get_value(key, args, kwargs)
        return self.whole(value) if key == "count" and isinstance(value, int) else value

    def knows(self, section: str, name: str) -> bool:
        """Whether a section has words for a name of the study file."""
        return name in lexicon_of(self.language)[section]

    def known(self, section: str, name: str) -> str:
        """A name of the study file in words: as the section knows it, or else with its underscores as spaces."""
        return str(lexicon_of(self.language)[section].get(name) or name.replace("_", " "))

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

    def estimate(self, estimate: Estimate) -> str:
        """An estimate in a table: it ends where its error ends."""
        return self.number(estimate.value, decimals(estimate.value, estimate.error))

    def row(self, *rising: Estimate) -> list[str]:
        """Rising estimates side by side in a table, such as low, median and high: in order as printed."""
        places = decimals_in_order([(estimate.value, estimate.error) for estimate in rising])
        return [self.number(estimate.value, digits) for estimate, digits in zip(rising, places, strict=True)]

    def error(self, error: float) -> str:
        """A Monte Carlo error: one digit, or two where it begins with 1 or 2."""
        if not math.isfinite(error):
            return self("word.unknown")
        return self.number(error, decimals_of_error(error)) if error > 0 else "0"

    def with_error(self, estimate: Estimate) -> str:
        """An estimate and its error: 346,100 ± 2,200."""
        return f"{self.estimate(estimate)} ± {self.error(estimate.error)}"

    def short(self, estimate: Estimate) -> str:
        """An estimate in a sentence: two or three digits."""
        return self.number(estimate.value, short_decimals(estimate.value, estimate.error))

    def range(self, interval: Range) -> str:
        """From low to high in a sentence."""
        low, high = self.ends(interval)
        return self("word.to", low=low, high=high)

    def ends(self, interval: Range) -> tuple[str, str]:
        """Low and high in a sentence."""
        low, high = decimals_of_ends(interval.low, interval.high, interval.low_error, interval.high_error)
        return self.number(interval.low, low), self.number(interval.high, high)

    def signed(self, estimate: Estimate) -> str:
        """A difference in a table, with its sign."""
        text = self.estimate(estimate)
        return f"+{text}" if estimate.value > 0 and text.strip("0.,") else text

    def with_interval(self, value: float, low: float, high: float) -> tuple[str, str]:
        """A number and its interval, each to the digits of its error: 5.73 and (5.55 to 5.88)."""
        places = decimals(value, (high - low) / (2 * _INTERVAL))
        shown = [self.number(number, places) for number in (value, low, high)]
        return shown[0], f"({self('word.to', low=shown[1], high=shown[2])})"

    def band(self, value: float, low: float, high: float) -> str:
        """A number and its interval side by side: 5.73 (5.55 to 5.88)."""
        return " ".join(self.with_interval(value, low, high))

    def exact(self, value: float, spread: float = 0.0) -> str:
        """A number that is computed and not drawn: three digits, or more where they would hide a spread around it."""
        return self.number(value, decimals_of_exact(value, spread))

    def certain(self, value: float) -> str:
        """A number that no world changes: six digits, without those that are zero."""
        return self.number(value, decimals_of_certain(value))

    def as_published(self, published: Published) -> str:
        """A published figure as it was published: with the decimals that it is said to have, or else as written."""
        decimals = published.decimals
        if decimals is None:
            decimals = max(len(f"{figure:.6f}".rstrip("0").partition(".")[2]) for figure in published.figures)
        return self._joined(self.number(figure, decimals) for figure in published.figures)

    def reproduced(self, result: Sequence[Estimate], published: Published) -> str:
        """A run's own figure beside a published one: to its own error; without one, to three digits or as published."""
        if any(estimate.error for estimate in result):
            return self._joined(self.row(*result))
        least = published.decimals or 0
        return self._joined(self.number(estimate.value, max(decimals(estimate.value), least)) for estimate in result)

    def _joined(self, ends: Iterable[str]) -> str:
        first, *others = ends
        return self("word.to", low=first, high=others[0]) if others else first

    def percent(self, share: Estimate) -> str:
        """A chance in a sentence: a share of the worlds, or all or none where no world says otherwise."""
        if share.value in (0.0, 1.0):
            return self("word.all_worlds") if share.value else self("word.no_worlds")
        return self("word.of_worlds", share=self.short_share(share))

    def share(self, share: Estimate) -> str:
        """A share in percent in a table."""
        return self._percent(share, decimals)

    def exact_share(self, share: float) -> str:
        """A share that is computed and not drawn, in percent: three digits."""
        return self.share(Estimate(share, 0.0))

    def part(self, share: float) -> str:
        """A part of a whole, such as a weight: to a tenth of a percent."""
        return self.exact_percent(round(share, 3))

    def short_share(self, share: Estimate) -> str:
        """A share in percent in a sentence."""
        return self._percent(share, short_decimals)

    def _percent(self, share: Estimate, rule: Callable[..., int]) -> str:
        value, error = 100 * share.value, 100 * share.error
        return f"{self.number(value, rule(value, error, (0.0, 100.0)))}{NO_BREAK}%"

    def exact_percent(self, share: float) -> str:
        """A share that is given, not estimated: 90 %, 2.25 %."""
        return f"{self.plain(100 * share)}{NO_BREAK}%"

    def _local(self, text: str) -> str:
        signs: dict[str, str | int | None] = {
            ",": self.format_of_numbers["thousands"],
            ".": self.format_of_numbers["decimal"],
            "-": MINUS,
        }
        return text.translate(str.maketrans(signs))

    # --- words

    def text(self, words: Text | None) -> str:
        """Words of the study file; empty when there are none."""
        return "" if words is None else words.in_language(self.language).strip()

    def is_foreign(self, words: Text | None) -> bool:
        """Whether the study file has these words in another language only."""
        return self.language_of(words) not in {"", self.language}

    def language_of(self, words: Text | None) -> str:
        """The language that words of the study file are in; empty where there are none."""
        given = {} if words is None else words.model_dump(exclude_none=True)
        return self.language if given.get(self.language) else next((code for code in given if given[code]), "")

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

    def units(self, unit: str | None, number: float) -> str:
        """A unit in words behind a number, in the plural where it is not counted once."""
        written = self.unit(unit).removeprefix("1 ")
        first = next((symbol for symbol, exponent in parse_unit(unit or "1") if exponent == 1), "")
        if not first or number == 1 or not self.knows("units", first):
            return written
        return self("units." + first) + written.removeprefix(self.known("unit", first))

    def source(self, source: Source | None) -> str:
        """Where a value stands: document, page, table, row."""
        if source is None:
            return ""
        return ", ".join(
            self(f"source.{name}", value=part) if name in lexicon_of(self.language)["source"] else part
            for name, part in source.parts(self.language).items()
        )


def capital(sentence: str) -> str:
    """A sentence or label with its first letter as a capital.

    Parameters
    ----------
    sentence : str

    Returns
    -------
    str

    Examples
    --------
    >>> capital("net present value")
    'Net present value'
    """
    return sentence[:1].upper() + sentence[1:]


def sentence(words: str) -> str:
    """Words of the study file where they stand alone: with a capital and a full stop, which a reason often lacks.

    Parameters
    ----------
    words : str

    Returns
    -------
    str

    Examples
    --------
    >>> sentence("not stated in the source"), sentence("As published (p. 3).")
    ('Not stated in the source.', 'As published (p. 3).')
    """
    return capital(words) + ("" if words[-1:] in {"", ".", "!", "?", ":", "…"} else ".")


def uncapital(label: str) -> str:
    """A label within a sentence: its first letter small, unless the first word is one of capitals.

    Parameters
    ----------
    label : str

    Returns
    -------
    str

    Examples
    --------
    >>> uncapital("Hours saved"), uncapital("QALY per client")
    ('hours saved', 'QALY per client')
    """
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
