"""A number given by its quantile function alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from mcba.arrays import Array, Floats
from mcba.errors import FamilyError
from mcba.families.base.documentation import FamilyReference
from mcba.families.base.domains import REAL, short_number
from mcba.families.base.family import Family
from mcba.families.base.parameters import parameter

__all__ = ["FromQuantileFunction"]

_FUNCTION = replace(REAL, text="a function", advice="a function such as np.sqrt", kind="callable")
_TRUTH = replace(REAL, text="a truth", advice="True or False", kind="bool")
_LOOKED_AT = (np.arange(1_000) + 0.5) / 1_000


class FromQuantileFunction(Family):
    """A number given by a quantile function: what `ppf` is in scipy.stats, or a formula of your own.

    What else is asked of a family follows from it: see `Family`, also for a family with parameters.

    Examples
    --------
    >>> import numpy as np
    >>> wait = FromQuantileFunction(lambda u: -3 * np.log1p(-u))  # an exponential with mean 3
    >>> wait.low, round(wait.mean, 6), round(wait.sd, 6), float(wait.cdf(3).round(6))
    (0.0, 3.0, 3.0, 0.632121)
    """

    function: Callable[[Array], ArrayLike] = parameter(
        _FUNCTION,
        "from an array of probabilities, 0 to 1, to the values with so much probability below; it never falls",
    )
    whole: bool = parameter(_TRUTH, "whether the values are whole numbers", default=False)
    numbers_only = True
    reference: ClassVar = FamilyReference(
        support="from the function at 0 to that at 1",
        density="one over the slope of the function",
        mean="the integral of the function from 0 to 1",
        source="Gilchrist (2000), Statistical Modelling with Quantile Functions, Chapman and Hall/CRC, chapter 3",
    )

    def _check(self, given: Mapping[str, object]) -> Mapping[str, Any]:
        function, whole = given["function"], given["whole"]
        if not callable(function):
            raise FamilyError(f"function = {function!r} is not {_FUNCTION.text}; give {_FUNCTION.advice}", "function")
        x = _quantiles(function, _LOOKED_AT)
        falls = np.diff(x, prepend=-np.inf) < 0
        if np.any(wrong := np.isnan(x) | falls):
            place = int(np.argmax(wrong))
            after = f", after {short_number(x[place - 1])} just below" if falls[place] else ""
            raise FamilyError(
                f"function gives {short_number(x[place])} at probability {_LOOKED_AT[place]:.4g}{after}; quantiles are "
                "numbers that never fall",
                parameter="function",
            )
        if whole and np.any(x != np.round(x)):
            raise FamilyError(f"function gives {short_number(x[x != np.round(x)][0])}; leave whole out", "whole")
        return {"function": function, "whole": bool(whole)}

    def _set(self, values: Mapping[str, Any]) -> None:
        super()._set(values)
        self.__dict__["discrete"] = self.whole

    def _batch_shape(self) -> tuple[int, ...]:
        return ()

    def _ppf(self, u: Array) -> Floats:
        return _quantiles(self.function, u)


def _quantiles(function: Callable[[Array], ArrayLike], u: Array) -> Array:
    """What a function gives for an array of probabilities, one number for each."""
    try:
        with np.errstate(all="ignore"):
            x = np.asarray(function(u), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise FamilyError(
            f"function stopped at an array of probabilities ({error}); write it with NumPy, or give "
            "numpy.vectorize(function)",
            parameter="function",
        ) from error
    if x.shape != np.shape(u):
        raise FamilyError(f"function gives shape {x.shape} for {np.shape(u)} probabilities; give one each", "function")
    return x
