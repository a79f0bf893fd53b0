"""What `mcba calibrate` answers: what published figures leave open of the assumptions."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections.results import calibrations

CALIBRATION = Page(
    "calibration",
    (
        calibrations.calibration_note,
        calibrations.claims,
        calibrations.narrowing,
        calibrations.narrowing_picture,
        calibrations.untouched_assumptions,
    ),
    calibrations.calibration_heading,
    gallery.of_calibration,
)
