"""A distribution as the study file writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, get_args

from pydantic import Field, ModelWrapValidatorHandler, Strict, ValidationError, create_model, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ErrorType

from mcba.families import FAMILIES, MASS, PROBABILITY, Family, Parameter
from mcba.study.document.evidence import Data, Ends, ExpertCalibration, Pool
from mcba.study.document.values import (
    Chance,
    Figure,
    Happening,
    ParameterValue,
    Probability,
    Quantiles,
    ScipyKeys,
    TomlTable,
)

FamilyName = Annotated[str, Field(json_schema_extra={"enum": list(FAMILIES)})]


class _Named(TomlTable):
    distribution: FamilyName | None = Field(None, description="the family; without it, value is certain")
    value: Figure | None = Field(None, description="the value of a certain number")


_IN_ORDER: tuple[str, ...] = (
    *("low", "mode", "high", "mass", "mean", "sd", "mu", "sigma", "alpha", "beta"),
    *("shape", "scale", "location", "df", "trials", "probability"),
)
"""The parameters in the order in which a distribution is written out; the others follow in that of the families."""


def _fields() -> dict[str, Any]:
    """Return the field of each parameter of each family: one field for those of the same name."""
    keys: dict[str, list[Parameter]] = {name: [] for name in _IN_ORDER}
    for family in FAMILIES.values():
        for name, key in family.keys.items():
            keys.setdefault(name, []).append(key)
    del keys["value"]
    return {name: (_kind(alike) | None, Field(None, description=alike[0].meaning)) for name, alike in keys.items()}


def _kind(keys: list[Parameter]) -> Any:
    if all(key.many for key in keys):
        number = Chance if any(key.domain is PROBABILITY for key in keys) else float
        return Annotated[tuple[number, ...], Strict(False)]  # type: ignore[valid-type]
    return Probability if keys[0].domain is MASS else ParameterValue


if TYPE_CHECKING:

    class _WithParameters(_Named):
        def __getattr__(self, name: str) -> Any: ...

else:
    _WithParameters = create_model("_WithParameters", __base__=_Named, **_fields())


class Distribution(_WithParameters):
    """A distribution as the study file writes it: its family and the parameters that were given.

    Which parameters there are and which go together is each family's own knowledge (`mcba.families`).
    """

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
    calibration: ExpertCalibration | None = Field(None, description="questions that decide the experts' weights")
    verbal: str | None = Field(None, description="a label of [verbal], such as likely")
    scipy: ScipyKeys | None = Field(
        None, description="a distribution of scipy.stats by its name there, with its parameters"
    )
    python: str | None = Field(
        None, description="a Python object under this name, which is given with the text: no study file can hold it"
    )
    times: float | None = Field(None, gt=0, description="what every value is multiplied by, before shift")
    shift: float | None = Field(None, description="what is added to every value of the distribution")
    truncate: Ends | None = Field(None, description="where it is cut off")
    happens: Happening | None = Field(None, description="probability that it happens at all; otherwise the number is 0")
    grade: str | None = Field(None, description="a grade of evidence from [grades]")

    @model_validator(mode="wrap")
    @classmethod
    def _with_keys_of_its_family(cls, given: Any, validate: ModelWrapValidatorHandler[Self]) -> Self:
        try:
            return validate(given)
        except ValidationError as error:
            family = FAMILIES.get(str(given.get("distribution"))) if isinstance(given, Mapping) else None
            if family is None:
                raise
            takes = ", or ".join(map(str, family.parameterisations))
            mistakes = [
                _of_family(details, f"{family.name} takes {takes}", _keys(cls, family)) for details in error.errors()
            ]
            raise ValidationError.from_exception_data(error.title, mistakes) from None

    def parameters(self) -> dict[str, Any]:
        """The parameters of the family that were given, by name."""
        return {name: value for name, value in self.stated().items() if name not in _NOT_PARAMETERS}

    def stated(self) -> dict[str, Any]:
        """Everything that was given of the distribution, by name."""
        given = {name: getattr(self, name) for name in Distribution.model_fields}
        return {name: value for name, value in given.items() if value is not None}


def _of_family(details: ErrorDetails, takes: str, allowed: list[str]) -> InitErrorDetails:
    """Return a refusal as it was made; of an unknown key, with those of the family."""
    kind, context = details["type"], details.get("ctx", {})
    mistake: InitErrorDetails = {"type": kind, "loc": details["loc"], "input": details["input"], "ctx": context}
    if kind == "extra_forbidden" and len(details["loc"]) == 1:
        mistake["type"] = PydanticCustomError("key_of_family", "{takes}", {"takes": takes, "allowed": allowed})
    elif kind not in _PYDANTIC:
        mistake["type"] = PydanticCustomError(kind, details["msg"], context)
    return mistake


_PYDANTIC = frozenset(get_args(ErrorType))


def keys_of(family: type[Family]) -> list[str]:
    """Names of what the study file can say of a family: its parameters, and ends for a fit through quantiles."""
    ends = ["low", "high"] if family.start is not None or family.name in THROUGH_ALL else []
    return list(dict.fromkeys([*family.keys, *ends]))


THROUGH_ALL = frozenset({"metalog", "piecewise"})
"""The families that pass through every quantile, without a search."""


def _keys(table: type[TomlTable], family: type[Family]) -> list[str]:
    """Names of the keys of a table that go with a family."""
    general = [name for name in table.model_fields if name not in _WithParameters.model_fields]
    return ["distribution", *keys_of(family), *(table.model_fields[name].alias or name for name in general)]


class Component(Distribution):
    """One of the distributions of a mixture."""

    weight: float = Field(1.0, ge=0, description="how likely it is, compared with the others")


class Expert(Component):
    """What one expert said."""

    name: str = Field(description="who it is, or which role")


Distribution.model_rebuild()

WAYS = ("quantiles", "data", "pool", "mixture", "experts", "verbal", "scipy", "python")
"""The keys from which a distribution can be made other than by its parameters; at most one of them is given."""

ADJUSTMENTS = frozenset({"times", "shift", "truncate", "happens", "grade"})
"""The keys that alter a distribution, however it was made."""

_NOT_PARAMETERS = frozenset({"distribution", *WAYS, "tolerance", "pooling", "calibration", *ADJUSTMENTS})
