"""The direction numbers of the Sobol' sequence (Joe & Kuo 2008, doi:10.1137/070709359)."""

from __future__ import annotations

import importlib.resources
from functools import cache

import numpy as np
from numpy.typing import NDArray

BITS = 32


@cache
def direction_numbers() -> NDArray[np.uint32]:
    """The direction numbers of the Sobol' sequence, shape (dimension, bit)."""
    with (
        importlib.resources.files("mcba.engine.drawing.samplers").joinpath("sobol_directions.npz").open("rb") as file,
        np.load(file) as data,
    ):
        polynomials, initial = data["polynomials"], data["initial"]
    numbers = np.zeros((polynomials.size, BITS), np.uint32)
    numbers[0] = 1
    degrees = np.array([int(polynomial).bit_length() - 1 for polynomial in polynomials])
    for degree in range(1, int(degrees.max()) + 1):
        chosen = degrees == degree
        if chosen.any():
            numbers[chosen] = _recurrence(polynomials[chosen], initial[chosen], degree)
    return numbers << np.arange(BITS - 1, -1, -1, dtype=np.uint32)


def _recurrence(polynomials: NDArray[np.uint32], initial: NDArray[np.uint32], degree: int) -> NDArray[np.uint32]:
    """Joe & Kuo (2008), equation (2), for all polynomials of one degree."""
    numbers = np.zeros((polynomials.size, BITS), np.uint32)
    numbers[:, :degree] = initial[:, :degree]
    for bit in range(degree, BITS):
        value = numbers[:, bit - degree] ^ (numbers[:, bit - degree] << np.uint32(degree))
        for step in range(1, degree):
            has_term = (polynomials >> np.uint32(degree - step)) & np.uint32(1)
            value ^= has_term * (numbers[:, bit - step] << np.uint32(step))
        numbers[:, bit] = value
    return numbers
