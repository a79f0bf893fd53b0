from pathlib import Path

import pytest
from hypothesis import settings

import mcba
from tests.places import DATA

settings.register_profile("repeatable", derandomize=True)  # the same examples each time: a red test stays red
settings.load_profile("repeatable")


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    """The folder of a small cost-benefit study with a transfer, bearers, a scenario and a PM item."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "study.toml").write_bytes((DATA / "small.toml").read_bytes())
    return folder


@pytest.fixture
def small_run(small_study: Path) -> mcba.Run:
    return mcba.run(mcba.load(small_study))
