"""A workbook given in Python: as bytes, as a path, in another place of the same study; and studies with changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import mcba
from tests.study.workbooks.books import book, study_of_workbook


def test_bytes_and_paths_are_the_same_study(tmp_path: Path) -> None:
    file = tmp_path / "model.xlsx"
    file.write_bytes(book())
    of_bytes = mcba.Study(**study_of_workbook())
    by_path = study_of_workbook(tables={"model.xlsx": file})
    beside = study_of_workbook(tables={})
    beside["model"]["workbook"] = file
    for given in (by_path, beside):
        assert mcba.Study(**given) == of_bytes
    assert hashlib.sha256(book()).hexdigest() in of_bytes.to_toml()


def test_a_study_is_saved_with_its_workbook(tmp_path: Path) -> None:
    study = mcba.Study(**study_of_workbook())
    saved = study.save(tmp_path / "programme")
    assert (tmp_path / "programme" / "model.xlsx").read_bytes() == book()
    assert mcba.load(saved) == study
    assert mcba.loads(study.to_toml(), study.tables) == study


def test_changes_keep_the_cell() -> None:
    study = mcba.Study(**study_of_workbook()).with_(price=mcba.Uniform(19, 21), discount_rate=0.03)
    assert study.document.assumptions["price"].cell == "Inputs!B3"
    assert study.document.choices["discount_rate"].cell == "Inputs!B5"
    low, high = mcba.run(study, worlds=256).draws["price"].values[[0, 1]]
    assert 19 <= low <= 21
    assert 19 <= high <= 21


def test_another_workbook_is_taken_as_it_is() -> None:
    study = mcba.Study(**study_of_workbook())
    other = study.with_(tables={"model.xlsx": book(note="another")})
    assert other.sha256 != study.sha256
    assert mcba.run(other, worlds=256).hashes() == mcba.run(study, worlds=256).hashes()


def test_a_model_of_another_kind_ends_the_workbook() -> None:
    changed = mcba.Study(**study_of_workbook()).with_(
        model={"python": lambda price: {"each": price}, "gives": ["each"]},
        assumptions={"price": {"value": 2, "cell": None}, "clients": None, "cost": None, "growth": None},
        choices=dict.fromkeys(["discount_rate"]),
        benefits={"work": None},
        costs={"start": None},
        options={"small": None},
        scenarios={"dear": None},
    )
    assert "workbook" not in changed.to_toml()
    assert mcba.run(changed, worlds=256).values("twice")[0] == 4


def test_what_is_neither_bytes_nor_path_is_told() -> None:
    with pytest.raises(mcba.StudyError, match="allowed are the bytes of the workbook, or its path"):
        mcba.Study(**study_of_workbook(tables={"model.xlsx": 3}))
