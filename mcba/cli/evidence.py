"""Commands about what others found: `library`, a group, and `calibrate`, what published figures leave open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mcba.cli.inputs import load_study, progress_bar
from mcba.cli.options import (
    TableChoice,
    TableOption,
    json_option,
    language_option,
    python_option,
    refuse_folder_without_format,
    set_option,
    where,
    written,
)
from mcba.cli.output import print_json, tell_written, write_too

_own_library = click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A library folder of your own."
)


@click.group("library")
def library_command() -> None:
    """Look into the evidence library: sourced unknowns to use with `from = "ID"`."""


@library_command.command("list")
@_own_library
@language_option
def library_list(folder: Path | None, language: str) -> None:
    """List every entry with its status."""
    from mcba.reporting.facts import Entries
    from mcba.reporting.pages import LIBRARY
    from mcba.study.distributions import library

    click.echo(LIBRARY.printed(Entries(tuple(library(folder=folder)), folder), language))


@library_command.command("show")
@click.argument("entry_id", metavar="ID")
@_own_library
@written
@where
@language_option
def library_show(entry_id: str, folder: Path | None, formats: tuple[str, ...], out: str | None, language: str) -> None:
    """Print one entry."""
    from mcba.reporting.facts import Entries
    from mcba.reporting.pages import ENTRY

    refuse_folder_without_format(formats, out)
    facts = Entries((entry_id,), folder)
    click.echo(ENTRY.printed(facts, language))
    write_too(ENTRY, facts, language, formats, out)


@library_command.command("search")
@click.argument("words", nargs=-1, required=True)
@_own_library
@language_option
def library_search(words: tuple[str, ...], folder: Path | None, language: str) -> None:
    """List the entries that hold all WORDS, in English or Dutch."""
    from mcba.reporting.facts import Entries
    from mcba.reporting.pages import LIBRARY
    from mcba.study.distributions import library

    entries = library(search=" ".join(words), folder=folder)
    click.echo(LIBRARY.printed(Entries(tuple(entries), folder), language))


def _readings() -> tuple[str, ...]:
    from mcba.study.document import ASKED

    return ASKED


def _reading_words() -> str:
    from mcba.study.document import ASKED, READINGS

    named = {name: f"{name} ({meaning})" if (meaning := READINGS[name].meaning) else name for name in ASKED}
    ranges, numbers = (
        ", ".join(named[name] for name in ASKED if READINGS[name].of == of) for of in ("range", "number")
    )
    return f"How figures are read, in place of what the study says. Of ranges: {ranges}. Of single figures: {numbers}."


@click.command("calibrate")
@click.argument("study", type=click.Path())
@click.option("--outcome", metavar="NAME", help="Only the published figures of this outcome.")
@click.option(
    "--reading",
    type=TableChoice(_readings),
    cls=TableOption,
    words=_reading_words,
)
@click.option("--widen", type=click.FloatRange(1.0), metavar="TIMES", help="First make assumed spreads wider.")
@click.option("--worlds", type=click.IntRange(200), help="How many worlds to draw; those of the study, 65,536 at most.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Save calibration.csv and its figure.")
@written
@set_option
@python_option
@language_option
@json_option
def calibrate_command(
    study: str, out: str | None, formats: tuple[str, ...], language: str, as_json: bool, **options: Any
) -> None:
    """Say what the published figures of STUDY leave open: which assumptions they narrow, and by how much.

    Where they narrow none, as in a calibration whose stated assumptions give them already, it also says what they
    would narrow had the assumed spreads been twice as wide.
    """
    from mcba.analysis.published import calibrations, enough_worlds
    from mcba.reporting.facts import Calibrated
    from mcba.reporting.pages import CALIBRATION

    stated = load_study(study)
    with progress_bar(options["worlds"] or enough_worlds(stated)) as progress:
        answers = calibrations(stated, progress=progress, **options)
    if as_json:
        from mcba.reporting import calibration_object

        print_json(calibration_object(answers))
    else:
        click.echo(CALIBRATION.printed(Calibrated(answers), language))
    write_too(CALIBRATION, Calibrated(answers), language, formats, out)
    if out is not None:
        from mcba.reporting.delivery import save_calibrations

        tell_written(save_calibrations(answers, out, language=language), language)
