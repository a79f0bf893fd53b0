"""The command `library`, a group: what the evidence library holds."""

from __future__ import annotations

from pathlib import Path

import click

from mcba.cli.options import language_option, refuse_folder_without_format, where, written
from mcba.cli.output import write_too

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
