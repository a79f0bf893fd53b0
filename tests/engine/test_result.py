"""`mcba.run`: what a run holds, what may be asked of it, and what it refuses."""

from __future__ import annotations

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import mcba
from mcba.engine import Settings
from mcba.engine.execution.workers import map_blocks
from mcba.engine.program import compiled, plan
from mcba.engine.program.compiled import Compiled, base_case, compile_study
from mcba.engine.program.plan import Plan
from mcba.errors import RunError
from mcba.study.reading import read

Array = NDArray[np.float64]

STUDY = """
[study]
title = "A project"
horizon = 3
participants = "clients"

[run]
worlds = 4_000
seed = 5
mass = 0.8

[assumptions.clients]
distribution = "uniform"
low = 80
high = 120
unit = "client/year"

[assumptions.effect]
distribution = "lognormal"
mean = 900
sd = 300
unit = "EUR/client"

[assumptions.salaries]
distribution = "normal"
mean = 60_000
sd = 5_000
unit = "EUR/year"

[choices.discount_rate]
value = 0.03

[benefits.care]
formula = "clients * effect"
gains = { municipality = 0.4, insurer = 0.6 }

[costs.project]
formula = "salaries"
losses = { municipality = 1 }

[outcomes.a_client]
formula = "present_value(care) / clients"
unit = "EUR*year/client"

[scenarios.cheap]
override = { salaries = 40_000 }
"""


def study(text: str = STUDY) -> mcba.Study:
    return read(Path("project/study.toml"), text)


@pytest.fixture(scope="module")
def run() -> mcba.Run:
    return mcba.run(study())


# --- what a run holds


def test_the_file_says_how_and_the_caller_may_say_otherwise(run: mcba.Run) -> None:
    assert run.settings == Settings(4_000, 5, "sobol", 0.8)
    other = mcba.run(study(), worlds=100, seed=0, sampler="lhs", mass=0.5)
    assert other.settings == Settings(100, 0, "lhs", 0.5)
    assert repr(other) == "Run(project, 100 worlds, seed 0, lhs)"


def test_everything_is_kept_unless_something_is_named(run: mcba.Run) -> None:
    standard = ("npv", "bcr", "roi", "payback_year", "present_value_benefits", "present_value_costs")
    each = ("npv_per_participant", "benefits_per_participant", "costs_per_participant")
    assert run.outcomes == (*standard, *each, "a_client")
    assert run.labels == {"flow": ("care", "project"), "bearer": ("municipality", "insurer")}
    assert run.arrays["present_value"].shape == run.arrays["bearer_npv"].shape == (2, 4_000)
    some = mcba.run(study(), keep=["bcr", "a_client"])
    assert tuple(some.arrays) == some.outcomes == ("bcr", "a_client")
    assert some.hashes().items() <= run.hashes().items()


def test_what_the_file_keeps_is_kept() -> None:
    found = study(STUDY.replace("mass = 0.8", 'mass = 0.8\nkeep = ["npv"]'))
    assert mcba.run(found).outcomes == ("npv",)
    assert mcba.run(found, keep=["bcr"]).outcomes == ("bcr",)


def test_worlds_are_a_labelled_dataset(run: mcba.Run) -> None:
    worlds = run.worlds
    assert dict(worlds.sizes) == {"world": 4_000, "flow": 2, "bearer": 2}
    assert worlds["present_value"].dims == ("flow", "world")
    assert worlds["npv"].attrs["units"] == "EUR"
    assert worlds.attrs == {"seed": "5", "sampler": "sobol", "mass": 0.8, "randomisations": 16}
    by_flow = worlds["present_value"].sel(flow="care") - worlds["present_value"].sel(flow="project")
    np.testing.assert_allclose(by_flow, worlds["npv"], rtol=1e-9)


@pytest.mark.parametrize(
    ("outcome", "unit"),
    [
        ("npv", "EUR"),
        ("bcr", "1"),
        ("roi", "1"),
        ("payback_year", "year"),
        ("a_client", "EUR*year/client"),
        ("npv_per_participant", "EUR*year/client"),
    ],
)
def test_units(run: mcba.Run, outcome: str, unit: str) -> None:
    assert run.unit(outcome) == unit


def test_hashes_tell_runs_apart(run: mcba.Run) -> None:
    assert run.hashes() == mcba.run(study()).hashes()
    assert run.hashes().keys() == run.arrays.keys()
    assert not run.hashes().items() & mcba.run(study(), seed=6).hashes().items()


def test_the_base_case_stands_beside_the_worlds(run: mcba.Run) -> None:
    annuity = sum(1.03**-year for year in range(4))
    assert run.base["npv"] == pytest.approx((100 * 900 - 60_000) * annuity)
    assert run.base == base_case(study())
    assert mcba.run(study(), scenario="cheap", worlds=2).base["npv"] == pytest.approx((100 * 900 - 40_000) * annuity)


