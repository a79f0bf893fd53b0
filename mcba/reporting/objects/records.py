"""Records that several objects hold: what the worlds say of an outcome, and how long each part of a run took."""

from __future__ import annotations

from typing import Any

from mcba.engine import Run
from mcba.engine.estimates import Estimate, Summary
from mcba.engine.saved import with_errors
from mcba.errors import Note


def outcome_record(summary: Summary | Note, skewness: Estimate | Note | None, base: float, unit: str) -> dict[str, Any]:
    """What the worlds say of one outcome, or the reason why nothing can be said."""
    if isinstance(summary, Note):
        return {"reason": summary}
    numbers = {
        **summary_record(summary),
        **with_errors(sd=summary.spread),
        "mass": summary.range.mass,
        "text": str(summary.range),
        "base": base,
        "unit": unit,
    }
    note = {} if summary.note is None else {"note": summary.note}
    return {**numbers, **_skewness(skewness), **note}


def _skewness(skewness: Estimate | Note | None) -> dict[str, Any]:
    if isinstance(skewness, Estimate):
        return with_errors(skewness=skewness)
    return {"skewness": None, "skewness_error": None, "skewness_reason": skewness}


def summary_record(summary: Summary) -> dict[str, float]:
    """Mean, median and both ends, each with its error."""
    return with_errors(mean=summary.mean, median=summary.median, low=summary.low, high=summary.high)


def seconds_of(run: Run) -> dict[str, float]:
    """How long each part of a run took."""
    return {name: round(seconds, 6) for name, seconds in run.seconds.items()}
