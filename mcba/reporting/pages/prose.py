"""Prose of a study that no heading of a report takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from mcba.errors import Note
from mcba.reporting.words.lexicon import lexicon_of
from mcba.study import Study
from mcba.study.hints import Hint
from mcba.study.reading import prose_of


def misplaced(study: Study) -> Iterator[Hint]:
    """Files of prose that are called as no heading is, each with the nearest.

    Parameters
    ----------
    study : Study

    Returns
    -------
    iterator of Hint

    Examples
    --------
    >>> import mcba
    >>> list(misplaced(mcba.load("studies/schilderswijk-moeders")))
    []
    """
    headings = lexicon_of("en")["head"]
    for chapter in prose_of(study):
        if chapter not in headings:
            (near,) = difflib.get_close_matches(chapter, headings, n=1, cutoff=0.0)
            file = next(name for name in sorted(study.tables) if name.startswith(f"prose/{chapter}."))
            yield Hint(str(study.path.parent / file), 1, 1, Note("no_chapter", {"name": chapter, "near": near}))
