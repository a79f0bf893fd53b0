"""How fast assumptions are ranked, as ratios to SALib in one run, on one cost-benefit model of 20 assumptions.

python tests/benchmarks/sensitivity.py [base]      base rows of the design, 8192 unless told (SALib then takes minutes)
"""

import contextlib
import copy
import io
import sys
import time
import tracemalloc
from functools import partial

import numpy as np
from SALib.analyze import delta as salib_delta, sobol as salib_analyze
from SALib.sample import sobol as salib_sample
from scipy import stats

from mcba.analysis.ranking.indices.designed.sobol_indices import SobolDesign, sobol
from mcba.analysis.ranking.indices.given.association import spearman
from mcba.analysis.ranking.indices.given.class_statistics import conditional
from mcba.analysis.ranking.indices.given.explained_variance import first_order
from mcba.analysis.ranking.indices.given.shifts import delta
from mcba.analysis.ranking.indices.worlds import Worlds

RESAMPLES = 1000
SALIB_RESAMPLES = 10  # of its delta, which would take many minutes with its usual 100
# Brute force, 100 x 100 equiprobable histogram of 3e7 worlds (reference case ishigami-borgonovo-delta).
ISHIGAMI_DELTA = np.array([0.2585, 0.4233, 0.2047])
LAWS = {
    "clients": stats.triang(0.4, 80, 100),
    "reach": stats.beta(3, 2, 0.40, 0.55),
    "wage": stats.norm(52000, 4000),
    "fte": stats.uniform(1.5, 1.0),
    "volunteers": stats.norm(18, 2),
    "compensation": stats.lognorm(0.3, scale=600),
    "training": stats.lognorm(0.4, scale=7500),
    "stabilised": stats.beta(8, 12),
    "care": stats.lognorm(0.6, scale=6000),
    "attribution": stats.beta(5, 5),
    "deadweight": stats.beta(2, 6),
    "drop_off": stats.beta(2, 8),
    "hours": stats.lognorm(0.4, scale=6),
    "hourly": stats.norm(70, 8),
    "to_work": stats.beta(3, 30),
    "benefit": stats.norm(15500, 1000),
    "debt": stats.lognorm(0.8, scale=2500),
    "debt_solved": stats.beta(4, 12),
    "displacement": stats.beta(1.5, 10),
    "rate": stats.uniform(0.0225, 0.0175),
}
PROBLEM = {"num_vars": len(LAWS), "names": list(LAWS), "bounds": [[0, 1]] * len(LAWS)}


def worlds_of(u: np.ndarray) -> np.ndarray:
    """Assumptions (row, assumption) at probabilities."""
    return np.column_stack([law.ppf(column) for law, column in zip(LAWS.values(), u.T, strict=True)])


def npv(x: np.ndarray) -> np.ndarray:
    """Net present value (row,) of the model over ten years, as a user would write it by hand."""
    v = dict(zip(LAWS, x.T, strict=True))
    served = v["clients"] * v["reach"]
    net = v["attribution"] * (1 - v["deadweight"]) * (1 - v["displacement"])
    discount = 1 / (1 + v["rate"])
    keep = (1 - v["drop_off"]) * discount
    fading = sum(keep**year for year in range(10))
    lasting = sum(discount**year for year in range(10))
    benefits = (
        served * v["stabilised"] * v["care"] * net * fading
        + served * v["hours"] * v["hourly"] * lasting
        + v["volunteers"] * v["to_work"] * v["benefit"] * fading
        + served * v["debt_solved"] * v["debt"] * net * fading
    )
    costs = (v["wage"] * v["fte"] + v["volunteers"] * v["compensation"] + v["training"]) * lasting
    return benefits - costs


def ishigami(u: np.ndarray) -> np.ndarray:
    x = 2 * np.pi * u - np.pi
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def timed(call, rounds=1):
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        found = call()
        seconds.append(time.perf_counter() - start)
    return found, min(seconds)


