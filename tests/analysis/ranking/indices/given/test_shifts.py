import warnings

import numpy as np
import pytest
from SALib.analyze import pawn as salib_pawn
from scipy import stats
from scipy.signal import fftconvolve

from mcba.analysis.ranking.indices.given.shifts import delta, pawn
from mcba.analysis.ranking.indices.worlds import Worlds
from mcba.errors import RunError
from tests.analysis.ranking.indices.known_functions import ishigami

# ishigami-borgonovo-delta: brute force, 100 x 100 equiprobable histogram of 3e7 worlds (bias < 0.007); and SALib's own
# estimate from 10,000 worlds (SALib tests/test_regression.py, test_regression_delta).
BRUTE_FORCE = np.array([0.2585, 0.4233, 0.2047])
SALIB = np.array([0.21, 0.358, 0.155])


def ishigami_worlds(seed, count=2000):
    """Ishigami's function of its three assumptions and an idle fourth."""
    u = np.random.default_rng(seed).random((count, 4))
    return Worlds(u, ishigami(u))


def normal_delta(correlation):
    """Borgonovo's delta of two jointly normal numbers, by summing over a fine grid of both."""
    spread = np.sqrt(1 - correlation**2)
    y = np.linspace(-8, 8, 4001)
    x = np.linspace(-6, 6, 601)
    gap = np.abs(stats.norm.pdf(y) - stats.norm.pdf(y, correlation * x[:, np.newaxis], spread))
    return stats.norm.pdf(x) @ gap.sum(axis=1) * (x[1] - x[0]) * (y[1] - y[0]) / 2


def ishigami_delta(width, classes):
    """Borgonovo's delta of Ishigami's function, from the exact masses of its terms on a grid of outcomes.

    y = s c + b, with s = sin x1 and b = 7 sin^2 x2 of the arcsine law, and c = 1 + 0.1 x3^4. Cells take away less than
    their width: halving both arguments moves the result by 0.0005.
    """
    edges, edges_b = np.arange(-11 - width / 2, 11 + width, width), np.arange(-width / 2, 7 + width, width)
    of_b = np.diff(2 / np.pi * np.arcsin(np.sqrt(np.clip(edges_b / 7, 0, 1))))
    middle = (np.arange(classes) + 0.5) / classes
    c = 1 + 0.1 * (middle * np.pi) ** 4
    of_a = np.diff(0.5 + np.arcsin(np.clip(edges / c[:, np.newaxis], -1, 1)) / np.pi)
    s = np.sin(np.pi * (middle - 0.5))[:, np.newaxis]
    below = np.clip(np.clip((edges / s - 1) / 0.1, 0, None) ** 0.25 / np.pi, 0, 1)
    given_s = np.diff(np.where(s > 0, below, 1 - below))
    shift = np.round(7 * np.sin(np.pi * middle / 2) ** 2 / width).astype(int)
    given_b = np.array([np.pad(of_a.mean(axis=0), (one, len(of_b) - one)) for one in shift])
    densities = [fftconvolve(given_s, of_b[np.newaxis], axes=1), given_b, fftconvolve(of_a, of_b[np.newaxis], axes=1)]
    return np.array([np.abs(one - one.mean(axis=0)).sum(axis=1).mean() / 2 for one in densities])


ISHIGAMI_DELTA = np.array([0.2632, 0.4249, 0.2103, 0])  # of `ishigami_delta`, led back to cells without width


def test_the_exact_delta_of_ishigami():
    exact = 2 * ishigami_delta(0.02, 400) - ishigami_delta(0.04, 200)
    assert np.allclose(exact, ISHIGAMI_DELTA[:3], atol=0.001)
    assert np.all(np.abs(BRUTE_FORCE - exact) < 0.007)  # which is the bias that its source states


@pytest.mark.slow
@pytest.mark.parametrize("count", [1_000, 5_000])
def test_delta_of_ishigami_has_an_honest_interval(count):
    found = [delta(ishigami_worlds(seed, count), resamples=100) for seed in range(40)]
    for column, exact in enumerate(ISHIGAMI_DELTA):
        held = [one.low[column] <= exact <= one.high[column] for one in found]
        assert np.mean(held) > 0.75, column  # 90 % stated; 0.75 has a chance of 0.3 % at 90 %
        distance = np.sqrt(np.mean([(one.value[column] - exact) ** 2 for one in found]))
        stated = np.sqrt(np.mean([one.error[column] ** 2 for one in found]))
        assert 0.7 < stated / distance < 2, column
    means = np.mean([one.value for one in found], axis=0)
    assert np.all(np.abs(means[:3] - ISHIGAMI_DELTA[:3]) < np.abs(SALIB - BRUTE_FORCE)) or count < 5_000


