"""The command `rank`: which assumptions drive an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mcba.cli.inputs import facts_at, is_saved, load_study
from mcba.cli.options import TableChoice, TableOption, json_option, language_option, python_option, set_option, written
from mcba.cli.output import print_json, stopped

if TYPE_CHECKING:
    from mcba.reporting.facts import Ranked


SOURCES = {
    "worlds": "from the same worlds",
    "design": "by design",
    "dependence": "for dependent assumptions",
    "base": "one at a time",
}
"""What the methods of a source look at, in words."""


def _method_words() -> str:
    from mcba.analysis.ranking.methods import METHODS

    first, *others = METHODS
    of_source = {source: [name for name in others if METHODS[name].source == source] for source in SOURCES}
    listed = "; ".join(f"{SOURCES[source]} {', '.join(names)}" for source, names in of_source.items())
    return f"{first}; {listed}; {_salib_words()}; or agreement, which compares several."


def _salib_words() -> str:
    from mcba.analysis.ranking.methods import BY_SALIB

    return f"by SALib {', '.join(BY_SALIB)}"


def _groupings() -> tuple[str, ...]:
    from mcba.analysis.ranking import GROUPINGS

    return GROUPINGS


@click.command("rank")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option("--outcome", metavar="NAME", help="What is driven: npv when absent, or the study's first outcome.")
@click.option(
    "--method",
    metavar="NAME",
    default="overview",
    show_default=True,
    cls=TableOption,
    words=_method_words,
)
@click.option(
    "--groups",
    type=TableChoice(_groupings),
    help="What is ranked as one: an assumption, each of its numbers, or assumptions together.",
)
@click.option("--check", metavar="salib", help="Compute the indices again by SALib at the same points, and compare.")
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw, or the most that a design may take.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0.")
@click.option("--scenario", metavar="NAME", help="Under a scenario of the study.")
@click.option("--option", metavar="NAME", help="Under an option of the study.")
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Save ranking.csv and figures.")
@written
@set_option
@python_option
@language_option
@json_option
def rank_command(
    study: str,
    outcome: str | None,
    method: str,
    scenario: str | None,
    option: str | None,
    out: str | None,
    formats: tuple[str, ...],
    language: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Say which assumptions of STUDY drive an outcome, and how sure that is."""
    from mcba.reporting import Labels
    from mcba.reporting.delivery import save_ranking
    from mcba.reporting.facts import ranked_study, with_shares
    from mcba.reporting.pages import RANKING
    from mcba.study import apply_variants

    if formats and out is None:
        raise click.UsageError("--format writes the page into a folder; name one with --out")
    if is_saved(study):
        asked = {scenario, option, *options.values()} - {None}
        if outcome or asked or method != "overview" or out is not None:
            raise click.UsageError(f"{study} is a saved run: its own ranking is shown; name the study for another one")
        ranked = _ranked_of_run(study, language)
    else:
        variant = apply_variants(load_study(study), scenario=scenario, option=option)
        ranked = ranked_study(variant, outcome, method=method, figures=out is not None, **options)
    if as_json:
        from mcba.reporting import ranking_object

        print_json(ranking_object(ranked.ranking, ranked.study))
    else:
        click.echo(RANKING.printed(ranked, language) + "\n")
    say, files = Labels(ranked.study, language), []
    if out is not None:
        ranked = with_shares(ranked)
        if ranked.no_shares is not None:
            click.echo(say("rank.no_shares", why=say.note(ranked.no_shares)), err=True)
        files = save_ranking(ranked, out, language=language, formats=formats)
    if not as_json:
        click.echo(say("rank.not_saved") if out is None else say("rank.saved", folder=out))
        for file in files:
            click.echo(f"  {file.name}")


def _ranked_of_run(path: str, language: str) -> Ranked:
    """The ranking that is kept with a saved run, or computed and kept now."""
    from mcba.reporting.facts import Missing, Ranked, facts_of

    with facts_at(path, facts_of) as (facts, _):
        ranking = facts.ranking
        if isinstance(ranking, Missing):
            raise stopped(ranking, facts.study, language)
        return Ranked(ranking, facts.study)
