"""The text of a study that is started from a workbook."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mcba.errors import FamilyError, FormulaError
from mcba.families.fitting import fit_quantiles
from mcba.study.formula.units import parse_unit
from mcba.study.workbooks.naming import names_of
from mcba.study.workbooks.remarks import REMARKS
from mcba.workbook import Place
from mcba.workbook.finding import CellLabel, Mover, OwnAssumption, StatedRange, Survey

_LONGEST = 20  # letters of the names that a folder takes from a file


@dataclass(frozen=True)
class _Entry:
    """One assumption that is written: its cells, and what is known of its number."""

    places: tuple[Place, ...]
    value: float
    label: str
    short: str
    unit: str
    stated: StatedRange | None = None
    own: OwnAssumption | None = None


def study_folder(file: Path) -> Path:
    """The folder of a study that is started from a workbook: in the current folder, named as the file."""
    words = re.findall(r"[^\W_]+", file.stem.lower())
    name = ""
    for word in words:
        name = f"{name}-{word}".strip("-") if len(name) < _LONGEST else name
    return Path(name or "study")


def started_text(
    survey: Survey, file: str, spread: float | None, most: int, language: str
) -> tuple[str, tuple[int, int, int, int]]:
    """The study file, and how many assumptions, ranges, stated ranges and constants that are left out there are.

    Parameters
    ----------
    survey : Survey
    file : str
        The name of the workbook in the study's folder.
    spread : float or None
        The share to either side of a number without a range.
    most : int
        How many assumptions, unless more ranges are stated.
    language : {"en", "nl"}

    Returns
    -------
    (str, (int, int, int, int))
    """
    say = REMARKS[language]
    entries = _entries(survey)
    ranged = [entry for entry in entries if entry.stated is not None]
    others = [entry for entry in entries if entry.stated is None]
    kept = ranged + others[: max(most - len(ranged), 0)]
    outcomes = names_of((one.outcome.label for one in survey.outcomes), "outcome", are_results=True)
    names = names_of((entry.short for entry in kept), "number", outcomes)
    pieces = [_head(survey, file, outcomes, say, language, len(entries) - len(kept))]
    pieces += ["\n".join(_lines(name, entry, spread, say)) for name, entry in zip(names, kept, strict=True)]
    varying = len(kept) if spread is not None else len(ranged)
    return "\n\n".join(pieces) + "\n", (len(kept), varying, len(ranged), len(entries) - len(kept))


def _entries(survey: Survey) -> list[_Entry]:
    """What may become assumptions, in the order in which it moves the outcomes; equal ones with equal labels as one."""
    ranges, own, labels = survey.ranges, survey.own, survey.labels
    together: dict[Place, tuple[Place, ...]] = {}
    for group in survey.repeated:
        if group.is_one:
            together |= dict.fromkeys(group.places, group.places)
    movers = [
        *survey.moving,
        *(_mover(survey, place) for place in own if place not in {m.place for m in survey.moving}),
    ]
    told = labels.told([mover.place for mover in movers])
    texts = Counter(labels.of(mover.place).text for mover in movers if mover.place in ranges)
    entries, done = [], set()
    for mover in movers:
        places = together.get(mover.place, (mover.place,))
        if mover.place in done:
            continue
        done |= set(places)
        stated = next((ranges[place] for place in places if place in ranges), None)
        mine = next((own[place] for place in places if place in own), None)
        label = labels.of(mover.place).told() if len(places) > 1 else told[mover.place]
        if stated is not None and texts[labels.of(mover.place).text] == 1:  # its column is only that of best numbers
            label = labels.of(mover.place).text or label
        called = mine.means if mine else ""
        short = called or (labels.of(mover.place).text if stated else "") or labels.of(mover.place).told()
        entries.append(
            _Entry(places, mover.value, called or label, short, _unit(survey, mover.place, stated), stated, mine)
        )
    return entries


def _mover(survey: Survey, place: Place) -> Mover:
    value = survey.book.stored(place)
    return Mover(place, value if isinstance(value, float) else 0.0, 0.0, 0.0)


def _unit(survey: Survey, place: Place, stated: StatedRange | None) -> str:
    label: CellLabel = survey.labels.of(place)
    return (stated.unit if stated is not None else "") or label.unit


def _head(survey: Survey, file: str, outcomes: Sequence[str], say: dict[str, str], language: str, left_out: int) -> str:
    first = survey.outcomes[0].outcome
    lines = [f"# {line}" for line in say["top"].format(left_out=left_out).splitlines()]
    lines += ["", "[study]", f"title = {_quoted(Path(file).stem)}"]
    lines += [f"language = {_quoted(language)}"] if language != "en" else []
    lines += [
        f"question = {_quoted(say['question'].format(label=first.label or first.place))}",
        'status = "indicative"',
    ]
    lines += ["", "[run]", "worlds = 65_536", "seed = 1", f'failed = "drop"            # {say["failed"]}']
    lines += ["", "[model]", f"workbook = {_quoted(file)}", f'sha256 = "{survey.book.sha256}"']
    lines += [f"cells = {_quoted(Path(file).stem + '.cells.csv')}"]
    for name, one in zip(outcomes, survey.outcomes, strict=True):
        lines += ["", f"[model.gives.{name}]", f"cell = {_quoted(str(one.outcome.place))}"]
        lines += [f"label = {_quoted(one.outcome.label)}"] if one.outcome.label else []
        lines += list(_unit_lines(survey.labels.of(one.outcome.place).unit, say))
    return "\n".join(lines)


def _lines(name: str, entry: _Entry, spread: float | None, say: dict[str, str]) -> Iterator[str]:
    yield f"[assumptions.{name}]"
    yield f"label = {_quoted(entry.label or str(entry.places[0]))}"
    cells = [_quoted(str(place)) for place in entry.places]
    yield f"cell = {cells[0]}" if len(cells) == 1 else f"cells = [{', '.join(cells)}] # {say['together']}"
    if entry.stated is not None:
        yield from _stated_lines(entry, entry.stated, say)
    elif spread is not None and entry.value:
        low, high = sorted((entry.value * (1 - spread), entry.value * (1 + spread)))
        yield from (
            'distribution = "triangular"',
            f"low = {_number(float(f'{low:.6g}'))}",
            f"mode = {_number(entry.value)}",
        )
        yield f"high = {_number(float(f'{high:.6g}'))}"
        yield 'status = "assumed"'
        yield f"reason = {_quoted(say['spread'].format(percent=f'{100 * spread:g}'))}"
    else:
        yield f"value = {_number(entry.value)}"
        yield f'# distribution = "pert"; low = …; mode = {_number(entry.value)}; high = …   # {say["fill"]}'
    yield from _unit_lines(entry.unit, say)


def _stated_lines(entry: _Entry, stated: StatedRange, say: dict[str, str]) -> Iterator[str]:
    yield from _distribution(entry, stated)
    if stated.source:
        yield 'status = "sourced"'
        yield f"source = {_quoted(stated.source)}"
    else:
        yield 'status = "assumed"'
        yield f"reason = {_quoted(say['stated'].format(place=stated.stated_at))}"
    if stated.notes:
        yield f"notes = {_quoted(stated.notes)}"


def _distribution(entry: _Entry, stated: StatedRange) -> Iterator[str]:
    """The range of a sheet as a distribution: through its quantiles, or between its ends."""
    low, high = stated.low, stated.high
    mode = entry.value if entry.own is None else entry.own.mode
    if stated.low_share is None or stated.high_share is None:
        family = stated.family if stated.family in {"triangular", "uniform", "pert"} else "pert"
        inside = low <= mode <= high
        yield f'distribution = "{family if inside else "uniform"}"'
        yield f"low = {_number(low)}"
        yield from [f"mode = {_number(mode)}"] if inside and family != "uniform" else []
        yield f"high = {_number(high)}"
        return
    yield f'distribution = "{_fitting(stated, mode)}"'
    shares = (stated.low_share, stated.high_share)
    low_key, high_key = (f"p{100 * share:g}" for share in shares)
    yield f"quantiles = {{ {low_key} = {_number(low)}, {high_key} = {_number(high)} }}"
    yield f"base = {_number(mode)}"


def _fitting(stated: StatedRange, value: float) -> str:
    """The family of the sheet where it passes through the quantiles; else a normal, or a lognormal for a long tail."""
    quantiles = {stated.low_share or 0.05: stated.low, stated.high_share or 0.95: stated.high}
    leans = stated.low > 0 and abs(stated.high / value - value / stated.low) < abs(stated.high + stated.low - 2 * value)
    for family in (stated.family, "lognormal" if value > 0 and leans and not stated.family else ""):
        if family and family not in {"triangular", "pert"}:
            try:
                fit_quantiles(family, quantiles)
            except (FamilyError, ValueError, OverflowError):
                continue
            return family
    return "normal"


def _unit_lines(unit: str, say: dict[str, str]) -> Iterator[str]:
    text = " ".join(unit.split())
    if text:
        try:
            parse_unit(text)
        except FormulaError:
            yield f"# {say['unit'].format(unit=text)}"
        else:
            yield f"unit = {_quoted(text)}"


def _number(value: float) -> str:
    rounded = float(f"{value:.12g}")
    number = value if abs(value - rounded) > 1e-15 * abs(value) else rounded
    return f"{int(number):_}" if number.is_integer() and abs(number) < 1e15 else repr(number)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
