"""A page has no more worlds than it can draw."""

from __future__ import annotations

import pytest

import mcba
from mcba.reporting.living import content
from mcba.reporting.living.content import playable


def test_a_run_that_fits_stays_as_it_is() -> None:
    run = mcba.run("studies/tegaderm-dressing", worlds=2_048)
    assert playable(run) is run


def test_a_larger_one_is_halved_until_it_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MOST_NUMBERS", 11 * 4_096)
    run = mcba.run("studies/tegaderm-dressing", worlds=16_384)
    fitting = playable(run)
    assert fitting.settings.worlds == 4_096
    assert set(fitting.outcomes) == set(run.outcomes)
    name = run.outcomes[0]
    assert (fitting.values(name) == run.values(name)[:4_096]).all()
