"""Numbers as text, and text as numbers: TEXT, FIXED, DOLLAR, VALUE, NUMBERVALUE."""

from __future__ import annotations

from mcba.workbook.evaluation.coercion import as_number, as_text, number_from_text
from mcba.workbook.functions.arguments import implements
from mcba.workbook.functions.mathematics.rounding import decimal_of, rounded
from mcba.workbook.functions.registry import Context
from mcba.workbook.functions.text.formatting import text_by_format
from mcba.workbook.values import VALUE, Value


@implements("TEXT", "vt", context=True)
def _text(context: Context, value: Value, code: str) -> Value:
    """A code that is not understood is #VALUE!, as one that Excel does not know."""
    from_1904 = context.book.dates_from_1904
    if isinstance(value, str):
        number = number_from_text(value, dates_from_1904=from_1904)
        value = value if number is None else number
    elif isinstance(value, bool):
        return as_text(value)
    text = text_by_format(0.0 if value is None else value, code, dates_from_1904=from_1904)  # type: ignore[arg-type]
    return VALUE if text is None else text


@implements("FIXED", "nwl", least=1)
def _fixed(number: float, decimals: int = 2, is_plain: bool = False) -> Value:
    return VALUE if decimals > 127 else _with_decimals(number, decimals, "" if is_plain else ",")


@implements("DOLLAR", "nw", least=1)
def _dollar(number: float, decimals: int = 2) -> Value:
    if decimals > 127:
        return VALUE
    money = "$" + _with_decimals(abs(number), decimals, ",")
    return f"({money})" if number < 0 else money


def _with_decimals(number: float, decimals: int, grouping: str) -> str:
    return f"{decimal_of(rounded(number, decimals) or 0.0):{grouping}.{max(decimals, 0)}f}"


@implements("VALUE", "v", context=True)
def _value(context: Context, value: Value) -> Value:
    return VALUE if isinstance(value, bool) else as_number(value, dates_from_1904=context.book.dates_from_1904)


@implements("NUMBERVALUE", "ttt", least=1)
def _number_value(text: str, point: str = ".", group: str = ",") -> Value:
    text = "".join(text.split())
    if not point or not group:
        return VALUE
    whole, _, decimals = text.partition(point[0])
    if group[0] in decimals or point[0] in decimals:
        return VALUE
    plain = whole.replace(group[0], "") + ("." + decimals if decimals else "")
    bare = plain.rstrip("%")
    number = number_from_text(bare) if bare else 0.0 if not plain else None
    return VALUE if number is None else number / 100 ** (len(plain) - len(bare))
