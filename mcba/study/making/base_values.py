"""The base case of an assumption, and the assumptions that its distribution follows from."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mcba.families.uncertain import Conditional
from mcba.study.model import Study, is_certain


def base_value(
    study: Study, name: str, values: Mapping[str, float | NDArray[np.float64]] | None = None
) -> float | NDArray[np.float64]:
    """The value of one assumption in the base case: `base`, else the mode it is described by, else its mean.

    Where the mean is not finite, as that of a student t with 1 degree of freedom, it is the median. A distribution
    whose parameters are uncertain is taken where these are at their own bases, or at `values`.

    Parameters
    ----------
    study : Study
    name : str
        An assumption.
    values : mapping of str to number or array, optional
        Other values of assumptions, for this one or for those that are its parameters.

    Returns
    -------
    float or array
        In the unit of the assumption and the prices it is stated in.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> name = next(iter(study.families))
    >>> base_value(study, name, {name: 2.0})
    2.0
    """
    known = values or {}
    if name in known:
        return known[name]
    stated = study.document.assumptions[name].base
    family = study.families[name]
    moved = isinstance(family, Conditional) and known.keys() & ancestors(study, name)
    if stated is not None and not moved and not is_certain(family):
        return stated
    if isinstance(family, Conditional):
        factors = study.price_factors
        parents = {
            parent: np.multiply(base_value(study, parent, known), factors.get(parent, 1.0)) for parent in family.parents
        }
        family = family.given({**parents, **dict.fromkeys(family.own, 0.5)})
    central: float | NDArray[np.float64] = getattr(family, "mode", family.mean)
    return central if np.all(np.isfinite(central)) else family.median


def ancestors(study: Study, name: str) -> frozenset[str]:
    """The assumptions that the distribution of this one follows from, directly or through others.

    Parameters
    ----------
    study : Study
    name : str

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> ancestors(study, next(iter(study.families)))
    frozenset()
    """
    family = study.families[name]
    parents = family.parents if isinstance(family, Conditional) else {}
    return frozenset(parents).union(*(ancestors(study, parent) for parent in parents))
