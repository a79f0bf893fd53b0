"""Notebooks: each runs from its first cell to its last, says what is stored in it, and teaches what is true."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.examples.notebooks import NOTEBOOKS, executed
from tests.places import ROOT

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
MOST_BYTES = 60_000


def outputs(notebook: Any) -> dict[str, list[dict[str, Any]]]:
    """What each cell shows, by its id."""
    return {
        cell.id: [dict(output.get("data") or {"text": output.get("text")}) for output in cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def stored(name: str) -> str:
    """Everything that a notebook shows, as text."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    shown = (one.get("text/plain") or one.get("text") or "" for cell in outputs(notebook).values() for one in cell)
    return "\n".join(shown)


def without_last_digits(shown: Any) -> Any:
    """The same, with numbers of which all digits are shown to twelve: another processor adds in another order."""
    if isinstance(shown, str):
        return re.sub(r"\d+\.\d{5,}", lambda number: f"{float(number[0]):.12g}", shown)
    if isinstance(shown, dict):
        return {key: without_last_digits(value) for key, value in shown.items()}
    return [without_last_digits(each) for each in shown] if isinstance(shown, list) else shown


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_it_runs_and_says_what_is_stored_in_it(path: Path) -> None:
    """Otherwise: `python -m tests.examples.notebooks`."""
    now, then = outputs(executed(path)), outputs(nbformat.read(path, as_version=4))
    assert without_last_digits(now) == without_last_digits(then)


@pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
def test_it_can_be_read_where_it_lies(path: Path) -> None:
    """Valid, small, with what every cell gives and no place of the machine that ran it."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells] == [
        f"{path.stem[:20]}-{n:02d}" for n in range(1, len(notebook.cells) + 1)
    ]
    assert 9 <= len(notebook.cells) <= 16
    assert all(outputs(notebook).values())
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    places = [str(place) for place in (ROOT, Path.home(), tempfile.gettempdir())]
    assert not any(place in text for place in places)
    assert not re.search(r"0x[0-9a-f]{6,}", text)


def test_rows_together_have_the_spread_of_the_posterior() -> None:
    """It is made normal with a correlation of -0.9: √(400² + 400² - 2 · 0.9 · 400²) = 178.9, and apart 565.7."""
    found = {
        name: float(value) for name, value in re.findall(r"(itself|together|apart) +([\d.]+)", stored("posterior"))
    }
    assert found["itself"] == pytest.approx(178.9, rel=0.04)  # of 4,000 rows: 3.5 standard errors
    assert found["together"] == pytest.approx(found["itself"], rel=0.01)
    assert found["apart"] == pytest.approx(565.7, rel=0.04)


def test_both_libraries_find_the_same_at_the_same_points() -> None:
    rows = re.findall(r"^(\w+) +(-?[\d.]+) +(-?[\d.]+)$", stored("salib").partition("mcba\n")[2], re.MULTILINE)
    assert {name for name, *_ in rows} == {"families", "effect", "worth", "cost"}
    assert all(theirs == ours for _, theirs, ours in rows)


def test_one_answer_is_worth_no_more_than_all_answers() -> None:
    """Knowing one input is worth at most what knowing all of them is, and the notebook names the one to know first."""
    shown = stored("function-model")
    (perfect,) = re.findall(r"Information\(([\d,]+) ±", shown)
    worth = {
        name: float(value) for name, value in re.findall(r"^(\w+) +([\d.]+) +[\d.]+ +0\.\d+$", shown, re.MULTILINE)
    }
    assert set(worth) == {"spared", "prevalence", "visit", "sensitivity"}
    assert max(worth, key=worth.__getitem__) == "spared"
    assert max(worth.values()) < float(perfect.replace(",", ""))
