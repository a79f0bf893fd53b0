"""What is set and not drawn: `[choices]`, `[sets]`, and the other values of `[scenarios]` and `[options]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Strict, Tag

from mcba.study.document.distribution import Distribution
from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import CellsText, CellText, NumberOrYears, TomlTable, UnitText, refused


class SetTable(TomlTable):
    """Labels of a set from a column of a CSV file."""

    table: str = Field(description="CSV in the study's folder")
    column: str = Field(description="its column of labels")


def _set(value: object) -> object:
    if isinstance(value, SetTable):
        return value
    if isinstance(value, list | tuple):
        if value and all(_is_text(part) and part for part in value) and len(set(value)) == len(value):
            return tuple(value)
        raise refused(value, "a set is a list of different, non-empty names")
    if isinstance(value, Mapping) and set(value) == {"table", "column"} and all(map(_is_text, value.values())):
        return SetTable(**value)
    raise refused(value, 'write a list of names, or { table = "….csv", column = "…" }')


def _is_text(value: object) -> bool:
    return isinstance(value, str)


LabelList = Annotated[tuple[str, ...], Field(min_length=1, json_schema_extra={"uniqueItems": True})]
SetLabels = Annotated[LabelList | SetTable, BeforeValidator(_set)]


class Choice(TomlTable):
    """`[choices.<name>]`: a policy lever, set and not drawn."""

    value: NumberOrYears = Field(description="the value, or a list with one for each year")
    alternatives: Annotated[tuple[NumberOrYears, ...], Strict(False)] = Field(
        (), description="other values that are looked at"
    )
    label: Label = None
    unit: UnitText = None
    cell: CellText = None
    cells: CellsText = None
    source: Sourced = None
    reason: Words | None = Field(None, description="why this value")


# The names of the two are no keys, which complaints would take for places.
Override = Annotated[
    Annotated[float, Tag("number")] | Annotated[Distribution, Tag("a distribution")],
    Discriminator(lambda value: "a distribution" if isinstance(value, Mapping | Distribution) else "number"),
]


class Variant(TomlTable):
    """`[scenarios.<name>]` or `[options.<name>]`: other values on the same worlds."""

    label: Label = None
    override: dict[str, Override] = Field(description="assumption or choice: its other value or distribution")
    notes: Notes = None
