"""The words of a whole study: its texts, its prose beside the file, and the sources it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from mcba.study.document.texts import Source, Text, parts_in
from mcba.study.model import Study
from mcba.study.reading.references import keys_in, read_references
from mcba.study.tables.folder import PROSE


def texts_of(study: Study) -> list[Text]:
    """Every text of the study file, its prose, and the library entries it uses, each once.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Text

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> study.document.study.title in texts_of(study)
    True
    """
    written = (study.document, study.entries, prose_of(study))
    return list({id(text): text for text in parts_in(written, Text)}.values())


def sources_of(study: Study) -> list[Source]:
    """Every source that the study and the library entries it uses name, in the order of the file.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of Source

    Examples
    --------
    >>> import mcba
    >>> study = mcba.load("studies/schilderswijk-moeders")
    >>> sources_of(study)[0].citation
    '@moms'
    """
    return list(parts_in(study.document, Source))


def references_of(study: Study) -> Mapping[str, Any]:
    """The bibliography of a study, by the keys of its references in small letters; empty where it has none.

    Parameters
    ----------
    study : Study

    Returns
    -------
    mapping of str to citeproc.source.Reference

    Examples
    --------
    >>> import mcba
    >>> list(references_of(mcba.load("studies/mobility-mentoring")))
    ['platform31']
    """
    name = study.document.study.bibliography
    return {} if name is None else read_references(name, study.tables[name])


def cited_by(study: Study) -> list[str]:
    """The keys of the references that a study cites, in its texts, its prose and its sources.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of str
        Each once, in small letters.

    Examples
    --------
    >>> import mcba
    >>> cited_by(mcba.load("studies/mobility-mentoring"))
    ['platform31']
    """
    texts = [words for text in texts_of(study) for words in text.model_dump(exclude_none=True).values()]
    citations = [source.citation for source in sources_of(study) if isinstance(source.citation, str)]
    alone = [citation.removeprefix("@").strip() for citation in citations if citation.startswith("@")]
    keys = [*alone, *(key for words in (*texts, *citations) for key, _ in keys_in(words))]
    return list(dict.fromkeys(key.lower() for key in keys))


def prose_of(study: Study) -> Mapping[str, Text]:
    """The paragraphs of the study's own that lie in `prose/`, by the chapter that they stand in.

    Parameters
    ----------
    study : Study

    Returns
    -------
    mapping of str to Text
        Markdown; of `<chapter>.<language>.md` in that language, of `<chapter>.md` in that of the study.

    Examples
    --------
    >>> import mcba
    >>> dict(prose_of(mcba.load("studies/mobility-mentoring")))
    {}
    """
    written: dict[str, dict[str, str]] = {}
    for chapter, language, text in _files(study):
        written.setdefault(chapter, {})[language] = text
    return {chapter: Text(**texts) for chapter, texts in written.items()}


def _files(study: Study) -> Iterator[tuple[str, str, str]]:
    """Chapter, language and text of every file of prose; those without a language first, so that others go before."""
    for name in sorted(study.tables, key=lambda name: (name.count("."), name)):
        if name.startswith(PROSE):
            chapter, _, language = PurePosixPath(name).stem.partition(".")
            yield chapter, language or study.document.study.language, study.tables[name]
