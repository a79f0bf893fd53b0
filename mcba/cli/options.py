"""Options that several commands share."""

from __future__ import annotations

import click


def known_formats(_context: click.Context, _option: click.Parameter, given: str | None) -> tuple[str, ...]:
    """The formats that are named, with commas between them."""
    if given is None:
        return ()
    from mcba.reporting import FORMATS

    formats = tuple(part.strip() for part in given.split(",") if part.strip())
    if not formats or any(part not in FORMATS for part in formats):
        raise click.BadParameter(f"{given!r}; name one or more of {', '.join(FORMATS)}, with commas between them")
    return formats


language_option = click.option(
    "--language", metavar="LANGUAGE", default="en", show_default=True, help="Of what people read: en, nl."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
written = click.option(
    "--format",
    "formats",
    callback=known_formats,
    help="Write the page too: docx, html, md, pdf; several with commas.",
)
where = click.option(
    "--out", type=click.Path(file_okay=False), metavar="DIR", help="Where --format writes the page; here when absent."
)


def refuse_folder_without_format(formats: tuple[str, ...], out: str | None) -> None:
    """Refuse a folder for a page that is not to be written."""
    if out is not None and not formats:
        raise click.UsageError("--out says where the page is written; say --format too, such as --format docx")
