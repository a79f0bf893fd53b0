"""What SALib answers as the result of a method: finite numbers, intervals of the mass asked for, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy import special

from mcba.analysis.ranking.indices.resampling import IndexEstimate
from mcba.analysis.ranking.methods.method import MethodResult
from mcba.analysis.ranking.salib.calling import salib_version
from mcba.arrays import Array
from mcba.errors import Note, RunError


def finite_numbers(answer: Mapping[str, Any], key: str, count: int | None = None) -> Array:
    """Numbers of an answer, the first `count` of them, which must all be finite.

    Raises
    ------
    RunError
        Where one is not: SALib says so by NaN and goes on.
    """
    values = np.array(answer[key], dtype=np.float64)[:count]
    if not np.isfinite(values).all():
        places = np.flatnonzero(~np.isfinite(values.reshape(len(values), -1)).all(axis=1))
        raise RunError(
            f"SALib {salib_version()} gave no number for {key!r} of {len(places)} of {len(values)} factors; "
            "draw more worlds, or use a method of mcba itself"
        )
    return values


def with_interval(value: Array, half_width: Array, *, said: float, mass: float) -> IndexEstimate:
    """An index with the interval of SALib, which is symmetric and holds the mass `said`, as one of `mass`."""
    error = half_width / special.ndtri(0.5 + said / 2)
    reach = error * special.ndtri(0.5 + mass / 2)
    return IndexEstimate(value, error, value - reach, value + reach)


def index_of(
    answer: Mapping[str, Any], key: str, *, said: float, mass: float, count: int | None = None
) -> IndexEstimate:
    """An index of an answer, of the first `count` factors, with its interval; see `with_interval`."""
    value, half = finite_numbers(answer, key, count), finite_numbers(answer, f"{key}_conf", count)
    return with_interval(value, half, said=said, mass=mass)


def result_by_salib(
    analyser: str,
    names: Sequence[str],
    evaluated: int,
    *,
    main: str,
    estimates: Mapping[str, IndexEstimate] | None = None,
    options: Mapping[str, Any] | None = None,
    attributes: Mapping[str, Any] | None = None,
    notes: Sequence[Note] = (),
    **others: Any,
) -> MethodResult:
    """The result of a method, which says that SALib computed it, and with how many resamples, which may be none.

    Parameters
    ----------
    analyser : str
        Its module in `SALib.analyze`.
    names : sequence of str
        The factors.
    evaluated : int
        The worlds that were looked at.
    options : mapping, optional
        Of the call, `num_resamples` among them.
    main, estimates, attributes, notes, **others
        As of `MethodResult`.

    Returns
    -------
    MethodResult
    """
    place, version = f"SALib.analyze.{analyser}", salib_version()
    resamples = (options or {}).get("num_resamples", 0)
    return MethodResult(
        main,
        tuple(names),
        estimates or {},
        evaluated,
        attributes={**(attributes or {}), "salib": version, "analyser": place, "resamples": resamples},
        notes=(Note("by_salib", {"analyser": place, "version": version}), *notes),
        **others,
    )
