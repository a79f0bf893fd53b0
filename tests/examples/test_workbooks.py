"""The workbook of the examples as a model: what it gives is what the workbook says."""

from __future__ import annotations

import numpy as np

import mcba
from tests.places import ROOT

BRIDGE = ROOT / "examples" / "workbooks" / "bicycle-bridge"
STORED = 4_873_659.77523784  # Results!B5, as LibreOffice computed and saved it


def test_the_bridge_gives_the_net_present_value_of_its_sheet() -> None:
    study = mcba.load(BRIDGE)
    as_saved = {"cyclists": 1800, "growth": 0.015, "minutes": 4.5, "value_of_hour": 12, "health": 350}
    saved = study.with_(**as_saved, construction=4_200_000, reason="as the workbook has it")
    assert np.isclose(mcba.run(saved, worlds=32).base["npv"], STORED, rtol=1e-12)
    run = mcba.run(study, worlds=2_048)
    difference, npv = (np.asarray(run.worlds[name]) for name in ("difference", "npv"))
    assert np.abs(difference).max() < 1e-12 * np.abs(npv).max()
    assert np.std(npv) > 1e6
