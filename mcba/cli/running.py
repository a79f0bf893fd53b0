"""Commands that draw worlds: `run`, `extend`, `verify`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mcba.cli.inputs import load_study, progress_bar
from mcba.cli.options import (
    TableChoice,
    json_option,
    language_option,
    python_option,
    refuse_timings_alone,
    samplers,
    set_option,
    timings_option,
    written,
)
from mcba.cli.output import PROMISE_BROKEN, allows_python, labels, print_json, values_set, write_too

if TYPE_CHECKING:
    from mcba.engine import Run
    from mcba.study import Study


@click.command("run")
@click.argument("study", type=click.Path(), required=False)
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option(
    "--precision", type=click.IntRange(1, 6), metavar="DIGITS", help="Draw until so many digits hold instead."
)
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--sampler", type=TableChoice(samplers))
@click.option("--scenario", metavar="NAME", help="A scenario of the study, on the same worlds.")
@click.option("--option", metavar="NAME", help="An option of the study, on the same worlds.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Threads; no answer depends on it."
)
@click.option("--scheduler", metavar="ADDRESS", help="A dask cluster that does the work, such as tcp://10.0.0.1:8786.")
@click.option("--block", type=click.IntRange(1), help="Worlds evaluated at once; no answer depends on it.")
@click.option("--store", type=click.Choice(["worlds", "summary"]), help="Keep the worlds, or only what they say.")
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Save results.nc, summary.csv, manifest.json, accounts.csv, results.xlsx.",
)
@click.option(
    "--resume", type=click.Path(file_okay=False), metavar="DIR", help="Finish the run that was stopped in DIR."
)
@written
@set_option
@python_option
@language_option
@json_option
@timings_option
def run_command(
    study: str | None,
    resume: str | None,
    out: str | None,
    formats: tuple[str, ...],
    language: str,
    as_json: bool,
    timings: bool,
    **options: Any,
) -> None:
    """Draw the worlds of STUDY and print its ranges.

    Leaves with 1 when a published figure is not reproduced.
    """
    refuse_timings_alone(as_json, timings)
    if (study is None) == (resume is None):
        raise click.UsageError("name a STUDY to run, or --resume a folder; not both")
    if resume is not None:
        _refuse_other_settings({"out": out, "set": values_set() or None, **options})
    result = _resumed(resume, options["workers"]) if resume is not None else _run(str(study), out, language, **options)
    _finish(result, resume or out, language=language, formats=formats, as_json=as_json, timings=timings)


def _refuse_other_settings(given: Mapping[str, Any]) -> None:
    """Refuse settings for a run that was begun with its own, in a folder of its own; how many work on it is free."""
    others = [f"--{name}" for name, value in given.items() if name != "workers" and value is not None]
    if others:
        raise click.UsageError(
            f"--resume goes on with a run as it was begun, so {' and '.join(others)} cannot be given with it; "
            "leave out one or the other"
        )


def _run(
    study: str,
    out: str | None,
    language: str,
    *,
    precision: int | None,
    scheduler: str | None,
    worlds: int | None,
    **options: Any,
) -> Run:
    stated = load_study(study)
    if precision is not None and worlds is not None:
        raise click.UsageError("--worlds says how many and --precision how exact; give one of them")
    if precision is not None and scheduler is not None:
        raise click.UsageError(
            "--precision draws until digits hold, on this machine; with --scheduler say --worlds for how many"
        )
    if precision is not None:
        return _precise(stated, precision, language, **options)
    from mcba.engine import cluster, run as run_study

    threads = options.pop("workers")
    with progress_bar(worlds or stated.document.run.worlds) as progress, cluster(scheduler) as (executor, elsewhere):
        return run_study(
            stated,
            worlds=worlds,
            workers=elsewhere or threads,
            executor=executor,
            unfinished=None if out is None else Path(out),
            progress=progress,
            **options,
        )


def _precise(stated: Study, precision: int, language: str, **options: Any) -> Run:
    from mcba.engine import run_to_precision
    from mcba.engine.drawing import extendable_samplers, sampler_named

    sampler = sampler_named(options["sampler"] or stated.document.run.sampler)
    if not sampler.extendable():
        others = " or ".join(f"--sampler {name}" for name in extendable_samplers())
        raise click.UsageError(
            f"--precision draws until digits hold, and {sampler.title} (sampler {sampler.name}) cannot grow; "
            f"say {others}, or --worlds for how many"
        )
    result, holds = run_to_precision(stated, precision, **options)
    key = "command.digits_hold" if holds else "command.digits_do_not"
    click.echo(labels(language)(key, count=precision, worlds=result.settings.worlds), err=True)
    return result


def _resumed(folder: str, workers: int) -> Run:
    from mcba.engine.saved import resume, unfinished

    with progress_bar(unfinished(Path(folder))["settings"]["worlds"]) as progress:
        return resume(folder, workers=workers, progress=progress, allow_python=allows_python())


@click.command("extend")
@click.argument("results", metavar="RUN", type=click.Path())
@click.option("--worlds", type=click.IntRange(2), required=True, help="How many worlds the run shall have.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@python_option
@language_option
@json_option
@timings_option
def extend_command(results: str, worlds: int, workers: int, language: str, as_json: bool, timings: bool) -> None:
    """Give a saved RUN more worlds, without drawing those it has again."""
    refuse_timings_alone(as_json, timings)
    from mcba.engine.saved import extend_saved

    with progress_bar(worlds) as progress:
        result = extend_saved(results, worlds, workers=workers, progress=progress, allow_python=allows_python())
    _finish(result, results, language=language, as_json=as_json, timings=timings)


@click.command("verify")
@click.argument("results", metavar="RUN", type=click.Path())
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@python_option
@click.option(
    "--tolerance",
    type=click.FloatRange(0),
    metavar="SIZE",
    help="The largest difference taken as none, of the spread of an outcome, such as 1e-9; every bit when absent.",
)
@language_option
def verify_command(results: str, workers: int, tolerance: float | None, language: str) -> None:
    """Run a saved RUN again and say whether every number is the same."""
    from mcba.engine.saved import verify as verify_run

    verification = verify_run(results, workers=workers, tolerance=tolerance, allow_python=allows_python())
    say = labels(language)
    if verification.same:
        key = "command.same_within" if verification.largest else "command.same"
        size, name = f"{verification.largest:.0e}", verification.outcome
        click.echo(say(key, folder=results, count=verification.arrays, size=size, name=name))
    else:
        click.echo(say("command.not_same", folder=results))
    for note in (*verification.differences, *verification.notes):
        click.echo(f"  {say.note(note)}")
    if not verification.same:
        sys.exit(PROMISE_BROKEN)


def _finish(
    result: Run,
    out: str | None,
    *,
    language: str,
    formats: tuple[str, ...] = (),
    as_json: bool,
    timings: bool,
) -> None:
    """Save, print, and leave with the code for published figures that are missed."""
    from mcba.engine.saved import save_run
    from mcba.reporting import Labels
    from mcba.reporting.delivery import save_accounts
    from mcba.reporting.facts import facts_of, keep
    from mcba.reporting.pages import RUN, check

    if out is not None:
        save_run(result, out, command=shlex.join(["mcba", *sys.argv[1:]]))
    facts = facts_of(result)
    say = Labels(facts.study, language)
    beside = [] if out is None else save_accounts(facts, out, language=language)
    if as_json:
        from mcba.reporting import run_object

        print_json(run_object(facts), timings=timings)
    else:
        click.echo(RUN.printed(facts, language) + "\n")
        if hints := len(check(facts.study).hints):
            click.echo(say("command.hints", count=hints), err=True)
        if out is None:
            click.echo(say("printed.not_saved"))
        else:
            more = "".join(f", {file.name}" for file in beside)
            click.echo(say("printed.saved_summary" if result.accumulators else "printed.saved", folder=out, more=more))
            click.echo(say("printed.again", folder=out))
    write_too(RUN, facts, language, formats, out)
    if out is not None:
        keep(facts, Path(out))
    missed = sum(not figure.passed for figure in facts.reproduced)
    if missed:
        click.echo(say("printed.missed", count=missed), err=True)
        sys.exit(PROMISE_BROKEN)
