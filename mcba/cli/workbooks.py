"""The command `excel`: workbooks that people have, and workbooks back."""

from __future__ import annotations

import click

from mcba.cli.inputs import facts_at
from mcba.cli.options import language_option, python_option, set_option
from mcba.cli.output import tell_written


@click.group("excel")
def excel_command() -> None:
    """Workbooks: a study or a saved run as an Excel file."""


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
