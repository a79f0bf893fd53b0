"""What moves together, as plain data. Played in the browser: `tests/browser/test_parity.py`."""

from __future__ import annotations

import base64

import numpy as np
import pytest

import mcba
from mcba.engine.program.portable.ties import portable_ties


def run(**dependence: object) -> mcba.Run:
    study = mcba.Study(
        title="t",
        assumptions={
            "a": mcba.Normal(0, 1),
            "b": mcba.Normal(0, 1),
            "c": {"distribution": "normal", "mean": 0, "sd": 1, "drawn": "each_year", "persistence": 0.5},
        },
        horizon=3,
        dependence=[{"between": ["a", "b"], **dependence}] if dependence else [],
        outcomes={"y": "a + b + sum(c, over='year')"},
    )
    return mcba.run(study, worlds=64, seed=1)


def test_years_that_persist_are_tied_last() -> None:
    ties = portable_ties(run(rank_correlation=0.5).plan.drawing, 64)
    assert [tie["kind"] for tie in ties] == ["gaussian", "persistence"]
    assert (ties[1]["places"], ties[1]["persistence"]) == ([2, 3, 4, 5], 0.5)
    lower = np.array(ties[0]["lower"])
    assert (lower @ lower.T)[0, 1] == pytest.approx(2 * np.sin(np.pi / 6 * 0.5))


def test_uniforms_of_an_unknown_copula_are_given() -> None:
    made = run(rank_correlation=0.5, copula="gumbel")
    (tie, _) = portable_ties(made.plan.drawing, 64)
    assert tie["kind"] == "given"
    given = np.frombuffer(base64.b64decode(tie["uniforms"]), "<f8").reshape(2, 64)
    assert np.array_equal(given[1], made.plan.drawing.uniforms(0, 64)["b"][0])
