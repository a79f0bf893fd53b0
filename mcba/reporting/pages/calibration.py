"""What `mcba calibrate` answers: what published figures leave open of the assumptions."""

from __future__ import annotations

from mcba.reporting.figures import gallery
from mcba.reporting.pages.page import Page
from mcba.reporting.sections import calibrated

CALIBRATION = Page(
    "calibration",
    (calibrated.status, calibrated.claims, calibrated.changes, calibrated.picture, calibrated.apart),
    calibrated.title,
    gallery.of_calibration,
)
