"""Estimates as objects: one number with its Monte Carlo error, a range, and the summary of one outcome.

References
----------
JCGM 101:2008, 7.5 to 7.9;
L'Ecuyer, Nakayama, Owen & Tuffin (2023), doi:10.1109/WSC60868.2023.10408613 (Student's t of replicates).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from scipy.special import stdtrit

from mcba.displayed import Displayed, said
from mcba.engine.estimates.rounding.display import decimals, decimals_of_ends, number_text, short_decimals, with_error
from mcba.errors import Note, RequestError


@dataclass(frozen=True, repr=False)
class Estimate(Displayed):
    """One number from many worlds, and its Monte Carlo standard error in the same unit.

    Attributes
    ----------
    value, error : float
        An infinite error is an unknown one.
    degrees : float
        Degrees of freedom of the error: 15 where it is the spread between 16 randomisations (`sobol`, `lhs`), infinite
        where worlds are independent (`random`). It follows from the worlds, and says how wide an interval is.

    Examples
    --------
    >>> [tuple(round(end, 2) for end in Estimate(10, 1, degrees).interval()) for degrees in (15, math.inf)]
    [(7.87, 12.13), (8.04, 11.96)]
    """

    value: float
    error: float
    degrees: float = field(default=math.inf, compare=False, repr=False)

    def interval(self, mass: float = 0.95) -> tuple[float, float]:
        """From low to high, so that such intervals hold the true number in a share of all runs (Student's t).

        Parameters
        ----------
        mass : float
            That share.

        Returns
        -------
        tuple of float
            Low and high, in the unit of the number; infinite where the error is unknown.

        Raises
        ------
        RunError
            For a mass outside 0 to 1.
        """
        if not math.isfinite(self.error):
            return -math.inf, math.inf
        reach = errors_in(mass, self.degrees) * self.error
        return self.value - reach, self.value + reach

    def __str__(self) -> str:
        return number_text(self.value, short_decimals(self.value, self.error))

    def __repr__(self) -> str:
        return said(self, [with_error(self.value, self.error)])


def errors_in(mass: float, degrees: float) -> float:
    """How many standard errors an interval of this mass reaches to either side: a quantile of Student's t.

    Raises
    ------
    RequestError
        For a mass outside 0 to 1.

    Examples
    --------
    >>> round(errors_in(0.95, 15), 2), round(errors_in(0.95, math.inf), 2)
    (2.13, 1.96)
    """
    if not 0 < mass < 1:
        raise RequestError(f"mass = {mass!r} is no share of runs; give a number between 0 and 1, such as 0.95")
    return float(stdtrit(degrees, (1.0 + mass) / 2.0))


@dataclass(frozen=True, repr=False)
class Range(Displayed):
    """From low to high, with the share of worlds in between and the Monte Carlo error of both ends.

    Printed, it is a headline, each end within 5 %.

    Attributes
    ----------
    low, high : float
        In the unit of the outcome.
    mass : float
        The share of worlds between them.
    low_error, high_error : float
        Their standard errors, in the same unit; an infinite error is an unknown one.
    degrees : float
        Degrees of freedom of the errors (see `Estimate`).

    Examples
    --------
    >>> print(Range(1.3067, 2.491, 0.9, 0.0016, 0.002))
    1.31 to 2.49
    """

    low: float
    high: float
    mass: float
    low_error: float
    high_error: float
    degrees: float = field(default=math.inf, compare=False, repr=False)

    @classmethod
    def between(cls, low: Estimate, high: Estimate, mass: float) -> Range:
        """The range between two estimates.

        Parameters
        ----------
        low, high : Estimate
            Of the same worlds and in the same unit.
        mass : float
            The share of worlds between them.

        Returns
        -------
        Range

        Examples
        --------
        >>> print(Range.between(Estimate(1.3067, 0.0016), Estimate(2.491, 0.002), 0.9))
        1.31 to 2.49
        """
        return cls(low.value, high.value, mass, low.error, high.error, low.degrees)

    @property
    def ends(self) -> tuple[Estimate, Estimate]:
        """Both ends as estimates, low and high."""
        return Estimate(self.low, self.low_error, self.degrees), Estimate(self.high, self.high_error, self.degrees)

    def __str__(self) -> str:
        low, high = decimals_of_ends(self.low, self.high, self.low_error, self.high_error)
        return f"{number_text(self.low, low)} to {number_text(self.high, high)}"

    def __repr__(self) -> str:
        return said(self, [self.with_errors, f"mass {self.mass:g}"])

    @property
    def with_errors(self) -> str:
        """Both ends, each beside its error and to its digits."""
        return " to ".join(with_error(end.value, end.error) for end in self.ends)


@dataclass(frozen=True, repr=False)
class Summary(Displayed):
    """Mean, median and range of one outcome.

    Where the outcome has no mean, its mean and its sd are nan; where it has no variance, the error of its mean (not
    known) and its sd are infinite.

    Attributes
    ----------
    mean, median : Estimate
    range : Range
    sd : float
        The spread between worlds, in the unit of the outcome.
    worlds : int
        How many worlds there are.
    note : Note or None
        That the mean or the variance does not exist: see `Run.tail`.
    sd_error : float
        The Monte Carlo standard error of `sd`; infinite, for unknown, where the worlds were not kept.

    Examples
    --------
    >>> import mcba
    >>> summary = mcba.from_worlds({"saving": range(1_001)}).summary("saving")
    >>> summary
    Summary(mean 500 ± 9, median 500 ± 16, 50 ± 7 to 950 ± 7 (mass 0.9), sd 289, 1,001 worlds)
    >>> summary.worlds, summary.median.value, str(summary.range)
    (1001, 500.0, '50 to 950')
    """

    mean: Estimate
    median: Estimate
    range: Range
    sd: float
    worlds: int
    note: Note | None = None
    sd_error: float = field(default=math.inf, compare=False, repr=False)

    @property
    def spread(self) -> Estimate:
        """The standard deviation with its error."""
        return Estimate(self.sd, self.sd_error, self.mean.degrees)

    @property
    def low(self) -> Estimate:
        """The lower end of the range."""
        return self.range.ends[0]

    @property
    def high(self) -> Estimate:
        """The upper end of the range."""
        return self.range.ends[1]

    def __repr__(self) -> str:
        middles = (
            f"{name} {with_error(one.value, one.error)}" for name, one in (("mean", self.mean), ("median", self.median))
        )
        ends = f"{self.range.with_errors} (mass {self.range.mass:g})"
        return said(self, [*middles, ends, f"sd {number_text(self.sd, decimals(self.sd))}", f"{self.worlds:,} worlds"])
