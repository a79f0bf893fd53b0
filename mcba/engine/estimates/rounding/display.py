"""How numbers are written: each rounded by its own Monte Carlo error.

In a table an error has one digit, or two where it begins with 1 or 2, and a value ends where its error ends, so that no
more is rounded away than the error leaves open (JCGM 100:2008, 7.2.6; the rule for leading digits is that of the
Particle Data Group, doi:10.1093/ptep/ptac097, introduction, section 5.3). In a headline a number is shorter: three
digits where its error carries them, and never fewer than two, so that it lies within 5 % of what was found. The rule
for *stopping*, by which `--precision` draws more worlds, is another one (`mcba.engine.execution.precision`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

_EXACT = 3  # digits of a number without an error
_MOST = 6  # digits of any number
_FEWEST = 2  # digits of a headline: rounding then moves a number by 5 % at most
LANDMARKS = (0.0, 1.0)  # a balance of nothing, a ratio of break-even: no number is rounded onto or across them
TWO_DIGITS_BELOW = 2.95  # an error that begins with 1 or 2 has two digits
_SURE = 2.0  # standard errors from a landmark at which digits show on which side of it a number lies; no interval
_DIGITS_OF_PYTHON = 15


def decimals_of_error(error: float) -> int:
    """How many decimals a standard error is written with; negative for whole tens, hundreds and so on.

    >>> decimals_of_error(0.0361), decimals_of_error(2_198.0), decimals_of_error(0.0096)
    (2, -2, 3)
    """
    power = power_of_ten(error)
    return -power + (error / 10.0**power < TWO_DIGITS_BELOW)


def decimals(value: float, error: float = 0.0, landmarks: Sequence[float] = LANDMARKS) -> int:
    """How many decimals a number has in a table: it ends where its error ends, after six digits at most.

    A number without an error (0, or an unknown one: infinite or none) has three digits, without trailing zeros.

    Parameters
    ----------
    value, error : float
        A number and its standard error, in the same unit.
    landmarks : sequence of float
        Numbers onto or across which it is never rounded.

    Returns
    -------
    int
        Negative for whole tens, hundreds and so on.

    Examples
    --------
    >>> decimals(346_130.0, 2_198.0), decimals(0.873, 0.0021), decimals(275.99, 0.3), decimals(2.5)
    (-2, 4, 1, 1)
    """
    if not math.isfinite(value):
        return 0
    if not 0 < error < math.inf:
        return _shortest(value, _beyond_landmarks(value, 0.0, _decimals_of_digits(value, _EXACT), landmarks))
    asked = min(decimals_of_error(error), _decimals_of_digits(value, _MOST)) if value else decimals_of_error(error)
    return _beyond_landmarks(value, error, asked, landmarks)


def decimals_of_exact(value: float, spread: float = 0.0) -> int:
    """How many decimals a number has that is computed: three digits, or more where these hide the spread around it.

    >>> decimals_of_exact(0.43662), decimals_of_exact(2_020.6), decimals_of_exact(2_020.6, 6.0)
    (3, -1, 1)
    """
    digits = decimals(value)
    if not (spread > 0 and math.isfinite(value)):
        return digits
    two_of_spread = _decimals_of_digits(spread, _FEWEST)
    return _shortest(value, max(digits, min(two_of_spread, _decimals_of_digits(value, _MOST))))


def decimals_of_certain(value: float) -> int:
    """How many decimals a number has that is the same in every world: six digits, without trailing zeros.

    >>> decimals_of_certain(1234.5), decimals_of_certain(1234567.0)
    (1, -1)
    """
    return _shortest(value, _decimals_of_digits(value, _MOST)) if math.isfinite(value) else 0


def short_decimals(value: float, error: float = 0.0, landmarks: Sequence[float] = LANDMARKS) -> int:
    """How many decimals a number has in a headline: three digits as far as its error carries them, two at least.

    Parameters
    ----------
    value, error : float
        A number and its standard error, in the same unit.
    landmarks : sequence of float
        Numbers onto or across which it is never rounded.

    Returns
    -------
    int
        Negative for whole tens, hundreds and so on.

    Examples
    --------
    >>> short_decimals(1.3067, 0.0016), short_decimals(2.42, 0.36), short_decimals(0.9996, 0.0001)
    (2, 1, 4)
    """
    if not value or not math.isfinite(value):
        return 0
    in_table = decimals(value, error, landmarks)
    if not 0 < error < math.inf:
        return in_table
    asked = max(min(in_table, _decimals_of_digits(value, _EXACT)), _decimals_of_digits(value, _FEWEST))
    while asked < in_table and _rounded(value, asked) in landmarks:  # a headline says no less than the table
        asked += 1
    return asked


def decimals_of_ends(low: float, high: float, low_error: float = 0.0, high_error: float = 0.0) -> tuple[int, int]:
    """How many decimals the ends of a range have in a headline.

    The larger end has three digits, or more where its error carries them and the range is narrow. The smaller end has
    as many decimals, unless that leaves it fewer than two digits or moves it onto a landmark.

    Parameters
    ----------
    low, high : float
    low_error, high_error : float
        Their standard errors, in the same unit.

    Returns
    -------
    tuple of int
        Of the low end and of the high end.

    Examples
    --------
    >>> decimals_of_ends(1.3067, 2.491, 0.0016, 0.002), decimals_of_ends(23.6, 806.9, 0.4, 3.0)
    ((2, 2), (0, 0))
    >>> decimals_of_ends(-7.16, 226.0, 0.17, 0.5), decimals_of_ends(14.2719, 14.2986, 1e-5, 1e-5)
    ((1, 0), (3, 3))
    """
    ends = [(low, low_error), (high, high_error)]
    own = [short_decimals(value, error) for value, error in ends]
    finite = [place for place, (value, _) in enumerate(ends) if value and math.isfinite(value)]
    if len(finite) < 2:
        return own[0], own[1]
    large = max(finite, key=lambda place: abs(ends[place][0]))
    small = 1 - large
    own[large] = max(own[large], min(_decimals_of_digits(high - low, _FEWEST), decimals(*ends[large])))
    value, error = ends[small]
    least = _beyond_landmarks(value, error, _decimals_of_digits(value, _FEWEST), LANDMARKS)
    own[small] = own[large] if own[large] >= least else least
    if own[small] == own[large] + 1 and _ends_in_zero(value, own[small]):
        own[small] = own[large]
    return own[0], own[1]


def decimals_in_order(estimates: Sequence[tuple[float, float]]) -> list[int]:
    """How many decimals rising numbers have side by side in a table: more where rounding would put them out of order.

    Parameters
    ----------
    estimates : sequence of (value, error)
        Low, median, high and so on: none above the one that follows.

    >>> decimals_in_order([(1.26, 0.3), (1.27, 0.01)])
    [2, 3]
    """
    places = [decimals(value, error) for value, error in estimates]
    while (first := _out_of_order([value for value, _ in estimates], places)) is not None:
        coarse = min(first, first + 1, key=places.__getitem__)
        places[coarse] += 1
    return places


def number_text(value: float, decimals: int) -> str:
    """Write a number with thousands separators, rounded to these decimals; very large and small ones by a power of 10.

    >>> number_text(1234567.0, -3), number_text(2.5, 1), number_text(5.67037e-8, 10)
    ('1,235,000', '2.5', '5.67e-08')
    """
    if not math.isfinite(value):
        return "never" if value > 0 else str(value)
    power = power_of_ten(value) if value else 0
    if not -6 <= power < _DIGITS_OF_PYTHON and decimals + power >= 0:
        return f"{value:.{decimals + power}e}"
    rounded = _rounded(value, decimals) + 0.0
    return f"{rounded:,.{max(decimals, 0)}f}"


def with_error(value: float, error: float) -> str:
    """Write a number beside its standard error, both to the digits of that error.

    >>> with_error(1.30672, 0.00163), with_error(12345.6, 0.0), with_error(2.5, math.inf)
    ('1.3067 ± 0.0016', '12,345.6', '2.5 ± unknown')
    """
    if error == 0:
        return number_text(value, decimals_of_certain(value))
    known = 0 < error < math.inf
    beside = number_text(error, decimals_of_error(error)) if known else "unknown"
    return f"{number_text(value, decimals(value, error))} ± {beside}"


def power_of_ten(value: float) -> int:
    """The power of ten of the first digit: 2 for 346, -1 for 0.3; 0 for 0 and for what is not finite."""
    return math.floor(math.log10(abs(value))) if value and math.isfinite(value) else 0


def _decimals_of_digits(value: float, digits: int) -> int:
    return digits - 1 - power_of_ten(value)


def _rounded(value: float, decimals: int) -> float:
    return round(value, decimals) if math.isfinite(value) else value


def _out_of_order(rising: Sequence[float], decimals: Sequence[int]) -> int | None:
    """The place of the first number that is printed above the one that follows it."""
    shown = [_rounded(value, places) for value, places in zip(rising, decimals, strict=True)]
    return next((place for place, (first, second) in enumerate(pairwise(shown)) if first > second), None)


def _ends_in_zero(value: float, decimals: int) -> bool:
    return _rounded(value, decimals) == _rounded(value, decimals - 1)


def _shortest(value: float, decimals: int) -> int:
    """The same without decimals that are zero."""
    while decimals > 0 and _ends_in_zero(value, decimals):
        decimals -= 1
    return decimals


def _beyond_landmarks(value: float, error: float, decimals: int, landmarks: Sequence[float]) -> int:
    """As many more decimals as keep a number off a landmark that its interval excludes."""
    error = error if 0 < error < math.inf else 0.0
    most = max(decimals, _decimals_of_digits(value, _MOST))
    for landmark in landmarks:
        side = value - landmark
        while abs(side) > _SURE * error and decimals < most and (_rounded(value, decimals) - landmark) * side <= 0:
            decimals += 1
    return decimals
