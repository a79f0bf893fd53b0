"""Generated formulas give what other programs gave when they were frozen: see `tests/workbook/fuzz`."""

from __future__ import annotations

from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.proofs.closeness import TOLERANCE, difference
from tests.workbook.books import make_book
from tests.workbook.fuzz.frozen import frozen, places_of
from tests.workbook.fuzz.generating import generated
from tests.workbook.fuzz.grid import CELLS


def test_generated_formulas_give_what_other_programs_gave() -> None:
    formulas = frozen()
    places = places_of(formulas)
    cells = {str(place).rpartition("!")[2]: f"={each.formula}" for each, place in zip(formulas, places, strict=True)}
    found = recomputed(make_book({**CELLS, **cells}), {}, places)
    assert not found.kept
    wrong = [
        f"={each.formula} in row {each.row}: {found[place]}, expected {each.value}"
        for each, place in zip(formulas, places, strict=True)
        if difference(found[place], each.value) > TOLERANCE
    ]
    assert not wrong, "\n".join(wrong)
    assert len(formulas) > 1500


def test_formulas_are_generated_the_same_again() -> None:
    assert generated(50, seed=1) == generated(50, seed=1)
    assert generated(50, seed=1) != generated(50, seed=2)
    ours = {(each.formula, each.row) for each in frozen()}
    again = generated(100, seed=1)
    assert sum(each in ours for each in again) > 80
