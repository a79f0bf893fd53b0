"""Commands for a choice between options and between runs: `answer`, `decide`, `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mcba.cli.inputs import facts_at, open_saved, run_of
from mcba.cli.options import (
    TableOption,
    format_words,
    formats_of_answer,
    json_option,
    language_option,
    languages_option,
    population_option,
    python_option,
    refuse_folder_without_format,
    refuse_timings_alone,
    refuse_years_alone,
    set_option,
    timings_option,
    where,
    written,
    years_option,
)
from mcba.cli.output import labels, print_json, stopped, tell_written, write_too

if TYPE_CHECKING:
    from mcba.analysis.decision.information import PlannedStudy
    from mcba.engine import Run
    from mcba.reporting.facts import DecisionFacts


@click.command("answer")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--scenario", metavar="NAME", help="A scenario of the study, on the same worlds.")
@click.option("--option", metavar="NAME", help="An option of the study, on the same worlds.")
@click.option(
    "--format",
    "formats",
    cls=TableOption,
    words=format_words("Write the page: {formats}, or png for a slide; several with commas. Printed when absent."),
    callback=formats_of_answer,
)
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Default: the RUN, or out/<study>.")
@set_option
@python_option
@languages_option
@json_option
def answer_command(
    study: str, formats: tuple[str, ...], out: str | None, languages: tuple[str, ...], as_json: bool, **settings: Any
) -> None:
    """Answer on one page: what to choose, what a euro brings, who gains and pays, what would turn that."""
    refuse_folder_without_format(formats, out)
    from mcba.reporting.facts import facts_of

    with facts_at(study, facts_of, **settings) as (facts, beside):
        if formats:
            from mcba.reporting.delivery import write_answer

            tell_written(write_answer(facts, out or beside, formats=formats, language=languages), languages[0])
        if as_json:
            from mcba.reporting import answer_object

            print_json(answer_object(facts))
        elif not formats:
            from mcba.reporting.pages import ANSWER

            click.echo("\n\n".join(ANSWER.printed(facts, language) for language in languages))


@click.command("decide")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option(
    "--weight",
    "weights",
    multiple=True,
    metavar="BEARER=NUMBER",
    help="What a euro counts for that this bearer gains or loses; repeat for others.",
)
@population_option
@years_option
@set_option
@python_option
@language_option
@written
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Draw the figures there, as PNG and SVG.")
@json_option
@timings_option
def decide_command(
    study: str,
    worlds: int | None,
    seed: int | None,
    weights: tuple[str, ...],
    population: float | None,
    years: int | None,
    language: str,
    formats: tuple[str, ...],
    out: str | None,
    as_json: bool,
    timings: bool,
) -> None:
    """Say what to choose, how sure that is, what would change it, and what to measure next."""
    refuse_years_alone(population, years)
    refuse_timings_alone(as_json, timings)
    from mcba.reporting.facts import Missing
    from mcba.reporting.pages import decide

    weight_of = _weights(weights)

    def asked(result: Run) -> DecisionFacts:
        return decide(result, weights=weight_of, population=population, years=years or 1)

    with facts_at(study, asked, worlds=worlds, seed=seed) as (facts, _):
        if isinstance(facts.options, Missing):
            raise stopped(facts.options, facts.study, language)
        if as_json:
            from mcba.reporting import decision_object

            print_json(decision_object(facts), timings=timings)
        else:
            from mcba.reporting.pages import DECISION

            click.echo(DECISION.printed(facts, language))
        _save_decision(facts, out, formats, language)


def _weights(given: tuple[str, ...]) -> dict[str, float]:
    """The weight of each bearer that was given one."""
    weights = {}
    for text in given:
        bearer, _, number = text.partition("=")
        try:
            weights[bearer.strip()] = float(number)
        except ValueError:
            raise click.BadParameter(
                f"{text!r}; write BEARER=NUMBER, such as client=2", param_hint="--weight"
            ) from None
    return weights


def _save_decision(facts: DecisionFacts, out: str | None, formats: tuple[str, ...], language: str) -> None:
    """Write the page of a decision, with its figures, and the figures by themselves where a folder is named."""
    from mcba.reporting.pages import DECISION

    write_too(DECISION, facts, language, formats, out)
    if out is not None:
        from mcba.reporting.delivery import write_decision_figures

        files, left_out = write_decision_figures(facts, out, language)
        say = labels(language)
        reasons = (f"{name}: {say.note(reason)}" for name, reason in left_out.items())
        for told in (say("command.figures", count=len(files) // 2, folder=out), *reasons):
            click.echo(told, err=True)


@click.command("evsi")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.argument("name")
@click.option("--sample-size", type=click.IntRange(1), required=True, metavar="N", help="How many are observed.")
@click.option(
    "--form",
    type=click.Choice(("normal", "binomial", "poisson")),
    default="normal",
    show_default=True,
    help="What is observed: a number with an error, whether something happens, how often it happens.",
)
@click.option(
    "--observation-sd",
    type=click.FloatRange(0, min_open=True),
    metavar="SD",
    help="Standard deviation of one observation, in the unit of NAME; for --form normal.",
)
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@language_option
@json_option
@set_option
@python_option
def evsi_command(
    study: str,
    name: str,
    sample_size: int,
    form: PlannedStudy,
    observation_sd: float | None,
    worlds: int | None,
    seed: int | None,
    language: str,
    as_json: bool,
) -> None:
    """Say what a planned study of assumption NAME is worth before choosing (EVSI)."""
    if form == "normal" and observation_sd is None:
        raise click.UsageError("--form normal, which is the default, needs --observation-sd: that of one observation")
    if form != "normal" and observation_sd is not None:
        raise click.UsageError(f"--observation-sd goes with --form normal, and not with {form}; leave it out")
    from mcba.analysis.decision.information import evppi, evsi
    from mcba.engine.saved import plain
    from mcba.reporting import Labels

    result, _ = run_of(study, worlds=worlds, seed=seed)
    sample = evsi(result, name, sample_size=sample_size, study=form, observation_sd=observation_sd)
    exact = evppi(result, name)
    if as_json:
        planned = {"form": form, "sample_size": sample_size, "observation_sd": observation_sd}
        print_json(plain({"assumption": name, "planned": planned, "evsi": sample, "evppi": exact}))
        return
    say = Labels(result.study, language)
    worth = {"worth": say.estimate(sample), "error": say.error(sample.error)}
    known = {"exact": say.estimate(exact), "exact_error": say.error(exact.error)}
    click.echo(say("command.evsi", name=name, count=say.whole(sample_size), currency=say.currency, **worth, **known))


@click.command("compare")
@click.argument("before", metavar="RUN_A", type=click.Path())
@click.argument("after", metavar="RUN_B", type=click.Path())
@click.option("--outcome", metavar="NAME", help="Which outcome to explain; npv, or the first, when absent.")
@written
@where
@python_option
@language_option
@json_option
def compare_command(
    before: str,
    after: str,
    outcome: str | None,
    formats: tuple[str, ...],
    out: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Explain why two saved runs differ: what each change does to the mean and to both ends of the range."""
    from mcba.analysis import compare as compare_runs
    from mcba.reporting.facts import ComparedRuns
    from mcba.reporting.pages import COMPARISON

    refuse_folder_without_format(formats, out)
    runs = open_saved(before), open_saved(after)
    facts = ComparedRuns(compare_runs(*runs, outcome=outcome), *runs)
    if as_json:
        from mcba.reporting import comparison_object

        print_json(comparison_object(facts))
    else:
        click.echo(COMPARISON.printed(facts, language))
    write_too(COMPARISON, facts, language, formats, out)
