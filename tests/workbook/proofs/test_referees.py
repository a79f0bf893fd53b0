"""What other programs say, with a stand-in for LibreOffice that gives back a file prepared for it."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from mcba.workbook.files.reading import read_book
from mcba.workbook.proofs import referees
from mcba.workbook.proofs.copies import changed_copy
from mcba.workbook.proofs.libreoffice import find_libreoffice
from mcba.workbook.proofs.referees import referee
from mcba.workbook.slices.model import WorkbookModel
from tests.workbook.books import place
from tests.workbook.files.making import made

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in is a script that starts by its first line")

STAND_IN = """#!{python}
import pathlib, shutil, sys, time
target = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
files = [pathlib.Path(text) for text in sys.argv[sys.argv.index("--outdir") + 2:]]
target.mkdir()
pathlib.Path("{home}/profile.xcu").write_bytes(
    (files[0].parent / "profile" / "user" / "registrymodifications.xcu").read_bytes()
)
{what}
"""
GIVES = 'for file in files:\n    shutil.copy("{home}/" + file.stem + ".xlsx", target / (file.stem + ".xlsx"))'


def saved(wage: float, cost: float) -> bytes:
    """A workbook of a wage, 40 hours of it in B1, and one more in B2."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Sheet1")
    sheet.write("A1", wage)
    sheet.write_formula("B1", "=A1*40", value=cost)
    sheet.write_formula("B2", "=B1+1", value=cost + 1)
    book.close()
    return content.getvalue()


@pytest.fixture
def stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that puts a stand-in on the path, which gives workbooks back or does something else."""

    def put(*computed: bytes, what: str = GIVES) -> Path:
        for number, content in enumerate(computed):
            (tmp_path / f"{number}.xlsx").write_bytes(content)
        program = tmp_path / "soffice"
        program.write_text(
            STAND_IN.format(python=sys.executable, home=tmp_path, what=what.replace("{home}", str(tmp_path)))
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(referees, "find_spec", lambda _: None)
        return tmp_path

    return put


def model_of(content: bytes) -> WorkbookModel:
    return WorkbookModel(read_book(content, file="wage.xlsx"), {"wage": (place("A1"),)}, {"cost": place("B2")})


WORLDS = {"wage": np.array([30.0])}


def test_a_referee_that_says_the_same_agrees(stands_in) -> None:
    folder = stands_in(saved(25, 1000), saved(30, 1200))
    found = referee(model_of(saved(25, 1000)), saved(25, 1000), WORLDS)
    assert found.agrees
    assert str(found) == "LibreOffice: the same in all 2 outcomes and worlds"
    settings = (folder / "profile.xcu").read_text()
    assert '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value>' in settings
    assert '<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value>' in settings


def test_what_it_says_otherwise_is_named_with_the_first_cell_that_differs(stands_in) -> None:
    stands_in(saved(25, 1000), saved(30, 1201))
    found = referee(model_of(saved(25, 1000)), saved(25, 1000), WORLDS)
    assert not found.agrees
    assert "something else in 1 of 2" in str(found)
    assert "Sheet1!B2 with world 1: 1202.0, here 1201.0; the first cell that differs is Sheet1!B1" in str(found)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("time.sleep(60)", "did not end within 0.5 seconds"),
        ('print("source file could not be loaded")', "not be loaded"),
    ],
)
def test_one_that_gives_nothing_has_no_opinion(stands_in, what: str, words: str) -> None:
    stands_in(what=what)
    found = referee(model_of(saved(25, 1000)), saved(25, 1000), WORLDS, seconds=0.5 if "sleep" in what else 30)
    assert not found.agrees
    assert "no opinion" in str(found)
    assert words in str(found)


def test_without_a_referee_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(referees, "find_libreoffice", lambda: None)
    monkeypatch.setattr(referees, "find_spec", lambda _: None)
    found = referee(model_of(saved(25, 1000)), saved(25, 1000), WORLDS)
    assert not found.agrees
    assert "install LibreOffice" in str(found)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_libreoffice() in {None, "/Applications/LibreOffice.app/Contents/MacOS/soffice"}


def test_a_copy_holds_other_numbers_and_no_values_of_formulas() -> None:
    rows = (
        '<row r="1"><c r="A1" s="0" t="str"><v>7</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>7x</v></c>'
        '<c r="C1"/><c r="D1" t="b"><v>1</v></c><c r="E1"><f t="shared" si="0" ref="E1:E2">A1*2</f><v>14</v></c></row>'
        '<row r="2"><c r="E2"><f t="shared" si="0"/><v>0</v></c><c r="F2" t="inlineStr"><is><t>wage</t></is></c></row>'
    )
    original = made(rows)
    copied = changed_copy(original, {place("A1", "Data"): 2.5, place("D1", "Other"): 9.0})
    assert original == made(rows)
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(copied)) as archive:
        text = archive.read("xl/worksheets/sheet1.xml").decode()
    assert (
        '<c r="A1" s="0"><v>2.5</v></c><c r="B1"><f>A1&amp;"x"</f></c><c r="C1"/><c r="D1" t="b"><v>1</v></c>' in text
    )
    assert '<c r="E1"><f t="shared" si="0" ref="E1:E2">A1*2</f></c>' in text
    assert '<c r="E2"><f t="shared" si="0"/></c><c r="F2" t="inlineStr"><is><t>wage</t></is></c>' in text


def test_a_prefix_of_all_names_is_kept() -> None:
    from mcba.workbook.proofs.copies import _changed

    part = b'<x:c r="A1" t="s"><x:v>0</x:v></x:c><x:cols/><x:c r="B1"><x:f>A1</x:f><x:v>1</x:v></x:c>'
    assert _changed(part, {b"A1": 3.0}) == (b'<x:c r="A1"><x:v>3.0</x:v></x:c><x:cols/><x:c r="B1"><x:f>A1</x:f></x:c>')
