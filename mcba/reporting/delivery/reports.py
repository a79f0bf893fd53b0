"""Pages as files of a folder: the methods appendix of a run, and any other page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcba.engine.execution import Given, run_given
from mcba.engine.saved import MANIFEST, RESULTS, SUMMARY, write_bytes_together
from mcba.errors import RequestError, RunError
from mcba.reporting.delivery.research_crate import CRATE, crate
from mcba.reporting.delivery.workbooks import results_workbook
from mcba.reporting.facts.decisions import DecisionFacts
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.pages.appendix import APPENDIX
from mcba.reporting.pages.page import Page
from mcba.reporting.words.labels import Labels
from mcba.reporting.words.lexicon import LanguageName
from mcba.reporting.writers.formats import FORMATS, WRITERS, FormatName
from mcba.study.tables import WORKBOOKS

WORKBOOK = "xlsx"
REPORT_FORMATS = (*FORMATS, WORKBOOK)
"""The formats of pages, and a workbook."""


def report(
    run: Given,
    folder: str | Path,
    *,
    formats: Sequence[FormatName] = ("docx",),
    language: LanguageName | Sequence[LanguageName] | None = None,
    template: str | Path | None = None,
    population: float | None = None,
    years: int = 1,
) -> list[Path]:
    """Write the methods appendix of a run, in one language or several.

    Parameters
    ----------
    run : Run, Study, str or Path
        Of a study, which is run first where it is handed over itself; a path is that of a study or of a saved run.
    folder : str or Path
        Made when it is not there. Holds `appendix.<language>.<format>` and `ro-crate-metadata.json` afterwards; the
        Markdown has its pictures in `appendix.<language>.figures`.
    formats : sequence of {"docx", "html", "md", "pdf", "qmd", "xlsx"}
        Of which xlsx is the workbook beside the text: every option, effect, bearer and year as numbers.
    language : str or sequence of str, optional
        Of what people read: en, nl; that of the study when absent. Of several, an appendix in each; together they take
        far less time than one by one.
    template : path, optional
        A Word document whose styles the docx takes.
    population : float, optional
        Decisions a year (persons, projects; the study counts one) for which to say what knowing more is worth.
    years : int
        For so many years, later ones discounted.

    Returns
    -------
    list of Path
        The files written, the same bytes for the same run.

    Raises
    ------
    RunError
        For an unknown format or language, a template that cannot be used, a PDF without Typst, and a run of a table.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in report(run, folder, formats=["html"], language=["en", "nl"])]
    ['appendix.en.html', 'appendix.nl.html', 'ro-crate-metadata.json']
    """
    run = run_given(run)
    facts = facts_of(run) if population is None else DecisionFacts(run, {}, population, years)
    return write_appendix(facts, folder, formats=formats, language=language, template=template)


def write_appendix(
    facts: Facts,
    folder: str | Path,
    *,
    formats: Sequence[str],
    language: str | Sequence[str] | None = None,
    template: str | Path | None = None,
) -> list[Path]:
    """Write the methods appendix of facts that may be known already, or be asked more than those of a run.

    Parameters
    ----------
    facts : Facts
        Of a run of a study; `DecisionFacts` say what knowing more is worth to a population.
    folder, formats, language, template
        As for `report`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RequestError
        As `report`.
    """
    _check_formats(formats, template, REPORT_FORMATS)
    folder = Path(folder)
    asked = facts.study.document.study.language if language is None else language
    languages = [asked] if isinstance(asked, str) else list(dict.fromkeys(asked))
    if not languages:
        raise RequestError("no language was asked; name one or more")
    voices = [Labels(facts.study, one) for one in languages]  # an unknown language is refused before anything is done
    pages = [kind for kind in formats if kind != WORKBOOK]
    files = [
        file
        for one in (languages if pages else ())
        for file in write_page(APPENDIX, facts, folder, formats=pages, language=one, template=template)
    ]
    if WORKBOOK in formats:
        books = {f"{APPENDIX.name}.{one}.{WORKBOOK}": results_workbook(facts, one) for one in languages}
        files += write_bytes_together(folder, books)
    held = {file.name: file.read_bytes() for file in files}
    held |= {name: (folder / name).read_bytes() for name in _others(folder)}
    write_bytes_together(folder, {CRATE: crate(facts, voices[0], dict(sorted(held.items())))})
    return [*files, folder / CRATE]


def write_page(
    page: Page,
    facts: object,
    folder: str | Path,
    *,
    formats: Sequence[str],
    language: str = "en",
    template: str | Path | None = None,
) -> list[Path]:
    """Write a page as `<page>.<language>.<format>`; the Markdown has its pictures in `<page>.<language>.figures`.

    Parameters
    ----------
    page : Page
    facts : object
        What the page is of.
    folder, formats, language, template
        As for `report`.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    RunError
        For an unknown format or language, a template that cannot be used, and a PDF without Typst.
    """
    _check_formats(formats, template)
    folder, stem = Path(folder), f"{page.name}.{language}"
    manuscript, beside = page.manuscript(facts, language), f"{stem}.figures"
    written = {f"{stem}.{kind}": WRITERS[kind](manuscript, beside, template) for kind in dict.fromkeys(formats)}
    pictures = {name: content for file in written.values() for name, content in file.pictures.items()}
    if pictures:
        write_bytes_together(folder / beside, pictures)
    return write_bytes_together(folder, {name: file.content for name, file in written.items()})


def _check_formats(formats: Sequence[str], template: str | Path | None, allowed: Sequence[str] = FORMATS) -> None:
    if isinstance(formats, str):
        raise RunError(f"formats = {formats!r} is one text; give a list of formats, such as [{formats!r}]")
    unknown = [kind for kind in formats if kind not in allowed]
    if unknown or not formats:
        what = f"format {unknown[0]!r}" if unknown else "no format"
        raise RequestError(f"{what} was asked; allowed are {', '.join(allowed)}")
    if template is not None and "docx" not in formats:
        raise RunError("a template is for the format docx, which was not asked; add docx or leave the template out")


def _others(folder: Path) -> list[str]:
    """What a results folder holds besides: the saved run, its workbook, appendices in other languages and formats."""
    if not folder.is_dir():
        return []
    reports = [file.name for file in folder.iterdir() if file.name.startswith(f"{APPENDIX.name}.") and file.is_file()]
    saved = [name for name in (RESULTS, SUMMARY, MANIFEST) if (folder / name).is_file()]
    saved += [f"{WORKBOOKS}{file.name}" for file in sorted((folder / WORKBOOKS).glob("*")) if file.is_file()]
    return [*saved, *(name for name in reports if name.rpartition(".")[2] in REPORT_FORMATS)]
