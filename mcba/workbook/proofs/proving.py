"""A model proved: against the values that its workbook stores, and against the whole workbook computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from mcba.arrays import Array
from mcba.errors import WorkbookError
from mcba.workbook.evaluation.evaluator import Evaluation
from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.evaluation.refusals import CellCircleError
from mcba.workbook.places import Place
from mcba.workbook.proofs.closeness import difference, operand_scale, tolerance_of
from mcba.workbook.proofs.problems import problems_of
from mcba.workbook.proofs.proof import CHAINED, FROM_STORED, IN_WORLDS, CellDifference, Proof
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.values import Value

_SPREAD = 0.3
_LEAST_WORLDS = 3
_LARGEST_ROUNDING = 1e-6
"""What the digits that Google Sheets leaves out may grow to on the way through a workbook, in proportion."""


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
        self._rounded: dict[Place, float] = {}
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
        kept = self._kept()
        self._check_worlds({name: np.concatenate([base[name], inputs[name]]) for name in model.inputs}, fast, kept)
        return Proof(len(model.slice), count, self.largest, tuple(self.differences), (), tuple(kept.values()))

    def _check_worlds(
        self, inputs: Mapping[str, Array], fast: Mapping[Place, list[Value]], kept: Mapping[Place, str]
    ) -> None:
        """Check each world but the first, which is that of the saved values, against its full recomputation."""
        model = self.model
        order: tuple[Place, ...] = ()
        for world in range(0 if self.book.is_from_google else 1, len(next(iter(inputs.values())))):
            given = {place: float(inputs[name][world]) for name, places in model.inputs.items() for place in places}
            fixed = {place: model.stored(place) for place in kept}
            full = recomputed(self.book, {**fixed, **given}, self.cells, formulas=model.formulas, order=order)
            order = full.order
            if world == 0:
                self._rounded = {p: difference(full[p], fast[p][0], is_from_google=True) for p in self.cells}
                continue
            values = Evaluation(self.book, model.formulas, cells=partial(_value_in, full, model))
            for place in self.cells:
                self._check(IN_WORLDS, place, full[place], fast[place][world], values)

    def _kept(self) -> dict[Place, str]:
        """Cells beside the slice that are not computed here as the workbook does: they keep their saved values."""
        model, moved = self.model, set(self.cells)
        beside = [place for owner in model.upstream if owner not in moved for place in model.dependencies.filled(owner)]
        kept: dict[Place, str] = {}
        while True:
            try:
                full = recomputed(self.book, {p: model.stored(p) for p in kept}, beside, formulas=model.formulas)
                break
            except CellCircleError as circle:
                new = [place for place in circle.cells if place not in kept and place not in moved]
                if not new:
                    raise
                kept.update(dict.fromkeys(new, str(circle)))
        kept.update({place: str(reason) for place, reason in full.kept.items() if place not in moved})
        for place in beside:
            apart = 0.0 if place in kept else self._apart(model.stored(place), full[place], place, None)
            if apart > (_LARGEST_ROUNDING if self.book.is_from_google else self.tolerance):
                kept[place] = f"{place}: keeps {model.stored(place)}, computed {full[place]}"
        return kept

    def _check(self, check: str, place: Place, expected: Value, computed: Value, values: Evaluation) -> None:
        apart = self._apart(expected, computed, place, values)
        if apart > self._allowed(check, place):
            if not any(d.place == place and d.check == check for d in self.differences):
                cell = self.book.cell(self.model.dependencies.owner(place))
                formula = (cell.formula if cell else None) or ""
                self.differences.append(CellDifference(place, formula, expected, computed, check))
        else:
            self.largest[check] = max(self.largest[check], apart)

    def _allowed(self, check: str, place: Place) -> float:
        """The largest difference that counts as none; more where Google Sheets has left out digits that grew."""
        if not self.book.is_from_google or check == FROM_STORED:
            return self.tolerance
        if check == CHAINED:
            known = any(each.place == place for each in self.differences)
            return self.tolerance if known else _LARGEST_ROUNDING
        return min(max(self.tolerance, 10 * self._rounded.get(place, 0.0)), _LARGEST_ROUNDING)

    def _apart(self, expected: Value, computed: Value, place: Place, values: Evaluation | None) -> float:
        apart = difference(computed, expected, is_from_google=self.book.is_from_google)
        if apart <= self.tolerance or values is None:
            return apart
        if not isinstance(expected, float) or not isinstance(computed, float):
            return apart
        size = operand_scale(values, self.model.formulas.tree(self.model.dependencies.owner(place)), place)
        return abs(expected - computed) / max(abs(expected), abs(computed), size)


def _value_in(full: Mapping[Place, Value], model: WorkbookModel, place: Place) -> Value:
    return full[place] if place in full else model.stored(place)


def _number(value: Value) -> float:
    return value if isinstance(value, float) else 0.0
