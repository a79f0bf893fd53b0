"""Formulas and what they give: `[quantities]`, the flows, `[pm]` and `[outcomes]`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import NumberOrName, Share, TomlTable, UnitText, Years

FormulaText = Annotated[str, Field(description="+ - * / **, comparisons and functions of names")]


class Quantity(TomlTable):
    """`[quantities.<name>]`: a named formula in between."""

    formula: FormulaText
    unit: UnitText = None
    label: Label = None
    notes: Notes = None


class Flow(TomlTable):
    """`[benefits|costs|transfers.<name>]`: an amount a year, who gains it and who loses it."""

    formula: FormulaText
    unit: UnitText = None
    years: Years | None = Field(None, description="one year, or [first, last]; the whole horizon when absent")
    fades: NumberOrName | None = Field(None, description="share lost each year after the first: a number or a name")
    gains: dict[str, Share] | None = Field(None, description="who gains it: shares that sum to 1")
    losses: dict[str, Share] | None = Field(None, description="who loses it: shares that sum to 1")
    label: Label = None
    theme: str | None = Field(None, description="the group it is shown in")
    source: Sourced = None
    notes: Notes = None


class ProMemorie(TomlTable):
    """`[pm.<name>]`: an effect that is named but not put into money."""

    label: Words = Field(description="the effect in words")
    sign: Literal["+", "-", "?"] = Field("?", description="whether it is a gain, a loss, or unknown")
    bearer: str | None = Field(None, description="who gains or loses it")
    notes: Notes = None
    source: Sourced = None


class Outcome(TomlTable):
    """`[outcomes.<name>]`: a result of the user's own."""

    formula: FormulaText
    unit: UnitText = None
    label: Label = None
    notes: Notes = None
