"""The object of a calibration, and a record of what figures make of each assumption."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mcba.analysis.published import Calibration, Update, tolerance
from mcba.engine.saved import plain, versions, with_errors
from mcba.study.document import Published


def calibration_object(calibrations: Sequence[Calibration]) -> dict[str, Any]:
    """The object that `mcba calibrate --json` prints.

    Parameters
    ----------
    calibrations : sequence of Calibration
        As stated, and where that narrows nothing also with wider spreads.

    Returns
    -------
    dict

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> calibration_object([mcba.calibrate(study, worlds=512)])["study"]
    'schilderswijk-moeders'
    """
    calibration, *wider = calibrations
    result = {
        "study": calibration.study.name,
        "status": calibration.study.document.study.status,
        "seed": calibration.seed,
        **_calibration(calibration),
        "wider": _calibration(wider[0]) if wider else None,
        "versions": versions(),
    }
    return dict(plain(result))


def _calibration(calibration: Calibration) -> dict[str, Any]:
    return {
        "worlds": calibration.weights.size,
        "widen": calibration.widen,
        "mass": calibration.mass,
        "figures": [
            {**_claimed(entry.published), "reading": entry.reading, "mass": entry.mass} for entry in calibration.claims
        ],
        "unused": [{**_claimed(entry), "reading": entry.reading, "why": why.code} for entry, why in calibration.unused],
        "agreeing": calibration.agreeing,
        "effective": calibration.effective,
        "holds_already": calibration.says_nothing,
        **with_errors(information_bits=calibration.information),
        "assumptions": [update_record(entry) for entry in calibration.assumptions],
        "outcomes": [update_record(entry) for entry in calibration.outcomes],
        "tied": [
            {"first": tie.first, "second": tie.second, "before": tie.before, **with_errors(after=tie.after)}
            for tie in calibration.ties
        ],
        "not_in_the_figures": calibration.apart,
    }


def _claimed(published: Published) -> dict[str, Any]:
    numbers = {name: getattr(published, name) for name in ("outcome", "low", "high", "value")}
    return {**numbers, "tolerance": tolerance(published)}


def update_record(update: Update) -> dict[str, Any]:
    """What figures make of one assumption or outcome, as a flat record.

    Parameters
    ----------
    update : Update

    Returns
    -------
    dict
        Its name, the verdict, the ends before and after, and how much each changed, with errors.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> [update_record(update)["name"] for update in mcba.calibrate(study, worlds=512).outcomes][:1]
    ['bcr']
    """
    record: dict[str, Any] = {"name": update.name, "verdict": update.verdict}
    for key, ends in (("before", update.before), ("after", update.after)):
        record |= with_errors(**{f"{key}_{end}": getattr(ends, end) for end in ("low", "median", "high")})
        record[f"{key}_sd"] = ends.sd
    return record | with_errors(spread=update.spread, width=update.width, shift=update.shift, bits=update.information)
