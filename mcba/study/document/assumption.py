"""`[assumptions]` and `[[dependence]]`: the uncertain numbers, and which of them go up and down together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, Strict

from mcba.study.document.distribution import Distribution
from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import CellsText, CellText, Correlation, TomlTable, UnitText
from mcba.study.document.wording import Spoken

AssumptionStatus = Literal["sourced", "data", "elicited", "assumed"]
Copula = Literal["gaussian", "t", "clayton", "gumbel", "frank"]


class Assumption(Distribution):
    """`[assumptions.<name>]`: one uncertain number, with its source."""

    label: Label = None
    unit: UnitText = None
    cell: CellText = None
    cells: CellsText = None
    status: AssumptionStatus = Field("assumed", description="where it comes from; all but assumed need a source")
    source: Sourced = None
    reason: Words | None = Field(None, description="why this value and this spread")
    notes: Notes = None
    kind: Literal["knowledge", "policy", "future"] = Field("knowledge", description="why it is uncertain")
    measured: Literal["against_null", "before_after"] | None = Field(
        None,
        description="of an effect: as a difference with the null alternative, or only from before to after the project",
    )
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
    """`[[dependence]]`: assumptions that go up and down together.

    One of the measures is given: `rank_correlation`, `correlation`, `kendall`, `matrix`, `comonotone` or `loadings`.

    Parameters
    ----------
    between : tuple of str
        Names of assumptions, two or more.
    rank_correlation : float, optional
        Spearman's, from -1 to 1.
    correlation : float, optional
        Of the Gaussian copula, on the normal scale.
    kendall : float, optional
        Kendall's rank correlation.
    matrix : list of list of float, optional
        Rank correlations of all names in `between`.
    comonotone : True, optional
        All rise and fall together, as one number would.
    loadings : tuple of float, optional
        How closely each name follows one shared factor, on the normal scale.
    copula : {"gaussian", "t", "clayton", "gumbel", "frank"}
        The form of the dependence: t has extremes together on both sides, clayton low ones, gumbel high ones.
    df : float, optional
        Degrees of freedom of a t copula.
    repair : bool
        Whether the nearest possible correlations are taken when those asked are impossible.
    source : Source, optional
    reason : text, optional
        Why they go together.

    Raises
    ------
    StudyError
        For an unknown key or a value that it cannot have, in the words of a study file.

    Examples
    --------
    >>> Dependence(between=("price", "wage"), rank_correlation=0.3).copula
    'gaussian'
    >>> Dependence(between=("price", "wage"), rank_correlation=3)
    Traceback (most recent call last):
    mcba.errors.StudyError: found 3; a correlation lies between -1 and 1
    """

    model_config = ConfigDict(
        defer_build=False,  # so that `help` shows what it is made with
        json_schema_extra={"description": "`[[dependence]]`: assumptions that go up and down together."},
    )

    between: Annotated[tuple[str, ...], Strict(False)] = Field(min_length=2, description="names of assumptions")
    rank_correlation: Correlation | None = Field(default=None, description="Spearman's")
    correlation: Correlation | None = Field(default=None, description="of the Gaussian copula, on the normal scale")
    kendall: Correlation | None = Field(default=None, description="Kendall's rank correlation")
    matrix: list[Annotated[list[float], Strict(False)]] | None = Field(
        default=None, description="rank correlations of all names in `between`"
    )
    comonotone: Literal[True] | None = Field(
        default=None, description="all rise and fall together, as one number would"
    )
    loadings: Annotated[tuple[Correlation, ...], Strict(False)] | None = Field(
        default=None, description="how closely each name follows one shared factor, on the normal scale"
    )
    copula: Copula = Field(
        default="gaussian",
        description="the form of the dependence: t has extremes together on both sides, clayton low ones, gumbel high "
        "ones, frank none",
    )
    df: float | None = Field(
        default=None, gt=0, description="degrees of freedom of a t copula; fewer, more extremes together"
    )
    repair: bool = Field(
        default=False, description="take the nearest possible correlations when those asked are impossible"
    )
    source: Sourced = None
    reason: Words | None = Field(default=None, description="why they go together")
