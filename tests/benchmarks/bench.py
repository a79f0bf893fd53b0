"""All benchmarks in turn: speed against other libraries, threads, accuracy a world, errors, memory, start-up.

    python tests/benchmarks/bench.py [FILE]        writes the figures to FILE as JSON too (bench.json)

Ratios compare what ran in one process, or in turn, on one machine: quote those, with the date and the machine.
"""

import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PARTS = {
    "speed": ("speed.py",),
    "threads": ("threads.py",),
    "accuracy": ("accuracy.py", "--worlds", "65536", "--runs", "60"),
    "errors": ("errors.py",),
    "memory": ("memory.py", "--worlds", "1e6", "1e7", "1e8"),
    "linear": ("linear.py",),
    "start": ("start.py",),
}


def main() -> None:
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "bench.json")
    report: dict[str, object] = {
        "date": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "machine": {"processor": platform.machine(), "cores": os.cpu_count(), "system": platform.system()},
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, (script, *options) in PARTS.items():
            print(f"\n--- {name}\n", flush=True)
            file = Path(folder) / f"{name}.json"
            subprocess.run([sys.executable, str(HERE / script), *options, "--json", str(file)], check=True)
            report[name] = json.loads(file.read_text())
    target.write_text(json.dumps(report, indent=2) + "\n")
    print(f"\nWritten to {target}")


if __name__ == "__main__":
    main()
