"""The figure of a sweep: what it shows are the numbers of the sweep, and the study's own value."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes

import mcba
from mcba.errors import RequestError
from mcba.reporting.facts.sweeps import Swept
from mcba.reporting.figures.drivers import draw_sweep
from mcba.reporting.figures.gallery import of_sweep
from mcba.reporting.figures.labelled import swept_with_labels
from mcba.reporting.words.labels import Labels
from tests.places import ROOT

STUDY = mcba.load(ROOT / "studies" / "schilderswijk-moeders")
RATES = [0.0, 0.03, 0.05]


def drawn(swept: xr.Dataset, outcome: str = "npv", language: str = "en") -> Axes:
    voice = Labels(STUDY, language)
    return draw_sweep(swept_with_labels(Swept(swept, STUDY), outcome, voice), voice, reference=0.0)


def legend_of(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    assert legend is not None
    return [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in legend.get_texts()]


@pytest.fixture(scope="module")
def swept() -> xr.Dataset:
    return mcba.sweep(STUDY, {"discount_rate": RATES}, ["npv", "bcr"], worlds=1_024)


def test_lines_and_band_are_the_numbers_of_the_sweep(swept: xr.Dataset) -> None:
    axes, npv = drawn(swept), swept.sel(outcome="npv")
    for line, name in zip(axes.get_lines(), ("median", "mean"), strict=False):
        np.testing.assert_array_equal(line.get_ydata(), npv[name])
    corners = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert {*npv["low"].values, *npv["high"].values} <= set(corners)
    assert legend_of(axes) == ["range of 90 %", "median", "mean", "benefits equal costs", "in the study: 3 %"]


def test_the_value_of_the_study_is_marked_where_it_lies_among_them(swept: xr.Dataset) -> None:
    assert drawn(swept).get_lines()[-1].get_xdata()[0] == 0.03
    assert "in de studie: 3 %" in legend_of(drawn(swept, language="nl"))
    outside = mcba.sweep(STUDY, {"discount_rate": [0.04, 0.05]}, "npv", worlds=256)
    assert not [label for label in legend_of(drawn(outside)) if "study" in label]


def test_of_two_names_the_one_with_fewer_values_has_a_line_each() -> None:
    both = mcba.sweep(STUDY, {"discount_rate": RATES, "referral_share": np.linspace(0.5, 0.9, 5)}, "npv", worlds=256)
    axes = drawn(both)
    for line, rate in zip(axes.get_lines(), RATES, strict=False):
        np.testing.assert_array_equal(line.get_ydata(), both["median"].sel(outcome="npv", discount_rate=rate))
    assert legend_of(axes)[:3] == ["0 %", "3 % (in the study)", "5 %"]
    assert axes.get_ylabel().startswith("Net present value, median")


def test_what_was_not_asked_is_not_drawn_and_what_is_infinite_leaves_a_gap(swept: xr.Dataset) -> None:
    means = mcba.sweep(STUDY, {"discount_rate": RATES}, "npv", statistics="mean", worlds=256)
    assert legend_of(drawn(means))[0] == "mean"
    endless = swept.assign(high=swept["high"].where(swept["discount_rate"] > 0, np.inf))
    assert np.isfinite(drawn(endless).get_ylim()).all()


def test_every_outcome_has_a_figure_with_words(swept: xr.Dataset) -> None:
    plots = list(of_sweep(Swept(swept, STUDY), Labels(STUDY, "nl")))
    assert [plot.name for plot in plots] == ["sweep-npv", "sweep-bcr"]
    assert plots[1].caption == "Baten-kostenverhouding naar discontovoet"
    assert plots[0].drawing.title.startswith("Netto contante waarde: de mediaan gaat van 6")


def test_figures_are_drawn_of_a_sweep_and_its_study(swept: xr.Dataset, tmp_path: Path) -> None:
    files = mcba.figures(swept, tmp_path, study=STUDY, language="nl")
    assert [file.name for file in files] == [
        f"sweep-{name}.{kind}" for name in ("npv", "bcr") for kind in ("png", "svg")
    ]
    again = mcba.figures(swept.sel(outcome="bcr"), tmp_path / "again", study=STUDY, language="nl")
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in files[2:]]


def test_what_is_no_sweep_of_the_study_is_refused(swept: xr.Dataset, small_run: mcba.Run, tmp_path: Path) -> None:
    several = {"discount_rate": [0, 0.03], "horizon": [3, 4], "referral_share": [0.5, 0.9]}
    for given, study, words in (
        (swept, None, "write mcba.figures(swept, folder, study=study)"),
        (small_run, small_run.study, "leave out `study`"),
        (xr.Dataset(), STUDY, "or a sweep is wanted, and this is a Dataset"),
        (swept, small_run.study, "a sweep of 'schilderswijk-moeders', and the study is 'small'"),
        (mcba.sweep(STUDY, several, "npv", worlds=64), STUDY, "shows one name or two, and this sweep has 3"),
        (mcba.sweep(STUDY, {"horizon": 3}, "npv", statistics="sd", worlds=64), STUDY, "shows the median or the mean"),
    ):
        with pytest.raises(RequestError) as refused:
            mcba.figures(given, tmp_path, study=study)
        assert words in str(refused.value)
