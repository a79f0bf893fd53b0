"""`mcba.from_worlds`: a finished sample as the worlds of a run, against the same worlds drawn here and exact sums."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import mcba
from mcba.engine.saved.opening import open_run
from mcba.engine.saved.saving import save_run
from mcba.engine.saved.verification import verify
from mcba.errors import RunError, StudyError

SAMPLE = {  # net benefit of three options in five worlds
    "price": [1.0, 2.0, 3.0, 4.0, 5.0],
    "none": [0.0, 0.0, 0.0, 0.0, 0.0],
    "old": [40.0, 30.0, 20.0, 10.0, 0.0],
    "new": [10.0, 20.0, 30.0, 40.0, 50.0],
}
OPTIONS = ["none", "old", "new"]


@pytest.fixture
def drawn() -> mcba.Run:
    inputs: dict[str, mcba.Family | float] = {"x": mcba.Normal(0, 3), "y": mcba.Normal(0, 1)}
    return mcba.simulate(lambda x, y: {"npv": x + y}, inputs, worlds=4_000, sampler="random", seed=3)


def test_the_same_worlds_say_the_same(drawn: mcba.Run) -> None:
    again = mcba.from_worlds(drawn.arrays, inputs=["x", "y"])
    assert again.inputs == ("x", "y")
    assert again.outcomes == drawn.outcomes
    assert again.hashes() == drawn.hashes()
    assert again.summary("npv") == drawn.summary("npv")
    assert again.probability("npv", above=1.0) == drawn.probability("npv", above=1.0)
    assert again.quantile_bounds("npv", 0.9) == drawn.quantile_bounds("npv", 0.9)
    assert mcba.tail_mean(again, "npv") == mcba.tail_mean(drawn, "npv")


def test_the_inputs_are_ranked(drawn: mcba.Run) -> None:
    found = mcba.rank(mcba.from_worlds(drawn.arrays, outcomes=["npv"]), "npv")
    assert found["assumption"].values.tolist() == ["x", "y"]
    np.testing.assert_allclose(found["first"].values, [0.9, 0.1], atol=0.03)
    assert not [note for note in found.attrs["notes"] if note.code == "even_worlds"]


def test_inputs_that_move_together_are_seen_to(drawn: mcba.Run) -> None:
    x = drawn.values("x")
    table = {"x": x, "twin": x + drawn.values("y"), "npv": 2 * x}
    found = mcba.rank(mcba.from_worlds(table, outcomes=["npv"]), "npv")
    assert [set(pair) for pair in found.attrs["association"]] == [{"x", "twin"}]


def test_perfect_information_by_exact_arithmetic() -> None:
    """The best option of each world, (40 + 30 + 30 + 40 + 50) / 5 = 38, less the best on average, 30."""
    run = mcba.from_worlds(SAMPLE, outcomes=OPTIONS)
    found = mcba.evpi(run, options=OPTIONS)
    assert found.value == pytest.approx(8.0)
    assert found.best == 2
    assert found.switches == pytest.approx(2 / 5)
    assert mcba.evpi(run, options=["old"]).value == 0.0  # against doing nothing it is never worse


def test_information_about_an_input() -> None:
    """Who knows the price knows all there is to know: the value of knowing it is the value of knowing everything."""
    price = np.random.default_rng(2).uniform(0, 1, 4_000)
    run = mcba.from_worlds({"price": price, "old": 1 - price, "new": price}, inputs=["price"])
    everything, of_price = (
        mcba.evpi(run, options=["old", "new"]),
        mcba.evppi(run, "price", options=["old", "new"]),
    )
    assert of_price.value == pytest.approx(everything.value, rel=0.01)
    assert abs(everything.value - 0.25) < 4 * everything.error  # E max(p, 1 − p) − 1/2
    planned = mcba.evsi(run, "price", options=["old", "new"], sample_size=1_000, observation_sd=0.1)
    assert planned.value == pytest.approx(everything.value, rel=0.02)


def test_options_of_a_run_that_was_drawn_here(drawn: mcba.Run) -> None:
    """E max(N, 0) of a normal net benefit with mean 0 and variance 10 is √(10 / 2π)."""
    found = mcba.evpi(drawn, options=["npv"])
    assert abs(found.value - np.sqrt(10 / (2 * np.pi))) < 4 * found.error


def test_what_the_options_are_is_asked(small_run: mcba.Run, drawn: mcba.Run) -> None:
    table = mcba.from_worlds(drawn.arrays, inputs=["x", "y"])
    with pytest.raises(RunError, match=r"mcba.evpi\(run, options=\[…\]\) on the outcomes"):
        mcba.evpi(table)
    with pytest.raises(RunError, match="the options of a study stand in its file"):
        mcba.evpi(small_run, options=["npv"])
    with pytest.raises(RunError, match="options name outcomes of a run; of an array each column is an option"):
        mcba.evpi(net_benefit=np.ones((4, 2)), options=["a", "b"])
    with pytest.raises(RunError, match="kept no outcome 'nvp'; did you mean 'npv'"):
        mcba.evpi(drawn, options=["nvp"])
    with pytest.raises(RunError, match="'z' is no input of the run"):
        mcba.evppi(table, "z", options=["npv"])


def csv_of(folder: Path) -> Path:
    pd.DataFrame(SAMPLE).to_csv(folder / "psa.csv", index=False)
    return folder / "psa.csv"


@pytest.mark.parametrize(
    "table",
    [
        lambda _: SAMPLE,
        lambda _: {name: np.array(column) for name, column in SAMPLE.items()},
        lambda _: pd.DataFrame(SAMPLE),
        lambda _: xr.Dataset({name: ("world", column) for name, column in SAMPLE.items()}),
        csv_of,
        lambda folder: str(csv_of(folder)),
    ],
)
def test_tables_of_every_kind(table: Any, tmp_path: Path) -> None:
    run = mcba.from_worlds(table(tmp_path), outcomes=OPTIONS)
    assert run.inputs == ("price",)
    assert run.settings.worlds == 5
    assert run.hashes() == mcba.from_worlds(SAMPLE, outcomes=OPTIONS).hashes()


def test_which_columns_are_what() -> None:
    def roles(**given: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        run = mcba.from_worlds(SAMPLE, **given)
        return run.inputs, tuple(run.arrays)

    assert roles() == ((), ("price", "none", "old", "new"))
    assert roles(inputs=["price"]) == (("price",), ("price", "none", "old", "new"))
    assert roles(outcomes=["new"]) == (("price", "none", "old"), ("price", "none", "old", "new"))
    assert roles(inputs=["price"], outcomes=["new"]) == (("price",), ("price", "new"))


def test_columns_that_are_not_used_may_hold_text(tmp_path: Path) -> None:
    table = pd.DataFrame({**SAMPLE, "who": list("abcde")})
    assert mcba.from_worlds(table, inputs=["price"], outcomes=["new"]).outcomes == ("new",)
    table.to_csv(tmp_path / "psa.csv", sep=";", decimal=",", index=False)
    run = mcba.from_worlds(tmp_path / "psa.csv", inputs=["price"], outcomes=["new"])
    np.testing.assert_array_equal(run.values("new"), SAMPLE["new"])
    with pytest.raises(StudyError, match=r"psa\.csv:2:5: found 'a' in column 'who'; allowed is a number"):
        mcba.from_worlds(tmp_path / "psa.csv", inputs=["price"])


def test_units(tmp_path: Path) -> None:
    dataset = xr.Dataset({name: ("world", column) for name, column in SAMPLE.items()})
    dataset["new"].attrs["units"] = "EUR"
    run = mcba.from_worlds(dataset, inputs=["price"], units={"price": "EUR/visit"})
    assert (run.unit("new"), run.unit("price"), run.unit("old")) == ("EUR", "EUR/visit", "")
    assert run.worlds["new"].attrs["units"] == "EUR"
    again = open_run(save_run(run, tmp_path))
    assert (again.inputs, again.units, again.hashes()) == (run.inputs, run.units, run.hashes())
    with pytest.raises(RunError, match="or of a table, which the manifest does not hold"):
        verify(tmp_path)


def test_undefined_rows_stop_or_are_dropped_and_counted(tmp_path: Path) -> None:
    table = {"x": [1.0, 2.0, np.nan, 4.0], "y": [1.0, np.inf, 3.0, 4.0]}
    with pytest.raises(RunError, match="2 of 4 rows hold a number that is missing or infinite, the first in row 2: y"):
        mcba.from_worlds(table)
    run = mcba.from_worlds(table, failed="drop")
    assert run.failed_worlds == 2
    np.testing.assert_array_equal(run.values("x"), [1.0, 4.0])
    (tmp_path / "psa.csv").write_text("x,y\n1,1\n,2\n3,#DIV/0!\n4,4\n", encoding="utf-8")
    np.testing.assert_array_equal(mcba.from_worlds(tmp_path / "psa.csv", failed="drop").values("y"), [1.0, 4.0])


@pytest.mark.parametrize(
    ("table", "given", "message"),
    [
        (SAMPLE, {"outcomes": ["npv"]}, "outcomes name 'npv', which is no column"),
        (SAMPLE, {"inputs": ["pryce"]}, "which is no column; did you mean 'price'"),
        (SAMPLE, {"inputs": "price"}, r"inputs = 'price' is one text; give a list of names, such as \['price'\]"),
        (SAMPLE, {"inputs": ["new"], "outcomes": ["new"]}, "'new' stands under inputs and under outcomes"),
        (SAMPLE, {"inputs": list(SAMPLE)}, "the table has no outcome"),
        (SAMPLE, {"units": {"npv": "EUR"}}, "units name 'npv', which is no column"),
        (SAMPLE, {"failed": "keep"}, "failed = 'keep'; allowed are 'raise' and 'drop'"),
        ({"a": [1.0, 2.0], "b": [1.0]}, {}, "columns have as many rows each, one a world; found 'a' 2, 'b' 1"),
        ({"a": [1.0]}, {}, "the table has 1 rows; worlds are two or more"),
        ({"a": ["x", "y"]}, {}, "column 'a' has the shape .2,. and the type <U1"),
        ({"a": [[1.0, 2.0], [1.0, 2.0]]}, {}, "column 'a' has the shape .2, 2."),
        ({"a": [1j, 2j]}, {}, "give one real number a world"),
        ([1, 2, 3], {}, "a list is no table of worlds; give a mapping"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), {}, "two columns of the table are called 'a'"),
        ("nowhere.csv", {}, "nowhere.csv cannot be read: No such file"),
    ],
)
def test_what_is_no_table_of_worlds_is_refused(table: Any, given: dict[str, Any], message: str) -> None:
    with pytest.raises(RunError, match=message):
        mcba.from_worlds(table, **given)


def test_there_are_no_other_worlds(drawn: mcba.Run) -> None:
    run = mcba.from_worlds(drawn.arrays, inputs=["x", "y"])
    with pytest.raises(RunError, match="there are no more worlds of it"):
        mcba.extend(run, 10_000)
    with pytest.raises(RunError, match="and a table of worlds has none"):
        mcba.rank(run, "npv", method="sobol")
