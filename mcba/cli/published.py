"""The command `calibrate`: what published figures leave open."""

from __future__ import annotations

from typing import Any

import click

from mcba.cli.inputs import load_study, progress_bar
from mcba.cli.options import TableChoice, TableOption, json_option, language_option, python_option, set_option, written
from mcba.cli.output import print_json, tell_written, write_too


def _readings() -> tuple[str, ...]:
    from mcba.study.document import ASKED

    return ASKED


def _reading_words() -> str:
    from mcba.study.document import ASKED, READINGS

    named = {name: f"{name} ({meaning})" if (meaning := READINGS[name].meaning) else name for name in ASKED}
    ranges, numbers = (
        ", ".join(named[name] for name in ASKED if READINGS[name].of == of) for of in ("range", "number")
    )
    return f"How figures are read, in place of what the study says. Of ranges: {ranges}. Of single figures: {numbers}."


@click.command("calibrate")
@click.argument("study", type=click.Path())
@click.option("--outcome", metavar="NAME", help="Only the published figures of this outcome.")
@click.option(
    "--reading",
    type=TableChoice(_readings),
    cls=TableOption,
    words=_reading_words,
)
@click.option("--widen", type=click.FloatRange(1.0), metavar="TIMES", help="First make assumed spreads wider.")
@click.option("--worlds", type=click.IntRange(200), help="How many worlds to draw; those of the study, 65,536 at most.")
@click.option("--seed", type=click.IntRange(0), help="Any whole number from 0; the same seed gives the same worlds.")
@click.option("--out", type=click.Path(file_okay=False), metavar="DIR", help="Save calibration.csv and its figure.")
@written
@set_option
@python_option
@language_option
@json_option
def calibrate_command(
    study: str, out: str | None, formats: tuple[str, ...], language: str, as_json: bool, **options: Any
) -> None:
    """Say what the published figures of STUDY leave open: which assumptions they narrow, and by how much.

    Where they narrow none, as in a calibration whose stated assumptions give them already, it also says what they
    would narrow had the assumed spreads been twice as wide.
    """
    from mcba.analysis.published import calibrations, enough_worlds
    from mcba.reporting.facts import Calibrated
    from mcba.reporting.pages import CALIBRATION

    stated = load_study(study)
    with progress_bar(options["worlds"] or enough_worlds(stated)) as progress:
        answers = calibrations(stated, progress=progress, **options)
    if as_json:
        from mcba.reporting import calibration_object

        print_json(calibration_object(answers))
    else:
        click.echo(CALIBRATION.printed(Calibrated(answers), language))
    write_too(CALIBRATION, Calibrated(answers), language, formats, out)
    if out is not None:
        from mcba.reporting.delivery import save_calibrations

        tell_written(save_calibrations(answers, out, language=language), language)
