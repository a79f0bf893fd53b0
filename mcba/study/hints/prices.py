"""Hints at price years: amounts from sources of several years that do not say of which year their prices are."""

from __future__ import annotations

import re

from mcba.errors import Note
from mcba.study.document.assumption import Assumption
from mcba.study.formula.units import parse_unit
from mcba.study.hints.products import Found, at
from mcba.study.model import Study

YEAR_OF_A_SOURCE = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?![\d/.]\d|\d)")


def price_years(study: Study) -> Found:
    """Sourced amounts without a price year, where others have one or their sources are of different years."""
    currency = study.document.study.currency
    amounts = {
        name: assumption
        for name, assumption in study.document.assumptions.items()
        if assumption.status in {"sourced", "data"} and (currency, 1.0) in parse_unit(assumption.unit or "1")
    }
    silent = {name: assumption for name, assumption in amounts.items() if assumption.price_year is None}
    years = {year for assumption in silent.values() if (year := _year(assumption)) is not None}
    others = {assumption.price_year for assumption in amounts.values()} - {None, study.document.study.price_year}
    if silent and (others or len(years) > 1):
        yield at(next(iter(silent))), Note("price_years", {"names": tuple(silent)})


def _year(assumption: Assumption) -> int | None:
    """The last year that the citation of a source names, which is mostly that of its publication."""
    parts = {} if assumption.source is None else assumption.source.parts("en")
    printed = YEAR_OF_A_SOURCE.findall(parts.get("citation", ""))
    return max(map(int, printed)) if printed else None
