"""Where the mean outcome is zero beyond the worlds, on a study whose answer is known."""

import pytest

import mcba
from mcba.analysis.decision.variation.means import MeanModel, mean_switch
from mcba.engine import draws_of
from tests.analysis.deciding import study_of

# The balance is gain² − price: its mean is zero at a price of E[gain²] = 10² + 2² = 104, at base values at 100.
SQUARED = """
[study]
title = "A squared gain"

[assumptions.gain]
distribution = "normal"
mean = 10
sd = 2

[assumptions.price]
distribution = "uniform"
low = 40
high = 60

[assumptions.idle]
distribution = "uniform"
low = 1
high = 2

[benefits.gains]
formula = "gain ** 2 + 0 * idle"

[costs.project]
formula = "price"
"""


@pytest.fixture(scope="module")
def model() -> MeanModel:
    run = mcba.run(study_of(SQUARED), worlds=4_096, seed=5)
    assert run.study is not None
    return MeanModel(run.study, draws_of(run))


def test_the_mean_is_that_of_the_worlds_and_not_of_the_base_case(model: MeanModel) -> None:
    found = mean_switch(model, "price")
    assert found is not None
    assert found.value is not None
    assert found.value == pytest.approx(104, abs=4 * found.error)
    assert 0 < found.error < 1
    assert found.low < found.value < found.high
    assert found.good_side == "below"
    assert model.at({"price": 100.0}) == pytest.approx(0)


def test_what_does_not_move_the_mean_has_no_switching_value(model: MeanModel) -> None:
    assert mean_switch(model, "idle") is None
