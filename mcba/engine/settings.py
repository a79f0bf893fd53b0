"""Settings: how the worlds of a run are drawn, and the checks of what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from mcba.displayed import Displayed
from mcba.errors import RequestError
from mcba.study import SamplerName

Progress = Callable[[int], None]
"""Called with the number of worlds done since the last call."""

FailedPolicy: TypeAlias = Literal["raise", "drop"]
"""What becomes of worlds in which an outcome is undefined."""

StoreName: TypeAlias = Literal["worlds", "summary"]
"""Whether worlds are kept, or only summarised."""


@dataclass(frozen=True, repr=False)
class Settings(Displayed):
    """How the worlds of a run were drawn, and whether they are kept or only summarised.

    Attributes
    ----------
    worlds : int
    seed : int
    sampler : str
        The name of a sampler, such as `sobol`.
    mass : float
        The share of worlds in a range.
    failed : {"raise", "drop"}
        What becomes of worlds in which an outcome is undefined.
    scenario, option : str or None
        The variants of the study that were applied.
    store : {"worlds", "summary"}
    """

    worlds: int
    seed: int
    sampler: SamplerName
    mass: float
    failed: FailedPolicy = "raise"
    scenario: str | None = None
    option: str | None = None
    store: StoreName = "worlds"


def checked_mass(mass: float) -> float:
    """The mass of a range, if it is a share of worlds.

    Raises
    ------
    RequestError

    Examples
    --------
    >>> checked_mass(0.9)
    0.9
    """
    if isinstance(mass, bool) or not isinstance(mass, int | float | np.number) or not 0 < mass < 1:
        raise RequestError(f"mass = {mass!r} is no share of worlds; give a number between 0 and 1, such as 0.9")
    return float(mass)


def checked(argument: str, value: int, *, least: int) -> int:
    """The value of an argument, if it is a whole number that is large enough.

    Parameters
    ----------
    argument : str
        Its name, for the message.
    value : int
    least : int
        The smallest that is allowed.

    Returns
    -------
    int

    Raises
    ------
    RequestError

    Examples
    --------
    >>> checked("worlds", 1_000, least=2)
    1000
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise RequestError(f"{argument} = {value!r}; allowed is a whole number from {least}")
    return int(value)


def checked_policy(failed: FailedPolicy) -> FailedPolicy:
    """The policy for undefined worlds, if there is such a one.

    Raises
    ------
    RequestError

    Examples
    --------
    >>> checked_policy("drop")
    'drop'
    """
    if failed not in get_args(FailedPolicy):
        raise RequestError(f"failed = {failed!r}; allowed are 'raise' and 'drop'")
    return failed
