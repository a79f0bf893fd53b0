"""What drives the result, as labelled data in the words of the report: None where the worlds cannot tell.

The numbers come from `mcba.analysis`: rankings, the agenda of what to measure next, options and correlations. Here they
get the labels of the language, and only those that a report has room for.
"""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from mcba.engine.result import Run
from mcba.errors import RunError
from mcba.reporting.datasets import assumption_label, name_of_outcome, reported_study
from mcba.reporting.text import Voice, capital
from mcba.study.model import Study

if TYPE_CHECKING:
    import xarray as xr

    from mcba.analysis.agenda import Agenda, Subject
    from mcba.analysis.options import Alternatives

RESAMPLES = 500
BASE = 1_024  # rows of the design for Sobol' indices: two digits of every share that matters
REGRESSED = 2**13  # worlds of a regression: enough for the two digits of a switching value
MOST = 12  # assumptions whose switching value and value of information are looked for: those that move the result most
CONFIDENCE = 0.95


def label_of(study: Study, name: str, say: Voice) -> str:
    """What is ranked in words: an assumption, one of its labels (`name[label]`), or several that move together."""
    parts = []
    for part in name.split(" + "):
        assumption, _, label = part.partition("[")
        words = assumption_label(study, assumption, say) if assumption in study.families else assumption
        parts.append(f"{words} [{label}" if label else words)
    return " + ".join(parts)


def _in_words(found: xr.Dataset, study: Study, outcome: str, say: Voice) -> xr.Dataset:
    """The same ranking with labels in the language, and statuses for those that have one."""
    names = [str(name) for name in found["assumption"].values]
    known = study.document.assumptions
    statuses = [known[base].status if (base := name.partition("[")[0]) in known else "" for name in names]
    found = found.assign_coords(
        label=("assumption", [label_of(study, name, say) for name in names]), status=("assumption", statuses)
    )
    return found.assign_attrs(long_name=name_of_outcome(study, outcome, say), currency=study.document.study.currency)


def ranking(run: Run, outcome: str, say: Voice) -> xr.Dataset | None:
    """How each assumption moves the mean outcome, and what share of its variance goes with it; from the worlds at hand.

    `low` and `high` are the mean outcome in the lowest and the highest tenth of the assumption, each with its error;
    `first` is its first-order index, with an interval. Where assumptions are correlated both are associations.
    """
    from mcba.analysis.ranking import rank

    with suppress(RunError):
        found = rank(run, outcome, resamples=RESAMPLES, mass=CONFIDENCE)
        errors = found["conditional_error"].values
        filled = [np.flatnonzero(np.isfinite(row)) for row in errors]
        found = found.assign(
            low_error=("assumption", [row[at[0]] for row, at in zip(errors, filled, strict=True)]),
            high_error=("assumption", [row[at[-1]] for row, at in zip(errors, filled, strict=True)]),
        )
        return _in_words(found, reported_study(run), outcome, say)
    return None


def shares(run: Run, outcome: str, say: Voice) -> xr.Dataset | None:
    """Sobol' indices: what share of the variance each assumption explains alone (`first`) and with others (`total`).

    Assumptions that were asked to move together count as one.
    """
    from mcba.analysis.ranking import rank

    study = reported_study(run)
    with suppress(RunError):
        groups = "dependent" if study.dependence else None
        found = rank(run, outcome, method="sobol", base=BASE, groups=groups, resamples=RESAMPLES, mass=CONFIDENCE)
        return _in_words(found, study, outcome, say)
    return None


def options(run: Run) -> Alternatives | None:
    """The null alternative, the project and the options of the study on the same worlds; None without flows."""
    from mcba.analysis.options import alternatives

    with suppress(RunError):
        return alternatives(run)
    return None


def option_label(study: Study, name: str, say: Voice) -> str:
    """What an option is called: the null alternative, the project, or one of the study's own."""
    own = study.document.options.get(name)
    return capital(say.known("option", name)) if own is None else say.text(own.label) or capital(name.replace("_", " "))


