"""Programs of array operations: the same numbers as plain NumPy, whatever memory they share."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from mcba.engine.program.builder import Builder
from mcba.engine.program.steps import Program, evaluate
from mcba.study.formula.parsing import parse

Array = NDArray[np.float64]
SIZES = {"pillar": 3, "bearer": 2, "year": 4}
WORLDS = 7


def result(builder: Builder, value: int, draws: dict[str, Array] | None = None, worlds: int = WORLDS) -> Array:
    return evaluate(builder.program({"result": value}), draws or {}, worlds)["result"]


def by_formula(text: str, **draws: Array | float) -> Array:
    """A formula of drawn numbers, each of shape (world,)."""
    builder, arrays = Builder(SIZES), {name: np.atleast_1d(np.asarray(value, float)) for name, value in draws.items()}
    values = {name: builder.draw(name) for name in arrays}
    return result(builder, builder.formula(parse(text), values), arrays, max(array.size for array in arrays.values()))


# --- single operations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b - a * b / b", lambda a, b: a + b - a * b / b),
        ("-a**2", lambda a, b: -(a**2)),  # noqa: ARG005
        ("a**b", lambda a, b: a**b),
        ("a**3 + a**4 - a**5", lambda a, b: a * a * a + a * a * a * a - a**5),  # noqa: ARG005
        ("exp(a) + log(b) + sqrt(b)", lambda a, b: np.exp(a) + np.log(b) + np.sqrt(b)),
        ("min(a, b, 2) + max(a, b, 1)", lambda a, b: np.minimum(np.minimum(a, b), 2) + np.maximum(np.maximum(a, b), 1)),
        ("clip(a, 0.5, b)", lambda a, b: np.clip(a, 0.5, b)),
        ("where(a < b, a, -b)", lambda a, b: np.where(a < b, a, -b)),
        ("(a < b) + 2 * (a <= b) + 4 * (a > b)", lambda a, b: (a < b) + 2.0 * (a <= b) + 4.0 * (a > b)),
        ("(a >= b) + 2 * (a == b) + 4 * (a != b)", lambda a, b: (a >= b) + 2.0 * (a == b) + 4.0 * (a != b)),
        ("pi * a", lambda a, b: np.pi * a),  # noqa: ARG005
        ("a - a", lambda a, b: 0 * a),  # noqa: ARG005
    ],
)
def test_formulas_are_numpy(text: str, expected: Callable[[Array, Array], Array]) -> None:
    a, b = np.array([0.5, 1.0, 2.0, 3.5]), np.array([2.0, 1.0, 0.25, 4.0])
    np.testing.assert_array_equal(by_formula(text, a=a, b=b), expected(a, b))


def test_what_is_undefined_stays_undefined() -> None:
    """A comparison with what is not a number is no 0, and a choice that hangs on it is not the second one."""
    nan = np.nan
    for text in ("a < 1", "a >= 1", "a == a", "a != 1", "1 > a", "where(a > 0, 1, 0)", "max(a, 0)", "clip(a, 0, 1)"):
        np.testing.assert_array_equal(by_formula(text, a=np.array([nan, 1.0]))[:1], [nan])
    # Where the question can be answered, the answer that is not chosen may be undefined.
    np.testing.assert_array_equal(by_formula("where(a > 0, 1 / a, 0)", a=np.array([0.0, 2.0])), [0.0, 0.5])


def test_undefined_results_raise_no_warnings() -> None:
    with np.errstate(all="raise"):
        assert np.isnan(by_formula("log(a) / 0 + sqrt(a)", a=np.array([-1.0]))).all()


def test_a_profile_keeps_a_share_each_year() -> None:
    builder, keep = Builder(SIZES), np.array([0.5, 1.0, 0.0])
    value = builder.apply("profile", builder.draw("keep"), first=1, last=3)
    assert builder.dimensions(value) == ("year",)
    expected = [[0, 0, 0], [1, 1, 1], [0.5, 1, 0], [0.25, 1, 0]]
    np.testing.assert_array_equal(result(builder, value, {"keep": keep}, 3), expected)


def test_sums_and_powers_by_repetition() -> None:
    builder, ratio = Builder(SIZES), np.array([0.5, 1.0, 2.0])
    x = builder.draw("x")
    series = builder.apply("geometric_sum", x, count=4)
    np.testing.assert_array_equal(result(builder, series, {"x": ratio}, 3), [1.875, 4, 15])
    alone = builder.apply("geometric_sum", x, count=1)
    np.testing.assert_array_equal(result(builder, alone, {"x": ratio}, 3), [1, 1, 1])
    power = builder.apply("power", x, exponent=3)
    np.testing.assert_array_equal(result(builder, power, {"x": ratio}, 3), [0.125, 1, 8])


def test_factors_accumulate_from_year_one() -> None:
    builder = Builder(SIZES)
    value = builder.apply("accumulated_product", builder.draw("factor", ("year",)))
    factors = np.array([[9.0], [0.5], [0.5], [2.0]])
    np.testing.assert_array_equal(result(builder, value, {"factor": factors}, 1), [[1], [0.5], [0.25], [0.5]])


@pytest.mark.parametrize(
    ("balance", "year"),
    [
        ([0, 0, 0, 0], 0),
        ([-3, 1, 1, 1], 3),
        ([-3, 5, -3, 5], 3),
        ([-3, 5, 0, 0], 1),
        ([-3, 1, 1, 0.5], np.inf),
        ([5, -6, 1, -1], np.inf),
        ([1, np.nan, 1, 1], np.nan),
    ],
)
def test_payback_is_the_year_from_which_nothing_is_owed_any_more(balance: list[float], year: float) -> None:
    builder = Builder(SIZES)
    value = builder.apply("payback", builder.draw("balance", ("year",)))
    np.testing.assert_array_equal(result(builder, value, {"balance": np.array(balance)[:, np.newaxis]}, 1), [year])


# --- dimensions


def test_values_meet_by_the_names_of_their_dimensions() -> None:
    builder, rng = Builder(SIZES), np.random.default_rng(1)
    shapes = {"a": ("pillar",), "b": ("bearer",), "c": ("year",), "d": ("pillar", "year"), "e": ()}
    values = {name: builder.draw(name, dimensions) for name, dimensions in shapes.items()}
    draws = {
        name: rng.normal(size=(*(SIZES[one] for one in dimensions), WORLDS)) for name, dimensions in shapes.items()
    }
    value = builder.formula(parse("b * d - a / e + c"), values)
    assert builder.dimensions(value) == ("pillar", "bearer", "year")
    a, b, c, d, e = (draws[name] for name in "abcde")
    expected = b[None, :, None] * d[:, None, :] - (a / e)[:, None, None] + c[None, None]
    np.testing.assert_array_equal(result(builder, value, draws), expected)


@pytest.mark.parametrize("over", ["pillar", "bearer", "year"])
@pytest.mark.parametrize("constant", [False, True])
def test_sums_take_one_dimension_away(over: str, constant: bool) -> None:
    dimensions = ("pillar", "bearer", "year")
    numbers = np.random.default_rng(2).normal(size=(3, 2, 4, 1 if constant else WORLDS))
    builder = Builder(SIZES)
    value = builder.constant(numbers[..., 0], dimensions) if constant else builder.draw("x", dimensions)
    total = builder.apply("sum", value, over=over)
    assert builder.dimensions(total) == tuple(name for name in dimensions if name != over)
    np.testing.assert_allclose(
        result(builder, total, {"x": numbers}), numbers.sum(axis=dimensions.index(over)), rtol=1e-14
    )


# --- the program


def test_what_is_certain_is_computed_once() -> None:
    builder = Builder(SIZES)
    value = builder.formula(parse("where(2 < 3, exp(0) + 4, x)"), {"x": builder.constant(1.0)})
    assert builder.number(value) == 5
    assert builder.program({"result": value}).steps == ()


def test_the_same_operation_is_done_once() -> None:
    builder = Builder(SIZES)
    x, y = builder.draw("x"), builder.draw("y")
    values = [builder.formula(parse(text), {"x": x, "y": y}) for text in ("x * y + 1", "x * y - 1", "x * y + 1")]
    assert values[0] == values[2]
    assert len(builder.program({str(value): value for value in values}).steps) == 3


def test_only_what_is_asked_is_drawn_and_computed() -> None:
    builder = Builder(SIZES)
    x, y = builder.draw("x"), builder.draw("y")
    wanted, other = builder.apply("exp", x), builder.apply("+", x, y)
    assert builder.program({"wanted": wanted}).draws == {"x": ()}
    assert len(builder.program({"wanted": wanted}).steps) == 1
    assert builder.program({"wanted": wanted, "other": other}).draws == {"x": (), "y": ()}


def test_memory_is_used_again() -> None:
    """A long chain needs no more arrays than are alive at once."""
    builder = Builder(SIZES)
    value = x = builder.draw("x")
    for _ in range(50):
        value = builder.apply("*", builder.apply("+", value, x), builder.constant(0.5))
    program = builder.program({"result": value})
    assert len(program.steps) == 100
    assert len(program.shapes) == 1
    assert program.numbers_per_world == 2


def test_draws_are_never_written_to() -> None:
    builder = Builder(SIZES)
    x = builder.draw("x", ("pillar",))
    value = builder.apply("sum", builder.apply("*", builder.apply("+", x, x), x), over="pillar")
    draws = np.arange(3.0 * WORLDS).reshape(3, WORLDS)
    draws.flags.writeable = False
    np.testing.assert_array_equal(result(builder, value, {"x": draws}), (2 * draws**2).sum(axis=0))


def test_a_workspace_serves_any_program_and_block() -> None:
    workspace: list[Array] = []
    for worlds, dimensions in ((5, ()), (9, ()), (9, ("pillar",)), (9, ("bearer",)), (2, ("pillar",))):
        builder = Builder(SIZES)
        value = builder.apply("exp", builder.apply("+", builder.draw("x", dimensions), builder.constant(1.0)))
        draws = np.ones((*(SIZES[name] for name in dimensions), worlds))
        found = evaluate(builder.program({"result": value}), {"x": draws}, worlds, workspace)["result"]
        np.testing.assert_array_equal(found, np.exp(draws + 1))


def test_an_outcome_may_be_a_draw_or_a_constant() -> None:
    builder = Builder(SIZES)
    program = builder.program({"drawn": builder.draw("x"), "certain": builder.constant(3.0)})
    found = evaluate(program, {"x": np.arange(4.0)}, 4)
    assert found["drawn"].tolist() == [0, 1, 2, 3]
    assert found["certain"].tolist() == [3]
    assert program.numbers_per_world == 1


def unless_undefined(comparison: Callable[[Array, Array], Array]) -> Callable[[Array, Array], Array]:
    return lambda a, b: np.where(np.isnan(a) | np.isnan(b), np.nan, comparison(a, b))


BINARY: dict[str, Callable[[Array, Array], Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "min": np.minimum,
    "max": np.maximum,
    "<": unless_undefined(np.less),
    ">=": unless_undefined(np.greater_equal),
}
UNARY: dict[str, Callable[[Array], Array]] = {"negative": np.negative, "exp": np.exp, "sqrt": np.sqrt}


def random_program(rng: np.random.Generator) -> tuple[Program, dict[str, Array], dict[str, Array]]:
    """A random tangle of operations, its draws, and what plain NumPy makes of it without sharing any memory."""
    builder, every = Builder(SIZES), tuple(SIZES)
    kinds = [tuple(chosen) for count in range(3) for chosen in combinations(every, count)]
    draws: dict[str, Array] = {}
    values: list[int] = []
    truth: dict[int, Array] = {}  # with every dimension in place, of length 1 where it is absent

    def remember(value: int, array: Array) -> None:
        values.append(value)
        truth.setdefault(value, array)

    for index in range(4):
        dimensions = kinds[rng.integers(len(kinds))]
        shape = [SIZES[name] if name in dimensions else 1 for name in every]
        array = rng.uniform(-1, 1, (*shape, WORLDS))
        draws[f"x{index}"] = array.reshape((*(SIZES[name] for name in dimensions), WORLDS))
        remember(builder.draw(f"x{index}", dimensions), array)
    with np.errstate(all="ignore"):
        for _ in range(rng.integers(5, 40)):
            one, two, three = (values[place] for place in rng.integers(len(values), size=3))
            a, b, c = truth[one], truth[two], truth[three]
            match rng.integers(6):
                case 0 | 1 | 2:
                    operation = list(BINARY)[rng.integers(len(BINARY))]
                    remember(builder.apply(operation, one, two), BINARY[operation](a, b))
                case 3:
                    operation = list(UNARY)[rng.integers(len(UNARY))]
                    remember(builder.apply(operation, one), UNARY[operation](a))
                case 4:
                    chosen = np.where(np.isnan(a), np.nan, np.where(a != 0, b, c))
                    remember(builder.apply("where", one, two, three), chosen)
                case 5:
                    if dimensions := builder.dimensions(one):
                        over = dimensions[rng.integers(len(dimensions))]
                        total = np.sum(a, axis=every.index(over), keepdims=True)
                        remember(builder.apply("sum", one, over=over), total)
    outputs = {str(value): value for value in rng.choice(values, size=3)}
    expected = {
        name: truth[value].reshape((*(SIZES[one] for one in builder.dimensions(value)), WORLDS))
        for name, value in outputs.items()
    }
    return builder.program(outputs), draws, expected


@pytest.mark.parametrize("seed", range(150))
def test_random_programs_are_numpy(seed: int) -> None:
    program, draws, expected = random_program(np.random.default_rng(seed))
    with np.errstate(all="ignore"):
        found = evaluate(program, draws, WORLDS)
    for name, array in expected.items():
        np.testing.assert_allclose(found[name], array, rtol=1e-12, atol=1e-300)
