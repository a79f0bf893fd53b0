"""`report(run, folder)` and `figures(run, folder)`: what evaluators hand in, written to a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mcba.engine import Run
from mcba.engine.saved import MANIFEST, RESULTS, SUMMARY, as_csv, plain, write_bytes_together
from mcba.errors import RunError
from mcba.reporting.blocks import Document
from mcba.reporting.facts import facts_of
from mcba.reporting.labels import Labels
from mcba.reporting.writers import FORMATS

if TYPE_CHECKING:
    from mcba.analysis.published import Calibration
    from mcba.reporting.pages import Page, Ranked

STEM = "appendix"


def report(
    run: Run,
    folder: str | Path,
    *,
    formats: Sequence[str] = ("docx",),
    language: str = "en",
    template: str | Path | None = None,
) -> list[Path]:
    """Write the methods appendix of a run.

    Parameters
    ----------
    run : Run
        Of a study.
    folder : str or Path
        Made when it is not there. Holds `appendix.<language>.<format>` and `ro-crate-metadata.json` afterwards; the
        Markdown has its pictures in `appendix.<language>.figures`.
    formats : sequence of {"docx", "html", "md", "pdf"}
    language : str
        Of what people read: en, nl.
    template : path, optional
        A Word document whose styles the docx takes.

    Returns
    -------
    list of Path
        The files written, the same bytes for the same run.

    Raises
    ------
    RunError
        For an unknown format or language, a template that cannot be used, a PDF without Typst, and a run of a function.
    """
    from mcba.reporting.pages import APPENDIX
    from mcba.reporting.research_crate import CRATE, crate

    folder, facts = Path(folder), facts_of(run)
    files = write_page(APPENDIX, facts, folder, formats=formats, language=language, template=template)
    held = {file.name: file.read_bytes() for file in files}
    held |= {name: (folder / name).read_bytes() for name in _others(folder)}
    write_bytes_together(folder, {CRATE: crate(facts, Labels(facts.study, language), dict(sorted(held.items())))})
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
    document = page.document(facts, language)
    written: dict[str, bytes] = {}
    pictures: dict[str, bytes] = {}
    for kind in dict.fromkeys(formats):
        written[f"{stem}.{kind}"], more = _formatted(document, kind, f"{stem}.figures", template)
        pictures |= more
    if pictures:
        write_bytes_together(folder / f"{stem}.figures", pictures)
    write_bytes_together(folder, written)
    return [folder / name for name in written]


def _check_formats(formats: Sequence[str], template: str | Path | None) -> None:
    unknown = [kind for kind in formats if kind not in FORMATS]
    if unknown or not formats:
        what = f"format {unknown[0]!r}" if unknown else "no format"
        raise RunError(f"{what} was asked; allowed are {', '.join(FORMATS)}")
    if template is not None and "docx" not in formats:
        raise RunError("a template is for the format docx, which was not asked; add docx or leave the template out")


def _formatted(
    document: Document, kind: str, folder: str, template: str | Path | None
) -> tuple[bytes, dict[str, bytes]]:
    """The document in one format, and the pictures that stand beside it."""
    from mcba.reporting.writers import html, markdown, typst, word

    if kind == "md":
        return markdown.write(document, folder)
    writers: dict[str, Callable[[], bytes]] = {
        "docx": partial(word.write, document, template=template),
        "html": partial(html.write, document),
        "pdf": partial(typst.write, document),
    }
    return writers[kind](), {}


def _others(folder: Path) -> list[str]:
    """What a results folder holds besides: the saved run, and appendices in the other language or another format."""
    if not folder.is_dir():
        return []
    reports = [file.name for file in folder.iterdir() if file.name.startswith(f"{STEM}.") and file.is_file()]
    saved = [name for name in (RESULTS, SUMMARY, MANIFEST) if (folder / name).is_file()]
    return [*saved, *(name for name in reports if name.rpartition(".")[2] in FORMATS)]


def figures(run: Run, folder: str | Path, *, language: str = "en") -> list[Path]:
    """Write every figure of a run as PNG and SVG.

    Returns
    -------
    list of Path
        The files written, the same bytes for the same run.
    """
    from mcba.reporting.figures import write_figures

    return write_figures(run, folder, language)


def save_ranking(
    ranked: Ranked, folder: str | Path, *, language: str = "en", formats: Sequence[str] = ()
) -> list[Path]:
    """Write a ranking as `ranking.csv`, its figures as PNG and SVG, and its page in some formats.

    The shares by design beside it, where it has them, are `ranking-sobol.csv`. Tables and figures are all new or all
    old.
    """
    from mcba.reporting.figures import gallery
    from mcba.reporting.objects import ranking_records

    tables = {"ranking": ranked.ranking, "ranking-sobol": ranked.shares}
    contents = {
        f"{name}.csv": as_csv(ranking_records(found)).encode() for name, found in tables.items() if found is not None
    }
    for picture in gallery.of_ranking(ranked, Labels(ranked.study, language)).values():
        contents |= picture.files()
    pages = write_page(ranked.page, ranked, folder, formats=formats, language=language) if formats else []
    return [*write_bytes_together(Path(folder), contents), *pages]


def save_calibrations(found: Sequence[Calibration], folder: str | Path, *, language: str = "en") -> list[Path]:
    """Write `calibration.csv` with its figure, and the same of the wider spreads; all of them or none.

    Nothing is written where no figure says something of an assumption.
    """
    from mcba.reporting.figures import Picture, narrowed
    from mcba.reporting.objects import update_record

    contents: dict[str, bytes] = {}
    for name, one in zip(("calibration", "calibration-wider"), found, strict=False):
        if one.assumptions:
            contents[f"{name}.csv"] = as_csv(plain([update_record(each) for each in one.assumptions])).encode()
            contents |= Picture(name, "", "", partial(narrowed, one, Labels(one.study, language))).files()
    return write_bytes_together(Path(folder), contents) if contents else []
