"""Evidence that a distribution is made from: observations, studies of one effect, questions with known answers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Strict

from mcba.study.document.texts import SourceField, Words
from mcba.study.document.values import TomlTable


class Data(TomlTable):
    """A column of observations."""

    table: str = Field(description="CSV or Excel file in the study's folder")
    column: str = Field(description="its column of numbers")
    weights: str | None = Field(None, description="its column of weights, when the data are drawn as they are")
    of: Literal["one", "mean"] = Field(
        "one",
        description="what is drawn: one more observation, or the mean of all those of whom these are a sample, as "
        "uncertain as the data leave it",
    )
    parameters: Literal["most_likely", "uncertain"] = Field(
        "most_likely",
        description="of one more observation: the most likely ones in every world, or others in each, as uncertain as "
        "the data leave them",
    )
    rows: Literal["together", "apart"] | None = Field(
        None,
        description="whether all assumptions that are drawn from the rows of this table take the same row in each "
        "world, as draws of a posterior belong together; so it is for a SIPmath library unless said otherwise",
    )


class Ends(TomlTable):
    """Where a distribution is cut off."""

    low: float | None = Field(None, description="nothing below it")
    high: float | None = Field(None, description="nothing above it")


class Pool(TomlTable):
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
    interval: Literal["hartung_knapp", "normal"] | None = Field(
        None,
        description="how sure the mean effect is: as few studies leave it (hartung_knapp, Student's t; so reml and "
        "dersimonian_laird unless said otherwise), or as if the spread between studies were known (normal)",
    )
    ratios: bool = Field(False, description="whether they are ratios, which are pooled on the scale of logarithms")


class ExpertCalibration(TomlTable):
    """Questions with known answers, a row for each expert and question."""

    table: str = Field(description="CSV or Excel file with the columns expert, question, truth and one each quantile")
    quantiles: Annotated[tuple[str, ...], Strict(False)] = Field(
        ("0.05", "0.5", "0.95"), description="the columns of quantiles, named by their probabilities"
    )
    cutoff: float | None = Field(None, ge=0, le=1, description="calibration below which an expert gets no weight")


class Grade(TomlTable):
    """`[grades.<name>]`: what evidence of this grade is worth: how far off, and how much too sure."""

    bias: float = Field(
        1.0, gt=0, description="what the number is multiplied by: below 1 when such figures are too high"
    )
    widen: float = Field(1.0, gt=0, description="how many times wider its range is made, about the median")
    source: SourceField | None = Field(None, description="where the adjustment stands")
    reason: Words | None = Field(None, description="why this adjustment")
