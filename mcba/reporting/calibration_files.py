"""A calibration on disk: a table and a figure of what its figures narrow, all of them or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mcba.analysis.calibrate import Calibration
from mcba.reporting.figures.calibrations import narrowed
from mcba.reporting.figures.picture import Picture
from mcba.reporting.files import write_bytes_together
from mcba.reporting.labels import Labels
from mcba.reporting.objects import update_record

NAMES = ("calibration", "calibration-wider")


def save_calibrations(found: Sequence[Calibration], folder: str | Path, *, language: str = "en") -> list[Path]:
    """Write `calibration.csv` with its figure, and the same of the wider spreads; gives the files.

    Nothing is written where no figure says something of an assumption.
    """
    contents: dict[str, bytes] = {}
    for name, one in zip(NAMES, found, strict=False):
        if one.assumptions:
            contents[f"{name}.csv"] = as_csv(one).encode()
            contents |= Picture(name, "", "", partial(narrowed, one, Labels(one.study, language))).files()
    return write_bytes_together(Path(folder), contents) if contents else []


def as_csv(found: Calibration) -> str:
    """A row for each assumption."""
    text = io.StringIO()
    records = [update_record(one) for one in found.assumptions]
    writer = csv.DictWriter(text, list(records[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()
