"""Values of the study file: which numbers, lists and names its keys take, and how a value is shown in a message."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    Strict,
    TypeAdapter,
)
from pydantic_core import CoreSchema, PydanticCustomError

from mcba.displayed import said, short
from mcba.mappings import ReadOnly

NAME = r"^[A-Za-z][A-Za-z0-9_]*$"


def shown(value: object) -> str:
    """A value as the study file writes it, short enough for one line.

    Parameters
    ----------
    value : object

    Returns
    -------
    str

    Examples
    --------
    >>> shown([1.0, "a", True])
    "[1, 'a', true]"
    """
    match value:
        case bool():
            text = str(value).lower()
        case str():
            text = repr(value if len(value) <= 60 else value[:57] + "...")
        case int() if abs(value) >= 2**63:
            text = "a whole number of more than 64 bits"
        case float():
            text = f"{value:.15g}"
        case list() | tuple():
            parts = ["a list" if isinstance(part, list | tuple) else shown(part) for part in value[:6]]
            text = f"[{', '.join([*parts, '…'] if len(value) > 6 else parts)}]"
        case Mapping():
            text = "a table"
        case dt.date() | dt.time():
            text = value.isoformat()
        case _:
            text = repr(value)
    return text


def refused(value: object, advice: str) -> PydanticCustomError:
    """What was found, and what to write instead."""
    return PydanticCustomError("refused", "found {found}; {advice}", {"found": shown(value), "advice": advice})


def _between(low: float, high: float, what: str) -> AfterValidator:
    def check(value: float) -> float:
        if not low <= value <= high:
            raise refused(value, f"{what} lies between {low:g} and {high:g}")
        return value

    return AfterValidator(check)


_STRICT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class TomlTable(BaseModel):
    """The root of all tables: unknown keys and silent conversions are refused, values do not change."""

    model_config = ConfigDict(**_STRICT, defer_build=True)

    def __repr__(self) -> str:
        given = (name for name in type(self).model_fields if name in self.model_fields_set)
        return said(self, (f"{name}={short(getattr(self, name))}" for name in given))

    def model_post_init(self, _context: Any, /) -> None:
        """Let mappings that were read not change either."""
        values = self.__dict__
        values.update({name: ReadOnly(value) for name, value in values.items() if type(value) is dict})


class Column(TomlTable):
    """A column of the table that the assumption names, and what its cells may be."""

    column: str = Field(description="name of the column")
    words: dict[str, float] = Field({}, description="words that stand for numbers, such as { yes = 1, no = 0 }")
    only_words: bool = Field(False, description="whether nothing but these words is allowed")
    low: float | None = Field(None, description="no number in the column is below it")
    high: float | None = Field(None, description="no number in the column is above it")


def is_number(value: object) -> bool:
    """Whether a value of the file is a finite number (true and false are not).

    Parameters
    ----------
    value : object

    Returns
    -------
    bool

    Examples
    --------
    >>> is_number(1), is_number(True), is_number(float("nan"))
    (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _column(given: Mapping[str, Any]) -> Column:
    words, ends = given.get("words", {}), {end: given[end] for end in ("low", "high") if end in given}
    if not (isinstance(words, Mapping) and all(map(is_number, words.values()))):
        raise refused(words, "words stand for numbers: write { yes = 1, no = 0 }")
    for end in ends.values():
        if not is_number(end):
            raise refused(end, "the ends of a column are numbers")
    only = given.get("only_words", False)
    if not isinstance(only, bool) or (only and not words):
        raise refused(only, "only_words is true or false, and needs words")
    return Column(
        column=given["column"],
        only_words=only,
        words={str(word): float(number) for word, number in words.items()},
        **{end: float(number) for end, number in ends.items()},
    )


def _figure(value: object) -> object:
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    if isinstance(value, Column):
        return value
    if isinstance(value, Mapping) and isinstance(value.get("column"), str) and set(value) <= set(Column.model_fields):
        return _column(value)
    if isinstance(value, list | tuple) and value and all(map(is_number, value)):
        return tuple(map(float, value))
    raise refused(value, 'allowed is a finite number, or { column = "…" } of a table')


def _parameter(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(NAME, value):
        return value
    try:
        return _figure(value)
    except PydanticCustomError as error:
        raise refused(value, f"{error.context['advice']}, or the name of another assumption") from None  # type: ignore[index]


Figure = Annotated[float | Column | tuple[float, ...], BeforeValidator(_figure)]
Column.model_rebuild()  # before the types below, which pydantic would otherwise build from it anew each time


class _MadeOnce:
    """Has the schema of a type made once for all fields of that type: some 30 a distribution have the same."""

    def __init__(self, kind: Any):
        self.kind = kind

    @cached_property
    def schema(self) -> CoreSchema:
        return TypeAdapter(self.kind, config=_STRICT).core_schema

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.schema


_Number = float | Column | tuple[float, ...]
ParameterValue = Annotated[
    _Number | str, _MadeOnce(Annotated[_Number | Annotated[str, Field(pattern=NAME)], BeforeValidator(_parameter)])
]


def _chance(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(NAME, value):
        return value
    if is_number(value) and 0 < value <= 1:  # type: ignore[operator]
        return float(value)  # type: ignore[arg-type]
    raise refused(value, "allowed is a number above 0 and at most 1, or the name of another assumption")


Happening = Annotated[
    Annotated[float, Field(gt=0, le=1)] | Annotated[str, Field(pattern=NAME)], BeforeValidator(_chance)
]


def _quantiles(value: object) -> object:
    """Probabilities as TOML can write them, "0.05", "5 %" or p5, become numbers."""
    if not isinstance(value, Mapping) or not value:
        raise refused(value, 'write { "0.05" = 10, "0.5" = 14, "0.95" = 30 }')
    quantiles: dict[float, object] = {}
    for key, quantile in value.items():
        text = str(key).strip()
        percent = text.startswith("p") or text.endswith("%")
        try:
            quantiles[float(text.strip("p% ")) / (100 if percent else 1)] = quantile
        except ValueError:
            raise refused(text, 'a probability is written "0.05", "5 %" or p5') from None
    return quantiles


Quantiles = Annotated[
    dict[float, float], BeforeValidator(_quantiles, json_schema_input_type=dict[str, float]), Field(min_length=2)
]


def _scipy(value: object) -> object:
    named = isinstance(value, Mapping) and isinstance(value.get("name"), str)
    if named and all(is_number(part) for key, part in value.items() if key != "name"):  # type: ignore[attr-defined]
        return {key: part if key == "name" else float(part) for key, part in value.items()}  # type: ignore[attr-defined]
    raise refused(value, 'write { name = "genextreme", c = 0.1, loc = 3, scale = 2 }, with finite numbers')


ScipyKeys = Annotated[dict[str, str | float], BeforeValidator(_scipy, json_schema_input_type=dict[str, str | float])]


def _number_or_list(value: object) -> object:
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    if isinstance(value, list | tuple) and value and all(is_number(part) for part in value):
        return tuple(float(part) for part in value)
    raise refused(value, "allowed is a finite number, or a list of one number a year")


NumberOrYears = Annotated[float | Annotated[tuple[float, ...], Field(min_length=1)], BeforeValidator(_number_or_list)]


def _years(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        value = [value, value]
    if isinstance(value, list | tuple) and len(value) == 2 and all(type(part) is int for part in value):
        if 0 <= value[0] <= value[1]:
            return tuple(value)
        raise refused(value, "the first year is 0 or later, and not after the last")
    raise refused(value, "write one year, or [first, last]")


Year = Annotated[int, Field(ge=0)]
FirstAndLast = Annotated[list[Year], Field(min_length=2, max_length=2)]
Years = Annotated[tuple[int, int], BeforeValidator(_years, json_schema_input_type=Year | FirstAndLast)]


def _date(value: object) -> object:
    if isinstance(value, str) or type(value) is dt.date:
        return value
    raise refused(value, "write a date such as 2026-11-30, or words in quotes")


Date = Annotated[dt.date | str, BeforeValidator(_date, json_schema_input_type=str)]


def _number_or_name(value: object) -> object:
    if isinstance(value, str) or is_number(value):
        return value
    raise refused(value, "allowed is a share such as 0.1, or the name of one")


Share = Annotated[float, _between(0, 1, "a share"), Field(json_schema_extra={"minimum": 0, "maximum": 1})]
Chance = Annotated[float, _between(0, 1, "a probability"), Field(json_schema_extra={"minimum": 0, "maximum": 1})]
Correlation = Annotated[float, _between(-1, 1, "a correlation"), Field(json_schema_extra={"minimum": -1, "maximum": 1})]
NumberOrName = Annotated[str | float, BeforeValidator(_number_or_name, json_schema_input_type=Share | str)]
Probability = Annotated[float, Field(gt=0, lt=1)]
UnitText = Annotated[str | None, Field(description="such as EUR/client/year; 1 for a plain number")]
CellText = Annotated[str | None, Field(description="the cell of the workbook that it takes the place of: Inputs!B3")]
CellsText = Annotated[
    str | Annotated[tuple[str, ...], Strict(False), Field(min_length=1)] | None,
    Field(
        description="several cells that hold the same number; or, of a number that is repeated, a range with one each"
    ),
]
