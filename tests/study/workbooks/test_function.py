"""A workbook as the function of a study: repeated numbers, years, blanks, flows that nothing moves, and proofs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mcba
from mcba.study.workbooks import WorkbookFunction
from tests.study.workbooks.books import book, study_of_workbook


def study(**more: Any) -> mcba.Study:
    return mcba.Study(**study_of_workbook(**{"scenarios": {}, "options": {}, **more}))


def test_other_years_than_those_of_the_cells_are_zero() -> None:
    """Cells D8:G8 hold 7 in each of the years 1 to 4: from year 1 on, or from year 0 with the last year left out."""
    for first, right in ((1, 7 * sum(1.05**-year for year in range(1, 5))), (0, 7 * sum(1.05**-y for y in range(4)))):
        flows = {"fixed": {"years": {"cells": "Flows!D8:G8", "from": first}}}
        run = mcba.run(study(costs=flows), worlds=256)
        np.testing.assert_allclose(run.values("present_value_costs"), right, rtol=1e-12)


def test_a_blank_cell_of_a_flow_is_zero() -> None:
    run = mcba.run(study(costs={"fixed": {"years": "Flows!C8:G8"}}), worlds=256)
    np.testing.assert_allclose(run.values("present_value_costs"), 7 * sum(1.05**-y for y in range(1, 5)), rtol=1e-12)


def test_one_number_may_stand_in_several_cells() -> None:
    changed = study(assumptions={"price": {"cells": ["Inputs!B3", "Inputs!B9"], "distribution": mcba.Uniform(18, 22)}})
    assert isinstance(changed.function, WorkbookFunction)
    assert [str(place) for place in changed.function.inputs["price"][0]] == ["Inputs!B3", "Inputs!B9"]
    assert mcba.run(changed, worlds=256).range("npv").low < 3_821 < mcba.run(changed, worlds=256).range("npv").high


def test_a_number_a_year_stands_in_a_cell_for_each() -> None:
    """The benefit in a year is 0 where its number is 0, and else 100 × 20 × (1 + 0.1 × its number)."""
    years = {"distribution": "uniform", "low": 5, "high": 9, "drawn": "each_year", "cells": "Flows!C1:G1"}
    made = study(
        assumptions={"year_number": years}, choices={"discount_rate": 0}, run={"keep": ["present_value_benefits"]}
    )
    run = mcba.run(made, worlds=256)
    drawn = run.draws["year_number"].values
    flow = np.where(drawn == 0, 0, 100 * 20 * (1 + 0.1 * drawn)).sum(axis=0)
    np.testing.assert_allclose(run.values("present_value_benefits"), flow, rtol=1e-12)


def test_a_longer_horizon_than_the_cells_is_refused() -> None:
    with pytest.raises(mcba.RequestError, match="holds the years 0 to 4, and the horizon is 6"):
        mcba.run(study(scenarios={"long": {"horizon": 6}}), worlds=256, scenario="long")


def test_a_workbook_that_stores_something_else_is_not_run() -> None:
    """One stored value is changed and no formula, as a damaged file or another program would have it."""
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(b"<v>2400.0</v>", b"<v>2300.0</v>"))
    damaged = study(tables={"model.xlsx": held.getvalue()})
    with pytest.raises(mcba.WorkbookError, match=r"(?s)model.xlsx is not run: .*Flows!E5"):
        mcba.run(damaged, worlds=256)
