"""The sheet of the calculation: its formulas are those that a reader expects, and give what the engine gives."""

from __future__ import annotations

import pytest

from tests.analysis.deciding import study_of
from tests.reporting.delivery.recalculating.recomputing import Written, base_of
from tests.reporting.sections.results.test_accounts import CERTAIN

pytest.importorskip("xlsxwriter")

FULL = """\
[study]
title = "All there is"
horizon = 3
participants = "people"
[sets]
town = ["Delft", "Gouda"]
[run]
worlds = 64
[choices.discount_rate]
value = [0.02, 0.03, 0.04]
[choices.price]
value = [10, 11, 12, 13]
unit = "EUR/person"
[assumptions.people]
value = 100
unit = "person"
[assumptions.base]
value = 0
unit = "1"
[assumptions.per_town]
value = [3, 4]
over = "town"
unit = "person"
[assumptions.lost]
value = 0.1
unit = "1"
[assumptions.anyway]
value = 0.2
unit = "1"
[quantities.paid]
formula = "per_town * price"
[quantities.all_paid]
formula = "sum(paid * 2, over=\\"town\\")"
[quantities.stage]
formula = "where(year >= 2, -(base - 2)**2, clip(year, 0.5, 1.5)) + max(1, 2, 3) + base**base"
[benefits.gain]
formula = "all_paid + people * price"
deadweight = "anyway"
attribution = 0.5
drop_off = "lost"
[benefits.late]
formula = "sum(price, over=\\"year\\") * per_town"
years = 2
[costs.work]
formula = "people * price / exp(log(4) / 2) / sqrt(4)"
[outcomes.staged]
formula = "sum(gain, over=\\"year\\") * present_value(stage) - present_value(gain * 2)"
[outcomes.mixed]
formula = "-2**2 + 2**3**2 / (10 - (3 - 1)) + (base != 1) * pi - (present_value(late) > npv)"
"""


def test_every_part_of_the_language_gives_what_the_engine_gives() -> None:
    study = study_of(FULL)
    written, base = Written(study), base_of(study)
    assert not written.plan.constants
    found = written.outcomes()
    for name, value in base.items():
        assert found[name] == pytest.approx(value, rel=1e-12), name
        assert written.plan.lines[name].value({}) == pytest.approx(value, rel=1e-12), name
    changed = written.outcomes({written.input("lost"): 0.25, written.input("anyway"): 0.0, written.input("base"): 3.0})
    altered = {"lost": 0.25, "anyway": 0.0, "base": 3.0}
    for name, value in base_of(study_of(_with_values(altered))).items():
        assert changed[name] == pytest.approx(value, rel=1e-12), name


def _with_values(values: dict[str, float]) -> str:
    text = FULL
    for name, value in values.items():
        head, _, rest = text.partition(f"[assumptions.{name}]\nvalue = ")
        text = f"{head}[assumptions.{name}]\nvalue = {value}\n{rest.partition(chr(10))[2]}"
    return text


def test_a_reader_sees_names_and_years() -> None:
    """Work of 50 persons at 4,000 euro in years 0 and 1, of which a year later is worth half."""
    written = Written(study_of(CERTAIN))
    texts = set(written.formulas().values())
    assert {"places", "in_work*price", "pv_work+pv_care", "present_value_benefits-present_value_costs"} <= texts
    assert "F7/(1+discount_rate)" in texts
    line = written.plan.lines["year:work"]
    assert [written.stored(line.place({"year": year})) for year in range(3)] == [200_000.0, 200_000.0, 0.0]
    assert written.stored(written.plan.lines["pv:work"].place({})) == 300_000.0
    factor = written.plan.lines["discount factor"]
    assert [written.stored(factor.place({"year": year})) for year in range(3)] == [1.0, 0.5, 0.25]


def test_bearers_come_to_the_balance() -> None:
    written = Written(study_of(CERTAIN))
    cells = written.book.sheets["Bearers"].cells
    total = max(row for row, _ in cells)
    assert [cells[total, column].value for column in (1, 4, 5)] == [
        *("Balance: benefits less costs", 280_000.0, -80_000.0),
    ]
