"""Formulas of any shape: written and read again they are the same, and the engine computes what NumPy computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.testing as npt
import pytest
from hypothesis import given, settings, strategies as st
from numpy.typing import NDArray

from mcba.engine.program.builder import Builder
from mcba.engine.program.steps import evaluate
from mcba.study.formula import Node, names_in, parse_unit
from mcba.study.formula.inference import dimensions_of, unit_of
from mcba.study.formula.parsing import parse
from mcba.study.formula.trees import text_of
from mcba.study.formula.units import PURE_NUMBER, Unit, multiply, unit_text

Array = NDArray[np.float64]
WORLDS, PILLARS, YEARS = 7, 3, 4
DIMENSIONS: dict[str, tuple[str, ...]] = {"a": (), "b": (), "p": ("pillar",), "y": ("year",), "py": ("pillar", "year")}


def _apply(kind: str, *operands: Node) -> Node:
    return Node(kind, operands)


NUMBERS = st.floats(0, 1e300, allow_subnormal=False).map(lambda value: Node("number", value=value))
SMALL_NUMBERS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 7.25]).map(lambda value: Node("number", value=value))
NAMES = st.sampled_from(sorted(DIMENSIONS)).map(lambda name: Node("name", name=name))
ARITHMETIC = st.sampled_from(["+", "-", "*", "/"])
COMPARISONS = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def trees(leaves: st.SearchStrategy[Node], powers: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def extend(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.one_of(
            st.builds(_apply, ARITHMETIC | COMPARISONS, inner, inner),
            st.builds(_apply, st.just("**"), inner, powers),
            st.builds(_apply, st.sampled_from(["negative", "exp", "log", "sqrt"]), inner),
            st.builds(_apply, st.sampled_from(["min", "max"]), inner, inner),
            st.builds(_apply, st.just("max"), inner, inner, inner),
            st.builds(_apply, st.sampled_from(["where", "clip"]), inner, inner, inner),
        )

    return st.recursive(leaves, extend, max_leaves=12)


ANY_TREE = trees(
    NUMBERS
    | NAMES
    | NAMES.map(lambda name: Node("sum", (name,), name="pillar"))
    | NAMES.map(lambda name: Node("present_value", (name,))),
    NAMES | SMALL_NUMBERS | SMALL_NUMBERS.map(lambda number: Node("negative", (number,))),
)


@pytest.mark.slow
@given(ANY_TREE)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_tree_written_and_read_is_the_same_tree(tree: Node) -> None:
    assert parse(text_of(tree)) == tree


@given(ANY_TREE, st.sampled_from(["\n", "  ", "\t", " # a remark )\n"]))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_offsets_point_at_the_names(tree: Node, space: str) -> None:
    text = space + text_of(tree).replace(" ", space)
    for name, node in names_in(parse(text)).items():
        assert text.startswith(name, node.offset)


# --- the engine against plain NumPy


QUESTIONS: dict[str, np.ufunc] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}  # fmt: skip


def _defined(question: np.ufunc) -> Callable[[Array, Array], Array]:
    """A question about something undefined has no answer."""
    return lambda first, second: np.where(np.isnan(first) | np.isnan(second), np.nan, question(first, second))


def _where(condition: Array, yes: Array, no: Array) -> Array:
    return np.where(np.isnan(condition), np.nan, np.where(condition != 0, yes, no))


PLAIN_NUMPY: dict[str, Callable[..., Any]] = {
    "negative": np.negative, "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "**": np.power,
    **{sign: _defined(answer) for sign, answer in QUESTIONS.items()},
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "where": _where,
    "min": lambda *values: np.minimum.reduce(np.broadcast_arrays(*values)),
    "max": lambda *values: np.maximum.reduce(np.broadcast_arrays(*values)),
    "clip": lambda value, low, high: np.minimum(np.maximum(value, low), high),
}  # fmt: skip


def computed(node: Node, values: dict[str, Array]) -> Array:
    """The value of a tree by plain NumPy; every array has the axes pillar, year, world."""
    if node.kind == "number":
        return np.full((1, 1, 1), node.value)
    if node.kind == "name":
        return values[node.name]
    operands = [computed(operand, values) for operand in node.operands]
    if node.kind == "sum":
        axis = ("pillar", "year").index(node.name)
        return np.asarray(operands[0].sum(axis=axis, keepdims=True))
    return np.asarray(PLAIN_NUMPY[node.kind](*operands), dtype=np.float64)


SUMS = st.sampled_from([("p", "pillar"), ("y", "year"), ("py", "pillar"), ("py", "year")]).map(
    lambda pair: Node("sum", (Node("name", name=pair[0]),), name=pair[1])
)


@pytest.mark.slow
@given(trees(SMALL_NUMBERS | NAMES | SUMS, SMALL_NUMBERS), st.integers(0, 2**32 - 1))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_engine_computes_what_numpy_computes(tree: Node, seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = {"pillar": PILLARS, "year": YEARS}
    draws = {
        name: random.normal(1.0, 2.0, (*(sizes[each] for each in sets), WORLDS)) for name, sets in DIMENSIONS.items()
    }
    shapes = {name: tuple(sizes[each] if each in sets else 1 for each in sizes) for name, sets in DIMENSIONS.items()}
    aligned = {name: draw.reshape(*shapes[name], WORLDS) for name, draw in draws.items()}
    with np.errstate(all="ignore"):
        expected = computed(tree, aligned)

    builder = Builder(sizes)
    value = builder.formula(tree, {name: builder.draw(name, sets) for name, sets in DIMENSIONS.items()})
    found = evaluate(builder.program({"result": value}), draws, WORLDS)["result"]

    dimensions = dimensions_of(tree, DIMENSIONS)
    assert set(builder.dimensions(value)) <= set(dimensions)  # a constant may lose them
    shape = tuple(sizes[each] if each in builder.dimensions(value) else 1 for each in sizes)
    aligned_result, aligned_expected = np.broadcast_arrays(found.reshape(*shape, found.shape[-1]), expected)
    npt.assert_allclose(aligned_result, aligned_expected, rtol=1e-12, atol=1e-300)


# --- units

UNITS = st.dictionaries(st.sampled_from(["EUR", "client", "year", "hour"]), st.integers(-4, 4).filter(bool)).map(
    lambda powers: tuple(sorted((symbol, float(power)) for symbol, power in powers.items()))
)


@given(UNITS)
def test_a_unit_written_and_read_is_the_same_unit(unit: Unit) -> None:
    assert parse_unit(unit_text(unit)) == unit


@given(UNITS, UNITS, UNITS)
def test_units_multiply_like_numbers(first: Unit, second: Unit, third: Unit) -> None:
    assert multiply(first, second) == multiply(second, first)
    assert multiply(multiply(first, second), third) == multiply(first, multiply(second, third))
    assert multiply(first, first, -1.0) == PURE_NUMBER
    assert multiply(multiply(PURE_NUMBER, first, 0.5), first, 0.5) == first


@pytest.mark.slow
@given(UNITS, UNITS)
def test_the_unit_of_a_product_is_the_product_of_the_units(first: Unit, second: Unit) -> None:
    units: dict[str, Unit | None] = {"x": first, "y": second, "z": None}
    assert unit_of(parse("x * y"), units) == multiply(first, second)
    assert unit_of(parse("x / y"), units) == multiply(first, second, -1.0)
    assert unit_of(parse("sqrt(x ** 2)"), units) == first
    assert unit_of(parse("x * z + y"), units) is None
