"""The evidence library: one sourced unknown a file, `distributions/<topic>/<id>.toml`.

An entry gives an assumption its distribution, unit, price year, source and status; what the study itself says of the
assumption goes before what the entry says.
"""

from __future__ import annotations

import importlib.resources
from functools import cache
from pathlib import Path
from typing import Any, Literal, overload

import tomli
from pydantic import Field, ValidationError

from mcba.errors import LibraryError, suggestion
from mcba.study.document.distribution import Distribution
from mcba.study.document.texts import SourceField, Words


class Entry(Distribution):
    """One unknown of the library: its distribution and where it comes from."""

    label: Words
    quantity: Words | None = None
    unit: str
    price_year: int | None = None
    definition: Words | None = Field(None, description="what the figure counts: tariff, reference price, full cost")
    bearer: str | None = None
    reason: Words = Field(description="why this spread")
    source: SourceField
    derivation: Words | None = Field(None, description="how the distribution follows from the source")
    doubts: Words | None = None
    status: Literal["verified", "second hand", "to be verified"]


@cache
def data_folder(name: str) -> Path:
    """Where `distributions` or `studies` lies: inside an installed wheel, or beside the code in a checkout.

    Parameters
    ----------
    name : {"distributions", "studies"}

    Returns
    -------
    Path

    Examples
    --------
    >>> data_folder("studies").name
    'studies'
    """
    package = Path(str(importlib.resources.files("mcba")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name


PRICE_INDICES = "price-index"
"""The folder of price indices, which are no entries."""


def _folders(own: Path | None) -> list[Path]:
    """Where entries lie: a library of the user's own goes before the one that comes with mcba."""
    return [*([own] if own is not None else []), data_folder("distributions")]


def entry_ids(own: Path | None = None) -> list[str]:
    """The ids of all entries, those of a library folder of the user's own among them.

    Parameters
    ----------
    own : Path, optional
        A library folder of the user's own.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "nl/work-income/assistance-execution" in entry_ids()
    True
    """
    files = {file.relative_to(root) for root in _folders(own) for file in root.rglob("*.toml")}
    return sorted(file.with_suffix("").as_posix() for file in files if file.parts[0] != PRICE_INDICES)


def entry_text(entry_id: str, own: Path | None = None) -> str:
    """The text of one entry's file.

    Parameters
    ----------
    entry_id : str
    own : Path, optional
        A library folder of the user's own, which goes before the one that comes with mcba.

    Returns
    -------
    str

    Raises
    ------
    LibraryError
        When there is none of that id, or it is not text.
    """
    ids = entry_ids(own)
    if entry_id not in ids:
        raise LibraryError(f"the library has no entry {entry_id!r}; {suggestion(entry_id, ids)}")
    file = next(path for root in _folders(own) if (path := root / f"{entry_id}.toml").is_file())
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LibraryError(f"the library entry {entry_id!r} is not UTF-8: {error}") from error


def read_entry(entry_id: str, text: str) -> Entry:
    """Read the text of one entry.

    Parameters
    ----------
    entry_id : str
        For messages.
    text : str
        TOML.

    Returns
    -------
    Entry

    Raises
    ------
    LibraryError
        When it is unsound, naming what is wrong with it.
    """
    try:
        entry = Entry.model_validate(tomli.loads(text))
        named = [
            key for key, value in {**entry.parameters(), "happens": entry.happens}.items() if isinstance(value, str)
        ]
        if named:
            raise LibraryError(f"the library entry {entry_id!r} is unsound: {named[0]} is a number in an entry")
        return entry
    except ValidationError as error:
        mistakes = "; ".join(f"{'.'.join(map(str, details['loc']))}: {details['msg']}" for details in error.errors())
        raise LibraryError(f"the library entry {entry_id!r} is unsound: {mistakes}") from error
    except tomli.TOMLDecodeError as error:
        raise LibraryError(f"the library entry {entry_id!r} is not TOML: {error}") from error


def find_entry(entry_id: str, own: Path | None = None) -> Entry:
    """Read one entry of the library, or of a library folder of the user's own.

    Parameters
    ----------
    entry_id : str
    own : Path, optional
        A library folder of the user's own, which goes before the one that comes with mcba.

    Returns
    -------
    Entry

    Raises
    ------
    LibraryError
        When there is none of that id, or its file is unsound.

    Examples
    --------
    >>> find_entry("nl/work-income/assistance-execution").unit
    'EUR/person/year'
    """
    return read_entry(entry_id, entry_text(entry_id, own))


def found_by(words: str, own: Path | None = None) -> list[str]:
    """The ids of the entries that hold all these words, in any language, those that name them first.

    Parameters
    ----------
    words : str
        Separated by spaces; capitals do not matter.
    own : Path, optional
        A library folder of the user's own.

    Returns
    -------
    list of str

    Examples
    --------
    >>> found_by("no such words")
    []
    """
    wanted = words.casefold().split()
    ranked = []
    for entry_id in entry_ids(own):
        entry = find_entry(entry_id, own)
        title = " ".join([entry_id, *entry.label.model_dump(exclude_none=True).values()]).casefold()
        text = f"{title} {entry.model_dump(exclude_none=True)}".casefold()
        if all(word in text for word in wanted):
            ranked.append((sum(word not in title for word in wanted), entry_id))
    return [entry_id for _, entry_id in sorted(ranked)]


@overload
def library(entry: str, /, *, folder: str | Path | None = ...) -> Entry: ...
@overload
def library(*, search: str = ..., folder: str | Path | None = ...) -> dict[str, Entry]: ...


def library(
    entry: str | None = None, /, *, search: str = "", folder: str | Path | None = None
) -> Entry | dict[str, Entry]:
    """Look into the evidence library: sourced unknowns, which a study takes over with `from = "the id"`.

    Parameters
    ----------
    entry : str, optional
        The id of one entry; many of them when absent.
    search : str
        Only the entries that hold all these words, in English or Dutch, those that name them first.
    folder : str or Path, optional
        A library of your own, which goes before the one that comes with mcba.

    Returns
    -------
    Entry or dict of str to Entry
        The entry of an id, or entries by their ids.

    Raises
    ------
    LibraryError
        When there is no entry of that id, or one is unsound.

    Examples
    --------
    >>> import mcba
    >>> mcba.library("nl/work-income/assistance-execution").unit
    'EUR/person/year'
    >>> list(mcba.library(search="assistance execution"))
    ['nl/work-income/assistance-execution']
    """
    own = None if folder is None else Path(folder)
    if entry is not None:
        return find_entry(entry, own)
    return {entry_id: find_entry(entry_id, own) for entry_id in (found_by(search, own) if search else entry_ids(own))}


def assumption_from(entry: Entry) -> dict[str, Any]:
    """What an entry says of an assumption, as keys of the study file.

    Parameters
    ----------
    entry : Entry

    Returns
    -------
    dict of str
    """
    shared: dict[str, Any] = {
        **entry.stated(),
        "label": entry.label,
        "unit": entry.unit,
        "source": entry.source,
        "reason": entry.reason,
    }
    optional = {"distribution": entry.distribution, "price_year": entry.price_year}
    return {**shared, **{key: value for key, value in optional.items() if value is not None}, "status": "sourced"}
