"""What makes a model worthless, and what may stand still in it."""

from __future__ import annotations

from mcba.workbook.proofs.proving import prove
from tests.workbook.slices.test_model import model_of

CELLS = {"A1": 2, "A2": 3.14159, "B1": "=A1*A2", "B2": "=A2*2", "C1": 6.28318, "C2": 5}
STORED = {"B1": 6.28318, "B2": 6.28318}


def refusal(outputs: dict[str, str]) -> str | None:
    return prove(model_of(CELLS, {"x": "A1"}, outputs, stored=STORED)).refusal()


def test_a_formula_without_named_inputs_may_stand_still_beside_one_that_varies() -> None:
    assert refusal({"y": "B1", "cost": "B2"}) is None
    assert "follows from no input that was named" in str(refusal({"cost": "B2"}))


def test_cells_of_years_may_stand_still_beside_an_outcome_that_varies() -> None:
    assert refusal({"y": "B1", "costs": "C1:C2"}) is None


def test_a_pasted_number_may_not_and_its_live_cell_is_named() -> None:
    assert "Sheet1!C1 = Sheet1!B1" in str(refusal({"y": "B1", "pasted": "C1"}))
