"""Uniforms as plain data: a few lines draw the same ones. In the browser: `tests/browser/test_parity.py`."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from mcba.engine.drawing import Drawing, Unknown
from mcba.engine.program.portable.points import portable_points
from mcba.families import Uniform


def drawing(sampler: str, names: int = 3, worlds: int = 512) -> Drawing:
    unknowns = [Unknown(f"x{name}", Uniform(0, 1)) for name in range(names)]
    return Drawing(unknowns, frozenset(unknown.name for unknown in unknowns), (), sampler, 5, worlds)


def unpacked(text: str, *shape: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<u4").reshape(shape)


def test_sobol_points_follow_from_a_shift_and_directions() -> None:
    made = drawing("sobol")
    points = portable_points(made, 512)
    assert points is not None
    shift, directions = unpacked(points["shift"], 3, 16), unpacked(points["directions"], 3, 16, points["bits"])
    words = np.empty((3, 32, 16), np.uint32)
    for index in range(32):
        words[:, index] = shift
        for bit in range(points["bits"]):
            if index >> bit & 1:
                words[:, index] ^= directions[:, :, bit]
    assert np.array_equal((words.reshape(3, 512) + 0.5) * 2.0**-32, made.independent(0, 512))


def test_a_stream_follows_from_its_state() -> None:
    made = drawing("random")
    points = portable_points(made, 512)
    assert points is not None
    generator = np.random.PCG64DXSM(0)
    state = generator.state
    first = points["streams"][0]
    state["state"] = {"state": int(first["state"], 16), "inc": int(first["increment"], 16)}
    generator.state = state
    words = generator.random_raw(512) >> np.uint64(12)
    assert np.array_equal((words + 0.5) * 2.0**-52, made.independent(0, 512)[0])


def test_a_latin_hypercube_has_keys_of_its_permutations() -> None:
    points = portable_points(drawing("lhs"), 512)
    assert points is not None
    assert (points["of"], len(points["keys"]), len(points["keys"][0]), len(points["keys"][0][0])) == (512, 3, 6, 16)


@pytest.mark.slow
def test_coordinates_beyond_the_sequence_are_refused() -> None:
    assert portable_points(drawing("sobol", names=4_097), 16) is None
