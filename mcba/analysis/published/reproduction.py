"""Published figures held against the run: target, result, tolerance, and whether it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mcba.displayed import Displayed
from mcba.engine import Run
from mcba.engine.estimates import Estimate
from mcba.engine.program import base_case
from mcba.study import apply_variants
from mcba.study.document import Published


@dataclass(frozen=True, repr=False)
class Reproduction(Displayed):
    """One published figure: what was published, what this run gives, and whether they agree.

    `result` is one estimate, or those of low and high; its error is 0 where it is a base case, which no world changes.
    """

    published: Published
    result: tuple[Estimate, ...]
    passed: bool


def reproductions(run: Run) -> list[Reproduction]:
    """Every figure the study says was published, read as it says.

    A figure of an outcome that the run did not keep, or of another scenario or option than the run's, is left out.

    Parameters
    ----------
    run : Run

    Returns
    -------
    list of Reproduction
    """
    study, settings = run.study, run.settings
    if study is None or settings.scenario is not None or settings.option is not None:
        return []
    return [
        _reproduction(run, published) for published in study.document.published if published.outcome in run.outcomes
    ]


def _reproduction(run: Run, published: Published) -> Reproduction:
    result = _result(run, published)
    figures = published.figures
    # A difference that only floating point makes is no difference: 0.9 x 9,627,226 is not exact in binary.
    slack = published.tolerance + 1e-9 * max(map(abs, figures))
    printed = [_rounded(estimate.value, published.decimals) for estimate in result]
    passed = all(abs(one - other) <= slack for one, other in zip(figures, printed, strict=True))
    return Reproduction(published, result, passed)


def _result(run: Run, published: Published) -> tuple[Estimate, ...]:
    name = published.outcome
    match published.reading:
        case "base":
            return (Estimate(run.base[name], 0.0),)
        case "scenarios":
            scenarios = (published.low_scenario, published.high_scenario)
            return tuple(Estimate(_base_of_scenario(run, scenario, name), 0.0) for scenario in scenarios)
        case "central":
            summary = run.summary(name, mass=published.mass)
            return (summary.low, summary.high)
        case _:
            summary = run.summary(name, mass=published.mass)
            return (summary.mean if published.reading == "mean" else summary.median,)


def _base_of_scenario(run: Run, scenario: str | None, outcome: str) -> float:
    return base_case(apply_variants(run.study, scenario=scenario))[outcome]  # type: ignore[arg-type]


def _rounded(value: float, decimals: int | None) -> float:
    """Round half up, as people and spreadsheets do."""
    if decimals is None or not math.isfinite(value):
        return value
    unit = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(value)).quantize(unit, rounding=ROUND_HALF_UP))
