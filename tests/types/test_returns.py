"""What is public says the type of what it gives: no `Any`, no `object`, nothing unsaid."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest

import mcba
from tests.house.source import DOORS

OPEN = re.compile(r"\b(Any|object)\b")
EXEMPT = {
    "parameter",  # a class says itself what its members hold, as with `dataclasses.field`
    "closed_form",  # in the operations of the engine, which a family does not know
    "json_schema",  # a JSON Schema: text, numbers, lists and tables to any depth
    "numbers",  # of a hierarchical family, lists of lists as tuples of tuples
    "most_likely",  # a class variable that is a method or None; those that have one say their class
}


def function_of(member: object) -> Any:
    """The function behind a member of a class; None for what is no function."""
    if isinstance(member, classmethod | staticmethod):
        return member.__func__
    if isinstance(member, property):
        return member.fget
    if isinstance(member, cached_property):
        return member.func
    return member if inspect.isfunction(member) else None


def gives(name: str, function: Any) -> Iterator[tuple[str, str]]:
    yield name, str(function.__annotations__.get("return", "nothing said: object"))


def promised(thing: Any) -> Iterator[tuple[str, str]]:
    """Each public function of a name, and each attribute it states, with the type of what it gives."""
    if inspect.isfunction(thing):
        yield from gives(thing.__name__, thing)
    for kind in inspect.getmro(thing) if isinstance(thing, type) else ():
        if not kind.__module__.startswith("mcba"):
            continue
        for name, member in vars(kind).items():
            if not name.startswith("_") and (function := function_of(member)) is not None:
                yield from gives(name, function)
        for name, annotation in vars(kind).get("__annotations__", {}).items():
            if not name.startswith("_"):
                yield name, str(annotation)


@pytest.mark.parametrize("name", DOORS["mcba"])
def test_what_it_gives_has_a_type(name: str) -> None:
    wrong = {each: said for each, said in promised(getattr(mcba, name)) if OPEN.search(said) and each not in EXEMPT}
    assert not wrong
