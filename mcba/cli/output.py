"""What commands print and write, and the codes with which they leave."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from mcba.errors import (
    FamilyError,
    FormulaError,
    LibraryError,
    McbaError,
    RequestError,
    RunError,
    StudyError,
    WorkbookError,
)

if TYPE_CHECKING:
    from mcba.reporting import Labels
    from mcba.reporting.facts import Missing
    from mcba.reporting.pages import Page
    from mcba.study import Study
    from mcba.study.tables import ReaderChanges

DONE, PROMISE_BROKEN, INPUT_WRONG, RUN_FAILED = 0, 1, 2, 3
_INPUT_ERRORS = (StudyError, FormulaError, FamilyError, LibraryError, RequestError, WorkbookError)


ALLOWED, SET, OVERRIDES = "mcba.allow_python", "mcba.set", "mcba.overrides"
"""Where a command keeps what it was told by `--allow-python`, `--set` and `--overrides`."""


def overrides_given() -> ReaderChanges | None:
    """What the file of overrides says that the command that is running was given."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(OVERRIDES)


def values_set() -> dict[str, tuple[object, str]]:
    """What the command that is running was told to set in the study, by name: the value, and as it was written."""
    context = click.get_current_context(silent=True)
    return {} if context is None else context.meta.get(SET, {})


def allows_python() -> bool:
    """Whether the command that is running was told that a study's Python function may be run."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(ALLOWED))


def leave(error: McbaError) -> NoReturn:
    """Say what went wrong, and leave with the code for it."""
    click.echo(str(error), err=True)
    if isinstance(error, StudyError) and error.complaints:
        count = len(error.complaints)
        click.echo(f"{count} mistake{'s' if count != 1 else ''} found", err=True)
    sys.exit(INPUT_WRONG if isinstance(error, _INPUT_ERRORS) else RUN_FAILED)


def print_json(answer: Mapping[str, object], *, timings: bool = False) -> None:
    """Print one JSON object, its keys in order and a line for each: equal answers are equal bytes.

    How long the parts of it took, `seconds`, stands in it only where `timings` are asked.
    """
    told = answer if timings else {key: value for key, value in answer.items() if key != "seconds"}
    click.echo(json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False))


def labels(language: str) -> Labels:
    """The words of a language, for what is said of no study."""
    from mcba.reporting import Labels

    return Labels(None, language)


def write_too(page: Page, facts: object, language: str, formats: tuple[str, ...], out: str | None) -> None:
    """Write a page in the formats that were asked."""
    if formats:
        from mcba.reporting.delivery import write_page

        tell_written(write_page(page, facts, out or ".", formats=formats, language=language), language)


def tell_written(files: list[Path], language: str) -> None:
    """Say on stderr which files were written."""
    for file in files:
        click.echo(labels(language)("command.wrote", file=file), err=True)


def stopped(missing: Missing, study: Study, language: str) -> RunError:
    """Why an answer cannot be given, in the reader's words."""
    from mcba.reporting import Labels

    return RunError(Labels(study, language).note(missing))
