"""How soon the command line answers: whole processes, as ratios to Python with the libraries it cannot do without.

python tests/benchmarks/start.py [--json FILE]
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 7
SMALL = "import numpy, pydantic, click"
LARGE = "import numpy, scipy.special, xarray"
STUDY = "studies/schilderswijk-moeders"
PAIRS = (
    ("mcba --help", ["-m", "mcba.cli", "--help"], SMALL, 3.0),
    ("mcba check", ["-m", "mcba.cli", "check", STUDY], SMALL, 3.0),
    ("mcba run", ["-m", "mcba.cli", "run", STUDY, "--worlds", "100000"], LARGE, 2.5),
)


def seconds(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    given = arguments.parse_args()
    report = {}
    for name, command, yardstick, wanted in PAIRS:
        seconds(command)
        rounds = [(seconds(command), seconds(["-c", yardstick])) for _ in range(ROUNDS)]
        ratio = statistics.median(ours / theirs for ours, theirs in rounds)
        ours, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
        print(f"{name:12s} {ours:6.2f} s; {yardstick}: {theirs:.2f} s; ratio {ratio:.2f} (wanted: at most {wanted})")
        report[name] = {"seconds": ours, "yardstick": yardstick, "yardstick_seconds": theirs, "ratio": ratio}
    if given.json is not None:
        given.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
