"""Whether a function looks at one world at a time: a few worlds are computed again in other company.

What a world says may follow from its own inputs only. A function that takes a mean over the worlds it is given, sorts
them, adds them up one after another, remembers earlier calls or throws dice of its own would give other numbers for
another size of block, another number of threads, and the same seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from mcba.arrays import Array, Booleans
from mcba.engine.models.outputs import listed
from mcba.errors import RunError

PROBED = 16  # worlds that are computed again
PROBED_PLAIN = 2  # the same where they are computed one by one, and can only differ by memory or by chance
_NEAR = 2.0**-26  # of its size, by which a result may differ: see `differing`


def refuse_other_company(
    results: Callable[[dict[str, Array]], Mapping[str, Array]],
    drawn: Mapping[str, Array],
    found: Mapping[str, Array],
    *,
    probed: int = PROBED,
) -> None:
    """Refuse a function that says another thing of a world when it is asked about a few worlds, in another order.

    Parameters
    ----------
    results : callable
        From inputs by name, (…, world) each, to results by name.
    drawn : mapping of str to (…, world)
        Inputs of the first worlds.
    found : mapping of str to (…, world)
        What the function gave for them.
    probed : int
        How many worlds are looked at: half of those drawn at most, for all of them are no other company.

    Raises
    ------
    RunError
    """
    worlds = next(iter(drawn.values())).shape[-1] if drawn else 0
    count = min(probed, worlds // 2)
    if count < 1:
        return
    rows = np.linspace(0, worlds - 1, count).astype(np.int64)[::-1]
    try:
        again = results({name: array[..., rows] for name, array in drawn.items()})
    except Exception as error:
        raise RunError(
            f"the function stopped when it was asked for {count} of its worlds by themselves ({error}); it must take "
            "any number of worlds, for they are computed in blocks"
        ) from error
    if again.keys() != found.keys():
        raise RunError(f"the function gave {listed(found)} for some worlds and {listed(again)} for others")
    for name, values in found.items():
        first, second = values[..., rows].ravel(), again[name].ravel()
        for place in np.flatnonzero(differing(first, second))[:1]:
            raise RunError(
                f"the function gave {name!r} = {first[place]:.10g} for world {rows[place % count]}, and "
                f"{second[place]:.10g} when that world was computed again beside others; a result may follow only "
                "from the inputs of its own world, and not from other worlds (a mean, a sort, a cumulative sum over "
                "them), from earlier calls, or from random numbers of the function's own. Compute what is about all "
                "worlds from the run afterwards, and give chance as an input, such as {'chance': mcba.Uniform(0, 1)}"
            )


def differing(first: Array, second: Array) -> Booleans:
    """Where two results of a function are not the same number.

    Not to the bit: a processor adds up several worlds at once and those left over otherwise, a library of linear
    algebra cuts them into other pieces, and a solver goes on until the last of its worlds is near enough. What that
    changes is far below half the digits; one world in a mean of a million changes more.

    Parameters
    ----------
    first, second : (n,)

    Returns
    -------
    (n,) of bool

    Examples
    --------
    >>> differing(np.array([1.0, 2.0]), np.array([1.0 + 1e-12, 2.1])).tolist()
    [False, True]
    """
    sizes = np.abs(first) + np.abs(second)
    finite = np.isfinite(sizes)
    typical = float(np.median(sizes[finite])) if finite.any() else 0.0
    with np.errstate(invalid="ignore"):
        near = np.abs(first - second) <= _NEAR * (sizes + typical)
    same = near & finite | (first == second) | (np.isnan(first) & np.isnan(second))
    return np.asarray(~same, dtype=np.bool_)
