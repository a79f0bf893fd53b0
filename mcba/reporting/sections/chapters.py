"""Chapters of the methods appendix: a section that stands in it says so itself, in the file of its subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, TypeAlias, TypeVar

from mcba.reporting.blocks import Block
from mcba.reporting.sections.writing import Writing

Section: TypeAlias = Callable[[Writing[Any]], Iterator[Block]]
_SomeSection = TypeVar("_SomeSection", bound=Callable[..., Iterator[Block]])
_CHAPTERS: dict[str, dict[str, Section]] = {}


def chapter(section: _SomeSection) -> _SomeSection:
    """Mark a section as a chapter of the appendix, behind those that stand above it in its file."""
    _CHAPTERS.setdefault(section.__module__, {})[section.__qualname__] = section
    return section


def chapters_of(*subjects: ModuleType) -> tuple[Section, ...]:
    """The chapters of some subjects, in their order.

    Parameters
    ----------
    *subjects : module
        Files of sections.

    Returns
    -------
    tuple of sections
        Those marked with `chapter`, as they stand in each file.

    Examples
    --------
    >>> from mcba.reporting.sections.study import purpose
    >>> [section.__name__ for section in chapters_of(purpose)]
    ['question', 'frame']
    """
    return tuple(section for subject in subjects for section in _CHAPTERS.get(subject.__name__, {}).values())
