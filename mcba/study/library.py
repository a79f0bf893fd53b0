"""The evidence library: one sourced unknown a file, `distributions/<topic>/<id>.toml`.

An entry gives an assumption its distribution, unit, price year, source and status; what the study itself says of the
assumption goes before what the entry says.
"""

from __future__ import annotations

import importlib.resources
from functools import cache
from pathlib import Path
from typing import Any, Literal

import tomli
from pydantic import Field, ValidationError

from mcba.errors import LibraryError
from mcba.study.document import Law, SourceField, Words
from mcba.study.formula import suggestion


class Entry(Law):
    """One unknown of the library: its distribution and where it comes from."""

    label: Words
    quantity: Words | None = None
    unit: str
    price_year: int | None = None
    definition: str | None = Field(None, description="what the figure counts: tariff, reference price, full cost")
    bearer: str | None = None
    reason: Words = Field(description="why this spread")
    source: SourceField
    derivation: str | None = Field(None, description="how the distribution follows from the source")
    doubts: str | None = None
    status: Literal["verified", "second hand", "to be verified"]


@cache
def data_folder(name: str) -> Path:
    """Where `distributions` or `studies` lies: inside an installed wheel, or beside the code in a checkout."""
    package = Path(str(importlib.resources.files("mcba")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name


def entry_ids() -> list[str]:
    """The ids of all entries."""
    root = data_folder("distributions")
    return sorted(file.relative_to(root).with_suffix("").as_posix() for file in root.rglob("*.toml"))


def find_entry(entry_id: str) -> Entry:
    """Read one entry.

    Raises
    ------
    LibraryError
        When there is none of that id, or its file is unsound.
    """
    ids = entry_ids()
    if entry_id not in ids:
        raise LibraryError(f"the library has no entry {entry_id!r}; {suggestion(entry_id, ids)}")
    file = data_folder("distributions") / f"{entry_id}.toml"
    try:
        return Entry.model_validate(tomli.loads(file.read_text(encoding="utf-8")))
    except (ValidationError, tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LibraryError(f"the library entry {entry_id!r} is unsound: {error}") from error


def assumption_from(entry: Entry) -> dict[str, Any]:
    """What an entry says of an assumption, as keys of the study file."""
    shared: dict[str, Any] = {**entry.parameters(), "label": entry.label, "unit": entry.unit, "source": entry.source, "reason": entry.reason}
    optional = {"distribution": entry.distribution, "price_year": entry.price_year}
    return {**shared, **{key: value for key, value in optional.items() if value is not None}, "status": "sourced"}