def option_named(study: Study, name: str, say: Voice) -> str:
    """What an option is called within a sentence: the study's own between quotation marks."""
    own = study.document.options.get(name)
    if own is None:
        return say.known("option", name)
    return say("word.quoted", words=say.text(own.label) or name.replace("_", " "))


def what_to_measure(run: Run, known: Alternatives | None) -> Agenda | None:
    """Value of information and switching values of the assumptions that move the balance most."""
    from mcba.analysis.agenda import agenda

    if known is None:
        return None
    with suppress(RunError):
        return agenda(run, known, most=MOST, worlds=REGRESSED)
    return None


def information(run: Run, found: Agenda, say: Voice) -> xr.Dataset:
    """What it is worth to know each assumption before choosing (EVPPI); dimension `assumption`."""
    subjects = list(found.subjects)
    columns = {
        "value": [each.information.value for each in subjects],
        "error": [each.information.error for each in subjects],
    }
    attributes = {"perfect": found.perfect.value, "perfect_error": found.perfect.error}
    return _of_subjects(run, subjects, columns, attributes | {"worlds": found.worlds}, say)


def switching(run: Run, found: Agenda, say: Voice) -> xr.Dataset:
    """Where the balance of the project switches as one assumption moves; dimension `assumption`.

    `break_even` is where it is zero with all others at base, and `beyond` the chance that the assumption lies on its
    other side. `mean` is where the mean balance of the worlds is zero, from `mean_low` to `mean_high`. NaN where
    nothing switches.
    """
    subjects = sorted(found.subjects, key=lambda each: -each.share)
    columns: dict[str, list[float]] = {}
    for each in subjects:
        way, switch = each.one_way, each.switching.mean if each.switching is not None else None
        crosses = switch is not None and switch.value is not None
        for column, number in (
            ("base", way.base if way else None),
            ("break_even", way.found.value if way else None),
            ("beyond", way.chance if way else None),
            ("mean", switch.value if switch and crosses else None),
            ("mean_low", switch.low if switch and crosses else None),
            ("mean_high", switch.high if switch and crosses else None),
        ):
            columns.setdefault(column, []).append(math.nan if number is None else float(number))
    attributes = {"worlds": found.worlds, "share": CONFIDENCE, "left_out": found.left_out}
    return _of_subjects(run, subjects, dict(columns), attributes, say)


def _of_subjects(
    run: Run, subjects: list[Subject], columns: dict[str, list[float]], attributes: dict[str, Any], say: Voice
) -> xr.Dataset:
    import xarray as xr

    found = xr.Dataset(
        {name: ("assumption", values) for name, values in columns.items()},
        coords={"assumption": [each.name for each in subjects]},
        attrs=attributes,
    )
    return _in_words(found, reported_study(run), "npv", say)


def dependence(run: Run, say: Voice) -> xr.Dataset | None:
    """Correlations asked and achieved; dimension `pair`; None where none were asked."""
    import xarray as xr

    from mcba.analysis.moving_together import achieved_correlations

    study = reported_study(run)
    pairs = achieved_correlations(run) if study.dependence else ()
    if not pairs:
        return None
    labels = [[assumption_label(study, name, say) for name in (pair.first, pair.second)] for pair in pairs]
    columns: dict[str, list[Any]] = {
        "first": [pair.first for pair in pairs],
        "second": [pair.second for pair in pairs],
        "first_label": [first for first, _ in labels],
        "second_label": [second for _, second in labels],
        "asked": [pair.asked for pair in pairs],
        "used": [pair.used for pair in pairs],
        "achieved": [pair.achieved for pair in pairs],
        "error": [pair.error for pair in pairs],
        "measure": [pair.measure for pair in pairs],
        "repaired": [pair.repaired for pair in pairs],
    }
    return xr.Dataset(
        {name: ("pair", column) for name, column in columns.items()},
        coords={"pair": [f"{first} – {second}" for first, second in labels]},
    )
