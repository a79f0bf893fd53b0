"""Commands on the file of a study: `new`, `check`, `schema`, `show`, `table`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mcba.cli.inputs import load_study
from mcba.cli.options import language_option, refuse_folder_without_format, where, written
from mcba.cli.output import labels, write_too
from mcba.errors import StudyError


@click.command("new")
@click.argument("name")
@click.option(
    "--from",
    "origin",
    metavar="STUDY",
    help="Start from a copy of this study: a folder, or the name of one that comes with mcba.",
)
@language_option
def new_command(name: str, origin: str | None, language: str) -> None:
    """Make a new study folder NAME to edit, with texts and remarks in the --language.

    From a study that brings a template, such as meerwaarde-preventiecalculator for a case file of your own, the
    template is taken.
    """
    from mcba.study.reading import start_study

    say = labels(language)  # which refuses a language that is not spoken, before anything is made
    file = start_study(name, origin, say.language)
    folder = file.parent
    then = f"mcba check {folder} && mcba run {folder}"
    click.echo(say("command.made", folder=folder, file=file, then=then))


@click.command("check")
@click.argument("study", type=click.Path())
@language_option
def check_command(study: str, language: str) -> None:
    """Say everything that is wrong with STUDY, as file:line:column."""
    from mcba.reporting.pages import check

    checked = check(load_study(study))
    if checked.complaints:
        raise StudyError(checked.complaints)
    for line in checked.lines(language):
        click.echo(line)


@click.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the study file, for editors."""
    from mcba.study.document import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@click.command("show")
@click.argument("study", type=click.Path())
@click.argument("name")
@written
@where
@language_option
def show_command(study: str, name: str, formats: tuple[str, ...], out: str | None, language: str) -> None:
    """Print assumption NAME of STUDY: its distribution, what it was made from, and its source."""
    from mcba.reporting.facts import OneAssumption
    from mcba.reporting.pages import ASSUMPTION

    refuse_folder_without_format(formats, out)
    facts = OneAssumption(load_study(study), name)
    click.echo(ASSUMPTION.printed(facts, language))
    write_too(ASSUMPTION, facts, language, formats, out)


@click.command("table")
@click.argument("study", type=click.Path())
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False), help="A .csv or .xlsx file to write.")
@language_option
def table_command(study: str, target: str, language: str) -> None:
    """Write the assumptions of STUDY as a table to review; `assumptions = "the-file"` in a study reads it back."""
    from mcba.study.tables import write_assumptions

    count = write_assumptions(load_study(study), Path(target))
    click.echo(labels(language)("command.table", count=count, file=target))
