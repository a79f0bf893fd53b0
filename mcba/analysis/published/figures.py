"""Published figures that say something of the worlds, each with its reading, and the reasons why others do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mcba.analysis.published.claims import is_event
from mcba.analysis.published.prior_worlds import prior_draws
from mcba.arrays import Array
from mcba.engine import Settings
from mcba.engine.program import Plan, base_case
from mcba.errors import Note, RequestError, suggestion
from mcba.study import Study, apply_variants
from mcba.study.document import READINGS, Published

_ROUNDING = 1e-12  # of the largest value: a smaller spread is rounding
_FIRST = 1_024  # worlds that show what kind of outcome it is
Unused = tuple[Published, Note]


def figures_of(study: Study, outcome: str | None) -> list[Published]:
    """The published figures of an outcome, or of all."""
    published = study.document.published
    if outcome is None:
        return list(published)
    figures = [figure for figure in published if figure.outcome == outcome]
    if not figures:
        names = list(dict.fromkeys(figure.outcome for figure in published))
        raise RequestError(
            f"no figure of {outcome!r} was published; {suggestion(outcome, names)}; "
            f"there are figures of {', '.join(names) or 'none'}"
        )
    return figures


def figures_with_readings(
    study: Study, settings: Settings, figures: Sequence[Published], reading: str | None
) -> tuple[list[tuple[Published, str]], tuple[Unused, ...]]:
    """The figures that say something of the worlds, each with its reading, and the others with the reason."""
    if not figures:
        return [], ()
    names = tuple(dict.fromkeys(figure.outcome for figure in figures))
    _, first = prior_draws(Plan(study, replace(settings, worlds=_FIRST), names), 1.0, None)
    read: list[tuple[Published, str]] = []
    unused: list[Unused] = []
    seen = set()
    for figure in figures:
        key, values = (figure.outcome, figure.figures), first[figure.outcome]
        taken = _as_stated(study, figure, values) if reading is None else reading
        if np.ptp(values) <= _ROUNDING * np.abs(values).max() and not is_event(values):
            unused.append((figure, Note("same_in_every_world")))
        elif taken is None:
            unused.append((figure, Note("at_base_values")))
        elif READINGS[taken].of != READINGS[figure.reading].of:
            unused.append((figure, Note("no_such_reading", {"reading": taken})))
        elif key in seen:
            unused.append((figure, Note("another_reading")))
        else:
            seen.add(key)
            read.append((figure, taken))
    return read, tuple(unused)


def _as_stated(study: Study, published: Published, values: Array) -> str | None:
    """The reading of the study file, as one of those that say something of the worlds; None where it is none."""
    match published.reading:
        case "base":
            return "holds" if is_event(values) else None
        case "scenarios":
            high = base_case(apply_variants(study, scenario=published.high_scenario))[published.outcome]
            is_base = math.isclose(high, base_case(study)[published.outcome], rel_tol=1e-9)
            return "worst-to-base" if is_base else "within"
        case reading:
            return str(reading)
