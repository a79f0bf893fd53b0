"""A calibration on disk: a table and a figure of what its figures narrow, all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from mcba.analysis.calibrate import Calibration
from mcba.reporting.calibration_text import as_csv
from mcba.reporting.figures import rendered
from mcba.reporting.figures.calibrations import narrowed
from mcba.reporting.files import write_together
from mcba.reporting.labels import Labels


def save_calibration(
    found: Calibration, wider: Calibration | None, folder: str | Path, *, language: str = "en"
) -> list[Path]:
    """Write `calibration.csv` with its figure, and the same of the wider spreads; gives the files.

    Nothing is written where no figure says something of an assumption.
    """
    contents: dict[str, bytes] = {}
    for name, one in (("calibration", found), ("calibration-wider", wider)):
        if one is not None and one.assumptions:
            contents[f"{name}.csv"] = as_csv(one).encode()
            axes = narrowed(one, Labels(one.study, language))
            contents |= {f"{name}.{kind}": rendered(axes, kind) for kind in ("png", "svg")}
    writers: dict[str, Callable[[Path], None]] = {
        file: partial(_write, content=content) for file, content in contents.items()
    }
    if writers:
        write_together(Path(folder), writers)
    return [Path(folder) / file for file in writers]


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
