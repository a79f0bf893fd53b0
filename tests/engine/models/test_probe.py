"""A function of `simulate` says the same of a world whatever worlds stand beside it, or it is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import mcba
from mcba.engine.models.probe import refuse_other_company

Array = NDArray[np.float64]
INPUTS: dict[str, Any] = {"x": mcba.Normal(5, 1), "y": mcba.Uniform(1, 2)}


def counting() -> Callable[..., Any]:
    """A function that remembers how often it was called."""
    calls: Iterator[int] = iter(range(10**9))
    return lambda x, y: x + y + next(calls)


def throwing() -> Callable[..., Any]:
    generator = np.random.default_rng(0)
    return lambda x, y: x + generator.normal(size=np.shape(y))


ACROSS: dict[str, Callable[[], Callable[..., Any]]] = {
    "the mean of all": lambda: lambda x, y: x * y - np.mean(x),
    "the spread of all": lambda: lambda x, y: x / (y + np.std(x)),
    "ranks": lambda: lambda x, y: np.argsort(np.argsort(x)) / x.size + y,
    "a sort": lambda: lambda x, y: np.sort(x) + y,
    "a cumulative sum": lambda: lambda x, y: np.cumsum(x) + y,
    "the world before": lambda: lambda x, y: np.roll(x, 1) + y,
    "the largest of all": lambda: lambda x, y: x / x.max() + y,
    "memory": counting,
    "chance": throwing,
}


@pytest.mark.parametrize("across", ACROSS)
@pytest.mark.parametrize("how", [{"worlds": 4}, {"worlds": 1_000}, {"worlds": 1_000, "block": 300}])
def test_a_function_that_looks_beyond_its_world_is_refused(across: str, how: dict[str, int]) -> None:
    with pytest.raises(mcba.RunError, match=r"'result' = .* for world \d+, and .* beside others; a result may follow"):
        mcba.simulate(ACROSS[across](), INPUTS, **how)


def test_memory_and_chance_are_seen_in_functions_of_plain_numbers() -> None:
    for make in (counting, throwing):
        with pytest.raises(mcba.RunError, match="from earlier calls, or from random numbers of the function's own"):
            mcba.simulate(make(), INPUTS, worlds=200, vectorised=False)


def test_a_function_that_needs_many_worlds_is_refused_with_its_own_words() -> None:
    def many(x: Array, y: Array) -> Array:
        if x.size < 1_000:
            raise ValueError("too few points for a spline")
        return x + y

    with pytest.raises(mcba.RunError, match=r"16 of its worlds by themselves \(too few points for a spline\)"):
        mcba.simulate(many, INPUTS, worlds=2_000)


def test_rounding_that_differs_with_the_number_of_worlds_is_allowed() -> None:
    """Sums of products in another order differ in the last digits: those of a library that cuts worlds into pieces."""
    matrix = np.random.default_rng(1).normal(size=(40, 2)) + 3

    def products(x: Array, y: Array) -> dict[str, Array]:
        backwards = slice(None, None, -1 if x.size == 16 else 1)
        return {"sum": (matrix @ np.stack([x, y]))[backwards].sum(axis=0), "less": (x + y) - y}

    assert mcba.simulate(products, INPUTS, worlds=2_000).settings.worlds == 2_000


@pytest.mark.parametrize("failed", ["raise", "drop"])
def test_undefined_results_are_told_of_as_such(failed: str) -> None:
    """A result that is undefined in a world is so in any company; what is done about it is another question."""

    def undefined(x: Array, y: Array) -> Array:
        return np.where(x > 6, np.nan, np.where(y > 1.9, np.inf, x))

    if failed == "raise":
        with pytest.raises(mcba.RunError, match="result is undefined"):
            mcba.simulate(undefined, INPUTS, worlds=500, failed=failed)
    else:
        run = mcba.simulate(undefined, INPUTS, worlds=500, failed=failed)
        assert run.failed_worlds > 0


def test_few_worlds_are_computed_twice() -> None:
    """16 of a million, and 2 where each takes a call of its own; as many say beforehand what there is, one the base."""
    asked = []

    def noted(x: Any, y: Any) -> Any:
        asked.append(np.size(x))
        return x + y

    mcba.simulate(noted, INPUTS, worlds=100_000)
    assert sorted(asked) == [1, 16, 16, 100_000 - 65_536, 65_536]
    asked.clear()
    mcba.simulate(noted, INPUTS, worlds=300, vectorised=False)
    assert len(asked) == 2 + 1 + 300 + 2


def test_a_single_world_more_in_a_mean_of_thousands_is_seen() -> None:
    """What half the digits leave room for is less than a world in a million moves a mean."""
    drawn = {"x": np.random.default_rng(3).normal(5, 1, 1_000)}

    def results(few: dict[str, Array]) -> dict[str, Array]:
        return {"result": few["x"] + (1e-6 if few["x"].size < 1_000 else 0.0)}

    with pytest.raises(mcba.RunError):
        refuse_other_company(results, drawn, results(drawn))
