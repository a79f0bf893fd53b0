"""Angles, in radians."""

from __future__ import annotations

import math

from mcba.workbook.functions.arguments import implements
from mcba.workbook.values import DIVISION, Value


@implements("RADIANS", "n")
def _radians(degrees: float) -> float:
    return math.radians(degrees)


@implements("DEGREES", "n")
def _degrees(angle: float) -> float:
    return math.degrees(angle)


@implements("SIN", "n")
def _sine(angle: float) -> float:
    return math.sin(angle)


@implements("COS", "n")
def _cosine(angle: float) -> float:
    return math.cos(angle)


@implements("TAN", "n")
def _tangent(angle: float) -> float:
    return math.tan(angle)


@implements("ASIN", "n")
def _arcsine(number: float) -> float:
    return math.asin(number)


@implements("ACOS", "n")
def _arccosine(number: float) -> float:
    return math.acos(number)


@implements("ATAN", "n")
def _arctangent(number: float) -> float:
    return math.atan(number)


@implements("ATAN2", "nn")
def _angle_of(x: float, y: float) -> Value:
    return math.atan2(y, x) if x or y else DIVISION


@implements("SINH", "n")
def _hyperbolic_sine(number: float) -> float:
    return math.sinh(number)


@implements("COSH", "n")
def _hyperbolic_cosine(number: float) -> float:
    return math.cosh(number)


@implements("TANH", "n")
def _hyperbolic_tangent(number: float) -> float:
    return math.tanh(number)


@implements("ASINH", "n")
def _inverse_hyperbolic_sine(number: float) -> float:
    return math.asinh(number)


@implements("ACOSH", "n")
def _inverse_hyperbolic_cosine(number: float) -> float:
    return math.acosh(number)


@implements("ATANH", "n")
def _inverse_hyperbolic_tangent(number: float) -> float:
    return math.atanh(number)
