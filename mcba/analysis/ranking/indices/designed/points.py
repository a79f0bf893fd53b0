"""Points of a design in the unit cube, and the factors that its coordinates belong to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mcba.arrays import Array, Integers
from mcba.errors import RunError


def scrambled_sobol(dimension: int, rows: int, *, seed: int) -> Array:
    """Scrambled Sobol' points, (row, coordinate) in [0, 1); rows a power of two.

    Parameters
    ----------
    dimension : int
    rows : int
        A power of two.
    seed : int

    Returns
    -------
    (row, coordinate)
        Points in [0, 1).

    References
    ----------
    Owen, A. B. (1995). Randomly permuted (t,m,s)-nets and (t,s)-sequences. Monte Carlo and Quasi-Monte Carlo Methods in
    Scientific Computing, 299-317. https://doi.org/10.1007/978-1-4612-2552-2_19

    Examples
    --------
    >>> scrambled_sobol(2, 8, seed=1).shape
    (8, 2)
    """
    from scipy.stats import qmc  # half a second that only designs need

    check_power_of_two("rows", rows)
    points: Array = qmc.Sobol(dimension, scramble=True, rng=np.random.default_rng(seed)).random(rows)
    return points


def factors_of(groups: Sequence[str] | None, dimension: int) -> tuple[tuple[str, ...], Integers]:
    """Name the factors of a design, in the order they first appear, and the place of each assumption's factor."""
    if groups is None:
        return tuple(map(str, range(dimension))), np.arange(dimension)
    if len(groups) != dimension:
        raise RunError(f"{len(groups)} group labels for {dimension} assumptions; give one for each")
    factors = tuple(dict.fromkeys(groups))
    return factors, np.array([factors.index(label) for label in groups], dtype=np.intp)


def check_power_of_two(name: str, value: int) -> None:
    """Refuse a number of rows that unbalances the sequence, and name the next good one.

    Parameters
    ----------
    name : str
        Of the number, for the message.
    value : int

    Raises
    ------
    RunError
        For any other number than 2, 4, 8, …

    Examples
    --------
    >>> check_power_of_two("base", 1024)
    """
    if value < 2 or value & (value - 1):
        better = 1 << max(1, (max(value, 2) - 1).bit_length())
        raise RunError(f"{name} = {value} is not a power of two, so Sobol' points lose their balance; take {better}")
