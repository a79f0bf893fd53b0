"""Operators in many worlds give what they give in each of them, kinds and errors too."""

from __future__ import annotations

import numpy as np
import pytest

from mcba.workbook.evaluation import operators as of_one_world
from mcba.workbook.slices.arithmetic import RAISING
from mcba.workbook.slices.worlds import operators
from mcba.workbook.slices.worlds.varying import Varying, value_at, varying
from mcba.workbook.values import DIVISION, NUMBER
from tests.workbook.slices.elements import WORLDS, Elements, same, varies


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">="])
def test_binary_operators(operator: str) -> None:
    elements = Elements(1)
    for trial in range(300):
        left, right = elements.element(0.5), elements.element(0.5)
        if not varies([left, right]):
            continue
        with np.errstate(**RAISING):
            found = operators.varying_binary(operator, left, right, trial % 2 == 0)
        for world in range(WORLDS):
            one, other = value_at(left, world), value_at(right, world)
            right_one = of_one_world.binary(operator, one, other, last=trial % 2 == 0)
            assert same(value_at(found, world), right_one, 4e-16), (one, operator, other)


@pytest.mark.parametrize("operator", "+-%")
def test_unary_operators(operator: str) -> None:
    elements = Elements(2)
    for _ in range(100):
        element = elements.element(0.5)
        if not isinstance(element, Varying):
            continue
        found = operators.varying_unary(operator, element)
        for world in range(WORLDS):
            assert same(value_at(found, world), of_one_world.unary(operator, value_at(element, world)))


def test_errors_arise_in_their_worlds_only() -> None:
    with np.errstate(**RAISING):
        quotient = operators.varying_binary("/", 1.0, varying([0.0, 2.0]), False)
        product = operators.varying_binary("*", varying([1e300, 2.0]), 1e300, False)
    assert [quotient.at(world) for world in range(2)] == [DIVISION, 0.5]
    assert [product.at(world) for world in range(2)] == [NUMBER, 2e300]


def test_a_last_difference_that_cancels_in_fifteen_digits_is_none() -> None:
    found = operators.varying_binary("-", varying([1.0 + 2e-16 * 4, 2.0]), 1.0, True)
    assert [found.at(world) for world in range(2)] == [0.0, 1.0]
