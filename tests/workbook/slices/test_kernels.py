"""Functions in many worlds give what they give in each of them: every kernel, on arguments of all kinds."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

from mcba.workbook.book import Book
from mcba.workbook.evaluation.one_world import ONE_WORLD
from mcba.workbook.functions.registry import SheetFunction, known_functions
from mcba.workbook.places import Area, Place
from mcba.workbook.slices.arithmetic import RAISING, ManyWorlds, UnlikeWorldsError
from mcba.workbook.slices.kernels.registry import kernels
from mcba.workbook.slices.worlds.varying import in_world, table_at, value_at, varying
from mcba.workbook.values import Table
from tests.workbook.books import make_book
from tests.workbook.slices.elements import WORLDS, Elements, same, varies

BESIDE = (
    "INDEX",
    "VLOOKUP",
    "HLOOKUP",
    "LOOKUP",
    "XLOOKUP",
    "MATCH",
    "FILTER",
    "TRANSPOSE",
    "SUBTOTAL",
    "COUNTIF",
    "TEXT",
)
"""Functions without a kernel that choose, or that go world by world."""
WITH_CRITERIA = ("SUMIF", "AVERAGEIF", "SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS")


class Context:
    book: Book = make_book({"A1": 1})
    place = Place("Sheet1", 9, 9)

    def __init__(self, tables: list[Table]):
        self.tables = {table.area: table for table in tables}

    def read(self, area: Area) -> Table:
        whole = next(t for a, t in self.tables.items() if a is not None and (a.top, a.left) <= (area.top, area.left))
        left, top = area.left - whole.area.left, area.top - whole.area.top  # type: ignore[union-attr]
        return Table(tuple(row[left : left + area.shape[1]] for row in whole.rows[top : top + area.shape[0]]), area)

    def at(self, world: int) -> Context:
        return Context([table_at(table, world) for table in self.tables.values()])


def arguments_of(function: SheetFunction, elements: Elements) -> tuple[list[Any], Context]:
    draw = elements.draw
    mess = draw.choice((0.0, 0.0, 0.2, 0.6))
    shape = (draw.randint(1, 3), draw.randint(1, 3))
    arguments: list[Any] = []
    tables: list[Table] = []
    for index in range(draw.randint(function.least, min(function.most, function.least + 3))):
        kind = function.class_of(index)
        if kind == "V" or (kind == "R" and draw.random() < 0.2):
            arguments.append(elements.element(mess))
        elif kind == "P":
            tables = [Table(elements.table(mess, shape).rows, Area("Sheet1", 1, 1, *shape))]
            arguments.append(tables[0].area)
        else:
            arguments.append(elements.table(mess, shape if draw.random() < 0.9 else (shape[1], shape[0])))
    return arguments, Context(tables)


def check(function: SheetFunction, arguments: list[Any], context: Context) -> bool:
    many = ManyWorlds(lambda area: False, Counter())  # noqa: ARG005
    try:
        with np.errstate(**RAISING):
            found = many.call(function, arguments, context)
    except UnlikeWorldsError:
        return False
    for world in range(WORLDS):
        there = context.at(world)
        taken = [in_world(argument, world) for argument in arguments]
        right = ONE_WORLD.call(function, taken, there)
        results = [there.read(r) if isinstance(r, Area) else in_world(r, world) for r in (found, right)]
        assert same(*results, 1e-13), (function.name, [t.rows if isinstance(t, Table) else t for t in taken])
    return True


@pytest.mark.parametrize("name", sorted({*kernels(), *BESIDE} - set(WITH_CRITERIA)))
def test_a_function_gives_the_same_in_each_world(name: str) -> None:
    function, elements = known_functions()[name], Elements(len(name))
    checked = 0
    for _ in range(120):
        arguments, context = arguments_of(function, elements)
        if varies(arguments) or varies(list(context.tables.values())):
            checked += check(function, arguments, context)
    assert checked > 20


@pytest.mark.parametrize("name", WITH_CRITERIA)
def test_what_meets_criteria(name: str) -> None:
    function, elements = known_functions()[name], Elements(7)
    for trial in range(80):
        shape = (4, 1)
        cells = Table(
            tuple((elements.draw.choice((1.0, 2.0, "a", "b", None)),) for _ in range(4)), Area("Sheet1", 1, 1, 4, 1)
        )
        values = Table(elements.table((0.0, 0.3)[trial % 2], shape).rows, Area("Sheet1", 1, 2, 4, 2))
        asked = elements.draw.choice((1.0, "a", ">1", "<>b", elements.element(0.3)))
        given = [values, cells, asked] if name.endswith("IFS") else [cells, asked, values.area]
        check(function, given, Context([values]))


def test_irr_is_that_of_each_world() -> None:
    function, elements = known_functions()["IRR"], Elements(3)
    for _ in range(20):
        flows = [varying([-100 - elements.draw.random() for _ in range(WORLDS)])]
        flows += [varying([30 + elements.draw.random() * 40 for _ in range(WORLDS)]) for _ in range(4)]
        found = kernels()["IRR"](None, Table((tuple(flows),)))
        for world in range(WORLDS):
            assert same(
                value_at(found, world), function.call(Table((tuple(value_at(flow, world) for flow in flows),))), 1e-11
            )
