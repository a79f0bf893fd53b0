"""Cells beside a slice: what keeps its saved value, and what Google Sheets has saved with too few digits."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from mcba.workbook.proofs.proving import prove
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.values import Value
from tests.workbook.books import make_book, place

CELLS: dict[str, Value] = {"A1": "=1000/3", "B1": 1000.5, "C1": "=B1-A1*3", "D1": "=C1*2"}
SAVED: dict[str, Value] = {"A1": 333.3333333, "C1": 0.5, "D1": 1.0}
"""As Google Sheets saves it: with ten digits of A1, D1 would be 1.0000002."""


def model_of(cells: dict[str, Value], saved: dict[str, Value], *, from_google: bool = True) -> WorkbookModel:
    book = make_book(cells, stored=saved, from_google=from_google)  # type: ignore[arg-type]
    return WorkbookModel(book, {"price": (place("B1"),)}, {"rest": place("D1")})


def test_numbers_of_google_sheets_are_taken_in_all_their_digits() -> None:
    model = model_of(CELLS, SAVED)
    assert model.beside.exact == {place("A1"): 1000 / 3}
    assert model(price=np.array([1000.5]))["rest"][0] == pytest.approx(1.0, rel=1e-12)
    assert prove(model).refusal() is None
    known = pickle.loads(pickle.dumps(model))
    assert known(price=np.array([1001.0]))["rest"][0] == pytest.approx(2.0, rel=1e-12)


def test_a_number_that_google_sheets_did_not_round_but_changed_is_kept() -> None:
    # 333.33 differs from 1000/3 by 1e-5: no rounding to ten digits.
    model = model_of(CELLS, {"A1": 333.33, "C1": 0.51, "D1": 1.02})
    assert model.beside.exact == {}
    assert list(model.beside.kept) == [place("A1")]
    assert model(price=np.array([1000.5]))["rest"][0] == pytest.approx(1.02, rel=1e-9)


def test_excel_keeps_what_it_saved() -> None:
    model = model_of(CELLS, {**SAVED, "A1": 1000 / 3}, from_google=False)
    assert model.beside.exact == {} == model.beside.kept


def test_what_follows_from_a_kept_cell_is_computed_from_its_saved_value() -> None:
    cells: dict[str, Value] = {"A1": "=RAND()", "A2": "=A1*2", "A3": "=5", "B1": 3.0, "D1": "=B1*A2+A3"}
    model = model_of(cells, {"A1": 0.25, "A2": 0.5, "A3": 4.0, "D1": 5.5}, from_google=False)
    assert {str(kept) for kept in model.beside.kept} == {"Sheet1!A1", "Sheet1!A3"}
    assert "computed 5.0" in model.beside.kept[place("A3")]


def test_digits_that_are_left_out_of_an_exponent_grow() -> None:
    # 2021.123457 - 2016.123456789 with ten digits: the exponent is off by 2e-7, and its power by 1e-8.
    cells: dict[str, Value] = {"A1": "=2016.123456789", "B1": 2021.5, "D1": "=1.04^(B1-A1)"}
    model = model_of(cells, {"A1": 2016.123457, "D1": 1.04 ** (2021.5 - 2016.123456789)})
    assert prove(model).refusal() is None
