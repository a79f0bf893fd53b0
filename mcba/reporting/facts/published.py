"""The facts of published figures: what they leave open of the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mcba.analysis.published import Calibration
from mcba.errors import Note
from mcba.study import Study


class HasCalibrations(Protocol):
    """The facts of a page that says what published figures leave open."""

    @property
    def study(self) -> Study:
        """The study that published them."""

    @property
    def calibrations(self) -> tuple[Calibration, ...] | Note:
        """As stated, and where that narrows nothing also with wider spreads; or the reason why there are none."""


@dataclass(frozen=True)
class Calibrated:
    """The facts of `mcba calibrate`.

    Parameters
    ----------
    calibrations : tuple of Calibration
        As stated, and where that narrows nothing also with wider spreads.

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> Calibrated((mcba.calibrate(study, worlds=512),)).study is study
    True
    """

    calibrations: tuple[Calibration, ...]

    @property
    def study(self) -> Study:
        """The study that was calibrated."""
        return self.calibrations[0].study
