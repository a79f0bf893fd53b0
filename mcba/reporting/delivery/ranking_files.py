"""Rankings, sweeps and calibrations as files of a folder: a table, its figures, and the page where it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcba.analysis.published import Calibration
from mcba.engine.saved import as_csv, plain, write_bytes_together
from mcba.reporting.delivery.figure_files import calibration_files, ranking_files, sweep_files
from mcba.reporting.delivery.reports import write_page
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.objects.calibrations import update_record
from mcba.reporting.objects.rankings import ranking_records
from mcba.reporting.pages.ranking import RANKING
from mcba.reporting.words.labels import Labels


def save_sweep(swept: Swept, folder: str | Path, *, language: str | None = None) -> list[Path]:
    """Write a sweep as `sweep.csv`, and its figures as PNG and SVG: all new or all old.

    Parameters
    ----------
    swept : Swept
    folder : str or Path
        Made when it is not there.
    language : str, optional
        Of what people read: en, nl; that of the study when absent.

    Returns
    -------
    list of Path
        The files written.
    """
    drawn = sweep_files(swept, Labels(swept.study, language))
    return write_bytes_together(Path(folder), {"sweep.csv": as_csv(swept.records()).encode(), **drawn})


def save_ranking(
    ranked: Ranked, folder: str | Path, *, language: str = "en", formats: Sequence[str] = ()
) -> list[Path]:
    """Write a ranking as `ranking.csv`, its figures as PNG and SVG, and its page in some formats.

    The shares by design beside it, where it has them, are `ranking-sobol.csv`. Tables and figures are all new or all
    old.

    Parameters
    ----------
    ranked : Ranked
    folder : str or Path
        Made when it is not there.
    language : str
        Of what people read: en, nl.
    formats : sequence of {"docx", "html", "md", "pdf", "qmd"}
        Of the page.

    Returns
    -------
    list of Path
        The files written.
    """
    tables = {"ranking": ranked.ranking, "ranking-sobol": ranked.shares}
    contents = {
        f"{name}.csv": as_csv(ranking_records(table)).encode() for name, table in tables.items() if table is not None
    }
    contents |= ranking_files(ranked, Labels(ranked.study, language))
    pages = write_page(RANKING, ranked, folder, formats=formats, language=language) if formats else []
    return [*write_bytes_together(Path(folder), contents), *pages]


def save_calibrations(calibrations: Sequence[Calibration], folder: str | Path, *, language: str = "en") -> list[Path]:
    """Write `calibration.csv` with its figure, and the same of the wider spreads; all of them or none.

    Nothing is written where no figure says something of an assumption.

    Parameters
    ----------
    calibrations : sequence of Calibration
        As stated, and where that narrows nothing also with wider spreads.
    folder : str or Path
        Made when it is not there.
    language : str
        Of what people read: en, nl.

    Returns
    -------
    list of Path
        The files written.
    """
    contents: dict[str, bytes] = {}
    for name, calibration in zip(("calibration", "calibration-wider"), calibrations, strict=False):
        if calibration.assumptions:
            contents[f"{name}.csv"] = as_csv(
                plain([update_record(update) for update in calibration.assumptions])
            ).encode()
            contents |= calibration_files(name, calibration, Labels(calibration.study, language))
    return write_bytes_together(Path(folder), contents) if contents else []
