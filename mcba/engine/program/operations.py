"""The operations of a program, by name: how NumPy computes each, and how each is written on a tape.

Those of formulas come from the tables of `study.formula`; those over years and sets stand here. The two ways take the
same steps in the same order, so their bits are the same. Arrays have the shape (set, …, world).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mcba.arrays import Array
from mcba.engine.program import loops
from mcba.engine.program.writer import Names, TapeWriter
from mcba.study.formula import OPERATIONS

_Compute = Callable[..., Any]


# --- operations of formulas: element by element

ELEMENTWISE: dict[str, _Compute] = {
    name: operation.compute for name, operation in OPERATIONS.items() if operation.compute is not None
}
MAY_OVERWRITE_AN_OPERAND = frozenset(name for name, operation in OPERATIONS.items() if operation.may_overwrite)


def _elementwise(machine: Callable[..., Names]) -> Callable[..., Names]:
    def write(writer: TapeWriter, *operands: Names, shape: tuple[int, ...]) -> Names:  # noqa: ARG001
        return machine(writer.instruction, *operands)

    return write


# --- operations over sets and years


def _sum(values: Array, out: Array) -> None:
    """Add along the first axis, row after row: the same order of additions for every number of worlds."""
    np.copyto(out, values[0])
    for row in values[1:]:
        np.add(out, row, out=out)


def _write_sum(writer: TapeWriter, values: Names, *, shape: tuple[int, ...]) -> Names:  # noqa: ARG001
    total: Names = values[0]
    for row in values[1:]:
        total = writer.write(loops.ADD, total, row)
    return total


def _geometric_sum(ratio: Array, out: Array, *, count: int) -> None:
    """1 + q + … + q^(count - 1), by Horner's rule."""
    out.fill(1.0)
    for _ in range(count - 1):
        np.multiply(out, ratio, out=out)
        np.add(out, 1.0, out=out)


def _write_geometric_sum(writer: TapeWriter, ratio: Names, *, shape: tuple[int, ...], count: int) -> Names:
    one = np.broadcast_to(writer.constant(1.0), shape)
    total = one
    for _ in range(count - 1):
        total = writer.write(loops.MULTIPLY_ADD, total, ratio, one)
    return total


def _power(base: Array, out: Array, *, exponent: int) -> None:
    """A whole power, by repeated multiplication."""
    out.fill(1.0)
    for _ in range(exponent):
        np.multiply(out, base, out=out)


def _write_power(writer: TapeWriter, base: Names, *, shape: tuple[int, ...], exponent: int) -> Names:
    total = np.broadcast_to(writer.constant(1.0), shape)
    for _ in range(exponent):
        total = writer.write(loops.MULTIPLY, total, base)
    return total


def _profile(keep: Array, out: Array, *, first: int, last: int) -> None:
    """keep^(t - first) in the years from first to last, and 0 in the others; shape (year, world)."""
    out.fill(0.0)
    out[first] = 1.0
    for year in range(first + 1, last + 1):
        np.multiply(out[year - 1], keep, out=out[year])


def _write_profile(writer: TapeWriter, keep: Names, *, shape: tuple[int, ...], first: int, last: int) -> Names:
    years = np.array(np.broadcast_to(writer.constant(0.0), shape))
    years[first] = writer.constant(1.0)
    for year in range(first + 1, last + 1):
        years[year] = writer.write(loops.MULTIPLY, years[year - 1], keep)
    return years


def _accumulated_product(factors: Array, out: Array) -> None:
    """The product of the factors of years 1 to t; year 0 counts as 1."""
    out[0] = 1.0
    for year in range(1, out.shape[0]):
        np.multiply(out[year - 1], factors[year], out=out[year])


def _write_accumulated_product(writer: TapeWriter, factors: Names, *, shape: tuple[int, ...]) -> Names:
    years = np.array(np.broadcast_to(writer.constant(1.0), shape))
    for year in range(1, shape[0]):
        years[year] = writer.write(loops.MULTIPLY, years[year - 1], factors[year])
    return years


def _payback(balance: Array, out: Array) -> None:
    """The first year from which the accumulated balance stays at or above 0; infinite when there is none."""
    years = balance.shape[0]
    accumulated = np.zeros_like(balance[0])
    out.fill(0.0)
    for year in range(years):
        accumulated += balance[year]
        out[accumulated < 0] = year + 1
    out[out == years] = np.inf
    out[np.isnan(accumulated)] = np.nan


def _write_payback(writer: TapeWriter, balance: Names, *, shape: tuple[int, ...]) -> Names:
    zero, year_paid = (np.broadcast_to(writer.constant(0.0), shape) for _ in range(2))
    accumulated = zero
    for year, added in enumerate(balance):
        accumulated = writer.write(loops.ADD, accumulated, added)
        below = writer.write(loops.LESS, accumulated, zero)  # undefined where the balance is, and so is what follows
        year_paid = writer.write(loops.WHERE, below, writer.constant(year + 1.0), year_paid)
    never = writer.write(loops.EQUAL, year_paid, writer.constant(float(len(balance))))
    return writer.write(loops.WHERE, never, writer.constant(np.inf), year_paid)


@dataclass(frozen=True)
class DimensionOperation:
    """One operation over a set or over years.

    Attributes
    ----------
    compute : callable
        `compute(*operands, out=array, **options)`, by NumPy.
    write : callable
        `write(writer, *names, shape=shape, **options)`, on a tape.
    gives : tuple of str or None
        The dimensions of its result; None where they are those of the operands, or what `sum` leaves of them.
    """

    compute: _Compute
    write: Callable[..., Names]
    gives: tuple[str, ...] | None = None


SPECIAL: dict[str, DimensionOperation] = {
    "sum": DimensionOperation(_sum, _write_sum),
    "geometric_sum": DimensionOperation(_geometric_sum, _write_geometric_sum),
    "power": DimensionOperation(_power, _write_power),
    "profile": DimensionOperation(_profile, _write_profile, gives=("year",)),
    "accumulated_product": DimensionOperation(_accumulated_product, _write_accumulated_product, gives=("year",)),
    "payback": DimensionOperation(_payback, _write_payback, gives=()),
}

COMPUTED: dict[str, _Compute] = {**ELEMENTWISE, **{name: operation.compute for name, operation in SPECIAL.items()}}
"""How NumPy computes each operation."""

WRITTEN: dict[str, Callable[..., Names]] = {
    **{name: _elementwise(operation.machine) for name, operation in OPERATIONS.items() if operation.machine},
    **{name: operation.write for name, operation in SPECIAL.items()},
}
"""How each operation is written on a tape; without `exp`, `log` and `**`: a compiler may round otherwise than NumPy."""
