"""`[effects]` and `[stakeholders]`: what follows from what the project does, and whom it touches."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import TomlTable, refused

EffectKind = Literal["activity", "direct", "follow_on"]


def _names(value: object) -> object:
    """One name, or several: a list, or names with ; between them, as a cell of a table has them."""
    if isinstance(value, str):
        value = value.split(";")
    if isinstance(value, list | tuple) and value and all(isinstance(part, str) and part.strip() for part in value):
        return tuple(dict.fromkeys(part.strip() for part in value))
    raise refused(value, 'write a name in quotes, or several as ["one", "another"]')


_Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_names, json_schema_input_type=str | Annotated[list[str], Field(min_length=1)]),
]


class Stakeholder(TomlTable):
    """`[stakeholders.<name>]`: somebody whom the project touches; one with the name of a bearer labels that bearer."""

    label: Label = None
    role: Words | None = Field(None, description="what they do, pay or gain")
    notes: Notes = None
    source: Sourced = None


class Effect(TomlTable):
    """`[effects.<name>]`: something that the project does, or that follows from it, with or without a figure."""

    label: Words = Field(description="the effect in words")
    kind: EffectKind | None = Field(
        None, description="activity, direct or follow_on; when absent, as `from` says: nothing, an activity, an effect"
    )
    from_: _Names | None = Field(None, alias="from", description="the activities or effects that it follows from")
    reinforces: _Names | None = Field(
        None, description="earlier effects that it makes stronger in turn, where `from` would go round in a circle"
    )
    figure: _Names | None = Field(
        None,
        description="the benefit, cost, transfer, quantity, assumption, PM item or option that puts it into figures",
    )
    bearer: _Names | None = Field(
        None, description="who gains or loses: bearers or stakeholders; those of the figure when absent"
    )
    sign: Literal["+", "-", "?"] | None = Field(
        None, description="whether it is a gain, a loss, or unknown, where no figure says so"
    )
    notes: Notes = None
    source: Sourced = None
