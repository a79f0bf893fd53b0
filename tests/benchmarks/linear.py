"""Whether time grows in step with worlds: the speed model at 10⁶, 10⁷ and 10⁸ worlds, in one process.

    python tests/benchmarks/linear.py [--rounds N] [--anew] [--json FILE]

Worlds are summarised as they come. A shared machine changes its pace from second to second, so the sizes take turns
after every million worlds: each has a thread, and only one of them is awake. Every size makes 10⁸ worlds a round, in
runs that each have a seed of their own. Machine code is loaded and the study compiled before the first, as for anybody
who runs a study twice; with `--anew` every run compiles it again.
"""

import argparse
import json
import threading
import time
from pathlib import Path

import mcba
from mcba.engine import plan

SIZES = (10**6, 10**7, 10**8)


class Turn:
    """The seconds of one size, counted while it is awake."""

    def __init__(self, may_go: threading.Semaphore, next_may_go: threading.Semaphore):
        self.may_go, self.next_may_go = may_go, next_may_go
        self.seconds, self.since = 0.0, 0.0

    def begin(self) -> None:
        self.may_go.acquire()
        self.since = time.perf_counter()

    def end(self) -> None:
        self.seconds += time.perf_counter() - self.since
        self.next_may_go.release()


def make(study: mcba.Study, size: int, worlds: int, turn: Turn, *, anew: bool) -> None:
    """Runs of one size until there are so many worlds, and the ranges that follow."""

    def rest(_: int) -> None:
        turn.end()
        turn.begin()

    turn.begin()
    for seed in range(worlds // size):
        if anew:
            plan.forget()
        mcba.run(study, worlds=size, seed=seed, store="summary", progress=rest).summary("bcr")
    turn.end()


def race(study: mcba.Study, rounds: int, *, anew: bool) -> dict[int, float]:
    """Nanoseconds that a world takes in runs of each size."""
    worlds = rounds * max(SIZES)
    doors = [threading.Semaphore(0) for _ in SIZES]
    turns = {size: Turn(doors[i], doors[(i + 1) % len(doors)]) for i, size in enumerate(SIZES)}
    threads = [
        threading.Thread(target=make, args=(study, size, worlds, turn), kwargs={"anew": anew})
        for size, turn in turns.items()
    ]
    for thread in threads:
        thread.start()
    doors[0].release()
    for thread in threads:
        thread.join()
    return {size: 1e9 * turn.seconds / worlds for size, turn in turns.items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--anew", action="store_true", help="compile the study again for every run")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    study = mcba.load(Path(__file__).parent / "speed")
    mcba.run(study, worlds=plan.LOADING_FROM, store="summary")
    found = race(study, given.rounds, anew=given.anew)
    spread = max(found.values()) / min(found.values()) - 1
    for size, nanoseconds in found.items():
        print(f"runs of {size:11,} worlds: {nanoseconds:5.1f} ns a world")
    print(f"the slowest takes {spread:.0%} longer than the fastest (wanted: at most 10 %)")
    if given.json is not None:
        report = {"nanoseconds": {str(size): one for size, one in found.items()}, "spread": spread}
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
