"""The study file as frozen data: one model a table of the file, and nothing computed.

`read.py` fills these models and checks what no single table can know; the JSON Schema that editors use is
written from them.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    Strict,
    Tag,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreSchema, PydanticCustomError

from mcba.families import FAMILIES
from mcba.study.readings import StatedReading

AssumptionStatus = Literal["sourced", "data", "elicited", "assumed"]
StudyStatus = Literal["calibration", "indicative", "final"]
Sampler = Literal["sobol", "lhs", "random"]
Copula = Literal["gaussian", "t", "clayton", "gumbel", "frank"]

NAME = r"^[A-Za-z][A-Za-z0-9_]*$"


def shown(value: object) -> str:
    """A value as the study file writes it, short enough for one line."""
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


class Table(BaseModel):
    """The root of all tables: unknown keys and silent conversions are refused, values do not change."""

    model_config = ConfigDict(**_STRICT, defer_build=True)


class Text(Table):
    """Words in one language or both."""

    en: str | None = Field(None, description="in English")
    nl: str | None = Field(None, description="in Dutch")

    def in_language(self, language: str) -> str:
        """The words in the language asked for, or in the first one that they were given in."""
        given = self.model_dump(exclude_none=True)
        return str(given.get(language) or next(iter(given.values()), ""))


def _text(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


Words = Annotated[Text, BeforeValidator(_text, json_schema_input_type=str | Text)]


def _text_or_whole_number(value: object) -> object:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    raise refused(value, "allowed is text in quotes, or a whole number")


Reference = Annotated[str | int, BeforeValidator(_text_or_whole_number)]


# A name that is the same in every language, such as a title, or words in one language or both.
NameOrWords = Annotated[
    Annotated[str, Tag("name")] | Annotated[Text, Tag("words")],
    Discriminator(lambda value: "name" if isinstance(value, str) else "words"),
]


class Source(Table):
    """Where a value stands: enough for a reader to find it again."""

    citation: NameOrWords | None = Field(None, description="authors, year and title, as a reader would cite it")
    document: str | None = Field(None, description="name or file of the document")
    place: NameOrWords | None = Field(None, description="where in it: a paragraph, a chapter")
    page: Reference | None = Field(None, description="page of the document")
    table: Reference | None = Field(None, description="table of the document")
    row: Reference | None = Field(None, description="row of that table")
    doi: str | None = Field(None, description="digital object identifier, such as 10.1000/182")
    url: str | None = Field(None, description="address on the web")
    read: str | None = Field(None, description="date on which the source was read")

    def parts(self, language: str) -> dict[str, str]:
        """What is known of the place, in the language asked for where there is a choice."""
        known = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: part.in_language(language) if isinstance(part, Text) else str(part)
            for name, part in known.items()
            if part is not None
        }

    def __str__(self) -> str:
        named = {"page": "p. ", "table": "table ", "row": "row ", "doi": "doi:", "read": "read "}
        return ", ".join(f"{named.get(name, '')}{part}" for name, part in self.parts("en").items())


def _source(value: object) -> object:
    return {"citation": value} if isinstance(value, str) else value


SourceField = Annotated[Source, BeforeValidator(_source, json_schema_input_type=str | Source)]

# Keys that many tables have.
Label = Annotated[Words | None, Field(description="what readers see instead of the name")]
UnitText = Annotated[str | None, Field(description="such as EUR/client/year; 1 for a plain number")]
FormulaText = Annotated[str, Field(description="+ - * / **, comparisons and functions of names")]
Sourced = Annotated[SourceField | None, Field(description="where it stands")]
Notes = Annotated[Words | None, Field(description="remarks for the reader")]


class Column(Table):
    """A column of the table that the assumption names, and what its cells may be."""

    column: str = Field(description="name of the column")
    words: dict[str, float] = Field({}, description="words that stand for numbers, such as { yes = 1, no = 0 }")
    only_words: bool = Field(False, description="whether nothing but these words is allowed")
    low: float | None = Field(None, description="no number in the column is below it")
    high: float | None = Field(None, description="no number in the column is above it")


def is_number(value: object) -> bool:
    """Whether a value of the file is a finite number (true and false are not)."""
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
Column.model_rebuild()  # now: what is made later of a model that is not ready yet, is made of it again each time


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
Parameter = Annotated[
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
    found: dict[float, object] = {}
    for key, quantile in value.items():
        text = str(key).strip()
        percent = text.startswith("p") or text.endswith("%")
        try:
            found[float(text.strip("p% ")) / (100 if percent else 1)] = quantile
        except ValueError:
            raise refused(text, 'a probability is written "0.05", "5 %" or p5') from None
    return found


Quantiles = Annotated[
    dict[float, float], BeforeValidator(_quantiles, json_schema_input_type=dict[str, float]), Field(min_length=2)
]


class Data(Table):
    """A column of observations."""

    table: str = Field(description="CSV or Excel file in the study's folder")
    column: str = Field(description="its column of numbers")
    weights: str | None = Field(None, description="its column of weights, when the data are drawn as they are")
    parameters: Literal["most_likely", "uncertain"] = Field(
        "most_likely",
        description="the most likely ones in every world, or others in each, as uncertain as the data leave them",
    )


class Ends(Table):
    """Where a distribution is cut off."""

    low: float | None = Field(None, description="nothing below it")
    high: float | None = Field(None, description="nothing above it")


class Pool(Table):
    """Several studies of one effect, a row each."""

    table: str = Field(description="CSV or Excel file in the study's folder, one study a row")
    study: str = Field("study", description="its column of names of the studies, if it has one")
    estimate: str = Field("estimate", description="its column of estimates")
    standard_error: str | None = Field(None, description="its column of standard errors")
    low: str | None = Field(None, description="its column of low ends of intervals, instead of standard errors")
    high: str | None = Field(None, description="its column of high ends of intervals")
    mass: float = Field(0.95, gt=0, lt=1, description="the probability those intervals hold")
    weights: str | None = Field(None, description="its column of weights, for method = stated")
    method: Literal["fixed", "dersimonian_laird", "reml", "stated"] = Field(
        "reml", description="one common effect, effects that differ between studies (two estimators), or stated weights"
    )
    of: Literal["mean_effect", "new_effect"] = Field(
        "mean_effect", description="what is drawn: the mean effect, or the effect at one more place"
    )
    ratios: bool = Field(False, description="whether they are ratios, which are pooled on the scale of logarithms")


class Calibration(Table):
    """Questions with known answers, a row for each expert and question."""

    table: str = Field(description="CSV or Excel file with the columns expert, question, truth and one each quantile")
    quantiles: Annotated[tuple[str, ...], Strict(False)] = Field(
        ("0.05", "0.5", "0.95"), description="the columns of quantiles, named by their probabilities"
    )
    cutoff: float | None = Field(None, ge=0, le=1, description="calibration below which an expert gets no weight")


class Grade(Table):
    """`[grades.<name>]`: what evidence of this grade is worth: how far off, and how much too sure."""

    bias: float = Field(
        1.0, gt=0, description="what the number is multiplied by: below 1 when such figures are too high"
    )
    widen: float = Field(1.0, gt=0, description="how many times wider its range is made, about the median")
    source: SourceField | None = Field(None, description="where the adjustment stands")
    reason: Words | None = Field(None, description="why this adjustment")


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


def _number_or_name(value: object) -> object:
    if isinstance(value, str) or is_number(value):
        return value
    raise refused(value, "allowed is a share such as 0.1, or the name of one")


Share = Annotated[float, _between(0, 1, "a share"), Field(json_schema_extra={"minimum": 0, "maximum": 1})]
Chance = Annotated[float, _between(0, 1, "a probability"), Field(json_schema_extra={"minimum": 0, "maximum": 1})]
Correlation = Annotated[float, _between(-1, 1, "a correlation"), Field(json_schema_extra={"minimum": -1, "maximum": 1})]
NumberOrName = Annotated[str | float, BeforeValidator(_number_or_name, json_schema_input_type=Share | str)]
Probability = Annotated[float, Field(gt=0, lt=1)]


class Header(Table):
    """`[study]`: what is asked, of what, for how long."""

    title: Words = Field(description="name of the study")
    question: Words | None = Field(None, description="what the study answers")
    null_alternative: Words | None = Field(None, description="what would happen without the project")
    perspective: Words | None = Field(None, description="whose gains and losses count")
    population: Words | None = Field(None, description="whom the project reaches")
    price_year: int | None = Field(None, ge=1900, le=2200, description="the year in whose prices results are given")
    price_index: str | None = Field(None, description="CSV in the study's folder with the columns year and index")
    library: str | None = Field(None, description="a folder of library entries of your own, in the study's folder")
    currency: str = Field("EUR", pattern=NAME, description="the unit of money")
    horizon: int = Field(0, ge=0, le=500, description="the last year that counts; year 0 is not discounted")
    participants: str | None = Field(None, description="the name that counts participants, for results per participant")
    status: StudyStatus = Field("indicative", description="printed on every output")
    intro: Words | None = Field(None, description="what readers need to know first")
    limits: Words | None = Field(None, description="what the study cannot say")


class RunSettings(Table):
    """`[run]`: how the worlds are drawn; the command line may override it."""

    worlds: int = Field(131_072, ge=1, le=2**32, description="how many worlds are drawn")
    seed: int = Field(1, ge=0, lt=2**64, description="the same seed gives the same worlds")
    sampler: Sampler = Field("sobol", description="sobol and lhs spread the worlds evenly; random does not")
    mass: Probability = Field(0.90, description="the share of worlds between low and high")
    failed: Literal["raise", "drop"] = Field(
        "raise", description="what a world with an undefined outcome does to the run"
    )
    keep: Annotated[tuple[str, ...], Strict(False)] | None = Field(
        None, min_length=1, description="outcomes to keep; all when absent"
    )


class SetTable(Table):
    """Labels of a set from a column of a CSV file."""

    table: str = Field(description="CSV in the study's folder")
    column: str = Field(description="its column of labels")


def _set(value: object) -> object:
    if isinstance(value, SetTable):
        return value
    if isinstance(value, list | tuple):
        if value and all(_is_text(part) and part for part in value) and len(set(value)) == len(value):
            return tuple(value)
        raise refused(value, "a set is a list of different, non-empty names")
    if isinstance(value, Mapping) and set(value) == {"table", "column"} and all(map(_is_text, value.values())):
        return SetTable(**value)
    raise refused(value, 'write a list of names, or { table = "….csv", column = "…" }')


def _is_text(value: object) -> bool:
    return isinstance(value, str)


Labels = Annotated[tuple[str, ...], Field(min_length=1, json_schema_extra={"uniqueItems": True})]
SetLabels = Annotated[Labels | SetTable, BeforeValidator(_set)]
Distribution = Annotated[str, Field(json_schema_extra={"enum": list(FAMILIES)})]


class Law(Table):
    """A distribution as the study file writes it: its family and the parameters that were given.

    Which parameters go together is each family's own knowledge (`mcba.families`).
    """

    distribution: Distribution | None = Field(None, description="the family; without it, value is certain")
    value: Figure | None = Field(None, description="the value of a certain number")
    low: Parameter | None = Field(None, description="lowest value, or the low percentile when mass is given")
    mode: Parameter | None = Field(None, description="most likely value")
    high: Parameter | None = Field(None, description="highest value, or the high percentile when mass is given")
    mass: Probability | None = Field(
        None, description="the probability between low and high, when they are percentiles"
    )
    mean: Parameter | None = Field(None, description="mean of the number")
    sd: Parameter | None = Field(None, description="standard deviation of the number")
    mu: Parameter | None = Field(None, description="mean of its logarithm, or of a normal before it is cut off")
    sigma: Parameter | None = Field(None, description="standard deviation that belongs to mu")
    alpha: Parameter | None = Field(None, description="first shape of a beta")
    beta: Parameter | None = Field(None, description="second shape of a beta")
    shape: Parameter | None = Field(None, description="shape of a gamma or weibull; weight of a pert's mode")
    scale: Parameter | None = Field(None, description="scale of a gamma, weibull or student_t (not its sd)")
    location: Parameter | None = Field(None, description="centre of a student_t")
    df: Parameter | None = Field(None, description="degrees of freedom of a student_t")
    trials: Parameter | None = Field(None, description="number of trials of a binomial")
    probability: Parameter | None = Field(None, description="probability of a bernoulli or binomial")
    values: Annotated[tuple[float, ...], Strict(False)] | None = Field(None, description="values of a discrete")
    probabilities: Annotated[tuple[Chance, ...], Strict(False)] | None = Field(
        None, description="their probabilities, in the same order"
    )
    weights: Annotated[tuple[float, ...], Strict(False)] | None = Field(None, description="weights of empirical values")
    coefficients: Annotated[tuple[float, ...], Strict(False)] | None = Field(None, description="terms of a metalog")
    median: Parameter | None = Field(None, description="median of a metalog")
    lowest: Parameter | None = Field(None, description="lower bound of a metalog")
    highest: Parameter | None = Field(None, description="upper bound of a metalog")
    standard_error: Parameter | None = Field(None, description="standard error of an estimate")
    successes: Parameter | None = Field(None, description="successes waited for in a negative binomial")
    total: Parameter | None = Field(None, description="number of cases behind the mean shares of a dirichlet")
    top: Parameter | None = Field(None, description="share of a trapezoid that is flat")
    top_low: Parameter | None = Field(None, description="where the flat top of a trapezoid begins")
    top_high: Parameter | None = Field(None, description="where the flat top of a trapezoid ends")
    low_end: Parameter | None = Field(None, description="lower end of a curvilinear trapezoid, to within margin")
    high_end: Parameter | None = Field(None, description="upper end of a curvilinear trapezoid, to within margin")
    margin: Parameter | None = Field(None, description="how well the ends of a curvilinear trapezoid are known")
    quantiles: Quantiles | None = Field(None, description="probability: value; the distribution is fitted through them")
    tolerance: Probability | None = Field(None, description="largest misfit of the quantiles, in probability")
    data: Data | None = Field(None, description="observations it is fitted to, or drawn from (empirical)")
    pool: Pool | None = Field(None, description="studies of one effect that are pooled")
    mixture: Annotated[tuple[Component, ...], Strict(False)] | None = Field(
        None, description="distributions of which one holds, each with its weight"
    )
    experts: Annotated[tuple[Expert, ...], Strict(False)] | None = Field(
        None, description="what each expert said, as a distribution"
    )
    pooling: Literal["linear", "quantile"] | None = Field(
        None, description="how experts are pooled: their probabilities are averaged (linear) or their quantiles"
    )
    calibration: Calibration | None = Field(None, description="questions that decide the experts' weights")
    verbal: str | None = Field(None, description="a label of [verbal], such as likely")
    shift: float | None = Field(None, description="what is added to every value of the distribution")
    truncate: Ends | None = Field(None, description="where it is cut off")
    happens: Happening | None = Field(None, description="probability that it happens at all; otherwise the number is 0")
    grade: str | None = Field(None, description="a grade of evidence from [grades]")

    def parameters(self) -> dict[str, Any]:
        """The parameters of the family that were given, by name."""
        return {name: value for name, value in self.stated().items() if name not in _NOT_PARAMETERS}

    def stated(self) -> dict[str, Any]:
        """Everything that was given of the distribution, by name."""
        given = {name: getattr(self, name) for name in Law.model_fields}
        return {name: value for name, value in given.items() if value is not None}


class Component(Law):
    """One of the distributions of a mixture."""

    weight: float = Field(1.0, ge=0, description="how likely it is, compared with the others")


class Expert(Component):
    """What one expert said."""

    name: str = Field(description="who it is, or which role")


Law.model_rebuild()

WAYS = ("quantiles", "data", "pool", "mixture", "experts", "verbal")
"""The keys from which a distribution can be made other than by its parameters; at most one of them is given."""

ADJUSTMENTS = frozenset({"shift", "truncate", "happens", "grade"})
"""The keys that alter a distribution, however it was made."""

_NOT_PARAMETERS = frozenset({"distribution", *WAYS, "tolerance", "pooling", "calibration", *ADJUSTMENTS})


class Assumption(Law):
    """`[assumptions.<name>]`: one uncertain number, with its source."""

    label: Label = None
    unit: UnitText = None
    status: AssumptionStatus = Field("assumed", description="where it comes from; all but assumed need a source")
    source: Sourced = None
    reason: Words | None = Field(None, description="why this value and this spread")
    notes: Notes = None
    kind: Literal["knowledge", "policy", "future"] = Field("knowledge", description="why it is uncertain")
    price_year: int | None = Field(
        None, ge=1900, le=2200, description="the year of its prices, when it is not that of the study"
    )
    base: float | None = Field(None, description="the value of the base case; the mode or else the mean when absent")
    drawn: Literal["once", "each_year", "each_unit"] = Field(
        "once", description="one draw a world, one for each year, or one for each label of the set it is repeated over"
    )
    persistence: Correlation | None = Field(None, description="correlation of one year with the next, for each_year")
    over: str | None = Field(None, description="the set over which it is repeated")
    table: str | None = Field(None, description="CSV in the study's folder with a column named as the set")
    from_: str | None = Field(None, alias="from", description="an entry of the evidence library")


class Choice(Table):
    """`[choices.<name>]`: a policy lever, set and not drawn."""

    value: NumberOrYears = Field(description="the value, or a list with one for each year")
    alternatives: Annotated[tuple[NumberOrYears, ...], Strict(False)] = Field(
        (), description="other values that are looked at"
    )
    label: Label = None
    unit: UnitText = None
    source: Sourced = None
    reason: Words | None = Field(None, description="why this value")


class _Spoken(type(BaseModel)):  # type: ignore[misc]
    """A table that is made in Python too, and then refuses what it does in the words of a study file."""

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        from mcba.study.wording import spoken  # which looks at this module's tables

        try:
            return super().__call__(*arguments, **named)
        except ValidationError as error:
            raise spoken(error, cls.__name__.lower(), 0) from None


class Dependence(Table, metaclass=_Spoken):
    """`[[dependence]]`: assumptions that go up and down together."""

    between: Annotated[tuple[str, ...], Strict(False)] = Field(min_length=2, description="names of assumptions")
    rank_correlation: Correlation | None = Field(None, description="Spearman's")
    correlation: Correlation | None = Field(None, description="of the Gaussian copula, on the normal scale")
    kendall: Correlation | None = Field(None, description="Kendall's rank correlation")
    matrix: list[Annotated[list[float], Strict(False)]] | None = Field(
        None, description="rank correlations of all names in `between`"
    )
    comonotone: Literal[True] | None = Field(None, description="all rise and fall together, as one number would")
    loadings: Annotated[tuple[Correlation, ...], Strict(False)] | None = Field(
        None, description="how closely each name follows one shared factor, on the normal scale"
    )
    copula: Copula = Field(
        "gaussian",
        description="the form of the dependence: t has extremes together on both sides, clayton low ones, gumbel high "
        "ones, frank none",
    )
    df: float | None = Field(None, gt=0, description="degrees of freedom of a t copula; fewer, more extremes together")
    repair: bool = Field(False, description="take the nearest possible correlations when those asked are impossible")
    source: Sourced = None
    reason: Words | None = Field(None, description="why they go together")


class Quantity(Table):
    """`[quantities.<name>]`: a named formula in between."""

    formula: FormulaText
    unit: UnitText = None
    label: Label = None
    notes: Notes = None


class Flow(Table):
    """`[benefits|costs|transfers.<name>]`: an amount a year, who gains it and who loses it."""

    formula: FormulaText
    unit: UnitText = None
    years: Years | None = Field(None, description="one year, or [first, last]; the whole horizon when absent")
    fades: NumberOrName | None = Field(None, description="share lost each year after the first: a number or a name")
    gains: dict[str, Share] | None = Field(None, description="who gains it: shares that sum to 1")
    losses: dict[str, Share] | None = Field(None, description="who loses it: shares that sum to 1")
    label: Label = None
    theme: str | None = Field(None, description="the group it is shown in")
    source: Sourced = None
    notes: Notes = None


class ProMemorie(Table):
    """`[pm.<name>]`: an effect that is named but not put into money."""

    label: Words = Field(description="the effect in words")
    sign: Literal["+", "-", "?"] = Field("?", description="whether it is a gain, a loss, or unknown")
    bearer: str | None = Field(None, description="who gains or loses it")
    notes: Notes = None
    source: Sourced = None


Override = Annotated[
    Annotated[float, Tag("number")] | Annotated[Law, Tag("law")],
    Discriminator(lambda value: "law" if isinstance(value, Mapping | Law) else "number"),
]


class Variant(Table):
    """`[scenarios.<name>]` or `[options.<name>]`: other values on the same worlds."""

    label: Label = None
    override: dict[str, Override] = Field(description="assumption or choice: its other value or distribution")
    notes: Notes = None


class Outcome(Table):
    """`[outcomes.<name>]`: a result of the user's own."""

    formula: FormulaText
    unit: UnitText = None
    label: Label = None
    notes: Notes = None


