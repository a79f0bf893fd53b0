"""What the page's model answered is what Python says today, where there is no Node to ask it again."""

from __future__ import annotations

import json

import pytest

import mcba
from tests.browser.frozen_answers import FROZEN, STUDIES, WORLDS, answers
from tests.browser.playing import needs_node, require_same
from tests.places import ROOT


@pytest.mark.parametrize("name", STUDIES)
def test_python_says_what_the_page_said(name: str) -> None:
    run = mcba.run(ROOT / "studies" / name, worlds=WORLDS, seed=1)
    require_same(run, {"summaries": json.loads(FROZEN.read_text("utf-8"))[name]}, 2e-12)


@needs_node
@pytest.mark.slow
def test_the_page_still_says_it() -> None:
    frozen = json.loads(FROZEN.read_text("utf-8"))
    for name, summaries in answers().items():
        for outcome, summary in summaries.items():
            for part, estimate in summary.items():
                for key, value in estimate.items():
                    before = frozen[name][outcome][part][key]
                    assert value == before or abs(value - before) <= 1e-12 * abs(before), (name, outcome, part, key)
