"""Formulas and what they give: `[quantities]`, the flows, `[pm]` and `[outcomes]`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import NumberOrName, Share, TomlTable, UnitText, Years

IMPACT_FACTORS = ("deadweight", "displacement", "attribution")
"""The factors of a flow by which an outcome becomes an impact (SROI Network, A guide to Social Return on Investment,
2012, stage 4), in the order in which they multiply."""

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
    deadweight: NumberOrName | None = Field(
        None, description="share that would have come without the project: a number or a name"
    )
    displacement: NumberOrName | None = Field(
        None, description="share that only moves from somebody else: a number or a name"
    )
    attribution: NumberOrName | None = Field(
        None, description="share that is due to the project and not to others: a number or a name"
    )
    drop_off: NumberOrName | None = Field(None, description="the same as fades, by its name in the SROI guide")
    gains: dict[str, Share] | None = Field(None, description="who gains it: shares that sum to 1")
    losses: dict[str, Share] | None = Field(None, description="who loses it: shares that sum to 1")
    label: Label = None
    theme: str | None = Field(None, description="the group it is shown in")
    source: Sourced = None
    notes: Notes = None

    @property
    def lost(self) -> float | str | None:
        """The share lost each year after the first, by either of its keys."""
        return self.drop_off if self.fades is None else self.fades

    @property
    def factors(self) -> dict[str, float | str]:
        """The factors of impact that are given, by their keys."""
        given = {key: getattr(self, key) for key in IMPACT_FACTORS}
        return {key: factor for key, factor in given.items() if factor is not None}


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
