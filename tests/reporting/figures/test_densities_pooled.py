"""The studies behind a pooled assumption as a forest plot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.reporting.blocks import Picture
from mcba.reporting.facts import OneAssumption
from mcba.reporting.facts.facts import Facts
from mcba.reporting.figures import assumptions, densities, gallery
from mcba.reporting.pages.assumption import ASSUMPTION
from mcba.reporting.words.labels import Labels
from mcba.study import Study
from mcba.study.reading import read

STUDY = """
[study]
title = "Forest"
horizon = 0
[assumptions.effect]
label = { en = "Effect", nl = "Effect" }
pool = { table = "studies.csv", standard_error = "se"RATIOS }
[assumptions.worth]
distribution = "normal"
mean = 3
sd = 1
[outcomes.all]
formula = "effect * worth"
"""
TABLES = {"studies.csv": "study,estimate,se\nOne,200,150\nTwo,560,100\nThree,880,150\n"}


def study(ratios: str = "") -> Study:
    tables = {"studies.csv": "study,estimate,se\nOne,0.5,0.3\nTwo,1.2,0.2\nThree,0.9,0.3\n"} if ratios else dict(TABLES)
    return read(Path("s/study.toml"), STUDY.replace("RATIOS", ratios), tables=tables)


def test_what_the_studies_say_and_what_they_say_together() -> None:
    """The ends of the mean effect are those of the example of `pool`: -281 and 1,375; a new effect lies farther."""
    pooled = densities.pooled_studies(study(), "effect", Labels(study(), "en"))
    assert list(pooled["label"].values) == ["One", "Two", "Three"]
    np.testing.assert_allclose(pooled["low"].values, [200 - 294, 560 - 196, 880 - 294], atol=0.1)
    assert [round(end) for end in pooled.attrs["mean"]] == [-281, 547, 1375]
    assert pooled.attrs["new"][0] < -281 < 1375 < pooled.attrs["new"][2]
    assert float(pooled["weight"].sum()) == pytest.approx(1)


@pytest.mark.slow
@pytest.mark.parametrize("ratios", ["", ", ratios = true"])
def test_the_forest(ratios: str) -> None:
    stated = study(ratios)
    voice = Labels(stated, "nl")
    axes = assumptions.draw_forest(densities.pooled_studies(stated, "effect", voice), voice)
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert rows == ["One", "Two", "Three", "Gemiddeld effect", "Effect op een volgende plek"]
    assert axes.get_xscale() == ("log" if ratios else "linear")
    (diamond,) = axes.patches
    corners = np.asarray(diamond.get_path().vertices)[:, 0]
    expected = densities.pooled_studies(stated, "effect", voice).attrs["mean"]
    assert (corners.min(), corners.max()) == (pytest.approx(expected[0]), pytest.approx(expected[2]))


def test_it_stands_among_the_figures_of_a_run_and_of_the_assumption() -> None:
    stated = study()
    voice = Labels(stated, "en")
    assert "forest-effect" in gallery.of_run(Facts(mcba.run(stated, worlds=1_024)), voice)
    assert list(gallery.of_assumption(OneAssumption(stated, "effect"), voice)) == ["forest-effect"]
    assert gallery.of_assumption(OneAssumption(stated, "worth"), voice) == {}
    blocks = ASSUMPTION.manuscript(OneAssumption(stated, "effect"), "en").blocks
    share = voice.exact_percent(0.95)
    (picture,) = (block for block in blocks if isinstance(block, Picture))
    assert picture.caption == f"Studies behind 'Effect' with {share} intervals, and what they say together"
