"""The study file as frozen data: one model a table of the file, and nothing computed.

`read.py` fills these models and checks what no single table can know; the JSON Schema that editors use is
written from them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Strict, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

Language = Literal["en", "nl"]
AssumptionStatus = Literal["sourced", "data", "elicited", "assumed"]
StudyStatus = Literal["calibration", "indicative", "final"]
Sampler = Literal["sobol", "lhs", "random"]
Reading = Literal["central", "scenarios", "base", "mean", "median"]

NAME = r"^[A-Za-z][A-Za-z0-9_]*$"


class Table(BaseModel):
    """The root of all tables: unknown keys and silent conversions are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True)


class Text(Table):
    """Words in one language or both."""

    en: str | None = None
    nl: str | None = None

    def in_language(self, language: str) -> str:
        """The words in the language asked for, or in the other one where they were not given."""
        first, second = (self.nl, self.en) if language == "nl" else (self.en, self.nl)
        return first if first is not None else second or ""


def _text(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


Words = Annotated[
    Text,
    BeforeValidator(_text),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "nl": {"type": "string"}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class Source(Table):
    """Where a value stands: enough for a reader to find it again."""

    citation: str | None = None
    document: str | None = None
    place: str | None = None
    page: str | int | None = None
    table: str | int | None = None
    row: str | int | None = None
    doi: str | None = None
    url: str | None = None
    read: str | None = Field(None, description="date on which the source was read")

    def __str__(self) -> str:
        named = {"page": "p. ", "table": "table ", "row": "row ", "doi": "doi:", "read": "read "}
        parts = self.model_dump(exclude_none=True)
        return ", ".join(f"{named.get(key, '')}{value}" for key, value in parts.items())


SourceField = Annotated[
    Source,
    BeforeValidator(lambda value: {"citation": value} if isinstance(value, str) else value),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {name: {"type": ["string", "integer"]} for name in Source.model_fields},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class Column(Table):
    """A column of the table that the assumption names."""

    column: str


def is_number(value: object) -> bool:
    """Whether a value of the file is a finite number (true and false are not)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _parameter(value: object) -> object:
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    if isinstance(value, Column):
        return value
    if isinstance(value, Mapping) and set(value) == {"column"} and isinstance(value["column"], str):
        return Column(column=value["column"])
    raise PydanticCustomError("parameter", 'found {found}; allowed is a finite number, or {{ column = "…" }} of a table', {"found": repr(value)})


_NUMBER_OR_COLUMN = {
    "anyOf": [
        {"type": "number"},
        {"type": "object", "properties": {"column": {"type": "string"}}, "required": ["column"], "additionalProperties": False},
    ]
}
Parameter = Annotated[Any, BeforeValidator(_parameter), WithJsonSchema(_NUMBER_OR_COLUMN)]


def _number_or_list(value: object) -> object:
    if is_number(value):
        return float(value)  # type: ignore[arg-type]
    if isinstance(value, list | tuple) and value and all(is_number(part) for part in value):
        return tuple(float(part) for part in value)
    raise PydanticCustomError("choice", "found {found}; allowed is a finite number, or a list of one number a year", {"found": repr(value)})


NumberOrYears = Annotated[
    Any,
    BeforeValidator(_number_or_list),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}, "minItems": 1}]}),
]


def _years(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        value = [value, value]
    if isinstance(value, list | tuple) and len(value) == 2 and all(type(part) is int for part in value):
        if 0 <= value[0] <= value[1]:
            return tuple(value)
        raise PydanticCustomError("years", "found {found}; the first year is 0 or later, and not after the last", {"found": repr(list(value))})
    raise PydanticCustomError("years", "found {found}; write one year, or [first, last]", {"found": repr(value)})


Years = Annotated[
    Any,
    BeforeValidator(_years),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
            ]
        }
    ),
]


def _share(value: object) -> object:
    if is_number(value) and 0 <= value <= 1:  # type: ignore[operator]
        return float(value)  # type: ignore[arg-type]
    raise PydanticCustomError("share", "found {found}; a share lies between 0 and 1", {"found": repr(value)})


Share = Annotated[Any, BeforeValidator(_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]
Probability = Annotated[float, Field(gt=0, lt=1)]


class Header(Table):
    """`[study]`: what is asked, of what, for how long."""

    title: Words
    question: Words | None = None
    null_alternative: Words | None = Field(None, description="what would happen without the project")
    perspective: Words | None = None
    population: Words | None = None
    price_year: int | None = Field(None, ge=1900, le=2200)
    price_index: str | None = Field(None, description="CSV in the study's folder with the columns year and index")
    currency: str = Field("EUR", pattern=NAME)
    horizon: int = Field(0, ge=0, le=500, description="the last year that counts; year 0 is not discounted")
    participants: str | None = Field(None, description="the name that counts participants, for results per participant")
    status: StudyStatus = "indicative"
    intro: Words | None = None
    limits: Words | None = None


class RunSettings(Table):
    """`[run]`: how the worlds are drawn; the command line may override it."""

    worlds: int = Field(100_000, ge=1, le=2**32)
    seed: int = Field(1, ge=0, lt=2**64)
    sampler: Sampler = "sobol"
    mass: Probability = Field(0.90, description="the share of worlds between low and high")
    failed: Literal["raise", "drop"] = Field("raise", description="what a world with an undefined outcome does to the run")
    keep: Annotated[tuple[str, ...], Strict(False)] | None = Field(None, description="outcomes to keep; all when absent")


class SetTable(Table):
    """Labels of a set from a column of a CSV file."""

    table: str
    column: str


def _set(value: object) -> object:
    if isinstance(value, SetTable):
        return value
    if isinstance(value, list | tuple):
        if value and all(isinstance(part, str) and part for part in value) and len(set(value)) == len(value):
            return tuple(value)
        raise PydanticCustomError("set", "found {found}; a set is a list of different, non-empty names", {"found": repr(value)})
    if isinstance(value, Mapping):
        return SetTable(**value)
    raise PydanticCustomError("set", 'found {found}; write a list of names, or {{ table = "….csv", column = "…" }}', {"found": repr(value)})


SetLabels = Annotated[
    Any,
    BeforeValidator(_set),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
                {
                    "type": "object",
                    "properties": {"table": {"type": "string"}, "column": {"type": "string"}},
                    "required": ["table", "column"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class Law(Table):
    """A distribution as the study file writes it: its family and the parameters that were given.

    Which parameters go together is each family's own knowledge (`mcba.families`).
    """

    distribution: str | None = None
    value: Parameter | None = None
    low: Parameter | None = None
    mode: Parameter | None = None
    high: Parameter | None = None
    mass: Probability | None = Field(None, description="the probability between low and high, when they are percentiles")
    mean: Parameter | None = None
    sd: Parameter | None = None
    mu: Parameter | None = None
    sigma: Parameter | None = None
    alpha: Parameter | None = None
    beta: Parameter | None = None
    shape: Parameter | None = None
    scale: Parameter | None = None
    location: Parameter | None = None
    df: Parameter | None = None
    trials: Parameter | None = None
    probability: Parameter | None = None
    values: Annotated[tuple[float, ...], Strict(False)] | None = None
    probabilities: Annotated[tuple[Share, ...], Strict(False)] | None = None

    def parameters(self) -> dict[str, Any]:
        """The parameters that were given, by name."""
        given = {name: getattr(self, name) for name in Law.model_fields if name != "distribution"}
        return {name: value for name, value in given.items() if value is not None}


class Assumption(Law):
    """`[assumptions.<name>]`: one uncertain number, with its source."""

    label: Words | None = None
    unit: str | None = None
    status: AssumptionStatus = "assumed"
    source: SourceField | None = None
    reason: Words | None = Field(None, description="why this value and this spread")
    notes: Words | None = None
    kind: Literal["knowledge", "policy", "future"] = "knowledge"
    price_year: int | None = Field(None, ge=1900, le=2200)
    base: float | None = Field(None, description="the value of the base case; the mode or else the mean when absent")
    drawn: Literal["once", "each_year", "each_unit"] = "once"
    persistence: float | None = Field(None, ge=-1, le=1, description="correlation of one year with the next, for each_year")
    over: str | None = Field(None, description="the set over which it is repeated")
    table: str | None = Field(None, description="CSV in the study's folder with a column named as the set")
    from_: str | None = Field(None, alias="from", description="an entry of the evidence library")


class Choice(Table):
    """`[choices.<name>]`: a policy lever, set and not drawn."""

    value: NumberOrYears
    alternatives: Annotated[tuple[NumberOrYears, ...], Strict(False)] = ()
    label: Words | None = None
    unit: str | None = None
    source: SourceField | None = None
    reason: Words | None = None


class Dependence(Table):
    """`[[dependence]]`: assumptions that go up and down together."""

    between: Annotated[tuple[str, ...], Strict(False)] = Field(min_length=2)
    rank_correlation: float | None = Field(None, ge=-1, le=1, description="Spearman's")
    correlation: float | None = Field(None, ge=-1, le=1, description="of the Gaussian copula, on the normal scale")
    matrix: list[Annotated[list[float], Strict(False)]] | None = Field(None, description="rank correlations of all names in `between`")
    copula: Literal["gaussian"] = "gaussian"
    source: SourceField | None = None
    reason: Words | None = None


class Quantity(Table):
    """`[quantities.<name>]`: a named formula in between."""

    formula: str
    unit: str | None = None
    label: Words | None = None
    notes: Words | None = None


class Flow(Table):
    """`[benefits|costs|transfers.<name>]`: an amount a year, who gains it and who loses it."""

    formula: str
    unit: str | None = None
    years: Years | None = Field(None, description="one year, or [first, last]; the whole horizon when absent")
    fades: str | float | None = Field(None, description="share lost each year after the first: a number or a name")
    gains: dict[str, Share] | None = None
    losses: dict[str, Share] | None = None
    label: Words | None = None
    theme: str | None = None
    source: SourceField | None = None
    notes: Words | None = None


class ProMemorie(Table):
    """`[pm.<name>]`: an effect that is named but not put into money."""

    label: Words
    sign: Literal["+", "-", "?"] = "?"
    bearer: str | None = None
    notes: Words | None = None
    source: SourceField | None = None


Override = Annotated[
    Annotated[float, Tag("number")] | Annotated[Law, Tag("law")],
    Discriminator(lambda value: "law" if isinstance(value, Mapping | Law) else "number"),
]


class Variant(Table):
    """`[scenarios.<name>]` or `[options.<name>]`: other values on the same worlds."""

    label: Words | None = None
    override: dict[str, Override] = Field(description="assumption or choice: its other value or distribution")
    notes: Words | None = None


class Outcome(Table):
    """`[outcomes.<name>]`: a result of the user's own."""

    formula: str
    unit: str | None = None
    label: Words | None = None
    notes: Words | None = None


class Published(Table):
    """`[[published]]`: a figure that the run has to give back, and how it is to be read."""

    outcome: str
    low: float | None = None
    high: float | None = None
    value: float | None = None
    reading: Reading = "central"
    mass: Probability | None = None
    low_scenario: str | None = None
    high_scenario: str | None = None
    tolerance: float = Field(0.0, ge=0)
    decimals: int | None = Field(None, ge=-9, le=9, description="decimals of the publication: the result is rounded alike before comparing")
    label: Words | None = None
    source: SourceField | None = None




class Document(Table):
    """A whole study file."""

    study: Header
    run: RunSettings = RunSettings()
    sets: dict[str, SetLabels] = {}
    assumptions: dict[str, Assumption] = {}
    choices: dict[str, Choice] = {}
    dependence: list[Dependence] = []
    quantities: dict[str, Quantity] = {}
    benefits: dict[str, Flow] = {}
    costs: dict[str, Flow] = {}
    transfers: dict[str, Flow] = {}
    pm: dict[str, ProMemorie] = {}
    scenarios: dict[str, Variant] = {}
    options: dict[str, Variant] = {}
    outcomes: dict[str, Outcome] = {}
    published: list[Published] = []


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the study file, in the subset that editors of draft 7 understand."""
    schema = Document.model_json_schema(by_alias=True)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "mcba study file",
        **_draft_7({key: value for key, value in schema.items() if key not in {"title", "$schema"}}),
    }


def _draft_7(part: Any) -> Any:
    """Rename what later drafts call otherwise, and drop the titles that only repeat a key."""
    if isinstance(part, dict):
        renamed = {("definitions" if key == "$defs" else key): _draft_7(value) for key, value in part.items()}
        if isinstance(renamed.get("title"), str) and ("type" in renamed or "anyOf" in renamed):
            del renamed["title"]
        for bound in ("exclusiveMinimum", "exclusiveMaximum"):
            if isinstance(renamed.get(bound), bool):
                del renamed[bound]
        return renamed
    if isinstance(part, list):
        return [_draft_7(value) for value in part]
    return part.replace("#/$defs/", "#/definitions/") if isinstance(part, str) else part
