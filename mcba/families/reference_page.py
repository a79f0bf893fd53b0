"""The page of the documentation on all families, written from their classes.

python -m mcba.families.reference_page > docs/reference/families.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from mcba.families.base.documentation import support_of
from mcba.families.base.family import Family
from mcba.families.base.registry import FAMILIES

_INTRODUCTION = """\
# Families of distributions

This page is written from the classes themselves: `python -m mcba.families.reference_page > docs/reference/families.md`.

In a study file a family goes by its name, `distribution = "normal"`, and is given by one of the sets of keys below; in
Python it is a class, `mcba.Normal(mean=10, sd=2)`. Except in the families that say otherwise, a parameter may be the
name of another assumption.

For what is not here, `mcba.FromQuantileFunction(function)` is a number given by its quantile function, and a family
with parameters of its own is a class with `_ppf` and nothing more, as `help(mcba.Family)` shows. Both are for Python:
no study file can hold them.
"""


def families_page() -> str:
    r"""Return the page in Markdown.

    Examples
    --------
    >>> families_page().partition("\n")[0]
    '# Families of distributions'
    """
    contents = ["| In a study file | In Python | What it is |", "| --- | --- | --- |"]
    contents += [f"| [`{name}`](#{name}) | `{each.__name__}` | {each.summary()} |" for name, each in FAMILIES.items()]
    sections = ["\n".join(_section(name, family)) for name, family in FAMILIES.items()]
    return "\n\n".join([_INTRODUCTION.rstrip(), "\n".join(contents), *sections]) + "\n"


def _section(name: str, family: type[Family]) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{family.summary()}\n"
    yield "| Key | What it is | Values | Unit |"
    yield "| --- | --- | --- | --- |"
    for key, each in family.keys.items():
        default = "" if each.default is None else f"; {each.default:g} when it is left out"
        values = f"{'each ' if each.many else ''}{each.domain.text}{default}"
        yield f"| `{key}` | {each.meaning} | {values} | {each.in_unit} |"
    yield "\n" + "\n".join(f"- Given by {way}" for way in family.parameterisations)
    if family.numbers_only:
        yield "- None of its keys can be another assumption"
    yield f"- Support: {support_of(family)}"
    yield f"- {'Probabilities' if family.discrete is True else 'Density'}: {family.reference.density}"
    yield f"- Mean: {family.reference.mean}"
    if family.reference.source:
        yield f"- Source: {family.reference.source}"


if __name__ == "__main__":
    sys.stdout.write(families_page())
