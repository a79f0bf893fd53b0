"""Draws that runs share: made once, and again where another study draws otherwise."""

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.engine.drawing.draws import Drawing
from mcba.engine.execution import sharing
from mcba.engine.execution.sharing import SharedDraws
from mcba.engine.settings import Settings
from mcba.study import variant


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first world of every block that is drawn."""
    starts: list[int] = []
    block = Drawing.block

    def counted(self: Drawing, start: int, stop: int) -> dict[str, np.ndarray]:
        starts.append(start)
        return block(self, start, stop)

    monkeypatch.setattr(Drawing, "block", counted)
    return starts


def test_draws_are_made_once(small_study: Path, drawn: list[int]) -> None:
    study, draws = mcba.load(small_study), SharedDraws(Settings(256, 1, "sobol", 0.9), ["npv"])
    for rate in (0.01, 0.02, 0.03):
        draws.run(variant(study, {"discount_rate": rate}))
    assert drawn == [0]


def test_they_are_made_again_where_they_would_take_much_memory(
    small_study: Path, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_KEPT_BYTES", 0)
    study, draws = mcba.load(small_study), SharedDraws(Settings(256, 1, "sobol", 0.9), ["npv"])
    runs = [draws.run(study).hashes() for _ in range(2)]
    assert drawn == [0, 0]
    assert runs[0] == runs[1]


def test_a_study_that_draws_another_assumption_has_draws_of_its_own(small_study: Path) -> None:
    study, draws = mcba.load(small_study), SharedDraws(Settings(256, 1, "sobol", 0.9), ["npv"])
    for override in ({}, {next(iter(study.families)): 1.0}, {}):
        other = variant(study, override)
        assert draws.run(other).hashes() == mcba.run(other, worlds=256, seed=1, keep=["npv"]).hashes()
