"""What a run gives to pandas, seaborn and ArviZ, which take it as it is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import mcba
from mcba.errors import RunError


def test_a_frame_has_a_row_for_each_world_and_a_column_for_each_outcome(small_run: mcba.Run) -> None:
    frame = small_run.to_dataframe()
    assert frame.index.name == "world"
    assert frame.shape == (4_000, len(small_run.outcomes) + 3 + 3)  # of three flows and three bearers
    np.testing.assert_array_equal(frame["npv"], small_run.values("npv"))
    np.testing.assert_array_equal(frame["bearer_npv[insurer]"], small_run.values("bearer_npv", "insurer"))
    assert frame.attrs["units"]["npv"] == "EUR"


def test_a_frame_has_the_assumptions_beside_the_outcomes(small_run: mcba.Run) -> None:
    frame = small_run.to_dataframe(draws=True)
    assert list(frame)[-3:] == ["clients", "effect", "salaries"]
    np.testing.assert_array_equal(frame["effect"], small_run.draws["effect"])
    # Benefits follow from nothing else: 100 clients and an effect of 900 give the slopes of a plane near the mean.
    regressed = frame.eval("clients * effect * (1 + 1/1.03 + 1/1.03**2 + 1/1.03**3)")
    np.testing.assert_allclose(regressed, frame["present_value_benefits"], rtol=1e-12)


def test_a_frame_is_a_copy(small_run: mcba.Run) -> None:
    hashes, frame = small_run.hashes(), small_run.to_dataframe(draws=True)
    frame["npv"] = 0.0
    frame.iloc[:, 1] = 0.0
    assert small_run.hashes() == hashes


def test_a_frame_of_a_function_has_results_and_on_request_inputs() -> None:
    run = mcba.simulate(lambda x, y: {"sum": x + y}, {"x": mcba.Normal(0, 1), "y": mcba.Normal(0, 1)}, worlds=64)
    assert list(run.to_dataframe()) == list(run.table().index) == ["sum"]
    assert list(run.to_dataframe(draws=True)) == ["sum", "x", "y"]


def test_a_frame_names_the_worlds_that_were_kept() -> None:
    sample = mcba.from_worlds({"npv": [1.0, math.nan, 3.0]}, failed="drop")
    assert sample.to_dataframe().index.tolist() == [0, 2]


def test_a_summary_has_no_frame_of_worlds(small_study: Path) -> None:
    run = mcba.run(mcba.load(small_study), store="summary")
    with pytest.raises(RunError, match='run again with store = "worlds"'):
        run.to_dataframe()


# --- a table of what the worlds say


def test_a_table_has_a_row_for_each_outcome(small_run: mcba.Run, tmp_path: Path) -> None:
    import pandas as pd

    table, npv = small_run.table(), small_run.summary("npv")
    row = table.loc["npv"]
    assert (row["mean"], row["mean_error"], row["sd"], row["sd_error"]) == (*_both(npv.mean), npv.sd, npv.sd_error)
    assert (row["low"], row["low_error"], row["high"], row["high_error"]) == (*_both(npv.low), *_both(npv.high))
    chance = small_run.probability("npv")
    assert (row["above"], row["probability"], row["probability_error"]) == (0, *_both(chance))
    assert table.loc["bcr", "above"] == 1
    assert table.loc["bcr", "probability"] == row["probability"]
    assert np.isnan(table.loc["bearer_npv[insurer]", "probability"])
    saved = pd.read_csv(mcba.save_run(small_run, tmp_path) / "summary.csv", index_col="outcome")
    pd.testing.assert_frame_equal(saved, table, check_dtype=False, rtol=1e-15)


def _both(estimate: mcba.Estimate) -> tuple[float, float]:
    return estimate.value, estimate.error


def test_a_summary_has_a_table_in_which_the_error_of_a_spread_is_unknown(small_study: Path) -> None:
    study = mcba.load(small_study)
    kept, summarised = mcba.run(study).table(), mcba.run(study, store="summary").table()
    assert summarised.loc["npv", "sd"] == pytest.approx(kept.loc["npv", "sd"], rel=1e-9)
    assert summarised.loc["npv", "sd_error"] == math.inf
    assert summarised.loc["npv", "probability"] == kept.loc["npv", "probability"]


# --- libraries that take it


@pytest.mark.slow
def test_seaborn_draws_a_frame_of_worlds_and_draws(small_run: mcba.Run) -> None:
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    import seaborn as sns

    frame = small_run.to_dataframe(draws=True).head(200)
    grid = sns.pairplot(frame, vars=["clients", "effect", "npv"], kind="scatter")
    assert [axes.get_xlabel() for axes in grid.axes[-1]] == ["clients", "effect", "npv"]
    axes = sns.kdeplot(frame, x="npv", ax=plt.figure().add_subplot())
    line = axes.lines[0].get_xdata()
    assert line[0] < frame["npv"].min() < frame["npv"].max() < line[-1]
    plt.close("all")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:\\s*ArviZ is undergoing:FutureWarning")
def test_arviz_takes_the_worlds_as_one_chain(small_run: mcba.Run) -> None:
    import arviz as az

    dataset = az.convert_to_dataset(small_run.to_arviz(draws=True))
    assert dataset["bearer_npv"].dims[:2] == ("chain", "draw")
    low, high = az.hdi(dataset, var_names=["npv"], hdi_prob=0.8)["npv"].values
    shortest = small_run.shortest_range("npv", mass=0.8)
    # ArviZ takes one of the worlds as an end, mcba a place between two.
    assert abs(low - shortest.low) < 3 * shortest.low_error
    assert abs(high - shortest.high) < 3 * shortest.high_error
    assert az.extract(dataset)["effect"].mean() == pytest.approx(small_run.summary("effect").mean.value)
