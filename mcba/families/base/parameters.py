"""What a family says of its parameters, and of the other sets of numbers that one of its members can be given by.

    class Logistic(Family):
        location: Number = parameter(REAL, "mean", LOCATION, typical=(-5, 10))
        scale: Number = parameter(SPREAD, "measure of spread", SCALE, typical=(0.5, 4))

        @classmethod
        @parameterisation()
        def from_mean_sd(cls, mean: NumberLike, sd: NumberLike) -> Self: ...

The study file, its JSON Schema, the documentation and the tests follow from these lines, and so does `__init__`: type
checkers and editors read it from them as they do of a dataclass, for `Family` is a `dataclass_transform`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar, overload

from mcba.arrays import Array
from mcba.families.base.domains import EXTENDED, MASS, REAL, SPREAD, Domain, NumberLike, Value

Measure: TypeAlias = Literal["none", "location", "scale", "same"]
UNITLESS: Measure = "none"  # a plain number, whatever the variable is in
LOCATION: Measure = "location"  # in the unit of the variable: moves with it
SCALE: Measure = "scale"  # in the unit of the variable: stretches with it
SAME: Measure = "same"  # in the unit of the variable, which neither moves nor stretches with it

_Maker = TypeVar("_Maker", bound=Callable[..., Any])
HeldT = TypeVar("HeldT")
GivenT = TypeVar("GivenT")


@dataclass(frozen=True)
class Parameter:
    """A number by which a member of a family is given.

    Attributes
    ----------
    domain : the values it may take.
    meaning : what it is, in a few words.
    unit : "none" for a plain number; otherwise it is in the unit of the variable, and says whether the variable moves
        ("location") or stretches ("scale") with it, or neither ("same").
    typical : between which values documentation and tests look for it.
    default : its value when it is left out; None for one that is needed.
    many : whether it is a list of numbers.
    name : as in Python and in the study file.
    """

    domain: Domain
    meaning: str
    unit: Measure = UNITLESS
    typical: tuple[float, float] = (0.5, 2.0)
    default: float | None = None
    many: bool = False
    name: str = ""

    @property
    def in_unit(self) -> str:
        """The unit in words."""
        return "a plain number" if self.unit == UNITLESS else "in the unit of the variable"


def parameter(
    domain: Domain,
    meaning: str,
    unit: Measure = UNITLESS,
    *,
    typical: tuple[float, float] = (0.5, 2.0),
    default: float | None = None,
    many: bool = False,
) -> Any:
    """Say in the body of a family that this is one of its parameters; members hold its value under the same name.

    Parameters
    ----------
    domain : Domain
        The values it may take: `mcba.REAL`, `mcba.POSITIVE`, `mcba.PROBABILITY`.
    meaning : str
        What it is, in a few words.
    unit : {"none", "location", "scale", "same"}
        "none" for a plain number; otherwise it is in the unit of the variable, which moves with it, stretches with it
        or does neither. A family whose parameters are a location and a scale shares one table of quantiles.
    typical : (low, high)
        Between which values documentation and tests look for it.
    default : float, optional
        Its value when it is left out; without one it is needed.
    many : bool
        Whether it is a list of numbers.

    Returns
    -------
    Parameter
        For type checkers any type, so that the class can say what its members hold: `rate: float = parameter(…)`.

    Examples
    --------
    >>> import mcba
    >>> import numpy as np
    >>> class Rayleigh(mcba.Family):
    ...     sigma: float = mcba.parameter(mcba.POSITIVE, "distance at which the density is highest", "scale")
    ...
    ...     def _ppf(self, u):
    ...         return self.sigma * (-2 * np.log1p(-u)) ** 0.5
    >>> round(Rayleigh(sigma=2).mean, 6)  # sigma √(π / 2)
    2.506628
    """
    return Parameter(domain, meaning, unit, typical, default, many)


class Held(Generic[HeldT, GivenT]):
    """The types of a parameter: what its members hold, and what they may be given; for type checkers alone."""

    if TYPE_CHECKING:

        @overload
        def __get__(self, member: None, family: Any) -> Parameter: ...

        @overload
        def __get__(self, member: object, family: Any) -> HeldT: ...

        def __get__(self, member: object, family: Any) -> HeldT | Parameter: ...

        def __set__(self, member: object, given: GivenT) -> None: ...


Number: TypeAlias = Held[Value, NumberLike]
"""A parameter that is a number, or an array of them for a set of labels."""

Listed: TypeAlias = Held[Array, NumberLike]
"""A parameter that is a list of numbers."""


def parameters_of(family: type) -> Mapping[str, Parameter]:
    """Return the parameters that a class and those it derives from say, in their order; one said again moves back."""
    found: dict[str, Parameter] = {}
    for base in reversed(family.__mro__):
        for name, value in vars(base).items():
            found.pop(name, None)
            if isinstance(value, Parameter):
                found[name] = replace(value, name=name)
    return MappingProxyType(found)


COMMON: Mapping[str, Parameter] = MappingProxyType(
    {
        "mean": Parameter(REAL, "mean of the number", LOCATION, (0.2, 0.6)),
        "sd": Parameter(SPREAD, "standard deviation of the number", SCALE, (0.1, 0.15)),
        "standard_error": Parameter(SPREAD, "standard error of the estimate", SCALE),
        "low": Parameter(REAL, "low end of the central range that holds `mass`", LOCATION, (1.0, 2.0)),
        "median": Parameter(REAL, "value with as much probability below as above it", LOCATION, (2.5, 3.0)),
        "high": Parameter(REAL, "high end of the central range that holds `mass`", LOCATION, (3.5, 4.5)),
        "mass": Parameter(MASS, "probability between `low` and `high`", UNITLESS, (0.5, 0.95), 0.9),
        "lowest": Parameter(EXTENDED, "lower end of the support", LOCATION, (-2.0, 0.0)),
        "highest": Parameter(EXTENDED, "upper end of the support", LOCATION, (8.0, 10.0)),
    }
)
"""The numbers that members of many families can be given by, when they are no parameters of the family."""


@dataclass(frozen=True)
class Parameterisation:
    """A set of numbers from which a member of a family can be made.

    Attributes
    ----------
    make : the class, or a class method, called with these numbers by name.
    required, optional : their names.
    """

    make: Callable[..., Any]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    def fits(self, names: set[str]) -> bool:
        """Whether these names are those of this parameterisation."""
        return set(self.required) <= names <= {*self.required, *self.optional}

    def __str__(self) -> str:
        return joined(self.required) + (f" (with {joined(self.optional)})" if self.optional else "")


def parameterisation(*required: str, **described: Parameter) -> Callable[[_Maker], _Maker]:
    """Say that the study file can give a member by the arguments of a class method, under their names.

    Parameters
    ----------
    required : arguments that the study file has to give though Python has a default for them.
    described : the arguments that are neither parameters of the family nor `COMMON`.
    """

    def mark(function: _Maker) -> _Maker:
        function._parameterisation = (frozenset(required), described)  # type: ignore[attr-defined]
        return function

    return mark


def parameterisations_of(family: Any) -> tuple[tuple[Parameterisation, ...], Mapping[str, Parameter]]:
    """Return the sets of numbers that give a member, the parameters first, and what each of the numbers is."""
    own = family.parameters
    needed = tuple(name for name, each in own.items() if each.default is None)
    ways = [Parameterisation(family, needed, tuple(name for name in own if name not in needed))]
    keys = dict(own)
    marked = {name: function for base in reversed(family.__mro__) for name, function in _marked(base)}
    for method, (also, described) in marked.items():
        make = getattr(family, method)
        arguments = inspect.signature(make).parameters.values()
        needed = tuple(each.name for each in arguments if each.default is each.empty or each.name in also)
        rest = tuple(each.name for each in arguments if each.name not in needed)
        ways.append(Parameterisation(make, needed, rest))
        keys |= {name: replace({**COMMON, **described, **keys}[name], name=name) for name in (*needed, *rest)}
    return tuple(ways), MappingProxyType(keys)


def _marked(base: type) -> list[tuple[str, tuple[frozenset[str], dict[str, Parameter]]]]:
    functions = [(name, value.__func__) for name, value in vars(base).items() if isinstance(value, classmethod)]
    return [
        (name, function._parameterisation) for name, function in functions if hasattr(function, "_parameterisation")
    ]


def joined(names: tuple[str, ...]) -> str:
    """Join names as a sentence does.

    >>> joined(("low", "mode", "high"))
    'low, mode and high'
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
