"""What a workbook did in the worlds of a run: errors with their code and cell, and second values of IFERROR."""

from __future__ import annotations

import re

import numpy as np
import pytest

import mcba
from mcba.engine import cell_errors, rescued_cells
from mcba.errors import UndefinedOutcomeError
from tests.study.workbooks.books import study_of_formulas, study_of_workbook

WORLDS = 1_024
GIVES = {"root": {"cell": "Results!B3"}, "saved": {"cell": "Results!B4"}}


@pytest.fixture(scope="module")
def rooted() -> mcba.Study:
    model = {"workbook": "model.xlsx", "gives": GIVES}
    return mcba.Study(**study_of_workbook(model=model, outcomes={"rooted": "root"}))


def test_an_error_is_told_with_its_code_its_cell_and_how_often(rooted: mcba.Study) -> None:
    """The root of a price less 18 is #NUM! in Excel where the price lies below 18."""
    with pytest.raises(UndefinedOutcomeError) as told:
        mcba.run(rooted, worlds=WORLDS)
    below = int((mcba.run(mcba.Study(**study_of_formulas()), worlds=WORLDS).draws["price"].values < 18).sum())
    assert below > 10
    assert f"#NUM! first arises in Results!B3, in {below} of 1,024 worlds looked at" in str(told.value)
    assert re.search(rf"rooted is undefined .* in {below} of 1,024 worlds", str(told.value))


def test_such_worlds_are_left_out_where_that_is_said(rooted: mcba.Study) -> None:
    run = mcba.run(rooted.with_(run={"failed": "drop"}), worlds=WORLDS)
    (error,) = cell_errors(run.plan)
    assert (error.cell, error.code, error.count, error.worlds) == ("Results!B3", "#NUM!", run.failed_worlds, WORLDS)


def test_second_values_of_iferror_are_counted(rooted: mcba.Study) -> None:
    """IFERROR(SQRT(price - 20), 0) gives its second value in every world with a price below 20."""
    plan = mcba.run(rooted.with_(run={"failed": "drop"}), worlds=WORLDS).plan
    price = mcba.run(mcba.Study(**study_of_formulas()), worlds=WORLDS).draws["price"].values
    assert [(one.cell, one.count) for one in rescued_cells(plan)] == [("Results!B4", int(np.sum(price < 20)))]


def test_a_study_of_formulas_has_no_cells() -> None:
    plan = mcba.run(mcba.Study(**study_of_formulas()), worlds=256).plan
    assert (cell_errors(plan), rescued_cells(plan)) == ((), ())
