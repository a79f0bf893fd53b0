"""Errors: every error of ours is an `McbaError`, carries its data, and is never read back from its words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

import mcba
from tests.house.source import MODULES, Module, listed

READERS = {"partition", "rpartition", "split", "rsplit", "splitlines", "find", "index", "replace", "removeprefix"}
READERS |= {"removesuffix", "startswith", "endswith", "strip"}
PATTERNS = {"match", "search", "fullmatch", "findall", "finditer", "split", "sub"}


def test_every_exception_is_an_mcba_error() -> None:
    for name in MODULES:
        if not name.endswith("__main__"):
            for thing in [*vars(import_module(name)).values()]:
                if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__.startswith("mcba"):
                    assert issubclass(thing, mcba.McbaError | Warning), f"{thing.__module__}.{thing.__name__}"


REFUSED: dict[str, Callable[[], Any]] = {
    "Dependence": lambda: mcba.Dependence(between=("a",)),
    "Dependence of correlations": lambda: mcba.Dependence(between=("a", "b"), rank_correlation=2),
    "Dependence with a key too many": lambda: mcba.Dependence(between=("a", "b"), strength=1),
    "Normal": lambda: mcba.Normal(0, -1),
    "Normal of words": lambda: mcba.Normal("zero", 1),
    "Normal of nothing": lambda: mcba.Normal(float("nan"), 1),
    "Uniform": lambda: mcba.Uniform(2, 1),
    "Beta": lambda: mcba.Beta(0, 1),
    "Pert": lambda: mcba.Pert(3, 2, 1),
    "Lognormal": lambda: mcba.Lognormal.from_mean_sd(-1, 1),
    "Discrete": lambda: mcba.Discrete([1, 2], [0.5, 0.6]),
    "Empirical": lambda: mcba.Empirical([]),
    "Mixture": lambda: mcba.Mixture([], []),
    "Truncated": lambda: mcba.Truncated(mcba.Normal(0, 1), 2, 1),
    "Metalog": lambda: mcba.Metalog.from_quantiles([0.5], [1]),
    "Dirichlet": lambda: mcba.Dirichlet([]),
    "Multinomial": lambda: mcba.Multinomial(0, {}),
    "load": lambda: mcba.load("no such study"),
    "open_run": lambda: mcba.open_run("no such run"),
    "verify": lambda: mcba.verify("no such run"),
    "from_worlds": lambda: mcba.from_worlds("no such table.csv"),
    "simulate": lambda: mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, worlds=0),
    "simulate with a sampler": lambda: mcba.simulate(lambda x: x, {"x": mcba.Normal(0, 1)}, sampler="dice"),
    "simulate with nothing": lambda: mcba.simulate(lambda: 1, {}, worlds=10),
    "quantile_ranks": lambda: mcba.quantile_ranks(0, 2),
    "smallest_sample": lambda: mcba.smallest_sample(2),
    "fit_quantiles": lambda: mcba.fit_quantiles("no family", {0.1: 1}),
    "fit_sample": lambda: mcba.fit_sample("normal", []),
    "pool": lambda: mcba.pool([], []),
    "linear_pool": lambda: mcba.linear_pool([], []),
}


@pytest.mark.parametrize("asked", REFUSED)
def test_what_is_refused_is_refused_by_an_mcba_error(asked: str) -> None:
    with pytest.raises(mcba.McbaError):
        REFUSED[asked]()


def parsed_messages(module: Module) -> Iterator[ast.expr]:
    """Where the words of an exception are taken apart: `str(error).partition(…)`, `re.search(…, str(error))`."""
    for handler in (part for part in ast.walk(module.tree) if isinstance(part, ast.ExceptHandler) and part.name):
        words = {f"str({handler.name})", f"{handler.name}.args[0]"}
        texts = {
            ast.unparse(target)
            for part in ast.walk(handler)
            if isinstance(part, ast.Assign) and ast.unparse(part.value) in words
            for target in part.targets
        }
        for part in ast.walk(handler):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                of = ast.unparse(part.func.value)
                if (part.func.attr in READERS and of in words | texts) or (
                    part.func.attr in PATTERNS
                    and words | texts & set(map(ast.unparse, part.args))
                    and of == "re"
                    and any(ast.unparse(argument) in words | texts for argument in part.args)
                ):
                    yield part
            if isinstance(part, ast.Compare) and any(ast.unparse(side) in words | texts for side in part.comparators):
                yield part


def test_no_message_is_read_back() -> None:
    wrong = [
        f"{module.place}:{part.lineno}: {ast.unparse(part)}"
        for module in MODULES.values()
        for part in parsed_messages(module)
    ]
    assert not wrong, listed(wrong)
