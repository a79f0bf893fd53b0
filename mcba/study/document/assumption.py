"""`[assumptions]` and `[[dependence]]`: the uncertain numbers, and which of them go up and down together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from mcba.study.document.distribution import Distribution
from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import Correlation, TomlTable, UnitText
from mcba.study.document.wording import Spoken

AssumptionStatus = Literal["sourced", "data", "elicited", "assumed"]
Copula = Literal["gaussian", "t", "clayton", "gumbel", "frank"]


class Assumption(Distribution):
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


class Dependence(TomlTable, metaclass=Spoken):
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
