"""What other programs make of a workbook in the same worlds: LibreOffice and formualizer, where they are installed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import PurePath

import numpy as np

from mcba.arrays import Array
from mcba.errors import WorkbookError
from mcba.workbook.places import Place
from mcba.workbook.proofs.closeness import TOLERANCE, difference
from mcba.workbook.proofs.copies import changed_copy
from mcba.workbook.proofs.libreoffice import find_libreoffice, recalculated
from mcba.workbook.proofs.proving import moved_inputs
from mcba.workbook.slices.model import WorkbookModel
from mcba.workbook.values import ERRORS, CellError, Value

_OF_GOOGLE = 1e-6
"""What the digits that Google Sheets leaves out of the values that stay as saved may grow to, in proportion."""

_Worlds = list[dict[Place, float]]
_Reading = Callable[[Place], Value]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A cell of which a referee says something else.

    Attributes
    ----------
    place : Place
        Of an outcome.
    world : int
        0 for the numbers that were saved, then the given worlds from 1.
    ours, theirs : Value
    first : Place
        The first cell, in the order of computing, of which it says something else in this world.
    """

    place: Place
    world: int
    ours: Value
    theirs: Value
    first: Place

    def __str__(self) -> str:
        where = f"world {self.world}" if self.world else "the saved numbers"
        text = f"{self.place} with {where}: {_shown(self.theirs)}, here {_shown(self.ours)}"
        return text if self.first == self.place else f"{text}; the first cell that differs is {self.first}"


@dataclass(frozen=True)
class Opinion:
    """What one referee says.

    Attributes
    ----------
    referee : str
    compared : int
        Outcomes, each in each world.
    disagreements : tuple of Disagreement
    failure : str
        Why it says nothing; empty where it does.
    """

    referee: str
    compared: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    failure: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it computed all and says the same."""
        return not self.failure and not self.disagreements

    def __str__(self) -> str:
        if self.failure:
            return f"{self.referee}: no opinion ({self.failure})"
        if not self.disagreements:
            return f"{self.referee}: the same in all {self.compared} outcomes and worlds"
        lines = [f"{self.referee}: something else in {len(self.disagreements)} of {self.compared} outcomes and worlds"]
        return "\n- ".join([*lines, *map(str, self.disagreements[:3])])


@dataclass(frozen=True)
class Refereed:
    """What other programs say of a workbook.

    Attributes
    ----------
    opinions : tuple of Opinion
        One for each referee that is installed.
    """

    opinions: tuple[Opinion, ...]

    @property
    def agrees(self) -> bool:
        """Whether a referee has an opinion, and none differs."""
        said = [opinion for opinion in self.opinions if not opinion.failure]
        return bool(said) and all(opinion.agrees for opinion in said)

    def __str__(self) -> str:
        if not self.opinions:
            return (
                "no referee is installed: install LibreOffice, so that soffice is found, or `pip install formualizer`"
            )
        return "\n".join(map(str, self.opinions))


def referee(
    model: WorkbookModel, content: bytes, worlds: Mapping[str, Array] | None = None, *, seconds: float = 300
) -> Refereed:
    """Have the outcomes of a workbook computed by other programs too, in the same worlds.

    The user's file is not touched: changed copies of it lie in a folder that is gone afterwards.

    Parameters
    ----------
    model : WorkbookModel
    content : bytes
        The workbook's file.
    worlds : mapping of str to array (world,), optional
        Inputs of other worlds; by default two in which every input is moved by up to 30 %. The numbers that were saved
        come as another world before them.
    seconds : float
        How long LibreOffice may take.

    Returns
    -------
    Refereed
    """
    inputs = worlds or moved_inputs(model, seed=0, worlds=2)
    base = {name: model.stored(places[0]) for name, places in model.inputs.items()}
    given = {name: np.concatenate([np.array([base[name]], dtype=float), inputs[name]]) for name in model.inputs}
    count = len(next(iter(given.values())))
    changes = [
        {place: float(given[name][world]) for name, places in model.inputs.items() for place in places}
        for world in range(count)
    ]
    cells = tuple(dict.fromkeys([*model.slice_cells, *model.output_cells]))
    ours = model.values(given, cells)
    opinions = []
    program = find_libreoffice()
    if program is not None:
        opinions.append(
            _opinion("LibreOffice", lambda: _by_libreoffice(program, model, content, changes, seconds), model, ours)
        )
    if find_spec("formualizer") is not None:
        name = f"formualizer {version('formualizer')}"
        opinions.append(_opinion(name, lambda: _by_formualizer(content, changes), model, ours))
    return Refereed(tuple(opinions))


def _opinion(
    name: str, read: Callable[[], Iterable[_Reading]], model: WorkbookModel, ours: Mapping[Place, list[Value]]
) -> Opinion:
    """Compare what a referee reads in each world with what is computed here."""
    tolerance = _OF_GOOGLE if model.book.is_from_google else TOLERANCE
    disagreements = []
    compared = 0
    try:
        for world, theirs in enumerate(read()):
            for place in model.output_cells:
                compared += 1
                if not _same(ours[place][world], theirs(place), tolerance):
                    first = next(cell for cell in ours if not _same(ours[cell][world], theirs(cell), tolerance))
                    disagreements.append(Disagreement(place, world, ours[place][world], theirs(place), first))
    except (WorkbookError, RuntimeError, OSError) as failure:
        return Opinion(name, failure=str(failure))
    return Opinion(name, compared, tuple(disagreements))


def _same(ours: Value, theirs: Value, tolerance: float) -> bool:
    """Whether two values are the same; a blank is 0 to some, and a truth value a number."""
    one, other = (float(value or 0.0) if isinstance(value, bool | None) else value for value in (ours, theirs))
    return difference(one, other) <= tolerance


def _by_libreoffice(
    program: str, model: WorkbookModel, content: bytes, changes: _Worlds, seconds: float
) -> list[_Reading]:
    copies = [changed_copy(content, numbers, model.book.file) for numbers in changes]
    suffix = PurePath(model.book.file).suffix or ".xlsx"
    return [book.stored for book in recalculated(program, copies, seconds=seconds, suffix=suffix)]


def _by_formualizer(content: bytes, changes: _Worlds) -> Iterable[_Reading]:
    import formualizer

    for numbers in changes:
        workbook = formualizer.Workbook.from_bytes(changed_copy(content, numbers))
        workbook.set_temporal_egress("serial")

        def value(place: Place, workbook: formualizer.Workbook = workbook) -> Value:
            return from_formualizer(workbook.evaluate_cell(place.sheet, place.row, place.column))

        yield value


def from_formualizer(value: object) -> Value:
    """A value as formualizer gives it.

    Parameters
    ----------
    value : object
        An error is a mapping that holds its kind.

    Returns
    -------
    Value

    Examples
    --------
    >>> from_formualizer(2), str(from_formualizer({"type": "Error", "kind": "Div"}))
    (2.0, '#DIV/0!')
    """
    if isinstance(value, dict):
        kind = str(value.get("kind", ""))
        return next((error for code, error in ERRORS.items() if _letters(code) == _letters(kind)), CellError(kind))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value  # type: ignore[return-value]


def _letters(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalpha())


def _shown(value: Value) -> str:
    return "nothing" if value is None else repr(value) if isinstance(value, str) else str(value)
