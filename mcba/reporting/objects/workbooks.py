"""A checked workbook as an object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mcba.workbook.finding import Survey, SurveyedOutcome

if TYPE_CHECKING:
    from mcba.reporting.pages.workbook import CheckedWorkbook


def workbook_object(checked: CheckedWorkbook) -> dict[str, Any]:
    """What `mcba excel check --json` prints.

    Parameters
    ----------
    checked : CheckedWorkbook

    Returns
    -------
    dict
        What was read under `read`, and the outcomes with what moves each of them under `outcomes`.
    """
    compared, survey = checked.compared, checked.survey
    book = survey.book
    return {
        "file": book.file,
        "sha256": book.sha256,
        "runs": bool(checked),
        "read": {
            "sheets": list(book.sheets),
            "hidden_sheets": [sheet.name for sheet in book.sheets.values() if sheet.is_hidden],
            "links": list(book.links),
            "has_macros": book.has_macros,
            "is_from_google": book.is_from_google,
            "formulas": compared.formulas,
            "equal": compared.equal,
            "largest_difference": compared.largest,
            "different": list(map(str, compared.different)),
            "not_understood": {reason: list(map(str, cells)) for reason, cells in compared.not_understood.items()},
        },
        "outcomes": [_outcome(survey, one) for one in survey.outcomes],
        "passed_over": [_outcome(survey, one) for one in survey.passed_over],
        "ranges": {
            str(place): {"low": stated.low, "high": stated.high, "shares": [stated.low_share, stated.high_share]}
            for place, stated in survey.ranges.items()
        },
        "repeated": [
            {"value": group.value, "cells": list(map(str, group.places)), "same_label": group.is_one}
            for group in survey.repeated
        ],
        "next": checked.next_command,
    }


def _outcome(survey: Survey, one: SurveyedOutcome) -> dict[str, Any]:
    value = None if math.isnan(one.outcome.value) else one.outcome.value
    about: dict[str, Any] = {"cell": str(one.outcome.place), "label": one.outcome.label, "value": value}
    if one.movers is None or one.proof is None or one.refusal:
        return {**about, "refusal": one.refusal}
    movers = one.movers
    return {
        **about,
        "slice": len(movers.model.slice),
        "proof": {"worlds": one.proof.worlds, "largest_difference": one.proof.largest, "kept": list(one.proof.kept)},
        "reaching": movers.reaching,
        "moving": [
            {
                "cell": str(mover.place),
                "label": survey.labels.of(mover.place).told(),
                "value": mover.value,
                "raised": mover.raised,
                "change": mover.change,
            }
            for mover in movers.moving
        ],
        "fixed": [str(mover.place) for mover in movers.fixed],
        "breaking": list(map(str, movers.breaking)),
        "rounding": list(map(str, one.rounding)),
        "choosing": list(map(str, one.choosing)),
    }
