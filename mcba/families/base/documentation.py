"""The documentation of a family, written from what its class says of itself."""

from __future__ import annotations

import inspect
import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcba.families.base.family import Family


@dataclass(frozen=True)
class Reference:
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


def documented(family: type[Family]) -> str:
    """Return the docstring of a class with what its own data say: parameters, support, density, mean and source."""
    written = inspect.cleandoc(family.__doc__ or "")
    if not family.parameters or "\nParameters\n" in written:
        return written
    before, heading, examples = written.partition("\nExamples\n--------\n")
    parts = [before.rstrip(), _section("Parameters", parameter_lines(family)), _section("Notes", facts(family))]
    if family.reference.source:
        parts.append(_section("References", textwrap.wrap(family.reference.source + ".", 110, break_on_hyphens=False)))
    return "\n\n".join([*parts, (heading + examples).strip()]).rstrip() + "\n"


def _section(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, "-" * len(heading), *lines])


def parameter_lines(family: type[Family]) -> list[str]:
    """Return each parameter in two lines: its name and kind, and what it is."""
    lines = []
    for name, each in family.parameters.items():
        kind = "list of numbers" if each.many else "number or array"
        if "distribution" in each.domain.text:
            kind = "list of distributions" if each.many else "distribution"
        optional = "" if each.default is None else f", default {each.default:g}"
        domain = "" if "distribution" in kind else f"; {each.domain.text}, {each.in_unit}"
        lines += [f"{name} : {kind}{optional}", f"    {each.meaning[0].upper()}{each.meaning[1:]}{domain}."]
    return lines


def facts(family: type[Family]) -> list[str]:
    """Return support, density, mean and the other ways to give a member, a line each."""
    what = "Probabilities" if family.discrete is True else "Density"
    lines = [f"Support: {support_of(family)}."]
    lines += [f"{what}: {family.reference.density}."] if family.reference.density else []
    lines += [f"Mean: {family.reference.mean}."] if family.reference.mean else []
    ways = [f"`{way.make.__name__}` ({way})" for way in family.parameterisations[1:]]
    lines += [f"Also given by {', or '.join(ways)}."] if ways else []
    return [line for fact in lines for line in ("", *textwrap.wrap(fact, 100))][1:]


def support_of(family: type[Family]) -> str:
    """Return where the values of a family lie."""
    if family.reference.support:
        return family.reference.support
    low, high = (name if name in family.parameters else "" for name in ("low", "high"))
    if not low and not high and family.support == (-math.inf, math.inf):
        return "all numbers"
    first = low or f"{family.support[0]:g}"
    last = high or ("above" if math.isinf(family.support[1]) else f"{family.support[1]:g}")
    return f"{first} and above" if last == "above" else f"from {first} to {last}"
