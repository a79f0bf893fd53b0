"""Proofs: a sound book passes, and each fault that was seen in practice is named."""

from __future__ import annotations

import numpy as np
import pytest

from mcba.workbook.places import Place
from mcba.workbook.proofs.proof import IN_WORLDS
from mcba.workbook.proofs.proving import prove
from mcba.workbook.slices.dependencies import Dependencies
from mcba.workbook.slices.precedents import Precedents
from tests.workbook.slices.test_model import model_of

CELLS = {"A1": 2, "A2": 3, "B1": "=A1*A2", "B2": "=B1+1", "C1": "=B2-B1"}
STORED = {"B1": 6, "B2": 7, "C1": 1}


def test_a_sound_book_is_proved() -> None:
    proof = prove(model_of(CELLS, {"x": "A1"}, {"y": "B2"}, stored=STORED))
    assert proof.holds
    assert proof.refusal() is None
    assert (proof.cells, proof.worlds) == (2, 3)


def test_a_corrupted_value_is_named() -> None:
    proof = prove(model_of(CELLS, {"x": "A1"}, {"y": "B2"}, stored={**STORED, "B1": 6.1}))
    assert "Sheet1!B1 =A1*A2: the workbook stores 6.1, computed 6" in str(proof.refusal())


def test_a_lost_dependency_shows_in_other_worlds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Dependencies._read

    def lossy(self: Dependencies, place: Place) -> Precedents:
        found = whole(self, place)
        return Precedents() if str(place).endswith("B2") else found

    monkeypatch.setattr(Dependencies, "_read", lossy)
    proof = prove(model_of(CELLS, {"x": "A1"}, {"y": "C1"}, stored=STORED))
    assert {difference.check for difference in proof.differences} == {IN_WORLDS}
    assert "Sheet1!C1 =B2-B1: the full recomputation gives 1" in str(proof.refusal())


def test_a_book_without_values_is_refused() -> None:
    assert "open it in Excel" in str(prove(model_of(CELLS, {"x": "A1"}, {"y": "B2"})).refusal())


def test_an_outcome_that_is_no_number_is_refused() -> None:
    cells = {"A1": 1, "B1": '=IF(A1>0,"yes","no")'}
    assert "no number" in str(prove(model_of(cells, {"x": "A1"}, {"y": "B1"}, stored={"B1": "yes"})).refusal())


def test_an_outcome_that_was_pasted_names_the_live_cell() -> None:
    cells = {"A1": 2, "B1": "=A1*3.12345", "C1": 6.2469}
    refusal = prove(model_of(cells, {"x": "A1"}, {"y": "C1"}, stored={"B1": 6.2469})).refusal()
    assert "Sheet1!C1 = Sheet1!B1" in str(refusal)


def test_differences_are_judged_by_the_scale_of_the_operands() -> None:
    cells = {"A1": 1e9, "A2": 3, "B1": "=A1/A2*A2", "B2": "=(A1+B1)-2*A1"}
    assert prove(model_of(cells, {"x": "A1"}, {"y": "B2"}, stored={"B1": 1e9, "B2": 1.2e-7})).holds
    assert not prove(model_of(cells, {"x": "A1"}, {"y": "B2"}, stored={"B1": 1e9, "B2": 12.0})).holds


def test_what_lies_beside_the_slice_keeps_its_value_and_is_told() -> None:
    cells = {"A1": 2, "B1": "=RAND()", "C1": "=A1*B1"}
    proof = prove(model_of(cells, {"x": "A1"}, {"y": "C1"}, stored={"B1": 0.5, "C1": 1.0}))
    assert proof.holds
    assert [text.startswith("Sheet1!B1: RAND") for text in proof.kept] == [True]


def test_given_worlds_are_taken() -> None:
    model = model_of(CELLS, {"x": "A1"}, {"y": "B2"}, stored=STORED)
    assert prove(model, {"x": np.array([1.0, 5.0, 7.0, 9.0])}).worlds == 3
