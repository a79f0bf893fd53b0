"""What commands are given: a study or a saved run; and the bar that is shown meanwhile."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcba.cli.output import labels

if TYPE_CHECKING:
    from mcba.engine import Run
    from mcba.reporting.facts import Facts
    from mcba.study.model import Study

SomeFacts = TypeVar("SomeFacts", bound="Facts")


def load_study(path: str) -> Study:
    """The study that a path names."""
    gc.disable()  # all that is made while loading stays: looking for garbage in it takes a fifth of the time
    try:
        from mcba.study.read import load

        study = load(path)
    finally:
        gc.enable()
    for group in study.dependence:
        for change in group.changes:  # a repair was asked for; what it changed is never kept silent
            click.echo(str(change), err=True)
    return study


def is_saved(path: str) -> bool:
    """Whether a path names the folder of a saved run."""
    from mcba.engine.saved import MANIFEST

    return (Path(path) / MANIFEST).is_file()


@contextmanager
def facts_at(path: str, make: Callable[[Run], SomeFacts], **how: Any) -> Iterator[tuple[SomeFacts, Path]]:
    """The facts of a study or saved run, and the folder of its reports; a saved run keeps what was computed."""
    from mcba.engine import run as draw_worlds
    from mcba.engine.saved import open_run
    from mcba.reporting.facts import keep, take_up

    if not is_saved(path):
        found = load_study(path)
        with progress_bar(how.get("worlds") or found.document.run.worlds) as progress:
            facts = make(draw_worlds(found, progress=progress, **how))
        yield facts, Path("out") / found.name
        return
    if any(value is not None for value in how.values()):
        raise click.UsageError(f"{path} is a saved run, with worlds of its own; name the study to draw others")
    facts = make(open_run(path))
    take_up(facts, Path(path))
    yield facts, Path(path)
    keep(facts, Path(path))


@contextmanager
def progress_bar(worlds: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr, and only when somebody is looking at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    language = click.get_current_context().params.get("language", "en")
    label = labels(language)("command.drawing", worlds=worlds)
    with click.progressbar(length=worlds, label=label, file=sys.stderr) as bar:
        yield bar.update