def test_seconds_are_counted(run: mcba.Run) -> None:
    assert set(run.seconds) == {"compile", "worlds"}
    assert all(seconds >= 0 for seconds in run.seconds.values())


@pytest.mark.parametrize("sampler", ["sobol", "random", "lhs"])
def test_a_study_without_any_uncertainty_runs(sampler: str) -> None:
    text = STUDY[: STUDY.index("[assumptions.clients]")].replace('participants = "clients"\n', "")
    text += '[choices]\ndiscount_rate = { value = 0 }\nfee = { value = 10, unit = "EUR/year" }\n'
    text += '[benefits.b]\nformula = "fee"\n[costs.c]\nformula = "fee / 2"\n'
    found = mcba.run(study(text), sampler=sampler, worlds=50)
    assert (found.values("bcr") == 2).all()
    assert str(found.range("bcr")) == "2 to 2"
    assert str(found.range("npv")) == "20 to 20"


# --- what may be asked of it


def test_questions_agree_with_the_worlds(run: mcba.Run) -> None:
    npv = run.values("npv")
    found = run.summary("npv")
    assert found.mean.value == npv.mean()
    assert found.median.value == pytest.approx(np.median(npv))
    assert (found.range.low, found.range.high) == pytest.approx(tuple(np.quantile(npv, [0.1, 0.9])))
    assert found.sd == pytest.approx(npv.std(ddof=1))
    assert found.range == run.range("npv") == run.range("npv", mass=0.8)
    assert run.range("npv", mass=0.5).low == pytest.approx(np.quantile(npv, 0.25))
    assert run.probability("npv").value == np.mean(npv > 0)
    assert run.probability("bcr", above=1).value == np.mean(npv > 0)
    assert run.probability_within("npv", -1e5, 1e5).value == np.mean(np.abs(npv) <= 1e5)
    benefits, costs = run.values("present_value_benefits"), run.values("present_value_costs")
    assert run.smallest("npv") == npv.min()
    assert run.ratio_of_means().value == pytest.approx(benefits.mean() / costs.mean())
    assert run.shortest_range("npv").high - run.shortest_range("npv").low < found.range.high - found.range.low


def test_rows_of_labelled_arrays_by_label(run: mcba.Run) -> None:
    costs = run.values("present_value", "project")
    np.testing.assert_array_equal(costs, run.values("present_value_costs"))
    assert run.summary("present_value", label="project") == run.summary("present_value_costs")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda run: run.summary("nvp"), "this run kept no outcome 'nvp'; did you mean 'npv'"),
        (lambda run: run.values("efect"), "this run kept no outcome 'efect'; did you mean 'effect'"),
        (lambda run: run.values("bearer_npv"), "has one row for each of municipality, insurer; name one of them"),
        (lambda run: run.values("bearer_npv", "insuror"), "has one row for each of municipality, insurer"),
        (lambda run: run.range("npv", mass=0), "mass = 0 is no share of worlds"),
        (lambda run: run.range("npv", mass=1), "mass = 1 is no share"),
        (lambda run: run.shortest_range("npv", mass=90), "mass = 90 is no share of worlds"),
        (lambda run: run.summary("npv", mass=float("nan")), "mass = nan is no share"),
    ],
)
def test_questions_without_an_answer(run: mcba.Run, ask: Any, message: str) -> None:
    with pytest.raises(RunError, match=message):
        ask(run)


# --- what it refuses


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"worlds": 1}, "worlds = 1; allowed is a whole number from 2"),
        ({"worlds": 1e6}, r"worlds = 1000000\.0; allowed is a whole number"),
        ({"worlds": "many"}, "worlds = 'many'"),
        ({"seed": -1}, "seed = -1; allowed is a whole number from 0"),
        ({"seed": 1.5}, "seed = 1.5"),
        ({"seed": True}, "seed = True"),
        ({"mass": 2}, "mass = 2 is no share of worlds; give a number between 0 and 1, such as 0.9"),
        ({"sampler": "halton"}, "unknown sampler 'halton'; allowed are sobol, lhs and random"),
        ({"workers": 0}, "workers = 0; allowed is a whole number from 1"),
        ({"block": 0}, "block = 0; allowed is a whole number from 1"),
        ({"block": -16}, "block = -16"),
        ({"keep": []}, "keep names no outcome; it has npv, bcr"),
        ({"keep": ["npv", "bcrr"]}, "the study has no outcome 'bcrr'; it has npv, bcr"),
        ({"scenario": "dear"}, "the study has no scenario 'dear'; it has cheap"),
        ({"option": "big"}, "the study has no option 'big'; it has none"),
        ({"store": "nothing"}, "store = 'nothing'; allowed are 'worlds' and 'summary'"),
    ],
)
def test_impossible_settings_are_refused_before_anything_is_drawn(options: dict[str, Any], message: str) -> None:
    with pytest.raises(RunError, match=message):
        mcba.run(study(), **options)


