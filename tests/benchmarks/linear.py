"""Whether time grows in step with worlds: the speed model at 10⁶, 10⁷ and 10⁸ worlds, in one process.

    python tests/benchmarks/linear.py [--rounds N] [--json FILE]

Worlds are summarised as they come. A shared machine changes its pace from second to second, so the sizes take turns
in small steps: whenever the largest run reports progress it waits until the smaller ones have made as many worlds as
it has. Machine code is loaded before; every run compiles the study anew.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import mcba
from mcba.engine import plan
from mcba.engine.result import Progress

SIZES = (10**6, 10**7, 10**8)


class Race:
    """How long runs of each size take, in turns."""

    def __init__(self, study: mcba.Study):
        self.study = study
        self.seconds: dict[int, list[float]] = {worlds: [] for worlds in SIZES}

    def round(self) -> None:
        """One run of the largest size, and as many worlds in runs of the others."""
        *smaller, largest = SIZES
        begun = {worlds: len(self.seconds[worlds]) for worlds in smaller}
        done, waited = 0, 0.0

        def let_others_catch_up(worlds_more: int) -> None:
            nonlocal done, waited
            done += worlds_more
            for worlds in smaller:
                while (len(self.seconds[worlds]) - begun[worlds] + 1) * worlds <= done:
                    self.seconds[worlds].append(self.run(worlds))
                    waited += self.seconds[worlds][-1]

        took = self.run(largest, let_others_catch_up)
        self.seconds[largest].append(took - waited)

    def run(self, worlds: int, progress: Progress | None = None) -> float:
        """Seconds that one run takes, with the ranges that follow."""
        plan.forget()
        started = time.perf_counter()
        mcba.run(self.study, worlds=worlds, store="summary", progress=progress).summary("bcr")
        return time.perf_counter() - started


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    race = Race(mcba.load(Path(__file__).parent / "speed"))
    race.run(plan.LOADING_FROM)
    for _ in range(given.rounds):
        race.round()
    means = {worlds: 1e9 * statistics.mean(seconds) / worlds for worlds, seconds in race.seconds.items()}
    spread = max(means.values()) / min(means.values()) - 1
    for worlds, seconds in race.seconds.items():
        print(f"{worlds:12,} worlds: {means[worlds]:4.0f} ns a world (mean), {1e9 * min(seconds) / worlds:4.0f} (best)")
    print(f"the slowest takes {spread:.0%} longer than the fastest (wanted: at most 10 %)")
    if given.json is not None:
        report = {"seconds": {str(worlds): seconds for worlds, seconds in race.seconds.items()}, "spread": spread}
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
