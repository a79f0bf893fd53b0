"""`--json` is for scripts and for git: the same answer is the same bytes, in any process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import mcba
from tests.places import ROOT

COMMANDS = (
    ("run", "STUDY"),
    ("run", "STUDY", "--store", "summary"),
    ("rank", "STUDY"),
    ("rank", "STUDY", "--method", "sobol", "--worlds", "4000"),
    ("decide", "STUDY"),
    ("answer", "STUDY"),
    ("calibrate", "STUDY", "--worlds", "256"),
    ("compare", "RUN", "OTHER"),
)
PUBLISHED = """
[[published]]
outcome = "bcr"
low = 1.0
high = 2.4
tolerance = 2.0
"""
EACH = """
import sys
from click.testing import CliRunner
from mcba.cli import main
for command in {commands}:
    found = CliRunner().invoke(main, [*command, "--json"])
    assert found.exit_code == 0, found.output
    sys.stdout.write(found.stdout + chr(0))
"""


@pytest.mark.slow
def test_equal_answers_are_equal_bytes_in_any_process(small_study: Path, tmp_path: Path) -> None:
    text = (small_study / "study.toml").read_text()
    (small_study / "study.toml").write_text(text.replace("worlds = 4_000", "worlds = 512") + PUBLISHED)
    saved = {"STUDY": str(small_study), "RUN": str(tmp_path / "run"), "OTHER": str(tmp_path / "other")}
    for name, seed in (("RUN", 1), ("OTHER", 2)):
        mcba.save_run(mcba.run(mcba.load(small_study), seed=seed), saved[name])
    commands = [[saved.get(word, word) for word in command] for command in COMMANDS]
    first, second = (_printed(EACH.format(commands=commands), seed) for seed in ("1", "2"))
    assert first == second
    for command, printed in zip(COMMANDS, first.decode().split("\0"), strict=False):
        answer = json.loads(printed)
        assert printed == json.dumps(answer, indent=2, sort_keys=True, ensure_ascii=False) + "\n", command
        assert "seconds" not in answer, command


def _printed(program: str, hash_seed: str) -> bytes:
    """What a process with other hashes of text prints."""
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment).stdout
