"""Machine code against NumPy, to the bit, for each operation on numbers where languages differ."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from mcba.engine.drawing.draws import Drawing
from mcba.engine.program import loops, tape
from mcba.engine.program.builder import Builder
from mcba.engine.program.operations import ELEMENTWISE, SPECIAL, WRITTEN
from mcba.engine.program.steps import Program, evaluate
from mcba.engine.program.tape import Player, Tape
from mcba.engine.program.writer import TapeWriter, is_written_out
from mcba.families import Family, Triangular, Uniform
from mcba.families.tables import quantile_function

Floats = NDArray[np.float64]

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, 3.0, 5e-324, -5e-324, 1.7e308, -1.7e308, np.inf, -np.inf, np.nan]
TRIPLES = np.array(list(product(EDGES, repeat=3))).T.copy()
"""Every three of them: equal and opposite numbers, both zeros, both infinities and undefined ones among them."""
YEARS = 4
BALANCES = np.array(list(product([-3.0, -1.0, -0.0, 0.0, 1.0, 2.0, np.inf, np.nan], repeat=YEARS))).T.copy()

YEARLY = ("year",)
OPERATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(("+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "min", "max"), ((), ())),
    **dict.fromkeys(("where", "clip"), ((), (), ())),
    **dict.fromkeys(("negative", "sqrt", "geometric_sum", "power", "profile"), ((),)),
    **dict.fromkeys(("sum", "accumulated_product", "payback"), (YEARLY,)),
}
"""The dimensions of the operands of each operation that machine code knows."""
OPTIONS: dict[str, list[dict[str, int]]] = {
    "geometric_sum": [{"count": count} for count in (1, 2, 5)],
    "power": [{"exponent": exponent} for exponent in (2, 3, 4)],
    "profile": [{"first": 0, "last": 2}, {"first": 1, "last": 1}, {"first": 1, "last": 2}],
}
BY_NUMPY_ALONE = {"**", "exp", "log"}  # a compiler may round these otherwise


class Fed(Player):
    """Plays a tape of which the draws are given."""

    def __init__(self, played: Tape, rows: Floats):
        super().__init__(played, Drawing([], frozenset()))
        self._rows = rows

    def _given(self, start: int, stop: int) -> Floats:
        return self._rows[:, start:stop]


def written(program: Program, count: int) -> Tape:
    """The tape of a program whose draws fill the first registers, in order."""
    writer, names, first = TapeWriter(count), {}, 0
    for name, shape in program.draws.items():
        names[name] = np.arange(first, first + int(np.prod(shape))).reshape(*shape, 1)
        first += names[name].size
    outputs = tape.write_program(writer, program, names, WRITTEN, tape.MOST_INSTRUCTIONS)
    assert outputs is not None
    return Tape(*writer.finished(outputs), (), frozenset())


def program_of(operation: str, options: dict[str, int]) -> Program:
    builder = Builder({"year": YEARS})
    operands = [builder.draw(f"x{place}", names) for place, names in enumerate(OPERATIONS[operation])]
    over = "year" if operation == "sum" else ""
    return builder.program({"result": builder.apply(operation, *operands, over=over, **options)})


def by_numpy(program: Program, rows: Floats, cut: int) -> Floats:
    """What NumPy makes of the rows, so many worlds at a time."""
    found = []
    for start in range(0, rows.shape[1], cut):
        block, draws, first = rows[:, start : start + cut], {}, 0
        for name, shape in program.draws.items():
            size = int(np.prod(shape))
            draws[name] = block[first : first + size].reshape(*shape, -1)
            first += size
        found.append(evaluate(program, draws, block.shape[1])["result"].copy())
    return np.concatenate(found, axis=-1)


def assert_same_bits(found: Floats, expected: Floats) -> None:
    """The same numbers, a zero of the same sign, and undefined in the same places."""
    expected = np.broadcast_to(expected, found.shape)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    kept = ~np.isnan(found)
    np.testing.assert_array_equal(found[kept].view(np.uint64), expected[kept].view(np.uint64))


@pytest.mark.parametrize("operation", [*ELEMENTWISE, *SPECIAL])
def test_each_operation_gives_the_bits_that_numpy_gives(operation: str) -> None:
    if operation in BY_NUMPY_ALONE:
        assert operation not in WRITTEN
        return
    rows = BALANCES if OPERATIONS[operation] == (YEARLY,) else TRIPLES[: len(OPERATIONS[operation])]
    for options in OPTIONS.get(operation, [{}]):
        program = program_of(operation, options)
        played = Fed(written(program, len(rows)), rows).play(0, rows.shape[1])
        assert played is not None
        expected = by_numpy(program, rows, rows.shape[1])
        assert_same_bits(played["result"], expected)
        assert_same_bits(by_numpy(program, rows[:, :700], 1), expected[..., :700])  # however worlds are cut


def test_every_operation_and_every_instruction_is_compared() -> None:
    """A new operation, or a new instruction, has a case above."""
    assert set(OPERATIONS) == set(WRITTEN)
    assert set(OPERATIONS) | BY_NUMPY_ALONE == set(ELEMENTWISE) | set(SPECIAL)
    used = {
        int(instruction)
        for operation in OPERATIONS
        for options in OPTIONS.get(operation, [{}])
        for instruction in written(program_of(operation, options), YEARS).code[:, 0]
    }
    known = {
        value for name, value in vars(loops).items() if name.isupper() and name not in {"RANDOMISATIONS", "INSIDE"}
    }
    assert known - used == {loops.LOOK_UP}  # which test_tape compares, family by family


def test_a_year_at_exactly_zero_has_paid_back() -> None:
    """By hand: a balance that touches 0 and stays there is paid back; one that never gets there, never."""
    balances = [[-1, 1, 0, 0], [0, 0, 0, 0], [-1, 0.5, 0.25, 0.125], [1, -1, 0, 0], [-2, 1, 1, 5], [1, -2, 0, 1]]
    paid_back = [1, 0, np.inf, 0, 2, 3]
    rows, program = np.array(balances).T.copy(), program_of("payback", {})
    played = Fed(written(program, YEARS), rows).play(0, len(balances))
    assert played is not None
    assert played["result"].tolist() == paid_back
    assert by_numpy(program, rows, len(balances)).tolist() == paid_back


@pytest.mark.parametrize(
    "family",
    [Uniform(-2, 3), Uniform(0.1, 0.3), Triangular(0, 1, 5), Triangular(0, 0, 5), Triangular(-1, 3, 3)],
    ids=repr,
)
def test_quantiles_that_are_written_out_give_the_bits_of_a_block(family: Family) -> None:
    """At the ends, at the peak, and next to it."""
    assert is_written_out(family)
    peak = float(getattr(family, "_peak", 0.5))
    near = [np.nextafter(peak, -1), peak, np.nextafter(peak, 2)]
    u = np.array([[2.0**-54, 2.0**-30, *(min(max(one, 2.0**-54), 1 - 2.0**-53) for one in near), 1 - 2.0**-53]])
    writer = TapeWriter(1)
    outputs = {"result": writer.quantiles(family, np.array([0]))}
    played = Fed(Tape(*writer.finished(outputs), (), frozenset()), u).play(0, u.shape[1])
    assert played is not None
    assert_same_bits(played["result"], quantile_function(family)(u[0]))
