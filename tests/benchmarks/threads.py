"""What a second thread gives a large run of the speed model, and what it could give at best on this machine.

    python tests/benchmarks/threads.py [--worlds N] [--rounds N] [--json FILE]

The ceiling is work that needs no memory and no lock, hashing a small buffer, done once by one thread and twice by two
at the same time. On a machine that others use too it lies well below 2.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import mcba
from mcba.engine.program import plan


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def hashing() -> None:
    buffer = bytes(2**16)
    digest = hashlib.sha256()
    for _ in range(4_000):
        digest.update(buffer)


def two_at_once(pool: ThreadPoolExecutor) -> None:
    for one in [pool.submit(hashing), pool.submit(hashing)]:
        one.result()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--worlds", type=float, default=1e7)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    study, worlds = mcba.load(Path(__file__).parent / "speed"), int(given.worlds)
    mcba.run(study, worlds=plan.LOADING_FROM)
    gains, ceilings = [], []
    with ThreadPoolExecutor(2) as pool:
        for turn in range(1, given.rounds + 1):
            one, two = (seconds(partial(mcba.run, study, worlds=worlds, seed=turn, workers=n)) for n in (1, 2))
            gains.append(one / two)
            ceilings.append(2 * seconds(hashing) / seconds(partial(two_at_once, pool)))
    report = {
        "worlds": worlds,
        "cores": os.cpu_count(),
        "two_threads": statistics.median(gains),
        "ceiling": statistics.median(ceilings),
        "each": [gains, ceilings],
    }
    print(
        f"{worlds:,} worlds: two threads are {report['two_threads']:.2f}x one thread; "
        f"at best {report['ceiling']:.2f}x on this machine (medians of {given.rounds} rounds)"
    )
    if given.json is not None:
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
