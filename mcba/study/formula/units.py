"""The unit algebra: a unit is a product of symbols with exponents, checked once over a formula's tree.

Units here guard against adding euros to clients; they convert nothing. A missing unit is unknown (`None`),
and whatever is computed from it is unknown too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from mcba.errors import FormulaError

Unit = tuple[tuple[str, float], ...]
"""Sorted pairs of symbol and exponent; the empty tuple is a plain number."""

PURE_NUMBER: Unit = ()

SYMBOLS: Mapping[str, str] = {
    "euro": "EUR",
    "jaar": "year",
    "maand": "month",
    "dag": "day",
    "uur": "hour",
    "cliënt": "client",
    "persoon": "person",
    "deelnemer": "participant",
    "huishouden": "household",
    "beroepskracht": "professional",
    "vrijwilliger": "volunteer",
    "medewerker": "worker",
    "kind": "child",
    "gezin": "family",
    "patiënt": "patient",
    "dader": "perpetrator",
    "groep": "group",
    "FTE": "fte",
    "bijeenkomst": "meeting",
    "stap": "step",
    "traject": "trajectory",
    "uitkering": "payment",
    "consult": "consultation",
    "bezoek": "visit",
    "sessie": "session",
    "beslissing": "decision",
    "verhuizing": "move",
    "verband": "dressing",
}
"""The symbols that mean the same as another: the Dutch words of units, and what they are in formulas and labels."""

_SYMBOL = re.compile(
    r"\s*(?:(?P<one>1)(?![\w.])|(?P<symbol>[^\W\d]\w*)|(?P<other>\S))(?:\s*(?:\^|\*\*)\s*(?P<power>-?\d{1,3}(?:\.\d+)?))?"
)


def parse_unit(text: str) -> Unit:
    """Read a unit: symbols joined by * and /, such as `EUR/client/year` or `m*s^-2`; `1` is a plain number.

    Dutch words of units are those of `SYMBOLS`: `uur` is an hour.

    Parameters
    ----------
    text : str

    Returns
    -------
    Unit
        Sorted pairs of symbol and exponent.

    Raises
    ------
    FormulaError
        With the place in the text that cannot be read.

    Examples
    --------
    >>> parse_unit("EUR/client/year")
    (('EUR', 1.0), ('client', -1.0), ('year', -1.0))
    >>> parse_unit("uur/week") == parse_unit("hour/week")
    True
    """
    exponents: dict[str, float] = {}
    sign, position = 1, 0
    while True:
        match = _SYMBOL.match(text, position)
        if match is None or match["other"]:
            raise FormulaError(
                f"unit {text!r} cannot be read; write symbols joined by * and /, such as 'EUR/client/year', or '1'",
                position,
            )
        if match["symbol"]:
            symbol = SYMBOLS.get(match["symbol"], match["symbol"])
            exponents[symbol] = exponents.get(symbol, 0.0) + sign * float(match["power"] or 1)
        rest = text[match.end() :].lstrip()
        if not rest:
            return _unit(exponents)
        if rest[0] not in "*/":
            raise FormulaError(f"unit {text!r} cannot be read at {rest!r}; join symbols by * or /", match.end())
        sign = 1 if rest[0] == "*" else -1
        position = len(text) - len(rest) + 1


def unit_text(unit: Unit) -> str:
    """Write a unit as a study file does.

    Parameters
    ----------
    unit : Unit

    Returns
    -------
    str

    Examples
    --------
    >>> unit_text(parse_unit("year^-1*EUR"))
    'EUR/year'
    """

    def power(symbol: str, exponent: float) -> str:
        return symbol if exponent == 1 else f"{symbol}^{exponent:g}"

    above = [power(symbol, exponent) for symbol, exponent in unit if exponent > 0]
    below = [power(symbol, -exponent) for symbol, exponent in unit if exponent < 0]
    return "/".join(["*".join(above) or "1", *below])


def spoken(unit: Unit) -> str:
    """A unit within a sentence.

    Examples
    --------
    >>> spoken(parse_unit("EUR/year")), spoken(PURE_NUMBER)
    ('in EUR/year', 'a plain number')
    """
    return f"in {unit_text(unit)}" if unit else "a plain number"


def multiply(first: Unit, second: Unit, power: float = 1.0) -> Unit:
    """The unit of a product: `first` times `second` to the `power`.

    Parameters
    ----------
    first, second : Unit
    power : float

    Returns
    -------
    Unit

    Examples
    --------
    >>> unit_text(multiply(parse_unit("EUR/client"), parse_unit("client/year")))
    'EUR/year'
    """
    exponents = dict(first)
    for symbol, exponent in second:
        exponents[symbol] = exponents.get(symbol, 0.0) + power * exponent
    return _unit(exponents)


def _unit(exponents: Mapping[str, float]) -> Unit:
    """Sorted, without what cancels; exponents are small fractions, so that a third three times is one."""
    exact = {symbol: Fraction(exponent).limit_denominator(1_000) for symbol, exponent in exponents.items()}
    return tuple(sorted((symbol, float(exponent)) for symbol, exponent in exact.items() if exponent))
