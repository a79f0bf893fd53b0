"""Whether time grows in step with worlds: the speed model at 10⁶, 10⁷ and 10⁸ worlds in turn, in one process.

    python tests/benchmarks/linear.py [--rounds N] [--json FILE]

Worlds are summarised as they come. Smaller runs are repeated within a round, so that each size sees as much of what
else the machine does; machine code is loaded before, and every run compiles the study anew.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import mcba
from mcba.engine import plan

REPEATS = {10**6: 10, 10**7: 3, 10**8: 1}


def nanoseconds(study: mcba.Study, worlds: int) -> float:
    """What one world of a run takes, with the ranges that follow."""
    plan._ready.clear()
    started = time.perf_counter()
    mcba.run(study, worlds=worlds, store="summary").summary("bcr")
    return 1e9 * (time.perf_counter() - started) / worlds


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    study = mcba.load(Path(__file__).parent / "speed")
    nanoseconds(study, plan.LOADING_FROM)
    times: dict[int, list[float]] = {worlds: [] for worlds in REPEATS}
    for _ in range(given.rounds):
        for worlds, repeats in REPEATS.items():
            times[worlds] += [nanoseconds(study, worlds) for _ in range(repeats)]
    medians = {worlds: statistics.median(found) for worlds, found in times.items()}
    spread = max(medians.values()) / min(medians.values()) - 1
    for worlds, found in times.items():
        print(f"{worlds:12,} worlds: {medians[worlds]:4.0f} ns a world (median), {min(found):4.0f} (best)")
    print(f"the slowest takes {spread:.0%} longer than the fastest (wanted: at most 10 %)")
    if given.json is not None:
        report = {"ns_per_world": {str(worlds): found for worlds, found in times.items()}, "spread": spread}
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
