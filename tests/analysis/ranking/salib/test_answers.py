"""What SALib answers: no number that is none, and intervals of the mass asked for."""

from __future__ import annotations

import numpy as np
import pytest

from mcba.analysis.ranking.salib.answers import finite_numbers, with_interval
from mcba.errors import RunError


def test_a_number_that_is_none_is_refused() -> None:
    assert finite_numbers({"S1": [1.0, np.nan]}, "S1", 1).tolist() == [1.0]
    with pytest.raises(RunError, match=r"gave no number for 'S1' of 1 of 2 factors"):
        finite_numbers({"S1": [1.0, np.nan]}, "S1")


def test_an_interval_is_turned_into_one_of_another_mass() -> None:
    found = with_interval(np.array([1.0]), np.array([1.959964]), said=0.95, mass=0.9)
    assert found.error == pytest.approx([1.0], abs=1e-6)
    assert found.high == pytest.approx([1 + 1.644854], abs=1e-6)
