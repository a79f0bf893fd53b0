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
from mcba.engine.program import plan

SIZES = (10**6, 10**7, 10**8)


class Runner(threading.Thread):
    """Makes so many worlds in runs of one size; goes on when told to, and says when it rests."""

    def __init__(self, study: mcba.Study, size: int, worlds: int, *, anew: bool):
        super().__init__(daemon=True)
        self.study, self.size, self.worlds, self.anew = study, size, worlds, anew
        self.done, self.seconds = 0, 0.0
        self._may_go, self._rests = threading.Semaphore(0), threading.Semaphore(0)

    def step(self) -> None:
        """Go on until it rests."""
        started = time.perf_counter()
        self._may_go.release()
        self._rests.acquire()
        self.seconds += time.perf_counter() - started

    def run(self) -> None:
        self._may_go.acquire()
        try:
            for seed in range(self.worlds // self.size):
                if self.anew:
                    plan.forget()
                mcba.run(self.study, worlds=self.size, seed=seed, store="summary", progress=self._rest).summary("bcr")
        finally:
            self._rests.release()

    def _rest(self, worlds: int) -> None:
        self.done += worlds
        self._rests.release()
        self._may_go.acquire()


def race(study: mcba.Study, rounds: int, *, anew: bool) -> dict[int, float]:
    """Nanoseconds that a world takes in runs of each size; whoever has made the fewest worlds goes on."""
    worlds = rounds * max(SIZES)
    runners = [Runner(study, size, worlds, anew=anew) for size in SIZES]
    for runner in runners:
        runner.start()
    while racing := [runner for runner in runners if runner.is_alive()]:
        first = min(racing, key=lambda runner: runner.done)
        first.step()
        if first.done == worlds:  # what follows its last worlds
            first.step()
            first.join()
    return {runner.size: 1e9 * runner.seconds / worlds for runner in runners}


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
