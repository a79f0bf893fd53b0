"""The documentation of a family, written from what its class says of itself."""

from __future__ import annotations

import inspect
import math
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from mcba.families.base.parameters import COMMON, Parameter, Parameterisation


@dataclass(frozen=True)
class FamilyReference:
    """What a reader looks up of a family.

    Attributes
    ----------
    support : where its values lie, when the parameters low and high or `Family.support` do not say it.
    density : formula of the density, or of the probability of each value.
    mean : formula of the mean.
    source : author, year, and DOI or book and page.
    """

    support: str = ""
    density: str = ""
    mean: str = ""
    source: str = ""


class Described:
    """What a class says of the distributions it stands for, and from which its documentation is written.

    Attributes
    ----------
    name, title : in the study file, and as English readers see it; "" for a family the study file makes otherwise.
    parameters : name to `Parameter`, in their natural order.
    parameterisations : the sets of numbers that give a member, the parameters themselves first.
    keys : every number of those sets, described.
    support : ends of the support that no parameter of the names low and high says.
    discrete : whether the support is a set of separate values.
    reference : formulas and source.
    """

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    parameters: ClassVar[Mapping[str, Parameter]] = MappingProxyType({})
    parameterisations: ClassVar[tuple[Parameterisation, ...]] = ()
    keys: ClassVar[Mapping[str, Parameter]] = MappingProxyType({})
    support: ClassVar[tuple[float, float]] = (-math.inf, math.inf)
    discrete: bool = False
    reference: ClassVar[FamilyReference] = FamilyReference()


class Hook:
    """A method that a family may have: None on one without it, and its documentation on those that have it."""

    def __init__(self, documentation: str) -> None:
        self.__doc__ = inspect.cleandoc(documentation)

    def __get__(self, member: object, family: object) -> None:
        """Return None: who looks here has found no method of the family's own."""


def hook(documentation: str) -> Any:
    """Describe a method that a family may have; the base class has None in its place."""
    return Hook(documentation)


def documented(family: type[Described]) -> str:
    """Return the docstring of a class with what its own data say: parameters, support, density, mean and source."""
    written = inspect.cleandoc(family.__doc__ or "")
    if not family.parameters or "\nParameters\n" in written:
        return written
    before, heading, examples = written.partition("\nExamples\n--------\n")
    parts = [before.rstrip(), _section("Parameters", parameter_lines(family)), _section("Notes", facts(family))]
    if family.reference.source:
        parts.append(_section("References", textwrap.wrap(family.reference.source + ".", 110, break_on_hyphens=False)))
    return "\n\n".join([*parts, (heading + examples).strip()]).rstrip() + "\n"


def document_methods(family: type[Described]) -> None:
    """Complete the docstrings of the methods that the class itself defines: hooks, and the other ways to a member.

    Their own docstrings keep to what is theirs alone: mostly a sentence, to which sections are added.
    """
    hooks = {name: value for base in family.__mro__ for name, value in vars(base).items() if isinstance(value, Hook)}
    for name, described in hooks.items():
        if (method := vars(family).get(name)) is not None:
            _complete(method, (described.__doc__ or "").partition("\n\n")[2])
    for way in family.parameterisations[1:]:
        if (method := vars(family).get(way.make.__name__)) is not None:
            _complete(method, "\n\n".join(_sections_of(way, family.keys)))


def _sections_of(way: Parameterisation, keys: Mapping[str, Parameter]) -> Iterator[str]:
    """What a way to a member takes, gives and refuses."""
    arguments = inspect.signature(way.make).parameters
    of_range = {name: COMMON[name] for name in ("low", "high") if "mass" in arguments}  # not the ends of the support
    yield _section("Parameters", _described({name: {**keys, **of_range}[name] for name in arguments}))
    yield _section("Returns", ["a member of the family"])
    refused = [
        "FamilyError",
        "    For a number outside its domain (a DomainError), or numbers that contradict each other.",
    ]
    yield _section("Raises", [*refused, "FitError", "    When no member of the family has these numbers."])


def _complete(method: Any, sections: str) -> None:
    function: Callable[..., Any] = getattr(method, "__func__", method)
    function.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\n{sections}\n"


def _section(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, "-" * len(heading), *lines])


def parameter_lines(family: type[Described]) -> list[str]:
    """Return each parameter in two lines: its name and kind, and what it is."""
    return _described(family.parameters)


def _described(parameters: Mapping[str, Parameter]) -> list[str]:
    lines = []
    for name, each in parameters.items():
        is_number = each.domain.kind == "number"
        kind = f"list of {each.domain.kind}s" if each.many else f"{each.domain.kind}{' or array' if is_number else ''}"
        default = f"{each.default:g}" if is_number and each.default is not None else each.default
        optional = "" if default is None else f", default {default}"
        domain = f"; {each.domain.text}, {each.in_unit}" if is_number else ""
        lines += [f"{name} : {kind}{optional}", f"    {each.meaning[0].upper()}{each.meaning[1:]}{domain}."]
    return lines


def facts(family: type[Described]) -> list[str]:
    """Return support, density, mean and the other ways to give a member, a line each."""
    what = "Probabilities" if family.discrete is True else "Density"
    lines = [f"Support: {support_of(family)}."]
    lines += [f"{what}: {family.reference.density}."] if family.reference.density else []
    lines += [f"Mean: {family.reference.mean}."] if family.reference.mean else []
    ways = [f"`{way.make.__name__}` ({way})" for way in family.parameterisations[1:]]
    lines += [f"Also given by {', or '.join(ways)}."] if ways else []
    return [line for fact in lines for line in ("", *textwrap.wrap(fact, 100))][1:]


def support_of(family: type[Described]) -> str:
    """Return where the values of a family lie."""
    if family.reference.support:
        return family.reference.support
    low, high = (name if name in family.parameters else "" for name in ("low", "high"))
    if not low and not high and family.support == (-math.inf, math.inf):
        return "all numbers"
    first = low or f"{family.support[0]:g}"
    last = high or ("above" if math.isinf(family.support[1]) else f"{family.support[1]:g}")
    return f"{first} and above" if last == "above" else f"from {first} to {last}"
