"""What a family of distributions is: parameters, a quantile function and its inverse.

A subclass says only what is its own:

    class Exponential(Family):
        mean: Number = parameter(POSITIVE, "average waiting time", SCALE)
        title = "exponential"
        support = (0.0, math.inf)

        def _ppf(self, u): ...
        def _cdf(self, x): ...

together with `mean` and `sd` where they are not parameters; what it does not say is found from the quantiles. One with
a title is known by its name to the study file. Checking, equality and printing live here, and what follows from the
quantile function in `probabilities`.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar, dataclass_transform

import numpy as np

from mcba.arrays import Array
from mcba.displayed import LONGEST, said, short
from mcba.errors import FamilyError
from mcba.families.base.documentation import document_methods, documented, hook
from mcba.families.base.domains import Value, checked_value, frozen
from mcba.families.base.fittable import Fittable
from mcba.families.base.moments import integrated_moments, integrated_skewness, tail_index_of
from mcba.families.base.parameters import (
    LOCATION,
    SAME,
    SCALE,
    Parameter,
    parameter,
    parameterisations_of,
    parameters_of,
)
from mcba.families.base.probabilities import Probabilities

REGISTRY: dict[str, type[Family]] = {}
"""The families with a title, by their names in the study file; `registry.FAMILIES` when all have been loaded."""


class Immutable:
    """A value that does not change, equal to another of the same class and arguments, and printed as it is made."""

    arguments: Mapping[str, Value]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change; make a new one to alter {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change; {name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Immutable):
            return NotImplemented
        return type(self) is type(other) and bool(self.__dict__["_key"] == other.__dict__["_key"])

    def __hash__(self) -> int:
        return hash((type(self), self.__dict__["_key"]))

    def __repr__(self) -> str:
        whole = f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.arguments.items())})"
        return whole if len(whole) <= LONGEST else said(self, (f"{k}={short(v)}" for k, v in self.arguments.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(self.arguments.values())


def _identity(value: Any) -> object:
    """What makes an argument equal to another one: for numbers their shape and bits."""
    if isinstance(value, (Family, tuple)) or callable(value):
        return value
    return np.shape(value), np.asarray(value).tobytes()


@dataclass_transform(field_specifiers=(parameter,))
class Family(Fittable, Probabilities, Immutable):
    """One uncertain number: an immutable value, equal to another of the same class and parameters.

    Parameters are given by position or by name, each a number, or an array for a set of labels. Arrays broadcast
    against each other and against `u` in `ppf`: with parameters of shape (k, 1), `u` of shape (k, n) gives (k, n).

    Parameters
    ----------
    *args, **kwargs
        The parameters of the family, as `Family.parameters` names and describes them.

    Attributes
    ----------
    symmetric : whether both sides are alike whatever the parameters are.
    numbers_only : whether none of the parameters can be another assumption.
    is_conditional : whether its parameters are uncertain themselves, and draws come from what is `given` in each world.
    arguments : name to value of this member of the family.
    batch_shape : the shape the parameters have in common; () for one number.
    mean, sd : mean and standard deviation; nan or infinite where it does not exist.
    tail_index : how heavy the two tails are, and so which moments exist.
    low, high : ends of the support, which may be infinite.

    Examples
    --------
    >>> import mcba
    >>> cost = mcba.Normal(10, sd=2)
    >>> isinstance(cost, mcba.Family), cost == mcba.Normal(mean=10, sd=2), float(cost.cdf(10))
    (True, True, 0.5)

    A family of your own says its parameters and `_ppf`, the quantiles at an array of probabilities. All else follows:
    the cdf is solved from them, mean and standard deviation are integrated, and the ends are the quantiles at 0 and 1.
    Whatever it knows better it may say too: `_cdf`, `mean`, `sd`, `support`, and `discrete = True` for whole numbers.
    For a quantile function without parameters there is `mcba.FromQuantileFunction`.

    >>> class Kumaraswamy(mcba.Family):
    ...     '''A share whose quantiles have a formula, unlike those of a beta (Kumaraswamy 1980).'''
    ...
    ...     a: float = mcba.parameter(mcba.POSITIVE, "first shape")
    ...     b: float = mcba.parameter(mcba.POSITIVE, "second shape")
    ...
    ...     def _ppf(self, u):
    ...         return (1 - (1 - u) ** (1 / self.b)) ** (1 / self.a)
    >>> share = Kumaraswamy(a=2, b=3)
    >>> share.low, share.high, round(share.mean, 6), round(float(share.cdf(0.5)), 6)
    (0.0, 1.0, 0.457143, 0.578125)
    >>> print(mcba.simulate(lambda share: 100 * share, {"share": share}, worlds=8_192).range("result"))
    13.0 to 79.5
    """

    symmetric: ClassVar[bool] = False
    numbers_only: ClassVar[bool] = False
    is_conditional: ClassVar[bool] = False
    _signature: ClassVar[inspect.Signature]
    _location_and_scale: ClassVar[tuple[str | None, str] | None] = None

    arguments: Mapping[str, Value]

    def __init_subclass__(cls) -> None:
        cls.parameters = parameters_of(cls)
        kind, needed = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.empty
        arguments = [
            inspect.Parameter(each.name, kind, default=needed if each.default is None else each.default)
            for each in cls.parameters.values()
        ]
        cls._signature = inspect.Signature(arguments)
        if hasattr(cls.__init__, "__signature__"):  # nobody wrote another
            cls.__init__ = _initialiser(cls._signature)  # type: ignore[method-assign]
        if cls._cdf is Probabilities._cdf:
            cls.cdf_is_solved = True
        cls.parameterisations, cls.keys = parameterisations_of(cls)
        cls._location_and_scale = _location_and_scale(cls.parameters)
        if "title" in vars(cls):
            cls.name = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
            REGISTRY[cls.name] = cls
        if cls.__doc__:
            cls.__doc__ = documented(cls)
        document_methods(cls)

    @classmethod
    def summary(cls) -> str:
        """Return what it is, in a sentence.

        Returns
        -------
        str
            The first paragraph of the docstring of the class.
        """
        return inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].replace("\n", " ")

    def __init__(self, *args: object, **kwargs: object) -> None:
        if type(self)._ppf is Probabilities._ppf and type(self)._cdf is Probabilities._cdf:
            raise FamilyError(
                f"{type(self).__name__} has no quantiles; write in its class `def _ppf(self, u)`, which returns the "
                "values with the probabilities u below them, an array of the shape of u"
            )
        try:
            bound = self._signature.bind(*args, **kwargs)
        except TypeError as problem:
            raise TypeError(f"{type(self).__name__}{self._signature}: {problem}{self._meant(kwargs)}") from None
        bound.apply_defaults()
        self._set(self._check(bound.arguments))

    @classmethod
    def _meant(cls, names: Iterable[str]) -> str:
        """Which class method takes these names, to end a message with."""
        for way in cls.parameterisations[1:]:
            if way.fits(set(names)):
                return f"; {cls.__name__}.{way.make.__name__} takes {way}"
        return ""

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Value]:
        """Check each parameter by itself and broadcast them; a family with other rules between them overrides this."""
        values = {name: checked_value(name, given[name], each.domain) for name, each in self.parameters.items()}
        try:
            shape = np.broadcast_shapes(*(np.shape(value) for value in values.values()))
        except ValueError:
            found = ", ".join(f"{name} {np.shape(value)}" for name, value in values.items())
            raise FamilyError(f"the parameters have shapes that do not fit together: {found}") from None
        return {name: frozen(np.broadcast_to(value, shape)) for name, value in values.items()} if shape else values

    def _set(self, values: Mapping[str, Value]) -> None:
        self.__dict__.update(values)
        self.__dict__["arguments"] = MappingProxyType(dict(values))
        self.__dict__["batch_shape"] = self._batch_shape()
        self.__dict__["_key"] = tuple(_identity(value) for value in values.values())

    def _batch_shape(self) -> tuple[int, ...]:
        return np.shape(next(iter(self.arguments.values()), 0.0))

    # What a subclass says, where it is not a parameter.

    @cached_property
    def _integrated(self) -> tuple[Value, Value]:
        return integrated_moments(self)

    @cached_property
    def mean(self) -> Value:
        """Mean; integrated over the quantiles where the class says none."""
        return self._integrated[0]

    @cached_property
    def sd(self) -> Value:
        """Standard deviation; integrated over the quantiles where the class says none."""
        return self._integrated[1]

    @cached_property
    def var(self) -> Value:
        """Variance, in the square of the unit."""
        return frozen(np.square(self.sd))

    @cached_property
    def tail_index(self) -> tuple[Value, Value]:
        """How heavy the lower and the upper tail are: the powers up to which each has moments.

        A tail of index a has E|x|^p for every p below a, and for none above: no mean for a of 1 or less, no variance
        for a of 2 or less. Bounded supports and tails that fall faster than every power, such as those of a normal
        and a lognormal, have the index infinity. A class that says its mean has that, unless it says another; else it
        is seen from the quantiles.
        """
        if type(self).mean is Family.mean and not self.discrete:
            return tail_index_of(self.ppf)
        return self._everywhere(math.inf), self._everywhere(math.inf)

    @cached_property
    def skewness(self) -> Value:
        """The third central moment over the cube of the standard deviation: 0 for a symmetric distribution.

        nan where there is none (a tail of index 3 or less, no spread), and where it is not known: it is integrated
        numerically where no closed form is, which a tail of an index below 6 and separate values amid others forbid.
        """
        if self.symmetric:
            return self._everywhere(0.0)
        if not self.batch_shape:
            return integrated_skewness(self)
        return frozen(np.array([[self.of_label(label).skewness] for label in range(self.batch_shape[0])]))

    def _standard_form(self) -> tuple[Family, Value, Value]:
        """Return a standard member, a location and a scale, with self = location + scale * standard member.

        Members that differ by location and scale only can so share one table.
        """
        if self._location_and_scale is None:
            return self, 0.0, 1.0
        location, scale = self._location_and_scale
        standard = {**self.arguments, scale: 1.0}
        if location is None:
            return type(self)(**standard), 0.0, self.arguments[scale]
        return type(self)(**{**standard, location: 0.0}), self.arguments[location], self.arguments[scale]

    closed_form: ClassVar[Callable[..., Any] | None] = hook(
        """Quantiles in operations that are as quick as a table; None for a family without them.

        Parameters
        ----------
        u : uniforms, as the operations know them.
        do : Operations
            What writes the operations down, such as `do.multiply(u, 2.0)`.

        Returns
        -------
        the quantiles at `u`, as the operations know them
        """
    )

    def of_label(self, label: int) -> Family:
        """Return the distribution of one label by itself, where parameters have the shape (label, 1).

        Parameters
        ----------
        label : int
            Its place in the set, from 0.

        Returns
        -------
        Family
            With plain numbers for parameters; the family itself where it has no labels.

        Examples
        --------
        >>> from mcba.families import Normal
        >>> Normal([[1.0], [2.0]], 0.5).of_label(1)
        Normal(mean=2.0, sd=0.5)
        """
        if not self.batch_shape:
            return self
        return type(self)(*(value[label, 0] for value in self.arguments.values()))  # type: ignore[index]

    def values_between(self, low: float, high: float) -> Array:
        """Return the values of a discrete family that can occur from `low` to `high`, rising; counts, unless said.

        Parameters
        ----------
        low, high : float
            Both included, in the unit of the variable.

        Returns
        -------
        (value,)
        """
        return np.arange(math.ceil(low), math.floor(high) + 1, dtype=np.float64)

    @cached_property
    def atoms(self) -> Array:
        """The separate values, each with a probability of its own, of a family that also has a density."""
        return np.empty(0)


def _initialiser(signature: inspect.Signature) -> Callable[..., None]:
    """Return the `__init__` of a family, which says its parameters where `help` and editors look for them."""

    def __init__(self: Family, *args: object, **kwargs: object) -> None:  # noqa: N807
        Family.__init__(self, *args, **kwargs)

    of_self = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    __init__.__signature__ = signature.replace(parameters=[of_self, *signature.parameters.values()])  # type: ignore[attr-defined]
    return __init__


Family.__init__.__signature__ = inspect.signature(Family.__init__)  # type: ignore[attr-defined]


def _location_and_scale(parameters: Mapping[str, Parameter]) -> tuple[str | None, str] | None:
    """Return the names of the parameter that moves a family and of that which stretches it, if that is all they do."""
    locations, scales = ([name for name, each in parameters.items() if each.unit == unit] for unit in (LOCATION, SCALE))
    moves_only = len(scales) == 1 and len(locations) <= 1 and all(each.unit != SAME for each in parameters.values())
    return (locations[0] if locations else None, scales[0]) if moves_only else None
