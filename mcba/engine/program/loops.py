"""The engine's innermost loops, for machine code (see `families.loops`): tapes and strata."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mcba.arrays import Array, Integers

Bits = NDArray[np.uint64]

RANDOMISATIONS = (
    16  # see `drawing.samplers`; a constant beside the loops, so that a compiler can take all of them at once
)

ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATIVE, SQUARE_ROOT, MINIMUM, MAXIMUM, WHERE = range(9)
LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL = range(9, 15)
LOOK_UP, MULTIPLY_ADD = range(15, 17)


def play(  # noqa: PLR0912, PLR0915 - one branch an operation
    code: Integers,
    constants: Array,
    outputs: Integers,
    cubics: Array,
    tables: Integers,
    ends: Array,
    pattern: Bits,
    directions: Bits,
    shift: float,
    start: int,
    given: Array,
    found: Array,
    registers: Array,
) -> bool:
    """Play a tape for worlds from `start` on, a stride of registers at a time; say whether any table had no answer.

    Every number is computed by the operations, and in the order, that NumPy code elsewhere uses: the same bits.

    Parameters
    ----------
    code : (instruction, 6)
        Operation, number of a table, register to write, and three registers to read, none of them the one to write.
    constants : (constant,)
        For the registers that follow those of the draws.
    outputs : (output,)
        Registers whose numbers are wanted.
    cubics : (bin, power)
        Of all tables.
    tables : (table, 4)
        Where each begins, how many bins it has, which digits choose a bin, and the number of the first.
    ends : (table, 2)
        The support of each.
    pattern : (name, row)
        Sobol' points of the first tile, as mantissas of numbers in [1, 2); they fill the first registers.
    directions : (name, randomisation, bit)
        What takes the pattern to other tiles.
    shift : float
        Takes [1, 2) to (0, 1).
    start : int
        The first world: a multiple of the randomisations.
    given : (number, world)
        For the registers after those of the Sobol' points.
    found : (output, world)
        Where the outputs are written.
    registers : (register, stride)
        Room to work in.
    """
    names, tile_rows = pattern.shape
    stride = registers.shape[1]
    draws = names + given.shape[0]
    lowest = 0
    while RANDOMISATIONS << lowest < tile_rows:
        lowest += 1
    turn = np.zeros((names, RANDOMISATIONS), np.uint64)
    bits = np.empty(stride, np.uint64)
    numbers = bits.view(np.float64)
    distance, places = np.empty(stride), np.empty(stride, np.uint64)  # an unsigned place is never counted from the end
    digits = distance.view(np.int64)
    for constant in range(constants.size):
        registers[draws + constant, :] = constants[constant]
    missing = False
    tile_before = 0
    world = 0
    while world < found.shape[1]:
        tile, row = divmod(start + world, tile_rows)
        count = min(stride, tile_rows - row, found.shape[1] - world)
        changed = tile ^ tile_before
        tile_before = tile
        bit = lowest
        while changed:
            if changed & 1:
                for name in range(names):
                    for rank in range(RANDOMISATIONS):
                        turn[name, rank] ^= directions[name, rank, bit]
            changed >>= 1
            bit += 1
        for name in range(names):
            points, turned, out = pattern[name, row : row + count], turn[name], registers[name]
            for i in range(0, count, RANDOMISATIONS):
                for rank in range(RANDOMISATIONS):
                    bits[i + rank] = points[i + rank] ^ turned[rank]
            for i in range(count):
                out[i] = numbers[i] - shift
        for number in range(given.shape[0]):
            for i in range(count):
                registers[names + number, i] = given[number, world + i]
        for step in range(code.shape[0]):
            operation = code[step, 0]
            out, a = registers[code[step, 2]], registers[code[step, 3]]
            b, c = registers[code[step, 4]], registers[code[step, 5]]
            if operation == LOOK_UP:  # written out: no compiled loop can call `families.loops.look_up`, which is plain
                table = code[step, 1]
                first, last = tables[table, 0], tables[table, 1] - 1
                digit, least = np.uint64(tables[table, 2]), tables[table, 3]
                low, high = ends[table, 0], ends[table, 1]
                for i in range(count):
                    distance[i] = a[i] - np.rint(a[i])
                for i in range(count):
                    place = np.int64(np.uint64(digits[i] ^ (digits[i] >> 63)) >> digit) - least
                    places[i] = np.uint64(first + min(max(place, 0), last))
                for i in range(count):
                    t, place = distance[i], places[i]
                    out[i] = ((cubics[place, 3] * t + cubics[place, 2]) * t + cubics[place, 1]) * t + cubics[place, 0]
                for i in range(count):
                    x = out[i]
                    missing |= np.isnan(x)
                    x = low if x < low else x
                    out[i] = high if x > high else x
            elif operation == ADD:
                for i in range(count):
                    out[i] = a[i] + b[i]
            elif operation == SUBTRACT:
                for i in range(count):
                    out[i] = a[i] - b[i]
            elif operation == MULTIPLY:
                for i in range(count):
                    out[i] = a[i] * b[i]
            elif operation == MULTIPLY_ADD:
                for i in range(count):
                    out[i] = a[i] * b[i] + c[i]
            elif operation == DIVIDE:
                for i in range(count):
                    out[i] = a[i] / b[i]
            elif operation == NEGATIVE:
                for i in range(count):
                    out[i] = -a[i]
            elif operation == SQUARE_ROOT:
                for i in range(count):
                    out[i] = np.sqrt(a[i])
            elif operation == MINIMUM:
                for i in range(count):
                    out[i] = a[i] if a[i] < b[i] or np.isnan(a[i]) else b[i]
            elif operation == MAXIMUM:
                for i in range(count):
                    out[i] = a[i] if a[i] > b[i] or np.isnan(a[i]) else b[i]
            elif operation == WHERE:
                for i in range(count):
                    out[i] = np.nan if np.isnan(a[i]) else (b[i] if a[i] != 0.0 else c[i])
            else:
                for i in range(count):
                    if operation == LESS:
                        holds = a[i] < b[i]
                    elif operation == LESS_EQUAL:
                        holds = a[i] <= b[i]
                    elif operation == GREATER:
                        holds = a[i] > b[i]
                    elif operation == GREATER_EQUAL:
                        holds = a[i] >= b[i]
                    elif operation == EQUAL:
                        holds = a[i] == b[i]
                    else:
                        holds = a[i] != b[i]
                    out[i] = np.nan if np.isnan(a[i]) or np.isnan(b[i]) else (1.0 if holds else 0.0)
        for output in range(outputs.size):
            register = outputs[output]
            for i in range(count):
                found[output, world + i] = registers[register, i]
        world += count
    return missing


def deal(
    index: Bits,
    ranks: Integers,
    sizes: Bits,
    keys: Bits,
    low_bits: np.uint64,
    low_mask: np.uint64,
    high_mask: np.uint64,
    out: Bits,
) -> None:
    """The place of each index in its keyed permutation of range(size) (see `samplers.latin_hypercube`).

    Parameters
    ----------
    index, ranks, out : (row,)
        `ranks` holds the randomisation of each row.
    sizes : (randomisation,)
    keys : (round, randomisation)
    low_bits, low_mask, high_mask : int
        How a number is cut in two.
    """
    for row in range(index.size):
        rank, value = ranks[row], index[row]
        while True:
            high, low = value >> low_bits, value & low_mask
            for turn in range(keys.shape[0]):
                mixed = ((low if turn % 2 else high) ^ keys[turn, rank]) * np.uint64(0x9E37_79B9_7F4A_7C15)
                mixed ^= mixed >> np.uint64(30)
                mixed *= np.uint64(0xBF58_476D_1CE4_E5B9)
                mixed ^= mixed >> np.uint64(27)
                if turn % 2:
                    high ^= mixed & high_mask
                else:
                    low ^= mixed & low_mask
            value = (high << low_bits) | low
            if value < sizes[rank]:
                break
        out[row] = value
