"""What is ranked as one, and what moves together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.analysis.ranking.correlations import stated_links
from mcba.analysis.ranking.factors.scores import score_of
from mcba.engine import draws_of
from mcba.errors import RunError

STUDY = """
[study]
title = "Two that move together"

[run]
worlds = 2_000
seed = 3

[assumptions.a]
distribution = "normal"
mean = 0
sd = 1

[assumptions.b]
distribution = "normal"
mean = 0
sd = 1

[assumptions.c]
distribution = "normal"
mean = 0
sd = 1

[[dependence]]
between = ["a", "b"]
{measure} = 0
copula = "{copula}"
{more}

[outcomes.y]
formula = "a + b + c"
"""


def study_with(folder: Path, copula: str, measure: str) -> mcba.Study:
    text = STUDY.format(copula=copula, measure=measure, more="df = 3" if copula == "t" else "")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return mcba.load(folder)


@pytest.mark.parametrize("measure", ["correlation", "rank_correlation"])
def test_a_t_copula_moves_its_pair_together_without_any_correlation(tmp_path: Path, measure: str) -> None:
    """Both are far out at once: of squares of Student's t with few degrees of freedom the correlation is not 0."""
    study = study_with(tmp_path, "t", measure)
    draws = draws_of(mcba.run(study, worlds=20_000))
    assert abs(np.corrcoef(draws["a"], draws["b"])[0, 1]) < 0.03
    assert np.corrcoef(draws["a"] ** 2, draws["b"] ** 2)[0, 1] > 0.1
    assert stated_links(study) == [frozenset("ab")]
    with pytest.raises(RunError, match="a and b"):
        mcba.rank(study, "y", method="sobol", base=64)
    found = mcba.rank(study, "y", method="sobol", base=64, groups="dependent")
    assert found.sizes["assumption"] == 2


def test_a_gaussian_copula_without_correlation_leaves_its_pair_free(tmp_path: Path) -> None:
    study = study_with(tmp_path, "gaussian", "rank_correlation")
    assert stated_links(study) == []
    assert mcba.rank(study, "y", method="sobol", base=64).sizes["assumption"] == 3


def test_a_score_never_follows_the_noise_of_its_own_world() -> None:
    """Sixty numbers that drive nothing would explain 30 % of 200 worlds they were fitted to, and of others nothing."""
    generator = np.random.default_rng(5)
    y, members = generator.normal(size=400), generator.normal(size=(60, 400))
    assert np.corrcoef(score_of(list(members), y), y)[0, 1] < 3 / np.sqrt(400)
    driven = y + members.sum(axis=0)  # and where they drive all but a little of it, the score says so
    assert np.corrcoef(score_of(list(members), driven), driven)[0, 1] > 0.97
