"""As many worlds as the digits need: a run that grows until every digit that was asked for holds.

References
----------
JCGM 101:2008, 7.9 (adaptive Monte Carlo procedure). The run doubles rather than adding blocks of 10⁴, so it has never
more than twice the worlds it needed, and it asks for the error of its own points, which for Sobol' points falls faster
than the textbook's square root.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mcba.engine.drawing.samplers.registry import extendable_samplers, sampler_named
from mcba.engine.execution.running import extend, run
from mcba.engine.execution.summarising import TOGETHER
from mcba.engine.result import Run
from mcba.engine.settings import Progress
from mcba.errors import RequestError
from mcba.study import Study
from mcba.study.formula import ANSWERS

_FIRST = 2**14  # 16 × 2^10: it stays 16 × 2^k when it doubles, so that Sobol' points are whole in each randomisation
_MOST = 2**26


def run_to_precision(
    study: Study,
    digits: int,
    *,
    most: int = _MOST,
    workers: int = 1,
    progress: Progress | None = None,
    **options: object,
) -> tuple[Run, bool]:
    """Draw worlds until the digits of every published outcome hold.

    The first stage has 16,384 worlds, of a summary 65,536, and every next one twice as many: always 16 x 2^k, so that
    each of the 16 randomisations of Sobol' points has a power of two of them.

    Parameters
    ----------
    study : Study
    digits : int
        How many significant digits of each outcome's spread between worlds are to hold (JCGM 101 uses 1 or 2).
    most : int
        Where to stop in any case.
    workers, progress
        As for `run`, at every stage.
    **options
        As for `run`.

    Returns
    -------
    Run
    bool
        Whether the digits hold; False when `most` worlds were not enough.

    Raises
    ------
    RequestError
        For a Latin hypercube, before anything is drawn, and for a number of digits that is not 1 to 6.
    """
    if digits not in range(1, 7):
        raise RequestError(f"precision = {digits!r}; allowed are 1 to 6 digits")
    sampler = sampler_named(str(options.get("sampler") or study.document.run.sampler))
    if not sampler.extendable():
        raise RequestError(
            f"{sampler.title} cannot grow until its digits hold; use {' or '.join(extendable_samplers())}"
        )
    # A summary goes on only from what is added to it at a time.
    first = max(_FIRST, TOGETHER) if options.get("store") == "summary" else _FIRST
    result = run(study, worlds=min(first, most), workers=workers, progress=progress, **options)  # type: ignore[arg-type]
    while not holds(result, digits):
        if result.settings.worlds >= most:
            return result, False
        result = extend(result, min(2 * result.settings.worlds, most), workers=workers, progress=progress)
    return result, True


def holds(result: Run, digits: int) -> bool:
    """Whether twice the Monte Carlo error of every published number is within its numerical tolerance.

    Two errors, whatever their degrees of freedom: the rule of JCGM 101:2008, 7.9.4, and no interval.
    """
    return all(2.0 * error <= tolerance for error, tolerance in _errors(result, digits))


def watched(result: Run) -> tuple[str, ...]:
    """The outcomes whose digits count: those the study publishes, or else the ratio and the balance, or else all."""
    published = () if result.study is None else tuple(one.outcome for one in result.study.document.published)
    main = tuple(name for name in ANSWERS if name in result.outcomes)
    return tuple(dict.fromkeys(name for name in published if name in result.outcomes)) or main or result.outcomes


def _errors(result: Run, digits: int) -> Iterator[tuple[float, float]]:
    for name in watched(result):
        found = result.summary(name)
        errors = [found.median.error, found.range.low_error, found.range.high_error]
        spread = found.sd
        if found.note is not None:  # there is no variance: the digits are those of half the range, without a mean
            spread = (found.range.high - found.range.low) / 2
        elif math.isfinite(spread):
            errors.append(found.mean.error)
        if spread == 0 or not math.isfinite(spread):
            continue
        tolerance = numerical_tolerance(spread, digits)
        yield from ((error, tolerance) for error in errors)


def numerical_tolerance(spread: float, digits: int) -> float:
    """Half a unit of the last of so many significant digits of the spread (JCGM 101:2008, 7.9.2).

    >>> numerical_tolerance(0.0754, 2)
    0.0005
    """
    return 0.5 * 10.0 ** (math.floor(math.log10(spread)) - digits + 1)
