"""A workbook back: it recalculates, says what is what, and holds what the run says."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import mcba
from mcba.errors import RequestError
from mcba.reporting.delivery.recalculating.workbook import write_workbook
from mcba.workbook.evaluation.recomputation import recomputed
from mcba.workbook.files import read_book
from tests.analysis.deciding import study_of
from tests.reporting.delivery.recalculating.recomputing import Written, base_of
from tests.reporting.sections.results.test_accounts import CERTAIN, TWO, UNSURE

pytest.importorskip("xlsxwriter")

STUDIES = ["schilderswijk-moeders", "mobility-mentoring", "tegaderm-dressing", "van-overleven-naar-leven"]
"""All but the largest, which only takes longer."""


@pytest.mark.parametrize("name", STUDIES)
def test_a_study_recalculates_to_its_base_case(name: str) -> None:
    study = mcba.load(f"studies/{name}")
    written, base = Written(study), base_of(study)
    found = written.outcomes()
    assert found.keys() == base.keys()
    for outcome, value in base.items():
        assert found[outcome] == pytest.approx(value, rel=1e-12, abs=1e-12), outcome
    assert not written.plan.constants


@pytest.mark.parametrize("name", STUDIES[:3])
def test_every_stored_value_is_what_its_formula_gives(name: str) -> None:
    written = Written(mcba.load(f"studies/{name}"))
    places = written.formulas()
    found = recomputed(written.book, {}, places)
    assert len(places) > 90
    for place in places:
        stored = written.stored(place)
        expected = pytest.approx(stored, rel=1e-12, abs=1e-9) if isinstance(stored, float) else stored
        assert found[place] == expected, f"{place}: {places[place]}"


def test_another_assumption_gives_the_base_case_of_the_study_with_it() -> None:
    study = mcba.load("studies/schilderswijk-moeders")
    written = Written(study)
    for name in ("clients", "drop_off", "discount_rate", "assistance_payment"):
        value = 1.25 * float(written.stored(written.input(name)))  # type: ignore[arg-type]
        found = written.outcomes({written.input(name): value})
        if name in study.families:
            changed = base_of(study.with_(assumptions={name: value_in_prices(study, name, value)}))
        else:
            changed = base_of(study.with_(**{name: value}))
        for outcome, expected in changed.items():
            assert found[outcome] == pytest.approx(expected, rel=1e-12), f"{name}: {outcome}"


def value_in_prices(study: mcba.Study, name: str, value: float) -> dict[str, object]:
    """A number as an assumption of the file, in the prices that the old one is stated in."""
    stated = study.document.assumptions[name]
    return {"value": value, "unit": stated.unit, "price_year": stated.price_year, "status": "assumed", "reason": "test"}


def test_options_and_scenarios_are_switched_by_their_labels() -> None:
    study = mcba.load("studies/mobility-mentoring")
    written = Written(study)
    say = written.plan.voice
    for option, scenario in ((None, "three_years"), ("level_1", None), ("with_reward", "three_years")):
        changed = {}
        if option:
            changed[written.choice("option")] = say.option(option)
        if scenario:
            changed[written.choice("scenario")] = say.scenario(scenario)
        found = written.outcomes(changed)
        expected = base_of(written.plan.switches.study_under(option or "project", scenario or ""))
        for outcome, value in expected.items():
            assert found[outcome] == pytest.approx(value, rel=1e-12, abs=1e-12), f"{option} {scenario} {outcome}"


def test_what_never_pays_back_is_said_and_counts_as_later_than_any_year() -> None:
    text = CERTAIN.replace('formula = "price * places"\nyears = 0\nlosses', 'formula = "9 * price * places"\nlosses')
    text += '[outcomes.soon]\nformula = "payback_year <= 2"\n'
    study = study_of(text)
    written = Written(study)
    assert base_of(study)["payback_year"] == math.inf
    found = written.outcomes()
    assert (found["payback_year"], found["soon"]) == ("never", 0.0)


def test_the_file_says_what_is_what_and_is_the_same_bytes_for_the_same_run(tmp_path: Path) -> None:
    run = mcba.run(study_of(UNSURE + TWO), worlds=1_024)
    file = write_workbook(run, tmp_path / "one.xlsx")
    again = write_workbook(mcba.run(study_of(UNSURE + TWO), worlds=1_024), tmp_path / "two.xlsx", language="en")
    assert file.read_bytes() == again.read_bytes()
    book = read_book(file)
    assert list(book.sheets)[:6] == [
        *("About this workbook", "Assumptions", "Scenarios", "Calculation", "Bearers", "Check"),
    ]
    assert [name for name in book.sheets if name.startswith("R")][-1].endswith("Worlds")
    worlds = book.sheets[list(book.sheets)[-1]].cells
    assert worlds[2, 2].value == pytest.approx(run.worlds["npv"].values[0], rel=1e-15)  # 16 digits
    about = {cells.value for cells in book.sheets["About this workbook"].cells.values()}
    assert {"Certain", run.study.sha256, "1"} <= about  # title, hash, seed
    found = {value for value in about if isinstance(value, str) and value.startswith("The sheets with a green tab")}
    assert len(found) == 1


def test_dutch_sheets_have_dutch_names() -> None:
    written = Written(study_of(CERTAIN + TWO), language="nl")
    assert list(written.book.sheets) == [
        "Aannames",
        "Varianten",
        "Berekening",
        "Partijen",
        "Controle",
    ]
    assert written.outcomes()["npv"] == 200_000.0


def test_a_model_in_python_has_no_formulas_of_the_model(tmp_path: Path) -> None:
    run = mcba.simulate(lambda x: 2 * x, {"x": mcba.Uniform(0, 1)}, worlds=64)
    assert run.study is not None
    book = read_book(write_workbook(run, tmp_path / "function.xlsx"))
    assert "Calculation" not in book.sheets
    about = [cell.value for cell in book.sheets["About this workbook"].cells.values()]
    assert any(str(value).startswith("The model of this study is a Python function") for value in about)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"let it end in \.xlsx"):
        write_workbook("studies/tegaderm-dressing", tmp_path / "book.xls")
