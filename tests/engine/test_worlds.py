"""What a run holds cannot be written to, whichever way somebody comes to it, and it travels whole."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mcba

ARRAYS: dict[str, Callable[[mcba.Run], Any]] = {
    "values": lambda run: run.values("npv"),
    "a labelled row": lambda run: run.values("bearer_npv", "municipality"),
    "an assumption": lambda run: run.values("effect"),
    "arrays": lambda run: run.arrays["npv"],
    "labelled arrays": lambda run: run.arrays["bearer_npv"],
    "worlds": lambda run: run.worlds["npv"],
    "the numbers of worlds": lambda run: run.worlds["npv"].values,
    "labelled worlds": lambda run: run.worlds["bearer_npv"].sel(bearer="municipality").values,
    "draws": lambda run: run.draws["effect"],
    "the numbers of draws": lambda run: run.draws["effect"].values,
}
MAPPINGS = ("arrays", "labels", "dimensions", "base", "units", "seconds", "accumulators", "tails_of_function")


@pytest.mark.parametrize("way", ARRAYS)
def test_no_array_of_a_run_can_be_written_to(small_run: mcba.Run, way: str) -> None:
    hashes, array = small_run.hashes(), ARRAYS[way](small_run)
    with pytest.raises(ValueError, match=r"read-only|is a view"):
        array[:] = 0
    with pytest.raises(ValueError, match=r"read-only|is a view"):
        array -= 1
    assert small_run.hashes() == hashes


@pytest.mark.parametrize("name", MAPPINGS)
def test_no_mapping_of_a_run_can_be_written_to(small_run: mcba.Run, name: str) -> None:
    with pytest.raises(TypeError, match="this mapping does not change"):
        getattr(small_run, name)["npv"] = 0
    with pytest.raises(AttributeError):
        setattr(small_run, name, {})


def test_what_is_put_into_a_dataset_stays_outside_the_run(small_run: mcba.Run) -> None:
    for of_run in (lambda: small_run.worlds, lambda: small_run.draws):
        dataset = of_run()
        name = next(iter(dataset))
        before = of_run()[name].values.copy()
        dataset[name] = dataset[name] * 0
        dataset.attrs["seed"] = "of somebody else"
        np.testing.assert_array_equal(of_run()[name], before)
        assert of_run().attrs["seed"] == "5"


def test_the_arrays_that_somebody_gave_are_theirs() -> None:
    given = np.arange(10.0)
    run = mcba.from_worlds({"saving": given})
    given[:] = 0
    assert run.values("saving").max() == 9


def test_summaries_are_frozen(small_run: mcba.Run) -> None:
    with pytest.raises(AttributeError):
        small_run.summary("npv").sd = 0.0  # type: ignore[misc]


@pytest.mark.parametrize("travelled", [lambda run: pickle.loads(pickle.dumps(run)), copy.deepcopy])
def test_a_run_travels_whole_and_stays_frozen(small_run: mcba.Run, travelled: Callable[[mcba.Run], mcba.Run]) -> None:
    small_run.draws  # noqa: B018 (drawn, and left behind)
    there = travelled(small_run)
    assert there.hashes() == small_run.hashes()
    assert there.summary("npv") == small_run.summary("npv")
    assert "_draws" not in vars(there)
    with pytest.raises(ValueError, match="read-only"):
        there.values("npv")[:] = 0
    with pytest.raises(TypeError):
        there.arrays["npv"] = there.arrays["npv"]  # type: ignore[index]


def test_a_run_that_was_opened_is_frozen_too(small_run: mcba.Run, tmp_path: Path) -> None:
    opened = mcba.open_run(mcba.save_run(small_run, tmp_path / "out"))
    with pytest.raises(ValueError, match="read-only"):
        opened.values("npv")[:] = 0
