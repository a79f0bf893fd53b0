"""Published figures held against the run: target, result, tolerance, and whether it holds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from mcba.engine.compiled import apply_variants, base_case
from mcba.engine.result import Run
from mcba.study.document import Published

Figure = tuple[float, ...]
"""One number, or low and high."""


@dataclass(frozen=True)
class Reproduction:
    """One published figure: what was published, what this run gives, and whether they agree."""

    published: Published
    target: Figure
    result: Figure
    passed: bool


def reproductions(run: Run) -> list[Reproduction]:
    """Every figure the study says was published, read as it says.

    A figure of an outcome that the run did not keep, or of another scenario or option than the run's, is left out.
    """
    study, settings = run.study, run.settings
    if study is None or settings.scenario is not None or settings.option is not None:
        return []
    return [
        _reproduction(run, published) for published in study.document.published if published.outcome in run.outcomes
    ]


def _reproduction(run: Run, published: Published) -> Reproduction:
    result = tuple(_rounded(value, published.decimals) for value in _result(run, published))
    target = (published.value,) if published.value is not None else (published.low, published.high)
    figures: Figure = tuple(float(value) for value in target if value is not None)
    # A difference that only floating point makes is no difference: 0.9 x 9,627,226 is not exact in binary.
    slack = published.tolerance + 1e-9 * max(abs(value) for value in figures)
    passed = all(abs(one - other) <= slack for one, other in zip(figures, result, strict=True))
    return Reproduction(published, figures, result, passed)


def _result(run: Run, published: Published) -> Figure:
    name = published.outcome
    if published.reading == "base":
        return (run.base[name],)
    if published.reading == "scenarios":
        return tuple(
            _base_of_scenario(run, scenario, name) for scenario in (published.low_scenario, published.high_scenario)
        )
    summary = run.summary(name, mass=published.mass)
    if published.reading == "central":
        return (summary.range.low, summary.range.high)
    return ((summary.mean if published.reading == "mean" else summary.median).value,)


def _base_of_scenario(run: Run, scenario: str | None, outcome: str) -> float:
    return base_case(apply_variants(run.study, scenario=scenario))[outcome]  # type: ignore[arg-type]


def _rounded(value: float, decimals: int | None) -> float:
    """Round half up, as people and spreadsheets do."""
    if decimals is None or not math.isfinite(value):
        return value
    unit = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(value)).quantize(unit, rounding=ROUND_HALF_UP))
