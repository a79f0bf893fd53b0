"""The evidence library: entries that assumptions are taken from, and those that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

import mcba
from mcba.study.distributions import entries
from mcba.study.reading import read
from tests.study.written import model, of_text

ENTRY = """
label = "Assistance payment"
distribution = "normal"
mean = 15_000
sd = 500
unit = "EUR/client"
reason = "spread between municipalities"
source = "a register"
status = "verified"
"""


@pytest.fixture
def library_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of one sound entry and three unsound ones."""
    folder = tmp_path / "distributions" / "nl"
    folder.mkdir(parents=True)
    (folder / "payment.toml").write_text(ENTRY, encoding="utf-8")
    (folder / "without-unit.toml").write_text(ENTRY.replace('unit = "EUR/client"', ""), encoding="utf-8")
    (folder / "no-toml.toml").write_text("label =", encoding="utf-8")
    (folder / "not-utf-8.toml").write_bytes(b'label = "\xe9"')
    monkeypatch.setattr(entries, "data_folder", lambda name: tmp_path / name)
    return folder


@pytest.mark.usefixtures("library_folder")
def test_an_assumption_from_the_library() -> None:
    study = read(Path("study.toml"), model('x = { from = "nl/payment", status = "assumed" }'))
    assumption = study.document.assumptions["x"]
    assert (assumption.unit, assumption.status) == ("EUR/client", "assumed")
    assert str(assumption.source) == "a register"
    assert study.families["x"] == mcba.Normal(15_000, 500)
    assert study.entries["x"].status == "verified"


@pytest.mark.usefixtures("library_folder")
def test_what_the_study_says_of_the_distribution_goes_before_the_library() -> None:
    text = model('x = { from = "nl/payment", distribution = "uniform", low = 1, high = 2 }')
    study = read(Path("study.toml"), text)
    assert study.families["x"] == mcba.Uniform(1, 2)
    assert study.document.assumptions["x"].unit == "EUR/client"


@pytest.mark.usefixtures("library_folder")
@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("nl/paiment", "4:7: the library has no entry 'nl/paiment'; did you mean 'nl/payment'?"),
        ("../nl/payment", "4:7: the library has no entry '../nl/payment'; did you mean 'nl/payment'?"),
        ("nl/without-unit", "4:7: the library entry 'nl/without-unit' is "),
        ("nl/no-toml", "4:7: the library entry 'nl/no-toml' is "),
        ("nl/not-utf-8", "4:7: the library entry 'nl/not-utf-8' is "),
    ],
)
def test_an_entry_that_cannot_be_used(entry: str, message: str) -> None:
    (only,) = of_text(model(f'x = {{ from = "{entry}" }}'))
    assert only.startswith(message)
    assert "\n" not in only
