"""What other programs make of generated formulas; a developer's script that freezes those they agree on.

`python -m tests.workbook.fuzz.refereeing FILE [COUNT] [SEED]` needs LibreOffice, takes formualizer too where it is
installed, writes the formulas to freeze into FILE, and prints the others.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import xlsxwriter

from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.places import Place
from mcba.workbook.proofs.closeness import TOLERANCE, difference
from mcba.workbook.proofs.libreoffice import find_libreoffice, recalculated
from mcba.workbook.proofs.referees import from_formualizer
from mcba.workbook.values import CellError, Value
from tests.workbook.books import make_book
from tests.workbook.fuzz.frozen import places_of, written
from tests.workbook.fuzz.generating import Formula, generated
from tests.workbook.fuzz.grid import CELLS
from tests.workbook.fuzz.leaving_out import reason

_NEWER = re.compile(
    r"\b(?=(STDEV\.S|VAR\.P|PERCENTILE\.EXC|RANK\.AVG|NORM\.DIST|NORM\.S\.INV|LOGNORM\.INV|XOR|IFS|SWITCH|IFNA|MAXIFS"
    r"|MINIFS|XLOOKUP|TEXTJOIN|CONCAT|DAYS|RRI|PDURATION|ISOWEEKNUM)\()"
)


def written_book(formulas: list[Formula]) -> bytes:
    """A workbook of the grid and the formulas, with no value beside any formula."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Sheet1")
    for cell, held in CELLS.items():
        if isinstance(held, str) and held.startswith("="):
            sheet.write_formula(cell, held, value="")
        elif isinstance(held, str):
            sheet.write_string(cell, held)
        else:
            sheet.write(cell, held)
    for formula, place in zip(formulas, places_of(formulas), strict=True):
        sheet.write_formula(place.row - 1, place.column - 1, "=" + _in_file(formula.text), value="")
    book.close()
    return content.getvalue()


def _in_file(formula: str) -> str:
    """A formula as files have it: newer functions with their prefix."""
    return _NEWER.sub("_xlfn.", formula)


def our_values(formulas: list[Formula]) -> list[Value]:
    """What each formula gives here; a text that begins with `?` where it is not computed."""
    places = places_of(formulas)
    cells = {str(place).rpartition("!")[2]: "=" + f.text for f, place in zip(formulas, places, strict=True)}
    found = recomputed(make_book({**CELLS, **cells}), {}, places)
    return [f"?{found.kept[place]}" if place in found.kept else found[place] for place in places]


def opinions(formulas: list[Formula]) -> dict[str, list[Value]]:
    """What each referee makes of each formula."""
    content, places = written_book(formulas), places_of(formulas)
    program = find_libreoffice()
    if program is None:
        raise SystemExit("LibreOffice is needed")
    (office,) = recalculated(program, [content], seconds=200)
    found = {"LibreOffice": [office.stored(place) for place in places]}
    if find_spec("formualizer"):
        import formualizer

        workbook = formualizer.Workbook.from_bytes(content)
        workbook.set_temporal_egress("serial")
        found["formualizer"] = [_one(workbook, place) for place in places]
    return found


def _one(workbook: object, place: Place) -> Value:
    try:
        return from_formualizer(workbook.evaluate_cell(*place))  # type: ignore[attr-defined]
    except Exception as failure:  # whatever it raises is its opinion
        return f"?{type(failure).__name__}"


def alike(ours: Value, theirs: Value) -> bool:
    """Whether two values are the same, a truth value being a number to some."""
    one, other = (float(value or 0.0) if isinstance(value, bool | None) else value for value in (ours, theirs))
    return difference(one, other) <= TOLERANCE


def main(file: str, count: str = "1600", seed: str = "1") -> None:
    """Generate, ask, compare, and freeze."""
    formulas = generated(int(count), int(seed))
    ours, theirs = our_values(formulas), opinions(formulas)
    kept, left = [], Counter[str]()
    for index, formula in enumerate(formulas):
        said = {name: values[index] for name, values in theirs.items()}
        agreeing = [name for name, value in said.items() if alike(ours[index], value)]
        rule = reason(formula.text, ours[index], said["LibreOffice"])
        if "LibreOffice" in agreeing:
            kept.append((formula, ours[index]))
            continue
        # Where only formualizer says the same, the rule by which LibreOffice differs must be known.
        known = bool(rule and agreeing)
        left[rule if known else "to be looked at"] += 1
        if known:
            kept.append((formula, ours[index]))
        else:
            shown = "   ".join(f"{name} {_shown(value)}" for name, value in said.items())
            print(f"={formula.text} [{formula.row}]: here {_shown(ours[index])}   {shown}")  # noqa: T201
    with Path(file).open("w", newline="", encoding="utf-8") as target:
        csv.writer(target, lineterminator="\n").writerows(
            (formula.text, formula.row, written(value)) for formula, value in kept
        )
    print(f"{len(formulas)} formulas, {len(kept)} frozen; LibreOffice differs: {dict(left.most_common())}")  # noqa: T201


def _shown(value: Value) -> str:
    return value.code if isinstance(value, CellError) else repr(value)


if __name__ == "__main__":
    main(*sys.argv[1:])
