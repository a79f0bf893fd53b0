"""Number formats: how the numbers of a cell are shown by their unit and their size."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

_MINUS = "\u2212"


def number_format(values: ArrayLike, unit: str | None = None, *, currency: str = "", share: bool = False) -> str:
    """The number format for values of one unit.

    Parameters
    ----------
    values : array
    unit : str, optional
        As a study file writes it.
    currency : str
        Of the study: amounts of money have whole units or cents.
    share : bool
        Whether they are parts of a whole.

    Returns
    -------
    str

    Examples
    --------
    >>> number_format(12_500, "EUR", currency="EUR"), number_format(0.4, share=True), number_format(0.012, "1")
    ('#,##0;−#,##0', '0.0#%', '0.00000;−0.00000')
    """
    if share:
        return "0.0#%"
    numbers = np.abs(np.asarray(values, dtype=np.float64)).ravel()
    numbers = numbers[np.isfinite(numbers)]
    largest = float(numbers.max()) if numbers.size else 0.0
    if numbers.size and np.all(numbers == np.round(numbers)):
        return _signed("#,##0")
    if currency and (unit or "").startswith(currency):
        return _signed("#,##0" if largest >= 10_000 else "#,##0.00")
    decimals = next((places for places, least in ((1, 1_000.0), (2, 10.0), (4, 0.1)) if largest >= least), 5)
    return _signed("#,##0." + "0" * decimals if largest >= 1 else "0." + "0" * decimals)


def _signed(positive: str) -> str:
    return f"{positive};{_MINUS}{positive}"
