"""`verify` says how large a difference is, whether it is seen in print, and takes as none what it is told to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import mcba
from mcba.arrays import Array
from mcba.cli import main
from mcba.engine.saved import verification
from mcba.engine.saved.differences import difference_between
from mcba.errors import Note, RequestError


@pytest.fixture
def saved(small_run: mcba.Run, tmp_path: Path) -> Path:
    return mcba.save_run(small_run, tmp_path / "out")


@pytest.fixture
def comes_back(small_run: mcba.Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a run come back with some arrays changed, as another version of NumPy would give it."""

    def changed(**arrays: Array) -> None:
        again = replace(small_run, arrays={**small_run.arrays, **arrays})
        monkeypatch.setattr(verification, "_run_again", lambda *_, **__: again)

    return changed


def test_the_same_bits_differ_by_nothing(saved: Path) -> None:
    found = mcba.verify(saved)
    assert (found.same, found.largest, found.outcome, found.printed_same) == (True, 0.0, "", True)


def test_a_difference_of_rounding_has_a_size_and_is_not_seen(
    small_run: mcba.Run, saved: Path, comes_back: Callable[..., None]
) -> None:
    npv = small_run.values("npv").copy()
    npv[7] = np.nextafter(npv[7], math.inf)
    comes_back(npv=npv)
    found, size = mcba.verify(saved), (npv[7] - small_run.values("npv")[7]) / small_run.values("npv").std()
    assert not found.same
    assert found.largest == pytest.approx(size)
    assert (found.outcome, found.printed_same) == ("npv", True)
    assert found.differences == (
        Note("differs", {"name": "npv"}),
        Note("largest_difference_unprinted", {"size": f"{size:.0e}", "name": "npv"}),
    )
    within = mcba.verify(saved, tolerance=1e-9)
    assert (within.same, within.differences, within.largest) == (True, (), found.largest)
    assert not mcba.verify(saved, tolerance=found.largest / 2).same


def test_a_difference_that_is_seen_is_said_to_be(
    small_run: mcba.Run, saved: Path, comes_back: Callable[..., None]
) -> None:
    bearers = small_run.arrays["bearer_npv"].copy()
    bearers[1] += small_run.summary("bearer_npv", label="insurer").sd
    comes_back(bearer_npv=bearers)
    found = mcba.verify(saved, tolerance=1e-9)
    assert found.largest == pytest.approx(1, rel=1e-3)  # of a standard deviation over n, and not n - 1
    assert (found.same, found.outcome, found.printed_same) == (False, "bearer_npv[insurer]", False)
    assert found.differences[-1].code == "largest_difference_printed"


def test_a_world_that_is_infinite_in_one_run_only_differs_without_end(
    small_run: mcba.Run, saved: Path, comes_back: Callable[..., None]
) -> None:
    payback = small_run.values("payback_year").copy()
    payback[0] = math.inf if math.isfinite(payback[0]) else 1.0
    comes_back(payback_year=payback)
    found = mcba.verify(saved, tolerance=1.0)
    assert (found.same, found.largest) == (False, math.inf)
    assert [note.code for note in found.differences] == ["differs"]


def test_a_damaged_file_has_no_difference_that_can_be_told(
    small_run: mcba.Run, saved: Path, comes_back: Callable[..., None]
) -> None:
    (saved / "results.nc").write_bytes(b"nothing")
    comes_back(npv=small_run.values("npv") + 1)
    found = mcba.verify(saved, tolerance=1.0)
    assert (found.same, found.largest, found.printed_same) == (False, math.inf, False)
    assert [note.code for note in found.differences] == ["file_changed", "differs"]


def test_summaries_are_compared_by_what_they_say(small_study: Path) -> None:
    study = mcba.load(small_study)
    before, after = (mcba.run(study, store="summary", seed=seed) for seed in (1, 2))
    assert difference_between(before, before).size == 0
    found = difference_between(before, after)
    assert 0 < found.size < 0.1  # of a standard deviation: the ends of ranges of 4,000 worlds
    assert not found.printed_same


@pytest.mark.parametrize(
    ("worlds", "size"),
    [
        ({"old": [1.0, 2.0], "new": [1.0, 2.0, 3.0]}, math.inf),
        ({"old": [math.nan, 2.0], "new": [math.nan, 2.0]}, 0.0),
        ({"old": [4.0, 4.0], "new": [4.0, 5.0]}, 0.25),
        ({"old": [0.0, 0.0], "new": [0.0, 0.5]}, 0.5),
        ({"old": [1.0, 3.0], "new": [1.0, 3.1]}, 0.1),
    ],
)
def test_sizes(worlds: Mapping[str, list[float]], size: float, small_run: mcba.Run) -> None:
    old, new = (
        mcba.Run(replace(small_run.settings, worlds=len(values)), {"y": np.array(values)}) for values in worlds.values()
    )
    assert difference_between(old, new).size == pytest.approx(size)


@pytest.mark.parametrize("tolerance", [-1.0, math.nan, math.inf])
def test_a_tolerance_is_a_number_from_0(saved: Path, tolerance: float) -> None:
    with pytest.raises(RequestError, match="is no part of a spread; give a number from 0, such as 1e-9"):
        mcba.verify(saved, tolerance=tolerance)


@pytest.mark.parametrize(
    ("language", "differs", "within"),
    [
        ("en", "times the spread of npv; every printed number is the same", "the same within the tolerance"),
        ("nl", "maal de spreiding van npv; geen enkel afgedrukt getal verandert", "hetzelfde binnen de tolerantie"),
    ],
)
def test_the_command_says_so(
    small_run: mcba.Run, saved: Path, comes_back: Callable[..., None], language: str, differs: str, within: str
) -> None:
    comes_back(npv=small_run.values("npv") * (1 + 1e-15))
    without = CliRunner().invoke(main, ["verify", str(saved), "--language", language])
    assert (without.exit_code, differs in without.stdout) == (1, True), without.output
    taken = CliRunner().invoke(main, ["verify", str(saved), "--language", language, "--tolerance", "1e-9"])
    assert (taken.exit_code, within in taken.stdout) == (0, True), taken.output
    assert "e-1" in taken.stdout