def test_delta_of_many_worlds_is_near():
    found = delta(ishigami_worlds(1, 100_000), resamples=100)
    assert np.all(np.abs(found.value - ISHIGAMI_DELTA) < 0.012)
    assert np.all((found.low <= ISHIGAMI_DELTA) & (found.high >= ISHIGAMI_DELTA))


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.3, 0.8])
def test_delta_of_normal_numbers_is_honest(correlation):
    exact = normal_delta(correlation) if correlation else 0.0
    found = []
    for seed in range(40):
        z = np.random.default_rng(seed).normal(size=(5_000, 2))
        worlds = Worlds(z[:, 0], correlation * z[:, 0] + np.sqrt(1 - correlation**2) * z[:, 1])
        found.append(delta(worlds, resamples=2))
    distance = np.sqrt(np.mean([(one.value[0] - exact) ** 2 for one in found]))
    stated = np.sqrt(np.mean([one.error[0] ** 2 for one in found]))
    assert 0.7 < stated / distance < 2
    assert np.mean([abs(one.value[0] - exact) < 1.645 * one.error[0] for one in found]) > 0.75


def test_delta_does_not_depend_on_units_or_tails():
    worlds = ishigami_worlds(2)
    stretched = Worlds(np.exp(5 * worlds.x), np.exp(2 * worlds.y))
    assert np.array_equal(delta(stretched).value, delta(worlds).value)


def test_delta_of_discrete_numbers_is_half_the_summed_shift():
    generator = np.random.default_rng(3)
    x = generator.integers(0, 2, 20_000)
    y = x + generator.integers(0, 3, 20_000)
    # y is 0, 1, 2 or 1, 2, 3 with one third each, against 1/6, 1/3, 1/3, 1/6: a shift of 1/6 at both ends.
    found = delta(Worlds(x, y))
    assert abs(found.value[0] - 1 / 6) < 4 * found.error[0]


@pytest.mark.parametrize("statistic", ["median", "mean", "maximum"])
def test_pawn_agrees_with_salib(statistic):
    u = np.random.default_rng(4).random((5000, 3))
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = salib_pawn.analyze(problem, u, ishigami(u), S=10)
    # SALib leaves the largest value out of the last class and puts bounds between worlds.
    assert np.allclose(pawn(Worlds(u, ishigami(u)), statistic=statistic).index.value, known[statistic], atol=0.004)


def test_pawn_of_the_outcome_itself():
    x = np.random.default_rng(5).random(10_000)
    found = pawn(Worlds(x, x), statistic="mean")
    # Between k/10 and (k+1)/10 the largest gap to the uniform is the larger of k/10 and 1 - (k+1)/10.
    known = np.mean([max(step, 9 - step) / 10 for step in range(10)])
    assert found.index.value[0] == pytest.approx(known, abs=2e-3)


def test_pawn_noise_is_what_an_idle_assumption_shows():
    found = [pawn(ishigami_worlds(seed), resamples=2) for seed in range(60)]
    idle = np.mean([one.index.value[3] for one in found])
    assert found[0].noise[3] == pytest.approx(idle, rel=0.1)
    ratio = np.mean([one.index.error for one in found], axis=0) / np.std([one.index.value for one in found], axis=0)
    assert np.all((ratio > 0.6) & (ratio < 2))


def test_ties_of_the_outcome_count_as_one_step():
    generator = np.random.default_rng(6)
    x = generator.integers(0, 2, 10_000)
    y = (generator.random(10_000) < 0.2 + 0.6 * x).astype(float)
    # P(y = 0) is 0.8, 0.2, and 0.5 over all.
    found = pawn(Worlds(x, y)).index
    assert abs(found.value[0] - 0.3) < 4 * found.error[0]


def test_a_rare_value_weighs_as_much_as_it_is_common():
    generator = np.random.default_rng(7)
    x = np.column_stack([generator.random(5000) < 0.004, generator.normal(size=5000)])
    found = pawn(Worlds(x, 5 * x[:, 0] + x[:, 1])).index
    assert found.value[0] < 0.02 < found.value[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda worlds: pawn(worlds, statistic="mode"), "statistic = 'mode' is unknown; give one of median, mean"),
        (lambda worlds: pawn(worlds, classes=1), "classes = 1 leaves nothing to compare"),
        (lambda worlds: delta(worlds, classes=1), "classes = 1 leaves nothing to compare"),
    ],
)
def test_impossible_questions_are_refused(call, message):
    with pytest.raises(RunError, match=message):
        call(ishigami_worlds(0, 100))
