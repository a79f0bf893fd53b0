"""A model proved: against the values that its workbook stores, and against the whole workbook computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from mcba.arrays import Array
from mcba.errors import WorkbookError
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.places import Place
from mcba.workbook.proofs.closeness import LARGEST_ROUNDING, TOLERANCE, apart, tolerance_of
from mcba.workbook.proofs.problems import problems_of
from mcba.workbook.proofs.proof import CHAINED, FROM_STORED, IN_WORLDS, CellDifference, Proof
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.values import Value

_SPREAD = 0.3
_LEAST_WORLDS = 3


def prove(model: WorkbookModel, worlds: Mapping[str, Array] | None = None, seed: int = 0) -> Proof:
    """Prove that a model computes what its workbook does.

    Parameters
    ----------
    model : WorkbookModel
    worlds : mapping of str to array (world,), optional
        Inputs of other worlds, of which the first three are taken; by default three in which every input is moved by up
        to 30 %.
    seed : int
        Of those worlds.

    Returns
    -------
    Proof

    Examples
    --------
    >>> from mcba.workbook.book import Book, Cell, Sheet
    >>> book = Book("a.xlsx", "", {"S": Sheet("S", {(1, 1): Cell(2.0), (2, 1): Cell(8.0, "A1^3")})})
    >>> model = WorkbookModel(book, {"side": (Place("S", 1, 1),)}, {"cube": Place("S", 2, 1)})
    >>> prove(model).refusal() is None
    True
    """
    problems = problems_of(model)
    if problems:
        return Proof(len(model.slice), 0, {}, (), problems)
    try:
        return _Proving(model).proof(worlds or moved_inputs(model, seed))
    except WorkbookError as error:  # such as a circle that only these worlds run into
        return Proof(len(model.slice), 0, {}, (), (str(error),))


def moved_inputs(model: WorkbookModel, seed: int, worlds: int = _LEAST_WORLDS) -> dict[str, Array]:
    """Inputs moved by up to 30 %; one that is 0 by up to 0.3.

    Parameters
    ----------
    model : WorkbookModel
    seed : int
    worlds : int

    Returns
    -------
    dict of str to array (world,)
    """
    generator = np.random.default_rng(seed)
    moved = {}
    for name, places in model.inputs.items():
        stored = _number(model.stored(places[0]))
        steps = generator.uniform(-_SPREAD, _SPREAD, worlds)
        moved[name] = stored * (1 + steps) if stored else np.abs(steps)
    return moved


class _Proving:
    def __init__(self, model: WorkbookModel):
        self.model, self.book = model, model.book
        self.tolerance = tolerance_of(self.book)
        self.differences: list[CellDifference] = []
        self.largest = dict.fromkeys((FROM_STORED, CHAINED, IN_WORLDS), 0.0)
        self.cells = tuple(dict.fromkeys([*model.slice_cells, *model.output_cells]))

    def proof(self, worlds: Mapping[str, Array]) -> Proof:
        model = self.model
        stored = Evaluation(self.book, model.formulas, cells=model.stored)
        for place in model.slice:
            for filled, value in stored.filled(place).items():
                self._check(FROM_STORED, filled, model.stored(filled), value, stored)
        inputs = {name: np.asarray(numbers, dtype=float)[:_LEAST_WORLDS] for name, numbers in worlds.items()}
        count = len(next(iter(inputs.values())))
        base = {name: np.array([_number(model.stored(places[0]))]) for name, places in model.inputs.items()}
        fast = model.values({name: np.concatenate([base[name], inputs[name]]) for name in model.inputs}, self.cells)
        for place in self.cells:
            self._check(CHAINED, place, model.stored(place), fast[place][0], stored)
        kept = model.beside.kept
        self._check_worlds({name: np.concatenate([base[name], inputs[name]]) for name in model.inputs}, fast, kept)
        return Proof(len(model.slice), count, self.largest, tuple(self.differences), (), tuple(kept.values()))

    def _check_worlds(
        self, inputs: Mapping[str, Array], fast: Mapping[Place, list[Value]], kept: Mapping[Place, str]
    ) -> None:
        """Check each world but the first, which is that of the saved values, against its full recomputation."""
        model = self.model
        order: tuple[Place, ...] = ()
        for world in range(1, len(next(iter(inputs.values())))):
            given = {place: float(inputs[name][world]) for name, places in model.inputs.items() for place in places}
            fixed = {place: model.stored(place) for place in kept}
            full = recomputed(self.book, {**fixed, **given}, self.cells, formulas=model.formulas, order=order)
            order = full.order
            values = Evaluation(self.book, model.formulas, cells=partial(_value_in, full, model))
            for place in self.cells:
                self._check(IN_WORLDS, place, full[place], fast[place][world], values)

    def _check(self, check: str, place: Place, expected: Value, computed: Value, values: Evaluation) -> None:
        owner = self.model.dependencies.owner(place)
        distance = apart(values, owner, expected, computed)
        if distance > self._allowed(check, place):
            if not any(d.place == place and d.check == check for d in self.differences):
                cell = self.book.cell(owner)
                formula = (cell.formula if cell else None) or ""
                self.differences.append(CellDifference(place, formula, expected, computed, check))
        else:
            self.largest[check] = max(self.largest[check], distance)

    def _allowed(self, check: str, place: Place) -> float:
        """The largest difference that counts as none.

        Google Sheets saves some ten digits, and what it leaves out grows on the way. So a chain may end further off
        where each of its cells follows from the saved values of the cells that it reads.
        """
        if check == IN_WORLDS:
            return TOLERANCE
        if check == FROM_STORED or not self.book.is_from_google:
            return self.tolerance
        return self.tolerance if any(each.place == place for each in self.differences) else LARGEST_ROUNDING


def _value_in(full: Mapping[Place, Value], model: WorkbookModel, place: Place) -> Value:
    return full[place] if place in full else model.stored(place)


def _number(value: Value) -> float:
    return value if isinstance(value, float) else 0.0
