"""Figures as files of a folder: those of a run, a decision, a ranking, a sweep, a calibration and of assumptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from mcba.analysis.published import Calibration
from mcba.engine import Run
from mcba.engine.execution import Given, GivenStudy, run_given, study_given
from mcba.engine.saved import write_bytes_together
from mcba.errors import RequestError
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.facts.missing import Missing
from mcba.reporting.facts.rankings import Ranked
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.figures import gallery, titles
from mcba.reporting.figures.plots import Plot
from mcba.reporting.words.labels import Labels
from mcba.study import Study

if TYPE_CHECKING:
    import xarray as xr


def figures(
    given: Given | xr.Dataset, folder: str | Path, *, study: GivenStudy | None = None, language: str | None = None
) -> list[Path]:
    """Draw every figure of a run as PNG and SVG, and the distributions as pages of small pictures; or a sweep.

    Parameters
    ----------
    given : Run, Study, str, Path or Dataset
        A run of a study; a study is run first, and a path is that of a study or of a saved run. Or what `mcba.sweep`
        gives, of one name or two: a figure of each outcome.
    folder : str or Path
        Made when it is not there.
    study : Study, str or Path
        Of a sweep: whose labels it has.
    language : str, optional
        Of what people read: en, nl; that of the study when absent.

    Returns
    -------
    list of Path
        The files, those of one run together: all new or all old; the same bytes for the same run.

    Raises
    ------
    RequestError
        For a sweep without its study, one that no figure can show, and a study beside a run.
    RunError
        For an unknown language, and a run of a table.

    Examples
    --------
    >>> import mcba, tempfile
    >>> study = mcba.Study(title="A number", assumptions={"a": mcba.Normal(4, 1)}, outcomes={"double": "2 * a"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in mcba.figures(mcba.run(study, worlds=256), folder)][:2]
    ['answer.png', 'answer.svg']
    """
    if not isinstance(given, Run | Study | str | PathLike):
        return _sweep_figures(given, folder, study, language)
    if study is not None:
        raise RequestError("a run has its own study; leave out `study`, which belongs to a sweep")
    run = run_given(given)
    facts = facts_of(run)
    voice = Labels(facts.study, language)
    return _write(Path(folder), gallery.whole_pages(facts, voice), titles.source_of_run(run, voice))


def write_decision_figures(
    facts: Facts, folder: str | Path, language: str | None = None
) -> tuple[list[Path], dict[str, Missing]]:
    """Write every figure of a decision as PNG and SVG.

    Parameters
    ----------
    facts : Facts
    folder : str or Path
        Made when it is not there.
    language : str, optional
        Of what people read; that of the study when absent.

    Returns
    -------
    tuple
        The files, all new or all old; and why a figure was left out, by its name.
    """
    voice = Labels(facts.study, language)
    plots = gallery.decision_or_reasons(facts, voice)
    pictures = [plot for plot in plots.values() if isinstance(plot, Plot)]
    files = _write(Path(folder), pictures, titles.source_of_run(facts.run, voice))
    return files, {name: plot for name, plot in plots.items() if isinstance(plot, Missing)}


def write_assumption_figures(study: Study, folder: str | Path, language: str | None = None) -> list[Path]:
    """Write a figure of each uncertain assumption as PNG and SVG, named `assumption-<name>`.

    Parameters
    ----------
    study : Study
    folder : str or Path
        Made when it is not there.
    language : str, optional
        Of what people read; that of the study when absent.

    Returns
    -------
    list of Path
        The files, all new or all old.
    """
    study.hold_to_text("figure")
    voice = Labels(study, language)
    return _write(Path(folder), gallery.of_assumptions(study, voice), titles.source(voice))


def _sweep_figures(table: xr.Dataset, folder: str | Path, study: GivenStudy | None, language: str | None) -> list[Path]:
    if study is None:
        raise RequestError("a sweep has no labels of its own; write mcba.figures(swept, folder, study=study)")
    facts = Swept.of(table, study_given(study))
    return write_bytes_together(Path(folder), sweep_files(facts, Labels(facts.study, language)))


def sweep_files(swept: Swept, voice: Labels) -> dict[str, bytes]:
    """The figures of a sweep as PNG and SVG, by the names of the files.

    Parameters
    ----------
    swept : Swept
    voice : Labels

    Returns
    -------
    dict of str to bytes
    """
    about = swept.table.attrs
    source = titles.source(voice, titles.drawn(int(about["worlds"]), int(about["seed"]), voice))
    return {name: drawn for plot in gallery.of_sweep(swept, voice) for name, drawn in plot.files(source).items()}


def ranking_files(ranked: Ranked, voice: Labels) -> dict[str, bytes]:
    """Every figure of a ranking as PNG and SVG, by the names of the files.

    Parameters
    ----------
    ranked : Ranked
    voice : Labels

    Returns
    -------
    dict of str to bytes
    """
    attributes = ranked.ranking.attrs
    source = titles.source(voice, titles.drawn(int(attributes["worlds"]), int(attributes["seed"]), voice))
    plots = gallery.of_ranking(ranked, voice).values()
    return {name: drawn for plot in plots for name, drawn in plot.files(source).items()}


def calibration_files(name: str, calibration: Calibration, voice: Labels) -> dict[str, bytes]:
    """The figure of a calibration as PNG and SVG, by the names of the files.

    Parameters
    ----------
    name : str
        Of the files.
    calibration : Calibration
    voice : Labels

    Returns
    -------
    dict of str to bytes
    """
    source = titles.source(voice, titles.drawn(calibration.weights.size, calibration.seed, voice))
    return replace(gallery.of_narrowing(calibration, voice), name=name).files(source)


def _write(folder: Path, pictures: Iterable[Plot], source: str) -> list[Path]:
    """Draw pictures into a folder, all of them or none."""
    return write_bytes_together(
        folder, {name: drawn for picture in pictures for name, drawn in picture.files(source).items()}
    )
