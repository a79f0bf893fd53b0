"""Facts are computed once, and kept with the saved run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.reporting.facts import facts as answers
from mcba.reporting.facts.facts import Facts
from mcba.reporting.facts.kept import FACTS, KEPT_FACTS, decoded, encoded, facts_of, keep, take_up


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT_FACTS)
def test_a_fact_comes_back_as_it_was(name: str, small_run: mcba.Run) -> None:
    value = getattr(facts_of(small_run), name)
    written = json.dumps(encoded(value), allow_nan=False)
    again = decoded(json.loads(written))
    assert isinstance(value, type(again))  # a ranking comes back as the Dataset that it is
    assert json.dumps(encoded(again), allow_nan=False) == written


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 3, -2.5, float("inf"), "text", [1, (2.0, None)], {"a": (1,), 2: float("-inf")}),
        np.array([[1.0, np.nan]]),
        np.array(["a", "bc"]),
    ],
)
def test_plain_values_come_back(value: Any) -> None:
    again = decoded(json.loads(json.dumps(encoded(value), allow_nan=False)))
    assert type(again) is type(value)
    assert repr(again) == repr(value)


def test_an_object_of_another_library_is_neither_written_nor_made() -> None:
    with pytest.raises(TypeError, match="a fact cannot hold a pathlib:PosixPath"):
        encoded(Path("x"))
    with pytest.raises(TypeError, match="a fact cannot hold a subprocess:Popen"):
        decoded({"!": "subprocess:Popen", "fields": {}})


def test_a_saved_run_is_not_computed_again(small_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = mcba.run(mcba.load(small_study))
    folder = mcba.save_run(run, tmp_path / "out")
    share = facts_of(run).assumed_share
    keep(facts_of(run), folder)

    def refuse(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(answers, "assumed_share", refuse)
    again = Facts(mcba.open_run(folder))
    take_up(again, folder)
    assert again.assumed_share == share


def test_facts_of_other_worlds_are_not_read(small_study: Path, tmp_path: Path) -> None:
    run, other = (mcba.run(mcba.load(small_study), seed=seed) for seed in (1, 2))
    folder = _kept(run, tmp_path / "out")
    assert _taken_up(run, folder) == {"assumed_share"}
    assert _taken_up(other, folder) == set()


@pytest.mark.parametrize("damage", ["a digit", "half of it", "nothing", "another object"])
def test_damaged_facts_are_computed_again(damage: str, small_study: Path, tmp_path: Path) -> None:
    run = mcba.run(mcba.load(small_study))
    folder = _kept(run, tmp_path / "out")
    file = folder / FACTS
    text = file.read_text(encoding="utf-8")
    file.write_text(
        {
            "a digit": text.replace('"value": 0.', '"value": 1.', 1),
            "half of it": text[: len(text) // 2],
            "nothing": "",
            "another object": "[1, 2]",
        }[damage],
        encoding="utf-8",
    )
    assert file.read_text(encoding="utf-8") != text
    assert _taken_up(run, folder) == set()


def _kept(run: mcba.Run, folder: Path) -> Path:
    mcba.save_run(run, folder)
    facts = Facts(run)
    assert facts.assumed_share is not None
    keep(facts, folder)
    return folder


def _taken_up(run: mcba.Run, folder: Path) -> set[str]:
    facts = Facts(run)
    take_up(facts, folder)
    return set(KEPT_FACTS) & set(vars(facts))


def test_the_facts_of_a_run_are_one_object(small_run: mcba.Run) -> None:
    assert facts_of(small_run) is facts_of(small_run)
