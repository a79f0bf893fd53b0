"""The command `excel`: workbooks that people have, and workbooks back."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcba.cli.inputs import facts_at, load_study
from mcba.cli.options import json_option, language_option, python_option, set_option
from mcba.cli.output import INPUT_WRONG, labels, print_json, tell_written
from mcba.errors import RequestError

if TYPE_CHECKING:
    from mcba.reporting import Labels
    from mcba.reporting.pages import CheckedWorkbook


_PATIENCE = 5.0  # seconds after which is told what takes so long
_outcome_option = click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="SHEET!CELL",
    help="A cell that holds an outcome, such as 'Results!B1'; repeat for others. The likely ones when absent.",
)


@click.group("excel")
def excel_command() -> None:
    """Workbooks: check one, start a study from it, or write a study as one."""


@excel_command.command("check")
@click.argument("file", metavar="FILE|STUDY", type=click.Path())
@_outcome_option
@click.option("--accept", is_flag=True, help="Of a STUDY: take its workbook as it is now.")
@click.option("--referee", "asks", is_flag=True, help="Ask LibreOffice and formualizer too, where they are installed.")
@json_option
@language_option
def check_command(file: str, outcomes: tuple[str, ...], accept: bool, asks: bool, as_json: bool, language: str) -> None:
    """Say what is in the workbook FILE: what was read, its likely outcomes, what moves them, and what to do next.

    Of a STUDY whose model is a workbook: whether the workbook is the one it was made with. Leaves with 0 when every
    outcome can be run, and with 2 when one cannot.
    """
    say = labels(language)
    if Path(file).is_dir() or Path(file).suffix == ".toml":
        _check_study(file, accept, say)
        return
    if accept:
        raise click.UsageError("--accept is for a study whose workbook has changed; name the folder of the study")
    from mcba.reporting.pages import check_workbook

    checked = check_workbook(file, outcomes, tell=_teller(say))
    if as_json:
        from mcba.reporting import workbook_object

        print_json(workbook_object(checked))
    else:
        for line in checked.lines(say.language):
            click.echo(line)
    agrees = not asks or _ask_referees(checked, say, to_stderr=as_json)
    if not (checked and agrees):
        sys.exit(INPUT_WRONG)


def _ask_referees(checked: CheckedWorkbook, say: Labels, *, to_stderr: bool) -> bool:
    """Say what other programs make of each outcome that can be run; whether none says something else."""
    from mcba.workbook.proofs import referee

    content, agrees = checked.file.read_bytes(), True
    for one in checked.survey.outcomes:
        if one.movers is not None and not one.refusal:
            click.echo(say("excel.referee", label=one.outcome.label or one.outcome.place), err=to_stderr)
            opinions = referee(one.movers.model, content)
            click.echo(opinions, err=to_stderr)
            agrees = agrees and not any(opinion.disagreements for opinion in opinions.opinions)
    return agrees


def _check_study(path: str, accept: bool, say: Labels) -> None:
    """Say whether the workbook of a study is the one it was made with, or accept it."""
    if accept:
        from mcba.study.workbooks import accept_workbook, told_changes

        click.echo(say("excel.accepted", changes=told_changes(accept_workbook(path))))
    function = load_study(path).function
    from mcba.study.workbooks import WorkbookFunction

    if not isinstance(function, WorkbookFunction):
        raise RequestError(f"the model of {path} is no workbook; name an .xlsx file, or a study that has one")
    click.echo(say("excel.next_study", file=function.file, study=path))
    click.echo(say("excel.same"))


@excel_command.command("start")
@click.argument("file", type=click.Path())
@_outcome_option
@click.option("--to", "folder", type=click.Path(), metavar="FOLDER", help="A new folder; named as FILE when absent.")
@click.option(
    "--spread",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="A range for every number without one: 0.2 is 20 % to either side. It is yours to replace.",
)
@click.option(
    "--most", type=click.IntRange(1), default=20, help="How many assumptions at most, where no range is stated."
)
@language_option
def start_command(
    file: str, outcomes: tuple[str, ...], folder: str | None, spread: float | None, most: int, language: str
) -> None:
    """Start a study from the workbook FILE, which is copied and never changed.

    Its outcomes become the results of the study, and the constants that move them most its assumptions, with the ranges
    that stand in the workbook.
    """
    from mcba.study.workbooks import start_from_workbook

    say = labels(language)
    started = start_from_workbook(
        file, outcomes, to=folder, spread=spread, most=most, language=say.language, tell=_teller(say)
    )
    for one in started.outcomes:
        key = "excel.started_asked" if started.is_asked else "excel.started_likely"
        click.echo(
            say(key, label=one.outcome.label or one.outcome.place, place=one.outcome.place, value=one.outcome.value)
        )
    click.echo(say("excel.started", count=started.assumptions, stated=started.stated, file=started.file))
    if started.left_out:
        click.echo(say("excel.left_out", count=started.left_out))
    study = shlex.quote(str(started.file.parent))
    unfinished = started.with_range < started.assumptions
    click.echo(say("excel.then_fill" if unfinished else "excel.then_run", study=study, file=started.file))


def _teller(say: Labels) -> Callable[[str, str], None]:
    """Tell on stderr what is being done to a workbook, once that takes long."""
    begun = time.monotonic()

    def tell(doing: str, place: str) -> None:
        if time.monotonic() - begun > _PATIENCE:
            click.echo(say(f"excel.doing_{doing}", place=place), err=True)

    return tell


@excel_command.command("write")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False), metavar="FILE", help="Ends in .xlsx.")
@click.option("--scenario", metavar="NAME", help="Under a scenario of the study.")
@click.option("--option", metavar="NAME", help="Under an option of the study.")
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw; those of the study when absent.")
@set_option
@python_option
@language_option
def write_command(
    study: str, target: str, scenario: str | None, option: str | None, worlds: int | None, language: str
) -> None:
    """Write STUDY, or a saved RUN, as a workbook that recalculates, with what its worlds say beside it.

    Assumptions stand in cells, and every formula of the study is one of the sheet: change a number, or choose another
    option or scenario, and the base case follows. Of a study whose model is a Python function or a workbook, the
    formulas are left out.
    """
    from mcba.reporting.delivery import write_workbook
    from mcba.reporting.facts import facts_of

    if not target.lower().endswith(".xlsx"):  # before worlds are drawn for nothing
        raise click.BadParameter(f"{target!r} is no name of a workbook; let it end in .xlsx", param_hint="--to")
    with facts_at(study, facts_of, scenario=scenario, option=option, worlds=worlds) as (facts, _):
        file = write_workbook(facts.run, target, language=language)  # type: ignore[arg-type]
    tell_written([file], language)
