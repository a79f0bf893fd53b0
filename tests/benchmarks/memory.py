"""Peak memory and time of large runs of the speed model, each in a process of its own.

    python tests/benchmarks/memory.py [--worlds N ...] [--workers N] [--json FILE]

Worlds are only summarised, as `mcba run` does by itself beyond 4 GB of worlds; 10⁹ worlds are meant to take at most
600 MB (whether time grows in step with worlds is for `linear.py` to say). The time is that of a run in a process that
has loaded its machine code, the median of up to nine runs; what the first run took longer, whatever the number of
worlds, is shown apart.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

SPEED = Path(__file__).parent / "speed"


def measure(worlds: int, workers: int) -> None:
    """Run in this process and print what it took."""
    import mcba
    from mcba.engine.program import plan

    study = mcba.load(SPEED)
    seconds = []
    for size in [plan.LOADING_FROM] * 2 + [worlds] * max(1, min(9, 10**8 // worlds)):
        plan.forget()  # every run compiles the study anew
        started = time.perf_counter()
        found = mcba.run(study, worlds=size, store="summary", workers=workers)
        summary = found.summary("bcr")
        seconds.append(time.perf_counter() - started)
    first, again, *rest = seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    rank_error = max(one.rank_error(0.9) for one in found.accumulators.values())
    figures = {"seconds": statistics.median(rest), "loading": first - again, "megabytes": peak}
    print(json.dumps({**figures, "text": str(summary.range), "rank_error": rank_error}))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=float, nargs="*", default=[1e6, 1e7, 1e8])
    arguments.add_argument("--workers", type=int, default=1)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    arguments.add_argument("--one", type=float, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one is not None:
        measure(int(given.one), given.workers)
        return
    report = {}
    print(f"{'worlds':>15} {'seconds':>9} {'loading':>8} {'ns/world':>9} {'peak MB':>8} {'rank error':>11}   ratio")
    for worlds in given.worlds:
        command = [sys.executable, __file__, "--one", str(worlds), "--workers", str(given.workers)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        report[f"{worlds:.0f}"] = found
        nanoseconds = 1e9 * found["seconds"] / worlds
        times = f"{found['seconds']:9.2f} {found['loading']:8.2f} {nanoseconds:9.0f}"
        print(f"{worlds:15,.0f} {times} {found['megabytes']:8.0f} {found['rank_error']:11.1e}   {found['text']}")
    if given.json is not None:
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