def extra_memory(call) -> float:
    """Most memory held during a call above what was held before it, in MB."""
    tracemalloc.start()
    call()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def sobol_ratio(base: int) -> None:
    SobolDesign(2, 64, seed=1).points()  # libraries load at first use
    design = SobolDesign(20, base, seed=1, second_order=True)
    points, sample_seconds = timed(design.points)
    y = npv(worlds_of(points))
    found, seconds = timed(lambda: sobol(design, y, resamples=RESAMPLES))
    extra = extra_memory(lambda: sobol(design, y, resamples=RESAMPLES))
    theirs, their_sample = timed(
        lambda: salib_sample.sample(copy.deepcopy(PROBLEM), base, seed=np.random.default_rng(1))
    )
    known, their_seconds = timed(lambda: salib_analyze.analyze(PROBLEM, y, num_resamples=RESAMPLES, seed=1))
    apart = max(
        np.abs(points - theirs).max(),
        np.abs(found.first.value - known["S1"]).max(),
        np.abs(found.total.value - known["ST"]).max(),
        np.nanmax(np.abs(found.second.value - known["S2"])),
    )
    ours, salib = sample_seconds + seconds, their_sample + their_seconds
    print(f"Sobol' first, total and second order, base {base:,} x 20, {RESAMPLES:,} resamples")
    print(f"    mcba {ours:8.2f} s (points {sample_seconds:.2f}, indices {seconds:.2f})")
    print(f"    SALib {salib:7.2f} s (points {their_sample:.2f}, indices {their_seconds:.2f})")
    print(f"    ratio {salib / ours:.0f} (wanted: at least 10)")
    print(f"    points and indices differ by {apart:.1e} (at most 1e-10)")
    print(f"    memory {extra:.0f} MB above the worlds (at most 300)")


def delta_ratio(count: int) -> None:
    x = worlds_of(np.random.default_rng(2).random((count, 20)))
    y = npv(x)
    _, ours = timed(lambda: delta(Worlds(x, y), resamples=RESAMPLES), rounds=3)
    call = partial(salib_delta.analyze, method="delta", seed=1)
    with contextlib.redirect_stderr(io.StringIO()):  # SALib's notices
        _, salib = timed(lambda: call(copy.deepcopy(PROBLEM), x, y, num_resamples=SALIB_RESAMPLES))
        off, salib_off = np.mean([ishigami_bias(call, count, seed) for seed in (3, 4, 5)], axis=0)
    print(f"Borgonovo's delta, {count:,} x 20")
    print(f"    mcba {ours:8.3f} s ({RESAMPLES:,} resamples)   SALib {salib:.1f} s ({SALIB_RESAMPLES} resamples)")
    print(
        f"    ratio {salib / ours:.0f} (wanted: at least 100), {salib / 3 / ours:.0f} for one of SALib's three variants"
    )
    print(f"    Ishigami less brute force, mean of 3: mcba {off}, SALib {salib_off}")


def ishigami_bias(salib, count: int, seed: int) -> list[np.ndarray]:
    u = np.random.default_rng(seed).random((count, 3))
    problem = {"num_vars": 3, "names": ["x1", "x2", "x3"], "bounds": [[0, 1]] * 3}
    known = salib(problem, u, ishigami(u), num_resamples=4)["delta_raw"]
    return [delta(Worlds(u, ishigami(u))).value - ISHIGAMI_DELTA, known - ISHIGAMI_DELTA]


def default_ranking(count: int) -> None:
    x = worlds_of(np.random.default_rng(4).random((count, 20)))
    y = npv(x)

    def rank():
        worlds = Worlds(x, y, names=list(LAWS))
        return (
            conditional(worlds, resamples=RESAMPLES),
            spearman(worlds, resamples=RESAMPLES),
            first_order(worlds, resamples=RESAMPLES),
        )

    (_, _, share), seconds = timed(rank, rounds=5)
    start = time.process_time()
    rank()
    processor = time.process_time() - start
    print(f"Default ranking (conditional tornado, rank correlation, first order) of {count:,} x 20")
    print(f"    mcba {seconds:8.2f} s (wanted: under 2), {processor:.2f} s of processor time in all threads")
    for place in share.order[:3]:
        name = list(LAWS)[place]
        print(f"    {name:12s} {share.value[place]:.3f} ± {share.error[place]:.3f} of the variance")


def main() -> None:
    base = int(sys.argv[1]) if len(sys.argv) > 1 else 8192
    np.set_printoptions(precision=3, suppress=True)
    default_ranking(100_000)
    sobol_ratio(base)
    delta_ratio(base)


if __name__ == "__main__":
    main()
