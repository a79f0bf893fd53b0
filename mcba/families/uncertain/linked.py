"""A distribution of which a parameter is another assumption."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

import numpy as np

from mcba.errors import FamilyError
from mcba.families.base.domains import NumberLike
from mcba.families.base.family import Family
from mcba.families.base.registry import family_named, from_parameters, is_plain
from mcba.families.composite.adjustment import Adjustment
from mcba.families.uncertain.conditional import Conditional

__all__ = ["Hierarchical"]


class Hierarchical(Conditional):
    """A distribution of which a parameter is itself an assumption.

    Parameters
    ----------
    distribution : str
        As in the study file, such as "poisson"; or a distribution that happens only with an uncertain probability.
    parameters : number, array or str
        As in the study file; text is the name of the input that the parameter is.
    then : Adjustment, optional
        How the distribution is altered in every world.
    parents : mapping of str to Family, optional
        The distributions of the inputs that are parameters, to say what is known before they are.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd edition, Chapman and Hall, chapter 5.

    Examples
    --------
    A normal mean about which nothing better is known than another normal:

    >>> import mcba
    >>> from mcba.families import Normal
    >>> inputs = {"level": Normal(10, 3), "cost": Hierarchical("normal", mean="level", sd=4)}
    >>> run = mcba.simulate(lambda level, cost: cost, inputs, worlds=4_096)
    >>> round(run.summary("result").sd, 1)
    5.0
    """

    distribution: str | Family
    numbers: tuple[tuple[str, Any], ...]
    then: Adjustment

    def __init__(
        self,
        distribution: str | Family,
        /,
        *,
        then: Adjustment = Adjustment(),  # noqa: B008
        parents: Mapping[str, Family] | None = None,
        **parameters: NumberLike | str,
    ):
        if isinstance(distribution, Family):
            if parameters:
                raise FamilyError(f"{distribution} has its parameters; leave {next(iter(parameters))} out")
        else:
            _require_a_parameterisation(distribution, parameters)
        pairs = tuple((name, hashable(value)) for name, value in parameters.items())
        names = dict.fromkeys(value for _, value in (*pairs, ("happens", then.happens)) if isinstance(value, str))
        if not names:
            raise FamilyError("no parameter is the name of another input; give the distribution itself")
        known = parents or {}
        self._set(
            {"distribution": distribution, "numbers": pairs, "then": then, "parents": {n: known.get(n) for n in names}}
        )

    def _set(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values, own=(), arguments=values)
        self.__dict__["_key"] = (*list(values.values())[:-1], tuple(values["parents"].items()))
        shapes = [np.shape(value) for _, value in values["numbers"] if not isinstance(value, str)]
        shapes += [family.batch_shape for family in values["parents"].values() if family is not None]
        self.__dict__["batch_shape"] = np.broadcast_shapes(*shapes)

    @cached_property
    def discrete(self) -> bool:  # type: ignore[override]
        """Whether the support is a set of separate values."""
        if isinstance(self.distribution, Family):
            return self.distribution.discrete
        return family_named(self.distribution).discrete

    def __repr__(self) -> str:
        if isinstance(self.distribution, Family):
            parts = [repr(self.distribution)]
        else:
            parts = [repr(self.distribution), *(f"{name}={value!r}" for name, value in self.numbers)]
        if self.then != Adjustment():
            parts.append(f"then={self.then!r}")
        return f"Hierarchical({', '.join(parts)})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.distribution, self.then, dict(self.parents), dict(self.numbers))

    def given(self, values: Mapping[str, Any]) -> Family:
        """Return the distribution when the parents have these values."""
        chance: Any = None
        if isinstance(self.then.happens, str):  # a chance too small for a number to hold is none
            chance = np.maximum(values[self.then.happens], 1e-300)
        if isinstance(self.distribution, Family):
            family = self.distribution
        else:
            found = {name: values[value] if isinstance(value, str) else np.array(value) for name, value in self.numbers}
            family = from_parameters(self.distribution, {name: as_parameter(value) for name, value in found.items()})
        return self.then.of(family, chance)

    def adjusted(self, adjustment: Adjustment) -> Self:
        """Return the same, altered in every world."""
        return type(self)(self.distribution, then=adjustment, parents=self._known, **dict(self.numbers))

    def linked(self, families: Mapping[str, Family]) -> Self:
        """Return the same with the distributions of its parents, to say what is known before they are.

        Parameters
        ----------
        families : mapping of name to Family
            Those of all parents, and of others if need be.

        Returns
        -------
        Hierarchical
        """
        parents = {name: families[name] for name in self.parents}
        return type(self)(self.distribution, then=self.then, parents=parents, **dict(self.numbers))

    @property
    def _known(self) -> dict[str, Family]:
        return {name: family for name, family in self.parents.items() if family is not None}

    @property
    def _index_of_parameters(self) -> float:
        distribution = None if isinstance(self.distribution, Family) else self.distribution
        sizes = [self._parent(name) for parameter, name in self.uses if not is_plain(distribution, parameter)]
        return min((float(np.min(index)) for family in sizes for index in family.tail_index), default=math.inf)

    @property
    def uses(self) -> tuple[tuple[str, str], ...]:
        """Each parameter that is an assumption, with its name."""
        pairs = (*self.numbers, ("happens", self.then.happens))
        return tuple((parameter, value) for parameter, value in pairs if isinstance(value, str))

    def of_label(self, label: int) -> Family:
        """Return the distribution of one label by itself."""
        if not self.batch_shape:
            return self
        numbers = {name: value[label][0] if isinstance(value, tuple) else value for name, value in self.numbers}
        parents = {name: family.of_label(label) for name, family in self._known.items()}
        one = self.distribution.of_label(label) if isinstance(self.distribution, Family) else self.distribution
        return type(self)(one, then=self.then, parents=parents, **numbers)


def _restored(
    distribution: str | Family, then: Adjustment, parents: Mapping[str, Family | None], numbers: Mapping[str, Any]
) -> Hierarchical:
    known = {name: family for name, family in parents.items() if family is not None}
    return Hierarchical(distribution, then=then, parents=known, **numbers)


def _require_a_parameterisation(distribution: str, parameters: Mapping[str, object]) -> None:
    family = family_named(distribution)
    if family.numbers_only:
        name = next(name for name, value in parameters.items() if isinstance(value, str))
        raise FamilyError(f"the parameters of a {distribution} are numbers; none can be another assumption", name)
    if not any(way.fits(set(parameters)) for way in family.parameterisations):
        from_parameters(distribution, dict.fromkeys(parameters, 0.5))  # says which sets of parameters it takes


def hashable(value: object) -> object:
    if isinstance(value, np.ndarray | list | tuple):
        return tuple(map(hashable, value))
    return value if isinstance(value, str) else float(value)  # type: ignore[arg-type]


def as_parameter(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else value
