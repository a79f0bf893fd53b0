"""Where tests find what they read."""

from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
STUDIES = ROOT / "studies"
DATA = TESTS / "data"
SPEED = TESTS / "benchmarks" / "speed"
