"""Fixtures of the tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.study.reading import read
from tests.analysis.decision.information.closed_forms import TOY


@pytest.fixture(scope="module")
def toy_run() -> mcba.Run:
    """Case voi-vignette-normal-toy with k = 1, as a study: the project brings p1 − p2."""
    return mcba.run(read(Path("toy") / "study.toml", TOY, tables={}))
