"""The families by the names and parameters of the study file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

import mcba.families.named  # noqa: F401  so that each of them has registered itself
from mcba.errors import FamilyError
from mcba.families.base.family import REGISTRY, Family
from mcba.families.base.parameters import UNITLESS, Parameterisation, joined

FAMILIES: Mapping[str, type[Family]] = MappingProxyType(REGISTRY)
"""The families that are given by numbers, by their names in the study file."""


def family_named(distribution: str) -> type[Family]:
    """Return the family of a name in the study file.

    Raises
    ------
    FamilyError
        When there is none.

    Examples
    --------
    >>> family_named("skew_normal").title
    'skew normal'
    """
    try:
        return FAMILIES[distribution]
    except (KeyError, TypeError):
        nearest = difflib.get_close_matches(str(distribution), FAMILIES, n=1)
        advice = f"did you mean '{nearest[0]}'?" if nearest else f"there are {joined(tuple(FAMILIES))}"
        raise FamilyError(f"unknown distribution '{distribution}'; {advice}", parameter="distribution") from None


def parameterisations(distribution: str) -> tuple[Parameterisation, ...]:
    """Return the sets of parameters a distribution can be given by.

    Examples
    --------
    >>> [str(way) for way in parameterisations("normal")]
    ['mean and sd', 'low and high (with mass)', 'mean and standard_error']
    >>> parameterisations("beta")[1].required, parameterisations("beta")[1].optional
    (('mean', 'sd'), ('low', 'high'))
    """
    return family_named(distribution).parameterisations


def from_parameters(distribution: str, parameters: Mapping[str, object]) -> Family:
    """Make a distribution as the study file gives it: the names of the parameters choose the parameterisation.

    Parameters
    ----------
    distribution : str
        Name of the family in the study file.
    parameters : mapping of name to value
        Those of one of its parameterisations.

    Returns
    -------
    Family

    Raises
    ------
    FamilyError
        For an unknown distribution, a set of parameters that gives no member, or values it cannot have.

    Examples
    --------
    >>> from_parameters("uniform", {"low": 0, "high": 1})
    Uniform(low=0.0, high=1.0)
    >>> from_parameters("gamma", {"mean": 1, "high": 4})
    Traceback (most recent call last):
    mcba.errors.FamilyError: gamma takes shape and scale, or mean and sd, or low and high (with mass); ...
    """
    for way in parameterisations(distribution):
        if way.fits(set(parameters)):
            member: Family = way.make(**parameters)
            return member
    allowed = ", or ".join(map(str, parameterisations(distribution)))
    raise FamilyError(f"{distribution} takes {allowed}; found {joined(tuple(parameters)) or 'nothing'}")


def is_plain(distribution: str | None, key: str) -> bool:
    """Whether a parameter is a plain number; the others are in the unit of the number itself.

    >>> is_plain("lognormal", "sigma"), is_plain("normal", "sd"), is_plain(None, "happens")
    (True, False, True)
    """
    keys = FAMILIES[distribution].keys if distribution is not None and distribution in FAMILIES else {}
    return key == "happens" or (key in keys and keys[key].unit == UNITLESS)
