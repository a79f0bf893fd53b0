"""Options that several commands share, and options whose names stand in a table of another room.

Such a table is read when its names are needed, by somebody who chooses one or asks for help: so `mcba --help` loads
nothing heavy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mcba.cli.output import ALLOWED, OVERRIDES, SET

if TYPE_CHECKING:
    ParamType = click.ParamType[str]
else:
    ParamType = click.ParamType


class TableOption(click.Option):
    """An option of which the help names the entries of a table.

    Parameters
    ----------
    words : function
        Gives the help.
    **attributes
        As for `click.option`.
    """

    def __init__(self, *names: Any, words: Callable[[], str], **attributes: Any):
        super().__init__(*names, **attributes)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The names of the option, and its help."""
        self.help = self.words()
        return super().get_help_record(ctx)


class TableChoice(ParamType):
    """A choice between the entries of a table.

    Parameters
    ----------
    entries : function
        Gives their names.
    """

    name = "choice"

    def __init__(self, entries: Callable[[], Iterable[str]]):
        self.entries = entries

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """The names, as help shows them."""
        return click.Choice(self.entries()).get_metavar(param, ctx)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name that was given, if there is an entry of it."""
        return click.Choice(self.entries()).convert(value, param, ctx)


def _language_words() -> str:
    from mcba.reporting.words import languages

    return f"Of what people read: {', '.join(languages())}; that of the study when absent."


def _language_of_study(context: click.Context, _option: click.Parameter, given: str | None) -> str:
    """The language that is asked for, or else that of the study or run which the command is about."""
    if given is not None:
        return given
    from mcba.cli.inputs import language_at

    about = next((context.params[name] for name in _ABOUT if context.params.get(name)), None)
    return "en" if about is None else language_at(about)


_ABOUT = ("study", "results", "resume", "before")
"""The parameters that name a study or a run."""


def _languages_words() -> str:
    return f"{_language_words().rstrip('.')}; several with commas between them."


def known_languages(context: click.Context, option: click.Parameter, given: str | None) -> tuple[str, ...]:
    """The languages that are named, with commas between them; that of the study when none is."""
    from mcba.reporting.words import languages

    if given is None:
        return (_language_of_study(context, option, None),)
    named = tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    if not named or any(part not in languages() for part in named):
        raise click.BadParameter(f"{given!r}; name one or more of {', '.join(languages())}, with commas between them")
    return named


def format_words(words: str) -> Callable[[], str]:
    """The help of an option for formats: these words, with the names of the formats."""

    def named() -> str:
        from mcba.reporting.writers import FORMATS

        return words.format(formats=", ".join(FORMATS))

    return named


def known_formats(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    """The formats that are named, with commas between them."""
    if given is None:
        return ()
    from mcba.reporting.writers import FORMATS

    return _named_formats(given, FORMATS)


def formats_of_answer(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    """The formats that are named, of which a slide is one."""
    if given is None:
        return ()
    from mcba.reporting.delivery import ANSWER_FORMATS

    return _named_formats(given, ANSWER_FORMATS)


def formats_of_report(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    """The formats that are named, of which a workbook is one."""
    if given is None:
        return ()
    from mcba.reporting.delivery import REPORT_FORMATS

    return _named_formats(given, REPORT_FORMATS)


def _named_formats(given: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    formats = tuple(part.strip() for part in given.split(",") if part.strip())
    if not formats or any(part not in allowed for part in formats):
        raise click.BadParameter(f"{given!r}; name one or more of {', '.join(allowed)}, with commas between them")
    return formats


language_option = click.option(
    "--language", cls=TableOption, words=_language_words, metavar="LANGUAGE", callback=_language_of_study
)
languages_option = click.option(
    "--language",
    "languages",
    cls=TableOption,
    words=_languages_words,
    metavar="LANGUAGES",
    callback=known_languages,
)
population_option = click.option(
    "--population",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    help="Decisions a year (persons, projects; the study counts one) for which to say what knowing more is worth.",
)
years_option = click.option(
    "--years",
    type=click.IntRange(1),
    metavar="Y",
    help="For so many years, later ones discounted; goes with --population.",
)


SomeCommand = TypeVar("SomeCommand", bound=Callable[..., Any])


def _allow_python(context: click.Context, _option: click.Parameter, given: bool) -> None:
    context.meta[ALLOWED] = given


def _set_values(context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> None:
    """Keep what is set for whoever loads the study; each value as a study file writes it."""
    context.meta[SET] = dict(map(_set_value, given))


def _keep_overrides(context: click.Context, _option: click.Parameter, given: str | None) -> None:
    """Keep the overrides for whoever loads the study; the option and scenario they were made under are the default."""
    if given is None:
        return
    from mcba.study.tables import read_overrides

    context.meta[OVERRIDES] = overrides = read_overrides(given)
    under = {"option": overrides.option or None, "scenario": overrides.scenario or None}
    context.default_map = {**(context.default_map or {}), **under}


def _set_value(text: str) -> tuple[str, tuple[object, str]]:
    import tomli

    name, equals, value = text.partition("=")
    try:
        if not equals:
            raise ValueError("no value is given")
        return name.strip(), (tomli.loads(f"value = {value}")["value"], value)
    except ValueError:
        raise click.BadParameter(
            f"{text!r}; write NAME=VALUE with a value as in a study file, such as horizon=5 or "
            "'rate={distribution=\"uniform\", low=0, high=1}'",
            param_hint="--set",
        ) from None


python_option = click.option(
    "--allow-python",
    is_flag=True,
    expose_value=False,
    callback=_allow_python,
    help="Run the Python function that the study names; it can do all that you can.",
)
_set_option = click.option(
    "--set",
    multiple=True,
    expose_value=False,
    callback=_set_values,
    metavar="NAME=VALUE",
    help="Another value of an assumption, a choice or horizon, which the study then says; repeat for others. "
    "A distribution as in a study: 'rate={distribution=\"gamma\", mean=1.5, sd=0.1}'.",
)
_overrides_option = click.option(
    "--overrides",
    type=click.Path(exists=True, dir_okay=False),
    is_eager=True,
    expose_value=False,
    callback=_keep_overrides,
    metavar="FILE",
    help="What a reader changed on a page of the study, as the page saves it.",
)


def set_option(command: SomeCommand) -> SomeCommand:
    """Other values of a study: one by one, and as a file has them."""
    return _set_option(_overrides_option(command))


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object; the same bytes for the same answer."
)
timings_option = click.option("--timings", is_flag=True, help="With the seconds that each part took; goes with --json.")
written = click.option(
    "--format",
    "formats",
    cls=TableOption,
    words=format_words("Write the page too: {formats}; several with commas."),
    callback=known_formats,
)
where = click.option(
    "--out", type=click.Path(file_okay=False), metavar="DIR", help="Where --format writes the page; here when absent."
)


def refuse_folder_without_format(formats: tuple[str, ...], out: str | None) -> None:
    """Refuse a folder for a page that is not to be written."""
    if out is not None and not formats:
        raise click.UsageError("--out says where the page is written; say --format too, such as --format docx")


def refuse_timings_alone(as_json: bool, timings: bool) -> None:
    """Refuse to say how long something took where no object is printed to say it in."""
    if timings and not as_json:
        raise click.UsageError("--timings puts the seconds into the JSON object; give --json too")


def refuse_years_alone(population: float | None, years: int | None) -> None:
    """Refuse to say for how many years a choice is made without how often a year."""
    if years is not None and population is None:
        raise click.UsageError("--years says how long the choice is made; give --population too, how often a year")


def samplers() -> tuple[str, ...]:
    """The samplers that there are, for a choice among them."""
    from mcba.study import SAMPLERS

    return SAMPLERS
