"""What a quantile table is made from, in few enough numbers for a page: sixteen quantiles in an octave of u.

An octave holds the u whose distance to the nearer of 0 and 1 has one exponent. Octave 0 lies next to one half.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from mcba.arrays import Array
from mcba.families.base.family import Family
from mcba.families.tables.bins import OCTAVES
from mcba.families.tables.cubics import FROM_NODES, few_quantiles, weights_of_few
from mcba.families.tables.fast import quantile_table

_REACH = 2.0**-OCTAVES  # beyond it no octave is tabulated


@dataclass(frozen=True)
class OctaveQuantiles:
    """Quantiles of the standard member of a family at Chebyshev nodes of each octave, and how the family follows.

    Attributes
    ----------
    lower, upper : (octave, 16)
        Of the half below one half, and of that above, by the distance to 0 and to 1.
    digits : int
        Binary digits after the first that choose one of the bins of an octave.
    location, scale, low, high : float
        A quantile is location + scale * that of the standard member, and lies within low and high.
    """

    lower: Array
    upper: Array
    digits: int
    location: float
    scale: float
    low: float
    high: float

    def at(self, u: Array) -> Array:
        """Quantiles by the cubics that follow: what another program computes from these numbers.

        Parameters
        ----------
        u : (world,)

        Returns
        -------
        (world,)
            Missing (nan) where u lies beyond the octaves.
        """
        is_upper = u > 0.5
        distance = np.where(is_upper, 1.0 - u, u)
        octave = np.minimum(-np.frexp(distance)[1] - 1, OCTAVES)
        beyond = (octave >= len(self.lower)) | (distance < _REACH)
        octave = np.clip(octave, 0, len(self.lower) - 1)
        place = (distance * 2.0 ** (octave + 2) - 1.0) * (1 << self.digits)
        bins = np.minimum(place.astype(np.int64), (1 << self.digits) - 1)
        s = 2.0 * (place - bins) - 1.0
        a0, a1, a2, a3 = np.moveaxis(self._cubics[is_upper.astype(np.int64), octave, bins], -1, 0)
        standard = np.where(beyond, np.nan, a0 + s * (a1 + s * (a2 + s * a3)))
        return np.clip(self.location + self.scale * standard, self.low, self.high)

    @cached_property
    def _cubics(self) -> Array:
        """The coefficients of each bin, (half, octave, bin, power of the place in the bin)."""
        nodes = np.stack([self.lower, self.upper]) @ weights_of_few(self.digits).T
        ends = np.stack([nodes[..., 0:-1:3], nodes[..., 1::3], nodes[..., 2::3], nodes[..., 3::3]], axis=-1)
        return np.asarray(ends @ FROM_NODES.T)


@lru_cache(maxsize=256)
def octave_quantiles(family: Family, octaves: int = OCTAVES) -> OctaveQuantiles | None:
    """Quantiles from which the table of a family follows, wherever it is smooth.

    Parameters
    ----------
    family : Family
    octaves : int
        How many of each half.

    Returns
    -------
    OctaveQuantiles or None
        None for a family that has no table.

    Examples
    --------
    >>> from mcba.families import Gamma
    >>> few = octave_quantiles(Gamma(2, 500))
    >>> few.at(np.array([0.05, 0.5, 0.95])).round(3)
    array([ 177.681,  839.173, 2371.932])
    """
    table = quantile_table(family)
    if table is None:
        return None
    standard, location, scale = family._standard_form()
    lower, upper = (few_quantiles(standard, upper=upper)[::-1][:octaves] for upper in (False, True))
    numbers = map(float, (location, scale, family.low, family.high))
    return OctaveQuantiles(lower, upper, 52 - table.shift, *numbers)
