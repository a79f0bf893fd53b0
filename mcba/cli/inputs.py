"""What commands are given: a study or a saved run; and the bar that is shown meanwhile."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcba.cli.output import allows_python, labels, overrides_given, values_set
from mcba.errors import RequestError, RunError, suggestion

if TYPE_CHECKING:
    from mcba.engine import Run
    from mcba.reporting.facts import Facts
    from mcba.study import Study

SomeFacts = TypeVar("SomeFacts", bound="Facts")


def load_study(path: str) -> Study:
    """The study that a path names."""
    gc.disable()  # all that is made while loading stays: looking for garbage in it takes a fifth of the time
    try:
        from mcba.study.reading import load

        study = load(path, allow_python=allows_python())
    finally:
        gc.enable()
    for group in study.dependence:
        for change in group.changes:  # a repair was asked for; what it changed is never kept silent
            click.echo(str(change), err=True)
    return _with_values_set(_with_overrides(study))


def _with_overrides(study: Study) -> Study:
    """The study with what a file of overrides changes, which its text then says too."""
    overrides = overrides_given()
    if overrides is None:
        return study
    from mcba.study.tables import with_overrides

    if not overrides.fits(study):
        click.echo(labels(study.document.study.language)("command.other_study", file=overrides.file), err=True)
    _refuse_set_elsewhere(study, [*overrides.set, *overrides.move], overrides.file)
    return with_overrides(study, overrides)


def _with_values_set(study: Study) -> Study:
    """The study with what the command line sets, which its text then says too."""
    values = values_set()
    if not values:
        return study
    document = study.document
    names = [*document.assumptions, *document.choices, "horizon"]
    for name in values:
        if name not in names:
            raise RequestError(f"there is no assumption or choice {name!r} to set; {suggestion(name, names)}")
    _refuse_set_elsewhere(study, values)
    assumptions = {name: value for name, (value, _) in values.items() if name in document.assumptions}
    others = {name: value for name, (value, _) in values.items() if name not in document.assumptions}
    say = labels(document.study.language)
    for name, (_, written) in values.items():
        click.echo(say("command.set", name=name, value=written), err=True)
    reason = {language: labels(language)("command.set_reason") for language in ("en", "nl")}
    return study.with_(assumptions=assumptions, reason=reason, **others)  # type: ignore[arg-type]


def _refuse_set_elsewhere(study: Study, names: Iterable[str], where: str = "--set") -> None:
    """Refuse to set what the scenario or option that is asked for sets itself: it would have no effect."""
    asked = click.get_current_context().params
    for kind, variants in (("scenario", study.document.scenarios), ("option", study.document.options)):
        variant = variants.get(asked.get(kind) or "")
        for name in names:
            if variant is not None and name in variant.override:
                raise RequestError(
                    f"{where} {name} would have no effect: the {kind} {asked[kind]!r} gives {name} itself; "
                    "leave one out"
                )


def study_at(path: str) -> Study:
    """The study that a path names, or that of the saved run that it names."""
    from mcba.engine.saved import open_run

    study = open_run(path).study if is_saved(path) else load_study(path)
    if study is None:
        raise RunError("assumptions are of a study, and this is a run without one")
    return study


def language_at(path: str) -> str:
    """The language of the study that a path names, or of a saved run's; English where there is none to read."""
    from mcba.engine.saved import MANIFEST
    from mcba.study.reading import stated_language

    file = Path(path)
    try:
        if is_saved(path):
            about = json.loads((file / MANIFEST).read_text(encoding="utf-8")).get("study") or {}
            return stated_language(about.get("text", ""))
        return stated_language((file / "study.toml" if file.is_dir() else file).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # what is wrong with it is told when it is opened
        return stated_language("")


def is_saved(path: str) -> bool:
    """Whether a path names the folder of a saved run."""
    from mcba.engine.saved import MANIFEST

    return (Path(path) / MANIFEST).is_file()


def run_of(path: str, **settings: Any) -> tuple[Run, Path]:
    """The run that a path names, and the folder of its reports: a saved run, or a study that is run now."""
    from mcba.engine import run as draw_worlds

    if is_saved(path):
        if any(value is not None for value in settings.values()):
            raise click.UsageError(f"{path} is a saved run, with worlds of its own; name the study to draw others")
        return open_saved(path), Path(path)
    study = load_study(path)
    with progress_bar(settings.get("worlds") or study.document.run.worlds) as progress:
        return draw_worlds(study, progress=progress, **settings), Path("out") / study.name


def open_saved(path: str) -> Run:
    """A saved run; one of a study whose Python function would be run is refused until that is allowed."""
    from mcba.engine.saved import open_run
    from mcba.study import PythonFunction

    if values_set() or overrides_given():
        option = "--set" if values_set() else "--overrides"
        raise click.UsageError(
            f"{path} is a saved run, and {option} is for a study; name the study to set values of it"
        )
    run = open_run(path, allow_python=allows_python())
    function = None if run.study is None else run.study.function
    if isinstance(function, PythonFunction) and function.file is not None and not function.is_runnable:
        raise function.refused()
    return run


@contextmanager
def facts_at(path: str, facts: Callable[[Run], SomeFacts], **settings: Any) -> Iterator[tuple[SomeFacts, Path]]:
    """The facts of a study or saved run, and the folder of its reports; a saved run keeps what was computed."""
    from mcba.reporting.facts import keep, take_up

    run, folder = run_of(path, **settings)
    answers = facts(run)
    if not is_saved(path):
        yield answers, folder
        return
    take_up(answers, folder)
    yield answers, folder
    keep(answers, folder)


@contextmanager
def progress_bar(worlds: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr, and only when somebody is looking at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    params = click.get_current_context().params
    language = params.get("language") or params.get("languages", ("en",))[0]
    label = labels(language)("command.drawing", worlds=worlds)
    with click.progressbar(length=worlds, label=label, file=sys.stderr) as bar:
        yield bar.update