class Published(Table):
    """`[[published]]`: a figure that the run has to give back, and how it is to be read."""

    outcome: str = Field(description="the outcome that was published")
    low: float | None = Field(None, description="low end of a published range")
    high: float | None = Field(None, description="high end of a published range")
    value: float | None = Field(None, description="a published single figure")
    reading: StatedReading = Field("central", description="what the figure is taken to mean")
    mass: Probability | None = Field(None, description="the share of worlds the range holds; that of the run if absent")
    low_scenario: str | None = Field(None, description="the scenario that gives low")
    high_scenario: str | None = Field(None, description="the scenario that gives high")
    tolerance: float = Field(0.0, ge=0, description="how far the result may lie from the figure")
    decimals: int | None = Field(
        None, ge=-9, le=9, description="decimals of the publication: the result is rounded alike before comparing"
    )
    label: Label = None
    source: Sourced = None

    @property
    def figures(self) -> tuple[float, ...]:
        """The single figure, or both ends."""
        return tuple(end for end in (self.value, self.low, self.high) if end is not None)


class Document(Table):
    """A whole study file."""

    study: Header
    run: RunSettings = Field(default_factory=RunSettings)
    sets: dict[str, SetLabels] = Field({}, description="lists of labels over which numbers are repeated")
    assumptions: dict[str, Assumption] = Field({}, description="the uncertain numbers, each by its name")
    verbal: dict[str, Law] = Field({}, description="what words such as likely stand for, each as a distribution")
    grades: dict[str, Grade] = Field({}, description="grades of evidence: bias and widening of what they are given to")
    choices: dict[str, Choice] = Field({}, description="policy levers: set, not drawn")
    dependence: list[Dependence] = Field([], description="assumptions that go up and down together")
    quantities: dict[str, Quantity] = Field({}, description="named formulas in between")
    benefits: dict[str, Flow] = Field({}, description="what society gains")
    costs: dict[str, Flow] = Field({}, description="what the project costs")
    transfers: dict[str, Flow] = Field({}, description="what one gains and another loses")
    pm: dict[str, ProMemorie] = Field({}, description="effects that are named but not put into money")
    scenarios: dict[str, Variant] = Field({}, description="other values on the same worlds")
    options: dict[str, Variant] = Field({}, description="alternative projects on the same worlds")
    outcomes: dict[str, Outcome] = Field({}, description="results of the study's own")
    published: list[Published] = Field([], description="figures that the run has to give back")


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the study file, in the subset that editors of draft 7 understand."""
    schema: dict[str, Any] = _draft_7(Document.model_json_schema(by_alias=True))
    for section in schema["properties"].values():
        if section.get("type") == "object":
            section["propertyNames"] = {"pattern": NAME}
    tables = schema["properties"]["assumptions"]
    sheet = {"type": "string", "description": "a table of them: CSV or Excel file in the study's folder"}
    schema["properties"]["assumptions"] = {"description": tables["description"], "anyOf": [tables, sheet]}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "title": "mcba study file"}


def _draft_7(part: Any) -> Any:
    """Rename what later drafts call otherwise; drop null, which TOML does not have, and what says nothing."""
    if isinstance(part, list):
        return [_draft_7(value) for value in part if value != {"type": "null"}]
    if not isinstance(part, dict):
        return part.replace("#/$defs/", "#/definitions/") if isinstance(part, str) else part
    kept = {
        "definitions" if key == "$defs" else key: _draft_7(value)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and not isinstance(value, str | float | int))
    }
    if len(kept.get("anyOf", ())) == 1:
        kept |= kept.pop("anyOf")[0]
    if "$ref" in kept and len(kept) > 1:  # draft 7 does not look beside a reference
        kept["allOf"] = [{"$ref": kept.pop("$ref")}]
    return kept
