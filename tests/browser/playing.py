"""Scores played by Node, beside what Python says of the same worlds."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

import mcba
from mcba.engine import Settings
from mcba.engine.program.portable import Unplayable, portable_score
from mcba.study import Study
from tests.places import ROOT

NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs Node 20 or later (Debian's nodejs)")


def score(study: Study, worlds: int, seed: int = 1, sampler: str = "sobol") -> dict[str, Any]:
    """The score of a study, with what the page adds to it."""
    made = portable_score(study, Settings(worlds, seed, sampler, study.document.run.mass))  # type: ignore[arg-type]
    assert not isinstance(made, Unplayable), made
    about = {"mayBeInfinite": ["payback_year"], "marks": {}, "outcomes": list(study.outcomes)}
    return {**made, **about, "main": "npv" if "npv" in study.outcomes else study.outcomes[0]}


def played(score: Mapping[str, Any], requests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What the page's model answers to requests, and the numbers of all assumptions."""
    assert NODE is not None
    given = json.dumps({"score": score, "requests": requests})
    done = subprocess.run(
        [NODE, str(ROOT / "tests" / "browser" / "answers.js")], input=given, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def require_same(run: mcba.Run, answers: Mapping[str, Any], tolerance: float = 1e-12) -> None:
    """Every summary of every outcome, with its errors; small numbers are held against the spread around them."""
    for name in run.outcomes:
        summary, found = run.summary(name), answers["summaries"][name]
        spread = summary.high.value - summary.low.value
        for part in ("mean", "median", "low", "high"):
            estimate = getattr(summary, part)
            for said, here in ((estimate.value, "value"), (estimate.error, "error")):
                if not math.isfinite(said):  # JSON has no infinity, and a mean that does not exist is told apart
                    continue
                near = tolerance * max(abs(said), 1e-3 * spread if math.isfinite(spread) else 0.0)
                assert abs(found[part][here] - said) <= near, (name, part, here, said, found[part][here])


def numbers_of(answer: Mapping[str, Any], name: str) -> np.ndarray[Any, Any]:
    return np.array(answer["numbers"][name], dtype=np.float64)
