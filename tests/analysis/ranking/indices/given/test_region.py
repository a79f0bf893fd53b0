import numpy as np
import pytest
from scipy import stats

from mcba.analysis.ranking.indices.given.region import box, regional
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.errors import RunError


def corner_worlds(seed, count=10_000):
    """Bad (y < 0) where x0 < 0.3 and x1 > 0.6; x2 is idle."""
    x = np.random.default_rng(seed).random((count, 3))
    return Worlds(x, np.maximum(x[:, 0] - 0.3, 0.6 - x[:, 1]), names=["reach", "price", "idle"])


def test_regional_distance_equals_the_two_sample_statistic():
    x = np.random.default_rng(1).normal(size=(2000, 2))
    x[:, 1] = x[:, 1].round()
    worlds = Worlds(x, x[:, 0] + x[:, 1] ** 2)
    bad = worlds.y < 0.5
    found = regional(worlds, bad)
    for column in range(2):
        known = stats.ks_2samp(x[bad, column], x[~bad, column], method="asymp")
        assert found.distance.value[column] == pytest.approx(known.statistic)
        assert found.p_value[column] == pytest.approx(known.pvalue, abs=0.01)


def test_regional_says_where_and_on_which_side():
    worlds = corner_worlds(2)
    found = regional(worlds, worlds.y < 0)
    # Bad worlds have x0 below 0.3; of the others (0.3 - 0.12) / 0.88.
    assert abs(found.distance.value[0] - (1 - 0.18 / 0.88)) < 4 * found.distance.error[0]
    assert found.limit[:2] == pytest.approx([0.3, 0.6], abs=0.01)
    assert found.low_is_bad[:2].tolist() == [True, False]
    assert found.p_value[0] < 1e-6 < found.p_value[2]


def test_box_recovers_the_corner_on_worlds_that_did_not_choose_it():
    worlds = corner_worlds(3)
    found = box(worlds, worlds.y < 0)
    assert found.high[0] == pytest.approx(0.3, abs=0.02)
    assert found.low[1] == pytest.approx(0.6, abs=0.03)
    assert found.base == pytest.approx(0.12, abs=0.015)
    assert found.coverage > 0.85
    assert found.density > 0.85
    assert np.all(found.p_value[:2] < 1e-6)
    assert found.mass == pytest.approx(found.coverage * found.base / found.density)


def test_box_of_nothing_is_not_flattered():
    generator = np.random.default_rng(4)
    x = generator.random((4000, 5))
    bad = generator.random(4000) < 0.2
    found = box(Worlds(x, generator.normal(size=4000)), bad)
    assert abs(found.density - found.base) < 4 * np.hypot(found.density_error, 0.01)


def test_box_of_a_discrete_assumption():
    generator = np.random.default_rng(5)
    x = np.column_stack([generator.integers(0, 2, 4000), generator.random(4000)])
    worlds = Worlds(x, x[:, 0] + x[:, 1] / 10)
    found = box(worlds, x[:, 0] == 0)
    assert (found.low[0], found.high[0]) == (-np.inf, 0)
    assert (found.coverage, found.density) == (1, 1)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (lambda y: y < -5, "0 of 1000 worlds are in the region"),
        (lambda y: y > -5, "1000 of 1000 worlds are in the region"),
        (lambda y: y, "give one True or False for each of 1000 worlds"),
        (lambda y: (y < 0)[:-1], r"shape \(999,\)"),
    ],
)
def test_regions_that_cannot_be_compared_are_refused(bad, message):
    worlds = corner_worlds(6, 1000)
    for method in (regional, box):
        with pytest.raises(RunError, match=message):
            method(worlds, bad(worlds.y))


def test_shares_to_cut_must_be_shares():
    worlds = corner_worlds(7, 1000)
    with pytest.raises(RunError, match=r"peel = 0\.7 is no share"):
        box(worlds, worlds.y < 0, peel=0.7)
