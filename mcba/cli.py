"""The command line, and nothing else: each command calls one public function and prints what it gives."""

from __future__ import annotations

import gc
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcba.errors import FamilyError, FormulaError, LibraryError, McbaError, RequestError, RunError, StudyError
from mcba.study.readings import ASKED

SomeFacts = TypeVar("SomeFacts", bound="Facts")

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from mcba.engine.result import Run
    from mcba.reporting.facts import DecisionFacts, Facts, Missing
    from mcba.reporting.labels import Labels
    from mcba.reporting.pages.page import Page
    from mcba.reporting.pages.ranking import Ranked
    from mcba.study.model import Study

DONE, PROMISE_BROKEN, INPUT_WRONG, RUN_FAILED = 0, 1, 2, 3
_INPUT_ERRORS = (StudyError, FormulaError, FamilyError, LibraryError, RequestError)


def _with_exit_codes(command: Callable[..., None]) -> Callable[..., None]:
    """Print what went wrong, without a traceback, and leave with the code for it."""

    @wraps(command)
    def wrapped(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except McbaError as error:
            click.echo(str(error), err=True)
            if isinstance(error, StudyError) and error.complaints:
                count = len(error.complaints)
                click.echo(f"{count} mistake{'s' if count != 1 else ''} found", err=True)
            sys.exit(INPUT_WRONG if isinstance(error, _INPUT_ERRORS) else RUN_FAILED)
        except KeyboardInterrupt:
            click.echo("stopped; with --out DIR, `mcba run --resume DIR` goes on from what was done", err=True)
            sys.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(DONE)

    return wrapped


_language = click.option(
    "--language", metavar="LANGUAGE", default="en", show_default=True, help="Of what people read: en, nl."
)


def _formats(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    if given is None:
        return ()
    from mcba.reporting.report import FORMATS

    formats = tuple(part.strip() for part in given.split(",") if part.strip())
    if not formats or any(part not in FORMATS for part in formats):
        raise click.BadParameter(f"{given!r}; name one or more of {', '.join(FORMATS)}, with commas between them")
    return formats


_written = click.option(
    "--format", "formats", callback=_formats, help="Write the page too: docx, html, md, pdf; several with commas."
)
_where = click.option(
    "--out", type=click.Path(file_okay=False), metavar="DIR", help="Where --format writes the page; here when absent."
)


def _needs_format(formats: tuple[str, ...], out: str | None) -> None:
    """Refuse a folder for a page that is not to be written."""
    if out is not None and not formats:
        raise click.UsageError("--out says where the page is written; say --format too, such as --format docx")


def _write(page: Page, facts: object, language: str, formats: tuple[str, ...], out: str | None) -> None:
    """Write a page in the formats that were asked."""
    if formats:
        from mcba.reporting.report import write_page

        _tell_written(write_page(page, facts, out or ".", formats=formats, language=language), language)


def _tell_written(files: list[Path], language: str) -> None:
    for file in files:
        click.echo(_say(language)("command.wrote", file=file), err=True)


def _say(language: str) -> Labels:
    from mcba.reporting.labels import Labels

    return Labels(None, language)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mcba")
def main() -> None:
    """Ranges that can be defended, for social cost-benefit analysis.

    STUDY is a folder with a study.toml, or the file itself.

    Exit codes: 0 done; 1 a promise does not hold (a published figure is not reproduced, a saved run differs);
    2 the input is wrong; 3 the run failed.
    """


@main.command()
@click.argument("name")
@click.option(
    "--from",
    "origin",
    metavar="STUDY",
    help="Start from a copy of this study: a folder, or the name of one that comes with mcba.",
)
@_language
@_with_exit_codes
def new(name: str, origin: str | None, language: str) -> None:
    """Make a new study folder NAME to edit.

    From a study that brings a template, such as meerwaarde-preventiecalculator for a case file of your own, the
    template is taken.
    """
    folder = Path(name)
    if folder.exists():
        raise StudyError.without_place(f"{folder} is already there; choose another name, or remove it first")
    from mcba.study.library import data_folder
    from mcba.study.starter import STARTER

    if origin is None:
        folder.mkdir(parents=True)
        (folder / "study.toml").write_text(
            STARTER.replace("A new study", folder.name.replace("-", " ").capitalize()), encoding="utf-8"
        )
    else:
        source = Path(origin) if Path(origin).is_dir() else data_folder("studies") / origin
        if not (source / "study.toml").is_file():
            known = sorted(path.parent.name for path in data_folder("studies").glob("*/study.toml"))
            raise StudyError.without_place(
                f"there is no study {origin!r}; name a folder with a study.toml, or one of {', '.join(known)}"
            )
        template = source / "template"  # what a study offers to start from, where that is not the study itself
        source = template if (template / "study.toml").is_file() else source
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    then = f"mcba check {folder} && mcba run {folder}"
    click.echo(_say(language)("command.made", folder=folder, file=folder / "study.toml", then=then))


@main.command()
@click.argument("study", type=click.Path())
@_language
@_with_exit_codes
def check(study: str, language: str) -> None:
    """Say everything that is wrong with STUDY, as file:line:column."""
    from mcba.reporting.labels import Labels
    from mcba.study.hints import hints

    found = _load(study)
    document, say = found.document, Labels(found, language)
    counts = {"assumptions": len(document.assumptions), "quantities": len(document.quantities)}
    counts |= {"flows": len(found.flows), "outcomes": len(found.outcomes)}
    said = {name: say(f"check.{name}", count=count) for name, count in counts.items()}
    click.echo(say("check.sound", path=found.path, **said))
    for hint in hints(found):
        place = {"path": hint.path, "line": hint.line, "column": hint.column}
        click.echo(say("check.hint", **place, hint=say.note(hint.note)))


@main.command()
@_with_exit_codes
def schema() -> None:
    """Print the JSON Schema of the study file, for editors."""
    from mcba.study.document import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@main.command()
@click.argument("study", type=click.Path(), required=False)
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option(
    "--precision", type=click.IntRange(1, 6), metavar="DIGITS", help="Draw until so many digits hold instead."
)
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--sampler", type=click.Choice(["sobol", "lhs", "random"]))
@click.option("--scenario", metavar="NAME", help="A scenario of the study, on the same worlds.")
@click.option("--option", metavar="NAME", help="An option of the study, on the same worlds.")
@click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="Threads; no answer depends on it."
)
@click.option("--scheduler", metavar="ADDRESS", help="A dask cluster that does the work, such as tcp://10.0.0.1:8786.")
@click.option("--block", type=click.IntRange(1), help="Worlds evaluated at once; no answer depends on it.")
@click.option("--store", type=click.Choice(["worlds", "summary"]), help="Keep the worlds, or only what they say.")
@click.option(
    "--out", type=click.Path(file_okay=False), metavar="DIR", help="Save results.nc, summary.csv, manifest.json."
)
@click.option(
    "--resume", type=click.Path(file_okay=False), metavar="DIR", help="Finish the run that was stopped in DIR."
)
@_written
@_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_with_exit_codes
def run(
    study: str | None,
    resume: str | None,
    out: str | None,
    formats: tuple[str, ...],
    language: str,
    as_json: bool,
    **options: Any,
) -> None:
    """Draw the worlds of STUDY and print its ranges.

    Leaves with 1 when a published figure is not reproduced.
    """
    if (study is None) == (resume is None):
        raise click.UsageError("name a STUDY to run, or --resume a folder; not both")
    if resume is not None:
        _refuse_other_settings({"out": out, **options})
    result = _resumed(resume, options["workers"]) if resume is not None else _run(str(study), out, language, **options)
    _finish(result, resume or out, language=language, formats=formats, as_json=as_json)


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
    found = _load(study)
    if precision is not None and worlds is not None:
        raise click.UsageError("--worlds says how many and --precision how exact; give one of them")
    if precision is not None and scheduler is not None:
        raise click.UsageError(
            "--precision draws until digits hold, on this machine; with --scheduler say --worlds for how many"
        )
    if precision is not None:
        return _precise(found, precision, language, **options)
    from mcba.engine.run import run as run_study

    threads = options.pop("workers")
    with _progress(worlds or found.document.run.worlds) as progress, _cluster(scheduler) as (executor, elsewhere):
        return run_study(
            found,
            worlds=worlds,
            workers=elsewhere or threads,
            executor=executor,
            unfinished=None if out is None else Path(out),
            progress=progress,
            **options,
        )


def _precise(found: Study, precision: int, language: str, **options: Any) -> Run:
    from mcba.engine.precision import run_to_precision

    if (options["sampler"] or found.document.run.sampler) == "lhs":
        raise click.UsageError(
            "--precision draws until digits hold, and a Latin hypercube (sampler lhs) cannot grow; "
            "say --sampler sobol or --sampler random, or --worlds for how many"
        )
    result, holds = run_to_precision(found, precision, **options)
    key = "command.digits_hold" if holds else "command.digits_do_not"
    click.echo(_say(language)(key, count=precision, worlds=result.settings.worlds), err=True)
    return result


def _resumed(folder: str, workers: int) -> Run:
    from mcba.engine.checkpoint import unfinished
    from mcba.reporting.results import resume

    with _progress(unfinished(Path(folder))["settings"]["worlds"]) as progress:
        return resume(folder, workers=workers, progress=progress)


def _finish(result: Run, out: str | None, *, language: str, formats: tuple[str, ...] = (), as_json: bool) -> None:
    """Save, print, and leave with the code for published figures that are missed."""
    from mcba.reporting.kept import facts_of, keep
    from mcba.reporting.labels import Labels
    from mcba.reporting.results import save_run

    if out is not None:
        save_run(result, out, command=shlex.join(["mcba", *sys.argv[1:]]))
    facts = facts_of(result)
    say = Labels(facts.study, language)
    if as_json:
        from mcba.reporting.objects import run_object

        click.echo(json.dumps(run_object(facts), ensure_ascii=False, allow_nan=False))
    else:
        from mcba.reporting.pages.run import RUN

        click.echo(RUN.printed(facts, language) + "\n")
        if out is None:
            click.echo(say("printed.not_saved"))
        else:
            click.echo(say("printed.saved_summary" if result.accumulators else "printed.saved", folder=out))
            click.echo(say("printed.again", folder=out))
    if formats:
        from mcba.reporting.pages.run import RUN
        from mcba.reporting.report import write_page

        _tell_written(write_page(RUN, facts, out or ".", formats=formats, language=language), language)
    if out is not None:
        keep(facts, Path(out))
    missed = sum(not one.passed for one in facts.reproduced)
    if missed:
        click.echo(say("printed.missed", count=missed), err=True)
        sys.exit(PROMISE_BROKEN)


@main.command()
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option("--outcome", metavar="NAME", help="What is driven: npv when absent, or the study's first outcome.")
@click.option(
    "--method",
    metavar="NAME",
    default="overview",
    show_default=True,
    help="overview; from the same worlds conditional, first_order, rbd_fast, spearman, partial_rank, regression, "
    "variance_shares, pawn, delta, regional, box; by design sobol, morris, fast, dgsm; for dependent assumptions "
    "shapley, kucherenko; one at a time tornado, elasticity; or agreement, which compares several.",
)
@click.option(
    "--groups",
    type=click.Choice(["assumption", "number", "status", "kind", "dependent"]),
    help="What is ranked as one: an assumption, each of its numbers, or assumptions together.",
)
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw, or the most that a design may take.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0.")
@click.option("--scenario", metavar="NAME", help="Under a scenario of the study.")
@click.option("--option", metavar="NAME", help="Under an option of the study.")
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Save ranking.csv and figures.")
@_written
@_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_with_exit_codes
def rank(
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
    from mcba.analysis.ranking import rank as rank_study
    from mcba.engine.compiled import apply_variants
    from mcba.reporting.labels import Labels
    from mcba.reporting.pages.ranking import Ranked

    if formats and out is None:
        raise click.UsageError("--format writes the page into a folder; name one with --out")
    if _is_saved(study):
        asked = {scenario, option, *options.values()} - {None}
        if outcome or asked or method != "overview" or out is not None:
            raise click.UsageError(f"{study} is a saved run: its own ranking is shown; name the study for another one")
        ranked = _ranked_of_run(study, language)
    else:
        found = apply_variants(_load(study), scenario=scenario, option=option)
        outcome = outcome or ("npv" if "npv" in found.outcomes else found.outcomes[0])
        if out is not None and method == "overview":
            options |= {"convergence": True, "sample": 1_500}
        ranked = Ranked(rank_study(found, outcome, method=method, **options), found)
    if as_json:
        from mcba.reporting.objects import ranking_object

        click.echo(json.dumps(ranking_object(ranked.ranking, ranked.study), ensure_ascii=False, allow_nan=False))
    else:
        click.echo(ranked.page.printed(ranked, language) + "\n")
    say = Labels(ranked.study, language)
    files = [] if out is None else _save_ranking(ranked, out, language, formats=formats, seed=options["seed"])
    if not as_json:
        click.echo(say("rank.not_saved") if out is None else say("rank.saved", folder=out))
        for file in files:
            click.echo(f"  {file.name}")


def _ranked_of_run(path: str, language: str) -> Ranked:
    """The ranking that is kept with a saved run, or computed and kept now."""
    from mcba.reporting.facts import Missing
    from mcba.reporting.kept import facts_of
    from mcba.reporting.pages.ranking import Ranked

    with _facts(path, facts_of) as (facts, _):
        ranking = facts.ranking
        if isinstance(ranking, Missing):
            raise _stopped(ranking, facts.study, language)
        return Ranked(ranking, facts.study)


def _stopped(missing: Missing, study: Study, language: str) -> RunError:
    """Why an answer cannot be given, in the reader's words."""
    from mcba.reporting.labels import Labels

    return RunError(Labels(study, language).note(missing))


def _save_ranking(ranked: Ranked, out: str, language: str, *, formats: tuple[str, ...], seed: int | None) -> list[Path]:
    """Save a ranking, and the shares by design beside an overview."""
    from mcba.analysis.ranking import shares_of
    from mcba.reporting.labels import Labels
    from mcba.reporting.report import save_ranking

    outcome, study = ranked.ranking.attrs["outcome"], ranked.study
    if ranked.ranking.attrs["method"] == "overview" and study is not None:
        try:
            shares = shares_of(study, outcome, seed=seed, second_order=True, convergence=True)
            ranked = replace(ranked, shares=shares)
        except RunError as error:
            say = Labels(study, language)
            click.echo(say("rank.no_shares", why=say.note(error.note)), err=True)
    return save_ranking(ranked, out, language=language, formats=formats)


@main.command()
@click.argument("results", metavar="RUN", type=click.Path())
@click.option("--worlds", type=click.IntRange(2), required=True, help="How many worlds the run shall have.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_with_exit_codes
def extend(results: str, worlds: int, workers: int, language: str, as_json: bool) -> None:
    """Give a saved RUN more worlds, without drawing those it has again."""
    from mcba.reporting.results import extend_saved

    with _progress(worlds) as progress:
        result = extend_saved(results, worlds, workers=workers, progress=progress)
    _finish(result, results, language=language, as_json=as_json)


@main.command()
@click.argument("results", metavar="RUN", type=click.Path())
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True)
@_language
@_with_exit_codes
def verify(results: str, workers: int, language: str) -> None:
    """Run a saved RUN again and say whether every number is the same."""
    from mcba.reporting.results import verify as verify_run

    found, say = verify_run(results, workers=workers), _say(language)
    if found.same:
        click.echo(say("command.same", folder=results, count=found.arrays))
        return
    click.echo(say("command.not_same", folder=results))
    for difference in found.differences:
        click.echo(f"  {say.note(difference)}")
    sys.exit(PROMISE_BROKEN)


@main.command()
@click.argument("study", type=click.Path())
@click.argument("name")
@_written
@_where
@_language
@_with_exit_codes
def show(study: str, name: str, formats: tuple[str, ...], out: str | None, language: str) -> None:
    """Print assumption NAME of STUDY: its distribution, what it was made from, and its source."""
    from mcba.reporting.pages.assumption import ASSUMPTION
    from mcba.reporting.sections.described import OneAssumption

    _needs_format(formats, out)
    facts = OneAssumption(_load(study), name)
    click.echo(ASSUMPTION.printed(facts, language))
    _write(ASSUMPTION, facts, language, formats, out)


@main.command()
@click.argument("study", type=click.Path())
@click.option("--to", "target", required=True, type=click.Path(dir_okay=False), help="A .csv or .xlsx file to write.")
@_language
@_with_exit_codes
def table(study: str, target: str, language: str) -> None:
    """Write the assumptions of STUDY as a table to review; `assumptions = "the-file"` in a study reads it back."""
    from mcba.study.sheet import write_assumptions

    count = write_assumptions(_load(study), Path(target))
    click.echo(_say(language)("command.table", count=count, file=target))


@main.command()
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
@_language
@_with_exit_codes
def sipmath(
    study: str, target: str, worlds: int | None, names: tuple[str, ...], date: str | None, language: str
) -> None:
    """Write the worlds of STUDY, or of a saved RUN, as a SIPmath 3.0 library, for spreadsheets and other tools.

    The other way round: data = { table = "library.json", column = "a SIP" } in an assumption.
    """
    from mcba.reporting.report import run_of
    from mcba.reporting.sipmath import write_sipmath

    result, _ = run_of(study, _progress)
    found = write_sipmath(result, target, worlds=worlds, names=names, date=date)
    say = _say(language)
    click.echo(say("command.sips", count=len(found.names), worlds=say.whole(found.worlds), file=target))
    for key, left_out in (("labelled", found.labelled), ("endless", found.endless)):
        if left_out:
            click.echo(say(f"command.{key}", names=left_out))
    if result.settings.sampler == "lhs" and found.worlds < result.settings.worlds:
        click.echo(say("command.part_of_hypercube"))


_own_library = click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="A library folder of your own."
)


@main.group()
def library() -> None:
    """Look into the evidence library: sourced unknowns to use with `from = "ID"`."""


@library.command("list")
@_own_library
@_language
@_with_exit_codes
def library_list(folder: Path | None, language: str) -> None:
    """List every entry with its status."""
    from mcba.reporting.pages.assumption import LIBRARY
    from mcba.reporting.sections.described import Entries
    from mcba.study.library import entry_ids

    click.echo(LIBRARY.printed(Entries(tuple(entry_ids(folder)), folder), language))


@library.command("show")
@click.argument("entry_id", metavar="ID")
@_own_library
@_written
@_where
@_language
@_with_exit_codes
def library_show(entry_id: str, folder: Path | None, formats: tuple[str, ...], out: str | None, language: str) -> None:
    """Print one entry."""
    from mcba.reporting.pages.assumption import ENTRY
    from mcba.reporting.sections.described import Entries

    _needs_format(formats, out)
    facts = Entries((entry_id,), folder)
    click.echo(ENTRY.printed(facts, language))
    _write(ENTRY, facts, language, formats, out)


@library.command("search")
@click.argument("words", nargs=-1, required=True)
@_own_library
@_language
@_with_exit_codes
def library_search(words: tuple[str, ...], folder: Path | None, language: str) -> None:
    """List the entries that hold all WORDS, in English or Dutch."""
    from mcba.reporting.pages.assumption import LIBRARY
    from mcba.reporting.sections.described import Entries
    from mcba.study.library import search

    click.echo(LIBRARY.printed(Entries(tuple(search(" ".join(words), folder)), folder), language))


@main.command()
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@_language
@click.option("--assumptions", is_flag=True, help="Draw each assumption instead: density, judgements, data, misfit.")
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Default: figures/<study>, and there assumptions/ for --assumptions.",
)
@_with_exit_codes
def figures(study: str, language: str, assumptions: bool, out: str | None) -> None:
    """Draw every figure of STUDY, or of a saved RUN, as PNG and SVG."""
    if assumptions:
        from mcba.reporting.report import figures_of_assumptions

        files = figures_of_assumptions(study, out, language=language)
        where = files[0].parent if files else out
        click.echo(_say(language)("command.assumption_figures", count=len(files) // 2, folder=where))
        return
    from mcba.reporting.kept import facts_of
    from mcba.reporting.report import figures as draw

    with _facts(study, facts_of) as (facts, _):
        folder = Path(out) if out is not None else Path("figures") / facts.study.name
        files = draw(facts.run, folder, language=language)
    click.echo(_say(language)("command.figures", count=len(files) // 2, folder=folder))


@main.command()
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option(
    "--format",
    "formats",
    default="docx",
    show_default=True,
    callback=_formats,
    help="docx, html, md, pdf; several with commas between them.",
)
@_language
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Default: the RUN, or out/<study>.")
@click.option(
    "--template", type=click.Path(exists=True, dir_okay=False), help="A Word document whose styles the docx takes."
)
@_with_exit_codes
def report(study: str, formats: tuple[str, ...], language: str, out: str | None, template: str | None) -> None:
    """Write the methods appendix of STUDY, or of a saved RUN."""
    from mcba.reporting.kept import facts_of
    from mcba.reporting.report import report as write

    if template is not None and "docx" not in formats:
        raise click.UsageError("--template gives a Word document its styles; say --format docx, alone or among others")
    with _facts(study, facts_of) as (facts, beside):
        files = write(facts.run, out or beside, formats=formats, language=language, template=template)
    for file in files:
        click.echo(_say(language)("command.wrote", file=file))


@main.command()
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
@click.option(
    "--population",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    help="Decisions a year (persons, projects; the study counts one) for which to say what knowing more is worth.",
)
@click.option(
    "--years",
    type=click.IntRange(1),
    metavar="Y",
    help="For so many years, later ones discounted; goes with --population.",
)
@_language
@_written
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Draw the figures there, as PNG and SVG.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_with_exit_codes
def decide(
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
) -> None:
    """Say what to choose, how sure that is, what would change it, and what to measure next."""
    if years is not None and population is None:
        raise click.UsageError("--years says how long the choice is made; give --population too, how often a year")
    from mcba.reporting.facts import DecisionFacts, Missing

    def asked(result: Run) -> DecisionFacts:
        return DecisionFacts(result, _weights(weights), population, years or 1)

    with _facts(study, asked, worlds=worlds, seed=seed) as (facts, _):
        if isinstance(facts.options, Missing):
            raise _stopped(facts.options, facts.study, language)
        if as_json:
            from mcba.reporting.objects import decision_object

            click.echo(json.dumps(decision_object(facts), ensure_ascii=False, allow_nan=False))
        else:
            from mcba.reporting.pages.decision import DECISION

            click.echo(DECISION.printed(facts, language))
        _save_decision(facts, out, formats, language)


def _save_decision(facts: DecisionFacts, out: str | None, formats: tuple[str, ...], language: str) -> None:
    """Write the page of a decision, with its figures, and the figures by themselves where a folder is named."""
    if formats:
        from mcba.reporting.pages.decision import DECISION
        from mcba.reporting.report import write_page

        _tell_written(write_page(DECISION, facts, out or ".", formats=formats, language=language), language)
    if out is not None:
        from mcba.reporting.figures.gallery import write_decision_figures

        files, left_out = write_decision_figures(facts, out, language)
        say = _say(language)
        reasons = (f"{name}: {say.note(reason)}" for name, reason in left_out.items())
        for told in (say("command.figures", count=len(files) // 2, folder=out), *reasons):
            click.echo(told, err=True)


@main.command()
@click.argument("study", type=click.Path())
@click.option("--outcome", metavar="NAME", help="Only the published figures of this outcome.")
@click.option(
    "--reading",
    type=click.Choice(ASKED),
    help="How figures are read, in place of what the study says. Of ranges: central-50, central-80, central-90, "
    "worst-to-base (the low end has 5 % below it, the high end half), within (the truth lies in it). Of single "
    "figures: observed (within its tolerance), mean, median.",
)
@click.option("--widen", type=click.FloatRange(1.0), metavar="TIMES", help="First make assumed spreads wider.")
@click.option("--worlds", type=click.IntRange(200), help="How many worlds to draw; those of the study, 65,536 at most.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Save calibration.csv and its figure.")
@_written
@_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_with_exit_codes
def calibrate(
    study: str, out: str | None, formats: tuple[str, ...], language: str, as_json: bool, **options: Any
) -> None:
    """Say what the published figures of STUDY leave open: which assumptions they narrow, and by how much.

    Where they narrow none, as in a calibration whose stated assumptions give them already, it also says what they
    would narrow had the assumed spreads been twice as wide.
    """
    from mcba.analysis.calibrate import ENOUGH, calibrations
    from mcba.reporting.pages.calibration import CALIBRATION
    from mcba.reporting.sections.calibrated import Calibrated

    read = _load(study)
    with _progress(options["worlds"] or min(read.document.run.worlds, ENOUGH)) as progress:
        found = calibrations(read, progress=progress, **options)
    if as_json:
        from mcba.reporting.objects import calibration_object

        click.echo(json.dumps(calibration_object(found), ensure_ascii=False, allow_nan=False))
    else:
        click.echo(CALIBRATION.printed(Calibrated(found), language))
    _write(CALIBRATION, Calibrated(found), language, formats, out)
    if out is not None:
        from mcba.reporting.report import save_calibrations

        _tell_written(save_calibrations(found, out, language=language), language)


def _weights(given: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for text in given:
        bearer, _, number = text.partition("=")
        try:
            found[bearer.strip()] = float(number)
        except ValueError:
            raise click.BadParameter(
                f"{text!r}; write BEARER=NUMBER, such as client=2", param_hint="--weight"
            ) from None
    return found


@main.command()
@click.argument("before", metavar="RUN_A", type=click.Path())
@click.argument("after", metavar="RUN_B", type=click.Path())
@click.option("--outcome", default="npv", show_default=True, help="Which outcome to explain.")
@_written
@_where
@_language
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_with_exit_codes
def compare(
    before: str, after: str, outcome: str, formats: tuple[str, ...], out: str | None, language: str, as_json: bool
) -> None:
    """Explain why two saved runs differ: what each change does to the mean and to both ends of the range."""
    from mcba.analysis.compare import compare as compare_runs
    from mcba.reporting.pages.comparison import COMPARISON
    from mcba.reporting.results import open_run
    from mcba.reporting.sections.compared import Compared

    _needs_format(formats, out)
    runs = open_run(before), open_run(after)
    facts = Compared(compare_runs(*runs, outcome=outcome), *runs)
    if as_json:
        from mcba.reporting.objects import comparison_object

        click.echo(json.dumps(comparison_object(facts), ensure_ascii=False, allow_nan=False))
    else:
        click.echo(COMPARISON.printed(facts, language))
    _write(COMPARISON, facts, language, formats, out)


def _load(path: str) -> Study:
    gc.disable()  # all that is made while loading stays: looking for garbage in it takes a fifth of the time
    try:
        from mcba.study.read import load

        study = load(path)
    finally:
        gc.enable()
    for group in study.dependence:
        for change in group.changes:  # a repair was asked for; what it changed is never kept silent
            click.echo(str(change), err=True)
    return study


@contextmanager
def _facts(path: str, make: Callable[[Run], SomeFacts], **how: Any) -> Iterator[tuple[SomeFacts, Path]]:
    """The facts of a study or saved run, and the folder of its reports; a saved run keeps what was computed."""
    from mcba.engine.run import run as draw_worlds
    from mcba.reporting.kept import keep, take_up
    from mcba.reporting.results import open_run

    if not _is_saved(path):
        found = _load(path)
        with _progress(how.get("worlds") or found.document.run.worlds) as progress:
            facts = make(draw_worlds(found, progress=progress, **how))
        yield facts, Path("out") / found.name
        return
    if any(value is not None for value in how.values()):
        raise click.UsageError(f"{path} is a saved run, with worlds of its own; name the study to draw others")
    facts = make(open_run(path))
    take_up(facts, Path(path))
    yield facts, Path(path)
    keep(facts, Path(path))


def _is_saved(path: str) -> bool:
    from mcba.reporting.results import MANIFEST

    return (Path(path) / MANIFEST).is_file()


@contextmanager
def _cluster(address: str | None) -> Iterator[tuple[Executor | None, int | None]]:
    """A dask cluster as an executor, and how many pieces of work it takes at once."""
    if address is None:
        yield None, None
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise RunError("a cluster needs dask; install it with: pip install 'mcba[cluster]'") from error
    try:
        client = Client(address, timeout="5s")
    except (OSError, ValueError) as error:
        raise RunError(f"there is no dask scheduler at {address}: {error}") from error
    with client:
        yield client.get_executor(pure=False), max(1, sum(client.ncores().values()))


@contextmanager
def _progress(worlds: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr, and only when somebody is looking at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    language = click.get_current_context().params.get("language", "en")
    label = _say(language)("command.drawing", worlds=worlds)
    with click.progressbar(length=worlds, label=label, file=sys.stderr) as bar:
        yield bar.update


if __name__ == "__main__":
    main()
