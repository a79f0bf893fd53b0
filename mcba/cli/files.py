"""Commands that write files of a run: `figures`, `page`, `report`, `sipmath`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mcba.cli.inputs import facts_at, run_of, study_at
from mcba.cli.options import (
    TableChoice,
    TableOption,
    format_words,
    formats_of_report,
    language_option,
    languages_option,
    population_option,
    python_option,
    refuse_years_alone,
    samplers,
    set_option,
    years_option,
)
from mcba.cli.output import labels

if TYPE_CHECKING:
    from mcba.engine import Run


@click.command("figures")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@set_option
@python_option
@language_option
@click.option("--assumptions", is_flag=True, help="Draw each assumption instead: density, judgements, data, misfit.")
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Default: figures/<study>, and there assumptions/ for --assumptions.",
)
def figures_command(study: str, language: str, assumptions: bool, out: str | None) -> None:
    """Draw every figure of STUDY, or of a saved RUN, as PNG and SVG."""
    if assumptions:
        from mcba.reporting.delivery import write_assumption_figures

        stated = study_at(study)
        folder = Path("figures") / stated.name / "assumptions" if out is None else Path(out)
        files = write_assumption_figures(stated, folder, language)
        click.echo(labels(language)("command.assumption_figures", count=len(files) // 2, folder=folder))
        return
    from mcba.reporting.delivery import figures
    from mcba.reporting.facts import facts_of

    with facts_at(study, facts_of) as (facts, _):
        folder = Path(out) if out is not None else Path("figures") / facts.study.name
        files = figures(facts.run, folder, language=language)
    click.echo(labels(language)("command.figures", count=len(files) // 2, folder=folder))


@click.command("report")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option(
    "--format",
    "formats",
    default="docx",
    show_default=True,
    cls=TableOption,
    words=format_words("{formats}, or xlsx for the workbook of results; several with commas between them."),
    callback=formats_of_report,
)
@set_option
@python_option
@languages_option
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Default: the RUN, or out/<study>.")
@click.option(
    "--template", type=click.Path(exists=True, dir_okay=False), help="A Word document whose styles the docx takes."
)
@population_option
@years_option
def report_command(
    study: str,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    out: str | None,
    template: str | None,
    population: float | None,
    years: int | None,
) -> None:
    """Write the methods appendix of STUDY, or of a saved RUN."""
    from mcba.reporting.delivery import write_appendix
    from mcba.reporting.facts import DecisionFacts

    refuse_years_alone(population, years)

    def asked(result: Run) -> DecisionFacts:
        return DecisionFacts(result, {}, population, years or 1)

    if template is not None and "docx" not in formats:
        raise click.UsageError("--template gives a Word document its styles; say --format docx, alone or among others")
    with facts_at(study, asked) as (facts, beside):
        files = write_appendix(facts, out or beside, formats=formats, language=languages, template=template)
    for file in files:
        click.echo(labels(languages[0])("command.wrote", file=file))


@click.command("page")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Default: page.<language>.html in the RUN, or out/<study>.",
)
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--sampler", type=TableChoice(samplers))
@click.option("--scenario", metavar="NAME", help="Begin under a scenario of the study.")
@click.option("--option", metavar="NAME", help="Begin under an option of the study.")
@set_option
@python_option
@language_option
def page_command(study: str, out: str | None, language: Any, **settings: Any) -> None:
    """Write STUDY, or a saved RUN, as one HTML file in which a reader can move every assumption."""
    from mcba.reporting.delivery import page

    run, folder = run_of(study, **settings)
    file = page(run, folder / f"page.{language}.html" if out is None else out, language=language)
    click.echo(labels(language)("command.wrote", file=file))


@click.command("sipmath")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False), help="The .json file to write.")
@click.option("--worlds", type=click.IntRange(1), help="How many, from the first; at most 10,000 when absent.")
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="An outcome, an assumption, or a result with labels such as bearer_npv; repeat for others.",
)
@click.option("--date", metavar="TEXT", help="For dateCreated; left out when absent.")
@set_option
@python_option
@language_option
def sipmath_command(
    study: str, target: str, worlds: int | None, names: tuple[str, ...], date: str | None, language: str
) -> None:
    """Write the worlds of STUDY, or of a saved RUN, as a SIPmath 3.0 library, for spreadsheets and other tools.

    The other way round: data = { table = "library.json", column = "a SIP" } in an assumption.
    """
    from mcba.engine.drawing import sampler_named
    from mcba.engine.saved import write_sipmath

    result, _ = run_of(study)
    library = write_sipmath(result, target, worlds=worlds, names=names, date=date)
    say = labels(language)
    click.echo(say("command.sips", count=len(library.names), worlds=say.whole(library.worlds), file=target))
    for key, left_out in (("labelled", library.labelled), ("endless", library.endless)):
        if left_out:
            click.echo(say(f"command.{key}", names=left_out))
    if sampler_named(result.settings.sampler).in_strata and library.worlds < result.settings.worlds:
        click.echo(say("command.part_of_hypercube"))
