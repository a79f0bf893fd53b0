"""A distribution as the study file writes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from mcba.families import FAMILIES
from mcba.study.document.evidence import Calibration, Data, Ends, Pool
from mcba.study.document.values import Chance, Figure, Happening, Parameter, Probability, Quantiles, Table

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
