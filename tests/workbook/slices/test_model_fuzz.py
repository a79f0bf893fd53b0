"""Generated formulas in many worlds at once give in each what a full recomputation of it gives."""

from __future__ import annotations

import numpy as np

from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.formulas.formulas import Formulas
from mcba.workbook.proofs.closeness import TOLERANCE, difference
from mcba.workbook.slices.model import WorkbookModel
from tests.workbook.books import make_book, place
from tests.workbook.fuzz.frozen import frozen, places_of
from tests.workbook.fuzz.grid import CELLS, NUMBERS, STORED

WORLDS = 4


def moved() -> dict[str, np.ndarray]:
    """Every number of the grid moved: a little, by up to a half, to its opposite or 0, or to another cell's."""
    generator = np.random.default_rng(5)
    stored = np.array([float(CELLS[cell]) for cell in NUMBERS])  # type: ignore[arg-type]
    worlds = np.stack(
        [
            stored * generator.uniform(0.99, 1.01, len(stored)),
            stored * generator.uniform(0.5, 1.5, len(stored)),
            stored * generator.choice([-1, 0, 1, 1, 1], len(stored)),
            np.where(generator.random(len(stored)) < 0.3, generator.permutation(stored), stored),
        ]
    )
    return dict(zip(NUMBERS, worlds.T, strict=True))


def test_many_worlds_give_what_each_gives_alone() -> None:
    formulas = frozen()
    places = places_of(formulas)
    cells = {str(where).rpartition("!")[2]: f"={each.formula}" for each, where in zip(formulas, places, strict=True)}
    book = make_book({**CELLS, **cells}, stored=STORED)
    model = WorkbookModel(
        book,
        {cell: (place(cell),) for cell in NUMBERS},
        {str(where): where for where in places},
    )
    varying = set(model.slice_cells)  # all others keep the values that were saved, and here there are none
    places = [where for where in places if where in varying]
    assert len(places) > 1000
    numbers = moved()
    fast = model.values(numbers, places)
    trees = Formulas(book)
    wrong = []
    for world in range(WORLDS):
        inputs = {place(cell): float(numbers[cell][world]) for cell in NUMBERS}
        full = recomputed(book, inputs, places, formulas=trees)
        wrong += [
            f"{book.cell(where).formula} in row {where.row}, world {world}: {fast[where][world]}, alone {full[where]}"  # type: ignore[union-attr]
            for where in places
            if difference(fast[where][world], full[where]) > TOLERANCE
        ]
    assert not wrong, "\n".join(wrong)
