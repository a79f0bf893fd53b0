"""The answer as files of a folder: its page in any format, and a slide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mcba.engine.execution import Given, run_given
from mcba.engine.saved import versions, write_bytes_together
from mcba.reporting.delivery.reports import write_page
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.kept import facts_of
from mcba.reporting.pages.decision import ANSWER
from mcba.reporting.sections.results.answers import lines_of_slide
from mcba.reporting.sections.writing import Writing
from mcba.reporting.writers.formats import FORMATS
from mcba.reporting.writers.slide import slide

SLIDE = "png"
ANSWER_FORMATS = (*FORMATS, SLIDE)
"""The formats of pages, and a slide."""


def answer(
    given: Given,
    folder: str | Path,
    *,
    formats: Sequence[str] = ("docx",),
    language: str | Sequence[str] | None = None,
) -> list[Path]:
    """Write the answer on one page: what to choose, what a euro brings, who gains and pays, what would turn that.

    Parameters
    ----------
    given : Run, Study, str or Path
        A run of a study; a study is run first, and a path is that of a study or of a saved run.
    folder : str or Path
        Made when it is not there.
    formats : sequence of {"docx", "html", "md", "pdf", "qmd", "png"}
        Of which png is a slide of 1600 by 900 pixels.
    language : str or sequence of str, optional
        Of what people read: en, nl; that of the study when absent. Of several, a page and a slide in each.

    Returns
    -------
    list of Path
        The files written, the same bytes for the same run.

    Raises
    ------
    RunError
        For an unknown format or language, and a run of a table.

    Examples
    --------
    >>> import mcba, tempfile
    >>> run = mcba.run("studies/schilderswijk-moeders", worlds=256)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in mcba.answer(run, folder, formats=["md"], language="en")]
    ['answer.en.md']
    """
    return write_answer(facts_of(run_given(given)), folder, formats=formats, language=language)


def write_answer(
    facts: Facts, folder: str | Path, *, formats: Sequence[str], language: str | Sequence[str] | None = None
) -> list[Path]:
    """Write the page of the answer as `answer.<language>.<format>`; as a PNG it is a slide of 1600 by 900 pixels.

    Parameters
    ----------
    facts : Facts
        Of a run of a study.
    folder : str or Path
        Made when it is not there.
    formats : sequence of str
        Of `ANSWER_FORMATS`.
    language : str or sequence of str, optional
        Of what people read: en, nl; that of the study when absent. Of several, a page and a slide in each.

    Returns
    -------
    list of Path
        The files written, the same bytes for the same run.

    Raises
    ------
    RunError
        For an unknown format or language.

    Examples
    --------
    >>> import mcba, tempfile
    >>> facts = Facts(mcba.run(mcba.load("studies/schilderswijk-moeders"), worlds=256))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in write_answer(facts, folder, formats=["html"], language=["en", "nl"])]
    ['answer.en.html', 'answer.nl.html']
    """
    asked = facts.study.document.study.language if language is None else language
    languages = [asked] if isinstance(asked, str) else list(dict.fromkeys(asked))
    return [file for one in languages for file in _in_one_language(facts, folder, formats, one)]


def _in_one_language(facts: Facts, folder: str | Path, formats: Sequence[str], language: str) -> list[Path]:
    pages = [name for name in formats if name != SLIDE]
    files = write_page(ANSWER, facts, folder, formats=pages, language=language) if pages or not formats else []
    if SLIDE in formats:
        content = {f"{ANSWER.name}.{language}.{SLIDE}": _slide(facts, language)}
        files = [*files, *write_bytes_together(Path(folder), content)]
    return files


def _slide(facts: Facts, language: str) -> bytes:
    writing = Writing(facts, language, ANSWER.gallery)
    title, _ = ANSWER.heading(writing)
    header = facts.study.document.study
    made = writing.voice("advice.source", study=facts.study.name, version=versions()["mcba"])
    source = " · ".join(filter(None, (made, writing.voice(f"status.{header.status}"), str(header.date or ""))))
    picture = writing.pictures.get("answer")
    return slide(title, lines_of_slide(writing), source, picture.drawing.draw if picture else None)
