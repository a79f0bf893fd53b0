"""Functions that Google Sheets has and Excel lacks; an exported workbook holds them as text."""

from __future__ import annotations

import re
from typing import Any

from mcba.workbook.evaluation.coercion import as_text
from mcba.workbook.functions.answers import AnswerError, answered, as_table, float_of, require
from mcba.workbook.functions.lookup.matching import match_key
from mcba.workbook.functions.mathematics.sums import plain_sum
from mcba.workbook.functions.registry import sheet_function
from mcba.workbook.values import VALUE, CellError, Table, Value


@sheet_function("AVERAGE.WEIGHTED", "AA", repeats=2, least=2)
@answered
def _average_weighted(*pairs: Any) -> float:
    """The mean of values by weights; values and weights come in pairs of one shape, and blanks are passed over."""
    require(len(pairs) % 2 == 0, VALUE)
    products, weights = [], []
    for values, weighting in zip(pairs[::2], pairs[1::2], strict=True):
        require(as_table(values).shape == as_table(weighting).shape, VALUE)
        for value, weight in zip(as_table(values).elements(), as_table(weighting).elements(), strict=True):
            if value is None and isinstance(values, Table):
                continue
            require(float_of(weight) >= 0)
            products.append(float_of(value) * float_of(weight))
            weights.append(float_of(weight))
    return plain_sum(products) / plain_sum(weights)


@sheet_function("FLATTEN", "A", repeats=1)
@answered
def _flatten(*arrays: Any) -> Table:
    return Table(tuple((value,) for array in arrays for value in as_table(array).elements()))


@sheet_function("COUNTUNIQUE", "R", repeats=1)
@answered
def _countunique(*arrays: Any) -> float:
    values = [value for array in arrays for value in as_table(array).elements()]
    return float(
        len({value if isinstance(value, CellError) else match_key(value) for value in values if value is not None})
    )


@sheet_function("JOIN", "VA", repeats=1, least=2)
@answered
def _join(between: Value, *arrays: Any) -> str:
    return _text(between).join(_text(value) for array in arrays for value in as_table(array).elements())


@sheet_function("SPLIT", "VVVV", least=2)
@answered
def _split(text: Value, between: Value, by_each: Value = True, drops_empty: Value = True) -> Table:
    whole, signs = _text(text), _text(between)
    require(whole != "" and signs != "", VALUE)
    parts = re.split(f"[{re.escape(signs)}]" if float_of(by_each) else re.escape(signs), whole)
    kept = [part for part in parts if part or not float_of(drops_empty)]
    require(bool(kept), VALUE)
    return Table((tuple(_read(part) for part in kept),))


@sheet_function("ISBETWEEN", "VVVVV", least=3)
@answered
def _isbetween(value: Value, low: Value, high: Value, with_low: Value = True, with_high: Value = True) -> bool:
    middle, first, last = float_of(value), float_of(low), float_of(high)
    is_above = first <= middle if float_of(with_low) else first < middle
    return is_above and (middle <= last if float_of(with_high) else middle < last)


def _itself(value: Value) -> Value:
    return value


for _name in ("TO_PERCENT", "TO_DOLLARS", "TO_DATE", "TO_PURE_NUMBER"):
    sheet_function(_name, "V")(_itself)


def _read(part: str) -> Value:
    """A part of a text as Google enters it into a cell: a number where it says one."""
    try:
        return float_of(part)
    except AnswerError:
        return part


def _text(value: Value) -> str:
    text = as_text(value)
    if isinstance(text, CellError):
        raise AnswerError(text)
    return text
