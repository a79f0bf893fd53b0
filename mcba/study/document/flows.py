"""Formulas or a model, and what they give: `[quantities]`, `[model]`, the flows, `[pm]`, `[outcomes]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from mcba.study.document.texts import Label, Notes, Sourced, Words
from mcba.study.document.values import NumberOrName, Share, TomlTable, UnitText, Year, Years, refused

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


class ModelResult(TomlTable):
    """`[model.gives.<name>]`: a result of the model, which formulas name like a quantity."""

    cell: str | None = Field(None, description="of a workbook: the cell it stands in, such as Results!B1")
    cells: str | None = Field(
        None, description="of a workbook: the cells of a result over years or a set, a number each"
    )
    from_: Year | None = Field(None, alias="from", description="the year of the first of the cells; other years are 0")
    unit: UnitText = None
    over: str | None = Field(None, description="year, or the set, of which each label has a number")
    label: Label = None
    notes: Notes = None


def _results(value: object) -> object:
    """Results by name, where a list of names or a unit for each name says all there is."""
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return {name: {} for name in value}
    if isinstance(value, Mapping):
        return {name: {"unit": stated} if isinstance(stated, str) else stated for name, stated in value.items()}
    return value


def _file_and_function(text: str) -> str:
    file, _, function = text.rpartition(":")
    if not (file.endswith(".py") and function.isidentifier()):
        raise refused(text, "name a file in the study's folder and a function in it, such as model.py:net_benefit")
    return text


Results = Annotated[
    dict[str, ModelResult],
    BeforeValidator(_results, json_schema_input_type=list[str] | dict[str, str | ModelResult]),
    Field(min_length=1, description="the names of its results: a list, or a table with the unit of each"),
]


class Model(TomlTable):
    """`[model]`: a workbook or a Python function that gives results from assumptions and choices.

    A Python function is run only when that is allowed; a workbook is only read.
    """

    workbook: str | None = Field(None, description="an Excel file (.xlsx, .xlsm) in the study's folder; never written")
    sha256: str | None = Field(
        None, pattern="^[0-9a-f]{64}$", description="of the workbook's file: another workbook is an error"
    )
    cells: str | None = Field(
        None, description="CSV of the workbook's cells that results follow from, by which changes are named"
    )
    python: Annotated[str, AfterValidator(_file_and_function)] | None = Field(
        None, description="file in the study's folder and function in it, such as model.py:net_benefit"
    )
    function: str | None = Field(
        None, description="name of a function that is held in memory, of a study that was made in Python"
    )
    gives: Results = Field({}, description="the names of its results: a list, or a table with the unit of each")
    vectorised: bool = Field(True, description="whether it takes arrays of worlds; else it is called for each world")
    label: Label = None
    source: Sourced = None
    notes: Notes = None

    @property
    def file(self) -> str | None:
        """The file that the function stands in; None where it is held in memory."""
        return None if self.python is None else self.python.rpartition(":")[0]

    @property
    def name(self) -> str:
        """The name of the function."""
        return (self.python or self.function or "").rpartition(":")[2]


class YearCells(TomlTable):
    """The cells of a workbook in which a flow stands, a number a year."""

    cells: str = Field(description="such as Flows!C5:L5")
    from_: Year | None = Field(None, alias="from", description="the year of the first of them; other years are 0")

    @property
    def name(self) -> str:
        """What the engine calls the numbers in them; no name of the study can be the same."""
        return self.cells if self.from_ is None else f"{self.cells} ({self.from_})"


def _as_cells(value: object) -> object:
    """A range of cells written alone."""
    return {"cells": value} if isinstance(value, str) and "!" in value else value


# The names of the two are no keys, which complaints would take for places.
YearsOrCells = Annotated[
    Annotated[Years, Tag("a period")] | Annotated[YearCells, Tag("cells of a workbook")],
    Discriminator(lambda value: "cells of a workbook" if isinstance(value, Mapping | YearCells) else "a period"),
    BeforeValidator(_as_cells, json_schema_input_type=Years | Annotated[str, Field(pattern="!")] | YearCells),
]


class Flow(TomlTable):
    """`[benefits|costs|transfers.<name>]`: an amount a year, who gains it and who loses it."""

    formula: FormulaText | None = None
    unit: UnitText = None
    years: YearsOrCells | None = Field(
        None,
        description="one year, or [first, last], the whole horizon when absent; or, instead of a formula, the cells of "
        "the workbook in which the flow stands, a number a year",
    )
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
    def period(self) -> tuple[int, int] | None:
        """The first and last year; None for the whole horizon."""
        return None if isinstance(self.years, YearCells) else self.years

    @property
    def cells(self) -> YearCells | None:
        """The cells of the workbook in which it stands; None where it has a formula."""
        return self.years if isinstance(self.years, YearCells) else None

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
