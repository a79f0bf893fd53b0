"""Docstrings: what a public function takes, gives and refuses, with an example that runs and a source.

What `mcba.__all__` holds says all of it, and so do the methods of its classes. What the doors of the rooms promise
each other says what it refuses, and describes its parameters and what it gives where there are more than a line can
say: three parameters or more. Examples run as doctests; here it is seen that there are some.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from typing import Any

import mcba
from mcba.families import Family
from tests.house.source import DOORS, MODULES, PACKAGES, listed

Function = Callable[..., Any]
MOST_IN_A_LINE = 2  # parameters, of what one room promises another
SOURCE = re.compile(r"\(\d{4}\)|10\.\d{4,}/|\d{4}:\d{4}|ISBN|arXiv")  # a year, a DOI, a standard


def sections(documentation: str) -> dict[str, str]:
    """The sections of a docstring by their underlined headings; what stands before the first is its summary."""
    parts = re.split(r"^(\w[\w ]*)\n-{3,}$", documentation, flags=re.MULTILINE)
    return {"summary": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def raised(function: Function) -> set[str]:
    """The errors of mcba that the lines of a function raise."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError):
        return set()
    names = {
        part.exc.func.id
        for part in ast.walk(tree)
        if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call) and isinstance(part.exc.func, ast.Name)
    }
    known = inspect.unwrap(function).__globals__
    return {name for name in names if isinstance(known.get(name), type) and issubclass(known[name], mcba.McbaError)}


def lacking(function: Function, *, most: int = 0) -> Iterator[str]:
    """What the docstring of a function lacks; one of at most so many parameters need not describe them."""
    documentation = inspect.getdoc(function) or ""
    if not documentation:
        yield "has no docstring"
        return
    parts, taken = sections(documentation), parameters(function)
    unsaid = [name for name in sorted(raised(function)) if name not in parts.get("Raises", "")]
    if unsaid:
        yield f"has no Raises for {', '.join(unsaid)}"
    if not most or len(taken) > most:
        yield from undescribed(parts.get("Parameters", ""), taken)
        gives = inspect.signature(function).return_annotation
        if gives not in (None, "None", "NoReturn") and not {"Returns", "Yields"} & set(parts):
            yield "has no Returns"


def undescribed(description: str, taken: list[str]) -> Iterator[str]:
    missing = [name for name in taken if not re.search(rf"^(.*, )?`?\*{{0,2}}{name}`?\b", description, re.MULTILINE)]
    if missing:
        yield f"has no Parameters for {', '.join(missing)}"


def parameters(function: Function) -> list[str]:
    try:
        names = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return []
    return [name for name in names if not name.startswith("_") and name not in ("self", "cls")]


def complaints(thing: Any, *, most: int = 0) -> Iterator[str]:
    """What the docstrings of a class, with its methods, or of a function lack."""
    if not isinstance(thing, type):
        yield from lacking(thing, most=most)
        return
    documentation = inspect.getdoc(thing) or ""
    if not documentation:
        yield "has no docstring"
    parts = sections(documentation)
    if not most and not issubclass(thing, Exception):
        yield from undescribed(parts.get("Parameters", "") + parts.get("Attributes", ""), parameters(thing))
    for name, member in vars(thing).items():
        function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if name.startswith("_"):
            continue
        if isinstance(member, property | cached_property):
            if not inspect.getdoc(member):
                yield f"{name} has no docstring"
        elif inspect.isfunction(function) and not is_documented_above(thing, name):
            yield from (f"{name} {complaint}" for complaint in lacking(function, most=most))


def is_documented_above(kind: type, name: str) -> bool:
    """Whether a method is described by the class that promises it first."""
    return any(inspect.getdoc(vars(base).get(name)) for base in kind.__mro__[1:] if name in vars(base))


def place(thing: Any) -> str:
    thing = inspect.unwrap(thing)
    path = str(inspect.getsourcefile(thing)).replace("\\", "/")
    return f"mcba/{path.rpartition('/mcba/')[2]}"


def is_ours(thing: Any) -> bool:
    """Whether a thing is a class or function of mcba: not a constant, and not a name for a type."""
    return (isinstance(thing, type) or inspect.isroutine(thing)) and str(thing.__module__).startswith("mcba")


PUBLIC = {name: getattr(mcba, name) for name in DOORS["mcba"]}
PROMISED = {
    f"{room}.{name}": getattr(import_module(room), name) for room in sorted(PACKAGES - {"mcba"}) for name in DOORS[room]
}


def test_what_is_public_says_what_it_takes_gives_and_refuses() -> None:
    wrong = [
        f"{place(thing)}: {name} {complaint}"
        for name, thing in PUBLIC.items()
        if is_ours(thing)
        for complaint in complaints(thing)
    ]
    assert not wrong, listed(sorted(wrong))


def test_what_a_door_promises_says_what_it_takes_gives_and_refuses() -> None:
    public = {id(thing) for thing in PUBLIC.values()}
    wrong = {
        f"{place(thing)}: {thing.__name__} {complaint}"
        for thing in PROMISED.values()
        if is_ours(thing) and id(thing) not in public
        for complaint in complaints(thing, most=MOST_IN_A_LINE)
    }
    assert not wrong, listed(sorted(wrong))


def test_what_is_public_has_an_example() -> None:
    wrong = [
        f"{place(thing)}: {name} has no example"
        for name, thing in PUBLIC.items()
        if is_ours(thing) and ">>> " not in (inspect.getdoc(thing) or "")
    ]
    assert not wrong, listed(wrong)


def test_a_distribution_names_its_source() -> None:
    wrong = [
        f"{place(thing)}: {name} names no source"
        for name, thing in PUBLIC.items()
        if isinstance(thing, type) and issubclass(thing, Family) and thing is not Family
        if not SOURCE.search(thing.__doc__ or "")
    ]
    assert not wrong, listed(wrong)


def test_an_index_of_a_ranking_names_its_source() -> None:
    wrong = [
        f"{module.place}: no source in its docstrings"
        for name, module in MODULES.items()
        if name.startswith("mcba.analysis.ranking.indices.")
        if not any(SOURCE.search(documentation) for documentation in documentations(module.tree))
    ]
    assert not wrong, listed(wrong)


def documentations(tree: ast.Module) -> Iterator[str]:
    for part in ast.walk(tree):
        if isinstance(part, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(part) or ""
