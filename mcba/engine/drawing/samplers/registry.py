"""Uniforms addressed by (seed, name, row): the same address gives the same number, to the bit, on every machine.

Nothing here depends on how the rows are cut into blocks or who draws them. Points of `sobol` and `lhs` are not
independent of each other, so their rows are dealt in turn to 16 independent randomisations: row r belongs to
randomisation r mod 16, and the spread between randomisations is the Monte Carlo error of the whole.

Uniforms of two names may be paired row by row, whichever runs they come from: they are uncorrelated. Sobol' points are
where the runs have another seed or another sequence; two names in the same place of one sequence are not. That takes
an order of the points of its own for each sequence, for their first digits follow from the number of the point alone,
however the digits are scrambled.

A sampler is a module of this folder with a subclass of `Sampler`, and its name in `mcba.study.SAMPLERS`.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from mcba.engine.drawing.samplers.sampler import Points, Sampler
from mcba.errors import RequestError, RunError
from mcba.study import SAMPLERS


@cache
def _samplers() -> Mapping[str, type[Sampler]]:
    """The class of each sampler: those that the modules of this folder define."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        import_module(f"{__package__}.{module.name}")
    return {sampler.name: sampler for sampler in Sampler.__subclasses__()}


def sampler_named(name: str) -> type[Sampler]:
    """The sampler of a name.

    Raises
    ------
    RequestError
        When there is none.

    Examples
    --------
    >>> sampler_named("random").randomisations, sampler_named("lhs").extendable()
    (0, False)
    """
    if name not in SAMPLERS:
        raise RequestError(f"unknown sampler {name!r}; allowed are {', '.join(SAMPLERS[:-1])} and {SAMPLERS[-1]}")
    return _samplers()[name]


def extendable_samplers() -> tuple[str, ...]:
    """The names of samplers of which a larger run begins with the worlds of a smaller one.

    Examples
    --------
    >>> extendable_samplers()
    ('sobol', 'random')
    """
    return tuple(name for name in SAMPLERS if sampler_named(name).extendable())


def require_sampler(sampler: str, worlds: int) -> None:
    """Refuse a sampler that does not exist, or that has not so many worlds."""
    chosen = sampler_named(sampler)
    if chosen.limit is not None and worlds > chosen.limit:
        raise RunError(f'{chosen.title} end at {chosen.limit:,} worlds; draw {worlds:,} worlds with sampler = "random"')


def points(
    sampler: str,
    *,
    seed: int,
    names: Sequence[str],
    dimensions: Sequence[int],
    worlds: int,
    sequence: str = "",
    compiled: bool = False,
) -> Points:
    """The source of uniforms for these names.

    Parameters
    ----------
    sampler : str
        How the rows of one name fill the interval: a name from `mcba.study.SAMPLERS`.
    seed : int
        Any whole number from 0; 0 is a seed like the others.
    names : sequence of str
        What is drawn. A name's uniforms depend on the name, and for `sobol` on its dimension and the sequence too.
    dimensions : sequence of int
        The coordinate of each name in the Sobol' sequence. Appending names leaves earlier coordinates as they were.
    worlds : int
        How many rows there will be; only the numbers of `lhs` depend on it.
    sequence : str
        Names of one sequence fill the cube together; those of two sequences are independent of each other.
    compiled : bool
        Deal strata in machine code: the same bits, sooner.

    Returns
    -------
    Points

    Raises
    ------
    RunError
        For a sampler that does not exist, or that has not so many worlds.

    Notes
    -----
    `random` and `sobol` runs begin with the rows of every shorter run of the same seed. Coordinates of the Sobol'
    sequence from 4,096 on are drawn at random.

    Examples
    --------
    >>> source = points("sobol", seed=1, names=["price", "effect"], dimensions=[0, 1], worlds=1_000)
    >>> source.draw(0, 32).shape
    (2, 32)
    """
    require_sampler(sampler, worlds)
    return sampler_named(sampler).uniforms(
        seed=seed, names=names, dimensions=dimensions, worlds=worlds, sequence=sequence, compiled=compiled
    )
