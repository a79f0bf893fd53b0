"""Numbers in text."""

import base64
import math

import numpy as np

from mcba.engine.program.portable.packing import json_number, packed


def test_numbers_come_back() -> None:
    numbers = [0.1, -2.0, math.inf]
    assert np.frombuffer(base64.b64decode(packed(numbers, "<f8")), "<f8").tolist() == numbers


def test_json_has_every_number() -> None:
    assert [json_number(value) for value in (1.5, math.inf, -math.inf, math.nan)] == [1.5, "inf", "-inf", "nan"]