@pytest.mark.parametrize("kind", [np.int64, np.uint8])
def test_numpys_whole_numbers_are_whole_numbers(kind: Any) -> None:
    assert mcba.run(study(), seed=kind(3), worlds=kind(100)).hashes() == mcba.run(study(), seed=3, worlds=100).hashes()


# --- work in pieces


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("worlds", [2, 17, 4_000, 300_000])
def test_progress_adds_up_to_the_worlds(workers: int, worlds: int) -> None:
    done: list[int] = []
    mcba.run(study(), worlds=worlds, workers=workers, keep=["npv"], progress=done.append)
    assert sum(done) == worlds
    assert min(done) > 0


@pytest.mark.parametrize("worlds", [2, 3, 15, 16, 17, 31, 33])
@pytest.mark.parametrize("sampler", ["random", "sobol"])
def test_any_number_of_worlds_will_do(worlds: int, sampler: str) -> None:
    many, few = mcba.run(study(), sampler=sampler), mcba.run(study(), worlds=worlds, sampler=sampler)
    np.testing.assert_array_equal(few.values("npv"), many.values("npv")[:worlds])


def test_two_runs_at_once_do_not_disturb_each_other() -> None:
    expected = {seed: mcba.run(study(), seed=seed).hashes() for seed in range(4)}
    with ThreadPoolExecutor(4) as pool:
        found = dict(zip(range(4), pool.map(lambda seed: mcba.run(study(), seed=seed).hashes(), range(4)), strict=True))
    assert found == expected


def test_an_error_in_a_thread_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(Plan, "rows", broken)
    for workers in (1, 2):
        with pytest.raises(MemoryError, match="no room"):
            mcba.run(study(), workers=workers)


def test_a_study_is_compiled_once_for_all_its_seeds_samplers_and_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...] | None] = []

    def counted(found: mcba.Study, keep: tuple[str, ...] | None = None) -> Compiled:
        asked.append(keep)
        return compile_study(found, keep)

    plan.forget()
    monkeypatch.setattr(compiled, "compile_study", counted)
    runs = [
        mcba.run(study(), worlds=100 + seed, seed=seed, sampler=name)
        for seed in (1, 2)
        for name in ("sobol", "lhs", "random")
    ]
    assert asked == [None]
    assert len({run.hashes()["npv"] for run in runs}) == len(runs)
    mcba.run(study(), worlds=100, keep=("npv",))
    mcba.run(study(STUDY.replace("horizon = 3", "horizon = 4")), worlds=100, keep=("npv",))
    assert asked == [None, ("npv",), ("npv",)]


def test_a_plan_travels_as_data() -> None:
    plan = Plan(study(), Settings(1_000, 5, "sobol", 0.9), ("npv",))
    plan.rows(0, 16)
    arrived = pickle.loads(pickle.dumps(plan))
    np.testing.assert_array_equal(arrived.rows(100, 200)["npv"], plan.rows(0, 1_000)["npv"][100:200])


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (5, 6), (5, 40), (15, 17), (960, 1_000), (7, 7)])
def test_a_plan_computes_any_rows(start: int, stop: int) -> None:
    plan = Plan(study(), Settings(1_000, 5, "sobol", 0.9), None, 48)
    everything, some = plan.rows(0, 1_000), plan.rows(start, stop)
    for name, array in some.items():
        np.testing.assert_array_equal(array, everything[name][..., start:stop])


# --- workers


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_map_keeps_the_order_of_the_items(workers: int) -> None:
    assert list(map_blocks(lambda item: item**2, range(50), workers=workers)) == [item**2 for item in range(50)]
    assert list(map_blocks(lambda item: item, [], workers=workers)) == []


def test_map_does_not_run_far_ahead() -> None:
    """A consumer that is slow, or stops, leaves no pile of results behind."""
    begun: list[int] = []
    lock = threading.Lock()

    def work(item: int) -> int:
        with lock:
            begun.append(item)
        return item

    results = map_blocks(work, range(1_000), workers=2)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert len(begun) < 20


def test_map_stops_at_the_first_error() -> None:
    def fail(item: int) -> int:
        if item == 3:
            raise KeyError(item)
        return item

    with ThreadPoolExecutor(2) as executor:
        found = map_blocks(fail, range(1_000), workers=2, executor=executor)
        assert [next(found) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(KeyError):
            next(found)
        assert executor.submit(int).result() == 0  # the caller's executor is left open


def test_a_bearer_whose_balance_hardly_varies_is_told_by_its_own_size() -> None:
    text = """
[study]
title = "An amount that is nearly sure"
horizon = 0
[assumptions.cents]
distribution = "uniform"
low = 0
high = 1
unit = "EUR"
[assumptions.amount]
value = 100_000_000
unit = "EUR"
[benefits.paid]
formula = "amount + cents"
unit = "EUR"
gains = { society = 1.0 }
"""
    run = mcba.run(study(text), worlds=64)
    mean = run.summary("bearer_npv", label="society").mean
    assert abs(mean.value - 100_000_000.5) < 4 * mean.error
    assert 0 < mean.error < 0.1
