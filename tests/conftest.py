from pathlib import Path

import pytest
from hypothesis import settings

import mcba

settings.register_profile("repeatable", derandomize=True)  # the same examples each time: a red test stays red
settings.load_profile("repeatable")

SMALL = """\
[study]
title = "A small study"
question = "Is it worth it?"
null_alternative = "nothing"
horizon = 3
participants = "clients"

[run]
worlds = 4_000
seed = 5

[assumptions.clients]
label = "Clients"
distribution = "uniform"
low = 80
high = 120
unit = "client/year"
status = "sourced"
source = { document = "annual report", place = "page 3" }

[assumptions.effect]
label = "Effect a client"
distribution = "lognormal"
mean = 900
sd = 300
unit = "EUR/client"

[assumptions.salaries]
distribution = "normal"
mean = 60_000
sd = 5_000
unit = "EUR/year"

[choices.discount_rate]
value = 0.03

[benefits.care]
formula = "clients * effect"
unit = "EUR/year"
gains = { municipality = 0.4, insurer = 0.6 }

[costs.project]
formula = "salaries"
unit = "EUR/year"
losses = { municipality = 1.0 }

[transfers.allowance]
formula = "0.1 * salaries"
unit = "EUR/year"
gains = { client = 1.0 }
losses = { municipality = 1.0 }

[pm.wellbeing]
label = "Well-being"
sign = "+"

[scenarios.cheap]
label = "Cheap staff"
override = { salaries = 40_000 }
"""


@pytest.fixture
def small_study(tmp_path: Path) -> Path:
    """The folder of a small cost-benefit study with a transfer, bearers, a scenario and a PM item."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "study.toml").write_text(SMALL, encoding="utf-8")
    return folder


@pytest.fixture
def small_run(small_study: Path) -> mcba.Run:
    return mcba.run(mcba.load(small_study))
