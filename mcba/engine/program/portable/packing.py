"""Numbers in text: base64 of their bytes, and JSON that knows no infinity."""

from __future__ import annotations

import base64
import math

import numpy as np
from numpy.typing import ArrayLike


def packed(numbers: ArrayLike, kind: str) -> str:
    """Numbers as base64 of their bytes, lowest first.

    Parameters
    ----------
    numbers : array
    kind : str
        As NumPy names it: `<f8`, `<i4` or `<u4`.

    Returns
    -------
    str

    Examples
    --------
    >>> packed([1.0], "<f8")
    'AAAAAAAA8D8='
    """
    return base64.b64encode(np.ascontiguousarray(numbers, dtype=kind).tobytes()).decode()


def json_number(value: float) -> float | str:
    """A number as JSON has it, which has none that is infinite or no number: those as words.

    Examples
    --------
    >>> json_number(2.0), json_number(-math.inf)
    (2.0, '-inf')
    """
    if math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
