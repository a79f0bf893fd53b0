"""The command `sweep`: outcomes at one value of an assumption or choice after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcba.cli.inputs import is_saved, load_study, open_saved, progress_bar
from mcba.cli.options import json_option, language_option, python_option, set_option
from mcba.cli.output import print_json, tell_written

if TYPE_CHECKING:
    from mcba.engine import Run

_MOST_NAMES = 2


@click.command("sweep")
@click.argument("study", metavar="STUDY|RUN", type=click.Path())
@click.option(
    "--over",
    "given",
    required=True,
    multiple=True,
    metavar="NAME=VALUES",
    help="Values of an assumption, a choice or horizon: 1,2,5 or from:to:count. Twice for every combination of two.",
)
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="npv when absent; repeat for others.")
@click.option("--worlds", type=click.IntRange(2), help="How many worlds to draw.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--scenario", metavar="NAME", help="Under a scenario of the study.")
@click.option("--option", metavar="NAME", help="Under an option of the study.")
@click.option(
    "--out", type=click.Path(file_okay=False), metavar="DIR", help="Save sweep.csv and a figure of each outcome."
)
@language_option
@json_option
@set_option
@python_option
def sweep_command(
    study: str,
    given: tuple[str, ...],
    outcomes: tuple[str, ...],
    worlds: int | None,
    seed: int | None,
    scenario: str | None,
    option: str | None,
    out: str | None,
    language: str,
    as_json: bool,
) -> None:
    """Say what the outcomes of STUDY are at one value after another, on the same worlds."""
    over = dict(_values(text) for text in given)
    if len(over) > _MOST_NAMES:
        raise click.UsageError(f"--over takes {_MOST_NAMES} names at most; mcba.sweep in Python takes more")
    from mcba import sweep
    from mcba.analysis import study_of
    from mcba.reporting.facts import Swept
    from mcba.study import Study, apply_variants

    if is_saved(study) and (scenario or option):
        raise click.UsageError(f"{study} is a saved run, under its own scenario and option; name the study for others")
    source: Run | Study
    if is_saved(study):
        source = open_saved(study)
    else:
        source = apply_variants(load_study(study), scenario=scenario, option=option)
    stated = source if isinstance(source, Study) else study_of(source)
    names = outcomes or (["npv"] if "npv" in stated.outcomes else stated.outcomes[:1])
    with progress_bar(worlds or stated.document.run.worlds) as progress:
        facts = Swept(sweep(source, over, names, worlds=worlds, seed=seed, progress=progress), stated)
    if as_json:
        from mcba.reporting import sweep_object

        print_json(sweep_object(facts))
    else:
        from mcba.reporting.pages import SWEEP

        click.echo(SWEEP.printed(facts, language))
    if out is not None:
        from mcba.reporting.delivery import save_sweep

        tell_written(save_sweep(facts, out, language=language), language)


def _values(text: str) -> tuple[str, list[float]]:
    """The name and the values of `name=1,2,5` or `name=from:to:count`."""
    name, _, values = text.partition("=")
    try:
        if values.count(":") == 2:
            first, last, count = values.split(":")
            return name.strip(), _spaced(float(first), float(last), int(count))
        return name.strip(), [float(value) for value in values.split(",")]
    except ValueError:
        raise click.BadParameter(
            f"{text!r}; write NAME=1,2,5 or NAME=from:to:count, such as discount_rate=0:0.06:7", param_hint="--over"
        ) from None


def _spaced(first: float, last: float, count: int) -> list[float]:
    if count < 2:
        raise ValueError("a row from one value to another has two or more")
    import numpy as np

    return [float(value) for value in np.linspace(first, last, count)]
