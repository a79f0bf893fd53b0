"""SALib called without traces: its own random state, a problem of its own, and what stops it as an error of ours.

Some of its analysers draw from NumPy's global state (delta, pawn, dgsm, fast, both kinds of hdmr), take a seed of 0 for
none, put names into the problem they are given (ff, enhanced_hdmr), and change how Python shows warnings (delta). Here
the global state is lent to SALib with our seed and put back, and every call has a problem of its own.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from importlib import import_module
from typing import Any

import numpy as np

from mcba.analysis.ranking.methods.method import Errors
from mcba.arrays import Array
from mcba.errors import RunError

MOST_RESAMPLES = 100  # what SALib takes by itself; it resamples slowly
_REFUSALS = (ValueError, RuntimeError, AssertionError, ArithmeticError, IndexError, TypeError, AttributeError)


def salib_version() -> str:
    """The version of SALib that is installed.

    Returns
    -------
    str

    Examples
    --------
    >>> salib_version().startswith("1.6")
    True
    """
    from importlib.metadata import version

    return version("SALib")


def unit_cube(numbers: int, groups: Sequence[str] | None = None) -> dict[str, Any]:
    """A problem of SALib of so many uniform numbers, made anew for each call.

    Names are neutral: some analysers read meaning into the ends of names, or into a slash.

    Parameters
    ----------
    numbers : int
    groups : sequence of str, optional
        The factor of each number, where several are moved as one.

    Returns
    -------
    dict

    Examples
    --------
    >>> unit_cube(2)["names"]
    ['x0', 'x1']
    """
    problem: dict[str, Any] = {
        "num_vars": numbers,
        "names": [f"x{place}" for place in range(numbers)],
        "bounds": [[0.0, 1.0] for _ in range(numbers)],
    }
    return problem if groups is None else problem | {"groups": list(groups)}


@contextmanager
def undisturbed(seed: int) -> Iterator[np.random.Generator]:
    """Lend NumPy's global random state to what is called here, from a seed, and put it back; so with warnings.

    Parameters
    ----------
    seed : int
        Any whole number from 0; 0 is a seed as any other.

    Yields
    ------
    Generator
        Of the same seed, for what takes one.

    Examples
    --------
    >>> before = np.random.get_state()[1].tolist()
    >>> with undisturbed(0) as generator:
    ...     _ = np.random.random(), generator.random()
    >>> np.random.get_state()[1].tolist() == before
    True
    """
    state, shown = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    try:
        with warnings.catch_warnings(record=True), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            np.random.seed(np.random.SeedSequence(seed).generate_state(8))  # noqa: NPY002
            yield np.random.default_rng(seed)
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = shown


def sampled(sampler: str, problem: dict[str, Any], *arguments: Any, seed: int, **options: Any) -> Array:
    """Points (row, number) of one of SALib's samplers, by the name of its module in `SALib.sample`."""
    with undisturbed(seed) as generator, _answered(f"SALib.sample.{sampler}"):
        module = import_module(f"SALib.sample.{sampler}")
        own = {} if "radial" in sampler else {"seed": generator}  # these draw from the global state
        points: Array = np.asarray(module.sample(problem, *arguments, **own, **options), dtype=np.float64)
    return points


def analysed(analyser: str, problem: dict[str, Any], *arguments: Any, seed: int, **options: Any) -> Mapping[str, Any]:
    """What one of SALib's analysers says, by the name of its module in `SALib.analyze`.

    Raises
    ------
    RunError
        Where SALib stops, with what it says.
    """
    with undisturbed(seed) as generator, _answered(f"SALib.analyze.{analyser}"):
        module = import_module(f"SALib.analyze.{analyser}")
        own = {"seed": generator} if analyser in ("morris", "rbd_fast") else {}  # the others draw from the global state
        answer: Mapping[str, Any] = module.analyze(problem, *arguments, **own, **options)
    return answer


@contextmanager
def _answered(place: str) -> Iterator[None]:
    try:
        yield
    except _REFUSALS as error:
        said = f"{place} of SALib {salib_version()} stopped: {error}"
        raise RunError(" ".join(said.split())) from error


def resampled(errors: Errors, most: int = MOST_RESAMPLES) -> dict[str, Any]:
    """How SALib resamples: as often as asked, within what it does in reasonable time, and by our seed."""
    return {
        "num_resamples": max(2, min(errors.resamples, most)),
        "conf_level": errors.mass,
        "seed": errors.seed,
    }
