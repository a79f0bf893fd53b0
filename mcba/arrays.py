"""Types of arrays, as signatures name them; the shape of each stands in the docstring of the function that takes it."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
"""Numbers, 64 bits each: what every computation of mcba takes and gives."""

Floats: TypeAlias = NDArray[np.floating[Any]]
"""Numbers of any precision: all that NumPy promises of some of its functions."""

Integers: TypeAlias = NDArray[np.int64]
"""Counts, ranks and places; `np.intp` is the same type where mcba runs."""

Booleans: TypeAlias = NDArray[np.bool_]
"""Yes or no: in which worlds something holds."""
