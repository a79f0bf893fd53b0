"""How many worlds each sampler needs for the error that random worlds have, on the speed model.

    python tests/benchmarks/accuracy.py [--worlds N] [--runs N] [--json FILE]

Many runs with different seeds show how far each estimate wanders. The variance of an estimate from random worlds falls
with their number, so the ratio of variances is the share of the worlds that suffices. The last columns hold the errors
that the runs themselves report against how far they really wander: 1 is honest.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import mcba

STATISTICS = ("mean", "low", "median", "high")


def estimates(study: mcba.Study, sampler: str, worlds: int, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """Values and reported errors of the ratio's statistics, shape (run, statistic)."""
    values, errors = np.empty((runs, len(STATISTICS))), np.empty((runs, len(STATISTICS)))
    for seed in range(runs):
        found = mcba.run(study, worlds=worlds, seed=seed, sampler=sampler, keep=["bcr"]).summary("bcr")
        ends = found.range
        values[seed] = found.mean.value, ends.low, found.median.value, ends.high
        errors[seed] = found.mean.error, ends.low_error, found.median.error, ends.high_error
    return values, errors


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=int, default=2**17)
    arguments.add_argument("--runs", type=int, default=100)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    study = mcba.load(Path(__file__).parent / "speed")
    found = {sampler: estimates(study, sampler, given.worlds, given.runs) for sampler in ("random", "lhs", "sobol")}
    independent = found["random"][0].var(axis=0, ddof=1)
    print(f"{given.runs} runs of {given.worlds:,} worlds; the statistics of the benefit-cost ratio")
    print(
        f"{'':8s}"
        + "".join(f"{name:>10s}" for name in STATISTICS)
        + "   "
        + "".join(f"{name:>10s}" for name in STATISTICS)
    )
    print(f"{'':8s}{'share of the worlds that suffices':>40s}   {'reported error / real error':>40s}")
    report = {}
    for sampler, (values, errors) in found.items():
        share = values.var(axis=0, ddof=1) / independent
        honesty = np.sqrt((errors**2).mean(axis=0)) / values.std(axis=0, ddof=1)
        print(
            f"{sampler:8s}"
            + "".join(f"{one:10.4f}" for one in share)
            + "   "
            + "".join(f"{one:10.2f}" for one in honesty)
        )
        report[sampler] = {
            name: {"share_of_worlds": float(one), "reported_over_real": float(other)}
            for name, one, other in zip(STATISTICS, share, honesty, strict=True)
        }
    print("wanted of sobol: at most 0.4 for low and high, 0.0333 for the mean")
    if given.json is not None:
        given.json.write_text(
            json.dumps({"worlds": given.worlds, "runs": given.runs, "samplers": report}, indent=2) + "\n"
        )


if __name__ == "__main__":
    main()
